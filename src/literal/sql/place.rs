//! What may stand before a table in its place: `IF EXISTS`, `ONLY`, `LOW_PRIORITY`.

use super::frame::{Mode, Place, Verb};
use super::lex::Kind as Token;
use super::scan::Scanner;
use super::word::Word;

/// Words that stand before a table wherever more than they follows.
const FILLERS: [Word; 15] = [
    Word::Only,
    Word::Lateral,
    Word::Table,
    Word::If,
    Word::Not,
    Word::Exists,
    Word::Concurrently,
    Word::LowPriority,
    Word::HighPriority,
    Word::Delayed,
    Word::Quick,
    Word::Ignore,
    Word::Overwrite,
    Word::Into,
    Word::Or,
];

/// What the table of `SELECT INTO` may be said to be.
const TEMPORARY: [Word; 3] = [Word::Temp, Word::Temporary, Word::Unlogged];

/// Words that stand before a table in some statements, and are names elsewhere.
const DESCRIPTIONS: [Word; 15] = [
    Word::View,
    Word::Statistics,
    Word::Extended,
    Word::Formatted,
    Word::Verbose,
    Word::Full,
    Word::Freeze,
    Word::Replace,
    Word::Local,
    Word::Function,
    Word::Analyze,
    Word::Rows,
    Word::Final,
    Word::Schema,
    Word::Materialized,
];

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
        let is_filler = FILLERS.contains(&word) && (has_next || self.next.is(b'(') && word != Word::Table);
        let is_temporary = TEMPORARY.contains(&word) && has_next;
        if is_filler
            || is_temporary
            || word == Word::Top && self.next.is(b'(')
            || self.precedes_table(word, place)
        {
            return self.advance();
        }
        if !self.leads_elsewhere(word, place) {
            self.table(place);
        }
    }

    /// Whether a word where a table is expected says that what follows is another thing.
    fn leads_elsewhere(&mut self, word: Word, place: Place) -> bool {
        match word {
            Word::Directory if place == Place::Into => self.then(Mode::Skip),
            Word::Table if place == Place::From && !self.next.is(b'(') => false,
            Word::Function if place == Place::Into && self.next_is_name() => {
                self.then(Mode::Table(Place::From))
            }
            Word::Index | Word::Database | Word::Tables | Word::Schema
                if place == Place::List && self.next_is_name() =>
            {
                self.then(Mode::Skip)
            }
            Word::Table if place == Place::From => {
                self.relate(None, None);
                self.then(Mode::After(place))
            }
            Word::Identifier if self.next.is(b'(') => {
                self.identifier(place);
                true
            }
            Word::Stdin | Word::Program if self.here().verb == Verb::Copy => self.then(Mode::Skip),
            _ if word.is_reserved() || word == Word::Go => {
                let is_from = place == Place::From;
                self.set(if is_from { Mode::Expression } else { Mode::Skip });
                self.keyword(word, false);
                true
            }
            _ => false,
        }
    }

    /// Whether a word that may be a table's name precedes one here.
    pub(super) fn precedes_table(&self, word: Word, place: Place) -> bool {
        let is_followed = self.next_is_name() && !self.next.word.is_no_alias();
        match word {
            _ if !DESCRIPTIONS.contains(&word) => false,
            Word::Rows => self.next.word == Word::From,
            Word::Final => self.next.word == Word::Table,
            _ => is_followed && place != Place::From,
        }
    }

    /// `IDENTIFIER('name')`.
    pub(super) fn identifier(&mut self, place: Place) {
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
}
