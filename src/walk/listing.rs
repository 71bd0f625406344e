//! The directories of a tree, listed: level by level, each level at once, and put together in order.
//!
//! A directory that lies in another is below it in a list, never in a call: trees may be of any depth.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::vec;

use rayon::prelude::*;

use super::directory::{Entry, Handle, Kind};
use super::known::{Known, Part};
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
    /// Whether that is what held before.
    is_below_same: bool,
}

/// A directory that is being listed.
struct Inside<'d> {
    directory: &'d Directory,
    handle: Handle,
    /// What holds in it.
    rules: Option<Arc<Rules>>,
    /// Whether that is what held before.
    is_below_same: bool,
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

/// Lists directories.
struct Lister<'w> {
    walk: &'w Walk<'w>,
    top: Handle,
    left_out: LeftOut<'w>,
    /// What is known of them, if they themselves are to be told of for the next time.
    known: Option<&'w Known<'w>>,
}

/// Lists all that is below some directories, which were asked for and are never left out. The directories themselves are
/// told of as well where it counts what is known of them, be it nothing yet.
pub(super) fn list(walk: &Walk<'_>, directories: &[&PathBuf], known: Option<&Known<'_>>) -> Listing {
    let mut listing = Listing::default();
    // What is left out is of no matter then, and takes a while to be made out.
    if directories.is_empty() {
        return listing;
    }
    let lister = Lister {
        walk,
        top: match Handle::top(walk.root) {
            Ok(top) => top,
            Err(error) => {
                listing.skipped.push(skipped(walk.root, walk.root, &said(&error)));
                return listing;
            }
        },
        left_out: LeftOut::new(walk.root, walk.exclude, walk.ignore_files),
        known,
    };
    let asked = directories.iter().map(|path| lister.asked(path));
    let mut level: Vec<Directory> = asked.collect();
    let mut nodes: Vec<Node> = Vec::new();
    while !level.is_empty() {
        let listed: Vec<Listed> = level
            .into_par_iter()
            .map(|directory| lister.list(&directory))
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

impl Lister<'_> {
    /// A directory that was asked for.
    fn asked(&self, path: &Path) -> Directory {
        let root = self.walk.root;
        Directory {
            name: match relative(root, path).unwrap_or_default().as_str() {
                "." => String::new(),
                name => format!("{name}/"),
            },
            above: match self.walk.ignore_files {
                true => self.left_out.above(path),
                false => None,
            },
            path: path.strip_prefix(root).unwrap_or(path).to_owned(),
            is_below_same: true,
        }
    }

    fn list(&self, directory: &Directory) -> Listed {
        // A name that is no text may be shown as another is.
        let is_meant = directory.is_below_same && directory.path.to_str().is_some();
        let part = self.known.filter(|_| is_meant);
        let part = part.and_then(|known| known.of(&directory.name));
        let same = part.and_then(|part| self.list_same(directory, part, part.stamp?));
        same.unwrap_or_else(|| self.list_anew(directory, part))
    }

    /// What is in a directory that is as it was; none if other files in it are left out than before.
    fn list_same(&self, directory: &Directory, part: &Part<'_>, stamp: DirectoryStamp) -> Option<Listed> {
        let root = self.walk.root;
        let signs = part.told.map_or_else(Signs::default, |(signs, _)| signs);
        let from = self.left_out.length(&directory.name);
        let above = directory.above.clone();
        let (rules, told) = self
            .left_out
            .inside(above, || root.join(&directory.path), from, signs);
        if told != part.told.map(|(_, told)| told) {
            return None;
        }
        let absolute = |path: &&str| root.join(path);
        let odd = part.odd.iter().map(absolute);
        let mut listed = Listed {
            links: part.links.iter().map(absolute).collect(),
            skipped: odd.map(|path| skipped(root, &path, NOT_A_FILE)).collect(),
            seen: Some(Seen {
                name: Some(directory.name.clone()),
                stamp: Some(stamp),
                told: part.told,
            }),
            ..Listed::default()
        };
        let files = part.files.iter().map(|file| {
            let stamp = self.walk.stamps.then(|| self.top.stamp(file)).flatten();
            ((*file).to_owned(), None, stamp)
        });
        let directories = part.directories.iter().map(|name| {
            let inside = Directory {
                path: PathBuf::from(name.trim_end_matches('/')),
                name: (*name).to_owned(),
                above: rules.clone(),
                is_below_same: true,
            };
            ((*name).to_owned(), Some(inside), None)
        });
        listed.take(files.chain(directories).collect(), directory.name.len());
        Some(listed)
    }

    /// What is in a directory, of which something may be known from before.
    fn list_anew(&self, directory: &Directory, part: Option<&Part<'_>>) -> Listed {
        let root = self.walk.root;
        let mut listed = Listed::default();
        let absolute = |name: &OsStr| match name.is_empty() {
            true => root.join(&directory.path),
            false => root.join(&directory.path).join(name),
        };
        let skip = |name: &OsStr, why: &str| skipped(root, &absolute(name), why);
        let handle = match self.top.inside(&directory.path) {
            Ok(handle) => handle,
            Err(error) => {
                listed.skipped.push(skip(OsStr::new(""), &said(&error)));
                return listed;
            }
        };
        let stamp = self.known.and_then(|_| handle.directory_stamp(""));
        let (entries, failed) = handle.list();
        let failed = failed
            .iter()
            .map(|(name, error)| skip(name.as_deref().unwrap_or_default(), &said(error)));
        listed.skipped.extend(failed);
        let signs = left_out::signs(entries.iter().map(|entry| entry.name.as_str()));
        let from = self.left_out.length(&directory.name);
        let above = directory.above.clone();
        let (rules, told) = self
            .left_out
            .inside(above, || absolute(OsStr::new("")), from, signs);
        let told = told.map(|told| (signs, told));
        let is_text = directory.path.to_str().is_some();
        listed.seen = self.known.map(|_| Seen {
            name: is_text.then(|| directory.name.clone()),
            stamp,
            told,
        });
        let inside = Inside {
            directory,
            handle,
            rules,
            is_below_same: part.is_some_and(|part| part.told == told),
        };
        self.sort_out(&mut listed, &inside, entries);
        listed
    }

    /// Takes from the entries of a directory what is not left out.
    fn sort_out(&self, listed: &mut Listed, inside: &Inside<'_>, entries: Vec<Entry>) {
        let Inside {
            directory,
            handle,
            rules,
            is_below_same,
        } = inside;
        let absolute = |name: &OsStr| self.walk.root.join(&directory.path).join(name);
        let skip = |name: &OsStr, why: &str| skipped(self.walk.root, &absolute(name), why);
        let is_text = directory.path.to_str().is_some();
        let mut whole = self.left_out.whole(&directory.name);
        let from = whole.len();
        let mut children: Vec<Named> = Vec::with_capacity(entries.len());
        for Entry { name, odd, kind } in entries {
            whole.truncate(from);
            whole.push_str(&name);
            let is_directory = kind == Kind::Directory;
            if VCS.contains(&name.as_str()) || self.left_out.has(rules.as_deref(), &whole, is_directory) {
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
                        is_below_same: *is_below_same,
                    };
                    children.push((path, Some(inside), None));
                }
                Kind::Link => listed.links.push(absolute(real)),
                Kind::Other => listed.skipped.push(skip(real, NOT_A_FILE)),
                Kind::File if !is_text || odd.is_some() => listed.skipped.push(skip(real, NOT_TEXT)),
                Kind::File => {
                    let stamp = self.walk.stamps.then(|| handle.stamp(&name)).flatten();
                    children.push(([directory.name.as_str(), &name].concat(), None, stamp));
                }
            }
        }
        listed.take(children, directory.name.len());
    }
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
