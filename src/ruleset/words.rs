//! Where a source may spell the names of tables and columns: one pass over its bytes, whatever their case.
//!
//! A name stands in a string, so what is around it may be an escape (`\nusers`) or a part of a format (`%susers`), and
//! a literal that is continued elsewhere may break it in two. This only says where to look.

use std::sync::OnceLock;

use regex::bytes::{Regex, RegexBuilder};
use rustc_hash::{FxHashMap, FxHashSet};

use super::sieve::Sieve;
use crate::span::Span;

/// How many words one expression finds: so few always fit into its limits, however long they are.
const TOGETHER: usize = 500;

/// How large an expression may get, in bytes.
const LARGEST: usize = 256 << 20;

/// So few words an expression finds faster than a sieve.
const FEW: usize = 24;

/// Shorter names are not looked for in two parts, in bytes.
const LEAST_BROKEN: usize = 6;

/// How far before a name the beginning of an escape is looked for, in bytes: `\U0001F600`.
const ESCAPE: usize = 12;

/// How many bits tell the ends of parts from each other, as a power of two.
const BITS: u32 = 14;

/// Words to look for.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    /// All of them, some together, the longest first; made when the first text may hold one.
    expressions: OnceLock<Vec<Regex>>,
    /// The numbers of those that each of them, in lower case, begins with: itself and shorter ones.
    beginning: FxHashMap<Box<[u8]>, Vec<usize>>,
    /// In lower case; those that stand for all that begin so.
    texts: Vec<(Box<str>, bool)>,
    /// A bit for each [`pair`] of letters before which, or after which, a word may be broken.
    ends: Box<[u64]>,
    begins: Box<[u64]>,
    /// Of many words that are all whole.
    sieve: Option<Sieve>,
}

/// A number for two letters, in which case does not count.
fn pair(first: u8, second: u8) -> usize {
    let both = u32::from(first | 0x20) | u32::from(second | 0x20) << 8;
    (both.wrapping_mul(0x9e37_79b1) >> (u32::BITS - BITS)) as usize
}

/// Where a word is taken apart at the least.
fn half(word: &[u8]) -> usize {
    word.len().div_ceil(2)
}

impl Words {
    /// Compiles words, in lower case; each may be a prefix of what is looked for.
    pub(super) fn new(mut words: Vec<(String, bool)>) -> Self {
        words.sort_unstable();
        words.dedup();
        let [mut ends, mut begins] = [(); 2].map(|()| vec![0_u64; 1 << (BITS - 6)].into_boxed_slice());
        for (word, _) in &words {
            let word = word.as_bytes();
            if word.len() < LEAST_BROKEN {
                continue;
            }
            for at in half(word)..word.len() {
                let bit = pair(word[at - 2], word[at - 1]);
                ends[bit / 64] |= 1 << (bit % 64);
            }
            for at in 1..=half(word) {
                let bit = pair(word[at], word[at + 1]);
                begins[bit / 64] |= 1 << (bit % 64);
            }
        }
        let whole: Vec<String> = words.iter().map(|(word, _)| word.clone()).collect();
        let is_sieved = whole.len() > FEW && !words.iter().any(|(_, is_prefix)| *is_prefix);
        Self {
            sieve: is_sieved.then(|| Sieve::new(&whole)).flatten(),
            expressions: OnceLock::new(),
            beginning: words.iter().map(|(word, _)| beginning(word, &words)).collect(),
            texts: words
                .into_iter()
                .map(|(word, is_prefix)| (word.into_boxed_str(), is_prefix))
                .collect(),
            ends,
            begins,
        }
    }

    /// Where words may stand, ascending.
    pub(super) fn find(&self, bytes: &[u8]) -> Vec<Span> {
        let mut spans = Vec::new();
        if self.texts.is_empty() {
            return spans;
        }
        let expressions = self.expressions.get_or_init(|| expressions(&self.texts));
        for found in expressions
            .iter()
            .flat_map(|expression| expression.find_iter(bytes))
        {
            let start = found.start();
            if !begins_word(bytes, start) {
                continue;
            }
            let numbers = self
                .beginning
                .get(found.as_bytes().to_ascii_lowercase().as_slice());
            let whole = numbers.into_iter().flatten().filter_map(|number| {
                let (word, is_prefix) = &self.texts[*number];
                let end = start + word.len();
                // `full_name__icontains` asks something of a column.
                let is_whole = *is_prefix || ends_word(bytes, end) || bytes[end..].starts_with(b"__");
                is_whole.then(|| Span::new(start, end))
            });
            spans.extend(whole.max_by_key(|span| span.end));
        }
        spans.sort_unstable();
        spans.dedup();
        spans
    }

    /// Whether a word may stand somewhere that is accepted, given where it begins.
    pub(super) fn is_anywhere(&self, bytes: &[u8], accepts: impl Fn(&[u8], usize) -> bool) -> bool {
        let Some(sieve) = &self.sieve else {
            let mut found = self.find(bytes).into_iter();
            return found.any(|word| accepts(bytes, word.start as usize));
        };
        sieve.any(bytes, |start, end| {
            let is_whole = ends_word(bytes, end) || bytes[end..].starts_with(b"__");
            is_whole && accepts(bytes, start) && begins_word(bytes, start)
        })
    }

    /// Where words may stand in a source, whose literals may break them in two; ascending.
    pub(super) fn find_in_source(&self, bytes: &[u8]) -> Vec<Span> {
        let mut spans = self.find(bytes);
        self.broken(bytes, &mut spans);
        spans.sort_unstable();
        spans.dedup();
        spans
    }

