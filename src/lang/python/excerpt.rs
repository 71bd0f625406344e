//! The parts of a module that are parsed, as a text of their own, and the way back from there.
//!
//! What such a text says is a matter of the text alone, wherever its lines stand in the module: the next version of the
//! module mostly has the same, see [`Readings`](crate::lang::readings::Readings).

use crate::lang::Reading;
use crate::span::Span;

/// Some parts of a text, put together.
pub(super) struct Excerpt {
    pub(super) text: String,
    /// Where each of the parts starts in the excerpt, and in the text that it is of.
    parts: Vec<(u32, u32)>,
}

impl Excerpt {
    /// Puts parts together, which are ascending and apart.
    pub(super) fn of(text: &str, parts: &[Span]) -> Self {
        let mut excerpt = Self {
            text: String::with_capacity(parts.iter().map(|part| part.range().len()).sum()),
            parts: Vec::with_capacity(parts.len()),
        };
        for part in parts {
            excerpt.parts.push((excerpt.text.len() as u32, part.start));
            excerpt.text.push_str(part.of(text));
        }
        excerpt
    }

    /// What was read in the excerpt, as if it had been read in the text.
    pub(super) fn back(&self, mut reading: Reading) -> Reading {
        for reference in &mut reading.references {
            reference.span = self.span(reference.span);
            reference.via = reference.via.map(|via| self.span(via));
        }
        let others = [&mut reading.comments, &mut reading.docs, &mut reading.errors];
        for span in others.into_iter().flatten() {
            *span = self.span(*span);
        }
        reading
    }

    /// Where a part ends another may start: what starts there is of the one, what ends there of the other.
    fn span(&self, span: Span) -> Span {
        let start = self.offset(
            span.start,
            self.parts.partition_point(|(at, _)| *at <= span.start),
        );
        if span.end <= span.start {
            return Span { start, end: start };
        }
        let end = self.offset(span.end, self.parts.partition_point(|(at, _)| *at < span.end));
        Span { start, end }
    }

    /// The place of an offset in the last of so many parts.
    fn offset(&self, offset: u32, parts: usize) -> u32 {
        let (from, to) = parts.checked_sub(1).map_or((0, 0), |last| self.parts[last]);
        to + (offset - from)
    }
}
