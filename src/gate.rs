//! The gate: from the two sides of a change to what it adds, moves and removes.
//!
//! A side is a tree that can be read, wherever it comes from, and only the paths that differ are compared. Both sides
//! are judged by the same rules. The head is judged by the names that its own files pass on, as any scan is, and the
//! base by those as well as by its own: what a change passes on anew makes nothing new of what used it before. How
//! much is left is counted as a scan of each side by itself would.

use std::borrow::Cow;

use crate::change::{Change, Known, Sides, renames};
use crate::check::Checker;
use crate::finding::{FileScan, RuleId, SkipReason, Skipped};
use crate::project::Project;
use crate::ruleset::RuleSet;
use crate::scan::{Content, Corpus, Memo, Recall, Scan, Tally};

/// One side of a change.
pub struct Side<'s> {
    /// Every path of the tree, relative to the root, with `/`, sorted; where only what differs is read, as many as are
    /// known.
    pub tree: &'s [String],
    /// Where packages and crates start in it.
    pub project: &'s Project,
    /// Reads one of the paths.
    pub read: &'s (dyn Fn(&str) -> Result<Vec<u8>, SkipReason> + Sync),
    /// What is known of files from before.
    pub memo: Option<&'s Memo>,
    /// What is in each path of the tree, if that is known without reading it.
    pub contents: &'s [Option<Content>],
    /// Whether that still holds of one of them.
    pub is_still: &'s (dyn Fn(&str) -> bool + Sync),
}

impl Side<'_> {
    /// What is in some of the paths, or in all of them, as far as that is known.
    fn contents_of(&self, paths: &[String]) -> Cow<'_, [Option<Content>]> {
        if paths.len() == self.tree.len() {
            return Cow::Borrowed(self.contents);
        }
        let content = |path: &String| {
            let at = self.tree.binary_search(path).ok()?;
            self.contents.get(at).copied().flatten()
        };
        Cow::Owned(paths.iter().map(content).collect())
    }
}

/// What is compared.
pub struct Comparison<'s> {
    /// What was there.
    pub base: Side<'s>,
    /// What is there.
    pub head: Side<'s>,
    /// The paths of either side that differ from the other's, sorted.
    pub differing: &'s [String],
    /// Whether to read the whole head as well, to tell how much is left.
    pub totals: bool,
    /// Whether the base had no such target of a rule.
    pub is_new: &'s (dyn Fn(RuleId, &str) -> bool + Sync),
    /// Called after each file, from any thread, for a progress display.
    pub progress: &'s (dyn Fn() + Sync),
}

/// What a comparison comes to.
#[derive(Debug)]
pub struct Compared {
    /// The head's scan.
    pub scan: Scan,
    /// What it has to do with the base.
    pub change: Change,
    /// What could not be read of the base, among the paths that differ.
    pub skipped_of_base: Vec<Skipped>,
}

/// One side, scanned.
struct Looked {
    scan: Scan,
    /// The rules with what was learned; none if nothing was.
    grown: Option<RuleSet>,
    /// The same number for the same names that the paths which differ pass on.
    passed_on: u64,
}

