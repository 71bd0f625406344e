//! What is kept of walks: one file for each tree and each way to walk it, whatever the rules.

use std::hash::Hash as _;
use std::io;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use ignore::gitignore::Gitignore;
use xxhash_rust::xxh3::Xxh3;

use super::{clean, in_git, read, unwrap, write};
use crate::walk::Moment;

const PREFIX: &str = "tree-";

/// Where what was found of one tree is kept.
#[derive(Debug)]
pub struct Trees {
    git: PathBuf,
    root: PathBuf,
    file: PathBuf,
}

impl Trees {
    /// The place in a git directory of a tree, walked with some paths excluded and with ignore files or without, by a
    /// build of the program.
    pub fn new(git: &Path, (root, exclude, ignore_files): (&Path, &Gitignore, bool), build: u64) -> Self {
        let mut hasher = Xxh3::new();
        (env!("CARGO_PKG_VERSION"), build, root, ignore_files).hash(&mut hasher);
        if !exclude.is_empty() {
            format!("{exclude:?}").hash(&mut hasher);
        }
        Self {
            git: git.to_owned(),
            root: root.to_owned(),
            file: in_git(git).join(format!("{PREFIX}{:016x}", hasher.digest())),
        }
    }

    /// The moment that it is to the file system of the tree; none if that is not at hand.
    pub fn now(&self) -> Option<Moment> {
        let ours = in_git(&self.git);
        let place = if ours.is_dir() { &ours } else { &self.git };
        if device(place)? != device(&self.root)? {
            return None;
        }
        let file = tempfile::tempfile_in(place).ok()?;
        Moment::of(&file.metadata().ok()?)
    }

    /// Does something with what was kept, if there is anything that can be read.
    pub fn with<T>(&self, then: impl FnOnce(Option<&[u8]>) -> T) -> T {
        let bytes = read(&self.file).ok();
        then(bytes.as_deref().and_then(unwrap))
    }

    /// Keeps what was found.
    ///
    /// # Errors
    ///
    /// When it cannot be written; then what was kept before still is.
    pub fn save(&self, bytes: &[u8]) -> io::Result<()> {
        write(&self.file, |out| out.write_all(bytes))?;
        clean(&in_git(&self.git), PREFIX);
        Ok(())
    }
}

/// On what a directory is, where that can be told.
fn device(directory: &Path) -> Option<u64> {
    let metadata = directory.metadata().ok()?;
    #[cfg(unix)]
    let device = std::os::unix::fs::MetadataExt::dev(&metadata);
    #[cfg(not(unix))]
    let device = u64::from(!metadata.is_dir());
    Some(device)
}
