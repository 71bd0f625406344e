//! Where a source may spell the names of tables and columns: one pass over its bytes, whatever their case.
//!
//! A name stands in a string, so what is around it may be an escape (`\nusers`) or a part of a format (`%susers`), and
//! a literal that is continued elsewhere may break it in two. This only says where to look.

use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, Input, MatchKind};
use regex::bytes::{Regex, RegexBuilder};
use rustc_hash::{FxHashMap, FxHashSet};

use super::broken::{Broken, Part};
use super::joints::Joints;
use super::sieve::Sieve;
use crate::span::Span;

/// How many words one expression finds: so few always fit into its limits, however long they are.
const TOGETHER: usize = 500;

/// How large an expression may get, in bytes.
const LARGEST: usize = 256 << 20;

/// So few words an expression finds faster than a sieve or an automaton.
const FEW: usize = 24;

/// The most letters of words that an automaton is made of.
const MOST_STATES: usize = 1 << 16;

/// How far before a name the beginning of an escape is looked for, in bytes: `\U0001F600`.
const ESCAPE: usize = 12;

/// A word to look for, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Word {
    pub(super) text: Box<str>,
    /// It stands for all that begin so.
    pub(super) is_prefix: bool,
    /// What is told of each place where it may stand.
    pub(super) marks: u8,
    /// Strings say it; what only identifiers are called is never broken.
    pub(super) is_said: bool,
}

impl Word {
    pub(super) fn new(text: &str, is_prefix: bool, marks: u8) -> Self {
        Self {
            text: text.to_lowercase().into_boxed_str(),
            is_prefix,
            marks,
            is_said: true,
        }
    }

    /// A word that only identifiers are called.
    pub(super) fn identifier(text: &str, is_prefix: bool, marks: u8) -> Self {
        Self {
            is_said: false,
            ..Self::new(text, is_prefix, marks)
        }
    }
}

/// Words to look for.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    list: Vec<Word>,
    /// What finds them; made when the first text may hold one.
    search: OnceLock<Search>,
    /// Of many words that are all whole.
    sieve: Option<Sieve>,
}

impl Words {
    /// Compiles words.
    pub(super) fn new(mut words: Vec<Word>) -> Self {
        words.sort_unstable();
        words.dedup();
        let whole: Vec<&str> = words.iter().map(|word| &*word.text).collect();
        let is_sieved = whole.len() > FEW && !words.iter().any(|word| word.is_prefix);
        Self {
            sieve: is_sieved.then(|| Sieve::new(&whole)).flatten(),
            search: OnceLock::new(),
            list: words,
        }
    }

    /// Where words may stand, ascending.
    pub(super) fn find(&self, bytes: &[u8]) -> Vec<Span> {
        without_marks(self.marked(bytes))
    }

    /// Where words may stand, with their marks, ascending.
    pub(super) fn marked(&self, bytes: &[u8]) -> Vec<(Span, u8)> {
        let mut found = Vec::new();
        self.whole(bytes, &mut found);
        settle(&mut found);
        found
    }

    fn search(&self) -> &Search {
        self.search.get_or_init(|| {
            let joints = Joints::new(&self.list);
            let finders = match joints {
                Some(_) => Vec::new(),
                None => finders(&self.list),
            };
            Search {
                joints,
                finders,
                beginning: self
                    .list
                    .iter()
                    .map(|word| beginning(&word.text, &self.list))
                    .collect(),
                broken: Broken::new(&self.list),
            }
        })
    }

    /// Adds the places where words stand, whole; whether any stands there, be it as a part of something else.
    fn whole(&self, bytes: &[u8], spans: &mut Vec<(Span, u8)>) -> bool {
        if self.list.is_empty() {
            return false;
        }
        // What a dot belongs to is of no interest.
        let begins = |start: usize| bytes[start] == b'.' || begins_word(bytes, start);
        let search = self.search();
        if let Some(joints) = &search.joints {
            let places = joints.find(&self.list, bytes);
            for same in places.chunk_by(|one, other| one.0 == other.0) {
                if begins(same[0].0) {
                    let numbers = same.iter().map(|(_, number)| *number);
                    spans.extend(self.longest(bytes, same[0].0, numbers));
                }
            }
            return !places.is_empty();
        }
        let mut is_anywhere = false;
        for finder in &search.finders {
            let mut at = 0;
            while let Some(Range { start, end }) = finder.find(bytes, at) {
                is_anywhere = true;
                // A word with a dot before it may be another one without.
                at = if bytes[start] == b'.' { start + 1 } else { end };
                if begins(start) {
                    let word = bytes[start..end].to_ascii_lowercase();
                    let numbers = search.beginning.get(word.as_slice()).into_iter().flatten();
                    spans.extend(self.longest(bytes, start, numbers.copied()));
                }
            }
        }
        is_anywhere
    }

