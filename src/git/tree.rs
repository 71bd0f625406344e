//! The files of a commit, and which of them another commit has otherwise.
//!
//! Trees are walked with a list, not by recursion, and only as far as they have files: a few objects can be put
//! together so that they spell more paths than there is memory.

use gix::objs::tree::EntryKind;

use super::entries::Entry;
use super::{Commit, Error, Id, Index, Repository};
use crate::finding::{SkipReason, Skipped};

/// The most entries that are looked at of one tree.
pub(super) const MOST: usize = 4_000_000;

/// The most bytes that their paths have together.
const MOST_BYTES: usize = 1 << 29;

/// The files of a commit below the root.
#[derive(Debug, Default)]
pub struct Tree {
    /// The paths, sorted.
    pub paths: Vec<String>,
    /// What is in each of them.
    pub ids: Vec<Id>,
    /// The repositories that the commit refers to instead of files: sorted.
    pub submodules: Vec<String>,
    /// The files that cannot be looked at by their names.
    pub skipped: Vec<Skipped>,
}

impl Tree {
    /// What is in the file of a path.
    pub fn get(&self, path: &str) -> Option<Id> {
        let at = self
            .paths
            .binary_search_by(|known| known.as_str().cmp(path))
            .ok()?;
        self.ids.get(at).copied()
    }

    /// The files, each with what is in it.
    pub fn iter(&self) -> impl Iterator<Item = (&String, Id)> {
        self.paths.iter().zip(self.ids.iter().copied())
    }

    /// What the tree has in each of some files, which are sorted, and what it has beside them.
    pub fn beside(&self, files: &[String]) -> (Vec<Option<Id>>, Vec<(&str, Id)>) {
        let (mut ids, mut others) = (Vec::with_capacity(files.len()), Vec::new());
        let mut left = self.iter().map(|(path, id)| (path.as_str(), id)).peekable();
        for file in files {
            while let Some(other) = left.next_if(|(path, _)| *path < file.as_str()) {
                others.push(other);
            }
            ids.push(left.next_if(|(path, _)| path == file).map(|(_, id)| id));
        }
        others.extend(left);
        (ids, others)
    }

    /// The paths that another tree has otherwise, or has alone, or has not; sorted.
    pub fn differing(&self, other: &Self) -> Vec<String> {
        let gone_or_changed = self.iter().filter(|(path, id)| other.get(path) != Some(*id));
        let new = other.paths.iter().filter(|path| self.get(path).is_none());
        let mut differing: Vec<String> = gone_or_changed
            .map(|(path, _)| path)
            .chain(new)
            .cloned()
            .collect();
        differing.sort_unstable();
        differing
    }

    /// What is in a directory: names, each with whether it is a directory.
    pub fn list(&self, directory: &str) -> Vec<(String, bool)> {
        let prefix = match directory {
            "" => String::new(),
            directory => format!("{directory}/"),
        };
        let from = self.paths.partition_point(|path| path.as_str() < prefix.as_str());
        let inside = self.paths[from..]
            .iter()
            .map_while(|path| path.strip_prefix(prefix.as_str()));
        let mut names: Vec<_> = inside
            .map(|path| match path.split_once('/') {
                Some((name, _)) => (name.to_owned(), true),
                None => (path.to_owned(), false),
            })
            .collect();
        names.dedup();
        names
    }

    /// Keeps the files that are wanted.
    pub fn retain(&mut self, mut is_wanted: impl FnMut(&str) -> bool) {
        let files = std::mem::take(&mut self.paths)
            .into_iter()
            .zip(std::mem::take(&mut self.ids));
        (self.paths, self.ids) = files.filter(|(path, _)| is_wanted(path)).unzip();
    }
}

impl IntoIterator for Tree {
    type Item = (String, Id);
    type IntoIter = std::iter::Zip<std::vec::IntoIter<String>, std::vec::IntoIter<Id>>;

    fn into_iter(self) -> Self::IntoIter {
        self.paths.into_iter().zip(self.ids)
    }
}

impl FromIterator<(String, Id)> for Tree {
    /// Of files that are sorted by path.
    fn from_iter<I: IntoIterator<Item = (String, Id)>>(files: I) -> Self {
        let (paths, ids) = files.into_iter().unzip();
        Self {
            paths,
            ids,
            ..Self::default()
        }
    }
}

