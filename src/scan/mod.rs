//! A scan: all the findings of one corpus under one rule set, with what could not be read and why.

mod learn;
mod look;
mod memo;
mod mounts;
mod turns;

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::*;
use thin_vec::ThinVec;

use crate::check::Checker;
use crate::finding::{FileScan, Finding, RuleId, SkipReason, Skipped, Status};
use crate::names::Path;
use crate::project::Project;
use crate::ruleset::RuleSet;
use crate::source::FileKind;

use look::Looked;
pub(crate) use look::Outcome;
pub use memo::{Content, Memo, Recall};
use turns::Turn;

/// All the findings of one corpus.
#[derive(Debug, Default)]
pub struct Scan {
    /// The files with findings or problems, sorted by path.
    pub files: Vec<FileScan>,
    /// The files that could not be read (or not wholly), sorted by path.
    pub skipped: Vec<Skipped>,
    /// How many files were looked at, less those that could not be read.
    pub scanned: usize,
}

/// The findings of one row of a count, by status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Still to do.
    pub open: usize,
    /// Suppressed inline.
    pub suppressed: usize,
    /// Allowed by the rule.
    pub allowed: usize,
}

impl Tally {
    /// Counts one finding.
    pub fn add(&mut self, status: Status) {
        *self.of(status) += 1;
    }

    /// Takes back one finding that was counted.
    pub fn remove(&mut self, status: Status) {
        let number = self.of(status);
        *number = number.saturating_sub(1);
    }

    const fn of(&mut self, status: Status) -> &mut usize {
        match status {
            Status::Open => &mut self.open,
            Status::Suppressed => &mut self.suppressed,
            Status::Allowed => &mut self.allowed,
        }
    }
}

impl Scan {
    /// How many of the files that were looked at could not be read at all.
    pub fn unread(&self) -> usize {
        let wholly = |skipped: &&Skipped| skipped.reason != SkipReason::Unparsed;
        self.skipped.iter().filter(wholly).count()
    }

    /// Every finding with its file, in order.
    pub fn findings(&self) -> impl Iterator<Item = (&FileScan, &Finding)> {
        self.files
            .iter()
            .flat_map(|file| file.findings.iter().map(move |finding| (file, finding)))
    }

    /// The count of each rule, for `rules` rules, in the order of the rule set.
    pub fn count_by_rule(&self, rules: usize) -> Vec<Tally> {
        let mut tallies = vec![Tally::default(); rules];
        for (_, finding) in self.findings() {
            let RuleId(rule) = finding.rule;
            if let Some(tally) = tallies.get_mut(rule as usize) {
                tally.add(finding.status);
            }
        }
        tallies
    }
}

/// Where sources come from: a directory, a commit, a buffer.
pub struct Corpus<'c> {
    /// The paths to scan, relative to the root, with `/`, sorted.
    pub paths: &'c [String],
    /// Every path there is, as far as it is known, those to scan among them: sorted. Tells a module from a name.
    pub tree: &'c [String],
    /// Reads one of them.
    pub read: &'c (dyn Fn(&str) -> Result<Vec<u8>, SkipReason> + Sync),
    /// Called after each file, from any thread, for a progress display.
    pub progress: &'c (dyn Fn() + Sync),
    /// What is known of files that were scanned before.
    pub memo: Option<Recall<'c>>,
}

/// Takes a file's path, a name that the file passes on, and what that stands for.
pub type Tell<'t> = dyn FnMut(&str, &Path, &Path) + 't;

/// How often files may be read again because of names that others re-export. Real trees need two or three rounds.
const MOST_ROUNDS: usize = 16;

/// How many files in a row one thread takes at the most: the last of them leave the others little to wait for.
const TOGETHER: usize = 32;

/// The place of a file that may be of interest in a scan under way. Most files have none.
struct Slot {
    /// Its number in the corpus.
    at: usize,
    /// What kind of file its name tells it is.
    kind: FileKind,
    /// What came of the file, if anything did.
    outcome: Option<Arc<Outcome>>,
    /// What it passes on has been taken in.
    is_learned: bool,
    /// The first of the turns in which it would not have been looked at twice.
    turn: Turn,
    /// The hashes of the names that it passes on, and of what it mounts.
    passed_on: ThinVec<u64>,
}

impl Slot {
    /// The place of a file, unless nothing can come of it any more: it is of no interest, and would say so by its
    /// footprint if a name from elsewhere could change that.
    fn of((at, kind): (usize, FileKind), turn: Turn, outcome: Looked, mounted: Option<u64>) -> Option<Self> {
        let is_told_by_footprint = match kind {
            FileKind::Source(language) => language.footprint.is_some(),
            _ => true,
        };
        let is_done = outcome.is_none() && mounted.is_none() && is_told_by_footprint;
        (!is_done).then(|| Self {
            at,
            kind,
            outcome,
            is_learned: false,
            turn,
            passed_on: mounted.into_iter().collect(),
        })
    }

    /// One number for all that it passes on.
    fn passed_on(&mut self) -> u64 {
        self.passed_on.sort_unstable();
        self.passed_on.dedup();
        self.passed_on.iter().fold(0, |sum, hash| sum.wrapping_add(*hash))
    }
}

