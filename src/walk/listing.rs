//! The directories of a tree, listed: level by level, each level at once, and put together in order.
//!
//! A directory that lies in another is below it in a list, never in a call: trees may be of any depth.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::sync::Arc;
use std::vec;

use rayon::prelude::*;

use super::directory::{Entry, Handle, Kind};
use super::left_out::{self, LeftOut, Rules, Signs, Told};
use super::read::{NOT_A_FILE, said};
use super::stamp::DirectoryStamp;
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
    /// What was listed, if that was asked for; each after the one that it is in.
    pub directories: Vec<Seen>,
}

/// A directory that was listed.
pub(super) struct Seen {
    /// Its path from the root: empty, or with a `/` at its end; none if that is no text.
    pub name: Option<String>,
    /// What it looked like before.
    pub stamp: Option<DirectoryStamp>,
    /// The signs in it, and what they told, if that counts.
    pub told: Option<(Signs, Told)>,
}

/// A directory to list.
struct Directory {
    /// From the root.
    path: PathBuf,
    /// The same as far as it is text: empty, or with a `/` at its end.
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
    seen: Option<Seen>,
}

/// The path of a file, with what it looks like, or of a directory, with a `/` at its end.
type Named = (String, Option<Directory>, Option<Stamp>);

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

/// Lists all that is below some directories, which were asked for and are never left out. The directories themselves are
/// told of as well if somebody is going to ask whether they are still the same.
pub(super) fn list(walk: &Walk<'_>, directories: &[&PathBuf], is_kept: bool) -> Listing {
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
        path: path.strip_prefix(walk.root).unwrap_or(path).to_owned(),
    });
    let mut level: Vec<Directory> = asked.collect();
    let mut nodes: Vec<Node> = Vec::new();
    let mut listing = Listing::default();
    let top = match Handle::top(walk.root) {
        Ok(top) => top,
        Err(error) => {
            listing.skipped.push(skipped(walk.root, walk.root, &said(&error)));
            return listing;
        }
    };
    while !level.is_empty() {
        let listed: Vec<Listed> = level
            .into_par_iter()
            .map(|directory| list_one(walk, &top, &left_out, &directory, is_kept))
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
            listing.directories.extend(one.seen);
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

fn list_one(
    walk: &Walk<'_>,
    top: &Handle,
    left_out: &LeftOut<'_>,
    directory: &Directory,
    is_kept: bool,
) -> Listed {
    let mut listed = Listed::default();
    let absolute = |name: &OsStr| match name.is_empty() {
        true => walk.root.join(&directory.path),
        false => walk.root.join(&directory.path).join(name),
    };
    let skip = |name: &OsStr, why: &str| skipped(walk.root, &absolute(name), why);
    let handle = match top.inside(&directory.path) {
        Ok(handle) => handle,
        Err(error) => {
            listed.skipped.push(skip(OsStr::new(""), &said(&error)));
            return listed;
        }
    };
    let stamp = is_kept.then(|| handle.directory_stamp("")).flatten();
    let (entries, failed) = handle.list();
    let failed = failed
        .iter()
        .map(|(name, error)| skip(name.as_deref().unwrap_or_default(), &said(error)));
    listed.skipped.extend(failed);
    let signs = left_out::signs(entries.iter().map(|entry| entry.name.as_str()));
    let mut whole = left_out.whole(&directory.name);
    let from = whole.len();
    let above = directory.above.clone();
    let (rules, told) = left_out.inside(above, || absolute(OsStr::new("")), from, signs);
    let is_text = directory.path.to_str().is_some();
    listed.seen = is_kept.then(|| Seen {
        name: is_text.then(|| directory.name.clone()),
        stamp,
        told: told.map(|told| (signs, told)),
    });
    let mut children: Vec<Named> = Vec::with_capacity(entries.len());
    for Entry { name, odd, kind } in entries {
        whole.truncate(from);
        whole.push_str(&name);
        let is_directory = kind == Kind::Directory;
        if VCS.contains(&name.as_str()) || left_out.has(rules.as_deref(), &whole, is_directory) {
            continue;
        }
        let real = odd.as_deref().unwrap_or(OsStr::new(&name));
        match kind {
            Kind::Directory => {
                let path = [directory.name.as_str(), &name, "/"].concat();
                let inside = Directory {
                    path: directory.path.join(real),
                    name: path.clone(),
                    above: rules.clone(),
                };
                children.push((path, Some(inside), None));
            }
            Kind::Link => listed.links.push(absolute(real)),
            Kind::Other => listed.skipped.push(skip(real, NOT_A_FILE)),
            Kind::File if !is_text || odd.is_some() => listed.skipped.push(skip(real, NOT_TEXT)),
            Kind::File => {
                let stamp = walk.stamps.then(|| handle.stamp(&name)).flatten();
                children.push(([directory.name.as_str(), &name].concat(), None, stamp));
            }
        }
    }
    listed.take(children, directory.name.len());
    listed
}

impl Listed {
    /// Takes in what is in the directory, whose own name is the beginning of all paths.
    fn take(&mut self, mut children: Vec<Named>, from: usize) {
        children.sort_unstable_by(|a, b| a.0[from..].cmp(&b.0[from..]));
        self.children.reserve_exact(children.len());
        for (path, inside, stamp) in children {
            self.children.push(match inside {
                Some(_) => Child::Directory,
                None => Child::File((path, stamp)),
            });
            self.directories.extend(inside);
        }
    }
}
