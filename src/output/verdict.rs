//! What a change comes to, in words: the same line for a rule, and the same sentences, wherever people read about one.
//!
//! Nothing about colours or markup, and nothing is judged here: the numbers are the [`RuleChange`]'s.

use super::escape::name;
use super::wording::say;
use crate::change::RuleChange;
use crate::scan::Tally;

/// What came of a rule: `legacy-billing: +1 −4, 118 → 115 remaining`.
pub fn line(rule: &str, change: &RuleChange) -> String {
    let mut parts = vec![difference(change)];
    parts.extend(asides(change));
    parts.extend(remaining(change).map(|remaining| format!("{remaining} remaining")));
    format!("{}: {}", name(rule), parts.join(", "))
}

/// What was added and what was removed: `+1 −4`.
pub(super) fn difference(change: &RuleChange) -> String {
    format!("+{} −{}", change.added, change.removed)
}

/// What else there is to tell, so that the numbers add up: `2 moved`. Only what is not zero.
pub(super) fn asides(change: &RuleChange) -> Vec<String> {
    let asides = [
        (change.unsuppressed, "no longer suppressed or allowed"),
        (change.rule_added, "new with the rule"),
        (change.moved, "moved"),
        (change.carried, "imported for what was moved"),
        (change.hidden, "suppressed or allowed since"),
        (change.added_hidden, "added suppressed or allowed"),
    ];
    let told = asides.iter().filter(|(number, _)| *number > 0);
    told.map(|(number, what)| format!("{number} {what}")).collect()
}

/// What is left, before and after: `118 → 115`, or one number where they are the same. Nothing where it was not counted.
pub(super) fn remaining(change: &RuleChange) -> Option<String> {
    let open = |tally: Option<Tally>| tally.map(|tally| tally.open);
    match (open(change.before), open(change.after)) {
        (Some(before), Some(after)) if before != after => Some(format!("{before} → {after}")),
        (_, after) => after.map(|after| after.to_string()),
    }
}

/// What there is to celebrate: the last open reference of a rule was removed. Hiding it is nothing to celebrate, and
/// what is hidden has to go before the old thing can.
pub fn celebration(rule: &str, change: &RuleChange) -> Option<String> {
    if !change.is_finished() || change.removed == 0 {
        return None;
    }
    let after = change.after.unwrap_or_default();
    let rule = name(rule);
    Some(match after.suppressed + after.allowed {
        0 => format!("{rule}: no references left; delete the rule and the old code"),
        1 => format!("{rule}: no open references left; 1 is still suppressed or allowed"),
        hidden => format!("{rule}: no open references left; {hidden} are still suppressed or allowed"),
    })
}

/// What a change comes to in all: `adds 2 references to what is to go and removes 4`.
pub fn sentence(rules: &[RuleChange]) -> String {
    let sum = |number: fn(&RuleChange) -> usize| rules.iter().map(number).sum::<usize>();
    let mut does: Vec<String> = Vec::new();
    for (verb, number) in [
        ("adds", sum(|rule| rule.added)),
        ("unsuppresses", sum(|rule| rule.unsuppressed)),
    ] {
        match (number, does.is_empty()) {
            (0, _) => {}
            (_, true) => does.push(format!("{verb} {} to what is to go", say(number, "reference"))),
            (_, false) => does.push(format!("{verb} {number}")),
        }
    }
    if does.is_empty() {
        does.push("adds no reference to what is to go".to_owned());
    }
    match sum(|rule| rule.removed) {
        0 => {}
        removed => does.push(format!("removes {removed}")),
    }
    let last = does.pop().unwrap_or_default();
    match does.is_empty() {
        true => last,
        false => format!("{} and {last}", does.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(open: usize, suppressed: usize) -> Tally {
        Tally {
            open,
            suppressed,
            allowed: 0,
        }
    }

    #[test]
    fn a_line_says_what_is_not_zero() {
        let mut change = RuleChange {
            added: 1,
            removed: 4,
            before: Some(left(118, 0)),
            after: Some(left(115, 0)),
            ..RuleChange::default()
        };
        let told = |change: &RuleChange| line("legacy-billing", change);
        assert_eq!(told(&change), "legacy-billing: +1 −4, 118 → 115 remaining");
        change.before = None;
        change.after = None;
        assert_eq!(told(&change), "legacy-billing: +1 −4");
        let all = RuleChange {
            added: 1,
            unsuppressed: 2,
            rule_added: 3,
            carried: 0,
            moved: 4,
            removed: 5,
            hidden: 1,
            added_hidden: 7,
            before: Some(left(9, 0)),
            after: Some(left(9, 0)),
        };
        assert_eq!(
            told(&all),
            "legacy-billing: +1 −5, 2 no longer suppressed or allowed, 3 new with the rule, 4 moved, \
             1 suppressed or allowed since, 7 added suppressed or allowed, 9 remaining"
        );
    }

    #[test]
    fn only_deleting_is_celebrated() {
        let finished = |removed: usize, hidden: usize, suppressed: usize| RuleChange {
            removed,
            hidden,
            before: Some(left(2, 0)),
            after: Some(left(0, suppressed)),
            ..RuleChange::default()
        };
        let told = |change: &RuleChange| celebration("old", change);
        let full = "old: no references left; delete the rule and the old code";
        assert_eq!(told(&finished(2, 0, 0)).as_deref(), Some(full));
        let hidden = "old: no open references left; 1 is still suppressed or allowed";
        assert_eq!(told(&finished(1, 1, 1)).as_deref(), Some(hidden));
        assert_eq!(told(&finished(0, 2, 2)), None);
        assert_eq!(told(&RuleChange::default()), None);
    }

    #[test]
    fn a_sentence_says_what_fails_first() {
        let said = |added, unsuppressed, removed| {
            sentence(&[RuleChange {
                added,
                unsuppressed,
                removed,
                ..RuleChange::default()
            }])
        };
        assert_eq!(said(0, 0, 0), "adds no reference to what is to go");
        assert_eq!(said(0, 2, 0), "unsuppresses 2 references to what is to go");
        assert_eq!(said(1, 0, 0), "adds 1 reference to what is to go");
        assert_eq!(said(0, 0, 4), "adds no reference to what is to go and removes 4");
        assert_eq!(
            said(2, 1, 4),
            "adds 2 references to what is to go, unsuppresses 1 and removes 4"
        );
    }
}
