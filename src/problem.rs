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

impl Problem {
    /// An error that is in no document yet.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            message: message.into(),
            at: None,
            related: Vec::new(),
            help: Vec::new(),
        }
    }

    /// A warning that is in no document yet.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, message)
        }
    }

    /// Says where it is.
    #[must_use]
    pub fn at(mut self, document: &Arc<Document>, span: Span, label: impl Into<String>) -> Self {
        self.at = Some((Arc::clone(document), span, label.into()));
        self
    }

    /// Points at another place of the same document.
    #[must_use]
    pub fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push((span, label.into()));
        self
    }

    /// Says what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Proposes the legal word nearest to an illegal one, when there is one near enough.
    #[must_use]
    pub fn did_you_mean<'w>(self, word: &str, legal: impl IntoIterator<Item = &'w str>) -> Self {
        match nearest(word, legal) {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None => self,
        }
    }
}

/// Whether there is an error among problems: then there is no verdict.
pub fn any_error(problems: &[Problem]) -> bool {
    problems.iter().any(|problem| problem.severity == Severity::Error)
}

/// The longest word that is worth a comparison or a quotation, in characters.
const LONG: usize = 60;

/// The legal word nearest to another, when it is near enough to have been meant.
pub fn nearest<'w>(word: &str, legal: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    if word.chars().nth(LONG).is_some() {
        return None;
    }
    let plain = |word: &str| word.to_lowercase().replace(['_', ' '], "-");
    let word = plain(word);
    legal
        .into_iter()
        .map(|candidate| {
            let legal = plain(candidate);
            let shortened = word.len() > 3 && (legal.starts_with(&word) || word.starts_with(&legal));
            let distance = strsim::damerau_levenshtein(&word, &legal);
            (if shortened { distance.min(1) } else { distance }, candidate)
        })
        .filter(|&(distance, candidate)| distance <= 1 + candidate.len() / 4 && distance < candidate.len())
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// A text of the user's in backticks for a message: clipped when it is long, its control characters escaped.
pub fn quoted(text: &str) -> String {
    let mut shown = String::from("`");
    for (count, character) in text.chars().enumerate() {
        if count == LONG {
            shown.push('…');
            break;
        }
        if character.is_control() {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown.push('`');
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_proposed_and_far_ones_are_not() {
        let legal = ["module", "symbol", "replacement", "in", "id"];
        assert_eq!(nearest("modul", legal), Some("module"));
        assert_eq!(nearest("Replacment", legal), Some("replacement"));
        assert_eq!(nearest("rule_sets", ["rule-sets"]), Some("rule-sets"));
        assert_eq!(nearest("replace", legal), Some("replacement"));
        assert_eq!(nearest("colour", legal), None);
        assert_eq!(nearest("x", legal), None);
        assert_eq!(nearest(&"m".repeat(1 << 20), legal), None);
    }

    #[test]
    fn quotations_are_short_and_harmless() {
        assert_eq!(quoted("a\u{1b}[31mb"), "`a\\u{1b}[31mb`");
        assert_eq!(quoted(&"x".repeat(99)).chars().count(), LONG + 3);
    }
}
