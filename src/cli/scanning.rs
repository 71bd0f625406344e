//! From arguments to a scan: the root, the configuration, the walk, the engine.
//!
//! The root is where the configuration lies; without one, or with one given by `--config`, it is the working
//! directory, or the nearest directory above all that was asked for when that lies elsewhere.

use std::io;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, bail};
use jiff::civil::Date;

use super::Exit;
use super::arguments::{Global, Selection};
use super::progress::Progress;
use super::terminal::Terminal;
use crate::check::Checker;
use crate::config::{self, Config};
use crate::finding::{SkipReason, Skipped};
use crate::lang::{LANGUAGES, Language};
use crate::output::{say, skip_word, write_problems};
use crate::problem::Severity;
use crate::project::{MANIFESTS, Project};
use crate::ruleset::RuleSet;
use crate::scan::{Corpus, Scan};
use crate::walk::{self, Tree, Walk};

/// A scan with what it was made with.
pub(super) struct Scanned {
    pub scan: Scan,
    pub rules: RuleSet,
    pub today: Date,
}

/// What was asked for, located but not yet resolved.
enum Asked {
    /// Files and directories.
    Paths(Vec<PathBuf>),
    /// A source on standard input, and the path it stands for.
    Stdin(PathBuf),
}

impl Selection {
    /// What a scan that found nothing to fail for comes to.
    pub(super) fn verdict(&self, scan: &Scan) -> Exit {
        if self.strict && !scan.skipped.is_empty() {
            Exit::NoVerdict
        } else {
            Exit::Success
        }
    }

    fn asked(&self, working: &Path) -> anyhow::Result<Asked> {
        let stdin = self.paths.iter().any(|path| path.as_os_str() == "-");
        match (&self.stdin_path, stdin) {
            (Some(path), true) if self.paths.len() == 1 => Ok(Asked::Stdin(fold(&working.join(path)))),
            (Some(_), _) => bail!("--stdin-path goes with `-` as the only path"),
            (None, true) => bail!("`-` reads standard input: say which file it stands for with --stdin-path"),
            (None, false) if self.paths.is_empty() => Ok(Asked::Paths(vec![working.to_owned()])),
            (None, false) => {
                let located = self.paths.iter().map(|path| walk::locate(path));
                Ok(Asked::Paths(located.collect::<Result<_, _>>()?))
            }
        }
    }
}

/// Scans what was asked for.
pub(super) fn scan(
    selection: &Selection,
    global: &Global,
    terminal: &mut Terminal,
) -> anyhow::Result<Scanned> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the command line is where the working directory is read"
    )]
    let working = std::env::current_dir()
        .and_then(|path| path.canonicalize())
        .context("cannot find the working directory")?;
    let asked = selection.asked(&working)?;
    let mut config = configure(&working, &asked.above(), global, terminal)?;
    let input = Input::of(asked, &config, selection, global)?;
    if config.embedded {
        config.narrow_to(&input.languages());
        say_embedded(&config, terminal);
    }
    if input.files().is_empty() {
        terminal.warning("no file was scanned: there is none here that is not ignored or excluded");
    }
    let project = project(&config, &input);
    let rules = RuleSet::new(config.rules);
    let today = global.today();
    let checker = Checker {
        rules: &rules,
        today,
        prefilter: true,
    };
    let threads = usize::from(global.threads.unwrap_or_default());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    let watched = terminal.watched && !terminal.quiet;
    let scan = pool.install(|| input.scan(&config.root, &checker, &project, watched));
    Ok(Scanned { scan, rules, today })
}

/// Loads the configuration, and says what is wrong with it.
fn configure(
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
        Some(file) => config::load(bare, Some(&working.join(file))),
        None => config::load(above, None),
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

impl Asked {
    /// The nearest directory above all that was asked for.
    fn above(&self) -> PathBuf {
        match self {
            Self::Stdin(path) => path.parent().unwrap_or(path).to_owned(),
            Self::Paths(paths) => {
                let mut above: Option<PathBuf> = None;
                for path in paths {
                    let directory = if path.is_dir() {
                        path
                    } else {
                        path.parent().unwrap_or(path)
                    };
                    above = Some(match above {
                        None => directory.to_owned(),
                        Some(above) => common(&above, directory),
                    });
                }
                above.unwrap_or_default()
            }
        }
    }
}

/// The part of two paths that they have in common.
fn common(one: &Path, other: &Path) -> PathBuf {
    let pairs = one.components().zip(other.components());
    pairs.take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
}

/// An absolute path without `.` and `..`, for a file that need not exist.
fn fold(path: &Path) -> PathBuf {
    let mut folded = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => drop(folded.pop()),
            Component::CurDir => {}
            other => folded.push(other),
        }
    }
    folded
}

/// What is scanned: the files of a tree, or standard input under the name of one.
enum Input {
    Tree(Tree),
    Stdin { path: [String; 1], around: Vec<String> },
}

