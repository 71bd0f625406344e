//! One line a finding: `path:line:col: severity[rule] message`. What the editors' quickfix lists and `grep` read.
//!
//! No count and no source: those who want them have `full` and `json`.

use std::io;

use termcolor::{Color, ColorSpec, WriteColor};

use super::escape::name;
use super::{Report, wording};
use crate::finding::Status;
use crate::problem::Severity;

pub(super) fn write(report: &Report<'_>, out: &mut dyn WriteColor) -> io::Result<()> {
    for entry in report.shown() {
        let start = entry.finding.location.start;
        out.set_color(ColorSpec::new().set_bold(true))?;
        write!(out, "{}", name(&entry.file.path))?;
        out.reset()?;
        write!(out, ":{}:{}: ", start.line, start.column)?;
        out.set_color(ColorSpec::new().set_fg(Some(color(entry.rule.severity))))?;
        write!(out, "{}[{}]", entry.rule.severity, name(&entry.rule.id))?;
        out.reset()?;
        write!(out, " {}", wording::one_line(&entry))?;
        if entry.finding.status != Status::Open {
            write!(out, " ({})", entry.finding.status.as_str())?;
        }
        writeln!(out)?;
    }
    Ok(())
}

const fn color(severity: Severity) -> Color {
    match severity {
        Severity::Error => Color::Red,
        Severity::Warning => Color::Yellow,
        Severity::Note => Color::Green,
    }
}
