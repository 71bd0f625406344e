//! What one walk over a module's tree writes down: scopes, bindings and uses, all as plain lists.
//!
//! Nothing is resolved here. Most modules bind no name that the scan looks for; then the lists are dropped unread,
//! so writing them must be cheap: names are slices of the text, chains share one list of segments.

use std::ops::Range;

use crate::lang::scope::{BlockId, Blocks};
use crate::names::Path;
use crate::reference::{Export, Role, Scope as NamedScope, ScopeId};
use crate::span::Span;

/// The number of a frame: a region with name bindings of its own.
pub(super) type FrameId = u32;

/// The module's own frame.
pub(super) const MODULE: FrameId = 0;

/// How names are looked up in a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FrameKind {
    Module,
    /// Seen by its own statements, not by functions within.
    Class,
    /// Runs later than its definition; a name bound anywhere in it is its own.
    Function,
    /// A comprehension: bindings of its own, run on the spot, and blind to a class around it as a function is.
    Comprehension,
    /// A list of type parameters: bindings of its own.
    Inner,
}

/// A region with name bindings of its own.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) kind: FrameKind,
    pub(super) parent: FrameId,
    /// Where it stands in its parent: the offset, and the parent's block.
    pub(super) at: u32,
    pub(super) block: BlockId,
}

/// The number of a chain.
pub(super) type ChainId = u32;

/// A name and the attributes taken from it: `a.b.c`.
#[derive(Debug, Clone)]
pub(super) struct Chain {
    /// Its segments, in [`Facts::segments`]; at least one.
    pub(super) segments: Range<u32>,
    pub(super) span: Span,
    pub(super) frame: FrameId,
    pub(super) block: BlockId,
    /// The innermost named scope.
    pub(super) scope: ScopeId,
    /// It is evaluated at some later time (a string annotation).
    pub(super) deferred: bool,
    /// A place of the source to report, and how; `None` for a chain that only tells a value.
    pub(super) role: Option<Role>,
    /// How many leading segments are reported by another chain.
    pub(super) known: u32,
}

/// What a name is bound to, as far as it can be told.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// An imported or own name. For `import a.b`, which binds `a`, the second field is the whole of `a.b`.
    Path(Path, Option<Path>),
    /// Whatever a chain names.
    Alias(ChainId),
    /// A type made of the class that a chain names: `Entry[Data]`. It matters for what is annotated with it.
    Generic(ChainId),
    /// What a call of a chain returns, or what an annotation promises: an instance.
    Instance(ChainId),
    /// A class of the file.
    Class(ClassId),
    /// An instance of a class of the file.
    InstanceOf(ClassId),
}

/// The number of a class.
pub(super) type ClassId = u32;

/// A class of the file.
#[derive(Debug)]
pub(super) struct Class {
    /// Its own path, where a module of a known path declares it.
    pub(super) own: Option<Path>,
    pub(super) bases: Vec<ChainId>,
    /// The frame of its body.
    pub(super) frame: FrameId,
}

/// A name bound in a frame.
#[derive(Debug)]
pub(super) struct Binding<'t> {
    pub(super) name: &'t str,
    pub(super) frame: FrameId,
    pub(super) block: BlockId,
    /// From where it holds.
    pub(super) at: u32,
    /// The name's own place.
    pub(super) span: Span,
    /// Empty for a value that cannot be told.
    pub(super) values: Vec<Value>,
    /// An import statement binds it.
    pub(super) is_import: bool,
}

/// Attributes taken from an instance made on the spot: `Client().send`.
#[derive(Debug)]
pub(super) struct MemberUse {
    pub(super) receiver: ChainId,
    pub(super) members: Range<u32>,
    pub(super) span: Span,
}

/// `global x` or `nonlocal x`.
#[derive(Debug)]
pub(super) struct Elsewhere<'t> {
    pub(super) frame: FrameId,
    pub(super) name: &'t str,
    pub(super) global: bool,
}

/// A path spelled out in one piece, by an import or a string.
#[derive(Debug)]
pub(super) struct Spelled {
    pub(super) path: Path,
    pub(super) known: usize,
    pub(super) span: Span,
    pub(super) role: Role,
    pub(super) scope: ScopeId,
}

/// Everything written down of one module.
#[derive(Debug, Default)]
pub(super) struct Facts<'t> {
    pub(super) frames: Vec<Frame>,
    pub(super) blocks: Blocks,
    pub(super) scopes: Vec<NamedScope>,
    pub(super) segments: Vec<&'t str>,
    pub(super) chains: Vec<Chain>,
    pub(super) bindings: Vec<Binding<'t>>,
    pub(super) classes: Vec<Class>,
    pub(super) members: Vec<MemberUse>,
    pub(super) elsewhere: Vec<Elsewhere<'t>>,
    pub(super) spelled: Vec<Spelled>,
    /// What star imports pass on, whether or not this module spells it.
    pub(super) exports: Vec<Export>,
    pub(super) comments: Vec<Span>,
    pub(super) docs: Vec<Span>,
    pub(super) errors: Vec<Span>,
}

impl<'t> Facts<'t> {
    /// The segments of a chain or of members.
    pub(super) fn segments(&self, range: &Range<u32>) -> &[&'t str] {
        self.segments
            .get(range.start as usize..range.end as usize)
            .unwrap_or_default()
    }

    /// The first segment of a chain.
    pub(super) fn root(&self, chain: &Chain) -> &'t str {
        self.segments
            .get(chain.segments.start as usize)
            .copied()
            .unwrap_or_default()
    }

    /// Adds segments to the common list.
    pub(super) fn add_segments(&mut self, segments: impl IntoIterator<Item = &'t str>) -> Range<u32> {
        let start = self.segments.len() as u32;
        self.segments.extend(segments);
        start..self.segments.len() as u32
    }
}
