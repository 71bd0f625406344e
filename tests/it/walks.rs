//! The walk beside another that is trusted: which files it finds, in which order, whatever ignore files say; and what it
//! tells of files and of links.

use std::fs;
use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::{WalkBuilder, WalkState};
use straggler::walk::{self, Tree, Walk};
use tempfile::TempDir;

pub(super) fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn walk(root: &Path, paths: &[&str], exclude: &Gitignore, ignore_files: bool) -> Tree {
    walk::walk(&Walk {
        root,
        paths: &paths.iter().map(|path| root.join(path)).collect::<Vec<_>>(),
        exclude,
        ignore_files,
        stamps: true,
    })
}

/// What the walker of `ripgrep` finds.
fn expected(root: &Path, directory: &Path, ignore_files: bool) -> Vec<String> {
    let mut builder = WalkBuilder::new(directory);
    builder
        .standard_filters(ignore_files)
        .hidden(false)
        .require_git(false)
        .current_dir(root)
        .filter_entry(|entry| entry.depth() == 0 || entry.file_name() != ".git");
    let (sender, receiver) = std::sync::mpsc::channel();
    builder.build_parallel().run(|| {
        let sender = sender.clone();
        Box::new(move |entry| {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_file() {
                sender.send(walk::relative(root, entry.path()).unwrap()).unwrap();
            }
            WalkState::Continue
        })
    });
    drop(sender);
    let mut files: Vec<String> = receiver.into_iter().collect();
    files.sort();
    files
}

pub(super) fn canonical(directory: &TempDir) -> std::path::PathBuf {
    directory.path().canonicalize().unwrap()
}

/// A number after another, always the same ones.
pub(super) fn next(seed: &mut u64, below: usize) -> usize {
    *seed = seed
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) as usize % below
}

const PATTERNS: [&str; 20] = [
    "*.py", "!a.py", "/a/", "b/", "!b/", "a/b.py", "**/c.log", "c", "!c", "/b*", "*.log", "!*.log", "a/**",
    "!a/b/", "# a.py", "", "*", "!*/", "é*", "a/*/c.py",
];

/// A tree of directories with ignore files, and the directories in it: empty, or with a `/` at their end.
pub(super) fn grow(root: &Path, seed: u64) -> Vec<String> {
    let names = ["a", "b", "c", "a.b", "a-b", ".h", "é"];
    let files = ["a.py", "b.py", "c.log", "a", "é.py", ".env", "a.log"];
    let mut state = seed * 7919 + 1;
    let mut directories = vec![String::new()];
    for _ in 0..12 {
        let above = directories[next(&mut state, directories.len())].clone();
        let directory = format!("{above}{}/", names[next(&mut state, names.len())]);
        if !root.join(&directory).exists() {
            fs::create_dir_all(root.join(&directory)).unwrap();
            directories.push(directory);
        }
    }
    for directory in &directories {
        for _ in 0..4 {
            let file = format!("{directory}{}", files[next(&mut state, files.len())]);
            if !root.join(&file).exists() {
                write(root, &file, "");
            }
        }
    }
    let in_each = |name: &str| -> Vec<String> {
        let paths = directories.iter().map(|directory| format!("{directory}{name}"));
        paths.collect()
    };
    let elsewhere = [
        "../.gitignore",
        "../../.ignore",
        ".git/info/exclude",
        "a/.git/info/exclude",
    ];
    let places = [
        in_each(".gitignore"),
        in_each(".ignore"),
        elsewhere.map(str::to_owned).to_vec(),
    ]
    .concat();
    for _ in 0..4 {
        let place = &places[next(&mut state, places.len())];
        let lines = [0; 3].map(|_| PATTERNS[next(&mut state, PATTERNS.len())]);
        if !(place.starts_with("a/") && root.join("a").is_file()) {
            write(root, place, &lines.join("\n"));
        }
    }
    directories
}

