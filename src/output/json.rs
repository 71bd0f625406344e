//! Everything there is to know about a scan, or a count, as one JSON document.
//!
//! The types here *are* the schema: `version` goes up when a field changes its meaning or goes away, and stays when
//! one is added. Lines and columns count from one, columns in characters, and an end is just past the last character.
//! Paths are relative to the scanned root, with `/`.

use std::collections::BTreeMap;
use std::io;

use serde::{Serialize, Serializer};
use termcolor::WriteColor;

use super::count::{By, Count};
use super::record::{self, Numbers, Place, Removed, between, numbers};
use super::{Report, skip_word};
use crate::change::{Change, RuleChange};
use crate::finding::{SkipReason, Skipped};
use crate::problem::Problem;
use crate::span::Locator;

/// The version of both documents.
const VERSION: u32 = 1;

/// What `check --format json` writes.
#[derive(Serialize)]
struct Document<'r> {
    /// The version of this schema.
    version: u32,
    /// How many files were looked at.
    scanned: usize,
    /// Every finding, whatever its status; by path, then by place.
    findings: Findings<'r>,
    /// With a base, what is no longer there; by path, then by place.
    #[serde(skip_serializing_if = "Option::is_none")]
    removed: Option<Vec<Removed<'r>>>,
    /// With a base, what came of each rule of the project, and of each built-in one that anything came of.
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<Vec<ChangeRow<'r>>>,
    /// The count of each rule of the project, found or not, and of each built-in one that was found.
    counts: Vec<CountRow<'r>>,
    /// The files that were not, or not wholly, read; by path.
    skipped: Vec<Skip<'r>>,
    /// What is wrong with the suppressions in the files.
    problems: Vec<ProblemRow<'r>>,
}

/// Findings, made one by one while they are written: there may be very many.
struct Findings<'r>(Report<'r>);

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.entries().map(|entry| record::finding(&entry)))
    }
}

/// A row of a count.
#[derive(Serialize)]
struct CountRow<'r> {
    /// One field, named after what is counted by: `"rule": "legacy-billing"`.
    #[serde(flatten)]
    key: BTreeMap<&'static str, &'r str>,
    #[serde(flatten)]
    numbers: Numbers,
}

/// What came of a rule. All numbers are of open references, but for `added_hidden`.
#[derive(Serialize)]
struct ChangeRow<'r> {
    rule: &'r str,
    added: usize,
    unsuppressed: usize,
    rule_added: usize,
    /// Imports that were not there, for what was moved to where they are.
    carried: usize,
    moved: usize,
    removed: usize,
    /// Those that have been suppressed or allowed since.
    hidden: usize,
    /// Those that were added suppressed or allowed.
    added_hidden: usize,
    /// What was left at the base, where that was counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Numbers>,
    /// What is left.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<Numbers>,
}

/// A file that was not, or not wholly, read.
#[derive(Serialize)]
struct Skip<'r> {
    path: &'r str,
    /// `binary`, `too-large`, `unreadable` or `unparsed`.
    reason: &'static str,
    /// What the operating system said about an unreadable file.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'r str>,
    /// The size in bytes of a file that is too large.
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
}

/// Something wrong with a suppression.
#[derive(Serialize)]
struct ProblemRow<'r> {
    /// Which kind of problem: `unused-suppression`.
    code: &'static str,
    severity: &'static str,
    message: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'r str>,
    #[serde(flatten)]
    place: Option<Place>,
    /// What to do about it.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    help: &'r [String],
}

/// What `count --format json` writes.
#[derive(Serialize)]
struct CountDocument<'r> {
    /// The version of this schema.
    version: u32,
    /// What is counted by: `rule`, `directory`, `file`, `language`, `owner`.
    by: &'static str,
    /// By rule: each rule of the project, found or not, and each built-in one that was found.
    counts: Vec<CountRow<'r>>,
    /// All of them together.
    total: Numbers,
}

pub(super) fn write(report: &Report<'_>, out: &mut dyn WriteColor) -> io::Result<()> {
    let count = Count::new(report, By::Rule);
    let document = Document {
        version: VERSION,
        scanned: report.scan.scanned,
        findings: Findings(*report),
        removed: report.change.map(|_| record::removed(report).collect()),
        changes: report.change.map(|change| changes(report, change)),
        counts: rows(&count),
        skipped: report.scan.skipped.iter().map(skip).collect(),
        problems: report.problems().map(problem).collect(),
    };
    record::emit(&document, out)
}

pub(super) fn write_count(count: &Count, out: &mut dyn WriteColor) -> io::Result<()> {
    let document = CountDocument {
        version: VERSION,
        by: count.by.as_str(),
        counts: rows(count),
        total: numbers(count.total),
    };
    record::emit(&document, out)
}

fn changes<'r>(report: &Report<'r>, change: &Change) -> Vec<ChangeRow<'r>> {
    let rules = report.rules.iter().zip(&change.rules);
    rules
        .filter(|(rule, change)| !rule.is_builtin() || !change.is_idle())
        .map(|(rule, change)| row(&rule.id, change))
        .collect()
}

fn row<'r>(rule: &'r str, change: &RuleChange) -> ChangeRow<'r> {
    ChangeRow {
        rule,
        added: change.added,
        unsuppressed: change.unsuppressed,
        rule_added: change.rule_added,
        carried: change.carried,
        moved: change.moved,
        removed: change.removed,
        hidden: change.hidden,
        added_hidden: change.added_hidden,
        before: change.before.map(numbers),
        after: change.after.map(numbers),
    }
}

fn rows(count: &Count) -> Vec<CountRow<'_>> {
    let by = count.by.as_str();
    let rows = count.rows.iter().map(|row| CountRow {
        key: BTreeMap::from([(by, row.key.as_str())]),
        numbers: numbers(row.tally),
    });
    rows.collect()
}

fn skip(skipped: &Skipped) -> Skip<'_> {
    Skip {
        path: &skipped.path,
        reason: skip_word(&skipped.reason),
        detail: match &skipped.reason {
            SkipReason::Unreadable(said) => Some(said),
            _ => None,
        },
        size: match skipped.reason {
            SkipReason::TooLarge { size } => Some(size),
            _ => None,
        },
    }
}

fn problem(problem: &Problem) -> ProblemRow<'_> {
    let at = problem.at.as_ref();
    ProblemRow {
        code: problem.code,
        severity: problem.severity.as_str(),
        message: &problem.message,
        path: at.map(|(document, ..)| document.name.as_str()),
        place: at.map(|(document, span, _)| {
            let mut locator = Locator::new(&document.text);
            let start = locator.position(span.start as usize);
            between(start, locator.position(span.end as usize))
        }),
        help: &problem.help,
    }
}
