//! The directories of a tree, listed: level by level, each level at once, and put together in order.
//!
//! A directory that lies in another is below it in a list, never in a call: trees may be of any depth.

use std::fs::{self, DirEntry};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::vec;

use rayon::prelude::*;

use super::left_out::{self, LeftOut, Rules, Signs};
use super::read::{NOT_A_FILE, said};
use super::{Found, NOT_TEXT, Stamp, VCS, Walk, relative, skipped};
use crate::finding::Skipped;

/// What is in directories.
#[derive(Default)]
pub(super) struct Listing {
    /// By path, below each of the directories.
    pub files: Vec<Found>,
    pub skipped: Vec<Skipped>,
    /// The symbolic links.
    pub links: Vec<PathBuf>,
}

/// A directory to list.
struct Directory {
    path: PathBuf,
    /// From the root: empty, or with a `/` at its end.
    name: String,
    /// What holds above it.
    above: Option<Arc<Rules>>,
}

/// What is in one directory.
#[derive(Default)]
struct Listed {
    /// In order.
    children: Vec<Child>,
    /// Those among the children.
    directories: Vec<Directory>,
    skipped: Vec<Skipped>,
    links: Vec<PathBuf>,
}

enum Child {
    File(Found),
    /// The next of the directories.
    Directory,
}

/// A directory that was listed, while all are put together.
struct Node {
    children: vec::IntoIter<Child>,
    /// The number of the first directory in it that is not yet taken.
    next: usize,
}

/// Lists all that is below some directories, which were asked for and are never left out.
pub(super) fn list(walk: &Walk<'_>, directories: &[&PathBuf]) -> Listing {
    let left_out = LeftOut::new(walk.root, walk.exclude, walk.ignore_files);
    let asked = directories.iter().map(|path| Directory {
        name: match relative(walk.root, path).unwrap_or_default().as_str() {
            "." => String::new(),
            name => format!("{name}/"),
        },
        above: match walk.ignore_files {
            true => left_out.above(path),
            false => None,
        },
        path: (*path).clone(),
    });
    let mut level: Vec<Directory> = asked.collect();
    let mut nodes: Vec<Node> = Vec::new();
    let mut listing = Listing::default();
    while !level.is_empty() {
        let listed: Vec<Listed> = level
            .into_par_iter()
            .map(|directory| list_one(walk, &left_out, &directory))
            .collect();
        let next = nodes.len() + listed.len();
        level = Vec::new();
        for one in listed {
            nodes.push(Node {
                children: one.children.into_iter(),
                next: next + level.len(),
            });
            level.extend(one.directories);
            listing.skipped.extend(one.skipped);
            listing.links.extend(one.links);
        }
    }
    listing.files = in_order(nodes, directories.len());
    listing
}

/// The files, each directory's where it stands among its neighbours.
fn in_order(mut nodes: Vec<Node>, tops: usize) -> Vec<Found> {
    let mut files = Vec::new();
    let mut open: Vec<usize> = (0..tops).rev().collect();
    while let Some(node) = open.last().and_then(|at| nodes.get_mut(*at)) {
        match node.children.next() {
            Some(Child::File(file)) => files.push(file),
            Some(Child::Directory) => {
                open.push(node.next);
                node.next += 1;
            }
            None => drop(open.pop()),
        }
    }
    files
}

/// One thing in a directory.
struct Entry {
    entry: DirEntry,
    /// As far as it is text.
    name: String,
    is_text: bool,
}

fn list_one(walk: &Walk<'_>, left_out: &LeftOut<'_>, directory: &Directory) -> Listed {
    let mut listed = Listed::default();
    let entries = entries(walk, directory, &mut listed);
    let mut signs = Signs::default();
    for Entry { name, .. } in &entries {
        left_out::note(&mut signs, name);
    }
    let mut whole = left_out.whole(&directory.name);
    let from = whole.len();
    let rules = left_out.inside(directory.above.clone(), &directory.path, from, signs);
    let is_text = directory.path.to_str().is_some();
    let mut children: Vec<(String, Option<Directory>, Option<Stamp>)> = Vec::new();
    for Entry {
        entry,
        name,
        is_text: is_named,
    } in entries
    {
        let kind = match entry.file_type() {
            Ok(kind) => kind,
            Err(error) => {
                let why = said(&error);
                listed.skipped.push(skipped(walk.root, &entry.path(), &why));
                continue;
            }
        };
        whole.truncate(from);
        whole.push_str(&name);
        if VCS.contains(&name.as_str()) || left_out.has(rules.as_deref(), &whole, kind.is_dir()) {
            continue;
        }
        let mut path = String::with_capacity(directory.name.len() + name.len() + 1);
        path.push_str(&directory.name);
        path.push_str(&name);
        if kind.is_dir() {
            path.push('/');
            let inside = Directory {
                path: entry.path(),
                name: path.clone(),
                above: rules.clone(),
            };
            children.push((path, Some(inside), None));
        } else if kind.is_symlink() {
            listed.links.push(entry.path());
        } else if !kind.is_file() {
            listed.skipped.push(skipped(walk.root, &entry.path(), NOT_A_FILE));
        } else if !is_text || !is_named {
            listed.skipped.push(skipped(walk.root, &entry.path(), NOT_TEXT));
        } else {
            let stamp = walk.stamps.then(|| Stamp::of(&entry.metadata().ok()?)).flatten();
            children.push((path, None, stamp));
        }
    }
    children.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    for (path, inside, stamp) in children {
        listed.children.push(match inside {
            Some(_) => Child::Directory,
            None => Child::File((path, stamp)),
        });
        listed.directories.extend(inside);
    }
    listed
}

#[expect(
    clippy::disallowed_methods,
    reason = "this module is the one that reads directories"
)]
fn entries(walk: &Walk<'_>, directory: &Directory, listed: &mut Listed) -> Vec<Entry> {
    let mut failed = |error: &io::Error| {
        let why = said(error);
        listed.skipped.push(skipped(walk.root, &directory.path, &why));
    };
    let entries = match fs::read_dir(&directory.path) {
        Ok(entries) => entries,
        Err(error) => {
            failed(&error);
            return Vec::new();
        }
    };
    let entries = entries.filter_map(|entry| entry.map_err(|error| failed(&error)).ok());
    let named = entries.map(|entry| match entry.file_name().into_string() {
        Ok(name) => Entry {
            entry,
            name,
            is_text: true,
        },
        Err(name) => Entry {
            entry,
            name: name.to_string_lossy().into_owned(),
            is_text: false,
        },
    });
    named.collect()
}
