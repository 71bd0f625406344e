//! npm's manifest, `package.json`, with the keys of yarn and pnpm.

use super::json;
use super::tree::Text;
use super::{Dependency, Ecosystem};

/// The tables whose keys are packages.
const TABLES: &[&str] = &[
    "dependencies",
    "devDependencies",
    "peerDependencies",
    "optionalDependencies",
    "peerDependenciesMeta",
    "dependenciesMeta",
];

pub(super) fn read(text: &str) -> Vec<Dependency> {
    let tree = json::tree(text);
    let mut found = Vec::new();
    for (path, _, node) in tree.entries() {
        let key = node.key.as_ref();
        match path.as_slice() {
            [table, _] if TABLES.contains(table) => match node.value.as_ref().and_then(alias) {
                Some(alias) => found.push(alias),
                None => found.extend(key.and_then(whole)),
            },
            ["bundleDependencies" | "bundledDependencies", ""]
            | ["pnpm", "onlyBuiltDependencies" | "neverBuiltDependencies", ""] => {
                found.extend(node.value.as_ref().and_then(whole));
            }
            ["overrides", .., _]
            | ["resolutions", _]
            | [
                "pnpm",
                "overrides" | "patchedDependencies" | "packageExtensions",
                _,
            ] => {
                found.extend(key.and_then(pattern));
                found.extend(node.value.as_ref().and_then(alias));
            }
            ["workspaces", "catalog", _] | ["workspaces", "catalogs", _, _] => {
                found.extend(key.and_then(whole));
            }
            _ => {}
        }
    }
    found
}

fn whole(name: &Text<'_>) -> Option<Dependency> {
    (!name.said.is_empty()).then(|| Dependency::new(Ecosystem::Npm, &name.said, name.place()))
}

/// The package that an alias stands for: `npm:name@1`.
fn alias(value: &Text<'_>) -> Option<Dependency> {
    let name = name(value.said.strip_prefix("npm:")?);
    let start = "npm:".len();
    let span = value.part(start..start + name.len());
    (!name.is_empty()).then(|| Dependency::new(Ecosystem::Npm, name, span))
}

/// A name without the version or tag behind it.
pub(super) fn name(spec: &str) -> &str {
    let version = spec.char_indices().skip(1).find(|(_, c)| *c == '@');
    &spec[..version.map_or(spec.len(), |(at, _)| at)]
}

/// The package that an override is about, the last of those that it names: `a>b@1`, `**/b`, `a/@scope/b`.
fn pattern(key: &Text<'_>) -> Option<Dependency> {
    let said = key.said.as_ref();
    let start = said.rfind('>').map_or(0, |at| at + 1);
    let spec = &said[start..];
    let end = start + name(last(spec)).len() + (spec.len() - last(spec).len());
    let start = start + (spec.len() - last(spec).len());
    let found = said.get(start..end)?;
    let is_name = !found.is_empty() && !matches!(found, "." | "*" | "**");
    is_name.then(|| Dependency::new(Ecosystem::Npm, found, key.part(start..end)))
}

/// The last package of a path of them, with its version.
fn last(spec: &str) -> &str {
    // A version may be a URL or a path; it stands behind the first `@` that begins no scope.
    let versioned = name_end(spec);
    let before = &spec[..versioned];
    let slash = before.rfind('/').map_or(0, |at| at + 1);
    let scope = before[..slash.saturating_sub(1)]
        .rfind('/')
        .map_or(0, |at| at + 1);
    if before[scope..].starts_with('@') {
        &spec[scope..]
    } else {
        &spec[slash..]
    }
}

/// Where the version begins.
fn name_end(spec: &str) -> usize {
    let is_version = |at: usize| at > 0 && spec.as_bytes().get(at - 1) != Some(&b'/');
    let mut signs = spec.match_indices('@').map(|(at, _)| at);
    signs.find(|at| is_version(*at)).unwrap_or(spec.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_package_of_a_pattern() {
        for (pattern_text, wanted) in [
            ("a", "a"),
            ("a@^1", "a"),
            ("@s/a", "@s/a"),
            ("@s/a@1", "@s/a"),
            ("**/a", "a"),
            ("**/@s/a", "@s/a"),
            ("b/a", "a"),
            ("@t/b/a", "a"),
            ("@t/b/@s/a@npm:^1/2", "@s/a"),
            ("b@1>a@2", "a"),
            (".", ""),
            ("", ""),
            ("é@1", "é"),
        ] {
            let document = format!("{{\"resolutions\": {{\"{pattern_text}\": \"1\"}}}}");
            let names: Vec<String> = read(&document).into_iter().map(|found| found.name).collect();
            assert_eq!(names.concat(), wanted, "{pattern_text}");
        }
    }
}
