//! A document of keys and values, flat: TOML and JSON as their manifests' readers see them.
//!
//! Nodes stand in the order of the document and know what they are below; nothing recurses over them. What is deeper
//! than any manifest goes is left out.

use std::borrow::Cow;
use std::ops::Range;

use crate::span::Span;

/// How deep a node may be.
const DEEPEST: u8 = 16;

/// A key or a string with its place, quotation marks left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text<'t> {
    /// What it says.
    pub(super) said: Cow<'t, str>,
    /// How that is written.
    pub(super) written: &'t str,
    /// Where.
    pub(super) span: Span,
}

impl Text<'_> {
    /// Where all of it stands.
    pub(super) fn place(&self) -> Span {
        self.part(0..self.said.len())
    }

    /// Where a part of it stands; all of it, where the part itself holds escapes.
    pub(super) fn part(&self, part: Range<usize>) -> Span {
        // A line end right behind the quotation marks is not said.
        let unsaid = match self.written.as_bytes() {
            [b'\n', ..] => 1,
            [b'\r', b'\n', ..] => 2,
            _ => 0,
        };
        let is_verbatim = |start: &usize| {
            let written = self.written.get(*start..start + part.end);
            written.is_some() && written == self.said.get(..part.end)
        };
        if let Some(unsaid) = [0, unsaid].into_iter().find(is_verbatim) {
            let start = self.span.start as usize + unsaid;
            return Span::new(start + part.start, start + part.end);
        }
        // Behind an escape, the first time that the same is written is the first time that it is said.
        let wanted = self.said.get(part.clone()).unwrap_or_default();
        let is_first = self.said.find(wanted) == Some(part.start);
        let at = self
            .written
            .find(wanted)
            .filter(|_| is_first && !wanted.is_empty());
        at.map_or(self.span, |at| {
            let start = self.span.start as usize + at;
            Span::new(start, start + wanted.len())
        })
    }
}

/// The number of a node.
pub(super) type NodeId = usize;

/// The document itself.
pub(super) const ROOT: NodeId = 0;

/// A key, or an element of a list.
#[derive(Debug)]
pub(super) struct Node<'t> {
    /// What it is below.
    pub(super) parent: NodeId,
    /// Its key; an element of a list has none.
    pub(super) key: Option<Text<'t>>,
    /// Its value, where that is a string.
    pub(super) value: Option<Text<'t>>,
    depth: u8,
}

/// A document.
#[derive(Debug)]
pub(super) struct Tree<'t> {
    nodes: Vec<Node<'t>>,
}

impl<'t> Tree<'t> {
    pub(super) fn new() -> Self {
        let root = Node {
            parent: ROOT,
            key: None,
            value: None,
            depth: 0,
        };
        Self { nodes: vec![root] }
    }

    /// Adds a node; `None` where it is too deep.
    pub(super) fn add(&mut self, parent: NodeId, key: Option<Text<'t>>) -> Option<NodeId> {
        let depth = self.nodes.get(parent)?.depth + 1;
        if depth > DEEPEST {
            return None;
        }
        self.nodes.push(Node {
            parent,
            key,
            value: None,
            depth,
        });
        Some(self.nodes.len() - 1)
    }

    /// Gives a node its value.
    pub(super) fn set(&mut self, node: NodeId, value: Text<'t>) {
        if let Some(node) = self.nodes.get_mut(node) {
            node.value = Some(value);
        }
    }

    /// The nodes in order, each with the keys from the root down to it; an element's is empty.
    pub(super) fn entries(&self) -> impl Iterator<Item = (Vec<&str>, NodeId, &Node<'t>)> {
        self.nodes
            .iter()
            .enumerate()
            .skip(1)
            .map(|(id, node)| (self.path(id), id, node))
    }

    fn path(&self, mut id: NodeId) -> Vec<&str> {
        let mut path = Vec::new();
        while let Some(node) = self.nodes.get(id).filter(|_| id != ROOT) {
            path.push(node.key.as_ref().map_or("", |key| key.said.as_ref()));
            id = node.parent;
        }
        path.reverse();
        path
    }
}
