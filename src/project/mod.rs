//! Where packages and crates start: from a file's path to the module it is.
//!
//! A [`Project`] is made of the paths of a corpus and the manifests among them; it never looks at a disk. Every
//! file then has a [`Place`].

mod cargo;
mod python;

use std::collections::BTreeSet;
use std::hash::{BuildHasher as _, Hash, Hasher};
use std::sync::Arc;

use rustc_hash::FxBuildHasher;

use crate::names::{OWN, Path};

/// The modules that lie in a directory. There are many, and many files have them in common, so that they are hashed once.
#[derive(Debug, PartialEq, Eq)]
pub struct Tops {
    directory: String,
    names: BTreeSet<String>,
    hash: u64,
}

impl Tops {
    fn new(directory: String, names: BTreeSet<String>) -> Self {
        Self {
            hash: FxBuildHasher.hash_one((&directory, &names)),
            directory,
            names,
        }
    }
}

impl Hash for Tops {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.hash.hash(state);
    }
}

/// Where a file stands: the module it is, and what that module's tree is called.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Place {
    /// The module that the file is, in segments below the root of its tree: `["billing", "api"]` for
    /// `src/billing/api.py` below the source root `src`, and for `src/billing/api.rs` of a crate.
    pub module: Path,
    /// Whether the file is a package's own (`__init__.py`): its relative imports start at itself.
    pub is_package: bool,
    /// What the root may be called: prefixes that stand for [`OWN`]. Python: `[]`, and `["ns"]` where a namespace
    /// package may lie above. Rust: the crate's name.
    pub roots: Arc<[Path]>,
    /// A word that means the root of whatever tree it is used in: `crate`.
    pub own_word: Option<&'static str>,
    /// What an absolute import finds in the tree before anything that is installed: the modules at its root, and those
    /// beside a script. Python's; empty for other languages.
    pub tops: Arc<[Arc<Tops>]>,
    /// The directories from which the file may be imported: the root of its tree, and its own if it may be a script.
    /// Python's, like `tops`.
    pub homes: Arc<[String]>,
    /// Dependencies that the file's crate calls by another name: (the name in code, the crate's own name), sorted.
    pub renames: Arc<[(String, String)]>,
    /// The Rust edition (2015, 2018, …); 2021 where no manifest tells. Meaningless for other languages.
    pub edition: u16,
}

impl Place {
    /// The paths that a path may stand for: itself, or, where it begins at [`OWN`], one for each of the roots.
    pub fn expand<S: AsRef<str>>(&self, path: &[S]) -> Vec<Path> {
        let owned = |path: &[S]| -> Path { path.iter().map(|s| s.as_ref().to_owned()).collect() };
        match path.split_first() {
            Some((first, rest)) if first.as_ref() == OWN => {
                let word = self.own_word.map(|word| vec![word.to_owned()]);
                let roots = self.roots.iter().cloned().chain(word);
                roots
                    .map(|root| root.into_iter().chain(owned(rest)).collect())
                    .collect()
            }
            _ => vec![owned(path)],
        }
    }

    /// The paths by which other files know a path of this one: [`expand`](Self::expand), less what only this file's
    /// own tree may say.
    pub fn expand_for_others(&self, path: &[String]) -> Vec<Path> {
        let mut paths = self.expand(path);
        if path.first().is_some_and(|first| first == OWN) {
            paths.truncate(self.roots.len());
        }
        paths
    }

    /// Whether a first segment means a module of the tree itself, rather than one that is installed.
    pub fn has_top(&self, name: &str) -> bool {
        self.tops.iter().any(|tops| tops.names.contains(name))
    }

    /// The directories from which the file may be imported, each with the module that the file is there.
    pub fn homes(&self) -> impl Iterator<Item = (&str, &[String])> {
        let script = self.module.len().saturating_sub(1);
        let modules = [&self.module[..], &self.module[script..]];
        self.homes.iter().map(String::as_str).zip(modules)
    }

    /// The directories whose modules a path may begin with that the file imports.
    pub fn homes_of<'p>(&'p self, path: &'p [String]) -> impl Iterator<Item = &'p str> {
        let has = |tops: &&Arc<Tops>| path.first().is_some_and(|first| tops.names.contains(first));
        self.tops.iter().filter(has).map(|tops| tops.directory.as_str())
    }

    /// Whether the file's crate calls a dependency by another name than its own.
    pub fn may_rename(&self, dependency: &str) -> bool {
        self.renames.iter().any(|(_, own)| own == dependency)
    }

    /// The module's path from its own root.
    pub fn own_module(&self) -> Path {
        std::iter::once(OWN.to_owned())
            .chain(self.module.iter().cloned())
            .collect()
    }
}

/// The packages and crates of a corpus.
#[derive(Debug, Default)]
pub struct Project {
    python: python::Packages,
    cargo: cargo::Crates,
}

impl Project {
    /// Reads the layout off a corpus: the paths of its files (relative, with `/`), the texts of its manifests, and the
    /// configured source roots (globs; empty when they are to be found).
    pub fn new<'p>(
        paths: impl Iterator<Item = &'p str> + Clone,
        manifests: &[(String, String)],
        source_roots: &globset::GlobSet,
    ) -> Self {
        Self {
            python: python::Packages::new(paths.clone(), source_roots),
            cargo: cargo::Crates::new(paths, manifests),
        }
    }

    /// The place of a Python file.
    pub fn python(&self, path: &str) -> Place {
        self.python.place(path)
    }

    /// The place of a Rust file.
    pub fn rust(&self, path: &str) -> Place {
        self.cargo.place(path)
    }
}

/// The file names that [`Project::new`] wants to read.
pub const MANIFESTS: &[&str] = &["Cargo.toml"];
