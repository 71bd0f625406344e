//! Where a source may spell the names of tables and columns: one pass over its bytes, whatever their case.
//!
//! A name stands in a string, so what is around it may be an escape (`\nusers`) or a part of a format (`%susers`), and
//! a literal that is continued elsewhere may break it in two. This only says where to look.

use regex::bytes::{Regex, RegexBuilder};
use rustc_hash::FxHashMap;

use crate::span::Span;

/// Shorter names are not looked for in two parts, in bytes.
const LEAST_BROKEN: usize = 6;

/// How far before a name the beginning of an escape is looked for, in bytes: `\U0001F600`.
const ESCAPE: usize = 12;

/// How large the automaton may get, in bytes: some thousands of words.
const LARGEST: usize = 64 << 20;

/// Words to look for.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    /// The beginnings and the ends of words, whatever their case: few letters at a time are found fastest.
    parts: Option<Regex>,
    /// What each of them, in lower case, is a part of.
    of: FxHashMap<Box<[u8]>, Vec<Part>>,
    /// In lower case; those that stand for all that begin so.
    texts: Vec<(Box<str>, bool)>,
}

/// Where a word is taken apart.
fn half(word: &str) -> usize {
    word.floor_char_boundary(word.len().div_ceil(2))
}

/// What a text is to the word of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Its beginning.
    Head(usize),
    /// Its end.
    Tail(usize),
}

impl Words {
    /// Compiles words, in lower case; each may be a prefix of what is looked for.
    pub(super) fn new(mut words: Vec<(String, bool)>) -> Self {
        words.sort_unstable();
        words.dedup();
        let mut of: FxHashMap<Box<[u8]>, Vec<Part>> = FxHashMap::default();
        let mut add = |text: &str, part| of.entry(text.as_bytes().into()).or_default().push(part);
        for (number, (word, _)) in words.iter().enumerate() {
            if word.len() < LEAST_BROKEN {
                add(word, Part::Head(number));
                continue;
            }
            let (head, tail) = word.split_at(half(word));
            add(head, Part::Head(number));
            add(tail, Part::Tail(number));
        }
        // Of several that begin at one place the longest is found: it stands for the shorter ones too.
        let mut parts: Vec<Box<[u8]>> = of.keys().cloned().collect();
        for part in &parts {
            let shorter = (1..part.len()).filter_map(|length| of.get(&part[..length]).cloned());
            let shorter: Vec<Part> = shorter.flatten().collect();
            of.entry(part.clone()).or_default().extend(shorter);
        }
        parts.sort_unstable_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        let escaped = parts
            .iter()
            .filter_map(|part| std::str::from_utf8(part).ok())
            .map(regex::escape);
        let pattern = escaped.collect::<Vec<_>>().join("|");
        let parts = RegexBuilder::new(&pattern)
            .case_insensitive(true)
            .size_limit(LARGEST)
            .dfa_size_limit(LARGEST)
            .build()
            .ok()
            .filter(|_| !words.is_empty());
        let boxed = |(word, is_prefix): (String, bool)| (word.into_boxed_str(), is_prefix);
        Self {
            parts,
            of,
            texts: words.into_iter().map(boxed).collect(),
        }
    }

    /// Where words may stand, ascending.
    pub(super) fn find(&self, bytes: &[u8]) -> Vec<Span> {
        let mut spans = Vec::new();
        for found in self.parts.iter().flat_map(|parts| parts.find_iter(bytes)) {
            let start = found.start();
            let parts = self.of.get(found.as_bytes().to_ascii_lowercase().as_slice());
            let spelled = parts.into_iter().flatten().filter_map(|part| match part {
                Part::Head(word) => self.begun(*word, bytes, start),
                Part::Tail(word) => self.ended(*word, bytes, start),
            });
            spans.extend(spelled.max_by_key(|span| span.end));
        }
        spans
    }

    /// A word that begins at an offset: all of it, or its first letters at the end of a string.
    fn begun(&self, word: usize, bytes: &[u8], start: usize) -> Option<Span> {
        let (word, is_prefix) = &self.texts[word];
        let letters = bytes[start..].iter().zip(word.as_bytes());
        let same = letters
            .take_while(|(byte, wanted)| byte.eq_ignore_ascii_case(wanted))
            .count();
        let end = start + same;
        let is_there = if same == word.len() {
            // `full_name__icontains` asks something of a column.
            *is_prefix || ends_word(bytes, end) || bytes[end..].starts_with(b"__")
        } else {
            let after = bytes.get(end);
            let is_broken = after.is_some_and(|byte| matches!(byte, b'"' | b'\'' | b'\\'));
            is_broken && word.len() >= LEAST_BROKEN && same >= half(word)
        };
        (is_there && begins_word(bytes, start)).then(|| Span::new(start, end))
    }

    /// The last letters of a word, at the beginning of a string.
    fn ended(&self, word: usize, bytes: &[u8], start: usize) -> Option<Span> {
        let (rest, tail) = self.texts[word].0.split_at(half(&self.texts[word].0));
        let (rest, end) = (rest.as_bytes(), start + tail.len());
        let letters = bytes[..start].iter().rev().zip(rest.iter().rev());
        let same = letters
            .take_while(|(byte, wanted)| byte.eq_ignore_ascii_case(wanted))
            .count();
        let before = start.checked_sub(same + 1).map(|at| bytes[at]);
        let is_broken = before.is_some_and(|byte| matches!(byte, b'"' | b'\'') || byte.is_ascii_whitespace());
        (same < rest.len() && is_broken && ends_word(bytes, end)).then(|| Span::new(start - same, end))
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
        assert_eq!(found(r#""FROM legacy_us\"#), ["legacy_us"]);
        assert_eq!(found("\n   gacy_users"), ["gacy_users"]);
        assert!(found("legacy_us, x_users").is_empty());
    }
}
