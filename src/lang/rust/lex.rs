//! A small lexer for Rust: words, `::`, brackets, literals and comments, each with its place.
//!
//! It serves where a syntax tree is not at hand or costs too much: comments, the tokens of macros, links in
//! documentation, the cheap look at a file before it is parsed, and measuring how deep a text nests. It never fails:
//! what it cannot make sense of is a [`Kind::Mark`]. Literals are not decoded and numbers are not told apart.

/// What kind of token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// An identifier or keyword, raw ones included.
    Word,
    /// `'a`.
    Lifetime,
    /// A string literal, of whatever prefix; its text is without prefix, quotes and hashes.
    Text {
        /// Backslashes mean themselves.
        raw: bool,
    },
    /// A character or a number.
    Other,
    /// `::`.
    Separator,
    /// Another byte of punctuation.
    Mark(u8),
    /// `(`, `[` or `{`.
    Open(u8),
    /// `)`, `]` or `}`.
    Close(u8),
    /// A comment that documents nothing.
    Comment,
    /// `///`, `//!`, `/** */` or `/*! */`.
    Doc,
}

/// A token: its kind and where it stands; for a string literal, where its contents stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    /// What it is.
    pub(super) kind: Kind,
    /// The offset of its first byte.
    pub(super) start: usize,
    /// The offset just past its last byte.
    pub(super) end: usize,
}

impl Token {
    /// Whether it is this byte of punctuation.
    pub(super) fn is(self, mark: u8) -> bool {
        self.kind == Kind::Mark(mark)
    }

    /// Its text.
    pub(super) fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// The tokens of a part of a text.
#[derive(Debug, Clone)]
pub(super) struct Lexer<'t> {
    text: &'t [u8],
    at: usize,
    end: usize,
}

/// The tokens of a text between two offsets, whitespace left out.
pub(super) fn tokens(text: &str, start: usize, end: usize) -> Lexer<'_> {
    Lexer {
        text: text.as_bytes(),
        at: start,
        end: end.min(text.len()),
    }
}

/// A word without the `r#` of a raw identifier.
pub(super) fn plain(word: &str) -> &str {
    word.strip_prefix("r#").unwrap_or(word)
}

/// Whether a word is a keyword that no path, call or macro begins with.
pub(super) fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "as" | "async"
            | "await"
            | "break"
            | "const"
            | "continue"
            | "dyn"
            | "else"
            | "enum"
            | "extern"
            | "fn"
            | "for"
            | "if"
            | "impl"
            | "in"
            | "let"
            | "loop"
            | "match"
            | "mod"
            | "move"
            | "mut"
            | "pub"
            | "ref"
            | "return"
            | "static"
            | "struct"
            | "trait"
            | "type"
            | "unsafe"
            | "use"
            | "where"
            | "while"
    )
}

fn begins_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn goes_on(byte: u8) -> bool {
    begins_word(byte) || byte.is_ascii_digit()
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        while self
            .peek(0)
            .is_some_and(|byte| byte.is_ascii_whitespace() || byte == 0x0b)
        {
            self.at += 1;
        }
        let start = self.at;
        let byte = self.peek(0)?;
        let kind = match byte {
            b'/' if matches!(self.peek(1), Some(b'/' | b'*')) => self.comment(),
            b'"' => return Some(self.text(start + 1, 0, false)),
            b'\'' => self.quote(),
            b'0'..=b'9' => self.number(),
            b'(' | b'[' | b'{' => self.one(Kind::Open(byte)),
            b')' | b']' | b'}' => self.one(Kind::Close(byte)),
            b':' if self.peek(1) == Some(b':') => {
                self.at += 2;
                Kind::Separator
            }
            _ if begins_word(byte) => return Some(self.word()),
            _ => self.one(Kind::Mark(byte)),
        };
        Some(Token {
            kind,
            start,
            end: self.at,
        })
    }
}

