//! Predicates: what the texts of captures must be. Those of tree-sitter, with what they mean in editors.

use tree_sitter::Query as Structure;

use super::Flaw;
use super::scan::{Argument, Written};
use crate::lang::regex::Expression;
use crate::problem::nearest;

/// A predicate.
#[derive(Debug, Clone)]
pub(super) struct Predicate {
    /// Whose texts.
    pub(super) capture: u32,
    test: Test,
    /// The test must fail.
    is_negated: bool,
    /// One of the captured nodes is enough; else it is all of them.
    is_any: bool,
}

#[derive(Debug, Clone)]
enum Test {
    /// It is one of these.
    OneOf(Vec<String>),
    /// It is that of another capture.
    Same(u32),
    Matches(Box<Expression>),
}

/// What predicates there are.
const NAMES: [&str; 10] = [
    "eq?",
    "not-eq?",
    "any-eq?",
    "any-not-eq?",
    "match?",
    "not-match?",
    "any-match?",
    "any-not-match?",
    "any-of?",
    "not-any-of?",
];

impl Predicate {
    /// Makes a predicate of what is written.
    pub(super) fn new(written: &Written, structure: &Structure) -> Result<Self, Flaw> {
        let name = written.name.as_str();
        if !NAMES.contains(&name) {
            let flaw = Flaw::new(written.at.clone(), format!("there is no predicate `#{name}`"));
            return Err(match nearest(name, NAMES) {
                Some(near) => flaw.help(format!("did you mean `#{near}`?")),
                None => flaw.help("there are `#eq?`, `#match?`, `#any-of?`, and each with `not-`"),
            });
        }
        let subject = written.arguments.first().filter(|first| first.is_capture);
        let Some(subject) = subject else {
            let at = written.arguments.first().map_or(&written.at, |first| &first.at);
            return Err(Flaw::new(at.clone(), format!("`#{name}` takes a capture first")));
        };
        Ok(Self {
            test: test(written, structure)?,
            capture: capture(subject, structure)?,
            is_negated: name.contains("not-"),
            is_any: name.starts_with("any-") && !name.starts_with("any-of"),
        })
    }

    /// The texts of which a source must hold one of each list, if the capture is one that is always there.
    pub(super) fn needs(&self) -> Vec<Vec<String>> {
        match &self.test {
            _ if self.is_negated => Vec::new(),
            Test::OneOf(texts) => vec![texts.clone()],
            Test::Same(_) => Vec::new(),
            Test::Matches(expression) => expression.needs.clone(),
        }
    }

    /// Whether it holds, given the texts of a capture's nodes. Where there is no node there is nothing to be wrong.
    pub(super) fn holds<'t>(&self, texts: impl Fn(u32) -> Vec<&'t str>) -> bool {
        let own = texts(self.capture);
        let others = match self.test {
            Test::Same(other) => texts(other),
            _ => own.clone(),
        };
        let passes = |(own, other): (&&str, &&str)| {
            let is_so = match &self.test {
                Test::OneOf(wanted) => wanted.iter().any(|wanted| wanted == own),
                Test::Matches(expression) => expression.regex.is_match(own),
                Test::Same(_) => own == other,
            };
            is_so != self.is_negated
        };
        let mut pairs = own.iter().zip(&others);
        match self.is_any && !own.is_empty() {
            true => pairs.any(passes),
            false => own.len() == others.len() && pairs.all(passes),
        }
    }

    /// Whether texts are read to their ends to tell.
    pub(super) const fn is_reading(&self) -> bool {
        !matches!(self.test, Test::OneOf(_))
    }
}

/// What a predicate asks of each text.
fn test(written: &Written, structure: &Structure) -> Result<Test, Flaw> {
    let name = written.name.as_str();
    let wrong = |what: &str| Flaw::new(written.at.clone(), format!("`#{name}` takes {what}"));
    let values = written.arguments.get(1..).unwrap_or_default();
    match (name.trim_start_matches("any-").trim_start_matches("not-"), values) {
        ("eq?", [value]) if value.is_capture => Ok(Test::Same(capture(value, structure)?)),
        ("eq?", [value]) => Ok(Test::OneOf(vec![value.text.clone()])),
        ("eq?", _) => Err(wrong("a capture, and a string or another capture")),
        ("match?", [value]) if !value.is_capture => matching(value),
        ("match?", _) => Err(wrong("a capture and a regular expression")),
        (_, []) => Err(wrong("a capture and strings")),
        (_, values) => match values.iter().find(|value| value.is_capture) {
            Some(value) => Err(Flaw::new(
                value.at.clone(),
                format!("`#{name}` takes strings here"),
            )),
            None => Ok(Test::OneOf(
                values.iter().map(|value| value.text.clone()).collect(),
            )),
        },
    }
}

fn matching(value: &Argument) -> Result<Test, Flaw> {
    let expression = Expression::new(&value.text, false).map_err(|flaw| {
        let last = value.at.end - 1;
        let place = |offset: usize| value.places.get(offset).copied().unwrap_or(last);
        let (start, end) = (place(flaw.at.start), place(flaw.at.end));
        Flaw::new(
            start..end.max(start),
            format!("the regular expression is wrong: {}", flaw.what),
        )
    })?;
    Ok(Test::Matches(Box::new(expression)))
}

/// The number of a capture.
fn capture(argument: &Argument, structure: &Structure) -> Result<u32, Flaw> {
    structure.capture_index_for_name(&argument.text).ok_or_else(|| {
        let flaw = Flaw::new(
            argument.at.clone(),
            format!("there is no capture `@{}`", argument.text),
        );
        match nearest(&argument.text, structure.capture_names().iter().copied()) {
            Some(near) => flaw.help(format!("did you mean `@{near}`?")),
            None => flaw,
        }
    })
}
