//! Which files were renamed, told by what is in them, as git tells it.
//!
//! Two files are one when at least half of the larger is in the other too: by lines, weighed by their bytes, whatever
//! ends them. Those that are most alike find each other first. Small common files (an empty `__init__.py`) are alike to
//! many, so that only files with references in question should be asked about.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};
use xxhash_rust::xxh3::xxh3_64;

/// The most pairs of files that are compared line by line; of more, only those are found that are equal. Git's limit.
const MOST_PAIRS: usize = 1_000_000;

/// What is in a file.
struct Content<'c> {
    path: &'c str,
    hash: u64,
    /// How many bytes there are of each line, by the line's hash.
    lines: FxHashMap<u64, u64>,
    size: u64,
}

impl<'c> Content<'c> {
    fn of((path, bytes): &'c (String, Vec<u8>)) -> Self {
        let mut lines = FxHashMap::default();
        let mut size = 0;
        for line in bytes.split(|byte| *byte == b'\n') {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            // Its end counts: a file of empty lines is not nothing.
            let weight = line.len() as u64 + 1;
            size += weight;
            *lines.entry(xxh3_64(line)).or_default() += weight;
        }
        Self {
            path,
            hash: xxh3_64(bytes),
            lines,
            size,
        }
    }

    /// How much of the larger of two files is in both, in thousandths; nothing when that is less than half.
    fn likeness(&self, other: &Self) -> Option<u64> {
        let larger = self.size.max(other.size);
        if self.size.min(other.size) * 2 < larger {
            return None;
        }
        #[expect(clippy::iter_over_hash_type, reason = "a sum has no order")]
        let shared: u64 = {
            let mut shared = 0;
            for (line, weight) in &self.lines {
                shared += other.lines.get(line).map_or(0, |other| *weight.min(other));
            }
            shared
        };
        (shared * 2 >= larger).then(|| shared * 1000 / larger)
    }
}

/// What files that are gone are called now: (old, new), sorted, each path at most once. Both sides are paths with what
/// is in them.
pub fn renames(gone: &[(String, Vec<u8>)], new: &[(String, Vec<u8>)]) -> Vec<(String, String)> {
    let old: Vec<_> = gone.iter().map(Content::of).collect();
    let new: Vec<_> = new.iter().map(Content::of).collect();
    let compare_lines = old.len().saturating_mul(new.len()) <= MOST_PAIRS;
    let mut alike: Vec<(u64, bool, &str, &str)> = Vec::new();
    for old in &old {
        for new in &new {
            let likeness = match old.hash == new.hash {
                true => Some(1001),
                false if compare_lines => old.likeness(new),
                false => None,
            };
            let has_name = old.path.rsplit('/').next() == new.path.rsplit('/').next();
            alike.extend(likeness.map(|likeness| (likeness, has_name, old.path, new.path)));
        }
    }
    // The most alike first, then those of the same name, then by path.
    alike.sort_unstable_by(|a, b| (b.0, b.1).cmp(&(a.0, a.1)).then((a.2, a.3).cmp(&(b.2, b.3))));
    let mut taken = FxHashSet::default();
    let mut renames = BTreeMap::new();
    for (_, _, old, new) in alike {
        if !renames.contains_key(old) && taken.insert(new) {
            renames.insert(old.to_owned(), new.to_owned());
        }
    }
    renames.into_iter().collect()
}
