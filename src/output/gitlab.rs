//! GitLab's Code Quality report, shown in a merge request: what the head's has and the target's has not is new there.
//!
//! The fingerprints are of identities, so that an edit elsewhere in a file makes nothing new.
//!
//! <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>

use std::borrow::Cow;
use std::io;

use serde::{Serialize, Serializer};
use termcolor::WriteColor;

use super::Report;
use super::annotation::Annotation;
use super::record::emit;
use crate::problem::Severity;

/// The whole report, made while it is written.
struct Issues<'r>(Report<'r>);

impl Serialize for Issues<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let annotations = self.0.annotations();
        serializer.collect_seq(annotations.map(|annotation| issue(&self.0, &annotation)))
    }
}

#[derive(Serialize)]
struct Issue<'r> {
    description: Cow<'r, str>,
    check_name: &'r str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'r>,
}

#[derive(Serialize)]
struct Location<'r> {
    path: Cow<'r, str>,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

pub(super) fn write(report: &Report<'_>, out: &mut dyn WriteColor) -> io::Result<()> {
    emit(&Issues(*report), out)
}

fn issue<'r>(report: &Report<'r>, annotation: &Annotation<'r>) -> Issue<'r> {
    Issue {
        description: annotation.message(),
        check_name: annotation.code,
        fingerprint: annotation.fingerprint(),
        severity: match annotation.level {
            Severity::Error => "critical",
            Severity::Warning => "minor",
            Severity::Note => "info",
        },
        location: Location {
            path: report.path_from_above(annotation.path),
            lines: Lines {
                begin: annotation.start.line,
                end: annotation.end.line,
            },
        },
    }
}
