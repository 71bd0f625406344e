//! The files of one commit after another. Of the next, only what differs from the one before is read.

use super::tree::MOST;
use super::{Commit, Difference, Error, Repository, Tree};

/// The files of a commit, from which those of another are found.
#[derive(Debug, Default)]
pub struct Succession {
    commit: Option<Commit>,
    tree: Tree,
}

impl Succession {
    /// The files of the commit that was gone to last. Submodules are not told.
    pub const fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Goes to a commit.
    ///
    /// # Errors
    ///
    /// When the commit is not wholly here.
    pub fn go_to(&mut self, repository: &Repository, commit: &Commit) -> Result<(), Error> {
        let before = self.commit.take();
        self.tree = match before {
            // What cannot be looked at by its name is only told of directories that are read.
            Some(before) if self.tree.skipped.is_empty() => {
                let mut named = Tree::default();
                let differences =
                    repository.differences(Some(&before), Some(commit), Some((&mut named, None)))?;
                match named.skipped.is_empty() {
                    true => with(std::mem::take(&mut self.tree), differences),
                    false => repository.tree(commit, None)?,
                }
            }
            _ => repository.tree(commit, None)?,
        };
        if self.tree.paths.len() > MOST {
            return Err(Error::TooLarge);
        }
        self.commit = Some(commit.clone());
        Ok(())
    }
}

/// A tree with what another has otherwise.
fn with(tree: Tree, differences: Vec<Difference>) -> Tree {
    let mut files = Vec::with_capacity(tree.paths.len());
    let mut old = tree.into_iter().peekable();
    for (path, _, id) in differences {
        while let Some(file) = old.next_if(|(known, _)| *known < path) {
            files.push(file);
        }
        old.next_if(|(known, _)| *known == path);
        files.extend(id.map(|id| (path, id)));
    }
    files.extend(old);
    files.into_iter().collect()
}
