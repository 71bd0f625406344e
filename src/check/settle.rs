//! From matches to findings: which of them count, where exactly they are, and which number each has.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::remarks::remarks;
use super::written::written;
use super::{Checker, Match};
use crate::finding::{FileScan, Finding, Line, Lines, Location, RuleId, Status};
use crate::names::TargetId;
use crate::span::{Locator, Position, Span};
use crate::suppress::{Suppression, suppressions};

/// How many characters of a line are kept around a finding.
const CONTEXT: usize = 160;
/// Lines up to this length are kept whole.
const SHORT: usize = 400;

/// Settles the matches of one text. Returns whether what comes of it depends on the day.
pub(crate) fn settle(
    checker: &Checker<'_>,
    text: &str,
    comments: &[Span],
    matches: Vec<Match>,
    scan: &mut FileScan,
) -> bool {
    let suppressions = suppressions(text, comments);
    if matches.is_empty() && suppressions.is_empty() {
        return false;
    }
    let holding = Holding::new(checker, &suppressions);
    let mut used = vec![FxHashSet::default(); suppressions.len()];
    let mut interned = Interned::default();
    let mut findings = Vec::with_capacity(matches.len());
    let mut adopted: BTreeMap<RuleId, u32> = BTreeMap::new();
    for found in unique(checker, matches) {
        let Some((rule, data)) = checker.rules.rule_of(found.target) else {
            continue;
        };
        if let Some(rule) = checker.rules.adopts(rule) {
            *adopted.entry(rule).or_default() += 1;
            continue;
        }
        let (status, reason) =
            if let Some(allow) = data.allow.iter().find(|allow| allow.paths.is_match(&scan.path)) {
                (Status::Allowed, Some(interned.get(&allow.reason)))
            } else if let Some(index) = holding.at(&data.id, found.span.start) {
                used[index].insert(data.id.as_str());
                (
                    Status::Suppressed,
                    Some(interned.get(&suppressions[index].reason)),
                )
            } else {
                (Status::Open, None)
            };
        findings.push((found, rule, status, reason));
    }
    scan.adopted = adopted.into_iter().collect();
    scan.problems = remarks(checker, text, &scan.path, &suppressions, &used);
    locate(checker, text, findings, scan);
    suppressions.iter().any(|suppression| suppression.until.is_some())
}

/// Texts that many findings have in common.
#[derive(Debug, Default)]
pub(crate) struct Interned {
    texts: FxHashSet<Arc<str>>,
}

impl Interned {
    /// The one copy of a text.
    pub(crate) fn get(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return Arc::clone(known);
        }
        let new: Arc<str> = text.into();
        self.texts.insert(Arc::clone(&new));
        new
    }
}

/// The suppressions that hold, by rule.
struct Holding<'s> {
    by_rule: FxHashMap<&'s str, OfRule>,
}

/// The suppressions of a rule, by number: the first for the whole file, and those for one line, ascending.
type OfRule = (Option<usize>, Vec<(Span, usize)>);

impl<'s> Holding<'s> {
    fn new(checker: &Checker<'_>, suppressions: &'s [Suppression]) -> Self {
        let mut by_rule: FxHashMap<&str, OfRule> = FxHashMap::default();
        for (index, suppression) in suppressions.iter().enumerate() {
            if suppression.reason.is_empty() || is_expired(checker, suppression) {
                continue;
            }
            for (id, _) in &suppression.rules {
                let (whole, lines) = by_rule.entry(id).or_default();
                match suppression.is_for_file {
                    true => *whole = whole.or(Some(index)),
                    false => lines.push((suppression.covers, index)),
                }
            }
        }
        #[expect(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
        for (_, lines) in by_rule.values_mut() {
            lines.sort_unstable();
        }
        Self { by_rule }
    }

