//! Which targets the base's rules had: what a change's own new rules find is not held against it.

use std::collections::BTreeSet;

use super::sides::Input;
use crate::config::{self, Config, Files as _, Snapshot};
use crate::finding::RuleId;
use crate::reference::Kind;
use crate::rule::Rule;
use crate::ruleset::RuleSet;
use crate::walk;

/// The targets of a set of rules.
pub(super) struct Targets(BTreeSet<(Kind, String)>);

impl Targets {
    fn of(rules: &[Rule]) -> Self {
        let names = |rule: &Rule| {
            let kind = rule.target.kind;
            rule.target
                .names
                .iter()
                .map(move |name| (kind, name.text.clone()))
                .collect::<Vec<_>>()
        };
        Self(rules.iter().flat_map(names).collect())
    }

    /// Whether a target of a rule is among them.
    pub(super) fn has(&self, rules: &RuleSet, RuleId(rule): RuleId, target: &str) -> bool {
        let rule = rules.rules().get(rule as usize);
        rule.is_some_and(|rule| self.0.contains(&(rule.target.kind, target.to_owned())))
    }
}

/// The targets that the base had; none when its rules are the head's, or cannot be told.
pub(super) fn targets_of_base(input: &Input<'_>, config: &Config) -> Option<Targets> {
    let base = input.base?;
    let repository = input.repository;
    // One that git does not know of is no part of the change.
    let has_changed = |document: &str| {
        let path = format!("{}{document}", repository.prefix());
        let on_disk = || {
            repository.index().ok()?.id(document)?;
            repository.name_of(&walk::read(repository.top(), &path).ok()?)
        };
        let new = input
            .head
            .map_or_else(on_disk, |head| head.file(repository, &path));
        new.is_some() && repository.file(base, &path).ok().flatten() != new
    };
    if !config.documents().any(has_changed) {
        return None;
    }
    let snapshot = Snapshot {
        root: &config.root,
        list: &|directory| repository.list(base, directory).unwrap_or_default(),
        read: &|path| {
            let path = format!("{}{path}", repository.prefix());
            repository.read(repository.file(base, &path).ok()??).ok()
        },
    };
    let explicit = input.global.config.as_ref().and(config.file.as_ref());
    let explicit = explicit.map(|file| config.root.join(file));
    if explicit.as_ref().is_some_and(|file| !snapshot.is_file(file)) {
        return Some(Targets::of(&[]));
    }
    let (old, _) = config::load(&snapshot, &config.root, explicit.as_deref());
    old.map(|old| Targets::of(&old.rules))
}
