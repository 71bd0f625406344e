//! Gradle's manifests: build scripts, of which strings that are coordinates are read, and version catalogues.

use std::sync::LazyLock;

use regex::Regex;
use rustc_hash::FxHashMap;

use super::toml;
use super::tree::{NodeId, Text};
use super::{Dependency, Ecosystem, lines};
use crate::span::Span;

static STRING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?x) ["'] (?<group> [\w.-]+ ) : (?<name> [A-Za-z_][\w.-]* ) (?: [:@] [^"'\s]* )? ["']
        | \b group \s* [:=]{1,2} \s* ["'] (?<map_group> [\w.-]+ ) ["'] \s* , \s*
          (?: name | module ) \s* [:=] \s* ["'] (?<map_name> [\w.-]+ ) ["']"#,
    )
    .ok()
});

/// A build script in Groovy or Kotlin.
pub(super) fn read(text: &str) -> Vec<Dependency> {
    let mut found = Vec::new();
    let Some(string) = STRING.as_ref() else {
        return found;
    };
    for (offset, line) in lines(text).filter(|(_, line)| !line.trim_start().starts_with("//")) {
        for captures in string.captures_iter(line) {
            let named = |name, map| captures.name(name).or_else(|| captures.name(map));
            let (Some(name), Some(group)) = (named("name", "map_name"), named("group", "map_group")) else {
                continue;
            };
            let span = Span::new(offset + name.start(), offset + name.end());
            found.push(artifact(name.as_str(), group.as_str(), span));
        }
    }
    found
}

/// A version catalogue, `*.versions.toml`.
pub(super) fn read_catalogue(text: &str) -> Vec<Dependency> {
    let tree = toml::tree(text);
    let mut found = Vec::new();
    let groups: FxHashMap<NodeId, &str> = (tree.entries())
        .filter(|(path, _, _)| path.last() == Some(&"group"))
        .filter_map(|(_, _, node)| Some((node.parent, node.value.as_ref()?.said.as_ref())))
        .collect();
    for (path, _, node) in tree.entries() {
        match (path.as_slice(), &node.value) {
            (["libraries", _] | ["libraries", _, "module"], Some(value)) => {
                found.extend(coordinates(value));
            }
            (["libraries", _, "name"], Some(value)) => {
                let mut library = Dependency::new(Ecosystem::Maven, &value.said, value.place());
                library.group = groups.get(&node.parent).map(|group| (*group).to_owned());
                found.push(library);
            }
            _ => {}
        }
    }
    found
}

fn artifact(name: &str, group: &str, span: Span) -> Dependency {
    let mut artifact = Dependency::new(Ecosystem::Maven, name, span);
    artifact.group = Some(group.to_owned());
    artifact
}

/// `group:artifact`, perhaps with a version.
fn coordinates(value: &Text<'_>) -> Option<Dependency> {
    let (group, rest) = value.said.split_once(':')?;
    let name = rest.split(':').next().unwrap_or(rest);
    let start = group.len() + 1;
    Some(artifact(name, group, value.part(start..start + name.len())))
}
