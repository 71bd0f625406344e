//! What stands between the quotes of a string: what is said verbatim, escapes, and the fields of a format string.

use crate::literal::Literal;
use crate::span::Span;

/// A stretch of a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Atom {
    /// Said as it stands.
    Verbatim(Span),
    /// An escape, and the character that it stands for.
    Escape(char, Span),
}

impl Atom {
    /// Adds what it says to a literal.
    pub(super) fn add_to(self, literal: &mut Literal, text: &str) {
        match self {
            Self::Verbatim(span) => literal.push_verbatim(text, span),
            Self::Escape(character, span) => {
                literal.push_decoded(character.encode_utf8(&mut [0; 4]), span);
            }
        }
    }
}

/// The stretches of a string, in order; what a line continuation drops is between them.
#[derive(Debug)]
pub(super) struct Atoms<'t> {
    text: &'t str,
    at: usize,
    end: usize,
    raw: bool,
    /// Nothing stands between the quotes: it has a place nevertheless.
    is_empty: bool,
}

/// The stretches of a string whose contents are `span`.
pub(super) fn atoms(text: &str, span: Span, raw: bool) -> Atoms<'_> {
    Atoms {
        text,
        at: span.start as usize,
        end: span.end as usize,
        raw,
        is_empty: span.start == span.end,
    }
}

impl Iterator for Atoms<'_> {
    type Item = Atom;

    fn next(&mut self) -> Option<Atom> {
        loop {
            let rest = self.text.get(self.at..self.end)?.as_bytes();
            if rest.is_empty() {
                let is_empty = std::mem::take(&mut self.is_empty);
                return is_empty.then(|| Atom::Verbatim(Span::new(self.at, self.end)));
            }
            let stop = match self.raw {
                true => rest.len(),
                false => memchr::memchr(b'\\', rest).unwrap_or(rest.len()),
            };
            let start = self.at;
            if stop > 0 {
                self.at += stop;
                return Some(Atom::Verbatim(Span::new(start, self.at)));
            }
            if let Some(b'\n' | b'\r') = rest.get(1) {
                let blank = rest[1..].iter().take_while(|byte| byte.is_ascii_whitespace());
                self.at += 1 + blank.count();
                continue;
            }
            let (character, length) = escape(&self.text[start..self.end]);
            self.at += length;
            let span = Span::new(start, self.at);
            return Some(character.map_or(Atom::Verbatim(span), |character| Atom::Escape(character, span)));
        }
    }
}

/// The character that an escape at the beginning of a text stands for, and the escape's length.
fn escape(text: &str) -> (Option<char>, usize) {
    let rest = text.as_bytes();
    let simple = match rest.get(1) {
        Some(b'n') => '\n',
        Some(b't') => '\t',
        Some(b'r') => '\r',
        Some(b'0') => '\0',
        Some(&byte @ (b'\\' | b'"' | b'\'')) => char::from(byte),
        Some(b'x') => return hexadecimal(text, 2, 4),
        Some(b'u') if rest.get(2) == Some(&b'{') => {
            let close = rest.iter().take(12).position(|&byte| byte == b'}');
            let Some(close) = close else { return (None, 3) };
            let (character, _) = hexadecimal(text, 3, close);
            return (character, close + 1);
        }
        // No escape: the backslash and the character after it.
        _ => {
            let next = text[1..].chars().next().map_or(0, char::len_utf8);
            return (None, 1 + next);
        }
    };
    (Some(simple), 2)
}

fn hexadecimal(text: &str, start: usize, end: usize) -> (Option<char>, usize) {
    let Some(digits) = text.get(start..end) else {
        return (None, 1);
    };
    let number = u32::from_str_radix(&digits.replace('_', ""), 16).ok();
    (number.and_then(char::from_u32), end)
}

/// A part of a format string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Said(Atom),
    /// `{}`, `{0}`: the value of an argument by its number.
    Number(usize),
    /// `{name}`.
    Name(Span),
    /// A field that cannot be read.
    Unknown,
}

/// The parts of a format string.
pub(super) fn fields(text: &str, atoms: impl Iterator<Item = Atom>) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut next = 0;
    // In a field that began in another stretch.
    let mut in_field = false;
    for atom in atoms {
        let Atom::Verbatim(span) = atom else {
            if !in_field {
                fields.push(Field::Said(atom));
            }
            continue;
        };
        let (mut start, end) = (span.start as usize, span.end as usize);
        if in_field {
            let Some(close) = memchr::memchr(b'}', &text.as_bytes()[start..end]) else {
                continue;
            };
            start += close + 1;
        }
        in_field = split(text, start..end, &mut next, &mut fields);
    }
    fields
}

/// Splits a stretch at its fields; tells whether it ends in one.
fn split(text: &str, part: std::ops::Range<usize>, next: &mut usize, fields: &mut Vec<Field>) -> bool {
    let bytes = &text.as_bytes()[..part.end];
    let (mut said, mut at) = (part.start, part.start);
    let verbatim = |fields: &mut Vec<Field>, start: usize, end: usize| {
        if start < end {
            fields.push(Field::Said(Atom::Verbatim(Span::new(start, end))));
        }
    };
    while let Some(found) = memchr::memchr2(b'{', b'}', &bytes[at..]) {
        let brace = at + found;
        at = brace + 1;
        if bytes[brace] == b'}' || bytes.get(at) == Some(&b'{') {
            // One of two braces is said.
            if bytes.get(at) == Some(&bytes[brace]) {
                verbatim(fields, said, at);
                at += 1;
                said = at;
            }
            continue;
        }
        verbatim(fields, said, brace);
        let Some(close) = memchr::memchr(b'}', &bytes[at..]) else {
            fields.push(Field::Unknown);
            return true;
        };
        fields.push(field(text, at..at + close, next));
        at += close + 1;
        said = at;
    }
    verbatim(fields, said, part.end);
    false
}

/// What stands between the braces of a field.
fn field(text: &str, part: std::ops::Range<usize>, next: &mut usize) -> Field {
    let inside = &text[part.clone()];
    let (name, format) = inside.split_once(':').unwrap_or((inside, ""));
    if format.contains(".*") {
        *next += 1;
    }
    let trimmed = name.trim();
    if trimmed.is_empty() {
        *next += 1;
        return Field::Number(*next - 1);
    }
    if let Ok(number) = trimmed.parse() {
        return Field::Number(number);
    }
    let start = part.start + (name.len() - name.trim_start().len());
    Field::Name(Span::new(start, start + trimmed.len()))
}
