//! What each kind of target names.

use crate::lang::Language;
use crate::lang::query::Query;
use crate::names::Path;
use crate::reference::Kind;

/// What a rule is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// What kind of thing.
    pub kind: Kind,
    /// What it is called, by all its names.
    pub names: Vec<Name>,
}

impl Target {
    /// Whether one of the names could be one of a language's.
    pub fn is_of(&self, language: &Language) -> bool {
        self.names.iter().any(|name| name.is_of(language))
    }
}

/// A name in a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// As written: `legacy.billing`, `legacy::billing`, `legacy`, `billing."Invoices"`, or a query.
    pub text: String,
    /// In segments, without quotes.
    pub path: Path,
    /// What its separator tells: `.` is Python's, `::` is Rust's; a bare name could be any language's, and so is that of
    /// anything that code does not define.
    pub separator: Option<&'static str>,
    /// The query that it is, of a pattern.
    pub query: Option<Query>,
}

impl Name {
    /// A name that says nothing of languages and is not in segments.
    pub fn plain(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            path: vec![text.to_owned()],
            separator: None,
            query: None,
        }
    }

    /// Whether the name could be one of a language's.
    pub fn is_of(&self, language: &Language) -> bool {
        let notation = self
            .separator
            .is_none_or(|separator| separator == language.separator);
        notation
            && self
                .query
                .as_ref()
                .is_none_or(|query| query.language == language.name)
    }
}
