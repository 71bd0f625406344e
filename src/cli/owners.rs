//! Finds the CODEOWNERS file of a scanned tree: it lies in the repository's root or in a few directories there.

use std::path::Path;

use crate::owners::{Owners, PLACES};
use crate::walk;

/// The owners of what lies in a tree, if its repository says who they are.
pub(super) fn find(root: &Path) -> Option<Owners> {
    let repository = repository(root);
    let is_there = |place: &&&str| {
        let path = repository.join(place);
        // A link out of the repository is none of its files.
        let real = path.canonicalize();
        path.is_file()
            && real.is_ok_and(|real| repository.canonicalize().is_ok_and(|top| real.starts_with(top)))
    };
    let place = PLACES.iter().find(is_there)?;
    let bytes = walk::read(repository, place).ok()?;
    let prefix = walk::relative(repository, root)?;
    Some(Owners::parse(place, &bytes, &prefix))
}

/// The root of the repository that a directory is in; the directory itself where it is in none.
pub(super) fn repository(root: &Path) -> &Path {
    let mut above = root.ancestors();
    above
        .find(|directory| directory.join(".git").exists())
        .unwrap_or(root)
}
