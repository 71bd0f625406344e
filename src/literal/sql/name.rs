//! Names: parts between dots, quoted as they like, with holes in them.

use std::ops::Range;

use super::lex::{Kind as Token, template};
use super::scan::Scanner;
use super::{HOLE, Part, Quote};

/// How many parts are kept of a name: the last ones.
const PARTS: usize = 5;

/// How long a template's expression within quotes may be.
const LONGEST_TEMPLATE: usize = 256;

/// A part of a name where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Piece {
    /// Offset of its first byte, quotes excluded.
    pub(super) start: u32,
    /// Offset just past its last byte.
    pub(super) end: u32,
    /// How it is quoted, `None` for a hole.
    quote: Option<Quote>,
}

impl Piece {
    /// A part of a text.
    pub(super) fn new(range: Range<usize>, quote: Quote) -> Self {
        Self {
            start: range.start as u32,
            end: range.end as u32,
            quote: Some(quote),
        }
    }

    /// The bytes of the part.
    pub(super) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    fn hole(range: Range<usize>) -> Self {
        Self {
            quote: None,
            ..Self::new(range, Quote::None)
        }
    }

    /// The part, without quotes and escapes.
    pub(super) fn part(self, text: &str) -> Part {
        let own = &text[self.range()];
        let text = match self.quote {
            None => HOLE.to_string(),
            Some(Quote::Double) => unholed(own).replace("\"\"", "\""),
            Some(Quote::Backtick) => unholed(own).replace("``", "`"),
            Some(Quote::Bracket) => unholed(own).replace("]]", "]"),
            Some(Quote::None | Quote::Single) => unholed(own),
        };
        let quote = self.quote.unwrap_or(Quote::None);
        Part { text, quote }
    }

    /// Whether it and another part are the same name, whatever the case.
    pub(super) fn is_same(self, other: Self, text: &str) -> bool {
        text[self.range()].eq_ignore_ascii_case(&text[other.range()])
    }
}

/// A text with one [`HOLE`] for each of its holes.
fn unholed(text: &str) -> String {
    if memchr::memchr3(b'{', b'$', b'%', text.as_bytes()).is_none() {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        if let Some(length) = hole_length(&text.as_bytes()[at..]) {
            plain.push(HOLE);
            at += length;
        } else {
            plain.push(character);
            at += character.len_utf8();
        }
    }
    plain
}

/// The length of the hole that stands in a name here.
fn hole_length(text: &[u8]) -> Option<usize> {
    if text.starts_with(b"{{") {
        let near = &text[..text.len().min(LONGEST_TEMPLATE)];
        return memchr::memmem::find(near, b"}}").map(|found| found + 2);
    }
    let is_one = matches!(
        text,
        [b'{', ..] | [b'$', b'{' | b'(', ..] | [b'%', b'(' | b's', ..]
    );
    template::hole(text).filter(|_| is_one)
}

/// A name where it stands.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Name {
    parts: [Piece; PARTS],
    length: usize,
    /// It ends in `.*`.
    pub(super) is_star: bool,
}

impl Name {
    /// Adds an inner part.
    pub(super) fn push(&mut self, piece: Piece) {
        if self.length == PARTS {
            self.parts.rotate_left(1);
            self.length -= 1;
        }
        self.parts[self.length] = piece;
        self.length += 1;
    }

    /// The parts, outermost first.
    pub(super) fn parts(&self) -> &[Piece] {
        &self.parts[..self.length]
    }

    /// The innermost part.
    pub(super) fn last(&self) -> Option<Piece> {
        self.parts().last().copied()
    }

    /// The name without its last part.
    pub(super) fn owner(&self) -> Self {
        Self {
            length: self.length.saturating_sub(1),
            ..*self
        }
    }
}

