//! `straggler log`: which commits changed the count, and whose they are.
//!
//! Each commit is compared with its first parent, as the gate would: what only moved is no change. Commits are looked
//! at some at a time, the last first, and shown as soon as they are.

use std::io;

use jiff::civil::Date;
use termcolor::{Color, ColorSpec, WriteColor};

use super::Exit;
use super::arguments::{Global, Selection, date};
use super::history::Historian;
use super::terminal::Terminal;
use crate::change::RuleChange;
use crate::git::{Deed, Step};
use crate::output::escape::{name, sentence};
use crate::rule::Rule;
use crate::trend::day;

/// Show which commits added and removed references
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The first day
    #[arg(long, value_name = "DATE", value_parser = date)]
    since: Option<Date>,

    /// The last day
    #[arg(long, value_name = "DATE", value_parser = date)]
    until: Option<Date>,

    /// Show so many commits at most
    #[arg(long, short, value_name = "N")]
    number: Option<usize>,

    /// Tell of this rule alone; can be given several times
    #[arg(long, value_name = "ID")]
    rule: Vec<String>,

    #[command(flatten)]
    selection: Selection,
}

/// How many commits are looked at at a time.
const AT_A_TIME: usize = 64;

/// What a commit did to the count.
#[derive(Clone, Copy, Default)]
struct Difference {
    added: usize,
    removed: usize,
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> anyhow::Result<Exit> {
    let historian = Historian::new(&args.selection, global, terminal)?;
    super::trend::known(
        &args.rule,
        historian.rules.rules(),
        &crate::trend::History::default(),
    )?;
    let steps = historian.steps(args.since)?;
    let is_inside = |step: &&Step| {
        let day = day(step.time);
        args.since.is_none_or(|since| since <= day) && args.until.is_none_or(|until| day <= until)
    };
    let steps: Vec<&Step> = steps.iter().filter(is_inside).collect();
    let mut left = args.number.unwrap_or(usize::MAX);
    for some in steps.chunks(AT_A_TIME) {
        for (step, change) in some.iter().zip(historian.changes(some)?) {
            let difference = difference(historian.rules.rules(), &change, &args.rule);
            if difference.added + difference.removed == 0 {
                continue;
            }
            if left == 0 {
                break;
            }
            left -= 1;
            let deed = historian.repository.deed(&step.commit)?;
            line(step, &deed, difference, &mut terminal.out)?;
        }
        terminal.out.flush()?;
        if left == 0 {
            break;
        }
    }
    historian.keep();
    Ok(Exit::Success)
}

fn difference(rules: &[Rule], change: &[RuleChange], only: &[String]) -> Difference {
    let is_asked = |rule: &Rule| only.is_empty() || only.contains(&rule.id);
    let asked = rules.iter().zip(change).filter(|(rule, _)| is_asked(rule));
    asked.fold(Difference::default(), |sum, (_, change)| Difference {
        added: sum.added + change.added + change.carried,
        removed: sum.removed + change.removed,
    })
}

fn line(step: &Step, deed: &Deed, difference: Difference, out: &mut dyn WriteColor) -> io::Result<()> {
    let id = step.commit.id.to_hex_with_len(SHORT);
    write!(out, "{} {id} {:<16}", day(step.time), name(&deed.author))?;
    for (sign, number, color) in [
        ("+", difference.added, Color::Red),
        ("−", difference.removed, Color::Green),
    ] {
        if number > 0 {
            out.set_color(ColorSpec::new().set_fg(Some(color)))?;
        }
        write!(out, " {:>5}", format!("{sign}{number}"))?;
        out.reset()?;
    }
    writeln!(out, "  {}", sentence(&deed.subject))
}

/// How much of a commit's name is shown.
const SHORT: usize = 10;
