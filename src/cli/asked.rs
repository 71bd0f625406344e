//! What was asked for on the command line: which paths, or standard input under which name.

use std::path::{Component, Path, PathBuf};

use anyhow::{Context, anyhow, bail};

use super::arguments::{self, Selection};
use crate::config;
use crate::problem::quoted;
use crate::walk;

/// What was asked for, located but not yet resolved.
pub(super) enum Asked {
    /// Files and directories.
    Paths(Vec<PathBuf>),
    /// A source on standard input, and the path it stands for.
    Stdin(PathBuf),
}

impl Asked {
    /// Locates what was asked for.
    pub(super) fn of(selection: &Selection, working: &Path) -> anyhow::Result<Self> {
        let stdin = selection.paths.iter().any(|path| path.as_os_str() == "-");
        match (&selection.stdin_path, stdin) {
            (Some(path), true) if selection.paths.len() == 1 => Ok(Self::Stdin(fold(&working.join(path)))),
            (Some(_), _) => bail!("--stdin-path goes with `-` as the only path"),
            (None, true) => bail!("`-` reads standard input: say which file it stands for with --stdin-path"),
            (None, false) if selection.paths.is_empty() => Ok(Self::Paths(vec![working.to_owned()])),
            (None, false) => {
                let located = selection.paths.iter().map(|path| locate(path, working));
                Ok(Self::Paths(located.collect::<Result<_, _>>()?))
            }
        }
    }

    /// Sees to it that no path has a configuration of its own, which would be passed over in silence.
    pub(super) fn go_by_one_configuration(&self) -> anyhow::Result<()> {
        let Self::Paths(paths) = self else { return Ok(()) };
        let common = config::file_for(&self.above());
        for path in paths {
            let directory = if path.is_dir() {
                path
            } else {
                path.parent().unwrap_or(path)
            };
            if config::file_for(directory) != common {
                let path = path.file_name().unwrap_or_default().to_string_lossy();
                bail!(
                    "{} has a {} that the other paths do not go by: check it by itself, or choose one with --config",
                    quoted(&path),
                    config::FILE_NAME,
                );
            }
        }
        Ok(())
    }

    /// The nearest directory above all that was asked for.
    pub(super) fn above(&self) -> PathBuf {
        match self {
            Self::Stdin(path) => path.parent().unwrap_or(path).to_owned(),
            Self::Paths(paths) => above(paths, Path::is_dir),
        }
    }
}

/// The nearest directory above all that was asked for of a tree that is not on disk.
pub(super) fn above_stored(
    selection: &Selection,
    working: &Path,
    is_file: impl Fn(&Path) -> bool,
) -> PathBuf {
    match selection.paths.as_slice() {
        [] => working.to_owned(),
        paths => {
            let located = paths.iter().map(|path| fold(&working.join(path)));
            above(&located.collect::<Vec<_>>(), |path| !is_file(path))
        }
    }
}

fn above(paths: &[PathBuf], is_directory: impl Fn(&Path) -> bool) -> PathBuf {
    let directories = paths.iter().map(|path| match is_directory(path) {
        true => path.as_path(),
        false => path.parent().unwrap_or(path),
    });
    directories
        .map(Path::to_owned)
        .reduce(|above, directory| common(&above, &directory))
        .unwrap_or_default()
}

/// What was asked for, whether it is there or not, relative to the root; `.` for all of it.
pub(super) fn relative(selection: &Selection, working: &Path, root: &Path) -> anyhow::Result<Vec<String>> {
    let paths = match (&selection.stdin_path, selection.paths.as_slice()) {
        (Some(path), _) => vec![path.clone()],
        (None, []) => vec![PathBuf::new()],
        (None, paths) => paths.to_vec(),
    };
    let relative = |path: &PathBuf| {
        walk::relative(root, &fold(&working.join(path)))
            .with_context(|| format!("`{}` is outside of the scanned tree", path.display()))
    };
    paths.iter().map(relative).collect()
}

/// Whether a path is one that was asked for, or below one.
pub(super) fn covers(asked: &[String], path: &str) -> bool {
    let is_below = |asked: &String| match path.strip_prefix(asked.as_str()) {
        Some(rest) => rest.is_empty() || rest.starts_with('/'),
        None => asked == ".",
    };
    asked.iter().any(is_below)
}

/// The part of two paths that they have in common.
fn common(one: &Path, other: &Path) -> PathBuf {
    let pairs = one.components().zip(other.components());
    pairs.take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
}

/// An absolute path without `.` and `..`, for a file that need not exist.
pub(super) fn fold(path: &Path) -> PathBuf {
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

/// Locates a path. A link below the working directory stays one, to be refused where it leads out of the tree; one
/// elsewhere is the name of a tree of its own.
fn locate(path: &Path, working: &Path) -> anyhow::Result<PathBuf> {
    let located = walk::locate(path).map_err(|error| meant(path, error))?;
    if located.starts_with(working) {
        return Ok(located);
    }
    located
        .canonicalize()
        .with_context(|| format!("cannot look at `{}`", path.display()))
}

/// A word that is no path may be a subcommand in the wrong place, or with a slip in it.
fn meant(path: &Path, error: walk::Error) -> anyhow::Error {
    let Some((word, near)) = path
        .to_str()
        .and_then(|word| Some((word, arguments::nearest_subcommand(word)?)))
    else {
        return error.into();
    };
    if near == word {
        anyhow!("{error}; a subcommand comes before its options: `straggler {near} …`")
    } else {
        anyhow!("{error}; did you mean the subcommand `{near}`?")
    }
}
