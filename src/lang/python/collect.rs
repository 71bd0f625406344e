//! One walk over a module's tree, writing down its [`Facts`].
//!
//! The walk keeps a state (frame, block, named scope) and a stack of the states to go back to; it never recurses.
//! What binds names is in [`super::bind`], what imports in [`super::import`], strings in [`super::string`].

use rustc_hash::{FxHashMap, FxHashSet};
use tree_sitter::{Node, Tree};

use super::facts::{Chain, ChainId, Facts, Frame, FrameId, FrameKind, MODULE, MemberUse};
use super::syntax::{Kind, SYNTAX, Syntax, child};
use crate::lang::Unit;
use crate::lang::scope::{BlockId, Runs};
use crate::reference::{FILE_SCOPE, Role, Scope, ScopeId};
use crate::span::Span;

/// Where the walk stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct State {
    pub(super) frame: FrameId,
    pub(super) block: BlockId,
    pub(super) scope: ScopeId,
    /// The innermost class, while its methods are read: what `self` is.
    pub(super) class: Option<u32>,
    pub(super) strings: Strings,
}

/// What the strings at a place are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strings {
    /// Values.
    Plain,
    /// Annotations in quotes.
    Annotations,
    /// Values within an annotation: those of `Literal["…"]`.
    Literal,
}

/// The walk.
pub(super) struct Collector<'a, 't> {
    pub(super) syntax: &'static Syntax,
    pub(super) unit: &'a Unit<'t>,
    pub(super) text: &'t str,
    pub(super) facts: Facts<'t>,
    pub(super) state: State,
    /// The module's own names that the scan looks for.
    pub(super) own: FxHashSet<String>,
    /// States to go back to, each with the depth of the node that changed it.
    saved: Vec<(usize, State)>,
    /// Nodes (by id) that run in another state than the nodes around them.
    pub(super) pending: Vec<(usize, State)>,
    /// Offsets of identifiers that are no uses: binding targets, keywords.
    pub(super) consumed: FxHashSet<usize>,
    /// Some of the errors were read nevertheless.
    pub(super) mended: bool,
    /// Where names of stars are spelled, if they are.
    pub(super) spelled: FxHashMap<String, Option<usize>>,
    /// Attributes (by id) within a chain that is written down.
    inner: FxHashSet<usize>,
}

/// Whether the walk goes on below a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Below {
    Descend,
    Skip,
}

/// Walks a tree.
pub(super) fn collect<'t>(unit: &Unit<'t>, tree: &Tree) -> Facts<'t> {
    let mut facts = Facts::default();
    let whole = Span::new(0, unit.text.len());
    let block = facts.blocks.frame(whole);
    facts.frames.push(Frame {
        kind: FrameKind::Module,
        parent: MODULE,
        at: 0,
        block,
    });
    facts.scopes.push(Scope {
        parent: None,
        label: String::new(),
        segment: String::new(),
    });
    let mut collector = Collector {
        syntax: &SYNTAX,
        unit,
        text: unit.text,
        facts,
        state: State {
            frame: MODULE,
            block,
            scope: FILE_SCOPE,
            class: None,
            strings: Strings::Plain,
        },
        own: unit.own_names().into_iter().collect(),
        saved: Vec::new(),
        pending: Vec::new(),
        consumed: FxHashSet::default(),
        mended: false,
        spelled: FxHashMap::default(),
        inner: FxHashSet::default(),
    };
    collector.walk(tree);
    // A missing token is an error without a node of its own.
    if tree.root_node().has_error() && collector.facts.errors.is_empty() && !collector.mended {
        collector.facts.errors.push(Span::new(0, 0));
    }
    collector.facts
}

