//! The walk over a tree: what each node means for the sketch, and for the nodes below it.

use tree_sitter::{Node, Tree};

use crate::reference::Role;
use crate::span::Span;

use super::super::macros;
use super::super::nesting::{self, Nesting};
use super::super::sketch::{LexKind, PathId, Segment, Sketch, Spaces, TypeOf, What};
use super::super::{lex, syntax};
use super::grammar::{Fields, GRAMMAR, Grammar, Kind};

/// How long a well-formed part of what did not parse may be to be read as tokens with what stands around it.
const FRAGMENT: usize = 80;

/// How identifiers are to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// As uses.
    Code,
    /// As new variables.
    Pattern,
    /// As segments of a path that has been dealt with.
    Path,
}

/// What a node means for its children.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) kind: Kind,
    pub(super) mode: Mode,
    /// A scope was opened, to be closed on the way out.
    pub(super) opened: bool,
    /// Its declarations are members, not items.
    pub(super) members: bool,
    /// Where variables of the pattern below are visible.
    pub(super) visible: Option<Span>,
    pub(super) type_of: TypeOf,
    /// The struct whose fields stand below.
    pub(super) owner: Option<PathId>,
}

impl Frame {
    pub(super) const fn new(kind: Kind, mode: Mode) -> Self {
        Self {
            kind,
            mode,
            opened: false,
            members: false,
            visible: None,
            type_of: TypeOf::Unknown,
            owner: None,
        }
    }

    const fn opened(kind: Kind) -> Self {
        let mut frame = Self::new(kind, Mode::Code);
        frame.opened = true;
        frame
    }
}

/// A walk in progress.
#[derive(Debug)]
pub(super) struct Walk<'t> {
    pub(super) sketch: Sketch<'t>,
    pub(super) errors: Vec<Span>,
    pub(super) grammar: &'static Grammar,
    pub(super) budget: usize,
    /// `#[macro_use]` stands before the item at hand.
    pub(super) macro_use: bool,
}

impl<'t> Walk<'t> {
    pub(super) fn new(text: &'t str, budget: usize) -> Self {
        Self {
            sketch: Sketch::new(text),
            errors: Vec::new(),
            grammar: &GRAMMAR,
            budget,
            macro_use: false,
        }
    }

