//! What else a change did, one line each: what it moved, removed, suppressed. For people, below what it added.

use std::io;

use termcolor::{Color, ColorSpec, WriteColor};

use super::escape::{name, sentence};
use super::{Entry, Report};
use crate::change::{Change, Class, Known};
use crate::finding::RuleId;
use crate::span::Position;

/// How many lines there are of a kind before the rest is only counted.
const MOST: usize = 20;

pub(super) fn write(report: &Report<'_>, change: &Change, out: &mut dyn WriteColor) -> io::Result<()> {
    let mut hidden = Vec::new();
    let mut moved = Vec::new();
    for entry in report.entries() {
        let Some(origin) = entry.origin else { continue };
        let is_new = matches!(origin.class, Class::Added | Class::RuleAdded) && !entry.finding.is_open();
        if is_new || origin.is_hidden(entry.finding) {
            hidden.push((entry.finding.status.as_str(), here(report, &entry)));
        } else if let (Class::Moved, Some(was)) = (origin.class, &origin.was) {
            let from = place(report, &was.path, was.at);
            moved.push(("moved", format!("{} (from {from})", here(report, &entry))));
        } else if origin.class == Class::Carried {
            moved.push(("carried", here(report, &entry)));
        }
    }
    let removed = change
        .removed
        .iter()
        .map(|gone| ("removed", gone_from(report, gone)));
    for lines in [hidden, moved, removed.collect()] {
        for (word, line) in lines.iter().take(MOST) {
            out.set_color(ColorSpec::new().set_fg(Some(color(word))))?;
            write!(out, "{word:10}")?;
            out.reset()?;
            writeln!(out, " {line}")?;
        }
        if lines.len() > MOST {
            writeln!(out, "{:10} … and {} more", "", lines.len() - MOST)?;
        }
    }
    Ok(())
}

fn here(report: &Report<'_>, entry: &Entry<'_>) -> String {
    let finding = entry.finding;
    let place = place(report, &entry.file.path, Some(finding.location.start));
    let why = finding
        .reason
        .as_deref()
        .map(|reason| format!(": {}", sentence(reason)));
    format!(
        "{place} {} `{}`{}",
        name(&entry.rule.id),
        name(&finding.name),
        why.unwrap_or_default()
    )
}

fn gone_from(report: &Report<'_>, gone: &Known) -> String {
    let RuleId(rule) = gone.rule;
    let rule = report
        .rules
        .get(rule as usize)
        .map_or("", |rule| rule.id.as_str());
    format!(
        "{} {} `{}`",
        place(report, &gone.path, gone.at),
        name(rule),
        name(&gone.target)
    )
}

fn place(report: &Report<'_>, path: &str, at: Option<Position>) -> String {
    let path = report.path(path);
    match at {
        Some(at) => format!("{}:{}:{}", name(&path), at.line, at.column),
        None => name(&path).into_owned(),
    }
}

fn color(word: &str) -> Color {
    match word {
        "removed" => Color::Green,
        "moved" | "carried" => Color::Cyan,
        _ => Color::Yellow,
    }
}
