//! A scan beside a base: which two sides there are, read from where, and what came of comparing them.
//!
//! The head is the working tree, what is staged, or a commit; the base is the commit that it has in common with the
//! one that was named. The rules are the head's. What is compared with what is decided in [`crate::gate`].

mod news;
mod sides;
mod stored;
mod worktree;

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::arguments::{Global, Selection};
use super::asked::{self, Asked};
use super::progress::Progress;
use super::remembered::{self, Remembered};
use super::scanning::{self, Scanned};
use super::terminal::Terminal;
use crate::change::Change;
use crate::check::Checker;
use crate::config::Config;
use crate::finding::Skipped;
use crate::git::{self, Commit, Repository};
use crate::owners::{Owners, PLACES};
use crate::ruleset::RuleSet;
use crate::walk;
use sides::Sides;

pub(super) use sides::{Between, Store, Wanted};

/// What to compare with what.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Comparing")]
pub(super) struct ComparisonArgs {
    /// Compare with the commit that REV and the head have in common: fail for what
    /// was added since, and only for that
    #[arg(long, value_name = "REV")]
    pub base: Option<String>,

    /// Compare with a baseline instead of a commit: see `straggler baseline`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["base", "staged"])]
    pub baseline: Option<PathBuf>,

    /// Look at a commit instead of the working tree
    #[arg(long, value_name = "REV", requires = "base")]
    pub head: Option<String>,

    /// Look at what is staged instead of the working tree; the base is HEAD unless
    /// another is named
    #[arg(long, conflicts_with = "head")]
    pub staged: bool,

    /// Read only what differs, and do not tell how much is left in all
    #[arg(long)]
    pub quick: bool,
}

impl ComparisonArgs {
    /// Whether there is a base in the history.
    pub(super) const fn is_asked_for(&self) -> bool {
        self.base.is_some() || self.staged
    }
}

/// Scans the head beside its base.
pub(super) fn scan(
    args: &ComparisonArgs,
    selection: &Selection,
    global: &Global,
    terminal: &mut Terminal,
) -> anyhow::Result<(Scanned, Change)> {
    if selection.paths.iter().any(|path| path.as_os_str() == "-") {
        bail!("standard input has no base: --base compares files");
    }
    let working = scanning::working_directory()?;
    let repository = Repository::of(&working)?;
    let head = match (&args.head, args.staged) {
        (Some(name), _) => Some(stored::Head::Commit(repository.commit(name)?)),
        (None, true) => Some(stored::Head::Staged(repository.index()?.staged())),
        (None, false) if repository.is_bare() => {
            bail!("this repository has no working tree: name a commit to look at with --head")
        }
        (None, false) => None,
    };
    let base = base(args, &repository, head.as_ref())?;
    let mut config = match &head {
        Some(head) => stored::config(head, &repository, selection, &working, global, terminal)?,
        None => scanning::configure_for(&Asked::of(selection, &working)?, &working, global, terminal)?,
    };
    let repository = repository
        .rooted(&config.root)
        .context("the configuration lies outside of the repository: run from where it lies")?;
    let asked = asked::relative(selection, &working, &config.root)?;
    let root = config.root.clone();
    let input = sides::Input {
        repository: &repository,
        root: &root,
        base: base.as_ref(),
        asked: &asked,
        head: head.as_ref(),
        selection,
        global,
        totals: !args.quick,
    };
    let pool = scanning::pool(global)?;
    let sides = || match &head {
        Some(head) => stored::sides(&input, head, &config),
        None => worktree::sides(&input, Asked::of(selection, &working)?, &config),
    };
    // Which rules a tree calls for that has none is not known before it is listed.
    let has_rules = !config.embedded;
    let early = || has_rules.then(|| recall(&input, &config)).flatten();
    let (sides, early) = pool.install(|| rayon::join(sides, early));
    let sides = sides?;
    tell_submodules(&sides.submodules, terminal);
    scanning::embed(&mut config, &sides.head.paths, terminal)?;
    let remembered = match has_rules {
        true => early,
        false => recall(&input, &config),
    };
    // A few files are read faster than they are looked up.
    let remembered = remembered.filter(|_| sides.head.paths.len() >= remembered::FEWEST_FILES);
    compare(sides, &input, (config, remembered), &working, pool, terminal)
}

/// What is remembered of other runs, where that is of use.
fn recall(input: &sides::Input<'_>, config: &Config) -> Option<Remembered> {
    let recall = || Remembered::of(input.repository, config, input.global);
    input.totals.then(recall).flatten()
}

