//! A change: what two scans under the same rules have to do with each other, reference by reference.
//!
//! The base is what was there, the head is what is there now. Each reference of one is paired with at most one
//! of the other; what is left over was added or removed. So one old reference and two new ones are one addition, and
//! one that is fixed here while another is written there is one removal and one addition.
//!
//! Nothing here reads sources or repositories.

mod pair;
mod rename;

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::finding::{FileScan, Finding, RuleId, Status, Written};
use crate::reference::Role;
use crate::scan::{Scan, Tally};
use crate::span::Position;

pub use rename::renames;

/// What is known of a reference of one side.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Known {
    /// The file it is in, relative to the root, with `/`.
    pub path: Arc<str>,
    /// Where it stands; nobody knows of one that only a baseline tells of.
    pub at: Option<Position>,
    /// The rule that it matches.
    pub rule: RuleId,
    /// The rule's target as the rule names it.
    pub target: Arc<str>,
    /// The named scope around it.
    pub scope: Arc<str>,
    /// Whether it counts.
    pub status: Status,
    /// What is written there.
    pub written: Written,
}

impl Known {
    /// The findings of a file.
    pub fn of(file: &FileScan) -> impl Iterator<Item = Self> {
        let path: Arc<str> = file.path.as_str().into();
        file.findings.iter().map(move |finding| Self {
            path: Arc::clone(&path),
            at: Some(finding.location.start),
            rule: finding.rule,
            target: Arc::clone(&finding.target),
            scope: Arc::clone(&finding.scope),
            status: finding.status,
            written: finding.written,
        })
    }
}

/// How a reference of the head came to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// It was not there.
    Added,
    /// It was there and did not count: it has lost its suppression, or what permitted it.
    Unsuppressed,
    /// It was not there, and neither was the rule, or the rule's target.
    RuleAdded,
    /// It is an import that was not there, in a file that it brings nothing to but what was moved there.
    Carried,
    /// It was elsewhere.
    Moved,
    /// It was there: in the same scope of the same file, whatever the file was called.
    Unchanged,
}

impl Class {
    /// Every class; what fails comes first.
    pub const ALL: [Self; 6] = [
        Self::Added,
        Self::Unsuppressed,
        Self::RuleAdded,
        Self::Carried,
        Self::Moved,
        Self::Unchanged,
    ];

    /// The word that every output uses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Unsuppressed => "unsuppressed",
            Self::RuleAdded => "rule-added",
            Self::Carried => "carried",
            Self::Moved => "moved",
            Self::Unchanged => "unchanged",
        }
    }
}

/// How a finding of the head came to be there, beside what it was at the base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// How.
    pub class: Class,
    /// What it was; none for what was not there, nor for what stands in a file that is the same on both sides.
    pub was: Option<Known>,
}

impl Origin {
    /// That of every finding in a file that is the same on both sides.
    const UNCHANGED: Self = Self {
        class: Class::Unchanged,
        was: None,
    };

    /// Whether a finding that came so fails a run.
    pub fn fails(&self, finding: &Finding) -> bool {
        finding.is_open() && matches!(self.class, Class::Added | Class::Unsuppressed)
    }

    /// Whether a finding counted at the base and does no longer.
    pub fn is_hidden(&self, finding: &Finding) -> bool {
        let was_open = self.was.as_ref().is_some_and(|was| was.status == Status::Open);
        was_open && !finding.is_open()
    }
}

/// What a change comes to for one rule. The numbers are of open references unless they say otherwise, and
/// `before + added + unsuppressed + rule_added + carried − removed − hidden = after`, as long as both sides pass on the
/// same names: what untouched files refer to by a name that is passed on no longer, or anew, is counted on one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RuleChange {
    /// Those that were not there.
    pub added: usize,
    /// Those that were there and did not count.
    pub unsuppressed: usize,
    /// Those that came with the rule or its target.
    pub rule_added: usize,
    /// Imports that were not there, for what was moved to where they are.
    pub carried: usize,
    /// Those that were elsewhere.
    pub moved: usize,
    /// Those that are gone.
    pub removed: usize,
    /// Those that have been suppressed or allowed since.
    pub hidden: usize,
    /// Those that were not there and do not count: suppressed or allowed from the start.
    pub added_hidden: usize,
    /// What was left at the base; none when only what differs was read.
    pub before: Option<Tally>,
    /// What is left at the head; none when only what differs was read.
    pub after: Option<Tally>,
}

impl RuleChange {
    /// Whether anything came of the rule.
    pub fn is_idle(&self) -> bool {
        let numbers = Self {
            before: None,
            after: None,
            ..*self
        };
        numbers == Self::default()
    }

    /// Whether the last open reference of the rule is gone.
    pub fn is_finished(&self) -> bool {
        let left = |tally: Option<Tally>| tally.map(|tally| tally.open);
        left(self.after) == Some(0) && left(self.before).is_some_and(|before| before > 0)
    }
}

/// Two sides to compare.
#[derive(Debug)]
pub struct Sides<'s> {
    /// What was there, of the files that differ.
    pub base: Vec<Known>,
    /// What is there: in the whole tree, or in the files that differ.
    pub head: &'s Scan,
    /// The paths that differ, on either side; sorted.
    pub differing: &'s [String],
    /// What paths of the base are called now: (old, new), sorted, each at most once.
    pub renames: &'s [(String, String)],
}

