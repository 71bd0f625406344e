//! What is wrong with the suppressions of a file.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::Checker;
use crate::problem::{Document, Problem, quoted};
use crate::span::Span;
use crate::suppress::Suppression;

/// How many problems of one file are told. Who has more has generated them.
const MOST: usize = 100;

/// Whether a suppression holds no more, or never will.
pub(super) fn is_expired(checker: &Checker<'_>, suppression: &Suppression) -> bool {
    match &suppression.until {
        Some(Ok(date)) => *date < checker.today,
        Some(Err(_)) => true,
        None => false,
    }
}

/// What is wrong with the suppressions; `used` tells for each the rules that it has suppressed.
pub(super) fn of(
    checker: &Checker<'_>,
    text: &str,
    path: &str,
    suppressions: &[Suppression],
    used: &[FxHashSet<&str>],
) -> Vec<Problem> {
    if suppressions.is_empty() {
        return Vec::new();
    }
    let known: FxHashSet<&str> = (checker.rules.rules().iter()).map(|rule| rule.id.as_str()).collect();
    let found = suppressions.iter().zip(used).flat_map(|(suppression, used)| {
        let (whole, rules) = match of_whole(checker, suppression) {
            Some(problem) => (Some((problem, suppression.span)), &[][..]),
            None => (None, &suppression.rules[..]),
        };
        let known = &known;
        let of_rules = rules.iter().filter_map(move |(id, span)| {
            let problem = if !known.contains(id.as_str()) {
                let message = format!("there is no rule {} to suppress", quoted(id));
                problem("unknown-rule", message, did_you_mean(checker, id))
            } else if !used.contains(id.as_str()) {
                let message = format!("nothing here is suppressed for `{id}`");
                problem("unused-suppression", message, "remove it".to_owned())
            } else {
                return None;
            };
            Some((problem, *span))
        });
        whole.into_iter().chain(of_rules)
    });
    let mut found: Vec<(Problem, Span)> = found.take(MOST + 1).collect();
    if let Some((last, span)) = found.get_mut(MOST) {
        let message = "the file has more problems with suppressions than are shown";
        (*last, *span) = (Problem::warning("more-problems", message), Span::default());
    }
    if found.is_empty() {
        return Vec::new();
    }
    let document = Arc::new(Document {
        name: path.to_owned(),
        text: text.to_owned(),
    });
    let at = |(problem, span): (Problem, Span)| problem.at(&document, span, "");
    found.into_iter().map(at).collect()
}

/// What is wrong with a suppression, whatever its rules are.
fn of_whole(checker: &Checker<'_>, suppression: &Suppression) -> Option<Problem> {
    if suppression.rules.is_empty() {
        let help = "write `straggler: allow(rule-id): why`".to_owned();
        let message = "a suppression names no rule".to_owned();
        return Some(problem("malformed-suppression", message, help));
    }
    match &suppression.until {
        Some(Err(date)) => {
            let message = format!("{} is no date, so the suppression does not hold", quoted(date));
            let help = "write the date as 2027-01-31".to_owned();
            return Some(problem("malformed-suppression", message, help));
        }
        Some(Ok(date)) if is_expired(checker, suppression) => {
            let message = format!("the suppression expired on {date}");
            let help = "migrate what it covers, or extend the date with a reason".to_owned();
            return Some(problem("expired-suppression", message, help));
        }
        _ => {}
    }
    suppression.reason.is_empty().then(|| {
        let message = "a suppression without a reason does not hold".to_owned();
        let help = "say why after a colon: `straggler: allow(rule-id): why`".to_owned();
        problem("unexplained-suppression", message, help)
    })
}

fn problem(code: &'static str, message: String, help: String) -> Problem {
    Problem::warning(code, message).help(help)
}

fn did_you_mean(checker: &Checker<'_>, id: &str) -> String {
    // What is no id in any case is not compared: that takes as long as it is.
    let id = if id.len() > 100 { "" } else { id };
    let near = checker
        .rules
        .rules()
        .iter()
        .map(|rule| (strsim::jaro_winkler(&rule.id, id), &rule.id));
    let nearest = near
        .filter(|(score, _)| *score > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)));
    match nearest {
        Some((_, nearest)) => format!("did you mean `{nearest}`?"),
        None => "`straggler rules list` shows the rules".to_owned(),
    }
}
