//! The kinds of nodes and fields of tree-sitter's grammar for Rust that mean something to the walk, as numbers.

use std::sync::LazyLock;

use tree_sitter::{Language, Node};

/// The kinds of nodes that are told apart; all that need nothing done are [`Kind::Other`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Other,
    Error,
    AbstractType,
    ArrayType,
    AssociatedType,
    AttributeItem,
    AwaitExpression,
    Block,
    BoundedType,
    BracketedType,
    CallExpression,
    CapturedPattern,
    ClosureExpression,
    ClosureParameters,
    ConstItem,
    ConstParameter,
    Crate,
    DeclarationList,
    EnumItem,
    EnumVariant,
    ExternCrate,
    FieldDeclaration,
    FieldExpression,
    FieldIdentifier,
    FieldInitializer,
    FieldInitializerList,
    FieldPattern,
    ForExpression,
    FunctionItem,
    GenericPattern,
    GenericType,
    Identifier,
    IfExpression,
    ImplItem,
    LetCondition,
    LetDeclaration,
    Lifetime,
    MacroDefinition,
    MacroInvocation,
    MatchArm,
    MatchPattern,
    ModItem,
    Parameter,
    ParenthesizedExpression,
    PrimitiveType,
    QualifiedType,
    RangePattern,
    ReferenceExpression,
    ReferenceType,
    ScopedIdentifier,
    ScopedType,
    ScopedUseList,
    SelfValue,
    ShorthandField,
    ShorthandInitializer,
    StaticItem,
    StringLiteral,
    StructExpression,
    StructItem,
    StructPattern,
    Super,
    TokenTree,
    TraitItem,
    TryExpression,
    TupleStructPattern,
    TypeArguments,
    TypeBinding,
    TypeCast,
    TypeIdentifier,
    TypeItem,
    TypeParameter,
    UnionItem,
    UseAs,
    UseDeclaration,
    UseList,
    UseWildcard,
    Visibility,
    WherePredicate,
    WhileExpression,
}

/// The numbers of the fields.
#[derive(Debug)]
pub(super) struct Fields {
    pub(super) alias: u16,
    pub(super) argument: u16,
    pub(super) arguments: u16,
    pub(super) body: u16,
    pub(super) bounds: u16,
    pub(super) condition: u16,
    pub(super) consequence: u16,
    pub(super) field: u16,
    pub(super) function: u16,
    pub(super) left: u16,
    pub(super) length: u16,
    pub(super) list: u16,
    pub(super) macro_name: u16,
    pub(super) name: u16,
    pub(super) path: u16,
    pub(super) pattern: u16,
    pub(super) trait_name: u16,
    pub(super) type_arguments: u16,
    pub(super) type_of: u16,
    pub(super) value: u16,
}

/// The grammar and its numbers.
#[derive(Debug)]
pub(super) struct Grammar {
    pub(super) language: Language,
    kinds: Vec<Kind>,
    pub(super) fields: Fields,
}

/// The grammar.
pub(super) static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| {
    let language: Language = tree_sitter_rust::LANGUAGE.into();
    let kinds = (0..language.node_kind_count())
        .map(|id| language.node_kind_for_id(id as u16).map_or(Kind::Other, named))
        .collect();
    let field = |name: &str| language.field_id_for_name(name).map_or(0, u16::from);
    let fields = Fields {
        alias: field("alias"),
        argument: field("argument"),
        arguments: field("arguments"),
        body: field("body"),
        bounds: field("bounds"),
        condition: field("condition"),
        consequence: field("consequence"),
        field: field("field"),
        function: field("function"),
        left: field("left"),
        length: field("length"),
        list: field("list"),
        macro_name: field("macro"),
        name: field("name"),
        path: field("path"),
        pattern: field("pattern"),
        trait_name: field("trait"),
        type_arguments: field("type_arguments"),
        type_of: field("type"),
        value: field("value"),
    };
    Grammar {
        language,
        kinds,
        fields,
    }
});

impl Grammar {
    /// The kind of a node.
    pub(super) fn kind(&self, node: Node<'_>) -> Kind {
        if node.is_error() {
            return Kind::Error;
        }
        let kind = self.kinds.get(usize::from(node.kind_id()));
        kind.copied().unwrap_or(Kind::Other)
    }
}

