//! Which files of one commit after another are scanned. From one commit to the next that mostly stays as it was.

use rustc_hash::FxHashMap;

use super::history::Historian;
use crate::finding::Skipped;
use crate::git::{Error, Id, Step, Succession, Tree};
use crate::walk;

/// What is known of the commit that was looked at last.
#[derive(Default)]
pub(super) struct Past {
    succession: Succession,
    /// The ignore files that what is known goes by.
    by: Vec<(String, Id)>,
    /// Whether files are scanned, by their paths.
    known: FxHashMap<String, bool>,
}

impl Past {
    /// The files of a step that are scanned, and those that cannot be.
    pub(super) fn go_to(
        &mut self,
        historian: &Historian,
        step: &Step,
    ) -> Result<(Tree, Vec<Skipped>), Error> {
        self.succession.go_to(&historian.repository, &step.commit)?;
        let tree = self.succession.tree();
        let is_ignore_file = |path: &str| matches!(path.rsplit('/').next(), Some(".gitignore" | ".ignore"));
        let by = tree.iter().filter(|(path, _)| is_ignore_file(path));
        let by: Vec<(String, Id)> = by.map(|(path, id)| (path.clone(), id)).collect();
        if by != self.by {
            self.by = by;
            self.known.clear();
        }
        let by: FxHashMap<&str, Id> = self.by.iter().map(|(path, id)| (path.as_str(), *id)).collect();
        let prefix = historian.repository.prefix();
        let read = |path: &str| match path.strip_prefix(prefix) {
            // Directories are many, and few have one.
            Some(below) if path != walk::INFO_EXCLUDE => historian.repository.read(*by.get(below)?).ok(),
            _ => historian.ignore_file(step, path),
        };
        let mut wanted = historian.wanted(&read);
        let known = &mut self.known;
        let mut is_wanted = |path: &String| {
            if let Some(known) = known.get(path) {
                return *known;
            }
            let is_wanted = wanted.has(path);
            known.insert(path.clone(), is_wanted);
            is_wanted
        };
        let files = tree.iter().filter(|(path, _)| is_wanted(path));
        let files = files.map(|(path, id)| (path.clone(), id)).collect();
        Ok((files, tree.skipped.clone()))
    }
}
