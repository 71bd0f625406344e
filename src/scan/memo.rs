//! What scans found before, by what is in a file and by what else it depends on: so that nothing is read twice, be it
//! for sixty commits of a history or for a working tree in which little has changed.
//!
//! A memo is of one set of rules. Where it is kept from one run to the next is not known here.

use std::hash::Hash as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::Xxh3;

use super::look::Looked;
use crate::lang::LANGUAGES;
use crate::project::Project;
use crate::source::FileKind;

/// What tells one content of files from others.
pub type Content = u128;

/// What came of files, by their keys.
#[derive(Debug)]
pub struct Memo {
    shards: Vec<Mutex<Shard>>,
    added: AtomicUsize,
}

/// What came of files, and whether anybody asked for it in this run.
type Shard = FxHashMap<u128, (Looked, bool)>;

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

/// How many threads can look things up at a time without much waiting.
const SHARDS: usize = 64;

impl Default for Memo {
    fn default() -> Self {
        Self {
            shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
            added: AtomicUsize::new(0),
        }
    }
}

impl Memo {
    fn shard(&self, key: u128) -> &Mutex<Shard> {
        &self.shards[key as usize % SHARDS]
    }

    pub(super) fn get(&self, key: u128) -> Option<Looked> {
        let mut shard = self.shard(key).lock().unwrap_or_else(PoisonError::into_inner);
        let (outcome, is_wanted) = shard.get_mut(&key)?;
        *is_wanted = true;
        Some(outcome.clone())
    }

    pub(super) fn put(&self, key: u128, outcome: Looked) {
        let mut shard = self.shard(key).lock().unwrap_or_else(PoisonError::into_inner);
        if shard.insert(key, (outcome, true)).is_none() {
            self.added.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Puts in what was kept from another run.
    pub(crate) fn restore(&self, key: u128, outcome: Looked) {
        let mut shard = self.shard(key).lock().unwrap_or_else(PoisonError::into_inner);
        shard.insert(key, (outcome, false));
    }

    /// So many entries, by their keys: before all those that were asked for in this run.
    pub(crate) fn entries(&self, most: usize) -> Vec<(u128, Looked)> {
        let (mut wanted, mut others) = (Vec::new(), Vec::new());
        for shard in &self.shards {
            let shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            #[expect(clippy::iter_over_hash_type, reason = "they are sorted below")]
            for (key, (outcome, is_wanted)) in shard.iter() {
                let of = if *is_wanted { &mut wanted } else { &mut others };
                of.push((*key, outcome.clone()));
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

/// What a file is remembered by.
pub(super) fn key(content: Content, (path, kind): (&str, FileKind), project: &Project, learned: u64) -> u128 {
    let mut hasher = Xxh3::new();
    (content, path, learned).hash(&mut hasher);
    match kind {
        FileKind::Source(language) => (language.place)(project, path).hash(&mut hasher),
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
