//! A finding: a reference that matched a rule. Plain data without lifetimes; findings order themselves.
//!
//! A scan can hold very many of them, so the texts that they have in common are shared.

use std::num::NonZeroU64;
use std::sync::Arc;

use crate::problem::Problem;
use crate::reference::Role;
use crate::span::{Position, Span};

/// The number of a rule within its rule set, in the order of loading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub u32);

/// Whether a finding still has to be worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// It has.
    Open,
    /// An inline comment says why not.
    Suppressed,
    /// The rule permits this path.
    Allowed,
}

impl Status {
    /// Every status, in the order of the count's columns.
    pub const ALL: [Self; 3] = [Self::Open, Self::Suppressed, Self::Allowed];

    /// The word that every output uses for this status.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Suppressed => "suppressed",
            Self::Allowed => "allowed",
        }
    }
}

/// A stretch of a source: its bytes, and where a person finds it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The first character.
    pub start: Position,
    /// Just past the last character.
    pub end: Position,
    /// The same in bytes of the decoded text.
    pub span: Span,
}

/// A reference that matched a rule.
///
/// The order is by place, then by rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Where the reference stands.
    pub location: Location,
    /// Which rule it matched.
    pub rule: RuleId,
    /// The rule's target as the rule names it: `legacy.billing`; of a rule that names none, a query or a regular
    /// expression, its id.
    pub target: Arc<str>,
    /// What the place names, resolved: `legacy.billing.charge`.
    pub name: Arc<str>,
    /// How it refers.
    pub role: Role,
    /// It may name something else: a column without a qualifier in a statement of several tables.
    pub is_ambiguous: bool,
    /// Whether it counts.
    pub status: Status,
    /// Why it does not count, for a suppressed or allowed one.
    pub reason: Option<Arc<str>>,
    /// The import that brought the name in, when that is another place.
    pub via: Option<Arc<Location>>,
    /// The named scope around it, `Invoice.charge` or `mod a::fn b`; empty at the top of a file.
    pub scope: Arc<str>,
    /// Its number, from zero, among the findings of the file with the same rule, target and scope. With the file's
    /// path these make its identity.
    pub ordinal: u32,
    /// What is written there, for telling that it was moved.
    pub written: Written,
}

/// What is written at a place, without regard to spaces: hashes that are the same in every run and on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Written {
    /// The line; for an import, what it imports.
    pub line: u64,
    /// The reference with its arguments, for one that has some.
    pub expression: Option<NonZeroU64>,
}

/// A line of a source that findings stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// One-based number.
    pub number: u32,
    /// Byte offset of the line in the decoded source.
    pub start: u32,
    /// Byte offset of what is kept of it: all but its ending, or the part around the findings when it is very long.
    pub offset: u32,
    /// How many bytes are kept.
    pub length: u32,
    /// How many characters of the line were left out before that.
    pub clipped: u32,
}

/// Lines of a source, kept with its findings so that these can be shown without reading it again. A scan keeps those of
/// very many files, so the texts of one are in one piece.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    text: Box<str>,
    lines: Box<[Line]>,
}

impl Lines {
    /// Keeps lines of a decoded source: in order of their numbers, then of their offsets.
    pub fn of(text: &str, mut lines: Vec<Line>) -> Self {
        lines.sort_by_key(|line| (line.number, line.offset));
        lines.dedup_by_key(|line| (line.number, line.offset));
        let kept = lines.iter().map(|line| {
            let start = line.offset as usize;
            text.get(start..start + line.length as usize).unwrap_or_default()
        });
        Self::from_parts(kept.collect(), lines)
    }

    /// Lines, given what is kept of each, one after the other.
    pub(crate) fn from_parts(text: String, lines: Vec<Line>) -> Self {
        Self {
            text: text.into(),
            lines: lines.into(),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Each with what is kept of it.
    pub fn iter(&self) -> impl Iterator<Item = (&Line, &str)> {
        let mut rest = &*self.text;
        self.lines.iter().map_while(move |line| {
            let (text, after) = rest.split_at_checked(line.length as usize)?;
            rest = after;
            Some((line, text))
        })
    }

    /// The first that has a number.
    pub fn find(&self, number: u32) -> Option<&Line> {
        let at = self.lines.partition_point(|line| line.number < number);
        self.lines.get(at).filter(|line| line.number == number)
    }
}

/// What was found in one file.
#[derive(Debug, Clone, Default)]
pub struct FileScan {
    /// Relative to the scanned root, with `/`.
    pub path: String,
    /// The language, or another word for the kind of file: `python`, `text`.
    pub language: &'static str,
    /// Who owns the file by CODEOWNERS, sorted; none where there is no such file.
    pub owners: Option<Vec<Arc<str>>>,
    /// Sorted.
    pub findings: Vec<Finding>,
    /// How often what rules want used instead is, by rule.
    pub adopted: Vec<(RuleId, u32)>,
    /// The lines that the findings stand on, each once.
    pub lines: Lines,
    /// What is wrong with the file's suppression comments.
    pub problems: Vec<Problem>,
}

impl FileScan {
    /// Whether there is something to tell of the file.
    pub fn is_told(&self) -> bool {
        !(self.findings.is_empty() && self.problems.is_empty() && self.adopted.is_empty())
    }
}

/// A file that was not (or not wholly) read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Relative to the scanned root, with `/`.
    pub path: String,
    /// Why.
    pub reason: SkipReason,
}

/// Why a file was not (or not wholly) read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum SkipReason {
    /// It holds NUL bytes.
    Binary,
    /// It is larger than the limit, in bytes.
    TooLarge {
        /// Its size in bytes.
        size: u64,
    },
    /// The operating system said no.
    Unreadable(String),
    /// The parser gave up on it, or parts of it did not parse: those parts were searched as text.
    Unparsed,
}
