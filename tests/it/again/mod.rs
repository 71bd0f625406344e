//! A walk that goes by what an earlier one found, beside one that does not: whatever was done to the tree in between, and
//! to what leaves files out of it, both find the same; and where nothing was done, the directories are not read.

mod kept;
mod outside;

use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::PathBuf;

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use straggler::walk::{self, Moment, Walk};
use tempfile::TempDir;

use crate::walks::{canonical, grow, next, write};

/// A tree in a directory of its own, with what was kept of the last walk.
struct Tree {
    outer: TempDir,
    root: PathBuf,
    exclude: Gitignore,
    ignore_files: bool,
    kept: Option<Vec<u8>>,
}

/// What became of what was kept.
#[derive(Debug, PartialEq, Eq)]
enum Kept {
    /// It still holds.
    Holds,
    /// There is something new to keep.
    Anew,
    /// There is nothing to keep.
    Nothing,
}

use Kept::{Anew, Holds, Nothing};

impl Tree {
    fn of(files: &[(&str, &str)]) -> Self {
        let outer = tempfile::tempdir().unwrap();
        let root = canonical(&outer).join("above/top");
        fs::create_dir_all(&root).unwrap();
        for (path, text) in files {
            write(&root, path, text);
        }
        Self {
            outer,
            root,
            exclude: Gitignore::empty(),
            ignore_files: true,
            kept: None,
        }
    }

