//! Whether a text holds one of many words: a search after Wu and Manber that skips what can be no part of any.
//!
//! It says yes or no, and is fast where the answer is no; where words stand is said by [`words`](super::words).

use rustc_hash::FxHashMap;

use super::letters::number;

/// So many letters decide how far to skip.
const BLOCK: usize = 3;

/// Words are told apart by no more letters than this at their beginning.
const MOST: usize = 16;

/// How many parts of a text are searched at once.
const PARTS: usize = 6;

/// How many bits of a block's number are kept.
const BITS: u32 = 15;

/// Words to look for.
#[derive(Debug, Clone)]
pub(super) struct Sieve {
    /// In lower case.
    words: Vec<Box<[u8]>>,
    /// The length of the shortest.
    least: usize,
    /// How far to go on from a block that ends at an offset; nothing where a word may begin.
    shifts: Box<[u8; 1 << BITS]>,
    /// The most of these.
    farthest: usize,
    /// By the block at its `least` letters' end, the words.
    ends: FxHashMap<usize, Vec<usize>>,
}

/// The number of the block that ends at an offset. With the byte before it, it is loaded as fast as a byte is.
fn number_at(bytes: &[u8], end: usize) -> Option<usize> {
    let Some(block) = bytes.get(end.wrapping_sub(BLOCK + 1)..end) else {
        return Some(number_of(bytes.get(..end)?.try_into().ok()?));
    };
    Some(number(u32::from_le_bytes(block.try_into().ok()?) >> 8, BITS))
}

const fn number_of([first, second, third]: [u8; BLOCK]) -> usize {
    number(u32::from_le_bytes([first, second, third, 0]), BITS)
}

impl Sieve {
    /// Takes words in lower case; nothing where some are too short or no plain ASCII.
    pub(super) fn new(words: &[&str]) -> Option<Self> {
        let least = words.iter().map(|word| word.len()).min()?.min(MOST);
        if least < BLOCK || !words.iter().all(|word| word.is_ascii()) {
            return None;
        }
        let farthest = least + 1 - BLOCK;
        let shifts = vec![farthest as u8; 1 << BITS].into_boxed_slice();
        let mut shifts: Box<[u8; 1 << BITS]> = shifts.try_into().ok()?;
        let mut ends: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
        for (index, word) in words.iter().enumerate() {
            for (at, block) in word.as_bytes()[..least].windows(BLOCK).enumerate() {
                let number = number_of(block.try_into().ok()?);
                let shift = &mut shifts[number];
                *shift = (*shift).min((least - BLOCK - at) as u8);
                if at + BLOCK == least {
                    ends.entry(number).or_default().push(index);
                }
            }
        }
        Some(Self {
            words: words.iter().map(|word| word.as_bytes().into()).collect(),
            least,
            shifts,
            farthest,
            ends,
        })
    }

    /// Whether one of the words stands somewhere that is accepted, given its start and its end.
    pub(super) fn any(&self, bytes: &[u8], accepts: impl Fn(usize, usize) -> bool) -> bool {
        // Where each part goes on, and where it ends: a step waits for the one before it, those of other parts do not.
        let part = bytes.len() / PARTS;
        let mut ends: [usize; PARTS] = std::array::from_fn(|index| index * part + self.least);
        let limits: [usize; PARTS] = std::array::from_fn(|index| match index + 1 {
            PARTS => bytes.len(),
            next => next * part + self.least - 1,
        });
        // How often each may go as far as any block lets it.
        let rest = |(end, limit): (&usize, &usize)| Some(limit.checked_sub(*end)? / self.farthest + 1);
        while let Some(Some(steps)) = ends.iter().zip(&limits).map(rest).min() {
            for _ in 0..steps {
                for end in &mut ends {
                    let shift = self.shift(bytes, *end);
                    if shift == 0 && self.is_at(bytes, *end, &accepts) {
                        return true;
                    }
                    *end += shift.max(1);
                }
            }
        }
        // What is left of the parts that are longer.
        ends.into_iter().zip(limits).any(|(mut end, limit)| {
            while end <= limit {
                let shift = self.shift(bytes, end);
                if shift == 0 && self.is_at(bytes, end, &accepts) {
                    return true;
                }
                end += shift.max(1);
            }
            false
        })
    }

    /// How far to go on from a block that ends at an offset.
    fn shift(&self, bytes: &[u8], end: usize) -> usize {
        number_at(bytes, end).map_or(1, |number| usize::from(self.shifts[number]))
    }

    /// Whether a word that is accepted stands where a block ends.
    fn is_at(&self, bytes: &[u8], end: usize, accepts: &impl Fn(usize, usize) -> bool) -> bool {
        let (Some(start), Some(number)) = (end.checked_sub(self.least), number_at(bytes, end)) else {
            return false;
        };
        let words = self.ends.get(&number).into_iter().flatten();
        words.into_iter().any(|index| {
            let word = &self.words[*index];
            let found = bytes.get(start..start + word.len());
            found.is_some_and(|found| found.eq_ignore_ascii_case(word)) && accepts(start, start + word.len())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn any(words: &[&str], text: &str) -> bool {
        Sieve::new(words).unwrap().any(text.as_bytes(), |_, _| true)
    }

    #[test]
    fn words_are_found_wherever_they_stand() {
        let words = ["users", "dagruns", "orders_by_name"];
        for word in words {
            for before in 0..40 {
                let text = format!(
                    "{}{}{}",
                    "x".repeat(before),
                    word.to_uppercase(),
                    "y".repeat(before % 7)
                );
                assert!(any(&words, &text), "{text}");
                assert!(!any(&words, &text.replace(['S', 'R'], "-")), "{text}");
            }
        }
        assert!(!any(&words, "") && !any(&words, "us") && !any(&words, "userz"));
        assert!(any(&["abc"], "zabc") && any(&["a_c"], "A_C"));
        assert!(any(&["abc"], "abc") && any(&["abc", "xyz"], "ab xyz") && !any(&["abc"], "ab"));
    }

    #[test]
    fn words_that_cannot_be_sieved_are_refused() {
        for words in [&[][..], &["ab"], &["long", "ü_long"]] {
            assert!(Sieve::new(words).is_none());
        }
    }
}
