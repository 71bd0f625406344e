//! Reading configurations and rule sets, from a disk or from the files of a commit.
//!
//! [`Disk`] is the one place of this module that touches a disk. What a message calls a file is made here too: relative to the root, with `/`, never absolute.

use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use ignore::WalkBuilder;

use crate::problem::{Document, Problem, quoted};

use super::FILE_NAME;

/// The largest rule file that is read, in bytes.
const MAX_SIZE: u64 = 16 << 20;

/// Where configurations and rule sets are read from. Paths are absolute.
pub trait Files {
    /// Whether there is a regular file.
    fn is_file(&self, path: &Path) -> bool;
    /// Whether there is a directory.
    fn is_directory(&self, path: &Path) -> bool;
    /// Whether there is anything.
    fn exists(&self, path: &Path) -> bool;
    /// What is in a file: not much more than the largest rule file that is read.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    fn bytes(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// The path without links, of what is there.
    fn real(&self, path: &Path) -> Option<PathBuf>;
    /// The files below a directory, links not followed, with their paths relative to it, down to a depth if one is
    /// given; and what could not be listed. Sorted.
    fn below(&self, directory: &Path, depth: Option<usize>) -> (Vec<(String, PathBuf)>, Vec<String>);
}

/// The files of the disk.
#[derive(Debug, Clone, Copy)]
pub struct Disk;

impl Files for Disk {
    fn is_file(&self, path: &Path) -> bool {
        path.is_file()
    }

    fn is_directory(&self, path: &Path) -> bool {
        path.is_dir()
    }

    fn exists(&self, path: &Path) -> bool {
        path.exists()
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "configurations and rule sets are read here"
    )]
    fn bytes(&self, path: &Path) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        std::fs::File::open(path)?
            .take(MAX_SIZE + 1)
            .read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn real(&self, path: &Path) -> Option<PathBuf> {
        path.canonicalize().ok()
    }

    fn below(&self, directory: &Path, depth: Option<usize>) -> (Vec<(String, PathBuf)>, Vec<String>) {
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
}

/// The files of a tree that is not on disk, as if it lay below a directory.
pub struct Snapshot<'s> {
    /// The directory.
    pub root: &'s Path,
    /// What is in a directory, by its path relative to that, with `/`: names, each with whether it is a directory.
    pub list: &'s dyn Fn(&str) -> Vec<(String, bool)>,
    /// Reads a file.
    pub read: &'s dyn Fn(&str) -> Option<Vec<u8>>,
}

impl Snapshot<'_> {
    fn relative(&self, path: &Path) -> Option<String> {
        slashed(path, self.root)
    }

    /// Whether there is something, and whether that is a directory.
    fn look(&self, path: &Path) -> Option<bool> {
        let path = self.relative(path)?;
        if path.is_empty() {
            return Some(true);
        }
        let (directory, name) = path.rsplit_once('/').unwrap_or(("", &path));
        let mut list = (self.list)(directory).into_iter();
        list.find_map(|(found, is_directory)| (found == name).then_some(is_directory))
    }
}

impl Files for Snapshot<'_> {
    fn is_file(&self, path: &Path) -> bool {
        self.look(path) == Some(false)
    }

    fn is_directory(&self, path: &Path) -> bool {
        self.look(path) == Some(true)
    }

    fn exists(&self, path: &Path) -> bool {
        self.look(path).is_some()
    }

    fn bytes(&self, path: &Path) -> io::Result<Vec<u8>> {
        let bytes = self.relative(path).and_then(|path| (self.read)(&path));
        bytes.ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn real(&self, path: &Path) -> Option<PathBuf> {
        let path = self.relative(path)?;
        // One that leads out of the tree stays as it is, and is in none of its directories.
        Some(self.root.join(path))
    }

    fn below(&self, directory: &Path, depth: Option<usize>) -> (Vec<(String, PathBuf)>, Vec<String>) {
        let Some(below) = self.relative(directory) else {
            return (Vec::new(), Vec::new());
        };
        let (mut files, mut left) = (Vec::new(), vec![(String::new(), 1)]);
        while let Some((inside, level)) = left.pop() {
            for (name, is_directory) in (self.list)(&normal(&format!("{below}/{inside}"))) {
                let path = format!("{inside}{name}");
                match is_directory {
                    false => files.push((path.clone(), directory.join(path))),
                    true if depth.is_none_or(|depth| level < depth) => left.push((path + "/", level + 1)),
                    true => {}
                }
            }
        }
        files.sort();
        (files, Vec::new())
    }
}

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
pub(super) fn discover(files: &dyn Files, cwd: &Path) -> Option<(PathBuf, PathBuf)> {
    cwd.ancestors()
        .map(|directory| (directory.join(FILE_NAME), directory.to_path_buf()))
        .find(|(file, _)| files.is_file(file))
}

/// Reads a file as a document of a name.
pub(super) fn read(files: &dyn Files, path: &Path, name: &str) -> Result<Arc<Document>, Box<Problem>> {
    let unreadable = |why: &str| {
        let message = format!("cannot read {}: {why}", quoted(name));
        Box::new(Problem::error("unreadable-file", message))
    };
    if files.is_directory(path) {
        return Err(unreadable("it is a directory"));
    }
    if files.exists(path) && !files.is_file(path) {
        return Err(unreadable("it is no file"));
    }
    let bytes = files.bytes(path).map_err(|error| unreadable(&reason(&error)))?;
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
pub(super) fn leads_out(files: &dyn Files, path: &Path, name: &str, base: &Base) -> Option<Problem> {
    let real = files.real(path)?;
    let inside = [&base.directory, &base.root]
        .into_iter()
        .filter_map(|directory| files.real(directory))
        .any(|directory| real.starts_with(directory));
    (!inside).then(|| {
        Problem::error(
            "outside-the-tree",
            format!("{} is a file outside of the tree", quoted(name)),
        )
    })
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
