//! What a source spells of other files' names, as hashes: enough to tell later, without reading it again, whether it may
//! refer to a name that nobody knew of when it was read. What spells a name is found out by its language.

use std::hash::{BuildHasher as _, Hash, Hasher};

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet, FxHasher};

use crate::names::Path;

/// The paths that a source's imports spell, as hashes, and those in its strings if these were looked at.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Footprint {
    hashes: Vec<u32>,
    /// None where nobody looked: the source was dismissed for what it holds and imports.
    quoted: Option<Vec<u32>>,
}

/// Stands for any path. Another path may have its number: then a source only is read more often than it need be.
const ANYTHING: u32 = 0;

impl Footprint {
    // Two paths of one hash only make a source be read once more than it need be.
    fn hash<S: Hash>(path: &[S], bound: bool) -> u32 {
        let mut hasher = FxHasher::default();
        path.hash(&mut hasher);
        ((hasher.finish() >> 32) as u32) << 1 | u32::from(bound)
    }

    /// Notes a path that an import binds: attributes may continue it. An empty one leads anywhere.
    pub fn binds<S: Hash>(&mut self, path: &[S]) {
        self.hashes.push(Self::hash(path, true));
    }

    /// Notes a path that an import spells, at whatever length.
    pub fn spells<S: Hash>(&mut self, path: &[S]) {
        self.hashes.push(Self::hash(path, false));
    }

    /// The footprint, ready to be asked.
    #[must_use]
    pub fn finish(mut self) -> Self {
        self.hashes.sort_unstable();
        self.hashes.dedup();
        self.hashes.shrink_to_fit();
        self
    }

    /// The same, with what strings spell, whole: `None` for one of whom nobody knows.
    #[must_use]
    pub fn with_quoted(mut self, paths: impl IntoIterator<Item = Option<Path>>) -> Self {
        let mut quoted = Vec::new();
        for path in paths {
            let lengths = path.iter().flat_map(|path| 1..=path.len());
            let of_path = |length| path.as_ref().map(|path| Self::hash(&path[..length], false));
            quoted.extend(lengths.filter_map(of_path));
            quoted.extend(path.is_none().then_some(ANYTHING));
        }
        quoted.sort_unstable();
        quoted.dedup();
        quoted.shrink_to_fit();
        self.quoted = Some(quoted);
        self
    }

    /// Whether its strings were looked at.
    pub(crate) const fn is_whole(&self) -> bool {
        self.quoted.is_some()
    }

    /// What it is kept as.
    pub(crate) fn hashes(&self) -> (&[u32], Option<&[u32]>) {
        (&self.hashes, self.quoted.as_deref())
    }

    /// The footprint that was kept so.
    pub(crate) const fn from_hashes(hashes: Vec<u32>, quoted: Option<Vec<u32>>) -> Self {
        Self { hashes, quoted }
    }

    /// Whether neither imports nor strings spell anything.
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty() && self.quoted.as_ref().is_none_or(Vec::is_empty)
    }

    /// Whether the source may refer to one of some names, given as the hashes of [`Footprint::look_for`].
    pub fn may_reach(&self, names: &FxHashSet<u32>) -> bool {
        let mut all = self.hashes.iter().chain(self.quoted.iter().flatten());
        all.any(|hash| *hash == ANYTHING || names.contains(hash))
    }

    /// Adds what to look for in footprints: an import that spells a name, or binds what leads to it.
    pub fn look_for(name: &[String], hashes: &mut FxHashSet<u32>) {
        hashes.extend(Self::reached_by(name));
    }

    fn reached_by(name: &[String]) -> impl Iterator<Item = u32> + '_ {
        let bound = (0..=name.len()).map(|length| Self::hash(&name[..length], true));
        bound.chain([Self::hash(name, false)])
    }
}

/// Names that a tree itself gives, as the footprints of its files see them.
#[derive(Debug, Default, Clone)]
pub struct Given {
    /// For each hash that a footprint can have the numbers of the names that it may reach, added up.
    by_hash: FxHashMap<u32, u64>,
    all: u64,
}

impl Given {
    /// Adds a name that has a number.
    pub fn add(&mut self, name: &[String], number: u64) {
        self.all = self.all.wrapping_add(number);
        for hash in Footprint::reached_by(name) {
            let sum = self.by_hash.entry(hash).or_default();
            *sum = sum.wrapping_add(number);
        }
    }

    /// All the numbers added up.
    pub const fn all(&self) -> u64 {
        self.all
    }

    /// The same number for the same names that a source may refer to, given its footprint.
    pub fn reached_from(&self, footprint: &Footprint) -> u64 {
        if self.by_hash.is_empty() {
            return 0;
        }
        let quoted = footprint.quoted.iter().flatten();
        if quoted.clone().any(|hash| *hash == ANYTHING) {
            return self.all;
        }
        let reached = |hash| Some(FxBuildHasher.hash_one((hash, self.by_hash.get(hash)?)));
        let reached = footprint.hashes.iter().chain(quoted).filter_map(reached);
        reached.fold(0, u64::wrapping_add)
    }
}