    pub(super) fn fields(&self) -> &'static Fields {
        &self.grammar.fields
    }

    pub(super) fn segment(&self, node: Node<'_>) -> Segment<'t> {
        self.sketch.segment(node.byte_range().into())
    }

    /// Walks a tree from its root.
    pub(super) fn run(&mut self, tree: &Tree) {
        let mut cursor = tree.walk();
        let mut root = Frame::new(Kind::Other, Mode::Code);
        if tree.root_node().is_error() {
            root.kind = Kind::Error;
            self.error(tree.root_node());
        }
        let mut frames = vec![root];
        if !cursor.goto_first_child() {
            return;
        }
        loop {
            let node = cursor.node();
            let field = cursor.field_id().map_or(0, u16::from);
            let parent = frames.last().copied();
            let parent = parent.unwrap_or(Frame::new(Kind::Other, Mode::Code));
            if let Some(frame) = self.enter(node, field, parent) {
                if cursor.goto_first_child() {
                    frames.push(frame);
                    continue;
                }
                self.leave(frame);
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() || frames.len() == 1 {
                    return;
                }
                if let Some(frame) = frames.pop() {
                    self.leave(frame);
                }
            }
        }
    }

    fn leave(&mut self, frame: Frame) {
        if frame.opened {
            self.sketch.close();
        }
    }

    /// Takes a node in; `None` says that there is nothing below it.
    fn enter(&mut self, node: Node<'_>, field: u16, parent: Frame) -> Option<Frame> {
        if node.is_missing() {
            self.errors.push(node.byte_range().into());
            return None;
        }
        let kind = self.grammar.kind(node);
        if parent.kind == Kind::Error && self.is_fragment(node) {
            return None;
        }
        let mode = self.mode_below(field, parent);
        match kind {
            Kind::Error | Kind::TokenTree => {
                self.error(node);
                Some(Frame::new(Kind::Error, Mode::Code))
            }
            Kind::Identifier | Kind::ShorthandField => {
                self.identifier(node, field, parent, mode);
                None
            }
            Kind::TypeIdentifier => {
                if mode != Mode::Path && !(field == self.fields().name && defines(parent.kind)) {
                    self.mention(node, Spaces::TYPE);
                }
                None
            }
            Kind::FieldIdentifier => {
                self.field_name(node, field, parent);
                None
            }
            Kind::ScopedIdentifier | Kind::ScopedType => {
                if mode != Mode::Path {
                    let space = match kind {
                        Kind::ScopedType => Spaces::TYPE,
                        _ => Spaces::VALUE,
                    };
                    self.mention(node, space);
                }
                Some(Frame::new(kind, Mode::Path))
            }
            Kind::BracketedType if self.segments(node).is_none() => Some(Frame::new(kind, Mode::Code)),
            Kind::GenericType | Kind::BracketedType | Kind::QualifiedType => Some(Frame::new(kind, mode)),
            Kind::TypeArguments | Kind::ArrayType => Some(Frame::new(kind, Mode::Code)),
            Kind::Block => {
                self.sketch.open(LexKind::Block, node.byte_range().into());
                Some(Frame::opened(kind))
            }
            Kind::AttributeItem => {
                self.attribute(node);
                None
            }
            Kind::MacroInvocation => self.macro_invocation(node),
            Kind::MacroDefinition => self.macro_definition(node),
            Kind::Lifetime | Kind::StringLiteral => None,
            _ => self.enter_item(node, kind, parent, mode),
        }
    }

    /// How identifiers below a parent are taken, given the field they stand in.
    fn mode_below(&self, field: u16, parent: Frame) -> Mode {
        let fields = self.fields();
        match parent.kind {
            Kind::LetDeclaration
            | Kind::LetCondition
            | Kind::ForExpression
            | Kind::Parameter
            | Kind::MatchArm
            | Kind::FieldPattern
                if field == fields.pattern =>
            {
                Mode::Pattern
            }
            Kind::ClosureParameters => Mode::Pattern,
            Kind::MatchPattern if field == fields.condition => Mode::Code,
            // The trait of `<T as Trait>::m` and the type of `<T>::m` are part of the path around them.
            Kind::TupleStructPattern | Kind::QualifiedType if field == fields.type_of => Mode::Code,
            Kind::StructPattern if field == fields.type_of => Mode::Path,
            Kind::StructExpression if field == fields.name => Mode::Path,
            _ => parent.mode,
        }
    }

    fn identifier(&mut self, node: Node<'_>, field: u16, parent: Frame, mode: Mode) {
        let is_name = field == self.fields().name && defines(parent.kind);
        if is_name || mode == Mode::Path || parent.kind == Kind::ExternCrate {
            return;
        }
        if parent.kind == Kind::FieldPattern && field == self.fields().name {
            self.field_name(node, field, parent);
            self.variable(node, parent);
            return;
        }
        if parent.kind == Kind::ShorthandInitializer {
            self.field_name(node, field, parent);
        }
        match mode {
            Mode::Pattern => self.variable(node, parent),
            _ => {
                self.mention(node, Spaces::VALUE);
            }
        }
    }

    /// Binds the variable of a pattern, or mentions the constant.
    fn variable(&mut self, node: Node<'_>, parent: Frame) {
        let name = self.segment(node);
        if name.name.starts_with(char::is_uppercase) {
            self.mention(node, Spaces::VALUE);
            return;
        }
        let visible = parent.visible.unwrap_or(Span {
            start: name.span.end,
            end: self.sketch.scope(self.sketch.here).span.end,
        });
        self.sketch.bind_local(name, visible, parent.type_of);
    }

    fn field_name(&mut self, node: Node<'_>, field: u16, parent: Frame) {
        let fields = self.fields();
        let name = self.segment(node);
        match parent.kind {
            Kind::FieldInitializer | Kind::FieldPattern | Kind::ShorthandInitializer => {
                if let Some(owner) = parent.owner
                    && (field != fields.value && field != fields.pattern)
                {
                    self.sketch.member(TypeOf::Path(owner), &[], name, name.span);
                }
            }
            Kind::FieldDeclaration => {
                self.sketch.bind(name, Spaces::FIELD, What::Value(parent.type_of));
            }
            _ => {}
        }
    }

    /// Mentions the path that a node is.
    pub(super) fn mention(&mut self, node: Node<'_>, space: Spaces) -> Option<PathId> {
        let (id, span) = self.path(node)?;
        self.sketch.mention(id, span, space, Role::Use);
        Some(id)
    }

    fn attribute(&mut self, node: Node<'_>) {
        if let Some(attribute) = node.named_child(0) {
            let range = attribute.byte_range();
            let text = self.sketch.text.get(range.clone()).unwrap_or_default();
            self.macro_use |= text == "macro_use" || text.starts_with("macro_use(");
            macros::attributes::read(&mut self.sketch, range.start, range.end);
        }
    }

    fn macro_invocation(&mut self, node: Node<'_>) -> Option<Frame> {
        let name = node.child_by_field_id(self.fields().macro_name)?;
        self.mention(name, Spaces::MACRO);
        let last = self.path(name).map_or("", |(id, _)| {
            let record = self.sketch.path(id);
            self.sketch.segments(record).last().map_or("", |last| last.name)
        });
        let text = self.sketch.text;
        let open = lex::tokens(text, name.end_byte(), node.end_byte())
            .find(|token| matches!(token.kind, lex::Kind::Open(_)))?;
        let end = node.end_byte().saturating_sub(1).max(open.end);
        let mut nesting = Nesting::default();
        for token in lex::tokens(text, open.end, end) {
            nesting.take(token, text);
        }
        if nesting.deepest() > nesting::LIMIT {
            macros::tokens::read(&mut self.sketch, open.end, end);
        } else {
            macros::read_text(&mut self.sketch, last, open.end, end, &mut self.budget);
        }
        None
    }

    fn macro_definition(&mut self, node: Node<'_>) -> Option<Frame> {
        let name = node.child_by_field_id(self.fields().name)?;
        let segment = self.segment(name);
        self.sketch.bind(segment, Spaces::MACRO, What::Item);
        let open = lex::tokens(self.sketch.text, name.end_byte(), node.end_byte())
            .find(|token| matches!(token.kind, lex::Kind::Open(_)))?;
        let body = Span::new(open.start, node.end_byte());
        self.sketch.open_item(LexKind::Item, body, "macro", segment.name);
        macros::tokens::read_rules(&mut self.sketch, open.end, node.end_byte());
        self.sketch.close();
        None
    }

    /// Notes what did not parse: the words that stand in it by themselves, which are read as tokens. What is
    /// well-formed in it is walked like anything else.
    fn error(&mut self, node: Node<'_>) {
        let mut cursor = node.walk();
        let mut run: Option<Span> = None;
        for child in node.children(&mut cursor) {
            let span: Span = child.byte_range().into();
            if !self.is_fragment(child) {
                self.error_run(run.take());
                continue;
            }
            run = Some(Span {
                start: run.map_or(span.start, |run| run.start),
                end: span.end,
            });
        }
        self.error_run(run);
    }

    /// Whether a part of what did not parse says nothing by itself: a token, a piece of an expression.
    fn is_fragment(&self, node: Node<'_>) -> bool {
        let text = self.sketch.text.get(node.byte_range()).unwrap_or_default();
        node.child_count() == 0 || (text.len() <= FRAGMENT && !text.ends_with([';', '}', ']']))
    }

    fn error_run(&mut self, run: Option<Span>) {
        if let Some(run) = run {
            self.errors.push(run);
            macros::tokens::read(&mut self.sketch, run.start as usize, run.end as usize);
        }
    }

    /// The path of a single word.
    pub(super) fn single(&mut self, name: Segment<'t>) -> PathId {
        syntax::single(&mut self.sketch, name)
    }
}

/// Whether the field `name` of a node names something new.
fn defines(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::AssociatedType
            | Kind::ConstItem
            | Kind::ConstParameter
            | Kind::EnumItem
            | Kind::EnumVariant
            | Kind::FunctionItem
            | Kind::MacroDefinition
            | Kind::ModItem
            | Kind::StaticItem
            | Kind::StructItem
            | Kind::TraitItem
            | Kind::TypeBinding
            | Kind::TypeItem
            | Kind::TypeParameter
            | Kind::UnionItem
    )
}
