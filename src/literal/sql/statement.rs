//! The words of statements that define, grant, load and show; and what precedes a table in its place.

use super::frame::{Frame, Holds, Mode, Object, Place, Verb};
use super::lex::Kind as Token;
use super::scan::Scanner;
use super::word::Word;

/// Whether a text begins as a statement does that has tables.
pub(super) fn begins_statement(text: &str) -> bool {
    let text = text.trim_ascii_start().trim_start_matches('(');
    let end = text
        .bytes()
        .position(|byte| !byte.is_ascii_alphabetic())
        .unwrap_or(text.len());
    matches!(
        Word::of(&text.as_bytes()[..end]),
        Word::Select
            | Word::With
            | Word::Insert
            | Word::Update
            | Word::Delete
            | Word::Merge
            | Word::Create
            | Word::Alter
            | Word::Drop
            | Word::Truncate
            | Word::Copy
            | Word::Lock
            | Word::Grant
            | Word::Begin
            | Word::Analyze
            | Word::Vacuum
            | Word::Refresh
            | Word::Replace
    )
}

impl Scanner<'_> {
    /// A word where a table is expected: one that may precede it, the name, or a sign that none comes.
    pub(super) fn word_for_table(&mut self, place: Place, is_name: bool) {
        let word = self.token.word;
        let precedes = place == Place::List && self.next.word == Word::Table
            || place == Place::Into && self.next.word == Word::Into;
        let precedes = precedes
            || word == Word::Tables && self.last[0] == Word::Lock
            || word == Word::As && self.last[0] == Word::Rename;
        if precedes {
            return self.advance();
        }
        if is_name {
            return self.table(place);
        }
        let has_next = self.next_is_name()
            && (!self.next.word.is_reserved() || self.next.word == Word::Table)
            || matches!(self.next.word, Word::Into | Word::Exists | Word::Not);
        match word {
            Word::Only
            | Word::Lateral
            | Word::Table
            | Word::If
            | Word::Not
            | Word::Exists
            | Word::Concurrently
            | Word::LowPriority
            | Word::HighPriority
            | Word::Delayed
            | Word::Quick
            | Word::Ignore
            | Word::Overwrite
            | Word::Into
            | Word::Or
                if has_next || self.next.is(b'(') && word != Word::Table =>
            {
                self.advance();
            }
            Word::Temp | Word::Temporary | Word::Unlogged if self.next_is_name() => self.advance(),
            Word::View
            | Word::Temp
            | Word::Temporary
            | Word::Unlogged
            | Word::Statistics
            | Word::Extended
            | Word::Formatted
            | Word::Verbose
            | Word::Full
            | Word::Freeze
            | Word::Replace
            | Word::Local
            | Word::Function
            | Word::Analyze
            | Word::Rows
            | Word::Final
            | Word::Schema
            | Word::Materialized
                if self.precedes_table(word, place) =>
            {
                self.advance();
            }
            Word::Directory if place == Place::Into => {
                self.then(Mode::Skip);
            }
            Word::Table if place == Place::From && !self.next.is(b'(') => self.table(place),
            Word::Function if place == Place::Into && self.next_is_name() => {
                self.then(Mode::Table(Place::From));
            }
            Word::Index | Word::Database | Word::Tables | Word::Schema
                if place == Place::List && self.next_is_name() =>
            {
                self.then(Mode::Skip);
            }
            Word::Table if place == Place::From => {
                self.relate(None, None);
                self.then(Mode::After(place));
            }
            Word::Top if self.next.is(b'(') => self.advance(),
            Word::Identifier if self.next.is(b'(') => self.identifier(place),
            Word::Stdin | Word::Program if self.here().verb == Verb::Copy => {
                self.then(Mode::Skip);
            }
            _ if word.is_reserved() || self.next_begins_clause(word) => {
                let mode = if place == Place::From {
                    Mode::Expression
                } else {
                    Mode::Skip
                };
                self.set(mode);
                self.keyword(word, false);
            }
            _ => self.table(place),
        }
    }

    /// Whether a word that may be a table's name precedes one here.
    fn precedes_table(&self, word: Word, place: Place) -> bool {
        let is_followed = self.next_is_name() && !self.next.word.is_no_alias();
        match word {
            Word::Rows => self.next.word == Word::From,
            Word::Final => self.next.word == Word::Table,
            _ => is_followed && place != Place::From,
        }
    }

    /// Whether a word begins a clause although it may be a name: `VALUES` has no name behind, `SETTINGS` has.
    fn next_begins_clause(&self, word: Word) -> bool {
        word == Word::Go
    }

    /// `IDENTIFIER('name')`.
    fn identifier(&mut self, place: Place) {
        self.advance();
        self.advance();
        if let Token::Text | Token::Quoted(_) = self.token.kind {
            self.argument();
        }
        if self.next.is(b')') {
            self.advance();
        }
        self.set(Mode::After(place));
        self.advance();
    }

    /// A word behind `CREATE`, `DROP`, `COMMENT ON`: what it is done to. False when it is none.
    pub(super) fn object(&mut self) -> bool {
        let verb = self.here().verb;
        let many = if verb == Verb::Drop {
            Place::List
        } else {
            Place::One
        };
        let (object, mode) = match self.token.word {
            Word::Table if verb == Verb::Create => (Object::Table, Mode::Table(Place::Create)),
            Word::Table | Word::View => (Object::Table, Mode::Table(many)),
            Word::Columns | Word::Fields | Word::Index | Word::Indexes | Word::Keys if verb == Verb::Show => {
                (Object::OfTable, Mode::Skip)
            }
            Word::Partitions | Word::Tblproperties if verb == Verb::Show => {
                (Object::None, Mode::Table(Place::One))
            }
            Word::Column if verb == Verb::Comment => (Object::None, Mode::Table(Place::Owner)),
            Word::Statistics => (Object::Statistics, Mode::Skip),
            Word::Index | Word::Trigger | Word::Policy | Word::Constraint if self.last[0] != Word::Event => {
                (Object::OnTable, Mode::Skip)
            }
            Word::Rule if verb == Verb::Create => (Object::Rule, Mode::Skip),
            Word::Rule => (Object::OnTable, Mode::Skip),
            Word::Synonym => (Object::Synonym, Mode::Skip),
            Word::Function | Word::Procedure => (Object::Routine, Mode::Expression),
            Word::Package => (Object::Routine, Mode::Expression),
            Word::Database
            | Word::Schema
            | Word::Role
            | Word::User
            | Word::Extension
            | Word::Type
            | Word::Domain
            | Word::Server
            | Word::Sequence
            | Word::Publication
            | Word::Aggregate => (Object::None, Mode::Skip),
            Word::Select | Word::From | Word::As | Word::With | Word::On | Word::Insert => return false,
            _ => return self.then(Mode::Object),
        };
        let frame = self.frame();
        frame.object = object;
        if object == Object::Routine {
            self.is_routine = true;
        }
        self.then(mode)
    }

    /// A word that is no kind of thing the reader knows: it may describe the one that follows.
    pub(super) fn other_object(&mut self) {
        if self.here().mode != Mode::Object {
            return;
        }
        let word = self.token.word;
        if self.next.is(b'=') || self.next.kind == Token::Variable {
            return self.advance();
        }
        let is_name = self.next.is(b'.') || !self.next_is_name();
        if is_name && self.here().verb == Verb::Describe && !word.is_reserved() {
            return self.table(Place::One);
        }
        if is_name || word.is_reserved() && word != Word::Default {
            self.set(Mode::Skip);
            if word != Word::Other && !self.next.is(b'.') {
                return self.keyword(word, false);
            }
            self.name(false);
            return;
        }
        self.advance();
    }

    /// What stands behind `GRANT … ON`.
    pub(super) fn granted(&mut self) {
        let ends = matches!(self.next.word, Word::To | Word::From | Word::With | Word::As);
        if self.token.word == Word::Tables {
            self.then(Mode::Skip);
            return;
        }
        let is_kind = self.next_is_name() && !ends && self.token.kind == Token::Word;
        let is_table = matches!(self.token.word, Word::Table | Word::View | Word::Materialized);
        if is_kind || is_table && !ends {
            let mode = if is_table { Mode::Granted } else { Mode::Skip };
            self.then(mode);
            return;
        }
        if self.next.kind == Token::Cast {
            let is_object = self.token.word == Word::Object;
            self.advance();
            self.then(if is_object { Mode::Granted } else { Mode::Skip });
            return;
        }
        self.table(Place::List);
    }

    /// Words that begin or go on with all other statements; false when it is none of them.
    pub(super) fn statement_word(&mut self, word: Word, is_fresh: bool) -> bool {
        match word {
            Word::Create | Word::Alter | Word::Drop => self.define(word),
            Word::On => self.on(),
            Word::References if !self.next.is(b',') && self.next.word != Word::On => {
                self.then(Mode::Table(Place::One))
            }
            Word::Table => self.table_word(is_fresh),
            Word::To => self.to(),
            Word::Like | Word::Clone | Word::Copy if self.is_model(word) => {
                self.then(Mode::Table(Place::One))
            }
            Word::Partition if self.next.word == Word::Of => {
                self.advance();
                self.then(Mode::Table(Place::One))
            }
            Word::Partition if matches!(self.last[0], Word::Attach | Word::Detach) => {
                self.then(Mode::Table(Place::One))
            }
            Word::Inherit if self.here().verb == Verb::Alter => self.then(Mode::Table(Place::One)),
            Word::In if self.here().verb == Verb::Show => self.shown(),
            Word::For if self.here().mode == Mode::After(Place::List) => self.then(Mode::Skip),
            Word::HistoryTable if self.next.is(b'=') => {
                self.advance();
                self.then(Mode::Table(Place::One))
            }
            Word::Rename if self.is_new_name() => self.then(Mode::Table(Place::One)),
            Word::Add | Word::Modify | Word::Change | Word::Rename | Word::After
                if self.here().verb == Verb::Alter && self.here().main.is_some() =>
            {
                self.then(Mode::Item)
            }
            Word::Of if self.last[0] == Word::Update => self.then(Mode::Expression),
            Word::Owned if self.next.word == Word::By => {
                self.advance();
                self.then(Mode::Table(Place::Owner))
            }
            Word::For if self.here().object == Object::Synonym => self.then(Mode::Table(Place::One)),
            Word::Tables if self.last[0] == Word::Exchange => self.then(Mode::Table(Place::One)),
            Word::And if self.here().mode == Mode::After(Place::One) && self.last[1] == Word::Tables => {
                self.then(Mode::Table(Place::One))
            }
            Word::Append if self.next.word == Word::From => {
                self.advance();
                self.then(Mode::Table(Place::One))
            }
            Word::Grant | Word::Revoke | Word::Deny if self.next.word != Word::Option => {
                self.frame().verb = Verb::Grant;
                self.then(Mode::Skip)
            }
            Word::Begin
            | Word::Then
            | Word::Else
            | Word::Loop
            | Word::Do
            | Word::Explain
            | Word::Declare
            | Word::Go => self.begin(word, is_fresh),
            Word::Analyze | Word::Analyse if self.last[0] == Word::Explain => {
                self.is_fresh = true;
                self.advance();
                true
            }
            _ => (is_fresh || self.last[0] == Word::As) && self.utility(word),
        }
    }

    /// Whether the new name of the table follows, as in MySQL's `RENAME t`, not a column or `TO`.
    fn is_new_name(&self) -> bool {
        let frame = self.here();
        let rest = self
            .text
            .get(self.next.end..)
            .unwrap_or_default()
            .trim_ascii_start();
        let is_column = rest
            .get(..3)
            .is_some_and(|next| next.trim_end().eq_ignore_ascii_case("to"));
        let is_name = matches!(self.next.word, Word::Other | Word::As) && self.next_is_name();
        frame.verb == Verb::Alter && frame.object == Object::Table && is_name && !is_column
    }

    /// Words that a statement may follow.
    fn begin(&mut self, word: Word, is_fresh: bool) -> bool {
        let frame = self.frame();
        if word == Word::Declare && is_fresh || word == Word::Begin && frame.object == Object::Routine {
            self.is_routine = true;
        }
        if word == Word::Go {
            let is_alone = !self.next_is_name() || self.text[self.token.end..self.next.start].contains('\n');
            if is_alone {
                self.is_routine = false;
                self.begin_statement();
            }
        }
        self.is_fresh =
            !matches!(word, Word::Then | Word::Else) || !self.here().is_query || self.frames.len() == 1;
        self.advance();
        true
    }

    fn define(&mut self, word: Word) -> bool {
        let frame = *self.here();
        let is_action = frame.verb == Verb::Alter && frame.object == Object::Table;
        if is_action && self.next.word != Word::Table {
            return self.then(Mode::Item);
        }
        if frame.holds == Holds::Other {
            return self.then(Mode::Skip);
        }
        let verb = match word {
            Word::Create => Verb::Create,
            Word::Alter => Verb::Alter,
            _ => Verb::Drop,
        };
        *self.frame() = Frame {
            verb,
            mode: Mode::Object,
            object: Object::None,
            main: None,
            in_from: false,
            is_query: true,
            ..frame
        };
        self.advance();
        true
    }

    /// `ON`: a table in the statements that have one there, else a condition.
    fn on(&mut self) -> bool {
        let frame = *self.here();
        let is_event = matches!(
            self.next.word,
            Word::Conflict | Word::Duplicate | Word::Delete | Word::Update
        );
        if frame.verb == Verb::Grant {
            return self.then(Mode::Granted);
        }
        if frame.verb == Verb::Insert && matches!(self.next.word, Word::Conflict | Word::Duplicate) {
            self.unhide();
        }
        if self.next.word == Word::Cluster {
            self.advance();
            self.advance();
            self.advance();
            return true;
        }
        let rest = self
            .text
            .get(self.next.end..)
            .unwrap_or_default()
            .trim_ascii_start();
        if frame.object == Object::Statistics && !rest.starts_with(['(', '.']) {
            self.frame().object = Object::None;
            return self.then(Mode::Expression);
        }
        if matches!(frame.object, Object::OnTable | Object::Statistics) && !is_event && !self.next.is(b'(') {
            self.frame().object = Object::None;
            let is_other = matches!(
                self.next.word,
                Word::Database | Word::All | Word::Schema | Word::Domain
            );
            return self.then(if is_other {
                Mode::Skip
            } else {
                Mode::Table(Place::One)
            });
        }
        self.then(Mode::Expression)
    }

    /// `TABLE`, wherever it stands: a table follows, but in a function's result.
    fn table_word(&mut self, is_fresh: bool) -> bool {
        let frame = self.here();
        if matches!(self.last[0], Word::Returns | Word::Set) || self.next.is(b'(') {
            return self.then(Mode::Expression);
        }
        let place = match frame.verb {
            _ if is_fresh => Place::From,
            _ if matches!(self.last[0], Word::For | Word::Add) => Place::List,
            Verb::Rename => Place::List,
            _ if frame.holds == Holds::Other => Place::One,
            Verb::Insert => Place::Into,
            Verb::Create | Verb::Alter => Place::One,
            _ => Place::List,
        };
        self.then(Mode::Table(place))
    }

    /// `TO`: a new name, or a rule's table.
    fn to(&mut self) -> bool {
        let frame = self.here();
        let (verb, object) = (frame.verb, frame.object);
        let is_table = match object {
            Object::Table => {
                let renames = verb == Verb::Alter && matches!(self.last[0], Word::Rename | Word::Switch)
                    || self.is_switch();
                renames || verb == Verb::Create && matches!(frame.mode, Mode::After(_))
            }
            Object::Rule => true,
            _ if verb == Verb::Rename => return self.then(Mode::Table(Place::List)),
            _ => false,
        };
        is_table && self.then(Mode::Table(Place::One))
    }

    /// `SWITCH PARTITION n TO t`.
    fn is_switch(&self) -> bool {
        self.last[1] == Word::Partition && self.last[2] == Word::Switch
    }

    /// Whether a table follows that another one is made like.
    fn is_model(&self, word: Word) -> bool {
        let is_first = matches!(self.last[0], Word::Other | Word::Shallow | Word::Deep);
        let frame = self.here();
        let is_copy =
            word != Word::Like && matches!(frame.mode, Mode::After(_)) && self.next.word != Word::Grants;
        let is_create = frame.object == Object::Table && frame.verb == Verb::Create;
        let is_item =
            frame.holds == Holds::Other && frame.object == Object::Table && frame.verb == Verb::None;
        is_first
            && self.next_is_name()
            && (is_create && (is_copy || word == Word::Like) || is_item && word == Word::Like)
    }

    /// `PRAGMA table_info(t)`.
    fn pragma(&mut self) -> bool {
        const OF_TABLES: [&str; 5] = [
            "table_info",
            "table_xinfo",
            "index_list",
            "foreign_key_list",
            "foreign_key_check",
        ];
        self.advance();
        let name = self.name(false);
        let is_of_table = name.last().is_some_and(|name| {
            OF_TABLES
                .iter()
                .any(|known| self.text[name.range()].eq_ignore_ascii_case(known))
        });
        if is_of_table && self.token.is(b'(') {
            self.advance();
            self.set(Mode::Table(Place::One));
        }
        true
    }

    /// Words that mean something at the beginning of a statement only.
    fn utility(&mut self, word: Word) -> bool {
        let (verb, mode) = match word {
            Word::Truncate
            | Word::Lock
            | Word::Vacuum
            | Word::Analyze
            | Word::Analyse
            | Word::Optimize
            | Word::Cluster
            | Word::Refresh
            | Word::Uncache
            | Word::Cache => (Verb::Drop, Mode::Table(Place::List)),
            Word::Copy if self.next.word == Word::Into => (Verb::CopyInto, Mode::Expression),
            Word::Copy => (Verb::Copy, Mode::Table(Place::One)),
            Word::Comment if self.next.word == Word::On => {
                self.advance();
                (Verb::Comment, Mode::Object)
            }
            Word::Describe | Word::Desc => (Verb::Describe, Mode::Object),
            Word::Pivot | Word::Unpivot | Word::Summarize => (Verb::Other, Mode::Table(Place::One)),
            Word::Show => (Verb::Show, Mode::Object),
            Word::Rename => (Verb::Rename, Mode::Skip),
            Word::Fetch | Word::Import | Word::Prepare => (Verb::Other, Mode::Expression),
            Word::Check | Word::Checksum => (Verb::Drop, Mode::Skip),
            Word::Pragma => return self.pragma(),
            Word::Load => (Verb::Insert, Mode::Expression),
            _ => return false,
        };
        let frame = self.frame();
        frame.verb = verb;
        self.then(mode)
    }
}
