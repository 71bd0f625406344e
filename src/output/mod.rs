//! Outputs: one file a format, each with types of its own, so that no change of the engine changes a format.
//!
//! A format is a value: a line in [`FORMATS`] or [`COUNT_FORMATS`] and a function that writes. Nothing here opens,
//! reads or decides anything; what is not in the [`Report`] is not known here.

pub mod count;
pub mod escape;
pub mod verdict;
pub mod trend;

mod annotation;
mod badge;
mod checkstyle;
mod concise;
mod csv;
mod full;
mod github;
mod gitlab;
mod json;
mod jsonl;
mod markdown;
mod news;
mod openmetrics;
mod rdjson;
mod record;
mod sarif;
mod snippet;
mod table;
mod wording;

use std::borrow::Cow;
use std::io;

use jiff::civil::Date;
use termcolor::WriteColor;

use crate::change::{Change, Class, Known, Origin};
use crate::finding::{FileScan, Finding, RuleId, SkipReason};
use crate::problem::{Problem, Severity};
use crate::rule::Rule;
use crate::scan::Scan;
use count::Count;

pub use badge::write as write_badge;
pub use full::write_problems;
pub use table::write as write_count_table;
pub use wording::{days_to, say};

/// What there is to show of a scan.
#[derive(Debug, Clone, Copy)]
pub struct Report<'r> {
    /// The rules of the scan, in their order.
    pub rules: &'r [Rule],
    /// The scan.
    pub scan: &'r Scan,
    /// What the scan, as the head, has to do with a base, where there is one.
    pub change: Option<&'r Change>,
    /// The day that sunset dates are compared with.
    pub today: Date,
    /// Where people are. Paths for people are relative to it, those for programs to the root.
    pub seen_from: &'r SeenFrom,
    /// Which findings to show, among those formats that show them one by one for people. Others show them all.
    pub shown: Shown,
}

/// Where people are when they read paths. Directories are written with `/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SeenFrom {
    /// In a directory of the scanned tree, relative to its root; empty for the root.
    Inside(String),
    /// Above the root, which is this from there.
    Above(String),
}

/// Which findings people are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Those that somebody has to work on.
    Open,
    /// The suppressed and the allowed ones too.
    All,
}

/// A finding with all that belongs to it.
#[derive(Debug, Clone, Copy)]
struct Entry<'r> {
    file: &'r FileScan,
    finding: &'r Finding,
    rule: &'r Rule,
    /// How it came to be there, where there is a base.
    origin: Option<&'r Origin>,
}

impl Entry<'_> {
    /// Whether it fails a run: where there is a base, by what has changed since; otherwise by the rule's severity.
    fn fails(&self) -> bool {
        match self.origin {
            Some(origin) => origin.fails(self.finding),
            None => self.finding.is_open() && self.rule.severity == Severity::Error,
        }
    }

    /// How grave it is for this run, among those formats that colour it: red is what fails the run, by whatever, and
    /// nothing else is red.
    fn level(&self) -> Severity {
        match (self.fails(), self.finding.is_open()) {
            (true, _) => Severity::Error,
            (false, true) => self.rule.severity.min(Severity::Warning),
            (false, false) => Severity::Note,
        }
    }
}

impl<'r> Report<'r> {
    /// Every finding, in order.
    fn entries(&self) -> impl Iterator<Item = Entry<'r>> + use<'r> {
        let Self { rules, change, .. } = *self;
        let files = self.scan.files.iter().enumerate();
        files.flat_map(move |(in_scan, file)| {
            let findings = file.findings.iter().enumerate();
            findings.filter_map(move |(in_file, finding)| {
                let RuleId(number) = finding.rule;
                Some(Entry {
                    file,
                    finding,
                    rule: rules.get(number as usize)?,
                    origin: change.map(|change| change.origin(in_scan, in_file)),
                })
            })
        })
    }

