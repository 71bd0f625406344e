//! What the index knows of the working tree: which files are as they were checked out, told by their size and time.
//!
//! A file whose time is that of the index may have been written after it was looked at ("racy"), so that it is not
//! known to be unmodified. See <https://git-scm.com/docs/racy-git> and <https://git-scm.com/docs/index-format>.

use std::cmp::Ordering;
use std::sync::Arc;

use gix::bstr::{BStr, BString};
use gix::index::entry::{Flags, Mode, Stage, Stat, stat};
use gix::index::{Entry, File, State, decode};
use rayon::prelude::*;

use super::{Error, Id, Repository, Tree};
use crate::walk::{Stamp, Time};

/// The index of a repository, as far as the root goes.
pub struct Index {
    file: Arc<File>,
    prefix: String,
}

/// How many files are looked up in one go.
const AT_A_TIME: usize = 512;

/// Every part of a file's state counts: one that differs only means that the file is read.
const CAREFUL: stat::Options = stat::Options {
    trust_ctime: true,
    check_stat: true,
    use_nsec: true,
    use_stdev: false,
};

impl Repository {
    /// The index, which is empty where nothing was ever checked out. Like git, which writes a checksum at its end, this
    /// does not go over the whole of it only to read it.
    ///
    /// # Errors
    ///
    /// When it is there and cannot be read.
    pub fn index(&self) -> Result<Index, Error> {
        let file = if let Some(known) = self.index.get() {
            known
        } else {
            let read = Arc::new(self.read_index()?);
            self.index.get_or_init(|| read)
        };
        Ok(Index {
            file: Arc::clone(file),
            prefix: self.prefix.clone(),
        })
    }

    fn read_index(&self) -> Result<File, Error> {
        let (path, hash) = self.with(|repository| (repository.index_path(), repository.object_hash()));
        if !path.exists() {
            return Ok(File::from_state(State::new(hash), path));
        }
        File::at(path, hash, true, decode::Options::default()).map_err(|error| Error::of(&error))
    }
}

impl Index {
    fn path(&self, path: &str) -> BString {
        format!("{}{path}", self.prefix).into()
    }

    fn entry(&self, path: &str) -> Option<&Entry> {
        let entry = match self.prefix.is_empty() {
            true => self.file.entry_by_path(path.into())?,
            false => self.file.entry_by_path(self.path(path).as_ref())?,
        };
        (entry.stage() == Stage::Unconflicted).then_some(entry)
    }

    /// What is staged of a file, if git knows of it.
    pub fn id(&self, path: &str) -> Option<Id> {
        self.entry(path).map(|entry| entry.id)
    }

    /// What is in files of the working tree, sorted and each with what it looks like, as far as that is known without
    /// reading them.
    pub fn unmodified(&self, files: &[String], stamps: &[Option<Stamp>]) -> Vec<Option<Id>> {
        let backing = self.file.path_backing();
        let parts = files.par_chunks(AT_A_TIME).zip(stamps.par_chunks(AT_A_TIME));
        let known = parts.flat_map_iter(|(files, stamps)| {
            let first = files.first().map_or("", String::as_str);
            let first = [self.prefix.as_bytes(), first.as_bytes()].concat();
            let entries = self.file.entries();
            let from = entries.partition_point(|entry| entry.path_in(backing) < first.as_slice());
            let mut entries = entries[from..].iter().peekable();
            let known = files.iter().zip(stamps).map(move |(file, stamp)| {
                let of = |entry: &Entry| self.beside(entry.path_in(backing), file);
                while entries.next_if(|entry| of(entry).is_lt()).is_some() {}
                let entry = entries.next_if(|entry| of(entry).is_eq())?;
                self.is_unmodified(entry, stamp.as_ref()?).then_some(entry.id)
            });
            known.collect::<Vec<_>>()
        });
        known.collect()
    }

    /// How a path from the top of the repository stands to one from the root.
    fn beside(&self, path: &[u8], file: &str) -> Ordering {
        let (above, below) = path.split_at(path.len().min(self.prefix.len()));
        above
            .cmp(self.prefix.as_bytes())
            .then_with(|| below.cmp(file.as_bytes()))
    }

