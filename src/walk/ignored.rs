//! Which paths a walk would leave out, told for paths of a tree that is not on disk: the same ignore files, the same
//! precedence.
//!
//! `.ignore` goes before `.gitignore`, and those before git's own excludes; within a kind the file that is deepest
//! decides, and nothing below a directory that is left out comes back.

use std::borrow::Cow;
use std::iter;
use std::path::Path;
use std::sync::Arc;

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use rustc_hash::FxHashMap;

/// The ignore files of a directory, by precedence.
const FILES: [&str; 2] = [".ignore", ".gitignore"];

/// What a repository leaves out without telling others, by the name that `read` is asked for it.
pub const INFO_EXCLUDE: &str = ".git/info/exclude";

/// Tells which paths are left out.
pub struct Ignored<'i> {
    /// Reads an ignore file by its path from the top of the repository.
    pub read: &'i dyn Fn(&str) -> Option<Vec<u8>>,
    /// The scanned root from the top of the repository: empty, or with a `/` at its end.
    pub prefix: &'i str,
    /// What else is left out; asked with paths relative to the root.
    pub exclude: &'i Gitignore,
    /// Whether ignore files count.
    pub ignore_files: bool,
    /// What git leaves out by files that are not in the tree, in order of precedence.
    pub everywhere: [Gitignore; 2],
    /// What is known of directories, by their paths from the top.
    known: FxHashMap<String, Directory>,
}

#[derive(Default)]
struct Directory {
    is_ignored: bool,
    /// The ignore files in it and above it, by kind, the deepest first.
    above: [Arc<[IgnoreFile]>; 2],
}

/// What an ignore file matches.
#[derive(Clone)]
struct IgnoreFile {
    matcher: Arc<Gitignore>,
    /// Where what is relative to its directory starts in a path.
    start: usize,
}

impl<'i> Ignored<'i> {
    /// Tells it by the ignore files that `read` reads, and by git's `info/exclude`.
    pub fn new(
        read: &'i dyn Fn(&str) -> Option<Vec<u8>>,
        prefix: &'i str,
        exclude: &'i Gitignore,
        ignore_files: bool,
    ) -> Self {
        let info = read(INFO_EXCLUDE).map_or_else(Gitignore::empty, |bytes| matcher(&bytes));
        Self {
            read,
            prefix,
            exclude,
            ignore_files,
            everywhere: [info, Gitignore::global().0],
            known: FxHashMap::default(),
        }
    }

    /// Whether a file is left out, by its path relative to the root.
    pub fn is_ignored(&mut self, path: &str) -> bool {
        if !self.exclude.is_empty() && self.exclude.matched_path_or_any_parents(path, false).is_ignore() {
            return true;
        }
        if !self.ignore_files {
            return false;
        }
        let path = match self.prefix {
            "" => Cow::Borrowed(path),
            prefix => Cow::Owned(format!("{prefix}{path}")),
        };
        let directory = path.rfind('/').map_or("", |end| &path[..end]);
        if !self.known.contains_key(directory) {
            self.look_at(directory);
        }
        let Some(known) = self.known.get(directory) else {
            return false;
        };
        known.is_ignored || self.decide(known, &path, false)
    }

    /// Makes a directory known, and those above it first.
    fn look_at(&mut self, directory: &str) {
        let ends = directory
            .match_indices('/')
            .map(|(end, _)| end)
            .chain([directory.len()]);
        let mut above = "";
        for end in iter::once(0).chain(ends) {
            let directory = &directory[..end];
            if !self.known.contains_key(directory) {
                let known = self.directory(directory, self.known.get(above));
                self.known.insert(directory.to_owned(), known);
            }
            above = directory;
        }
    }

    /// What there is to know of a directory, given the one above it.
    fn directory(&self, directory: &str, above: Option<&Directory>) -> Directory {
        let is_below_root = directory.len() >= self.prefix.len() && !directory.is_empty();
        let is_ignored = above
            .is_some_and(|above| above.is_ignored || (is_below_root && self.decide(above, directory, true)));
        let (start, separator) = match directory {
            "" => (0, ""),
            directory => (directory.len() + 1, "/"),
        };
        let mut known = above.map_or_else(Default::default, |above| above.above.clone());
        for (files, name) in known.iter_mut().zip(FILES).filter(|_| !is_ignored) {
            let bytes = (self.read)(&format!("{directory}{separator}{name}"));
            if let Some(matcher) = bytes.map(|bytes| matcher(&bytes))
                && !matcher.is_empty()
            {
                let matcher = Arc::new(matcher);
                let own = IgnoreFile { matcher, start };
                *files = iter::once(own).chain(files.iter().cloned()).collect();
            }
        }
        Directory {
            is_ignored,
            above: known,
        }
    }

    /// What the ignore files above a path say of it, given the directory that it is in.
    fn decide(&self, directory: &Directory, path: &str, is_directory: bool) -> bool {
        let above = directory.above.iter().flat_map(|files| files.iter());
        let above = above.map(|file| (&*file.matcher, &path[file.start..]));
        let everywhere = self.everywhere.iter().map(|matcher| (matcher, path));
        is_left_out(above.chain(everywhere), is_directory)
    }
}

/// Whether something is left out by what is asked about it, each with its path from where the matcher's own begin: the
/// first that says anything decides.
pub(super) fn is_left_out<'m>(
    asked: impl Iterator<Item = (&'m Gitignore, &'m str)>,
    is_directory: bool,
) -> bool {
    let mut said = asked.map(|(matcher, path)| matcher.matched(Path::new(path), is_directory));
    said.find(|said| !said.is_none())
        .is_some_and(|said| said.is_ignore())
}

/// What an ignore file matches, relative to its own directory. Lines that mean nothing are passed over, as git does.
pub(super) fn matcher(bytes: &[u8]) -> Gitignore {
    let mut builder = GitignoreBuilder::new("");
    for line in String::from_utf8_lossy(bytes)
        .trim_start_matches('\u{feff}')
        .lines()
    {
        let _ = builder.add_line(None, line);
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deepest_file_decides_and_nothing_comes_back_from_below() {
        let files = |path: &str| -> Option<Vec<u8>> {
            let text = match path {
                ".gitignore" => "*.log\n/build/\n!keep.log\nvendored\n",
                "a/.gitignore" => "!b.log\nc.py\n",
                "a/.ignore" => "!c.py\nd.py\n",
                "build/.gitignore" => "!*\n",
                _ => return None,
            };
            Some(text.into())
        };
        let exclude = Gitignore::empty();
        let mut ignored = Ignored::new(&files, "", &exclude, true);
        for (path, expected) in [
            ("x.log", true),
            ("keep.log", false),
            ("a/x.log", true),
            ("a/b.log", false),
            ("a/c.py", false),
            ("a/d.py", true),
            ("build/x.py", true),
            ("a/build/x.py", false),
            ("a/vendored/x.py", true),
            ("a/z.py", false),
        ] {
            assert_eq!(ignored.is_ignored(path), expected, "{path}");
        }
        let mut below = Ignored::new(&files, "a/", &exclude, true);
        assert!(below.is_ignored("x.log") && !below.is_ignored("b.log"));
        let mut all = Ignored::new(&files, "", &exclude, false);
        assert!(!all.is_ignored("x.log"));
    }
}
