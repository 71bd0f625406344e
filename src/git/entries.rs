//! What one directory of a commit has. What lies below is not known here.
//!
//! The names of a directory are kept in one piece: of most that are read, hardly anything differs from another.

use std::cmp::Ordering;
use std::ops::Range;

use gix::objs::tree::EntryKind;

use super::{Error, Id, Repository, error};

/// An entry of one directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) kind: EntryKind,
    pub(super) id: Id,
}

/// A directory's entries, by name, each once.
#[derive(Default)]
pub(super) struct Entries {
    names: Vec<u8>,
    entries: Vec<(Range<usize>, Entry)>,
}

impl Entries {
    fn push(&mut self, name: &[u8], entry: Entry) {
        let start = self.names.len();
        self.names.extend_from_slice(name);
        self.entries.push((start..self.names.len(), entry));
    }

    /// Puts them in order: git sorts directories as if a `/` followed.
    fn finish(mut self) -> Self {
        let names = &self.names;
        self.entries
            .sort_by(|(a, _), (b, _)| names[a.clone()].cmp(&names[b.clone()]));
        self.entries
            .dedup_by(|(a, _), (b, _)| names[a.clone()] == names[b.clone()]);
        self
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&[u8], Entry)> {
        let named = self.entries.iter();
        named.map(|(name, entry)| (&self.names[name.clone()], *entry))
    }

    /// The one of a name.
    pub(super) fn named(&self, name: &str) -> Option<Entry> {
        let of = |range: &Range<usize>| &self.names[range.clone()];
        let found = self
            .entries
            .binary_search_by(|(found, _)| of(found).cmp(name.as_bytes()));
        found.ok().map(|at| self.entries[at].1)
    }

    /// The entries of two directories, side by side.
    pub(super) fn beside<'e>(
        &'e self,
        other: &'e Self,
    ) -> impl Iterator<Item = (&'e [u8], Option<Entry>, Option<Entry>)> {
        let (mut old, mut new) = (self.iter().peekable(), other.iter().peekable());
        std::iter::from_fn(move || {
            let order = match (old.peek(), new.peek()) {
                (None, None) => return None,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some((old, _)), Some((new, _))) => old.cmp(new),
            };
            let old = old.next_if(|_| order.is_le());
            let new = new.next_if(|_| order.is_ge());
            let (name, _) = old.or(new)?;
            Some((name, old.map(|(_, entry)| entry), new.map(|(_, entry)| entry)))
        })
    }
}

impl Repository {
    /// What a directory has; nothing for none.
    pub(super) fn entries(&self, directory: Option<Id>) -> Result<Entries, Error> {
        let Some(id) = directory else {
            return Ok(Entries::default());
        };
        self.with(|repository| {
            let tree = repository
                .find_tree(id)
                .map_err(|error| error::no_tree(repository, id, &error))?;
            let mut entries = Entries::default();
            for entry in tree.iter() {
                let entry = entry.map_err(|error| Error::of(&error))?;
                let kind = entry.mode().kind();
                let id = entry.object_id();
                entries.push(entry.filename(), Entry { kind, id });
            }
            Ok(entries.finish())
        })
    }
}
