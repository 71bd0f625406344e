//! What there is to tell under a pull request or a run: the verdict, a table of rules, what fails, and the rest folded.
//!
//! Everything from rules and sources is escaped for Markdown and for the HTML that may stand in it, and calls nobody.
//! The page fits into a comment on GitHub (65,536 characters); what does not is counted.

mod table;

use std::io;

use termcolor::WriteColor;

use super::escape::{clip, markdown, markdown_code};
use super::{Entry, Report, Shown, say, verdict, wording};
use crate::change::{Class, Known, RuleChange};
use crate::finding::Status;
use crate::rule::Rule;
use crate::span::{Locator, Position};

/// How much a page may hold, in bytes, which are never fewer than characters. The rest is for titles.
const MOST: usize = 60_000;

/// How long it may be after what fails, and after what there is to celebrate; and how long the table may be.
const MOST_FAILING: usize = 45_000;
const MOST_CHEERS: usize = 5_000;
const MOST_TABLE: usize = 20_000;

/// The longest a name and a sentence are shown, in characters.
const NAME: usize = 200;
const SENTENCE: usize = 500;

pub(super) fn write(report: &Report<'_>, out: &mut dyn WriteColor) -> io::Result<()> {
    let mut page = Page::default();
    page.line(&headline(report));
    let cheers: Vec<String> = changes(report)
        .filter_map(|(rule, change)| verdict::celebration(&rule.id, change))
        .collect();
    let items = &mut cheers.iter().map(|cheer| format!("🎉 {}", markdown(cheer)));
    page.list(None, MOST_CHEERS, cheers.len(), items);
    page.text.push_str(&table::table(report, MOST_TABLE));
    findings(report, &mut page);
    removed(report, &mut page);
    problems(report, &mut page);
    let skipped = report.scan.skipped.len();
    if skipped > 0 {
        let files = say(skipped, "file");
        page.line(&format!("{files} could not be read, or not wholly."));
    }
    write!(out, "{}", page.text.trim_end())?;
    writeln!(out)
}

/// What a change did to each rule that it did something to.
fn changes<'r>(report: &Report<'r>) -> impl Iterator<Item = (&'r Rule, &'r RuleChange)> + use<'r> {
    let changes = report.change.map_or(&[][..], |change| &change.rules);
    let rules = report.rules.iter().zip(changes);
    rules.filter(|(_, change)| !change.is_idle())
}

fn headline(report: &Report<'_>) -> String {
    let mark = if report.entries().any(|entry| entry.fails()) {
        "❌"
    } else {
        "✅"
    };
    if let Some(change) = report.change {
        let sentence = verdict::sentence(&change.rules);
        return format!("### {mark} This change {sentence}.");
    }
    let open = report.entries().filter(|entry| entry.finding.is_open());
    let failing = report.entries().filter(Entry::fails).count();
    let left = match open.count() {
        0 => "No open reference to what is to go".to_owned(),
        open => format!("{} to what is to go", say(open, "open reference")),
    };
    match failing {
        0 => format!("### {mark} {left}."),
        1 => format!("### {mark} {left}; 1 of them fails."),
        _ => format!("### {mark} {left}; {failing} of them fail."),
    }
}

