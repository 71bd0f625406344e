//! What a scan reads: the files of a tree, or one source on standard input.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use anyhow::Context;

use super::arguments::Selection;
use super::asked::Asked;
use super::progress::Progress;
use super::remembered::Place;
use crate::check::Checker;
use crate::config::Config;
use crate::finding::SkipReason;
use crate::harvest::{self, Harvest};
use crate::lang::{LANGUAGES, Language};
use crate::project::{MANIFESTS, Project};
use crate::scan::{Corpus, Recall, Scan};
use crate::source::FileKind;
use crate::walk::{self, Moment, Stamp, Tree, Walk};

/// What is scanned: the files of a tree, or standard input under the name of one.
pub(super) enum Input {
    Tree {
        tree: Tree,
        /// The moment after which it was looked at, if that can be told.
        since: Option<Moment>,
    },
    Stdin {
        path: [String; 1],
        bytes: Result<Vec<u8>, SkipReason>,
        around: Vec<String>,
    },
}

impl Input {
    pub(super) fn of(
        asked: Asked,
        config: &Config,
        selection: &Selection,
        place: Option<&Place>,
    ) -> anyhow::Result<Self> {
        let root = &config.root;
        match asked {
            Asked::Stdin(path) => {
                let path =
                    walk::relative(root, &path).context("--stdin-path leads out of the scanned tree")?;
                let path = [path];
                Ok(Self::Stdin {
                    bytes: walk::read_stream(io::stdin().lock()),
                    around: walk::around(root, &path),
                    path,
                })
            }
            Asked::Paths(_) => {
                let mut since = None;
                let walk = |walk: &Walk<'_>| match place {
                    Some(place) => {
                        let tree;
                        (tree, since) = place.walk(walk);
                        tree
                    }
                    None => walk::walk(walk),
                };
                let tree = tree(asked, config, selection, place.is_some(), walk)?;
                Ok(Self::Tree { tree, since })
            }
        }
    }

    /// The tree, unless it is standard input.
    pub(super) const fn tree(&self) -> Option<&Tree> {
        match self {
            Self::Tree { tree, .. } => Some(tree),
            Self::Stdin { .. } => None,
        }
    }

    /// Whether any change of its files, since it was walked, can be seen: none was changed in the moment of the walk.
    pub(super) fn is_settled(&self) -> bool {
        let Self::Tree {
            tree,
            since: Some(since),
        } = self
        else {
            return false;
        };
        let is_settled = |stamp: &Option<Stamp>| stamp.is_some_and(|stamp| stamp.is_before(*since));
        tree.stamps.iter().all(is_settled)
    }

    /// Whether a file of the tree still looks as it did when the tree was walked.
    pub(super) fn is_still(&self, root: &Path, path: &str) -> bool {
        let seen = self.tree().and_then(|tree| {
            let at = tree.files.binary_search_by(|file| file.as_str().cmp(path)).ok()?;
            tree.stamps.get(at).copied().flatten()
        });
        seen.is_some() && seen == walk::stamp(root, path)
    }

    /// The files to scan.
    pub(super) fn files(&self) -> &[String] {
        match self {
            Self::Tree { tree, .. } => &tree.files,
            Self::Stdin { path, .. } => path,
        }
    }

    /// The files that only tell where packages and crates start.
    fn around(&self) -> &[String] {
        match self {
            Self::Tree { tree, .. } => &tree.around,
            Self::Stdin { around, .. } => around,
        }
    }

    /// Every path that is known, sorted.
    fn all(&self) -> Cow<'_, [String]> {
        if self.around().is_empty() {
            return Cow::Borrowed(self.files());
        }
        let mut all = [self.files(), self.around()].concat();
        all.sort_unstable();
        Cow::Owned(all)
    }

    pub(super) fn scan(
        &self,
        root: &Path,
        checker: &Checker<'_>,
        project: &Project,
        memo: Option<Recall<'_>>,
        watched: bool,
    ) -> Scan {
        self.read(root, memo, watched, |corpus| Scan::run(checker, project, corpus))
    }

    /// Adds what could not be looked at to a scan.
    pub(super) fn tell_skipped(&self, scan: &mut Scan) {
        if let Self::Tree { tree, .. } = self {
            scan.skipped.extend_from_slice(&tree.skipped);
            scan.skipped.sort_unstable();
        }
    }

    /// What the sources declare to be deprecated.
    pub(super) fn harvest(self, root: &Path, project: &Project, watched: bool) -> Harvest {
        let mut harvest = self.read(root, None, watched, |corpus| harvest::harvest(project, corpus));
        if let Self::Tree { tree, .. } = self {
            harvest.skipped.extend(tree.skipped);
            harvest.skipped.sort_unstable();
        }
        harvest
    }

    /// Does something with what there is to read.
    fn read<T>(
        &self,
        root: &Path,
        memo: Option<Recall<'_>>,
        watched: bool,
        then: impl FnOnce(&Corpus<'_>) -> T,
    ) -> T {
        let progress = Progress::new(self.files().len(), watched);
        let read = |path: &str| match self {
            Self::Tree { .. } => walk::read(root, path),
            Self::Stdin { bytes, .. } => bytes.clone(),
        };
        let tree = self.all();
        let corpus = Corpus {
            paths: self.files(),
            tree: &tree,
            read: &read,
            progress: &|| progress.advance(),
            memo,
        };
        let done = then(&corpus);
        progress.finish();
        done
    }

    /// Where packages and crates start.
    pub(super) fn project(&self, config: &Config) -> Project {
        let paths = self.files().iter().chain(self.around()).map(String::as_str);
        let is_manifest = |path: &str| MANIFESTS.contains(&path.rsplit('/').next().unwrap_or(path));
        let manifests: Vec<(String, String)> = paths
            .clone()
            .filter(|path| is_manifest(path))
            .filter_map(|path| Some((path.to_owned(), walk::read(&config.root, path).ok()?)))
            .map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned()))
            .collect();
        Project::new(paths, &manifests, &config.source_roots)
    }
}

/// The files of the tree that was asked for, each with what it looks like where that is wanted.
pub(super) fn tree(
    asked: Asked,
    config: &Config,
    selection: &Selection,
    stamps: bool,
    walk: impl FnOnce(&Walk<'_>) -> Tree,
) -> anyhow::Result<Tree> {
    let Asked::Paths(paths) = asked else {
        return Ok(Tree::default());
    };
    let root = &config.root;
    let resolved = paths.iter().map(|path| walk::resolve(root, path));
    let mut tree = walk(&Walk {
        root,
        paths: &resolved.collect::<Result<Vec<_>, _>>()?,
        exclude: &config.exclude,
        ignore_files: !selection.no_ignore,
        stamps,
    });
    let own = config.own();
    let apart = selection
        .apart
        .iter()
        .filter_map(|path| walk::relative(root, path));
    let apart: BTreeSet<String> = apart.collect();
    tree.retain(|path| !own.has(path) && !apart.contains(path));
    Ok(tree)
}

/// The languages that files are written in, as far as their names tell.
pub(super) fn languages(files: &[String]) -> Vec<&'static Language> {
    let is_of = |path: &String, language: &Language| match FileKind::of(path, b"") {
        FileKind::Source(of) => of.name == language.name,
        _ => false,
    };
    LANGUAGES
        .iter()
        .filter(|language| files.iter().any(|path| is_of(path, language)))
        .collect()
}
