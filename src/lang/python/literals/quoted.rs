//! One string literal: its prefix, where it ends, and what its escapes stand for.
//!
//! Formatted strings nest as they do since Python 3.12; one whose fields do not close is read as the older grammars
//! would, up to its quote. What stands in the fields is read by [`super::machine`].

use crate::lang::python::imports::is_word;
use crate::literal::Literal;
use crate::span::Span;

/// Deeper than this, formatted strings are not looked into to find their end.
const MOST_NESTED: usize = 64;

/// A string literal in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quoted {
    /// From the prefix past the closing quotes.
    pub(super) span: Span,
    /// What stands between the quotes.
    pub(super) content: Span,
    pub(super) is_raw: bool,
    pub(super) is_bytes: bool,
    /// It is an f-string or a t-string.
    pub(super) has_fields: bool,
}

/// Finds where string literals end.
#[derive(Debug)]
pub(super) struct Scanner {
    /// How many bytes may still be read in vain, looking for the end of formatted strings that are broken.
    fuel: usize,
}

/// What the end of a formatted string is looked for in.
#[derive(Debug, Clone, Copy)]
enum Level {
    Text(Quotes),
    /// A field, with the number of brackets open in it.
    Field(u32),
    /// The format after a field's colon.
    Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Quotes {
    byte: u8,
    is_triple: bool,
    is_raw: bool,
}

impl Quotes {
    fn at(bytes: &[u8], offset: usize, is_raw: bool) -> Self {
        let byte = bytes[offset];
        Self {
            byte,
            is_triple: bytes[offset..].starts_with(&[byte; 3]),
            is_raw,
        }
    }

    const fn len(self) -> usize {
        if self.is_triple { 3 } else { 1 }
    }

    fn close(self, bytes: &[u8], offset: usize) -> bool {
        !self.is_triple || bytes[offset..].starts_with(&[self.byte; 3])
    }
}

/// The letters before a quote at an offset that are its prefix: where they begin.
pub(super) fn prefix_start(bytes: &[u8], quote: usize, floor: usize) -> usize {
    let mut start = quote;
    while start > floor && quote - start < 3 && is_word(bytes[start - 1]) {
        start -= 1;
    }
    let is_prefix = quote - start <= 2 && bytes[start..quote].iter().all(|byte| is_prefix_letter(*byte));
    if is_prefix { start } else { quote }
}

const fn is_prefix_letter(byte: u8) -> bool {
    matches!(byte.to_ascii_lowercase(), b'r' | b'b' | b'u' | b'f' | b't')
}

impl Scanner {
    pub(super) const fn new(text: &str) -> Self {
        Self { fuel: text.len() }
    }

    /// The literal whose quote stands at an offset and whose prefix begins at another; it ends at the limit at last.
    pub(super) fn quoted(&mut self, bytes: &[u8], prefix: usize, quote: usize, limit: usize) -> Quoted {
        let bytes = &bytes[..limit];
        let has = |letters: [u8; 2]| {
            bytes[prefix..quote]
                .iter()
                .any(|byte| letters.contains(&byte.to_ascii_lowercase()))
        };
        let (is_raw, is_bytes, has_fields) = (has([b'r', b'r']), has([b'b', b'b']), has([b'f', b't']));
        let quotes = Quotes::at(bytes, quote, is_raw);
        let start = quote + quotes.len();
        let end = match has_fields {
            true => self.formatted_end(bytes, start, quotes),
            false => None,
        };
        let (end, past) = end.unwrap_or_else(|| plain_end(bytes, start, quotes));
        Quoted {
            span: Span::new(prefix, past),
            content: Span::new(start.min(end), end),
            is_raw,
            is_bytes,
            has_fields,
        }
    }

