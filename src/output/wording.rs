//! The words of a diagnostic: what is wrong, what to do about it, and until when. Nothing about their layout.

use std::borrow::Cow;

use jiff::civil::Date;

use super::Entry;
use super::escape::{clip, name, sentence};
use crate::change::Class;
use crate::finding::Status;
use crate::rule::Rule;

/// What is wrong, in the rule's own words, which may go over several lines.
pub(super) fn as_the_rule_says(entry: &Entry<'_>) -> String {
    let possibly = if entry.finding.is_ambiguous {
        "possibly "
    } else {
        ""
    };
    let target = match entry.rule.target.kind.is_asked_for() {
        // It has no name but what is found.
        true => name(&entry.finding.name),
        false => Cow::Borrowed(&*entry.finding.target),
    };
    match &entry.rule.message {
        Some(message) if possibly.is_empty() => message.clone(),
        Some(message) => format!("{possibly}`{target}`: {message}"),
        None if possibly.is_empty() => format!("`{target}` is deprecated"),
        None => format!("{possibly}`{target}`, which is deprecated"),
    }
}

/// What is wrong, on one line.
pub(super) fn message(entry: &Entry<'_>) -> String {
    sentence(&as_the_rule_says(entry)).into_owned()
}

/// What is wrong and what to do about it, without the source beside it.
pub(super) fn one_line(entry: &Entry<'_>) -> String {
    let named = name(&entry.finding.name);
    if entry.finding.is_ambiguous {
        let wrong = message(entry);
        return match replacement(entry.rule) {
            Some(replacement) => format!("{wrong}; {replacement}"),
            None => wrong,
        };
    }
    let wrong = match &entry.rule.message {
        Some(message) => format!("`{named}`: {}", sentence(message)),
        None => format!("`{named}` is deprecated"),
    };
    match replacement(entry.rule) {
        Some(replacement) => format!("{wrong}; {replacement}"),
        None => wrong,
    }
}

/// Why a finding is shown at all where one would not expect it: because it does not count, or because it does now.
pub(super) fn aside(entry: &Entry<'_>) -> Option<&'static str> {
    match (entry.finding.status, entry.origin.map(|origin| origin.class)) {
        (Status::Open, Some(Class::Unsuppressed)) => Some("no longer suppressed or allowed"),
        (Status::Open, Some(Class::RuleAdded)) => Some("new with the rule"),
        (Status::Open, _) => None,
        (status, _) => Some(status.as_str()),
    }
}

/// The longest message that a service is given, in characters: a name can be as long as a file.
const LONG: usize = 2000;

/// All that fits in a message: what is wrong, what to do about it, and why it is shown.
pub(super) fn told(entry: &Entry<'_>) -> String {
    let line = one_line(entry);
    let line = clip(&line, LONG);
    match aside(entry) {
        Some(aside) => format!("{line} ({aside})"),
        None => line.into_owned(),
    }
}

/// Until when there is time, and who knows more.
pub(super) fn when_and_who(rule: &Rule, today: Date) -> Option<String> {
    let sunset = rule
        .sunset
        .map(|date| format!("sunset {date}, {}", days_to(date, today)));
    let owner = rule
        .owner
        .as_deref()
        .map(|owner| format!("owned by {}", sentence(owner)));
    let both: Vec<String> = [sunset, owner].into_iter().flatten().collect();
    (!both.is_empty()).then(|| both.join("; "))
}

/// What to use instead. A replacement that is not a name is prose, and quoted as it is.
pub(super) fn replacement(rule: &Rule) -> Option<String> {
    let replacement = sentence(rule.replacement.as_deref()?);
    Some(if replacement.contains(' ') {
        format!("replacement: {replacement}")
    } else {
        format!("use `{replacement}` instead")
    })
}

/// All that is written below the source of a finding.
pub(super) fn notes(entry: &Entry<'_>, today: Date) -> Vec<String> {
    let rule = entry.rule;
    let mut notes = Vec::new();
    if entry.finding.status != Status::Open {
        let why = entry.finding.reason.as_deref().unwrap_or("no reason given");
        notes.push(format!("{}: {}", entry.finding.status.as_str(), sentence(why)));
    }
    notes.extend(replacement(rule).map(|help| format!("help: {help}")));
    notes.extend(when_and_who(rule, today).map(|both| format!("note: {both}")));
    notes.extend(
        rule.docs
            .as_deref()
            .map(|docs| format!("docs: {}", sentence(docs))),
    );
    notes
}

/// How far a day is from today: `in 101 days`, `today`, `passed 12 days ago`.
pub fn days_to(date: Date, today: Date) -> String {
    // Both dates are within jiff's range, whose width in days fits well.
    let days = today.duration_until(date).as_hours() / 24;
    match days {
        0 => "today".to_owned(),
        1 => "in 1 day".to_owned(),
        2.. => format!("in {days} days"),
        -1 => "passed 1 day ago".to_owned(),
        _ => format!("passed {} days ago", -days),
    }
}

/// A number with its noun: `1 file`, `2 files`.
pub fn say(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_today() {
        let today: Date = "2026-11-20".parse().unwrap();
        let day = |text: &str| days_to(text.parse().unwrap(), today);
        assert_eq!(day("2027-03-01"), "in 101 days");
        assert_eq!(day("2026-11-21"), "in 1 day");
        assert_eq!(day("2026-11-20"), "today");
        assert_eq!(day("2026-11-19"), "passed 1 day ago");
        assert_eq!(day("2026-11-08"), "passed 12 days ago");
        assert_eq!(day("9999-12-31"), "in 2912119 days");
    }
}
