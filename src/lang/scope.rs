//! Which bindings of a name can reach a place: control flow in the small, for any language whose names are bound as it runs.
//!
//! A frame (a module, a function) is cut into blocks: stretches that run or do not run as one (`if` arms, loop
//! bodies, `try` bodies). A binding surely holds at a later place when its block is around that place; then the
//! bindings before it are dead there. Everything else is kept: a name bound in both arms of a `try` has two values.
//! What is deliberately absent: whether a condition is true, and what a `return` cuts off. Both only ever keep a
//! binding too many.

use crate::span::Span;

/// The number of a block within a file.
pub type BlockId = u32;

/// The block of a binding that another frame makes (`global x`): it may happen at any time, and never surely.
pub const ELSEWHERE: BlockId = u32::MAX;

/// How many bindings of one name are looked at for one use. Real code has a handful; the bound keeps generated code
/// from costing quadratic time.
const MOST: usize = 64;

/// The blocks of a file.
#[derive(Debug, Default)]
pub struct Blocks {
    blocks: Vec<Block>,
}

#[derive(Debug, Clone, Copy)]
struct Block {
    span: Span,
    /// The outermost loop around it in its frame (itself included).
    outermost_loop: Option<BlockId>,
}

/// Whether a block can run several times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runs {
    /// Once at the most.
    Once,
    /// Any number of times: what is bound late may be used early.
    Repeatedly,
}

/// When a use happens, seen from the frame that a name is looked up in.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// The byte offset.
    pub at: u32,
    /// The innermost block.
    pub block: BlockId,
    /// The use stands in a function that runs at some time after `at`.
    pub deferred: bool,
}

/// A binding's place.
#[derive(Debug, Clone, Copy)]
pub struct Bound {
    /// The byte offset from which it holds.
    pub at: u32,
    /// Its block.
    pub block: BlockId,
    /// Whose place it is, for the caller.
    pub binding: usize,
}

impl Blocks {
    /// Opens a frame's outermost block.
    pub fn frame(&mut self, span: Span) -> BlockId {
        self.push(span, None)
    }

    /// Opens a block within another.
    pub fn open(&mut self, parent: BlockId, span: Span, runs: Runs) -> BlockId {
        let id = self.blocks.len() as BlockId;
        let outer = self
            .blocks
            .get(parent as usize)
            .and_then(|block| block.outermost_loop);
        let outermost_loop = outer.or((runs == Runs::Repeatedly).then_some(id));
        self.push(span, outermost_loop)
    }

    fn push(&mut self, span: Span, outermost_loop: Option<BlockId>) -> BlockId {
        self.blocks.push(Block { span, outermost_loop });
        (self.blocks.len() - 1) as BlockId
    }

    fn encloses(&self, outer: BlockId, inner: BlockId) -> bool {
        match (self.blocks.get(outer as usize), self.blocks.get(inner as usize)) {
            (Some(outer), Some(inner)) => outer.span.contains(inner.span),
            _ => false,
        }
    }

    fn share_a_loop(&self, one: BlockId, other: BlockId) -> bool {
        let outermost = |id: BlockId| {
            self.blocks
                .get(id as usize)
                .and_then(|block| block.outermost_loop)
        };
        outermost(one).is_some_and(|id| Some(id) == outermost(other))
    }

    /// The bindings (indices into `bindings`, which ascend by `at`) that can reach a moment, and whether one of them
    /// surely holds.
    pub fn reaching(&self, bindings: &[Bound], moment: Moment) -> (Vec<usize>, bool) {
        let before = bindings.partition_point(|binding| binding.at <= moment.at);
        let mut reaching = Vec::new();
        let mut certain = false;
        for (index, binding) in bindings[..before].iter().enumerate().rev().take(MOST) {
            reaching.push(index);
            if binding.block != ELSEWHERE && self.encloses(binding.block, moment.block) {
                certain = true;
                break;
            }
        }
        reaching.reverse();
        let later = bindings[before..].iter().enumerate().take(MOST);
        reaching.extend(
            later
                .filter(|(_, binding)| {
                    moment.deferred
                        || binding.block == ELSEWHERE
                        || self.share_a_loop(binding.block, moment.block)
                })
                .map(|(index, _)| before + index),
        );
        (reaching, certain)
    }
}
