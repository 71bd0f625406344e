//! The directory corpus: which files of a tree are scanned, and their bytes.
//!
//! Ignore files count as they do for git and ripgrep (`.gitignore`, `.ignore`, git's own excludes, also those of
//! the directories above), and they count outside of a git repository too, so that a tarball of a tree is scanned
//! like its checkout. Hidden files are scanned: `.env` and `.github/` hold references like any other file. A
//! file that is named explicitly is read whatever the ignore files say.
//!
//! Symbolic links are never followed: what they point at is read under its own name, or it is not of this tree.
//! Nothing but regular files is ever opened. What should have been read and was not is returned as
//! [`Skipped`], never dropped.
//!
//! Nothing here looks at a file's content or knows a language.

mod ignored;
mod locate;
mod read;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use ignore::gitignore::Gitignore;
use ignore::{DirEntry, WalkBuilder, WalkState};

use crate::finding::{SkipReason, Skipped};
use read::{NOT_A_FILE, said};

pub use ignored::{INFO_EXCLUDE, Ignored};
pub use locate::{Error, locate, relative, resolve};
pub use read::{MAX_FILE_SIZE, read, read_stream};

/// Where version control keeps its own files.
const VCS: &[&str] = &[".git", ".hg", ".jj", ".svn"];

/// What to walk.
#[derive(Debug)]
pub struct Walk<'a> {
    /// The root that paths are relative to: canonical.
    pub root: &'a Path,
    /// The files and directories to scan: canonical, each the root or below it.
    pub paths: &'a [PathBuf],
    /// What else not to scan; asked with paths relative to the root.
    pub exclude: &'a Gitignore,
    /// Whether ignore files count.
    pub ignore_files: bool,
    /// How many threads to walk with; 0 is as many as the machine has.
    pub threads: usize,
}

/// The files of a tree.
#[derive(Debug, Default)]
pub struct Tree {
    /// The files to scan: relative to the root, with `/`, sorted, each once.
    pub files: Vec<String>,
    /// Files beside and above those to scan, which tell where packages and crates start; sorted, and none of `files`.
    pub around: Vec<String>,
    /// What could not be looked at; sorted.
    pub skipped: Vec<Skipped>,
}

/// Lists the files of a tree.
pub fn walk(walk: &Walk<'_>) -> Tree {
    let mut tree = Tree::default();
    let (directories, files): (Vec<_>, Vec<_>) = walk.paths.iter().partition(|path| path.is_dir());
    for file in files {
        let seen = if file.is_file() {
            name_of(walk.root, file)
        } else {
            Err(skipped(walk.root, file, NOT_A_FILE))
        };
        match seen {
            Ok(name) => tree.files.push(name),
            Err(skipped) => tree.skipped.push(skipped),
        }
    }
    if !directories.is_empty() {
        walk_directories(walk, &directories, &mut tree);
    }
    tree.files.sort_unstable();
    tree.files.dedup();
    tree.skipped.sort_unstable();
    tree.skipped.dedup();
    if !walk.paths.iter().any(|path| path == walk.root) {
        tree.around = around(walk.root, &tree.files);
    }
    tree
}

fn walk_directories(walk: &Walk<'_>, directories: &[&PathBuf], tree: &mut Tree) {
    let mut builder = WalkBuilder::from_iter(directories);
    builder
        .standard_filters(walk.ignore_files)
        .hidden(false)
        .require_git(false)
        .follow_links(false)
        .threads(walk.threads)
        .current_dir(walk.root)
        .filter_entry(wanted(walk.root, walk.exclude));
    let (sender, receiver) = mpsc::channel();
    builder.build_parallel().run(|| {
        let sender = sender.clone();
        Box::new(move |entry| {
            if let Some(seen) = look_at(walk.root, entry) {
                // The receiver outlives the walk.
                let _ = sender.send(seen);
            }
            WalkState::Continue
        })
    });
    drop(sender);
    for seen in receiver {
        match seen {
            Ok(path) => tree.files.push(path),
            Err(skipped) => tree.skipped.push(skipped),
        }
    }
}

/// Whether an entry is to be looked at, which for a directory means all that is below it. What was asked for is.
fn wanted(root: &Path, exclude: &Gitignore) -> impl Fn(&DirEntry) -> bool + Send + Sync + 'static {
    let (root, exclude) = (root.to_owned(), exclude.clone());
    move |entry| {
        if entry.depth() == 0 {
            return true;
        }
        if VCS.iter().any(|name| entry.file_name() == *name) {
            return false;
        }
        let below = entry.path().strip_prefix(&root).unwrap_or(entry.path());
        let is_directory = entry.file_type().is_some_and(|kind| kind.is_dir());
        exclude.is_empty() || !exclude.matched(below, is_directory).is_ignore()
    }
}

/// What an entry of a walk is: a file to scan, something that is skipped, or nothing of interest.
fn look_at(root: &Path, entry: Result<DirEntry, ignore::Error>) -> Option<Result<String, Skipped>> {
    let entry = match entry {
        Ok(entry) => entry,
        Err(error) => return Some(Err(failed(root, &error))),
    };
    let kind = entry.file_type()?;
    if kind.is_dir() {
        None
    } else if kind.is_file() {
        Some(name_of(root, entry.path()))
    } else if kind.is_symlink() {
        let outside = entry
            .path()
            .canonicalize()
            .is_ok_and(|target| !target.starts_with(root));
        outside.then(|| Err(skipped(root, entry.path(), "a symbolic link out of the tree")))
    } else {
        Some(Err(skipped(root, entry.path(), NOT_A_FILE)))
    }
}

/// The name that a file goes by in every output. One that is not Unicode could not be opened by it again.
fn name_of(root: &Path, path: &Path) -> Result<String, Skipped> {
    if path.to_str().is_none() {
        return Err(skipped(root, path, "its name is not Unicode"));
    }
    relative(root, path).ok_or_else(|| skipped(root, path, "not in the scanned tree"))
}

fn skipped(root: &Path, path: &Path, why: &str) -> Skipped {
    Skipped {
        path: relative(root, path).unwrap_or_default(),
        reason: SkipReason::Unreadable(why.to_owned()),
    }
}

fn failed(root: &Path, error: &ignore::Error) -> Skipped {
    let mut path = None;
    let mut inner = error;
    loop {
        inner = match inner {
            ignore::Error::WithPath { path: at, err } => {
                path = Some(at.as_path());
                err
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => err,
            _ => break,
        };
    }
    let why = inner
        .io_error()
        .map_or_else(|| "cannot be looked at".to_owned(), said);
    skipped(root, path.unwrap_or(root), &why)
}

/// The files that lie in the directories of some files and in those above them, up to the root.
pub fn around(root: &Path, files: &[String]) -> Vec<String> {
    let mut directories: Vec<&str> = files
        .iter()
        .flat_map(|file| file.match_indices('/').map(|(at, _)| &file[..at]))
        .chain([""])
        .collect();
    directories.sort_unstable();
    directories.dedup();
    let mut found: Vec<String> = directories
        .into_iter()
        .flat_map(|directory| names_in(root, directory))
        .filter(|name| files.binary_search(name).is_err())
        .collect();
    found.sort_unstable();
    found
}

#[expect(
    clippy::disallowed_methods,
    reason = "this module is the one that reads directories"
)]
fn names_in(root: &Path, directory: &str) -> Vec<String> {
    let Ok(entries) = fs::read_dir(root.join(directory)) else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
        .filter_map(|entry| entry.file_name().into_string().ok())
        .map(|name| match directory {
            "" => name,
            _ => format!("{directory}/{name}"),
        })
        .collect()
}
