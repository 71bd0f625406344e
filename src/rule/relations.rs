//! What rules and names are to each other: the same id twice, the same name twice, a name below another.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::lang::{LANGUAGES, Language};
use crate::problem::{Document, Problem, quoted};
use crate::reference::Kind;
use crate::span::{Locator, Span};

use super::Rule;
use super::build::Parts;
use super::load::MAX_PROBLEMS;
use super::target::Name;

/// A name as it is compared: what kind of thing it is of and its notation are part of it.
type Notated<'n> = (Option<Kind>, &'n [String], Option<&'static str>);

fn notated(kind: Kind, name: &Name) -> Notated<'_> {
    (
        Some(kind).filter(|kind| !kind.is_of_code()),
        &name.path,
        name.separator,
    )
}

/// Names of one rule that are listed twice, or that another name of it includes.
pub(super) fn within(parts: &Parts<'_, '_, '_>) -> Vec<Problem> {
    let mut first: BTreeMap<Notated<'_>, Span> = BTreeMap::new();
    let mut problems = Vec::new();
    for (name, span) in &parts.names {
        if let Some(before) = first.get(&notated(parts.kind, name)) {
            problems.push(
                Problem::warning(
                    "repeated-name",
                    format!("the rule lists {} twice", quoted(&name.text)),
                )
                .at(parts.document, *span, "again")
                .related(*before, "the first")
                .help("remove one of them"),
            );
        } else {
            first.insert(notated(parts.kind, name), *span);
        }
    }
    for (name, span) in &parts.names {
        let above = (1..name.path.len()).find_map(|depth| {
            if parts.kind.is_relation() {
                // What is not qualified includes what is.
                return first.get(&(Some(parts.kind), &name.path[depth..], None));
            }
            let path = &name.path[..depth];
            let bare = if depth == 1 {
                first.get(&(None, path, None))
            } else {
                None
            };
            bare.or_else(|| first.get(&(None, path, name.separator)))
        });
        if let Some(above) = above {
            problems.push(
                Problem::warning(
                    "redundant-name",
                    format!("{} is below another name of the rule", quoted(&name.text)),
                )
                .at(parts.document, *span, "included already")
                .related(*above, "includes it")
                .help("remove it, or give it a rule of its own"),
            );
        }
    }
    problems.truncate(MAX_PROBLEMS + 1);
    problems
}

/// Which pairs of rules to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pairs {
    /// Those of one document.
    OfOneDocument,
    /// Those of two documents.
    OfTwoDocuments,
}

impl Pairs {
    fn include(self, one: &Rule, other: &Rule) -> bool {
        Arc::ptr_eq(&one.origin.document, &other.origin.document) == (self == Self::OfOneDocument)
    }
}

/// Rules with the same id (an error) or the same name (a warning). Every problem stands at the later rule.
pub(crate) fn across(rules: &[Rule], pairs: Pairs) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut ids: BTreeMap<&str, &Rule> = BTreeMap::new();
    let mut names: BTreeMap<Notated<'_>, Vec<&Rule>> = BTreeMap::new();
    for rule in rules {
        if problems.len() > MAX_PROBLEMS {
            break;
        }
        let before = ids.insert(&rule.id, rule);
        if let Some(before) = before.filter(|before| pairs.include(before, rule)) {
            let problem = Problem::error(
                "duplicate-id",
                format!("two rules are called {}", quoted(&rule.id)),
            );
            problems.push(beside(problem, rule, before, "called so too").help("give one of them another id"));
        }
        for name in &rule.target.names {
            let owners = names.entry(notated(rule.target.kind, name)).or_default();
            let rival = owners.last().copied().filter(|rival| {
                rival.id != rule.id && pairs.include(rival, rule) && share_a_language(rival, rule, name)
            });
            if let Some(rival) = rival {
                let problem = Problem::warning(
                    "repeated-name",
                    format!(
                        "{} is named by two rules, {} and {}",
                        quoted(&name.text),
                        quoted(&rival.id),
                        quoted(&rule.id)
                    ),
                );
                problems.push(
                    beside(problem, rule, rival, "names it first")
                        .help("every reference counts for both; remove the name from one of them"),
                );
            }
            owners.push(rule);
        }
    }
    problems
}

fn share_a_language(one: &Rule, other: &Rule, name: &Name) -> bool {
    let reaches = |rule: &Rule, language: &Language| {
        rule.languages.is_empty() || rule.languages.iter().any(|own| own.name == language.name)
    };
    LANGUAGES.iter().any(|language| {
        let is_of = !one.target.kind.is_of_code() || name.is_of(language);
        is_of && reaches(one, language) && reaches(other, language)
    })
}

/// Puts a problem at a rule's id and points at another rule, which may be in another document.
fn beside(problem: Problem, rule: &Rule, other: &Rule, label: &str) -> Problem {
    let (own, others) = (&rule.origin, &other.origin);
    if Arc::ptr_eq(&own.document, &others.document) {
        return problem
            .at(&own.document, own.id, "")
            .related(others.id, label.to_owned());
    }
    let place = place(&others.document, others.id);
    problem.at(&own.document, own.id, format!("{label}: {place}"))
}

/// A place in words: `rules/a.toml:3`.
pub(crate) fn place(document: &Document, span: Span) -> String {
    let position = Locator::new(&document.text).position(span.start as usize);
    format!("{}:{}", document.name, position.line)
}
