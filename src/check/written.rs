//! What is written at a place, told so that it is the same wherever that is moved to: without its spaces, in hashes.
//!
//! The line is what people move, with the arguments that a formatter may have broken into more of them; the expression
//! is what it may have put on a line of its own on the way. An import is what it imports, whatever else its statement
//! does. This is no parser: it reads on from the reference to the end of its arguments by counting brackets, and takes
//! no harm where that is wrong.

use xxhash_rust::xxh3::Xxh3;

use crate::finding::Written;
use crate::reference::Role;
use crate::span::Span;

/// How many bytes of a line count on either side of a reference, and how many of its arguments.
const MOST: usize = 1024;

/// What is written at a place that names something in a role.
pub(super) fn written(
    text: &str,
    span: Span,
    line: std::ops::Range<usize>,
    name: &str,
    role: Role,
) -> Written {
    if matches!(role, Role::Import | Role::Reexport) {
        let hash = hash(role.as_str().bytes().chain([b' ']).chain(name.bytes()));
        return Written {
            line: hash,
            expression: None,
        };
    }
    let bytes = text.as_bytes();
    let (start, end) = (span.start as usize, span.end as usize);
    let arguments = arguments(&bytes[end.min(bytes.len())..]);
    let from = line.start.max(start.saturating_sub(MOST));
    let mut to = line.end.max(end).min(bytes.len());
    if let Some(last) = arguments
        .map(|arguments| end + arguments.len())
        .filter(|last| *last > to)
    {
        let rest = &bytes[last..];
        to = last + rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
    }
    let to = to.min(end.saturating_add(MOST));
    Written {
        line: hash(bytes[from.min(start)..to].iter().copied()),
        expression: arguments.map(|arguments| hash(bytes[start..end].iter().chain(arguments).copied())),
    }
}

/// The hash of bytes without the spaces among them, and without the comma that a formatter leaves before a bracket.
fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    let mut hasher = Xxh3::new();
    let mut has_comma = false;
    for byte in bytes.filter(|byte| !byte.is_ascii_whitespace()) {
        if has_comma && !matches!(byte, b')' | b']' | b'}') {
            hasher.update(b",");
        }
        has_comma = byte == b',';
        if !has_comma {
            hasher.update(&[byte]);
        }
    }
    hasher.digest()
}

/// The arguments that follow a name, brackets included; none when no bracket follows, or when it does not close soon.
fn arguments(rest: &[u8]) -> Option<&[u8]> {
    let rest = &rest[..rest.len().min(MOST)];
    let open = rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
    let mut depth = 0_usize;
    for (at, byte) in rest.iter().enumerate().skip(open) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return (at > open).then_some(&rest[..=at]);
        }
    }
    None
}
