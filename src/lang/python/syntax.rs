//! The names of tree-sitter-python's nodes and fields, looked up once.
//!
//! Grammar: <https://github.com/tree-sitter/tree-sitter-python>. Node kinds that the reader has no interest in are
//! [`Kind::Other`]; an ERROR node has an id beyond the grammar's table (65535).

use std::sync::LazyLock;

use std::num::NonZeroU16 as FieldId;

use tree_sitter::{Language as Grammar, Node};

macro_rules! kinds {
    ($($variant:ident = $name:literal,)*) => {
        /// The node kinds that matter here.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Kind { $($variant,)* Error, Other }

        const NAMES: &[(&str, Kind)] = &[$(($name, Kind::$variant),)*];
    };
}

kinds! {
    AliasedImport = "aliased_import",
    ArgumentList = "argument_list",
    AsPattern = "as_pattern",
    AsPatternTarget = "as_pattern_target",
    Assignment = "assignment",
    AugmentedAssignment = "augmented_assignment",
    Attribute = "attribute",
    Await = "await",
    Block = "block",
    BooleanOperator = "boolean_operator",
    Call = "call",
    CaseClause = "case_clause",
    CasePattern = "case_pattern",
    ClassDefinition = "class_definition",
    ClassPattern = "class_pattern",
    Comment = "comment",
    ConditionalExpression = "conditional_expression",
    ConcatenatedString = "concatenated_string",
    DefaultParameter = "default_parameter",
    DeleteStatement = "delete_statement",
    DictComprehension = "dictionary_comprehension",
    DictSplatPattern = "dictionary_splat_pattern",
    DottedName = "dotted_name",
    ElifClause = "elif_clause",
    ElseClause = "else_clause",
    ExceptClause = "except_clause",
    ExpressionList = "expression_list",
    ExpressionStatement = "expression_statement",
    FinallyClause = "finally_clause",
    ForInClause = "for_in_clause",
    ForStatement = "for_statement",
    FunctionDefinition = "function_definition",
    FutureImport = "future_import_statement",
    GeneratorExpression = "generator_expression",
    GenericType = "generic_type",
    GlobalStatement = "global_statement",
    Identifier = "identifier",
    IfStatement = "if_statement",
    ImportFrom = "import_from_statement",
    ImportPrefix = "import_prefix",
    Import = "import_statement",
    Interpolation = "interpolation",
    KeywordArgument = "keyword_argument",
    KeywordPattern = "keyword_pattern",
    Lambda = "lambda",
    LambdaParameters = "lambda_parameters",
    List = "list",
    ListComprehension = "list_comprehension",
    ListPattern = "list_pattern",
    ListSplatPattern = "list_splat_pattern",
    MemberType = "member_type",
    NamedExpression = "named_expression",
    NonlocalStatement = "nonlocal_statement",
    Parameters = "parameters",
    Parenthesized = "parenthesized_expression",
    PatternList = "pattern_list",
    RelativeImport = "relative_import",
    SetComprehension = "set_comprehension",
    SplatPattern = "splat_pattern",
    String = "string",
    StringContent = "string_content",
    StringEnd = "string_end",
    StringStart = "string_start",
    Subscript = "subscript",
    TryStatement = "try_statement",
    Tuple = "tuple",
    TuplePattern = "tuple_pattern",
    Type = "type",
    TypeAlias = "type_alias_statement",
    TypeParameter = "type_parameter",
    TypedDefaultParameter = "typed_default_parameter",
    TypedParameter = "typed_parameter",
    UnionType = "union_type",
    BinaryOperator = "binary_operator",
    WhileStatement = "while_statement",
    WildcardImport = "wildcard_import",
}

/// The grammar with its kinds and fields resolved to numbers.
pub(super) struct Syntax {
    pub(super) grammar: Grammar,
    kinds: Vec<Kind>,
    pub(super) alias: Option<FieldId>,
    pub(super) arguments: Option<FieldId>,
    pub(super) attribute: Option<FieldId>,
    pub(super) body: Option<FieldId>,
    pub(super) consequence: Option<FieldId>,
    pub(super) function: Option<FieldId>,
    pub(super) left: Option<FieldId>,
    pub(super) module_name: Option<FieldId>,
    pub(super) name: Option<FieldId>,
    pub(super) object: Option<FieldId>,
    pub(super) parameters: Option<FieldId>,
    pub(super) right: Option<FieldId>,
    pub(super) superclasses: Option<FieldId>,
    pub(super) type_: Option<FieldId>,
    pub(super) type_parameters: Option<FieldId>,
    pub(super) value: Option<FieldId>,
}

/// The one syntax of the process.
pub(super) static SYNTAX: LazyLock<Syntax> = LazyLock::new(|| {
    let grammar = Grammar::new(tree_sitter_python::LANGUAGE);
    let mut kinds = vec![Kind::Other; grammar.node_kind_count()];
    for &(name, kind) in NAMES {
        // A name can have several ids: aliases and supertypes are nodes of their own in the table.
        for id in 0..grammar.node_kind_count() as u16 {
            if grammar.node_kind_is_named(id) && grammar.node_kind_for_id(id) == Some(name) {
                kinds[id as usize] = kind;
            }
        }
    }
    let field = |name: &str| grammar.field_id_for_name(name);
    Syntax {
        kinds,
        alias: field("alias"),
        arguments: field("arguments"),
        attribute: field("attribute"),
        body: field("body"),
        consequence: field("consequence"),
        function: field("function"),
        left: field("left"),
        module_name: field("module_name"),
        name: field("name"),
        object: field("object"),
        parameters: field("parameters"),
        right: field("right"),
        superclasses: field("superclasses"),
        type_: field("type"),
        type_parameters: field("type_parameters"),
        value: field("value"),
        grammar,
    }
});

impl Syntax {
    /// The kind of a node.
    pub(super) fn kind(&self, node: Node<'_>) -> Kind {
        match self.kinds.get(node.kind_id() as usize) {
            Some(kind) => *kind,
            None => Kind::Error,
        }
    }
}

/// A node's child in a field.
pub(super) fn child(node: Node<'_>, field: Option<FieldId>) -> Option<Node<'_>> {
    node.child_by_field_id(field?.into())
}
