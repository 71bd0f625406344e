//! A history out of git: commits of a window, each scanned as if it were checked out, by the rules of today.
//!
//! What is in a file is looked at once, in however many commits it is the same. The newest commit comes first, so
//! that who does not wait for the end has what matters most.

use anyhow::Context;
use jiff::ToSpan as _;
use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::arguments::{Global, Selection};
use super::asked::{self, Asked};
use super::compare::{Store, Wanted};
use super::progress::Progress;
use super::terminal::Terminal;
use super::{owners, scanning};
use crate::check::Checker;
use crate::config::Config;
use crate::git::{self, Repository, Step, Tree};
use crate::owners::Owners;
use crate::ruleset::RuleSet;
use crate::scan::{Content, Corpus, Memo, Recall, Scan};
use crate::trend::{Commit, History, Point, Window, day};
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
    threads: usize,
    memo: Memo,
}

impl Historian {
    /// For what was asked for, in the repository that it is in.
    pub(super) fn new(
        selection: &Selection,
        global: &Global,
        terminal: &mut Terminal,
    ) -> anyhow::Result<Self> {
        let working = scanning::working_directory()?;
        let repository = Repository::of(&working)?;
        let asked = Asked::of(selection, &working)?;
        let mut config = scanning::configure_for(&asked, &working, global, terminal)?;
        let repository = repository
            .rooted(&config.root)
            .context("the configuration lies outside of the repository: run from where it lies")?;
        let asked = asked::relative(selection, &working, &config.root)?;
        if config.embedded {
            let tree = repository.tree(&repository.commit("HEAD")?)?;
            scanning::embed(&mut config, &tree.paths, terminal)?;
        }
        let rules = RuleSet::new(config.rules.clone()).with_idioms(&config.idioms);
        Ok(Self {
            owners: owners::find(&config.root),
            repository,
            asked,
            rules,
            config,
            ignore_files: !selection.no_ignore,
            today: global.today(),
            threads: usize::from(global.threads.unwrap_or_default()),
            memo: Memo::default(),
        })
    }

    /// The points of a window, up to the commit that is checked out.
    pub(super) fn history(&self, window: &Window, terminal: &Terminal) -> anyhow::Result<History> {
        let head = self.repository.commit("HEAD")?;
        let mut steps = self.repository.steps(&head, |step| {
            // Clocks differ: one commit that is too early does not mean that all before it are.
            let latest = day(step.time).saturating_add(SLACK_DAYS.days());
            window.since.is_none_or(|since| since <= latest)
        })?;
        steps.reverse();
        let chosen = window.choose(&steps, |step| day(step.time));
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.threads)
            .build()?;
        let progress = Progress::over(
            "counting",
            "commits",
            chosen.len(),
            terminal.watched && !terminal.quiet,
        );
        let mut files = Files::default();
        let points = chosen.into_iter().rev().map(|step| {
            let scan = pool.install(|| self.scan(&mut files, step))?;
            progress.advance();
            self.point(step, &scan)
        });
        let points = points.collect::<Result<Vec<Point>, git::Error>>()?;
        progress.finish();
        Ok(History::new(points))
    }

    fn point(&self, step: &Step, scan: &Scan) -> Result<Point, git::Error> {
        let deed = self.repository.deed(&step.commit)?;
        let commit = Commit {
            id: step.commit.id.to_string(),
            time: step.time,
            author: deed.author,
            subject: deed.subject,
            parent: step.parent.map(|parent| parent.to_string()),
        };
        Ok(Point::new(commit, scan, self.rules.rules()))
    }

    fn scan(&self, files: &mut Files, step: &Step) -> Result<Scan, git::Error> {
        let mut tree = self.repository.tree(&step.commit)?;
        let skipped = std::mem::take(&mut tree.skipped);
        files.keep(self, step, &mut tree);
        let paths = tree.paths.clone();
        let store = Store {
            paths: paths.clone(),
            stored: tree.into_iter().collect(),
            repository: &self.repository,
            root: self.config.root.clone(),
        };
        let project = store.project(&self.config);
        let content = |path: &str| store.stored.get(path).map(content);
        let checker = Checker {
            rules: &self.rules,
            today: self.today,
            prefilter: true,
        };
        let corpus = Corpus {
            paths: &paths,
            tree: &paths,
            read: &|path| store.read(path),
            progress: &|| {},
            memo: Some(Recall {
                memo: &self.memo,
                content: &content,
            }),
        };
        let mut scan = Scan::run(&checker, &project, &corpus);
        scan.skipped.extend(skipped);
        scan.skipped.sort_unstable();
        if let Some(owners) = &self.owners {
            owners.assign(&mut scan);
        }
        Ok(scan)
    }
}

/// How many days the clocks of committers may be apart.
const SLACK_DAYS: i64 = 30;

/// What tells a content from others: most of the name that git gives it.
fn content(id: &git::Id) -> Content {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&id.as_bytes()[..16]);
    Content::from_be_bytes(bytes)
}

/// Which files of a commit are scanned. From one commit to the next that mostly stays as it was.
#[derive(Default)]
struct Files {
    /// The ignore files that what is known goes by.
    by: Vec<(String, git::Id)>,
    known: FxHashMap<String, bool>,
}

impl Files {
    fn keep(&mut self, historian: &Historian, step: &Step, tree: &mut Tree) {
        let is_ignore_file = |path: &str| matches!(path.rsplit('/').next(), Some(".gitignore" | ".ignore"));
        let by = tree.iter().filter(|(path, _)| is_ignore_file(path));
        let by: Vec<(String, git::Id)> = by.map(|(path, id)| (path.clone(), id)).collect();
        if by != self.by {
            self.by = by;
            self.known.clear();
        }
        let repository = &historian.repository;
        let read = |path: &str| match path {
            walk::INFO_EXCLUDE => repository.info_exclude(),
            path => repository.read(repository.file(&step.commit, path).ok()??).ok(),
        };
        let config = &historian.config;
        let mut wanted = Wanted {
            asked: &historian.asked,
            own: config.own(),
            ignored: Ignored::new(
                &read,
                repository.prefix(),
                &config.exclude,
                historian.ignore_files,
            ),
        };
        tree.retain(|path| match self.known.get(path) {
            Some(known) => *known,
            None => {
                let is_wanted = wanted.has(path);
                self.known.insert(path.to_owned(), is_wanted);
                is_wanted
            }
        });
    }
}
