//! Dismissing sources unparsed: a reference to `a.b.c` needs all three words in the file, less those that the file's
//! own place implies.
//!
//! The words of all names are looked for at once; which of them a text holds is one pass. Then the trie of names is
//! walked along the words that are there. Soundness is the whole point: a property test compares the findings with
//! and without this.

use aho_corasick::{AhoCorasick, MatchKind};
use rustc_hash::FxHashMap;

use crate::lang::Language;
use crate::names::{Names, Path};
use crate::project::Place;

/// The words that suppression comments start with; a text that holds one is always read.
pub const MARKER: &str = "straggler";

/// The words of a language's names. The default dismisses nothing.
#[derive(Debug, Clone, Default)]
pub struct Prefilter {
    search: Option<WordSearch>,
    marker: usize,
    words: usize,
    /// The trie of names; the first step is its root.
    steps: Vec<Step>,
}

/// A segment of a name.
#[derive(Debug, Clone)]
struct Step {
    text: Box<str>,
    word: usize,
    is_name: bool,
    children: Vec<usize>,
}

/// Finds words.
#[derive(Debug, Clone)]
enum WordSearch {
    /// An automaton, which is faster than anything on a few words.
    Few(AhoCorasick),
    /// A table of words for each word of the text to be looked up in: what it takes does not grow with their number.
    Many {
        numbers: FxHashMap<Box<[u8]>, u32>,
        /// A bit for each [`shape`] of a word.
        shapes: Box<[u64]>,
    },
}

/// How many words an automaton finds faster.
const FEW: usize = 100;
/// How many bits tell the shapes of words apart, as a power of two.
const BITS: u32 = 15;

/// What the place of a source says without spelling it.
struct Implied<'p> {
    /// The module's own paths.
    own: Vec<Path>,
    language: &'p Language,
    place: &'p Place,
}

/// Which of the words a text holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    bits: Vec<u64>,
    marker: bool,
}

impl Present {
    fn set(&mut self, word: usize) {
        self.bits[word / 64] |= 1 << (word % 64);
    }

    fn has(&self, word: usize) -> bool {
        self.bits[word / 64] & (1 << (word % 64)) != 0
    }
}

impl Prefilter {
    /// Compiles the words of some names.
    pub fn new(names: &Names) -> Self {
        let mut steps = vec![Step {
            text: "".into(),
            word: 0,
            is_name: false,
            children: Vec::new(),
        }];
        let mut open = vec![(0, Path::new())];
        while let Some((at, path)) = open.pop() {
            for text in names.continuations(&path) {
                let longer = [path.as_slice(), &[text.to_owned()]].concat();
                let child = steps.len();
                steps[at].children.push(child);
                steps.push(Step {
                    text: text.into(),
                    word: 0,
                    is_name: names.reaches(&longer),
                    children: Vec::new(),
                });
                open.push((child, longer));
            }
        }
        let mut words: Vec<Box<str>> = steps[1..].iter().map(|step| step.text.clone()).collect();
        words.push(MARKER.into());
        words.sort_unstable();
        words.dedup();
        let number = |word: &str| {
            words
                .binary_search_by(|other| other.as_ref().cmp(word))
                .unwrap_or_default()
        };
        for step in &mut steps[1..] {
            step.word = number(&step.text);
        }
        Self {
            search: WordSearch::new(&words),
            marker: number(MARKER),
            words: words.len(),
            steps,
        }
    }

    /// Which words a text holds, whole.
    pub fn present(&self, bytes: &[u8]) -> Present {
        let mut present = Present {
            bits: vec![0; self.words / 64 + 1],
            marker: false,
        };
        if self.search.is_none() {
            present.marker = memchr::memmem::find(bytes, MARKER.as_bytes()).is_some();
        }
        if let Some(search) = &self.search {
            search.each(bytes, |word| present.set(word));
        }
        present
    }

    /// Whether a text holds a suppression comment, or what looks like one.
    pub fn is_marked(&self, present: &Present) -> bool {
        present.marker || (self.words > 0 && present.has(self.marker))
    }

    /// Whether a text with these words, in this place, may hold a reference to one of the names.
    ///
    /// `passes_on` tells whether the text may pass on what is below a segment, which may be its own tree's.
    pub fn may_match(
        &self,
        language: &Language,
        place: &Place,
        present: &Present,
        passes_on: impl Fn(&str, bool) -> bool,
    ) -> bool {
        if self.search.is_none() {
            return true;
        }
        let own = place.expand(&place.own_module());
        let implied = Implied { own, language, place };
        // A step with those above it, which of the own paths (by bit) lead to it, and whether the text spells them all.
        let mut open: Vec<(Vec<usize>, u32, bool)> = vec![(vec![0], u32::MAX, true)];
        while let Some((path, own, is_spelled)) = open.pop() {
            let depth = path.len() - 1;
            let Some(step) = path.last().and_then(|at| self.steps.get(*at)) else {
                continue;
            };
            let passes_on = || {
                path[1..]
                    .iter()
                    .any(|at| passes_on(&self.steps[*at].text, own != 0))
            };
            let mut may_be_passed_on = is_spelled;
            for &child in &step.children {
                let next = &self.steps[child];
                let own = implied.own_with(own, depth, &next.text);
                let is_spelled = is_spelled && (present.has(next.word) || own != 0);
                let is_there =
                    is_spelled || present.has(next.word) || (depth == 0 && implied.is_first(&next.text));
                if is_there && next.is_name {
                    return true;
                }
                if is_there {
                    open.push(([path.as_slice(), &[child]].concat(), own, is_spelled));
                } else if std::mem::take(&mut may_be_passed_on) && passes_on() {
                    return true;
                }
            }
        }
        false
    }
}