    /// The longest of some words that begin at an offset and end there as words do.
    fn longest(
        &self,
        bytes: &[u8],
        start: usize,
        numbers: impl Iterator<Item = usize>,
    ) -> Option<(Span, u8)> {
        let whole = numbers.filter_map(|number| {
            let word = &self.list[number];
            let end = start + word.text.len();
            // `full_name__icontains` asks something of a column.
            let is_whole = word.is_prefix || ends_word(bytes, end) || bytes[end..].starts_with(b"__");
            is_whole.then(|| (Span::new(start, end), word.marks))
        });
        whole.reduce(|one, other| (one.0.max(other.0), one.1 | other.1))
    }

    /// Whether a word may stand somewhere that is accepted, given where it begins.
    pub(super) fn is_anywhere(&self, bytes: &[u8], accepts: impl Fn(&[u8], usize) -> bool) -> bool {
        if let Some(sieve) = &self.sieve {
            return sieve.any(bytes, |start, end| {
                let is_whole = ends_word(bytes, end) || bytes[end..].starts_with(b"__");
                is_whole && accepts(bytes, start) && begins_word(bytes, start)
            });
        }
        let mut found = self.find(bytes).into_iter();
        found.any(|word| accepts(bytes, word.start as usize))
    }

    /// Where words may stand in a source that no other adds to, with their marks, ascending: its literals may break them
    /// in two. And whether one stands anywhere whole, be it as a part of something else.
    pub(super) fn marked_in_source(&self, bytes: &[u8]) -> (Vec<(Span, u8)>, bool) {
        let mut parts = self.search().broken.find(&self.list, bytes);
        Broken::keep_joined(&self.list, bytes, &mut parts);
        let mark = |part: Part| (part.span, self.list[part.word()].marks);
        let mut found: Vec<(Span, u8)> = parts.into_iter().map(mark).collect();
        let is_anywhere = self.whole(bytes, &mut found);
        settle(&mut found);
        (found, is_anywhere)
    }

    /// Where words may stand in a source that others may add to.
    pub(super) fn find_in_source(&self, bytes: &[u8]) -> Vec<Span> {
        let parts = self.search().broken.find(&self.list, bytes);
        let mut found = parts.into_iter().map(|part| (part.span, 0)).collect();
        self.whole(bytes, &mut found);
        settle(&mut found);
        without_marks(found)
    }
}

/// What finds words.
#[derive(Debug, Clone)]
struct Search {
    /// Of few words that are not too short.
    joints: Option<Joints>,
    finders: Vec<Finder>,
    /// The numbers of those that each of them, in lower case, begins with: itself and shorter ones.
    beginning: FxHashMap<Box<[u8]>, Vec<usize>>,
    broken: Broken,
}

/// Sorts what was found, each place once.
pub(super) fn settle(found: &mut Vec<(Span, u8)>) {
    found.sort_unstable();
    found.dedup_by(|next, kept| {
        let is_same = next.0 == kept.0;
        kept.1 |= if is_same { next.1 } else { 0 };
        is_same
    });
}

fn without_marks(found: Vec<(Span, u8)>) -> Vec<Span> {
    found.into_iter().map(|(span, _)| span).collect()
}

/// Finds words whatever their case: of several that begin at one place the longest.
#[derive(Debug, Clone)]
enum Finder {
    /// Faster where words are few.
    Expression(Regex),
    /// Made sooner, and as fast however many there are.
    Automaton(AhoCorasick),
}

