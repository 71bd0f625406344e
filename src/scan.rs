//! A scan: all the findings of one corpus under one rule set, with what could not be read and why.

use std::borrow::Cow;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::check::{Checked, Checker};
use crate::finding::{FileScan, Finding, RuleId, SkipReason, Skipped, Status};
use crate::lang::{Footprint, LANGUAGES, Language};
use crate::names::{Names, Namesake, OWN, Path};
use crate::project::{Place, Project};
use crate::ruleset::RuleSet;
use crate::ruleset::mounts::Mounts;
use crate::source::{FileKind, HEAD};

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
        match status {
            Status::Open => self.open += 1,
            Status::Suppressed => self.suppressed += 1,
            Status::Allowed => self.allowed += 1,
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
    /// Every path, relative to the root, with `/`, sorted.
    pub paths: &'c [String],
    /// Reads one of them.
    pub read: &'c (dyn Fn(&str) -> Result<Vec<u8>, SkipReason> + Sync),
    /// Called after each file, from any thread, for a progress display.
    pub progress: &'c (dyn Fn() + Sync),
}

/// Takes a file's path, a name that the file passes on, and what that stands for.
pub type Tell<'t> = dyn FnMut(&str, &Path, &Path) + 't;

/// How often files may be read again because of names that others re-export. Real trees need two or three rounds.
const MOST_ROUNDS: usize = 16;

/// One file's part of a scan.
#[derive(Default)]
struct Outcome {
    checked: Option<Box<Checked>>,
    skipped: Option<SkipReason>,
    footprint: Footprint,
}

impl Scan {
    /// Scans a corpus: every file once, and those that use re-exported names again until no new names appear. What
    /// mostly passes names on is looked at first, so that the others seldom are a second time.
    pub fn run(checker: &Checker<'_>, project: &Project, corpus: &Corpus<'_>) -> Self {
        Self::run_and_tell(checker, project, corpus, &mut |_, _, _| {})
    }

    /// Scans a corpus like [`run`](Self::run), and tells of every name that a file passes on: the file, the name, and
    /// what it stands for.
    pub fn run_and_tell(
        checker: &Checker<'_>,
        project: &Project,
        corpus: &Corpus<'_>,
        tell: &mut Tell<'_>,
    ) -> Self {
        let mut outcomes: Vec<Outcome> = Vec::new();
        outcomes.resize_with(corpus.paths.len(), Outcome::default);
        let mut rules = Cow::Borrowed(checker.rules);
        let mounts = mounts(checker, project, corpus);
        if !mounts.is_empty() {
            rules.to_mut().mount(mounts);
        }
        for first in [true, false] {
            let now = Checker {
                rules: &rules,
                ..*checker
            };
            let all = outcomes.par_iter_mut().zip(corpus.paths);
            all.filter(|(_, path)| goes_first(path) == first)
                .for_each(|(outcome, path)| {
                    *outcome = look(&now, project, corpus, path);
                    (corpus.progress)();
                });
            look_again(checker, &mut rules, project, corpus, &mut outcomes, tell);
        }
        Self::collect(corpus, outcomes)
    }

    fn collect(corpus: &Corpus<'_>, outcomes: Vec<Outcome>) -> Self {
        let mut scan = Self {
            scanned: corpus.paths.len(),
            ..Self::default()
        };
        for (path, outcome) in corpus.paths.iter().zip(outcomes) {
            if let Some(reason) = outcome.skipped {
                scan.scanned -= usize::from(reason != SkipReason::Unparsed);
                scan.skipped.push(Skipped {
                    path: path.clone(),
                    reason,
                });
            }
            let file = outcome.checked.map(|checked| checked.scan);
            scan.files
                .extend(file.filter(|file| !file.findings.is_empty() || !file.problems.is_empty()));
        }
        scan.files.sort_by(|a, b| a.path.cmp(&b.path));
        scan.skipped.sort();
        scan
    }
}

/// What the tree mounts below which paths, where that matters.
fn mounts(checker: &Checker<'_>, project: &Project, corpus: &Corpus<'_>) -> Mounts {
    if checker.rules.endpoints().is_empty() {
        return Mounts::default();
    }
    let read = |path: &String| {
        let FileKind::Source(language) = FileKind::of(path, &[]) else {
            return None;
        };
        Some((language, (corpus.read)(path).ok()?))
    };
    let looked = corpus.paths.par_iter().filter_map(|path| {
        let (_, bytes) = read(path)?;
        let (constants, may_mount) = checker.constants(path, &bytes);
        Some((constants, may_mount.then_some(path)))
    });
    let (constants, paths): (Vec<_>, Vec<_>) = looked.unzip();
    let constants = constants.concat();
    let mut rules = Cow::Borrowed(checker.rules);
    if !constants.is_empty() {
        rules
            .to_mut()
            .mount(Mounts::default().with_constants(constants.clone()));
    }
    let checker = Checker {
        rules: &rules,
        ..*checker
    };
    let mounts = paths.par_iter().flatten().filter_map(|path| {
        let (language, bytes) = read(path)?;
        let place = (language.place)(project, path);
        Some(checker.mounts(path, &bytes, &place))
    });
    let (mounts, made): (Vec<_>, Vec<_>) = mounts.unzip();
    Mounts::new(mounts.concat(), made.concat()).with_constants(constants)
}

