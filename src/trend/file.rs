//! A history as a file: one line of JSON for each commit, in the order of their time.
//!
//! The types here *are* the schema. Lines are independent of each other, so that two files can be joined line by line
//! (`merge=union` of git): what is there twice is resolved by reading. Text in, points out; nothing is read or written
//! here.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Cell, Commit, History, Numbers, Point};

/// The version of a line: it goes up when a field changes its meaning.
const VERSION: u32 = 1;

/// A line that is none of a history.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {number}: {why}")]
pub struct FlawedLine {
    /// One-based number.
    pub number: usize,
    /// What is wrong with it.
    pub why: String,
}

/// What every version of a line has.
#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

/// A line.
#[derive(Serialize, Deserialize)]
struct Line {
    version: u32,
    /// The id of the commit.
    commit: String,
    /// When it was committed: `2026-11-20T09:30:00Z`.
    time: Timestamp,
    #[serde(default)]
    author: String,
    /// The first line of the commit's message.
    #[serde(default)]
    subject: String,
    /// The id of the commit before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    parent: Option<String>,
    /// Whether every file could be read.
    complete: bool,
    /// The version of the program that counted.
    straggler: String,
    /// The fingerprint of all rules.
    fingerprint: String,
    /// The fingerprint of each rule that was looked for; of shared ones, of each that was found.
    rules: BTreeMap<Arc<str>, String>,
    counts: Vec<Count>,
}

/// What was found of one rule in one directory, owned by the same.
#[derive(Serialize, Deserialize)]
struct Count {
    rule: Arc<str>,
    directory: Arc<str>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    owners: Vec<Arc<str>>,
    open: u32,
    suppressed: u32,
    allowed: u32,
    /// References to what is used instead.
    #[serde(default, skip_serializing_if = "is_zero")]
    adopted: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Reads a history. Empty lines are nothing.
///
/// # Errors
///
/// With the first line that is no point of a history: a history with a gap that nobody sees would lie.
pub fn read(text: &str) -> Result<History, FlawedLine> {
    let mut points = Vec::new();
    let text = text.trim_start_matches('\u{feff}');
    for (number, line) in (1..).zip(text.lines()) {
        if !line.trim().is_empty() {
            points.push(point(line).map_err(|why| FlawedLine { number, why })?);
        }
    }
    Ok(History::new(points))
}

fn point(line: &str) -> Result<Point, String> {
    let not_one = |error: serde_json::Error| {
        let said = error.to_string();
        let said = said.split(" at line ").next().unwrap_or_default();
        format!("not a point of a history: {said}, column {}", error.column())
    };
    let Versioned { version } = serde_json::from_str(line).map_err(not_one)?;
    if version != VERSION {
        return Err(format!(
            "version {version} is not known to this program, which writes version {VERSION}"
        ));
    }
    let line: Line = serde_json::from_str(line).map_err(not_one)?;
    if line.commit.is_empty() {
        return Err("the commit has no id".to_owned());
    }
    let mut cells: BTreeMap<Cell, Numbers> = BTreeMap::new();
    for count in line.counts {
        let mut owners = count.owners;
        owners.sort();
        owners.dedup();
        let cell = Cell {
            rule: count.rule,
            owners,
            directory: count.directory,
        };
        *cells.entry(cell).or_default() += Numbers {
            open: count.open as usize,
            suppressed: count.suppressed as usize,
            allowed: count.allowed as usize,
            adopted: count.adopted as usize,
        };
    }
    Ok(Point {
        commit: Commit {
            id: line.commit,
            time: line.time,
            author: line.author,
            subject: line.subject,
            parent: line.parent,
        },
        fingerprint: line.fingerprint,
        version: line.straggler,
        is_complete: line.complete,
        rules: line.rules,
        cells,
    })
}

/// Writes a point as a line, without its end.
pub fn write(point: &Point) -> String {
    let counts = point.cells.iter().map(|(cell, numbers)| Count {
        rule: Arc::clone(&cell.rule),
        directory: Arc::clone(&cell.directory),
        owners: cell.owners.clone(),
        open: numbers.open as u32,
        suppressed: numbers.suppressed as u32,
        allowed: numbers.allowed as u32,
        adopted: numbers.adopted as u32,
    });
    let line = Line {
        version: VERSION,
        commit: point.commit.id.clone(),
        time: point.commit.time,
        author: point.commit.author.clone(),
        subject: point.commit.subject.clone(),
        parent: point.commit.parent.clone(),
        complete: point.is_complete,
        straggler: point.version.clone(),
        fingerprint: point.fingerprint.clone(),
        rules: point.rules.clone(),
        counts: counts.collect(),
    };
    // Strings, numbers and maps with strings for keys: there is nothing to fail.
    serde_json::to_string(&line).unwrap_or_default()
}