/// What the head is compared with; nothing at all before the first commit.
fn base(
    args: &ComparisonArgs,
    repository: &Repository,
    head: Option<&stored::Head>,
) -> Result<Option<Commit>, git::Error> {
    let tip = match head {
        Some(stored::Head::Commit(commit)) => commit.clone(),
        _ => match repository.commit("HEAD") {
            Ok(commit) => commit,
            Err(_) if args.base.is_none() => return Ok(None),
            Err(error) => return Err(error),
        },
    };
    match &args.base {
        Some(name) => repository.merge_base(&repository.commit(name)?, &tip).map(Some),
        None => Ok(Some(tip)),
    }
}

fn tell_submodules(submodules: &[String], terminal: &mut Terminal) {
    match submodules {
        [] => {}
        [one] => terminal.note(&format!("`{one}` is a submodule: it is not compared")),
        several => terminal.note(&format!("{} submodules are not compared", several.len())),
    }
}

fn compare(
    sides: Sides<'_>,
    input: &sides::Input<'_>,
    (config, remembered): (Config, Option<Remembered>),
    working: &Path,
    pool: rayon::ThreadPool,
    terminal: &mut Terminal,
) -> anyhow::Result<(Scanned, Change)> {
    let is_known = news::targets_of_base(input, &config);
    let seen_from = scanning::seen_from(&config.root, working);
    if remembered
        .as_ref()
        .is_some_and(|remembered| remembered.is_damaged)
    {
        remembered::warn(terminal);
    }
    let rules = RuleSet::new(config.rules.clone()).with_idioms(&config.idioms);
    let today = input.global.today();
    let checker = Checker {
        rules: &rules,
        today,
        prefilter: !input.selection.no_prefilter,
    };
    let looked_at = if input.totals {
        sides.head.paths.len()
    } else {
        sides.differing.len()
    };
    let progress = Progress::new(looked_at, terminal.watched && !terminal.quiet);
    let between = Between {
        base: &sides.base,
        head: &sides.head,
        config: &config,
        differing: &sides.differing,
        totals: input.totals,
        memo: remembered.as_ref().map(|remembered| &remembered.memo),
        is_new: &|rule, target| {
            is_known
                .as_ref()
                .is_some_and(|known| !known.has(&rules, rule, target))
        },
        progress: &|| progress.advance(),
    };
    let mut compared = pool.install(|| between.run(&checker));
    progress.finish();
    remembered.iter().for_each(Remembered::keep);
    // The run is about to end: to free what came of tens of thousands of files, one by one, would only take time.
    std::mem::forget(remembered);
    let of_head = compared.scan.skipped.iter();
    let of_head = of_head.filter(|skipped| sides.differing.binary_search(&skipped.path).is_ok());
    go_by_whole_clones(compared.skipped_of_base.iter().chain(of_head), input)?;
    compared.scan.skipped.extend(sides.skipped);
    compared.scan.skipped.sort_unstable();
    if let Some(owners) = owners(input, &config.root) {
        owners.assign(&mut compared.scan);
    }
    let scanned = Scanned {
        scan: compared.scan,
        seen_from,
        rules,
        today,
        prefix: walk::relative(input.repository.top(), &config.root).unwrap_or_default(),
        root: config.root,
        pool,
    };
    Ok((scanned, compared.change))
}

/// The owners of the head's files, if it says who they are.
fn owners(input: &sides::Input<'_>, root: &Path) -> Option<Owners> {
    let repository = input.repository;
    let Some(head) = input.head else {
        return super::owners::find(root);
    };
    let (place, id) = PLACES
        .iter()
        .find_map(|place| Some((place, head.file(repository, place)?)))?;
    let bytes = repository.read(id).ok()?;
    Some(Owners::parse(
        place,
        &bytes,
        &walk::relative(repository.top(), root)?,
    ))
}

/// Sees to it that nothing is called added, or not, because it could not be read on either side.
fn go_by_whole_clones<'s>(
    skipped: impl Iterator<Item = &'s Skipped>,
    input: &sides::Input<'_>,
) -> Result<(), git::Error> {
    let missing = skipped.filter(|skipped| git::is_missing(&skipped.reason)).count();
    let head = match input.head {
        Some(stored::Head::Commit(commit)) => Some(commit),
        _ => None,
    };
    match (missing, input.base) {
        (0, _) | (_, None) => Ok(()),
        (missing, Some(base)) => Err(git::Error::partial(missing, base, head)),
    }
}
