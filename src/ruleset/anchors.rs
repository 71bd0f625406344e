//! Whether a text spells a word that begins a segment of an address: what nobody reads is searched for addresses, and
//! these have few slashes, so that it is soon said that there is none.

use rustc_hash::FxHashSet;

use crate::literal::HOLE;
use crate::literal::url::{Segment, Url};

/// Longer words are not compared.
const LONGEST: usize = 64;

/// Words of addresses, at least one of each.
#[derive(Debug, Clone, Default)]
pub(super) struct Anchors {
    /// In lower case, plain ASCII.
    words: FxHashSet<Box<[u8]>>,
    /// The lengths of the shortest and the longest.
    least: usize,
    most: usize,
}

impl Anchors {
    /// Takes addresses; nothing where one has no word that it could be told by.
    pub(super) fn new<'u>(urls: impl Iterator<Item = &'u Url>) -> Option<Self> {
        let words: FxHashSet<Box<[u8]>> = urls.map(|url| Some(anchor(url)?.into())).collect::<Option<_>>()?;
        Some(Self {
            least: words.iter().map(|word| word.len()).min()?,
            most: words.iter().map(|word| word.len()).max()?,
            words,
        })
    }

    /// Whether a text has one of the words behind a slash, or behind a user's name.
    pub(super) fn is_anywhere(&self, bytes: &[u8]) -> bool {
        memchr::memchr2_iter(b'/', b'@', bytes).any(|at| {
            let rest = &bytes[at + 1..bytes.len().min(at + self.most + 2)];
            let length = rest.iter().take_while(|byte| is_word(**byte)).count();
            if length < self.least || length > self.most {
                return false;
            }
            let mut word = [0; LONGEST];
            let word = &mut word[..length];
            word.copy_from_slice(&rest[..length]);
            word.make_ascii_lowercase();
            self.words.contains(&*word)
        })
    }
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// The longest of the words with which the segments of an address begin, in lower case.
fn anchor(url: &Url) -> Option<Vec<u8>> {
    let segments = url.segments.iter().filter_map(|segment| match segment {
        Segment::One(text) => first_word(text),
        Segment::Rest => None,
    });
    let longest = segments.max_by_key(|word| word.len());
    let word = longest.or_else(|| first_word(url.host.as_deref()?))?;
    Some(word.to_ascii_lowercase().into_bytes())
}

/// The word that a segment begins with, if that is known to its end.
fn first_word(text: &str) -> Option<&str> {
    let end = text.bytes().position(|byte| !is_word(byte)).unwrap_or(text.len());
    let word = text.get(..end)?;
    let is_plain = word.is_ascii() && !word.is_empty() && word.len() <= LONGEST;
    (is_plain && !text[end..].starts_with(HOLE)).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anchors(urls: &[&str]) -> Option<Anchors> {
        let urls: Vec<Url> = urls.iter().filter_map(|url| Url::new(url)).collect();
        Anchors::new(urls.iter())
    }

    #[test]
    fn an_address_is_told_by_the_words_its_segments_begin_with() {
        let known = anchors(&[
            "/api/v1/users/{id}",
            "//legacy.acme.test/**",
            "/files/{name}.json",
        ])
        .unwrap();
        for text in [
            "GET /api/v1/Users/7",
            "x: http://me:1@legacy.acme.test",
            "/files/",
            "a/users",
        ] {
            assert!(known.is_anywhere(text.as_bytes()), "{text}");
        }
        for text in [
            "users files legacy",
            "/api/v1/users2",
            "/usersä",
            "/",
            "",
            "a/x-users",
        ] {
            assert!(!known.is_anywhere(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn an_address_without_such_a_word_is_told_by_none() {
        for url in ["/.well-known", "/{x}-users", "/caf\u{e9}", "/users{x}"] {
            assert!(anchors(&["/users", url]).is_none(), "{url}");
        }
        assert!(anchors(&[]).is_none());
    }
}