    /// The parts of words that a literal breaks in two, at its quotation marks or with a backslash.
    fn broken(&self, bytes: &[u8], spans: &mut Vec<Span>) {
        let has = |bits: &[u64], bit: usize| bits[bit / 64] & (1 << (bit % 64)) != 0;
        for at in memchr::memchr3_iter(b'"', b'\'', b'\\', bytes) {
            if at >= 2 && has(&self.ends, pair(bytes[at - 2], bytes[at - 1])) {
                spans.extend(
                    self.texts
                        .iter()
                        .filter_map(|(word, _)| begun(word.as_bytes(), bytes, at)),
                );
            }
            let from = match bytes[at] {
                // A line that is continued may be indented.
                b'\\' => match bytes.get(at + 1..at + 3) {
                    Some([b'\n', _] | [b'\r', b'\n']) => {
                        let blank = bytes[at + 1..]
                            .iter()
                            .take_while(|byte| byte.is_ascii_whitespace())
                            .count();
                        at + 1 + blank
                    }
                    _ => continue,
                },
                _ => at + 1,
            };
            if let Some([first, second, ..]) = bytes.get(from..from + 2)
                && has(&self.begins, pair(*first, *second))
            {
                spans.extend(
                    self.texts
                        .iter()
                        .filter_map(|(word, _)| ended(word.as_bytes(), bytes, from)),
                );
            }
        }
    }
}

/// What finds words whatever their case: of several that begin at one place the longest.
fn expressions(words: &[(Box<str>, bool)]) -> Vec<Regex> {
    let plain = |word: &str| word.replace('_', "");
    let all: FxHashSet<&str> = words.iter().map(|(word, _)| &**word).collect();
    let is_double = |word: &&str| word.contains('_') && all.contains(plain(word).as_str());
    // `legacy_users` and `legacyusers` begin alike: to look for both at once costs no more than for one.
    let doubles: FxHashSet<String> = all.iter().copied().filter(is_double).map(plain).collect();
    let mut texts: Vec<&str> = all
        .iter()
        .copied()
        .filter(|word| !doubles.contains(*word))
        .collect();
    texts.sort_unstable_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
    let built = texts.chunks(TOGETHER).map(|texts| {
        let escaped = texts.iter().map(|text| match is_double(text) {
            true => regex::escape(text).replace('_', "_?"),
            false => regex::escape(text),
        });
        RegexBuilder::new(&escaped.collect::<Vec<_>>().join("|"))
            .case_insensitive(true)
            .size_limit(LARGEST)
            .dfa_size_limit(LARGEST)
            .build()
    });
    built.filter_map(Result::ok).collect()
}

/// A word with the numbers of all those that it begins with.
fn beginning(word: &str, words: &[(String, bool)]) -> (Box<[u8]>, Vec<usize>) {
    let of = |length: usize| {
        let same = word.get(..length)?;
        let from = words.partition_point(|(other, _)| other.as_str() < same);
        let to = words.partition_point(|(other, _)| other.as_str() <= same);
        Some(from..to)
    };
    let numbers = (1..=word.len()).filter_map(of).flatten().collect();
    (word.as_bytes().into(), numbers)
}

/// The first letters of a word, half of them or more, before an offset.
fn begun(word: &[u8], bytes: &[u8], end: usize) -> Option<Span> {
    let lengths = half(word)..word.len();
    let lengths = lengths.filter(|_| word.len() >= LEAST_BROKEN).rev();
    let starts = lengths.filter_map(|length| Some((end.checked_sub(length)?, length)));
    let mut there = starts.filter(|(start, length)| {
        bytes[*start..end].eq_ignore_ascii_case(&word[..*length]) && begins_word(bytes, *start)
    });
    there.next().map(|(start, _)| Span::new(start, end))
}

/// The last letters of a word, half of them or more, from an offset on.
fn ended(word: &[u8], bytes: &[u8], start: usize) -> Option<Span> {
    let offsets = (1..=half(word)).filter(|_| word.len() >= LEAST_BROKEN);
    let mut there = offsets.filter_map(|offset| {
        let rest = &word[offset..];
        let end = start + rest.len();
        let is_there = bytes.get(start..end)?.eq_ignore_ascii_case(rest) && ends_word(bytes, end);
        is_there.then(|| Span::new(start, end))
    });
    there.next()
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
        let spans = words.find_in_source(text.as_bytes());
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
    fn words_with_and_without_underscores() {
        let words = ["a_b_c", "abc", "xyz"].map(|word| (word.to_owned(), false));
        let words = Words::new(words.to_vec());
        let text = "A_B_C Abc a_bc xyz";
        let spans = words.find(text.as_bytes());
        let found: Vec<&str> = spans.into_iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["A_B_C", "Abc", "xyz"]);
    }

    #[test]
    fn very_many_and_very_long_words() {
        let word = |number: usize| format!("{number:06}{}", "x".repeat(480));
        let words = Words::new((0..3_000).map(|number| (word(number), false)).collect());
        assert_eq!(words.find(word(2_999).as_bytes()).len(), 1);
        assert_eq!(words.find(word(0).to_uppercase().as_bytes()).len(), 1);
    }

    #[test]
    fn words_in_two_parts() {
        assert_eq!(found(r#""FROM legacy" "_users""#), ["legacy", "_users"]);
        assert_eq!(found(r#""FROM legacy_us\"#), ["legacy_us"]);
        assert_eq!(found("le\\\n   gacy_users"), ["gacy_users"]);
        assert!(found("legacy_us, x_users").is_empty());
    }
}
