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
//! What a walk found can be kept: the next one reads no directory that is as it was, and looks at every file all the same.
//!
//! Nothing here looks at a file's content or knows a language.

mod directory;
mod earlier;
mod ignored;
mod known;
mod left_out;
mod listing;
mod locate;
mod read;
mod stamp;

use std::fs;
use std::path::{Component, Path, PathBuf};

use ignore::gitignore::Gitignore;

use crate::finding::{SkipReason, Skipped};
use earlier::Earlier;
use known::Known;
use listing::Listing;
use read::NOT_A_FILE;

pub use ignored::{INFO_EXCLUDE, Ignored};
pub use locate::{Error, locate, relative, resolve};
pub use read::{MAX_FILE_SIZE, read, read_stream};
pub use stamp::{Moment, Stamp, Time};

/// Where version control keeps its own files.
const VCS: [&str; 4] = [".git", ".hg", ".jj", ".svn"];

/// Why a file is skipped that could not be opened by the name that is shown.
const NOT_TEXT: &str = "its name is not Unicode";

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
    /// Whether to look at each file as well.
    pub stamps: bool,
}

/// The files of a tree.
#[derive(Debug, Default)]
pub struct Tree {
    /// The files to scan: relative to the root, with `/`, sorted, each once.
    pub files: Vec<String>,
    /// What each of them looks like, where that can be told; empty if it was not asked for.
    pub stamps: Vec<Option<Stamp>>,
    /// Files beside and above those to scan, which tell where packages and crates start; sorted, and none of `files`.
    pub around: Vec<String>,
    /// What could not be looked at; sorted.
    pub skipped: Vec<Skipped>,
}

impl Tree {
    /// Keeps the files that are wanted.
    pub fn retain(&mut self, is_wanted: impl Fn(&str) -> bool) {
        let wanted: Vec<bool> = self.files.iter().map(|file| is_wanted(file)).collect();
        if wanted.iter().all(|is_wanted| *is_wanted) {
            return;
        }
        let (mut of_files, mut of_stamps) = (wanted.iter(), wanted.iter());
        self.files
            .retain(|_| of_files.next().is_some_and(|is_wanted| *is_wanted));
        self.stamps
            .retain(|_| of_stamps.next().is_some_and(|is_wanted| *is_wanted));
    }
}

/// A file to scan.
type Found = (String, Option<Stamp>);

/// Lists the files of a tree, on the threads of whoever asks.
pub fn walk(walk: &Walk<'_>) -> Tree {
    let (found, listing) = list(walk, None);
    put_together(walk, found.into_iter().unzip(), &listing.links, listing.skipped)
}

/// The same of a whole tree, by what was kept of an earlier walk if that still holds; and what there is to keep for the
/// next one, if that is anything new. It is after the moment that whatever changes is noticed.
pub fn walk_again(walk: &Walk<'_>, kept: Option<&[u8]>, since: Moment) -> (Tree, Option<Vec<u8>>) {
    let is_whole = walk.paths.iter().eq([walk.root]);
    let around = is_whole.then(|| earlier::around(walk)).flatten();
    let earlier = around.zip(kept);
    let earlier = earlier.and_then(|(around, kept)| Earlier::of(walk, around, kept));
    if let Some(tree) = earlier.as_ref().and_then(|earlier| earlier.tree(walk)) {
        return (tree, None);
    }
    let known = earlier.and_then(|earlier| earlier.known()).unwrap_or_default();
    let (found, listing) = list(walk, around.is_some().then_some(&known));
    let keep = around.and_then(|around| earlier::keep(walk, around, &found, &listing, since));
    let tree = put_together(walk, found.into_iter().unzip(), &listing.links, listing.skipped);
    (tree, keep)
}

/// The files to scan, in order, and what was listed beside them.
fn list(walk: &Walk<'_>, known: Option<&Known<'_>>) -> (Vec<Found>, Listing) {
    let mut skipped = Vec::new();
    let (directories, files): (Vec<_>, Vec<_>) = walk.paths.iter().partition(|path| path.is_dir());
    let mut found = Vec::new();
    for file in files {
        match look_at(walk, file) {
            Ok(file) => found.push(file),
            Err(why) => skipped.push(why),
        }
    }
    let mut listing = listing::list(walk, &directories, known);
    found.append(&mut listing.files);
    listing.skipped.append(&mut skipped);
    // What was listed is in order by itself.
    if walk.paths.len() > 1 {
        found.sort_by(|a, b| a.0.cmp(&b.0));
        found.dedup_by(|a, b| a.0 == b.0);
    }
    (found, listing)
}

/// The tree of what was found in it.
fn put_together(
    walk: &Walk<'_>,
    (files, stamps): (Vec<String>, Vec<Option<Stamp>>),
    links: &[PathBuf],
    mut skipped: Vec<Skipped>,
) -> Tree {
    let out = links.iter().filter(|link| leads_out(walk.root, link, &files));
    skipped.extend(out.map(|link| self::skipped(walk.root, link, "a symbolic link out of the tree")));
    skipped.sort_unstable();
    skipped.dedup();
    let is_whole = walk.paths.iter().any(|path| path == walk.root);
    Tree {
        around: match is_whole {
            true => Vec::new(),
            false => around(walk.root, &files),
        },
        files,
        stamps: if walk.stamps { stamps } else { Vec::new() },
        skipped,
    }
}

/// What a file of a tree looks like now, if it is one.
pub fn stamp(root: &Path, path: &str) -> Option<Stamp> {
    Stamp::of(&root.join(path).symlink_metadata().ok()?)
}

/// A file that was asked for by its name.
fn look_at(walk: &Walk<'_>, file: &Path) -> Result<Found, Skipped> {
    let metadata = file.symlink_metadata().ok().filter(fs::Metadata::is_file);
    let metadata = metadata.ok_or_else(|| skipped(walk.root, file, NOT_A_FILE))?;
    if file.to_str().is_none() {
        return Err(skipped(walk.root, file, NOT_TEXT));
    }
    let name = relative(walk.root, file);
    let name = name.ok_or_else(|| skipped(walk.root, file, "not in the scanned tree"))?;
    Ok((name, walk.stamps.then(|| Stamp::of(&metadata)).flatten()))
}

/// Whether a symbolic link points at something outside of the root.
fn leads_out(root: &Path, link: &Path, files: &[String]) -> bool {
    let is_inside = || {
        let target = target_within(root, link)?;
        files.binary_search(&target).ok()
    };
    // What was found by a walk that follows no links is inside; anything else is looked for.
    is_inside().is_none() && link.canonicalize().is_ok_and(|target| !target.starts_with(root))
}

/// What a link spells, relative to the root; none where other links may have a say in what that is.
fn target_within(root: &Path, link: &Path) -> Option<String> {
    let target = link.read_link().ok()?;
    let mut directory = link.parent()?;
    let mut components = target.components().peekable();
    while components.next_if_eq(&Component::ParentDir).is_some() {
        directory = directory.parent()?;
    }
    let mut path = directory.to_owned();
    for component in components {
        match component {
            Component::Normal(name) => path.push(name),
            _ => return None,
        }
    }
    relative(root, &path)
}

fn skipped(root: &Path, path: &Path, why: &str) -> Skipped {
    Skipped {
        path: relative(root, path).unwrap_or_default(),
        reason: SkipReason::Unreadable(why.to_owned()),
    }
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
