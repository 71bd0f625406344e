//! What of the files on disk is left out: by the ignore files in their directories and in those above, by git's own
//! excludes, and by the configuration.
//!
//! `.ignore` goes before `.gitignore`, and those before git's own excludes; within a kind the file that is deepest
//! decides. Nothing below a directory that is left out is ever asked about.

use std::hash::Hash as _;
use std::iter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::gitignore::{Gitignore, GitignoreBuilder, gitconfig_excludes_path};
use xxhash_rust::xxh3::Xxh3;

use super::ignored::{is_left_out, matcher};
use super::read;

/// The names that make a directory say what is left out below it, by precedence: two files, and a repository.
const SIGNS: [&str; 3] = [".ignore", ".gitignore", ".git"];

/// Which of these a directory has.
pub(super) type Signs = [bool; SIGNS.len()];

/// What is written in the files that the signs of a directory stand for.
type Texts = [Option<Vec<u8>>; SIGNS.len()];

/// What tells it from what else could be written there.
pub(super) type Told = u64;

/// What a directory, and those above it, say of what is below it.
pub(super) struct Rules {
    /// What the nearest directory above with a say says.
    above: Option<Arc<Self>>,
    /// One for each of the signs.
    matchers: [Gitignore; SIGNS.len()],
    /// Where paths from the directory begin in whole ones.
    from: usize,
}

/// What is left out of a tree.
pub(super) struct LeftOut<'w> {
    exclude: &'w Gitignore,
    ignore_files: bool,
    /// What git leaves out of every repository.
    global: Gitignore,
    /// The root of the tree, with a `/` at its end: what whole paths begin with.
    top: String,
}

impl<'w> LeftOut<'w> {
    pub(super) fn new(root: &Path, exclude: &'w Gitignore, ignore_files: bool) -> Self {
        let global = match ignore_files {
            true => GitignoreBuilder::new(root).build_global().0,
            false => Gitignore::empty(),
        };
        Self {
            exclude,
            ignore_files,
            global,
            top: with_slash(root),
        }
    }

    /// A path of the tree as a whole one.
    pub(super) fn whole(&self, path: &str) -> String {
        format!("{}{path}", self.top)
    }

    /// How long that is.
    pub(super) const fn length(&self, path: &str) -> usize {
        self.top.len() + path.len()
    }

    /// What the directories above one say.
    pub(super) fn above(&self, directory: &Path) -> Option<Arc<Rules>> {
        let above: Vec<&Path> = directory.ancestors().skip(1).collect();
        above.into_iter().rev().fold(None, |rules, directory| {
            self.inside(
                rules,
                || directory.to_owned(),
                with_slash(directory).len(),
                SIGNS.map(|_| true),
            )
            .0
        })
    }

    /// What holds inside a directory that has some of the signs, whose paths begin somewhere in whole ones; and what
    /// tells that from what may hold another time, where there are signs that count.
    pub(super) fn inside(
        &self,
        above: Option<Arc<Rules>>,
        directory: impl FnOnce() -> PathBuf,
        from: usize,
        signs: Signs,
    ) -> (Option<Arc<Rules>>, Option<Told>) {
        if !self.ignore_files || signs.iter().all(|is_there| !is_there) {
            return (above, None);
        }
        let texts = texts(&directory(), signs);
        let told = Some(tell(&texts));
        let matchers = texts.map(|text| text.map_or_else(Gitignore::empty, |text| matcher(&text)));
        if matchers.iter().all(Gitignore::is_empty) {
            return (above, told);
        }
        let rules = Rules {
            above,
            matchers,
            from,
        };
        (Some(Arc::new(rules)), told)
    }

    /// Whether something is left out, by its whole path.
    pub(super) fn has(&self, rules: Option<&Rules>, whole: &str, is_directory: bool) -> bool {
        let path = &whole[self.top.len()..];
        if !self.exclude.is_empty() && self.exclude.matched(Path::new(path), is_directory).is_ignore() {
            return true;
        }
        let of_kind = |kind: usize| {
            iter::successors(rules, |rules| rules.above.as_deref())
                .map(move |rules| (&rules.matchers[kind], &whole[rules.from..]))
        };
        let asked = (0..SIGNS.len()).flat_map(of_kind).chain([(&self.global, path)]);
        is_left_out(asked, is_directory)
    }
}

/// What tells what is left out of a tree by files that are not in it from what is left out another time: those in the
/// directories above, and the one that git goes by everywhere. None if they cannot be read.
pub(super) fn around(root: &Path) -> Option<Told> {
    let mut hasher = Xxh3::new();
    for directory in root.ancestors().skip(1) {
        texts(directory, SIGNS.map(|_| true)).hash(&mut hasher);
    }
    let global = gitconfig_excludes_path();
    global.hash(&mut hasher);
    if let Some(file) = global.filter(|file| file.is_file()) {
        let text = read(file.parent()?, file.file_name()?.to_str()?);
        text.ok()?.hash(&mut hasher);
    }
    Some(hasher.digest())
}

/// What tells what a directory with some of the signs leaves out.
pub(super) fn told(directory: &Path, signs: Signs) -> Told {
    tell(&texts(directory, signs))
}

fn tell(texts: &Texts) -> Told {
    let mut hasher = Xxh3::new();
    texts.hash(&mut hasher);
    hasher.digest()
}

/// The signs among the names in a directory.
pub(super) fn signs<'n>(names: impl Iterator<Item = &'n str>) -> Signs {
    let mut signs = Signs::default();
    for name in names {
        for (is_there, sign) in signs.iter_mut().zip(SIGNS) {
            *is_there |= name == sign;
        }
    }
    signs
}

fn with_slash(directory: &Path) -> String {
    let mut path = directory.to_string_lossy().into_owned();
    if !path.ends_with(std::path::is_separator) {
        path.push('/');
    }
    path
}

/// What is written in the files that some signs of a directory stand for, where there are any.
fn texts(directory: &Path, signs: Signs) -> Texts {
    let [ignore, gitignore, git] = signs;
    let text = |is_there: bool, name: &str| is_there.then(|| text_of(&directory.join(name))).flatten();
    let excludes = git.then(|| text_of(&git_directory(directory)?.join("info/exclude")));
    [
        text(ignore, SIGNS[0]),
        text(gitignore, SIGNS[1]),
        excludes.flatten(),
    ]
}

fn text_of(file: &Path) -> Option<Vec<u8>> {
    if !file.is_file() {
        return None;
    }
    read(file.parent()?, file.file_name()?.to_str()?).ok()
}

/// Where the repository of a working tree is, less what is one working tree's own.
fn git_directory(directory: &Path) -> Option<PathBuf> {
    let git = directory.join(".git");
    if git.is_dir() {
        return Some(git);
    }
    let git = directory.join(line(directory, ".git")?.strip_prefix("gitdir: ")?);
    Some(match line(&git, "commondir") {
        Some(common) => git.join(common),
        None => git,
    })
}

/// The first line of a file.
fn line(directory: &Path, name: &str) -> Option<String> {
    if !directory.join(name).is_file() {
        return None;
    }
    let text = String::from_utf8(read(directory, name).ok()?).ok()?;
    text.lines().next().map(str::to_owned)
}
