//! What there is to say about a key of a rule file. The keys themselves are in `sections`.
//!
//! A key's shape tells all that can be told of its value alone. What depends on several keys (a sunset before the
//! deprecation, a language that contradicts a name) is checked in `build` and `relations`.

use crate::idiom::Meaning;
use crate::lang::LANGUAGES;
use crate::problem::Severity;
use crate::reference::Kind;

/// What may stand in a table.
#[derive(Debug)]
pub(super) struct Section {
    /// What messages call the table.
    pub(super) title: &'static str,
    /// Its keys, in the order in which they are documented.
    pub(super) keys: &'static [Key],
}

/// A key.
#[derive(Debug)]
pub(super) struct Key {
    /// Its name.
    pub(super) name: &'static str,
    /// What its value looks like.
    pub(super) shape: Shape,
    /// Whether it must be there.
    pub(super) need: Need,
    /// What it is for, in one sentence.
    pub(super) doc: &'static str,
}

/// Whether a key must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// It must.
    Required,
    /// It may be left out.
    Optional,
    /// Exactly one of the section's keys that are marked so must.
    OneOf,
}

/// What a value looks like.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// A rule's name in kebab-case.
    Id,
    /// A text that is not blank.
    Text,
    /// A text that is kept as it is.
    Code,
    /// A web address.
    Url,
    /// A date without a time.
    Date,
    /// One of a few words.
    Word(Vocabulary),
    /// A dotted, `::` or bare name.
    Name,
    /// The name of a table or a column.
    Relation(Kind),
    /// An endpoint.
    Endpoint,
    /// The name of a package, perhaps with its ecosystem.
    Package,
    /// A regular expression.
    Expression,
    /// Queries: one or several in the rule's one language, or by language.
    Queries,
    /// True or false.
    Flag,
    /// A dotted or `::` name with wildcards.
    Pattern,
    /// The number of an argument, from zero, or its keyword.
    Argument,
    /// A glob of paths.
    Glob,
    /// `builtin:NAME` or a glob of paths of rule files.
    RuleSet,
    /// A list, not empty.
    List(&'static Self),
    /// One of them, or a list that is not empty.
    OneOrMany(&'static Self),
    /// A table: `{ … }`.
    Table(&'static Section),
    /// A list of tables: `[[key]]`.
    Tables(&'static Section),
}

/// A closed set of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vocabulary {
    /// How grave.
    Severity,
    /// The languages.
    Language,
    /// The kinds of files.
    Within,
    /// What an idiom's strings are.
    Meaning,
}

impl Vocabulary {
    /// The words, in the order in which they are documented.
    pub(super) fn words(self) -> Vec<&'static str> {
        match self {
            Self::Severity => Severity::ALL.into_iter().map(Severity::as_str).collect(),
            Self::Language => LANGUAGES.iter().map(|language| language.name).collect(),
            Self::Within => vec!["code", "config", "docs"],
            Self::Meaning => Meaning::ALL.into_iter().map(Meaning::as_str).collect(),
        }
    }

    /// What a message calls one of the words.
    pub(super) const fn noun(self) -> &'static str {
        match self {
            Self::Severity => "severity",
            Self::Language => "language",
            Self::Within => "kind of file",
            Self::Meaning => "meaning",
        }
    }
}

impl Section {
    /// The key of a name.
    pub(super) fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// The names of its keys.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.keys.iter().map(|key| key.name)
    }

    /// The keys that exclude each other.
    pub(super) fn alternatives(&self) -> impl Iterator<Item = &'static Key> {
        self.keys.iter().filter(|key| key.need == Need::OneOf)
    }
}
