//! Whole-name search in text that no grammar reads: other languages, configuration, documentation, comments, and the
//! parts of a source that do not parse.
//!
//! Only names of two segments or more are looked for: a bare word would raise more false alarms than it finds. What
//! a name means in its place is not asked; the boundaries are all the evidence there is.

use crate::names::TargetId;
use crate::span::Span;

/// Finds names in text.
///
/// Any number of them is found in one pass over the separators: most are told by the bytes around them to separate
/// nothing that is looked for.
#[derive(Debug, Clone, Default)]
pub struct TextSearch {
    /// Sorted.
    spellings: Vec<(Box<str>, TargetId)>,
    /// The length of the longest.
    longest: usize,
    /// A bit for each [`surroundings`] of the first separators.
    near: Box<[u64]>,
}

/// How many bits tell surroundings apart, as a power of two.
const BITS: u32 = 15;

impl TextSearch {
    /// Takes the spellings of targets, of two segments or more each.
    pub fn new(spellings: impl IntoIterator<Item = (String, TargetId)>) -> Self {
        let boxed = |(text, target): (String, TargetId)| (text.into_boxed_str(), target);
        let mut spellings: Vec<_> = spellings.into_iter().map(boxed).collect();
        spellings.sort_unstable();
        let mut near = vec![0; 1 << (BITS - 6)].into_boxed_slice();
        for (text, _) in &spellings {
            let first = memchr::memchr2(b'.', b':', text.as_bytes());
            if let Some(bit) = first.and_then(|at| surroundings(text.as_bytes(), at)) {
                near[bit / 64] |= 1_u64 << (bit % 64);
            }
        }
        let longest = spellings.iter().map(|(text, _)| text.len()).max();
        Self {
            longest: longest.unwrap_or_default(),
            spellings,
            near,
        }
    }

    /// Whether there is nothing to find.
    pub fn is_empty(&self) -> bool {
        self.spellings.is_empty()
    }

    /// Whether some name stands in the text, whatever it may be joined to.
    pub fn is_match(&self, text: &[u8]) -> bool {
        self.spelled(text).next().is_some()
    }

    /// Every whole name in a part of a text, with its target.
    pub fn find<'s>(&'s self, text: &'s str, part: Span) -> impl Iterator<Item = (TargetId, Span)> + 's {
        let bytes = text.as_bytes();
        let slice = bytes.get(part.range()).unwrap_or_default();
        let from = part.start as usize;
        self.spelled(slice)
            .map(move |(start, end, same)| (from + start, from + end, same))
            .filter(move |&(start, end, _)| is_whole(bytes, start, end))
            .flat_map(|(start, end, same)| {
                same.iter()
                    .map(move |(_, target)| (*target, Span::new(start, end)))
            })
    }

    /// The names that start and end where words do, each with its place and its spellings.
    fn spelled<'s>(
        &'s self,
        bytes: &'s [u8],
    ) -> impl Iterator<Item = (usize, usize, &'s [(Box<str>, TargetId)])> {
        let searched = if self.is_empty() { &[] } else { bytes };
        memchr::memchr2_iter(b'.', b':', searched)
            .filter(|&at| {
                surroundings(bytes, at).is_some_and(|bit| self.near[bit / 64] & (1 << (bit % 64)) != 0)
            })
            .flat_map(|at| self.spelled_around(bytes, at))
    }

    /// Those whose first separator is at an offset.
    fn spelled_around<'s>(
        &'s self,
        bytes: &'s [u8],
        separator: usize,
    ) -> impl Iterator<Item = (usize, usize, &'s [(Box<str>, TargetId)])> {
        let before = bytes[..separator].iter().rev().take_while(|byte| is_name(**byte));
        let start = separator - before.count();
        let mut end = separator;
        std::iter::from_fn(move || {
            loop {
                let next = end + separator_length(bytes, end)?;
                let length = bytes[next..].iter().take_while(|byte| is_name(**byte)).count();
                end = next + length;
                if length == 0 || end - start > self.longest {
                    return None;
                }
                let word = &bytes[start..end];
                let from = self.spellings.partition_point(|(text, _)| text.as_bytes() < word);
                let same = &self.spellings[from..];
                let same = &same[..same.partition_point(|(text, _)| text.as_bytes() == word)];
                if !same.is_empty() {
                    return Some((start, end, same));
                }
            }
        })
    }
}

