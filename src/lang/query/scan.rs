//! The text of a query cut into what tree-sitter is to see of it and the predicates, which are read here.
//!
//! tree-sitter would read predicates too, and evaluate them without any bound; it tells neither what is wrong with one
//! nor where.

use std::ops::Range;

use super::Flaw;
use crate::problem::quoted;

/// How deep a query may nest: tree-sitter recurses over it.
const DEEPEST: usize = 32;

/// How long a query may be, in bytes.
const LONGEST: usize = 16 << 10;

/// A predicate as written.
#[derive(Debug)]
pub(super) struct Written {
    /// `eq?`
    pub(super) name: String,
    /// Where its name is.
    pub(super) at: Range<usize>,
    pub(super) arguments: Vec<Argument>,
}

/// An argument of a predicate.
#[derive(Debug)]
pub(super) struct Argument {
    /// It names a capture; else it is a string.
    pub(super) is_capture: bool,
    /// The name without `@`, or the string without quotes and escapes.
    pub(super) text: String,
    /// All of it.
    pub(super) at: Range<usize>,
    /// Where each byte of the text stands.
    pub(super) places: Vec<usize>,
}

/// A query in two parts.
#[derive(Debug)]
pub(super) struct Parts {
    /// The query with blanks in the place of predicates.
    pub(super) structure: String,
    pub(super) predicates: Vec<Written>,
}

/// Cuts a query.
pub(super) fn scan(text: &str) -> Result<Parts, Flaw> {
    if text.len() > LONGEST {
        let what = format!("the query is longer than {LONGEST} bytes");
        return Err(Flaw::new(0..text.len(), what).help("write several queries, or several rules"));
    }
    let mut scanner = Scanner { text, at: 0 };
    let mut structure = text.as_bytes().to_vec();
    let mut predicates = Vec::new();
    let mut depth = 0_usize;
    while let Some(byte) = scanner.byte() {
        let start = scanner.at;
        match byte {
            b';' => scanner.comment(),
            b'"' => drop(scanner.string()?),
            b'(' | b'[' => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(Flaw::new(start..start + 1, "the query nests too deeply"));
                }
                scanner.at += 1;
                if byte == b'(' && scanner.begins_predicate() {
                    let predicate = scanner.predicate()?;
                    depth -= 1;
                    if depth == 0 {
                        let what = "the predicate stands outside of every pattern";
                        let help = "put it in parentheses together with its pattern: `((…) @name (#eq? @name \"…\"))`";
                        return Err(Flaw::new(start..scanner.at, what).help(help));
                    }
                    predicates.push(predicate);
                    let part = structure[start..scanner.at].iter_mut();
                    part.filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
                }
            }
            b')' | b']' => {
                depth = depth.saturating_sub(1);
                scanner.at += 1;
            }
            _ => scanner.at += 1,
        }
    }
    // Whole predicates are replaced, and they begin and end with ASCII.
    let structure = String::from_utf8(structure).unwrap_or_default();
    Ok(Parts {
        structure,
        predicates,
    })
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

impl Scanner<'_> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn comment(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    }

    fn blanks(&mut self) {
        while let Some(byte) = self.byte() {
            match byte {
                b';' => self.comment(),
                b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                _ => break,
            }
        }
    }

    /// Whether a predicate begins here, behind its parenthesis; goes on to its name then.
    fn begins_predicate(&mut self) -> bool {
        let start = self.at;
        self.blanks();
        let rest = &self.text.as_bytes()[self.at..];
        let begins = match rest {
            [b'#', ..] => true,
            [b'.', next, ..] => next.is_ascii_alphabetic(),
            _ => false,
        };
        self.at = if begins { self.at + 1 } else { start };
        begins
    }

    /// Letters, digits and what may stand between them.
    fn word(&mut self) -> Range<usize> {
        let rest = &self.text.as_bytes()[self.at..];
        let is_inner =
            |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'?' | b'!');
        let length = rest.iter().position(|byte| !is_inner(byte)).unwrap_or(rest.len());
        let word = self.at..self.at + length;
        self.at = word.end;
        word
    }

    /// A predicate from its name on, past its closing parenthesis.
    fn predicate(&mut self) -> Result<Written, Flaw> {
        let at = self.word();
        let name = self.text[at.clone()].to_owned();
        let mut arguments = Vec::new();
        loop {
            self.blanks();
            let start = self.at;
            match self.byte() {
                Some(b')') => {
                    self.at += 1;
                    return Ok(Written { name, at, arguments });
                }
                Some(b'"') => arguments.push(self.string()?),
                Some(b'@') => {
                    self.at += 1;
                    let name = self.word();
                    arguments.push(self.plain(true, start..name.end, name));
                }
                Some(byte) if byte.is_ascii_alphanumeric() || byte == b'_' => {
                    let word = self.word();
                    arguments.push(self.plain(false, word.clone(), word));
                }
                Some(_) => {
                    let end = self.text.ceil_char_boundary(start + 1);
                    let what = "a predicate takes captures and strings";
                    return Err(Flaw::new(start..end, what));
                }
                None => return Err(Flaw::new(at, "the predicate is not closed")),
            }
        }
    }

    fn plain(&self, is_capture: bool, at: Range<usize>, word: Range<usize>) -> Argument {
        Argument {
            is_capture,
            text: self.text[word.clone()].to_owned(),
            at,
            places: word.collect(),
        }
    }

    /// A string from its opening quote on.
    fn string(&mut self) -> Result<Argument, Flaw> {
        let start = self.at;
        let mut text = String::new();
        let mut places = Vec::new();
        let mut characters = self.text[start + 1..].char_indices();
        while let Some((offset, character)) = characters.next() {
            let place = start + 1 + offset;
            let character = match character {
                '"' => {
                    self.at = place + 1;
                    return Ok(Argument {
                        is_capture: false,
                        text,
                        at: start..self.at,
                        places,
                    });
                }
                '\n' => break,
                '\\' => match characters.next() {
                    Some((_, 'n')) => '\n',
                    Some((_, 'r')) => '\r',
                    Some((_, 't')) => '\t',
                    Some((_, '0')) => '\0',
                    Some((_, same @ ('\\' | '"'))) => same,
                    Some((_, other)) => {
                        let at = place..place + 1 + other.len_utf8();
                        let escape = quoted(&self.text[at.clone()]);
                        let help = format!("write two backslashes for the {escape} of a regular expression");
                        return Err(Flaw::new(at, format!("a query has no escape {escape}")).help(help));
                    }
                    None => break,
                },
                other => other,
            };
            text.push(character);
            places.resize(text.len(), place);
        }
        Err(Flaw::new(start..start + 1, "the string is not closed"))
    }
}
