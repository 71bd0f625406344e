//! `straggler count`: how many references are left, by rule, directory, file or language.

use clap::builder::{PossibleValue, PossibleValuesParser};

use super::Exit;
use super::arguments::{Global, Selection};
use super::terminal::Terminal;
use super::{scanning, skipped};
use crate::output::count::{By, Count};
use crate::output::{COUNT_FORMATS, Report, Shown};

/// Count the references that are left
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    selection: Selection,

    /// What to count by
    #[arg(long, value_name = "KEY", default_value = "rule")]
    by: By,

    /// How to show the count
    #[arg(long, value_name = "FORMAT", default_value = COUNT_FORMATS[0].name, value_parser = formats())]
    format: String,
}

fn formats() -> PossibleValuesParser {
    COUNT_FORMATS
        .iter()
        .map(|format| PossibleValue::new(format.name).help(format.about))
        .collect::<Vec<_>>()
        .into()
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> anyhow::Result<Exit> {
    let scanned = scanning::scan(&args.selection, global, terminal)?;
    let report = Report {
        rules: scanned.rules.rules(),
        scan: &scanned.scan,
        change: None,
        today: scanned.today,
        seen_from: &scanned.seen_from,
        shown: Shown::Open,
    };
    let count = Count::new(&report, args.by);
    if let Some(format) = COUNT_FORMATS.iter().find(|format| format.name == args.format) {
        (format.write)(&count, &mut terminal.out)?;
    }
    Ok(skipped::verdict(&args.selection, &scanned.scan, terminal))
}
