//! Items, statements and expressions that bind names or open scopes, as tree-sitter has them.

use std::num::NonZeroU16;

use tree_sitter::Node;

use crate::span::Span;

use super::super::sketch::{
    BindingId, Import, ImportKind, LexKind, POSITIONS, Root, Segment, Spaces, TypeOf, What,
};
use super::grammar::Kind;
use super::walk::{Frame, Mode, Walk};

impl<'t> Walk<'t> {
    /// Takes in a node that is neither a name nor a path.
    pub(super) fn enter_item(
        &mut self,
        node: Node<'_>,
        kind: Kind,
        parent: Frame,
        mode: Mode,
    ) -> Option<Frame> {
        let macro_use = match kind {
            Kind::Visibility | Kind::Other => false,
            _ => std::mem::take(&mut self.macro_use),
        };
        match kind {
            Kind::UseDeclaration => {
                let public = self.is_public(node);
                self.use_declaration(node, public);
                self.below_visibility(node)
            }
            Kind::ExternCrate => {
                self.extern_crate(node, macro_use);
                None
            }
            Kind::ModItem => self.module(node),
            Kind::FunctionItem => Some(self.function(node, parent)),
            Kind::StructItem | Kind::UnionItem => self.structure(node, kind),
            Kind::EnumItem => Some(self.owning(node, "enum", kind)),
            Kind::TraitItem => Some(self.owning(node, "trait", kind)),
            Kind::ImplItem => self.implementation(node),
            Kind::TypeItem | Kind::AssociatedType => Some(self.alias(node, parent, kind)),
            Kind::ConstItem => Some(self.constant(node, parent, "const")),
            Kind::StaticItem => Some(self.constant(node, parent, "static")),
            Kind::DeclarationList => {
                let mut frame = Frame::new(kind, Mode::Code);
                frame.members = matches!(parent.kind, Kind::ImplItem | Kind::TraitItem);
                Some(frame)
            }
            Kind::TypeParameter | Kind::ConstParameter => {
                let space = match kind {
                    Kind::TypeParameter => Spaces::TYPE,
                    _ => Spaces::VALUE,
                };
                if let Some(name) = self.name(node) {
                    let bounds = node.child_by_field_id(self.fields().bounds);
                    self.parameter(name, space, bounds);
                }
                Some(Frame::new(kind, Mode::Code))
            }
            Kind::WherePredicate => {
                self.where_predicate(node);
                Some(Frame::new(kind, Mode::Code))
            }
            Kind::FieldDeclaration => {
                let mut frame = Frame::new(kind, Mode::Code);
                frame.type_of = self.declared_type(node);
                Some(frame)
            }
            _ => Some(self.enter_code(node, kind, parent, mode)),
        }
    }

    /// Binds a type parameter again, with the bounds that a `where` gives it.
    fn where_predicate(&mut self, node: Node<'_>) {
        let Some(left) = node.child_by_field_id(self.fields().left) else {
            return;
        };
        let name = self.segment(left);
        let here = self.sketch.here;
        let is_parameter = self.sketch.bindings.iter().rev().take(16).any(|binding| {
            binding.scope == here
                && binding.name.name == name.name
                && matches!(binding.what, What::Parameter(_))
        });
        if is_parameter {
            let bounds = node.child_by_field_id(self.fields().bounds);
            self.parameter(name, Spaces::TYPE, bounds);
        }
    }

    /// Takes in a node of an expression, a statement or a pattern.
    fn enter_code(&mut self, node: Node<'_>, kind: Kind, parent: Frame, mode: Mode) -> Frame {
        let mut frame = Frame::new(kind, mode);
        (frame.visible, frame.type_of) = (parent.visible, TypeOf::Unknown);
        match kind {
            Kind::LetDeclaration | Kind::LetCondition => {
                frame.mode = Mode::Code;
                frame.type_of = self.variable_type(node);
                frame.visible = Some(self.from(node.end_byte()));
            }
            Kind::Parameter => {
                frame.mode = Mode::Code;
                frame.type_of = self.declared_type(node);
                frame.visible = None;
            }
            Kind::IfExpression => {
                let consequence = node.child_by_field_id(self.fields().consequence);
                let end = consequence.map_or(node.end_byte(), |node| node.end_byte());
                self.open(&mut frame, Span::new(node.start_byte(), end));
            }
            Kind::ForExpression => {
                let body = node.child_by_field_id(self.fields().body);
                let start = body.map_or(node.end_byte(), |body| body.start_byte());
                self.open(&mut frame, node.byte_range().into());
                frame.visible = Some(self.from(start));
            }
            Kind::WhileExpression | Kind::MatchArm | Kind::ClosureExpression => {
                self.open(&mut frame, node.byte_range().into());
            }
            Kind::ClosureParameters => frame.visible = None,
            Kind::FieldExpression => {
                self.member(node);
                frame.mode = Mode::Code;
            }
            Kind::StructExpression | Kind::StructPattern => {
                let name = match kind {
                    Kind::StructExpression => self.fields().name,
                    _ => self.fields().type_of,
                };
                let name = node.child_by_field_id(name);
                frame.owner = name.and_then(|name| self.mention(name, Spaces::TYPE));
            }
            Kind::FieldInitializerList
            | Kind::FieldInitializer
            | Kind::ShorthandInitializer
            | Kind::FieldPattern => {
                frame.owner = parent.owner;
            }
            Kind::RangePattern | Kind::GenericPattern => frame.mode = Mode::Code,
            Kind::Other => frame.type_of = parent.type_of_below(mode),
            _ => {}
        }
        frame
    }

