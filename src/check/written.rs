//! What is written at a place, told so that it is the same wherever that is moved to: without its spaces, in hashes.
//!
//! The line is what people move, with the arguments that a formatter may have broken into more of them; the expression
//! is what it may have put on a line of its own on the way. An import is what it imports, whatever else its statement
//! does. A line of code that has no word but the reference (`@old`, `old()`) is written in many places, so that the next
//! line counts too, or the one before. This is no parser: it reads on from the reference to the end of its arguments by
//! counting brackets, and takes no harm where that is wrong.

use std::num::NonZeroU64;

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
    let has_word = |of: &[u8]| of.iter().copied().any(is_of_word);
    // Of arguments that begin on the line as much as is there tells enough, whatever becomes of a closure's body.
    let last = arguments.map_or(to, |arguments| end + arguments.len());
    if last > to && !has_word(&bytes[end..to]) {
        let rest = &bytes[last..];
        to = last + rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
    }
    let to = to.min(end.saturating_add(MOST));
    let (before, after) = (&bytes[from.min(start)..start], &bytes[end.min(to)..to]);
    if role == Role::Use && !has_word(before) && !has_word(after) {
        let line = &bytes[from.min(start)..to];
        let above = neighbour(bytes[..from.min(start)].rsplit(|byte| *byte == b'\n'));
        let below = neighbour(bytes[to..].split(|byte| *byte == b'\n'));
        let together = |lines: [&[u8]; 2]| hash(lines.join(&b'\n').into_iter());
        let above = above.map(|above| together([above, line]));
        let below = below.map(|below| together([line, below]));
        return Written {
            line: below.or(above).unwrap_or_else(|| hash(line.iter().copied())),
            expression: above.and_then(NonZeroU64::new),
        };
    }
    Written {
        line: hash(bytes[from.min(start)..to].iter().copied()),
        expression: arguments
            .and_then(|arguments| NonZeroU64::new(hash(bytes[start..end].iter().chain(arguments).copied()))),
    }
}

const fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

/// The next of some lines, of which the first is the rest of where they begin, if it says anything.
fn neighbour<'l>(mut lines: impl Iterator<Item = &'l [u8]>) -> Option<&'l [u8]> {
    let line = lines.nth(1)?;
    let line = &line[..line.len().min(MOST)];
    line.iter().copied().any(is_of_word).then_some(line)
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
