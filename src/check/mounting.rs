//! What the engine is told of a tree before it checks its files: what they mount, the prefixes of the routers that they
//! make, and the constants that others put into paths.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use regex::Regex;

use super::Checker;
use super::routers::{self, Handing, Routers, beginnings};
use crate::idiom::{Idioms, Meaning};
use crate::lang::Language;
use crate::literal::{CallId, Usage};
use crate::names::{OWN, Path};
use crate::project::Place;
use crate::ruleset::mounts::Mount;
use crate::source::{self, FileKind, HEAD};
use crate::span::Span;

impl Checker<'_> {
    /// The constants of a source that others may put into paths, and whether it may mount anything.
    pub fn constants(&self, path: &str, bytes: &[u8]) -> (Vec<(String, String)>, bool) {
        match FileKind::of(path, &bytes[..bytes.len().min(HEAD)]) {
            FileKind::Source(language) if !language.separator.is_empty() && !source::is_binary(bytes) => {
                let may_mount = may_mount(self, language, &source::narrow(bytes));
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

impl Routers<'_> {
    /// What the file hands to other files' routers, or takes of them.
    pub(super) fn handed(&self) -> Vec<Mount> {
        let mut found = Vec::new();
        let mut takers: Vec<CallId> = self.takers.values().flatten().copied().collect();
        takers.sort_unstable();
        takers.dedup();
        for id in takers {
            let Some(call) = self.usage.calls.get(id as usize) else {
                continue;
            };
            let children: Vec<String> = match self.is_handing(id) {
                true => self.known(&format!("{}()", call.callee.join("."))),
                false => call.takes.iter().flat_map(|name| self.known(name)).collect(),
            };
            if children.is_empty() {
                continue;
            }
            let mount = self.mounts.get(&id).copied();
            for top in self.tops(id, mount) {
                let mut parents: Vec<String> = top.names.iter().flat_map(|name| self.known(name)).collect();
                if top.names.iter().any(|name| !name.contains(['/', '.', '('])) {
                    parents.extend(self.known("*"));
                }
                if parents.is_empty() && top.prefixes.is_empty() {
                    continue;
                }
                found.push(Mount {
                    children: children.clone(),
                    parents,
                    prefixes: top
                        .prefixes
                        .iter()
                        .rev()
                        .map(|&prefix| prefix.to_owned())
                        .collect(),
                    replaces: mount.is_some_and(|mount| mount.replaces),
                });
            }
        }
        found
    }

    /// The prefixes that routers of the file are made with, by what other files call them.
    pub(super) fn made(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for (call, prefix) in self.named_prefixes() {
            let names = self.usage.calls.get(call as usize).map(|call| &call.bound);
            let names = names.into_iter().flatten().flat_map(|name| self.known(name));
            found.extend(names.map(|name| (name, prefix.to_owned())));
        }
        found
    }

    fn named_prefixes(&self) -> Vec<(CallId, &str)> {
        let mut prefixes: Vec<(CallId, &str)> = self.prefixes.iter().map(|(id, text)| (*id, *text)).collect();
        prefixes.sort_unstable();
        prefixes
    }

    /// What a name of this file is from the root of its tree; nothing for one that only a function knows.
    pub(super) fn known(&self, name: &str) -> Vec<String> {
        if name.contains('/') {
            return Vec::new();
        }
        let name = name.replace("::", ".");
        let path: Path = name.split('.').map(str::to_owned).collect();
        let mut names = of_place(self.place, &path);
        if path.len() < 2 {
            return names;
        }
        let path = match path[0].as_str() {
            "crate" => [&[OWN.to_owned()], &path[1..]].concat(),
            _ => path,
        };
        // What the tree itself has at its root is not what another has.
        let own = self.place.homes.first().filter(|_| path[0] == OWN);
        let own = own.map(|home| located(home, &path[1..]));
        let imported = self.place.homes_of(&path).map(|home| located(home, &path));
        let before = names.len();
        names.extend(own.into_iter().chain(imported));
        if names.len() == before {
            let others = self.place.expand_for_others(&path);
            names.extend(others.iter().map(|path| path.join(".")));
        }
        names
    }
}

/// What a path from a directory is called, which may be there in another directory too.
fn located(directory: &str, path: &[String]) -> String {
    format!("{directory}:{}", path.join("."))
}

/// What other files may call something of a file: by the directory that they know it from, and from wherever.
pub(super) fn of_place(place: &Place, name: &[String]) -> Vec<String> {
    let homes = place.homes();
    let located = homes.map(|(home, module)| located(home, &[module, name].concat()));
    let mut own = place.own_module();
    own.extend(name.iter().cloned());
    let anywhere = place.expand_for_others(&own);
    located
        .chain(anywhere.iter().map(|path| path.join(".")))
        .collect()
}

/// A line that gives a name to a path or an address.
static CONSTANT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let pattern = r#"^[^"'#]{0,80}?\b([A-Z][A-Z0-9_]+)\b[^"'=]{0,80}= ["']((?:/|https?:/)[^"'\\{]*)["']"#;
    Regex::new(pattern).ok()
});

