//! `straggler baseline`, and what `check --baseline` compares with: a list of the references that are known.

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::{Args, Subcommand};

use super::arguments::{Global, Selection};
use super::scanning::{self, Scanned};
use super::terminal::Terminal;
use super::{Exit, asked, files, skipped};
use crate::baseline::{Baseline, FILE_NAME};
use crate::change::{Change, Sides};
use crate::config;
use crate::finding::{RuleId, Status};
use crate::output::{say, write_problems};
use crate::problem::quoted;
use crate::scan::Tally;

/// Write and prune a list of known references, for checking without a history
#[derive(Debug, Args)]
pub(super) struct BaselineArgs {
    #[command(subcommand)]
    command: BaselineCommand,
}

#[derive(Debug, Subcommand)]
enum BaselineCommand {
    /// Write all open references down as known
    Write(Which),
    /// Leave out of a baseline what is gone; nothing is ever added
    Prune(Which),
    /// Tell what is not in a baseline, and what is in it and gone
    Check(Which),
}

/// Which baseline.
#[derive(Debug, Args)]
struct Which {
    /// The baseline [default: straggler-baseline.txt beside the configuration]
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,

    /// Scan what .gitignore and .ignore files exclude as well
    #[arg(long)]
    no_ignore: bool,
}

pub(super) fn run(args: &BaselineArgs, global: &Global, terminal: &mut Terminal) -> anyhow::Result<Exit> {
    let (BaselineCommand::Write(which) | BaselineCommand::Prune(which) | BaselineCommand::Check(which)) =
        &args.command;
    // All of the tree: a baseline of a part would pass for one of the whole.
    let root = scanning::config(global, terminal)?.root;
    let selection = Selection {
        paths: vec![root.clone()],
        stdin_path: None,
        no_ignore: which.no_ignore,
        no_prefilter: false,
        strict: false,
        apart: Vec::new(),
    };
    let working = scanning::working_directory()?;
    let file = which
        .file
        .as_ref()
        .map_or_else(|| root.join(FILE_NAME), |file| working.join(file));
    let known = match &args.command {
        BaselineCommand::Write(_) if !file.exists() => None,
        _ => Some(read(&file, terminal)?),
    };
    let scanned = scanning::scan(&selection, global, terminal)?;
    let exit = skipped::verdict(&selection, &scanned.scan, terminal);
    match (&args.command, known) {
        (BaselineCommand::Prune(_), Some(known)) => prune(known, &file, &scanned, terminal)?,
        (BaselineCommand::Check(_), Some(known)) => return Ok(check(&known, &scanned, terminal)),
        _ => {
            let baseline = Baseline::of(&scanned.scan, scanned.rules.rules());
            write(&baseline, &file)?;
            let written = say(baseline.len(), "known reference");
            terminal.note(&format!("wrote {} with {written}", shown(&file)));
        }
    }
    Ok(exit)
}

/// What a scan has to do with a baseline.
pub(super) fn compare(
    file: &Path,
    scanned: &Scanned,
    selection: &Selection,
    terminal: &mut Terminal,
) -> anyhow::Result<Change> {
    let working = scanning::working_directory()?;
    let known = read(&working.join(file), terminal)?;
    let asked = asked::relative(selection, &working, &scanned.root)?;
    Ok(change(&known, scanned, &asked))
}

/// The paths that were not asked for, or could not be read, say nothing of what was known there.
fn change(known: &Baseline, scanned: &Scanned, asked: &[String]) -> Change {
    let rules = scanned.rules.rules();
    let unread: Vec<&str> = scanned
        .scan
        .skipped
        .iter()
        .map(|skipped| skipped.path.as_str())
        .collect();
    let base = known.known(rules, |path| {
        asked::covers(asked, path) && !unread.contains(&path)
    });
    let mut before = vec![Tally::default(); rules.len()];
    for known in &base {
        let RuleId(rule) = known.rule;
        before[rule as usize].add(Status::Open);
    }
    let mut differing = known.paths();
    differing.extend(scanned.scan.files.iter().map(|file| file.path.clone()));
    differing.sort_unstable();
    let sides = Sides {
        base,
        head: &scanned.scan,
        differing: &differing,
        renames: &[],
    };
    let mut change = Change::between(sides, rules.len(), &|_, _| false);
    change.tell_totals(&before, &scanned.scan.count_by_rule(rules.len()));
    change
}

fn check(known: &Baseline, scanned: &Scanned, terminal: &mut Terminal) -> Exit {
    let change = change(known, scanned, &[".".to_owned()]);
    tell_unknown(known, scanned, terminal);
    if !change.removed.is_empty() {
        let gone = say(change.removed.len(), "known reference");
        terminal.note(&format!(
            "{gone} gone: `straggler baseline prune` leaves them out"
        ));
    }
    match change.failing() {
        0 => {
            terminal.note("every open reference is in the baseline");
            Exit::Success
        }
        new => {
            let new = say(new, "open reference");
            terminal.warning(&format!(
                "{new} not in the baseline: `straggler check --baseline FILE` shows them"
            ));
            Exit::Findings
        }
    }
}

fn prune(mut known: Baseline, file: &Path, scanned: &Scanned, terminal: &mut Terminal) -> anyhow::Result<()> {
    let change = change(&known, scanned, &[".".to_owned()]);
    let gone = known.prune(&change.removed, scanned.rules.rules());
    if gone > 0 {
        write(&known, file)?;
    }
    tell_unknown(&known, scanned, terminal);
    let (gone, left) = (say(gone, "reference"), known.len());
    terminal.note(&format!("{}: {gone} gone, {left} left", shown(file)));
    Ok(())
}

fn tell_unknown(known: &Baseline, scanned: &Scanned, terminal: &mut Terminal) {
    for rule in known.unknown_rules(scanned.rules.rules()) {
        let rule = quoted(rule);
        terminal.warning(&format!(
            "the baseline has references of {rule}, and there is no such rule"
        ));
    }
}

fn read(file: &Path, terminal: &mut Terminal) -> anyhow::Result<Baseline> {
    let name = shown(file);
    if !file.exists() {
        bail!(
            "there is no baseline {}: `straggler baseline write` writes one",
            quoted(&name)
        );
    }
    let problems = match config::document(file, &name) {
        Ok(document) => match Baseline::parse(&document) {
            Ok(baseline) => return Ok(baseline),
            Err(problems) => problems,
        },
        Err(problem) => vec![*problem],
    };
    write_problems(&problems, &mut terminal.err)?;
    bail!("nothing was checked: the baseline cannot be read")
}

/// What messages call a baseline: where it lies says more about a machine than about a project.
fn shown(file: &Path) -> String {
    file.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn write(baseline: &Baseline, file: &Path) -> anyhow::Result<()> {
    files::write(file, baseline.text().as_bytes())
}
