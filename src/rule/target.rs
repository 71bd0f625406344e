//! What each kind of target names.

use crate::lang::Language;
use crate::names::Path;

/// What a rule is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Modules or packages, with all below them.
    Module(Vec<Name>),
    /// Single items, with their members.
    Symbol(Vec<Name>),
}

impl Target {
    /// The key that a rule uses for this kind of target.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Module(_) => "module",
            Self::Symbol(_) => "symbol",
        }
    }

    /// The names, as the rule lists them.
    pub fn names(&self) -> &[Name] {
        match self {
            Self::Module(names) | Self::Symbol(names) => names,
        }
    }
}

/// A name in a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// As written: `legacy.billing`, `legacy::billing`, `legacy`.
    pub text: String,
    /// In segments.
    pub path: Path,
    /// What its separator tells: `.` is Python's, `::` is Rust's; a bare name could be any language's.
    pub separator: Option<&'static str>,
}

impl Name {
    /// Whether the name could be one of a language's.
    pub fn is_of(&self, language: &Language) -> bool {
        self.separator
            .is_none_or(|separator| separator == language.separator)
    }
}
