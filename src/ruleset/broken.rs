//! Where a source may spell a word in two parts, because a literal is continued elsewhere: at its quotation marks, or with
//! a backslash.

use rustc_hash::FxHashMap;

use super::letters::{Letters, Place};
use super::words::{Word, begins_word, ends_word};
use crate::span::Span;

/// Shorter names are not looked for in two parts, in bytes.
const LEAST: usize = 6;

/// The other parts of so many are looked for.
const MOST_LOOKS: usize = 32;

/// The parts that words may be broken into.
#[derive(Debug, Clone, Default)]
pub(super) struct Broken {
    /// By the three letters before, and after, the break.
    firsts: Letters,
    lasts: Letters,
}

/// A part of a word that a text breaks in two.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) span: Span,
    /// Which word it is of, and where that is broken.
    broke: Place,
    is_first: bool,
}

/// Where a word is taken apart at the least.
fn half(word: &[u8]) -> usize {
    word.len().div_ceil(2)
}

impl Broken {
    pub(super) fn new(words: &[Word]) -> Self {
        let words = || {
            let numbered = words.iter().enumerate();
            let long = numbered.filter(|(_, word)| word.is_said && word.text.len() >= LEAST);
            long.map(|(number, word)| (number, word.text.as_bytes()))
        };
        let firsts = words().flat_map(|(number, word)| {
            let breaks = half(word)..word.len();
            breaks.filter_map(move |at| Some((*word[..at].last_chunk()?, (number, at))))
        });
        let lasts = words().flat_map(|(number, word)| {
            let breaks = 1..=half(word);
            breaks.filter_map(move |at| Some((*word[at..].first_chunk()?, (number, at))))
        });
        Self {
            firsts: Letters::new(firsts),
            lasts: Letters::new(lasts),
        }
    }

    /// The parts of words that a text breaks in two.
    pub(super) fn find(&self, words: &[Word], bytes: &[u8]) -> Vec<Part> {
        let mut found = Vec::new();
        if self.firsts.is_empty() {
            return found;
        }
        for at in memchr::memchr3_iter(b'"', b'\'', b'\\', bytes) {
            for broke in self.firsts.of(bytes[..at].last_chunk()) {
                let part = &words[broke.0].text.as_bytes()[..broke.1];
                let start = at.checked_sub(part.len());
                let start = start.filter(|start| bytes[*start..at].eq_ignore_ascii_case(part));
                if let Some(start) = start.filter(|start| begins_word(bytes, *start)) {
                    found.push(Part::new(start, at, *broke, true));
                }
            }
            let Some(from) = past_break(bytes, at) else {
                continue;
            };
            for broke in self.lasts.of(bytes[from..].first_chunk()) {
                let part = &words[broke.0].text.as_bytes()[broke.1..];
                let end = from + part.len();
                let is_there = |there: &[u8]| there.eq_ignore_ascii_case(part) && ends_word(bytes, end);
                if bytes.get(from..end).is_some_and(is_there) {
                    found.push(Part::new(from, end, *broke, false));
                }
            }
        }
        found
    }

    /// Keeps the parts of words whose other parts may stand in the same text too: `"state"` is no part of `states`
    /// where nothing begins with an `s` that ends there.
    pub(super) fn keep_joined(words: &[Word], bytes: &[u8], parts: &mut Vec<Part>) {
        if parts.is_empty() || may_say_anything(bytes) {
            return;
        }
        let mut known: FxHashMap<(Place, bool), bool> = FxHashMap::default();
        parts.retain(|part| {
            // Each look goes through the whole text.
            if known.len() == MOST_LOOKS {
                return true;
            }
            let (number, at) = part.broke;
            let known = known.entry((part.broke, part.is_first));
            *known.or_insert_with(|| match part.is_first {
                true => goes_on(&words[number], at, bytes),
                false => is_begun(&words[number], at, bytes),
            })
        });
    }
}

impl Part {
    fn new(start: usize, end: usize, broke: Place, is_first: bool) -> Self {
        Self {
            span: Span::new(start, end),
            broke,
            is_first,
        }
    }

    /// The number of the word.
    pub(super) const fn word(&self) -> usize {
        self.broke.0
    }
}

/// Where a literal goes on that is broken at a quotation mark or a backslash.
fn past_break(bytes: &[u8], at: usize) -> Option<usize> {
    if bytes[at] != b'\\' {
        return Some(at + 1);
    }
    match bytes.get(at + 1..at + 3) {
        // A line that is continued may be indented.
        Some([b'\n', _] | [b'\r', b'\n']) => {
            let rest = &bytes[at + 1..];
            let blank = rest.iter().take_while(|byte| byte.is_ascii_whitespace());
            Some(at + 1 + blank.count())
        }
        _ => None,
    }
}

