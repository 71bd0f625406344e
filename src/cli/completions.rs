//! `straggler completions`: a completion script for a shell.

use clap::CommandFactory;
use clap_complete::Shell;

use super::Exit;
use super::arguments::Arguments;
use super::terminal::Terminal;

/// Write a completion script for a shell
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shell
    shell: Shell,
}

pub(super) fn run(args: &Args, terminal: &mut Terminal) -> anyhow::Result<Exit> {
    let mut command = Arguments::command();
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "straggler", &mut script);
    terminal.out.write_all(&script)?;
    Ok(Exit::Success)
}
