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

use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::mpsc;

use ignore::gitignore::Gitignore;
use ignore::{DirEntry, WalkBuilder, WalkState};

use crate::finding::{SkipReason, Skipped};

/// The largest file that is read, in bytes.
pub const MAX_FILE_SIZE: u64 = 10 * 1024 * 1024;

/// Where version control keeps its own files.
const VCS: &[&str] = &[".git", ".hg", ".jj", ".svn"];

/// Why pipes, sockets and devices are skipped: opening one can block or do something.
const NOT_A_FILE: &str = "not a regular file";

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

/// Why there is no tree to scan.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A path that was asked for does not exist or cannot be looked at.
    #[error("cannot look at `{path}`: {reason}")]
    Missing {
        /// As asked for.
        path: String,
        /// What the operating system said.
        reason: String,
    },
    /// A symbolic link that was asked for leads out of the tree.
    #[error("`{path}` is a symbolic link out of the scanned tree")]
    LeadsOut {
        /// As asked for.
        path: String,
    },
}

/// Makes a path canonical except for its last component, so that a link that was asked for by name stays visible.
///
/// # Errors
///
/// When the path, or the directory it is in, does not exist.
pub fn locate(path: &Path) -> Result<PathBuf, Error> {
    let missing = |error: io::Error| Error::Missing {
        path: path.to_string_lossy().into_owned(),
        reason: said(&error),
    };
    let Some(name) = path.file_name() else {
        return path.canonicalize().map_err(missing);
    };
    let parent = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    let located = parent.canonicalize().map_err(missing)?.join(name);
    fs::symlink_metadata(&located).map_err(missing)?;
    Ok(located)
}

/// Follows a located path that is a link, as far as that stays below the root.
///
/// # Errors
///
/// When it leads out of the tree, or nowhere.
pub fn resolve(root: &Path, path: &Path) -> Result<PathBuf, Error> {
    let shown = || relative(root, path).unwrap_or_else(|| path.to_string_lossy().into_owned());
    let resolved = path.canonicalize().map_err(|error| Error::Missing {
        path: shown(),
        reason: said(&error),
    })?;
    if resolved.starts_with(root) {
        Ok(resolved)
    } else {
        Err(Error::LeadsOut { path: shown() })
    }
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

/// What the operating system said, without the path it said it about.
fn said(error: &io::Error) -> String {
    if error.kind() == io::ErrorKind::NotFound {
        return "it does not exist".to_owned();
    }
    match error.kind().to_string().as_str() {
        "other error" | "uncategorized error" => error.to_string(),
        kind => kind.to_owned(),
    }
}

/// A path relative to the root, with `/`; `.` for the root itself, nothing for a path elsewhere.
pub fn relative(root: &Path, path: &Path) -> Option<String> {
    let below = path.strip_prefix(root).ok()?;
    let mut name = String::with_capacity(below.as_os_str().len());
    for component in below.components() {
        if !name.is_empty() {
            name.push('/');
        }
        match component {
            Component::Normal(part) => name.push_str(&part.to_string_lossy()),
            _ => return None,
        }
    }
    Some(if name.is_empty() { ".".to_owned() } else { name })
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

/// Reads one file of a tree that a walk has found.
///
/// # Errors
///
/// With the reason to show when it cannot be read, is no regular file (any more), or is too large.
pub fn read(root: &Path, path: &str) -> Result<Vec<u8>, SkipReason> {
    let unreadable = |error: io::Error| SkipReason::Unreadable(said(&error));
    #[expect(
        clippy::disallowed_methods,
        reason = "this module is the one that reads sources"
    )]
    let file = fs::File::open(root.join(path)).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(SkipReason::Unreadable(NOT_A_FILE.to_owned()));
    }
    match metadata.len() {
        // Files that the kernel makes up say nothing of their size.
        0 => read_stream(file),
        size if size > MAX_FILE_SIZE => Err(SkipReason::TooLarge { size }),
        size => read_sized(file, size as usize).map_err(unreadable),
    }
}

/// Reads a stream to its end, within the limit for files.
///
/// # Errors
///
/// With the reason to show.
pub fn read_stream(stream: impl Read) -> Result<Vec<u8>, SkipReason> {
    let mut bytes = Vec::new();
    stream
        .take(MAX_FILE_SIZE + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| SkipReason::Unreadable(said(&error)))?;
    let size = bytes.len() as u64;
    if size > MAX_FILE_SIZE {
        return Err(SkipReason::TooLarge { size });
    }
    Ok(bytes)
}

/// Reads a file of a known size with one call, where the standard library would grow into it and ask for more.
fn read_sized(mut file: fs::File, size: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; size];
    let mut filled = 0;
    while filled < size {
        match file.read(&mut bytes[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    bytes.truncate(filled);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_relative_with_slashes() {
        let root = Path::new("/r/x");
        assert_eq!(
            relative(root, Path::new("/r/x/a/b.py")).as_deref(),
            Some("a/b.py")
        );
        assert_eq!(relative(root, root).as_deref(), Some("."));
        assert_eq!(relative(root, Path::new("/r/xy/a")), None);
    }

    #[test]
    fn a_stream_over_the_limit_is_refused() {
        assert_eq!(read_stream(&b"abc"[..]).unwrap(), b"abc");
        let endless = io::repeat(0);
        assert!(matches!(read_stream(endless), Err(SkipReason::TooLarge { .. })));
    }
}
