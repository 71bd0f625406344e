//! The Reviewdog Diagnostic Format, for comments in the reviews of many services.
//!
//! Its columns count bytes of UTF-8, from one, and an end is just past the last byte. Reviewdog takes paths as from the
//! directory that it runs in.
//!
//! <https://github.com/reviewdog/reviewdog/blob/master/proto/rdf/reviewdog.proto>

use std::borrow::Cow;
use std::io;

use serde::{Serialize, Serializer};
use termcolor::WriteColor;

use super::Report;
use super::annotation::Annotation;
use super::record::emit;
use crate::problem::Severity;

#[derive(Serialize)]
struct Document<'r> {
    source: Source,
    diagnostics: Diagnostics<'r>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
}

/// Diagnostics, made while they are written.
struct Diagnostics<'r>(Report<'r>);

impl Serialize for Diagnostics<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let annotations = self.0.annotations();
        serializer.collect_seq(annotations.map(|annotation| diagnostic(&self.0, &annotation)))
    }
}

#[derive(Serialize)]
struct Diagnostic<'r> {
    message: Cow<'r, str>,
    location: Location<'r>,
    severity: &'static str,
    code: Code<'r>,
}

#[derive(Serialize)]
struct Location<'r> {
    path: Cow<'r, str>,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

/// A line, and a column unless whole lines are meant.
#[derive(Serialize)]
struct Position {
    line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
}

#[derive(Serialize)]
struct Code<'r> {
    value: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'r str>,
}

pub(super) fn write(report: &Report<'_>, out: &mut dyn WriteColor) -> io::Result<()> {
    let document = Document {
        source: Source { name: "straggler" },
        diagnostics: Diagnostics(*report),
    };
    emit(&document, out)
}

fn diagnostic<'r>(report: &Report<'r>, annotation: &Annotation<'r>) -> Diagnostic<'r> {
    Diagnostic {
        message: annotation.message(),
        location: Location {
            path: report.path(annotation.path),
            range: range(annotation),
        },
        severity: match annotation.level {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Note => "INFO",
        },
        code: Code {
            value: annotation.code,
            url: annotation.docs,
        },
    }
}

/// The range in bytes; whole lines where the last one is not at hand to count its bytes.
fn range(annotation: &Annotation<'_>) -> Range {
    let (start, end) = annotation.in_bytes();
    let column = |column| end.map(|_| column);
    Range {
        start: Position {
            line: start.line,
            column: column(start.column),
        },
        end: Position {
            line: annotation.end.line,
            column: end.map(|end| end.column),
        },
    }
}
