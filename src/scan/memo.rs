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
    shards: Vec<Mutex<FxHashMap<u128, Looked>>>,
    added: AtomicUsize,
}

/// A memo, and how to tell the contents of a corpus.
#[derive(Clone, Copy)]
pub struct Recall<'c> {
    /// The memo.
    pub memo: &'c Memo,
    /// What is in a file, if that is known without reading it.
    pub content: &'c (dyn Fn(&str) -> Option<Content> + Sync),
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
    fn shard(&self, key: u128) -> &Mutex<FxHashMap<u128, Looked>> {
        &self.shards[key as usize % SHARDS]
    }

    pub(super) fn get(&self, key: u128) -> Option<Looked> {
        let shard = self.shard(key).lock().unwrap_or_else(PoisonError::into_inner);
        shard.get(&key).cloned()
    }

    pub(super) fn put(&self, key: u128, outcome: Looked) {
        let mut shard = self.shard(key).lock().unwrap_or_else(PoisonError::into_inner);
        if shard.insert(key, outcome).is_none() {
            self.added.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How many entries were added since it was made of what was kept.
    pub fn added(&self) -> usize {
        self.added.load(Ordering::Relaxed)
    }
}

/// What a file is remembered by.
pub(super) fn key(content: Content, path: &str, project: &Project, learned: u64) -> u128 {
    let mut hasher = Xxh3::new();
    (content, path, learned).hash(&mut hasher);
    match FileKind::of(path, &[]) {
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
