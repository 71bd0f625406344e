//! One rule from its table: what it says, and what contradicts itself in it.
//!
//! The shape of every value has been checked by `strict`: here a value of the wrong shape is one that is not there.

use std::sync::Arc;

use crate::lang::{LANGUAGES, Language};
use crate::manifest;
use crate::problem::{Document, Problem, Severity, quoted};
use crate::reference::Kind;
use crate::span::Span;

use super::endpoint;
use super::load::MAX_PROBLEMS;
use super::pattern::Patterns;
use super::target::{Name, Target};
use super::tree::{self, Table, span};
use super::{Allow, Example, Origin, Rule, Within, expression, globs, name, package, relation};

/// The parts of a rule that its checks look at, with their places.
#[derive(Debug)]
pub(super) struct Parts<'d, 't, 'i> {
    /// Where all of it stands.
    pub(super) document: &'d Arc<Document>,
    /// The rule's table.
    pub(super) table: Table<'t, 'i>,
    /// What kind of thing it is about.
    pub(super) kind: Kind,
    /// The names that are well written.
    pub(super) names: Vec<(Name, Span)>,
    /// The languages it is narrowed to.
    pub(super) languages: Vec<&'static Language>,
    /// The kinds of files it looks at.
    pub(super) within: Within,
    /// Its examples.
    pub(super) examples: Vec<Example>,
    /// What is wrong with its queries.
    flawed: Vec<Problem>,
}

impl<'d, 't, 'i> Parts<'d, 't, 'i> {
    /// Reads the parts off a rule's table.
    pub(super) fn new(document: &'d Arc<Document>, table: Table<'t, 'i>) -> Self {
        let (kind, mut names) = target(table);
        let languages = table.texts("languages").into_iter();
        let languages: Vec<_> = languages.filter_map(|(word, _)| language(word)).collect();
        let patterns = Patterns::read(document, table, &languages);
        names.extend(patterns.names);
        Self {
            flawed: patterns.problems,
            document,
            table,
            kind,
            names,
            languages,
            within: within(table),
            examples: table.tables("example").into_iter().filter_map(example).collect(),
        }
    }

    /// The rule, if enough of it is there to be one.
    pub(super) fn into_rule(self) -> Option<Rule> {
        let table = self.table;
        let (id, id_span) = table.text("id")?;
        let names: Vec<Name> = self.names.into_iter().map(|(name, _)| name).collect();
        if names.is_empty() {
            return None;
        }
        Some(Rule {
            id: id.to_owned(),
            target: Target {
                kind: self.kind,
                names,
            },
            message: table.owned("message"),
            replacement: table.owned("replacement"),
            adopted: adopted(table),
            severity: severity(table),
            deprecated: table.date("deprecated").map(|(date, _)| date),
            sunset: table.date("sunset").map(|(date, _)| date),
            owner: table.owned("owner"),
            docs: table.owned("docs"),
            since: table.owned("since"),
            removed: table.owned("removed"),
            source: table.owned("source"),
            languages: self.languages,
            within: self.within,
            ambiguous: table.flag("ambiguous").unwrap_or(true),
            allow: table.tables("allow").into_iter().filter_map(allow).collect(),
            examples: self.examples,
            origin: Origin {
                document: Arc::clone(self.document),
                id: id_span,
                block: table.block(),
            },
        })
    }

    /// What contradicts itself in the rule.
    pub(super) fn problems(&self) -> Vec<Problem> {
        (self.flawed.iter().cloned())
            .chain(self.dates())
            .chain(self.foreign_names())
            .chain(self.bare_symbols())
            .chain(self.never_searched())
            .chain(self.never_declared())
            .chain(self.allows_everything())
            .chain(self.unmatchable_examples())
            .take(MAX_PROBLEMS + 1)
            .collect()
    }

    fn dates(&self) -> Option<Problem> {
        let (deprecated, since) = self.table.date("deprecated")?;
        let (sunset, until) = self.table.date("sunset")?;
        (sunset < deprecated).then(|| {
            Problem::error(
                "sunset-before-deprecated",
                "the rule's sunset is before its deprecation",
            )
            .at(self.document, until, format!("{sunset}"))
            .related(since, format!("deprecated on {deprecated}"))
            .help("check both dates")
        })
    }

