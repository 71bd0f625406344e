//! The tokens of one statement. Line ends, comments and blanks are passed over: where a statement ends is known.

use super::quoted::{Quoted, Scanner, prefix_start};
use crate::lang::python::imports::is_word;
use crate::span::Span;

/// A token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'t> {
    Name(&'t str),
    Number(&'t str),
    Text(Quoted),
    Open(u8),
    Close(u8),
    Dot,
    Comma,
    Colon,
    /// `:=`
    Walrus,
    /// `=`
    Equal,
    /// `+=`
    PlusEqual,
    /// `%=`, `|=` …
    Augmented,
    Plus,
    Percent,
    /// `*`
    Star,
    /// `**`
    Power,
    /// Another operator between two values, or before one.
    Operator,
    /// `==`, `<` …
    Compare,
    /// `!` of a field of a formatted string.
    Bang,
    End,
}

/// Reads tokens up to a limit.
#[derive(Debug)]
pub(super) struct Lexer<'t> {
    text: &'t str,
    pub(super) at: usize,
    pub(super) limit: usize,
    pub(super) scanner: Scanner,
    /// Where the last token began.
    pub(super) start: usize,
}

impl<'t> Lexer<'t> {
    pub(super) const fn new(text: &'t str, part: Span) -> Self {
        Self {
            text,
            at: part.start as usize,
            limit: part.end as usize,
            scanner: Scanner::new(text),
            start: part.start as usize,
        }
    }

    /// Goes on with another part of the text.
    pub(super) const fn read(&mut self, part: Span) {
        self.at = part.start as usize;
        self.limit = part.end as usize;
        self.start = self.at;
    }

    fn byte(&self, offset: usize) -> Option<u8> {
        self.text.as_bytes()[..self.limit].get(offset).copied()
    }

    /// The next byte that is no blank.
    pub(super) fn peek(&mut self) -> Option<u8> {
        self.skip_blanks();
        self.byte(self.at)
    }

    /// Whether a byte is still to come.
    pub(super) fn has(&self, byte: u8) -> bool {
        memchr::memchr(byte, self.rest()).is_some()
    }

    fn rest(&self) -> &'t [u8] {
        self.text.as_bytes().get(self.at..self.limit).unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        loop {
            let rest = self.rest();
            let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'\\');
            let blanks = rest.iter().position(|byte| !is_blank(byte)).unwrap_or(rest.len());
            self.at += blanks;
            let rest = &rest[blanks..];
            if rest.first() != Some(&b'#') {
                return;
            }
            self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        }
    }

    /// The span of the last token.
    pub(super) const fn span(&self) -> Span {
        Span::new(self.start, self.at)
    }

    pub(super) fn next(&mut self) -> Token<'t> {
        self.skip_blanks();
        self.start = self.at;
        let Some(byte) = self.byte(self.at) else {
            return Token::End;
        };
        match byte {
            b'"' | b'\'' => self.quoted(self.at),
            b'0'..=b'9' => self.number(),
            b'.' if self.byte(self.at + 1).is_some_and(|next| next.is_ascii_digit()) => self.number(),
            _ if is_word(byte) => self.word(),
            _ => self.sign(byte),
        }
    }

    fn quoted(&mut self, quote: usize) -> Token<'t> {
        let bytes = self.text.as_bytes();
        let quoted = self.scanner.quoted(bytes, self.start, quote, self.limit);
        self.at = (quoted.span.end as usize).max(quote + 1).min(self.limit);
        Token::Text(quoted)
    }

    fn number(&mut self) -> Token<'t> {
        while self
            .byte(self.at)
            .is_some_and(|byte| is_word(byte) || byte == b'.')
        {
            self.at += 1;
        }
        Token::Number(self.span().of(self.text))
    }

    fn word(&mut self) -> Token<'t> {
        let rest = &self.text.as_bytes()[self.at..self.limit];
        self.at += rest.iter().position(|byte| !is_word(*byte)).unwrap_or(rest.len());
        if let Some(b'"' | b'\'') = self.byte(self.at)
            && prefix_start(self.text.as_bytes(), self.at, self.start) == self.start
        {
            return self.quoted(self.at);
        }
        Token::Name(self.span().of(self.text))
    }

    fn sign(&mut self, byte: u8) -> Token<'t> {
        let rest = &self.text.as_bytes()[self.at..self.limit];
        let (length, token) = match rest {
            [b'.', b'.', b'.', ..] => (3, Token::Name("...")),
            [first @ (b'*' | b'/' | b'<' | b'>'), second, b'=', ..] if first == second => {
                (3, Token::Augmented)
            }
            [b'*', b'*', ..] => (2, Token::Power),
            [b'+', b'=', ..] => (2, Token::PlusEqual),
            [b':', b'=', ..] => (2, Token::Walrus),
            [b'=' | b'<' | b'>' | b'!', b'=', ..] | [b'<', b'>', ..] => (2, Token::Compare),
            [first @ (b'<' | b'>' | b'/'), second, ..] if first == second => (2, Token::Operator),
            [b'-', b'>', ..] => (2, Token::Operator),
            [b'-' | b'*' | b'/' | b'%' | b'@' | b'&' | b'|' | b'^', b'=', ..] => (2, Token::Augmented),
            _ => (1, single(byte)),
        };
        self.at += length;
        token
    }
}

/// A sign of one character.
const fn single<'t>(byte: u8) -> Token<'t> {
    match byte {
        b'(' | b'[' | b'{' => Token::Open(byte),
        b')' | b']' | b'}' => Token::Close(byte),
        b'.' => Token::Dot,
        b',' | b';' => Token::Comma,
        b':' => Token::Colon,
        b'=' => Token::Equal,
        b'+' => Token::Plus,
        b'%' => Token::Percent,
        b'*' => Token::Star,
        b'<' | b'>' => Token::Compare,
        b'!' => Token::Bang,
        _ => Token::Operator,
    }
}
