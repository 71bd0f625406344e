//! Cargo's manifests: `Cargo.toml`, and the patches in `.cargo/config.toml`.
//!
//! A dependency that is renamed is the package that its `package` says, and its key is no package. A feature that
//! turns on a dependency or one of its features names it too: Cargo refuses the manifest when only the dependency
//! goes. What a member takes over from its workspace is read by its key; a rename there is not known here.

use rustc_hash::{FxHashMap, FxHashSet};

use super::toml;
use super::tree::{NodeId, Text, Tree};
use super::{Dependency, Ecosystem};
use crate::span::Span;

/// The tables of dependencies; Cargo still reads the underscored ones.
const TABLES: &[&str] = &[
    "dependencies",
    "dev-dependencies",
    "build-dependencies",
    "dev_dependencies",
    "build_dependencies",
];

pub(super) fn read(text: &str) -> Vec<Dependency> {
    let tree = toml::tree(text);
    let packages = packages(&tree);
    let mut found = Vec::new();
    let mut keys: FxHashMap<&str, &str> = FxHashMap::default();
    for (path, id, node) in tree.entries() {
        let Some(key) = &node.key else { continue };
        let is_dependency = match path.as_slice() {
            [table, _] | ["target", _, table, _] => TABLES.contains(table),
            ["workspace", "dependencies", _] | ["patch", _, _] => true,
            _ => false,
        };
        if is_dependency {
            let package = packages.get(&id).copied().unwrap_or(key);
            keys.insert(&key.said, &package.said);
            found.push(whole(package));
        } else if let ["replace", _] = path.as_slice() {
            let start = key.said.rfind('#').map_or(0, |hash| hash + 1);
            let rest = &key.said[start..];
            let end = start + rest.find([':', '@']).unwrap_or(rest.len());
            found.push(named(&key.said[start..end], key.part(start..end)));
        }
    }
    features(&tree, &keys, &mut found);
    found
}

fn named(name: &str, span: Span) -> Dependency {
    Dependency::new(Ecosystem::Cargo, name, span)
}

fn whole(text: &Text<'_>) -> Dependency {
    named(&text.said, text.place())
}

/// What `package` says, by the table that it stands in.
fn packages<'a, 't>(tree: &'a Tree<'t>) -> FxHashMap<NodeId, &'a Text<'t>> {
    let nodes = tree.entries().filter_map(|(_, _, node)| {
        let is_package = node.key.as_ref().is_some_and(|key| key.said == "package");
        Some((node.parent, node.value.as_ref().filter(|_| is_package)?))
    });
    nodes.collect()
}

/// The features that turn on a dependency: `dep:x`, `x/y`, `x?/y`, and `x` where no feature is called so.
fn features(tree: &Tree<'_>, keys: &FxHashMap<&str, &str>, found: &mut Vec<Dependency>) {
    let own: FxHashSet<&str> = (tree.entries())
        .filter_map(|(path, _, _)| match path.as_slice() {
            ["features", feature] => Some(*feature),
            _ => None,
        })
        .collect();
    for (path, _, node) in tree.entries() {
        let (["features", _, ""], Some(value)) = (path.as_slice(), &node.value) else {
            continue;
        };
        let start = if value.said.starts_with("dep:") { 4 } else { 0 };
        let rest = &value.said[start..];
        let end = rest.find(['/', '?']);
        let name = &rest[..end.unwrap_or(rest.len())];
        let is_feature = start == 0 && end.is_none() && own.contains(name);
        if let Some(package) = keys.get(name).filter(|_| !is_feature) {
            found.push(named(package, value.part(start..start + name.len())));
        }
    }
}
