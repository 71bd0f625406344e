//! `straggler trend`: how the count went down, and when it will be zero.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::builder::{PossibleValue, PossibleValuesParser};
use jiff::Timestamp;
use jiff::civil::Date;

use super::Exit;
use super::arguments::{Global, Selection, date};
use super::history::{self, Historian};
use super::terminal::Terminal;
use super::{files, scanning, skipped};
use crate::config::Config;
use crate::output::trend::{TREND_FORMATS, TrendReport};
use crate::problem::{nearest, quoted};
use crate::rule::Rule;
use crate::trend::{By, Commit, Every, History, Point, Trend, Window, read, write};

/// Show how the count went down, and when it will be zero
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    source: Source,

    #[command(flatten)]
    window: WindowArgs,

    /// Show this rule alone; can be given several times
    #[arg(long, value_name = "ID")]
    rule: Vec<String>,

    /// What to show a line for
    #[arg(long, value_name = "KEY", default_value = "rule")]
    by: By,

    /// How to show the history
    #[arg(long, value_name = "FORMAT", default_value = TREND_FORMATS[0].name, value_parser = formats())]
    format: String,

    #[command(flatten)]
    append: Append,

    #[command(flatten)]
    selection: Selection,
}

/// Where a history is.
#[derive(Debug, clap::Args)]
pub(super) struct Source {
    /// Read the history from a file that --append has recorded
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
}

/// Which points of it to look at.
#[derive(Debug, clap::Args)]
pub(super) struct WindowArgs {
    /// One point for each of these, the last
    #[arg(long, value_name = "PERIOD")]
    every: Option<Every>,

    /// The first day
    #[arg(long, value_name = "DATE", value_parser = date)]
    since: Option<Date>,

    /// The last day
    #[arg(long, value_name = "DATE", value_parser = date)]
    until: Option<Date>,

    /// How many points at most, spread evenly
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..))]
    points: Option<u32>,
}

/// What to record.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Recording")]
struct Append {
    /// Count what is here now, and record it in this file: one line a commit
    #[arg(id = "append", long = "append", value_name = "FILE", conflicts_with = "from")]
    file: Option<PathBuf>,

    /// The commit that is here; without it, the one that git has checked out
    #[arg(long, value_name = "ID", requires_all = ["append", "time"])]
    commit: Option<String>,

    /// When it was committed, as 2027-03-01T09:30:00Z
    #[arg(long, value_name = "TIME", requires = "append")]
    time: Option<Timestamp>,

    /// Who wrote it
    #[arg(
        long,
        value_name = "NAME",
        requires = "append",
        default_value = "",
        hide_default_value = true
    )]
    author: String,

    /// The first line of its message
    #[arg(
        long,
        value_name = "TEXT",
        requires = "append",
        default_value = "",
        hide_default_value = true
    )]
    subject: String,

    /// The commit before it
    #[arg(long, value_name = "ID", requires = "append")]
    parent: Option<String>,
}

