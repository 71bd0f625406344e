//! A history out of git: commits of a window, each scanned as if it were checked out, by the rules of today.
//!
//! What is in a file is looked at once, in however many commits it is the same. The newest commit comes first, so
//! that who does not wait for the end has what matters most.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use jiff::ToSpan as _;
use jiff::civil::Date;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64;

use super::arguments::{Global, Selection};
use super::asked::{self, Asked};
use super::compare::{Between, Store, Wanted};
use super::past::Past;
use super::progress::Progress;
use super::remembered::{self, Remembered};
use super::terminal::Terminal;
use super::{owners, scanning};
use crate::change::RuleChange;
use crate::check::Checker;
use crate::config::Config;
use crate::git::{self, Repository, Step, Tree};
use crate::owners::Owners;
use crate::ruleset::RuleSet;
use crate::scan::Scan;
use crate::trend::{Commit, History, Point, Window, day, read, write};
use crate::walk::{self, Ignored};

/// What a history is made with.
pub(super) struct Historian {
    pub repository: Repository,
    pub config: Config,
    pub rules: RuleSet,
    owners: Option<Owners>,
    asked: Vec<String>,
    ignore_files: bool,
    today: Date,
    pool: rayon::ThreadPool,
    pub(super) remembered: Remembered,
}

impl Historian {
    /// For what was asked for, in the repository that it is in.
    pub(super) fn new(
        selection: &Selection,
        global: &Global,
        terminal: &mut Terminal,
    ) -> anyhow::Result<Self> {
        if selection.paths.iter().any(|path| path.as_os_str() == "-") {
            bail!("standard input has no history");
        }
        let working = scanning::working_directory()?;
        let repository = Repository::of(&working)?;
        if repository.is_shallow() {
            terminal.warning("this is a shallow clone: what was before it begins is not told");
        }
        let asked = Asked::of(selection, &working)?;
        let mut config = scanning::configure_for(&asked, &working, global, terminal)?;
        let repository = repository
            .rooted(&config.root)
            .context("the configuration lies outside of the repository: run from where it lies")?;
        let asked = asked::relative(selection, &working, &config.root)?;
        if config.embedded {
            let tree = repository.tree(&repository.commit("HEAD")?, None)?;
            scanning::embed(&mut config, &tree.paths, terminal)?;
        }
        let remembered = Remembered::of(&repository, &config, global);
        if remembered
            .as_ref()
            .is_some_and(|remembered| remembered.is_damaged)
        {
            remembered::warn(terminal);
        }
        let mut remembered = remembered.unwrap_or_default();
        remembered.memo = remembered.memo.of_versions();
        let rules = RuleSet::new(config.rules.clone()).with_idioms(&config.idioms);
        Ok(Self {
            owners: owners::find(&config.root),
            repository,
            asked,
            rules,
            config,
            ignore_files: !selection.no_ignore,
            today: global.today(),
            pool: scanning::pool(global)?,
            remembered,
        })
    }

    /// The points of a window, up to the commit that is checked out.
    pub(super) fn history(&self, window: &Window, terminal: &Terminal) -> anyhow::Result<History> {
        let known = self.known();
        let known: FxHashMap<&str, &Point> = known
            .points()
            .iter()
            .map(|point| (point.commit.id.as_str(), point))
            .collect();
        let (steps, first) = self
            .pool
            .install(|| rayon::join(|| self.steps(window.since), || self.look_ahead(window, &known)));
        let mut steps = steps?;
        first?;
        steps.reverse();
        let chosen = window.choose(&steps, |step| day(step.time));
        let progress = Progress::over(
            "counting",
            "commits",
            chosen.len(),
            terminal.watched && !terminal.quiet,
        );
        let known_of = |step: &Step| known.get(step.commit.id.to_string().as_str()).copied();
        let (told, new): (Vec<&Step>, Vec<&Step>) = chosen
            .into_iter()
            .rev()
            .partition(|step| known_of(step).is_some());
        let mut points = Vec::with_capacity(told.len() + new.len());
        for point in told.into_iter().filter_map(known_of) {
            progress.advance();
            points.push(point.clone());
        }
        points.extend(self.pool.install(|| self.count(&new, &|| progress.advance()))?);
        progress.finish();
        // Nothing is read any more, and what is kept is large.
        self.repository.let_go();
        self.remembered.memo.let_go();
        // Where memory was let go of, some is left to write it with.
        self.pool.install(|| self.remembered.keep());
        self.keep_points(&points, &known);
        Ok(History::new(points))
    }

    /// The steps that lead to the commit that is checked out, the last first: at least those of a day and after.
    pub(super) fn steps(&self, since: Option<Date>) -> Result<Vec<Step>, git::Error> {
        let head = self.repository.commit("HEAD")?;
        self.repository.steps(&head, |step| {
            // Clocks differ: one commit that is too early does not mean that all before it are.
            let latest = day(step.time).saturating_add(SLACK_DAYS.days());
            since.is_none_or(|since| since <= latest)
        })
    }

