//! The command line: one file a subcommand, and what they share.
//!
//! This is the only part that prints, reads the environment and knows what day it is. It decides nothing about
//! references: a subcommand makes a scan, shows it, and turns it into an [`Exit`].

mod arguments;
mod asked;
mod baseline;
mod check;
mod compare;
mod completions;
mod count;
pub mod explain;
mod files;
mod history;
pub mod harvest;
pub mod init;
pub mod import;
mod input;
mod log;
mod owners;
mod outputs;
mod past;
mod progress;
mod remembered;
mod prose;
mod report;
pub mod rules;
mod scanning;
mod skipped;
mod terminal;
mod verdict;
mod trend;

use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use clap::Parser;

use crate::git;
use arguments::{Arguments, Command};
use outputs::Unwritten;
use terminal::Terminal;

/// How a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Nothing that fails.
    Success = 0,
    /// A finding of a rule with severity `error`.
    Findings = 1,
    /// Wrong use: arguments, configuration, rules.
    Usage = 2,
    /// No verdict: files that could not be read or parsed, with `--strict`; or the output could not be written.
    NoVerdict = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Runs the command line.
pub fn run(args: impl Iterator<Item = OsString>) -> Exit {
    let args = arguments::with_default_subcommand(args.collect());
    let arguments = match Arguments::try_parse_from(args) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help that nobody reads to its end is no failure.
            let _ = error.print();
            return if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Success
            };
        }
    };
    let mut terminal = Terminal::new(&arguments.global);
    let ended = dispatch(&arguments, &mut terminal).and_then(|exit| {
        terminal.out.flush()?;
        Ok(exit)
    });
    ended.unwrap_or_else(|error| failed(&error, &mut terminal))
}

fn dispatch(arguments: &Arguments, terminal: &mut Terminal) -> anyhow::Result<Exit> {
    let global = &arguments.global;
    match &arguments.command {
        Command::Check(args) => check::run(args, global, terminal),
        Command::Count(args) => count::run(args, global, terminal),
        Command::Baseline(args) => baseline::run(args, global, terminal),
        Command::Report(args) => report::run(args, global, terminal),
        Command::Log(args) => log::run(args, global, terminal),
        Command::Trend(args) => trend::run(args, global, terminal),
        Command::Rules(args) => {
            if let Some(exit) = rules::write(args, global, terminal) {
                return exit;
            }
            let config = scanning::config(global, terminal)?;
            let (out, err) = (&mut terminal.out, &mut terminal.err);
            Ok(rules::run(args, &config, global.today(), out, err)?)
        }
        Command::Explain(args) => {
            let config = scanning::config(global, terminal)?;
            let (out, err) = (&mut terminal.out, &mut terminal.err);
            Ok(explain::run(args, &config.rules, global.today(), out, err)?)
        }
        Command::Init(args) => {
            let working = scanning::working_directory()?;
            Ok(init::run(args, &working, &mut terminal.out, &mut terminal.err)?)
        }
        Command::Completions(args) => completions::run(args, terminal),
    }
}

/// What an error means. A closed pipe is how `head` says that it has seen enough.
fn failed(error: &anyhow::Error, terminal: &mut Terminal) -> Exit {
    if let Some(git) = error.downcast_ref::<git::Error>() {
        let help = git.help().map(|help| format!("\n{help}"));
        terminal.error(&format!("no verdict: {git}{}", help.unwrap_or_default()));
        return Exit::NoVerdict;
    }
    if let Some(unwritten) = error.downcast_ref::<Unwritten>() {
        terminal.error(&unwritten.to_string());
        return Exit::NoVerdict;
    }
    match error.downcast_ref::<io::Error>() {
        Some(io) if io.kind() == io::ErrorKind::BrokenPipe => Exit::Success,
        Some(io) => {
            terminal.error(&format!("cannot write the output: {}", io.kind()));
            Exit::NoVerdict
        }
        None => {
            terminal.error(&format!("{error:#}"));
            Exit::Usage
        }
    }
}
