//! What a walk found, kept for the next one of the same tree: as long as a directory is as it was, and what leaves files
//! out says what it said, it holds what it held, and only the files in it are looked at.
//!
//! Nothing is kept of a tree in which something could not be looked at. A directory that was changed in the very moment of
//! the walk, or that lies on another file system, is never known to be as it was.

use std::path::PathBuf;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::directory::Handle;
use super::known::{Known, Part};
use super::left_out::{self, Signs, Told};
use super::listing::{Listing, Seen};
use super::read::NOT_A_FILE;
use super::stamp::{DirectoryStamp, Moment};
use super::{Found, Tree, Walk, put_together, skipped};
use crate::finding::{SkipReason, Skipped};

/// How many are looked at in one go.
const AT_A_TIME: usize = 128;

/// The bytes of the stamp of a directory.
const STAMP: usize = 40;

/// What is told by files outside of the tree that leaves files out, and what a walk found.
#[derive(Serialize, Deserialize)]
struct Kept<'b> {
    around: Told,
    /// With a `/` at their end, each after the one that it is in.
    #[serde(borrow)]
    directories: Names<'b>,
    /// Of the directories: zeros for one that is never known to be as it was.
    stamps: &'b [u8],
    /// The numbers of those with a say in what is left out, with their signs.
    told: Vec<(u32, Signs, Told)>,
    #[serde(borrow)]
    files: Names<'b>,
    #[serde(borrow)]
    links: Vec<&'b str>,
    /// What is neither a file nor a directory nor a link.
    odd: Vec<&'b str>,
}

/// Many texts in one.
#[derive(Serialize, Deserialize)]
struct Names<'b> {
    text: &'b str,
    /// Where each ends, in four bytes.
    ends: &'b [u8],
}

impl<'b> Names<'b> {
    const fn len(&self) -> usize {
        self.ends.len() / 4
    }

    fn end(&self, at: usize) -> Option<usize> {
        let bytes = self.ends.get(4 * at..)?.first_chunk::<4>()?;
        usize::try_from(u32::from_le_bytes(*bytes)).ok()
    }

    fn get(&self, at: usize) -> Option<&'b str> {
        let start = match at.checked_sub(1) {
            None => 0,
            Some(before) => self.end(before)?,
        };
        self.text.get(start..self.end(at)?)
    }
}

/// Texts on their way to be such.
#[derive(Default)]
struct Written {
    text: String,
    ends: Vec<u8>,
}

impl Written {
    /// None if it is too much.
    fn push(&mut self, text: &str) -> Option<()> {
        self.text.push_str(text);
        let end = u32::try_from(self.text.len()).ok()?;
        self.ends.extend_from_slice(&end.to_le_bytes());
        Some(())
    }

    fn names(&self) -> Names<'_> {
        Names {
            text: &self.text,
            ends: &self.ends,
        }
    }
}

/// What leaves files out of a tree from outside of it; none if that cannot be told, or directories of such a tree cannot
/// be told from what they were.
pub(super) fn around(walk: &Walk<'_>) -> Option<Told> {
    let is_local = Handle::top(walk.root).is_ok_and(|top| top.is_local());
    match walk.ignore_files {
        _ if !is_local => None,
        true => left_out::around(walk.root),
        false => Some(0),
    }
}

/// What was found of a tree by an earlier walk, and what has become of its directories.
pub(super) struct Earlier<'b> {
    kept: Kept<'b>,
    top: Handle,
    /// What each of the directories looks like, if it is as it was.
    stamps: Vec<Option<DirectoryStamp>>,
}

impl<'b> Earlier<'b> {
    /// What the bytes say that were kept, if they hold for what leaves files out from outside.
    pub(super) fn of(walk: &Walk<'_>, around: Told, bytes: &'b [u8]) -> Option<Self> {
        let kept: Kept<'b> = postcard::from_bytes(bytes).ok()?;
        if kept.around != around {
            return None;
        }
        let top = Handle::top(walk.root).ok()?;
        let is_same = |at: usize| {
            let stamp = kept.stamps.get(STAMP * at..)?.first_chunk::<STAMP>()?;
            let now = top.directory_stamp(kept.directories.get(at)?.trim_end_matches('/'))?;
            (bytes_of(&now) == *stamp).then_some(now)
        };
        let all = (0..kept.directories.len()).into_par_iter();
        let stamps = all.with_min_len(AT_A_TIME).map(is_same).collect();
        Some(Self { kept, top, stamps })
    }

