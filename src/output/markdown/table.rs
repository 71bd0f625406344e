//! The table of a page: a row for each rule that there is something to tell of. A column that says nothing is left out.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use crate::change::RuleChange;
use crate::output::count::{By, Count};
use crate::output::escape::{clip, markdown_code};
use crate::output::{Report, days_to, verdict};
use crate::rule::Rule;
use crate::scan::Tally;

/// The longest an owner is shown, in characters.
const OWNER: usize = 100;

/// A column: its header, and whether it holds numbers.
type Column = (&'static str, bool);

const CHANGE: &[Column] = &[
    ("rule", false),
    ("added", true),
    ("removed", true),
    ("remaining", true),
    ("also", false),
    ("owner", false),
    ("sunset", false),
];

const COUNT: &[Column] = &[
    ("rule", false),
    ("open", true),
    ("suppressed", true),
    ("allowed", true),
    ("owner", false),
    ("sunset", false),
];

/// The table, of a length at most; nothing where there is nothing to tell.
pub(super) fn table(report: &Report<'_>, most: usize) -> String {
    if report.change.is_some() {
        let rows = super::changes(report).map(|(rule, change)| of_change(report, rule, change));
        return lay_out(CHANGE, &rows.collect::<Vec<_>>(), most);
    }
    let count = Count::new(report, By::Rule);
    let rows = count.rows.iter().filter_map(|row| {
        let rule = report.rules.iter().find(|rule| rule.id == row.key)?;
        Some(of_count(report, rule, row.tally))
    });
    lay_out(COUNT, &rows.collect::<Vec<_>>(), most)
}

fn of_change(report: &Report<'_>, rule: &Rule, change: &RuleChange) -> Vec<String> {
    let signed = |sign: char, number: usize| match number {
        0 => "0".to_owned(),
        _ => format!("{sign}{number}"),
    };
    let mut row = vec![
        name(rule),
        signed('+', change.added),
        signed('−', change.removed),
        verdict::remaining(change).unwrap_or_default(),
        verdict::asides(change).join(", "),
    ];
    row.extend(owner_and_sunset(report, rule));
    row
}

fn of_count(report: &Report<'_>, rule: &Rule, tally: Tally) -> Vec<String> {
    let mut row = vec![name(rule)];
    row.extend([tally.open, tally.suppressed, tally.allowed].map(|number| number.to_string()));
    row.extend(owner_and_sunset(report, rule));
    row
}

fn owner_and_sunset(report: &Report<'_>, rule: &Rule) -> [String; 2] {
    let owner = rule
        .owner
        .as_deref()
        .map(|owner| markdown_code(&clip(owner, OWNER)));
    let sunset = rule
        .sunset
        .map(|date| format!("{date}, {}", days_to(date, report.today)));
    [owner.unwrap_or_default(), sunset.unwrap_or_default()]
}

/// The rule's id, leading to where one can read more.
fn name(rule: &Rule) -> String {
    let id = markdown_code(&rule.id);
    let docs = rule.docs.as_deref().and_then(|docs| Url::parse(docs).ok());
    match docs.filter(|docs| matches!(docs.scheme(), "http" | "https")) {
        Some(docs) => format!("[{id}]({})", destination(&docs)),
        None => id,
    }
}

/// A URL where Markdown wants one: what would end it, or the cell that it is in, is percent-encoded.
fn destination(url: &Url) -> String {
    let mut safe = String::new();
    for character in url.as_str().chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '(' | ')' | '<' | '>' | '[' | ']' | '|' | '\\' | '`' | '"' | '\'' | ' ' => {
                safe.extend(utf8_percent_encode(
                    character.encode_utf8(&mut [0; 4]),
                    NON_ALPHANUMERIC,
                ));
            }
            _ => safe.push(character),
        }
    }
    safe
}

fn lay_out(columns: &[Column], rows: &[Vec<String>], most: usize) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let says = |column: &usize| {
        rows.iter()
            .any(|row| row.get(*column).is_some_and(|cell| !cell.is_empty()))
    };
    let shown: Vec<usize> = (0..columns.len()).filter(says).collect();
    let line = |cells: Vec<&str>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(shown.iter().map(|column| columns[*column].0).collect());
    let rule = |column: &usize| if columns[*column].1 { "---:" } else { "---" };
    text.push_str(&line(shown.iter().map(rule).collect()));
    let mut left = rows.len();
    for row in rows {
        let cells = shown.iter().filter_map(|column| Some(row.get(*column)?.as_str()));
        let row = line(cells.collect());
        if text.len() + row.len() > most {
            break;
        }
        text.push_str(&row);
        left -= 1;
    }
    if left > 0 {
        text.extend(["| … and ", &left.to_string(), " more |\n"]);
    }
    text.push('\n');
    text
}
