//! Queries of syntax trees: what a rule looks for where no name tells it.
//!
//! The structure is tree-sitter's; the predicates are read and evaluated here, within bounds. What a query finds are the
//! places of its capture `@reference`.

mod predicate;
mod run;
mod scan;

use std::ops::Range;
use std::sync::Arc;

use tree_sitter::{CaptureQuantifier, Query as Structure, QueryErrorKind};

use self::predicate::Predicate;
pub use self::run::{Bounds, Found};
use super::anatomy::Grammar;
use super::regex::tells;
use crate::problem::{nearest, quoted};

/// The capture that is the reference.
const REFERENCE: &str = "reference";

/// A compiled query.
#[derive(Debug, Clone)]
pub struct Query {
    /// The name of the language.
    pub language: &'static str,
    text: Arc<str>,
    structure: Arc<Structure>,
    reference: u32,
    /// For each of its patterns the predicates.
    predicates: Vec<Vec<Predicate>>,
}

impl PartialEq for Query {
    fn eq(&self, other: &Self) -> bool {
        (self.language, &self.text) == (other.language, &other.text)
    }
}

impl Eq for Query {}

/// What is wrong with a query.
#[derive(Debug)]
pub struct Flaw {
    /// Where, in bytes of the query.
    pub at: Range<usize>,
    /// What.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Flaw {
    fn new(at: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            at,
            message: message.into(),
            help: None,
        }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl Query {
    /// Compiles a query.
    ///
    /// # Errors
    ///
    /// What is wrong with it, the first flaw.
    pub fn new(language: &'static str, grammar: &Grammar, text: &str) -> Result<Self, Flaw> {
        let parts = scan::scan(text)?;
        let syntax = (grammar.syntax)();
        let mut structure = Structure::new(&syntax, &parts.structure).map_err(|error| {
            let offset = text.floor_char_boundary(error.offset);
            refusal(&syntax, text, offset, &error.kind)
        })?;
        let patterns = structure.pattern_count();
        if patterns == 0 {
            let help = "write a pattern, such as `(call function: (identifier) @reference)`";
            return Err(Flaw::new(0..text.len(), "the query is empty").help(help));
        }
        let begin: Vec<usize> = (0..patterns)
            .map(|index| structure.start_byte_for_pattern(index))
            .collect();
        let reference = structure.capture_index_for_name(REFERENCE);
        let is_never = |capture, pattern| {
            structure.capture_quantifiers(pattern).get(capture as usize) == Some(&CaptureQuantifier::Zero)
        };
        let without =
            (0..patterns).find(|pattern| reference.is_none_or(|reference| is_never(reference, *pattern)));
        if let Some(pattern) = without {
            let at = first_token(text, begin[pattern]);
            let flaw = Flaw::new(at, "the pattern has no capture `@reference`");
            let near = nearest(REFERENCE, structure.capture_names().iter().copied());
            return Err(flaw.help(match near {
                Some(near) if near != REFERENCE => format!("did you mean `@reference` by `@{near}`?"),
                _ => "write `@reference` behind the node that is to be found".to_owned(),
            }));
        }
        let mut predicates = vec![Vec::new(); patterns];
        for written in &parts.predicates {
            let pattern = begin
                .partition_point(|begin| *begin <= written.at.start)
                .saturating_sub(1);
            let predicate = Predicate::new(written, &structure)?;
            if is_never(predicate.capture, pattern) {
                let capture = written
                    .arguments
                    .first()
                    .map_or(written.at.clone(), |first| first.at.clone());
                return Err(Flaw::new(capture, "the capture is one of another pattern"));
            }
            predicates[pattern].push(predicate);
        }
        disable_unused(&mut structure, &parts);
        Ok(Self {
            language,
            text: text.into(),
            structure: Arc::new(structure),
            reference: reference.unwrap_or_default(),
            predicates,
        })
    }

    /// For each of its patterns the texts that a source must hold: one of each list.
    pub fn needs(&self) -> Vec<Vec<Vec<String>>> {
        let quantifiers = |pattern| self.structure.capture_quantifiers(pattern);
        let is_there = |pattern, predicate: &&Predicate| {
            let quantifier = quantifiers(pattern).get(predicate.capture as usize);
            matches!(
                quantifier,
                Some(CaptureQuantifier::One | CaptureQuantifier::OneOrMore)
            )
        };
        let patterns = self.predicates.iter().enumerate();
        patterns
            .map(|(pattern, predicates)| {
                let sure = predicates.iter().filter(|predicate| is_there(pattern, predicate));
                sure.flat_map(Predicate::needs)
                    .filter(|texts| tells(texts))
                    .collect()
            })
            .collect()
    }
}

/// Captures that nothing asks for cost time in vain.
fn disable_unused(structure: &mut Structure, parts: &scan::Parts) {
    let names: Vec<String> = structure
        .capture_names()
        .iter()
        .map(|name| (*name).to_owned())
        .collect();
    let arguments = || parts.predicates.iter().flat_map(|written| &written.arguments);
    for name in names {
        let is_asked = arguments().any(|argument| argument.is_capture && argument.text == name);
        if name != REFERENCE && !is_asked {
            structure.disable_capture(&name);
        }
    }
}

/// Why tree-sitter refuses a query.
fn refusal(syntax: &tree_sitter::Language, text: &str, offset: usize, kind: &QueryErrorKind) -> Flaw {
    let at = first_token(text, offset);
    let word = &text[at.clone()];
    let unknown = |what: &str, legal: &[&str]| {
        let flaw = Flaw::new(at.clone(), format!("the grammar has no {what} {}", quoted(word)));
        match nearest(word, legal.iter().copied()) {
            Some(near) => flaw.help(format!("did you mean `{near}`?")),
            None => flaw,
        }
    };
    match kind {
        QueryErrorKind::NodeType => {
            let ids = 0..syntax.node_kind_count() as u16;
            let named = ids.filter(|id| syntax.node_kind_is_named(*id) && syntax.node_kind_is_visible(*id));
            let legal: Vec<&str> = named.filter_map(|id| syntax.node_kind_for_id(id)).collect();
            unknown("node", &legal)
        }
        QueryErrorKind::Field => {
            let ids = 1..=syntax.field_count() as u16;
            let legal: Vec<&str> = ids.filter_map(|id| syntax.field_name_for_id(id)).collect();
            unknown("field", &legal)
        }
        QueryErrorKind::Structure => Flaw::new(at, "no node can look like this")
            .help("see the grammar's `node-types.json` for what stands in what"),
        _ => Flaw::new(at, "the query is not well formed here"),
    }
}

/// A word from an offset on, or else a character.
fn first_token(text: &str, offset: usize) -> Range<usize> {
    let rest = text.get(offset..).unwrap_or_default();
    let word = rest
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.')))
        .unwrap_or(rest.len());
    let length = match word {
        0 => rest.chars().next().map_or(0, char::len_utf8),
        word => word,
    };
    offset.min(text.len())..(offset + length).min(text.len())
}
