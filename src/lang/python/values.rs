//! What names are bound to, as far as the expression or the annotation itself tells.

use tree_sitter::Node;

use super::collect::Collector;
use super::facts::Value;
use super::string::last_segment;
use super::syntax::{Kind, child};

/// How deep values and annotations are looked into; real code nests them a handful of times.
const DEEPEST: usize = 32;

impl Collector<'_, '_> {
    /// What an expression may evaluate to, as far as names and calls tell.
    pub(super) fn values(&mut self, node: Node<'_>) -> Vec<Value> {
        let mut values = Vec::new();
        let mut open = vec![node];
        let mut fuel = DEEPEST;
        while let Some(node) = open.pop() {
            fuel = fuel.saturating_sub(1);
            if fuel == 0 {
                break;
            }
            match self.syntax.kind(node) {
                Kind::Identifier | Kind::Attribute => values.extend(self.chain(node, None).map(Value::Alias)),
                Kind::Subscript | Kind::GenericType => {
                    let made_of = node.named_child(0).and_then(|class| self.chain(class, None));
                    values.extend(made_of.map(Value::Generic));
                }
                Kind::Call | Kind::Await => values.extend(self.called(node)),
                Kind::Parenthesized => open.extend(node.named_child(0)),
                Kind::NamedExpression => open.extend(child(node, self.syntax.value)),
                Kind::Assignment => open.extend(child(node, self.syntax.right)),
                Kind::ConditionalExpression => {
                    open.extend([node.named_child(0), node.named_child(2)].into_iter().flatten());
                }
                Kind::BooleanOperator => {
                    open.extend([node.named_child(0), node.named_child(1)].into_iter().flatten());
                }
                _ => {}
            }
        }
        values
    }

    fn called(&mut self, node: Node<'_>) -> Option<Value> {
        if let Some(path) = self.imported_by_call(node) {
            return Some(Value::Path(path, None));
        }
        self.callee(node).map(Value::Instance)
    }

    /// The instances that an annotation promises: `X`, `"X"`, `X | None`, `Optional[X]`.
    pub(super) fn annotated(&mut self, annotation: Node<'_>) -> Vec<Value> {
        let mut values = Vec::new();
        let mut open = vec![annotation];
        let mut fuel = DEEPEST;
        while let Some(node) = open.pop() {
            fuel = fuel.saturating_sub(1);
            if fuel == 0 {
                break;
            }
            match self.syntax.kind(node) {
                Kind::Identifier | Kind::Attribute => {
                    values.extend(self.chain(node, None).map(Value::Instance));
                }
                Kind::String => {
                    let chain = self.quoted_chain(node);
                    values.extend(chain.map(Value::Instance));
                }
                Kind::Type
                | Kind::TypeParameter
                | Kind::UnionType
                | Kind::BinaryOperator
                | Kind::Parenthesized => {
                    let mut cursor = node.walk();
                    open.extend(node.named_children(&mut cursor));
                }
                Kind::GenericType | Kind::Subscript if self.is_wrapper(node) => {
                    let mut cursor = node.walk();
                    open.extend(node.named_children(&mut cursor).skip(1));
                }
                Kind::GenericType | Kind::Subscript => open.extend(node.named_child(0)),
                _ => {}
            }
        }
        values
    }

    /// Whether a generic type stands for its parameter: `Optional[X]`.
    fn is_wrapper(&self, node: Node<'_>) -> bool {
        let name = node
            .named_child(0)
            .map(|name| self.text_of(name))
            .unwrap_or_default();
        let last = last_segment(name);
        matches!(
            last,
            "Optional" | "Union" | "Annotated" | "Final" | "ClassVar" | "Required" | "NotRequired"
        )
    }
}
