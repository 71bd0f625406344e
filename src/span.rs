//! Places in a source: byte spans inside, lines and columns at the edge.
//!
//! Everything between the reader and the output speaks [`Span`] (bytes). A [`Position`] is made once, when a
//! finding is made, and carries its base and unit in its documentation, so that no output has to guess.
//! There is no UTF-16 position here: the format that wants one converts it from the line's text.

use std::ops::Range;

/// A half-open range of byte offsets into a source's decoded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// Offset of the first byte, zero-based.
    pub start: u32,
    /// Offset just past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from two byte offsets; the caller keeps `start <= end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self {
            start: start as u32,
            end: end as u32,
        }
    }

    /// The span as a range for slicing.
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether `other` lies within this span.
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The text of the span, empty when the span is not one of this text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or_default()
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// A line and a column, both one-based; the column counts characters (Unicode scalar values), not bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// One-based line. Lines end at `\n`; the `\r` of a CRLF belongs to the line it ends.
    pub line: u32,
    /// One-based column in characters.
    pub column: u32,
}

/// Turns byte offsets into positions by walking forward.
///
/// Ascending offsets cost one pass over the text in all, however long a line is; an offset that lies before the
/// last one starts over from the top.
#[derive(Debug)]
pub struct Locator<'t> {
    text: &'t str,
    offset: usize,
    line: u32,
    line_start: usize,
    /// Where the line ends, once somebody asked.
    line_end: Option<usize>,
    column: u32,
}

impl<'t> Locator<'t> {
    /// A locator at the top of a text.
    pub const fn new(text: &'t str) -> Self {
        Self {
            text,
            offset: 0,
            line: 1,
            line_start: 0,
            line_end: None,
            column: 1,
        }
    }

    /// The position of a byte offset. One past the end of the text, or inside a character, is taken as the nearest
    /// boundary before it.
    pub fn position(&mut self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset);
        if offset < self.offset {
            *self = Self::new(self.text);
        }
        let step = &self.text[self.offset..offset];
        let newlines = memchr::memchr_iter(b'\n', step.as_bytes()).count();
        if newlines > 0 {
            let last = memchr::memrchr(b'\n', step.as_bytes()).unwrap_or_default();
            self.line += newlines as u32;
            self.line_start = self.offset + last + 1;
            self.line_end = None;
            self.column = 1;
        }
        let from = self.offset.max(self.line_start);
        self.column += self.text[from..offset].chars().count() as u32;
        self.offset = offset;
        Position {
            line: self.line,
            column: self.column,
        }
    }

    /// The byte range of the line that the last position stood on, without its line ending.
    pub fn line(&mut self) -> Range<usize> {
        let rest = &self.text.as_bytes()[self.line_start..];
        let end = *self
            .line_end
            .get_or_insert_with(|| memchr::memchr(b'\n', rest).unwrap_or(rest.len()));
        let end = if rest[..end].ends_with(b"\r") {
            end - 1
        } else {
            end
        };
        self.line_start..self.line_start + end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_and_lines() {
        let text = "a\r\né🦀x\n\nz";
        let mut locator = Locator::new(text);
        let at = |locator: &mut Locator<'_>, offset| {
            let position = locator.position(offset);
            (position.line, position.column)
        };
        assert_eq!(at(&mut locator, 0), (1, 1));
        assert_eq!(at(&mut locator, text.find('x').unwrap()), (2, 3));
        assert_eq!(&text[locator.line()], "é🦀x");
        assert_eq!(at(&mut locator, text.find('z').unwrap()), (4, 1));
        assert_eq!(at(&mut locator, 1), (1, 2), "going back starts over");
        assert_eq!(&text[locator.line()], "a");
        assert_eq!(at(&mut locator, 4), (2, 1), "inside é is its start");
        assert_eq!(at(&mut locator, 999), (4, 2));
    }
}
