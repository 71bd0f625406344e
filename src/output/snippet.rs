//! The kept lines of a source, as codespan-reporting wants to see a file.
//!
//! A scan keeps the lines that its findings stand on, not the files. Here those lines become a little source of
//! their own, in which nothing acts on a terminal, and which still knows the real numbers of its lines and columns.

use std::ops::Range;

use codespan_reporting::files::{Error, Files};

use super::escape;
use crate::finding::{Line, Lines};
use crate::span::{Locator, Span};

/// The longest stretch of a line that is shown, in bytes, and how much of it stands before the place of interest.
const WIDTH: usize = 400;
const BEFORE: usize = 100;

/// The lines of one file.
#[derive(Debug)]
pub(super) struct Snippet<'l> {
    name: String,
    source: String,
    lines: Vec<Shown<'l>>,
}

/// One line in the source of a snippet.
#[derive(Debug)]
struct Shown<'l> {
    /// Its index in the eyes of the renderer: consecutive lines have consecutive ones, a gap is a gap of three or more
    /// (over a gap of two the renderer would bridge with a line that nobody kept).
    index: usize,
    /// Where it stands in the snippet's source.
    range: Range<usize>,
    /// How much of that are the dots for what was clipped.
    dots: usize,
    /// The line itself, and what is kept of it.
    line: &'l Line,
    text: &'l str,
}

const DOTS: &str = "…";

impl<'l> Snippet<'l> {
    /// A snippet of lines in ascending order.
    pub(super) fn new(name: &str, lines: &'l Lines) -> Self {
        let mut snippet = Self {
            name: escape::name(name).into_owned(),
            source: String::new(),
            lines: Vec::with_capacity(lines.len()),
        };
        for (line, text) in lines.iter() {
            let start = snippet.source.len();
            let dots = if line.clipped > 0 { DOTS } else { "" };
            snippet.source.push_str(dots);
            snippet.source.push_str(&escape::source(text));
            let index = match snippet.lines.last() {
                None => 0,
                Some(last) if last.line.number + 1 == line.number => last.index + 1,
                Some(last) => last.index + 3,
            };
            snippet.lines.push(Shown {
                index,
                range: start..snippet.source.len(),
                dots: dots.len(),
                line,
                text,
            });
            snippet.source.push('\n');
        }
        snippet
    }

    /// Where a span of the real source stands in the snippet's; nothing if its line was not kept. A span whose end
    /// was not kept ends with its last kept line.
    pub(super) fn range(&self, span: Span) -> Option<Range<usize>> {
        let at = self
            .lines
            .partition_point(|shown| shown.line.offset <= span.start)
            .checked_sub(1)?;
        let first = &self.lines[at];
        let start = first.shown_offset(span.start)?;
        let mut end = first.shown_end(span.end);
        for pair in self.lines[at..].windows(2) {
            let (upper, lower) = (&pair[0], &pair[1]);
            if lower.index != upper.index + 1 || span.end <= lower.line.offset {
                break;
            }
            end = lower.shown_end(span.end);
        }
        Some(start..end.max(start))
    }

    /// The text at a range of the snippet's source.
    pub(super) fn text(&self, range: &Range<usize>) -> &str {
        self.source.get(range.clone()).unwrap_or_default()
    }

    fn at_index(&self, index: usize) -> Result<&Shown<'l>, Error> {
        self.lines
            .binary_search_by_key(&index, |shown| shown.index)
            .map(|at| &self.lines[at])
            .map_err(|_| Error::LineTooLarge {
                given: index,
                max: self.lines.last().map_or(0, |shown| shown.index),
            })
    }
}

impl Shown<'_> {
    /// Where a byte offset of the real source stands in the snippet's, if it is on this line.
    fn shown_offset(&self, offset: u32) -> Option<usize> {
        let before = self.text.get(..(offset - self.line.offset) as usize)?;
        Some(self.range.start + self.dots + escape::source(before).len())
    }

    /// The same for the end of a span, which may lie beyond the line.
    fn shown_end(&self, offset: u32) -> usize {
        self.shown_offset(offset).unwrap_or(self.range.end)
    }
}

impl<'a> Files<'a> for Snippet<'_> {
    type FileId = ();
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, (): ()) -> Result<&'a str, Error> {
        Ok(&self.name)
    }

    fn source(&'a self, (): ()) -> Result<&'a str, Error> {
        Ok(&self.source)
    }

    fn line_index(&'a self, (): (), offset: usize) -> Result<usize, Error> {
        let at = self.lines.partition_point(|shown| shown.range.start <= offset);
        let shown = at.checked_sub(1).and_then(|at| self.lines.get(at));
        shown.map(|shown| shown.index).ok_or(Error::FileMissing)
    }

    fn line_number(&'a self, (): (), index: usize) -> Result<usize, Error> {
        self.at_index(index).map(|shown| shown.line.number as usize)
    }

    fn column_number(&'a self, (): (), index: usize, offset: usize) -> Result<usize, Error> {
        let shown = self.at_index(index)?;
        let before = self.text(&(shown.range.start + shown.dots..offset.min(shown.range.end)));
        Ok(before.chars().count() + shown.line.clipped as usize + 1)
    }

    fn line_range(&'a self, (): (), index: usize) -> Result<Range<usize>, Error> {
        self.at_index(index).map(|shown| shown.range.clone())
    }
}

/// The lines of a text that some spans stand on, clipped around them, sorted.
pub(super) fn lines_of(text: &str, spans: &[Span]) -> Lines {
    let mut spans = spans.to_vec();
    spans.sort_unstable();
    let mut locator = Locator::new(text);
    let mut lines: Vec<Line> = Vec::new();
    for span in spans {
        let position = locator.position(span.start as usize);
        if lines.last().is_none_or(|last| last.number != position.line) {
            lines.push(clip(text, locator.line(), span, position.line));
        }
    }
    Lines::of(text, lines)
}

fn clip(text: &str, line: Range<usize>, span: Span, number: u32) -> Line {
    let start = if line.len() > WIDTH {
        let of_interest = (span.start as usize).min(line.end);
        text.floor_char_boundary(of_interest.saturating_sub(BEFORE).max(line.start))
    } else {
        line.start
    };
    let end = text.floor_char_boundary(line.end.min(start + WIDTH));
    Line {
        number,
        start: line.start as u32,
        offset: start as u32,
        length: (end - start) as u32,
        clipped: text[line.start..start].chars().count() as u32,
    }
}
