//! The types that a piece of a tree makes evident, and the members that are mentioned of values of such types.

use tree_sitter::Node;

use super::super::sketch::{PathId, Segment, Spaces, TypeOf, What};
use super::super::syntax::{is_constructor, is_pointer};
use super::grammar::Kind;
use super::walk::Walk;

/// How many steps are taken through references, parentheses and `?`, and how many fields of a chain are followed.
const STEPS: usize = 16;

impl<'t> Walk<'t> {
    /// The type that a type names: references and smart pointers are looked through.
    pub(super) fn named_type(&mut self, node: Node<'_>) -> TypeOf {
        let fields = self.fields();
        let mut node = node;
        for _ in 0..STEPS {
            let inner = match self.grammar.kind(node) {
                Kind::ReferenceType => node.child_by_field_id(fields.type_of),
                Kind::AbstractType => node
                    .child_by_field_id(fields.trait_name)
                    .or_else(|| node.child_by_field_id(fields.type_of)),
                Kind::BoundedType => node.named_child(0),
                Kind::ArrayType if node.child_by_field_id(fields.length).is_none() => {
                    return TypeOf::Primitive("slice");
                }
                Kind::GenericType if self.is_pointer(node) => node
                    .child_by_field_id(fields.type_arguments)
                    .and_then(|arguments| arguments.named_child(0)),
                _ => {
                    return self
                        .path(node)
                        .map_or(TypeOf::Unknown, |(id, _)| TypeOf::Path(id));
                }
            };
            match inner {
                Some(inner) => node = inner,
                None => return TypeOf::Unknown,
            }
        }
        TypeOf::Unknown
    }

    /// Binds a generic parameter, once for each of its bounds.
    pub(super) fn parameter(&mut self, name: Segment<'t>, space: Spaces, bounds: Option<Node<'_>>) {
        let mut types = Vec::new();
        if let Some(bounds) = bounds {
            let mut cursor = bounds.walk();
            let named: Vec<Node<'_>> = bounds.named_children(&mut cursor).take(STEPS).collect();
            types.extend(named.into_iter().map(|bound| self.named_type(bound)));
        }
        if types.is_empty() {
            types.push(TypeOf::Unknown);
        }
        for bound in types {
            self.sketch.bind(name, space, What::Parameter(bound));
        }
    }

    /// Binds a type parameter again, with the bounds that a `where` gives it.
    pub(super) fn where_predicate(&mut self, node: Node<'_>) {
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

    fn is_pointer(&self, node: Node<'_>) -> bool {
        let segments = self.segments(node).map(|(segments, _)| segments);
        segments.is_some_and(|segments| segments.last().is_some_and(|last| is_pointer(last.name)))
    }

    /// The type that an expression makes evident.
    pub(super) fn evident_type(&mut self, node: Node<'_>) -> TypeOf {
        let fields = self.fields();
        let mut node = node;
        for _ in 0..STEPS {
            let inner = match self.grammar.kind(node) {
                Kind::ParenthesizedExpression | Kind::TryExpression | Kind::AwaitExpression => {
                    node.named_child(0)
                }
                Kind::ReferenceExpression => node.child_by_field_id(fields.value),
                Kind::TypeCast => {
                    let cast = node.child_by_field_id(fields.type_of);
                    return cast.map_or(TypeOf::Unknown, |cast| self.named_type(cast));
                }
                Kind::StructExpression => {
                    let name = node.child_by_field_id(fields.name);
                    return self.type_at(name);
                }
                Kind::StringLiteral if self.is_str(node) => return TypeOf::Primitive("str"),
                Kind::SelfValue => return TypeOf::Own,
                Kind::Identifier => {
                    let name = self.segment(node);
                    return TypeOf::Value(self.single(name));
                }
                Kind::CallExpression => match self.called(node) {
                    Called::Type(type_of) => return type_of,
                    Called::Receiver(receiver) => Some(receiver),
                },
                _ => None,
            };
            match inner {
                Some(inner) => node = inner,
                None => return TypeOf::Unknown,
            }
        }
        TypeOf::Unknown
    }

    fn type_at(&mut self, node: Option<Node<'_>>) -> TypeOf {
        let path: Option<PathId> = node.and_then(|node| self.path(node)).map(|(id, _)| id);
        path.map_or(TypeOf::Unknown, TypeOf::Path)
    }

    /// Whether a string literal is of the type `str`.
    fn is_str(&self, node: Node<'_>) -> bool {
        let text = self.sketch.text.get(node.byte_range()).unwrap_or_default();
        text.starts_with('"') || text.starts_with('r')
    }

    /// What a call makes evident: `T::new(..)` a `T`, `x.unwrap()` what `x` does.
    fn called<'n>(&mut self, node: Node<'n>) -> Called<'n> {
        let fields = self.fields();
        let Some(function) = node.child_by_field_id(fields.function) else {
            return Called::Type(TypeOf::Unknown);
        };
        if self.grammar.kind(function) == Kind::FieldExpression {
            let name = function.child_by_field_id(fields.field);
            let name = name.map_or("", |name| self.segment(name).name);
            return match function.child_by_field_id(fields.value) {
                Some(receiver) if matches!(name, "unwrap" | "expect") => Called::Receiver(receiver),
                _ => Called::Type(TypeOf::Unknown),
            };
        }
        let Some((segments, _)) = self.segments(function) else {
            return Called::Type(TypeOf::Unknown);
        };
        let [.., owner, last] = &segments[..] else {
            return Called::Type(TypeOf::Unknown);
        };
        if !is_constructor(last.name) {
            return Called::Type(TypeOf::Unknown);
        }
        if is_pointer(owner.name) {
            let first = node
                .child_by_field_id(fields.arguments)
                .and_then(|list| list.named_child(0));
            return first.map_or(Called::Type(TypeOf::Unknown), Called::Receiver);
        }
        let owner = self
            .path(function)
            .and_then(|(id, _)| self.sketch.add_owner(id))
            .map_or(TypeOf::Unknown, TypeOf::Path);
        Called::Type(owner)
    }

    /// Mentions the member that a field expression names.
    pub(super) fn member(&mut self, node: Node<'_>) {
        let numbers = self.fields();
        let (Some(name), Some(value)) = (
            node.child_by_field_id(numbers.field),
            node.child_by_field_id(numbers.value),
        ) else {
            return;
        };
        if self.grammar.kind(name) != Kind::FieldIdentifier {
            return;
        }
        let mut fields = Vec::new();
        let mut base = value;
        let mut is_chain = true;
        loop {
            let inner = match self.grammar.kind(base) {
                Kind::FieldExpression => {
                    match base.child_by_field_id(numbers.field) {
                        Some(field) => fields.push(self.segment(field)),
                        None => return,
                    }
                    base.child_by_field_id(numbers.value)
                }
                Kind::ParenthesizedExpression => {
                    is_chain = false;
                    base.named_child(0)
                }
                kind => {
                    is_chain &= matches!(kind, Kind::Identifier | Kind::SelfValue);
                    break;
                }
            };
            match inner {
                Some(inner) if fields.len() < STEPS => base = inner,
                _ => return,
            }
        }
        fields.reverse();
        let type_of = self.evident_type(base);
        if matches!(type_of, TypeOf::Unknown) {
            return;
        }
        let name = self.segment(name);
        let mut span = name.span;
        if is_chain {
            span.start = base.start_byte() as u32;
        }
        self.sketch.member(type_of, &fields, name, span);
    }
}

/// What a call makes evident.
enum Called<'n> {
    Type(TypeOf),
    Receiver(Node<'n>),
}
