//! Paths: those that were asked for made canonical, and all of them made relative to the root.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::read::said;

/// Why there is no tree to scan.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A path that was asked for does not exist or cannot be looked at.
    #[error("cannot look at `{path}`: {reason}")]
    Missing {
        /// As asked for.
        path: String,
        /// What the operating system said.
        reason: String,
    },
    /// A symbolic link that was asked for leads out of the tree.
    #[error("`{path}` is a symbolic link out of the scanned tree")]
    LeadsOut {
        /// As asked for.
        path: String,
    },
}

/// Makes a path canonical except for its last component, so that a link that was asked for by name stays visible.
///
/// # Errors
///
/// When the path, or the directory it is in, does not exist.
pub fn locate(path: &Path) -> Result<PathBuf, Error> {
    let missing = |error: io::Error| Error::Missing {
        path: path.to_string_lossy().into_owned(),
        reason: said(&error),
    };
    let Some(name) = path.file_name() else {
        return path.canonicalize().map_err(missing);
    };
    let parent = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    let located = parent.canonicalize().map_err(missing)?.join(name);
    fs::symlink_metadata(&located).map_err(missing)?;
    Ok(located)
}

/// Follows a located path that is a link, as far as that stays below the root.
///
/// # Errors
///
/// When it leads out of the tree, or nowhere.
pub fn resolve(root: &Path, path: &Path) -> Result<PathBuf, Error> {
    let shown = || relative(root, path).unwrap_or_else(|| path.to_string_lossy().into_owned());
    let resolved = path.canonicalize().map_err(|error| Error::Missing {
        path: shown(),
        reason: said(&error),
    })?;
    if resolved.starts_with(root) {
        Ok(resolved)
    } else {
        Err(Error::LeadsOut { path: shown() })
    }
}

/// A path relative to the root, with `/`; `.` for the root itself, nothing for a path elsewhere.
pub fn relative(root: &Path, path: &Path) -> Option<String> {
    let below = path.strip_prefix(root).ok()?;
    let mut name = String::with_capacity(below.as_os_str().len());
    for component in below.components() {
        if !name.is_empty() {
            name.push('/');
        }
        match component {
            Component::Normal(part) => name.push_str(&part.to_string_lossy()),
            _ => return None,
        }
    }
    Some(if name.is_empty() { ".".to_owned() } else { name })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_relative_with_slashes() {
        let root = Path::new("/r/x");
        assert_eq!(
            relative(root, Path::new("/r/x/a/b.py")).as_deref(),
            Some("a/b.py")
        );
        assert_eq!(relative(root, root).as_deref(), Some("."));
        assert_eq!(relative(root, Path::new("/r/xy/a")), None);
    }
}
