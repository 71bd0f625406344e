//! The status update of a migration, in Markdown: the number first, what moved, what is next, the risks, the ask.
//!
//! Names stand in code spans, where nothing acts, and owners there are not notified by a forge.

use std::fmt::Write as _;

use super::{Material, PERIOD, views};
use crate::output::escape;
use crate::output::say;
use crate::output::trend::{percent, row_outlook};
use crate::owners::UNOWNED;
use crate::trend::{Outlook, Row, Trend};

/// How many days before a sunset it is near.
const NEAR: i64 = 42;

/// How many rules and commits are named in a section.
const MOST: usize = 8;

/// The update.
pub fn status(material: &Material<'_>) -> String {
    let sections = [
        headline(material),
        section("What moved", &moved(material)),
        section("What is next", &next(material)),
        section("Risks", &risks(material.rules)),
        section("The ask", &ask(material)),
    ];
    sections.concat()
}

fn section(title: &str, lines: &[String]) -> String {
    match lines {
        [] => String::new(),
        lines => format!("\n## {title}\n\n- {}\n", lines.join("\n- ")),
    }
}

/// A name in a code span, with more backticks around it than there are in it.
fn code(text: &str) -> String {
    let text = escape::sentence(text);
    let longest = text
        .split(|character| character != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let blank = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{blank}{text}{blank}{fence}")
}

/// Prose of somebody else, of which nothing is Markdown or HTML.
fn prose(text: &str) -> String {
    let text = escape::sentence(text);
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            // Nobody is notified, and no issue is mentioned.
            '@' | '#' => safe.extend(['\\', character, '\u{2060}']),
            _ if character.is_ascii_punctuation() && !",.:;'/()".contains(character) => {
                safe.extend(['\\', character]);
            }
            _ => safe.push(character),
        }
    }
    // A bare address would become a link.
    safe.replace("://", ":\u{2060}//").replace("www.", "www\u{2060}.")
}

fn headline(material: &Material<'_>) -> String {
    let trend = material.rules;
    let total = &trend.total;
    let numbers = total.newest();
    let progress = total.progress.filter(|progress| progress.peak > 0);
    let left = say(numbers.remaining(), "reference");
    let mut text = format!("# {}, {}\n\n**{left} left", prose(material.title), trend.today);
    // Writing to a string cannot fail.
    if let Some(progress) = progress {
        let _ = write!(text, ", {} done", percent(progress.done));
    }
    text.push_str("**");
    let before = total.days_ago(&trend.moments, PERIOD);
    let before = before.map(|(day, numbers)| format!("{} on {day}", numbers.remaining()));
    let peak = progress.map(|progress| format!("{} at the peak on {}", progress.peak, progress.peak_on));
    let context: Vec<String> = [before, peak].into_iter().flatten().collect();
    if !context.is_empty() {
        let _ = write!(text, " ({})", context.join("; "));
    }
    text.push_str(".\n");
    let hidden = [(numbers.suppressed, "suppressed"), (numbers.allowed, "allowed")];
    let hidden: Vec<String> = hidden
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{number} {word}"))
        .collect();
    if !hidden.is_empty() {
        let _ = writeln!(text, "Of these, {} open, {}.", numbers.open, hidden.join(", "));
    }
    if let Some(adopted) = progress.and_then(|progress| progress.adopted) {
        let _ = writeln!(
            text,
            "Of all uses of old and new, {} are of the new.",
            percent(adopted)
        );
    }
    text
}

