//! What is remembered from one run to the next: found in the git directory, used, and kept again when there is more.
//!
//! A tree of few files is read faster than it is looked up, and a run without a repository has nowhere to keep anything.

use std::hash::{Hash as _, Hasher as _};
use std::path::Path;
use std::time::UNIX_EPOCH;

use rustc_hash::FxHasher;

use super::arguments::Global;
use super::owners;
use super::terminal::Terminal;
use crate::cache::Cache;
use crate::config::Config;
use crate::git::{Id, Repository};
use crate::scan::{Content, Memo};
use crate::walk::Tree;

/// From how many files on anything is remembered.
pub(super) const FEWEST_FILES: usize = 500;

/// A memo with its place.
#[derive(Default)]
pub(super) struct Remembered {
    pub memo: Memo,
    cache: Option<Cache>,
    is_damaged: bool,
}

impl Remembered {
    /// What was kept for the rules of a configuration.
    pub(super) fn of(repository: &Repository, config: &Config, global: &Global) -> Option<Self> {
        if global.no_cache {
            return None;
        }
        let cache = Cache::new(&repository.git_directory(), config, build());
        let kept = cache.load();
        Some(Self {
            memo: kept.memo,
            cache: Some(cache),
            is_damaged: kept.is_damaged,
        })
    }

    /// Says so if what was kept is of no use.
    pub(super) fn warn(&self, terminal: &mut Terminal) {
        if self.is_damaged {
            terminal.warning("what was remembered of other runs is damaged: it is found out anew");
        }
    }

    /// A text that was kept about something that has a number.
    pub(super) fn text(&self, about: u64) -> Option<String> {
        self.cache.as_ref()?.text(about)
    }

    /// Keeps a text about something that has a number.
    pub(super) fn keep_text(&self, about: u64, text: &str) {
        if let Some(cache) = &self.cache {
            let _ = cache.save_text(about, text);
        }
    }

    /// Keeps what is new. Where nothing can be kept, the next run takes as long as this one.
    pub(super) fn keep(&self) {
        if let Some(cache) = &self.cache
            && self.memo.added() > 0
        {
            let _ = cache.save(&self.memo);
        }
    }
}

/// Whether there may be a place to keep anything.
pub(super) fn is_at_hand(root: &Path, global: &Global) -> bool {
    !global.no_cache && owners::repository(root).join(".git").exists()
}

/// What was kept for the rules of a configuration, if its root is in a repository; and what is in those files of the
/// working tree that are known to be as git has them.
pub(super) fn of_tree(
    tree: &Tree,
    config: &Config,
    global: &Global,
) -> Option<(Remembered, Vec<Option<Content>>)> {
    let root = &config.root;
    let repository = Repository::of(root)
        .ok()
        .filter(|repository| !repository.is_bare())?;
    let repository = repository.rooted(root)?;
    let unmodified = || Some(repository.index().ok()?.unmodified(&tree.files, &tree.stamps));
    let (known, remembered) = rayon::join(unmodified, || Remembered::of(&repository, config, global));
    let contents = known?.iter().map(|id| id.as_ref().map(content)).collect();
    Some((remembered?, contents))
}

/// What tells a content from others: most of the name that git gives it.
pub(super) fn content(id: &Id) -> Content {
    let bytes = id.as_bytes().first_chunk::<16>();
    bytes.map_or(0, |bytes| Content::from_be_bytes(*bytes))
}

/// What tells this build from others of the same version.
fn build() -> u64 {
    let mut hasher = FxHasher::default();
    let metadata = std::env::current_exe().and_then(|program| program.symlink_metadata());
    if let Ok(metadata) = metadata {
        let modified = metadata
            .modified()
            .ok()
            .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        (metadata.len(), modified).hash(&mut hasher);
    }
    hasher.finish()
}
