//! `straggler explain`: one rule in prose.

use std::io;

use clap::Args;
use jiff::civil::Date;
use termcolor::WriteColor;

use super::rules::{find, origin, refuse};
use super::{Exit, prose};
use crate::output::days_to;
use crate::reference::Kind;
use crate::rule::Rule;
use crate::rule::target::Target;

/// Explain a rule: what is deprecated, what to use instead, and until when
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// Which rule
    #[arg(value_name = "RULE")]
    id: String,
}

/// Runs the subcommand.
///
/// # Errors
///
/// When the output cannot be written.
pub fn run(
    args: &ExplainArgs,
    rules: &[Rule],
    today: Date,
    out: &mut dyn WriteColor,
    err: &mut dyn WriteColor,
) -> io::Result<Exit> {
    match find(rules, &args.id) {
        Ok(rule) => {
            write!(out, "{}", explanation(rule, today))?;
            Ok(Exit::Success)
        }
        Err(problem) => refuse(*problem, err),
    }
}

/// All that a rule says.
fn explanation(rule: &Rule, today: Date) -> String {
    let mut text = format!("{} ({})\n\n", rule.id, rule.severity);
    text += &match rule.target.kind {
        Kind::Pattern => queries(rule),
        _ => prose::wrap("", "", &deprecation(rule)),
    };
    if let Some(message) = &rule.message {
        text += "\n";
        text += &prose::wrap("", "", &sentence(message));
    }
    if let Some(replacement) = &rule.replacement {
        text += "\n";
        let instead = if replacement.contains(' ') {
            format!("Instead: {}", sentence(replacement))
        } else {
            format!("Use `{replacement}` instead.")
        };
        text += &prose::wrap("", "", &instead);
    }
    let facts: String = facts(rule, today)
        .iter()
        .map(|(name, fact)| prose::wrap(&format!("  {name:<12}"), &" ".repeat(14), fact))
        .collect();
    if !facts.is_empty() {
        text.push('\n');
        text += &facts;
    }
    text += &permissions(rule);
    text += &examples(rule);
    text += "\n";
    text += &prose::wrap("", "", &format!("The rule is written in {}.", origin(rule)));
    text
}

fn deprecation(rule: &Rule) -> String {
    let names: Vec<String> = rule
        .target
        .names
        .iter()
        .map(|name| format!("`{}`", name.text))
        .collect();
    let one = names.len() == 1;
    let (noun, rest) = match (rule.target.kind, one) {
        (Kind::Module, true) => ("The module", ", with all below it, is"),
        (Kind::Module, false) => ("The modules", ", with all below them, are"),
        (Kind::Symbol, true) => ("The symbol", ", with its members, is"),
        (Kind::Symbol, false) => ("The symbols", ", with their members, are"),
        (Kind::Table, true) => ("The table", " is"),
        (Kind::Table, false) => ("The tables", " are"),
        (Kind::Dependency, true) => ("The package", " is"),
        (Kind::Dependency, false) => ("The packages", " are"),
        (Kind::Column, true) => ("The column", " is"),
        (Kind::Column, false) => ("The columns", " are"),
        (Kind::Endpoint, true) => ("The endpoint", " is"),
        (Kind::Endpoint, false) => ("The endpoints", " are"),
        (Kind::Text, true) => ("What the expression", " matches is"),
        (Kind::Text, false) => ("What the expressions", " match is"),
        (Kind::Pattern, _) => ("What the query", " finds is"),
    };
    format!("{noun} {}{rest} deprecated.", prose::list(&names))
}

/// The queries of a rule, and whether the sources can be told that they find nothing in.
fn queries(rule: &Rule) -> String {
    let mut text = String::new();
    for name in &rule.target.names {
        let Some(query) = &name.query else { continue };
        text += if text.is_empty() { "" } else { "\n" };
        text += &["What this query finds in ", query.language, " is deprecated:\n\n"].concat();
        text += &prose::indented("    ", &name.text);
        if query.needs().iter().any(Vec::is_empty) {
            let cost = format!(
                "It says no text that a source must hold, so every {} source is parsed for it.",
                query.language
            );
            text += "\n";
            text += &prose::wrap("", "", &cost);
        }
    }
    text
}

/// A message as a sentence; they are written without a final stop.
fn sentence(message: &str) -> String {
    let message = message.trim();
    let mut characters = message.chars();
    let first = characters.next().map(char::to_uppercase);
    // A name keeps its letters: only plain words begin a sentence.
    let word = message.split_whitespace().next().unwrap_or_default();
    let plain = word.chars().all(|c| c.is_ascii_lowercase() || c == ',');
    let mut sentence: String = match first {
        Some(first) if plain => first.chain(characters).collect(),
        _ => message.to_owned(),
    };
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}

fn facts(rule: &Rule, today: Date) -> Vec<(&'static str, String)> {
    let languages: Vec<&str> = rule.languages.iter().map(|language| language.name).collect();
    let within = rule.within;
    let is_query = rule.target.kind == Kind::Pattern;
    let kinds: Vec<&str> = [
        (within.code, "code"),
        (within.config && !is_query, "configuration"),
        (within.docs && !is_query, "documentation"),
    ]
    .into_iter()
    .filter_map(|(has, kind)| has.then_some(kind))
    .collect();
    let day = |date: Date| format!("{date}, {}", days_to(date, today));
    [
        (
            "deprecated",
            rule.deprecated.map(|date| day(date).replace("passed ", "")),
        ),
        ("sunset", rule.sunset.map(day)),
        ("since", rule.since.clone()),
        ("removed", rule.removed.clone()),
        ("owner", rule.owner.clone()),
        ("docs", rule.docs.clone()),
        ("source", rule.source.clone()),
        (
            "languages",
            (!languages.is_empty()).then(|| prose::list(&languages)),
        ),
        ("looks at", Some(prose::list(&kinds))),
        ("adopted", rule.adopted.as_ref().map(adopted)),
    ]
    .into_iter()
    .filter_map(|(name, fact)| Some((name, fact?)))
    .collect()
}

/// What is used instead.
fn adopted(target: &Target) -> String {
    let names: Vec<String> = target
        .names
        .iter()
        .map(|name| format!("`{}`", name.text))
        .collect();
    format!("the {} {}, counted", target.kind.as_str(), prose::list(&names))
}

fn permissions(rule: &Rule) -> String {
    if rule.allow.is_empty() {
        return String::new();
    }
    let allowed = rule.allow.iter().map(|allow| {
        let paths = prose::list(&allow.patterns);
        prose::wrap("  ", "    ", &format!("{paths}: {}", allow.reason))
    });
    format!("\nReferences are permitted in\n{}", allowed.collect::<String>())
}

fn examples(rule: &Rule) -> String {
    let mut text = String::new();
    for example in &rule.examples {
        let verb = if example.matches { "matches" } else { "ignores" };
        text += &["\nIt ", verb, ", in ", example.language.name, ":\n\n"].concat();
        text += &prose::indented("    ", &example.code);
    }
    text
}