    /// What was there at the base and is no longer, with its rule.
    fn removed(&self) -> impl Iterator<Item = (&'r Known, &'r Rule)> + use<'r> {
        let rules = self.rules;
        let removed = self.change.map_or(&[][..], |change| &change.removed);
        removed.iter().filter_map(move |known| {
            let RuleId(number) = known.rule;
            Some((known, rules.get(number as usize)?))
        })
    }

    /// The findings that people are shown one by one. Where there is a base, what was there is not among them.
    fn shown(&self) -> impl Iterator<Item = Entry<'r>> + use<'r> {
        let shown = self.shown;
        let is_news = |entry: &Entry<'_>| match entry.origin {
            Some(origin) => matches!(
                origin.class,
                Class::Added | Class::Unsuppressed | Class::RuleAdded
            ),
            None => true,
        };
        self.entries()
            .filter(move |entry| is_news(entry) && (shown == Shown::All || entry.finding.is_open()))
    }

    /// A path as people where they are would write it.
    fn path<'p>(&self, path: &'p str) -> Cow<'p, str> {
        let inside = match self.seen_from {
            SeenFrom::Inside(directory) => directory,
            SeenFrom::Above(root) => return Cow::Owned(format!("{root}/{path}")),
        };
        let mut rest = path;
        let mut from = inside.split('/').filter(|part| !part.is_empty()).peekable();
        while let Some(part) = from.peek()
            && let Some(below) = rest.strip_prefix(part).and_then(|rest| rest.strip_prefix('/'))
        {
            rest = below;
            from.next();
        }
        match from.count() {
            0 => Cow::Borrowed(rest),
            up => Cow::Owned("../".repeat(up) + rest),
        }
    }

    /// A path as from the root or from where people are, whichever is further up: for services that know files by
    /// where they are in a repository, and nothing of `..`.
    fn path_from_above<'p>(&self, path: &'p str) -> Cow<'p, str> {
        match self.seen_from {
            SeenFrom::Inside(_) => Cow::Borrowed(path),
            SeenFrom::Above(_) => self.path(path),
        }
    }

    /// How many files hold an open finding.
    pub fn files_with_open(&self) -> usize {
        let is_open = |file: &&FileScan| file.findings.iter().any(Finding::is_open);
        self.scan.files.iter().filter(is_open).count()
    }

    /// Whether there is an open finding of a rule with severity `error`: where there is a base, among what was added.
    pub fn has_error(&self) -> bool {
        self.entries()
            .any(|entry| entry.fails() && entry.rule.severity == Severity::Error)
    }

    /// The problems of the scanned files, in order.
    pub fn problems(&self) -> impl Iterator<Item = &'r Problem> + use<'r> {
        self.scan.files.iter().flat_map(|file| &file.problems)
    }
}

/// A way to show a scan.
#[derive(Debug)]
pub struct Format {
    /// What `--format` calls it.
    pub name: &'static str,
    /// What it is good for, in a few words.
    pub about: &'static str,
    /// Whether it is written for people, who are told the count too.
    pub for_people: bool,
    /// Writes it.
    pub write: fn(&Report<'_>, &mut dyn WriteColor) -> io::Result<()>,
}

/// The formats of a scan; the first is the default.
pub static FORMATS: &[Format] = &[
    Format {
        name: "full",
        about: "each finding in its source, with what to do",
        for_people: true,
        write: full::write,
    },
    Format {
        name: "concise",
        about: "one line a finding",
        for_people: false,
        write: concise::write,
    },
    Format {
        name: "markdown",
        about: "for a pull request: a table of rules, then what was added",
        for_people: false,
        write: markdown::write,
    },
    Format {
        name: "json",
        about: "everything, for programs",
        for_people: false,
        write: json::write,
    },
    Format {
        name: "jsonl",
        about: "one JSON document a finding",
        for_people: false,
        write: jsonl::write,
    },
    Format {
        name: "sarif",
        about: "SARIF 2.1.0, for code scanning",
        for_people: false,
        write: sarif::write,
    },
    Format {
        name: "github",
        about: "annotations of a GitHub workflow",
        for_people: false,
        write: github::write,
    },
    Format {
        name: "gitlab",
        about: "GitLab's code quality report",
        for_people: false,
        write: gitlab::write,
    },
    Format {
        name: "rdjson",
        about: "reviewdog's diagnostics",
        for_people: false,
        write: rdjson::write,
    },
    Format {
        name: "checkstyle",
        about: "XML that most other tools read",
        for_people: false,
        write: checkstyle::write,
    },
];

/// A way to show a count.
#[derive(Debug)]
pub struct CountFormat {
    /// What `--format` calls it.
    pub name: &'static str,
    /// What it is good for, in a few words.
    pub about: &'static str,
    /// Writes it.
    pub write: fn(&Count, &mut dyn WriteColor) -> io::Result<()>,
}

/// The formats of a count; the first is the default.
pub static COUNT_FORMATS: &[CountFormat] = &[
    CountFormat {
        name: "table",
        about: "a table for people",
        write: table::write,
    },
    CountFormat {
        name: "json",
        about: "for programs",
        write: json::write_count,
    },
    CountFormat {
        name: "csv",
        about: "for spreadsheets",
        write: csv::write,
    },
    CountFormat {
        name: "openmetrics",
        about: "for Prometheus",
        write: openmetrics::write_count,
    },
    CountFormat {
        name: "badge",
        about: "for shields.io",
        write: badge::write_count,
    },
];

/// The word for why a file was skipped, the same in every output.
pub const fn skip_word(reason: &SkipReason) -> &'static str {
    match reason {
        SkipReason::Binary => "binary",
        SkipReason::TooLarge { .. } => "too-large",
        SkipReason::Unreadable(_) => "unreadable",
        SkipReason::Unparsed => "unparsed",
    }
}
