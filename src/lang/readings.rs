//! What was read in sources, kept for their other versions: most of these differ only in what no name of interest has to
//! do with.
//!
//! Of each file what was read last is kept, of two versions: those of a file come one after another, and a history is
//! gone through in two stretches at a time.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_128;

use super::Reading;

/// What was read in the part of a source that matters.
#[derive(Debug)]
pub struct Read {
    /// What was found.
    pub reading: Reading,
    /// The names that turned out to matter, less those that only imports give a meaning to.
    pub names: Vec<String>,
}

/// What a text came to; nothing if it is to be read in another way.
type Known = Option<Arc<Read>>;

/// What was read last, by the numbers of files.
#[derive(Debug)]
pub struct Readings {
    shards: Vec<Mutex<FxHashMap<u64, Versions>>>,
}

/// What the last versions of a file came to, by the hashes of their texts; the last one first.
type Versions = [Option<(u128, Known)>; 2];

/// How many threads can look things up at a time without much waiting.
const SHARDS: usize = 64;

impl Default for Readings {
    fn default() -> Self {
        Self {
            shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
        }
    }
}

impl Readings {
    /// Forgets everything.
    pub fn clear(&self) {
        for shard in &self.shards {
            *shard.lock().unwrap_or_else(PoisonError::into_inner) = FxHashMap::default();
        }
    }
}

/// What was read before of one file.
#[derive(Debug, Clone, Copy)]
pub struct Before<'r> {
    /// Where it is kept.
    pub readings: &'r Readings,
    /// All that a reading depends on beside the text: the same number for the same.
    pub number: u64,
}

impl Before<'_> {
    /// What a text comes to, read if that is not known.
    pub fn known(&self, text: &str, read: impl FnOnce() -> Option<Read>) -> Known {
        let shard = &self.readings.shards[self.number as usize % SHARDS];
        let shard = || shard.lock().unwrap_or_else(PoisonError::into_inner);
        let of = xxh3_128(text.as_bytes());
        if let Some(versions) = shard().get_mut(&self.number) {
            let is_same =
                |version: &Option<(u128, Known)>| version.as_ref().is_some_and(|(known, _)| *known == of);
            if let Some(at) = versions.iter().position(is_same) {
                versions[..=at].rotate_right(1);
                return versions[0].as_ref().and_then(|(_, known)| known.clone());
            }
        }
        let read = read().map(Arc::new);
        let mut shard = shard();
        let versions = shard.entry(self.number).or_default();
        versions.rotate_right(1);
        versions[0] = Some((of, read.clone()));
        drop(shard);
        read
    }
}