#[test]
fn finds_what_the_walker_of_ripgrep_finds() {
    for seed in 0..60 {
        let outer = tempfile::tempdir().unwrap();
        let root = canonical(&outer).join("a/top");
        fs::create_dir_all(&root).unwrap();
        let directories = grow(&root, seed);
        let nothing = Gitignore::empty();
        for ignore_files in [true, false] {
            let tree = walk(&root, &[""], &nothing, ignore_files);
            assert_eq!(tree.files, expected(&root, &root, ignore_files), "{seed}");
            assert!(tree.stamps.iter().all(Option::is_some) && tree.stamps.len() == tree.files.len());
            assert!(tree.skipped.is_empty() && tree.around.is_empty());
        }
        let one = directories.last().unwrap().trim_end_matches('/');
        assert_eq!(
            walk(&root, &[one], &nothing, true).files,
            expected(&root, &root.join(one), true),
            "{seed}: {one}"
        );
    }
}

#[test]
fn what_was_asked_for_twice_is_found_once_and_what_is_excluded_is_not() {
    let directory = tempfile::tempdir().unwrap();
    let root = canonical(&directory);
    for path in [
        "a/b/x.py",
        "a/y.py",
        "a.py",
        "a-b.py",
        "out/z.py",
        "out/k/z.py",
        ".gitignore",
    ] {
        write(&root, path, "a.py\n");
    }
    let mut exclude = GitignoreBuilder::new("");
    exclude.add_line(None, "out/**").unwrap();
    let exclude = exclude.build().unwrap();
    let tree = walk(&root, &["a/b", "a", "a.py"], &exclude, true);
    assert_eq!(tree.files, ["a.py", "a/b/x.py", "a/y.py"]);
    assert_eq!(tree.around, [".gitignore", "a-b.py"]);
    let tree = walk(&root, &[""], &exclude, true);
    assert_eq!(tree.files, [".gitignore", "a-b.py", "a/b/x.py", "a/y.py"]);
    assert_eq!(tree.stamps[2], walk::stamp(&root, "a/b/x.py"));
    write(&root, "a/b/x.py", "longer than before\n");
    assert_ne!(tree.stamps[2], walk::stamp(&root, "a/b/x.py"));
}

#[cfg(unix)]
#[test]
fn links_are_told_of_when_they_lead_out() {
    use std::os::unix::fs::symlink;

    let directory = tempfile::tempdir().unwrap();
    let outer = canonical(&directory);
    write(&outer, "outside/x.py", "");
    write(&outer, "top/a/y.py", "");
    write(&outer, "top/b/z.py", "");
    let root = outer.join("top");
    for (link, target) in [
        ("beside", "b/z.py"),
        ("a/above", "../b/z.py"),
        ("a/through", "../dir/../b/z.py"),
        ("dir", "b"),
        ("a/nowhere", "gone.py"),
        ("a/out", "../../outside/x.py"),
        ("out-dir", "../outside"),
        ("a/roundabout", "../out-dir/x.py"),
        ("a/round-and-out", "../out-dir/../outside/x.py"),
    ] {
        symlink(target, root.join(link)).unwrap();
    }
    let tree = walk(&root, &[""], &Gitignore::empty(), true);
    assert_eq!(tree.files, ["a/y.py", "b/z.py"]);
    let skipped: Vec<&str> = tree.skipped.iter().map(|skipped| skipped.path.as_str()).collect();
    assert_eq!(skipped, ["a/out", "a/round-and-out", "a/roundabout", "out-dir"]);
}

#[test]
fn a_tree_may_be_of_any_depth() {
    let directory = tempfile::tempdir().unwrap();
    let root = canonical(&directory);
    let deep = "d/".repeat(900);
    write(&root, &format!("{deep}x.py"), "");
    write(&root, &format!("{deep}.gitignore"), "*.log\n");
    write(&root, &format!("{deep}y.log"), "");
    let tree = walk(&root, &[""], &Gitignore::empty(), true);
    assert_eq!(tree.files, [format!("{deep}.gitignore"), format!("{deep}x.py")]);
}