/// The names of the kinds, sorted.
const NAMES: &[(&str, Kind)] = &[
    ("abstract_type", Kind::AbstractType),
    ("array_type", Kind::ArrayType),
    ("associated_type", Kind::AssociatedType),
    ("attribute_item", Kind::AttributeItem),
    ("await_expression", Kind::AwaitExpression),
    ("block", Kind::Block),
    ("bounded_type", Kind::BoundedType),
    ("bracketed_type", Kind::BracketedType),
    ("call_expression", Kind::CallExpression),
    ("captured_pattern", Kind::CapturedPattern),
    ("closure_expression", Kind::ClosureExpression),
    ("closure_parameters", Kind::ClosureParameters),
    ("const_item", Kind::ConstItem),
    ("const_parameter", Kind::ConstParameter),
    ("crate", Kind::Crate),
    ("declaration_list", Kind::DeclarationList),
    ("dynamic_type", Kind::AbstractType),
    ("enum_item", Kind::EnumItem),
    ("enum_variant", Kind::EnumVariant),
    ("extern_crate_declaration", Kind::ExternCrate),
    ("field_declaration", Kind::FieldDeclaration),
    ("field_expression", Kind::FieldExpression),
    ("field_identifier", Kind::FieldIdentifier),
    ("field_initializer", Kind::FieldInitializer),
    ("field_initializer_list", Kind::FieldInitializerList),
    ("field_pattern", Kind::FieldPattern),
    ("for_expression", Kind::ForExpression),
    ("function_item", Kind::FunctionItem),
    ("function_signature_item", Kind::FunctionItem),
    ("generic_pattern", Kind::GenericPattern),
    ("generic_type", Kind::GenericType),
    ("generic_type_with_turbofish", Kind::GenericType),
    ("higher_ranked_trait_bound", Kind::AbstractType),
    ("identifier", Kind::Identifier),
    ("if_expression", Kind::IfExpression),
    ("impl_item", Kind::ImplItem),
    ("inner_attribute_item", Kind::AttributeItem),
    ("label", Kind::Lifetime),
    ("let_condition", Kind::LetCondition),
    ("let_declaration", Kind::LetDeclaration),
    ("lifetime", Kind::Lifetime),
    ("macro_definition", Kind::MacroDefinition),
    ("macro_invocation", Kind::MacroInvocation),
    ("match_arm", Kind::MatchArm),
    ("match_pattern", Kind::MatchPattern),
    ("mod_item", Kind::ModItem),
    ("parameter", Kind::Parameter),
    ("parenthesized_expression", Kind::ParenthesizedExpression),
    ("primitive_type", Kind::PrimitiveType),
    ("qualified_type", Kind::QualifiedType),
    ("range_pattern", Kind::RangePattern),
    ("raw_string_literal", Kind::StringLiteral),
    ("reference_expression", Kind::ReferenceExpression),
    ("reference_type", Kind::ReferenceType),
    ("scoped_identifier", Kind::ScopedIdentifier),
    ("scoped_type_identifier", Kind::ScopedType),
    ("scoped_use_list", Kind::ScopedUseList),
    ("self", Kind::SelfValue),
    ("shorthand_field_identifier", Kind::ShorthandField),
    ("shorthand_field_initializer", Kind::ShorthandInitializer),
    ("static_item", Kind::StaticItem),
    ("string_literal", Kind::StringLiteral),
    ("struct_expression", Kind::StructExpression),
    ("struct_item", Kind::StructItem),
    ("struct_pattern", Kind::StructPattern),
    ("super", Kind::Super),
    ("token_tree", Kind::TokenTree),
    ("trait_item", Kind::TraitItem),
    ("try_expression", Kind::TryExpression),
    ("tuple_struct_pattern", Kind::TupleStructPattern),
    ("type_arguments", Kind::TypeArguments),
    ("type_binding", Kind::TypeBinding),
    ("type_cast_expression", Kind::TypeCast),
    ("type_identifier", Kind::TypeIdentifier),
    ("type_item", Kind::TypeItem),
    ("type_parameter", Kind::TypeParameter),
    ("union_item", Kind::UnionItem),
    ("use_as_clause", Kind::UseAs),
    ("use_declaration", Kind::UseDeclaration),
    ("use_list", Kind::UseList),
    ("use_wildcard", Kind::UseWildcard),
    ("visibility_modifier", Kind::Visibility),
    ("where_predicate", Kind::WherePredicate),
    ("while_expression", Kind::WhileExpression),
];

fn named(name: &str) -> Kind {
    let found = NAMES.binary_search_by(|(known, _)| known.cmp(&name));
    found.map_or(Kind::Other, |at| NAMES[at].1)
}