/// Whether strings may say what nobody sees: by the numbers of letters, or once parts are replaced.
fn may_say_anything(bytes: &[u8]) -> bool {
    let mut backslashes = memchr::memchr_iter(b'\\', bytes);
    let is_number = |at: usize| matches!(bytes.get(at + 1), Some(b'x' | b'u' | b'U' | b'N' | b'0'..=b'7'));
    backslashes.any(is_number) || memchr::memmem::find(bytes, b".replace").is_some()
}

/// Whether the rest of a word, or some of it as a piece of its own, stands where a piece of a literal begins.
fn goes_on(word: &Word, at: usize, bytes: &[u8]) -> bool {
    let rest = &word.text.as_bytes()[at..];
    let is_there = |start: usize| {
        let same = alike(rest.iter(), bytes[start..].iter());
        let end = start + same;
        let is_whole = same == rest.len()
            && (word.is_prefix || ends_word(bytes, end) || bytes[end..].starts_with(b"__"));
        is_whole || ends_piece(bytes, end)
    };
    any_letter(rest.first(), bytes, |start| {
        begins_piece(bytes, start) && is_there(start)
    })
}

/// Whether the beginning of a word, or some of it as a piece of its own, stands where a piece of a literal ends.
fn is_begun(word: &Word, at: usize, bytes: &[u8]) -> bool {
    let first = &word.text.as_bytes()[..at];
    let is_there = |end: usize| {
        let same = alike(first.iter().rev(), bytes[..end].iter().rev());
        let start = end - same;
        (same == first.len() && begins_word(bytes, start)) || begins_piece(bytes, start)
    };
    any_letter(first.last(), bytes, |at| {
        ends_piece(bytes, at + 1) && is_there(at + 1)
    })
}

/// Whether a place with a letter, small or large, is accepted. Any is where there is none that could be told by itself.
fn any_letter(letter: Option<&u8>, bytes: &[u8], accepts: impl FnMut(usize) -> bool) -> bool {
    let letter = letter.filter(|letter| letter.is_ascii() && !letter.is_ascii_digit());
    letter.is_none_or(|letter| memchr::memchr2_iter(*letter, letter.to_ascii_uppercase(), bytes).any(accepts))
}

/// How many letters are the same one after another, in which case does not count.
fn alike<'b>(some: impl Iterator<Item = &'b u8>, others: impl Iterator<Item = &'b u8>) -> usize {
    let pairs = some.zip(others);
    pairs
        .take_while(|(one, other)| one.eq_ignore_ascii_case(other))
        .count()
}

/// Whether a piece of a literal may begin at an offset: a string, what follows a field (`{x}`, `%s`, `%(x)5d`), or a
/// line that is continued.
fn begins_piece(bytes: &[u8], start: usize) -> bool {
    let before = &bytes[..start];
    match before.last() {
        Some(b'"' | b'\'' | b'`' | b'}') => true,
        Some(byte) if byte.is_ascii_whitespace() => before.trim_ascii_end().ends_with(b"\\"),
        Some(byte) if byte.is_ascii_alphabetic() => {
            let directive = before[..start - 1].iter().rev();
            let mut directive = directive.skip_while(|byte| b"0123456789.-+#*".contains(byte));
            matches!(directive.next(), Some(b'%' | b')'))
        }
        _ => false,
    }
}

/// Whether a piece of a literal may end at an offset.
fn ends_piece(bytes: &[u8], end: usize) -> bool {
    matches!(bytes.get(end), Some(b'"' | b'\'' | b'`' | b'\\' | b'{' | b'%'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The parts of `legacy_users` that are kept.
    fn kept(text: &str) -> Vec<&str> {
        let words = [Word::new("legacy_users", false, 0)];
        let mut parts = Broken::new(&words).find(&words, text.as_bytes());
        Broken::keep_joined(&words, text.as_bytes(), &mut parts);
        parts.into_iter().map(|part| part.span.of(text)).collect()
    }

    #[test]
    fn a_part_is_kept_where_the_other_may_stand() {
        assert_eq!(kept(r#""FROM legacy" "_users""#), ["legacy", "_users"]);
        assert_eq!(
            kept(r#"["_users"]; f"{it}legacy{x}" + 'legacy'"#),
            ["_users", "legacy"]
        );
        assert_eq!(kept(r#""legacy" "_us" "ers""#), ["legacy"]);
        assert_eq!(kept("'legacy\\\n   _users'"), ["legacy", "_users"]);
    }

    #[test]
    fn a_part_alone_is_none() {
        for text in [
            "x = 'legacy'",
            "'legacy', 'users'",
            "'my_users', '_users'",
            "a_users['legacy']",
        ] {
            assert!(kept(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn what_nobody_sees_may_be_the_other_part() {
        assert_eq!(kept(r"'legacy' '\x5fusers'"), ["legacy"]);
        assert_eq!(kept("'legacy' + 'Xusers'.replace('X', '_')"), ["legacy"]);
    }
}
