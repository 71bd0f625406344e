//! Where a source may spell the names of tables and columns: one pass over its bytes, whatever their case.
//!
//! A name stands in a string, so what is around it may be an escape (`\nusers`) or a part of a format (`%susers`), and
//! a literal that is continued elsewhere may break it in two. This only says where to look.

use super::spot::Spot;
use crate::span::Span;

/// Shorter names are not looked for in two parts, in bytes.
const LEAST_BROKEN: usize = 6;

/// How far before a name the beginning of an escape is looked for, in bytes: `\U0001F600`.
const ESCAPE: usize = 12;

/// How many bits tell the ends of parts from each other, as a power of two.
const BITS: u32 = 14;

/// Words to look for.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    spot: Spot,
    /// In lower case; those that stand for all that begin so.
    texts: Vec<(Box<str>, bool)>,
    /// A bit for each [`pair`] of letters before which, or after which, a word may be broken.
    ends: Box<[u64]>,
    begins: Box<[u64]>,
}

/// A number for two letters, in which case does not count.
fn pair(first: u8, second: u8) -> usize {
    let both = u32::from(first | 0x20) | u32::from(second | 0x20) << 8;
    (both.wrapping_mul(0x9e37_79b1) >> (u32::BITS - BITS)) as usize
}

/// Where a word is taken apart at the least.
fn half(word: &[u8]) -> usize {
    word.len().div_ceil(2)
}

impl Words {
    /// Compiles words, in lower case; each may be a prefix of what is looked for.
    pub(super) fn new(mut words: Vec<(String, bool)>) -> Self {
        words.sort_unstable();
        words.dedup();
        let [mut ends, mut begins] = [(); 2].map(|()| vec![0_u64; 1 << (BITS - 6)].into_boxed_slice());
        for (word, _) in &words {
            let word = word.as_bytes();
            if word.len() < LEAST_BROKEN {
                continue;
            }
            for at in half(word)..word.len() {
                let bit = pair(word[at - 2], word[at - 1]);
                ends[bit / 64] |= 1 << (bit % 64);
            }
            for at in 1..=half(word) {
                let bit = pair(word[at], word[at + 1]);
                begins[bit / 64] |= 1 << (bit % 64);
            }
        }
        Self {
            spot: Spot::new(words.iter().map(|(word, _)| word.as_str())),
            texts: words
                .into_iter()
                .map(|(word, is_prefix)| (word.into_boxed_str(), is_prefix))
                .collect(),
            ends,
            begins,
        }
    }

    /// Where words may stand, ascending.
    pub(super) fn find(&self, bytes: &[u8]) -> Vec<Span> {
        let mut spans = Vec::new();
        if self.texts.is_empty() {
            return spans;
        }
        self.spot.find(bytes, |word, start| {
            let (word, is_prefix) = &self.texts[word];
            let end = start + word.len();
            // `full_name__icontains` asks something of a column.
            let is_whole = *is_prefix || ends_word(bytes, end) || bytes[end..].starts_with(b"__");
            if is_whole && begins_word(bytes, start) {
                spans.push(Span::new(start, end));
            }
        });
        self.broken(bytes, &mut spans);
        spans.sort_unstable();
        spans.dedup();
        spans
    }

    /// The parts of words that a literal breaks in two, at its quotation marks or with a backslash.
    fn broken(&self, bytes: &[u8], spans: &mut Vec<Span>) {
        let has = |bits: &[u64], bit: usize| bits[bit / 64] & (1 << (bit % 64)) != 0;
        for at in memchr::memchr3_iter(b'"', b'\'', b'\\', bytes) {
            if at >= 2 && has(&self.ends, pair(bytes[at - 2], bytes[at - 1])) {
                spans.extend(
                    self.texts
                        .iter()
                        .filter_map(|(word, _)| begun(word.as_bytes(), bytes, at)),
                );
            }
            let from = match bytes[at] {
                // A line that is continued may be indented.
                b'\\' => match bytes.get(at + 1..at + 3) {
                    Some([b'\n', _] | [b'\r', b'\n']) => {
                        let blank = bytes[at + 1..]
                            .iter()
                            .take_while(|byte| byte.is_ascii_whitespace())
                            .count();
                        at + 1 + blank
                    }
                    _ => continue,
                },
                _ => at + 1,
            };
            if let Some([first, second, ..]) = bytes.get(from..from + 2)
                && has(&self.begins, pair(*first, *second))
            {
                spans.extend(
                    self.texts
                        .iter()
                        .filter_map(|(word, _)| ended(word.as_bytes(), bytes, from)),
                );
            }
        }
    }
}

/// The first letters of a word, half of them or more, before an offset.
fn begun(word: &[u8], bytes: &[u8], end: usize) -> Option<Span> {
    let lengths = half(word)..word.len();
    let lengths = lengths.filter(|_| word.len() >= LEAST_BROKEN).rev();
    let starts = lengths.filter_map(|length| Some((end.checked_sub(length)?, length)));
    let mut there = starts.filter(|(start, length)| {
        bytes[*start..end].eq_ignore_ascii_case(&word[..*length]) && begins_word(bytes, *start)
    });
    there.next().map(|(start, _)| Span::new(start, end))
}

/// The last letters of a word, half of them or more, from an offset on.
fn ended(word: &[u8], bytes: &[u8], start: usize) -> Option<Span> {
    let offsets = (1..=half(word)).filter(|_| word.len() >= LEAST_BROKEN);
    let mut there = offsets.filter_map(|offset| {
        let rest = &word[offset..];
        let end = start + rest.len();
        let is_there = bytes.get(start..end)?.eq_ignore_ascii_case(rest) && ends_word(bytes, end);
        is_there.then(|| Span::new(start, end))
    });
    there.next()
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// Whether a word may begin at an offset: nothing is joined to it, or what is ends an escape or a format's part.
fn begins_word(bytes: &[u8], start: usize) -> bool {
    let near = &bytes[start.saturating_sub(ESCAPE)..start];
    let joined = near.iter().rev().take_while(|byte| is_word(**byte)).count();
    let before = near.len().checked_sub(joined + 1).map(|at| near[at]);
    joined == 0 || matches!(before, Some(b'\\' | b'%'))
}

fn ends_word(bytes: &[u8], end: usize) -> bool {
    !bytes.get(end).is_some_and(|byte| is_word(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let words = Words::new(vec![
            ("legacy_users".to_owned(), false),
            ("old_".to_owned(), true),
        ]);
        let spans = words.find(text.as_bytes());
        spans.into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn whole_words_in_any_case_and_behind_escapes() {
        assert_eq!(found("FROM Legacy_Users"), ["Legacy_Users"]);
        assert_eq!(found(r"\nlegacy_users %slegacy_users"), ["legacy_users"; 2]);
        assert_eq!(found("old_orders, {old_}x"), ["old_"; 2]);
        assert_eq!(found("legacy_users__id=1"), ["legacy_users"]);
        assert!(found("my_legacy_users legacy_users2 bold_x").is_empty());
    }

    #[test]
    fn words_in_two_parts() {
        assert_eq!(found(r#""FROM legacy" "_users""#), ["legacy", "_users"]);
        assert_eq!(found(r#""FROM legacy_us\"#), ["legacy_us"]);
        assert_eq!(found("le\\\n   gacy_users"), ["gacy_users"]);
        assert!(found("legacy_us, x_users").is_empty());
    }
}
