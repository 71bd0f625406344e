//! What Python sources declare deprecated: `@deprecated` of the standard library, of well-known packages and of the
//! tree itself, and what warns as soon as it is called, made or imported.
//!
//! A warning behind a condition is about an argument or a platform, and is not looked at; but for the conditions of a
//! module's `__getattr__`, which are the names that it warns of.

mod definitions;
mod file;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use rayon::prelude::*;
use regex::Regex;

use super::{Alias, Declared};
use crate::names::Path;
use crate::project::{Place, Project};
use crate::reference::Kind;
use definitions::Found;

/// The categories of warnings that are about deprecations.
const CATEGORIES: &[&str] = &["DeprecationWarning", "PendingDeprecationWarning", "FutureWarning"];

/// Classes that may be such categories.
static WARNINGS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?m)^[ \t]*class[ \t]+(\w+)[ \t]*\(([^)]{0,400})\)").ok());

/// What the sources of a tree, paths with texts, declare; and the paths of those that could not be read. All lie in a
/// directory that was asked for.
pub(super) fn declared(
    project: &Project,
    sources: &[(&str, String)],
    asked: usize,
) -> (Vec<Declared>, Vec<String>) {
    let categories = categories(sources);
    let read: Vec<(&str, Place, Option<Vec<Found>>)> = sources
        .par_iter()
        .filter(|(path, text)| !is_test(&path[asked..]) && may_declare(text))
        .map(|(path, text)| {
            let place = project.python(path);
            (*path, place, definitions::read(text, &categories))
        })
        .collect();
    let (mut all, mut unread) = (Vec::new(), Vec::new());
    for (path, place, found) in read {
        let Some(found) = found else {
            unread.push(path.to_owned());
            continue;
        };
        for found in found {
            let module = place.own_module();
            let names = |below: &[String]| -> Vec<String> {
                let own: Path = module.iter().chain(below).cloned().collect();
                place.expand(&own).iter().map(|name| name.join(".")).collect()
            };
            all.push(Declared {
                kind: match found.is_module {
                    true => Kind::Module,
                    false => Kind::Symbol,
                },
                names: names(&found.path),
                language: Some("python"),
                outer: found.path.get(..1).map(names).unwrap_or_default(),
                note: found.note,
                sunset: None,
                file: path.to_owned(),
            });
        }
    }
    (all, unread)
}

fn may_declare(text: &str) -> bool {
    text.contains("deprecated") || text.contains("Warning")
}

/// Whether a file is for tests.
fn is_test(path: &str) -> bool {
    let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
    let is_aside = |segment: &str| {
        matches!(
            segment,
            "tests" | "test" | "testing" | "benchmarks" | "examples" | "docs"
        )
    };
    name.starts_with("test_")
        || name.ends_with("_test.py")
        || name == "conftest.py"
        || directory.split('/').any(is_aside)
}

/// The classes that are derived from a category, of whatever file, by their last segments.
fn categories(sources: &[(&str, String)]) -> BTreeSet<String> {
    let mut bases: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let with_warnings = sources.iter().filter(|(_, text)| text.contains("Warning"));
    for (_, text) in with_warnings {
        for found in WARNINGS.iter().flat_map(|classes| classes.captures_iter(text)) {
            let (_, [name, of]) = found.extract();
            let of = of
                .split(',')
                .map(|base| base.trim().rsplit('.').next().unwrap_or_default());
            bases.entry(name).or_default().extend(of);
        }
    }
    let mut known: BTreeSet<String> = CATEGORIES.iter().map(|&name| name.to_owned()).collect();
    loop {
        let is_new =
            |name: &str, of: &[&str]| !known.contains(name) && of.iter().any(|base| known.contains(*base));
        let new = bases.iter().filter(|(name, of)| is_new(name, of));
        let new: Vec<String> = new.map(|(name, _)| (*name).to_owned()).collect();
        if new.is_empty() {
            return known;
        }
        known.extend(new);
    }
}

/// Gives symbols the names by which packages pass them on, in front of where they are defined.
pub(super) fn add_aliases(all: &mut [Declared], aliases: &[Alias]) {
    let mut by_target: BTreeMap<Vec<&str>, Vec<String>> = BTreeMap::new();
    for alias in aliases {
        let is_private = |segment: &String| segment.starts_with('_') && !segment.starts_with("__");
        if alias.is_package && !alias.name.iter().any(is_private) {
            let target = alias.stands_for.iter().map(String::as_str).collect();
            by_target.entry(target).or_default().push(alias.name.join("."));
        }
    }
    for declared in all
        .iter_mut()
        .filter(|declared| declared.language == Some("python"))
    {
        let Some(name) = declared.names.first().cloned() else {
            continue;
        };
        let segments: Vec<&str> = name.split('.').collect();
        let mut found = Vec::new();
        for depth in (1..=segments.len()).rev() {
            let (target, rest) = segments.split_at(depth);
            for alias in by_target.get(target).into_iter().flatten() {
                found.push([&[alias.as_str()], rest].concat().join("."));
            }
        }
        found.sort_by(|one, other| {
            let segments = |name: &String| name.split('.').count();
            (segments(one), one).cmp(&(segments(other), other))
        });
        found.dedup();
        found.truncate(super::MOST_NAMES);
        found.retain(|alias| !declared.names.contains(alias));
        found.append(&mut declared.names);
        declared.names = found;
    }
}