    /// The files of the tree, if all of its directories hold what they held, and of that the same is left out.
    pub(super) fn tree(&self, walk: &Walk<'_>) -> Option<Tree> {
        let Self { kept, top, stamps } = self;
        let tells_same = |(at, signs, told): &(u32, Signs, Told)| {
            let directory = kept.directories.get(*at as usize);
            directory.is_some_and(|name| left_out::told(&walk.root.join(name), *signs) == *told)
        };
        if !stamps.iter().all(Option::is_some) || !kept.told.iter().all(tells_same) {
            return None;
        }
        let (mut files, mut stamps) = (Vec::new(), Vec::new());
        (0..kept.files.len())
            .into_par_iter()
            .with_min_len(AT_A_TIME)
            .map(|at| {
                let file = kept.files.get(at).unwrap_or_default();
                (file.to_owned(), top.stamp(file))
            })
            .unzip_into_vecs(&mut files, &mut stamps);
        let absolute = |path: &&str| walk.root.join(path);
        let links: Vec<PathBuf> = kept.links.iter().map(absolute).collect();
        let odd = kept.odd.iter().map(absolute);
        let odd = odd.map(|path| skipped(walk.root, &path, NOT_A_FILE));
        Some(put_together(walk, (files, stamps), &links, odd.collect()))
    }

    /// What is known of the single directories; none if one thing does not fit another.
    pub(super) fn known(&self) -> Option<Known<'b>> {
        let Self { kept, stamps, .. } = self;
        let mut known = Known::default();
        let mut told = kept.told.iter().peekable();
        for (at, stamp) in stamps.iter().enumerate() {
            let told = told.next_if(|(number, ..)| *number as usize == at);
            let part = Part {
                stamp: *stamp,
                told: told.map(|(_, signs, told)| (*signs, *told)),
                ..Part::default()
            };
            known.add(kept.directories.get(at)?, part)?;
        }
        for at in 0..kept.files.len() {
            let file = kept.files.get(at)?;
            known.around(file)?.files.push(file);
        }
        for link in &kept.links {
            known.around(link)?.links.push(link);
        }
        for odd in &kept.odd {
            known.around(odd)?.odd.push(odd);
        }
        Some(known)
    }
}

/// What is to be kept of a walk that began after a moment; nothing if that would not do.
pub(super) fn keep(
    walk: &Walk<'_>,
    around: Told,
    found: &[Found],
    listing: &Listing,
    since: Moment,
) -> Option<Vec<u8>> {
    let device = listing.directories.first()?.stamp?.device;
    let is_known = |stamp: &DirectoryStamp| stamp.device == device && stamp.is_before(since);
    let (mut directories, mut stamps, mut told) = (Written::default(), Vec::new(), Vec::new());
    for (
        number,
        Seen {
            name,
            stamp,
            told: said,
        },
    ) in (0..).zip(&listing.directories)
    {
        directories.push(name.as_ref()?)?;
        let stamp = stamp.filter(is_known);
        stamps.extend_from_slice(&stamp.map_or([0; STAMP], |stamp| bytes_of(&stamp)));
        told.extend(said.map(|(signs, told)| (number, signs, told)));
    }
    let mut files = Written::default();
    for (file, _) in found {
        files.push(file)?;
    }
    let link = |link: &'_ PathBuf| link.strip_prefix(walk.root).ok()?.to_str().map(str::to_owned);
    let links = listing.links.iter().map(link).collect::<Option<Vec<_>>>()?;
    let kept = Kept {
        around,
        directories: directories.names(),
        stamps: &stamps,
        told,
        files: files.names(),
        links: links.iter().map(String::as_str).collect(),
        odd: odd(&listing.skipped)?,
    };
    postcard::to_allocvec(&kept).ok()
}

/// What of a listing is neither a file nor a directory nor a link, if nothing else was skipped.
fn odd(skipped: &[Skipped]) -> Option<Vec<&str>> {
    let odd = skipped.iter().map(|skipped| match &skipped.reason {
        SkipReason::Unreadable(why) if why == NOT_A_FILE => Some(skipped.path.as_str()),
        _ => None,
    });
    odd.collect()
}

fn bytes_of(stamp: &DirectoryStamp) -> [u8; STAMP] {
    let DirectoryStamp {
        device: (major, minor),
        inode,
        modified,
        changed,
    } = *stamp;
    let mut bytes = [0; STAMP];
    let parts: [&[u8]; 7] = [
        &major.to_le_bytes(),
        &minor.to_le_bytes(),
        &inode.to_le_bytes(),
        &modified.0.to_le_bytes(),
        &modified.1.to_le_bytes(),
        &changed.0.to_le_bytes(),
        &changed.1.to_le_bytes(),
    ];
    let all = parts.into_iter().flatten();
    bytes.iter_mut().zip(all).for_each(|(to, from)| *to = *from);
    bytes
}
