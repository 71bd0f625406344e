//! What was read in sources, kept for their other versions: most of these differ only in what no name of interest has to
//! do with.
//!
//! Of each file what was read last is kept: the versions of a file come one after another.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_128;

use super::Reading;

/// What was read in the part of a source that matters.
#[derive(Debug)]
pub struct Read {
    /// What was found.
    pub reading: Reading,
    /// The names that turned out to matter.
    pub names: Vec<String>,
}

/// What a text came to; nothing if it is to be read in another way.
type Known = Option<Arc<Read>>;

/// What was read last, by the numbers of files.
#[derive(Debug)]
pub struct Readings {
    shards: Vec<Mutex<FxHashMap<u64, (u128, Known)>>>,
}

/// How many threads can look things up at a time without much waiting.
const SHARDS: usize = 64;

impl Default for Readings {
    fn default() -> Self {
        Self {
            shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
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
        if let Some((_, known)) = shard().get(&self.number).filter(|(known, _)| *known == of) {
            return known.clone();
        }
        let read = read().map(Arc::new);
        shard().insert(self.number, (of, read.clone()));
        read
    }
}