/// The length of the separator at an offset.
fn separator_length(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at..)? {
        [b':', b':', ..] => Some(2),
        [b'.' | b':', ..] => Some(1),
        _ => None,
    }
}

/// A number for the two bytes before a separator and the two after it, unless it separates no names.
fn surroundings(bytes: &[u8], separator: usize) -> Option<usize> {
    let name = |at: usize| bytes.get(at).copied().filter(|byte| is_name(*byte));
    let after = separator + separator_length(bytes, separator)?;
    let around = [
        separator.checked_sub(2).and_then(name).unwrap_or_default(),
        separator.checked_sub(1).and_then(name)?,
        name(after)?,
        name(after + 1).unwrap_or_default(),
    ];
    // Multiplied, every byte counts in the upper bits.
    Some((u32::from_le_bytes(around).wrapping_mul(0x9e37_79b1) >> (u32::BITS - BITS)) as usize)
}

/// Whether a name stands alone: no letter, digit, separator or inner hyphen joins it to more of a name before it,
/// and no letter, digit or inner hyphen after it.
pub fn is_whole(bytes: &[u8], start: usize, end: usize) -> bool {
    let before = |back: usize| start.checked_sub(back).map(|at| bytes[at]);
    let after = |on: usize| bytes.get(end + on).copied();
    let joined_before = match before(1) {
        Some(b'-') => before(2).is_some_and(is_name),
        Some(b'.') => before(2).is_some_and(|byte| is_name(byte) || matches!(byte, b')' | b']')),
        // `a::legacy::billing` is a name of its own, `ignore::legacy.billing` is a field of something else.
        Some(b':') => {
            before(2) == Some(b':') && before(3).is_some_and(is_name) && !bytes[start..end].contains(&b'.')
        }
        Some(b'$') => true,
        Some(byte) => is_name(byte),
        None => false,
    };
    let joined_after = match after(0) {
        Some(b'-') => after(1).is_some_and(is_name),
        Some(byte) => is_name(byte),
        None => false,
    };
    !joined_before && !joined_after
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let spellings = vec![("legacy.billing".into(), 0), ("legacy::billing".into(), 1)];
        let search = TextSearch::new(spellings);
        let whole = Span::new(0, text.len());
        let spans: Vec<_> = search.find(text, whole).map(|(_, span)| span).collect();
        spans.into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn whole_names_only() {
        assert_eq!(
            found("use 'legacy.billing.charge' or legacy.billing:pay"),
            ["legacy.billing"; 2]
        );
        assert_eq!(
            found("- legacy.billing\n--app=legacy.billing ::legacy::billing"),
            ["legacy.billing", "legacy.billing", "legacy::billing"]
        );
        assert!(
            found("legacy.billings my.legacy.billing x-legacy.billing legacy.billing-v2 élegacy.billing")
                .is_empty()
        );
        assert_eq!(found("ignore::legacy.billing.Late"), ["legacy.billing"]);
        assert!(found("legacy_billing a::legacy::billing $legacy.billing x().legacy.billing").is_empty());
    }

    proptest::proptest! {
        #[test]
        fn nothing_else_is_found_than_by_looking_everywhere(
            names in proptest::collection::vec("[abé_]{1,2}([.:]|::)[abé_]{1,2}([.][ab]{1,2})?", 1..8),
            text in "[abé_.:$) -]{0,40}",
        ) {
            let search = TextSearch::new(names.iter().cloned().zip(0..));
            let mut found: Vec<_> = search.find(&text, Span::new(0, text.len())).collect();
            let mut all = Vec::new();
            for (name, target) in names.iter().zip(0..) {
                for start in 0..text.len() {
                    let end = start + name.len();
                    if text.as_bytes()[start..].starts_with(name.as_bytes()) && is_whole(text.as_bytes(), start, end) {
                        all.push((target, Span::new(start, end)));
                    }
                }
            }
            found.sort_unstable();
            all.sort_unstable();
            proptest::prop_assert_eq!(&found, &all);
            proptest::prop_assert!(found.is_empty() || search.is_match(text.as_bytes()));
        }
    }
}
