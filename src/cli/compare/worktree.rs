//! The working tree as the head: what of it is not as in the base.
//!
//! A file that the index knows to be unmodified is not read; of another the content decides. What git would not have
//! (repositories within the tree) is scanned, but is no part of the change.

use std::path::Path;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::super::asked::Asked;
use super::super::input;
use super::sides::{Input, Sides, Store, Wanted};
use crate::config::Config;
use crate::git::{Id, Index, Tree};
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
    base: Tree,
}

/// The sides of a comparison with the working tree.
pub(super) fn sides<'s>(input: &Input<'s>, asked: Asked, config: &Config) -> anyhow::Result<Sides<'s>> {
    let mut tree = input::tree(asked, config, input.selection, input.global)?;
    let index = input.repository.index(&config.root)?;
    let base = match input.base {
        Some(base) => input.repository.tree(base, Some(&index))?,
        None => Tree::default(),
    };
    let compared = Compared {
        input,
        config,
        index,
        base,
    };
    let (old, only_old) = compared.base.beside(&tree.files);
    let states = tree
        .files
        .par_iter()
        .zip(old)
        .map(|(path, old)| compared.state(path, old));
    let (states, ids): (Vec<State>, Vec<Option<Id>>) = states.unzip();
    let unmodified = tree.files.iter().zip(ids);
    let unmodified = unmodified
        .filter_map(|(path, id)| Some((path.clone(), id?)))
        .collect();
    let of = |wanted: &[State]| -> Vec<String> {
        let files = tree.files.iter().zip(&states);
        files
            .filter(|(_, state)| wanted.contains(state))
            .map(|(path, _)| path.clone())
            .collect()
    };
    let mut differing = of(&[State::Modified, State::New]);
    let mut base_paths = of(&[State::Same, State::Modified, State::Apart]);
    let (gone, left_out) = compared.gone(&only_old);
    differing.extend(gone.iter().cloned());
    base_paths.extend(gone);
    tree.files.extend(left_out.iter().map(|(path, _)| path.clone()));
    for paths in [&mut tree.files, &mut base_paths, &mut differing] {
        paths.sort_unstable();
    }
    let files = |paths, stored, unmodified| Store {
        paths,
        stored,
        repository: input.repository,
        root: config.root.clone(),
        unmodified,
    };
    let submodules = compared.index.submodules();
    Ok(Sides {
        base: files(
            base_paths,
            compared.base.into_iter().collect(),
            FxHashMap::default(),
        ),
        head: files(tree.files, left_out.into_iter().collect(), unmodified),
        differing,
        skipped: tree.skipped,
        submodules,
    })
}

impl Compared<'_> {
    /// What a file is that has this in it at the base, if it is there; and what is in it, if that is known without
    /// reading it. Either way the file is looked at once.
    fn state(&self, path: &str, old: Option<Id>) -> (State, Option<Id>) {
        let known = self.index.unmodified(path);
        (self.beside(path, old, known), known)
    }

    fn beside(&self, path: &str, old: Option<Id>, known: Option<Id>) -> State {
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
    fn gone(&self, only_old: &[(&str, Id)]) -> (Vec<String>, Vec<(String, Id)>) {
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
            gone.push(path.to_owned());
        }
        (gone, left_out)
    }
}

/// Whether a file belongs to another repository that lies within the tree.
fn is_of_another(root: &Path, path: &str) -> bool {
    let mut directories = path.match_indices('/').map(|(end, _)| &path[..end]);
    directories.any(|directory| root.join(directory).join(".git").exists())
}
