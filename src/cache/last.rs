//! What the last scan of a whole tree came to, as bytes: so that a tree in which nothing has changed is not scanned at all.
//!
//! It holds for one state of a tree, which its fingerprint tells. What goes into that is not known here.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::stored::{Reader, Skip, Told, Writer};
use crate::finding::{SkipReason, Skipped};
use crate::scan::Scan;

/// What tells the state of a tree, and all that its scan depends on, from others.
pub type Fingerprint = u128;

#[derive(Serialize, Deserialize)]
struct Last<'b> {
    fingerprint: Fingerprint,
    scanned: u64,
    #[serde(borrow)]
    texts: Vec<&'b str>,
    files: Vec<Told>,
    skipped: Vec<(String, Skip)>,
}

/// The bytes; none if there is something in it that another day may tell otherwise, or that is told with the text
/// around it.
pub(super) fn encode(fingerprint: Fingerprint, scan: &Scan) -> Option<Vec<u8>> {
    let is_read = |skipped: &Skipped| !matches!(skipped.reason, SkipReason::Unreadable(_));
    let is_whole = scan.files.iter().all(|file| file.problems.is_empty());
    if !is_whole || !scan.skipped.iter().all(is_read) {
        return None;
    }
    let mut writer = Writer::default();
    let files = scan.files.iter().map(|file| writer.told(file)).collect();
    let skipped = scan.skipped.iter();
    let skipped = skipped.map(|skipped| (skipped.path.clone(), writer.skip(&skipped.reason)));
    let skipped = skipped.collect();
    let last = Last {
        fingerprint,
        scanned: scan.scanned as u64,
        texts: writer.texts.iter().map(|text| &**text).collect(),
        files,
        skipped,
    };
    postcard::to_allocvec(&last).ok()
}

/// What came of the tree, if that is what the bytes say.
pub(super) fn decode(bytes: &[u8]) -> Option<(Fingerprint, Scan)> {
    let last: Last<'_> = postcard::from_bytes(bytes).ok()?;
    let reader = Reader {
        texts: last.texts.iter().map(|text| Arc::from(*text)).collect(),
    };
    let skipped = last.skipped.into_iter().map(|(path, skip)| {
        Some(Skipped {
            path,
            reason: reader.skip(&skip)?,
        })
    });
    let scan = Scan {
        files: last
            .files
            .into_iter()
            .map(|told| reader.told(told))
            .collect::<Option<_>>()?,
        skipped: skipped.collect::<Option<_>>()?,
        scanned: usize::try_from(last.scanned).ok()?,
    };
    Some((last.fingerprint, scan))
}
