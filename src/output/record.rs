//! What the JSON formats have in common: a finding as a record, what is no longer there, and how JSON is written safely.
//!
//! The types here are part of the schema of each format that uses them: see [`super::json`].

use std::io::{self, Write};

use std::sync::Arc;

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;
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
    let mut out = Collected {
        out,
        pending: Vec::with_capacity(2 * CHUNK),
    };
    document.serialize(&mut Serializer::with_formatter(&mut out, Indented::default()))?;
    out.write_all(b"\n")?;
    out.flush()
}

/// How much is written at once.
const CHUNK: usize = 1 << 16;

/// Passes on what is written in very many, very small parts.
struct Collected<'o> {
    out: &'o mut dyn WriteColor,
    pending: Vec<u8>,
}

impl Write for Collected<'_> {
    #[inline]
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.pending.extend_from_slice(bytes);
        if self.pending.len() >= CHUNK {
            self.out.write_all(&self.pending)?;
            self.pending.clear();
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.write_all(&self.pending)?;
        self.pending.clear();
        self.out.flush()
    }
}

/// What stands between two values: a comma, the end of a line, and the indentation of the next, two blanks a level.
const BETWEEN: &[u8] = b",\n                                                                ";

/// JSON a value a line, as serde's own, each line begun at once, and its strings [escaped](escape::json).
#[derive(Default)]
struct Indented {
    depth: usize,
    is_filled: bool,
}

impl Indented {
    #[inline]
    fn line<W: ?Sized + Write>(&self, out: &mut W, is_first: bool) -> io::Result<()> {
        // No document is nested so deep that it would be indented less than it should be.
        let end = BETWEEN.len().min(2 + 2 * self.depth);
        out.write_all(&BETWEEN[usize::from(is_first)..end])
    }

    fn begin<W: ?Sized + Write>(&mut self, out: &mut W, open: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.is_filled = false;
        out.write_all(open)
    }

    fn end<W: ?Sized + Write>(&mut self, out: &mut W, close: &[u8]) -> io::Result<()> {
        self.depth -= 1;
        if self.is_filled {
            self.line(out, true)?;
        }
        out.write_all(close)
    }
}

impl Formatter for Indented {
    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.begin(out, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.end(out, b"]")
    }

    #[inline]
    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, is_first: bool) -> io::Result<()> {
        self.line(out, is_first)
    }

    #[inline]
    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.is_filled = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.begin(out, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.end(out, b"}")
    }

    #[inline]
    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, is_first: bool) -> io::Result<()> {
        self.line(out, is_first)
    }

    #[inline]
    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }

    #[inline]
    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.is_filled = true;
        Ok(())
    }

    #[inline]
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        out.write_all(escape::json(fragment).as_bytes())
    }
}

/// Writes a document on a line of its own.
pub(super) fn emit_line(document: &impl Serialize, out: &mut dyn WriteColor) -> io::Result<()> {
    let line = serde_json::to_string(document)?;
    writeln!(out, "{}", escape::json(&line))
}
