//! `straggler report`: the page that anyone can look up, with a status update, a badge and a picture beside it.

use std::path::PathBuf;

use anyhow::Context;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use termcolor::NoColor;

use super::Exit;
use super::arguments::{Global, Selection};
use super::scanning::Scanned;
use super::terminal::Terminal;
use super::trend::{Source, WindowArgs};
use super::{files, scanning, skipped};
use crate::output::{Report, Shown, write_badge};
use crate::page::{self, Forge, Material};
use crate::trend::{By, Commit, History, Point, Trend, WORKING_TREE};

/// Write a page that anyone can look up, with a status update
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The directory to write into: index.html, status.md, badge.json and
    /// burndown.svg
    #[arg(long, short, value_name = "DIR")]
    output: PathBuf,

    #[command(flatten)]
    source: Source,

    #[command(flatten)]
    window: WindowArgs,

    /// The repository on the web, for links, such as <https://github.com/acme/shop>
    #[arg(long, value_name = "URL")]
    url: Option<String>,

    /// What the report calls itself
    #[arg(long, value_name = "TEXT", default_value = "Migration status")]
    title: String,

    #[command(flatten)]
    selection: Selection,
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> anyhow::Result<Exit> {
    let window = args.window.window();
    let history = args.source.any(&window, &args.selection, global, terminal)?;
    let scanned = scanning::scan(&args.selection, global, terminal)?;
    let forge = args
        .url
        .as_deref()
        .map(|url| Forge::new(url, &scanned.prefix).with_context(|| format!("--url {url}")));
    let forge = forge.transpose()?;
    let history = with_present(history, &scanned);
    let rules = scanned.rules.rules();
    let by = |by| Trend::new(&history, &window, rules, &[], by, scanned.today);
    let material = Material {
        title: &args.title,
        rules: &by(By::Rule),
        owners: &by(By::Owner),
        directories: &by(By::Directory),
        left: Report {
            rules,
            scan: &scanned.scan,
            change: None,
            today: scanned.today,
            seen_from: &scanned.seen_from,
            shown: Shown::All,
        },
        forge: forge.as_ref(),
    };
    let mut badge = NoColor::new(Vec::new());
    let (words, colour) = page::badge(material.rules);
    write_badge(&words, colour, &mut badge)?;
    let written = [
        ("index.html", page::page(&material)?.into_bytes()),
        ("status.md", page::status(&material).into_bytes()),
        ("badge.json", badge.into_inner()),
        ("burndown.svg", page::picture(material.rules).into_bytes()),
    ];
    files::directory(&args.output)?;
    for (name, bytes) in &written {
        files::write(&args.output.join(name), bytes)?;
    }
    terminal.note(&format!("wrote {}", args.output.join("index.html").display()));
    Ok(skipped::verdict(&args.selection, &scanned.scan, terminal))
}

/// A history that ends with what is here now, unless its last point says the same.
fn with_present(history: History, scanned: &Scanned) -> History {
    let newest = history.points().last();
    let noon = scanned.today.at(12, 0, 0, 0).to_zoned(TimeZone::UTC);
    let now = noon.map_or(Timestamp::UNIX_EPOCH, |noon| noon.timestamp());
    let here = Commit {
        id: WORKING_TREE.to_owned(),
        time: newest.map_or(now, |newest| now.max(newest.commit.time)),
        author: String::new(),
        subject: String::new(),
        parent: None,
    };
    let present = Point::new(here, &scanned.scan, scanned.rules.rules());
    let is_known =
        newest.is_some_and(|newest| newest.cells == present.cells && newest.rules == present.rules);
    if is_known { history } else { history.with(present) }
}
