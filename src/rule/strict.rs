//! Strictness: a table against its section of the table of [keys](super::keys).
//!
//! Reports every key that is not legal, every one that is missing and every value of the wrong shape, and changes
//! nothing. What depends on several keys is checked elsewhere.

use std::sync::Arc;

use toml::de::DeValue;

use crate::lang::LANGUAGES;
use crate::problem::{Document, Problem, nearest, quoted};
use crate::span::Span;

use super::keys::{Key, Need, Section, Shape};
use super::load::MAX_PROBLEMS;
use super::sections::{CONFIG, EXAMPLE, RULE};
use super::tree::{self, Table, Value};
use super::value;

/// Checks tables of one document.
#[derive(Debug)]
pub(super) struct Strict<'d> {
    document: &'d Arc<Document>,
    problems: Vec<Problem>,
}

/// Checks a table and all below it.
pub(super) fn check(
    document: &Arc<Document>,
    table: Table<'_, '_>,
    section: &'static Section,
) -> Vec<Problem> {
    let mut strict = Strict {
        document,
        problems: Vec::new(),
    };
    strict.section(table, section);
    strict.problems
}

impl Strict<'_> {
    fn section(&mut self, table: Table<'_, '_>, section: &'static Section) {
        let mut meant = Vec::new();
        for (name, value) in table.iter() {
            if self.problems.len() > MAX_PROBLEMS {
                return;
            }
            let name_span = Span::from(name.span());
            let name: &str = name.get_ref();
            match section.key(name) {
                Some(key) => self.value(key, key.shape, value),
                None => meant.extend(self.unknown(name, name_span, table, section)),
            }
        }
        self.missing(table, section, &meant);
        self.alternatives(table, section, &meant);
    }

    fn push(&mut self, problem: Problem, span: Span, label: &str) {
        self.add(problem.at(self.document, span, label));
    }

    fn add(&mut self, problem: Problem) {
        // One more than is shown tells that there are more.
        if self.problems.len() <= MAX_PROBLEMS {
            self.problems.push(problem);
        }
    }

    /// Reports a key that is not legal; returns the one that may have been meant.
    fn unknown(
        &mut self,
        name: &str,
        span: Span,
        table: Table<'_, '_>,
        section: &'static Section,
    ) -> Option<&'static str> {
        let absent = section.names().filter(|name| table.value(name).is_none());
        let hint = misplaced(name, section);
        let meant = nearest(name, absent).filter(|_| hint.is_none());
        let names: Vec<&str> = section.names().collect();
        let help = match (hint, meant) {
            (Some(hint), _) => hint,
            (None, Some(meant)) => format!("did you mean `{meant}`?"),
            (None, None) => format!("its keys are {}", value::listed(&names)),
        };
        let message = format!("{} has no key {}", section.title, quoted(name));
        self.push(
            Problem::error("unknown-key", message).help(help),
            span,
            "unknown key",
        );
        meant
    }

    fn missing(&mut self, table: Table<'_, '_>, section: &'static Section, meant: &[&str]) {
        let required = section.keys.iter().filter(|key| key.need == Need::Required);
        let absent = required.filter(|key| table.value(key.name).is_none() && !meant.contains(&key.name));
        for key in absent {
            let problem = Problem::error("missing-key", format!("{} needs `{}`", section.title, key.name))
                .help(first_lower(key.doc));
            self.push(problem, table.span, &format!("has no `{}`", key.name));
        }
    }

    fn alternatives(&mut self, table: Table<'_, '_>, section: &'static Section, meant: &[&str]) {
        let names: Vec<String> = section
            .alternatives()
            .map(|key| format!("`{}`", key.name))
            .collect();
        let excused = section.alternatives().any(|key| meant.contains(&key.name));
        let mut present: Vec<(Span, &str)> = section
            .alternatives()
            .filter_map(|key| Some((table.key(key.name)?, key.name)))
            .collect();
        present.sort_unstable();
        let names = match names.split_last() {
            Some((last, others @ [_, ..])) => format!("{} or {last}", others.join(", ")),
            _ => names.concat(),
        };
        match present.as_slice() {
            [] if excused || names.is_empty() => {}
            [] => {
                let problem = Problem::error("missing-target", format!("{} needs {names}", section.title))
                    .help(format!("add exactly one of {names}"));
                self.push(problem, table.span, "says none of them");
            }
            [_] => {}
            [(first, first_name), others @ ..] => {
                for (span, name) in others {
                    let what = if std::ptr::eq(section, &raw const RULE) {
                        "names two targets"
                    } else {
                        "says two things"
                    };
                    let problem = Problem::error(
                        "two-targets",
                        format!("{} {what}, `{first_name}` and `{name}`", section.title),
                    )
                    .related(*first, "the first")
                    .help(format!("write {} for each", section.title));
                    self.push(problem, *span, "the second");
                }
            }
        }
    }

    /// Queries by language.
    fn queries(&mut self, key: &Key, value: &Value<'_>) {
        let Some(table) = tree::table(value) else { return };
        if table.entries.is_empty() {
            let problem = Problem::error("empty-list", format!("`{}` is an empty table", key.name))
                .help("write `python = \"…\"` in it");
            self.push(problem, table.span, "empty");
        }
        for (name, value) in table.iter() {
            let queried = LANGUAGES.iter().filter(|language| language.grammar.is_some());
            let legal: Vec<&str> = queried.map(|language| language.name).collect();
            let word: &str = name.get_ref();
            if legal.contains(&word) {
                self.value(key, Shape::OneOrMany(&Shape::Code), value);
                continue;
            }
            let message = format!("no sources of {} can be queried", quoted(word));
            let help = match nearest(word, legal.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are {}", value::listed(&legal)),
            };
            let problem = Problem::error("unknown-word", message).help(help);
            self.push(problem, Span::from(name.span()), "");
        }
    }

    /// One value, and those in it.
    fn value(&mut self, key: &Key, shape: Shape, value: &Value<'_>) {
        let span = tree::span(value);
        if span == Span::default() {
            // What the parser puts where a value is missing: it has said so.
            return;
        }
        match (shape, value.get_ref()) {
            (Shape::List(_) | Shape::OneOrMany(_), DeValue::Array(items)) if items.is_empty() => {
                let problem = Problem::error("empty-list", format!("`{}` is an empty list", key.name))
                    .help(format!("leave `{}` out, or list something", key.name));
                self.push(problem, span, "empty");
            }
            (Shape::List(inner) | Shape::OneOrMany(inner), DeValue::Array(items)) => {
                for item in items {
                    self.value(key, *inner, item);
                }
            }
            (Shape::OneOrMany(inner), _) => self.value(key, *inner, value),
            (Shape::Queries, DeValue::Table(_)) => self.queries(key, value),
            (Shape::Queries, _) => self.value(key, Shape::OneOrMany(&Shape::Code), value),
            (Shape::Tables(section), DeValue::Array(items)) => {
                for item in items {
                    match tree::table(item) {
                        Some(table) => self.section(table, section),
                        None => self.add(value::wrong_type(self.document, key, shape, item)),
                    }
                }
            }
            (Shape::Table(section), _) => match tree::table(value) {
                Some(table) => self.section(table, section),
                None => self.add(value::wrong_type(self.document, key, shape, value)),
            },
            (Shape::List(_) | Shape::Tables(_), _) => {
                self.add(value::wrong_type(self.document, key, shape, value));
            }
            _ => {
                if let Some(problem) = value::check(self.document, key, shape, value) {
                    self.add(problem);
                }
            }
        }
    }
}

/// Where a key that is not legal here belongs. A key written below a header belongs to that header's table, which is
/// the one thing about TOML that surprises people.
fn misplaced(name: &str, section: &'static Section) -> Option<String> {
    let is = |other: &'static Section| std::ptr::eq(section, other);
    if is(&EXAMPLE) && RULE.key(name).is_some() {
        return Some(format!(
            "write `{name}` of the rule above its first `[[rule.example]]`"
        ));
    }
    if !is(&CONFIG) && CONFIG.key(name).is_some() {
        return Some(if is(&RULE) || is(&EXAMPLE) {
            format!("write `{name}` of the configuration above its first `[[rule]]`")
        } else {
            format!("`{name}` belongs in `straggler.toml`")
        });
    }
    if !is(&RULE) && !is(&EXAMPLE) && RULE.key(name).is_some() {
        return Some(format!("write `{name}` of a rule below its `[[rule]]`"));
    }
    None
}

/// A sentence of the table of keys as a help line.
fn first_lower(sentence: &str) -> String {
    let sentence = sentence.trim_end_matches('.');
    let mut characters = sentence.chars();
    characters
        .next()
        .map(|first| first.to_lowercase().chain(characters).collect())
        .unwrap_or_default()
}
