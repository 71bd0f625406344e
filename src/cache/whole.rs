//! What is remembered, as bytes, written by postcard.
//!
//! Most files hold nothing that is looked for, and most of the others only may come to: what is kept of these is read in
//! no time, in one piece. A file that was not written by this program may decode to anything but is refused by the
//! checksum around it; a number that points nowhere refuses the whole.

use std::io::{self, Write};
use std::iter;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::stored::{Entry, Reader, Writer};
use crate::check::Checked;
use crate::lang::Footprint;
use crate::scan::{Memo, Outcome};

#[derive(Deserialize)]
struct Whole<'b> {
    /// The keys of files in which there is nothing, which are most: of 16 bytes each.
    nothing: &'b [u8],
    /// The keys and numbers of files with nothing but footprints: of 24 bytes each.
    plain: &'b [u8],
    /// How many hashes the footprint of each of them has, and then of each of the entries, of imports and of strings:
    /// twice 4 bytes each.
    lengths: &'b [u8],
    /// The hashes: 4 bytes each.
    hashes: &'b [u8],
    entries: Vec<(u128, u64, Entry)>,
    /// The texts that the entries have in common.
    #[serde(borrow)]
    texts: Vec<&'b str>,
}

/// In place of a length: nobody looked.
const UNKNOWN: u32 = u32::MAX;

/// Writes what came of so many files; those that nobody asked for in this run are the first to be left out. It is a
/// [`Whole`], written as it is gone through: it is large, and everything else is still held.
pub(super) fn encode(memo: &Memo, most: usize, out: &mut impl Write) -> io::Result<()> {
    let known = memo.entries(most);
    let outcomes = || {
        known
            .iter()
            .flat_map(|(key, outcomes)| iter::repeat(key).zip(outcomes))
    };
    let nothing = || outcomes().filter(|(_, (_, outcome))| outcome.is_none());
    let some = |is_wanted: fn(&Outcome) -> bool| {
        let some = outcomes().filter_map(|(key, (number, outcome))| Some((key, number, outcome.as_deref()?)));
        some.filter(move |(.., outcome)| is_wanted(outcome))
    };
    let (plain, others) = (|| some(is_plain), || some(|it| !is_plain(it) && is_storable(it)));
    let footprints = || {
        plain()
            .chain(others())
            .map(|(.., outcome)| outcome.footprint.hashes())
    };

    length(nothing().count() * 16, out)?;
    for (key, _) in nothing() {
        out.write_all(&key.to_le_bytes())?;
    }
    length(plain().count() * 24, out)?;
    for (key, number, _) in plain() {
        out.write_all(&key.to_le_bytes())?;
        out.write_all(&number.to_le_bytes())?;
    }
    length(footprints().count() * 8, out)?;
    let mut hashes = 0;
    for (spelled, quoted) in footprints() {
        let of_quoted = quoted.map_or(UNKNOWN, |quoted| quoted.len() as u32);
        out.write_all(&(spelled.len() as u32).to_le_bytes())?;
        out.write_all(&of_quoted.to_le_bytes())?;
        hashes += spelled.len() + quoted.unwrap_or_default().len();
    }
    length(hashes * 4, out)?;
    for (spelled, quoted) in footprints() {
        for hash in spelled.iter().chain(quoted.unwrap_or_default()) {
            out.write_all(&hash.to_le_bytes())?;
        }
    }
    let mut writer = Writer::default();
    length(others().count(), out)?;
    for (key, number, outcome) in others() {
        encode_one(&(*key, *number, writer.entry(outcome)), out)?;
    }
    length(writer.texts.len(), out)?;
    writer.texts.iter().try_for_each(|text| encode_one(&**text, out))
}

/// Writes how many there are of what follows.
fn length(number: usize, out: &mut impl Write) -> io::Result<()> {
    encode_one(&number, out)
}

fn encode_one<T: Serialize + ?Sized>(one: &T, out: &mut impl Write) -> io::Result<()> {
    postcard::to_io(one, out).map_err(io::Error::other)?;
    Ok(())
}

/// Whether there is nothing to tell of a file but what it spells.
const fn is_plain(outcome: &Outcome) -> bool {
    outcome.checked.is_none() && outcome.skipped.is_none()
}

/// What was remembered; none if the bytes say something else.
pub(super) fn decode(bytes: &[u8]) -> Option<Memo> {
    let whole: Whole<'_> = postcard::from_bytes(bytes).ok()?;
    let reader = Reader {
        texts: whole.texts.iter().map(|text| Arc::from(*text)).collect(),
    };
    let memo = Memo::default();
    for key in whole.nothing.as_chunks().0 {
        memo.restore(u128::from_le_bytes(*key), 0, None);
    }
    let mut hashes = numbers(whole.hashes);
    let mut take = |length: u32| hashes.by_ref().take(length as usize).collect();
    let mut lengths = numbers(whole.lengths);
    let mut footprint = || {
        let spelled = take(lengths.next()?);
        let quoted = Some(lengths.next()?).filter(|length| *length != UNKNOWN);
        Some(Footprint::from_hashes(spelled, quoted.map(&mut take)))
    };
    for plain in whole.plain.as_chunks::<24>().0 {
        let (key, number) = plain.split_first_chunk()?;
        let outcome = Outcome {
            footprint: footprint()?,
            ..Outcome::default()
        };
        let number = u64::from_le_bytes(number.try_into().ok()?);
        memo.restore(u128::from_le_bytes(*key), number, Some(Arc::new(outcome)));
    }
    for (key, number, entry) in whole.entries {
        let outcome = reader.outcome(entry, footprint()?)?;
        memo.restore(key, number, Some(Arc::new(outcome)));
    }
    Some(memo)
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes))
}

/// What is wrong with suppressions is told with the text around it: not worth its place.
fn is_storable(outcome: &Outcome) -> bool {
    let is_whole = |checked: &Checked| checked.scan.problems.is_empty() && checked.apart().parts().is_some();
    outcome.checked.as_ref().is_none_or(|checked| is_whole(checked))
}