/// What a scan comes to, with what it has learned on the way.
#[derive(Debug)]
pub struct Learned<'r> {
    /// The scan.
    pub scan: Scan,
    /// The rules with the names that files pass on.
    pub rules: Cow<'r, RuleSet>,
    /// What each path passes on, in the order of the corpus: the same number for the same names.
    pub passed_on: Vec<u64>,
}

impl Scan {
    /// Scans a corpus: every file once, and those that use re-exported names again until no new names appear. What
    /// mostly passes names on is looked at first, so that the others seldom are a second time.
    pub fn run(checker: &Checker<'_>, project: &Project, corpus: &Corpus<'_>) -> Self {
        Self::learn(checker, project, corpus).scan
    }

    /// The same, with what was learned. A scan can start from the rules that another has learned.
    pub fn learn<'r>(checker: &Checker<'r>, project: &Project, corpus: &Corpus<'_>) -> Learned<'r> {
        Self::learn_and_tell(checker, project, corpus, &mut |_, _, _| {})
    }

    /// The same, telling of every name that a file passes on: the file, the name, and what it stands for.
    pub fn learn_and_tell<'r>(
        checker: &Checker<'r>,
        project: &Project,
        corpus: &Corpus<'_>,
        tell: &mut Tell<'_>,
    ) -> Learned<'r> {
        let mut slots: Vec<Slot> = Vec::new();
        let mut rules = Cow::Borrowed(checker.rules);
        let (mounts, numbers) = mounts::mounts(checker, project, corpus);
        if rules.mounts().is_empty() && !mounts.is_empty() {
            rules.to_mut().mount(mounts);
        }
        for (turn, files) in (0..).zip(turns::turns(corpus)) {
            let now = Checker {
                rules: &rules,
                ..*checker
            };
            let look = |(at, kind)| {
                let outcome = look::look(&now, project, corpus, at, kind);
                (corpus.progress)();
                let mounted = numbers.get(at).copied().flatten();
                Slot::of((at, kind), turn, outcome, mounted)
            };
            let looked = files.into_par_iter().with_max_len(TOGETHER).filter_map(look);
            slots.append(&mut looked.collect());
            slots.sort_unstable_by_key(|slot| slot.at);
            look_again(checker, &mut rules, project, corpus, (&mut slots, turn), tell);
        }
        turns::keep(corpus, &slots, rules.given());
        let mut passed_on = vec![0; corpus.paths.len()];
        for slot in &mut slots {
            passed_on[slot.at] = slot.passed_on();
        }
        Learned {
            passed_on,
            scan: Self::collect(corpus, slots),
            rules,
        }
    }

    fn collect(corpus: &Corpus<'_>, slots: Vec<Slot>) -> Self {
        let mut scan = Self {
            scanned: corpus.paths.len(),
            ..Self::default()
        };
        let told = |slot: &&Slot| {
            slot.outcome
                .as_ref()
                .is_some_and(|outcome| outcome.told().is_some())
        };
        scan.files.reserve_exact(slots.iter().filter(told).count());
        for slot in slots {
            let Some(outcome) = slot.outcome else { continue };
            // Of what is remembered elsewhere too, no more is copied than is told.
            let (skipped, file) = match Arc::try_unwrap(outcome) {
                Ok(outcome) => (outcome.skipped, outcome.checked.map(|checked| checked.scan)),
                Err(outcome) => (outcome.skipped.clone(), outcome.told().cloned()),
            };
            if let Some(reason) = skipped {
                scan.scanned -= usize::from(reason != SkipReason::Unparsed);
                scan.skipped.push(Skipped {
                    path: corpus.paths[slot.at].clone(),
                    reason,
                });
            }
            scan.files.extend(file.filter(FileScan::is_told));
        }
        scan.files.sort_by(|a, b| a.path.cmp(&b.path));
        scan.skipped.sort();
        scan
    }
}

/// Looks again at the files that may use names which others pass on, until no new names appear.
fn look_again(
    checker: &Checker<'_>,
    rules: &mut Cow<'_, RuleSet>,
    project: &Project,
    corpus: &Corpus<'_>,
    (slots, turn): (&mut [Slot], Turn),
    tell: &mut Tell<'_>,
) {
    for after in (turn + 1..).take(MOST_ROUNDS) {
        let news = learn::take_exports(rules, project, corpus, slots, tell);
        if news.is_empty() {
            break;
        }
        let checker = Checker { rules, ..*checker };
        for (fresh, again) in news {
            let fresh = Checker {
                rules: &fresh,
                ..checker
            };
            // In place: two outcomes of thousands of files would be held otherwise.
            slots.par_iter_mut().enumerate().for_each(|(index, slot)| {
                if again.binary_search(&index).is_ok() {
                    let before = slot.outcome.take();
                    let file = (slot.at, slot.kind);
                    let now = look::look_again(&checker, &fresh, &before, project, corpus, file);
                    slot.is_learned &= now.is_none();
                    slot.turn = slot.turn.max(after);
                    slot.outcome = now.unwrap_or(before);
                }
            });
        }
    }
}
