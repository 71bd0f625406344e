//! What is wrong with the suppressions of a text: those that say too little, that no longer hold, or that have nothing
//! to suppress.

use std::sync::Arc;

use super::Checker;
use super::settle::is_expired;
use crate::problem::{Document, Problem};
use crate::span::Span;
use crate::suppress::Suppression;

/// Everything to say about some suppressions; `used` tells for each of them which rules it suppressed.
pub(super) fn remarks(
    checker: &Checker<'_>,
    text: &str,
    path: &str,
    suppressions: &[Suppression],
    used: &[Vec<String>],
) -> Vec<Problem> {
    if suppressions.is_empty() {
        return Vec::new();
    }
    let (name, text) = (path.to_owned(), text.to_owned());
    let document = Arc::new(Document { name, text });
    let pairs = suppressions.iter().zip(used);
    let remarks = pairs.flat_map(|(suppression, used)| match invalid(checker, suppression) {
        Some(problem) => vec![(problem, suppression.span)],
        None => idle(checker, suppression, used),
    });
    remarks
        .map(|(problem, span)| problem.at(&document, span, ""))
        .collect()
}

/// Why a suppression does not hold, if it does not.
fn invalid(checker: &Checker<'_>, suppression: &Suppression) -> Option<Problem> {
    if suppression.rules.is_empty() {
        let problem = Problem::warning("malformed-suppression", "a suppression names no rule");
        return Some(problem.help("write `straggler: allow(rule-id): why`"));
    }
    match &suppression.until {
        Some(Err(date)) => {
            let message = format!("`{date}` is no date, so the suppression does not hold");
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

/// The rules of a suppression that do not exist, or that have nothing here.
fn idle(checker: &Checker<'_>, suppression: &Suppression, used: &[String]) -> Vec<(Problem, Span)> {
    let mut remarks = Vec::new();
    for (id, span) in &suppression.rules {
        let rules = checker.rules.rules();
        if !rules.iter().any(|rule| rule.id == *id) {
            let message = format!("there is no rule `{id}` to suppress");
            let ids = rules.iter().map(|rule| rule.id.as_str());
            let problem = Problem::warning("unknown-rule", message).did_you_mean(id, ids);
            remarks.push((problem.help("`straggler rules list` shows the rules"), *span));
        } else if !used.contains(id) {
            let message = format!("nothing here is suppressed for `{id}`");
            remarks.push((
                Problem::warning("unused-suppression", message).help("remove it"),
                *span,
            ));
        }
    }
    remarks
}
