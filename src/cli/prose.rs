//! Text for people who read a terminal: wrapped to a width, counted, and harmless.

use std::fmt::Write as _;

use jiff::civil::Date;
use unicode_width::UnicodeWidthStr as _;

/// The widest line.
pub const WIDTH: usize = 80;

/// Wraps a text into lines that begin with `indent` and are no wider than [`WIDTH`] where its words allow it. The
/// first line begins with `lead` instead.
pub fn wrap(lead: &str, indent: &str, text: &str) -> String {
    let mut wrapped = String::new();
    let mut line = lead.to_owned();
    let mut is_empty = true;
    for word in text.split_whitespace() {
        let word = harmless(word);
        if !is_empty && line.width() + 1 + word.width() > WIDTH {
            wrapped.push_str(line.trim_end());
            wrapped.push('\n');
            indent.clone_into(&mut line);
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(&word);
        is_empty = false;
    }
    wrapped.push_str(line.trim_end());
    wrapped.push('\n');
    wrapped
}

/// Indents every line of a text that is shown as it is.
pub fn indented(indent: &str, text: &str) -> String {
    let mut shown = String::new();
    for line in text.trim_matches('\n').lines() {
        let line = format!("{indent}{}", harmless(line));
        shown.push_str(line.trim_end());
        shown.push('\n');
    }
    shown
}

/// A text without what a terminal would take for a command, and without what turns the direction of writing.
pub fn harmless(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        let turns = matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if turns || (character.is_control() && character != '\t' && character != '\n') {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// A number with its noun: `1 day`, `2 days`.
pub fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// Words as a sentence lists them: `a`, `a and b`, `a, b and c`.
pub fn list<S: AsRef<str>>(words: &[S]) -> String {
    let mut listed = String::new();
    for (place, word) in words.iter().enumerate() {
        let before = match (place, words.len() - place) {
            (0, _) => "",
            (_, 1) => " and ",
            _ => ", ",
        };
        // Writing to a string cannot fail.
        let _ = write!(listed, "{before}{}", word.as_ref());
    }
    listed
}

/// A date with its distance from today: `2027-03-01, in 101 days`.
pub fn date(date: Date, today: Date) -> String {
    let days = today.duration_until(date).as_hours() / 24;
    let distance = count(usize::try_from(days.unsigned_abs()).unwrap_or(usize::MAX), "day");
    match days {
        0 => format!("{date}, today"),
        1.. => format!("{date}, in {distance}"),
        _ => format!("{date}, {distance} ago"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_wrapped_at_words() {
        let text = "word ".repeat(20);
        let wrapped = wrap("", "  ", &text);
        assert_eq!(wrapped.lines().count(), 2);
        assert!(wrapped.lines().all(|line| line.width() <= WIDTH));
        let long = "x".repeat(99);
        assert_eq!(wrap("a ", "  ", &long), format!("a {long}\n"));
        assert_eq!(wrap("a", "", ""), "a\n");
        assert_eq!(
            indented("    ", "\na\n\n  b\u{1b}[m\n"),
            "    a\n\n      b\\u{1b}[m\n"
        );
    }

    #[test]
    fn dates_tell_their_distance() {
        let today = Date::constant(2026, 11, 20);
        let at = |day| date(Date::constant(2026, 11, day), today);
        assert_eq!(at(20), "2026-11-20, today");
        assert_eq!(at(21), "2026-11-21, in 1 day");
        assert_eq!(at(10), "2026-11-10, 10 days ago");
        let far = Date::constant(-9999, 1, 1);
        assert!(date(far, Date::constant(9999, 12, 31)).ends_with(" ago"));
    }

    #[test]
    fn lists_read_as_sentences() {
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b"]), "a and b");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
    }
}
