//! What scans found before, by what is in a file and by what else it depends on: so that nothing is read twice, be it
//! for sixty commits of a history or for a working tree in which little has changed.
//!
//! A memo is of one set of rules. Where it is kept from one run to the next is not known here.

use std::hash::Hash as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::Xxh3;

use super::look::Looked;
use super::turns::Turn;
use crate::lang::LANGUAGES;
use crate::lang::footprint::Given;
use crate::lang::readings::Readings;
use crate::project::Project;
use crate::ruleset::RuleSet;
use crate::source::FileKind;

/// What tells one content of files from others.
pub type Content = u128;

/// What came of files, by their keys.
#[derive(Debug)]
pub struct Memo {
    shards: Vec<Mutex<Shard>>,
    added: AtomicUsize,
    /// What was read in other versions of the files, where these are looked at.
    readings: Option<Readings>,
    /// When the files that passed names on in the last scan are best looked at in the next.
    turns: Mutex<Arc<Turns>>,
}

type Shard = FxHashMap<u128, Known>;

type Turns = FxHashMap<String, Turn>;

/// What came of a file.
#[derive(Debug, Default)]
struct Known {
    /// By the number of the names given by the tree that it may refer to.
    outcomes: Outcomes,
    /// Somebody asked for it in this run.
    is_wanted: bool,
}

pub(crate) type Outcomes = Vec<(u64, Looked)>;

/// A memo, and how to tell the contents of a corpus.
#[derive(Clone, Copy)]
pub struct Recall<'c> {
    /// The memo.
    pub memo: &'c Memo,
    /// What is in each file, if that is known without reading it: in the order of the paths.
    pub contents: &'c [Option<Content>],
    /// Whether that still holds of one of them, by its path, once it was read: somebody may be at work on it.
    pub is_still: &'c (dyn Fn(&str) -> bool + Sync),
}

/// How many outcomes of a file are remembered: in a history, what others pass on comes and goes.
const MOST_OUTCOMES: usize = 16;

/// How many threads can look things up at a time without much waiting.
const SHARDS: usize = 64;

impl Default for Memo {
    fn default() -> Self {
        Self {
            shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
            added: AtomicUsize::new(0),
            readings: None,
            turns: Mutex::default(),
        }
    }
}

impl Memo {
    /// The same for a history, in which there are many versions of each file.
    #[must_use]
    pub fn of_versions(self) -> Self {
        Self {
            readings: Some(Readings::default()),
            ..self
        }
    }

    pub(super) fn turns(&self) -> Arc<Turns> {
        Arc::clone(&self.turns.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn keep_turns(&self, turns: Turns) {
        *self.turns.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(turns);
    }

    pub(super) const fn readings(&self) -> Option<&Readings> {
        self.readings.as_ref()
    }

    /// Lets go of what was read in versions of files, where none is looked at any more.
    pub fn let_go(&self) {
        self.readings.iter().for_each(Readings::clear);
    }

    fn shard(&self, key: u128) -> &Mutex<Shard> {
        &self.shards[key as usize % SHARDS]
    }

    pub(super) fn get(&self, key: u128, given: &Given) -> Option<Looked> {
        let mut shard = self.shard(key).lock().unwrap_or_else(PoisonError::into_inner);
        let known = shard.get_mut(&key)?;
        known.is_wanted = true;
        let mut outcomes = known.outcomes.iter();
        let (_, found) = outcomes.find(|(number, looked)| *number == reached(given, looked))?;
        Some(found.clone())
    }

    pub(super) fn put(&self, key: u128, given: &Given, outcome: Looked) {
        let mut shard = self.shard(key).lock().unwrap_or_else(PoisonError::into_inner);
        let known = shard.entry(key).or_default();
        known.is_wanted = true;
        let number = reached(given, &outcome);
        if let Some((_, same)) = known.outcomes.iter_mut().find(|(other, _)| *other == number) {
            *same = outcome;
            return;
        }
        if known.outcomes.len() == MOST_OUTCOMES {
            known.outcomes.remove(0);
        }
        known.outcomes.reserve_exact(1);
        known.outcomes.push((number, outcome));
        self.added.fetch_add(1, Ordering::Relaxed);
    }

    /// Puts in what was kept from another run.
    pub(crate) fn restore(&self, key: u128, number: u64, outcome: Looked) {
        let mut shard = self.shard(key).lock().unwrap_or_else(PoisonError::into_inner);
        let known = shard.entry(key).or_default();
        known.outcomes.reserve_exact(1);
        known.outcomes.push((number, outcome));
    }

    /// So many entries, by their keys: before all those that were asked for in this run.
    pub(crate) fn entries(&self, most: usize) -> Vec<(u128, Outcomes)> {
        let (mut wanted, mut others) = (Vec::new(), Vec::new());
        for shard in &self.shards {
            let shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            #[expect(clippy::iter_over_hash_type, reason = "they are sorted below")]
            for (key, known) in shard.iter() {
                let of = if known.is_wanted { &mut wanted } else { &mut others };
                of.push((*key, known.outcomes.clone()));
            }
        }
        others.sort_unstable_by_key(|(key, _)| *key);
        others.truncate(most.saturating_sub(wanted.len()));
        wanted.append(&mut others);
        wanted.sort_unstable_by_key(|(key, _)| *key);
        wanted.truncate(most);
        wanted
    }

    /// How many entries were added since it was made of what was kept.
    pub fn added(&self) -> usize {
        self.added.load(Ordering::Relaxed)
    }
}

/// The number of the names that a file may refer to, among those given by its tree.
fn reached(given: &Given, looked: &Looked) -> u64 {
    let footprint = looked.as_ref().map(|outcome| &outcome.footprint);
    footprint.map_or(0, |footprint| given.reached_from(footprint))
}

/// What a file is remembered by, beside the names of its tree that it may refer to: its content, its path and place,
/// and what is mounted where.
pub(super) fn key(
    content: Content,
    (path, kind): (&str, FileKind),
    project: &Project,
    rules: &RuleSet,
) -> u128 {
    let mut hasher = Xxh3::new();
    (content, path, rules.mounted()).hash(&mut hasher);
    match kind {
        FileKind::Source(language) => {
            (language.place)(project, path).hash(&mut hasher);
            if language.footprint.is_none() {
                rules.given().all().hash(&mut hasher);
            }
        }
        // The first line of a file without an ending may tell a language.
        FileKind::OtherSource if !path.contains('.') => {
            for language in LANGUAGES {
                (language.place)(project, path).hash(&mut hasher);
            }
        }
        _ => {}
    }
    hasher.digest128()
}