    /// The first suppression that holds for a rule at an offset, if any.
    fn at(&self, rule: &str, offset: u32) -> Option<usize> {
        let (whole, lines) = self.by_rule.get(rule)?;
        // Each covers one line: of those that start at the same offset, the first is the earliest.
        let (before, _) = lines.split_at(lines.partition_point(|(covers, _)| covers.start <= offset));
        let line = before.last().map(|(covers, _)| *covers);
        let line = line.filter(|covers| offset < covers.end).and_then(|covers| {
            let first = before.partition_point(|(other, _)| *other < covers);
            Some(before.get(first)?.1)
        });
        match (*whole, line) {
            (Some(whole), Some(line)) => Some(whole.min(line)),
            (whole, line) => whole.or(line),
        }
    }
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
                found.is_ambiguous,
                std::cmp::Reverse(depth(found)),
                found.target,
                found.role,
            )
        };
        key(a).cmp(&key(b)).then_with(|| a.name.cmp(&b.name))
    });
    matches.dedup_by(|later, earlier| later.span == earlier.span && rule(later) == rule(earlier));
    matches
}

/// Whether a suppression holds no more, or never will.
pub(super) fn is_expired(checker: &Checker<'_>, suppression: &Suppression) -> bool {
    match &suppression.until {
        Some(Ok(date)) => *date < checker.today,
        Some(Err(_)) => true,
        None => false,
    }
}

type Settled = (Match, RuleId, Status, Option<Arc<str>>);

/// Gives findings their positions, their numbers and the lines they stand on.
fn locate(checker: &Checker<'_>, text: &str, findings: Vec<Settled>, scan: &mut FileScan) {
    let mut locator = Locator::new(text);
    let mut lines = Vec::new();
    let mut vias: Vec<Span> = findings.iter().filter_map(|(found, ..)| found.via).collect();
    vias.sort_unstable();
    vias.dedup();
    let vias: FxHashMap<Span, Arc<Location>> = vias
        .into_iter()
        .map(|via| (via, location(&mut locator, text, via, &mut lines).into()))
        .collect();
    let mut ordinals: FxHashMap<(TargetId, Arc<str>), u32> = FxHashMap::default();
    scan.findings.reserve_exact(findings.len());
    for (found, rule, status, reason) in findings {
        let Some(target) = checker.rules.target(found.target) else {
            continue;
        };
        let ordinal = ordinals
            .entry((found.target, Arc::clone(&found.scope)))
            .or_default();
        let location = location(&mut locator, text, found.span, &mut lines);
        locator.position(found.span.start as usize);
        let written = written(text, found.span, locator.line(), &found.name, found.role);
        scan.findings.push(Finding {
            location,
            rule,
            target: Arc::clone(&target.name),
            name: found.name,
            role: found.role,
            is_ambiguous: found.is_ambiguous,
            status,
            reason,
            via: found
                .via
                .filter(|via| *via != found.span)
                .and_then(|via| vias.get(&via).cloned()),
            scope: found.scope,
            ordinal: *ordinal,
            written,
        });
        *ordinal += 1;
    }
    scan.findings.sort();
    scan.lines = Lines::of(text, lines);
}

/// Where a span stands; keeps the line, or, of a very long one, what is around the span.
fn location(locator: &mut Locator<'_>, text: &str, span: Span, lines: &mut Vec<Line>) -> Location {
    let start = locator.position(span.start as usize);
    if !lines
        .last()
        .is_some_and(|last| last.number == start.line && shows(last, locator, span))
    {
        lines.push(line_around(locator, text, span, start));
    }
    let end = locator.position(span.end as usize);
    Location { start, end, span }
}

/// Whether a kept line has a span with some of what follows it.
fn shows(line: &Line, locator: &mut Locator<'_>, span: Span) -> bool {
    let range = locator.line();
    let end = (line.offset + line.length) as usize;
    line.offset <= span.start && (span.end as usize + CONTEXT / 4).min(range.end) <= end
}

fn line_around(locator: &mut Locator<'_>, text: &str, span: Span, start: Position) -> Line {
    let range = locator.line();
    let (from, to) = if range.len() <= SHORT {
        (range.start, range.end)
    } else {
        let to = (span.end as usize + CONTEXT).min(range.end);
        let from = (span.start as usize).saturating_sub(CONTEXT);
        let from = text.floor_char_boundary(from).max(range.start);
        (from, text.ceil_char_boundary(to).min(range.end).max(from))
    };
    // Counted from the span: what is before it can be very long.
    let kept = text[from..(span.start as usize).max(from)].chars().count() as u32;
    Line {
        number: start.line,
        start: range.start as u32,
        offset: from as u32,
        length: (to - from) as u32,
        clipped: (start.column - 1).saturating_sub(kept),
    }
}
