//! Whole-name search in text that no grammar reads: other languages, configuration, documentation, comments, and the
//! parts of a source that do not parse.
//!
//! Only names of two segments or more are looked for: a bare word would raise more false alarms than it finds. What
//! a name means in its place is not asked; the boundaries are all the evidence there is.

use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::names::TargetId;
use crate::span::Span;

/// Finds names in text.
#[derive(Debug, Clone, Default)]
pub struct TextSearch {
    spellings: Vec<(String, TargetId)>,
    /// Compiled when something is first searched: many a scan never does.
    automaton: OnceLock<Option<AhoCorasick>>,
    effort: Effort,
}

/// How much is searched with an automaton, and so how much time is well spent on compiling it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Effort {
    /// A few files.
    #[default]
    Little,
    /// A tree.
    Much,
}

impl Effort {
    /// The kind of automaton for so many patterns; `best` is what searches fastest.
    pub fn automaton(self, patterns: usize, best: Option<AhoCorasickKind>) -> Option<AhoCorasickKind> {
        match self {
            // All automata of a few words are cheap.
            Self::Little if patterns > 50 => Some(AhoCorasickKind::NoncontiguousNFA),
            Self::Little => None,
            Self::Much => best,
        }
    }
}

impl TextSearch {
    /// Takes the spellings of targets.
    pub fn new(spellings: Vec<(String, TargetId)>, effort: Effort) -> Self {
        Self {
            spellings,
            automaton: OnceLock::new(),
            effort,
        }
    }

    /// Whether there is nothing to find.
    pub fn is_empty(&self) -> bool {
        self.spellings.is_empty()
    }

    fn automaton(&self) -> Option<&AhoCorasick> {
        let compile = || {
            let texts = self.spellings.iter().map(|(text, _)| text);
            let mut builder = AhoCorasick::builder();
            builder
                .match_kind(MatchKind::Standard)
                .kind(self.effort.automaton(self.spellings.len(), None));
            builder.build(texts).ok().filter(|_| !self.spellings.is_empty())
        };
        self.automaton.get_or_init(compile).as_ref()
    }

    /// Whether some name stands in the text, boundaries not minded.
    pub fn is_match(&self, text: &[u8]) -> bool {
        self.automaton().is_some_and(|automaton| automaton.is_match(text))
    }

    /// Every whole name in a part of a text, with its target.
    pub fn find<'s>(&'s self, text: &'s str, part: Span) -> impl Iterator<Item = (TargetId, Span)> + 's {
        let bytes = text.as_bytes();
        let slice = bytes.get(part.range()).unwrap_or_default();
        let matches = self
            .automaton()
            .into_iter()
            .flat_map(move |automaton| automaton.find_overlapping_iter(slice));
        matches
            .map(move |found| {
                (
                    found.pattern().as_usize(),
                    part.start as usize + found.start(),
                    part.start as usize + found.end(),
                )
            })
            .filter(move |&(_, start, end)| is_whole(bytes, start, end))
            .filter_map(move |(pattern, start, end)| {
                Some((self.spellings.get(pattern)?.1, Span::new(start, end)))
            })
    }
}

/// Whether a name stands alone: no letter, digit, separator or inner hyphen joins it to more of a name before it,
/// and no letter, digit or inner hyphen after it.
fn is_whole(bytes: &[u8], start: usize, end: usize) -> bool {
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
        let search = TextSearch::new(spellings, Effort::Little);
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
}
