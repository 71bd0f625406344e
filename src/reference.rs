//! A reference: one place in a source that names something a rule may be about.
//!
//! Readers make references, the checker matches them with rules. A reference knows nothing of rules, and a reader
//! hands on only those whose path reaches one of the [names](crate::names) the scan looks for.

use crate::names::Path;
use crate::span::Span;

/// What kind of thing a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A module or package, with all below it.
    Module,
    /// A single item, with its members.
    Symbol,
    /// A table or view of a database.
    Table,
    /// A column of a table.
    Column,
    /// An endpoint of an API, or all below one.
    Endpoint,
    /// A package that a manifest declares.
    Dependency,
    /// What a query of syntax trees finds.
    Pattern,
    /// What a regular expression finds.
    Text,
}

impl Kind {
    /// Every kind, in the order in which they are documented.
    pub const ALL: [Self; 8] = [
        Self::Module,
        Self::Symbol,
        Self::Table,
        Self::Column,
        Self::Endpoint,
        Self::Dependency,
        Self::Pattern,
        Self::Text,
    ];

    /// The key that a rule uses for this kind of target, and the word of every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Module => "module",
            Self::Symbol => "symbol",
            Self::Table => "table",
            Self::Column => "column",
            Self::Endpoint => "endpoint",
            Self::Dependency => "dependency",
            Self::Pattern => "pattern",
            Self::Text => "text",
        }
    }

    /// Whether it is something that code defines and refers to by imports.
    pub const fn is_of_code(self) -> bool {
        matches!(self, Self::Module | Self::Symbol)
    }

    /// Whether it is no thing with a name, but whatever looks as the rule says.
    pub const fn is_asked_for(self) -> bool {
        matches!(self, Self::Pattern | Self::Text)
    }

    /// Whether it is something in a database, which no import brings in.
    pub const fn is_relation(self) -> bool {
        matches!(self, Self::Table | Self::Column)
    }
}

/// How a place refers to what it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// An import or `use` declaration.
    Import,
    /// An import that makes the name available to others under the importing module's name.
    Reexport,
    /// A use of a name that an import (or the file's own module) brought in; or what a query finds.
    Use,
    /// A string literal that is, whole, a dotted name.
    String,
    /// A table or a column in SQL.
    Sql,
    /// A table or a column that an ORM or a migration declares or names.
    Orm,
    /// A URL that a client calls.
    Url,
    /// A route that a server declares.
    Route,
    /// A configuration file.
    Config,
    /// A comment, a docstring or a documentation file.
    Doc,
    /// Text that no grammar has read: another language, a part of a file that does not parse; or what a regular expression
    /// finds in code.
    Text,
}

impl Role {
    /// The word that every output uses for this role.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Reexport => "reexport",
            Self::Use => "use",
            Self::String => "string",
            Self::Sql => "sql",
            Self::Orm => "orm",
            Self::Url => "url",
            Self::Route => "route",
            Self::Config => "config",
            Self::Doc => "doc",
            Self::Text => "text",
        }
    }
}

/// The number of a scope within its file; see [`Scope`].
pub type ScopeId = u32;

/// The scope that is the whole file.
pub const FILE_SCOPE: ScopeId = 0;

/// A named scope of a file: a class, a function, a module, an `impl`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The scope around it; the file itself has none.
    pub parent: Option<ScopeId>,
    /// What it is called in an identity: `Invoice` (Python), `fn charge`, `impl Invoice` (Rust); empty for the file.
    pub label: String,
    /// Its segment in the path of what it encloses: `Invoice`, `charge`.
    pub segment: String,
}

/// One place in a source that names something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The resolved name. The first segment may be [`OWN`](crate::names::OWN).
    pub path: Path,
    /// How many leading segments of the path another reference has already reported, or that only tell the type of
    /// a receiver: a target must be longer than this to be named *here*.
    pub known: usize,
    /// The longest part of the expression that names the path.
    pub span: Span,
    /// How it refers.
    pub role: Role,
    /// Where the name was brought in, when that is another place.
    pub via: Option<Span>,
    /// The innermost named scope it stands in.
    pub scope: ScopeId,
}

/// A name that a file makes available to other files of the scanned tree, and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Export {
    /// The name from outside; the first segment may be [`OWN`](crate::names::OWN).
    pub name: Path,
    /// What it stands for; reaches a name of the scan, and may begin with [`OWN`](crate::names::OWN) too.
    pub stands_for: Path,
}

/// Exports in little memory: a scan holds those of thousands of files at once.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Exports {
    /// Every segment, one after the other.
    text: Box<str>,
    /// For each export the numbers of segments of both its paths, then the length of each segment.
    lengths: Box<[u32]>,
}

impl Exports {
    /// Packs some exports.
    pub fn new(exports: &[Export]) -> Self {
        let mut text = String::new();
        let mut lengths = Vec::new();
        for Export { name, stands_for } in exports {
            lengths.extend([name.len() as u32, stands_for.len() as u32]);
            for segment in name.iter().chain(stands_for) {
                text.push_str(segment);
                lengths.push(segment.len() as u32);
            }
        }
        Self {
            text: text.into(),
            lengths: lengths.into(),
        }
    }

    /// What they are kept as.
    pub(crate) fn parts(&self) -> (&str, &[u32]) {
        (&self.text, &self.lengths)
    }

    /// The exports that were kept so. Parts that do not fit give fewer exports.
    pub(crate) fn from_parts(text: &str, lengths: Vec<u32>) -> Self {
        Self {
            text: text.into(),
            lengths: lengths.into(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.lengths.is_empty()
    }

    /// The exports, in order.
    pub fn iter(&self) -> impl Iterator<Item = Export> + '_ {
        let mut lengths = self.lengths.iter().map(|length| *length as usize);
        let mut rest = &*self.text;
        std::iter::from_fn(move || {
            let (name, stands_for) = (lengths.next()?, lengths.next()?);
            let mut path = |segments: usize| -> Path {
                let segments = lengths.by_ref().take(segments);
                let segments = segments.map_while(|length| {
                    let (segment, after) = rest.split_at_checked(length)?;
                    rest = after;
                    Some(segment.to_owned())
                });
                segments.collect()
            };
            Some(Export {
                name: path(name),
                stands_for: path(stands_for),
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exports_come_out_as_they_went_in() {
        let path = |dotted: &str| -> Path { dotted.split('.').map(str::to_owned).collect() };
        let export = |name, stands_for| Export {
            name: path(name),
            stands_for: path(stands_for),
        };
        let exports = [
            export(".shop.pay", "legacy.pay"),
            export("a", "é.b.c"),
            export("", "x"),
        ];
        let packed = Exports::new(&exports);
        assert_eq!(packed.iter().collect::<Vec<_>>(), exports);
        assert!(Exports::new(&[]).is_empty() && !packed.is_empty());
    }
}
