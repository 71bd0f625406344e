//! From arguments to a scan: the root, the configuration, the walk, the engine.
//!
//! The root is where the configuration lies; without one, or with one given by `--config`, it is the working
//! directory, or the nearest directory above all that was asked for when that lies elsewhere.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use jiff::civil::Date;

use super::arguments::{Global, Selection};
use super::asked::Asked;
use super::input::{self, Input};
use super::owners;
use super::remembered::{self, Known, Place};
use super::terminal::Terminal;
use crate::cache::Fingerprint;
use crate::check::Checker;
use crate::config::{self, Config, Disk, Files};
use crate::harvest::Harvest;
use crate::lang::LANGUAGES;
use crate::output::{SeenFrom, say, write_problems};
use crate::problem::Severity;
use crate::ruleset::RuleSet;
use crate::scan::{Recall, Scan};
use crate::walk::{self, Tree};

/// A scan with what it was made with.
pub(super) struct Scanned {
    pub scan: Scan,
    pub rules: RuleSet,
    pub today: Date,
    pub seen_from: SeenFrom,
    pub root: PathBuf,
    /// Where the root is in its repository; `.` when it is the same.
    pub prefix: String,
    /// The threads that it was made on.
    pub pool: rayon::ThreadPool,
}

/// Scans what was asked for.
pub(super) fn scan(
    selection: &Selection,
    global: &Global,
    terminal: &mut Terminal,
) -> anyhow::Result<Scanned> {
    let working = working_directory()?;
    let asked = Asked::of(selection, &working)?;
    let mut config = configure_for(&asked, &working, global, terminal)?;
    let pool = pool(global)?;
    let place = Place::of(&config.root, global);
    // Which rules a tree calls for that has none is not known before it is walked.
    let (input, early) = pool.install(|| {
        rayon::join(
            || Input::of(asked, &config, selection, place.as_ref()),
            || (!config.embedded).then(|| prepare(&config, place.as_ref())),
        )
    });
    let input = input?;
    embed(&mut config, input.files(), terminal)?;
    if input.files().is_empty() {
        terminal.warning("no file was scanned: there is none here that is not ignored or excluded");
    }
    let (rules, mut known) = early.unwrap_or_else(|| pool.install(|| prepare(&config, place.as_ref())));
    let today = global.today();
    let checker = Checker {
        rules: &rules,
        today,
        prefilter: !selection.no_prefilter,
    };
    let tree = input.tree().zip(place.as_ref());
    let tree = tree.filter(|(tree, _)| tree.files.len() >= remembered::FEWEST_FILES);
    let fingerprint = tree.filter(|_| checker.prefilter);
    let fingerprint = fingerprint.and_then(|(tree, _)| remembered::fingerprint(tree, &config, today));
    let last = known.as_mut().and_then(|known| known.scan(fingerprint));
    let mut scan = if let Some(scan) = last {
        scan
    } else {
        let anew = Anew {
            input: &input,
            config: &config,
            checker: &checker,
            watched: terminal.watched && !terminal.quiet,
        };
        let known = known.zip(tree);
        let (scan, is_damaged) = pool.install(|| anew.scan(known, fingerprint));
        if is_damaged {
            remembered::warn(terminal);
        }
        scan
    };
    input.tell_skipped(&mut scan);
    if !scan.files.is_empty()
        && let Some(owners) = owners::find(&config.root)
    {
        owners.assign(&mut scan);
    }
    Ok(Scanned {
        scan,
        rules,
        today,
        seen_from: seen_from(&config.root, &working),
        prefix: walk::relative(owners::repository(&config.root), &config.root).unwrap_or_default(),
        root: config.root,
        pool,
    })
}

/// The rules of a configuration, and what is known of other scans by them.
fn prepare(config: &Config, place: Option<&Place>) -> (RuleSet, Option<Known>) {
    rayon::join(
        || RuleSet::new(config.rules.clone()).with_idioms(&config.idioms),
        || place.map(|place| place.known(config)),
    )
}

/// A scan that is not known from before.
struct Anew<'a> {
    input: &'a Input,
    config: &'a Config,
    checker: &'a Checker<'a>,
    watched: bool,
}

impl Anew<'_> {
    /// The scan, and whether what was kept of others is damaged.
    fn scan(
        &self,
        known: Option<(Known, (&Tree, &Place))>,
        fingerprint: Option<Fingerprint>,
    ) -> (Scan, bool) {
        let Self { input, config, .. } = *self;
        let recall = || known.map(|(known, (tree, place))| known.recall(tree, place));
        let (recalled, project) = rayon::join(recall, || input.project(config));
        let is_still = |path: &str| input.is_still(&config.root, path);
        let recall = recalled.as_ref().map(|(remembered, contents)| Recall {
            memo: &remembered.memo,
            contents,
            is_still: &is_still,
        });
        let scan = input.scan(&config.root, self.checker, &project, recall, self.watched);
        let Some((remembered, _)) = recalled else {
            return (scan, false);
        };
        remembered.keep();
        // What was changed before the walk is told from what it becomes later.
        if let Some(fingerprint) = fingerprint.filter(|_| input.is_settled()) {
            remembered.keep_last(fingerprint, &scan);
        }
        (scan, remembered.is_damaged)
    }
}

