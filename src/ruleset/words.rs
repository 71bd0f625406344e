//! Where a source may spell the names of tables and columns: one pass over its bytes, whatever their case.
//!
//! A name stands in a string, so what is around it may be an escape (`\nusers`) or a part of a format (`%susers`), and
//! a literal that is continued elsewhere may break it in two. This only says where to look.

use aho_corasick::{AhoCorasick, MatchKind};
use rustc_hash::FxHashMap;

use crate::span::Span;

/// Shorter names are not looked for in two parts, in bytes.
const LEAST_BROKEN: usize = 6;

/// How far before a name the beginning of an escape is looked for, in bytes: `\U0001F600`.
const ESCAPE: usize = 12;

/// Words to look for.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    automaton: Option<AhoCorasick>,
    /// What each pattern of the automaton is.
    patterns: Vec<Vec<Pattern>>,
    /// In lower case.
    texts: Vec<Box<str>>,
}

/// What a pattern is to a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pattern {
    /// All of it.
    Whole,
    /// The beginning of words that begin so.
    Prefix,
    /// The first half of the word of a number.
    Head(usize),
    /// The second half.
    Tail(usize),
}

impl Words {
    /// Compiles words, in lower case; each may be a prefix of what is looked for.
    pub(super) fn new(mut words: Vec<(String, bool)>) -> Self {
        words.sort_unstable();
        words.dedup();
        let mut patterns: FxHashMap<String, Vec<Pattern>> = FxHashMap::default();
        for (number, (word, is_prefix)) in words.iter().enumerate() {
            let whole = if *is_prefix {
                Pattern::Prefix
            } else {
                Pattern::Whole
            };
            patterns.entry(word.clone()).or_default().push(whole);
            if word.len() >= LEAST_BROKEN {
                let (head, tail) = word.split_at(word.floor_char_boundary(word.len().div_ceil(2)));
                patterns
                    .entry(head.to_owned())
                    .or_default()
                    .push(Pattern::Head(number));
                patterns
                    .entry(tail.to_owned())
                    .or_default()
                    .push(Pattern::Tail(number));
            }
        }
        let mut patterns: Vec<(String, Vec<Pattern>)> = patterns.into_iter().collect();
        patterns.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .ascii_case_insensitive(true)
            .build(patterns.iter().map(|(text, _)| text))
            .ok()
            .filter(|_| !patterns.is_empty());
        Self {
            automaton,
            patterns: patterns.into_iter().map(|(_, patterns)| patterns).collect(),
            texts: words.into_iter().map(|(word, _)| word.into()).collect(),
        }
    }

    /// Where words may stand, ascending.
    pub(super) fn find(&self, bytes: &[u8]) -> Vec<Span> {
        let matches = self
            .automaton
            .iter()
            .flat_map(|automaton| automaton.find_iter(bytes));
        let mut spans = Vec::new();
        for found in matches {
            let (start, end) = (found.start(), found.end());
            let mut patterns = self.patterns[found.pattern().as_usize()].iter();
            if patterns.any(|pattern| self.is_there(*pattern, bytes, start, end)) {
                spans.push(Span::new(start, end));
            }
        }
        spans
    }

    fn is_there(&self, pattern: Pattern, bytes: &[u8], start: usize, end: usize) -> bool {
        match pattern {
            // `full_name__icontains` asks something of a column.
            Pattern::Whole => {
                begins_word(bytes, start) && (ends_word(bytes, end) || bytes[end..].starts_with(b"__"))
            }
            Pattern::Prefix => begins_word(bytes, start),
            Pattern::Head(word) => {
                let rest = &self.texts[word].as_bytes()[end - start..];
                let more = bytes[end..].iter().zip(rest);
                let same = more
                    .take_while(|(byte, wanted)| byte.eq_ignore_ascii_case(wanted))
                    .count();
                let after = bytes
                    .get(end + same)
                    .is_some_and(|byte| matches!(byte, b'"' | b'\'' | b'\\'));
                same < rest.len() && after && begins_word(bytes, start)
            }
            Pattern::Tail(word) => {
                let word = self.texts[word].as_bytes();
                let rest = &word[..word.len() - (end - start)];
                let before = bytes[..start].iter().rev().zip(rest.iter().rev());
                let same = before
                    .take_while(|(byte, wanted)| byte.eq_ignore_ascii_case(wanted))
                    .count();
                let before = start.checked_sub(same + 1).map(|at| bytes[at]);
                let breaks =
                    before.is_some_and(|byte| matches!(byte, b'"' | b'\'') || byte.is_ascii_whitespace());
                same < rest.len() && breaks && ends_word(bytes, end)
            }
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// Whether a word may begin at an offset: nothing is joined to it, or what is ends an escape or a format's part.
fn begins_word(bytes: &[u8], start: usize) -> bool {
    let near = &bytes[start.saturating_sub(ESCAPE)..start];
    let joined = near.iter().rev().take_while(|byte| is_word(**byte)).count();
    let before = near.len().checked_sub(joined + 1).map(|at| near[at]);
    joined == 0 || matches!(before, Some(b'\\' | b'%'))
}

fn ends_word(bytes: &[u8], end: usize) -> bool {
    !bytes.get(end).is_some_and(|byte| is_word(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let words = Words::new(vec![
            ("legacy_users".to_owned(), false),
            ("old_".to_owned(), true),
        ]);
        let spans = words.find(text.as_bytes());
        spans.into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn whole_words_in_any_case_and_behind_escapes() {
        assert_eq!(found("FROM Legacy_Users"), ["Legacy_Users"]);
        assert_eq!(found(r"\nlegacy_users %slegacy_users"), ["legacy_users"; 2]);
        assert_eq!(found("old_orders, {old_}x"), ["old_"; 2]);
        assert_eq!(found("legacy_users__id=1"), ["legacy_users"]);
        assert!(found("my_legacy_users legacy_users2 bold_x").is_empty());
    }

    #[test]
    fn words_in_two_parts() {
        assert_eq!(found(r#""FROM legacy" "_users""#), ["legacy", "_users"]);
        assert_eq!(found(r#""FROM legacy_us\"#), ["legacy"]);
        assert_eq!(found("\n   gacy_users"), ["_users"]);
        assert!(found("legacy_us, x_users").is_empty());
    }
}