impl Input {
    fn of(asked: Asked, config: &Config, selection: &Selection, global: &Global) -> anyhow::Result<Self> {
        let root = &config.root;
        match asked {
            Asked::Stdin(path) => {
                let path =
                    walk::relative(root, &path).context("--stdin-path leads out of the scanned tree")?;
                let path = [path];
                let around = walk::around(root, &path);
                Ok(Self::Stdin { path, around })
            }
            Asked::Paths(paths) => {
                let resolved = paths.iter().map(|path| walk::resolve(root, path));
                let mut tree = walk::walk(&Walk {
                    root,
                    paths: &resolved.collect::<Result<Vec<_>, _>>()?,
                    exclude: &config.exclude,
                    ignore_files: !selection.no_ignore,
                    threads: usize::from(global.threads.unwrap_or_default()),
                });
                tree.files.retain(|path| !is_rule_file(config, path));
                Ok(Self::Tree(tree))
            }
        }
    }

    /// The files to scan.
    fn files(&self) -> &[String] {
        match self {
            Self::Tree(tree) => &tree.files,
            Self::Stdin { path, .. } => path,
        }
    }

    /// The files that only tell where packages and crates start.
    fn around(&self) -> &[String] {
        match self {
            Self::Tree(tree) => &tree.around,
            Self::Stdin { around, .. } => around,
        }
    }

    /// The languages that the files are written in, as far as their names tell.
    fn languages(&self) -> Vec<&'static Language> {
        let is_of = |path: &String, language: &Language| {
            let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
            language.extensions.contains(&extension)
        };
        LANGUAGES
            .iter()
            .filter(|language| self.files().iter().any(|path| is_of(path, language)))
            .collect()
    }

    fn scan(self, root: &Path, checker: &Checker<'_>, project: &Project, watched: bool) -> Scan {
        let progress = Progress::new(self.files().len(), watched);
        let read = |path: &str| match &self {
            Self::Tree(_) => walk::read(root, path),
            Self::Stdin { .. } => walk::read_limited(io::stdin().lock(), 0),
        };
        let corpus = Corpus {
            paths: self.files(),
            read: &read,
            progress: &|| progress.advance(),
        };
        let mut scan = Scan::run(checker, project, &corpus);
        progress.finish();
        if let Self::Tree(tree) = self {
            scan.skipped.extend(tree.skipped);
            scan.skipped.sort_unstable();
        }
        scan
    }
}

/// Whether a file says what to look for: the names in it are no references.
fn is_rule_file(config: &Config, path: &str) -> bool {
    path.rsplit('/').next() == Some(config::FILE_NAME)
        || config.file.as_deref() == Some(path)
        || (path.ends_with(".toml") && config.rules.iter().any(|rule| rule.origin.document.name == path))
}

fn project(config: &Config, input: &Input) -> Project {
    let paths = input.files().iter().chain(input.around()).map(String::as_str);
    let is_manifest = |path: &str| MANIFESTS.contains(&path.rsplit('/').next().unwrap_or(path));
    let manifests: Vec<(String, String)> = paths
        .clone()
        .filter(|path| is_manifest(path))
        .filter_map(|path| Some((path.to_owned(), walk::read(&config.root, path).ok()?)))
        .map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned()))
        .collect();
    Project::new(paths, &manifests, &config.source_roots)
}

/// Says what was skipped: how many for which reason, and which ones when more is asked for.
pub(super) fn say_skipped(scan: &Scan, terminal: &mut Terminal) {
    let (partly, wholly): (Vec<&Skipped>, Vec<&Skipped>) = scan
        .skipped
        .iter()
        .partition(|skipped| skipped.reason == SkipReason::Unparsed);
    let hint = if terminal.verbose {
        ""
    } else {
        " (--verbose lists them)"
    };
    if !wholly.is_empty() {
        let mut words: Vec<&str> = wholly.iter().map(|skipped| skip_word(&skipped.reason)).collect();
        words.sort_unstable();
        let counted: Vec<String> = words
            .chunk_by(|a, b| a == b)
            .map(|same| format!("{} {}", same.len(), same[0].replace('-', " ")))
            .collect();
        let were = if wholly.len() == 1 { "was" } else { "were" };
        let files = say(wholly.len(), "file");
        terminal.warning(&format!("{files} {were} not read: {}{hint}", counted.join(", ")));
        list(&wholly, terminal);
    }
    if !partly.is_empty() {
        let files = say(partly.len(), "file");
        terminal.warning(&format!(
            "{files} did not parse, wholly or in part: searched as text there{hint}"
        ));
        list(&partly, terminal);
    }
}

fn list(skipped: &[&Skipped], terminal: &mut Terminal) {
    if !terminal.verbose {
        return;
    }
    for Skipped { path, reason } in skipped {
        let why = match reason {
            SkipReason::Unreadable(said) => said.clone(),
            SkipReason::TooLarge { size } => {
                format!("too large: {size} bytes, the limit is {}", walk::MAX_FILE_SIZE)
            }
            SkipReason::Binary | SkipReason::Unparsed => skip_word(reason).to_owned(),
        };
        terminal.detail(&format!("{path}: {why}"));
    }
}
