//! SARIF 2.1.0, for code scanning and for viewers.
//!
//! A service takes every result for something to work on, whatever is said about it: GitHub makes an alert of a
//! suppressed result and of an absent one. So those are only written where suppressed ones are asked for.
//! What GitHub would not take is left out, the least grave first, and that is said.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html>,
//! <https://docs.github.com/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit>

mod types;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use termcolor::WriteColor;
use url::Url;

use super::record::emit;
use super::wording::{self, replacement, say};
use super::{Entry, Report, Shown, skip_word};
use crate::change::{Class, Known};
use crate::finding::{self, RuleId, Skipped, Status};
use crate::problem::{Problem, Severity};
use crate::rule::Rule;
use crate::span::Locator;
use types::{
    Artifact, BaseId, Component, Configuration, Descriptor, Invocation, Location, Log, Logical, Message,
    Notification, Physical, Properties, Region, Related, Result, Run, Suppression, Tool,
};

/// The most results that GitHub takes.
const MOST: usize = 25_000;

/// The most notifications of a kind that are worth writing.
const MOST_NOTIFICATIONS: usize = 1000;

/// What stands for itself in a path of a URI.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

pub(super) fn write(report: &Report<'_>, out: &mut dyn WriteColor) -> io::Result<()> {
    let (entries, left_out) = entries(report);
    let indices = indices(report, &entries);
    let mut results: Vec<Result<'_>> = entries
        .iter()
        .map(|entry| result(report, entry, indices.get(&entry.finding.rule).copied()))
        .collect();
    if report.shown == Shown::All {
        let room = MOST - results.len();
        results.extend(report.removed().take(room).map(|(known, rule)| {
            let index = indices.get(&known.rule).copied();
            absent(report, known, rule, index)
        }));
    }
    let rules = indices
        .keys()
        .filter_map(|RuleId(rule)| report.rules.get(*rule as usize));
    let log = Log::of(Run {
        tool: Tool {
            driver: Component {
                name: "straggler",
                semantic_version: env!("CARGO_PKG_VERSION"),
                rules: rules.map(descriptor).collect(),
            },
        },
        invocations: [invocation(report, left_out)],
        original_uri_base_ids: BTreeMap::from([(types::ROOT, BaseId::of("the root of the repository"))]),
        column_kind: "unicodeCodePoints",
        results,
    });
    emit(&log, out)
}

/// The findings to write, in order unless there are too many; and how many were left out.
fn entries<'r>(report: &Report<'r>) -> (Vec<Entry<'r>>, usize) {
    let is_shown = |entry: &Entry<'_>| report.shown == Shown::All || entry.finding.is_open();
    let mut entries: Vec<Entry<'r>> = report.entries().filter(is_shown).collect();
    let left_out = entries.len().saturating_sub(MOST);
    if left_out > 0 {
        entries.sort_by_key(|entry| Reverse((entry.fails(), entry.finding.is_open(), level(entry))));
        entries.truncate(MOST);
    }
    (entries, left_out)
}

/// The rules to describe, each with its place among them: a project's own, and the built-in ones that results are of.
fn indices(report: &Report<'_>, entries: &[Entry<'_>]) -> BTreeMap<RuleId, usize> {
    let own = (0..).zip(report.rules).filter(|(_, rule)| !rule.is_builtin());
    let mut rules: Vec<RuleId> = own.map(|(number, _)| RuleId(number)).collect();
    rules.extend(entries.iter().map(|entry| entry.finding.rule));
    rules.extend(report.removed().map(|(known, _)| known.rule));
    rules.sort_unstable();
    rules.dedup();
    rules.into_iter().zip(0..).collect()
}

/// How grave a result is: what fails is an error by whatever it fails, the rest is what its rule says.
fn level(entry: &Entry<'_>) -> Severity {
    match entry.fails() {
        true => Severity::Error,
        false => entry.rule.severity,
    }
}

fn result<'r>(report: &Report<'r>, entry: &Entry<'r>, rule_index: Option<usize>) -> Result<'r> {
    let finding = entry.finding;
    let class = entry.origin.map(|origin| origin.class);
    let via = finding.via.as_deref().map(|via| Related {
        id: 1,
        message: Message::of("brought in here"),
        physical_location: physical(report, &entry.file.path, Some(region(via))),
    });
    Result {
        rule_id: &entry.rule.id,
        rule_index,
        level: level(entry).as_str(),
        message: Message::of(plain(&wording::told(entry))),
        locations: [Location {
            physical_location: physical(report, &entry.file.path, Some(region(&finding.location))),
            logical_locations: logical(&finding.scope),
        }],
        related_locations: via.into_iter().collect(),
        partial_fingerprints: BTreeMap::from([("straggler/v1", entry.fingerprint())]),
        suppressions: suppression(finding).into_iter().collect(),
        baseline_state: class.map(|class| match class {
            Class::Added | Class::RuleAdded | Class::Carried => "new",
            Class::Moved | Class::Unsuppressed => "updated",
            Class::Unchanged => "unchanged",
        }),
        properties: class.map(|class| Properties::of(class.as_str())),
    }
}

