//! Dismissing sources unparsed: a reference to `a.b.c` needs all three words in the file, less those that the file's
//! own place implies.
//!
//! The words of all names are one automaton; which of them a text holds is one pass. Then the trie of names is
//! walked along the words that are there. Soundness is the whole point: a property test compares the findings with
//! and without this.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::lang::Language;
use crate::names::{Names, Path};
use crate::project::Place;

/// The words that suppression comments start with; a text that holds one is always read.
pub const MARKER: &str = "straggler";

/// How much is searched with an automaton, and so how much time is well spent on compiling it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Effort {
    /// A few files.
    #[default]
    Little,
    /// A tree.
    Much,
}

impl Effort {
    /// The kind of automaton for so many patterns; `best` is what searches fastest.
    pub fn automaton(self, patterns: usize, best: Option<AhoCorasickKind>) -> Option<AhoCorasickKind> {
        match self {
            // All automata of a few words are cheap.
            Self::Little if patterns > 50 => Some(AhoCorasickKind::NoncontiguousNFA),
            Self::Little => None,
            Self::Much => best,
        }
    }
}

/// The words of a language's names. The default dismisses nothing.
#[derive(Debug, Clone, Default)]
pub struct Prefilter {
    automaton: Option<AhoCorasick>,
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
    pub fn new(names: &Names, effort: Effort) -> Self {
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
        // All automata are fast on a few words; on many a DFA holds its speed at the price of some megabytes.
        let best = (words.len() > 100).then_some(AhoCorasickKind::DFA);
        let mut builder = AhoCorasick::builder();
        let automaton = builder
            .match_kind(MatchKind::LeftmostLongest)
            .kind(effort.automaton(words.len(), best))
            .build(words.iter().map(|word| word.as_bytes()))
            .ok();
        Self {
            automaton,
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
        if self.automaton.is_none() {
            present.marker = memchr::memmem::find(bytes, MARKER.as_bytes()).is_some();
        }
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80;
        for found in self
            .automaton
            .iter()
            .flat_map(|automaton| automaton.find_iter(bytes))
        {
            let before = found.start().checked_sub(1).and_then(|at| bytes.get(at));
            if !before.is_some_and(is_word) && !bytes.get(found.end()).is_some_and(is_word) {
                present.set(found.pattern().as_usize());
            }
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
        if self.automaton.is_none() {
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
