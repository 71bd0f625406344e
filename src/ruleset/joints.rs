//! Where a text spells a few words: by some bytes of each.
//!
//! Where all have a joint, a dot or an underscore, these are three around it, which is rarer than how words begin: to
//! look for `sta` is to stop at every `state` for the sake of `state_attributes`. Else it is the end of each from its
//! rarest letters on, looked for in a copy of the text that makes no difference between small letters and large ones.

use std::collections::BTreeMap;

use aho_corasick::packed::{Config, Searcher};
use rustc_hash::FxHashSet;

use super::letters::Place;
use super::words::Word;

/// What texts are made of, the most common first.
const COMMON: &[u8] = b"etainrosldcumpf_hgb.yvwxkqjz";

/// So many words, and parts of them, are looked for at full speed.
const MOST: usize = 32;

/// Shorter words are not looked for, in bytes.
const LEAST: usize = 3;

/// So many bytes are told apart at a glance.
const GLANCE: usize = 4;

/// How much of a text is copied at once, in bytes: it stays in the nearest cache.
const PIECE: usize = 1 << 14;

/// Parts of words, with the words that have them, and where.
type Parts = Vec<(Vec<u8>, Vec<Place>)>;

/// Words by parts of theirs.
#[derive(Debug, Clone)]
pub(super) struct Joints {
    search: Searcher,
    /// For each of the parts, the words that have it, and where.
    places: Vec<Vec<Place>>,
    /// The length of the longest, where they are ends of words and looked for in copies.
    longest_end: Option<usize>,
}

impl Joints {
    /// Takes words; nothing where there are too many of them, or one is too short.
    pub(super) fn new(words: &[Word]) -> Option<Self> {
        let shortest = words.iter().map(|word| word.text.len()).min()?;
        if words.len() > MOST || shortest < LEAST {
            return None;
        }
        let (parts, longest_end) = if let Some(parts) = at_joints(words) {
            (parts, None)
        } else {
            let ends = ends(words, shortest.min(GLANCE));
            let longest = ends.iter().map(|(end, _)| end.len()).max();
            (ends, longest)
        };
        let (parts, places): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
        Some(Self {
            search: Config::new().builder().extend(parts).build()?,
            places,
            longest_end,
        })
    }

    /// Where words stand, with their numbers, ascending; what they are joined to is not looked at.
    pub(super) fn find(&self, words: &[Word], bytes: &[u8]) -> Vec<Place> {
        let mut there = Vec::new();
        match self.longest_end {
            None => self.look(words, bytes, (0, bytes), &mut there),
            Some(longest) => {
                for from in (0..bytes.len()).step_by(PIECE) {
                    let to = bytes.len().min(from + PIECE + longest - 1);
                    self.look(words, bytes, (from, &folded(&bytes[from..to])), &mut there);
                }
            }
        }
        there.sort_unstable();
        // What goes from one piece to the next may stand in both.
        there.dedup();
        there
    }

    /// Adds the words of which a part is in a piece of a text.
    fn look(&self, words: &[Word], bytes: &[u8], (from, piece): (usize, &[u8]), there: &mut Vec<Place>) {
        let mut rest = aho_corasick::Span::from(0..piece.len());
        while let Some(found) = self.search.find_in(piece, rest) {
            // Parts may overlap.
            rest.start = found.start() + 1;
            let places = &self.places[found.pattern().as_usize()];
            there.extend(places.iter().filter_map(|(number, offset)| {
                let word = words[*number].text.as_bytes();
                let start = (from + found.start()).checked_sub(*offset)?;
                let said = bytes.get(start..start + word.len())?;
                // Most are told by their last letter.
                let is_like = said.last()?.eq_ignore_ascii_case(word.last()?);
                (is_like && said.eq_ignore_ascii_case(word)).then_some((start, *number))
            }));
        }
    }
}

