//! Where a source may spell a word in two parts, because a literal is continued elsewhere: at its quotation marks, or with
//! a backslash.

use rustc_hash::FxHashMap;

use super::words::{Word, begins_word, ends_word};
use crate::span::Span;

/// Shorter names are not looked for in two parts, in bytes.
const LEAST: usize = 6;

/// How many bits tell the ends of parts from each other, as a power of two.
const BITS: u32 = 14;

/// What parts of words begin and end with.
#[derive(Debug, Clone, Default)]
pub(super) struct Broken {
    /// By the three letters after which a word may be broken.
    ends: Parts,
    /// By the three before which it may be.
    begins: Parts,
}

/// Words by three letters of theirs.
#[derive(Debug, Clone)]
struct Parts {
    /// A bit for each [`number`] of letters.
    bits: Box<[u64; 1 << (BITS - 6)]>,
    /// The words of each.
    words: FxHashMap<usize, Vec<usize>>,
}

impl Default for Parts {
    fn default() -> Self {
        Self {
            bits: Box::new([0; 1 << (BITS - 6)]),
            words: FxHashMap::default(),
        }
    }
}

impl Parts {
    fn add(&mut self, letters: [u8; 3], word: usize) {
        let number = number(letters);
        self.bits[number / 64] |= 1 << (number % 64);
        let words = self.words.entry(number).or_default();
        if words.last() != Some(&word) {
            words.push(word);
        }
    }

    /// The words that some letters may be of.
    fn of(&self, letters: Option<[u8; 3]>) -> &[usize] {
        let number = letters.map(number);
        let has = |number: &usize| self.bits[number / 64] & (1 << (number % 64)) != 0;
        let words = number.filter(has).and_then(|number| self.words.get(&number));
        words.map_or(&[], Vec::as_slice)
    }
}

/// A number for three letters, in which case does not count.
fn number(letters: [u8; 3]) -> usize {
    let [first, second, third] = letters.map(|letter| u32::from(letter | 0x20));
    let all = first | second << 8 | third << 16;
    (all.wrapping_mul(0x9e37_79b1) >> (u32::BITS - BITS)) as usize
}

/// The three letters that a text begins with.
fn first(bytes: &[u8]) -> Option<[u8; 3]> {
    bytes.first_chunk().copied()
}

/// The three letters that a text ends with.
fn last(bytes: &[u8]) -> Option<[u8; 3]> {
    bytes.last_chunk().copied()
}

/// Where a word is taken apart at the least.
fn half(word: &[u8]) -> usize {
    word.len().div_ceil(2)
}

impl Broken {
    pub(super) fn new(words: &[Word]) -> Self {
        let mut broken = Self::default();
        for (number, word) in words.iter().map(|word| word.text.as_bytes()).enumerate() {
            if word.len() < LEAST {
                continue;
            }
            let before = (half(word)..word.len()).filter_map(|at| last(&word[..at]));
            before.for_each(|letters| broken.ends.add(letters, number));
            let after = (1..=half(word)).filter_map(|at| first(&word[at..]));
            after.for_each(|letters| broken.begins.add(letters, number));
        }
        broken
    }

    /// The parts of words that a text breaks in two, with the marks of the words.
    pub(super) fn find(&self, words: &[Word], bytes: &[u8], found: &mut Vec<(Span, u8)>) {
        if self.ends.words.is_empty() {
            return;
        }
        let word = |number: &usize| words.get(*number);
        for at in memchr::memchr3_iter(b'"', b'\'', b'\\', bytes) {
            let begun = |word: &Word| Some((begun(word.text.as_bytes(), bytes, at)?, word.marks));
            let before = self.ends.of(last(&bytes[..at])).iter().filter_map(word);
            found.extend(before.filter_map(begun));
            let from = match bytes[at] {
                // A line that is continued may be indented.
                b'\\' => match bytes.get(at + 1..at + 3) {
                    Some([b'\n', _] | [b'\r', b'\n']) => {
                        let rest = &bytes[at + 1..];
                        let blank = rest.iter().take_while(|byte| byte.is_ascii_whitespace());
                        at + 1 + blank.count()
                    }
                    _ => continue,
                },
                _ => at + 1,
            };
            let ended = |word: &Word| Some((ended(word.text.as_bytes(), bytes, from)?, word.marks));
            let after = self.begins.of(first(&bytes[from..])).iter().filter_map(word);
            found.extend(after.filter_map(ended));
        }
    }
}

/// The first letters of a word, half of them or more, before an offset.
fn begun(word: &[u8], bytes: &[u8], end: usize) -> Option<Span> {
    let lengths = (half(word)..word.len()).rev();
    let starts = lengths.filter_map(|length| Some((end.checked_sub(length)?, length)));
    let mut there = starts.filter(|(start, length)| {
        bytes[*start..end].eq_ignore_ascii_case(&word[..*length]) && begins_word(bytes, *start)
    });
    there.next().map(|(start, _)| Span::new(start, end))
}

/// The last letters of a word, half of them or more, from an offset on.
fn ended(word: &[u8], bytes: &[u8], start: usize) -> Option<Span> {
    let mut there = (1..=half(word)).filter_map(|offset| {
        let rest = &word[offset..];
        let end = start + rest.len();
        let is_there = bytes.get(start..end)?.eq_ignore_ascii_case(rest) && ends_word(bytes, end);
        is_there.then(|| Span::new(start, end))
    });
    there.next()
}
