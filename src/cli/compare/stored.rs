//! A head that is not on disk: a commit, or what is staged.

use std::path::Path;

use anyhow::bail;

use super::super::arguments::{Global, Selection};
use super::super::asked;
use super::super::scanning;
use super::super::terminal::Terminal;
use super::sides::{Input, Sides, Store, Wanted};
use crate::config::{Config, Disk, Files, Snapshot};
use crate::git::{Commit, Error, Id, Repository, Tree};
use crate::walk::{self, Ignored};

/// What is looked at instead of the working tree.
#[derive(Debug)]
pub(super) enum Head {
    Commit(Commit),
    /// The files of the index, by their paths from the top of the repository.
    Staged(Tree),
}

impl Head {
    /// The files, below the root.
    fn tree(&self, repository: &Repository) -> Result<Tree, Error> {
        match self {
            Self::Commit(commit) => repository.tree(commit, None),
            Self::Staged(_) => Ok(repository.index()?.staged()),
        }
    }

    /// What is in a file, by its path from the top of the repository.
    pub(super) fn file(&self, repository: &Repository, path: &str) -> Option<Id> {
        match self {
            Self::Commit(commit) => repository.file(commit, path).ok()?,
            Self::Staged(tree) => tree.get(path),
        }
    }
}

/// The configuration that the head has.
pub(super) fn config(
    head: &Head,
    repository: &Repository,
    selection: &Selection,
    working: &Path,
    global: &Global,
    terminal: &mut Terminal,
) -> anyhow::Result<Config> {
    let snapshot = Snapshot {
        root: repository.top(),
        list: &|directory| match head {
            Head::Commit(commit) => repository.list(commit, directory).unwrap_or_default(),
            Head::Staged(tree) => tree.list(directory),
        },
        read: &|path| repository.read(head.file(repository, path)?).ok(),
    };
    if !working.starts_with(repository.top()) {
        bail!("this is not in the working tree of the repository");
    }
    let files: &dyn Files = match global.config {
        Some(_) => &Disk,
        None => &snapshot,
    };
    let is_file = |path: &Path| {
        let path = walk::relative(repository.top(), path);
        path.is_some_and(|path| head.file(repository, &path).is_some())
    };
    let above = asked::above_stored(selection, working, is_file);
    scanning::configure(files, working, &above, global, terminal)
}

/// The sides of a comparison with what is not on disk.
pub(super) fn sides<'s>(input: &Input<'s>, head: &Head, config: &Config) -> anyhow::Result<Sides<'s>> {
    let repository = input.repository;
    let read = |path: &str| match path {
        walk::INFO_EXCLUDE => repository.info_exclude(),
        path => repository.read(head.file(repository, path)?).ok(),
    };
    let ignore_files = !input.selection.no_ignore;
    let mut wanted = Wanted {
        asked: input.asked,
        own: config.own(),
        ignored: Ignored::new(&read, repository.prefix(), &config.exclude, ignore_files),
    };
    let (old, new, differing) = match (input.base, head, input.totals) {
        (Some(base), Head::Commit(head), false) => {
            let mut differences = repository.differing(base, head)?;
            differences.retain(|(path, ..)| wanted.has(path));
            let differing: Vec<String> = differences.into_iter().map(|(path, ..)| path).collect();
            let around = |commit| repository.around(commit, &differing);
            (around(base)?, around(head)?, differing)
        }
        (base, head, _) => {
            let mut old = base.map_or_else(|| Ok(Tree::default()), |base| repository.tree(base, None))?;
            let mut new = head.tree(repository)?;
            old.retain(|path| wanted.has(path));
            new.retain(|path| wanted.has(path));
            let differing = old.differing(&new);
            (old, new, differing)
        }
    };
    let (skipped, submodules) = (new.skipped.clone(), new.submodules.clone());
    Ok(Sides {
        base: Store::of(old, repository, input.root),
        head: Store::of(new, repository, input.root),
        differing,
        skipped,
        submodules,
    })
}
