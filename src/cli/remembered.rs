//! What is remembered from one run to the next: found in the git directory, used, and kept again when there is more.
//!
//! A tree of few files is read faster than it is looked up, and a run without a repository has nowhere to keep anything.

use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use jiff::civil::Date;
use rustc_hash::FxHasher;
use xxhash_rust::xxh3::Xxh3;

use super::arguments::Global;
use super::owners;
use super::terminal::Terminal;
use crate::cache::{Cache, Fingerprint, Trees};
use crate::config::Config;
use crate::git::{Id, Repository};
use crate::scan::{Content, Memo, Scan};
use crate::walk::{self, Moment, Tree, Walk};

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
        let cache = Cache::new(&repository.git_directory(), config, build());
        let kept = cache.load();
        Some(Self {
            memo: kept.memo,
            cache: Some(cache),
            is_damaged: kept.is_damaged,
        })
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

/// Where anything can be kept of a tree: the repository that its root is in.
pub(super) struct Place {
    repository: Repository,
    git: PathBuf,
}

impl Place {
    /// The place for a tree, if there is one and it is to be used.
    pub(super) fn of(root: &Path, global: &Global) -> Option<Self> {
        if global.no_cache || !owners::repository(root).join(".git").exists() {
            return None;
        }
        let repository = Repository::of(root).ok()?;
        let repository = repository.rooted(root).filter(|found| !found.is_bare())?;
        Some(Self {
            git: repository.git_directory(),
            repository,
        })
    }

    /// The files of a tree, and the moment after which they were looked at.
    pub(super) fn walk(&self, walk: &Walk<'_>) -> (Tree, Option<Moment>) {
        let trees = Trees::new(&self.git, (walk.root, walk.exclude, walk.ignore_files), build());
        let Some(since) = trees.now() else {
            return (walk::walk(walk), None);
        };
        let (tree, keep) = trees.with(|kept| walk::walk_again(walk, kept, since));
        if let Some(keep) = keep.filter(|_| tree.files.len() >= FEWEST_FILES) {
            let _ = trees.save(&keep);
        }
        (tree, Some(since))
    }

    /// What is known of a tree before it is scanned.
    pub(super) fn known(&self, config: &Config) -> Known {
        let cache = Cache::new(&self.git, config, build());
        let last = cache.last();
        Known { cache, last }
    }
}

/// What is known of a tree before it is scanned.
pub(super) struct Known {
    cache: Cache,
    last: Option<(Fingerprint, Scan)>,
}

impl Known {
    /// What the scan of the tree in a state comes to, if that was the last one.
    pub(super) fn scan(&mut self, fingerprint: Option<Fingerprint>) -> Option<Scan> {
        let (of, scan) = self.last.take()?;
        (Some(of) == fingerprint).then_some(scan)
    }

    /// What was kept of its files, and what is in those that are known to be as git has them.
    pub(super) fn recall(self, tree: &Tree, place: &Place) -> (Remembered, Vec<Option<Content>>) {
        let unmodified = || {
            Some(
                place
                    .repository
                    .index()
                    .ok()?
                    .unmodified(&tree.files, &tree.stamps),
            )
        };
        let (known, kept) = rayon::join(unmodified, || self.cache.load());
        let contents = known.unwrap_or_default();
        let remembered = Remembered {
            memo: kept.memo,
            cache: Some(self.cache),
            is_damaged: kept.is_damaged,
        };
        let contents = contents.iter().map(|id| id.as_ref().map(content));
        (remembered, contents.collect())
    }
}

/// What tells the state of a whole tree; none if not all of it can be told.
pub(super) fn fingerprint(tree: &Tree, config: &Config, today: Date) -> Option<Fingerprint> {
    if !tree.around.is_empty() {
        return None;
    }
    let mut hasher = Xxh3::new();
    format!("{today} {:?} {:?}", config.source_roots, config.file).hash(&mut hasher);
    for (path, stamp) in tree.files.iter().zip(&tree.stamps) {
        (path, (*stamp)?).hash(&mut hasher);
    }
    Some(hasher.digest128())
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
