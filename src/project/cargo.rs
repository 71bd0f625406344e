//! Cargo packages: which crate a Rust file belongs to, and which module of it the file is.
//!
//! Read off the manifests and the paths alone. `#[path]` attributes and `mod` declarations are not looked at; a
//! manifest that does not parse is as good as none.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use toml::{Table, Value};

use super::Place;
use crate::names::Path;

/// The edition of a file that no manifest tells about.
const EDITION: u16 = 2021;
/// The edition of a package whose manifest does not say.
const OLDEST: u16 = 2015;

/// The packages of a corpus, by directory.
#[derive(Debug, Default)]
pub(super) struct Crates {
    packages: BTreeMap<String, Package>,
    /// The directories that hold a `lib.rs` or a `main.rs`.
    roots: BTreeSet<String>,
}

#[derive(Debug)]
struct Package {
    /// What its library, and its `main.rs`, is called in code.
    name: String,
    edition: u16,
    lib: String,
    /// The names of binaries and other targets, by the path of their root.
    targets: BTreeMap<String, String>,
    renames: Arc<[(String, String)]>,
}

impl Crates {
    /// Reads the manifests of a corpus. Where there are any, the layout is known by convention; the paths tell where
    /// crates start elsewhere.
    pub(super) fn new<'p>(paths: impl Iterator<Item = &'p str>, manifests: &[(String, String)]) -> Self {
        let manifests: BTreeMap<&str, Table> = manifests
            .iter()
            .filter(|(path, _)| file_name(path) == "Cargo.toml")
            .filter_map(|(path, text)| Some((parent(path), text.parse().ok()?)))
            .collect();
        let libraries: BTreeMap<String, String> = manifests
            .values()
            .filter_map(|manifest| Some((package_name(manifest)?.to_owned(), library_name(manifest)?)))
            .collect();
        let packages = manifests
            .iter()
            .filter_map(|(dir, manifest)| {
                let workspace = workspace_of(dir, manifest, &manifests);
                let package = Package::new(manifest, workspace, &libraries)?;
                Some(((*dir).to_owned(), package))
            })
            .collect();
        let roots = paths
            .filter(|path| matches!(file_name(path), "lib.rs" | "main.rs"))
            .map(|path| parent(path).to_owned())
            .collect();
        Self { packages, roots }
    }

    /// The place of a file.
    pub(super) fn place(&self, path: &str) -> Place {
        for dir in ancestors(parent(path)) {
            if let Some(package) = self.packages.get(dir) {
                let below = path.strip_prefix(dir).unwrap_or(path);
                return package.place(below.trim_start_matches('/'));
            }
        }
        self.place_by_layout(path)
    }

    /// The place of a file that no manifest tells about. A directory with a `lib.rs` or a `main.rs`, or called
    /// `src`, is the root of a crate; `src` is named after the directory around it. Any other file is a crate.
    fn place_by_layout(&self, path: &str) -> Place {
        let is_root = |dir: &&str| self.roots.contains(*dir) || file_name(dir) == "src";
        let (name, module) = match ancestors(parent(path)).find(is_root) {
            Some(root) => {
                let outer = if file_name(root) == "src" {
                    parent(root)
                } else {
                    root
                };
                let below = path.strip_prefix(root).unwrap_or(path);
                (file_name(outer), module_path(below.trim_start_matches('/')))
            }
            None => ("", Path::new()),
        };
        let name = if name.is_empty() { stem(path) } else { name };
        Place {
            tops: Arc::default(),
            homes: Arc::default(),
            module,
            is_package: is_package(path),
            roots: roots(&in_code(name)),
            own_word: Some("crate"),
            renames: Arc::default(),
            edition: EDITION,
        }
    }
}

impl Package {
    fn new(
        manifest: &Table,
        workspace: Option<&Table>,
        libraries: &BTreeMap<String, String>,
    ) -> Option<Self> {
        let package = manifest.get("package").or_else(|| manifest.get("project"))?;
        let shared = |key: &str| workspace?.get("package")?.get(key);
        let edition = match package.get("edition") {
            Some(Value::String(edition)) => Some(edition.as_str()),
            Some(Value::Table(_)) => shared("edition").and_then(Value::as_str),
            _ => None,
        };
        let lib = manifest.get("lib").and_then(|lib| lib.get("path")?.as_str());
        let mut targets = BTreeMap::new();
        for kind in ["bin", "test", "bench", "example"] {
            let entries = manifest.get(kind).and_then(Value::as_array);
            for target in entries.into_iter().flatten() {
                if let (Some(name), Some(path)) = (text(target, "name"), text(target, "path")) {
                    targets.insert(path.trim_start_matches("./").to_owned(), in_code(name));
                }
            }
        }
        Some(Self {
            name: library_name(manifest)?,
            edition: edition.and_then(|edition| edition.parse().ok()).unwrap_or(OLDEST),
            lib: lib.unwrap_or("src/lib.rs").trim_start_matches("./").to_owned(),
            targets,
            renames: renames(manifest, workspace, libraries).into(),
        })
    }