impl Lexer<'_> {
    fn peek(&self, ahead: usize) -> Option<u8> {
        let at = self.at + ahead;
        if at < self.end {
            self.text.get(at).copied()
        } else {
            None
        }
    }

    fn one(&mut self, kind: Kind) -> Kind {
        self.at += 1;
        kind
    }

    fn skip_word(&mut self) {
        while self.peek(0).is_some_and(goes_on) {
            self.at += 1;
        }
    }

    /// A word, or a string literal with a prefix (`b""`, `r#""#`, `c""`).
    fn word(&mut self) -> Token {
        let start = self.at;
        self.skip_word();
        let word = &self.text[start..self.at];
        let raw = word.last() == Some(&b'r');
        if matches!(word, b"r" | b"b" | b"c" | b"br" | b"cr") {
            let rest = self.text.get(self.at..self.end).unwrap_or_default();
            let hashes = rest.iter().take_while(|&&byte| byte == b'#').count();
            if self.peek(hashes) == Some(b'"') && (raw || hashes == 0) {
                return self.text(self.at + hashes + 1, hashes, raw);
            }
            if word == b"r" && hashes == 1 && self.peek(1).is_some_and(begins_word) {
                self.at += 1;
                self.skip_word();
            }
            if word == b"b" && self.peek(0) == Some(b'\'') {
                let kind = self.quote();
                return Token {
                    kind,
                    start,
                    end: self.at,
                };
            }
        }
        Token {
            kind: Kind::Word,
            start,
            end: self.at,
        }
    }

    /// A string literal whose contents begin at `start`.
    fn text(&mut self, start: usize, hashes: usize, raw: bool) -> Token {
        self.at = start;
        loop {
            let rest = self.text.get(self.at..self.end).unwrap_or_default();
            let stop = if raw {
                memchr::memchr(b'"', rest)
            } else {
                memchr::memchr2(b'"', b'\\', rest)
            };
            let Some(stop) = stop else {
                self.at = self.end;
                break;
            };
            self.at += stop;
            if rest[stop] == b'\\' {
                self.at = (self.at + 2).min(self.end);
                continue;
            }
            if (1..=hashes).all(|ahead| self.peek(ahead) == Some(b'#')) {
                let end = self.at;
                self.at += 1 + hashes;
                return Token {
                    kind: Kind::Text { raw },
                    start,
                    end,
                };
            }
            self.at += 1;
        }
        Token {
            kind: Kind::Text { raw },
            start: start.min(self.end),
            end: self.end,
        }
    }

    /// A character literal or a lifetime.
    fn quote(&mut self) -> Kind {
        self.at += 1;
        if self.peek(0) == Some(b'\\') {
            self.at += 2;
            let rest = self.text.get(self.at..self.end).unwrap_or_default();
            let close = rest.iter().take(12).position(|&byte| byte == b'\'');
            self.at = (self.at + close.map_or(0, |close| close + 1)).min(self.end);
            return Kind::Other;
        }
        let width = match self.peek(0) {
            Some(0xf0..) => 4,
            Some(0xe0..) => 3,
            Some(0xc0..) => 2,
            _ => 1,
        };
        if self.peek(width) == Some(b'\'') && self.peek(0) != Some(b'\'') {
            self.at += width + 1;
            return Kind::Other;
        }
        self.skip_word();
        Kind::Lifetime
    }

    fn number(&mut self) -> Kind {
        self.skip_word();
        if self.peek(0) == Some(b'.') && self.peek(1).is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
            self.skip_word();
        }
        Kind::Other
    }

    fn comment(&mut self) -> Kind {
        let rest = self.text.get(self.at..self.end).unwrap_or_default();
        if rest[1] == b'/' {
            let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            self.at += length;
            return match rest[..length] {
                [_, _, b'/', b'/', ..] => Kind::Comment,
                [_, _, b'/' | b'!', ..] => Kind::Doc,
                _ => Kind::Comment,
            };
        }
        self.at += block_comment(rest);
        match rest {
            [_, _, b'*', b'*' | b'/', ..] => Kind::Comment,
            [_, _, b'*' | b'!', ..] => Kind::Doc,
            _ => Kind::Comment,
        }
    }
}

/// The length of the block comment at the beginning of a text; block comments nest.
fn block_comment(text: &[u8]) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(found) = memchr::memchr2(b'/', b'*', text.get(at..).unwrap_or_default()) {
        at += found;
        match (text[at], text.get(at + 1)) {
            (b'/', Some(b'*')) => {
                depth += 1;
                at += 2;
            }
            (b'*', Some(b'/')) => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::Kind::{Comment, Doc};
    use super::*;

    fn words(text: &str) -> Vec<(Kind, &str)> {
        tokens(text, 0, text.len())
            .map(|token| (token.kind, token.of(text)))
            .collect()
    }

    #[test]
    fn literals_and_lifetimes_are_told_apart() {
        let kinds = words(r##"'a 'x' '\'' b'\n' "a\"b" r#"c"d"# br"e" r#try 1.5 1..2 é::x '🦀' '' "##);
        assert_eq!(
            kinds,
            [
                (Kind::Lifetime, "'a"),
                (Kind::Other, "'x'"),
                (Kind::Other, r"'\''"),
                (Kind::Other, r"b'\n'"),
                (Kind::Text { raw: false }, r#"a\"b"#),
                (Kind::Text { raw: true }, "c\"d"),
                (Kind::Text { raw: true }, "e"),
                (Kind::Word, "r#try"),
                (Kind::Other, "1.5"),
                (Kind::Other, "1"),
                (Kind::Mark(b'.'), "."),
                (Kind::Mark(b'.'), "."),
                (Kind::Other, "2"),
                (Kind::Word, "é"),
                (Kind::Separator, "::"),
                (Kind::Word, "x"),
                (Kind::Other, "'🦀'"),
                (Kind::Lifetime, "'"),
                (Kind::Lifetime, "'"),
            ]
        );
    }

    #[test]
    fn comments_nest_and_documents_are_told_apart() {
        let kinds: Vec<Kind> =
            words("/* a /* b */ c */ // d\n/// e\n//! f\n//// g\n/** h */ /*** i */ /**/ /*")
                .into_iter()
                .map(|(kind, _)| kind)
                .collect();

        assert_eq!(
            kinds,
            [
                Comment, Comment, Doc, Doc, Comment, Doc, Comment, Comment, Comment
            ]
        );
    }

    #[test]
    fn an_open_end_is_the_end() {
        for text in ["\"a", "r#\"a", "'", "'\\", "/*", "b'", "\"\\", "r#", "/* /* */"] {
            assert!(
                tokens(text, 0, text.len()).all(|token| token.end <= text.len() && token.start <= token.end)
            );
        }
    }
}
