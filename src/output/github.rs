//! Workflow commands, which GitHub Actions shows as annotations: beside the lines of a pull request, and under the run.
//!
//! GitHub keeps ten of each level a step, so what fails comes first, and what is left over is summed up in one notice.
//! The escapes are those that the runner undoes; they keep a text from being read as a command, or as a property.
//!
//! <https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>

use std::collections::BTreeMap;
use std::io;

use termcolor::WriteColor;

use super::annotation::Annotation;
use super::escape::{name, sentence};
use super::wording::{say, when_and_who};
use super::{Report, verdict};
use crate::problem::Severity;

/// How many annotations of a level GitHub shows a step.
const MOST: usize = 10;

pub(super) fn write(report: &Report<'_>, out: &mut dyn WriteColor) -> io::Result<()> {
    let levels = report.annotations().map(|annotation| annotation.level);
    let all = levels.fold(BTreeMap::new(), |mut all: BTreeMap<Severity, usize>, level| {
        *all.entry(level).or_default() += 1;
        all
    });
    let fits = all.values().all(|number| *number <= MOST);
    let mut left = BTreeMap::new();
    for level in Severity::ALL {
        // The summary is a notice itself.
        let most = MOST - usize::from(!fits && level == Severity::Note);
        let of_level = report
            .annotations()
            .filter(|annotation| annotation.level == level);
        for (number, annotation) in of_level.enumerate() {
            match number < most {
                true => command(report, &annotation, out)?,
                false => *left.entry(annotation.code).or_default() += 1,
            }
        }
    }
    match left.is_empty() {
        true => Ok(()),
        false => sum_up(report, &left, out),
    }
}

fn command(report: &Report<'_>, annotation: &Annotation<'_>, out: &mut dyn WriteColor) -> io::Result<()> {
    let Annotation { start, end, .. } = annotation;
    let path = report.path_from_above(annotation.path);
    let file = property(&name(&path));
    write!(
        out,
        "::{} file={file},line={},endLine={}",
        word(annotation.level),
        start.line,
        end.line
    )?;
    // Columns are for places on one line.
    if start.line == end.line {
        write!(out, ",col={},endColumn={}", start.column, end.column)?;
    }
    let mut lines = vec![annotation.message().into_owned()];
    if let Some(entry) = annotation.finding() {
        lines.extend(when_and_who(entry.rule, report.today));
        lines.extend(entry.rule.docs.as_deref().map(|docs| sentence(docs).into_owned()));
    }
    let title = property(&format!("straggler: {}", name(annotation.code)));
    writeln!(out, ",title={title}::{}", data(&lines.join("\n")))
}

/// What did not fit, by rule.
fn sum_up(report: &Report<'_>, left: &BTreeMap<&str, usize>, out: &mut dyn WriteColor) -> io::Result<()> {
    let more = say(left.values().sum(), "place");
    let mut lines = vec![format!("{more} not shown here, of:")];
    for (code, number) in left {
        let rule = report.rules.iter().position(|rule| rule.id == *code);
        let change = rule.and_then(|rule| report.change?.rules.get(rule));
        lines.push(match change {
            Some(change) => format!("{number} of {}", verdict::line(code, change)),
            None => format!("{number} of {}", name(code)),
        });
    }
    let title = property("straggler: and more");
    writeln!(out, "::notice title={title}::{}", data(&lines.join("\n")))
}

const fn word(level: Severity) -> &'static str {
    match level {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    }
}

/// A text after the `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A text between `=` and `,`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
