//! The names inside of format strings: `{name}`, `{name:?}`, `{:width$}`.

use crate::reference::Role;
use crate::span::Span;

use super::super::lex::{Kind, tokens};
use super::super::sketch::{Root, Segment, Sketch, Spaces};

/// Whether the first string of a macro of this name is a format string.
pub(super) fn is_formatting(name: &str) -> bool {
    matches!(
        name,
        "anyhow"
            | "assert"
            | "assert_eq"
            | "assert_ne"
            | "bail"
            | "debug"
            | "debug_assert"
            | "debug_assert_eq"
            | "debug_assert_ne"
            | "ensure"
            | "eprint"
            | "eprintln"
            | "error"
            | "format"
            | "format_args"
            | "format_err"
            | "info"
            | "log"
            | "panic"
            | "print"
            | "println"
            | "todo"
            | "trace"
            | "unimplemented"
            | "unreachable"
            | "warn"
            | "write"
            | "writeln"
    )
}

/// Reads the format string that a literal is.
pub(super) fn read(sketch: &mut Sketch<'_>, literal: Span) {
    let range = literal.range();
    let token = tokens(sketch.text, range.start, range.end).next();
    if let Some(token) = token
        && matches!(token.kind, Kind::Text { .. })
    {
        read_contents(sketch, Span::new(token.start, token.end));
    }
}

/// Reads what stands between the quotes of a format string.
pub(super) fn read_contents(sketch: &mut Sketch<'_>, contents: Span) {
    let text = contents.of(sketch.text);
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'{', bytes.get(at..).unwrap_or_default()) {
        let open = at + found;
        at = open + 1;
        if bytes.get(at) == Some(&b'{') {
            at += 1;
            continue;
        }
        if text[..open].ends_with("\\u") {
            continue;
        }
        let length = bytes[at..]
            .iter()
            .take_while(|&&byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80)
            .count();
        let end = at + length;
        let begins = bytes.get(at).is_some_and(|byte| !byte.is_ascii_digit());
        if length > 0 && begins && matches!(bytes.get(end), Some(b'}' | b':')) {
            let start = contents.start as usize;
            name(sketch, Span::new(start + at, start + end));
        }
        at = end;
    }
}

fn name(sketch: &mut Sketch<'_>, span: Span) {
    let segment: Segment<'_> = sketch.segment(span);
    let id = sketch.add_path(&[segment], Root::Here);
    sketch.mention(id, span, Spaces::VALUE, Role::Use);
}