/// Which findings go into a section.
type Which = fn(&Entry<'_>) -> bool;

fn findings(report: &Report<'_>, page: &mut Page) {
    let failing: Vec<Entry<'_>> = report.entries().filter(Entry::fails).collect();
    page.list(
        None,
        MOST_FAILING,
        failing.len(),
        &mut failing.iter().map(|entry| item(report, entry)),
    );
    let folded: &[(&str, Which)] = match (report.change, report.shown) {
        (None, Shown::Open) => &[("more", |entry| entry.finding.is_open() && !entry.fails())],
        (None, Shown::All) => &[
            ("more", |entry| entry.finding.is_open() && !entry.fails()),
            ("suppressed or allowed", |entry| !entry.finding.is_open()),
        ],
        (Some(_), _) => &[
            ("new with the rule", |entry| {
                entry.finding.is_open() && class_of(entry) == Some(Class::RuleAdded)
            }),
            ("moved", |entry| {
                entry.finding.is_open() && class_of(entry) == Some(Class::Moved)
            }),
            ("imported for what was moved", |entry| {
                entry.finding.is_open() && class_of(entry) == Some(Class::Carried)
            }),
            ("suppressed or allowed since", |entry| {
                entry.origin.is_some_and(|origin| origin.is_hidden(entry.finding))
            }),
            ("added suppressed or allowed", |entry| {
                let added = matches!(class_of(entry), Some(Class::Added | Class::RuleAdded));
                added && !entry.finding.is_open()
            }),
        ],
    };
    for (title, which) in folded {
        let entries: Vec<Entry<'_>> = report.entries().filter(which).collect();
        let items = &mut entries.iter().map(|entry| item(report, entry));
        page.list(Some(title), MOST, entries.len(), items);
    }
}

fn class_of(entry: &Entry<'_>) -> Option<Class> {
    entry.origin.map(|origin| origin.class)
}

/// A finding: where it is, what it names, what is wrong with it and what to do.
fn item(report: &Report<'_>, entry: &Entry<'_>) -> String {
    let (finding, rule) = (entry.finding, entry.rule);
    let mut parts = vec![place(report, &entry.file.path, Some(finding.location.start))];
    if let Some(was) = entry.origin.and_then(|origin| origin.was.as_ref())
        && class_of(entry) == Some(Class::Moved)
    {
        parts.push(format!(" was {}", place(report, &was.path, was.at)));
    }
    parts.push(match finding.is_ambiguous {
        true => format!(" possibly {}", code(&finding.target)),
        false => format!(" {}", code(&finding.name)),
    });
    parts.push(match &rule.message {
        Some(message) => format!(": {}", prose(message)),
        None => " is deprecated".to_owned(),
    });
    parts.extend(
        rule.replacement
            .as_deref()
            .map(|other| match other.contains(' ') {
                true => format!("; replacement: {}", prose(other)),
                false => format!("; use {} instead", code(other)),
            }),
    );
    let why = finding.reason.as_deref().unwrap_or("no reason given");
    match (finding.status, wording::aside(entry)) {
        (Status::Open, None) => {}
        (Status::Open, Some(aside)) => parts.push(format!(" ({aside})")),
        (status, _) => parts.push(format!(" ({}: {})", status.as_str(), prose(why))),
    }
    parts.concat()
}

fn removed(report: &Report<'_>, page: &mut Page) {
    let open = |(known, _): &(&Known, &Rule)| known.status == Status::Open;
    let gone = || report.removed().filter(open);
    let items = &mut gone().map(|(known, _)| {
        let place = place(report, &known.path, known.at);
        format!("{place} {}", code(&known.target))
    });
    page.list(Some("removed"), MOST, gone().count(), items);
}

fn problems(report: &Report<'_>, page: &mut Page) {
    let items = &mut report.problems().map(|problem| {
        let message = prose(&problem.message);
        match &problem.at {
            None => message,
            Some((document, span, _)) => {
                let start = Locator::new(&document.text).position(span.start as usize);
                format!("{}: {message}", place(report, &document.name, Some(start)))
            }
        }
    });
    let title = "wrong with suppressions";
    page.list(Some(title), MOST, report.problems().count(), items);
}

fn place(report: &Report<'_>, path: &str, at: Option<Position>) -> String {
    let path = report.path_from_above(path);
    let path = clip(&path, NAME);
    match at {
        Some(at) => markdown_code(&format!("{path}:{}:{}", at.line, at.column)),
        None => markdown_code(&path),
    }
}

fn code(name: &str) -> String {
    markdown_code(&clip(name, NAME))
}

fn prose(sentence: &str) -> String {
    markdown(&clip(sentence, SENTENCE))
}

/// A page that does not grow without end.
#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push_str("\n\n");
    }

    /// A list of a number of items, folded under a title if it has one, until the page has a length.
    fn list(
        &mut self,
        title: Option<&str>,
        most: usize,
        number: usize,
        items: &mut dyn Iterator<Item = String>,
    ) {
        if number == 0 {
            return;
        }
        if let Some(title) = title {
            self.line(&format!("<details>\n<summary>{number} {title}</summary>"));
        }
        let mut left = number;
        for item in items {
            if self.text.len() + item.len() > most {
                break;
            }
            self.text.extend(["- ", &item, "\n"]);
            left -= 1;
        }
        if left > 0 {
            self.text.extend(["- … and ", &left.to_string(), " more\n"]);
        }
        self.text.push('\n');
        if title.is_some() {
            self.line("</details>");
        }
    }
}
