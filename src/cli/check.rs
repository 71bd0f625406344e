//! `straggler check`: every remaining reference, what to do about it, and the count.

use std::io;

use termcolor::WriteColor;

use super::Exit;
use super::arguments::{Global, Selection};
use super::outputs::Outputs;
use super::terminal::Terminal;
use super::{baseline, compare, scanning, skipped, verdict};
use crate::change::Change;
use crate::output::count::{By, Count};
use crate::output::{Report, Shown, say, verdict as verdict_words, write_count_table};

/// Show every remaining reference (the default)
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    selection: Selection,

    #[command(flatten)]
    outputs: Outputs,

    /// Show suppressed and allowed references as well
    #[arg(long)]
    show_suppressed: bool,

    #[command(flatten)]
    comparison: compare::ComparisonArgs,

    #[command(flatten)]
    verdict: verdict::VerdictArgs,
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> anyhow::Result<Exit> {
    let has_base = args.comparison.is_asked_for() || args.comparison.baseline.is_some();
    args.verdict.check(has_base)?;
    let plan = args.outputs.plan()?;
    let selection = args.selection.clone().apart_from(plan.files());
    let (scanned, change) = if args.comparison.is_asked_for() {
        let (scanned, change) = compare::scan(&args.comparison, &selection, global, terminal)?;
        (scanned, Some(change))
    } else {
        let scanned = scanning::scan(&selection, global, terminal)?;
        let baseline = args.comparison.baseline.as_ref();
        let change = baseline.map(|file| baseline::compare(file, &scanned, &selection, terminal));
        (scanned, change.transpose()?)
    };
    let report = Report {
        rules: scanned.rules.rules(),
        scan: &scanned.scan,
        change: change.as_ref(),
        today: scanned.today,
        seen_from: &scanned.seen_from,
        shown: if args.show_suppressed {
            Shown::All
        } else {
            Shown::Open
        },
    };
    scanned.pool.install(|| {
        plan.write(&report)?;
        anyhow::Ok((plan.stdout.write)(&report, &mut terminal.out)?)
    })?;
    if !terminal.quiet {
        terminal.out.flush()?;
        let to = if plan.stdout.for_people {
            &mut terminal.out
        } else {
            &mut terminal.err
        };
        match report.change {
            Some(change) => conclude_change(&report, change, to)?,
            None => conclude(&report, to)?,
        }
    }
    let unread = skipped::verdict(&args.selection, &scanned.scan, terminal);
    // What was found fails, whatever else could not be read.
    Ok(match args.verdict.fails(&report) {
        true => Exit::Findings,
        false => unread,
    })
}

/// What a change comes to: a sentence, a line for each rule, and what there is to celebrate.
fn conclude_change(report: &Report<'_>, change: &Change, out: &mut dyn WriteColor) -> io::Result<()> {
    writeln!(out, "This change {}.", verdict_words::sentence(&change.rules))?;
    let of_rules = || report.rules.iter().zip(&change.rules);
    for (rule, numbers) in of_rules().filter(|(_, numbers)| !numbers.is_idle()) {
        writeln!(out, "  {}", verdict_words::line(&rule.id, numbers))?;
    }
    for (rule, numbers) in of_rules() {
        if let Some(sentence) = verdict_words::celebration(&rule.id, numbers) {
            writeln!(out, "{sentence}")?;
        }
    }
    Ok(())
}

/// The count, and what it comes to in a sentence.
fn conclude(report: &Report<'_>, out: &mut dyn WriteColor) -> io::Result<()> {
    if report.scan.scanned == 0 {
        return Ok(());
    }
    let count = Count::new(report, By::Rule);
    if !count.rows.is_empty() {
        write_count_table(&count, out)?;
        writeln!(out)?;
    }
    let unread = report.scan.unread();
    let scanned = say(report.scan.scanned, "file");
    let but = match unread {
        0 => ".".to_owned(),
        1 => "; 1 file could not be read.".to_owned(),
        several => format!("; {several} files could not be read."),
    };
    match (report.files_with_open(), report.rules.is_empty()) {
        (0, true) => Ok(()),
        (0, false) if unread == 0 => {
            writeln!(
                out,
                "Nothing left to migrate here: no open reference in {scanned}."
            )
        }
        (0, false) => writeln!(out, "No open reference in {scanned}{but}"),
        (files, _) => {
            let open = say(count.total.open, "open reference");
            writeln!(out, "{open} in {files} of {scanned}{but}")
        }
    }
}
