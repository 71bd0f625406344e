//! From one TOML document to rules, strictly, and all that is wrong with the document at once.
//!
//! The steps, one module each: `nesting` refuses what no parser should see, `strict` compares the tree with the
//! table of `keys`, `build` makes rules and checks what one says, `relations` what several do. No file is read here.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use toml::de::DeTable;

use crate::idiom::Idiom;
use crate::problem::{Document, Problem, Severity};
use crate::span::Span;

use super::build::Parts;
use super::relations::{self, Pairs};
use super::sections::{CONFIG, RULE_SET};
use super::tree::Table;
use super::{Rule, idioms, nesting, strict, value};

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    /// A configuration: `straggler.toml`.
    Config,
    /// A rule set: rules and idioms, and nothing else.
    RuleSet,
}

/// What a document says. With an error among the problems it is not all of it.
#[derive(Debug, Default)]
pub struct Parsed {
    /// The rules, in order.
    pub rules: Vec<Rule>,
    /// The idioms, in order.
    pub idioms: Vec<Idiom>,
    /// The entries of `rule-sets`, those left out that can be none.
    pub rule_sets: Vec<(String, Span)>,
    /// The entries of `exclude`.
    pub exclude: Vec<(String, Span)>,
    /// The entries of `source-roots`.
    pub source_roots: Vec<(String, Span)>,
}

/// The most problems of a document that are shown: a file of garbage is one mistake, not a million.
pub(super) const MAX_PROBLEMS: usize = 100;

/// Loads a document. The problems are in the order of the text.
pub fn load(document: &Arc<Document>, kind: DocumentKind) -> (Parsed, Vec<Problem>) {
    if let Some(span) = nesting::too_deep(&document.text) {
        let problem = Problem::error("too-deep", "the file nests too deeply for a rule file")
            .at(document, span, "one bracket too many")
            .help("check that every bracket and every quotation mark before it is closed");
        return (Parsed::default(), vec![problem]);
    }
    let (tree, errors) = DeTable::parse_recoverable(&document.text);
    let table = Table {
        span: Span::default(),
        entries: tree.get_ref(),
    };
    let mut problems = strict::check(
        document,
        table,
        match kind {
            DocumentKind::Config => &CONFIG,
            DocumentKind::RuleSet => &RULE_SET,
        },
    );
    let mut rules = Vec::new();
    for table in table.tables("rule") {
        let parts = Parts::new(document, table);
        if problems.len() < MAX_PROBLEMS {
            problems.extend(parts.problems());
            problems.extend(relations::within(&parts));
        }
        rules.extend(parts.into_rule());
    }
    problems.extend(relations::across(&rules, Pairs::OfOneDocument));
    let parsed = Parsed {
        rules,
        idioms: table.tables("idiom").into_iter().flat_map(idioms::read).collect(),
        rule_sets: owned(&table.texts("rule-sets"))
            .into_iter()
            .filter(|(entry, _)| value::is_rule_set(entry))
            .collect(),
        exclude: owned(&table.texts("exclude")),
        source_roots: owned(&table.texts("source-roots")),
    };
    (parsed, in_order(document, &errors, problems))
}

fn owned(texts: &[(&str, Span)]) -> Vec<(String, Span)> {
    texts
        .iter()
        .map(|&(text, span)| (text.to_owned(), span))
        .collect()
}

/// All problems, in the order of the text, without those that only follow from a syntax error.
fn in_order(
    document: &Arc<Document>,
    errors: &[toml::de::Error],
    mut problems: Vec<Problem>,
) -> Vec<Problem> {
    problems.sort_by_key(start);
    problems.truncate(MAX_PROBLEMS + 1);
    let last = errors
        .last()
        .map(|error| line(document, &syntax(document, error)));
    let errors = syntax_errors(document, errors);
    let mut more = last.is_some_and(|last| !errors.contains_key(&last));
    if !errors.is_empty() {
        let follows = |problem: &Problem| {
            problem.severity < Severity::Error
                || problem.code.starts_with("missing-")
                || errors.contains_key(&line(document, problem))
        };
        problems.retain(|problem| !follows(problem));
        problems.extend(errors.into_values());
        problems.sort_by_key(start);
    }
    more |= problems.len() > MAX_PROBLEMS;
    if more {
        problems.truncate(MAX_PROBLEMS);
        let more = Problem::error("more-problems", "the file has more problems than are shown");
        problems.push(more.at(document, Span::default(), ""));
    }
    problems
}

fn start(problem: &Problem) -> Option<u32> {
    problem.at.as_ref().map(|(_, span, _)| span.start)
}

/// The end of the line before the one that a problem stands on.
fn line(document: &Document, problem: &Problem) -> Option<usize> {
    let before = document.text.get(..start(problem)? as usize)?;
    memchr::memrchr(b'\n', before.as_bytes())
}

/// The syntax errors, one for a line: the others follow from it.
fn syntax_errors(document: &Arc<Document>, errors: &[toml::de::Error]) -> BTreeMap<Option<usize>, Problem> {
    let mut by_line: BTreeMap<Option<usize>, Problem> = BTreeMap::new();
    for error in errors.iter().take(MAX_PROBLEMS) {
        let problem = syntax(document, error);
        // What is not closed is reported last, where the parser gave up waiting.
        let telling = error.message().starts_with("unclosed");
        match by_line.entry(line(document, &problem)) {
            Entry::Vacant(entry) => drop(entry.insert(problem)),
            Entry::Occupied(mut entry) if telling => drop(entry.insert(problem)),
            Entry::Occupied(_) => {}
        }
    }
    by_line
}

/// A syntax error in our words around the parser's.
fn syntax(document: &Arc<Document>, error: &toml::de::Error) -> Problem {
    let text = &document.text;
    let span = error.span().unwrap_or_default();
    let span = Span::new(
        text.floor_char_boundary(span.start),
        text.ceil_char_boundary(span.end.max(span.start).min(text.len())),
    );
    let (what, expected) = match error.message().split_once(", expected ") {
        Some((what, "nothing")) => (what, "not expected here".to_owned()),
        Some((what, expected)) => (what, format!("expected {expected}")),
        None => (error.message(), String::new()),
    };
    let rest = text.get(span.start as usize..).unwrap_or_default();
    let ends = rest.is_empty() || rest.starts_with(['\r', '\n', '#']);
    let (what, expected) = if ends && what == "string values must be quoted" {
        ("the value is missing", "expected a value".to_owned())
    } else {
        (what, expected)
    };
    let problem = Problem::error("syntax", format!("not valid TOML: {what}")).at(document, span, expected);
    let repeated = what == "duplicate key";
    match span.of(text) {
        "rule" if repeated => problem.help("write `[[rule]]` for every rule, with two brackets"),
        "example" if repeated => {
            problem.help("write `[[rule.example]]` for every example, with two brackets")
        }
        _ if repeated => problem.help("a key may stand in a table once; another rule begins with `[[rule]]`"),
        _ => problem,
    }
}
