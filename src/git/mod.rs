//! Git: commits, trees and blobs out of the object store, and what the index knows of the working tree.
//!
//! Nothing is checked out or written, and no process is started. Paths in and out are relative to the scanned root
//! (which may lie anywhere in a repository), with `/`. What a change means is not known here.

mod entries;
mod error;
mod handles;
mod history;
mod index;
mod succession;
mod tree;

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use gix::ObjectId;
use gix::index::File;

use crate::finding::SkipReason;
use crate::walk::{self, MAX_FILE_SIZE};

pub use error::Error;
use handles::Handles;
pub use history::{Deed, Step};
pub use index::Index;
pub use succession::Succession;
pub use tree::{Difference, Tree};

/// The name of an object: a commit, or what is in a file.
pub type Id = ObjectId;

/// Whether a file was skipped because a partial clone left it out.
pub fn is_missing(reason: &SkipReason) -> bool {
    matches!(reason, SkipReason::Unreadable(why) if why == error::NOT_HERE)
}

/// A repository, as far as the scanned root goes.
pub struct Repository {
    handles: Handles,
    /// What paths are relative to where nobody says otherwise: the working tree's top, or the repository itself.
    top: PathBuf,
    /// The root within the repository: empty, or with a `/` at its end.
    prefix: String,
    /// The index, once somebody has asked for it.
    index: OnceLock<Arc<File>>,
}

/// What is known of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its name.
    pub id: Id,
    /// The tree that it is of.
    tree: Id,
}

impl Repository {
    /// The repository that a directory is in.
    ///
    /// # Errors
    ///
    /// When there is none, or it cannot be opened.
    pub fn of(directory: &Path) -> Result<Self, Error> {
        let handles = Handles::of(directory)?;
        let top = handles.with(|repository| {
            let top = repository.workdir().unwrap_or_else(|| repository.git_dir());
            top.canonicalize().map_err(|error| Error::of(&error))
        })?;
        Ok(Self {
            handles,
            top,
            prefix: String::new(),
            index: OnceLock::new(),
        })
    }

    /// The same, seen from a directory in it: what paths are relative to from here on. None for one outside.
    #[must_use]
    pub fn rooted(self, root: &Path) -> Option<Self> {
        let prefix = match walk::relative(&self.top, root)?.as_str() {
            "." => String::new(),
            below => format!("{below}/"),
        };
        Some(Self { prefix, ..self })
    }

    /// What paths are relative to before anybody says otherwise: the top of the working tree, or the repository itself.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// The root from there: empty, or with a `/` at its end.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Lends a handle to whoever needs one.
    fn with<T>(&self, use_it: impl FnOnce(&gix::Repository) -> T) -> T {
        self.handles.with(use_it)
    }

    /// Lets go of what was read so far, where it is not asked for again soon.
    pub fn let_go(&self) {
        self.handles.let_go();
    }

    /// Where git keeps what the working trees of the repository have in common.
    pub fn git_directory(&self) -> PathBuf {
        self.with(|repository| repository.common_dir().to_owned())
    }

    /// Whether there are no files, only history.
    pub fn is_bare(&self) -> bool {
        self.with(|repository| repository.workdir().is_none())
    }

    /// Whether history ends early.
    pub fn is_shallow(&self) -> bool {
        self.with(|repository| repository.is_shallow().unwrap_or(false))
    }

    /// The commit of a name: a branch, a tag, `HEAD~2`, the beginning of a hash.
    ///
    /// # Errors
    ///
    /// When there is no such commit here; with what to do about it.
    pub fn commit(&self, name: &str) -> Result<Commit, Error> {
        self.with(|repository| {
            let found = repository.rev_parse_single(name).ok();
            let commit = found.and_then(|id| id.object().ok()?.peel_to_commit().ok());
            let commit = commit.ok_or_else(|| error::no_commit(repository, name))?;
            let tree = commit.tree_id().map_err(|error| Error::of(&error))?;
            Ok(Commit {
                id: commit.id,
                tree: tree.detach(),
            })
        })
    }

    /// The commit that two others have in common: where the one's changes start from.
    ///
    /// # Errors
    ///
    /// When there is none here; with what to do about it.
    pub fn merge_base(&self, base: &Commit, head: &Commit) -> Result<Commit, Error> {
        if base == head {
            return Ok(base.clone());
        }
        let common = self.with(|repository| {
            let found = repository.merge_base(base.id, head.id);
            // A history that ends early may end before what is asked for.
            found.ok().flatten().map(gix::Id::detach)
        });
        match common {
            Some(common) => self.commit(&common.to_string()),
            None if self.is_shallow() => Err(self.with(error::too_shallow)),
            None => Err(Error::Unrelated),
        }
    }

    /// What is in a file.
    ///
    /// # Errors
    ///
    /// With the reason to show when it is not in this clone, or too large.
    pub fn read(&self, id: Id) -> Result<Vec<u8>, SkipReason> {
        let missing = || SkipReason::Unreadable(error::NOT_HERE.to_owned());
        let read = self.with(|repository| {
            let header = repository.find_header(id).map_err(|_| missing())?;
            match header.size() {
                size if size > MAX_FILE_SIZE => Err(SkipReason::TooLarge { size }),
                _ => repository
                    .find_blob(id)
                    // Copied: what it was put together in is several times as large, and is used again.
                    .map(|blob| blob.data.clone())
                    .map_err(|_| missing()),
            }
        });
        self.handles.count(read.as_ref().map_or(0, Vec::len));
        read
    }

    /// What is left out of this clone without telling others: its `info/exclude`.
    pub fn info_exclude(&self) -> Option<Vec<u8>> {
        self.with(|repository| walk::read(repository.common_dir(), "info/exclude").ok())
    }

    /// The name that git would give to what is in a file.
    pub fn name_of(&self, bytes: &[u8]) -> Option<Id> {
        let kind = self.with(gix::Repository::object_hash);
        gix::objs::compute_hash(kind, gix::objs::Kind::Blob, bytes).ok()
    }
}
