//! How a history is shown: one file a format, and a line in [`TREND_FORMATS`].

mod burndown;
mod chart;
mod csv;
mod json;
mod openmetrics;
mod words;

use std::io;

use termcolor::WriteColor;

use crate::trend::Trend;

pub use burndown::{Legend, burndown, with_colours};
pub use words::{change, percent, row_outlook};

/// What there is to show of a history.
#[derive(Debug, Clone, Copy)]
pub struct TrendReport<'t> {
    /// The history.
    pub trend: &'t Trend,
    /// Whether whoever looks at it can read letters of ASCII alone.
    pub ascii: bool,
}

/// A way to show a history.
#[derive(Debug)]
pub struct TrendFormat {
    /// What `--format` calls it.
    pub name: &'static str,
    /// What it is good for, in a few words.
    pub about: &'static str,
    /// Writes it.
    pub write: fn(&TrendReport<'_>, &mut dyn WriteColor) -> io::Result<()>,
}

/// The formats of a history; the first is the default.
pub static TREND_FORMATS: &[TrendFormat] = &[
    TrendFormat {
        name: "chart",
        about: "a chart for terminals",
        write: chart::write,
    },
    TrendFormat {
        name: "svg",
        about: "a picture, for a README",
        write: burndown::write,
    },
    TrendFormat {
        name: "json",
        about: "for programs",
        write: json::write,
    },
    TrendFormat {
        name: "csv",
        about: "for spreadsheets",
        write: csv::write,
    },
    TrendFormat {
        name: "openmetrics",
        about: "the newest values, for Prometheus",
        write: openmetrics::write,
    },
];
