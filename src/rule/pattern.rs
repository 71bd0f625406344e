//! Patterns in rules: queries by language, or what is wrong with them.
//!
//! Where they are looked for is decided in [`crate::check`].

use std::sync::Arc;

use toml::de::DeValue;
use tree_sitter::Tree;

use crate::lang::Language;
use crate::lang::anatomy::Grammar;
use crate::lang::query::{Bounds, Query};
use crate::problem::{Document, Problem};
use crate::project::Place;
use crate::span::Span;

use super::build;
use super::inside::inside;
use super::target::Name;
use super::tree::{self, Table, Value};

/// The queries of a rule, and what is wrong with them.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    /// Those that are well written.
    pub(super) names: Vec<(Name, Span)>,
    pub(super) problems: Vec<Problem>,
}

impl Patterns {
    /// Reads the queries of a rule that is narrowed to some languages.
    pub(super) fn read(
        document: &Arc<Document>,
        table: Table<'_, '_>,
        languages: &[&'static Language],
    ) -> Self {
        let mut patterns = Self::default();
        let Some(value) = table.value("pattern") else {
            return patterns;
        };
        if let DeValue::Table(entries) = value.get_ref() {
            for (word, value) in entries {
                // What is no language that can be queried is reported where keys are.
                let known = build::language(word.get_ref());
                let Some(language) = known.filter(|known| known.grammar.is_some()) else {
                    continue;
                };
                let is_left_out =
                    !languages.is_empty() && !languages.iter().any(|own| own.name == language.name);
                match is_left_out {
                    true => patterns.add_foreign(document, table, language, word.span().into()),
                    false => patterns.add(document, language, value),
                }
            }
            return patterns;
        }
        match languages {
            [language] => patterns.add(document, language, value),
            // One that does not exist is reported.
            [] if !table.texts("languages").is_empty() => {}
            _ => {
                let problem = Problem::error(
                    "missing-language",
                    "the pattern does not say of which language it is",
                )
                .at(document, tree::span(value), "")
                .help("write `pattern = { python = \"…\" }`, or narrow the rule to one language");
                patterns.problems.push(problem);
            }
        }
        patterns
    }

    fn add_foreign(&mut self, document: &Arc<Document>, table: Table<'_, '_>, language: &Language, at: Span) {
        let message = format!(
            "the pattern is one of {}, which the rule leaves out",
            language.name
        );
        let mut problem = Problem::error("foreign-name", message)
            .at(document, at, "")
            .help(format!(
                "add \"{}\" to `languages`, or leave `languages` out",
                language.name
            ));
        if let Some(languages) = table.value("languages") {
            problem = problem.related(tree::span(languages), "narrowed here");
        }
        self.problems.push(problem);
    }

    /// Adds the queries of a language.
    fn add(&mut self, document: &Arc<Document>, language: &'static Language, value: &Value<'_>) {
        let Some(grammar) = &language.grammar else {
            let message = format!("sources of {} cannot be queried", language.name);
            let problem = Problem::error("missing-language", message);
            self.problems.push(problem.at(document, tree::span(value), ""));
            return;
        };
        let items = match value.get_ref() {
            DeValue::Array(items) => items.iter().collect(),
            _ => vec![value],
        };
        for (text, span) in items.into_iter().filter_map(tree::text) {
            match compile(document, language.name, grammar, (text, span)) {
                Err(problem) => self.problems.push(*problem),
                Ok(query) => {
                    let name = Name {
                        path: vec![language.name.to_owned(), text.to_owned()],
                        query: Some(query),
                        ..Name::plain(text)
                    };
                    self.names.push((name, span));
                }
            }
        }
    }
}

/// Compiles a query.
fn compile(
    document: &Arc<Document>,
    language: &'static str,
    grammar: &Grammar,
    (text, span): (&str, Span),
) -> Result<Query, Box<Problem>> {
    let query = Query::new(language, grammar, text).map_err(|flaw| {
        let at = match flaw.at == (0..text.len()) {
            true => span,
            false => inside(&document.text, span, text, flaw.at),
        };
        let problem = Problem::error("bad-pattern", flaw.message).at(document, at, "");
        Box::new(match flaw.help {
            Some(help) => problem.help(help),
            None => problem,
        })
    })?;
    let plain = (grammar.parse)(grammar.plain, &Place::default());
    let finds = |tree: &Tree| query.find(tree, grammar.plain, Bounds::new(tree, grammar.plain));
    if plain.is_none_or(|tree| finds(&tree).spans.is_empty()) {
        return Ok(query);
    }
    let problem = Problem::error(
        "over-broad-name",
        "the pattern finds something in nearly every source",
    )
    .at(document, span, "")
    .help("say what it is about, with `(#eq? @name \"…\")` or another predicate");
    Err(Box::new(problem))
}
