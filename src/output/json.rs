//! Everything there is to know about a scan, or a count, as one JSON document.
//!
//! The types here *are* the schema: `version` goes up when a field changes its meaning or goes away, and stays when
//! one is added. Lines and columns count from one, columns in characters, and an end is just past the last character.
//! Paths are relative to the scanned root, with `/`.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use serde::{Serialize, Serializer};
use termcolor::WriteColor;

use super::count::{By, Count};
use super::{Entry, Report, escape, skip_word, wording};
use crate::finding::{self, SkipReason, Skipped};
use crate::problem::Problem;
use crate::scan::Tally;
use crate::span::{Locator, Position};

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
        serializer.collect_seq(self.0.entries().map(|entry| finding(&entry)))
    }
}

/// A place that names something a rule is about.
#[derive(Serialize)]
struct Finding<'r> {
    /// The rule's id.
    rule: &'r str,
    /// What kind of thing the rule is about: `module`, `symbol`, `table`, `column`, `endpoint`, `dependency`.
    kind: &'static str,
    /// What the place names, resolved.
    name: &'r str,
    /// The rule's target, as the rule names it.
    target: &'r str,
    path: &'r str,
    #[serde(flatten)]
    place: Place,
    /// How it refers: `import`, `reexport`, `use`, `string`, `sql`, `orm`, `url`, `route`, `config`, `doc`, `text`.
    role: &'static str,
    /// It may name something else: a column without a qualifier in a statement of several tables.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    ambiguous: bool,
    /// `open`, `suppressed` or `allowed`.
    status: &'static str,
    /// Why it is suppressed or allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'r str>,
    /// `error`, `warning` or `note`.
    severity: &'static str,
    message: String,
    /// What to use instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    replacement: Option<&'r str>,
    /// The day on which it is to be gone, as `2027-03-01`.
    #[serde(skip_serializing_if = "Option::is_none")]
    sunset: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'r str>,
    /// Who owns the file by CODEOWNERS: nobody when it is empty; left out where there is no such file.
    #[serde(skip_serializing_if = "Option::is_none")]
    code_owners: Option<&'r [Arc<str>]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    docs: Option<&'r str>,
    /// The named scope around it; empty at the top of a file.
    scope: &'r str,
    /// Its number, from zero, among the findings of the same rule, target, path and scope: these five together are
    /// its identity, which survives edits elsewhere in the file.
    ordinal: u32,
    /// The import that brought the name in, when that is another place.
    #[serde(skip_serializing_if = "Option::is_none")]
    via: Option<Place>,
}

/// A stretch of a file.
#[derive(Serialize)]
struct Place {
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
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

/// Findings by status.
#[derive(Serialize)]
struct Numbers {
    open: usize,
    suppressed: usize,
    allowed: usize,
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
        counts: rows(&count),
        skipped: report.scan.skipped.iter().map(skip).collect(),
        problems: report.problems().map(problem).collect(),
    };
    emit(&document, out)
}

pub(super) fn write_count(count: &Count, out: &mut dyn WriteColor) -> io::Result<()> {
    let document = CountDocument {
        version: VERSION,
        by: count.by.as_str(),
        counts: rows(count),
        total: numbers(count.total),
    };
    emit(&document, out)
}

/// Writes a document, escaped.
pub(super) fn emit(document: &impl Serialize, out: &mut dyn WriteColor) -> io::Result<()> {
    let mut out = Escaped {
        out,
        pending: Vec::with_capacity(2 * CHUNK),
    };
    serde_json::to_writer_pretty(&mut out, document)?;
    out.write_all(b"\n")?;
    out.flush()
}

/// How much is escaped at once.
const CHUNK: usize = 1 << 16;

/// Writes JSON escaped, a part at a time. A part ends with a line, so that no character is cut.
struct Escaped<'o> {
    out: &'o mut dyn WriteColor,
    pending: Vec<u8>,
}

impl Escaped<'_> {
    fn pass_on(&mut self, length: usize) -> io::Result<()> {
        let text = String::from_utf8_lossy(&self.pending[..length]);
        self.out.write_all(escape::json(&text).as_bytes())?;
        self.pending.drain(..length);
        Ok(())
    }
}

impl Write for Escaped<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.pending.extend_from_slice(bytes);
        if self.pending.len() >= CHUNK
            && let Some(end) = memchr::memrchr(b'\n', &self.pending)
        {
            self.pass_on(end + 1)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pass_on(self.pending.len())?;
        self.out.flush()
    }
}

fn finding<'r>(entry: &Entry<'r>) -> Finding<'r> {
    let Entry {
        file, finding, rule, ..
    } = *entry;
    Finding {
        rule: &rule.id,
        kind: rule.target.kind.as_str(),
        name: &finding.name,
        target: &finding.target,
        path: &file.path,
        place: place(&finding.location),
        role: finding.role.as_str(),
        ambiguous: finding.is_ambiguous,
        status: finding.status.as_str(),
        reason: finding.reason.as_deref(),
        severity: rule.severity.as_str(),
        message: wording::as_the_rule_says(entry),
        replacement: rule.replacement.as_deref(),
        sunset: rule.sunset.map(|date| date.to_string()),
        owner: rule.owner.as_deref(),
        code_owners: file.owners.as_deref(),
        docs: rule.docs.as_deref(),
        scope: &finding.scope,
        ordinal: finding.ordinal,
        via: finding.via.as_ref().map(place),
    }
}

fn place(location: &finding::Location) -> Place {
    between(location.start, location.end)
}

fn between(start: Position, end: Position) -> Place {
    Place {
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
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

const fn numbers(tally: Tally) -> Numbers {
    Numbers {
        open: tally.open,
        suppressed: tally.suppressed,
        allowed: tally.allowed,
    }
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
