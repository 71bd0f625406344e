//! Where a text spells words that all have a joint, a dot or an underscore: by three bytes around it, which are rarer
//! than how words begin. To look for `sta` is to stop at every `state` for the sake of `state_attributes`.

use std::collections::BTreeMap;

use aho_corasick::packed::{Config, Searcher};
use rustc_hash::FxHashSet;

use super::letters::Place;
use super::words::Word;

/// What texts are made of, the most common first.
const COMMON: &[u8] = b"etainrosldcumpf_hgb.yvwxkqjz";

/// So many triples of bytes are looked for at full speed.
const MOST: usize = 32;

/// Words by three bytes of theirs.
#[derive(Debug, Clone)]
pub(super) struct Joints {
    search: Searcher,
    /// For each of the triples, the words that have it, and where.
    places: Vec<Vec<Place>>,
}

impl Joints {
    /// Takes words; nothing where one has no joint, or where there are too many of them.
    pub(super) fn new(words: &[Word]) -> Option<Self> {
        if words.len() > MOST {
            return None;
        }
        let mut triples: BTreeMap<[u8; 3], Vec<Place>> = BTreeMap::new();
        for (number, word) in words.iter().enumerate() {
            let of_word = (0..).zip(word.text.as_bytes().array_windows());
            let joints = of_word
                .filter(|(_, triple)| triple.is_ascii() && memchr::memchr2(b'.', b'_', *triple).is_some());
            let (offset, rarest) = joints.max_by_key(|(_, triple)| rarity(**triple))?;
            triples.entry(*rarest).or_default().push((number, offset));
        }
        let mut search = Config::new().builder();
        let (mut places, mut known) = (Vec::new(), FxHashSet::default());
        // Those that come first, up to eight, are told apart at a glance, and the others by what they have in common
        // with one of them: different triples first, then the cases of each.
        for large in 0..8 {
            for (triple, of_triple) in &triples {
                let cased = in_case(*triple, large);
                if known.insert(cased) {
                    search.add(cased);
                    places.push(of_triple.clone());
                }
            }
        }
        let search = (places.len() <= MOST).then(|| search.build()).flatten()?;
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
                said.eq_ignore_ascii_case(word).then_some((start, *number))
            }));
        }
        there.sort_unstable();
        there
    }
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
        for before in 0..80 {
            let text = format!("{}Old_Users{}", "s".repeat(before), "_".repeat(before % 40));
            assert_eq!(found(&["old_users", ".xy"], &text), [at(before, "old_users")]);
            assert!(found(&["old_userz"], &text).is_empty());
        }
    }

    #[test]
    fn words_that_have_none_or_are_too_many_are_refused() {
        for list in [&["a_b", "users"][..], &["_x"], &["ü_ö"]] {
            assert!(Joints::new(&words(list)).is_none());
        }
        let many: Vec<String> = (b'a'..=b'z')
            .map(|letter| format!("{}_z", letter as char))
            .collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(Joints::new(&words(&many)).is_none());
    }
}