    /// Whether a name could be of one of the rule's languages.
    fn is_of(&self, name: &Name, language: &'static Language) -> bool {
        let is_of = match self.kind {
            Kind::Dependency => manifest::sample(language.name).is_some(),
            _ => name.is_of(language),
        };
        is_of && (self.languages.is_empty() || self.languages.iter().any(|other| other.name == language.name))
    }

    fn foreign_names(&self) -> impl Iterator<Item = Problem> {
        let value = self.table.value("languages").map(span);
        // With a language that does not exist nothing can be told.
        let known = self.languages.len() == self.table.texts("languages").len();
        let narrowed = value.filter(|_| known && !self.languages.is_empty());
        self.names.iter().filter_map(move |(name, at)| {
            let narrowed = narrowed?;
            let is_never_code = self.kind == Kind::Dependency;
            if is_never_code || LANGUAGES.iter().any(|language| self.is_of(name, language)) {
                return None;
            }
            let of = LANGUAGES.iter().find(|language| name.is_of(language))?;
            let separator = self.languages.first()?.separator;
            let problem = Problem::error(
                "foreign-name",
                format!(
                    "{} is a name of {}, which the rule leaves out",
                    quoted(&name.text),
                    of.name
                ),
            )
            .at(self.document, *at, format!("a {} name", of.name))
            .related(narrowed, "narrowed here")
            .help(match separator {
                "" => format!("add \"{}\" to `languages`", of.name),
                separator => format!(
                    "write {}, or add \"{}\" to `languages`",
                    quoted(&name.path.join(separator)),
                    of.name
                ),
            });
            Some(problem)
        })
    }

    fn bare_symbols(&self) -> impl Iterator<Item = Problem> {
        self.names
            .iter()
            .filter(|(name, _)| self.kind == Kind::Symbol && name.separator.is_none())
            .map(|(name, at)| {
                Problem::warning(
                    "bare-symbol",
                    format!(
                        "the symbol {} names no module that it belongs to",
                        quoted(&name.text)
                    ),
                )
                .at(self.document, *at, "one segment")
                .help("write where it is defined too, such as `pkg.name`; of a whole package, use `module`")
            })
    }

    /// Packages are declared in configuration, of some languages.
    fn never_declared(&self) -> Option<Problem> {
        if self.kind != Kind::Dependency || self.names.is_empty() {
            return None;
        }
        let never = |key: &str, label: &str, help: &str| {
            let value = self.table.value(key)?;
            let problem = Problem::warning("never-matches", "the rule can never match");
            Some(problem.at(self.document, span(value), label).help(help))
        };
        if !self.within.config {
            return never(
                "in",
                "leaves out configuration",
                "packages are declared in configuration; add \"config\"",
            );
        }
        let is_declared = |(name, _): &(Name, Span)| {
            package::parse(&name.text).is_ok_and(|package| !package.ecosystems(&self.languages).is_empty())
        };
        let is_never = !self.names.iter().any(is_declared);
        let help = "leave `languages` out; the ecosystem can be written before a name, as in `npm:request`";
        let label = "leaves out the packages of every name";
        is_never.then(|| never("languages", label, help)).flatten()
    }

    /// Outside of code only names with a separator are searched: a bare word is in every text.
    fn never_searched(&self) -> Option<Problem> {
        let value = self.table.value("in")?;
        let is_bare = |name: &Name| match self.kind {
            Kind::Pattern => true,
            // A file of no language is one that the rule leaves out.
            Kind::Text => !self.languages.is_empty() && !self.within.docs,
            kind => kind.is_of_code() && name.separator.is_none(),
        };
        let bare = self.names.iter().all(|(name, _)| is_bare(name));
        let searched = self.within.config || self.within.docs;
        let help = match self.kind {
            Kind::Pattern => "patterns are found in code alone; add \"code\"",
            Kind::Text => "only code is in one of the rule's languages; add \"code\"",
            _ => "outside of code only names with a `.` or `::` are searched; add \"code\"",
        };
        (searched && !self.within.code && bare && !self.names.is_empty()).then(|| {
            Problem::warning("never-matches", "the rule can never match")
                .at(self.document, span(value), "leaves out code")
                .help(help)
        })
    }

