//! The history of a branch as its first parents tell it: each merge is one step, whatever was merged.

use jiff::Timestamp;

use super::{Commit, Error, Repository};

/// A step of a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The commit.
    pub commit: Commit,
    /// When it was committed.
    pub time: Timestamp,
    /// Its first parent, if it has one.
    pub parent: Option<super::Id>,
}

/// Who did what in a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// The author's name.
    pub author: String,
    /// The first line of the message.
    pub subject: String,
}

impl Repository {
    /// The steps that lead to a commit, the last first, until `goes_on` says no.
    ///
    /// A history that ends early, in a shallow clone, ends where it ends here too; see
    /// [`is_shallow`](Self::is_shallow).
    ///
    /// # Errors
    ///
    /// When a commit on the way cannot be read.
    pub fn steps(&self, from: &Commit, mut goes_on: impl FnMut(&Step) -> bool) -> Result<Vec<Step>, Error> {
        let mut steps = Vec::new();
        let mut next = Some(from.id);
        while let Some(id) = next {
            let step = match self.step(id) {
                Err(_) if self.is_shallow() && !steps.is_empty() => break,
                step => step?,
            };
            next = step.parent;
            if !goes_on(&step) {
                break;
            }
            steps.push(step);
        }
        Ok(steps)
    }

    fn step(&self, id: super::Id) -> Result<Step, Error> {
        self.with(|repository| {
            let found = repository.find_commit(id).map_err(|error| Error::of(&error))?;
            let commit = found.decode().map_err(|error| Error::of(&error))?;
            let seconds = commit.committer().map_err(|error| Error::of(&error))?.seconds();
            Ok(Step {
                commit: Commit {
                    id,
                    tree: commit.tree(),
                },
                // A time out of all bounds is no reason to stop.
                time: Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH),
                parent: commit.parents().next(),
            })
        })
    }

    /// Who did what in a commit.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn deed(&self, commit: &Commit) -> Result<Deed, Error> {
        self.with(|repository| {
            let found = repository
                .find_commit(commit.id)
                .map_err(|error| Error::of(&error))?;
            let commit = found.decode().map_err(|error| Error::of(&error))?;
            let author = commit.author().map_err(|error| Error::of(&error))?;
            let message = String::from_utf8_lossy(commit.message);
            Ok(Deed {
                author: String::from_utf8_lossy(author.name).trim().to_owned(),
                subject: message
                    .trim_start()
                    .lines()
                    .next()
                    .unwrap_or_default()
                    .trim_end()
                    .to_owned(),
            })
        })
    }
}
