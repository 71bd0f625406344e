//! Parsing with tree-sitter, bounded in time. One parser for each thread and language.
//!
//! Nothing here knows a grammar. Trees are walked with cursors by the readers, never with queries or recursion: the
//! sources are untrusted.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use tree_sitter::{Language as Grammar, ParseOptions, Parser, Point, Range, Tree};

use crate::span::Span;

/// A parse slower than this is hostile: the slowest real files take a tenth of a second a megabyte.
const LONGEST: Duration = Duration::from_secs(10);

thread_local! {
    static PARSER: RefCell<Parser> = RefCell::new(Parser::new());
}

/// Parses a text, or only some parts of it (`ranges` ascending and apart; empty for the whole text).
///
/// `None` when the parser gave up: the text is too hard for it.
pub fn parse(grammar: &Grammar, text: &str, ranges: &[Span]) -> Option<Tree> {
    PARSER.with_borrow_mut(|parser| {
        parser.set_language(grammar).ok()?;
        parser.set_included_ranges(&point_ranges(text, ranges)).ok()?;
        let started = Instant::now();
        let mut give_up = |_: &tree_sitter::ParseState| match started.elapsed() > LONGEST {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        };
        let bytes = text.as_bytes();
        let tree = parser.parse_with_options(
            &mut |offset, _| bytes.get(offset..).unwrap_or_default(),
            None,
            Some(ParseOptions::new().progress_callback(&mut give_up)),
        );
        if tree.is_none() {
            parser.reset();
        }
        tree
    })
}

/// Byte spans as the parser wants them, with rows and columns (in bytes, zero-based).
fn point_ranges(text: &str, spans: &[Span]) -> Vec<Range> {
    let mut row = 0;
    let mut line_start = 0;
    let mut offset = 0;
    let mut point = |at: usize| {
        let step = &text.as_bytes()[offset..at];
        row += memchr::memchr_iter(b'\n', step).count();
        if let Some(last) = memchr::memrchr(b'\n', step) {
            line_start = offset + last + 1;
        }
        offset = at;
        Point::new(row, at - line_start)
    };
    spans
        .iter()
        .map(|span| Range {
            start_byte: span.start as usize,
            end_byte: span.end as usize,
            start_point: point(span.start as usize),
            end_point: point(span.end as usize),
        })
        .collect()
}
