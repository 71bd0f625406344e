//! Which of many things a text may hold, by the words that each of them needs: one pass, however many there are.
//!
//! Of each thing the words that are seldomest are looked for, and only where they are, the others.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Input, MatchKind};
use memchr::memmem;

/// The words that a thing needs: one of each list.
type Needs = Vec<Vec<String>>;

/// How many bytes of words an automaton may have a table for: some hundred bytes each.
const LARGE: usize = 1 << 16;

/// Words to look for.
#[derive(Debug, Clone, Default)]
pub(super) struct Needles {
    automaton: Option<AhoCorasick>,
    /// For each word that is looked for, the cases whose key it is.
    cases_of: Vec<Vec<usize>>,
    /// For each case the thing, and what else it needs.
    cases: Vec<(usize, Needs)>,
    /// The things that may be in any text.
    anywhere: Vec<usize>,
}

impl Needles {
    /// Takes what each thing needs, in one case or another.
    pub(super) fn new(things: impl IntoIterator<Item = Vec<Needs>>) -> Self {
        let mut needles = Self::default();
        let mut keys: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (thing, cases) in things.into_iter().enumerate() {
            if cases.iter().any(Vec::is_empty) {
                needles.anywhere.push(thing);
                continue;
            }
            for mut needs in cases {
                let best = (0..needs.len()).max_by_key(|at| worth(&needs[*at]));
                let Some(best) = best else { continue };
                for word in needs.swap_remove(best) {
                    keys.entry(word).or_default().push(needles.cases.len());
                }
                needles.cases.push((thing, needs));
            }
        }
        // Of many words only the larger automaton is fast.
        let length: usize = keys.keys().map(String::len).sum();
        let automaton = AhoCorasick::builder()
            .kind((length < LARGE).then_some(AhoCorasickKind::DFA))
            .match_kind(MatchKind::LeftmostLongest)
            .build(keys.keys());
        let Ok(automaton) = automaton else {
            // More than an automaton can hold: nothing can be told.
            let cases = needles.cases.drain(..);
            needles.anywhere.extend(cases.map(|(thing, _)| thing));
            needles.anywhere.sort_unstable();
            needles.anywhere.dedup();
            return needles;
        };
        needles.automaton = (!keys.is_empty()).then_some(automaton);
        // Where a word is found, so are those that it begins with.
        let words: Vec<&String> = keys.keys().collect();
        needles.cases_of = words
            .iter()
            .map(|word| {
                let shorter = words.iter().filter(|other| word.starts_with(other.as_str()));
                shorter.flat_map(|other| keys[*other].iter().copied()).collect()
            })
            .collect();
        needles
    }

    /// The things that may be in any text.
    pub(super) fn anywhere(&self) -> &[usize] {
        &self.anywhere
    }

    /// The things that need some word and may be in a text, ascending.
    pub(super) fn present(&self, text: &str) -> Vec<usize> {
        let mut present = Vec::new();
        let Some(automaton) = &self.automaton else {
            return present;
        };
        let mut is_seen = vec![false; self.cases_of.len()];
        let (mut at, mut unseen) = (0, is_seen.len());
        while unseen > 0
            && let Some(found) = automaton.find(Input::new(text).range(at..))
        {
            // Words may overlap.
            at = found.start() + 1;
            let word = found.pattern().as_usize();
            if std::mem::replace(&mut is_seen[word], true) {
                continue;
            }
            unseen -= 1;
            for case in &self.cases_of[word] {
                let (thing, needs) = &self.cases[*case];
                let is_there = |word: &String| memmem::find(text.as_bytes(), word.as_bytes()).is_some();
                if needs.iter().all(|words| words.iter().any(is_there)) {
                    present.push(*thing);
                }
            }
        }
        present.sort_unstable();
        present.dedup();
        present
    }
}

/// How much it tells that one of some words is there.
fn worth(words: &[String]) -> (usize, std::cmp::Reverse<usize>) {
    let shortest = words.iter().map(String::len).min();
    (shortest.unwrap_or_default(), std::cmp::Reverse(words.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn present(things: &[&[&[&str]]], text: &str) -> Vec<usize> {
        let list = |words: &&str| words.split('|').map(str::to_owned).collect();
        let case = |needs: &&[&str]| needs.iter().map(list).collect();
        let things = things.iter().map(|cases| cases.iter().map(case).collect());
        Needles::new(things).present(text)
    }

    #[test]
    fn a_thing_needs_a_word_of_each_list_in_one_of_its_cases() {
        let things: &[&[&[&str]]] = &[
            &[&["abc", "xy|yz"]],
            &[&["bcd"], &["efgh"]],
            &[&["ab"]],
            &[&["abcde"]],
        ];
        assert_eq!(present(things, "abc"), [2]);
        assert_eq!(present(things, "abcd yz"), [0, 1, 2]);
        assert_eq!(present(things, "xefghx"), [1]);
        assert_eq!(present(things, "abcde xy"), [0, 1, 2, 3]);
        assert_eq!(present(things, ""), Vec::<usize>::new().as_slice());
    }

    #[test]
    fn what_needs_nothing_may_be_anywhere() {
        let needles = Needles::new([vec![vec![]], vec![vec![vec!["xy".to_owned()]]]]);
        assert_eq!(needles.anywhere(), [0]);
    }
}