/// The rules whose number changed, the largest change first, and the commit that removed most.
fn moved(material: &Material<'_>) -> Vec<String> {
    let trend = material.rules;
    let mut changed: Vec<(usize, String)> = Vec::new();
    for row in &trend.rows {
        let (Some((_, before)), Some((_, now))) = (
            row.days_ago(&trend.moments, PERIOD),
            row.days_ago(&trend.moments, 0),
        ) else {
            continue;
        };
        let (before, now) = (before.remaining(), now.remaining());
        if before != now {
            let sign = if now < before { "−" } else { "+" };
            let by = before.abs_diff(now);
            let line = format!(
                "{}: {before} → {now} ({sign}{by}); {}",
                code(&row.key),
                row_outlook(row, trend.today)
            );
            changed.push((by, line));
        }
    }
    changed.sort_by_key(|(by, _)| std::cmp::Reverse(*by));
    let more = changed.len().saturating_sub(MOST);
    let mut lines: Vec<String> = changed.into_iter().take(MOST).map(|(_, line)| line).collect();
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    if lines.is_empty() && trend.moments.len() > 1 {
        lines.push("Nothing.".to_owned());
    }
    let since = trend.total.days_ago(&trend.moments, PERIOD).map(|(day, _)| day);
    let recent = views::deletions(material, usize::MAX);
    let best = recent
        .into_iter()
        .find(|deletion| since.is_some_and(|since| deletion.day > since));
    lines.extend(best.map(|deletion| {
        let by = if deletion.author.is_empty() {
            String::new()
        } else {
            format!(", {}", prose(&deletion.author))
        };
        let until = if deletion.is_exact { "with" } else { "up to" };
        format!(
            "Most went {until} {}{by}: {} (−{})",
            code(&deletion.id),
            prose(&deletion.subject),
            deletion.removed
        )
    }));
    lines
}

/// The smallest row that is left: what can be finished soonest.
fn smallest(trend: &Trend) -> Option<&Row> {
    views::remaining(trend)
        .filter(|row| row.key != UNOWNED)
        .min_by_key(|row| row.newest().remaining())
}

fn next(material: &Material<'_>) -> Vec<String> {
    let left = |row: &Row| say(row.newest().remaining(), "reference");
    let owner = smallest(material.owners);
    let directory = smallest(material.directories);
    let lines = [
        owner.map(|row| format!("The owner with the least left: {}, {}", code(&row.key), left(row))),
        directory.map(|row| {
            format!(
                "The directory with the least left: {}, {}",
                code(&row.key),
                left(row)
            )
        }),
    ];
    lines.into_iter().flatten().collect()
}

fn risks(trend: &Trend) -> Vec<String> {
    let is_near = |row: &Row| {
        let days = row
            .sunset
            .and_then(|sunset| trend.today.until(sunset).ok())
            .map(|span| i64::from(span.get_days()));
        days.is_some_and(|days| days <= NEAR)
    };
    let rows = views::remaining(trend);
    rows.filter(|row| row.forecast.outlook.is_risk() || is_near(row))
        .map(|row| {
            format!(
                "{}, {} left: {}",
                code(&row.key),
                row.newest().remaining(),
                row_outlook(row, trend.today)
            )
        })
        .collect()
}

/// What somebody is asked to do, each with a name where there is one.
fn ask(material: &Material<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for row in views::remaining(material.rules) {
        let rule = material.left.rules.iter().find(|rule| rule.id == row.key);
        let who = rule.and_then(|rule| rule.owner.as_deref()).map(code);
        let who = who.map_or_else(String::new, |who| format!("{who}: "));
        let what = match row.forecast.outlook {
            Outlook::Growing => "stop new references to",
            Outlook::Stalled => "name somebody for",
            Outlook::Late => "find more hands, or another sunset, for",
            _ => continue,
        };
        lines.push(format!("{who}{what} {}", code(&row.key)));
    }
    if let Some(row) = smallest(material.owners) {
        let last = match row.newest().remaining() {
            1 => "reference".to_owned(),
            several => format!("{several} references"),
        };
        lines.push(format!("{}: remove the last {last}, and be done", code(&row.key)));
    } else if material
        .owners
        .rows
        .iter()
        .any(|row| row.newest().remaining() > 0)
    {
        lines.push("Say who owns what is left, in CODEOWNERS".to_owned());
    }
    lines
}
