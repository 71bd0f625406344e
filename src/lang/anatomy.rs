//! What the tokens of a source tell of its parts without a parse: comments, docstrings, and the named scopes that places
//! stand in.
//!
//! A reader tells the same of what it reads; this is for what is found in a source without one. Nothing is resolved.

use tree_sitter::{Language as Syntax, Tree};

use crate::project::Place;
use crate::reference::{FILE_SCOPE, Scope, ScopeId};
use crate::span::Span;

/// What queries of a language's sources need.
#[derive(Debug)]
pub struct Grammar {
    /// What its trees are made of.
    pub syntax: fn() -> Syntax,
    /// The tree of a source; `None` where the parser gave up.
    pub parse: fn(&str, &Place) -> Option<Tree>,
    /// A source of what most sources are full of, by names that none of them has: a query that finds something in it
    /// says too little.
    pub plain: &'static str,
}

/// How many named scopes deep places are told apart.
const DEEPEST: u32 = 64;

/// The parts of a source.
#[derive(Debug)]
pub struct Anatomy {
    /// Comments, ascending.
    pub comments: Vec<Span>,
    /// Docstrings and doc comments, ascending.
    pub docs: Vec<Span>,
    /// The scopes, in the order of their beginnings; the first is the file.
    pub scopes: Vec<Scope>,
    /// For each scope where it is, and how deep.
    extents: Vec<(Span, u32)>,
}

impl Default for Anatomy {
    fn default() -> Self {
        let file = Scope {
            parent: None,
            label: String::new(),
            segment: String::new(),
        };
        Self {
            comments: Vec::new(),
            docs: Vec::new(),
            scopes: vec![file],
            extents: vec![(Span::new(0, u32::MAX as usize), 0)],
        }
    }
}

impl Anatomy {
    /// Adds a scope, which begins where the last one does at the earliest; returns its number, or that of the scope
    /// around it when it is too deep.
    pub fn open(&mut self, extent: Span, parent: ScopeId, label: String, segment: String) -> ScopeId {
        let depth = self.extents.get(parent as usize).map_or(0, |(_, depth)| *depth);
        if depth == DEEPEST {
            return parent;
        }
        self.scopes.push(Scope {
            parent: Some(parent),
            label,
            segment,
        });
        self.extents.push((extent, depth + 1));
        self.scopes.len() as ScopeId - 1
    }

    /// The innermost scope around an offset.
    pub fn scope_at(&self, offset: u32) -> ScopeId {
        let after = self.extents.partition_point(|(extent, _)| extent.start <= offset);
        let mut scope = after.saturating_sub(1) as ScopeId;
        while scope != FILE_SCOPE && self.extents[scope as usize].0.end <= offset {
            scope = self.scopes[scope as usize].parent.unwrap_or(FILE_SCOPE);
        }
        scope
    }

    /// Whether a span lies in a comment or a docstring.
    pub fn is_documentation(&self, span: Span) -> bool {
        let lies_in = |spans: &[Span]| {
            let after = spans.partition_point(|other| other.start <= span.start);
            after.checked_sub(1).is_some_and(|at| spans[at].contains(span))
        };
        lies_in(&self.comments) || lies_in(&self.docs)
    }
}