    fn allows_everything(&self) -> impl Iterator<Item = Problem> {
        let tables = self.table.tables("allow").into_iter();
        tables
            .flat_map(|allow| allow.texts("paths"))
            .filter(|(pattern, _)| globs::is_everything(pattern))
            .map(|(_, at)| {
                Problem::warning("allows-everything", "the rule permits every reference")
                    .at(self.document, at, "every path")
                    .help("name the paths where a reference may stay, or remove the rule")
            })
    }

    fn unmatchable_examples(&self) -> impl Iterator<Item = Problem> {
        let (readable, place) = match self.kind {
            Kind::Dependency => (self.within.config, "config"),
            Kind::Pattern => (self.within.code, "code"),
            _ => (self.within.code || self.within.docs, "code"),
        };
        let known = !self.names.is_empty();
        self.examples.iter().filter_map(move |example| {
            let language = example.language;
            let (what, help) = if !readable {
                (
                    format!("is {place}, which the rule leaves out"),
                    format!("add \"{place}\" to `in`"),
                )
            } else if known && !self.names.iter().any(|(name, _)| self.is_of(name, language)) {
                (
                    format!("is in {}, which the rule has no names for", language.name),
                    "write it in a language of the rule's names".to_owned(),
                )
            } else {
                return None;
            };
            let message = format!("the example {what}");
            let problem = if example.matches {
                Problem::error("unmatchable-example", message)
            } else {
                Problem::warning("unmatchable-example", message)
            };
            Some(problem.at(self.document, example.span, "").help(help))
        })
    }
}

/// What kind of thing a table names, and the names that are well written.
fn target(table: Table<'_, '_>) -> (Kind, Vec<(Name, Span)>) {
    let mut kinds = Kind::ALL.into_iter();
    let kind = kinds
        .find(|kind| table.value(kind.as_str()).is_some())
        .unwrap_or(Kind::Module);
    let parse = |text| match kind {
        Kind::Module | Kind::Symbol => name::parse(text).ok(),
        Kind::Endpoint => endpoint::parse(text).ok().map(|_| Name::plain(text)),
        Kind::Dependency => package::parse(text).ok().map(|_| Name::plain(text)),
        Kind::Table | Kind::Column => relation::parse(text, kind).ok().map(|pattern| pattern.name(text)),
        Kind::Text => expression::parse(text).ok().map(|_| Name::plain(text)),
        Kind::Pattern => None,
    };
    let names = table
        .texts(kind.as_str())
        .into_iter()
        .filter_map(|(text, span)| Some((parse(text)?, span)))
        .collect();
    (kind, names)
}

/// What a rule says is used instead.
fn adopted(table: Table<'_, '_>) -> Option<Target> {
    let (kind, names) = target(tree::table(table.value("adopted")?)?);
    let names: Vec<Name> = names.into_iter().map(|(name, _)| name).collect();
    (!names.is_empty()).then_some(Target { kind, names })
}

/// The language of a name.
pub(super) fn language(name: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.name == name)
}

fn severity(table: Table<'_, '_>) -> Severity {
    let word = table.text("severity").map(|(word, _)| word);
    Severity::ALL
        .into_iter()
        .find(|severity| Some(severity.as_str()) == word)
        .unwrap_or_default()
}

fn within(table: Table<'_, '_>) -> Within {
    let words = table.texts("in");
    if words.is_empty() {
        return Within::default();
    }
    let has = |wanted| words.iter().any(|(word, _)| *word == wanted);
    Within {
        code: has("code"),
        config: has("config"),
        docs: has("docs"),
    }
}

fn allow(table: Table<'_, '_>) -> Option<Allow> {
    let patterns: Vec<String> = table
        .texts("paths")
        .into_iter()
        .map(|(pattern, _)| pattern.to_owned())
        .collect();
    Some(Allow {
        paths: globs::set(&patterns),
        patterns,
        reason: table.owned("reason")?,
    })
}

fn example(table: Table<'_, '_>) -> Option<Example> {
    let matches = table.text("matches");
    let (code, span) = matches.or_else(|| table.text("ignores"))?;
    Some(Example {
        language: language(table.text("language")?.0)?,
        code: code.to_owned(),
        matches: matches.is_some(),
        span,
    })
}
