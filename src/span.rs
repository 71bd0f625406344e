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
/// Each offset costs the way from the one before it, in either direction; one that lies on a line above costs that
/// line's beginning as well. So offsets that mostly ascend cost one pass over the text in all, however long a line is.
#[derive(Debug)]
pub struct Locator<'t> {
    text: &'t str,
    offset: usize,
    line: u32,
    line_start: usize,
    /// Where the line ends, once that was asked.
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
            self.back_to(offset);
        } else {
            self.on_to(offset);
        }
        self.offset = offset;
        Position {
            line: self.line,
            column: self.column,
        }
    }

    fn on_to(&mut self, offset: usize) {
        let step = &self.text.as_bytes()[self.offset..offset];
        if let Some(last) = memchr::memrchr(b'\n', step) {
            self.line += memchr::memchr_iter(b'\n', step).count() as u32;
            self.line_start = self.offset + last + 1;
            self.line_end = None;
            self.column = 1;
        }
        self.column += self.characters(self.offset.max(self.line_start), offset);
    }

    fn back_to(&mut self, offset: usize) {
        if offset >= self.line_start {
            self.column -= self.characters(offset, self.offset);
            return;
        }
        let (before, step) = self.text.as_bytes()[..self.offset].split_at(offset);
        self.line -= memchr::memchr_iter(b'\n', step).count() as u32;
        self.line_start = memchr::memrchr(b'\n', before).map_or(0, |last| last + 1);
        self.line_end = None;
        self.column = 1 + self.characters(self.line_start, offset);
    }

    fn characters(&self, start: usize, end: usize) -> u32 {
        self.text[start..end].chars().count() as u32
    }

    /// The byte range of the line that the last position stood on, without its line ending.
    pub fn line(&mut self) -> Range<usize> {
        let start = self.line_start;
        let end = *self.line_end.get_or_insert_with(|| {
            let rest = &self.text.as_bytes()[start..];
            let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            start + rest[..end].strip_suffix(b"\r").map_or(end, <[u8]>::len)
        });
        start..end
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
        assert_eq!(at(&mut locator, 1), (1, 2), "back over lines");
        assert_eq!(&text[locator.line()], "a");
        assert_eq!(at(&mut locator, 4), (2, 1), "inside é is its start");
        assert_eq!(at(&mut locator, text.find('x').unwrap()), (2, 3));
        assert_eq!(&text[locator.line()], "é🦀x");
        assert_eq!(
            at(&mut locator, text.find('🦀').unwrap()),
            (2, 2),
            "back on the line"
        );
        assert_eq!(at(&mut locator, 2), (1, 3), "in a line ending");
        assert_eq!(at(&mut locator, 999), (4, 2));
    }
}
