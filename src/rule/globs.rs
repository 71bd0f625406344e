//! Globs of paths in rules and configurations: relative to the scanned root, with `/`, `*` within a segment.

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// More is no glob that anybody wrote; it bounds what the glob compiler nests.
const MAX_LEN: usize = 500;

/// More is no list that anybody wrote.
pub(crate) const MAX_GLOBS: usize = 1000;

/// Why a text is no glob of paths, if it is not.
pub(crate) fn flaw(pattern: &str) -> Option<String> {
    if pattern.trim().is_empty() {
        return Some("it is empty".to_owned());
    }
    if pattern.len() > MAX_LEN {
        return Some(format!("it is longer than {MAX_LEN} bytes"));
    }
    if pattern.split('/').any(|segment| segment == "..") {
        return Some("it leads out of the tree".to_owned());
    }
    if pattern.contains(char::is_control) {
        return Some("it has a control character".to_owned());
    }
    compile(pattern).err().map(|error| error.kind().to_string())
}

fn compile(pattern: &str) -> Result<Glob, globset::Error> {
    GlobBuilder::new(pattern).literal_separator(true).build()
}

/// Compiles globs; a directory stands for all below it. Those with a [`flaw`] are left out.
pub(crate) fn set<S: AsRef<str>>(patterns: &[S]) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    let usable = patterns
        .iter()
        .map(AsRef::as_ref)
        .filter(|glob| flaw(glob).is_none());
    for pattern in usable.take(MAX_GLOBS) {
        let pattern = relative(pattern);
        set_add(&mut set, pattern);
        if !pattern.ends_with("**") {
            set_add(&mut set, &format!("{pattern}/**"));
        }
    }
    set.build().unwrap_or_default()
}

/// A pattern as paths are: relative, without a slash at its end. The root itself is the empty path.
fn relative(pattern: &str) -> &str {
    let pattern = pattern.trim_start_matches("./").trim_matches('/');
    if pattern == "." { "" } else { pattern }
}

fn set_add(set: &mut GlobSetBuilder, pattern: &str) {
    if let Ok(glob) = compile(pattern) {
        set.add(glob);
    }
}

/// Compiles globs that mean directories themselves, not what is below them. Those with a [`flaw`] are left out.
pub(crate) fn directories<S: AsRef<str>>(patterns: &[S]) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    let usable = patterns
        .iter()
        .map(AsRef::as_ref)
        .filter(|glob| flaw(glob).is_none());
    for pattern in usable.take(MAX_GLOBS) {
        set_add(&mut set, relative(pattern));
    }
    set.build().unwrap_or_default()
}

/// Compiles patterns in the syntax of `.gitignore`. Those with a [`flaw`] are left out.
pub(crate) fn gitignore<S: AsRef<str>>(patterns: &[S]) -> Gitignore {
    let mut ignore = GitignoreBuilder::new("");
    let usable = patterns
        .iter()
        .map(AsRef::as_ref)
        .filter(|glob| flaw(glob).is_none());
    for pattern in usable.take(MAX_GLOBS) {
        // A bad line is reported where it is loaded, and adds nothing here.
        drop(ignore.add_line(None, pattern));
    }
    ignore.build().unwrap_or_else(|_| Gitignore::empty())
}

/// Whether globs permit every path.
pub(crate) fn is_everything(pattern: &str) -> bool {
    matches!(pattern, "**" | "**/*" | "*" | "/**" | "." | "./")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_stands_for_all_below_it_and_a_star_for_one_segment() {
        let globs = set(&["src/legacy", "tests/", "*.py", "./a/**"]);
        for path in ["src/legacy", "src/legacy/x/y.py", "tests/a.py", "x.py", "a/b/c"] {
            assert!(globs.is_match(path), "{path}");
        }
        for path in ["src/legacy2/x.py", "src/x.py", "b/src/legacy"] {
            assert!(!globs.is_match(path), "{path}");
        }
        let roots = directories(&["src", "services/*"]);
        assert!(roots.is_match("services/a") && !roots.is_match("services/a/b"));
        let ignore = gitignore(&["third_party/**", "*.gen.py", "!keep.gen.py"]);
        let ignored = |path| ignore.matched_path_or_any_parents(path, false).is_ignore();
        assert!(ignored("third_party/a/b.py") && ignored("x/y.gen.py"));
        assert!(!ignored("keep.gen.py") && !ignored("src/a.py"));
    }

    #[test]
    fn flaws() {
        for bad in [
            "",
            " ",
            "[a",
            "{a",
            "../x",
            "a/../../x",
            "a\u{9b}",
            &"a".repeat(999),
        ] {
            assert!(flaw(bad).is_some(), "{bad}");
        }
        for good in ["a", "a/**/b", "[ab]*", "{a,b}/*.py", "a..b"] {
            assert_eq!(flaw(good), None, "{good}");
        }
    }
}
