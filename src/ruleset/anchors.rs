//! Whether a text spells a word that begins a segment of an address: what nobody reads is searched for addresses, and
//! these have few slashes, so that it is soon said that there is none.

use rustc_hash::FxHashMap;

use crate::literal::HOLE;
use crate::literal::url::{Segment, Url};

/// Longer words are not compared.
const LONGEST: usize = 64;

/// So many letters a joint in a word is worth.
const JOINT: usize = 4;

/// Words of addresses, at least one of each.
#[derive(Debug, Clone, Default)]
pub(super) struct Anchors {
    /// In lower case, plain ASCII; with what a segment may go on with.
    words: FxHashMap<Box<[u8]>, Vec<Box<[u8]>>>,
    /// The lengths of the shortest and the longest.
    least: usize,
    most: usize,
}

impl Anchors {
    /// Takes addresses; nothing where one has no word that it could be told by.
    pub(super) fn new<'u>(urls: impl Iterator<Item = &'u Url>) -> Option<Self> {
        let mut words: FxHashMap<Box<[u8]>, Vec<Box<[u8]>>> = FxHashMap::default();
        for url in urls {
            let [word, rest] =
                anchor(url)?.map(|part| part.to_ascii_lowercase().into_bytes().into_boxed_slice());
            words.entry(word).or_default().push(rest);
        }
        Some(Self {
            least: words.keys().map(|word| word.len()).min()?,
            most: words.keys().map(|word| word.len()).max()?,
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
            let rests = self.words.get(&*word).into_iter().flatten();
            let after = &bytes[at + 1 + length..];
            let goes_on = |rest: &[u8]| {
                let after = after.get(..rest.len());
                after.is_some_and(|after| after.eq_ignore_ascii_case(rest))
            };
            rests.into_iter().any(|rest| goes_on(rest))
        })
    }
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// How rare a segment of an address may be: a long one is, and one that is put together: `/lots_v0` tells more than
/// `/internal`.
pub(super) fn rarity(text: &str) -> usize {
    let joint = if text.contains(['_', '-']) { JOINT } else { 0 };
    text.len() + joint
}

/// The rarest of the words with which the segments of an address begin, and what its segment goes on with.
fn anchor(url: &Url) -> Option<[&str; 2]> {
    let segments = url.segments.iter().filter_map(|segment| match segment {
        Segment::One(text) => Some((first_word(text)?, text.as_str())),
        Segment::Rest => None,
    });
    let rarest = segments.max_by_key(|(_, text)| rarity(&text[..text.find(HOLE).unwrap_or(text.len())]));
    let Some((word, text)) = rarest else {
        return Some([first_word(url.host.as_deref()?)?, ""]);
    };
    let rest = text[word.len()..].split(HOLE).next().unwrap_or_default();
    // What is no letter may be written as an escape.
    let plain = rest.bytes().position(|byte| !is_word(byte) && byte != b'-');
    Some([word, &rest[..plain.unwrap_or(rest.len())]])
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
        let rare = anchors(&["/internal/lots_v0/{id}"]).unwrap();
        assert!(rare.is_anywhere(b"/internal/lots_v0/1") && !rare.is_anywhere(b"/internal/users"));
        assert!(!anchors(&["/x-users"]).unwrap().is_anywhere(b"/x-orders"));
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
