//! Rules: one deprecated thing each, with its message, its replacement and its dates.
//!
//! Here is what a rule *is*; [`load`] makes rules of TOML, [`target`] knows what each target names, [`builtin`]
//! holds the sets that are shipped. What a rule matches is decided in [`crate::check`].

pub mod builtin;
pub mod endpoint;
pub mod idioms;
pub mod load;
pub mod schema;
pub mod target;

pub(crate) mod globs;
pub(crate) mod relations;

mod build;
mod inside;
mod keys;
mod name;
pub mod expression;
pub mod package;
pub mod relation;
mod nesting;
mod pattern;
mod sections;
mod strict;
mod tree;
mod value;

use std::sync::Arc;

use globset::GlobSet;
use jiff::civil::Date;

use crate::lang::Language;
use crate::problem::{Document, Severity};
use crate::span::Span;
use target::Target;

/// A rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its name, kebab-case, unique in a run.
    pub id: String,
    /// What is deprecated.
    pub target: Target,
    /// What happened to it.
    pub message: Option<String>,
    /// What to use instead.
    pub replacement: Option<String>,
    /// What is used instead, if its uses are to be counted.
    pub adopted: Option<Target>,
    /// How much its findings matter.
    pub severity: Severity,
    /// Since when it is deprecated.
    pub deprecated: Option<Date>,
    /// When it is to be gone.
    pub sunset: Option<Date>,
    /// Who owns the migration.
    pub owner: Option<String>,
    /// Where to read more.
    pub docs: Option<String>,
    /// The version of the software that deprecated it.
    pub since: Option<String>,
    /// The version of the software that removes it.
    pub removed: Option<String>,
    /// Where the facts of the rule are from.
    pub source: Option<String>,
    /// The languages it is narrowed to; empty when the target's own notation tells.
    pub languages: Vec<&'static Language>,
    /// The kinds of files it looks at.
    pub within: Within,
    /// Whether a column counts that may be another table's: one without a qualifier in a statement of several tables.
    pub ambiguous: bool,
    /// Where its references are permitted.
    pub allow: Vec<Allow>,
    /// Its own tests.
    pub examples: Vec<Example>,
    /// Where it is written.
    pub origin: Origin,
}

impl Rule {
    /// Whether the rule is one of those that everyone shares, and no project's own.
    pub fn is_builtin(&self) -> bool {
        self.origin.document.name.starts_with("builtin:")
    }

    /// A rule that finds what is used instead of what this one is about, wherever it is.
    pub(crate) fn adopting(&self) -> Option<Self> {
        Some(Self {
            target: self.adopted.clone()?,
            adopted: None,
            allow: Vec::new(),
            examples: Vec::new(),
            ..self.clone()
        })
    }

    /// Whether the rule looks at what is written in a language; none is one that is not known.
    pub fn covers(&self, language: Option<&Language>) -> bool {
        let listed = |name| self.languages.iter().any(|own| own.name == name);
        self.languages.is_empty() || language.is_some_and(|language| listed(language.name))
    }

    /// Whether the rule has a name that could be one of a language's, and is not narrowed to others.
    pub fn is_of(&self, language: &Language) -> bool {
        self.covers(Some(language)) && self.target.is_of(language)
    }
}

/// The kinds of files (and parts of files) that a rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Within {
    /// Source files, of any language.
    pub code: bool,
    /// Configuration.
    pub config: bool,
    /// Documentation, comments and docstrings.
    pub docs: bool,
}

impl Default for Within {
    fn default() -> Self {
        Self {
            code: true,
            config: true,
            docs: false,
        }
    }
}

/// Paths where references are permitted, and why.
#[derive(Debug, Clone)]
pub struct Allow {
    /// The paths, relative to the scanned root.
    pub paths: GlobSet,
    /// The paths as written.
    pub patterns: Vec<String>,
    /// Why.
    pub reason: String,
}

/// A rule's own test.
#[derive(Debug, Clone)]
pub struct Example {
    /// The language of the code.
    pub language: &'static Language,
    /// The code.
    pub code: String,
    /// Whether the rule must find something in it, or nothing.
    pub matches: bool,
    /// Where the code is written.
    pub span: Span,
}

/// Where a rule is written.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The rule set or configuration.
    pub document: Arc<Document>,
    /// The rule's `id` value.
    pub id: Span,
    /// The whole rule, from its `[[rule]]` header to its last value.
    pub block: Span,
}