    fn formatted_end(&mut self, bytes: &[u8], start: usize, quotes: Quotes) -> Option<(usize, usize)> {
        // Without fields, it ends like any other.
        let (end, past) = plain_end(bytes, start, quotes);
        if memchr::memchr(b'{', &bytes[start.min(end)..end]).is_none() {
            return Some((end, past));
        }
        if self.fuel == 0 {
            return None;
        }
        let limit = bytes.len().min(start + self.fuel.max(end - start));
        match nested_end(&bytes[..limit], start, quotes) {
            Ok(found) => Some(found),
            Err(at) => {
                self.fuel = self.fuel.saturating_sub(at.saturating_sub(start));
                None
            }
        }
    }
}

/// Where a literal without fields ends: before and past its closing quotes. One that is not closed ends with its line,
/// a triple-quoted one with the text.
fn plain_end(bytes: &[u8], start: usize, quotes: Quotes) -> (usize, usize) {
    let mut at = start;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let found = match quotes.is_triple {
            true => memchr::memchr2(quotes.byte, b'\\', rest),
            false => memchr::memchr3(quotes.byte, b'\\', b'\n', rest),
        };
        let Some(found) = found.map(|found| at + found) else {
            return (bytes.len(), bytes.len());
        };
        match bytes[found] {
            b'\\' if bytes[found..].starts_with(b"\\\r\n") => at = found + 3,
            b'\\' => at = found + 2,
            b'\n' => return (found, found),
            _ if quotes.close(bytes, found) => return (found, found + quotes.len()),
            _ => at = found + 1,
        }
    }
}

/// Where a formatted literal ends, or how far one that is broken was read.
fn nested_end(bytes: &[u8], start: usize, quotes: Quotes) -> Result<(usize, usize), usize> {
    let mut levels = vec![Level::Text(quotes)];
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        let Some(level) = levels.last_mut() else { break };
        let here = at;
        at += 1;
        match (level, byte) {
            (Level::Text(quotes), b'\\') => at += escape_length(&bytes[at..], quotes.is_raw),
            (Level::Text(quotes), _) if byte == quotes.byte && quotes.close(bytes, here) => {
                at = here + quotes.len();
                if levels.len() == 1 {
                    return Ok((here, at));
                }
                levels.pop();
            }
            (Level::Text(quotes), b'\n') if !quotes.is_triple => break,
            (Level::Text(_), b'{') if bytes.get(at) == Some(&b'{') => at += 1,
            (Level::Text(_) | Level::Format, b'{') => levels.push(Level::Field(0)),
            (Level::Field(open), b'(' | b'[' | b'{') => *open += 1,
            (Level::Field(0), b')' | b']') => break,
            (Level::Field(0) | Level::Format, b'}') => {
                levels.pop();
            }
            (Level::Field(open), b')' | b']' | b'}') => *open -= 1,
            (level @ Level::Field(0), b':') => *level = Level::Format,
            (Level::Field(_), b'"' | b'\'') => {
                let prefix = prefix_start(bytes, here, start);
                let has = |letter: u8| {
                    bytes[prefix..here]
                        .iter()
                        .any(|byte| byte.eq_ignore_ascii_case(&letter))
                };
                let quotes = Quotes::at(bytes, here, has(b'r'));
                if has(b'f') || has(b't') {
                    at = here + quotes.len();
                    levels.push(Level::Text(quotes));
                } else {
                    at = plain_end(bytes, here + quotes.len(), quotes).1;
                }
            }
            _ => {}
        }
        if levels.len() > MOST_NESTED {
            break;
        }
    }
    Err(at)
}

/// How many bytes after the backslash belong to it, as far as the end of a formatted string depends on it.
fn escape_length(rest: &[u8], is_raw: bool) -> usize {
    match rest {
        [b'{' | b'}', ..] | [] => 0,
        [b'N', b'{', ..] if !is_raw => memchr::memchr2(b'}', b'\n', rest).map_or(1, |end| end + 1),
        [b'\r', b'\n', ..] => 2,
        _ => 1,
    }
}

/// Adds a part of a literal's content, its escapes decoded.
pub(super) fn push_content(literal: &mut Literal, source: &str, part: Span, quoted: Quoted) {
    // What is empty has a place nevertheless.
    if quoted.is_raw || part.start == part.end {
        literal.push_verbatim(source, part);
        return;
    }
    let bytes = source.as_bytes();
    let (mut from, end) = (part.start as usize, part.end as usize);
    while let Some(found) = memchr::memchr(b'\\', &bytes[from..end]) {
        let at = from + found;
        if at > from {
            literal.push_verbatim(source, Span::new(from, at));
        }
        from = at + push_escape(literal, source, Span::new(at, end), quoted.is_bytes);
    }
    if end > from {
        literal.push_verbatim(source, Span::new(from, end));
    }
}

