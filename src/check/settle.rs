//! From matches to findings: which of them count, where exactly they are, and which number each has.

use rustc_hash::FxHashMap;

use super::{Checker, Match, remarks};
use crate::finding::{FileScan, Finding, Line, Location, RuleId, Status};
use crate::span::{Locator, Span};
use crate::suppress::{Suppression, suppressions};

/// How many characters of a line are kept around a finding.
const CONTEXT: usize = 160;
/// Lines up to this length are kept whole.
const SHORT: usize = 400;

/// Settles the matches of one text.
pub(crate) fn settle(
    checker: &Checker<'_>,
    text: &str,
    comments: &[Span],
    matches: Vec<Match>,
    scan: &mut FileScan,
) {
    let suppressions = suppressions(text, comments);
    if matches.is_empty() && suppressions.is_empty() {
        return;
    }
    let mut used = vec![Vec::new(); suppressions.len()];
    let mut findings = Vec::new();
    for found in unique(checker, matches) {
        let Some((rule, data)) = checker.rules.rule_of(found.target) else {
            continue;
        };
        let (status, reason) =
            if let Some(allow) = data.allow.iter().find(|allow| allow.paths.is_match(&scan.path)) {
                (Status::Allowed, Some(allow.reason.clone()))
            } else if let Some(index) = suppressing(checker, &suppressions, &data.id, found.span) {
                used[index].push(data.id.clone());
                (Status::Suppressed, Some(suppressions[index].reason.clone()))
            } else {
                (Status::Open, None)
            };
        findings.push((found, rule, status, reason));
    }
    scan.problems = remarks::remarks(checker, text, &scan.path, &suppressions, &used);
    locate(checker, text, findings, scan);
}

/// One finding for each rule and place, however many of the rule's names reach it: the longest name wins.
fn unique(checker: &Checker<'_>, mut matches: Vec<Match>) -> Vec<Match> {
    let rule = |found: &Match| checker.rules.target(found.target).map(|target| target.rule);
    let depth = |found: &Match| {
        checker
            .rules
            .target(found.target)
            .map_or(0, |target| target.path.len())
    };
    matches.sort_by(|a, b| {
        let key = |found: &Match| {
            (
                found.span,
                rule(found),
                std::cmp::Reverse(depth(found)),
                found.target,
            )
        };
        key(a).cmp(&key(b)).then_with(|| a.name.cmp(&b.name))
    });
    matches.dedup_by(|later, earlier| later.span == earlier.span && rule(later) == rule(earlier));
    matches
}

/// The suppression that holds for a rule at a place, if any.
fn suppressing(checker: &Checker<'_>, suppressions: &[Suppression], rule: &str, span: Span) -> Option<usize> {
    suppressions.iter().position(|suppression| {
        let holds = !suppression.reason.is_empty() && !is_expired(checker, suppression);
        let covers = suppression.covers.start <= span.start && span.start < suppression.covers.end;
        holds && covers && suppression.rules.iter().any(|(id, _)| id == rule)
    })
}

pub(super) fn is_expired(checker: &Checker<'_>, suppression: &Suppression) -> bool {
    match &suppression.until {
        Some(Ok(date)) => *date < checker.today,
        Some(Err(_)) => true,
        None => false,
    }
}

type Settled = (Match, RuleId, Status, Option<String>);

/// Gives findings their positions, their numbers and the lines they stand on.
fn locate(checker: &Checker<'_>, text: &str, findings: Vec<Settled>, scan: &mut FileScan) {
    let mut locator = Locator::new(text);
    let mut vias: Vec<Span> = findings.iter().filter_map(|(found, ..)| found.via).collect();
    vias.sort_unstable();
    vias.dedup();
    let vias: FxHashMap<Span, Location> = vias
        .into_iter()
        .map(|via| (via, location(&mut locator, text, via, &mut scan.lines)))
        .collect();
    let mut ordinals: FxHashMap<(RuleId, String, String), u32> = FxHashMap::default();
    for (found, rule, status, reason) in findings {
        let target = checker
            .rules
            .target(found.target)
            .map(|target| target.name.clone())
            .unwrap_or_default();
        let ordinal = ordinals
            .entry((rule, target.clone(), found.scope.clone()))
            .or_default();
        let location = location(&mut locator, text, found.span, &mut scan.lines);
        scan.findings.push(Finding {
            location,
            rule,
            target,
            name: found.name,
            role: found.role,
            status,
            reason,
            via: found
                .via
                .filter(|via| *via != found.span)
                .and_then(|via| vias.get(&via).cloned()),
            scope: found.scope,
            ordinal: *ordinal,
        });
        *ordinal += 1;
    }
    scan.findings.sort();
    scan.lines.sort_by_key(|line| (line.number, line.offset));
    scan.lines.dedup_by_key(|line| (line.number, line.offset));
}

fn location(locator: &mut Locator<'_>, text: &str, span: Span, lines: &mut Vec<Line>) -> Location {
    let start = locator.position(span.start as usize);
    let range = locator.line();
    let at = span.start as usize;
    let (from, to) = if range.len() <= SHORT {
        (range.start, range.end)
    } else {
        let to = (span.end as usize + CONTEXT).min(range.end);
        let from = text
            .floor_char_boundary(at.saturating_sub(CONTEXT))
            .max(range.start);
        (from, text.ceil_char_boundary(to).min(range.end).max(from))
    };
    lines.push(Line {
        number: start.line,
        offset: from as u32,
        text: text[from..to].to_owned(),
        // Counted from the finding: a long line is not counted anew for each.
        clipped: start.column - 1 - text[from..at.max(from)].chars().count() as u32,
    });
    let end = locator.position(span.end as usize);
    Location { start, end, span }
}
