//! One line a finding: `path:line:col: severity[rule] message`. What the editors' quickfix lists and `grep` read.
//!
//! Problems of suppressions come last, in the same shape. No count and no source: those who want them have `full` and `json`.

use std::io;

use termcolor::{Color, ColorSpec, WriteColor};

use super::escape::{name, sentence};
use super::{Report, wording};
use crate::problem::Severity;
use crate::span::{Locator, Position};

pub(super) fn write(report: &Report<'_>, out: &mut dyn WriteColor) -> io::Result<()> {
    for entry in report.shown() {
        place(&report.path(&entry.file.path), entry.finding.location.start, out)?;
        kind(entry.rule.severity, &entry.rule.id, out)?;
        write!(out, " {}", wording::one_line(&entry))?;
        if let Some(aside) = wording::aside(&entry) {
            write!(out, " ({aside})")?;
        }
        writeln!(out)?;
    }
    for problem in report.problems() {
        if let Some((document, span, _)) = &problem.at {
            let start = Locator::new(&document.text).position(span.start as usize);
            place(&report.path(&document.name), start, out)?;
        }
        kind(problem.severity, problem.code, out)?;
        writeln!(out, " {}", sentence(&problem.message))?;
    }
    Ok(())
}

fn place(path: &str, at: Position, out: &mut dyn WriteColor) -> io::Result<()> {
    out.set_color(ColorSpec::new().set_bold(true))?;
    // A line that begins so is a command to GitHub's runner.
    let here = if path.trim_start().starts_with("::") {
        "./"
    } else {
        ""
    };
    write!(out, "{here}{}", name(path))?;
    out.reset()?;
    write!(out, ":{}:{}: ", at.line, at.column)
}

fn kind(severity: Severity, code: &str, out: &mut dyn WriteColor) -> io::Result<()> {
    out.set_color(ColorSpec::new().set_fg(Some(color(severity))))?;
    write!(out, "{severity}[{}]", name(code))?;
    out.reset()
}

const fn color(severity: Severity) -> Color {
    match severity {
        Severity::Error => Color::Red,
        Severity::Warning => Color::Yellow,
        Severity::Note => Color::Green,
    }
}