/// Whether a file is one of those that mostly pass names on: a package's own, of a language whose sources can be told
/// by their footprints to use such names.
fn goes_first(path: &str) -> bool {
    match FileKind::of(path, &[]) {
        FileKind::Source(language) => language.footprint.is_some() && (language.submodules)(path).is_some(),
        _ => false,
    }
}

/// Looks again at the files that may use names which others pass on, until no new names appear.
fn look_again(
    checker: &Checker<'_>,
    rules: &mut Cow<'_, RuleSet>,
    project: &Project,
    corpus: &Corpus<'_>,
    outcomes: &mut [Outcome],
    tell: &mut Tell<'_>,
) {
    for _ in 0..MOST_ROUNDS {
        let news = take_exports(rules, project, corpus, outcomes, tell);
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
            outcomes.par_iter_mut().enumerate().for_each(|(index, outcome)| {
                if again.binary_search(&index).is_ok()
                    && let Some(new) = look_at(
                        &checker,
                        Some((&fresh, outcome)),
                        project,
                        corpus,
                        &corpus.paths[index],
                    )
                {
                    *outcome = new;
                }
            });
        }
    }
}

/// Reads and checks one file.
fn look(checker: &Checker<'_>, project: &Project, corpus: &Corpus<'_>, path: &str) -> Outcome {
    look_at(checker, None, project, corpus, path).unwrap_or_default()
}

/// Reads and checks one file; where it was checked before, with what came of that, only if it may refer to one of the
/// fresh names.
fn look_at(
    checker: &Checker<'_>,
    before: Option<(&Checker<'_>, &Outcome)>,
    project: &Project,
    corpus: &Corpus<'_>,
    path: &str,
) -> Option<Outcome> {
    if !checker.wants(path) {
        return None;
    }
    let bytes = match (corpus.read)(path) {
        Ok(bytes) => bytes,
        Err(reason) => {
            return Some(Outcome {
                skipped: Some(reason),
                ..Outcome::default()
            });
        }
    };
    let place = match FileKind::of(path, &bytes[..bytes.len().min(HEAD)]) {
        FileKind::Source(language) => (language.place)(project, path),
        _ => Place::default(),
    };
    let mut result = match before {
        None => checker.check(path, &bytes, &place),
        Some((fresh, _)) if !fresh.may_refer(path, &bytes, &place) => return None,
        Some((_, outcome)) => {
            let literals = outcome
                .checked
                .as_ref()
                .map_or(&[][..], |checked| checked.literals());
            checker.check_again(path, &bytes, &place, literals)
        }
    };
    let footprint = std::mem::take(&mut result.footprint);
    let skipped = result.skipped.take();
    let scan = &result.scan;
    let says_something = !(scan.findings.is_empty() && scan.problems.is_empty() && result.exports.is_empty());
    let kept = says_something.then(|| Box::new(result));
    Some(Outcome {
        checked: kept,
        skipped,
        footprint,
    })
}

/// Adds the names that files pass on to the rules, and tells, for each language with new ones, which files may use them.
fn take_exports(
    rules: &mut Cow<'_, RuleSet>,
    project: &Project,
    corpus: &Corpus<'_>,
    outcomes: &mut [Outcome],
    tell: &mut Tell<'_>,
) -> Vec<(RuleSet, Vec<usize>)> {
    let mut news = Vec::new();
    for language in LANGUAGES {
        let fresh = learn(language, rules, project, corpus, outcomes, tell);
        if fresh.names.is_empty() {
            continue;
        }
        let may_use = |index: &usize| match language.footprint {
            Some(_) => outcomes[*index].footprint.may_reach(&fresh.hashes),
            None => {
                matches!(FileKind::of(&corpus.paths[*index], &[]), FileKind::Source(of) if of.name == language.name)
            }
        };
        let again = (0..outcomes.len()).filter(may_use).collect();
        news.push((RuleSet::of_names(language, fresh.names), again));
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
    outcomes: &mut [Outcome],
    tell: &mut Tell<'_>,
) -> Fresh {
    let mut fresh = Fresh::default();
    // What they stand for is not asked of the fresh names, and would be held for each of them.
    let somewhere = [OWN.to_owned()];
    for (path, outcome) in corpus.paths.iter().zip(outcomes) {
        let of_language = |checked: &&mut Box<Checked>| checked.scan.language == language.name;
        let Some(checked) = outcome.checked.as_mut().filter(of_language) else {
            continue;
        };
        if checked.exports.is_empty() {
            continue;
        }
        let place = (language.place)(project, path);
        for export in std::mem::take(&mut checked.exports).iter() {
            let has_module = |name: &String| has_module(language, corpus.paths, path, name);
            let namesake = match export.name.last().is_some_and(has_module) {
                true => language.namesake,
                false => Namesake::None,
            };
            for stands_for in place.expand(&export.stands_for) {
                for name in place.expand_for_others(&export.name) {
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
