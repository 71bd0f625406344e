//! What can be typed: the top of the command line, and the options that subcommands share.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{baseline, check, completions, count, explain, init, log, report, rules, trend};
use crate::problem::nearest;

/// Finds every remaining reference to what a migration is retiring.
///
/// Rules in `straggler.toml` name the modules and symbols that are to go. Straggler resolves imports, aliases and
/// scopes, shows each place that still refers to one of them with what to use instead, and counts what is left.
#[derive(Debug, Parser)]
#[command(
    version,
    max_term_width = 80,
    override_usage = "straggler [OPTIONS] [COMMAND]",
    after_help = "`straggler PATH…` is short for `straggler check PATH…`."
)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// One for each subcommand.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Check(check::Args),
    Count(count::Args),
    Baseline(baseline::BaselineArgs),
    Trend(Box<trend::Args>),
    Log(log::Args),
    Report(Box<report::Args>),
    Rules(rules::RulesArgs),
    Explain(explain::ExplainArgs),
    Init(init::InitArgs),
    Completions(completions::Args),
}

/// What every subcommand takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(super) struct Global {
    /// Read this configuration instead of the straggler.toml here or above
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// How many threads to use [default: one for each processor]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,

    /// When to use colours: auto, always or never
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = true
    )]
    pub color: Color,

    /// The day to compare sunset and expiry dates with [default: today]
    #[arg(long, global = true, value_name = "DATE", value_parser = date)]
    pub today: Option<Date>,

    /// Remember nothing from one run to the next, and use nothing of it
    #[arg(long, global = true)]
    pub no_cache: bool,

    /// Say nothing but what was asked for
    #[arg(long, short, global = true)]
    pub quiet: bool,

    /// List every file that was skipped
    #[arg(long, short, global = true, conflicts_with = "quiet")]
    pub verbose: bool,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

/// What to scan.
#[derive(Debug, Clone, Args)]
pub(super) struct Selection {
    /// Files and directories to scan [default: the working directory]; `-` is
    /// standard input
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// The path that the source on standard input has or would have
    #[arg(long, value_name = "PATH")]
    pub stdin_path: Option<PathBuf>,

    /// Scan what .gitignore and .ignore files exclude as well
    #[arg(long)]
    pub no_ignore: bool,

    /// Parse every file whole: slower, and by all tests with the same findings
    #[arg(long, hide = true)]
    pub no_prefilter: bool,

    /// Exit with 3 when a file could not be read or parsed
    #[arg(long)]
    pub strict: bool,

    /// What is about to be written, wherever it is.
    #[arg(skip)]
    pub apart: Vec<PathBuf>,
}

impl Selection {
    /// Leaves out what is about to be written: it would tell of itself what the last run found.
    pub(super) fn apart_from<'p>(mut self, files: impl Iterator<Item = &'p Path>) -> Self {
        self.apart.extend(files.map(Path::to_owned));
        self
    }
}

pub(super) fn date(text: &str) -> Result<Date, &'static str> {
    text.parse().map_err(|_| "not a date like 2027-03-01")
}

impl Global {
    /// The day to compare with: the only place that asks what day it is.
    pub(super) fn today(&self) -> Date {
        self.today
            .unwrap_or_else(|| Timestamp::now().to_zoned(zone()).date())
    }
}

/// The time zone of the machine. Where no other is asked for it is read from its one file: to tell its name, too, the
/// library lists all zones there are, which takes longer than to check a file.
#[expect(clippy::disallowed_methods, reason = "it is the system's, not the tree's")]
fn zone() -> TimeZone {
    let is_plain = cfg!(unix) && std::env::var_os("TZ").is_none();
    let plain = || TimeZone::tzif("", &std::fs::read("/etc/localtime").ok()?).ok();
    let zone = is_plain.then(plain).flatten();
    zone.unwrap_or_else(TimeZone::system)
}

/// Puts `check` where a subcommand should be and none is, so that `straggler` and `straggler PATH…` check.
///
/// A path that is called like a subcommand is reached as `./count`, or as `check count`.
pub(super) fn with_default_subcommand(mut args: Vec<OsString>) -> Vec<OsString> {
    let top = Arguments::command();
    let mut at = 1;
    while let Some(arg) = args.get(at).and_then(|arg| arg.to_str()) {
        match global_option(&top, arg) {
            Some(taken) => at += taken,
            None => break,
        }
    }
    let is_known = args.get(at).and_then(|arg| arg.to_str()).is_some_and(|arg| {
        let meta = ["help", "-h", "--help", "-V", "--version"];
        meta.contains(&arg) || top.get_subcommands().any(|command| command.get_name() == arg)
    });
    if !is_known {
        args.insert(at.min(args.len()), "check".into());
    }
    args
}

/// The subcommand that a word may have been meant for.
pub(super) fn nearest_subcommand(word: &str) -> Option<String> {
    let top = Arguments::command();
    let near = nearest(word, top.get_subcommands().map(clap::Command::get_name));
    near.map(str::to_owned)
}

/// How many arguments a global option takes up, itself included; nothing if this is not one.
fn global_option(top: &clap::Command, arg: &str) -> Option<usize> {
    let (name, has_value) = match arg.split_once('=') {
        Some((name, _)) => (name, true),
        None => (arg, false),
    };
    let option = top.get_arguments().find(|option| {
        let long = option
            .get_long()
            .is_some_and(|long| name.strip_prefix("--") == Some(long));
        let short = option
            .get_short()
            .is_some_and(|short| name.strip_prefix('-') == Some(short.encode_utf8(&mut [0; 4])));
        option.is_global_set() && (long || short)
    })?;
    let takes_next = option.get_action().takes_values() && !has_value;
    Some(if takes_next { 2 } else { 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn check_is_what_runs_without_a_subcommand() {
        let with = |line: &str| {
            let args = line.split_whitespace().map(OsString::from).collect();
            with_default_subcommand(args).join(std::ffi::OsStr::new(" "))
        };
        assert_eq!(with("s"), "s check");
        assert_eq!(with("s src tests"), "s check src tests");
        assert_eq!(with("s --format json src"), "s check --format json src");
        assert_eq!(with("s --config x -q src"), "s --config x -q check src");
        assert_eq!(with("s --config=x --strict"), "s --config=x check --strict");
        assert_eq!(with("s --config x count ."), "s --config x count .");
        assert_eq!(with("s -"), "s check -");
        assert_eq!(with("s --help"), "s --help");
        assert_eq!(with("s -q --version"), "s -q --version");
        assert_eq!(with("s ./count"), "s check ./count");
        assert_eq!(with("s --config"), "s --config check");
    }
}
