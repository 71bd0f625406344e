//! Which reference of the head is which of the base.
//!
//! One to one and in passes, the surest first: what stands in the same scope of the same file, what stands in the same
//! scope of a file that was renamed, and what is written the same elsewhere. Within a pass, what is written the same
//! goes before what only refers to the same. Every pass takes both sides in order, so that nothing depends on chance.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use super::Known;
use crate::finding::{RuleId, Status};

/// The reference of the base that one of the head is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    /// Its index.
    pub(super) base: usize,
    /// It stands elsewhere now.
    pub(super) is_move: bool,
}

/// What two references must have in common to be one in a pass.
#[derive(Debug, Clone, Copy)]
struct Pass {
    place: Place,
    text: Text,
    /// Whether both must count, or not count, alike.
    is_strict: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The scope and the path.
    Scope,
    /// The scope, and the path but for its being renamed.
    RenamedScope,
    /// The path but for its being renamed.
    File,
    /// Nothing.
    Anywhere,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Text {
    Line,
    Expression,
    Any,
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Key<'k> {
    rule: RuleId,
    target: &'k str,
    path: &'k str,
    scope: &'k str,
    text: u64,
    status: Option<Status>,
}

/// For each reference of the head, the one of the base that it is.
pub(super) fn pair(base: &[Known], head: &[Known], renames: &[(String, String)]) -> Vec<Option<Pair>> {
    let mut pairs = vec![None; head.len()];
    let mut is_taken = vec![false; base.len()];
    for pass in passes() {
        let mut free: FxHashMap<Key<'_>, VecDeque<usize>> = FxHashMap::default();
        for (index, known) in base.iter().enumerate().filter(|(index, _)| !is_taken[*index]) {
            let path = match pass.place {
                Place::Scope => known.path.as_ref(),
                _ => renamed(renames, &known.path),
            };
            if let Some(key) = pass.key(known, path) {
                free.entry(key).or_default().push_back(index);
            }
        }
        if free.is_empty() {
            continue;
        }
        let unpaired = pairs.iter_mut().zip(head).filter(|(pair, _)| pair.is_none());
        for (pair, known) in unpaired {
            let same = pass.key(known, &known.path).and_then(|key| free.get_mut(&key));
            if let Some(index) = same.and_then(VecDeque::pop_front) {
                is_taken[index] = true;
                *pair = Some(Pair {
                    base: index,
                    is_move: matches!(pass.place, Place::File | Place::Anywhere),
                });
            }
        }
    }
    pairs
}

/// The passes, the surest first.
fn passes() -> impl Iterator<Item = Pass> {
    let places = [Place::Scope, Place::RenamedScope, Place::File, Place::Anywhere];
    places.into_iter().flat_map(|place| {
        let texts = [Text::Line, Text::Expression, Text::Any].into_iter();
        let is_certain = move |text: &Text| *text != Text::Any || place.has_scope();
        texts.filter(is_certain).flat_map(move |text| {
            [true, false].map(|is_strict| Pass {
                place,
                text,
                is_strict,
            })
        })
    })
}

impl Place {
    const fn has_scope(self) -> bool {
        matches!(self, Self::Scope | Self::RenamedScope)
    }
}

impl Pass {
    /// What a reference is looked up by; none for one that has no such text.
    fn key<'k>(self, known: &'k Known, path: &'k str) -> Option<Key<'k>> {
        let text = match self.text {
            Text::Line => Some(known.written.line),
            Text::Expression => known.written.expression,
            Text::Any => Some(0),
        };
        Some(Key {
            rule: known.rule,
            target: &known.target,
            path: match self.place {
                Place::Anywhere => "",
                _ => path,
            },
            scope: match self.place.has_scope() {
                true => &known.scope,
                false => "",
            },
            text: text?,
            status: self.is_strict.then_some(known.status),
        })
    }
}

fn renamed<'r>(renames: &'r [(String, String)], path: &'r str) -> &'r str {
    match renames.binary_search_by(|(old, _)| old.as_str().cmp(path)) {
        Ok(at) => &renames[at].1,
        Err(_) => path,
    }
}
