//! Which paths a walk would leave out, told for paths of a tree that is not on disk: the same ignore files, the same
//! precedence.
//!
//! `.ignore` goes before `.gitignore`, and those before git's own excludes; within a kind the file that is deepest
//! decides, and nothing below a directory that is left out comes back.

use std::path::Path;

use ignore::Match;
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

struct Directory {
    is_ignored: bool,
    /// None where there is no ignore file, which is nearly everywhere.
    matchers: Option<[Gitignore; 2]>,
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
        let path = format!("{}{path}", self.prefix);
        let directory = path.rfind('/').map_or("", |end| &path[..end]);
        self.look_at(directory);
        let is_below = self.known.get(directory).is_some_and(|known| known.is_ignored);
        is_below || self.decide(&path, false)
    }

    /// Makes a directory known, and those above it first.
    fn look_at(&mut self, directory: &str) {
        let ends = directory
            .match_indices('/')
            .map(|(end, _)| end)
            .chain([directory.len()]);
        let mut above_is_ignored = false;
        for end in std::iter::once(0).chain(ends) {
            let directory = &directory[..end];
            if let Some(known) = self.known.get(directory) {
                above_is_ignored = known.is_ignored;
                continue;
            }
            let is_below_root = directory.len() >= self.prefix.len() && !directory.is_empty();
            let is_ignored = above_is_ignored || (is_below_root && self.decide(directory, true));
            let matcher_of = |name: &str| {
                let separator = if directory.is_empty() { "" } else { "/" };
                let read = |path: &str| (self.read)(path).map(|bytes| matcher(&bytes));
                let found = (!is_ignored).then(|| read(&format!("{directory}{separator}{name}")));
                found.flatten().unwrap_or_else(Gitignore::empty)
            };
            let matchers = FILES.map(matcher_of);
            let matchers = matchers
                .iter()
                .any(|matcher| !matcher.is_empty())
                .then_some(matchers);
            self.known
                .insert(directory.to_owned(), Directory { is_ignored, matchers });
            above_is_ignored = is_ignored;
        }
    }

    /// What the ignore files above a path say of it.
    fn decide(&self, path: &str, is_directory: bool) -> bool {
        for kind in 0..FILES.len() {
            let mut below = path;
            while let Some(end) = below.rfind('/').or((!below.is_empty()).then_some(0)) {
                below = &below[..end];
                let Some(matchers) = self.known.get(below).and_then(|known| known.matchers.as_ref()) else {
                    continue;
                };
                let relative = path[below.len()..].trim_start_matches('/');
                match matchers[kind].matched(Path::new(relative), is_directory) {
                    Match::None => {}
                    Match::Ignore(_) => return true,
                    Match::Whitelist(_) => return false,
                }
            }
        }
        for matcher in &self.everywhere {
            match matcher.matched(Path::new(path), is_directory) {
                Match::None => {}
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
            }
        }
        false
    }
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
