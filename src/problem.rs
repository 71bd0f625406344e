//! A problem: something wrong with what the user wrote *for* Straggler: a rule file, a suppression comment.
//!
//! Problems are data like findings, and the same renderer shows them. A problem never stands for a reference.

use std::fmt;
use std::sync::Arc;

use crate::span::Span;

/// How much a finding or a problem matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Should be dealt with.
    #[default]
    Warning,
    /// Fails a run.
    Error,
}

impl Severity {
    /// Every severity, the gravest first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Note];

    /// The word that rules and outputs use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that problems point into: a configuration, a rule set, a scanned file.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Document {
    /// What to call it: a path relative to the scanned root, or `builtin:NAME`.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Something wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// How bad; an error means that there is no verdict.
    pub severity: Severity,
    /// Which kind of problem, in kebab-case: `unknown-key`, `unused-suppression`.
    pub code: &'static str,
    /// What is wrong: lower-case start, no final stop.
    pub message: String,
    /// Where it is wrong: the document, the bytes, and what to write beneath them (may be empty).
    pub at: Option<(Arc<Document>, Span, String)>,
    /// Other places of the same document that matter.
    pub related: Vec<(Span, String)>,
    /// What to do about it.
    pub help: Vec<String>,
}
