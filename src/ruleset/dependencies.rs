//! The packages that rules name, by what their ecosystems hold to be one name.

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use rustc_hash::FxHashMap;

use crate::manifest::{Dependency, Ecosystem};
use crate::names::TargetId;
use crate::rule::package::Package;

/// The packages of a rule set.
#[derive(Debug, Clone, Default)]
pub struct Dependencies {
    exact: FxHashMap<(Ecosystem, String), Vec<Entry>>,
    /// A part of every name that all its spellings have.
    words: Vec<String>,
    /// Compiled when the first manifest is met.
    automaton: OnceLock<Option<AhoCorasick>>,
}

/// A name of a rule.
#[derive(Debug, Clone)]
struct Entry {
    target: TargetId,
    group: Option<String>,
}

impl Dependencies {
    /// Compiles the names that rules list, each with the ecosystems that it is for.
    pub fn new(names: Vec<(TargetId, Package, Vec<Ecosystem>)>) -> Self {
        let mut dependencies = Self::default();
        for (target, package, ecosystems) in names {
            dependencies.words.extend(word(&package.name));
            for ecosystem in ecosystems {
                let key = (ecosystem, ecosystem.normalise(&package.name));
                let entry = Entry {
                    target,
                    group: package.group.clone(),
                };
                dependencies.exact.entry(key).or_default().push(entry);
            }
        }
        dependencies.words.sort_unstable();
        dependencies.words.dedup();
        dependencies
    }

    /// Whether no rule names a package.
    pub fn is_empty(&self) -> bool {
        self.exact.is_empty()
    }

    /// Whether a manifest may name one of the packages, in any spelling.
    pub fn may_be_in(&self, bytes: &[u8]) -> bool {
        let compile = || {
            let mut builder = AhoCorasick::builder();
            builder.ascii_case_insensitive(true).build(&self.words).ok()
        };
        let automaton = self.automaton.get_or_init(compile);
        automaton.as_ref().is_none_or(|words| words.is_match(bytes)) || has_escape(bytes)
    }

    /// The targets that a dependency is.
    pub fn hits(&self, dependency: &Dependency) -> Vec<TargetId> {
        let ecosystem = dependency.ecosystem;
        let keys = ecosystem.keys(&dependency.name).into_iter();
        let entries = keys.filter_map(|key| self.exact.get(&(ecosystem, key)));
        entries
            .flatten()
            .filter(|entry| match (&entry.group, &dependency.group) {
                (Some(wanted), Some(group)) => wanted == group,
                _ => true,
            })
            .map(|entry| entry.target)
            .collect()
    }
}

/// The longest run of letters and digits in the last part of a name: what joins these may be spelled in other ways.
fn word(name: &str) -> Option<String> {
    let last = name.rsplit('/').next().unwrap_or(name);
    let runs = last.split(|c: char| !c.is_ascii_alphanumeric());
    let longest = runs.max_by_key(|run| run.len())?;
    (!longest.is_empty()).then(|| longest.to_owned())
}

/// Whether some letter is spelled by its number, as TOML and JSON allow.
fn has_escape(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'\\', bytes).any(|at| matches!(bytes.get(at + 1), Some(b'u' | b'U' | b'x')))
}
