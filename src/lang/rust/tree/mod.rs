//! The sketch of a tree-sitter tree: for sources that `syn` cannot read, or that nest too deep for it.
//!
//! One walk with a cursor and a stack of its own; nothing recurses. What did not parse is noted, and the words in it
//! are read as tokens.

mod evident;
mod grammar;
mod items;
mod names;
mod walk;

use std::cell::RefCell;
use std::ops::ControlFlow;

use tree_sitter::{ParseOptions, ParseState, Parser, Tree};

use crate::span::Span;

use super::sketch::Sketch;
use grammar::GRAMMAR;

/// What a tree tells.
#[derive(Debug)]
pub(super) struct Drawn<'t> {
    pub(super) sketch: Sketch<'t>,
    /// The parts that did not parse.
    pub(super) errors: Vec<Span>,
}

thread_local! {
    static PARSER: RefCell<Parser> = RefCell::new(Parser::new());
}

/// Reads a source. `None` where the parser gave up.
pub(super) fn read(text: &str, budget: usize) -> Option<Drawn<'_>> {
    let tree = parse(text)?;
    let mut walk = walk::Walk::new(text, budget);
    walk.run(&tree);
    Some(Drawn {
        sketch: walk.sketch,
        errors: walk.errors,
    })
}

/// Parses, within a number of steps that the length of the text sets.
fn parse(text: &str) -> Option<Tree> {
    let mut steps = 100_000 + text.len();
    let mut progress = |_: &ParseState| -> ControlFlow<()> {
        steps -= 1;
        if steps == 0 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    PARSER.with_borrow_mut(|parser| {
        parser.set_language(&GRAMMAR.language).ok()?;
        let options = ParseOptions::new().progress_callback(&mut progress);
        let bytes = text.as_bytes();
        let mut input = |offset: usize, _| bytes.get(offset..).unwrap_or_default();
        let tree = parser.parse_with_options(&mut input, None, Some(options));
        if tree.is_none() {
            parser.reset();
        }
        tree
    })
}
