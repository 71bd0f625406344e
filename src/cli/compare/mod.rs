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
use super::asked::Asked;
use super::progress::Progress;
use super::scanning::{self, Scanned};
use super::terminal::Terminal;
use crate::change::Change;
use crate::check::Checker;
use crate::config::Config;
use crate::finding::Skipped;
use crate::gate::{Comparison, Side};
use crate::git::{self, Commit, Repository};
use crate::ruleset::RuleSet;
use sides::Sides;

/// What to compare with what.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Comparing")]
pub(super) struct ComparisonArgs {
    /// Compare with the commit that REV and the head have in common: fail for what
    /// was added since, and only for that
    #[arg(long, value_name = "REV")]
    pub base: Option<String>,

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
    /// Whether there is a base.
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
        (None, true) => Some(stored::Head::Staged(repository.index(repository.top())?.staged())),
        (None, false) if repository.is_bare() => {
            bail!("this repository has no working tree: name a commit to look at with --head")
        }
        (None, false) => None,
    };
    let base = base(args, &repository, head.as_ref())?;
    let mut config = match &head {
        Some(head) => stored::config(head, &repository, &working, global, terminal)?,
        None => scanning::configure_for(&Asked::of(selection, &working)?, &working, global, terminal)?,
    };
    let repository = repository
        .rooted(&config.root)
        .context("the configuration lies outside of the repository: run from where it lies")?;
    let asked = asked(selection, &working, &config.root)?;
    let input = sides::Input {
        repository: &repository,
        base: base.as_ref(),
        asked: &asked,
        head: head.as_ref(),
        selection,
        global,
        totals: !args.quick,
    };
    let sides = match &head {
        Some(head) => stored::sides(&input, head, &config)?,
        None => worktree::sides(&input, Asked::of(selection, &working)?, &config)?,
    };
    tell_submodules(&sides.submodules, terminal);
    scanning::embed(&mut config, &sides.head.paths, terminal)?;
    compare(sides, &input, config, &working, terminal)
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

/// What was asked for, relative to the root.
fn asked(selection: &Selection, working: &Path, root: &Path) -> anyhow::Result<Vec<String>> {
    let paths = match selection.paths.is_empty() {
        true => vec![PathBuf::new()],
        false => selection.paths.clone(),
    };
    let relative = |path: &PathBuf| {
        let path = super::asked::fold(&working.join(path));
        crate::walk::relative(root, &path)
            .with_context(|| format!("`{}` is outside of the scanned tree", path.display()))
    };
    paths.iter().map(relative).collect()
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
    config: Config,
    working: &Path,
    terminal: &mut Terminal,
) -> anyhow::Result<(Scanned, Change)> {
    let is_known = news::targets_of_base(input, &config);
    let head_project = sides.head.project(&config);
    let base_project = (!sides.have_one_layout()).then(|| sides.base.project(&config));
    let seen_from = scanning::seen_from(&config.root, working);
    let rules = RuleSet::new(config.rules).with_idioms(&config.idioms);
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
    let comparison = Comparison {
        base: Side {
            tree: &sides.base.paths,
            project: base_project.as_ref().unwrap_or(&head_project),
            read: &|path| sides.base.read(path),
        },
        head: Side {
            tree: &sides.head.paths,
            project: &head_project,
            read: &|path| sides.head.read(path),
        },
        differing: &sides.differing,
        totals: input.totals,
        is_new: &|rule, target| {
            is_known
                .as_ref()
                .is_some_and(|known| !known.has(&rules, rule, target))
        },
        progress: &|| progress.advance(),
    };
    let threads = usize::from(input.global.threads.unwrap_or_default());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    let mut compared = pool.install(|| comparison.run(&checker));
    progress.finish();
    let of_head = compared.scan.skipped.iter();
    let of_head = of_head.filter(|skipped| sides.differing.binary_search(&skipped.path).is_ok());
    go_by_whole_clones(compared.skipped_of_base.iter().chain(of_head), input)?;
    compared.scan.skipped.extend(sides.skipped);
    compared.scan.skipped.sort_unstable();
    let scanned = Scanned {
        scan: compared.scan,
        seen_from,
        rules,
        today,
    };
    Ok((scanned, compared.change))
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
