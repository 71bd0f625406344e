//! Where a part of a string's text stands in the document: behind the quotes, among the escapes.

use std::ops::Range;

use crate::span::Span;

/// The place of a part of the text of the string at a span; all of the string where that cannot be told.
pub(super) fn inside(document: &str, string: Span, text: &str, part: Range<usize>) -> Span {
    let raw = string.of(document);
    let quotes = match raw.as_bytes() {
        [b'"', b'"', b'"', ..] | [b'\'', b'\'', b'\'', ..] => 3,
        _ => 1,
    };
    let Some(content) = raw.get(quotes..raw.len().saturating_sub(quotes)) else {
        return string;
    };
    let from = string.start as usize + quotes;
    let places = match raw.starts_with('"') {
        true => escaped(content, quotes == 3),
        false => verbatim(content, quotes == 3),
    };
    // Each character of the text is one of those, and past the last there is the closing quote.
    let place = |offset: usize| {
        let before = text.get(..offset)?.chars().count();
        match places.get(before) {
            Some((place, _)) => Some(*place),
            None => (before == places.len()).then_some(content.len()),
        }
    };
    let says_the_same = places.iter().map(|(_, character)| *character).eq(text.chars());
    match (says_the_same, place(part.start), place(part.end)) {
        (true, Some(start), Some(end)) => {
            let end = end.max(start);
            // Something must be pointed at.
            let least = content[start..].chars().next().map_or(1, char::len_utf8);
            Span::new(from + start, from + end.max(start + least))
        }
        _ => string,
    }
}

/// The characters of a string, each with its place.
type Places = Vec<(usize, char)>;

/// A line ending right behind three quotes is not a part of the string.
fn start_of(content: &str, is_long: bool) -> usize {
    match content {
        _ if !is_long => 0,
        _ if content.starts_with("\r\n") => 2,
        _ => usize::from(content.starts_with('\n')),
    }
}

fn verbatim(content: &str, is_long: bool) -> Places {
    let start = start_of(content, is_long);
    content[start..]
        .char_indices()
        .map(|(at, character)| (start + at, character))
        .collect()
}

fn escaped(content: &str, is_long: bool) -> Places {
    let mut places = Vec::new();
    let mut at = start_of(content, is_long);
    while let Some(character) = content[at..].chars().next() {
        if character != '\\' {
            places.push((at, character));
            at += character.len_utf8();
            continue;
        }
        let after = &content[at + 1..];
        let mut number = |digits: usize| {
            let code = after.get(1..=digits)?;
            let code = u32::from_str_radix(code, 16).ok()?;
            places.push((at, char::from_u32(code)?));
            Some(2 + digits)
        };
        let length = match after.chars().next() {
            Some('x') => number(2),
            Some('u') => number(4),
            Some('U') => number(8),
            Some(letter) if letter.is_whitespace() => {
                // The line goes on behind the blanks.
                Some(1 + after.len() - after.trim_start().len())
            }
            Some(letter) => {
                let meant = match letter {
                    'b' => '\u{8}',
                    't' => '\t',
                    'n' => '\n',
                    'f' => '\u{c}',
                    'r' => '\r',
                    'e' => '\u{1b}',
                    other => other,
                };
                places.push((at, meant));
                Some(1 + letter.len_utf8())
            }
            None => None,
        };
        match length {
            Some(length) => at += length,
            None => break,
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(raw: &str, text: &str, part: &str) -> String {
        let document = format!("x = {raw}\n");
        let string = Span::new(4, 4 + raw.len());
        let start = text.find(part).unwrap();
        let span = inside(&document, string, text, start..start + part.len());
        span.of(&document).to_owned()
    }

    #[test]
    fn parts_are_found_in_strings_of_every_kind() {
        assert_eq!(found("'a(b'", "a(b", "("), "(");
        assert_eq!(found(r#""a\\(é\t(b""#, "a\\(é\t(b", "\t("), "\\t(");
        assert_eq!(found(r#""\u00e9(b""#, "é(b", "(b"), "(b");
        assert_eq!(found("'''\n(a\n  (b'''", "(a\n  (b", "(b"), "(b");
        assert_eq!(found("\"\"\"\r\n(a \\\n   (b\"\"\"", "(a (b", "(b"), "(b");
        assert_eq!(found("'é🦀(b'", "é🦀(b", "b"), "b");
        assert_eq!(found("'ab'", "something else", "else"), "'ab'");
        assert_eq!(inside("x = 'ab'", Span::new(4, 8), "ab", 2..2), Span::new(7, 8));
    }
}
