//! Reading configurations and rule sets: the one place of this module that touches a disk.
//!
//! What a message calls a file is made here too: relative to the root, with `/`, never absolute.

use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use ignore::WalkBuilder;

use crate::problem::{Document, Problem, quoted};

use super::FILE_NAME;

/// The largest rule file that is read, in bytes.
const MAX_SIZE: u64 = 16 << 20;

/// The directory of a configuration, which the paths in it are relative to, and what messages call it.
#[derive(Debug)]
pub(super) struct Base {
    /// The directory.
    pub(super) directory: PathBuf,
    /// The directory that is scanned.
    root: PathBuf,
    /// The directory as messages call it, with a `/` at its end unless it is empty.
    shown: String,
}

impl Base {
    /// The base of a configuration file.
    pub(super) fn new(path: &Path, root: &Path) -> Self {
        let directory = path.parent().unwrap_or(root).to_path_buf();
        // An absolute path says more about a machine than about a project.
        let shown = slashed(&directory, root).filter(|shown| !shown.is_empty());
        Self {
            directory,
            root: root.to_path_buf(),
            shown: shown.map(|shown| shown + "/").unwrap_or_default(),
        }
    }

    /// What messages call a file.
    pub(super) fn name(&self, path: &Path) -> String {
        match slashed(path, &self.directory) {
            Some(inside) => normal(&format!("{}{inside}", self.shown)),
            None => path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default(),
        }
    }
}

/// A path relative to a directory above it, with `/`.
fn slashed(path: &Path, directory: &Path) -> Option<String> {
    let relative = path.strip_prefix(directory).ok()?;
    let parts: Vec<_> = relative
        .components()
        .filter(|part| !matches!(part, Component::CurDir))
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    Some(normal(&parts.join("/")))
}

/// A relative path without `.` and, as far as it goes, without `..`.
pub(super) fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The nearest configuration file upward from a directory, with its directory.
pub(super) fn discover(cwd: &Path) -> Option<(PathBuf, PathBuf)> {
    cwd.ancestors()
        .map(|directory| (directory.join(FILE_NAME), directory.to_path_buf()))
        .find(|(file, _)| file.is_file())
}

/// Reads a file as a document of a name.
pub(super) fn read(path: &Path, name: &str) -> Result<Arc<Document>, Box<Problem>> {
    let unreadable = |why: &str| {
        let message = format!("cannot read {}: {why}", quoted(name));
        Box::new(Problem::error("unreadable-file", message))
    };
    if path.is_dir() {
        return Err(unreadable("it is a directory"));
    }
    if path.exists() && !path.is_file() {
        return Err(unreadable("it is no file"));
    }
    let bytes = bytes(path).map_err(|error| unreadable(&reason(&error)))?;
    if bytes.len() as u64 > MAX_SIZE {
        return Err(unreadable(&format!("it is larger than {} MiB", MAX_SIZE >> 20)));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = &error.as_bytes()[..valid];
        let line = 1 + memchr::memchr_iter(b'\n', before).count();
        let problem = unreadable(&format!("it is not UTF-8 from line {line} on"));
        Box::new(problem.help("save it as UTF-8"))
    })?;
    Ok(Arc::new(Document {
        name: name.to_owned(),
        text,
    }))
}

#[expect(
    clippy::disallowed_methods,
    reason = "configurations and rule sets are read here"
)]
fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?
        .take(MAX_SIZE + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// An error of the operating system in words that are the same on each.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        kind => kind.to_string(),
    }
}

/// The problem of a file that lies neither below its configuration's directory nor below the root, links followed:
/// what stands in it would be shown to whoever may write a configuration.
pub(super) fn leads_out(path: &Path, name: &str, base: &Base) -> Option<Problem> {
    let real = path.canonicalize().ok()?;
    let inside = [&base.directory, &base.root]
        .into_iter()
        .filter_map(|directory| directory.canonicalize().ok())
        .any(|directory| real.starts_with(directory));
    (!inside).then(|| {
        Problem::error(
            "outside-the-tree",
            format!("{} is a file outside of the tree", quoted(name)),
        )
    })
}

/// The files below a directory, links not followed, with their paths relative to it; down to a depth, if one is
/// given. Sorted.
pub(super) fn below(directory: &Path, depth: Option<usize>) -> (Vec<(String, PathBuf)>, Vec<String>) {
    let mut files = Vec::new();
    let mut errors = Vec::new();
    let walk = WalkBuilder::new(directory)
        .standard_filters(false)
        .follow_links(false)
        .max_depth(depth)
        .build();
    for entry in walk {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                let path = entry.into_path();
                files.extend(slashed(&path, directory).map(|name| (name, path)));
            }
            Ok(_) => {}
            Err(error) => errors.push(match error.io_error() {
                Some(error) => reason(error),
                None => "it cannot be listed".to_owned(),
            }),
        }
    }
    files.sort();
    (files, errors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_relative_and_normal() {
        for (path, expected) in [
            ("./a//b/", "a/b"),
            ("a/../b", "b"),
            ("../a/./b", "../a/b"),
            ("../../a", "../../a"),
            ("", ""),
        ] {
            assert_eq!(normal(path), expected, "{path}");
        }
        let root = Path::new("/r");
        let name = |path: &str| {
            let path = root.join(path);
            Base::new(&path, root).name(&path)
        };
        assert_eq!(name("straggler.toml"), "straggler.toml");
        assert_eq!(name("conf/s.toml"), "conf/s.toml");
        assert_eq!(name("../conf/s.toml"), "../conf/s.toml");
        assert_eq!(name("/etc/s.toml"), "s.toml");
    }
}
