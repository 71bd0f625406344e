//! The words of statements that define, grant, load and show; and what precedes a table in its place.

use super::frame::{Holds, Mode, Object, Place, Verb};
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
            _ => self.other_table_word(word) || (is_fresh || self.last[0] == Word::As) && self.utility(word),
        }
    }

    /// Words that another table of a definition stands behind, or a column of it.
    fn other_table_word(&mut self, word: Word) -> bool {
        match word {
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
            _ => false,
        }
    }

    /// Whether the new name of the table follows, as in `RENAME t`, not a column or `TO`.
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
        // A column may be called so.
        let ends = matches!(self.next.word, Word::As | Word::From);
        if ends || [b',', b')', b'.', b'='].iter().any(|mark| self.next.is(*mark)) {
            return false;
        }
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
}
