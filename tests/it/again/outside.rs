//! What has a say in what a tree holds and is not in its directories: files that leave others out, and where links lead.

use std::fs;
use std::os::unix::fs::symlink;

use super::Kept::{Anew, Holds};
use super::{FILES, Tree};
use crate::walks::write;

#[test]
fn what_leaves_files_out_is_read_again() {
    let mut tree = Tree::of(&FILES);
    for place in [
        // In the tree, where it was and where it was not.
        ".gitignore",
        "a/b/.gitignore",
        "a/b/.ignore",
        "e/f/.gitignore",
        // Of the repository, and of one within.
        ".git/info/exclude",
        "e/.git/info/exclude",
        // Above.
        "../.ignore",
        "../../.gitignore",
        "../.git/info/exclude",
    ] {
        for text in ["g.py\n", "*.log\n", "c.py\n", "!c.py\n", ""] {
            tree.when(&Anew, |tree| write(&tree.root, place, text));
        }
        tree.when(&Anew, |tree| fs::remove_file(tree.at(place)).unwrap());
    }
    tree.when(&Anew, |tree| {
        fs::remove_dir_all(tree.at(".git")).unwrap();
        write(&tree.root, "../away/info/exclude", "c.py\n");
        write(&tree.root, ".git", "gitdir: ../away\n");
    });
    // Elsewhere, where only what is there tells of it.
    tree.when(&Anew, |tree| write(&tree.root, "../away/info/exclude", "g.py\n"));
    tree.when(&Anew, |tree| {
        write(&tree.root, "../away/commondir", "../common\n");
    });
    tree.when(&Anew, |tree| {
        write(&tree.root, "../common/info/exclude", "a.py\n");
    });
    tree.ignore_files = false;
    tree.kept = None;
    tree.when(&Holds, |tree| write(&tree.root, "../.ignore", "*.py\n"));
    tree.when(&Anew, |tree| write(&tree.root, ".gitignore", "c.py\n"));
    tree.when(&Holds, |tree| write(&tree.root, ".gitignore", "*.py\n"));
}

#[test]
fn a_link_in_place_of_an_ignore_file_is_read_through() {
    let mut tree = Tree::of(&FILES);
    write(&tree.root, "../rules", "g.py\n");
    symlink("../rules", tree.at(".ignore")).unwrap();
    tree.when(&Anew, |tree| write(&tree.root, "../rules", "c.py\n"));
    tree.when(&Anew, |tree| fs::remove_file(tree.at("../rules")).unwrap());
}

#[test]
fn links_are_followed_to_where_they_lead_now() {
    let mut tree = Tree::of(&FILES);
    for (link, target) in [
        ("a/in", "b/c.py"),
        ("a/nowhere", "../../../away.py"),
        ("e/dir", "../../../away"),
        ("e/through", "dir/x.py"),
    ] {
        symlink(target, tree.at(link)).unwrap();
    }
    tree.when(&Holds, |tree| write(&tree.root, "../../away.py", ""));
    tree.when(&Holds, |tree| fs::remove_file(tree.at("../../away.py")).unwrap());
    tree.when(&Anew, |tree| {
        fs::remove_file(tree.at("e/through")).unwrap();
        symlink("../../../away.py", tree.at("e/through")).unwrap();
    });
}
