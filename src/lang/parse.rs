//! Parsing with tree-sitter, bounded in time. One parser for each thread and language.
//!
//! Nothing here knows a grammar. Trees are walked with cursors by the readers, never with queries or recursion: the
//! sources are untrusted.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use tree_sitter::{Language as Grammar, ParseOptions, Parser, Tree};

/// A parse slower than this is hostile: the slowest real files take a tenth of a second a megabyte.
const LONGEST: Duration = Duration::from_secs(10);

thread_local! {
    static PARSER: RefCell<Parser> = RefCell::new(Parser::new());
}

/// Parses a text. `None` when the parser gave up: the text is too hard for it.
pub fn parse(grammar: &Grammar, text: &str) -> Option<Tree> {
    PARSER.with_borrow_mut(|parser| {
        parser.set_language(grammar).ok()?;
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