/// The configuration for what was asked for.
pub(super) fn configure_for(
    asked: &Asked,
    working: &Path,
    global: &Global,
    terminal: &mut Terminal,
) -> anyhow::Result<Config> {
    if global.config.is_none() {
        asked.go_by_one_configuration()?;
    }
    configure(&Disk, working, &asked.above(), global, terminal)
}

/// Gives a tree without a configuration the rules that its files call for, and says so.
pub(super) fn embed(config: &mut Config, files: &[String], terminal: &mut Terminal) -> anyhow::Result<()> {
    if config.embedded {
        let problems = config.embed(&input::languages(files));
        write_problems(&problems, &mut terminal.err)?;
        say_embedded(config, terminal);
    }
    Ok(())
}

/// What the sources declare to be deprecated that were asked for.
pub(super) fn harvest(
    selection: &Selection,
    global: &Global,
    terminal: &mut Terminal,
) -> anyhow::Result<Harvest> {
    let working = working_directory()?;
    let asked = Asked::of(selection, &working)?;
    let config = configure(&Disk, &working, &asked.above(), global, terminal)?;
    let pool = pool(global)?;
    let input = pool.install(|| Input::of(asked, &config, selection, None))?;
    if input.files().is_empty() {
        terminal.warning("no file was read: there is none here that is not ignored or excluded");
    }
    let project = input.project(&config);
    let watched = terminal.watched && !terminal.quiet;
    Ok(pool.install(|| input.harvest(&config.root, &project, watched)))
}

/// The threads that a run may use.
pub(super) fn pool(global: &Global) -> anyhow::Result<rayon::ThreadPool> {
    let threads = usize::from(global.threads.unwrap_or_default());
    Ok(rayon::ThreadPoolBuilder::new().num_threads(threads).build()?)
}

/// Where the working directory is to the scanned root. From elsewhere paths are shown as from the root: the way there
/// would say more about a machine than about a project.
pub(super) fn seen_from(root: &Path, working: &Path) -> SeenFrom {
    let is_same = |way: &String| way == ".";
    match (walk::relative(root, working), walk::relative(working, root)) {
        (Some(inside), _) if !is_same(&inside) => SeenFrom::Inside(inside),
        (_, Some(root)) if !is_same(&root) => SeenFrom::Above(root),
        _ => SeenFrom::Inside(String::new()),
    }
}

/// The configuration that a scan of the working directory would go by, with its rules.
pub(super) fn config(global: &Global, terminal: &mut Terminal) -> anyhow::Result<Config> {
    let working = working_directory()?;
    let mut config = configure(&Disk, &working, &working, global, terminal)?;
    if config.embedded {
        let problems = config.embed(&LANGUAGES.iter().collect::<Vec<_>>());
        write_problems(&problems, &mut terminal.err)?;
    }
    Ok(config)
}

/// The working directory: canonical.
pub(super) fn working_directory() -> anyhow::Result<PathBuf> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the command line is where the working directory is read"
    )]
    let working = std::env::current_dir();
    working
        .and_then(|path| path.canonicalize())
        .context("cannot find the working directory")
}

/// Loads the configuration, and says what is wrong with it.
pub(super) fn configure(
    files: &dyn Files,
    working: &Path,
    above: &Path,
    global: &Global,
    terminal: &mut Terminal,
) -> anyhow::Result<Config> {
    let bare = if above.starts_with(working) {
        working
    } else {
        above
    };
    let (config, problems) = match &global.config {
        Some(file) => config::load(files, bare, Some(&working.join(file))),
        None => config::load(files, above, None),
    };
    let errors = problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .count();
    if errors > 0 || !terminal.quiet {
        write_problems(&problems, &mut terminal.err)?;
    }
    let Some(mut config) = config else {
        bail!("nothing was scanned: {} in the rules", say(errors, "error"));
    };
    if config.embedded {
        bare.clone_into(&mut config.root);
    }
    Ok(config)
}

/// Says by which rules a tree without any is scanned.
fn say_embedded(config: &Config, terminal: &mut Terminal) {
    let mut sets: Vec<&str> = config
        .rules
        .iter()
        .map(|rule| rule.origin.document.name.as_str())
        .collect();
    sets.dedup();
    let none = format!("no {} here or above", config::FILE_NAME);
    if sets.is_empty() {
        terminal.warning(&format!(
            "{none}, and nothing here that a built-in rule set is about"
        ));
    } else {
        let sets = sets.join(" and ");
        terminal.note(&format!("{none}: using {sets} (`straggler init` writes one)"));
    }
}
