//! The sketch of a tree-sitter tree: for sources that `syn` cannot read, or that nest too deep for it.
//!
//! One walk with a cursor and a stack of its own; nothing recurses. What did not parse is noted, and the words in it
//! are read as tokens.

mod evident;
mod grammar;
mod items;
mod names;
mod walk;

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::ops::ControlFlow;

use memchr::memmem;
use tree_sitter::{Language as Grammar, ParseOptions, ParseState, Parser, Tree};

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

/// The grammar.
pub(super) fn grammar() -> &'static Grammar {
    &GRAMMAR.language
}

/// Reads a source; `code` is what the parser is to see of it. `None` where the parser gave up.
pub(super) fn read<'t>(text: &'t str, code: &str, budget: usize) -> Option<Drawn<'t>> {
    let tree = parse(code)?;
    let mut walk = walk::Walk::new(text, budget);
    walk.run(&tree);
    Some(Drawn {
        sketch: walk.sketch,
        errors: walk.errors,
    })
}

/// The text with what the grammar does not know in the place of something alike, byte for byte: `try!` is a macro of
/// another name, and `unsafe extern` is plain. Names are read from the text itself.
fn mask(text: &str) -> Cow<'_, [u8]> {
    let bytes = text.as_bytes();
    let mut masked = Cow::Borrowed(bytes);
    let begins_word = |at: usize| {
        let before = at.checked_sub(1).map(|before| bytes[before]);
        before.is_none_or(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'_' | b'#'))
    };
    for at in memmem::find_iter(bytes, b"try!").filter(|&at| begins_word(at)) {
        masked.to_mut()[at + 2] = b'_';
    }
    for at in memmem::find_iter(bytes, b"unsafe").filter(|&at| begins_word(at)) {
        let after = text[at + 6..].trim_start();
        if after.len() < text.len() - at - 6
            && after.starts_with("extern")
            && !after[6..].trim_start().starts_with("fn")
        {
            masked.to_mut()[at..at + 6].fill(b' ');
        }
    }
    masked
}

/// How much of the text is handed to the parser at a time.
const CHUNK: usize = 16 * 1024;

/// Parses, within a number of steps, and of looks at the text, that the length of the text sets. A scan for the end
/// of a raw string is one step, however long; but it looks at every chunk.
pub(super) fn parse(text: &str) -> Option<Tree> {
    let steps = Cell::new(100_000 + text.len());
    let looks = Cell::new(4_000 + 16 * (text.len() / CHUNK));
    let spend = |account: &Cell<usize>| account.set(account.get().saturating_sub(1));
    let mut progress = |_: &ParseState| -> ControlFlow<()> {
        spend(&steps);
        if steps.get() == 0 || looks.get() == 0 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    let masked = mask(text);
    let mut input = |offset: usize, _| -> &[u8] {
        spend(&looks);
        let end = masked.len().min(offset + CHUNK);
        match looks.get() {
            0 => &[],
            _ => masked.get(offset..end).unwrap_or_default(),
        }
    };
    PARSER.with_borrow_mut(|parser| {
        parser.set_language(&GRAMMAR.language).ok()?;
        let options = ParseOptions::new().progress_callback(&mut progress);
        let tree = parser.parse_with_options(&mut input, None, Some(options));
        if tree.is_none() {
            parser.reset();
        }
        tree.filter(|_| looks.get() > 0)
    })
}