impl Comparison<'_> {
    /// Compares.
    pub fn run(&self, checker: &Checker<'_>) -> Compared {
        let (old, new) = (self.differing_of(&self.base), self.differing_of(&self.head));
        let whole = if self.totals { self.head.tree } else { &new };
        let mut head = self.look(checker, &self.head, whole, checker.rules);
        let rules = head.grown.take().map_or(Cow::Borrowed(checker.rules), Cow::Owned);
        let mut base = self.look(checker, &self.base, &old, &rules);
        let totals = self.totals.then(|| self.totals(checker, &head, &mut base));
        let renames = self.renames(&base.scan, &head.scan);
        let sides = Sides {
            base: base.scan.files.iter().flat_map(Known::of).collect(),
            head: &head.scan,
            differing: self.differing,
            renames: &renames,
        };
        let mut change = Change::between(sides, checker.rules.rules().len(), self.is_new);
        if let Some((before, after)) = totals {
            change.tell_totals(&before, &after);
        }
        Compared {
            scan: head.scan,
            change,
            skipped_of_base: base.scan.skipped,
        }
    }

    fn differs(&self, path: &String) -> bool {
        self.differing.binary_search(path).is_ok()
    }

    /// The paths that differ, as far as a side has them.
    fn differing_of(&self, side: &Side<'_>) -> Vec<String> {
        let is_there = |path: &&String| side.tree.binary_search(path).is_ok();
        self.differing.iter().filter(is_there).cloned().collect()
    }

    fn look(&self, checker: &Checker<'_>, side: &Side<'_>, paths: &[String], rules: &RuleSet) -> Looked {
        let contents = side.contents_of(paths);
        let corpus = Corpus {
            paths,
            tree: side.tree,
            read: side.read,
            progress: self.progress,
            memo: side.memo.map(|memo| Recall {
                memo,
                contents: &contents,
                is_still: side.is_still,
            }),
        };
        let learned = Scan::learn(&Checker { rules, ..*checker }, side.project, &corpus);
        let passed_on = paths.iter().zip(&learned.passed_on);
        Looked {
            passed_on: passed_on
                .filter(|(path, _)| self.differs(path))
                .fold(0, |sum, (_, passed_on)| sum.wrapping_add(*passed_on)),
            grown: match learned.rules {
                Cow::Owned(rules) => Some(rules),
                Cow::Borrowed(_) => None,
            },
            scan: learned.scan,
        }
    }

    /// What is left of each rule, before and after. What files refer to that are the same on both sides is the same
    /// too, unless it depends on names that those which differ pass on: then the whole base is read, and what those
    /// which differ refer to by its names is added.
    fn totals(&self, checker: &Checker<'_>, head: &Looked, base: &mut Looked) -> (Vec<Tally>, Vec<Tally>) {
        let rules = checker.rules.rules().len();
        let after = head.scan.count_by_rule(rules);
        if head.passed_on != base.passed_on {
            let whole = self.look(checker, &self.base, self.base.tree, checker.rules);
            let before = whole.scan.count_by_rule(rules);
            let differing = whole
                .scan
                .files
                .into_iter()
                .filter(|file| self.differs(&file.path));
            add(&mut base.scan.files, differing);
            return (before, after);
        }
        let differs = |file: &&FileScan| self.differs(&file.path);
        let mut before = after.clone();
        for finding in head
            .scan
            .files
            .iter()
            .filter(differs)
            .flat_map(|file| &file.findings)
        {
            let RuleId(rule) = finding.rule;
            if let Some(tally) = before.get_mut(rule as usize) {
                tally.remove(finding.status);
            }
        }
        for (_, finding) in base.scan.findings() {
            let RuleId(rule) = finding.rule;
            if let Some(tally) = before.get_mut(rule as usize) {
                tally.add(finding.status);
            }
        }
        (before, after)
    }

    /// What files with references are called now that are gone from the base.
    fn renames(&self, base: &Scan, head: &Scan) -> Vec<(String, String)> {
        let only_of = |scan: &Scan, side: &Side<'_>, other: &Side<'_>| -> Vec<(String, Vec<u8>)> {
            let paths = scan.files.iter().map(|file| &file.path);
            paths
                .filter(|path| self.differs(path) && other.tree.binary_search(path).is_err())
                .filter_map(|path| Some((path.clone(), (side.read)(path).ok()?)))
                .collect()
        };
        let gone = only_of(base, &self.base, &self.head);
        match gone.is_empty() {
            true => Vec::new(),
            false => renames(&gone, &only_of(head, &self.head, &self.base)),
        }
    }
}

/// Adds what else was found in files.
fn add(files: &mut Vec<FileScan>, more: impl Iterator<Item = FileScan>) {
    for more in more {
        match files.binary_search_by(|file| file.path.cmp(&more.path)) {
            Err(at) => files.insert(at, more),
            Ok(at) => {
                let findings = &mut files[at].findings;
                findings.extend(more.findings);
                findings.sort_unstable();
                findings
                    .dedup_by(|a, b| (&a.location, a.rule, &a.target) == (&b.location, b.rule, &b.target));
            }
        }
    }
}