/// Adds the escape at the beginning of a stretch; its length.
fn push_escape(literal: &mut Literal, source: &str, rest: Span, is_bytes: bool) -> usize {
    let text = rest.of(source);
    let start = rest.start as usize;
    let mut characters = text.chars().skip(1);
    let Some(kind) = characters.next() else {
        literal.push_verbatim(source, rest);
        return text.len();
    };
    let plain = match kind {
        '\n' => return 2,
        '\r' => return if text[2..].starts_with('\n') { 3 } else { 2 },
        '\\' | '\'' | '"' => Some(kind),
        'a' => Some('\x07'),
        'b' => Some('\x08'),
        'f' => Some('\x0c'),
        'n' => Some('\n'),
        'r' => Some('\r'),
        't' => Some('\t'),
        'v' => Some('\x0b'),
        _ => None,
    };
    if let Some(plain) = plain {
        literal.push_decoded(plain.encode_utf8(&mut [0; 4]), Span::new(start, start + 2));
        return 2;
    }
    let number = match kind {
        '0'..='7' => Some((1, 3, 8)),
        'x' => Some((2, 2, 16)),
        'u' if !is_bytes => Some((2, 4, 16)),
        'U' if !is_bytes => Some((2, 8, 16)),
        _ => None,
    };
    if let Some((skip, most, base)) = number {
        let digits = text[skip..]
            .chars()
            .take(most)
            .take_while(|digit| digit.is_digit(base));
        let length = digits.count();
        if length > 0 && (base == 8 || length == most) {
            let span = Span::new(start, start + skip + length);
            let code = u32::from_str_radix(&text[skip..skip + length], base).unwrap_or(u32::MAX);
            match char::from_u32(code).filter(|_| !is_bytes || code < 0x80) {
                Some(character) => literal.push_decoded(character.encode_utf8(&mut [0; 4]), span),
                None => literal.push_hole(),
            }
            return skip + length;
        }
    }
    if kind == 'N'
        && !is_bytes
        && text[2..].starts_with('{')
        && let Some(end) = text.find('}')
    {
        literal.push_hole();
        return end + 1;
    }
    let length = 1 + kind.len_utf8();
    literal.push_verbatim(source, Span::new(start, start + length));
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(source: &str) -> (&str, &str) {
        let bytes = source.as_bytes();
        let quote = source.find(['"', '\'']).unwrap();
        let prefix = prefix_start(bytes, quote, 0);
        let found = Scanner::new(source).quoted(bytes, prefix, quote, bytes.len());
        (found.span.of(source), found.content.of(source))
    }

    #[test]
    fn strings_end_where_python_ends_them() {
        for (source, span, content) in [
            ("'a' b'", "'a'", "a"),
            ("rb'a\\'b' c", "rb'a\\'b'", "a\\'b"),
            ("'''a'b''\\'''' x", "'''a'b''\\''''", "a'b''\\'"),
            ("'a\nb'", "'a", "a"),
            ("'''a", "'''a", "a"),
            ("''", "''", ""),
            ("f'{x[\"a\"]}' 'b'", "f'{x[\"a\"]}'", "{x[\"a\"]}"),
            ("f'{x['a']}' 'b'", "f'{x['a']}'", "{x['a']}"),
            ("f'{{' 'b'", "f'{{'", "{{"),
            ("f'{f'{f'{1}'}'}' c", "f'{f'{f'{1}'}'}'", "{f'{f'{1}'}'}"),
            ("f'{x:%H:{'}'}}' c", "f'{x:%H:{'}'}}'", "{x:%H:{'}'}}"),
            ("f'{x' c", "f'{x'", "{x"),
            ("f'\\N{DIGIT ONE}' c'", "f'\\N{DIGIT ONE}'", "\\N{DIGIT ONE}"),
            ("f'\\{x}' c'", "f'\\{x}'", "\\{x}"),
        ] {
            assert_eq!(quoted(source), (span, content), "{source}");
        }
    }

    #[test]
    fn escapes_are_decoded() {
        let decoded = |source: &str, is_bytes: bool| {
            let whole = Span::new(0, source.len());
            let quoted = Quoted {
                span: whole,
                content: whole,
                is_raw: false,
                is_bytes,
                has_fields: false,
            };
            let mut literal = Literal::default();
            push_content(&mut literal, source, whole, quoted);
            literal.text().to_owned()
        };
        assert_eq!(decoded(r"a\x62\143\u0064\U00000065\\\'", false), "abcde\\'");
        assert_eq!(decoded("a\\\nb\\\r\nc\\q\\é\\", false), "abc\\q\\é\\");
        assert_eq!(decoded(r"\N{DIGIT ONE}\ud800\x4", false), "\u{fffc}\u{fffc}\\x4");
        assert_eq!(decoded(r"\u0064\xff\N{X}\0", true), "\\u0064\u{fffc}\\N{X}\0");
    }
}
