//! Finding many words in a text, whatever their case, a few bytes at a time: the algorithm of Wu and Manber.
//!
//! Most texts hold none of the words, and most of a text is skipped without looking at each byte: what the three bytes
//! at hand cannot be a part of lies behind. An automaton would look at each byte, and a search for the rarest of a few
//! bytes finds too much. See S. Wu and U. Manber, *A fast algorithm for multi-pattern searching*, TR-94-17, 1994.

use regex::bytes::{Regex, RegexBuilder};

/// How many bytes are looked at together.
const BLOCK: usize = 3;

/// How many bits tell blocks apart, as a power of two.
const BITS: u32 = 14;

/// Words to find.
#[derive(Debug, Clone, Default)]
pub(super) struct Spot {
    /// Those that are long enough, in lower case.
    words: Vec<Numbered>,
    /// The length of the shortest.
    least: usize,
    /// For each block how far the next place is where a word may have it at its end, of its first `least` bytes.
    shifts: Box<[u8]>,
    /// For each block that ends the first bytes of words, which these are; parallel to the blocks by [`block`].
    ending: Box<[Vec<u32>]>,
    /// The shorter words, with their numbers.
    short: Option<(Regex, Vec<Numbered>)>,
}

/// A word and its number.
type Numbered = (Box<[u8]>, usize);

/// A number for the block at the beginning of some bytes, in which case does not count.
fn block(bytes: &[u8]) -> usize {
    let [first, second, third] = [bytes[0], bytes[1], bytes[2]].map(|byte| u32::from(byte | 0x20));
    let all = first | second << 8 | third << 16;
    (all.wrapping_mul(0x9e37_79b1) >> (u32::BITS - BITS)) as usize
}

impl Spot {
    /// Compiles words, in lower case; each is found under its number.
    pub(super) fn new<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        let numbered = words.into_iter().enumerate();
        let numbered = numbered.map(|(number, word)| (Box::<[u8]>::from(word.as_bytes()), number));
        let (words, short): (Vec<_>, Vec<_>) = numbered
            .filter(|(word, _)| !word.is_empty())
            .partition(|(word, _)| word.len() >= BLOCK);
        let least = words.iter().map(|(word, _)| word.len()).min().unwrap_or_default();
        let least = least.min(usize::from(u8::MAX));
        let mut shifts = vec![(least + 1).saturating_sub(BLOCK) as u8; 1 << BITS].into_boxed_slice();
        let mut ending = vec![Vec::new(); 1 << BITS].into_boxed_slice();
        for (index, (word, _)) in words.iter().enumerate() {
            for at in 0..=least - BLOCK {
                let shift = &mut shifts[block(&word[at..])];
                *shift = (*shift).min((least - BLOCK - at) as u8);
            }
            ending[block(&word[least - BLOCK..])].push(index as u32);
        }
        Self {
            words,
            least,
            shifts,
            ending,
            short: of_short(short),
        }
    }

    /// Calls `found` with the number of each word and where it begins. What it is a part of does not matter.
    pub(super) fn find(&self, bytes: &[u8], mut found: impl FnMut(usize, usize)) {
        if let Some((expression, words)) = &self.short {
            for place in expression.find_iter(bytes) {
                let same = words
                    .iter()
                    .filter(|(word, _)| word.eq_ignore_ascii_case(place.as_bytes()));
                same.for_each(|(_, number)| found(*number, place.start()));
            }
        }
        if self.words.is_empty() {
            return;
        }
        let before = self.least - BLOCK;
        let mut at = before;
        while at + BLOCK <= bytes.len() {
            let block = block(&bytes[at..]);
            let shift = self.shifts[block];
            if shift > 0 {
                at += usize::from(shift);
                continue;
            }
            let start = at - before;
            for index in &self.ending[block] {
                let (word, number) = &self.words[*index as usize];
                let there = bytes.get(start..start + word.len());
                if there.is_some_and(|there| there.eq_ignore_ascii_case(word)) {
                    found(*number, start);
                }
            }
            at += 1;
        }
    }
}

/// An expression for words that are shorter than a block, whole ones only: anything holds two letters.
fn of_short(words: Vec<Numbered>) -> Option<(Regex, Vec<Numbered>)> {
    let texts = words
        .iter()
        .filter_map(|(word, _)| std::str::from_utf8(word).ok());
    let pattern = texts.map(regex::escape).collect::<Vec<_>>().join("|");
    let expression = RegexBuilder::new(&format!(r"(?-u:\b)(?:{pattern})"))
        .case_insensitive(true)
        .build()
        .ok()?;
    (!words.is_empty()).then_some((expression, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(words: &[&str], text: &str) -> Vec<(usize, usize)> {
        let mut places = Vec::new();
        Spot::new(words.iter().copied()).find(text.as_bytes(), |number, at| places.push((at, number)));
        places.sort_unstable();
        places
    }

    #[test]
    fn words_of_any_length_and_case() {
        let words = &["users", "legacy_users", "abc", "t", "öl_x"];
        assert_eq!(found(words, "Legacy_USERS abc"), [(0, 1), (7, 0), (13, 2)]);
        assert_eq!(
            found(words, "t aT: öl_x abcabc"),
            [(0, 3), (6, 4), (12, 2), (15, 2)]
        );
        assert_eq!(found(words, "user ab"), []);
        assert_eq!(found(&[], "anything"), []);
    }

    proptest::proptest! {
        #[test]
        fn as_a_plain_search(words in proptest::collection::vec("[ab_]{3,6}", 1..6), text in "[abAB_ ]{0,60}") {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let lower = text.to_lowercase();
            let mut expected: Vec<(usize, usize)> = Vec::new();
            for (number, word) in words.iter().enumerate() {
                let places = (0..lower.len()).filter(|at| lower[*at..].starts_with(word));
                expected.extend(places.map(|at| (at, number)));
            }
            expected.sort_unstable();
            proptest::prop_assert_eq!(found(&words, &text), expected);
        }
    }
}
