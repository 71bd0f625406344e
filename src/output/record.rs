//! What the JSON formats have in common: a finding as a record, what is no longer there, and how JSON is written safely.
//!
//! The types here are part of the schema of each format that uses them: see [`super::json`].

use std::io::{self, Write};

use std::sync::Arc;

use serde::Serialize;
use termcolor::WriteColor;

use super::{Entry, Report, escape, wording};
use crate::finding;
use crate::scan::Tally;
use crate::span::Position;

/// A place that names something a rule is about.
#[derive(Serialize)]
pub(super) struct Record<'r> {
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
    /// With a base, how it came to be there: `added`, `unsuppressed`, `rule-added`, `carried`, `moved` or `unchanged`.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<&'static str>,
    /// With a base, what it was there; none for what was not there, nor for what stands in a file that is the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    was: Option<Was<'r>>,
}

/// What a finding was at the base.
#[derive(Serialize)]
struct Was<'r> {
    path: &'r str,
    #[serde(flatten)]
    start: Option<Start>,
    status: &'static str,
}

/// Something that was there at the base and is no longer.
#[derive(Serialize)]
pub(super) struct Removed<'r> {
    rule: &'r str,
    kind: &'static str,
    target: &'r str,
    path: &'r str,
    #[serde(flatten)]
    start: Option<Start>,
    status: &'static str,
    severity: &'static str,
    scope: &'r str,
    /// Always `removed`.
    change: &'static str,
}

/// Where something at the base began; nobody knows of what only a baseline tells of.
#[derive(Serialize)]
struct Start {
    line: u32,
    column: u32,
}

/// A stretch of a file.
#[derive(Serialize)]
pub(super) struct Place {
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

/// Findings by status.
#[derive(Serialize)]
pub(super) struct Numbers {
    open: usize,
    suppressed: usize,
    allowed: usize,
}

/// What there is to know of a finding.
pub(super) fn finding<'r>(entry: &Entry<'r>) -> Record<'r> {
    let Entry {
        file,
        finding,
        rule,
        origin,
    } = *entry;
    Record {
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
        via: finding.via.as_deref().map(place),
        change: origin.map(|origin| origin.class.as_str()),
        was: origin.and_then(|origin| origin.was.as_ref()).map(|was| Was {
            path: &was.path,
            start: was.at.map(start),
            status: was.status.as_str(),
        }),
    }
}

/// A stretch of a file.
pub(super) fn place(location: &finding::Location) -> Place {
    between(location.start, location.end)
}

/// The stretch between two places.
pub(super) fn between(start: Position, end: Position) -> Place {
    Place {
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}

/// What is no longer there, where there is a base.
pub(super) fn removed<'r>(report: &Report<'r>) -> impl Iterator<Item = Removed<'r>> + use<'r> {
    report.removed().map(|(known, rule)| Removed {
        rule: &rule.id,
        kind: rule.target.kind.as_str(),
        target: &known.target,
        path: &known.path,
        start: known.at.map(start),
        status: known.status.as_str(),
        severity: rule.severity.as_str(),
        scope: &known.scope,
        change: "removed",
    })
}

const fn start(at: Position) -> Start {
    Start {
        line: at.line,
        column: at.column,
    }
}

/// Findings by status.
pub(super) const fn numbers(tally: Tally) -> Numbers {
    Numbers {
        open: tally.open,
        suppressed: tally.suppressed,
        allowed: tally.allowed,
    }
}

/// Writes a document, over several lines.
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

    // JSON is written in very many, very small parts.
    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write(bytes).map(drop)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pass_on(self.pending.len())?;
        self.out.flush()
    }
}

/// Writes a document on a line of its own.
pub(super) fn emit_line(document: &impl Serialize, out: &mut dyn WriteColor) -> io::Result<()> {
    let line = serde_json::to_string(document)?;
    writeln!(out, "{}", escape::json(&line))
}
