//! The constructs that bind names: assignments, comprehensions, patterns, `global`, `del`.

use tree_sitter::Node;

use super::collect::{Below, Collector, State};
use super::facts::{Binding, Elsewhere, FrameId, FrameKind, MODULE, Value};
use super::syntax::{Kind, child};
use crate::lang::scope::Runs;
use crate::names::Path;
use crate::reference::Role;
use crate::span::Span;

impl Collector<'_, '_> {
    /// Binds a name in the present frame from an offset on.
    pub(super) fn bind(&mut self, node: Node<'_>, values: Vec<Value>, at: usize) {
        self.consumed.insert(node.start_byte());
        let State { frame, block, .. } = self.state;
        self.add_binding(node.byte_range().into(), frame, block, values, at);
    }

    pub(super) fn add_binding(
        &mut self,
        span: Span,
        frame: FrameId,
        block: u32,
        mut values: Vec<Value>,
        at: usize,
    ) {
        let name = span.of(self.text);
        let imported = values.iter().any(|value| matches!(value, Value::Path(..)));
        if frame == MODULE && !imported && self.own.contains(name) {
            values.push(Value::Path(self.own_path(name), None));
        }
        self.facts.bindings.push(Binding {
            name,
            frame,
            block,
            at: at as u32,
            span,
            values,
            is_import: false,
        });
    }

    /// The path of a name that the module itself defines.
    pub(super) fn own_path(&self, name: &str) -> Path {
        let mut path = self.unit.place.own_module();
        path.push(name.to_owned());
        path
    }

