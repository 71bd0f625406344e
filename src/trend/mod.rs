//! A history: what was counted at many commits, as plain data. Where the points come from (git, a recorded file) and how
//! they are shown is not known here.
//!
//! One thing holds throughout: what is not sound never looks like progress. A point says which rules made it and whether
//! every file could be read, a rule's number from other rules is told apart, and hiding a reference is not removing it.

mod file;
mod forecast;
mod progress;
mod rows;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::AddAssign;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use xxhash_rust::xxh3::Xxh3;

use crate::finding::{FileScan, RuleId, SkipReason, Status};
use crate::rule::Rule;
use crate::scan::Scan;

pub use file::{FlawedLine, read, write};
pub use forecast::{FEWEST, Forecast, Outlook, Range, STALLED_AFTER, Slope, forecast, theil_sen};
pub use progress::{Progress, progress};
pub use rows::{By, Deletion, Moment, Row, Trend};

/// A commit, or whatever else a count was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// What tells it from others: a hash.
    pub id: String,
    /// When it was committed.
    pub time: Timestamp,
    /// Who wrote it; empty when that is not known.
    pub author: String,
    /// The first line of its message.
    pub subject: String,
    /// The commit before it. With the count of both, what came and went between them is this commit's doing.
    pub parent: Option<String>,
}

/// The id of what is no commit: the tree as it is now.
pub const WORKING_TREE: &str = "working tree";

/// What was counted at one commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// The commit.
    pub commit: Commit,
    /// The fingerprint of all the rules together.
    pub fingerprint: String,
    /// The version of the program that counted.
    pub version: String,
    /// Whether every file could be read. One that could not may have held anything.
    pub is_complete: bool,
    /// The rules that it was judged by, each with its fingerprint; of shared rules those that found something.
    pub rules: BTreeMap<Arc<str>, String>,
    /// What was found. No two are about the same.
    pub cells: BTreeMap<Cell, Numbers>,
}

/// What numbers are told apart by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// The rule's id.
    pub rule: Arc<str>,
    /// Who owns the files by CODEOWNERS, sorted.
    pub owners: Vec<Arc<str>>,
    /// The directory of the files, or, where that is deep, one above it; `.` for the root.
    pub directory: Arc<str>,
}

/// How many references there were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Numbers {
    /// Still to do.
    pub open: usize,
    /// Suppressed inline.
    pub suppressed: usize,
    /// Allowed by the rule.
    pub allowed: usize,
    /// To what is used instead.
    pub adopted: usize,
}

impl Numbers {
    /// All that must go before the old thing can be deleted. Hiding a reference is not progress.
    pub const fn remaining(self) -> usize {
        self.open + self.suppressed + self.allowed
    }
}

impl AddAssign for Numbers {
    fn add_assign(&mut self, other: Self) {
        self.open += other.open;
        self.suppressed += other.suppressed;
        self.allowed += other.allowed;
        self.adopted += other.adopted;
    }
}

/// How many segments of a directory are told apart: enough to see where things are, few enough to be kept for years.
const DEPTH: usize = 3;

impl Point {
    /// What a scan of a commit comes to.
    pub fn new(commit: Commit, scan: &Scan, rules: &[Rule]) -> Self {
        let mut cells: BTreeMap<Cell, Numbers> = BTreeMap::new();
        for (file, finding) in scan.findings() {
            let RuleId(number) = finding.rule;
            let Some(rule) = rules.get(number as usize) else {
                continue;
            };
            let numbers = cells.entry(cell(&rule.id, file)).or_default();
            match finding.status {
                Status::Open => numbers.open += 1,
                Status::Suppressed => numbers.suppressed += 1,
                Status::Allowed => numbers.allowed += 1,
            }
        }
        for file in &scan.files {
            for (RuleId(number), uses) in &file.adopted {
                if let Some(rule) = rules.get(*number as usize) {
                    cells.entry(cell(&rule.id, file)).or_default().adopted += *uses as usize;
                }
            }
        }
        let is_found = |rule: &Rule| cells.keys().any(|cell| *cell.rule == *rule.id);
        let judged = rules.iter().filter(|rule| !rule.is_builtin() || is_found(rule));
        Self {
            commit,
            fingerprint: fingerprint(rules.iter()),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            is_complete: !scan
                .skipped
                .iter()
                .any(|skipped| matches!(skipped.reason, SkipReason::Unreadable(_))),
            rules: judged
                .map(|rule| (rule.id.as_str().into(), fingerprint([rule].into_iter())))
                .collect(),
            cells,
        }
    }

    /// The day of the commit, in UTC.
    pub fn day(&self) -> Date {
        day(self.commit.time)
    }

    /// All its numbers together.
    pub fn total(&self) -> Numbers {
        let mut total = Numbers::default();
        self.cells.values().for_each(|numbers| total += *numbers);
        total
    }

    /// Which of two points of the same commit is to be believed: the complete one, the one that found more, and after
    /// that any, as long as it is always the same.
    fn belief(&self) -> impl Ord + use<> {
        let total = self.total();
        let made_by = (self.version.clone(), self.fingerprint.clone());
        (
            self.is_complete,
            total.remaining(),
            total.open,
            total.suppressed,
            made_by,
            write(self),
        )
    }
}

