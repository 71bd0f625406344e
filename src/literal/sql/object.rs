//! What statements are about: the kinds of things that are created, altered, granted, shown.

use super::frame::{Frame, Holds, Mode, Object, Place, Verb};
use super::lex::Kind as Token;
use super::scan::Scanner;
use super::word::Word;

impl Scanner<'_> {
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
            Word::Function | Word::Procedure | Word::Package => (Object::Routine, Mode::Expression),
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

    pub(super) fn define(&mut self, word: Word) -> bool {
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

    /// `PRAGMA table_info(t)`.
    pub(super) fn pragma(&mut self) -> bool {
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
    pub(super) fn utility(&mut self, word: Word) -> bool {
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
