//! Functions, lambdas, classes and type aliases: frames of their own, with the parameters that they bind.

use tree_sitter::Node;

use super::collect::{Collector, State};
use super::facts::{Class, ClassId, FrameKind, MODULE, Value};
use super::syntax::{Kind, child};

impl Collector<'_, '_> {
    /// Does something in another state.
    fn within(&mut self, state: State, act: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.state, state);
        act(self);
        self.state = outer;
    }

    pub(super) fn function(&mut self, node: Node<'_>, parent: Option<Node<'_>>, depth: usize) {
        let outer = self.state;
        let Some(name) = child(node, self.syntax.name) else {
            return;
        };
        self.bind(name, Vec::new(), node.end_byte());
        self.type_parameters(node, depth);
        let inner = self.open_frame(FrameKind::Function, node);
        let scope = self.open_scope(self.text_of(name));
        let method_of = self.class_of_method(parent, outer);
        if let Some(parameters) = child(node, self.syntax.parameters) {
            self.parameters(parameters, inner, method_of);
        }
        if let Some(body) = child(node, self.syntax.body) {
            self.pending.push((body.id(), State { scope, ..inner }));
        }
    }

    /// The class whose instance a function's first parameter is.
    fn class_of_method(&self, parent: Option<Node<'_>>, outer: State) -> Option<ClassId> {
        let class = outer.class?;
        if self.facts.classes.get(class as usize)?.frame != outer.frame {
            return None;
        }
        let decorated = parent.filter(|parent| parent.kind() == "decorated_definition");
        let is_static = decorated.is_some_and(|parent| {
            let mut cursor = parent.walk();
            parent.named_children(&mut cursor).any(|child| {
                child.kind() == "decorator"
                    && self.text_of(child).trim_start_matches('@').trim() == "staticmethod"
            })
        });
        (!is_static).then_some(class)
    }

    fn parameters(&mut self, parameters: Node<'_>, inner: State, mut method_of: Option<ClassId>) {
        let mut cursor = parameters.walk();
        let at = parameters.start_byte();
        for parameter in parameters.named_children(&mut cursor) {
            let kind = self.syntax.kind(parameter);
            let annotation = child(parameter, self.syntax.type_);
            let mut values = annotation
                .map(|annotation| self.annotated(annotation))
                .unwrap_or_default();
            let target = match kind {
                Kind::TypedParameter => parameter.named_child(0),
                Kind::DefaultParameter | Kind::TypedDefaultParameter => child(parameter, self.syntax.name),
                Kind::Comment => continue,
                _ => Some(parameter),
            };
            let Some(target) = target else { continue };
            if self.syntax.kind(target) == Kind::Identifier {
                values.extend(
                    method_of
                        .take()
                        .filter(|_| annotation.is_none())
                        .map(Value::InstanceOf),
                );
            } else {
                values.clear();
            }
            method_of = None;
            self.within(inner, |collector| collector.target(target, values, at));
        }
    }

    pub(super) fn lambda(&mut self, node: Node<'_>) {
        let inner = self.open_frame(FrameKind::Function, node);
        if let Some(parameters) = child(node, self.syntax.parameters) {
            self.parameters(parameters, inner, None);
        }
        if let Some(body) = child(node, self.syntax.body) {
            self.pending.push((body.id(), inner));
        }
    }

    pub(super) fn class(&mut self, node: Node<'_>, depth: usize) {
        let outer = self.state;
        let Some(name) = child(node, self.syntax.name) else {
            return;
        };
        self.type_parameters(node, depth);
        let bases = child(node, self.syntax.superclasses)
            .map(|list| self.bases(list))
            .unwrap_or_default();
        let inner = self.open_frame(FrameKind::Class, node);
        let scope = self.open_scope(self.text_of(name));
        let class = self.facts.classes.len() as ClassId;
        let is_own = outer.frame == MODULE && self.own.contains(self.text_of(name));
        let own = is_own.then(|| self.own_path(self.text_of(name)));
        self.facts.classes.push(Class {
            own,
            bases,
            frame: inner.frame,
        });
        self.within(outer, |collector| {
            collector.bind(name, vec![Value::Class(class)], node.end_byte());
        });
        if let Some(body) = child(node, self.syntax.body) {
            self.pending.push((
                body.id(),
                State {
                    scope,
                    class: Some(class),
                    ..inner
                },
            ));
        }
    }

    fn bases(&mut self, list: Node<'_>) -> Vec<u32> {
        let mut cursor = list.walk();
        let mut bases = Vec::new();
        for base in list.named_children(&mut cursor) {
            let base = match self.syntax.kind(base) {
                Kind::Subscript => base.named_child(0).unwrap_or(base),
                _ => base,
            };
            bases.extend(self.chain(base, None));
        }
        bases
    }

    /// The type parameters of a definition bind in a frame of their own around it (PEP 695).
    fn type_parameters(&mut self, node: Node<'_>, depth: usize) {
        let Some(list) = child(node, self.syntax.type_parameters) else {
            return;
        };
        let inner = self.open_frame(FrameKind::Inner, node);
        self.switch(depth, inner);
        if self.bind_defaulted(list, node.start_byte()) {
            return;
        }
        let mut open = vec![list];
        while let Some(node) = open.pop() {
            match self.syntax.kind(node) {
                Kind::TypeParameter => {
                    let mut cursor = node.walk();
                    open.extend(node.named_children(&mut cursor));
                }
                Kind::Identifier => self.bind(node, Vec::new(), node.start_byte()),
                // `T`, `*Ts`, and the left of `T: bound`.
                _ => open.extend(node.named_child(0)),
            }
        }
    }

    pub(super) fn type_alias(&mut self, node: Node<'_>, depth: usize) {
        let Some(left) = child(node, self.syntax.left) else {
            return;
        };
        let named = left.named_child(0).unwrap_or(left);
        let (name, generic) = match self.syntax.kind(named) {
            Kind::GenericType => (named.named_child(0), named.named_child(1)),
            _ => (Some(named), None),
        };
        let values = child(node, self.syntax.right).and_then(|right| right.named_child(0));
        let values = values.map(|value| self.values(value)).unwrap_or_default();
        if let Some(name) = name {
            self.bind(name, values, node.end_byte());
        }
        if let Some(list) = generic {
            let inner = self.open_frame(FrameKind::Inner, node);
            self.switch(depth, inner);
            if self.bind_defaulted(list, node.start_byte()) {
                return;
            }
            let mut cursor = list.walk();
            for parameter in list.named_children(&mut cursor) {
                if let Some(name) = parameter.named_child(0) {
                    self.target(name, Vec::new(), node.start_byte());
                }
            }
        }
    }
}
