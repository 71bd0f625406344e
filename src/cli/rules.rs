//! `straggler rules`: the rules of a run, listed, shown as they are written, and tested by their own examples. How new
//! ones are written is in files of its own.

use std::io;

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;
use serde_json::{Value, json};
use tabled::builder::Builder;
use tabled::settings::{Padding, Style};
use termcolor::{ColorSpec, WriteColor};

use super::arguments::Global;
use super::terminal::Terminal;
use super::{Exit, harvest, import};
use crate::config::Config;
use crate::examples::test_rules;
use crate::idiom::Idiom;
use crate::output::escape::{self, name};
use crate::output::{say, write_problems};
use crate::problem::{Problem, quoted};
use crate::rule::Rule;
use crate::span::Locator;

/// List, show, test and write rules
#[derive(Debug, Args)]
pub struct RulesArgs {
    #[command(subcommand)]
    command: Option<RulesCommand>,
}

#[derive(Debug, Subcommand)]
enum RulesCommand {
    /// List the rules
    List {
        /// How to list them
        #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
        format: Format,
    },
    /// Show a rule as it is written
    Show {
        /// Which rule
        #[arg(value_name = "RULE")]
        id: String,
    },
    /// Run the examples of the rules
    Test {
        /// Which rules; all of them when none is named
        #[arg(value_name = "RULE")]
        ids: Vec<String>,
    },
    Harvest(harvest::HarvestArgs),
    Import(import::ImportArgs),
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// A table for people
    #[default]
    Table,
    /// A list of objects
    Json,
    /// Comma-separated values
    Csv,
}

/// Runs the subcommand, if it is one that writes rules and needs none.
pub(super) fn write(
    args: &RulesArgs,
    global: &Global,
    terminal: &mut Terminal,
) -> Option<anyhow::Result<Exit>> {
    match &args.command {
        Some(RulesCommand::Harvest(args)) => Some(harvest::run(args, global, terminal)),
        Some(RulesCommand::Import(args)) => Some(import::run(args, terminal)),
        _ => None,
    }
}

/// Runs the subcommand.
///
/// # Errors
///
/// When the output cannot be written.
pub fn run(
    args: &RulesArgs,
    config: &Config,
    today: Date,
    out: &mut dyn WriteColor,
    err: &mut dyn WriteColor,
) -> io::Result<Exit> {
    let rules = config.rules.as_slice();
    match &args.command {
        None | Some(RulesCommand::Harvest(_) | RulesCommand::Import(_)) => list(rules, Format::Table, out),
        Some(RulesCommand::List { format }) => list(rules, *format, out),
        Some(RulesCommand::Show { id }) => match find(rules, id) {
            Ok(rule) => show(rule, out),
            Err(problem) => refuse(*problem, err),
        },
        Some(RulesCommand::Test { ids }) => {
            let wanted: Result<Vec<&Rule>, _> = if ids.is_empty() {
                Ok(rules.iter().collect())
            } else {
                ids.iter().map(|id| find(rules, id)).collect()
            };
            match wanted {
                Ok(wanted) => test(&wanted, &config.idioms, today, out, err),
                Err(problem) => refuse(*problem, err),
            }
        }
    }
}

/// Says why something was not done.
pub(super) fn refuse(problem: Problem, err: &mut dyn WriteColor) -> io::Result<Exit> {
    write_problems(&[problem], err)?;
    Ok(Exit::Usage)
}

/// The rule of an id, or what to say when there is none.
pub(super) fn find<'r>(rules: &'r [Rule], id: &str) -> Result<&'r Rule, Box<Problem>> {
    rules.iter().find(|rule| rule.id == id).ok_or_else(|| {
        let ids = rules.iter().map(|rule| rule.id.as_str());
        let problem =
            Problem::error("unknown-rule", format!("there is no rule {}", quoted(id))).did_you_mean(id, ids);
        Box::new(if problem.help.is_empty() {
            problem.help("`straggler rules list` lists the rules")
        } else {
            problem
        })
    })
}

/// Where a rule is written: `rules/a.toml:3`.
pub(super) fn origin(rule: &Rule) -> String {
    let (document, line) = place(rule);
    format!("{document}:{line}")
}

fn place(rule: &Rule) -> (&str, u32) {
    let origin = &rule.origin;
    let position = Locator::new(&origin.document.text).position(origin.block.start as usize);
    (&origin.document.name, position.line)
}

/// The columns of the list.
const COLUMNS: [&str; 7] = ["id", "kind", "names", "severity", "sunset", "owner", "origin"];

fn row(rule: &Rule, names: &str) -> [String; 7] {
    [
        rule.id.clone(),
        rule.target.kind.as_str().to_owned(),
        names.to_owned(),
        rule.severity.to_string(),
        rule.sunset.map(|date| date.to_string()).unwrap_or_default(),
        rule.owner.clone().unwrap_or_default(),
        origin(rule),
    ]
}