/// What was there at the base and is no longer.
fn absent<'r>(report: &Report<'r>, known: &'r Known, rule: &'r Rule, index: Option<usize>) -> Result<'r> {
    let region = known.at.map(|at| Region {
        start_line: at.line,
        start_column: Some(at.column),
        end_line: None,
        end_column: None,
    });
    Result {
        rule_id: &rule.id,
        rule_index: index,
        level: rule.severity.as_str(),
        message: Message::of(plain(&format!("`{}` is no longer here", known.target))),
        locations: [Location {
            physical_location: physical(report, &known.path, region),
            logical_locations: logical(&known.scope),
        }],
        related_locations: Vec::new(),
        partial_fingerprints: BTreeMap::new(),
        suppressions: Vec::new(),
        baseline_state: Some("absent"),
        properties: Some(Properties::of("removed")),
    }
}

fn suppression(finding: &finding::Finding) -> Option<Suppression<'_>> {
    let kind = match finding.status {
        Status::Open => return None,
        Status::Suppressed => "inSource",
        Status::Allowed => "external",
    };
    Some(Suppression {
        kind,
        status: "accepted",
        justification: finding.reason.as_deref(),
    })
}

/// A message that is only text: what has the shape of a link is none.
fn plain(text: &str) -> String {
    match text.contains("](") {
        true => text.replace('[', "\\[").replace(']', "\\]"),
        false => text.to_owned(),
    }
}

fn physical(report: &Report<'_>, path: &str, region: Option<Region>) -> Physical {
    let path = report.path_from_above(path);
    Physical {
        artifact_location: Artifact::of(utf8_percent_encode(&path, PATH).to_string()),
        region,
    }
}

const fn region(location: &finding::Location) -> Region {
    Region {
        start_line: location.start.line,
        start_column: Some(location.start.column),
        end_line: Some(location.end.line),
        end_column: Some(location.end.column),
    }
}

fn logical(scope: &str) -> Vec<Logical<'_>> {
    let scope = Some(scope).filter(|scope| !scope.is_empty());
    scope.map(Logical::of).into_iter().collect()
}

fn descriptor(rule: &Rule) -> Descriptor<'_> {
    let names: Vec<String> = rule
        .target
        .names
        .iter()
        .map(|name| format!("`{}`", name.text))
        .collect();
    let are = if names.len() == 1 { "is" } else { "are" };
    let what = format!("{} {are} deprecated", names.join(", "));
    // Nothing of today: what is said of a rule should be the same in every run.
    let details: Vec<String> = [
        rule.message.clone(),
        replacement(rule),
        rule.sunset.map(|date| format!("sunset {date}")),
        rule.owner.as_deref().map(|owner| format!("owned by {owner}")),
    ]
    .into_iter()
    .flatten()
    .collect();
    let help = match details.is_empty() {
        true => what.clone(),
        false => details.join("\n"),
    };
    Descriptor {
        id: &rule.id,
        short_description: Message::of(what),
        full_description: Message::of(help.clone()),
        help: Message::of(help),
        // Only what is a URI may stand there.
        help_uri: rule.docs.as_deref().filter(|docs| Url::parse(docs).is_ok()),
        default_configuration: Configuration {
            level: rule.severity.as_str(),
        },
        properties: types::Tags {
            tags: ["deprecation", rule.target.kind.as_str()],
        },
    }
}

fn invocation(report: &Report<'_>, left_out: usize) -> Invocation {
    let skipped = &report.scan.skipped;
    let mut execution: Vec<Notification> = skipped
        .iter()
        .take(MOST_NOTIFICATIONS)
        .map(|skipped| of_skipped(report, skipped))
        .collect();
    if let Some(more) = skipped
        .len()
        .checked_sub(MOST_NOTIFICATIONS)
        .filter(|more| *more > 0)
    {
        execution.push(Notification::warning(format!(
            "{} not read",
            say(more, "more file")
        )));
    }
    if left_out > 0 {
        let results = say(left_out, "result");
        execution.push(Notification::warning(format!(
            "{results} left out: a run has at most {MOST}"
        )));
    }
    let problems = report.problems().take(MOST_NOTIFICATIONS);
    Invocation {
        execution_successful: skipped.is_empty(),
        tool_execution_notifications: execution,
        tool_configuration_notifications: problems.map(|problem| of_problem(report, problem)).collect(),
    }
}

fn of_skipped(report: &Report<'_>, skipped: &Skipped) -> Notification {
    let why = skip_word(&skipped.reason);
    Notification {
        locations: vec![Location {
            physical_location: physical(report, &skipped.path, None),
            logical_locations: Vec::new(),
        }],
        ..Notification::warning(format!("not, or not wholly, read: {why}"))
    }
}

fn of_problem(report: &Report<'_>, problem: &Problem) -> Notification {
    let location = problem.at.as_ref().map(|(document, span, _)| {
        let mut locator = Locator::new(&document.text);
        let (start, end) = (
            locator.position(span.start as usize),
            locator.position(span.end as usize),
        );
        let region = region(&finding::Location {
            start,
            end,
            span: *span,
        });
        Location {
            physical_location: physical(report, &document.name, Some(region)),
            logical_locations: Vec::new(),
        }
    });
    Notification {
        level: problem.severity.as_str(),
        locations: location.into_iter().collect(),
        ..Notification::warning(plain(&problem.message))
    }
}