impl<'t> Collector<'_, 't> {
    fn walk(&mut self, tree: &Tree) {
        let mut cursor = tree.walk();
        // The nodes around the present one: asking a node for its parent looks for it from the root.
        let mut around = Vec::new();
        loop {
            let (node, depth) = (cursor.node(), around.len());
            if self.pending.last().is_some_and(|(id, _)| *id == node.id())
                && let Some((_, state)) = self.pending.pop()
            {
                self.switch(depth, state);
            }
            let is_object = cursor.field_id() == self.syntax.object;
            let below = self.enter(node, around.last().copied(), depth, is_object);
            if below == Below::Descend && cursor.goto_first_child() {
                around.push(node);
                continue;
            }
            loop {
                while self.saved.last().is_some_and(|(at, _)| *at == around.len()) {
                    if let Some((_, state)) = self.saved.pop() {
                        self.state = state;
                    }
                }
                if cursor.goto_next_sibling() {
                    break;
                }
                if !cursor.goto_parent() {
                    return;
                }
                around.pop();
            }
        }
    }

    /// Goes over to another state until the node at this depth is left.
    pub(super) fn switch(&mut self, depth: usize, state: State) {
        self.saved.push((depth, self.state));
        self.state = state;
    }

    fn enter(&mut self, node: Node<'_>, parent: Option<Node<'_>>, depth: usize, is_object: bool) -> Below {
        let kind = self.syntax.kind(node);
        match kind {
            Kind::Other => return Below::Descend,
            Kind::Identifier => self.identifier(node),
            Kind::Attribute if !is_object && !self.inner.remove(&node.id()) => return self.attribute(node),
            Kind::DottedName => return self.pattern_name(node, parent),
            Kind::Import | Kind::ImportFrom => {
                self.import(node, kind);
                if node.has_error() {
                    self.facts.errors.push(node.byte_range().into());
                }
                return Below::Skip;
            }
            Kind::FutureImport => return Below::Skip,
            Kind::String => return self.string(node, parent),
            Kind::Comment => self.facts.comments.push(node.byte_range().into()),
            Kind::Error => self.error(node),
            Kind::Call => self.call(node),
            Kind::Type if self.state.strings == Strings::Plain => {
                self.switch(
                    depth,
                    State {
                        strings: Strings::Annotations,
                        ..self.state
                    },
                );
            }
            Kind::Subscript | Kind::GenericType => self.subscript(node, depth),
            Kind::TypeParameter if node.has_error() => return self.defaults(node),
            _ => self.enter_statement(node, parent, kind, depth),
        }
        Below::Descend
    }

    fn enter_statement(&mut self, node: Node<'_>, parent: Option<Node<'_>>, kind: Kind, depth: usize) {
        match kind {
            Kind::FunctionDefinition => self.function(node, parent, depth),
            Kind::Lambda => self.lambda(node),
            Kind::ClassDefinition => self.class(node, depth),
            Kind::ListComprehension
            | Kind::SetComprehension
            | Kind::DictComprehension
            | Kind::GeneratorExpression => self.comprehension(node, depth),
            Kind::IfStatement
            | Kind::ElifClause
            | Kind::TryStatement
            | Kind::WhileStatement
            | Kind::ForStatement => self.branches(node, kind),
            Kind::ElseClause | Kind::ExceptClause | Kind::CaseClause => {
                self.open_block(node, depth, Runs::Once);
            }
            Kind::Assignment => self.assignment(node),
            Kind::AugmentedAssignment => self.public_names(node),
            Kind::NamedExpression => self.walrus(node),
            Kind::SplatPattern => self.target(node, Vec::new(), node.end_byte()),
            Kind::AsPattern => self.as_pattern(node, parent),
            Kind::KeywordPattern | Kind::KeywordArgument | Kind::MemberType => self.consume_name(node),
            Kind::TypeAlias => self.type_alias(node, depth),
            Kind::GlobalStatement | Kind::NonlocalStatement => self.declare_elsewhere(node, kind),
            Kind::DeleteStatement => self.delete(node),
            _ => {}
        }
    }

    /// The text of a node.
    pub(super) fn text_of(&self, node: Node<'_>) -> &'t str {
        self.text.get(node.byte_range()).unwrap_or_default()
    }

    /// A lone identifier in an expression.
    fn identifier(&mut self, node: Node<'_>) {
        if self.consumed.is_empty() || !self.consumed.remove(&node.start_byte()) {
            let name = self.text_of(node);
            self.add_chain([name], node.byte_range().into(), Some(Role::Use));
        }
    }

    /// The outermost attribute of a chain.
    fn attribute(&mut self, node: Node<'_>) -> Below {
        if node.has_error() {
            self.consume_members(node, false);
            return Below::Descend;
        }
        if self.chain(node, Some(Role::Use)).is_some() {
            return Below::Skip;
        }
        let (root, members) = self.unchain(node);
        if let Some(module) = self.imported_by_call(root) {
            self.member_of_import(module, &members, node.byte_range().into());
        } else if let Some(receiver) = self.callee(root) {
            let members = self.facts.add_segments(members);
            self.facts.members.push(MemberUse {
                receiver,
                members,
                span: node.byte_range().into(),
            });
        }
        self.consume_members(node, true);
        Below::Descend
    }

    /// Marks the identifiers that are attributes of a chain which does not start at a name; those in parentheses too,
    /// where the whole is one chain.
    fn consume_members(&mut self, node: Node<'_>, whole: bool) {
        let mut next = Some(node);
        while let Some(current) = next {
            next = match self.syntax.kind(current) {
                Kind::Attribute => {
                    let member = child(current, self.syntax.attribute);
                    self.consumed.extend(member.map(|member| member.start_byte()));
                    self.inner.insert(current.id());
                    child(current, self.syntax.object)
                }
                Kind::Parenthesized if whole => current.named_child(0),
                _ => None,
            };
        }
    }

    /// What a chain of attributes starts at (parentheses looked through), and the attributes in order.
    fn unchain<'n>(&self, node: Node<'n>) -> (Node<'n>, Vec<&'t str>) {
        let mut members = Vec::new();
        let mut current = node;
        loop {
            let next = match self.syntax.kind(current) {
                Kind::Attribute => {
                    members.extend(child(current, self.syntax.attribute).map(|member| self.text_of(member)));
                    child(current, self.syntax.object)
                }
                Kind::Parenthesized => current.named_child(0),
                _ => None,
            };
            match next {
                Some(next) => current = next,
                None => break,
            }
        }
        members.reverse();
        (current, members)
    }

    /// Adds the chain that a node is, if it is one.
    pub(super) fn chain(&mut self, node: Node<'_>, role: Option<Role>) -> Option<ChainId> {
        let (root, members) = self.unchain(node);
        if self.syntax.kind(root) != Kind::Identifier {
            return None;
        }
        let name = self.text_of(root);
        let segments = std::iter::once(name).chain(members);
        Some(self.add_chain(segments, node.byte_range().into(), role))
    }

    /// The chain that a call calls (`await` and `:=` looked through), as a value.
    pub(super) fn callee(&mut self, node: Node<'_>) -> Option<ChainId> {
        let call = match self.syntax.kind(node) {
            Kind::Await => node.named_child(0)?,
            Kind::NamedExpression => child(node, self.syntax.value)?,
            _ => node,
        };
        if self.syntax.kind(call) != Kind::Call {
            return None;
        }
        self.chain(child(call, self.syntax.function)?, None)
    }

    /// Adds a chain in the present state.
    pub(super) fn add_chain(
        &mut self,
        segments: impl IntoIterator<Item = &'t str>,
        span: Span,
        role: Option<Role>,
    ) -> ChainId {
        let segments = self.facts.add_segments(segments);
        let State {
            frame, block, scope, ..
        } = self.state;
        self.facts.chains.push(Chain {
            segments,
            span,
            frame,
            block,
            scope,
            deferred: false,
            role,
            known: 0,
        });
        (self.facts.chains.len() - 1) as ChainId
    }

    /// Opens a frame within the present one, with a block of its own; the caller switches to it.
    pub(super) fn open_frame(&mut self, kind: FrameKind, node: Node<'_>) -> State {
        let State {
            frame: parent, block, ..
        } = self.state;
        self.facts.frames.push(Frame {
            kind,
            parent,
            at: node.start_byte() as u32,
            block,
        });
        let frame = (self.facts.frames.len() - 1) as FrameId;
        let block = match kind {
            FrameKind::Comprehension | FrameKind::Inner => block,
            _ => self.facts.blocks.frame(node.byte_range().into()),
        };
        State {
            frame,
            block,
            strings: Strings::Plain,
            ..self.state
        }
    }

    /// Opens a named scope within the present one.
    pub(super) fn open_scope(&mut self, name: &str) -> ScopeId {
        self.facts.scopes.push(Scope {
            parent: Some(self.state.scope),
            label: name.to_owned(),
            segment: name.to_owned(),
        });
        (self.facts.scopes.len() - 1) as ScopeId
    }

    /// A node that runs, or does not, as one.
    fn open_block(&mut self, node: Node<'_>, depth: usize, runs: Runs) {
        let block = self
            .facts
            .blocks
            .open(self.state.block, node.byte_range().into(), runs);
        self.switch(depth, State { block, ..self.state });
    }
}
