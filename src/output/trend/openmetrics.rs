//! The newest numbers of a history, with what to expect, as `OpenMetrics`.

use std::io;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use termcolor::WriteColor;

use super::TrendReport;
use crate::output::openmetrics::{Exposition, REFERENCES, by_status};
use crate::scan::Tally;
use crate::trend::Row;

pub(super) fn write(report: &TrendReport<'_>, out: &mut dyn WriteColor) -> io::Result<()> {
    let trend = report.trend;
    let by = trend.by.as_str();
    let mut exposition = Exposition::default();
    let rows = || trend.rows.iter();
    let samples = rows().flat_map(|row| {
        let numbers = row.newest();
        let tally = Tally {
            open: numbers.open,
            suppressed: numbers.suppressed,
            allowed: numbers.allowed,
        };
        by_status(by, &row.key, tally)
    });
    exposition.gauge(REFERENCES.0, REFERENCES.1, samples);
    let mut each = |metric: &str, help: &str, value: &dyn Fn(&Row) -> Option<f64>| {
        let samples = rows().filter_map(|row| Some(([(by, row.key.as_str())], value(row)?)));
        exposition.gauge(metric, help, samples);
    };
    each(
        "straggler_adopted_references",
        "References to what is used instead.",
        &|row| {
            row.progress
                .and_then(|progress| progress.adopted)
                .map(|_| row.newest().adopted as f64)
        },
    );
    each(
        "straggler_done_ratio",
        "One less what is left of the most there was.",
        &|row| row.progress.map(|progress| progress.done),
    );
    each(
        "straggler_zero_timestamp_seconds",
        "When there will be none left, likely.",
        &|row| row.forecast.zero.and_then(|zero| seconds(zero.likely)),
    );
    each(
        "straggler_sunset_timestamp_seconds",
        "When there must be none left.",
        &|row| row.sunset.and_then(seconds),
    );
    let newest = trend
        .moments
        .last()
        .map(|moment| ([], moment.commit.time.as_second() as f64));
    exposition.gauge(
        "straggler_commit_timestamp_seconds",
        "When what was counted was committed.",
        newest.into_iter(),
    );
    exposition.write(out)
}

/// The start of a day in UTC, in seconds since 1970.
fn seconds(day: Date) -> Option<f64> {
    let start = day.to_zoned(TimeZone::UTC).ok()?;
    Some(start.timestamp().as_second() as f64)
}
