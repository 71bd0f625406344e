//! What is remembered from one run to the next: found in the git directory, used, and kept again when there is more.
//!
//! A tree of few files is read faster than it is looked up, and a run without a repository has nowhere to keep anything.

use std::hash::{Hash as _, Hasher as _};
use std::path::Path;
use std::time::UNIX_EPOCH;

use jiff::civil::Date;
use rustc_hash::FxHasher;
use xxhash_rust::xxh3::Xxh3;

use super::arguments::Global;
use super::owners;
use super::terminal::Terminal;
use crate::cache::{Cache, Fingerprint};
use crate::config::Config;
use crate::git::{Id, Repository};
use crate::scan::{Content, Memo, Scan};
use crate::walk::Tree;

/// From how many files on anything is remembered.
pub(super) const FEWEST_FILES: usize = 500;

/// A memo with its place.
#[derive(Default)]
pub(super) struct Remembered {
    pub memo: Memo,
    cache: Option<Cache>,
    /// What was kept is of no use.
    pub is_damaged: bool,
}

impl Remembered {
    /// What was kept for the rules of a configuration.
    pub(super) fn of(repository: &Repository, config: &Config, global: &Global) -> Option<Self> {
        if global.no_cache {
            return None;
        }
        let known = Known {
            cache: Cache::new(&repository.git_directory(), config, build()),
            contents: Vec::new(),
            last: None,
        };
        Some(known.recall().0)
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

    /// Keeps what the scan of a whole tree came to.
    pub(super) fn keep_last(&self, fingerprint: Fingerprint, scan: &Scan) {
        if let Some(cache) = &self.cache {
            let _ = cache.save_last(fingerprint, scan);
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

/// Says that what was kept is of no use.
pub(super) fn warn(terminal: &mut Terminal) {
    terminal.warning("what was remembered of other runs is damaged: it is found out anew");
}

/// Whether there may be a place to keep anything.
pub(super) fn is_at_hand(root: &Path, global: &Global) -> bool {
    !global.no_cache && owners::repository(root).join(".git").exists()
}

/// What is known of a tree before it is scanned.
pub(super) struct Known {
    cache: Cache,
    /// What is in those files that are known to be as git has them.
    contents: Vec<Option<Content>>,
    last: Option<(Fingerprint, Scan)>,
}

impl Known {
    /// That of a tree whose root is in a repository.
    pub(super) fn of(tree: &Tree, config: &Config) -> Option<Self> {
        let root = &config.root;
        let repository = Repository::of(root)
            .ok()
            .filter(|repository| !repository.is_bare())?;
        let repository = repository.rooted(root)?;
        let cache = Cache::new(&repository.git_directory(), config, build());
        let unmodified = || Some(repository.index().ok()?.unmodified(&tree.files, &tree.stamps));
        let (known, last) = rayon::join(unmodified, || cache.last());
        Some(Self {
            contents: known?.iter().map(|id| id.as_ref().map(content)).collect(),
            cache,
            last,
        })
    }

    /// What tells the state of the tree: none if it is not one that git knows, or is part of another.
    pub(super) fn fingerprint(&self, tree: &Tree, config: &Config, today: Date) -> Option<Fingerprint> {
        if !tree.around.is_empty() {
            return None;
        }
        let mut hasher = Xxh3::new();
        format!("{today} {:?} {:?}", config.source_roots, config.file).hash(&mut hasher);
        for (path, content) in tree.files.iter().zip(&self.contents) {
            (path, (*content)?).hash(&mut hasher);
        }
        Some(hasher.digest128())
    }

    /// What the scan of the tree in a state comes to, if that was the last one.
    pub(super) fn scan(&mut self, fingerprint: Option<Fingerprint>) -> Option<Scan> {
        let (of, scan) = self.last.take()?;
        (Some(of) == fingerprint).then_some(scan)
    }

    /// What was kept of its files, and what is in them.
    pub(super) fn recall(self) -> (Remembered, Vec<Option<Content>>) {
        let kept = self.cache.load();
        let remembered = Remembered {
            memo: kept.memo,
            cache: Some(self.cache),
            is_damaged: kept.is_damaged,
        };
        (remembered, self.contents)
    }
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