fn formats() -> PossibleValuesParser {
    TREND_FORMATS
        .iter()
        .map(|format| PossibleValue::new(format.name).help(format.about))
        .collect::<Vec<_>>()
        .into()
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> anyhow::Result<Exit> {
    if let Some(file) = &args.append.file {
        let commit = match args.append.commit() {
            Some(commit) => commit,
            None => history::checked_out()?,
        };
        return append(file, commit, &args.selection, global, terminal);
    }
    let window = args.window.window();
    let (history, config) = args.source.history(&window, &args.selection, global, terminal)?;
    let rules = own_rules(&config);
    known(&args.rule, rules, &history)?;
    let trend = Trend::new(&history, &window, rules, &args.rule, args.by, global.today());
    let report = TrendReport {
        trend: &trend,
        ascii: terminal.ascii,
    };
    if let Some(format) = TREND_FORMATS.iter().find(|format| format.name == args.format) {
        (format.write)(&report, &mut terminal.out)?;
    }
    Ok(Exit::Success)
}

impl Source {
    /// The history, from wherever it is.
    fn history(
        &self,
        window: &Window,
        selection: &Selection,
        global: &Global,
        terminal: &mut Terminal,
    ) -> anyhow::Result<(History, Config)> {
        if self.from.is_some() {
            return Ok((self.recorded()?, scanning::config(global, terminal)?));
        }
        let historian = Historian::new(selection, global, terminal)?;
        let history = historian.history(&window.or_sensible(), terminal)?;
        Ok((history, historian.into_config()))
    }

    /// The history in a file or in git; none of it where there is neither.
    pub(super) fn any(
        &self,
        window: &Window,
        selection: &Selection,
        global: &Global,
        terminal: &mut Terminal,
    ) -> anyhow::Result<History> {
        if self.from.is_some() || !history::is_at_hand()? {
            return self.recorded();
        }
        let (history, _) = self.history(window, selection, global, terminal)?;
        Ok(history)
    }

    /// The history in a file; none of it without one.
    fn recorded(&self) -> anyhow::Result<History> {
        let Some(file) = &self.from else {
            return Ok(History::default());
        };
        let history = recorded(file)?;
        history.with_context(|| format!("cannot read {}: there is no such file", files::shown(file)))
    }
}

impl WindowArgs {
    pub(super) fn window(&self) -> Window {
        Window {
            since: self.since,
            until: self.until,
            every: self.every,
            points: self.points.map(|points| points as usize),
        }
    }
}

impl Append {
    /// Which commit to record, as far as it was said.
    fn commit(&self) -> Option<Commit> {
        Some(Commit {
            id: self.commit.clone()?,
            time: self.time?,
            author: self.author.clone(),
            subject: self.subject.clone(),
            parent: self.parent.clone(),
        })
    }
}

/// The rules that tell of sunsets and of what counts; none where there is no configuration: then the history tells.
pub(super) fn own_rules(config: &Config) -> &[Rule] {
    if config.embedded { &[] } else { &config.rules }
}

/// The history in a file, if it is there.
fn recorded(file: &Path) -> anyhow::Result<Option<History>> {
    let Some(text) = files::read(file)? else {
        return Ok(None);
    };
    let history = read(&text).with_context(|| format!("cannot read {}", files::shown(file)))?;
    Ok(Some(history))
}

/// Counts what is here, and puts it into a file of points, in the place of the point of the same commit if there is one.
fn append(
    file: &Path,
    commit: Commit,
    selection: &Selection,
    global: &Global,
    terminal: &mut Terminal,
) -> anyhow::Result<Exit> {
    if commit.id.trim().is_empty() {
        bail!("a commit has an id");
    }
    // First, so that a file that is none of ours is not found out after a long scan.
    let history = recorded(file)?.unwrap_or_default();
    let scanned = scanning::scan(selection, global, terminal)?;
    let point = Point::new(commit, &scanned.scan, scanned.rules.rules());
    if !point.is_complete {
        terminal.warning("a file could not be read: the point is marked as incomplete");
    }
    if !history.points().contains(&point) {
        let history = history.with(point);
        let lines: Vec<String> = history.points().iter().map(|point| write(point) + "\n").collect();
        files::write(file, lines.concat().as_bytes())?;
    }
    Ok(skipped::verdict(selection, &scanned.scan, terminal))
}

/// Sees to it that rules which were asked for are there.
pub(super) fn known(asked: &[String], rules: &[Rule], history: &History) -> anyhow::Result<()> {
    let counted = history.points().iter().flat_map(|point| point.rules.keys());
    let ids = || {
        rules
            .iter()
            .map(|rule| &*rule.id)
            .chain(counted.clone().map(|id| &**id))
    };
    for asked in asked {
        if !ids().any(|id| id == asked) {
            match nearest(asked, ids()) {
                Some(near) => bail!(
                    "there is no rule {}; did you mean {}?",
                    quoted(asked),
                    quoted(near)
                ),
                None => bail!("there is no rule {}", quoted(asked)),
            }
        }
    }
    Ok(())
}
