//! Python packages: from a file's path to the module it is.
//!
//! A package is a directory with an `__init__` file; the first directory above without one is its source root. Where
//! no `__init__` tells, a project's root (a directory with a `pyproject.toml`, `setup.py` or `setup.cfg`) or its
//! `src` does. A directory between such a root and the package may be a namespace package (PEP 420): then the root
//! goes by two names. Configured source roots override all of this.

use std::collections::BTreeSet;
use std::sync::Arc;

use globset::GlobSet;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Place, Tops};
use crate::names::Path;

/// The directories that tell where Python's modules start.
#[derive(Debug, Default)]
pub(super) struct Packages {
    /// Directories with an `__init__` file.
    with_init: FxHashSet<String>,
    /// Directories with a manifest of Python's.
    projects: FxHashSet<String>,
    /// The modules and packages of each directory that is no package itself.
    tops: FxHashMap<String, Arc<Tops>>,
    /// What the user says.
    source_roots: GlobSet,
    /// What holds for all the files of a directory that has some.
    directories: FxHashMap<String, Directory>,
}

/// The part of a [`Place`] that the files of a directory have in common.
#[derive(Debug, Clone)]
struct Directory {
    module: Path,
    roots: Arc<[Path]>,
    tops: Arc<[Arc<Tops>]>,
    homes: Arc<[String]>,
}

const MANIFESTS: &[&str] = &["pyproject.toml", "setup.py", "setup.cfg"];

impl Packages {
    pub(super) fn new<'p>(paths: impl Iterator<Item = &'p str> + Clone, source_roots: &GlobSet) -> Self {
        let mut found = Self {
            source_roots: source_roots.clone(),
            ..Self::default()
        };
        for path in paths.clone() {
            let (directory, name) = split(path);
            if matches!(name, "__init__.py" | "__init__.pyi") {
                found.with_init.insert(directory.to_owned());
            } else if MANIFESTS.contains(&name) {
                found.projects.insert(directory.to_owned());
            }
        }
        found.find_tops(paths.clone());
        for path in paths {
            let (directory, name) = split(path);
            if name.strip_suffix(".py").is_some() && !found.directories.contains_key(directory) {
                let known = found.directory(directory);
                found.directories.insert(directory.to_owned(), known);
            }
        }
        found
    }

    fn find_tops<'p>(&mut self, paths: impl Iterator<Item = &'p str>) {
        let mut tops: FxHashMap<&str, BTreeSet<String>> = FxHashMap::default();
        for path in paths {
            let (directory, name) = split(path);
            let module = match name.strip_suffix(".py").or(name.strip_suffix(".pyi")) {
                Some("__init__") => split(directory),
                Some(stem) => (directory, stem),
                None => continue,
            };
            if !module.1.is_empty() && !self.with_init.contains(module.0) {
                tops.entry(module.0).or_default().insert(module.1.to_owned());
            }
        }
        self.tops = tops
            .into_iter()
            .map(|(directory, names)| {
                let tops = Tops::new(directory.to_owned(), names);
                (directory.to_owned(), Arc::new(tops))
            })
            .collect();
    }

    pub(super) fn place(&self, path: &str) -> Place {
        let (directory, name) = split(path);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let is_package = stem == "__init__";
        let known = self.directories.get(directory);
        let Directory {
            mut module,
            roots,
            tops,
            homes,
        } = known.cloned().unwrap_or_else(|| self.directory(directory));
        if !is_package {
            module.push(stem.to_owned());
        }
        Place {
            module,
            is_package,
            roots,
            tops,
            homes,
            ..Place::default()
        }
    }

    fn directory(&self, directory: &str) -> Directory {
        let (root, above) = self.root(directory);
        let beside = (directory != root).then_some(directory);
        let tops = [Some(root), beside].into_iter().flatten();
        let script = beside.filter(|beside| !self.with_init.contains(*beside));
        let homes = [Some(root), script].into_iter().flatten();
        let roots = [Path::new()].into_iter();
        Directory {
            module: segments(&directory[root.len()..]),
            roots: roots.chain((!above.is_empty()).then_some(above)).collect(),
            tops: tops
                .filter_map(|directory| self.tops.get(directory).cloned())
                .collect(),
            homes: homes.map(str::to_owned).collect(),
        }
    }

    /// The source root of a directory, as a prefix of its path, and the namespace packages that may lie above it.
    fn root<'d>(&self, directory: &'d str) -> (&'d str, Path) {
        let is_configured = |dir: &&str| self.source_roots.is_match(dir);
        let configured = (!self.source_roots.is_empty()).then(|| ancestors(directory).find(is_configured));
        if let Some(root) = configured.flatten() {
            return (root, Path::new());
        }
        let first_plain = ancestors(directory)
            .find(|&dir| !self.with_init.contains(dir))
            .unwrap_or_default();
        let is_root = |dir: &str| {
            dir.is_empty() || matches!(split(dir).1, "src" | "lib") || self.projects.contains(dir)
        };
        let outer = ancestors(first_plain)
            .find(|&dir| is_root(dir))
            .unwrap_or_default();
        let between = segments(&first_plain[outer.len()..]);
        if first_plain.len() == directory.len() {
            // No package at all: the outermost root is the likelier one, a script's own directory the other.
            return (outer, Path::new());
        }
        if between.iter().all(|segment| is_identifier(segment)) {
            (first_plain, between)
        } else {
            (first_plain, Path::new())
        }
    }
}