    /// Binds every name of a target: a name, a tuple, a list, a splat. Attributes and subscripts bind nothing.
    pub(super) fn target(&mut self, node: Node<'_>, values: Vec<Value>, at: usize) {
        if self.syntax.kind(node) == Kind::Identifier {
            self.bind(node, values, at);
            return;
        }
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            match self.syntax.kind(node) {
                Kind::Identifier => self.bind(node, Vec::new(), at),
                Kind::AsPatternTarget
                | Kind::DictSplatPattern
                | Kind::ExpressionList
                | Kind::List
                | Kind::ListPattern
                | Kind::ListSplatPattern
                | Kind::Parenthesized
                | Kind::PatternList
                | Kind::SplatPattern
                | Kind::Tuple
                | Kind::TuplePattern => {
                    let mut cursor = node.walk();
                    open.extend(node.named_children(&mut cursor));
                }
                _ => {}
            }
        }
    }

    pub(super) fn assignment(&mut self, node: Node<'_>) {
        let Some(left) = child(node, self.syntax.left) else {
            return;
        };
        self.public_names(node);
        let at = node.end_byte();
        let annotation = child(node, self.syntax.type_);
        let Some(right) = child(node, self.syntax.right) else {
            let values = annotation
                .map(|annotation| self.annotated(annotation))
                .unwrap_or_default();
            self.target(left, values, at);
            return;
        };
        let (lefts, rights) = (self.elements(left), self.elements(right));
        if lefts.len() > 1 && lefts.len() == rights.len() {
            for (left, right) in lefts.into_iter().zip(rights) {
                let values = self.values(right);
                self.target(left, values, at);
            }
            return;
        }
        let mut values = self.values(right);
        if let Some(annotation) = annotation {
            values.extend(self.annotated(annotation));
            if self.text_of(annotation).ends_with("TypeAlias") && self.syntax.kind(right) == Kind::String {
                self.read_as_types([right]);
            }
        }
        self.target(left, values, at);
    }

    /// The elements of a tuple or list without splats; otherwise none.
    fn elements<'n>(&self, node: Node<'n>) -> Vec<Node<'n>> {
        match self.syntax.kind(node) {
            Kind::PatternList
            | Kind::ExpressionList
            | Kind::Tuple
            | Kind::TuplePattern
            | Kind::ListPattern => {}
            _ => return Vec::new(),
        }
        let mut cursor = node.walk();
        let elements: Vec<_> = node.named_children(&mut cursor).collect();
        match elements.iter().any(|element| element.kind().contains("splat")) {
            true => Vec::new(),
            false => elements,
        }
    }

    /// The bodies of `if`, `elif`, `try`, `while` and `for`; a `for` binds its target.
    pub(super) fn branches(&mut self, node: Node<'_>, kind: Kind) {
        let runs = match kind {
            Kind::WhileStatement | Kind::ForStatement => Runs::Repeatedly,
            _ => Runs::Once,
        };
        let field = match kind {
            Kind::IfStatement | Kind::ElifClause => self.syntax.consequence,
            _ => self.syntax.body,
        };
        if kind == Kind::ForStatement
            && let Some(left) = child(node, self.syntax.left)
        {
            let at = child(node, self.syntax.right).map_or(left.end_byte(), |right| right.end_byte());
            self.target(left, Vec::new(), at);
        }
        if let Some(body) = child(node, field) {
            let block = self
                .facts
                .blocks
                .open(self.state.block, body.byte_range().into(), runs);
            self.pending.push((body.id(), State { block, ..self.state }));
        }
    }

    pub(super) fn walrus(&mut self, node: Node<'_>) {
        let Some(name) = child(node, self.syntax.name) else {
            return;
        };
        let values = child(node, self.syntax.value)
            .map(|value| self.values(value))
            .unwrap_or_default();
        // A walrus in a comprehension binds in the frame around it (PEP 572).
        let mut frame = self.state.frame;
        while self.facts.frames[frame as usize].kind == FrameKind::Comprehension {
            frame = self.facts.frames[frame as usize].parent;
        }
        self.consumed.insert(name.start_byte());
        self.add_binding(
            name.byte_range().into(),
            frame,
            self.state.block,
            values,
            node.end_byte(),
        );
    }

    pub(super) fn comprehension(&mut self, node: Node<'_>, depth: usize) {
        let outer = self.state;
        let inner = self.open_frame(FrameKind::Comprehension, node);
        self.switch(
            depth,
            State {
                strings: outer.strings,
                ..inner
            },
        );
        let mut cursor = node.walk();
        let mut first = true;
        for clause in node.named_children(&mut cursor) {
            if self.syntax.kind(clause) != Kind::ForInClause {
                continue;
            }
            if let Some(left) = child(clause, self.syntax.left) {
                self.target(left, Vec::new(), node.start_byte());
            }
            // The first iterable is evaluated outside.
            if let Some(right) = child(clause, self.syntax.right).filter(|_| std::mem::take(&mut first)) {
                self.pending.push((right.id(), outer));
            }
        }
    }

    /// A name in a `case` pattern: alone it captures, dotted or with arguments it is looked up.
    pub(super) fn pattern_name(&mut self, node: Node<'_>, parent: Option<Node<'_>>) -> Below {
        let is_class = parent.is_some_and(|parent| self.syntax.kind(parent) == Kind::ClassPattern);
        let mut cursor = node.walk();
        let names: Vec<_> = node.named_children(&mut cursor).collect();
        match names.as_slice() {
            [name] if !is_class => self.bind(*name, Vec::new(), node.end_byte()),
            _ => {
                let segments: Vec<_> = names.iter().map(|name| self.text_of(*name)).collect();
                self.add_chain(segments, node.byte_range().into(), Some(Role::Use));
            }
        }
        Below::Skip
    }

    /// `X() as c` gives `c` a value; `case … as c` only binds it.
    pub(super) fn as_pattern(&mut self, node: Node<'_>, parent: Option<Node<'_>>) {
        if let Some(alias) = child(node, self.syntax.alias) {
            let values = node
                .named_child(0)
                .map(|value| self.values(value))
                .unwrap_or_default();
            let target = alias.named_child(0).unwrap_or(alias);
            let in_except = parent.is_some_and(|parent| self.syntax.kind(parent) == Kind::ExceptClause);
            let values = match in_except {
                true => values.iter().filter_map(instance_of).collect(),
                false => values,
            };
            self.target(target, values, node.end_byte());
            return;
        }
        if let Some(name) = node.named_child(node.named_child_count().saturating_sub(1) as u32) {
            self.target(name, Vec::new(), node.end_byte());
        }
    }

    /// The name of a keyword is no use.
    pub(super) fn consume_name(&mut self, node: Node<'_>) {
        let name = match self.syntax.kind(node) {
            Kind::MemberType => node.named_child(1),
            _ => child(node, self.syntax.name).or_else(|| node.named_child(0)),
        };
        if let Some(name) = name {
            self.consumed.insert(name.start_byte());
        }
    }

    pub(super) fn declare_elsewhere(&mut self, node: Node<'_>, kind: Kind) {
        let mut cursor = node.walk();
        for name in node.named_children(&mut cursor) {
            self.consumed.insert(name.start_byte());
            self.facts.elsewhere.push(Elsewhere {
                frame: self.state.frame,
                name: self.text_of(name),
                global: kind == Kind::GlobalStatement,
            });
        }
    }

    /// `del x` refers to `x` for the last time.
    pub(super) fn delete(&mut self, node: Node<'_>) {
        let mut cursor = node.walk();
        let mut open: Vec<_> = node.named_children(&mut cursor).collect();
        while let Some(deleted) = open.pop() {
            if matches!(
                self.syntax.kind(deleted),
                Kind::ExpressionList | Kind::Tuple | Kind::List | Kind::Parenthesized
            ) {
                let mut cursor = deleted.walk();
                open.extend(deleted.named_children(&mut cursor));
                continue;
            }
            let name = self.text_of(deleted);
            if self.syntax.kind(deleted) == Kind::Identifier {
                self.add_chain([name], deleted.byte_range().into(), Some(Role::Use));
            }
            self.target(deleted, Vec::new(), node.end_byte());
        }
    }
}

/// `except X as e` binds an instance of `X`.
fn instance_of(value: &Value) -> Option<Value> {
    match value {
        Value::Alias(chain) => Some(Value::Instance(*chain)),
        Value::Class(class) => Some(Value::InstanceOf(*class)),
        _ => None,
    }
}
