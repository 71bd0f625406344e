//! What is remembered, as bytes, written by postcard.
//!
//! Most files hold nothing that is looked for, and most of the others only may come to: what is kept of these is read in
//! no time, in one piece. A file that was not written by this program may decode to anything but is refused by the
//! checksum around it; a number that points nowhere refuses the whole.

use std::sync::Arc;

use serde::Deserialize;

use super::stored::{Entry, Reader, Writer};
use crate::check::Checked;
use crate::lang::Footprint;
use crate::scan::{Memo, Outcome};

#[derive(Deserialize)]
struct Whole<'b> {
    #[serde(borrow)]
    texts: Vec<&'b str>,
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
}

/// In place of a length: nobody looked.
const UNKNOWN: u32 = u32::MAX;

/// The bytes of what came of so many files; those that nobody asked for in this run are the first to be left out. They
/// are a [`Whole`] in pieces: it is large, and everything else is still held.
pub(super) fn encode(memo: &Memo, most: usize) -> postcard::Result<Vec<Vec<u8>>> {
    let known = memo.entries(most);
    let (mut nothing, mut plain) = (Vec::new(), Vec::new());
    let (mut of_plain, mut of_others): (Vec<&Footprint>, Vec<&Footprint>) = Default::default();
    let mut writer = Writer::default();
    let (mut entries, mut number_of_entries) = (Vec::new(), 0_usize);
    let outcomes = known
        .iter()
        .flat_map(|(key, outcomes)| outcomes.iter().map(move |known| (key, known)));
    for (key, (number, outcome)) in outcomes {
        match outcome {
            None => nothing.extend(key.to_le_bytes()),
            Some(outcome) if outcome.checked.is_none() && outcome.skipped.is_none() => {
                plain.extend(key.to_le_bytes());
                plain.extend(number.to_le_bytes());
                of_plain.push(&outcome.footprint);
            }
            Some(outcome) if is_storable(outcome) => {
                entries = postcard::to_extend(&(*key, *number, writer.entry(outcome)), entries)?;
                number_of_entries += 1;
                of_others.push(&outcome.footprint);
            }
            Some(_) => {}
        }
    }
    let (mut lengths, mut hashes) = (Vec::new(), Vec::new());
    for footprint in of_plain.iter().chain(&of_others) {
        let (spelled, quoted) = footprint.hashes();
        lengths.extend((spelled.len() as u32).to_le_bytes());
        lengths.extend(quoted.map_or(UNKNOWN, |quoted| quoted.len() as u32).to_le_bytes());
        for hash in spelled.iter().chain(quoted.unwrap_or_default()) {
            hashes.extend_from_slice(&hash.to_le_bytes());
        }
    }
    let mut texts = length(writer.texts.len())?;
    for text in &writer.texts {
        texts = postcard::to_extend(&**text, texts)?;
    }
    let mut pieces = vec![texts];
    for bytes in [nothing, plain, lengths, hashes] {
        pieces.extend([length(bytes.len())?, bytes]);
    }
    pieces.extend([length(number_of_entries)?, entries]);
    Ok(pieces)
}

/// What stands before so many.
fn length(number: usize) -> postcard::Result<Vec<u8>> {
    postcard::to_allocvec(&number)
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
