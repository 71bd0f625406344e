//! From the places that `proc-macro2` knows to byte offsets.
//!
//! Its `byte_range` looks every character up in a map that grows; lines and columns are cheaper. Columns are in
//! characters, so they serve for lines of ASCII only.

use proc_macro2::{LineColumn, Span as TokenSpan};

use crate::span::Span;

/// The lines of a text that has been parsed.
#[derive(Debug)]
pub(super) struct Places {
    /// Where the text begins in the source.
    base: usize,
    /// Where each line begins, and whether it is ASCII.
    lines: Vec<(u32, bool)>,
}

impl Places {
    /// The places of a text that begins at an offset of the source.
    pub(super) fn new(text: &str, base: usize) -> Self {
        let mut start = 0;
        let mut lines = Vec::new();
        for end in memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
            let line = text.as_bytes().get(start..end).unwrap_or_default();
            lines.push((start as u32, line.is_ascii()));
            start = end + 1;
        }
        Self { base, lines }
    }

    /// Where a token stands in the source.
    pub(super) fn span(&self, span: TokenSpan) -> Span {
        if let (Some(start), Some(end)) = (self.offset(span.start()), self.offset(span.end())) {
            return Span::new(self.base + start, self.base + end);
        }
        let range = span.byte_range();
        Span::new(self.base + range.start, self.base + range.end)
    }

    fn offset(&self, place: LineColumn) -> Option<usize> {
        let &(start, is_ascii) = self.lines.get(place.line.checked_sub(1)?)?;
        is_ascii.then_some(start as usize + place.column)
    }
}
