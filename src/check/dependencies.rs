//! The packages that a manifest declares and that rules name.
//!
//! A manifest is configuration, also where it is a script: `in = ["config"]` governs what is found here.

use std::sync::Arc;

use super::settle::Interned;
use super::{Checker, Match};
use crate::manifest;
use crate::reference::Role;
use crate::source;

/// Whether a path is a manifest in which a rule may find something.
pub(super) fn are_declared_in(checker: &Checker<'_>, path: &str) -> bool {
    !checker.rules.dependencies().is_empty() && manifest::find(path).is_some()
}

/// Every package of the rules that a file declares.
pub(super) fn matches(checker: &Checker<'_>, path: &str, bytes: &[u8]) -> Vec<Match> {
    let dependencies = checker.rules.dependencies();
    let Some(manifest) = manifest::find(path).filter(|_| !dependencies.is_empty()) else {
        return Vec::new();
    };
    let bytes = source::narrow(bytes);
    if checker.prefilter && !dependencies.may_be_in(&bytes) {
        return Vec::new();
    }
    let text = source::decode(&bytes);
    let mut interned = Interned::default();
    let nowhere: Arc<str> = interned.get("");
    let mut matches = Vec::new();
    for dependency in manifest.read(&text) {
        for target in dependencies.hits(&dependency) {
            let is_wanted = (checker.rules.rule_of(target)).is_some_and(|(_, rule)| rule.within.config);
            if is_wanted {
                matches.push(Match {
                    target,
                    name: interned.get(&dependency.name),
                    span: dependency.span,
                    role: Role::Config,
                    is_ambiguous: false,
                    via: None,
                    scope: Arc::clone(&nowhere),
                });
            }
        }
    }
    matches
}
