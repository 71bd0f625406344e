//! What is said about a place, for the services that show it beside the source: a finding, or a problem of a suppression.
//!
//! Only what they have in common. How it is spelled, escaped and limited is each format's own.

use std::borrow::Cow;

use xxhash_rust::xxh3::Xxh3Default;

use super::escape::sentence;
use super::{Entry, Report, wording};
use crate::finding::FileScan;
use crate::problem::{Problem, Severity};
use crate::span::{Locator, Position, Span};

/// Something to say about a place.
#[derive(Debug)]
pub(super) struct Annotation<'r> {
    /// Relative to the scanned root.
    pub(super) path: &'r str,
    /// Its first character.
    pub(super) start: Position,
    /// Just past its last one.
    pub(super) end: Position,
    /// How grave it is for this run.
    pub(super) level: Severity,
    /// The rule's id, or the kind of problem.
    pub(super) code: &'r str,
    /// Where to read more.
    pub(super) docs: Option<&'r str>,
    what: What<'r>,
}

/// What it is about.
#[derive(Debug, Clone, Copy)]
enum What<'r> {
    Finding(Entry<'r>),
    /// A problem, its place, the text that is in, and its number among the problems of the file.
    Problem(&'r Problem, Span, &'r str, usize),
}

/// A place in lines and columns that count bytes of UTF-8, both from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BytePosition {
    pub(super) line: u32,
    pub(super) column: u32,
}

impl<'r> Report<'r> {
    /// All that people are shown one by one: findings, then the problems that have a place.
    pub(super) fn annotations(&self) -> impl Iterator<Item = Annotation<'r>> + use<'r> {
        let problems = self.scan.files.iter().flat_map(|file| {
            let numbered = file.problems.iter().enumerate();
            numbered.filter_map(|(number, problem)| of_problem(file, problem, number))
        });
        self.shown().map(of_finding).chain(problems)
    }
}

fn of_finding(entry: Entry<'_>) -> Annotation<'_> {
    Annotation {
        path: &entry.file.path,
        start: entry.finding.location.start,
        end: entry.finding.location.end,
        level: entry.level(),
        code: &entry.rule.id,
        docs: entry.rule.docs.as_deref(),
        what: What::Finding(entry),
    }
}

fn of_problem<'r>(file: &'r FileScan, problem: &'r Problem, number: usize) -> Option<Annotation<'r>> {
    let (document, span, _) = problem.at.as_ref()?;
    let mut locator = Locator::new(&document.text);
    Some(Annotation {
        path: &file.path,
        start: locator.position(span.start as usize),
        end: locator.position(span.end as usize),
        // What is wrong with a suppression fails no run.
        level: problem.severity.min(Severity::Warning),
        code: problem.code,
        docs: None,
        what: What::Problem(problem, *span, &document.text, number),
    })
}

impl<'r> Annotation<'r> {
    /// What to say, on one line.
    pub(super) fn message(&self) -> Cow<'r, str> {
        match &self.what {
            What::Finding(entry) => Cow::Owned(wording::told(entry)),
            What::Problem(problem, ..) => sentence(&problem.message),
        }
    }

    /// The finding, if it is one.
    pub(super) const fn finding(&self) -> Option<&Entry<'r>> {
        match &self.what {
            What::Finding(entry) => Some(entry),
            What::Problem(..) => None,
        }
    }

    /// A hash that tells it from all others, and is the same as long as it is.
    pub(super) fn fingerprint(&self) -> String {
        match self.what {
            What::Finding(entry) => entry.fingerprint(),
            What::Problem(.., number) => hash(&[self.code, self.path, &number.to_string()]),
        }
    }

    /// Its place with columns in bytes; no end where the line that it is on was not kept.
    pub(super) fn in_bytes(&self) -> (BytePosition, Option<BytePosition>) {
        let span = match self.what {
            What::Finding(entry) => entry.finding.location.span,
            What::Problem(_, span, ..) => span,
        };
        let position = |line, offset| {
            let column = offset - self.line_start(line, offset)? + 1;
            Some(BytePosition { line, column })
        };
        let start = position(self.start.line, span.start).unwrap_or(BytePosition {
            line: self.start.line,
            column: 1,
        });
        (start, position(self.end.line, span.end))
    }

    /// Where a line begins that an offset is on.
    fn line_start(&self, line: u32, offset: u32) -> Option<u32> {
        match self.what {
            What::Finding(entry) => Some(entry.file.lines.find(line)?.start),
            What::Problem(_, _, text, _) => {
                let before = text.as_bytes().get(..offset as usize)?;
                Some(memchr::memrchr(b'\n', before).map_or(0, |end| end as u32 + 1))
            }
        }
    }
}

impl Entry<'_> {
    /// A hash of what makes the finding's identity: rule, target, path, scope and ordinal.
    pub(super) fn fingerprint(&self) -> String {
        let finding = self.finding;
        let (path, ordinal) = (self.file.path.as_str(), finding.ordinal.to_string());
        hash(&[&self.rule.id, &finding.target, path, &finding.scope, &ordinal])
    }
}

/// Hashes texts so that no two lists of them are spelled alike, the same in every run and on every machine.
fn hash(parts: &[&str]) -> String {
    let mut hasher = Xxh3Default::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    format!("{:032x}", hasher.digest128())
}
