//! What is kept of a walk: how much of it is gone by, and when it is not.

use std::fs;
use std::path::Path;

use straggler::walk;

use super::Kept::Anew;
use super::{FILES, Tree};
use crate::walks::write;

#[test]
fn what_is_damaged_is_not_gone_by() {
    let mut tree = Tree::of(&FILES);
    assert_eq!(tree.walk(), Anew);
    let whole = tree.kept.clone().unwrap();
    for length in (0..whole.len()).step_by(25) {
        tree.kept = Some(whole[..length].to_vec());
        assert_eq!(tree.walk(), Anew, "{length}");
    }
    // Nor by what does not fit together: a directory is told of that is in none.
    let at = whole.windows(6).position(|bytes| bytes == b"e/a/b/").unwrap();
    tree.kept = Some([&whole[..at], b"e/z/b/", &whole[at + 6..]].concat());
    write(&tree.root, "e/f/new.py", "");
    assert_eq!(tree.walk(), Anew);
    // What is known of a part holds for no other, and not for one that leaves out something else.
    tree.when(&Anew, |tree| fs::write(tree.at(".gitignore"), "a/\n").unwrap());
}

#[test]
fn only_what_has_changed_is_listed() {
    let mut tree = Tree::of(&FILES);
    assert_eq!(tree.walk(), Anew);
    // What is known of a directory is not what is in it, which nobody sees who does not read it.
    let known = tree.kept.take().unwrap();
    let at = known.windows(8).position(|bytes| bytes == b"a/b/c.py").unwrap();
    let known = [&known[..at], b"a/b/x.py", &known[at + 8..]].concat();
    let found = |tree: &Tree| {
        let paths = [tree.root.clone()];
        let (found, _) = walk::walk_again(&tree.asked(&paths), Some(&known), tree.later());
        found.files.contains(&"a/b/x.py".to_owned())
    };
    assert!(found(&tree));
    // Beside it, above it, and below it.
    write(&tree.root, "e/f/new.py", "");
    assert!(found(&tree));
    write(&tree.root, "a/new.py", "");
    assert!(found(&tree));
    write(&tree.root, "new/new.py", "");
    assert!(found(&tree));
    // In it; and where it is said otherwise what is left out of it.
    fs::write(tree.at(".gitignore"), "other/\n").unwrap();
    assert!(!found(&tree));
    fs::write(tree.at(".gitignore"), "out/\n").unwrap();
    assert!(found(&tree));
    write(&tree.root, "a/.ignore", "*.log\n");
    assert!(!found(&tree));
    fs::remove_file(tree.at("a/.ignore")).unwrap();
    assert!(found(&tree));
    write(&tree.root, "a/b/new.py", "");
    assert!(!found(&tree));
}

/// Not all of what tells that nothing has changed is in the tree: other trees are no part of it.
#[test]
fn a_part_of_a_tree_is_walked_as_ever() {
    let mut tree = Tree::of(&FILES);
    assert_eq!(tree.walk(), Anew);
    let paths = [tree.at("a")];
    let walk = tree.asked(&paths);
    let (found, keep) = walk::walk_again(&walk, tree.kept.as_deref(), tree.now());
    assert_eq!(found.files, walk::walk(&walk).files);
    assert!(keep.is_none() && found.files.iter().all(|file| Path::new(file).starts_with("a")));
}