impl Scanner<'_> {
    /// Reads the name that begins with the current token. In a table's place, hyphens may be part of it.
    pub(super) fn name(&mut self, is_table: bool) -> Name {
        let mut name = Name::default();
        loop {
            self.parts(&mut name, is_table);
            if !self.token.is(b'.') {
                return name;
            }
            match self.next.kind {
                Token::Word | Token::Pattern | Token::Quoted(_) | Token::Hole | Token::Template => {
                    self.advance();
                }
                Token::Number if self.next.start == self.token.end => self.advance(),
                Token::Mark(b'.') => {
                    let gap = self.token.end;
                    self.advance();
                    if !self.next_is_name() {
                        return name;
                    }
                    name.push(Piece::new(gap..gap, Quote::None));
                    self.advance();
                }
                Token::Mark(b'*') => {
                    name.is_star = true;
                    self.advance();
                    self.advance();
                    return name;
                }
                _ => return name,
            }
        }
    }

    /// Whether the next token may be a part of a name.
    pub(super) fn next_is_name(&self) -> bool {
        matches!(
            self.next.kind,
            Token::Word | Token::Pattern | Token::Quoted(_) | Token::Hole | Token::Template
        )
    }

    /// Reads what stands between two dots: one part, or several in one pair of quotes.
    fn parts(&mut self, name: &mut Name, is_table: bool) {
        let first = self.token;
        let range = first.start..first.end;
        self.advance();
        match first.kind {
            Token::Quoted(quote) => {
                let inner = range.start + 1..range.end - 1;
                let separators: &[u8] = match quote {
                    Quote::Backtick => b".",
                    Quote::Bracket if self.text[inner.clone()].contains(':') => b":.",
                    _ => b"",
                };
                for part in split(self.text.as_bytes(), inner, separators) {
                    name.push(Piece::new(part, quote));
                }
            }
            Token::Hole | Token::Template => {
                let is_prefix = self.token.start == first.end
                    && matches!(
                        self.token.kind,
                        Token::Word | Token::Pattern | Token::Quoted(_) | Token::Hole
                    );
                if is_prefix && self.token.kind == Token::Word {
                    self.parts_of_word(name, is_table);
                } else {
                    name.push(Piece::hole(range));
                }
            }
            _ => {
                let end = self.rest_of_word(range.end, is_table && name.parts().is_empty());
                name.push(Piece::new(range.start..end, Quote::None));
            }
        }
        self.skip_holes(first.end);
    }

    /// Reads a word that a hole stands before.
    fn parts_of_word(&mut self, name: &mut Name, is_table: bool) {
        let word = self.token;
        self.advance();
        let end = self.rest_of_word(word.end, is_table);
        name.push(Piece::new(word.start..end, Quote::None));
        self.skip_holes(end);
    }

    /// The end of a name that hyphens are part of, as a project's is.
    fn rest_of_word(&mut self, mut end: usize, may_have_hyphens: bool) -> usize {
        while may_have_hyphens
            && self.token.is(b'-')
            && self.token.start == end
            && self.next.start == self.token.end
            && matches!(self.next.kind, Token::Word | Token::Number | Token::Pattern)
        {
            end = self.next.end;
            self.advance();
            self.advance();
        }
        end
    }

    /// Passes over the holes that stand directly behind a name and are no part of it.
    fn skip_holes(&mut self, mut end: usize) {
        while matches!(self.token.kind, Token::Hole | Token::Template) && self.token.start == end {
            end = self.token.end;
            self.advance();
        }
    }
}

/// The parts between separators, outside of holes.
fn split(text: &[u8], range: Range<usize>, separators: &[u8]) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = range.start;
    let mut at = range.start;
    while at < range.end && !separators.is_empty() {
        if let Some(length) = hole_length(&text[at..range.end]) {
            at += length;
            continue;
        }
        if separators.contains(&text[at]) {
            parts.push(start..at);
            start = at + 1;
        }
        at += 1;
    }
    parts.push(start..range.end);
    parts
}
