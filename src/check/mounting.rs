//! What the engine is told of a tree before it checks its files: what they mount, the prefixes of the routers that they
//! make, and the constants that others put into paths.

use std::sync::LazyLock;

use regex::Regex;

use super::Checker;
use super::routers::{Routers, beginnings};
use crate::idiom::Meaning;
use crate::lang::Language;
use crate::project::Place;
use crate::ruleset::mounts::Mount;
use crate::source::{self, FileKind, HEAD};
use crate::span::Span;

impl Checker<'_> {
    /// The constants of a source that others may put into paths, and whether it may mount anything.
    pub fn constants(&self, path: &str, bytes: &[u8]) -> (Vec<(String, String)>, bool) {
        match FileKind::of(path, &bytes[..bytes.len().min(HEAD)]) {
            FileKind::Source(language) if !language.separator.is_empty() && !source::is_binary(bytes) => {
                let may_mount = may_mount(self, &source::narrow(bytes));
                (constants(&source::decode(bytes)), may_mount)
            }
            _ => (Vec::new(), false),
        }
    }

    /// What a source mounts below which paths, and the prefixes of the routers that it makes: for the rules to know of
    /// before other sources are checked.
    pub fn mounts(&self, path: &str, bytes: &[u8], place: &Place) -> (Vec<Mount>, Vec<(String, String)>) {
        match FileKind::of(path, &bytes[..bytes.len().min(HEAD)]) {
            FileKind::Source(language) if !language.separator.is_empty() && !source::is_binary(bytes) => {
                mounts(self, language, &source::narrow(bytes), place)
            }
            _ => Default::default(),
        }
    }
}

/// A constant that holds a path or an address.
static CONSTANT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let pattern =
        r#"(?m)^[^\n"'#]{0,80}?\b([A-Z][A-Z0-9_]+)\b[^\n"'=]{0,80}= ["']((?:/|https?:/)[^\n"'\\{]*)["']"#;
    Regex::new(pattern).ok()
});

/// The constants of a source that others may put into paths, with what they say.
fn constants(text: &str) -> Vec<(String, String)> {
    let may_hold = ["= \"/", "= '/", "= \"http", "= 'http"];
    if !may_hold.iter().any(|start| text.contains(start)) {
        return Vec::new();
    }
    let found = CONSTANT.iter().flat_map(|constant| constant.captures_iter(text));
    let found = found.map(|found| found.extract::<2>().1.map(str::to_owned));
    found.map(|[name, text]| (name, text)).collect()
}

/// Whether a source may mount anything.
fn may_mount(checker: &Checker<'_>, bytes: &[u8]) -> bool {
    checker.rules.idioms().mounting(bytes).next().is_some()
}

/// What a source mounts, and the prefixes of the routers that it makes.
fn mounts(
    checker: &Checker<'_>,
    language: &'static Language,
    bytes: &[u8],
    place: &Place,
) -> (Vec<Mount>, Vec<(String, String)>) {
    let idioms = checker.rules.idioms();
    let text = source::decode(bytes);
    let mut at: Vec<Span> = idioms
        .mounting(text.as_bytes())
        .chain(beginnings(&text))
        .collect();
    at.sort_unstable();
    at.dedup();
    let usage = super::usage(
        Some(language),
        &text,
        place,
        [&at; 2],
        checker.rules.mounts().constants(),
    );
    let mut routers = Routers::new(idioms, Some(language), &usage, place);
    for placed in &usage.literals {
        for idiom in idioms.matching(Some(language.name), &usage, placed) {
            if matches!(idiom.is, Meaning::Prefix | Meaning::Mount | Meaning::Remount) {
                routers.note(placed, idiom.is);
            }
        }
    }
    (routers.handed(), routers.made())
}
