//! A query run on a tree, within bounds. What exceeds them is told, and the same input always does, but for a clock that
//! stops what nothing else has.
//!
//! tree-sitter does work that it does not count: at each child of a node it may look at all of those after it, which are
//! many where nothing parsed, and it copies what was captured.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use tree_sitter::{Node, QueryCursor, QueryCursorOptions, StreamingIterator, Tree};

use super::Query;
use crate::span::Span;

/// How many matches may be in progress at once.
const MOST_AT_ONCE: u32 = 1024;

/// How often tree-sitter tells of its progress, in steps.
const STEPS: usize = 1000;

/// A query slower than this is stopped, whatever the steps say.
const LONGEST: Duration = Duration::from_secs(5);

/// What one look at a tree may cost.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Steps of tree-sitter, and bytes that predicates read.
    work: usize,
    /// Nodes that are captured.
    captures: usize,
    /// The tree has parts that did not parse with more nodes in a row than may be looked at.
    is_hopeless: bool,
}

/// What a query has found.
#[derive(Debug, Default)]
pub struct Found {
    /// Ascending, each once.
    pub spans: Vec<Span>,
    /// It was stopped: this may not be all.
    pub is_stopped: bool,
}

impl Bounds {
    /// The bounds for a tree, in proportion to its text.
    pub fn new(tree: &Tree, text: &str) -> Self {
        let work = 1_000_000 + 64 * text.len();
        Self {
            work,
            captures: 10_000 + text.len(),
            is_hopeless: tree.root_node().has_error() && row_work(tree) > work,
        }
    }
}

/// What it costs to look, at each child of the nodes that did not parse, at those after it.
fn row_work(tree: &Tree) -> usize {
    let mut cursor = tree.walk();
    let mut work = 0_usize;
    loop {
        let node = cursor.node();
        if node.is_error() {
            let children = node.child_count() as usize;
            work = work.saturating_add(children.saturating_mul(children) / 2);
        }
        if node.has_error() && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return work;
            }
        }
    }
}

impl Query {
    /// Finds what the query is about.
    pub fn find(&self, tree: &Tree, text: &str, bounds: Bounds) -> Found {
        let mut found = Found::default();
        if bounds.is_hopeless {
            found.is_stopped = true;
            return found;
        }
        let mut cursor = QueryCursor::new();
        cursor.set_match_limit(MOST_AT_ONCE);
        let started = Instant::now();
        let (mut ticks, mut is_late) = (bounds.work / STEPS, false);
        let mut progress = |_: &_| {
            is_late = started.elapsed() > LONGEST;
            ticks = ticks.saturating_sub(1);
            match ticks == 0 || is_late {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        };
        let options = QueryCursorOptions::new().progress_callback(&mut progress);
        let (mut captures, mut reading) = (bounds.captures, bounds.work);
        let mut matches =
            cursor.matches_with_options(&self.structure, tree.root_node(), text.as_bytes(), options);
        while let Some(hit) = matches.next() {
            let nodes = |capture: u32| hit.nodes_for_capture_index(capture);
            captures = captures.saturating_sub(hit.captures().len());
            let predicates = self.predicates.get(hit.pattern_index).map_or(&[][..], |all| all);
            let read: usize = predicates
                .iter()
                .filter(|predicate| predicate.is_reading())
                .flat_map(|predicate| nodes(predicate.capture))
                .map(|node| node.byte_range().len())
                .sum();
            reading = reading.saturating_sub(read);
            if captures == 0 || reading == 0 {
                found.is_stopped = true;
                break;
            }
            let texts = |capture: u32| nodes(capture).map(|node| text_of(text, node)).collect();
            if predicates.iter().all(|predicate| predicate.holds(texts)) {
                found
                    .spans
                    .extend(nodes(self.reference).filter_map(|node| span(text, node)));
            }
        }
        drop(matches);
        found.is_stopped |= cursor.did_exceed_match_limit() || ticks == 0 || is_late;
        if is_late {
            // How far it has come would be another thing each time.
            found.spans.clear();
        }
        found.spans.sort_unstable();
        found.spans.dedup();
        found
    }
}

fn text_of<'t>(text: &'t str, node: Node<'_>) -> &'t str {
    text.get(node.byte_range()).unwrap_or_default()
}

/// Where a node is, without blanks around it; none of what is not there.
fn span(text: &str, node: Node<'_>) -> Option<Span> {
    let content = text_of(text, node);
    let start = node.start_byte() + (content.len() - content.trim_start().len());
    let content = content.trim();
    (!content.is_empty()).then(|| Span::new(start, start + content.len()))
}