/// A path that two commits have otherwise: what is in it, on either side.
pub type Difference = (String, Option<Id>, Option<Id>);

impl Repository {
    /// The files of a commit. What an index knows to be as in the commit is taken from there, if one is given.
    ///
    /// # Errors
    ///
    /// When the commit is not wholly here.
    pub fn tree(&self, commit: &Commit, index: Option<&Index>) -> Result<Tree, Error> {
        let mut tree = Tree::default();
        let files = self.differences(None, Some(commit), Some((&mut tree, index)))?;
        for (path, _, id) in files {
            if let Some(id) = id {
                tree.paths.push(path);
                tree.ids.push(id);
            }
        }
        Ok(tree)
    }

    /// The files that two commits have otherwise, sorted by path.
    ///
    /// # Errors
    ///
    /// When one of the commits is not wholly here.
    pub fn differing(&self, base: &Commit, head: &Commit) -> Result<Vec<Difference>, Error> {
        self.differences(Some(base), Some(head), None)
    }

    pub(super) fn differences(
        &self,
        base: Option<&Commit>,
        head: Option<&Commit>,
        tree: Option<(&mut Tree, Option<&Index>)>,
    ) -> Result<Vec<Difference>, Error> {
        let (mut tree, index) = tree.unzip();
        let index = index.flatten();
        let mut found = Vec::new();
        let (mut seen, mut bytes) = (0, 0);
        let mut left = vec![(Vec::new(), self.root_of(base)?, self.root_of(head)?)];
        while let Some((prefix, base, head)) = left.pop() {
            if let (Some(index), Some(tree), Some(head)) = (index, tree.as_deref_mut(), head)
                && let Some(mut known) = index.inside(&prefix, head)
            {
                tree.submodules.append(&mut known.submodules);
                found.extend(known.into_iter().map(|(path, id)| (path, None, Some(id))));
                continue;
            }
            let (base, head) = (self.entries(base)?, self.entries(head)?);
            for (name, old, new) in base.beside(&head) {
                seen += 1;
                bytes += prefix.len() + name.len();
                if seen > MOST || bytes > MOST_BYTES {
                    return Err(Error::TooLarge);
                }
                let is_told = tree.is_some() && (!is_name(name) || is_submodule(new));
                if old == new && !is_told {
                    continue;
                }
                let path = [prefix.as_slice(), name].concat();
                if !is_name(name) {
                    if let Some(tree) = tree.as_deref_mut() {
                        tree.skipped.push(misnamed(&path));
                    }
                    continue;
                }
                if let Some(tree) = tree.as_deref_mut()
                    && is_submodule(new)
                {
                    tree.submodules.push(String::from_utf8_lossy(&path).into_owned());
                }
                let directories = [of(old, is_directory), of(new, is_directory)];
                if directories[0] != directories[1] {
                    left.push(([path.as_slice(), b"/"].concat(), directories[0], directories[1]));
                }
                let files = [of(old, is_file), of(new, is_file)];
                if files[0] == files[1] {
                    continue;
                }
                match (String::from_utf8(path), tree.as_deref_mut()) {
                    (Ok(path), _) => found.push((path, files[0], files[1])),
                    (Err(error), Some(tree)) => tree.skipped.push(unnamed(error.as_bytes())),
                    (Err(_), None) => {}
                }
            }
        }
        // What comes from one directory is in order already: to merge that is less than to sort it.
        found.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(found)
    }

    /// The directory of a commit that is the scanned root; none where the commit has no such directory.
    fn root_of(&self, commit: Option<&Commit>) -> Result<Option<Id>, Error> {
        match commit {
            Some(commit) => self.directory(commit, self.prefix.trim_end_matches('/')),
            None => Ok(None),
        }
    }

    fn directory(&self, commit: &Commit, path: &str) -> Result<Option<Id>, Error> {
        match path {
            "" => Ok(Some(commit.tree)),
            path => Ok(of(self.entry(commit, path)?, is_directory)),
        }
    }

    /// What a commit has under a path from the top of the repository.
    fn entry(&self, commit: &Commit, path: &str) -> Result<Option<Entry>, Error> {
        let (mut directory, mut rest) = (commit.tree, path);
        loop {
            let (name, below) = rest.split_once('/').unwrap_or((rest, ""));
            match self.entries(Some(directory))?.named(name) {
                Some(entry) if below.is_empty() => return Ok(Some(entry)),
                Some(entry) if is_directory(entry.kind) => (directory, rest) = (entry.id, below),
                _ => return Ok(None),
            }
        }
    }

