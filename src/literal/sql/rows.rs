//! The words of statements that change rows.

use super::frame::{Frame, Holds, Mode, Object, Place, Verb};
use super::scan::Scanner;
use super::word::Word;

impl Scanner<'_> {
    /// Words that begin statements that change rows.
    pub(super) fn row_word(&mut self, word: Word) -> bool {
        let before = self.last[0];
        let is_event = matches!(
            before,
            Word::On | Word::Or | Word::Before | Word::After | Word::Of | Word::For
        ) || matches!(before, Word::Key | Word::Do) && self.next.word == Word::Set
            || before == Word::Key;
        match word {
            Word::Insert | Word::Update | Word::Delete
                if is_event
                    && before != Word::Instead
                    && !matches!(self.here().object, Object::None | Object::Routine) =>
            {
                self.advance();
                true
            }
            Word::Insert => self.insert(),
            Word::Replace if before != Word::Or && !self.next.is(b'(') && self.is_statement_level() => {
                self.insert()
            }
            Word::Update => self.update(is_event),
            Word::Delete => self.delete(is_event),
            Word::Merge if self.next.word != Word::Join && self.is_statement_level() => {
                self.change(Verb::Merge, Mode::Table(Place::Into))
            }
            _ => false,
        }
    }

    pub(super) fn is_statement_level(&self) -> bool {
        let frame = self.here();
        !frame.in_from
            && frame.mode != Mode::After(Place::List)
            && frame.verb != Verb::Alter
            && frame.holds != Holds::Other
            && frame.holds != Holds::Tables
    }

    /// Begins a statement that changes rows.
    pub(super) fn change(&mut self, verb: Verb, mode: Mode) -> bool {
        let frame = self.frame();
        *frame = Frame {
            verb,
            mode,
            in_from: false,
            is_query: true,
            is_late: false,
            assigned: None,
            main: None,
            object: Object::None,
            ..*frame
        };
        self.advance();
        true
    }

    pub(super) fn insert(&mut self) -> bool {
        let is_branch = self.next.is(b'(') || self.next.is(b'*');
        if is_branch || matches!(self.next.word, Word::Values | Word::Default | Word::Row) {
            return self.then(Mode::Expression);
        }
        if matches!(self.next.word, Word::All | Word::First | Word::When) {
            return self.change(Verb::Insert, Mode::Expression);
        }
        self.change(Verb::Insert, Mode::Table(Place::Into))
    }

    pub(super) fn update(&mut self, is_event: bool) -> bool {
        if self.last[0] == Word::Key {
            let frame = self.frame();
            frame.assigned = Some(frame.relations + 1);
        }
        if is_event || matches!(self.next.word, Word::Set | Word::Of) || !self.is_statement_level() {
            return self.then(Mode::Expression);
        }
        self.change(Verb::Update, Mode::Table(Place::Target))
    }

    pub(super) fn delete(&mut self, is_event: bool) -> bool {
        if is_event
            || self.next.word == Word::Rows
            || self.here().verb == Verb::Merge
            || !self.is_statement_level()
        {
            return self.then(Mode::Expression);
        }
        let mode = if self.next.word == Word::From {
            Mode::Expression
        } else {
            Mode::Table(Place::Target)
        };
        self.change(Verb::Delete, mode)
    }

    /// `INTO`: a table, or a variable.
    pub(super) fn into_(&mut self) -> bool {
        let frame = *self.here();
        let is_insert = matches!(frame.verb, Verb::Insert | Verb::Merge | Verb::CopyInto) && !frame.selects;
        if is_insert {
            return self.then(Mode::Table(Place::Into));
        }
        let is_table = match self.next.word {
            Word::Temp | Word::Temporary | Word::Unlogged | Word::Table => true,
            Word::Outfile | Word::Dumpfile | Word::Strict => false,
            _ => frame.verb == Verb::None && (!self.is_routine || self.is_table_into()),
        };
        if !is_table {
            return self.then(Mode::Skip);
        }
        self.then(Mode::Table(Place::Selected))
    }

    /// Whether what stands behind `INTO` in a function is a table: as T-SQL spells tables.
    pub(super) fn is_table_into(&self) -> bool {
        let name = self.text.get(self.next.start..self.next.end).unwrap_or_default();
        name.starts_with(['[', '#']) || self.has_variables
    }
}