    fn place(&self, path: &str) -> Place {
        let (name, module) = self.module(path);
        Place {
            tops: Arc::default(),
            homes: Arc::default(),
            module,
            is_package: is_package(path),
            roots: roots(&name),
            own_word: Some("crate"),
            renames: self.renames.clone(),
            edition: self.edition,
        }
    }

    /// The crate and the module that a path below the package is.
    fn module(&self, path: &str) -> (String, Path) {
        if path == self.lib || path == "src/main.rs" {
            return (self.name.clone(), Path::new());
        }
        if let Some(name) = self.targets.get(path) {
            return (name.clone(), Path::new());
        }
        for dir in ["src/bin/", "tests/", "examples/", "benches/"] {
            if let Some(below) = path.strip_prefix(dir) {
                return target_module(dir, below);
            }
        }
        if path == "build.rs" {
            return ("build".to_owned(), Path::new());
        }
        let root = parent(&self.lib);
        let below = match path.strip_prefix(root) {
            Some(below) => below.trim_start_matches('/'),
            None => path.strip_prefix("src/").unwrap_or(path),
        };
        (self.name.clone(), module_path(below))
    }
}

/// The crate and module of a file below a directory whose files are crates of their own.
fn target_module(dir: &str, below: &str) -> (String, Path) {
    match below.split_once('/') {
        None => (in_code(stem(below)), Path::new()),
        Some((_, "mod.rs")) => (in_code(file_name(dir.trim_end_matches('/'))), module_path(below)),
        Some((name, "main.rs")) => (in_code(name), Path::new()),
        Some((name, rest)) => (in_code(name), module_path(rest)),
    }
}

fn roots(name: &str) -> Arc<[Path]> {
    [vec![name.to_owned()]].into()
}

/// The module that a file below its crate's root directory is.
fn module_path(below: &str) -> Path {
    let (dirs, file) = below.rsplit_once('/').unwrap_or(("", below));
    let dirs = dirs.split('/').filter(|dir| !dir.is_empty());
    let own = match file {
        "mod.rs" => None,
        "lib.rs" | "main.rs" if !below.contains('/') => None,
        file => Some(stem(file)),
    };
    dirs.chain(own).map(str::to_owned).collect()
}

fn is_package(path: &str) -> bool {
    matches!(file_name(path), "mod.rs" | "lib.rs" | "main.rs" | "build.rs")
}

fn package_name(manifest: &Table) -> Option<&str> {
    let package = manifest.get("package").or_else(|| manifest.get("project"))?;
    text(package, "name")
}

/// What a package's library is called in code.
fn library_name(manifest: &Table) -> Option<String> {
    let own = manifest.get("lib").and_then(|lib| text(lib, "name"));
    Some(in_code(own.or_else(|| package_name(manifest))?))
}

/// The manifest of the workspace that a package belongs to.
fn workspace_of<'m>(dir: &str, manifest: &'m Table, all: &'m BTreeMap<&str, Table>) -> Option<&'m Table> {
    let workspace = |manifest: &'m Table| manifest.get("workspace").and_then(Value::as_table);
    workspace(manifest).or_else(|| ancestors(dir).skip(1).find_map(|dir| workspace(all.get(dir)?)))
}

/// The dependencies that are called by another name in code, sorted.
fn renames(
    manifest: &Table,
    workspace: Option<&Table>,
    libraries: &BTreeMap<String, String>,
) -> Vec<(String, String)> {
    let shared = workspace.and_then(|workspace| workspace.get("dependencies"));
    let mut tables: Vec<&Table> = vec![manifest];
    let targets = manifest.get("target").and_then(Value::as_table);
    tables.extend(
        targets
            .into_iter()
            .flat_map(Table::values)
            .filter_map(Value::as_table),
    );
    let mut renames = Vec::new();
    for table in tables {
        for kind in [
            "dependencies",
            "dev-dependencies",
            "build-dependencies",
            "dev_dependencies",
        ] {
            let dependencies = table.get(kind).and_then(Value::as_table);
            for (alias, dependency) in dependencies.into_iter().flatten() {
                let inherited = dependency.get("workspace").and_then(Value::as_bool) == Some(true);
                let dependency = match shared.and_then(|shared| shared.get(alias)) {
                    Some(shared) if inherited => shared,
                    _ => dependency,
                };
                if let Some(package) = text(dependency, "package") {
                    let real = libraries
                        .get(package)
                        .cloned()
                        .unwrap_or_else(|| in_code(package));
                    renames.push((in_code(alias), real));
                }
            }
        }
    }
    renames.retain(|(alias, real)| alias != real);
    renames.sort_unstable();
    renames.dedup_by(|one, other| one.0 == other.0);
    renames
}

fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key)?.as_str()
}

/// A package's or target's name as code spells it.
fn in_code(name: &str) -> String {
    name.replace('-', "_")
}

fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

fn stem(path: &str) -> &str {
    let name = file_name(path);
    name.strip_suffix(".rs").unwrap_or(name)
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(dir, _)| dir)
}

/// A directory and those above it, up to the root of the corpus.
fn ancestors(dir: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(dir), |dir| (!dir.is_empty()).then(|| parent(dir)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crates(manifests: &[(&str, &str)]) -> Crates {
        let manifests: Vec<(String, String)> = manifests
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect();
        Crates::new(std::iter::empty(), &manifests)
    }

    fn of(crates: &Crates, path: &str) -> (String, String, u16) {
        let place = crates.place(path);
        (place.roots[0].join("::"), place.module.join("::"), place.edition)
    }

    fn is(name: &str, module: &str, edition: u16) -> (String, String, u16) {
        (name.to_owned(), module.to_owned(), edition)
    }

    #[test]
    fn files_of_a_package_are_modules_of_its_crates() {
        let crates = crates(&[("Cargo.toml", "[package]\nname = \"my-app\"\nedition = \"2021\"")]);
        for (path, name, module) in [
            ("src/lib.rs", "my_app", ""),
            ("src/main.rs", "my_app", ""),
            ("src/a.rs", "my_app", "a"),
            ("src/a/mod.rs", "my_app", "a"),
            ("src/a/b.rs", "my_app", "a::b"),
            ("src/a/lib.rs", "my_app", "a::lib"),
            ("src/bin/tool-x.rs", "tool_x", ""),
            ("src/bin/y/main.rs", "y", ""),
            ("src/bin/y/z.rs", "y", "z"),
            ("tests/it.rs", "it", ""),
            ("tests/it/main.rs", "it", ""),
            ("tests/common/mod.rs", "tests", "common"),
            ("build.rs", "build", ""),
        ] {
            assert_eq!(of(&crates, path), is(name, module, 2021), "{path}");
        }
    }

    #[test]
    fn a_workspace_lends_its_edition_and_renames() {
        let crates = crates(&[
            (
                "Cargo.toml",
                "[workspace.package]\nedition = \"2018\"\n[workspace.dependencies]\nold = { package = \"legacy-lib\" }",
            ),
            (
                "crates/a/Cargo.toml",
                "[package]\nname = \"a\"\nedition.workspace = true\n[dependencies]\nold.workspace = true\n\
                 [target.'cfg(unix)'.dependencies]\nlog2 = { package = \"log\" }",
            ),
            (
                "crates/b/Cargo.toml",
                "[package]\nname = \"b\"\n[lib]\nname = \"bee\"\npath = \"lib.rs\"",
            ),
            ("crates/c/Cargo.toml", "not toml"),
        ]);
        assert_eq!(of(&crates, "crates/a/src/x.rs"), is("a", "x", 2018));
        assert_eq!(
            crates.place("crates/a/src/lib.rs").renames[..],
            [
                ("log2".to_owned(), "log".to_owned()),
                ("old".to_owned(), "legacy_lib".to_owned())
            ]
        );
        assert_eq!(of(&crates, "crates/b/lib.rs"), is("bee", "", 2015));
        assert_eq!(of(&crates, "crates/b/x/y.rs"), is("bee", "x::y", 2015));
        assert_eq!(of(&crates, "crates/c/src/x.rs"), is("c", "x", 2021));
    }

    #[test]
    fn without_a_manifest_the_layout_tells() {
        let paths = ["flat/lib.rs", "flat/x.rs"];
        let crates = Crates::new(paths.into_iter(), &[]);
        assert_eq!(of(&crates, "app/src/a/b.rs"), is("app", "a::b", 2021));
        assert_eq!(of(&crates, "src/lib.rs"), is("lib", "", 2021));
        assert_eq!(of(&crates, "flat/x.rs"), is("flat", "x", 2021));
        assert_eq!(of(&crates, "scripts/x.rs"), is("x", "", 2021));
        assert_eq!(of(&crates, "x.rs"), is("x", "", 2021));
    }
}
