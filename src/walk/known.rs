//! What an earlier walk found, directory by directory: so that where some have changed, only those are listed again, and
//! what lies below one that leaves other files out than before.

use rustc_hash::FxHashMap;

use super::left_out::{Signs, Told};
use super::stamp::DirectoryStamp;

/// What is known of directories, by their paths from the root: empty, or with a `/` at their end.
#[derive(Default)]
pub(super) struct Known<'k>(FxHashMap<&'k str, Part<'k>>);

/// What is known of one.
#[derive(Default)]
pub(super) struct Part<'k> {
    /// What it looks like, if it is as it was.
    pub stamp: Option<DirectoryStamp>,
    /// The signs in it, and what they told, if that counts.
    pub told: Option<(Signs, Told)>,
    /// The files in it that are scanned: their paths from the root, like all others here.
    pub files: Vec<&'k str>,
    /// Those that were listed, with a `/` at their end.
    pub directories: Vec<&'k str>,
    /// The links that are not left out.
    pub links: Vec<&'k str>,
    /// The same of what is neither a file nor a directory nor a link.
    pub odd: Vec<&'k str>,
}

impl<'k> Known<'k> {
    /// What is known of a directory.
    pub(super) fn of(&self, directory: &str) -> Option<&Part<'k>> {
        self.0.get(directory)
    }

    /// Makes a directory known, after the one that it is in; nothing of one that is nowhere.
    pub(super) fn add(&mut self, directory: &'k str, part: Part<'k>) -> Option<()> {
        if !directory.is_empty() {
            let above = self.around(directory.strip_suffix('/')?)?;
            above.directories.push(directory);
        }
        self.0.insert(directory, part);
        Some(())
    }

    /// What is known of the directory that a path is in.
    pub(super) fn around(&mut self, path: &str) -> Option<&mut Part<'k>> {
        let end = path.rfind('/').map_or(0, |at| at + 1);
        self.0.get_mut(&path[..end])
    }
}
