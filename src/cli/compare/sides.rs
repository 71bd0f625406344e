//! The two sides of a comparison: their paths, where each is read from, and where packages start in them.

use std::path::Path;
use std::sync::Arc;

use super::super::arguments::{Global, Selection};
use super::super::asked;
use super::super::remembered::content;
use super::stored::Head;
use crate::check::Checker;
use crate::config::{Config, Own};
use crate::finding::{RuleId, SkipReason, Skipped};
use crate::gate::{Compared, Comparison, Side};
use crate::git::{Commit, Id, Repository, Tree};
use crate::project::{MANIFESTS, Project};
use crate::scan::{Content, Memo};
use crate::walk::{self, Ignored, Stamp};

/// What sides are made of.
pub(super) struct Input<'i> {
    pub repository: &'i Repository,
    /// What the files of the working tree are relative to.
    pub root: &'i Path,
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

/// Where a file is read from.
#[derive(Clone, Copy)]
pub(crate) enum Kept {
    /// The object store.
    Stored(Id),
    /// The disk; and, if it is known to be as git has it, what is in it and what it looked like then.
    OnDisk(Option<(Id, Stamp)>),
}

/// The files of one side.
pub(crate) struct Store<'s> {
    /// Sorted. The sides mostly have the same.
    pub paths: Arc<Vec<String>>,
    /// Where each of them is read from.
    pub kept: Vec<Kept>,
    pub repository: &'s Repository,
    /// What those on disk are relative to.
    pub root: &'s Path,
    /// None of them is read from the object store.
    pub is_on_disk: bool,
}

impl<'s> Store<'s> {
    /// The files of a commit.
    pub(crate) fn of(tree: Tree, repository: &'s Repository, root: &'s Path) -> Self {
        Self {
            paths: Arc::new(tree.paths),
            kept: tree.ids.into_iter().map(Kept::Stored).collect(),
            repository,
            root,
            is_on_disk: false,
        }
    }

    fn kept(&self, path: &str) -> Option<Kept> {
        let at = self
            .paths
            .binary_search_by(|known| known.as_str().cmp(path))
            .ok()?;
        self.kept.get(at).copied()
    }

    /// What is in one of the files.
    pub(crate) fn read(&self, path: &str) -> Result<Vec<u8>, SkipReason> {
        if self.is_on_disk {
            return walk::read(self.root, path);
        }
        match self.kept(path) {
            Some(Kept::Stored(id)) => self.repository.read(id),
            _ => walk::read(self.root, path),
        }
    }

    /// What is in each of the files, if that is known without reading it.
    pub(crate) fn contents(&self) -> Vec<Option<Content>> {
        let content = |kept: &Kept| match kept {
            Kept::Stored(id) | Kept::OnDisk(Some((id, _))) => Some(content(id)),
            Kept::OnDisk(None) => None,
        };
        self.kept.iter().map(content).collect()
    }

    /// Whether that still holds.
    fn is_still(&self, path: &str) -> bool {
        match self.kept(path) {
            Some(Kept::OnDisk(Some((_, stamp)))) => walk::stamp(self.root, path) == Some(stamp),
            Some(Kept::Stored(_)) => true,
            Some(Kept::OnDisk(None)) | None => false,
        }
    }

    /// Where packages and crates start.
    pub(crate) fn project(&self, config: &Config) -> Project {
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

/// Two sides to compare.
pub(crate) struct Between<'b> {
    pub base: &'b Store<'b>,
    pub head: &'b Store<'b>,
    pub config: &'b Config,
    /// The paths that differ, sorted.
    pub differing: &'b [String],
    pub totals: bool,
    pub memo: Option<&'b Memo>,
    pub is_new: &'b (dyn Fn(RuleId, &str) -> bool + Sync),
    pub progress: &'b (dyn Fn() + Sync),
}

impl Between<'_> {
    /// What they have to do with each other.
    pub(crate) fn run(&self, checker: &Checker<'_>) -> Compared {
        let Self { base, head, memo, .. } = *self;
        let new = head.project(self.config);
        let old = (!self.have_one_layout()).then(|| base.project(self.config));
        let contents = |side: &Store<'_>| memo.map_or_else(Vec::new, |_| side.contents());
        let (old_contents, new_contents) = (contents(base), contents(head));
        let comparison = Comparison {
            base: Side {
                tree: &base.paths,
                project: old.as_ref().unwrap_or(&new),
                read: &|path| base.read(path),
                memo,
                contents: &old_contents,
                is_still: &|path| base.is_still(path),
            },
            head: Side {
                tree: &head.paths,
                project: &new,
                read: &|path| head.read(path),
                memo,
                contents: &new_contents,
                is_still: &|path| head.is_still(path),
            },
            differing: self.differing,
            totals: self.totals,
            is_new: self.is_new,
            progress: self.progress,
        };
        comparison.run(checker)
    }

    /// Whether packages and crates start at the same places on both sides: the files are the same, by their names, and
    /// none that differs is a manifest.
    fn have_one_layout(&self) -> bool {
        let is_on = |side: &Store<'_>, path: &String| side.paths.binary_search(path).is_ok();
        let is_on_both = |path| is_on(self.base, path) && is_on(self.head, path);
        let mut differing = self.differing.iter();
        differing.all(|path| is_on_both(path) && !is_manifest(path))
    }
}

fn is_manifest(path: &str) -> bool {
    MANIFESTS.contains(&path.rsplit('/').next().unwrap_or(path))
}

/// Which files of a tree that is not on disk are scanned.
pub(crate) struct Wanted<'w> {
    pub asked: &'w [String],
    pub own: Own<'w>,
    pub ignored: Ignored<'w>,
}

impl Wanted<'_> {
    /// Whether a file is scanned.
    pub(crate) fn has(&mut self, path: &str) -> bool {
        asked::covers(self.asked, path) && !self.own.has(path) && !self.ignored.is_ignored(path)
    }
}
