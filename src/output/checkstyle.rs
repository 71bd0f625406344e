//! Checkstyle's XML, which most tools that show what linters say can read.
//!
//! What XML cannot hold even escaped (control characters) is spelled out, as it is for a terminal.
//!
//! <https://www.w3.org/TR/xml/#charsets>

use std::io;

use termcolor::WriteColor;

use super::Report;
use super::escape::{name, xml};
use crate::problem::Severity;

pub(super) fn write(report: &Report<'_>, out: &mut dyn WriteColor) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<checkstyle version=\"4.3\">")?;
    let mut open: Option<&str> = None;
    for annotation in report.annotations() {
        if open != Some(annotation.path) {
            close(open, out)?;
            open = Some(annotation.path);
            writeln!(
                out,
                "  <file name=\"{}\">",
                attribute(&report.path(annotation.path))
            )?;
        }
        let severity = match annotation.level {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "info",
        };
        writeln!(
            out,
            "    <error line=\"{}\" column=\"{}\" severity=\"{severity}\" message=\"{}\" source=\"straggler.{}\"/>",
            annotation.start.line,
            annotation.start.column,
            attribute(&annotation.message()),
            attribute(annotation.code),
        )?;
    }
    close(open, out)?;
    writeln!(out, "</checkstyle>")
}

fn close(open: Option<&str>, out: &mut dyn WriteColor) -> io::Result<()> {
    match open {
        Some(_) => writeln!(out, "  </file>"),
        None => Ok(()),
    }
}

fn attribute(text: &str) -> String {
    xml(&name(text))
}