    fn at(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// The present moment.
    fn now(&self) -> Moment {
        let file = tempfile::tempfile_in(self.outer.path()).unwrap();
        Moment::of(&file.metadata().unwrap()).unwrap()
    }

    /// A moment that is later than this one.
    fn later(&self) -> Moment {
        let now = self.now();
        loop {
            let later = self.now();
            if later > now {
                return later;
            }
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
    }

    fn asked<'w>(&'w self, paths: &'w [PathBuf]) -> Walk<'w> {
        Walk {
            root: &self.root,
            paths,
            exclude: &self.exclude,
            ignore_files: self.ignore_files,
            stamps: true,
        }
    }

    #[track_caller]
    fn walk_after(&mut self, since: Moment) -> Kept {
        let had = self.kept.take();
        let paths = [self.root.clone()];
        let walk = self.asked(&paths);
        let expected = walk::walk(&walk);
        let (tree, keep) = walk::walk_again(&walk, had.as_deref(), since);
        assert_eq!(tree.files, expected.files);
        assert_eq!(tree.stamps, expected.stamps);
        assert_eq!(tree.skipped, expected.skipped);
        assert_eq!(tree.around, expected.around);
        // Whatever it was made of, what is kept is what would be kept by who knows nothing yet.
        let fresh = walk::walk_again(&walk, None, since).1;
        let became = match (&keep, &had) {
            (Some(keep), _) => {
                assert!(fresh.as_ref() == Some(keep));
                Anew
            }
            (None, Some(had)) if fresh.is_some() => {
                assert!(fresh.as_ref() == Some(had));
                Holds
            }
            (None, _) => {
                assert!(fresh.is_none());
                Nothing
            }
        };
        self.kept = keep.or(had);
        became
    }

    /// Walks, when whatever was done is over.
    #[track_caller]
    fn walk(&mut self) -> Kept {
        let since = self.later();
        self.walk_after(since)
    }

    /// Walks before and after something is done to the tree.
    #[track_caller]
    fn when(&mut self, expected: &Kept, done: impl FnOnce(&Self)) {
        self.walk();
        assert_eq!(self.walk(), Holds);
        done(self);
        assert_eq!(self.walk(), *expected);
        assert_eq!(self.walk(), Holds);
    }
}

const FILES: [(&str, &str); 7] = [
    ("a.py", ""),
    ("a/b.py", "x"),
    ("a/b/c.py", ""),
    ("a/b/.gitignore", "*.log\n"),
    ("a/b/d.log", ""),
    ("e/f/g.py", ""),
    (".gitignore", "out/\n"),
];

#[test]
fn names_that_come_and_go_are_noticed() {
    let mut tree = Tree::of(&FILES);
    assert_eq!(tree.walk(), Anew);
    assert_eq!(tree.walk(), Holds);
    tree.when(&Anew, |tree| write(&tree.root, "a/b/new.py", ""));
    tree.when(&Anew, |tree| fs::remove_file(tree.at("a/b/c.py")).unwrap());
    tree.when(&Anew, |tree| {
        fs::rename(tree.at("a/b/new.py"), tree.at("a/b/c.py")).unwrap();
    });
    tree.when(&Anew, |tree| {
        fs::rename(tree.at("a/b/c.py"), tree.at("e/c.py")).unwrap();
    });
    tree.when(&Anew, |tree| fs::create_dir(tree.at("e/empty")).unwrap());
    tree.when(&Anew, |tree| write(&tree.root, "e/empty/x.py", ""));
    tree.when(&Anew, |tree| fs::remove_dir_all(tree.at("e/empty")).unwrap());
    // What is left out is in a directory all the same.
    tree.when(&Anew, |tree| write(&tree.root, "a/b/more.log", ""));
    tree.when(&Anew, |tree| write(&tree.root, "out/x.py", ""));
    // But not what is below one that is left out.
    tree.when(&Holds, |tree| write(&tree.root, "out/y.py", ""));
}

#[test]
fn what_becomes_something_else_is_noticed() {
    let mut tree = Tree::of(&FILES);
    tree.when(&Anew, |tree| {
        fs::remove_file(tree.at("a/b.py")).unwrap();
        write(&tree.root, "a/b.py/inside.py", "");
    });
    tree.when(&Anew, |tree| {
        fs::remove_dir_all(tree.at("a/b.py")).unwrap();
        write(&tree.root, "a/b.py", "");
    });
    tree.when(&Anew, |tree| {
        fs::remove_file(tree.at("a/b.py")).unwrap();
        symlink("b/c.py", tree.at("a/b.py")).unwrap();
    });
    tree.when(&Anew, |tree| {
        fs::remove_file(tree.at("a/b.py")).unwrap();
        drop(std::os::unix::net::UnixListener::bind(tree.at("a/b.py")).unwrap());
    });
    // A directory that has become another of its name, or a link to where it has gone.
    tree.when(&Anew, |tree| {
        fs::rename(tree.at("e/f"), tree.at("e/old")).unwrap();
        write(&tree.root, "e/f/g.py", "");
    });
    tree.when(&Anew, |tree| {
        fs::rename(tree.at("e/f"), tree.at("e/new")).unwrap();
        symlink("new", tree.at("e/f")).unwrap();
    });
    tree.when(&Anew, |tree| {
        let elsewhere = tree.root.with_file_name("elsewhere");
        fs::rename(&tree.root, &elsewhere).unwrap();
        write(&tree.root, "a.py", "");
    });
}

#[test]
fn files_that_are_written_to_are_looked_at() {
    let mut tree = Tree::of(&FILES);
    tree.when(&Holds, |tree| fs::write(tree.at("a/b.py"), "longer").unwrap());
    tree.when(&Holds, |tree| fs::write(tree.at("a/b.py"), "LONGER").unwrap());
    tree.when(&Holds, |tree| {
        let modified = fs::metadata(tree.at("a/b.py")).unwrap().modified().unwrap();
        fs::write(tree.at("a/b.py"), "lONGER").unwrap();
        let file = File::options().append(true).open(tree.at("a/b.py")).unwrap();
        file.set_modified(modified).unwrap();
    });
}

#[test]
fn times_that_are_set_back_hide_nothing() {
    let mut tree = Tree::of(&FILES);
    tree.when(&Anew, |tree| {
        let directory = tree.at("a/b");
        let modified = fs::metadata(&directory).unwrap().modified().unwrap();
        write(&tree.root, "a/b/new.py", "");
        File::open(&directory).unwrap().set_modified(modified).unwrap();
        assert_eq!(fs::metadata(&directory).unwrap().modified().unwrap(), modified);
    });
    // Nor does a file of years to come, or of long ago.
    for years in [-30, 30] {
        let now = std::time::SystemTime::now();
        let by = std::time::Duration::from_hours(24 * 365 * 30);
        let time = if years < 0 { now - by } else { now + by };
        tree.when(&Holds, |tree| {
            let file = File::options().append(true).open(tree.at("a.py")).unwrap();
            file.set_modified(time).unwrap();
        });
    }
}

#[test]
fn what_was_changed_in_the_moment_of_the_walk_is_not_known() {
    let mut tree = Tree::of(&[]);
    let before = tree.now();
    for (path, text) in FILES {
        write(&tree.root, path, text);
    }
    assert_eq!(tree.walk_after(before), Anew);
    assert_eq!(tree.walk_after(before), Anew);
    assert_eq!(tree.walk(), Anew);
    assert_eq!(tree.walk(), Holds);
    // One directory is enough.
    write(&tree.root, "e/f/new.py", "");
    let since = tree.now();
    write(&tree.root, "e/f/newer.py", "");
    assert_eq!(tree.walk_after(since), Anew);
    assert_eq!(tree.walk(), Anew);
    assert_eq!(tree.walk(), Holds);
}

#[test]
fn what_cannot_be_looked_at_is_never_known() {
    let mut tree = Tree::of(&FILES);
    let odd = tree.at("e").join(std::ffi::OsStr::from_bytes(b"caf\xe9"));
    fs::create_dir(&odd).unwrap();
    assert_eq!(tree.walk(), Nothing);
    fs::write(odd.join("x.py"), "").unwrap();
    assert_eq!(tree.walk(), Nothing);
    fs::remove_dir_all(&odd).unwrap();
    fs::write(&odd, "").unwrap();
    assert_eq!(tree.walk(), Nothing);
    fs::remove_file(&odd).unwrap();
    symlink("x", &odd).unwrap();
    assert_eq!(tree.walk(), Nothing);
    fs::remove_file(&odd).unwrap();
    assert_eq!(tree.walk(), Anew);
    // Shown as the name of another.
    write(&tree.root, "e/caf\u{fffd}/y.py", "");
    assert_eq!(tree.walk(), Anew);
    fs::create_dir(&odd).unwrap();
    fs::write(odd.join("x.py"), "").unwrap();
    assert_eq!(tree.walk(), Nothing);
    fs::remove_dir_all(&odd).unwrap();
    assert_eq!(tree.walk(), Anew);
    let closed = tree.at("a/b");
    let mode = |mode| fs::set_permissions(&closed, fs::Permissions::from_mode(mode)).unwrap();
    mode(0o100);
    // Nothing is closed to root.
    if fs::read_dir(&closed).is_err() {
        assert_eq!(tree.walk(), Nothing);
        assert_eq!(tree.walk(), Nothing);
    }
    mode(0o755);
    assert_ne!(tree.walk(), Nothing);
    assert_eq!(tree.walk(), Holds);
}

#[test]
fn after_anything_it_finds_what_a_walk_finds() {
    let mut held = 0;
    for seed in 0..15 {
        let mut tree = Tree::of(&[]);
        let directories = grow(&tree.root, seed);
        if seed % 3 == 0 {
            let mut exclude = GitignoreBuilder::new("");
            exclude.add_line(None, "b/**/a.py").unwrap();
            tree.exclude = exclude.build().unwrap();
        }
        let mut state = seed;
        for _ in 0..12 {
            let directory = &directories[next(&mut state, directories.len())];
            let name = ["a.py", "b", ".gitignore", "c.log", ".ignore"][next(&mut state, 5)];
            let (place, text) = (tree.at(&format!("{directory}{name}")), ["", "b\n", "*.py\n"]);
            let text = text[next(&mut state, 3)];
            match next(&mut state, 5) {
                0 => drop(fs::write(&place, text)),
                1 => drop(fs::remove_file(&place)),
                2 => drop(fs::create_dir_all(place.join("deep"))),
                3 => drop(fs::rename(&place, tree.root.join("moved"))),
                _ => {}
            }
            // In the same moment, and after it.
            let since = tree.now();
            tree.walk_after(since);
            held += usize::from(tree.walk() == Holds);
            assert_eq!(tree.walk(), Holds);
        }
    }
    assert!(held > 50, "{held}");
}
