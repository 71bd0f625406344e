//! The two sides of a comparison: their paths, where each is read from, and where packages start in them.

use rustc_hash::FxHashMap;

use super::super::arguments::{Global, Selection};
use super::stored::Head;
use crate::config::{Config, Own};
use crate::finding::{SkipReason, Skipped};
use crate::git::{Commit, Id, Repository};
use crate::project::{MANIFESTS, Project};
use crate::walk::{self, Ignored};

/// What sides are made of.
pub(super) struct Input<'i> {
    pub repository: &'i Repository,
    /// None before the first commit.
    pub base: Option<&'i Commit>,
    /// What was asked for, relative to the root; `.` for all of it.
    pub asked: &'i [String],
    /// What is looked at instead of the working tree.
    pub head: Option<&'i Head>,
    pub selection: &'i Selection,
    pub global: &'i Global,
    /// Whether all of the head is to be read.
    pub totals: bool,
}

/// The sides.
pub(super) struct Sides<'s> {
    pub base: Store<'s>,
    pub head: Store<'s>,
    /// The paths that differ, sorted.
    pub differing: Vec<String>,
    /// What could not be looked at of the head.
    pub skipped: Vec<Skipped>,
    pub submodules: Vec<String>,
}

impl Sides<'_> {
    /// Whether packages and crates start at the same places on both sides: the same files are there, and none that
    /// tells of them differs.
    pub(super) fn have_one_layout(&self) -> bool {
        let is_on = |side: &Store<'_>, path: &String| side.paths.binary_search(path).is_ok();
        let is_on_both = |path| is_on(&self.base, path) && is_on(&self.head, path);
        let mut differing = self.differing.iter();
        differing.all(|path| is_on_both(path) && !is_manifest(path))
    }
}

/// The files of one side.
pub(super) struct Store<'s> {
    /// Sorted.
    pub paths: Vec<String>,
    /// Those that are read from the object store.
    pub stored: FxHashMap<String, Id>,
    pub repository: &'s Repository,
    /// Where the others lie.
    pub root: std::path::PathBuf,
}

impl Store<'_> {
    /// What is in one of the files.
    pub(super) fn read(&self, path: &str) -> Result<Vec<u8>, SkipReason> {
        match self.stored.get(path) {
            Some(id) => self.repository.read(*id),
            None => walk::read(&self.root, path),
        }
    }

    /// Where packages and crates start.
    pub(super) fn project(&self, config: &Config) -> Project {
        let manifests: Vec<(String, String)> = self
            .paths
            .iter()
            .filter(|path| is_manifest(path))
            .filter_map(|path| Some((path.clone(), self.read(path).ok()?)))
            .map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned()))
            .collect();
        Project::new(
            self.paths.iter().map(String::as_str),
            &manifests,
            &config.source_roots,
        )
    }
}

fn is_manifest(path: &str) -> bool {
    MANIFESTS.contains(&path.rsplit('/').next().unwrap_or(path))
}

/// Which files of a tree that is not on disk are scanned.
pub(super) struct Wanted<'w> {
    pub asked: &'w [String],
    pub own: Own<'w>,
    pub ignored: Ignored<'w>,
}

impl Wanted<'_> {
    /// Whether a file is scanned.
    pub(super) fn has(&mut self, path: &str) -> bool {
        let is_below = |asked: &String| match path.strip_prefix(asked.as_str()) {
            Some(rest) => rest.is_empty() || rest.starts_with('/'),
            None => asked == ".",
        };
        self.asked.iter().any(is_below) && !self.own.has(path) && !self.ignored.is_ignored(path)
    }
}
