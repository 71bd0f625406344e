//! Which files of one commit after another are scanned, and their scan. From one commit to the next both mostly stay as
//! they were.

use std::iter;

use rustc_hash::{FxHashMap, FxHashSet};

use super::compare::Store;
use super::history::Historian;
use crate::finding::Skipped;
use crate::git::{Error, Id, Repository, Step, Succession, Tree};
use crate::project::Project;
use crate::scan::{Content, Corpus, Recall, Scan};
use crate::walk;

/// What there is to scan at a commit.
pub(super) struct Layout<'h> {
    store: Store<'h>,
    project: Project,
    contents: Vec<Option<Content>>,
    skipped: Vec<Skipped>,
}

impl Layout<'_> {
    pub(super) fn scan(&self, historian: &Historian) -> Scan {
        let store = &self.store;
        let corpus = Corpus {
            paths: &store.paths,
            tree: &store.paths,
            read: &|path| store.read(path),
            progress: &|| {},
            memo: Some(Recall {
                memo: &historian.remembered.memo,
                contents: &self.contents,
                is_still: &|_| true,
            }),
        };
        let mut scan = Scan::run(&historian.checker(), &self.project, &corpus);
        scan.skipped.extend_from_slice(&self.skipped);
        scan.skipped.sort_unstable();
        scan
    }
}

/// What is known of the commit that was looked at last.
#[derive(Default)]
pub(super) struct Past {
    succession: Succession,
    /// The ignore files that what is known goes by: those below the root, and those above it.
    by: Vec<(String, Id)>,
    above: Vec<Option<Id>>,
    /// Whether files are scanned, sorted by their paths.
    known: Vec<(String, bool)>,
}

impl Past {
    /// What there is to scan at a step.
    pub(super) fn lay_out<'h>(&mut self, historian: &'h Historian, step: &Step) -> Result<Layout<'h>, Error> {
        let (tree, skipped) = self.go_to(historian, step)?;
        let store = historian.store(tree);
        Ok(Layout {
            project: store.project(&historian.config),
            contents: store.contents(),
            store,
            skipped,
        })
    }

    /// The files of a step that are scanned, and those that cannot be.
    fn go_to(&mut self, historian: &Historian, step: &Step) -> Result<(Tree, Vec<Skipped>), Error> {
        self.succession.go_to(&historian.repository, &step.commit)?;
        let tree = self.succession.tree();
        let above = above(&historian.repository, step)?;
        if above != self.above {
            self.above = above;
            self.known.clear();
        }
        let is_ignore_file = |path: &str| {
            path.rsplit('/')
                .next()
                .is_some_and(|name| IGNORE_FILES.contains(&name))
        };
        let by = tree.iter().filter(|(path, _)| is_ignore_file(path));
        let by: Vec<(String, Id)> = by.map(|(path, id)| (path.clone(), id)).collect();
        forget_what_went_by_others(&mut self.known, [&self.by, &by]);
        self.by = by;
        let by: FxHashMap<&str, Id> = self.by.iter().map(|(path, id)| (path.as_str(), *id)).collect();
        let prefix = historian.repository.prefix();
        let read = |path: &str| match path.strip_prefix(prefix) {
            // Directories are many, and few have one.
            Some(below) if path != walk::INFO_EXCLUDE => historian.repository.read(*by.get(below)?).ok(),
            _ => historian.ignore_file(step, path),
        };
        let mut wanted = historian.wanted(&read);
        let mut before = std::mem::take(&mut self.known).into_iter().peekable();
        let mut files = Vec::with_capacity(tree.paths.len());
        for (path, id) in tree.iter() {
            while before.next_if(|(known, _)| known < path).is_some() {}
            let known = before.next_if(|(known, _)| known == path);
            let known = known.unwrap_or_else(|| (path.clone(), wanted.has(path)));
            if known.1 {
                files.push((path.clone(), id));
            }
            self.known.push(known);
        }
        let files = files.into_iter().collect();
        Ok((files, tree.skipped.clone()))
    }
}

/// What files that leave others out are called.
const IGNORE_FILES: [&str; 2] = [".ignore", ".gitignore"];

/// What is in the ignore files of a step that lie above the root.
fn above(repository: &Repository, step: &Step) -> Result<Vec<Option<Id>>, Error> {
    let prefix = repository.prefix();
    let below_top = prefix.match_indices('/').map(|(end, _)| &prefix[..=end]);
    iter::once("")
        .chain(below_top)
        .filter(|directory| directory.len() < prefix.len())
        .flat_map(|directory| {
            IGNORE_FILES.map(|name| repository.file(&step.commit, &format!("{directory}{name}")))
        })
        .collect()
}

/// Forgets what is known of files that lie below ignore files which are not as they were.
fn forget_what_went_by_others(known: &mut Vec<(String, bool)>, by: [&[(String, Id)]; 2]) {
    let [before, now] = by.map(|by| by.iter().collect::<FxHashSet<_>>());
    let above = |path: &'_ str| path.rfind('/').map_or(0, |end| end + 1);
    let directories: FxHashSet<&str> = before
        .symmetric_difference(&now)
        .map(|(path, _)| &path[..above(path)])
        .collect();
    if directories.is_empty() {
        return;
    }
    let is_below = |path: &str| {
        let mut above = path.match_indices('/').map(|(end, _)| &path[..=end]);
        directories.contains("") || above.any(|directory| directories.contains(directory))
    };
    known.retain(|(path, _)| !is_below(path));
}
