//! Names that files pass on (`from legacy import pay` in a package's `__init__`, `pub use`): taken in, so that those
//! who use them are found. Which names a file passes on is found out by its language's reader.

use std::borrow::Cow;
use std::hash::BuildHasher as _;
use std::mem;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashSet};

use super::{Corpus, Slot, Tell};
use crate::lang::footprint::Given;
use crate::lang::{Footprint, LANGUAGES, Language};
use crate::names::{Names, Namesake, OWN};
use crate::project::Project;
use crate::reference::Exports;
use crate::ruleset::RuleSet;
use crate::source::FileKind;

impl Slot {
    /// Whether a file of a language may pass something on that is not yet taken in.
    fn may_pass_on(&self, language: &Language) -> bool {
        let checked = self.outcome.as_ref().and_then(|outcome| outcome.checked.as_ref());
        !self.is_learned
            && checked
                .is_some_and(|checked| checked.scan.language == language.name && !checked.exports.is_empty())
    }

    /// Whether a file, which is of no other language by its name, may refer to one of some names.
    fn may_reach(&self, language: &Language, names: &FxHashSet<u32>) -> bool {
        let is_of_another = matches!(self.kind, FileKind::Source(of) if of.name != language.name);
        let footprint = self.outcome.as_ref().map(|outcome| &outcome.footprint);
        !is_of_another && footprint.is_some_and(|footprint| footprint.may_reach(names))
    }

    /// Whether the file may refer to a name that others pass on.
    pub(super) fn uses_given(&self, given: &Given) -> bool {
        let footprint = self.outcome.as_ref().map(|outcome| &outcome.footprint);
        footprint.is_some_and(|footprint| given.reached_from(footprint) != 0)
    }

    /// What the file passes on, once; none if it is of another language, or passes on nothing. A scan may hold those of
    /// very many files, so they are not kept if nobody else remembers them.
    fn exports(&mut self, language: &Language) -> Option<Exports> {
        if !self.may_pass_on(language) {
            return None;
        }
        let outcome = self.outcome.as_mut()?;
        self.is_learned = true;
        match Arc::get_mut(outcome).and_then(|outcome| outcome.checked.as_mut()) {
            Some(checked) => Some(mem::take(&mut checked.exports)),
            None => outcome.checked.as_ref().map(|checked| checked.exports.clone()),
        }
    }
}

/// Adds the names that files pass on to the rules, and tells, for each language with new ones, which files may use them.
pub(super) fn take_exports(
    rules: &mut Cow<'_, RuleSet>,
    project: &Project,
    corpus: &Corpus<'_>,
    slots: &mut [Slot],
    tell: &mut Tell<'_>,
) -> Vec<(RuleSet, Vec<usize>)> {
    let mut news = Vec::new();
    for language in LANGUAGES {
        let fresh = learn(language, rules, project, corpus, slots, tell);
        if fresh.names.is_empty() {
            continue;
        }
        let may_use = |index: &usize| match language.footprint {
            Some(_) => slots[*index].may_reach(language, &fresh.hashes),
            None => matches!(slots[*index].kind, FileKind::Source(of) if of.name == language.name),
        };
        let again = (0..slots.len()).into_par_iter().filter(may_use).collect();
        news.push((RuleSet::of_names(language, fresh.names, rules.within()), again));
    }
    news
}

/// Names that nobody knew of a moment ago.
#[derive(Default)]
struct Fresh {
    names: Names,
    /// What to look for in footprints.
    hashes: FxHashSet<u32>,
}

/// Adds the names that files of a language pass on. There may be as many as there are files, so none is kept longer
/// than it takes to add it.
fn learn(
    language: &Language,
    rules: &mut Cow<'_, RuleSet>,
    project: &Project,
    corpus: &Corpus<'_>,
    slots: &mut [Slot],
    tell: &mut Tell<'_>,
) -> Fresh {
    let mut fresh = Fresh::default();
    // What they stand for is not asked of the fresh names, and would be held for each of them.
    let somewhere = [OWN.to_owned()];
    let told = slots.par_iter().enumerate();
    let told = told.filter(|(_, slot)| slot.may_pass_on(language));
    let told: Vec<usize> = told.map(|(at, _)| at).collect();
    for at in told {
        let slot = &mut slots[at];
        let path = &corpus.paths[slot.at];
        let Some(exports) = slot.exports(language) else {
            continue;
        };
        let place = (language.place)(project, path);
        for export in exports.iter() {
            let has_module = |name: &String| has_module(language, corpus.tree, path, name);
            let namesake = match export.name.last().is_some_and(has_module) {
                true => language.namesake,
                false => Namesake::None,
            };
            for stands_for in place.expand(&export.stands_for) {
                for name in place.expand_for_others(&export.name) {
                    let pair = (language.name, &name, &stands_for);
                    slot.passed_on.push(FxBuildHasher.hash_one(pair));
                    if rules.to_mut().learn(language, &name, &stands_for, namesake) {
                        tell(path, &name, &stands_for);
                        fresh.names.alias(&name, &somewhere, Namesake::None);
                        Footprint::look_for(&name, &mut fresh.hashes);
                    }
                }
            }
        }
    }
    if !fresh.names.is_empty() {
        rules.to_mut().relearn(language, &fresh.hashes);
    }
    fresh
}

/// Whether a file has a submodule of a name.
fn has_module(language: &Language, paths: &[String], file: &str, name: &str) -> bool {
    let Some(directory) = (language.submodules)(file) else {
        return false;
    };
    let stem = format!("{directory}/{name}");
    let stem = stem.trim_start_matches('/');
    let from = paths.partition_point(|path| path.as_str() < stem);
    let mut near = paths[from..].iter().map_while(|path| path.strip_prefix(stem));
    near.any(|rest| match rest.split_once('.') {
        _ if rest.starts_with('/') => true,
        Some(("", extension)) => language.extensions.contains(&extension),
        _ => false,
    })
}