/// What a base and a head have to do with each other.
#[derive(Debug, Default)]
pub struct Change {
    /// For each file of the head's scan and each of its findings. Nothing for a file that is the same on both sides.
    origins: Vec<Vec<Origin>>,
    /// What is no longer there, by path and place.
    pub removed: Vec<Known>,
    /// What came of each rule, in the order of the rule set.
    pub rules: Vec<RuleChange>,
}

impl Change {
    /// Compares two sides, by rules of a number. `is_new` tells whether the base had no such target of a rule.
    pub fn between(sides: Sides<'_>, rules: usize, is_new: &dyn Fn(RuleId, &str) -> bool) -> Self {
        let Sides {
            base,
            head,
            differing,
            renames,
        } = sides;
        let differs = |file: &&FileScan| differing.binary_search(&file.path).is_ok();
        let files = || head.files.iter().filter(differs);
        let now: Vec<Known> = files().flat_map(Known::of).collect();
        let findings = files().flat_map(|file| &file.findings);
        let is_import: Vec<bool> = findings.map(|finding| finding.role == Role::Import).collect();
        let pairs = pair::pair(&base, &now, &is_import, renames);
        let mut base: Vec<Option<Known>> = base.into_iter().map(Some).collect();
        let mut origins = now.iter().zip(pairs).map(|(now, pair)| {
            let was = pair.and_then(|pair| base.get_mut(pair.base)?.take());
            let class = match (&was, pair) {
                (Some(was), _) if was.status != Status::Open && now.status == Status::Open => {
                    Class::Unsuppressed
                }
                (Some(_), Some(pair)) if pair.is_move => Class::Moved,
                (Some(_), _) => Class::Unchanged,
                (None, _) if is_new(now.rule, &now.target) => Class::RuleAdded,
                (None, _) => Class::Added,
            };
            Origin { class, was }
        });
        let origins = head.files.iter().map(|file| match differs(&file) {
            true => carry(file, origins.by_ref().take(file.findings.len()).collect()),
            false => Vec::new(),
        });
        let mut change = Self {
            origins: origins.collect(),
            removed: Vec::new(),
            rules: vec![RuleChange::default(); rules],
        };
        change.removed = base.into_iter().flatten().collect();
        change.removed.sort_unstable();
        change.count(head);
        change
    }

    fn count(&mut self, head: &Scan) {
        let rules = &mut self.rules;
        for (file, origins) in head.files.iter().zip(&self.origins) {
            for (finding, origin) in file.findings.iter().zip(origins) {
                let RuleId(rule) = finding.rule;
                let Some(rule) = rules.get_mut(rule as usize) else {
                    continue;
                };
                let number = match origin.class {
                    _ if origin.is_hidden(finding) => &mut rule.hidden,
                    Class::Added | Class::RuleAdded | Class::Carried if !finding.is_open() => {
                        &mut rule.added_hidden
                    }
                    Class::Added => &mut rule.added,
                    Class::RuleAdded => &mut rule.rule_added,
                    Class::Carried => &mut rule.carried,
                    Class::Unsuppressed => &mut rule.unsuppressed,
                    Class::Moved if finding.is_open() => &mut rule.moved,
                    Class::Moved | Class::Unchanged => continue,
                };
                *number += 1;
            }
        }
        for gone in self.removed.iter().filter(|gone| gone.status == Status::Open) {
            let RuleId(rule) = gone.rule;
            if let Some(rule) = rules.get_mut(rule as usize) {
                rule.removed += 1;
            }
        }
    }

    /// Says what is left of each rule on either side, in the order of the rule set.
    pub fn tell_totals(&mut self, before: &[Tally], after: &[Tally]) {
        for (rule, (before, after)) in self.rules.iter_mut().zip(before.iter().zip(after)) {
            rule.before = Some(*before);
            rule.after = Some(*after);
        }
    }

    /// How a finding of the head came to be there: that of a number, in the file of a number.
    pub fn origin(&self, file: usize, finding: usize) -> &Origin {
        let known = self.origins.get(file).and_then(|origins| origins.get(finding));
        known.unwrap_or(&Origin::UNCHANGED)
    }

    /// How many findings of the head fail a run.
    pub fn failing(&self) -> usize {
        self.rules.iter().map(|rule| rule.added + rule.unsuppressed).sum()
    }
}

/// Tells the imports of a file that only bring in what was moved there: code that is moved needs its imports where it
/// goes, also when what stays behind needs them too.
fn carry(file: &FileScan, mut origins: Vec<Origin>) -> Vec<Origin> {
    let of = |finding: &Finding| (finding.rule, Arc::clone(&finding.target));
    let (mut moved, mut added) = (FxHashSet::default(), FxHashSet::default());
    for (finding, origin) in file.findings.iter().zip(&origins) {
        match origin.class {
            _ if finding.role == Role::Import => {}
            Class::Moved | Class::Unsuppressed => drop(moved.insert(of(finding))),
            Class::Added => drop(added.insert(of(finding))),
            _ => {}
        }
    }
    for (finding, origin) in file.findings.iter().zip(&mut origins) {
        let is_added_import = origin.class == Class::Added && finding.role == Role::Import;
        if is_added_import && moved.contains(&of(finding)) && !added.contains(&of(finding)) {
            origin.class = Class::Carried;
        }
    }
    origins
}
