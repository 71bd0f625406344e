//! `straggler rules harvest`: a rule set out of the deprecations that sources declare themselves.

use std::path::PathBuf;

use clap::Args;

use super::Exit;
use super::arguments::{Global, Selection};
use super::files;
use super::rules::refuse;
use super::scanning;
use super::skipped;
use super::terminal::Terminal;
use crate::harvest::{Declared, Harvest, text};
use crate::output::say;

/// Write rules for what the code itself declares deprecated
///
/// Reads `#[deprecated]` in Rust; in Python `@deprecated` and what warns of its deprecation as soon as it is called or
/// imported. The rules name each thing as its users know it.
#[derive(Debug, Args)]
pub struct HarvestArgs {
    /// Files and directories to read [default: the working directory]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(super) output: Output,

    /// Read what .gitignore and .ignore files exclude as well
    #[arg(long)]
    no_ignore: bool,
}

/// Where rules are written to.
#[derive(Debug, Args)]
pub(super) struct Output {
    /// Write them to this file, which must not be there yet [default: standard output]
    #[arg(long = "output", short = 'o', value_name = "FILE")]
    file: Option<PathBuf>,
}

/// Runs the subcommand.
///
/// # Errors
///
/// When nothing could be read, or the output not be written.
pub(super) fn run(args: &HarvestArgs, global: &Global, terminal: &mut Terminal) -> anyhow::Result<Exit> {
    if let Some(exit) = args.output.refuse(terminal)? {
        return Ok(exit);
    }
    let selection = Selection {
        paths: args.paths.clone(),
        stdin_path: None,
        no_ignore: args.no_ignore,
        no_prefilter: false,
        strict: false,
        apart: Vec::new(),
    };
    let Harvest { declared, skipped } = scanning::harvest(&selection, global, terminal)?;
    skipped::tell(&skipped, "left out", terminal);
    args.output.write(
        "what the code itself declares deprecated",
        "harvest",
        &declared,
        terminal,
    )
}

impl Output {
    /// Says so, if there is a file already.
    pub(super) fn refuse(&self, terminal: &mut Terminal) -> anyhow::Result<Option<Exit>> {
        let problem = self.file.as_deref().and_then(files::taken);
        problem
            .map(|problem| Ok(refuse(problem, &mut terminal.err)?))
            .transpose()
    }

    /// Writes the rules for what is declared.
    pub(super) fn write(
        &self,
        what: &str,
        command: &str,
        declared: &[Declared],
        terminal: &mut Terminal,
    ) -> anyhow::Result<Exit> {
        let about = format!("Rules for {what}, written by `straggler rules {command}`.");
        let (text, rules) = text(&about, declared);
        if rules == 0 {
            terminal.note("no rule was written: nothing that was read is declared deprecated");
            return Ok(Exit::Success);
        }
        let Some(file) = &self.file else {
            terminal.out.write_all(text.as_bytes())?;
            return Ok(Exit::Success);
        };
        if let Err(problem) = files::create(file, &text) {
            return Ok(refuse(*problem, &mut terminal.err)?);
        }
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        terminal.note(&format!(
            "wrote {} to {name}; name it in `rule-sets` to use it",
            say(rules, "rule")
        ));
        Ok(Exit::Success)
    }
}
