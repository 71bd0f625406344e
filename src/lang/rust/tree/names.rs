//! Paths and `use` trees as tree-sitter has them.

use std::rc::Rc;

use tree_sitter::Node;

use crate::span::Span;

use super::super::sketch::{Import, ImportId, ImportKind, PathId, Root, Segment};
use super::grammar::Kind;
use super::walk::Walk;

/// How many segments a path is read to; and how deep a `use` tree is.
const SEGMENTS: usize = 64;

/// What is known of the `use` tree around a part of it.
#[derive(Debug, Clone)]
struct Branch<'t> {
    segments: Vec<Segment<'t>>,
    root: Root,
    parent: Option<ImportId>,
    /// How many of the segments stand outside of the innermost braces.
    outside: usize,
    depth: usize,
}

impl<'t> Walk<'t> {
    /// Notes the path that a node is, and where it stands.
    pub(super) fn path(&mut self, node: Node<'_>) -> Option<(PathId, Span)> {
        let (segments, root) = self.segments(node)?;
        let last = segments.last()?.span;
        let first = segments.first()?.span;
        let is_plain = matches!(self.grammar.kind(node), Kind::GenericType);
        let start = if is_plain {
            first.start
        } else {
            node.start_byte() as u32
        };
        let span = Span { start, end: last.end };
        Some((self.sketch.add_path(&segments, root), span))
    }

    /// The segments of a path. That of `<T as Trait>::m` is `Trait::m`, that of `<T>::m` is `T::m`.
    pub(super) fn segments(&self, node: Node<'_>) -> Option<(Vec<Segment<'t>>, Root)> {
        let fields = self.fields();
        let mut reversed = Vec::new();
        let mut root = Root::Here;
        let mut next = Some(node);
        while let Some(node) = next {
            if reversed.len() > SEGMENTS || (node.has_error() && is_split(node)) {
                return None;
            }
            next = match self.grammar.kind(node) {
                Kind::ScopedIdentifier | Kind::ScopedType => {
                    reversed.push(self.segment(node.child_by_field_id(fields.name)?));
                    let path = node.child_by_field_id(fields.path);
                    if path.is_none() {
                        root = Root::Global;
                    }
                    path
                }
                Kind::GenericType => Some(node.child_by_field_id(fields.type_of)?),
                Kind::BracketedType => {
                    let inner = node.named_child(0)?;
                    match self.grammar.kind(inner) {
                        Kind::QualifiedType => Some(inner.child_by_field_id(fields.alias)?),
                        Kind::ArrayType if inner.child_by_field_id(fields.length).is_none() => {
                            reversed.push(Segment {
                                name: "slice",
                                span: inner.byte_range().into(),
                            });
                            None
                        }
                        _ => Some(inner),
                    }
                }
                Kind::Identifier
                | Kind::TypeIdentifier
                | Kind::ShorthandField
                | Kind::PrimitiveType
                | Kind::SelfValue
                | Kind::Super
                | Kind::Crate => {
                    reversed.push(self.segment(node));
                    None
                }
                _ => return None,
            };
        }
        reversed.reverse();
        Some((reversed, root))
    }

    /// Reads a `use` declaration.
    pub(super) fn use_declaration(&mut self, node: Node<'_>, public: bool) {
        let Some(argument) = node.child_by_field_id(self.fields().argument) else {
            return;
        };
        let branch = Branch {
            segments: Vec::new(),
            root: Root::Use,
            parent: None,
            outside: 0,
            depth: 0,
        };
        let mut pending = vec![(argument, Rc::new(branch))];
        while let Some((node, branch)) = pending.pop() {
            self.use_tree(node, Branch::clone(&branch), public, &mut pending);
        }
    }