/// The day of a moment, in UTC.
pub fn day(time: Timestamp) -> Date {
    TimeZone::UTC.to_datetime(time).date()
}

fn cell(rule: &str, file: &FileScan) -> Cell {
    let directory = file.path.rsplit_once('/').map_or(".", |(up, _)| up);
    let end = directory
        .match_indices('/')
        .nth(DEPTH - 1)
        .map_or(directory.len(), |(at, _)| at);
    Cell {
        rule: rule.into(),
        owners: file.owners.clone().unwrap_or_default(),
        directory: directory[..end].into(),
    }
}

/// A fingerprint of what rules find: two that are equal find the same. Messages and dates are no part of it.
pub fn fingerprint<'r>(rules: impl Iterator<Item = &'r Rule>) -> String {
    // The same on every machine.
    let mut hasher = Xxh3::new();
    let mut add = |text: &str| {
        hasher.update(text.as_bytes());
        hasher.update(&[0]);
    };
    for rule in rules {
        add(&rule.id);
        for target in [Some(&rule.target), rule.adopted.as_ref()].into_iter().flatten() {
            add(target.kind.as_str());
            target.names.iter().for_each(|name| add(&name.text));
        }
        rule.languages.iter().for_each(|language| add(language.name));
        let within = rule.within;
        add(&format!(
            "{} {} {} {}",
            within.code, within.config, within.docs, rule.ambiguous
        ));
        rule.allow
            .iter()
            .flat_map(|allow| &allow.patterns)
            .for_each(|path| add(path));
    }
    format!("{:016x}", hasher.digest())
}

/// How many points there are where nobody says how many.
const SENSIBLE_POINTS: usize = 60;

/// Points in the order of their time, each commit once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    points: Vec<Point>,
}

/// How far points are apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Every {
    /// The last point of each day.
    Day,
    /// The last point of each week, which starts on Monday.
    Week,
    /// The last point of each month.
    Month,
}

/// Which points of a history are looked at.
#[derive(Debug, Clone, Copy, Default)]
pub struct Window {
    /// The first day.
    pub since: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
    /// How far the points are apart; all of them when it is left out.
    pub every: Option<Every>,
    /// How many points at most.
    pub points: Option<usize>,
}

impl History {
    /// A history of points in any order; of those of the same commit the one to be believed.
    pub fn new(points: Vec<Point>) -> Self {
        let mut believed: BTreeMap<String, Point> = BTreeMap::new();
        for point in points {
            match believed.entry(point.commit.id.clone()) {
                Entry::Vacant(vacant) => {
                    vacant.insert(point);
                }
                Entry::Occupied(mut other) if point.belief() > other.get().belief() => {
                    other.insert(point);
                }
                Entry::Occupied(_) => {}
            }
        }
        let mut points: Vec<Point> = believed.into_values().collect();
        // Stable: commits of one moment stay in the order of their ids.
        points.sort_by_key(|point| point.commit.time);
        Self { points }
    }

    /// The points, in the order of their time.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// With one more point, which takes the place of one of the same commit.
    #[must_use]
    pub fn with(mut self, point: Point) -> Self {
        self.points.retain(|other| other.commit.id != point.commit.id);
        self.points.push(point);
        Self::new(self.points)
    }

    /// The points of a window.
    #[must_use]
    pub fn within(&self, window: &Window) -> Self {
        let chosen = window.choose(&self.points, Point::day);
        Self {
            points: chosen.into_iter().cloned().collect(),
        }
    }
}

impl Window {
    /// As many points of a long history as a chart can show, where nobody says how many.
    #[must_use]
    pub fn or_sensible(self) -> Self {
        match (self.every, self.points) {
            (None, None) => Self {
                every: Some(Every::Week),
                points: Some(SENSIBLE_POINTS),
                ..self
            },
            _ => self,
        }
    }

    /// What is looked at of things in the order of their days.
    pub fn choose<'t, T>(&self, all: &'t [T], day: impl Fn(&T) -> Date) -> Vec<&'t T> {
        let is_inside = |thing: &&T| {
            let day = day(thing);
            self.since.is_none_or(|since| since <= day) && self.until.is_none_or(|until| day <= until)
        };
        let mut chosen: Vec<&T> = all.iter().filter(is_inside).collect();
        if let Some(every) = self.every {
            let periods = chosen.chunk_by(|a, b| every.start(day(a)) == every.start(day(b)));
            chosen = periods.filter_map(|period| period.last().copied()).collect();
        }
        match self.points {
            Some(most) => spread(&chosen, most),
            None => chosen,
        }
    }
}

impl Every {
    /// The first day of the period that a day is in.
    pub fn start(self, day: Date) -> Date {
        match self {
            Self::Day => day,
            Self::Week => {
                let back = i64::from(day.weekday().to_monday_zero_offset());
                day.checked_sub(back.days()).unwrap_or(day)
            }
            Self::Month => day.first_of_month(),
        }
    }
}

/// So many of them, evenly, with the first and the last.
fn spread<'t, T>(points: &[&'t T], most: usize) -> Vec<&'t T> {
    match (points.len(), most) {
        (all, most) if all <= most => points.to_vec(),
        (_, 0) => Vec::new(),
        (all, 1) => vec![points[all - 1]],
        (all, most) => (0..most).map(|at| points[at * (all - 1) / (most - 1)]).collect(),
    }
}
