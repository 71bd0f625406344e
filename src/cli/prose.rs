//! Prose for a terminal: wrapped to its width, code set off from it. The words are the subcommands' own.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use crate::output::escape::name;

/// The widest line.
pub(super) const WIDTH: usize = 80;

/// Wraps a text into lines that begin with `indent` and are no wider than [`WIDTH`] where its words allow it. The
/// first line begins with `lead` instead.
pub(super) fn wrap(lead: &str, indent: &str, text: &str) -> String {
    let mut wrapped = String::new();
    let mut line = lead.to_owned();
    let mut is_empty = true;
    for word in text.split_whitespace() {
        let word = name(word);
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

/// Indents every line of code.
pub(super) fn indented(indent: &str, text: &str) -> String {
    let mut shown = String::new();
    for line in text.trim_matches('\n').lines() {
        let line = format!("{indent}{}", name(&line.replace('\t', "    ")));
        shown.push_str(line.trim_end());
        shown.push('\n');
    }
    shown
}

/// Words as a sentence lists them: `a`, `a and b`, `a, b and c`.
pub(super) fn list<S: AsRef<str>>(words: &[S]) -> String {
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
    fn lists_read_as_sentences() {
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b"]), "a and b");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
    }
}
