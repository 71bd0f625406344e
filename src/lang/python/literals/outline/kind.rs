//! What a statement is, by its first words.

use super::LineKind;
use crate::lang::python::imports::is_word;

/// The word at an offset, perhaps empty.
pub(super) fn word_at(bytes: &[u8], at: usize) -> &[u8] {
    let rest = bytes.get(at..).unwrap_or_default();
    let length = rest.iter().position(|byte| !is_word(*byte)).unwrap_or(rest.len());
    &rest[..length]
}

/// What a statement is, and where the name begins that it defines.
pub(super) fn kind_of(content: &[u8]) -> (LineKind, usize) {
    if content.starts_with(b"@") {
        return (LineKind::Decorator, 0);
    }
    let mut word = word_at(content, 0);
    let mut offset = word.len();
    let skip = |offset: usize| {
        let rest = &content[offset..];
        let blanks = rest.iter().position(|byte| !matches!(byte, b' ' | b'\t'));
        offset + blanks.unwrap_or(rest.len())
    };
    if word == b"async" {
        let next = skip(offset);
        word = word_at(content, next);
        offset = next + word.len();
    }
    let named = |kind: LineKind| {
        let name = skip(offset);
        let begins = content
            .get(name)
            .is_some_and(|byte| is_word(*byte) && !byte.is_ascii_digit());
        (if begins { kind } else { LineKind::Plain }, name)
    };
    let kind = match word {
        b"def" => return named(LineKind::Function),
        b"class" => return named(LineKind::Class),
        b"for" => LineKind::For,
        b"if" | b"elif" | b"else" | b"while" | b"try" | b"except" | b"finally" | b"with" => LineKind::Header,
        b"match" | b"case" => {
            let next = skip(offset);
            match content.get(next) {
                None | Some(b'=' | b':' | b'.' | b',' | b')' | b';' | b'\n' | b'\r') => LineKind::Plain,
                // `match["key"] = value`
                Some(b'[') if next == offset => LineKind::Plain,
                Some(_) => LineKind::Header,
            }
        }
        word => simple_kind(word),
    };
    (kind, 0)
}

/// What a statement is that cannot be a compound one.
pub(super) fn simple_kind(word: &[u8]) -> LineKind {
    match word {
        b"import" | b"from" => LineKind::Import,
        _ => LineKind::Plain,
    }
}
