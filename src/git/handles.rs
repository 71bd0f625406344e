//! What a repository is read through: a handle for each thread, none of which waits for another.
//!
//! A pack is mapped into memory, and what was read of it once stays there for as long as the pack is open: of a long
//! history that is more than all the rest. So it is opened anew every so often.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};

use gix::odb::pack::cache::lru::MemoryCappedHashmap;

use super::Error;

/// The handles of a repository.
pub(super) struct Handles {
    /// Where the repository is found.
    directory: PathBuf,
    shared: RwLock<gix::ThreadSafeRepository>,
    /// How often it was opened anew.
    opened: AtomicUsize,
    /// How many bytes were read since.
    read: AtomicUsize,
    /// One for each thread that reads, and one for all that are no workers: each keeps what it has unpacked.
    slots: Vec<Mutex<Option<Handle>>>,
}

struct Handle {
    /// How often the repository had been opened before.
    opened: usize,
    repository: gix::Repository,
}

/// How many threads have a handle of their own without waiting for one.
const SLOTS: usize = 64;

/// How many bytes of what others differ from each handle keeps.
const DELTA_BASES: usize = 1 << 20;

/// How many bytes are read before the packs are opened anew.
const MOST_READ: usize = 96 << 20;

impl Handles {
    /// Those of the repository that a directory is in.
    pub(super) fn of(directory: &Path) -> Result<Self, Error> {
        Ok(Self {
            shared: RwLock::new(open(directory)?),
            directory: directory.to_owned(),
            opened: AtomicUsize::new(0),
            read: AtomicUsize::new(0),
            slots: (0..=SLOTS).map(|_| Mutex::new(None)).collect(),
        })
    }

    /// Lends a handle to whoever needs one.
    pub(super) fn with<T>(&self, use_it: impl FnOnce(&gix::Repository) -> T) -> T {
        let slot = rayon::current_thread_index().map_or(0, |thread| 1 + thread % SLOTS);
        let slot = || self.slots[slot].lock().unwrap_or_else(PoisonError::into_inner);
        let is_of_now = |handle: &Handle| handle.opened == self.opened.load(Ordering::Acquire);
        let spare = slot().take().filter(is_of_now);
        let handle = spare.unwrap_or_else(|| self.handle());
        let result = use_it(&handle.repository);
        if is_of_now(&handle) {
            *slot() = Some(handle);
        }
        result
    }

    fn handle(&self) -> Handle {
        let shared = self.shared.read().unwrap_or_else(PoisonError::into_inner);
        let mut repository = shared.to_thread_local();
        // Packs store most objects as what differs from others, which lie near in the history.
        repository
            .objects
            .set_pack_cache(|| Box::new(MemoryCappedHashmap::new(DELTA_BASES)));
        Handle {
            opened: self.opened.load(Ordering::Acquire),
            repository,
        }
    }

    /// Takes note that so much was read.
    pub(super) fn count(&self, bytes: usize) {
        let before = self.read.fetch_add(bytes, Ordering::Relaxed);
        // One of all threads gets past it.
        if before <= MOST_READ && before + bytes > MOST_READ {
            self.let_go();
        }
    }

    /// Lets go of what was read. Where the repository cannot be opened anew, it stays as it is.
    pub(super) fn let_go(&self) {
        if let Ok(fresh) = open(&self.directory) {
            let mut shared = self.shared.write().unwrap_or_else(PoisonError::into_inner);
            *shared = fresh;
            self.opened.fetch_add(1, Ordering::Release);
            drop(shared);
            for slot in &self.slots {
                slot.lock().unwrap_or_else(PoisonError::into_inner).take();
            }
        }
        self.read.store(0, Ordering::Relaxed);
    }
}

fn open(directory: &Path) -> Result<gix::ThreadSafeRepository, Error> {
    gix::ThreadSafeRepository::discover_with_environment_overrides(directory).map_err(|_| Error::NoRepository)
}
