//! The working tree as the head: what of it is not as in the base.
//!
//! A file that the index knows to be unmodified is not read; of another the content decides. What git would not have
//! (repositories within the tree) is scanned, but is no part of the change.

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::super::asked::Asked;
use super::super::input;
use super::sides::{Input, Kept, Sides, Store, Wanted};
use crate::config::Config;
use crate::git::{Error, Id, Index};
use crate::walk::{self, Ignored};

/// What begins a file that stands for one which is kept elsewhere.
/// See <https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md>.
const LFS_POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";

/// What a file of the working tree is beside the base.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Same,
    Modified,
    New,
    /// It is not of this repository, or what it stands for is not here to compare.
    Apart,
}

/// The working tree beside the base.
struct Compared<'c> {
    input: &'c Input<'c>,
    config: &'c Config,
    index: Index,
}

/// Files, sorted, each with where it is read from.
type Files = (Arc<Vec<String>>, Vec<Kept>);

/// The sides of a comparison with the working tree.
pub(super) fn sides<'s>(input: &Input<'s>, asked: Asked, config: &Config) -> anyhow::Result<Sides<'s>> {
    // What git knows is found out while the directories are listed.
    let (tree, known) = rayon::join(
        || input::tree(asked, config, input.selection, true, walk::walk),
        || -> Result<_, Error> {
            let index = input.repository.index()?;
            let base = input.base.map(|base| input.repository.tree(base, Some(&index)));
            Ok((index, base.transpose()?.unwrap_or_default()))
        },
    );
    let (tree, (index, base)) = (tree?, known?);
    let known = index.unmodified(&tree.files, &tree.stamps);
    let (old, only_old) = base.beside(&tree.files);
    let compared = Compared { input, config, index };
    let files = tree.files.par_iter().zip(&old).zip(&known);
    let states: Vec<State> = files
        .map(|((path, old), known)| compared.state(path, *old, *known))
        .collect();
    let [gone, left_out] = compared.gone(&only_old);
    let is_other = |state: &State| matches!(state, State::Modified | State::New);
    let others = tree.files.iter().zip(&states);
    let others = others.filter(|(_, state)| is_other(state)).map(|(path, _)| path);
    let mut differing: Vec<String> = others.chain(gone.iter().map(|(path, _)| path)).cloned().collect();
    differing.sort_unstable();
    let files = Arc::new(tree.files);
    let before = before(&files, &states, &old);
    let now = known.into_iter().zip(tree.stamps);
    let now = now.map(|(id, stamp)| Kept::OnDisk(id.zip(stamp))).collect();
    let store = |(paths, kept): Files| Store {
        paths,
        kept,
        repository: input.repository,
        root: input.root,
        is_on_disk: false,
    };
    Ok(Sides {
        base: store(with(before, gone)),
        head: Store {
            is_on_disk: left_out.is_empty(),
            ..store(with((files, now), left_out))
        },
        differing,
        skipped: tree.skipped,
        submodules: compared.index.submodules(),
    })
}

/// Of the files of the working tree those that were there before.
fn before(files: &Arc<Vec<String>>, states: &[State], old: &[Option<Id>]) -> Files {
    let kept = old.iter().map(|old| old.map_or(Kept::OnDisk(None), Kept::Stored));
    if !states.contains(&State::New) {
        return (Arc::clone(files), kept.collect());
    }
    let old = files.iter().zip(kept).zip(states);
    let old = old.filter(|(_, state)| **state != State::New);
    let (paths, kept) = old.map(|((path, kept), _)| (path.clone(), kept)).unzip();
    (Arc::new(paths), kept)
}

/// Adds files that are only in the object store.
fn with((paths, kept): Files, more: Vec<(String, Id)>) -> Files {
    if more.is_empty() {
        return (paths, kept);
    }
    let more = more.into_iter().map(|(path, id)| (path, Kept::Stored(id)));
    let files = Arc::unwrap_or_clone(paths).into_iter().zip(kept);
    let mut all: Vec<(String, Kept)> = files.chain(more).collect();
    all.sort_by(|(a, _), (b, _)| a.cmp(b));
    let (paths, kept) = all.into_iter().unzip();
    (Arc::new(paths), kept)
}

impl Compared<'_> {
    /// What a file is that has this in it at the base, if it is there, and this now, if that is known.
    fn state(&self, path: &str, old: Option<Id>, known: Option<Id>) -> State {
        let Some(id) = old else {
            return match is_of_another(&self.config.root, path) {
                true => State::Apart,
                false => State::New,
            };
        };
        let repository = self.input.repository;
        let now = known.or_else(|| repository.name_of(&walk::read(&self.config.root, path).ok()?));
        if now == Some(id) {
            return State::Same;
        }
        match repository.read(id) {
            Ok(bytes) if bytes.starts_with(LFS_POINTER) => State::Apart,
            _ => State::Modified,
        }
    }

    /// Of the files that are only in the base, those that are gone, and, of these, those that a sparse checkout leaves
    /// out though the change has to do with them: with what is in them now.
    fn gone(&self, only_old: &[(&str, Id)]) -> [Vec<(String, Id)>; 2] {
        let Input {
            repository,
            selection,
            asked,
            ..
        } = self.input;
        let read = |path: &str| match path {
            walk::INFO_EXCLUDE => repository.info_exclude(),
            path => walk::read(repository.top(), path).ok(),
        };
        let ignore_files = !selection.no_ignore;
        let mut wanted = Wanted {
            asked,
            own: self.config.own(),
            ignored: Ignored::new(&read, repository.prefix(), &self.config.exclude, ignore_files),
        };
        let (mut gone, mut left_out) = (Vec::new(), Vec::new());
        for (path, id) in only_old.iter().copied().filter(|(path, _)| wanted.has(path)) {
            match self.index.left_out(path) {
                Some(now) if now == id => continue,
                now => left_out.extend(now.map(|now| (path.to_owned(), now))),
            }
            gone.push((path.to_owned(), id));
        }
        [gone, left_out]
    }
}

/// Whether a file belongs to another repository that lies within the tree.
fn is_of_another(root: &Path, path: &str) -> bool {
    let mut directories = path.match_indices('/').map(|(end, _)| &path[..end]);
    directories.any(|directory| root.join(directory).join(".git").exists())
}
