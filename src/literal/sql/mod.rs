//! stub
use crate::reference::Kind;
use crate::span::Span;
/// A name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlName {
    /// Kind.
    pub kind: Kind,
    /// Path.
    pub path: Vec<Part>,
    /// Span.
    pub span: Span,
    /// Possibly.
    pub is_ambiguous: bool,
}
/// Part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Text.
    pub text: String,
    /// Quote.
    pub quote: Quote,
}
/// Quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quote {
    /// None.
    None,
    /// Double.
    Double,
    /// Backtick.
    Backtick,
    /// Bracket.
    Bracket,
}
/// Form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Script.
    Script,
    /// Embedded.
    Embedded,
}
/// Read.
pub fn read(_text: &str, _form: Form, _columns: bool) -> Vec<SqlName> {
    Vec::new()
}
/// Looks.
pub fn looks_like_sql(_text: &str) -> bool {
    false
}

/// Relation.
pub fn relation(_text: &str) -> Option<(Vec<Part>, Span)> {
    None
}