impl Finder {
    /// The next word from an offset on.
    fn find(&self, bytes: &[u8], at: usize) -> Option<Range<usize>> {
        match self {
            Self::Expression(expression) => Some(expression.find_at(bytes, at)?.range()),
            Self::Automaton(automaton) => Some(automaton.find(Input::new(bytes).range(at..))?.range()),
        }
    }
}

/// What finds some words.
fn finders(words: &[Word]) -> Vec<Finder> {
    let texts = || words.iter().map(|word| &*word.text);
    let length: usize = texts().map(str::len).sum();
    let is_plain = texts().all(str::is_ascii);
    if is_plain && words.len() > FEW && length <= MOST_STATES {
        let mut builder = AhoCorasick::builder();
        builder
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest);
        if let Ok(automaton) = builder.build(texts()) {
            return vec![Finder::Automaton(automaton)];
        }
    }
    expressions(words)
}

fn expressions(words: &[Word]) -> Vec<Finder> {
    let plain = |word: &str| word.replace('_', "");
    let all: FxHashSet<&str> = words.iter().map(|word| &*word.text).collect();
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
    built
        .filter_map(|built| Some(Finder::Expression(built.ok()?)))
        .collect()
}

/// A word with the numbers of all those that it begins with.
fn beginning(word: &str, words: &[Word]) -> (Box<[u8]>, Vec<usize>) {
    let of = |length: usize| {
        let same = word.get(..length)?;
        let from = words.partition_point(|other| &*other.text < same);
        let to = words.partition_point(|other| &*other.text <= same);
        Some(from..to)
    };
    let numbers = (1..=word.len()).filter_map(of).flatten().collect();
    (word.as_bytes().into(), numbers)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// Whether a word may begin at an offset: nothing is joined to it, or what is ends an escape or a format's part.
pub(super) fn begins_word(bytes: &[u8], start: usize) -> bool {
    if !start.checked_sub(1).is_some_and(|before| is_word(bytes[before])) {
        return true;
    }
    let near = &bytes[start.saturating_sub(ESCAPE)..start];
    let joined = near.iter().rev().take_while(|byte| is_word(**byte)).count();
    let before = near.len().checked_sub(joined + 1).map(|at| near[at]);
    matches!(before, Some(b'\\' | b'%'))
}

pub(super) fn ends_word(bytes: &[u8], end: usize) -> bool {
    !bytes.get(end).is_some_and(|byte| is_word(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let words = Words::new(vec![
            Word::new("legacy_users", false, 1),
            Word::new("old_", true, 2),
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
        let words = ["a_b_c", "abc", "xyz"].map(|word| Word::new(word, false, 0));
        let words = Words::new(words.to_vec());
        let text = "A_B_C Abc a_bc xyz";
        let spans = words.find(text.as_bytes());
        let found: Vec<&str> = spans.into_iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["A_B_C", "Abc", "xyz"]);
    }

    #[test]
    fn very_many_and_very_long_words() {
        let word = |number: usize| format!("{number:06}{}", "x".repeat(480));
        let words = Words::new(
            (0..3_000)
                .map(|number| Word::new(&word(number), false, 0))
                .collect(),
        );
        assert_eq!(words.find(word(2_999).as_bytes()).len(), 1);
        assert_eq!(words.find(word(0).to_uppercase().as_bytes()).len(), 1);
    }

    #[test]
    fn words_with_a_dot_before_them_hide_no_others() {
        let words = [
            ("old_", true),
            (".old_", true),
            (".tables", false),
            ("tables_x", false),
        ];
        let words = Words::new(
            words
                .map(|(word, is_prefix)| Word::new(word, is_prefix, 0))
                .to_vec(),
        );
        let text = "a.tables_x b.Tables old_a";
        let spans = words.find(text.as_bytes());
        let found: Vec<&str> = spans.into_iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["tables_x", ".Tables", "old_"]);
    }

    #[test]
    fn words_in_two_parts() {
        assert_eq!(found(r#""FROM legacy" "_users""#), ["legacy", "_users"]);
        assert_eq!(found(r#""FROM legacy_us\"#), ["legacy_us"]);
        assert_eq!(found("le\\\n   gacy_users"), ["gacy_users"]);
        assert!(found("legacy_us, x_users").is_empty());
    }
}
