//! Definitions: what `CREATE TABLE` lists and `ALTER TABLE` does, as far as it names columns.

use super::frame::{Mode, Place, Verb};
use super::scan::Scanner;
use super::word::Word;

impl Scanner<'_> {
    /// The name of a column that is defined, renamed or dropped.
    pub(super) fn item(&mut self) {
        let name = self.name(false);
        let frame = *self.here();
        if let Some(owner) = frame.owner.or(frame.main) {
            self.attribute(owner, name.last());
        }
        let is_renamed = self.token.word == Word::To
            || self.last[1] == Word::Change
            || self.last[1] == Word::Column && self.last[2] == Word::Change;
        if self.token.word == Word::To {
            self.advance();
        }
        self.set(if is_renamed { Mode::Item } else { Mode::Typed });
    }

    /// A word where a column or a constraint is defined; whether it is no column's name.
    pub(super) fn item_word(&mut self, word: Word) -> bool {
        match word {
            Word::To | Word::As if self.last[0] == Word::Rename => {
                self.then(Mode::Table(Place::One));
            }
            Word::Column | Word::If | Word::Exists | Word::Only => self.advance(),
            Word::Not if self.next.word == Word::Exists => self.advance(),
            Word::Add | Word::Drop | Word::Alter | Word::Modify | Word::Change | Word::Rename
                if self.here().verb == Verb::Alter && self.next_is_name() =>
            {
                self.advance();
            }
            Word::Constraint
            | Word::Primary
            | Word::Foreign
            | Word::Unique
            | Word::Check
            | Word::Exclude
            | Word::Fulltext
            | Word::Spatial
            | Word::Period => {
                self.then(Mode::Constraint);
            }
            Word::Key | Word::Index if self.next.is(b'(') || self.next_is_name() && !self.is_type() => {
                self.then(Mode::Constraint);
            }
            Word::Partition
            | Word::Default
            | Word::Not
            | Word::Set
            | Word::Trigger
            | Word::Rule
            | Word::Policy
                if self.here().verb == Verb::Alter =>
            {
                self.set(Mode::Skip);
                return false;
            }
            _ if word.is_reserved() => {
                self.set(Mode::Typed);
                return false;
            }
            _ => self.item(),
        }
        true
    }

    /// Whether the next word is a type, so that the current one is a column.
    fn is_type(&self) -> bool {
        const TYPES: [&str; 8] = [
            "int", "text", "varchar", "char", "bigint", "string", "uuid", "json",
        ];
        let next = self
            .text
            .get(self.next.start..self.next.end)
            .unwrap_or_default()
            .to_ascii_lowercase();
        TYPES.iter().any(|name| next.starts_with(name))
    }
}
