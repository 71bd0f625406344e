//! Which reference of the head is which of the base.
//!
//! One to one and in passes, the surest first: what stands in the same scope of the same file, what stands in the same
//! scope of a file that was renamed, and what is written the same elsewhere. Within a pass, what is written the same
//! goes before what only refers to the same. Every pass takes both sides in order, so that nothing depends on chance.
//!
//! That what stands in the same scope is the same though something else is written there is a guess. It is taken back
//! where the very same turns up elsewhere, or did: two statements that trade places add nothing.

use std::collections::VecDeque;
use std::num::NonZeroU64;

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
    /// Something else is written there.
    is_guess: bool,
}

/// How often guesses are taken back. Each time only those are left that were displaced the time before.
const MOST_ROUNDS: usize = 16;

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

/// For each reference of the head, the one of the base that it is; with which of the head are imports.
pub(super) fn pair(
    base: &[Known],
    head: &[Known],
    is_import: &[bool],
    renames: &[(String, String)],
) -> Vec<Option<Pair>> {
    let mut pairing = Pairing {
        base,
        head,
        renames,
        pairs: vec![None; head.len()],
        is_taken: vec![false; base.len()],
    };
    for round in 0..MOST_ROUNDS {
        passes().for_each(|pass| pairing.run(pass));
        if round + 1 == MOST_ROUNDS || !pairing.take_back(is_import) {
            break;
        }
    }
    pairing.pairs
}

struct Pairing<'p> {
    base: &'p [Known],
    head: &'p [Known],
    renames: &'p [(String, String)],
    pairs: Vec<Option<Pair>>,
    is_taken: Vec<bool>,
}

impl Pairing<'_> {
    /// Pairs what has all in common that a pass asks for.
    fn run(&mut self, pass: Pass) {
        let mut free = Indices::default();
        let is_free = |index: &usize| !self.is_taken[*index];
        for (index, known) in self.base.iter().enumerate().filter(|(index, _)| is_free(index)) {
            let path = match pass.place {
                Place::Scope => known.path.as_ref(),
                _ => renamed(self.renames, &known.path),
            };
            if let Some(key) = pass.key(known, path) {
                free.entry(key).or_default().push_back(index);
            }
        }
        if free.is_empty() {
            return;
        }
        let unpaired = self.pairs.iter_mut().zip(self.head);
        for (pair, known) in unpaired.filter(|(pair, _)| pair.is_none()) {
            let same = pass.key(known, &known.path).and_then(|key| free.get_mut(&key));
            if let Some(index) = same.and_then(VecDeque::pop_front) {
                self.is_taken[index] = true;
                *pair = Some(Pair {
                    base: index,
                    is_move: matches!(pass.place, Place::File | Place::Anywhere),
                    is_guess: pass.text == Text::Any,
                });
            }
        }
    }

    /// Takes guesses back for what is certain: a reference that would be new gets the one that is written the same, where
    /// another has that by a guess, and one that has another by a guess gets the one that is written the same, where that
    /// would be gone. Tells whether there was any. Imports are left alone: all that name the same are written the same.
    fn take_back(&mut self, is_import: &[bool]) -> bool {
        let mut has_any = false;
        for text in [Text::Line, Text::Expression] {
            let pass = Pass {
                place: Place::Anywhere,
                text,
                is_strict: false,
            };
            let gone = (0..self.base.len()).filter(|index| !self.is_taken[*index]);
            let mut gone = by_key(pass, gone.map(|index| (&self.base[index], index)));
            let pairs = self.pairs.iter().enumerate();
            let guessed = pairs.filter_map(|(at, pair)| Some((at, pair.filter(|pair| pair.is_guess)?.base)));
            let mut guessed = by_key(pass, guessed.map(|(at, base)| (&self.base[base], at)));
            for (at, known) in self.head.iter().enumerate() {
                let Some(key) = pass.key(known, "").filter(|_| !is_import[at]) else {
                    continue;
                };
                let base = match self.pairs[at] {
                    None => next(&mut guessed, &key)
                        .and_then(|holder| self.pairs[holder].take_if(|pair| pair.is_guess)),
                    Some(pair) if pair.is_guess => next(&mut gone, &key).map(|base| {
                        self.is_taken[pair.base] = false;
                        self.is_taken[base] = true;
                        Pair { base, ..pair }
                    }),
                    Some(_) => None,
                };
                if let Some(pair) = base {
                    self.pairs[at] = Some(Pair {
                        is_move: true,
                        is_guess: false,
                        ..pair
                    });
                    has_any = true;
                }
            }
        }
        has_any
    }
}

type Indices<'k> = FxHashMap<Key<'k>, VecDeque<usize>>;

fn next<'k>(indices: &mut Indices<'k>, key: &Key<'k>) -> Option<usize> {
    indices.get_mut(key)?.pop_front()
}

/// Indices by what a pass, wherever things stand, looks them up by.
fn by_key<'k>(pass: Pass, known: impl Iterator<Item = (&'k Known, usize)>) -> Indices<'k> {
    let mut indices = Indices::default();
    for (known, index) in known {
        if let Some(key) = pass.key(known, "") {
            indices.entry(key).or_default().push_back(index);
        }
    }
    indices
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
            Text::Expression => known.written.expression.map(NonZeroU64::get),
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