    fn open(&mut self, frame: &mut Frame, span: Span) {
        self.sketch.open(LexKind::Block, span);
        frame.opened = true;
        frame.mode = Mode::Code;
        frame.visible = None;
    }

    /// From an offset to the end of the scope at hand.
    fn from(&self, start: usize) -> Span {
        Span {
            start: start as u32,
            end: self.sketch.scope(self.sketch.here).span.end,
        }
    }

    fn name(&self, node: Node<'_>) -> Option<Segment<'t>> {
        let name = node.child_by_field_id(self.fields().name)?;
        Some(self.segment(name))
    }

    fn declared_type(&mut self, node: Node<'_>) -> TypeOf {
        match node.child_by_field_id(self.fields().type_of) {
            Some(declared) => self.named_type(declared),
            None => TypeOf::Unknown,
        }
    }

    /// The type of the variable that a `let` binds, when it binds just one.
    fn variable_type(&mut self, node: Node<'_>) -> TypeOf {
        let fields = self.fields();
        if node.child_by_field_id(fields.type_of).is_some() {
            return self.declared_type(node);
        }
        let pattern = node.child_by_field_id(fields.pattern);
        let value = node.child_by_field_id(fields.value);
        match (pattern, value) {
            (Some(pattern), Some(value)) if self.grammar.kind(pattern) == Kind::Identifier => {
                self.evident_type(value)
            }
            _ => TypeOf::Unknown,
        }
    }

    fn visibility<'n>(&self, node: Node<'n>) -> Option<Node<'n>> {
        let mut cursor = node.walk();
        node.named_children(&mut cursor)
            .take(4)
            .find(|child| self.grammar.kind(*child) == Kind::Visibility)
    }

    fn is_public(&self, node: Node<'_>) -> bool {
        self.visibility(node).is_some_and(|visibility| {
            let text = self.sketch.text.get(visibility.byte_range()).unwrap_or_default();
            !text.replace(char::is_whitespace, "").eq("pub(self)")
        })
    }

    /// Mentions the path that a visibility names, of a node that is not walked.
    fn below_visibility(&mut self, node: Node<'_>) -> Option<Frame> {
        let visibility = self.visibility(node)?;
        let path = visibility.named_child(0)?;
        if self.grammar.kind(path) == Kind::ScopedIdentifier {
            self.mention(path, Spaces::TYPE);
        }
        None
    }

    fn bind_item(&mut self, node: Node<'_>, spaces: Spaces, what: What) -> Option<BindingId> {
        let name = self.name(node)?;
        let id = self.sketch.bind(name, spaces, what);
        self.sketch.bindings[id as usize].public = self.is_public(node);
        Some(id)
    }

    fn named_scope(&mut self, node: Node<'_>, lex: LexKind, word: &'static str, kind: Kind) -> Frame {
        let name = self.name(node).map_or("", |name| name.name);
        self.sketch.open_item(lex, node.byte_range().into(), word, name);
        let mut frame = Frame::new(kind, Mode::Code);
        frame.opened = true;
        frame
    }

    fn extern_crate(&mut self, node: Node<'_>, macro_use: bool) {
        let Some(name) = self.name(node) else { return };
        let alias = node
            .child_by_field_id(self.fields().alias)
            .map(|alias| self.segment(alias));
        let path = self.sketch.add_path(&[name], Root::Crate);
        let import = Import {
            kind: ImportKind::Leaf,
            path,
            span: name.span,
            parent: None,
            public: self.is_public(node),
            name: Some(alias.unwrap_or(name)).filter(|name| name.name != "_"),
            macros_only: false,
        };
        self.sketch.import(import);
        if macro_use {
            self.sketch.import(Import {
                kind: ImportKind::Glob,
                name: None,
                macros_only: true,
                public: false,
                ..import
            });
        }
    }

    fn module(&mut self, node: Node<'_>) -> Option<Frame> {
        let binding = self.bind_item(node, Spaces::TYPE, What::Item)?;
        if node.child_by_field_id(self.fields().body).is_none() {
            return Some(Frame::new(Kind::ModItem, Mode::Code));
        }
        let frame = self.named_scope(node, LexKind::Module, "mod", Kind::ModItem);
        self.sketch.bindings[binding as usize].what = What::Module(self.sketch.here);
        Some(frame)
    }

    fn function(&mut self, node: Node<'_>, parent: Frame) -> Frame {
        if !parent.members {
            self.bind_item(node, Spaces::VALUE, What::Item);
        }
        self.named_scope(node, LexKind::Item, "fn", Kind::FunctionItem)
    }

    fn structure(&mut self, node: Node<'_>, kind: Kind) -> Option<Frame> {
        let body = node.child_by_field_id(self.fields().body);
        let is_named = body.is_some_and(|body| body.kind() == "field_declaration_list");
        let spaces = if is_named {
            Spaces::TYPE
        } else {
            Spaces::TYPE.and(Spaces::VALUE)
        };
        let binding = self.bind_item(node, spaces, What::Item)?;
        let word = match kind {
            Kind::UnionItem => "union",
            _ => "struct",
        };
        let frame = self.named_scope(node, LexKind::Item, word, kind);
        self.sketch.bindings[binding as usize].what = What::Struct(self.sketch.here);
        self.own_name(node);
        if let Some(body) = body.filter(|_| !is_named) {
            self.positions(body);
        }
        Some(frame)
    }

    /// Binds the fields of a tuple struct.
    fn positions(&mut self, body: Node<'_>) {
        let mut cursor = body.walk();
        let types: Vec<Node<'_>> = body
            .children_by_field_id(
                NonZeroU16::new(self.fields().type_of).unwrap_or(NonZeroU16::MIN),
                &mut cursor,
            )
            .take(POSITIONS.len())
            .collect();
        for (name, node) in POSITIONS.into_iter().zip(types) {
            let type_of = self.named_type(node);
            let span = node.byte_range().into();
            self.sketch
                .bind(Segment { name, span }, Spaces::FIELD, What::Value(type_of));
        }
    }

    fn owning(&mut self, node: Node<'_>, word: &'static str, kind: Kind) -> Frame {
        self.bind_item(node, Spaces::TYPE, What::Item);
        let frame = self.named_scope(node, LexKind::Item, word, kind);
        self.own_name(node);
        frame
    }

    /// Says that `Self` is the item itself.
    fn own_name(&mut self, node: Node<'_>) {
        if let Some(name) = self.name(node) {
            let path = self.single(name);
            self.sketch.own_type(TypeOf::Path(path));
        }
    }

    fn implementation(&mut self, node: Node<'_>) -> Option<Frame> {
        let declared = node.child_by_field_id(self.fields().type_of)?;
        let mut inner = declared;
        while self.grammar.kind(inner) == Kind::ReferenceType
            && let Some(below) = inner.child_by_field_id(self.fields().type_of)
        {
            inner = below;
        }
        let name = self
            .segments(inner)
            .and_then(|(segments, _)| segments.last().map(|last| last.name));
        self.sketch.open_item(
            LexKind::Item,
            node.byte_range().into(),
            "impl",
            name.unwrap_or_default(),
        );
        let own = self.named_type(declared);
        self.sketch.own_type(own);
        if let Some(name) = node.child_by_field_id(self.fields().trait_name)
            && let Some((id, _)) = self.path(name)
        {
            self.sketch.impls.push((own, id));
        }
        let mut frame = Frame::new(Kind::ImplItem, Mode::Code);
        frame.opened = true;
        Some(frame)
    }

    fn alias(&mut self, node: Node<'_>, parent: Frame, kind: Kind) -> Frame {
        if parent.members || kind == Kind::AssociatedType {
            return Frame::new(kind, Mode::Code);
        }
        let what = match node.child_by_field_id(self.fields().type_of) {
            Some(declared) => self.path(declared).map_or(What::Item, |(id, _)| What::Alias(id)),
            None => What::Item,
        };
        self.bind_item(node, Spaces::TYPE, what);
        self.named_scope(node, LexKind::Item, "type", kind)
    }

    fn constant(&mut self, node: Node<'_>, parent: Frame, word: &'static str) -> Frame {
        let kind = self.grammar.kind(node);
        if parent.members {
            return Frame::new(kind, Mode::Code);
        }
        let type_of = self.declared_type(node);
        if self.name(node).is_some_and(|name| name.name != "_") {
            self.bind_item(node, Spaces::VALUE, What::Value(type_of));
        }
        self.named_scope(node, LexKind::Item, word, kind)
    }
}

impl Frame {
    /// The type that a node hands on to the pattern below it: `mut x`, `ref x`.
    fn type_of_below(self, mode: Mode) -> TypeOf {
        match (self.kind, mode) {
            (Kind::LetDeclaration | Kind::Parameter, Mode::Pattern) => self.type_of,
            _ => TypeOf::Unknown,
        }
    }
}
