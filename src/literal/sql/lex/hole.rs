//! Holes among the tokens, and the names that they are a part of.

use super::{HOLE, HOLE_BYTE, Kind, Lexer, Token, template};

impl Lexer<'_> {
    /// The end of a hole that begins here.
    pub(super) fn hole(&mut self, at: usize) -> Option<usize> {
        match self.byte(at)? {
            HOLE_BYTE => self.is_hole_char(at).then_some(at + HOLE.len_utf8()),
            b'{' if self.byte(at + 1) == Some(b'{') => self.closed(at, 0),
            _ => template::hole(self.rest(at)).map(|length| at + length),
        }
    }

    /// The end of `{{`, `{%` or `{#` that begins here.
    pub(super) fn closed(&mut self, at: usize, which: usize) -> Option<usize> {
        let close: &[u8] = [b"}}", b"%}", b"#}"][which];
        let found = self.braces[which].find(self.text, at + 2, close)?;
        (found + 2 <= self.end).then_some(found + 2)
    }

    /// A word that a hole may follow: it is part of the name if an underscore or more letters join them.
    pub(super) fn before_hole(&mut self, start: usize, mut end: usize) -> Token {
        let Some(hole) = self.hole(end) else {
            return self.token(Kind::Word, start, end);
        };
        let goes_on = self.wordy(hole) > hole;
        if self.text[end - 1] != b'_' && !goes_on {
            return self.token(Kind::Word, start, end);
        }
        end = self.pattern(hole);
        self.token(Kind::Pattern, start, end)
    }

    /// The end of a name that consists of letters and holes.
    pub(super) fn pattern(&mut self, mut at: usize) -> usize {
        loop {
            let end = self.wordy(at);
            match self.hole(end) {
                Some(hole) => at = hole,
                None => return end,
            }
        }
    }

    /// A hole, or the name that it begins: one that goes on with an underscore.
    pub(super) fn after_hole(&mut self, start: usize, end: usize, kind: Kind) -> Token {
        if self.byte(end) == Some(b'_') {
            let end = self.pattern(end);
            return self.token(Kind::Pattern, start, end);
        }
        self.token(kind, start, end)
    }

    pub(super) fn is_hole_char(&self, at: usize) -> bool {
        let mut bytes = [0; 4];
        self.rest(at).starts_with(HOLE.encode_utf8(&mut bytes).as_bytes())
    }
}
