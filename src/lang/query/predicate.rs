//! Predicates: what the texts of captures must be. Those of tree-sitter, with what they mean in editors.

use tree_sitter::Query as Structure;

use super::Flaw;
use super::scan::Written;
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
            let flaw = Flaw::new(
                written.at.clone(),
                format!("there is no predicate `#{name}`"),
            );
            return Err(match nearest(name, NAMES) {
                Some(near) => flaw.help(format!("did you mean `#{near}`?")),
                None => flaw.help("there are `#eq?`, `#match?`, `#any-of?`, and each with `not-`"),
            });
        }
        let wrong = |what: &str| Flaw::new(written.at.clone(), format!("`#{name}` takes {what}"));
        let Some((subject, values)) = written.arguments.split_first() else {
            return Err(wrong("a capture first"));
        };
        if !subject.is_capture {
            return Err(Flaw::new(subject.at.clone(), format!("`#{name}` takes a capture first")));
        }
        let capture = |argument: &super::scan::Argument| {
            let found = structure.capture_index_for_name(&argument.text);
            found.ok_or_else(|| {
                let flaw = Flaw::new(
                    argument.at.clone(),
                    format!("there is no capture `@{}`", argument.text),
                );
                match nearest(&argument.text, structure.capture_names().iter().copied()) {
                    Some(near) => flaw.help(format!("did you mean `@{near}`?")),
                    None => flaw,
                }
            })
        };
        let test = match (name.trim_start_matches("any-").trim_start_matches("not-"), values) {
            ("eq?", [value]) if value.is_capture => Test::Same(capture(value)?),
            ("eq?", [value]) => Test::OneOf(vec![value.text.clone()]),
            ("eq?", _) => return Err(wrong("a capture, and a string or another capture")),
            ("match?", [value]) if !value.is_capture => {
                let expression = Expression::new(&value.text, false).map_err(|flaw| {
                    let place = |offset: usize| value.places.get(offset).copied();
                    let start = place(flaw.at.start).unwrap_or(value.at.end - 1);
                    let end = place(flaw.at.end).unwrap_or(value.at.end - 1);
                    Flaw::new(start..end.max(start), format!("the regular expression is wrong: {}", flaw.what))
                })?;
                Test::Matches(Box::new(expression))
            }
            ("match?", _) => return Err(wrong("a capture and a regular expression")),
            _ => match values.iter().find(|value| value.is_capture) {
                Some(value) => return Err(Flaw::new(value.at.clone(), format!("`#{name}` takes strings here"))),
                None if values.is_empty() => return Err(wrong("a capture and strings")),
                None => Test::OneOf(values.iter().map(|value| value.text.clone()).collect()),
            },
        };
        Ok(Self {
            capture: capture(subject)?,
            test,
            is_negated: name.contains("not-"),
            is_any: name.starts_with("any-") && !name.starts_with("any-of"),
        })
    }

    /// The texts of which a source must hold one of each list, if the capture is one that is always there.
    pub(super) fn needs(&self) -> Vec<Vec<String>> {
        match &self.test {
            _ if self.is_negated => Vec::new(),
            Test::OneOf(texts) if texts.iter().all(|text| !text.is_empty()) => vec![texts.clone()],
            Test::OneOf(_) | Test::Same(_) => Vec::new(),
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
