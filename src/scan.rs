//! A scan: all the findings of one corpus under one rule set, with what could not be read and why.

use crate::finding::{Finding, Line, RuleId, Status};
use crate::problem::Problem;

/// All the findings of one corpus.
#[derive(Debug, Default)]
pub struct Scan {
    /// The files with findings or problems, sorted by path.
    pub files: Vec<FileScan>,
    /// The files that could not be read (or not wholly), sorted by path.
    pub skipped: Vec<Skipped>,
    /// How many files were looked at.
    pub scanned: usize,
}

/// What was found in one file.
#[derive(Debug, Default)]
pub struct FileScan {
    /// Relative to the scanned root, with `/`.
    pub path: String,
    /// The language, or another word for the kind of file: `python`, `text`.
    pub language: &'static str,
    /// Sorted.
    pub findings: Vec<Finding>,
    /// The lines that the findings stand on, sorted, each once.
    pub lines: Vec<Line>,
    /// What is wrong with the file's suppression comments.
    pub problems: Vec<Problem>,
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

/// The findings of one row of a count, by status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Still to do.
    pub open: usize,
    /// Suppressed inline.
    pub suppressed: usize,
    /// Allowed by the rule.
    pub allowed: usize,
}

impl Tally {
    /// Counts one finding.
    pub fn add(&mut self, status: Status) {
        match status {
            Status::Open => self.open += 1,
            Status::Suppressed => self.suppressed += 1,
            Status::Allowed => self.allowed += 1,
        }
    }
}

impl Scan {
    /// Every finding with its file, in order.
    pub fn findings(&self) -> impl Iterator<Item = (&FileScan, &Finding)> {
        self.files
            .iter()
            .flat_map(|file| file.findings.iter().map(move |finding| (file, finding)))
    }

    /// The count of each rule, for `rules` rules, in the order of the rule set.
    pub fn count_by_rule(&self, rules: usize) -> Vec<Tally> {
        let mut tallies = vec![Tally::default(); rules];
        for (_, finding) in self.findings() {
            let RuleId(rule) = finding.rule;
            if let Some(tally) = tallies.get_mut(rule as usize) {
                tally.add(finding.status);
            }
        }
        tallies
    }
}