    /// What it was made with, once it is done. To free what is remembered of very many files would only take time.
    pub(super) fn into_config(self) -> Config {
        std::mem::forget(self.remembered);
        self.config
    }

    /// Keeps what was found for the next run.
    pub(super) fn keep(&self) {
        self.remembered.keep();
    }

    /// What each of some steps did, rule by rule.
    pub(super) fn changes(&self, steps: &[&Step]) -> Result<Vec<Vec<RuleChange>>, git::Error> {
        self.pool
            .install(|| steps.par_iter().map(|step| self.change(step)).collect())
    }

    fn change(&self, step: &Step) -> Result<Vec<RuleChange>, git::Error> {
        let repository = &self.repository;
        let parent = step.parent.map(|parent| repository.commit(&parent.to_string()));
        // Where a clone's history begins, what was there before is not known.
        let Some(parent) = parent.and_then(Result::ok) else {
            return Ok(Vec::new());
        };
        let checker = self.checker();
        let read = |path: &str| self.ignore_file(step, path);
        let mut wanted = self.wanted(&read);
        let mut differing: Vec<String> = repository
            .differing(&parent, &step.commit)?
            .into_iter()
            .map(|(path, ..)| path)
            .collect();
        differing.retain(|path| checker.wants(path) && wanted.has(path));
        if differing.is_empty() {
            return Ok(Vec::new());
        }
        let store = |commit| repository.around(commit, &differing).map(|tree| self.store(tree));
        let (base, head) = (store(&parent)?, store(&step.commit)?);
        let between = Between {
            base: &base,
            head: &head,
            config: &self.config,
            differing: &differing,
            totals: false,
            memo: Some(&self.remembered.memo),
            is_new: &|_, _| false,
            progress: &|| {},
        };
        let compared = between.run(&checker);
        // Nothing is called added or removed because it could not be read.
        let skipped = compared.skipped_of_base.iter().chain(&compared.scan.skipped);
        match skipped.filter(|skipped| git::is_missing(&skipped.reason)).count() {
            0 => Ok(compared.change.rules),
            missing => Err(git::Error::partial(missing, &parent, Some(&step.commit))),
        }
    }