fn list(rules: &[Rule], format: Format, out: &mut dyn WriteColor) -> io::Result<Exit> {
    match format {
        Format::Table => table(rules, out)?,
        Format::Json => {
            let all: Vec<Value> = rules.iter().map(object).collect();
            writeln!(out, "{}", escape::json(&format!("{:#}", Value::Array(all))))?;
        }
        Format::Csv => {
            let mut csv = csv::Writer::from_writer(out);
            csv.write_record(COLUMNS)?;
            for rule in rules {
                csv.write_record(row(rule, &names(rule).join(" ")))?;
            }
            csv.flush()?;
        }
    }
    Ok(Exit::Success)
}

fn names(rule: &Rule) -> Vec<&str> {
    rule.target.names.iter().map(|name| name.text.as_str()).collect()
}

fn table(rules: &[Rule], out: &mut dyn WriteColor) -> io::Result<()> {
    let mut builder = Builder::default();
    builder.push_record(COLUMNS);
    for rule in rules {
        let names = names(rule);
        let first = names.first().copied().map(short).unwrap_or_default();
        let shown = match names.len() {
            0 | 1 => first,
            many => format!("{first} and {} more", many - 1),
        };
        builder.push_record(row(rule, &shown).map(|cell| name(&cell).into_owned()));
    }
    let mut table = builder.build();
    table.with(Style::empty()).with(Padding::new(0, 2, 0, 0));
    let text = table.to_string();
    let (header, rows) = text.split_once('\n').unwrap_or((&text, ""));
    out.set_color(ColorSpec::new().set_bold(true))?;
    write!(out, "{}", header.trim_end())?;
    out.reset()?;
    writeln!(out)?;
    for row in rows.lines() {
        writeln!(out, "{}", row.trim_end())?;
    }
    Ok(())
}

/// A name on one line, and not all of a long query.
fn short(name: &str) -> String {
    const LONG: usize = 60;
    let line = name.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONG) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// The kinds of files that a rule looks at, in the words of rules.
fn kinds(rule: &Rule) -> Vec<&'static str> {
    let within = rule.within;
    [
        (within.code, "code"),
        (within.config, "config"),
        (within.docs, "docs"),
    ]
    .into_iter()
    .filter_map(|(looks, kind)| looks.then_some(kind))
    .collect()
}

fn object(rule: &Rule) -> Value {
    let languages: Vec<&str> = rule.languages.iter().map(|language| language.name).collect();
    let (document, line) = place(rule);
    json!({
        "id": rule.id,
        "kind": rule.target.kind.as_str(),
        "names": names(rule),
        "message": rule.message,
        "replacement": rule.replacement,
        "severity": rule.severity.as_str(),
        "deprecated": rule.deprecated.map(|date| date.to_string()),
        "sunset": rule.sunset.map(|date| date.to_string()),
        "owner": rule.owner,
        "docs": rule.docs,
        "since": rule.since,
        "removed": rule.removed,
        "source": rule.source,
        "languages": languages,
        "in": kinds(rule),
        "origin": { "document": document, "line": line },
    })
}

fn show(rule: &Rule, out: &mut dyn WriteColor) -> io::Result<Exit> {
    writeln!(out, "# {}", name(&origin(rule)))?;
    let block = rule.origin.block.of(&rule.origin.document.text);
    for line in block.lines() {
        let parts: Vec<_> = line.split('\t').map(name).collect();
        writeln!(out, "{}", parts.join("\t"))?;
    }
    Ok(Exit::Success)
}

fn test(
    rules: &[&Rule],
    idioms: &[Idiom],
    today: Date,
    out: &mut dyn WriteColor,
    err: &mut dyn WriteColor,
) -> io::Result<Exit> {
    let tested = test_rules(rules.iter().copied(), idioms, today);
    write_problems(&tested.failures, err)?;
    let examples = say(tested.examples, "example");
    let of = say(tested.rules, "rule");
    match tested.failures.len() {
        0 if tested.examples == 1 => writeln!(out, "{examples} of {of} passes")?,
        0 => writeln!(out, "{examples} of {of} pass")?,
        1 => writeln!(out, "1 of {examples} of {of} fails")?,
        failed => writeln!(out, "{failed} of {examples} of {of} fail")?,
    }
    match rules.len() - tested.rules {
        0 => {}
        1 => writeln!(out, "1 rule has no example")?,
        many => writeln!(out, "{many} rules have no example")?,
    }
    Ok(if tested.failures.is_empty() {
        Exit::Success
    } else {
        Exit::Findings
    })
}