/// The rarest triple of each word around a joint, in every case; nothing where one has none, or there are too many.
fn at_joints(words: &[Word]) -> Option<Parts> {
    let mut triples: BTreeMap<[u8; 3], Vec<Place>> = BTreeMap::new();
    for (number, word) in words.iter().enumerate() {
        let all = word.text.as_bytes().array_windows().enumerate();
        let around =
            all.filter(|(_, triple): &(usize, &[u8; 3])| memchr::memchr2(b'.', b'_', *triple).is_some());
        let (offset, rarest) = around.max_by_key(|(_, triple)| rarity(*triple))?;
        triples.entry(*rarest).or_default().push((number, offset));
    }
    let (mut parts, mut known) = (Parts::new(), FxHashSet::default());
    // Those that come first, up to eight, are told apart at a glance, and the others by what they have in common with
    // one of them: different triples first, then the cases of each.
    for large in 0..8 {
        for (triple, places) in &triples {
            let cased = in_case(*triple, large);
            if known.insert(cased) {
                parts.push((cased.to_vec(), places.clone()));
            }
        }
    }
    (parts.len() <= MOST).then_some(parts)
}

/// The [folded] ends of words from the rarest of so many letters on; where one begins with another, the shorter.
fn ends(words: &[Word], letters: usize) -> Parts {
    let end = |(number, word): (usize, &Word)| {
        let word = word.text.as_bytes();
        let windows = word.windows(letters).enumerate();
        let rarest = windows.max_by_key(|(_, letters)| rarity(letters));
        let offset = rarest.map_or(0, |(offset, _)| offset);
        (folded(&word[offset..]), (number, offset))
    };
    let mut all: Vec<(Vec<u8>, Place)> = words.iter().enumerate().map(end).collect();
    all.sort_unstable();
    let mut ends = Parts::new();
    for (end, place) in all {
        match ends.last_mut() {
            Some((shorter, places)) if end.starts_with(shorter) => places.push(place),
            _ => ends.push((end, vec![place])),
        }
    }
    ends
}

/// Bytes among which small letters and large ones are the same; so are some that are no letters.
fn folded(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|byte| byte | 0x20).collect()
}

/// How rare bytes are.
fn rarity(bytes: &[u8]) -> usize {
    let rank = |byte: &u8| COMMON.iter().position(|common| common == byte);
    bytes.iter().filter_map(rank).sum()
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

    fn found(list: &[&str], text: &str) -> Vec<(usize, String)> {
        let words = words(list);
        let found = Joints::new(&words).unwrap().find(&words, text.as_bytes());
        let found = found.into_iter();
        found.map(|(at, number)| (at, list[number].to_owned())).collect()
    }

    #[test]
    fn words_are_found_wherever_they_stand() {
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
        assert_eq!(found(&["ü_ö"], "ü_ö"), [at(0, "ü_ö")]);
    }

    #[test]
    fn words_that_are_too_short_or_too_many_are_refused() {
        for list in [&["a_b", "ab"][..], &["_x"], &["a_b", ".x"]] {
            assert!(Joints::new(&words(list)).is_none());
        }
        let many: Vec<String> = (0..=MOST).map(|number| format!("z{number}_z")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(Joints::new(&words(&many)).is_none());
    }

    proptest::proptest! {
        #[test]
        fn nothing_else_is_found_than_by_looking_everywhere(
            list in proptest::collection::vec("[ab_]{3,5}|[.][ab]{2,4}|[a-c]{3,9}", 1..9),
            (before, text) in (PIECE - 50..PIECE, "[abcABC_.]{0,60}"),
        ) {
            let list: Vec<&str> = list.iter().map(String::as_str).collect();
            let text = format!("{}{text}", "b".repeat(before));
            let is_at = |at: usize, word: &str| {
                text.get(at..at + word.len()).is_some_and(|said| said.eq_ignore_ascii_case(word))
            };
            let everywhere = (0..text.len()).flat_map(|at| (0..list.len()).map(move |number| (at, number)));
            let all = everywhere.filter(|(at, number)| is_at(*at, list[*number]));
            let words = words(&list);
            let found = Joints::new(&words).unwrap().find(&words, text.as_bytes());
            proptest::prop_assert_eq!(found, all.collect::<Vec<_>>());
        }
    }
}
