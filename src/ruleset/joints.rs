//! Where a text spells a few words: by three bytes of each.
//!
//! Where all have a joint, a dot or an underscore, these are around it, which is rarer than how words begin: to look for
//! `sta` is to stop at every `state` for the sake of `state_attributes`. Else many may have theirs in common.

use std::collections::BTreeMap;

use aho_corasick::packed::{Config, Searcher};
use rustc_hash::FxHashSet;

use super::letters::Place;
use super::words::Word;

/// What texts are made of, the most common first.
const COMMON: &[u8] = b"etainrosldcumpf_hgb.yvwxkqjz";

/// So many triples of bytes are looked for at full speed.
const MOST: usize = 32;

/// So many are looked for at all.
const LIMIT: usize = 64;

/// Triples of bytes with the words that have them, and where.
type Triples = BTreeMap<[u8; 3], Vec<Place>>;

/// Words by three bytes of theirs.
#[derive(Debug, Clone)]
pub(super) struct Joints {
    search: Searcher,
    /// For each of the triples, the words that have it, and where.
    places: Vec<Vec<Place>>,
}

impl Joints {
    /// Takes words; nothing where there are too many of them, or one has no three letters that can be looked for.
    pub(super) fn new(words: &[Word]) -> Option<Self> {
        if words.len() > MOST {
            return None;
        }
        let is_joint = |triple: &[u8; 3]| memchr::memchr2(b'.', b'_', triple).is_some();
        let at_joints = rarest(words, is_joint).and_then(|triples| Self::of(&triples, MOST));
        let in_common = || Self::of(&in_common(words)?, MOST);
        let rarest = || Self::of(&rarest(words, |_| true)?, LIMIT);
        at_joints.or_else(in_common).or_else(rarest)
    }

    /// What finds triples, in no more cases than a number.
    fn of(triples: &Triples, most: usize) -> Option<Self> {
        let mut search = Config::new().builder();
        let (mut places, mut known) = (Vec::new(), FxHashSet::default());
        // Those that come first, up to eight, are told apart at a glance, and the others by what they have in common
        // with one of them: different triples first, then the cases of each.
        for large in 0..8 {
            for (triple, of_triple) in triples {
                let cased = in_case(*triple, large);
                if known.insert(cased) {
                    search.add(cased);
                    places.push(of_triple.clone());
                }
            }
        }
        let search = (places.len() <= most).then(|| search.build()).flatten()?;
        Some(Self { search, places })
    }

    /// Where words stand, with their numbers, ascending; what they are joined to is not looked at.
    pub(super) fn find(&self, words: &[Word], bytes: &[u8]) -> Vec<Place> {
        let mut there = Vec::new();
        let mut rest = aho_corasick::Span::from(0..bytes.len());
        while let Some(found) = self.search.find_in(bytes, rest) {
            // Triples may overlap.
            rest.start = found.start() + 1;
            let places = &self.places[found.pattern().as_usize()];
            there.extend(places.iter().filter_map(|(number, offset)| {
                let word = words[*number].text.as_bytes();
                let start = found.start().checked_sub(*offset)?;
                let said = bytes.get(start..start + word.len())?;
                // Most are told by their last letter.
                let is_like = said.last()?.eq_ignore_ascii_case(word.last()?);
                (is_like && said.eq_ignore_ascii_case(word)).then_some((start, *number))
            }));
        }
        there.sort_unstable();
        there
    }
}

/// The rarest triple of some kind of each word, if all have one.
fn rarest(words: &[Word], is_wanted: impl Fn(&[u8; 3]) -> bool) -> Option<Triples> {
    let mut triples = Triples::new();
    for (number, word) in words.iter().enumerate() {
        let wanted = triples_of(word).filter(|(_, triple)| is_wanted(triple));
        let (offset, rarest) = wanted.max_by_key(|(_, triple)| rarity(**triple))?;
        triples.entry(*rarest).or_default().push((number, offset));
    }
    Some(triples)
}

/// Few triples that words have in common: again and again the one that most of the words have that have none yet.
fn in_common(words: &[Word]) -> Option<Triples> {
    let mut triples = Triples::new();
    let mut open: Vec<usize> = (0..words.len()).collect();
    while !open.is_empty() {
        let mut shared = Triples::new();
        for &number in &open {
            for (offset, triple) in triples_of(&words[number]) {
                let places = shared.entry(*triple).or_default();
                if !places.iter().any(|(known, _)| *known == number) {
                    places.push((number, offset));
                }
            }
        }
        let best = shared
            .into_iter()
            .max_by_key(|(triple, places)| (places.len(), rarity(*triple)))?;
        open.retain(|number| !best.1.iter().any(|(known, _)| known == number));
        triples.insert(best.0, best.1);
    }
    Some(triples)
}

/// The triples of a word that can be looked for in any case, with their offsets.
fn triples_of(word: &Word) -> impl Iterator<Item = (usize, &[u8; 3])> {
    let all = (0..).zip(word.text.as_bytes().array_windows());
    all.filter(|(_, triple): &(usize, &[u8; 3])| triple.is_ascii())
}

/// How rare three bytes are.
fn rarity(triple: [u8; 3]) -> usize {
    let rank = |byte: &u8| COMMON.iter().position(|common| common == byte);
    triple.iter().filter_map(rank).sum()
}

/// Three bytes with those letters large that a number has a bit for.
fn in_case(mut triple: [u8; 3], large: u8) -> [u8; 3] {
    for (at, byte) in triple.iter_mut().enumerate() {
        if large & (1 << at) != 0 {
            byte.make_ascii_uppercase();
        }
    }
    triple
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<Word> {
        words.iter().map(|word| Word::new(word, false, 0)).collect()
    }

    #[test]
    fn words_are_found_wherever_they_stand() {
        let found = |list: &[&str], text: &str| {
            let words = words(list);
            let found = Joints::new(&words).unwrap().find(&words, text.as_bytes());
            found
                .into_iter()
                .map(|(at, number)| (at, list[number].to_owned()))
                .collect::<Vec<_>>()
        };
        let at = |at: usize, word: &str| (at, word.to_owned());
        assert_eq!(
            found(&["a_b", ".a_b", "a_b_c"], "x.A_B_C a_b"),
            [at(1, ".a_b"), at(2, "a_b"), at(2, "a_b_c"), at(8, "a_b")]
        );
        assert_eq!(
            found(&["use", "users", "a_b", "oldusers"], "x.OldUsers A_b"),
            [at(2, "oldusers"), at(5, "use"), at(5, "users"), at(11, "a_b")]
        );
        for before in 0..80 {
            let text = format!("{}Old_Users{}", "s".repeat(before), "_".repeat(before % 40));
            assert_eq!(found(&["old_users", ".xy"], &text), [at(before, "old_users")]);
            assert!(found(&["old_userz"], &text).is_empty());
        }
    }

    #[test]
    fn words_that_have_none_or_are_too_many_are_refused() {
        for list in [&["a_b", "ab"][..], &["_x"], &["a_b", ".x"], &["ü_ö"]] {
            assert!(Joints::new(&words(list)).is_none());
        }
        let many: Vec<String> = (b'a'..=b'z')
            .map(|letter| format!("{}_z", letter as char))
            .collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(Joints::new(&words(&many)).is_none());
    }
}