    fn use_tree<'n>(
        &mut self,
        node: Node<'n>,
        mut branch: Branch<'t>,
        public: bool,
        pending: &mut Vec<(Node<'n>, Rc<Branch<'t>>)>,
    ) {
        let fields = self.fields();
        match self.grammar.kind(node) {
            Kind::UseAs => {
                let path = node.child_by_field_id(fields.path);
                let alias = node
                    .child_by_field_id(fields.alias)
                    .map(|alias| self.segment(alias));
                if let Some(path) = path
                    && self.push(&mut branch, path).is_some()
                {
                    self.leaf(branch, alias.filter(|alias| alias.name != "_"), public);
                }
            }
            Kind::UseWildcard => {
                let path = node.named_child(0);
                if path.is_none_or(|path| self.push(&mut branch, path).is_some()) {
                    let span = written(&branch).unwrap_or_else(|| node.byte_range().into());
                    self.import(ImportKind::Glob, &branch, span, None, public);
                }
            }
            Kind::ScopedUseList => {
                let path = node.child_by_field_id(fields.path);
                if path.is_some_and(|path| self.push(&mut branch, path).is_none()) {
                    return;
                }
                if path.is_none() && branch.segments.is_empty() {
                    branch.root = Root::Global;
                }
                if let Some(list) = node.child_by_field_id(fields.list) {
                    if let Some(span) = written(&branch) {
                        let prefix = self.import(ImportKind::Prefix, &branch, span, None, public);
                        branch.parent = Some(prefix);
                    }
                    use_list(list, branch, pending);
                }
            }
            Kind::UseList => use_list(node, branch, pending),
            _ => {
                if self.push(&mut branch, node).is_some() {
                    let name = branch.segments.last().copied();
                    self.leaf(branch, name, public);
                }
            }
        }
    }

    /// Adds the segments of a path to a branch.
    fn push(&self, branch: &mut Branch<'t>, path: Node<'_>) -> Option<()> {
        let (segments, root) = self.segments(path)?;
        if branch.segments.is_empty() && root == Root::Global {
            branch.root = Root::Global;
        }
        branch.segments.extend(segments);
        (branch.segments.len() <= SEGMENTS).then_some(())
    }

    fn leaf(&mut self, mut branch: Branch<'t>, alias: Option<Segment<'t>>, public: bool) {
        let own = branch.segments.last().copied();
        let is_self = own.is_some_and(|own| own.name == "self") && branch.segments.len() > 1;
        if is_self {
            branch.segments.pop();
        }
        let Some(span) = written(&branch).or(own.map(|own| own.span)) else {
            return;
        };
        let name = match alias {
            Some(alias) if alias.name == "self" => branch.segments.last().copied(),
            alias => alias,
        };
        self.import(ImportKind::Leaf, &branch, span, name, public);
    }

    fn import(
        &mut self,
        kind: ImportKind,
        branch: &Branch<'t>,
        span: Span,
        name: Option<Segment<'t>>,
        public: bool,
    ) -> ImportId {
        let path = self.sketch.add_path(&branch.segments, branch.root);
        self.sketch.import(Import {
            kind,
            path,
            span,
            parent: branch.parent,
            public,
            name,
            macros_only: false,
        })
    }
}

/// Takes apart what stands in braces.
fn use_list<'n, 't>(list: Node<'n>, mut branch: Branch<'t>, pending: &mut Vec<(Node<'n>, Rc<Branch<'t>>)>) {
    branch.outside = branch.segments.len();
    branch.depth += 1;
    if branch.depth > SEGMENTS {
        return;
    }
    let branch = Rc::new(branch);
    let from = pending.len();
    let mut cursor = list.walk();
    let children = list.named_children(&mut cursor).filter(|child| !child.is_extra());
    pending.extend(children.map(|child| (child, Rc::clone(&branch))));
    pending[from..].reverse();
}

/// The part of a branch inside of the innermost braces, as written.
fn written(branch: &Branch<'_>) -> Option<Span> {
    let inside = branch.segments.get(branch.outside..)?;
    Some(Span {
        start: inside.first()?.span.start,
        end: inside.last()?.span.end,
    })
}

/// Whether something that did not parse stands between the segments of a path.
fn is_split(node: Node<'_>) -> bool {
    let mut cursor = node.walk();
    node.children(&mut cursor)
        .take(SEGMENTS)
        .any(|child| child.is_error() || child.is_missing())
}
