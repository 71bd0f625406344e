//! What stands in a text for what a program will put there: `{{ … }}`, `{% … %}`, `${…}`, `%(x)s`, `{name}`, `$1`.
//!
//! Of a template's expressions only `ref('x')` and `source('s', 'x')` are read: they name tables.

use std::ops::Range;

/// What a block of a template means for the text around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Branch {
    /// Nothing.
    None,
    /// `if`, `for`: what follows may be there.
    Opens,
    /// `else`: what follows stands instead of what stood before.
    Turns,
    /// `endif`, `endfor`.
    Closes,
}

/// How long the name of a hole may be.
const LONGEST: usize = 96;

fn is_wordy(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// The length of the hole that a text begins with.
pub(in super::super) fn hole(text: &[u8]) -> Option<usize> {
    let second = text.get(1).copied();
    match (*text.first()?, second) {
        (b'?', _) => Some(1),
        (b'{', _) => braced(text, is_field),
        (b'$' | b'#' | b'&', Some(b'{')) => braced(&text[1..], |byte| byte != b'\n').map(|length| length + 1),
        (b'$', Some(b'(')) => closed(&text[1..], b')', is_wordy).map(|length| length + 1),
        (b'$', Some(_)) => {
            let length = text[1..].iter().take_while(|&&byte| is_wordy(byte)).count();
            (length > 0).then_some(length + 1)
        }
        (b'%', Some(b'(')) => {
            let name = closed(&text[1..], b')', |byte| byte != b'\n')?;
            matches!(text.get(name + 1), Some(b's' | b'd' | b'i' | b'f' | b'r')).then_some(name + 2)
        }
        (b'%', Some(b's' | b'd' | b'I' | b'L')) => (!text
            .get(2)
            .copied()
            .is_some_and(|byte| byte.is_ascii_alphanumeric()))
        .then_some(2),
        _ => None,
    }
}

/// What may stand in `{…}`: a name, an index, an attribute, a format.
fn is_field(byte: u8) -> bool {
    is_wordy(byte) || matches!(byte, b'.' | b'[' | b']' | b'!' | b':')
}

fn braced(text: &[u8], may_hold: impl Fn(u8) -> bool) -> Option<usize> {
    closed(text, b'}', may_hold)
}

/// The length of a bracket and its contents, when these are what they may be.
fn closed(text: &[u8], close: u8, may_hold: impl Fn(u8) -> bool) -> Option<usize> {
    let inside = text.iter().skip(1).take(LONGEST);
    let length = inside
        .take_while(|&&byte| byte != close && may_hold(byte))
        .count();
    (text.get(length + 1) == Some(&close)).then_some(length + 2)
}

/// What a block means, by its first word.
pub(super) fn branch(inside: &[u8]) -> Branch {
    let start = inside.iter().position(|&byte| is_wordy(byte)).unwrap_or_default();
    let length = inside[start..].iter().take_while(|&&byte| is_wordy(byte)).count();
    match &inside[start..start + length] {
        b"if" | b"for" | b"range" | b"with" | b"unless" => Branch::Opens,
        b"else" | b"elif" | b"elseif" | b"elsif" => Branch::Turns,
        b"endif" | b"endfor" | b"end" | b"endunless" => Branch::Closes,
        _ => Branch::None,
    }
}

/// The table that a call in a template names: where its schema and its own name stand.
pub(in super::super) struct Call {
    /// The first argument of `source`.
    pub(in super::super) schema: Option<Range<usize>>,
    /// The table.
    pub(in super::super) table: Range<usize>,
}

/// The calls of `ref` and `source` in a template's block or expression, by offsets into it.
pub(in super::super) fn calls(text: &str) -> Vec<Call> {
    let bytes = text.as_bytes();
    let mut calls = Vec::new();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'(', &bytes[at..]) {
        let open = at + found;
        at = open + 1;
        let before = text[..open].trim_ascii_end();
        let word = before.len() - before.bytes().rev().take_while(|&byte| is_wordy(byte)).count();
        let is_source = match &before[word..] {
            "ref" => false,
            "source" => true,
            _ => continue,
        };
        let (strings, end) = arguments(bytes, at);
        at = end;
        let mut strings = strings.into_iter().flatten();
        let call = match (is_source, strings.next(), strings.next()) {
            (true, Some(schema), Some(table)) => Call {
                schema: Some(schema),
                table,
            },
            (false, Some(_), Some(table)) | (false, Some(table), None) => Call { schema: None, table },
            _ => continue,
        };
        calls.push(call);
    }
    calls
}

/// The first two arguments as far as they are strings, and where they end.
fn arguments(bytes: &[u8], start: usize) -> ([Option<Range<usize>>; 2], usize) {
    let mut found = [None, None];
    let mut at = start;
    for slot in &mut found {
        while bytes
            .get(at)
            .is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b',')
        {
            at += 1;
        }
        let Some(&quote @ (b'\'' | b'"')) = bytes.get(at) else {
            break;
        };
        let Some(length) = memchr::memchr(quote, &bytes[at + 1..]) else {
            break;
        };
        *slot = Some(at + 1..at + 1 + length);
        at += length + 2;
    }
    (found, at)
}
