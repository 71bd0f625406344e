//! Comments, docstrings and the classes and functions around places, as identities call them.

use crate::lang::anatomy::Anatomy;
use crate::reference::FILE_SCOPE;
use crate::span::Span;

use super::outline::{Line, LineKind, NONE, outline};
use super::quoted::Scanner;

/// The parts of a text.
pub(in crate::lang::python) fn anatomy(text: &str) -> Anatomy {
    let outline = outline(text, &[]);
    let mut anatomy = Anatomy::default();
    let mut scanner = Scanner::new(text);
    let docs = outline
        .lines
        .iter()
        .filter(|line| is_docstring(text, line, &mut scanner));
    anatomy.docs = docs.map(|line| line.span).collect();
    // Blocks are in the order of their headers.
    let mut scopes = vec![FILE_SCOPE; outline.blocks.len()];
    for (index, block) in outline.blocks.iter().enumerate() {
        if block.header == NONE {
            continue;
        }
        let header = outline.lines[block.header as usize].span;
        let last = (block.end as usize)
            .checked_sub(1)
            .and_then(|last| outline.lines.get(last));
        let extent = Span {
            start: header.end,
            end: last.map_or(header.end, |last| last.span.end),
        };
        let name = block.name.of(text);
        scopes[index] = anatomy.open(
            extent,
            scopes[block.parent as usize],
            name.to_owned(),
            name.to_owned(),
        );
    }
    anatomy.comments = outline.comments;
    anatomy
}

/// Whether a statement is a string by itself, and not a formatted one.
fn is_docstring(text: &str, line: &Line, scanner: &mut Scanner) -> bool {
    let statement = line.span.of(text).as_bytes();
    let Some(quote) = statement
        .iter()
        .take(3)
        .position(|byte| matches!(byte, b'"' | b'\''))
    else {
        return false;
    };
    let letters = &statement[..quote];
    if line.kind != LineKind::Plain || !letters.iter().all(|byte| b"rRbBuU".contains(byte)) {
        return false;
    }
    let start = line.span.start as usize;
    let end = line.span.end as usize;
    scanner.quoted(text.as_bytes(), start, start + quote, end).span == line.span
}
