//! Everything there is to know about a history as one JSON document.
//!
//! The types here *are* the schema: `version` goes up when a field changes its meaning or goes away, and stays when one is
//! added.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;
use termcolor::WriteColor;

use super::TrendReport;
use crate::output::record::emit;
use crate::trend::{Moment, Numbers, Row};

/// The version of the document.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'t> {
    /// The version of this schema.
    version: u32,
    /// What rows are about: `rule`, `owner`, `directory`.
    by: &'static str,
    /// The day that sunset dates are compared with.
    today: String,
    /// When there are numbers, in the order of time.
    moments: Vec<MomentRow<'t>>,
    /// One for each rule, owner or directory.
    rows: Vec<SeriesRow<'t>>,
    /// All of them together, each reference once.
    total: SeriesRow<'t>,
    /// Where references went away, most first.
    deletions: Vec<DeletionRow<'t>>,
}

#[derive(Serialize)]
struct CommitRow<'t> {
    commit: &'t str,
    /// In UTC, as `2026-11-20T09:30:00Z`.
    time: String,
    author: &'t str,
    subject: &'t str,
}

#[derive(Serialize)]
struct MomentRow<'t> {
    #[serde(flatten)]
    commit: CommitRow<'t>,
    /// Whether every file could be read, by the rules of today. Other numbers are not reckoned with.
    sound: bool,
}

#[derive(Serialize)]
struct SeriesRow<'t> {
    /// One field, named after what rows are about: `"rule": "legacy-billing"`.
    #[serde(flatten)]
    key: BTreeMap<&'static str, &'t str>,
    /// One for each moment; null where it was not looked for.
    numbers: Vec<Option<NumbersRow>>,
    /// Open, suppressed and allowed together, now.
    remaining: usize,
    /// The most there was since the deprecation, or ever.
    peak: Option<usize>,
    /// The first day on which there was as much.
    peak_on: Option<String>,
    /// One less remaining by peak.
    done: Option<f64>,
    /// The share of the new in all uses of new and old.
    adopted_share: Option<f64>,
    sunset: Option<String>,
    /// `done`, `never found`, `on track`, `falling`, `too little data`, `unclear`, `at risk`, `stalled`, `growing` or `late`.
    outlook: &'static str,
    /// The change in a week, and the range that it is in, in 95 of 100 cases.
    per_week: Option<Slope>,
    /// When there will be none left.
    zero: Option<Zero>,
    /// The last day on which it became less.
    last_deletion: Option<String>,
}

#[derive(Serialize)]
struct NumbersRow {
    open: usize,
    suppressed: usize,
    allowed: usize,
    adopted: usize,
    /// Whether it can be reckoned with.
    sound: bool,
}

#[derive(Serialize)]
struct Slope {
    likely: f64,
    low: f64,
    high: f64,
}

#[derive(Serialize)]
struct Zero {
    earliest: String,
    likely: String,
    /// Null when it may as well never be.
    latest: Option<String>,
}

#[derive(Serialize)]
struct DeletionRow<'t> {
    #[serde(flatten)]
    commit: CommitRow<'t>,
    removed: usize,
    /// Whether this commit alone removed them, and not one of those since the moment before.
    exact: bool,
}

pub(super) fn write(report: &TrendReport<'_>, out: &mut dyn WriteColor) -> io::Result<()> {
    let trend = report.trend;
    let by = trend.by.as_str();
    let document = Document {
        version: VERSION,
        by,
        today: trend.today.to_string(),
        moments: trend.moments.iter().map(moment).collect(),
        rows: trend.rows.iter().map(|row| series(row, by)).collect(),
        total: series(&trend.total, by),
        deletions: trend
            .deletions
            .iter()
            .map(|deletion| DeletionRow {
                commit: commit(&deletion.commit),
                removed: deletion.removed,
                exact: deletion.is_exact,
            })
            .collect(),
    };
    emit(&document, out)
}

fn commit(commit: &crate::trend::Commit) -> CommitRow<'_> {
    CommitRow {
        commit: &commit.id,
        time: commit.time.to_string(),
        author: &commit.author,
        subject: &commit.subject,
    }
}

fn moment(moment: &Moment) -> MomentRow<'_> {
    MomentRow {
        commit: commit(&moment.commit),
        sound: moment.is_sound,
    }
}

fn series<'t>(row: &'t Row, by: &'static str) -> SeriesRow<'t> {
    let numbers = row.numbers.iter().zip(&row.sound);
    let progress = row.progress;
    let forecast = &row.forecast;
    SeriesRow {
        key: BTreeMap::from([(by, row.key.as_str())]),
        numbers: numbers
            .map(|(numbers, sound)| numbers.map(|numbers| number(numbers, *sound)))
            .collect(),
        remaining: row.newest().remaining(),
        peak: progress.map(|progress| progress.peak),
        peak_on: progress.map(|progress| progress.peak_on.to_string()),
        done: progress.map(|progress| progress.done),
        adopted_share: progress.and_then(|progress| progress.adopted),
        sunset: row.sunset.map(|date| date.to_string()),
        outlook: forecast.outlook.as_str(),
        per_week: forecast.slope.map(|slope| Slope {
            likely: slope.middle * 7.0,
            low: slope.low * 7.0,
            high: slope.high * 7.0,
        }),
        zero: forecast.zero.map(|zero| Zero {
            earliest: zero.earliest.to_string(),
            likely: zero.likely.to_string(),
            latest: zero.latest.map(|date| date.to_string()),
        }),
        last_deletion: forecast.last_deletion.map(|date| date.to_string()),
    }
}

const fn number(numbers: Numbers, sound: bool) -> NumbersRow {
    NumbersRow {
        open: numbers.open,
        suppressed: numbers.suppressed,
        allowed: numbers.allowed,
        adopted: numbers.adopted,
        sound,
    }
}