    /// What is in a file of a commit, by its path from the top of the repository.
    ///
    /// # Errors
    ///
    /// When the commit is not wholly here.
    pub fn file(&self, commit: &Commit, path: &str) -> Result<Option<Id>, Error> {
        Ok(of(self.entry(commit, path)?, is_file))
    }

    /// What is in a directory of a commit, by its path from the root: names, each with whether it is a directory.
    ///
    /// # Errors
    ///
    /// When the commit is not wholly here.
    pub fn list(&self, commit: &Commit, directory: &str) -> Result<Vec<(String, bool)>, Error> {
        let path = format!("{}{directory}", self.prefix);
        let entries = self.entries(self.directory(commit, path.trim_end_matches('/'))?)?;
        let is_wanted = |entry: Entry| is_file(entry.kind) || is_directory(entry.kind);
        let wanted = entries.iter().filter(|(_, entry)| is_wanted(*entry));
        let name = |name: &[u8]| Some(str::from_utf8(name).ok()?.to_owned());
        let named = wanted.filter_map(|(of, entry)| Some((name(of)?, is_directory(entry.kind))));
        Ok(named.collect())
    }

    /// The files of a commit that lie in the directories of some files and in those above them, up to the root.
    ///
    /// # Errors
    ///
    /// When the commit is not wholly here.
    pub fn around(&self, commit: &Commit, files: &[String]) -> Result<Tree, Error> {
        let mut directories: Vec<&str> = files
            .iter()
            .flat_map(|file| file.match_indices('/').map(|(at, _)| &file[..=at]))
            .chain([""])
            .collect();
        directories.sort_unstable();
        directories.dedup();
        let mut known: Vec<(&str, Id)> = Vec::new();
        let mut found = Vec::new();
        for directory in directories {
            // Sorted, what is above a directory comes before it.
            let above = known.iter().rfind(|(above, _)| directory.starts_with(above));
            let id = match above {
                None => self.root_of(Some(commit))?,
                Some((above, id)) => {
                    let name = directory[above.len()..].trim_end_matches('/');
                    of(self.entries(Some(*id))?.named(name), is_directory)
                }
            };
            let Some(id) = id else { continue };
            known.push((directory, id));
            for (name, entry) in self.entries(Some(id))?.iter() {
                if let (true, Ok(name)) = (is_file(entry.kind), str::from_utf8(name)) {
                    found.push((format!("{directory}{name}"), entry.id));
                }
            }
        }
        found.sort_unstable();
        Ok(found.into_iter().collect())
    }
}

const fn is_submodule(entry: Option<Entry>) -> bool {
    matches!(
        entry,
        Some(Entry {
            kind: EntryKind::Commit,
            ..
        })
    )
}

/// What an entry is of, if it is of a kind.
fn of(entry: Option<Entry>, is_of_kind: fn(EntryKind) -> bool) -> Option<Id> {
    entry.filter(|entry| is_of_kind(entry.kind)).map(|entry| entry.id)
}

/// Symbolic links are not followed: what they point at is read under its own name.
const fn is_file(kind: EntryKind) -> bool {
    matches!(kind, EntryKind::Blob | EntryKind::BlobExecutable)
}

const fn is_directory(kind: EntryKind) -> bool {
    matches!(kind, EntryKind::Tree)
}

/// Whether a file or a directory can have a name: git itself checks nothing else out.
fn is_name(name: &[u8]) -> bool {
    let is_special = name.is_empty() || name == b"." || name == b".." || name.eq_ignore_ascii_case(b".git");
    !is_special && !name.contains(&b'/')
}

fn misnamed(path: &[u8]) -> Skipped {
    Skipped {
        path: String::from_utf8_lossy(path).into_owned(),
        reason: SkipReason::Unreadable("no file can have its name".to_owned()),
    }
}

fn unnamed(path: &[u8]) -> Skipped {
    Skipped {
        path: String::from_utf8_lossy(path).into_owned(),
        reason: SkipReason::Unreadable("its name is not Unicode".to_owned()),
    }
}