    pub(super) fn checker(&self) -> Checker<'_> {
        Checker {
            rules: &self.rules,
            today: self.today,
            prefilter: true,
        }
    }

    pub(super) fn store(&self, tree: Tree) -> Store<'_> {
        Store::of(tree, &self.repository, &self.config.root)
    }

    /// What is in an ignore file of a commit.
    pub(super) fn ignore_file(&self, step: &Step, path: &str) -> Option<Vec<u8>> {
        match path {
            walk::INFO_EXCLUDE => self.repository.info_exclude(),
            path => self
                .repository
                .read(self.repository.file(&step.commit, path).ok()??)
                .ok(),
        }
    }

    pub(super) fn wanted<'w>(&'w self, read: &'w dyn Fn(&str) -> Option<Vec<u8>>) -> Wanted<'w> {
        let prefix = self.repository.prefix();
        Wanted {
            asked: &self.asked,
            own: self.config.own(),
            ignored: Ignored::new(read, prefix, &self.config.exclude, self.ignore_files),
        }
    }

    /// What a point depends on beside the commit and what the cache is of: what is scanned, whose it is, and the day
    /// that suppressions are compared with.
    fn circumstances(&self) -> u64 {
        let Config {
            exclude,
            source_roots,
            ..
        } = &self.config;
        let of_config = format!("{exclude:?} {source_roots:?} {:?}", self.config.file);
        let of_run = format!("{:?} {:?} {:?}", self.owners, self.asked, self.ignore_files);
        xxh3_64(format!("{of_config} {of_run} {} {}", self.today, self.repository.prefix()).as_bytes())
    }

    /// The points that were counted before, under the same circumstances.
    fn known(&self) -> History {
        let text = self.remembered.text(self.circumstances());
        text.and_then(|text| read(&text).ok()).unwrap_or_default()
    }

    /// Keeps points that are new, with those that are known: a commit does not change.
    fn keep_points(&self, points: &[Point], known: &FxHashMap<&str, &Point>) {
        // What could not be read may be here another time.
        let is_new = |point: &&Point| point.is_complete && !known.contains_key(point.commit.id.as_str());
        let new: Vec<&Point> = points.iter().filter(is_new).collect();
        if new.is_empty() {
            return;
        }
        let mut lines: Vec<String> = new
            .into_iter()
            .chain(known.values().copied())
            .map(write)
            .collect();
        lines.sort_unstable();
        lines.truncate(MOST_POINTS);
        self.remembered
            .keep_text(self.circumstances(), &(lines.join("\n") + "\n"));
    }

    /// Scans the commit that is checked out, if it is going to be counted at: what is found is remembered. Meanwhile one
    /// thread walks the history, of which nothing can be read before its parent is known.
    fn look_ahead(&self, window: &Window, known: &FxHashMap<&str, &Point>) -> Result<(), git::Error> {
        let tip = tip(&self.repository)?;
        let chosen = window.choose(tip.as_slice(), |step| day(step.time));
        let is_new = |step: &&Step| !known.contains_key(step.commit.id.to_string().as_str());
        for step in chosen.into_iter().filter(is_new) {
            Past::default().lay_out(self, step)?.scan(self);
        }
        Ok(())
    }

    /// Counts at some steps, in two stretches at a time: not all that is done at one keeps more than one thread busy.
    fn count(&self, steps: &[&Step], progress: &(dyn Fn() + Sync)) -> Result<Vec<Point>, git::Error> {
        let kept = Mutex::new(Instant::now());
        let done = || {
            progress();
            if let Ok(mut kept) = kept.try_lock()
                && kept.elapsed() > PATIENCE
            {
                self.remembered.keep();
                *kept = Instant::now();
            }
        };
        let middle = match steps.len() {
            // All the files of the first of a stretch are listed.
            ..FEW_STEPS => steps.len(),
            steps => steps.div_ceil(2),
        };
        let (newer, older) = steps.split_at(middle);
        let (newer, older) = rayon::join(|| self.stretch(newer, &done), || self.stretch(older, &done));
        let mut points = newer?;
        points.append(&mut older?);
        Ok(points)
    }

    /// Counts at one step after the other. While the files of one are scanned, those of the next are found out, and what
    /// was found at the one before is summed up.
    fn stretch(&self, steps: &[&Step], done: &(dyn Fn() + Sync)) -> Result<Vec<Point>, git::Error> {
        let mut past = Past::default();
        let mut points = Vec::with_capacity(steps.len());
        let mut layout = steps.first().map(|step| past.lay_out(self, step)).transpose()?;
        let mut scanned: Option<(&Step, Scan)> = None;
        for (at, step) in steps.iter().enumerate() {
            let Some(now) = layout.take() else { break };
            let (before, next) = (scanned.take(), steps.get(at + 1));
            let beside = || -> Result<_, git::Error> {
                let point = before.map(|(step, scan)| self.point(step, scan)).transpose()?;
                Ok((point, next.map(|step| past.lay_out(self, step)).transpose()?))
            };
            let (scan, beside) = rayon::join(|| now.scan(self), beside);
            let (point, next) = beside?;
            points.extend(point);
            (layout, scanned) = (next, Some((*step, scan)));
            done();
        }
        points.extend(scanned.map(|(step, scan)| self.point(step, scan)).transpose()?);
        Ok(points)
    }

    fn point(&self, step: &Step, mut scan: Scan) -> Result<Point, git::Error> {
        if let Some(owners) = &self.owners {
            owners.assign(&mut scan);
        }
        let commit = commit(&self.repository, step)?;
        Ok(Point::new(commit, &scan, self.rules.rules()))
    }
}

/// How long what was found is not kept: as much is lost to whoever does not wait.
const PATIENCE: Duration = Duration::from_secs(10);

/// Fewer steps than this are counted at in one stretch.
const FEW_STEPS: usize = 8;

/// How many points are kept.
const MOST_POINTS: usize = 20_000;

/// How many days the clocks of committers may be apart.
const SLACK_DAYS: i64 = 30;

/// Whether there is a history to count: a repository with a commit.
pub(super) fn is_at_hand() -> anyhow::Result<bool> {
    let repository = Repository::of(&scanning::working_directory()?);
    Ok(repository.is_ok_and(|repository| repository.commit("HEAD").is_ok()))
}

/// The commit that is checked out.
pub(super) fn checked_out() -> anyhow::Result<Commit> {
    let repository = Repository::of(&scanning::working_directory()?)?;
    let step = tip(&repository)?.context("there is no commit yet")?;
    Ok(commit(&repository, &step)?)
}

/// The last step of all: the commit that is checked out.
fn tip(repository: &Repository) -> Result<Option<Step>, git::Error> {
    let head = repository.commit("HEAD")?;
    let mut is_first = true;
    let steps = repository.steps(&head, |_| std::mem::take(&mut is_first))?;
    Ok(steps.into_iter().next())
}

/// A step as what a point is of.
fn commit(repository: &Repository, step: &Step) -> Result<Commit, git::Error> {
    let deed = repository.deed(&step.commit)?;
    Ok(Commit {
        id: step.commit.id.to_string(),
        time: step.time,
        author: deed.author,
        subject: deed.subject,
        parent: step.parent.map(|parent| parent.to_string()),
    })
}