/// How what such a line gives a name to begins: few lines have any, and only these are read.
static GIVEN: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::new(["= \"/", "= '/", "= \"http", "= 'http"]).ok());

/// The constants of a source that others may put into paths, with what they say.
fn constants(text: &str) -> Vec<(String, String)> {
    let (Some(constant), Some(given)) = (&*CONSTANT, &*GIVEN) else {
        return Vec::new();
    };
    let mut read = 0;
    let mut found = Vec::new();
    for at in given.find_iter(text).map(|given| given.start()) {
        if at < read {
            continue;
        }
        let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        read = at + text[at..].find('\n').unwrap_or(text.len() - at);
        let line = constant.captures(&text[start..read]);
        found.extend(line.map(|line| line.extract::<2>().1.map(str::to_owned)));
    }
    found.into_iter().map(|[name, text]| (name, text)).collect()
}

/// Whether a source may mount anything.
fn may_mount(checker: &Checker<'_>, language: &Language, bytes: &[u8]) -> bool {
    let mut mounting = checker.rules.idioms().mounting(language.name, bytes);
    mounting.next().is_some()
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
    let at = idioms.mounting(language.name, text.as_bytes());
    let at = at.chain(beginnings(&text)).collect();
    let (usage, handing) = usage(checker, Some(language), &text, place, at);
    let mut routers = Routers::new(idioms, Some(language), &usage, place, &handing);
    note(&mut routers, idioms, Some(language), &usage);
    (routers.handed(), routers.made())
}

/// Takes what paths begin with from a source's literals.
fn note<'r>(
    routers: &mut Routers<'r>,
    idioms: &'r Idioms,
    language: Option<&'static Language>,
    usage: &'r Usage,
) {
    let language = language.map(|language| language.name);
    for placed in &usage.literals {
        for idiom in idioms.matching(language, usage, placed) {
            if matches!(idiom.is, Meaning::Prefix | Meaning::Mount | Meaning::Remount) {
                routers.note(placed, idiom.is);
            }
        }
    }
}

/// What a source says at some places, and the calls of functions that are given a router of which it says where it is:
/// these are places of interest as well.
pub(super) fn usage(
    checker: &Checker<'_>,
    language: Option<&'static Language>,
    text: &str,
    place: &Place,
    mut at: Vec<Span>,
) -> (Usage, Vec<Handing>) {
    let (idioms, constants) = (checker.rules.idioms(), checker.rules.mounts().constants());
    at.sort_unstable();
    at.dedup();
    let usage = super::usage(language, text, place, [&at; 2], constants);
    let mut routers = Routers::new(idioms, language, &usage, place, &[]);
    note(&mut routers, idioms, language, &usage);
    let handing = routers::handing(&routers, text);
    if handing.is_empty() {
        return (usage, handing);
    }
    at.extend(handing.iter().map(|handing| handing.callee));
    at.sort_unstable();
    at.dedup();
    (super::usage(language, text, place, [&at; 2], constants), handing)
}
