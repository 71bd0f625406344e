//! Counts of findings by something. Only the numbers: how they are laid out is each format's own.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::Report;
use crate::finding::FileScan;
use crate::scan::Tally;

/// What findings are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum By {
    /// The rule, in the order of the rules.
    Rule,
    /// The directory that the file lies in, most open first.
    Directory,
    /// The file, most open first.
    File,
    /// The language of the file, most open first.
    Language,
    /// Who owns the file by CODEOWNERS, most open first; what several own counts for each of them.
    Owner,
}

impl By {
    /// What a row stands for.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Directory => "directory",
            Self::File => "file",
            Self::Language => "language",
            Self::Owner => "owner",
        }
    }
}

/// Findings, counted.
#[derive(Debug)]
pub struct Count {
    /// What by.
    pub by: By,
    /// One row for each key. By rule: each rule of the project, found or not, and each built-in one that was found.
    pub rows: Vec<Row>,
    /// All rows together.
    pub total: Tally,
}

/// The findings of one key.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// A rule's id, a path, a language's name, an owner.
    pub key: String,
    /// Its findings.
    pub tally: Tally,
}

impl Count {
    /// Counts the findings of a report.
    pub fn new(report: &Report<'_>, by: By) -> Self {
        let rows = match by {
            By::Rule => by_rule(report),
            By::Directory => by_key(report, |file| {
                vec![file.path.rsplit_once('/').map_or(".", |(up, _)| up)]
            }),
            By::File => by_key(report, |file| vec![&file.path]),
            By::Language => by_key(report, |file| vec![file.language]),
            By::Owner => by_key(report, FileScan::owned_by),
        };
        let mut total = Tally::default();
        for (_, finding) in report.scan.findings() {
            total.add(finding.status);
        }
        Self { by, rows, total }
    }
}

fn by_rule(report: &Report<'_>) -> Vec<Row> {
    let tallies = report.scan.count_by_rule(report.rules.len());
    report
        .rules
        .iter()
        .zip(tallies)
        .filter(|(rule, tally)| *tally != Tally::default() || !rule.is_builtin())
        .map(|(rule, tally)| Row {
            key: rule.id.clone(),
            tally,
        })
        .collect()
}

fn by_key<'r>(report: &Report<'r>, keys: impl Fn(&'r FileScan) -> Vec<&'r str>) -> Vec<Row> {
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    for file in &report.scan.files {
        for key in keys(file).into_iter().filter(|_| !file.findings.is_empty()) {
            let tally = tallies.entry(key).or_default();
            file.findings.iter().for_each(|finding| tally.add(finding.status));
        }
    }
    let mut rows: Vec<Row> = tallies
        .into_iter()
        .map(|(key, tally)| Row {
            key: key.to_owned(),
            tally,
        })
        .collect();
    rows.sort_by_key(|row| Reverse(row.tally.open));
    rows
}
