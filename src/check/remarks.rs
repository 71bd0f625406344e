//! What is wrong with the suppressions of a text: those that say too little, that no longer hold, or that have nothing
//! to suppress.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::Checker;
use super::settle::is_expired;
use crate::problem::{Document, Problem, quoted};
use crate::span::Span;
use crate::suppress::Suppression;

/// How many remarks one file gets. Who has more has generated them.
const MOST: usize = 100;
/// The longest word that could be meant for a rule's id.
const LONGEST: usize = 100;

/// Everything to say about some suppressions; `used` tells for each of them which rules it suppressed.
pub(super) fn remarks(
    checker: &Checker<'_>,
    text: &str,
    path: &str,
    suppressions: &[Suppression],
    used: &[FxHashSet<&str>],
) -> Vec<Problem> {
    let rules: FxHashSet<&str> = (checker.rules.rules().iter())
        .map(|rule| rule.id.as_str())
        .collect();
    let pairs = suppressions.iter().zip(used);
    let remarks = pairs.flat_map(|(suppression, used)| {
        let invalid = invalid(checker, suppression);
        let ids = match invalid {
            Some(_) => &[][..],
            None => &suppression.rules[..],
        };
        let rules = &rules;
        let idle = ids
            .iter()
            .filter_map(move |(id, span)| Some((idle(checker, id, rules, used)?, *span)));
        invalid
            .map(|problem| (problem, suppression.span))
            .into_iter()
            .chain(idle)
    });
    let mut remarks: Vec<(Problem, Span)> = remarks.take(MOST + 1).collect();
    if remarks.is_empty() {
        return Vec::new();
    }
    if let Some(last) = remarks.get_mut(MOST) {
        let message = "the file has more problems with suppressions than are shown";
        *last = (Problem::warning("more-problems", message), Span::default());
    }
    let (name, text) = (path.to_owned(), text.to_owned());
    let document = Arc::new(Document { name, text });
    let placed = remarks
        .into_iter()
        .map(|(problem, span)| problem.at(&document, span, ""));
    placed.collect()
}

/// Why a suppression does not hold, if it does not.
fn invalid(checker: &Checker<'_>, suppression: &Suppression) -> Option<Problem> {
    if suppression.rules.is_empty() {
        let problem = Problem::warning("malformed-suppression", "a suppression names no rule");
        return Some(problem.help("write `straggler: allow(rule-id): why`"));
    }
    match &suppression.until {
        Some(Err(date)) => {
            let message = format!("{} is no date, so the suppression does not hold", quoted(date));
            Some(Problem::warning("malformed-suppression", message).help("write the date as 2027-01-31"))
        }
        Some(Ok(date)) if is_expired(checker, suppression) => {
            let message = format!("the suppression expired on {date}");
            let help = "migrate what it covers, or extend the date with a reason";
            Some(Problem::warning("expired-suppression", message).help(help))
        }
        _ if suppression.reason.is_empty() => {
            let message = "a suppression without a reason does not hold";
            let help = "say why after a colon: `straggler: allow(rule-id): why`";
            Some(Problem::warning("unexplained-suppression", message).help(help))
        }
        _ => None,
    }
}

/// Why there is no need to suppress a rule, if there is none: it does not exist, or has nothing here.
fn idle(checker: &Checker<'_>, id: &str, rules: &FxHashSet<&str>, used: &FxHashSet<&str>) -> Option<Problem> {
    if !rules.contains(id) {
        let message = format!("there is no rule {} to suppress", quoted(id));
        let ids = checker.rules.rules().iter().map(|rule| rule.id.as_str());
        let problem = Problem::warning("unknown-rule", message);
        // Comparing takes as long as the words are.
        let near = if id.len() > LONGEST { "" } else { id };
        let problem = problem.did_you_mean(near, ids);
        return Some(problem.help("`straggler rules list` shows the rules"));
    }
    (!used.contains(id)).then(|| {
        let message = format!("nothing here is suppressed for `{id}`");
        Problem::warning("unused-suppression", message).help("remove it")
    })
}
