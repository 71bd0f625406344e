//! Each finding in its source: what is wrong, where the name came from, what to do, and until when.
//!
//! The layout is codespan-reporting's. Problems of rule files and of suppressions go through the same renderer.

use std::borrow::Cow;
use std::io;
use std::ops::Range;

use codespan_reporting::diagnostic::{self, Diagnostic, Label};
use codespan_reporting::files::Error;
use codespan_reporting::term::{self, Config, Styles, StylesWriter};
use rayon::prelude::*;
use termcolor::{Buffer, WriteColor};

use super::escape::{name, sentence};
use super::snippet::{Snippet, lines_of};
use super::{Entry, Report, news, wording};
use crate::finding::{FileScan, Lines};
use crate::problem::{Problem, Severity};
use crate::span::Span;

/// How many findings are rendered before they are written: who has seen enough need not wait for the others.
const AT_ONCE: usize = 2048;

/// So few are rendered faster than they are shared out.
const FEW: usize = 64;

pub(super) fn write(report: &Report<'_>, out: &mut dyn WriteColor) -> io::Result<()> {
    // What fails comes first.
    let is_first = |entry: &Entry<'_>| report.change.is_some() && entry.fails();
    let first = report.shown().filter(is_first);
    let mut entries = first.chain(report.shown().filter(|entry| !is_first(entry)));
    // The last file of those at hand may go on in the next: its lines are not put together for each.
    let mut last: Option<(&str, Snippet<'_>)> = None;
    loop {
        let some: Vec<Entry<'_>> = entries.by_ref().take(AT_ONCE).collect();
        let Some(Entry { file, .. }) = some.last() else {
            break;
        };
        if last.as_ref().is_none_or(|(path, _)| *path != file.path) {
            last = Some((&file.path, snippet(report, file)));
        }
        let write_file = |of_file: &[Entry<'_>], out: &mut dyn WriteColor| match (of_file, &last) {
            ([Entry { file, .. }, ..], Some((path, snippet))) if *path == file.path => {
                write_entries(report, of_file, snippet, out)
            }
            ([Entry { file, .. }, ..], _) => write_entries(report, of_file, &snippet(report, file), out),
            ([], _) => Ok(()),
        };
        let is_same = |one: &Entry<'_>, next: &Entry<'_>| one.file.path == next.file.path;
        if some.len() <= FEW {
            some.chunk_by(is_same)
                .try_for_each(|of_file| write_file(of_file, out))?;
            continue;
        }
        let is_coloured = out.supports_color();
        let parts = some.par_chunk_by(is_same).map(|of_file| {
            let mut part = match is_coloured {
                true => Buffer::ansi(),
                false => Buffer::no_color(),
            };
            write_file(of_file, &mut part).map(|()| part)
        });
        for part in parts.collect::<Vec<_>>() {
            out.write_all(part?.as_slice())?;
        }
    }
    let mut renderer = Renderer::new(out);
    report
        .problems()
        .try_for_each(|problem| renderer.problem(problem, &|name| report.path(name)))?;
    match report.change {
        Some(change) => news::write(report, change, out),
        None => Ok(()),
    }
}

/// The kept lines of a file.
fn snippet<'f>(report: &Report<'_>, file: &'f FileScan) -> Snippet<'f> {
    Snippet::new(&report.path(&file.path), &file.lines)
}

/// Writes findings of the file that a snippet is of.
fn write_entries(
    report: &Report<'_>,
    entries: &[Entry<'_>],
    snippet: &Snippet<'_>,
    out: &mut dyn WriteColor,
) -> io::Result<()> {
    let mut renderer = Renderer::new(out);
    entries
        .iter()
        .try_for_each(|entry| renderer.render(snippet, &of_finding(report, entry, snippet)))
}

/// Writes problems, each in the document that it is about.
///
/// # Errors
///
/// When the output cannot be written to.
pub fn write_problems(problems: &[Problem], out: &mut dyn WriteColor) -> io::Result<()> {
    let mut renderer = Renderer::new(out);
    problems
        .iter()
        .try_for_each(|problem| renderer.problem(problem, &|name| Cow::Borrowed(name)))
}

fn of_finding(report: &Report<'_>, entry: &Entry<'_>, snippet: &Snippet<'_>) -> Diagnostic<()> {
    let finding = entry.finding;
    let mut notes = wording::notes(entry, report.today);
    let mut labels = Vec::new();
    match snippet.range(finding.location.span) {
        Some(range) => {
            let named = name(&finding.name);
            // What was asked for has no name but its text.
            let is_said = snippet.text(&range) == named || entry.rule.target.kind.is_asked_for();
            let label = if is_said {
                String::new()
            } else {
                format!("`{named}`")
            };
            labels.push(Label::primary((), range).with_message(label));
        }
        None => notes.insert(0, at(&report.path(&entry.file.path), finding.location.start)),
    }
    if let Some(via) = &finding.via
        && via.start.line != finding.location.start.line
    {
        match snippet.range(via.span) {
            Some(range) => labels.push(Label::secondary((), range).with_message("brought in here")),
            None => notes.insert(0, format!("note: brought in on line {}", via.start.line)),
        }
    }
    Diagnostic::new(severity(entry.rule.severity))
        .with_code(name(&entry.rule.id))
        .with_message(wording::message(entry))
        .with_labels(labels)
        .with_notes(notes)
}

fn at(path: &str, start: crate::span::Position) -> String {
    format!("at {}:{}:{}", name(path), start.line, start.column)
}

fn of_problem(problem: &Problem, snippet: &Snippet<'_>) -> Diagnostic<()> {
    let mut labels = Vec::new();
    if let Some((_, span, text)) = &problem.at {
        let primary = snippet.range(*span);
        labels.extend(primary.map(|range| label(Label::primary, range, text)));
        let related = problem.related.iter();
        labels.extend(
            related.filter_map(|(span, text)| Some(label(Label::secondary, snippet.range(*span)?, text))),
        );
    }
    let notes = problem
        .help
        .iter()
        .map(|help| format!("help: {}", sentence(help)));
    Diagnostic::new(severity(problem.severity))
        .with_code(problem.code)
        .with_message(sentence(&problem.message))
        .with_labels(labels)
        .with_notes(notes.collect())
}

fn label(style: fn((), Range<usize>) -> Label<()>, range: Range<usize>, text: &str) -> Label<()> {
    style((), range).with_message(sentence(text))
}

const fn severity(severity: Severity) -> diagnostic::Severity {
    match severity {
        Severity::Error => diagnostic::Severity::Error,
        Severity::Warning => diagnostic::Severity::Warning,
        Severity::Note => diagnostic::Severity::Note,
    }
}

/// Codespan's renderer with what it needs.
struct Renderer<'o> {
    out: &'o mut dyn WriteColor,
    config: Config,
    styles: Styles,
}

impl<'o> Renderer<'o> {
    fn new(out: &'o mut dyn WriteColor) -> Self {
        Self {
            out,
            config: Config::default(),
            styles: Styles::default(),
        }
    }

    fn render(&mut self, snippet: &Snippet<'_>, diagnostic: &Diagnostic<()>) -> io::Result<()> {
        let mut writer = StylesWriter::new(&mut *self.out, &self.styles);
        term::emit_to_write_style(&mut writer, &self.config, snippet, diagnostic).map_err(|error| match error
        {
            Error::Io(error) => error,
            error => io::Error::other(error),
        })
    }

    /// Writes a problem; `shown` is what its document is called.
    fn problem(&mut self, problem: &Problem, shown: &dyn Fn(&str) -> Cow<'_, str>) -> io::Result<()> {
        let (document, lines) = match &problem.at {
            None => ("", Lines::default()),
            Some((document, span, _)) => {
                let related = problem.related.iter().map(|(span, _)| *span);
                let spans: Vec<Span> = related.chain([*span]).collect();
                (document.name.as_str(), lines_of(&document.text, &spans))
            }
        };
        let snippet = Snippet::new(&shown(document), &lines);
        self.render(&snippet, &of_problem(problem, &snippet))
    }
}
