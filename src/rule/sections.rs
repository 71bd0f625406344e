//! The tables of a rule file and their keys: THE table of what may be written. The loader checks a document against it
//! and the JSON schema is made of it.

use super::keys::{Key, Need, Section, Shape, Vocabulary};
use crate::reference::Kind;

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
        IDIOMS,
    ],
};

/// A rule set.
pub(super) static RULE_SET: Section = Section {
    title: "a rule set",
    keys: &[RULES, IDIOMS],
};

const IDIOMS: Key = key(
    "idiom",
    Shape::Tables(&IDIOM),
    Need::Optional,
    "What a string is by where it goes: SQL, the name of a table or a column, a URL, a route.",
);

/// An idiom.
pub(super) static IDIOM: Section = Section {
    title: "an idiom",
    keys: &[
        key(
            "language",
            Shape::Word(Vocabulary::Language),
            Need::Optional,
            "The language that it is one of; without it, every language.",
        ),
        key(
            "call",
            Shape::OneOrMany(&Shape::Pattern),
            Need::OneOf,
            "What is called: `sqlalchemy.Table`, as imports resolve it; `*.execute` for anything called `execute`.",
        ),
        key(
            "macro",
            Shape::OneOrMany(&Shape::Pattern),
            Need::OneOf,
            "The macro that is invoked: `sqlx::query`.",
        ),
        key(
            "attribute",
            Shape::OneOrMany(&Shape::Pattern),
            Need::OneOf,
            "The attribute that an item has: `diesel`.",
        ),
        key(
            "assignment",
            Shape::OneOrMany(&Shape::Pattern),
            Need::OneOf,
            "What is assigned to, in any case, perhaps in a class: `__tablename__`, `Meta.db_table`.",
        ),
        key(
            "path",
            Shape::OneOrMany(&Shape::Pattern),
            Need::OneOf,
            "The path that the identifier stands behind: `*::schema`.",
        ),
        key(
            "base",
            Shape::OneOrMany(&Shape::Pattern),
            Need::OneOf,
            "What a class is derived from that a table is called after: `sqlmodel.SQLModel`, with `argument` for a keyword.",
        ),
        key(
            "argument",
            Shape::OneOrMany(&Shape::Argument),
            Need::Optional,
            "The number of the argument, from 0, or its keyword; any of them when left out.",
        ),
        key(
            "key",
            Shape::OneOrMany(&Shape::Text),
            Need::Optional,
            "The key of an attribute: what `argument` is for a call.",
        ),
        key(
            "elements",
            Shape::Flag,
            Need::Optional,
            "Whether the elements of a list are meant, and they alone, or the argument itself alone; by default both.",
        ),
        key(
            "method",
            Shape::Argument,
            Need::Optional,
            "What says the method of HTTP: `GET`, `callee`, `handlers`, `bare`, `chain`, or the number or keyword of an argument.",
        ),
        key(
            "on",
            Shape::Pattern,
            Need::Optional,
            "What makes the thing that the call is a method of, by itself or after others: `*.Routes.new`.",
        ),
        key(
            "member",
            Shape::Text,
            Need::Optional,
            "The keyword that says of a route, by `True`, that it belongs to each thing of a `resource`.",
        ),
        key(
            "is",
            Shape::Word(Vocabulary::Meaning),
            Need::Required,
            "What the string is: `sql`, `table`, `column`, `url`, `route` and so on.",
        ),
    ],
};

const RULES: Key = key(
    "rule",
    Shape::Tables(&RULE),
    Need::Optional,
    "A rule: one deprecated thing.",
);

const MODULE: Key = key(
    "module",
    Shape::OneOrMany(&Shape::Name),
    Need::OneOf,
    "A module or package, with all below it: `legacy.billing` (Python), `legacy::billing` (Rust).",
);

const SYMBOL: Key = key(
    "symbol",
    Shape::OneOrMany(&Shape::Name),
    Need::OneOf,
    "One item (function, class, constant, type, macro) and its members: `numpy.in1d`.",
);

const TABLE: Key = key(
    "table",
    Shape::OneOrMany(&Shape::Relation(Kind::Table)),
    Need::OneOf,
    "A table or view, of any schema unless it is qualified; `legacy_*` stands for all that begin so.",
);

const COLUMN: Key = key(
    "column",
    Shape::OneOrMany(&Shape::Relation(Kind::Column)),
    Need::OneOf,
    "A column of a table: `users.full_name`.",
);

const ENDPOINT: Key = key(
    "endpoint",
    Shape::OneOrMany(&Shape::Endpoint),
    Need::OneOf,
    "A path of a URL, perhaps with a method and a host: `GET /api/v1/users/{id}`, `https://old.acme.test/**`.",
);

const DEPENDENCY: Key = key(
    "dependency",
    Shape::OneOrMany(&Shape::Package),
    Need::OneOf,
    "A package in a manifest: `boto`; in one ecosystem, `npm:request`; of Maven, `group:artifact` too.",
);

/// What a rule can be about, in a table of its own.
pub(super) static TARGET: Section = Section {
    title: "what is adopted",
    keys: &[MODULE, SYMBOL, TABLE, COLUMN, ENDPOINT, DEPENDENCY],
};

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
        MODULE,
        SYMBOL,
        TABLE,
        COLUMN,
        ENDPOINT,
        DEPENDENCY,
        key(
            "pattern",
            Shape::Queries,
            Need::OneOf,
            "A tree-sitter query with a capture `@reference`, by language: `{ python = \"(call …) @reference\" }`.",
        ),
        key(
            "text",
            Shape::OneOrMany(&Shape::Expression),
            Need::OneOf,
            "A regular expression, where nothing else will do; `^` and `$` are the ends of a line.",
        ),
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
            "adopted",
            Shape::Table(&TARGET),
            Need::Optional,
            "What is used instead, as `{ symbol = \"payments.api\" }`: its uses are counted, to tell how far the new side is.",
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
            "ambiguous",
            Shape::Flag,
            Need::Optional,
            "Whether columns count that may be another table's, in a statement of several; the default is `true`.",
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
