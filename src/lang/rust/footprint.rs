//! Which crates a source names: enough to tell which sources to read again when a crate turns out to pass on a name.
//!
//! All names that a tree gives are below a crate's, so only the first words of paths count. Every word before a `::` is
//! taken for one.

use rustc_hash::FxHashSet;

use crate::lang::{Footprint, Unit};

use super::glance::is_word;
use super::prefilter::IMPLIED;

/// The crates that a source names, its own among them.
pub(super) fn footprint(unit: &Unit<'_>) -> Footprint {
    let mut footprint = Footprint::default();
    for root in unit.place.roots.iter() {
        footprint.binds(root);
    }
    match heads(unit.text) {
        Some(heads) => {
            let implied = IMPLIED.iter().copied();
            let renames = unit.place.renames.iter();
            let renamed = renames.filter(|(alias, _)| heads.contains(alias.as_str()));
            let real = renamed.map(|(_, real)| real.as_str());
            for head in implied.chain(real).chain(heads.iter().copied()) {
                footprint.binds(&[head]);
            }
        }
        None => footprint.binds::<&str>(&[]),
    }
    footprint.finish()
}

/// The words that paths may begin with: those before `::` and `as`, and those behind `use` and `crate`. None where
/// comments hide them.
fn heads(text: &str) -> Option<FxHashSet<&str>> {
    let bytes = text.as_bytes();
    let mut heads: FxHashSet<&str> = FxHashSet::default();
    let separators = memchr::memmem::find_iter(bytes, b"::");
    for end in separators.chain(words(bytes, b"as").map(|(start, _)| start)) {
        let before = text[..end].trim_ascii_end();
        if before.len() < end && is_commented(before, &bytes[before.len()..end]) {
            return None;
        }
        let start = before.bytes().rposition(|byte| !is_word(byte));
        heads.insert(&before[start.map_or(0, |start| start + 1)..]);
    }
    let mut taken = 0;
    for (_, start) in words(bytes, b"use").chain(words(bytes, b"crate")) {
        let after = text[start..].trim_ascii_start();
        let after = after.strip_prefix("r#").unwrap_or(after);
        match after.as_bytes() {
            [b'/', ..] => return None,
            // `use {a, b::c};`
            [b'{', ..] if start < taken => {}
            [b'{', ..] => {
                let tree = after.split(';').next().unwrap_or_default();
                taken = text.len() - after.len() + tree.len();
                heads.extend(tree.split(|c: char| c.is_ascii() && !is_word(c as u8)));
            }
            _ => {
                let end = after.bytes().position(|byte| !is_word(byte));
                heads.insert(&after[..end.unwrap_or(after.len())]);
            }
        }
    }
    Some(heads)
}

/// Where a word stands: its beginning and its end.
fn words(bytes: &[u8], word: &'static [u8]) -> impl Iterator<Item = (usize, usize)> {
    let is_whole = move |&(start, end): &(usize, usize)| {
        let before = start.checked_sub(1).and_then(|at| bytes.get(at));
        !before.is_some_and(|&byte| is_word(byte)) && !bytes.get(end).is_some_and(|&byte| is_word(byte))
    };
    memchr::memmem::find_iter(bytes, word)
        .map(move |start| (start, start + word.len()))
        .filter(is_whole)
}

/// Whether a comment may end before some blanks.
fn is_commented(before: &str, blank: &[u8]) -> bool {
    let line = || &before[before.rfind('\n').map_or(0, |at| at)..];
    before.ends_with("*/") || (blank.contains(&b'\n') && line().contains("//"))
}
