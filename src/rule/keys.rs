//! The keys of a rule file: THE table. The loader checks a document against it and the JSON schema is made of it.
//!
//! A key's shape tells all that can be told of its value alone. What depends on several keys (a sunset before the
//! deprecation, a language that contradicts a name) is checked in `build` and `relations`.

use crate::lang::LANGUAGES;
use crate::problem::Severity;

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
    /// It is planned, and refused for now. It stands for a key that is [`Need::OneOf`].
    Planned,
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
    /// A glob of paths.
    Glob,
    /// `builtin:NAME` or a glob of paths of rule files.
    RuleSet,
    /// A list, not empty.
    List(&'static Self),
    /// One of them, or a list that is not empty.
    OneOrMany(&'static Self),
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
}

impl Vocabulary {
    /// The words, in the order in which they are documented.
    pub(super) fn words(self) -> Vec<&'static str> {
        match self {
            Self::Severity => Severity::ALL.into_iter().map(Severity::as_str).collect(),
            Self::Language => LANGUAGES.iter().map(|language| language.name).collect(),
            Self::Within => vec!["code", "config", "docs"],
        }
    }

    /// What a message calls one of the words.
    pub(super) const fn noun(self) -> &'static str {
        match self {
            Self::Severity => "severity",
            Self::Language => "language",
            Self::Within => "kind of file",
        }
    }
}

impl Section {
    /// The key of a name.
    pub(super) fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// The names of its keys that can be written.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.keys
            .iter()
            .filter(|key| key.need != Need::Planned)
            .map(|key| key.name)
    }

    /// The keys that exclude each other.
    pub(super) fn alternatives(&self) -> impl Iterator<Item = &'static Key> {
        self.keys.iter().filter(|key| key.need == Need::OneOf)
    }
}

const fn key(name: &'static str, shape: Shape, need: Need, doc: &'static str) -> Key {
    Key {
        name,
        shape,
        need,
        doc,
    }
}

/// A configuration, `straggler.toml`.
pub(super) static CONFIG: Section = Section {
    title: "a configuration",
    keys: &[
        key(
            "rule-sets",
            Shape::List(&Shape::RuleSet),
            Need::Optional,
            "Rule sets to use: `builtin:NAME`, or paths of rule files relative to this file, with globs.",
        ),
        key(
            "exclude",
            Shape::List(&Shape::Glob),
            Need::Optional,
            "Paths that are not scanned, on top of .gitignore and .ignore, in the syntax of .gitignore.",
        ),
        key(
            "source-roots",
            Shape::List(&Shape::Glob),
            Need::Optional,
            "Where Python packages start; found by themselves when left out.",
        ),
        RULES,
    ],
};

/// A rule set.
pub(super) static RULE_SET: Section = Section {
    title: "a rule set",
    keys: &[RULES],
};

const RULES: Key = key(
    "rule",
    Shape::Tables(&RULE),
    Need::Optional,
    "A rule: one deprecated thing.",
);

/// A rule.
pub(super) static RULE: Section = Section {
    title: "a rule",
    keys: &[
        key(
            "id",
            Shape::Id,
            Need::Required,
            "The rule's name in kebab-case, unique in a run; it names the old thing, not the remedy.",
        ),
        key(
            "module",
            Shape::OneOrMany(&Shape::Name),
            Need::OneOf,
            "A module or package, with all below it: `legacy.billing` (Python), `legacy::billing` (Rust).",
        ),
        key(
            "symbol",
            Shape::OneOrMany(&Shape::Name),
            Need::OneOf,
            "One item (function, class, constant, type, macro) and its members: `numpy.in1d`.",
        ),
        planned("table"),
        planned("column"),
        planned("endpoint"),
        planned("dependency"),
        planned("pattern"),
        planned("text"),
        key(
            "message",
            Shape::Text,
            Need::Optional,
            "What happened to it, in one sentence.",
        ),
        key(
            "replacement",
            Shape::Text,
            Need::Optional,
            "What to use instead; shown as help.",
        ),
        key(
            "severity",
            Shape::Word(Vocabulary::Severity),
            Need::Optional,
            "How much a finding matters; an error fails a run. The default is `warning`.",
        ),
        key(
            "deprecated",
            Shape::Date,
            Need::Optional,
            "Since when it is deprecated.",
        ),
        key("sunset", Shape::Date, Need::Optional, "When it is to be gone."),
        key("owner", Shape::Text, Need::Optional, "Who owns the migration."),
        key("docs", Shape::Url, Need::Optional, "Where to read more."),
        key(
            "since",
            Shape::Text,
            Need::Optional,
            "The version of the software that deprecated it.",
        ),
        key(
            "removed",
            Shape::Text,
            Need::Optional,
            "The version of the software that removes it.",
        ),
        key(
            "source",
            Shape::Url,
            Need::Optional,
            "Where the facts of the rule are from.",
        ),
        key(
            "languages",
            Shape::List(&Shape::Word(Vocabulary::Language)),
            Need::Optional,
            "The languages it is narrowed to; without it the notation of its names tells.",
        ),
        key(
            "in",
            Shape::List(&Shape::Word(Vocabulary::Within)),
            Need::Optional,
            "The kinds of files it looks at; the default is `[\"code\", \"config\"]`.",
        ),
        key(
            "allow",
            Shape::Tables(&ALLOW),
            Need::Optional,
            "Paths where references are permitted, with the reason.",
        ),
        key(
            "example",
            Shape::Tables(&EXAMPLE),
            Need::Optional,
            "The rule's own tests, run by `straggler rules test`.",
        ),
    ],
};

const fn planned(name: &'static str) -> Key {
    key(
        name,
        Shape::Text,
        Need::Planned,
        "Planned; not supported by this version.",
    )
}

/// An entry of `allow`.
pub(super) static ALLOW: Section = Section {
    title: "an entry of `allow`",
    keys: &[
        key(
            "paths",
            Shape::List(&Shape::Glob),
            Need::Required,
            "Globs of paths relative to the scanned root; a directory stands for all below it.",
        ),
        key(
            "reason",
            Shape::Text,
            Need::Required,
            "Why references are permitted there.",
        ),
    ],
};

/// An example.
pub(super) static EXAMPLE: Section = Section {
    title: "an example",
    keys: &[
        key(
            "language",
            Shape::Word(Vocabulary::Language),
            Need::Required,
            "The language of the code.",
        ),
        key(
            "matches",
            Shape::Code,
            Need::OneOf,
            "Code in which the rule must find something.",
        ),
        key(
            "ignores",
            Shape::Code,
            Need::OneOf,
            "Code in which the rule must find nothing.",
        ),
    ],
};