impl WordSearch {
    fn new(words: &[Box<str>]) -> Option<Self> {
        let is_whole = |word: &[u8]| !word.is_empty() && word.iter().all(|byte| IS_WORD[*byte as usize]);
        let words = words.iter().map(|word| word.as_bytes());
        if words.len() <= FEW || !words.clone().all(is_whole) {
            let mut builder = AhoCorasick::builder();
            let automaton = builder.match_kind(MatchKind::LeftmostLongest).build(words);
            return automaton.ok().map(Self::Few);
        }
        let mut shapes = vec![0; 1 << (BITS - 6)].into_boxed_slice();
        for shape in words.clone().map(shape) {
            shapes[shape / 64] |= 1_u64 << (shape % 64);
        }
        let numbers = (0..).zip(words).map(|(number, word)| (word.into(), number));
        Some(Self::Many {
            numbers: numbers.collect(),
            shapes,
        })
    }

    /// Calls back with each word that a text holds, whole.
    fn each(&self, bytes: &[u8], mut found: impl FnMut(usize)) {
        let is_word = |byte: &u8| IS_WORD[*byte as usize];
        match self {
            Self::Few(automaton) => {
                for word in automaton.find_iter(bytes) {
                    let before = word.start().checked_sub(1).and_then(|at| bytes.get(at));
                    if !before.is_some_and(is_word) && !bytes.get(word.end()).is_some_and(is_word) {
                        found(word.pattern().as_usize());
                    }
                }
            }
            Self::Many { numbers, shapes } => {
                let mut rest = bytes;
                while let Some(start) = rest.iter().position(is_word) {
                    rest = &rest[start..];
                    let length = rest.iter().position(|byte| !is_word(byte)).unwrap_or(rest.len());
                    let (word, after) = rest.split_at(length);
                    rest = after;
                    let shape = shape(word);
                    if shapes[shape / 64] & (1 << (shape % 64)) != 0
                        && let Some(number) = numbers.get(word)
                    {
                        found(*number as usize);
                    }
                }
            }
        }
    }
}

/// The bytes that words are made of; every byte of a character beyond ASCII counts as one.
static IS_WORD: [bool; 256] = {
    let mut is_word = [false; 256];
    let mut byte = 0_u8;
    loop {
        is_word[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
        if byte == u8::MAX {
            break is_word;
        }
        byte += 1;
    }
};

/// A number for the length of a word, its first two bytes and its last.
fn shape(word: &[u8]) -> usize {
    let at = |index: usize| word.get(index).copied().unwrap_or_default();
    let shape = [word.len() as u8, at(0), at(1), at(word.len().wrapping_sub(1))];
    // Multiplied, every byte counts in the upper bits.
    (u32::from_le_bytes(shape).wrapping_mul(0x9e37_79b1) >> (u32::BITS - BITS)) as usize
}

impl Implied<'_> {
    /// Those of the own paths (by bit) that go on with a segment at a depth.
    fn own_with(&self, paths: u32, depth: usize, segment: &str) -> u32 {
        let goes_on = |(_, path): &(usize, &Path)| path.get(depth).is_some_and(|own| own == segment);
        let bits = self
            .own
            .iter()
            .enumerate()
            .take(32)
            .filter(goes_on)
            .map(|(index, _)| 1_u32 << index);
        bits.fold(0, |all, bit| all | bit) & paths
    }

    /// Whether the first segment of a name need not be spelled.
    fn is_first(&self, segment: &str) -> bool {
        self.language.implied.contains(&segment) || self.place.may_rename(segment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_words_are_found_as_few_are() {
        let few: Vec<Box<str>> = ["a", "ab", "abc", "b_1", "é", "été"].map(Box::from).to_vec();
        let others = (0..FEW).map(|number| format!("other{number}").into());
        let many: Vec<Box<str>> = few.iter().cloned().chain(others).collect();
        let (few, many) = (WordSearch::new(&few).unwrap(), WordSearch::new(&many).unwrap());
        assert!(matches!(
            (&few, &many),
            (WordSearch::Few(_), WordSearch::Many { .. })
        ));
        for text in [
            "",
            "a",
            "abc.ab xa a1 b_1",
            "été.é b_12 (abc)",
            "aé abcd ab\u{fffd} b",
        ] {
            let found = |search: &WordSearch| {
                let mut found = Vec::new();
                search.each(text.as_bytes(), |word| found.push(word));
                found
            };
            assert_eq!(found(&few), found(&many), "{text}");
        }
    }
}
