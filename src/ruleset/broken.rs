//! Where a source may spell a word in two parts, because a literal is continued elsewhere: at its quotation marks, or with
//! a backslash.

use super::words::{Word, begins_word, ends_word};
use crate::span::Span;

/// Shorter names are not looked for in two parts, in bytes.
const LEAST: usize = 6;

/// How many bits tell the ends of parts from each other, as a power of two.
const BITS: u32 = 14;

/// What parts of words begin and end with.
#[derive(Debug, Clone, Default)]
pub(super) struct Broken {
    /// A bit for each three letters, by their [`number`], after which, or before which, a word may be broken.
    ends: Box<[u64]>,
    begins: Box<[u64]>,
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
        let [mut ends, mut begins] = [(); 2].map(|()| vec![0_u64; 1 << (BITS - 6)].into_boxed_slice());
        let words = words.iter().map(|word| word.text.as_bytes());
        for word in words.filter(|word| word.len() >= LEAST) {
            let before = (half(word)..word.len()).filter_map(|at| last(&word[..at]));
            for bit in before.map(number) {
                ends[bit / 64] |= 1 << (bit % 64);
            }
            let after = (1..=half(word)).filter_map(|at| first(&word[at..]));
            for bit in after.map(number) {
                begins[bit / 64] |= 1 << (bit % 64);
            }
        }
        Self { ends, begins }
    }

    /// The parts of words that a text breaks in two, with the marks of the words.
    pub(super) fn find(&self, words: &[Word], bytes: &[u8], found: &mut Vec<(Span, u8)>) {
        if !words.iter().any(|word| word.text.len() >= LEAST) {
            return;
        }
        let has = |bits: &[u64], letters: [u8; 3]| {
            let bit = number(letters);
            bits.get(bit / 64)
                .is_some_and(|bits| bits & (1 << (bit % 64)) != 0)
        };
        for at in memchr::memchr3_iter(b'"', b'\'', b'\\', bytes) {
            if last(&bytes[..at]).is_some_and(|letters| has(&self.ends, letters)) {
                let begun = |word: &Word| Some((begun(word.text.as_bytes(), bytes, at)?, word.marks));
                found.extend(words.iter().filter_map(begun));
            }
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
            if first(&bytes[from..]).is_some_and(|letters| has(&self.begins, letters)) {
                let ended = |word: &Word| Some((ended(word.text.as_bytes(), bytes, from)?, word.marks));
                found.extend(words.iter().filter_map(ended));
            }
        }
    }
}

/// The first letters of a word, half of them or more, before an offset.
fn begun(word: &[u8], bytes: &[u8], end: usize) -> Option<Span> {
    let lengths = half(word)..word.len();
    let lengths = lengths.filter(|_| word.len() >= LEAST).rev();
    let starts = lengths.filter_map(|length| Some((end.checked_sub(length)?, length)));
    let mut there = starts.filter(|(start, length)| {
        bytes[*start..end].eq_ignore_ascii_case(&word[..*length]) && begins_word(bytes, *start)
    });
    there.next().map(|(start, _)| Span::new(start, end))
}

/// The last letters of a word, half of them or more, from an offset on.
fn ended(word: &[u8], bytes: &[u8], start: usize) -> Option<Span> {
    let offsets = (1..=half(word)).filter(|_| word.len() >= LEAST);
    let mut there = offsets.filter_map(|offset| {
        let rest = &word[offset..];
        let end = start + rest.len();
        let is_there = bytes.get(start..end)?.eq_ignore_ascii_case(rest) && ends_word(bytes, end);
        is_there.then(|| Span::new(start, end))
    });
    there.next()
}