    fn is_unmodified(&self, entry: &Entry, stamp: &Stamp) -> bool {
        let is_file = matches!(entry.mode, Mode::FILE | Mode::FILE_EXECUTABLE);
        let is_plain = entry.stage() == Stage::Unconflicted && !entry.flags.contains(Flags::INTENT_TO_ADD);
        let time = |(seconds, nanoseconds): Time| stat::Time {
            // As git cuts them off.
            secs: u64::try_from(seconds).unwrap_or_default() as u32,
            nsecs: nanoseconds,
        };
        let now = Stat {
            mtime: time(stamp.modified),
            ctime: time(stamp.changed),
            dev: 0,
            ino: stamp.inode as u32,
            uid: stamp.owner,
            gid: stamp.group,
            size: stamp.size as u32,
        };
        is_file
            && is_plain
            && entry.stat.matches(&now, CAREFUL)
            && !entry.stat.is_racy(self.file.timestamp(), CAREFUL)
    }

    /// What is in a file that was left out of the checkout on purpose, by a sparse checkout.
    pub fn left_out(&self, path: &str) -> Option<Id> {
        let entry = self.entry(path)?;
        let is_left_out = entry.flags.contains(Flags::SKIP_WORKTREE);
        is_left_out.then_some(entry.id)
    }

    /// The files and the submodules in a directory of the root (its path empty, or with a `/` at its end) when they are
    /// known to be those of a tree. Those whose names are no text are not known.
    pub(super) fn inside(&self, directory: &[u8], tree: Id) -> Option<Tree> {
        let path = [self.prefix.as_bytes(), directory].concat();
        let mut known = self.file.tree().filter(|_| !self.file.is_sparse())?;
        for name in path.split(|byte| *byte == b'/').filter(|name| !name.is_empty()) {
            known = known
                .children
                .iter()
                .find(|child| child.name.as_slice() == name)?;
        }
        known.num_entries.filter(|_| known.id == tree)?;
        let backing = self.file.path_backing();
        let mut known = Tree::default();
        for entry in self.file.prefixed_entries(path.as_slice().into())? {
            let path =
                std::str::from_utf8(entry.path_in(backing).strip_prefix(self.prefix.as_bytes())?).ok()?;
            match entry.mode {
                Mode::FILE | Mode::FILE_EXECUTABLE => {
                    known.paths.push(path.to_owned());
                    known.ids.push(entry.id);
                }
                Mode::COMMIT => known.submodules.push(path.to_owned()),
                _ => {}
            }
        }
        Some(known)
    }

    /// What is staged. A file in conflict is as on our side.
    pub fn staged(&self) -> Tree {
        let backing = self.file.path_backing();
        let is_wanted = |entry: &&Entry| {
            matches!(entry.mode, Mode::FILE | Mode::FILE_EXECUTABLE)
                && matches!(entry.stage(), Stage::Unconflicted | Stage::Ours)
        };
        let below = |entry: &Entry| {
            let path: &BStr = entry.path_in(backing);
            let path = path.strip_prefix(self.prefix.as_bytes())?;
            Some((std::str::from_utf8(path).ok()?.to_owned(), entry.id))
        };
        let mut files: Vec<_> = self
            .file
            .entries()
            .iter()
            .filter(is_wanted)
            .filter_map(below)
            .collect();
        files.sort_unstable();
        Tree {
            submodules: self.submodules(),
            ..files.into_iter().collect()
        }
    }

    /// The repositories that lie in the tree as submodules.
    pub fn submodules(&self) -> Vec<String> {
        let backing = self.file.path_backing();
        let submodules = self
            .file
            .entries()
            .iter()
            .filter(|entry| entry.mode == Mode::COMMIT);
        let paths =
            submodules.filter_map(|entry| entry.path_in(backing).strip_prefix(self.prefix.as_bytes()));
        paths
            .map(|path| String::from_utf8_lossy(path).into_owned())
            .collect()
    }
}
