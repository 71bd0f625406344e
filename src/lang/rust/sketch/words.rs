//! The words of a sketch: plain data.

use crate::reference::Role;
use crate::span::Span;

/// The number of a lexical scope.
pub(in crate::lang::rust) type LexId = u32;
/// The number of a path.
pub(in crate::lang::rust) type PathId = u32;
/// The number of a binding.
pub(in crate::lang::rust) type BindingId = u32;
/// The number of a node of a `use` tree.
pub(in crate::lang::rust) type ImportId = u32;

/// The scope of the file itself.
pub(in crate::lang::rust) const FILE: LexId = 0;

/// How deep scopes and `use` trees are followed; what nests deeper is no program.
pub(in crate::lang::rust) const DEPTH: usize = 128;

/// A place of a sketch: the scope of bindings, and that of identities.
#[derive(Debug, Clone, Copy)]
pub(in crate::lang::rust) struct Here {
    pub(super) scope: LexId,
    pub(super) named: u32,
}

/// A set of namespaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lang::rust) struct Spaces(u8);

impl Spaces {
    pub(in crate::lang::rust) const TYPE: Self = Self(1);
    pub(in crate::lang::rust) const VALUE: Self = Self(2);
    pub(in crate::lang::rust) const MACRO: Self = Self(4);
    /// The fields of a struct, which are bindings of the scope its fields stand in.
    pub(in crate::lang::rust) const FIELD: Self = Self(8);
    /// Every namespace of items.
    pub(in crate::lang::rust) const ANY: Self = Self(7);

    pub(in crate::lang::rust) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(in crate::lang::rust) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// One segment of a path as written, without `r#`.
#[derive(Debug, Clone, Copy)]
pub(in crate::lang::rust) struct Segment<'t> {
    pub(in crate::lang::rust) name: &'t str,
    pub(in crate::lang::rust) span: Span,
}

/// The names of the fields of tuples and tuple structs, as far as they are followed.
pub(in crate::lang::rust) const POSITIONS: [&str; 12] =
    ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"];

/// Where a path starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lang::rust) enum Root {
    /// Where it stands: by the names in scope.
    Here,
    /// `::a::b`.
    Global,
    /// A path of a `use` declaration.
    Use,
    /// A crate's name, as `extern crate` gives it.
    Crate,
}

/// A path as written.
#[derive(Debug, Clone, Copy)]
pub(in crate::lang::rust) struct PathRecord {
    pub(super) first: u32,
    pub(super) last: u32,
    pub(in crate::lang::rust) root: Root,
    pub(in crate::lang::rust) scope: LexId,
    pub(in crate::lang::rust) at: u32,
}

/// A place that mentions a path.
#[derive(Debug, Clone, Copy)]
pub(in crate::lang::rust) struct Mention {
    pub(in crate::lang::rust) path: PathId,
    pub(in crate::lang::rust) span: Span,
    pub(in crate::lang::rust) space: Spaces,
    pub(in crate::lang::rust) role: Role,
}

/// The type of a value, as far as the text tells.
#[derive(Debug, Clone, Copy)]
pub(in crate::lang::rust) enum TypeOf {
    Unknown,
    /// A path that names the type.
    Path(PathId),
    /// The type of another value.
    Value(PathId),
    /// The type that the enclosing `impl` is of.
    Own,
    /// A type of the language: `str`.
    Primitive(&'static str),
}

/// A place that mentions a member of a value: a method, a field.
#[derive(Debug, Clone, Copy)]
pub(in crate::lang::rust) struct Member<'t> {
    pub(in crate::lang::rust) base: TypeOf,
    pub(super) first: u32,
    pub(super) last: u32,
    pub(in crate::lang::rust) name: Segment<'t>,
    pub(in crate::lang::rust) span: Span,
    pub(in crate::lang::rust) scope: LexId,
}

/// What a name is bound to.
#[derive(Debug, Clone, Copy)]
pub(in crate::lang::rust) enum What {
    /// What an import names.
    Import(ImportId),
    /// An item of its own.
    Item,
    /// An inline module, by its scope.
    Module(LexId),
    /// A struct, by the scope of its fields.
    Struct(LexId),
    /// Another name of a type.
    Alias(PathId),
    /// A value of this type: a variable, a constant, a field.
    Value(TypeOf),
    /// A generic parameter: it has no path, but, for a type, perhaps a trait that it is bound by.
    Parameter(TypeOf),
}

/// A name and what it is bound to.
#[derive(Debug, Clone, Copy)]
pub(in crate::lang::rust) struct Binding<'t> {
    pub(in crate::lang::rust) name: Segment<'t>,
    pub(in crate::lang::rust) spaces: Spaces,
    pub(in crate::lang::rust) scope: LexId,
    pub(in crate::lang::rust) what: What,
    /// Where it is visible, for one that is not in its whole scope: a variable.
    pub(in crate::lang::rust) local: Option<Span>,
    /// Whether it is visible outside of its module.
    pub(in crate::lang::rust) public: bool,
}

/// What a node of a `use` tree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lang::rust) enum ImportKind {
    /// `a::b` of `a::b::{…}`.
    Prefix,
    /// A name, `self` included.
    Leaf,
    /// `*`; its path is what stands before.
    Glob,
}

/// A node of a `use` tree.
#[derive(Debug, Clone, Copy)]
pub(in crate::lang::rust) struct Import<'t> {
    pub(in crate::lang::rust) kind: ImportKind,
    pub(in crate::lang::rust) path: PathId,
    pub(in crate::lang::rust) span: Span,
    pub(in crate::lang::rust) parent: Option<ImportId>,
    pub(in crate::lang::rust) public: bool,
    /// The name that it brings in; none for `as _` and for what is no leaf.
    pub(in crate::lang::rust) name: Option<Segment<'t>>,
    pub(in crate::lang::rust) macros_only: bool,
}

/// What kind of scope: how far names are looked up from within.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lang::rust) enum LexKind {
    /// The file or an inline module: lookups end here.
    Module,
    /// An item: variables of the scopes around it are not visible.
    Item,
    /// A block, a closure, a match arm.
    Block,
}

/// A lexical scope.
#[derive(Debug, Clone, Copy)]
pub(in crate::lang::rust) struct LexScope<'t> {
    pub(in crate::lang::rust) parent: LexId,
    pub(in crate::lang::rust) kind: LexKind,
    pub(in crate::lang::rust) span: Span,
    /// The module around it, or itself.
    pub(in crate::lang::rust) module: LexId,
    /// Its name, for an inline module.
    pub(in crate::lang::rust) name: &'t str,
    pub(in crate::lang::rust) own_type: TypeOf,
    pub(in crate::lang::rust) named: u32,
    pub(in crate::lang::rust) has_globs: bool,
}

/// A scope that has a name in identities.
#[derive(Debug, Clone, Copy)]
pub(in crate::lang::rust) struct NamedScope<'t> {
    pub(in crate::lang::rust) parent: u32,
    pub(in crate::lang::rust) word: &'static str,
    pub(in crate::lang::rust) name: &'t str,
}