/// A path's directory (empty at the root) and its last segment.
fn split(path: &str) -> (&str, &str) {
    match memchr::memrchr(b'/', path.as_bytes()) {
        Some(at) => (&path[..at], &path[at + 1..]),
        None => ("", path),
    }
}

/// A directory and all above it, up to the root (the empty path).
fn ancestors(directory: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(directory), |dir| (!dir.is_empty()).then(|| split(dir).0))
}

fn segments(path: &str) -> Path {
    path.split('/')
        .filter(|segment| !segment.is_empty())
        .map(str::to_owned)
        .collect()
}

fn is_identifier(segment: &str) -> bool {
    segment.chars().all(|c| c.is_alphanumeric() || c == '_')
        && segment.chars().next().is_some_and(|c| !c.is_numeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(paths: &[&str], roots: &[&str], path: &str) -> (String, Vec<String>) {
        let mut set = globset::GlobSetBuilder::new();
        for root in roots {
            set.add(
                globset::GlobBuilder::new(root)
                    .literal_separator(true)
                    .build()
                    .unwrap(),
            );
        }
        let place = Packages::new(paths.iter().copied(), &set.build().unwrap()).place(path);
        let roots = place.roots.iter().map(|root| root.join(".")).collect();
        (place.module.join("."), roots)
    }

    #[test]
    fn packages_start_below_the_first_directory_without_an_init() {
        let tree = ["a/__init__.py", "a/b/__init__.py", "svc/src/x/__init__.py"];
        assert_eq!(
            place(&tree, &[], "a/b/c.py"),
            ("a.b.c".into(), vec![String::new()])
        );
        assert_eq!(place(&tree, &[], "a/__init__.py").0, "a");
        assert_eq!(
            place(&tree, &[], "svc/src/x/y.py"),
            ("x.y".into(), vec![String::new()])
        );
        assert_eq!(place(&tree, &[], "script.py").0, "script");
    }

    #[test]
    fn a_namespace_package_may_lie_above() {
        let tree = [
            "google/cloud/x/__init__.py",
            "backend/app/__init__.py",
            "my-repo/app/__init__.py",
        ];
        assert_eq!(
            place(&tree, &[], "google/cloud/x/y.py"),
            ("x.y".into(), vec![String::new(), "google.cloud".into()])
        );
        assert_eq!(
            place(&tree, &[], "my-repo/app/m.py"),
            ("app.m".into(), vec![String::new()])
        );
        assert_eq!(place(&tree, &[], "ns/deep/m.py").0, "ns.deep.m");
    }

    #[test]
    fn configured_roots_win() {
        assert_eq!(place(&["a/b/__init__.py"], &["a", "a/b"], "a/b/c.py").0, "c");
        assert_eq!(place(&[], &["services/*"], "services/pay/api/x.py").0, "api.x");
    }
}
