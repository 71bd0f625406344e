//! The text format of `OpenMetrics`, for a push gateway or the textfile collector of a node exporter: the syntax, and a
//! count in it.
//!
//! <https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md>

use std::fmt::Write as _;
use std::io;

use termcolor::WriteColor;

use super::count::Count;
use super::escape::name;
use crate::scan::Tally;

/// An exposition, written family by family: the samples of one must stand together.
#[derive(Debug, Default)]
pub(super) struct Exposition(String);

impl Exposition {
    /// A family of gauges.
    pub(super) fn gauge<'l, const N: usize>(
        &mut self,
        metric: &str,
        help: &str,
        samples: impl Iterator<Item = ([(&'l str, &'l str); N], f64)>,
    ) {
        let text = &mut self.0;
        // Writing to a string cannot fail.
        let _ = writeln!(text, "# TYPE {metric} gauge\n# HELP {metric} {}", escaped(help));
        for (labels, value) in samples {
            let labels = labels.map(|(key, value)| format!("{key}=\"{}\"", escaped(value)));
            let labels = labels.join(",");
            let labels = if N == 0 { labels } else { format!("{{{labels}}}") };
            let _ = writeln!(text, "{metric}{labels} {value}");
        }
    }

    /// Writes all of it, with what must stand at its end.
    pub(super) fn write(self, out: &mut dyn WriteColor) -> io::Result<()> {
        writeln!(out, "{}# EOF", self.0)
    }
}

/// A text as the value of a label. What a terminal would act on is spelled out first.
fn escaped(text: &str) -> String {
    name(text).replace('\\', "\\\\").replace('"', "\\\"")
}

/// The samples of some findings by status.
pub(super) fn by_status<'l>(by: &'l str, key: &'l str, tally: Tally) -> [([(&'l str, &'l str); 2], f64); 3] {
    [
        ("open", tally.open),
        ("suppressed", tally.suppressed),
        ("allowed", tally.allowed),
    ]
    .map(|(status, number)| ([(by, key), ("status", status)], number as f64))
}

/// What the family of counts is about.
pub(super) const REFERENCES: (&str, &str) = ("straggler_references", "References that are left.");

pub(super) fn write_count(count: &Count, out: &mut dyn WriteColor) -> io::Result<()> {
    let mut exposition = Exposition::default();
    let by = count.by.as_str();
    let rows = count.rows.iter();
    let samples = rows.flat_map(|row| by_status(by, &row.key, row.tally));
    exposition.gauge(REFERENCES.0, REFERENCES.1, samples);
    exposition.write(out)
}
