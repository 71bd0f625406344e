//! One file's part of a scan: read, placed and checked, or remembered from before.

use std::sync::Arc;

use super::memo::key;
use super::{Corpus, Recall};
use crate::check::{Apart, Beforehand, Checked, Checker};
use crate::finding::{FileScan, SkipReason};
use crate::lang::Footprint;
use crate::lang::footprint::Given;
use crate::project::{Place, Project};
use crate::source::{FileKind, HEAD};

/// What came of a file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outcome {
    /// What was found; none if that is nothing.
    pub(crate) checked: Option<Box<Checked>>,
    /// Why the file was not, or not wholly, read.
    pub(crate) skipped: Option<SkipReason>,
    /// What its imports spell.
    pub(crate) footprint: Footprint,
}

impl Outcome {
    /// What there is to tell of the file.
    pub(super) fn told(&self) -> Option<&FileScan> {
        let scan = self.checked.as_ref().map(|checked| &checked.scan);
        scan.filter(|scan| scan.is_told())
    }
}

/// What comes of a file; none if it is of no interest at all.
pub(crate) type Looked = Option<Arc<Outcome>>;

/// Reads and checks one file.
pub(super) fn look(
    checker: &Checker<'_>,
    project: &Project,
    corpus: &Corpus<'_>,
    at: usize,
    kind: FileKind,
) -> Looked {
    let path = &corpus.paths[at];
    if !checker.wants_of(path, kind) {
        return None;
    }
    let (recall, key) = remembered(checker, project, corpus, at, kind);
    let given = checker.rules.given();
    if let Some(known) = recall.and_then(|recall| recall.memo.get(key?, given)) {
        return known;
    }
    let outcome = match (corpus.read)(path) {
        Ok(bytes) => {
            let place = place(project, path, &bytes);
            let known = Beforehand {
                readings: recall.and_then(|recall| recall.memo.readings()),
                ..Beforehand::default()
            };
            kept(checker.check_knowing(path, &bytes, &place, known))
        }
        Err(reason) => {
            return Some(Arc::new(Outcome {
                skipped: Some(reason),
                ..Outcome::default()
            }));
        }
    };
    remember(recall.zip(key), given, path, &outcome);
    outcome
}

/// Looks at a file again, now that more names are known, if it may refer to one of the fresh ones; none if it does not.
pub(super) fn look_again(
    checker: &Checker<'_>,
    fresh: &Checker<'_>,
    before: &Looked,
    project: &Project,
    corpus: &Corpus<'_>,
    (at, kind): (usize, FileKind),
) -> Option<Looked> {
    let path = &corpus.paths[at];
    let (recall, key) = remembered(checker, project, corpus, at, kind);
    let given = checker.rules.given();
    if let Some(known) = recall.and_then(|recall| recall.memo.get(key?, given)) {
        return Some(known);
    }
    let bytes = (corpus.read)(path).ok()?;
    let place = place(project, path, &bytes);
    let (may_refer, footprint) = fresh.may_refer(path, &bytes, &place);
    if !may_refer {
        return stays((recall.zip(key), path), given, before, footprint);
    }
    let (nothing, before) = (Apart::default(), before.as_ref());
    let checked = before.and_then(|outcome| outcome.checked.as_ref());
    let apart = checked.map_or(&nothing, |checked| checked.apart());
    let known = Beforehand {
        apart: Some(apart),
        readings: recall.and_then(|recall| recall.memo.readings()),
    };
    let mut again = checker.check_knowing(path, &bytes, &place, known);
    again.skipped = again.skipped.or_else(|| before?.skipped.clone());
    let outcome = kept(again);
    remember(recall.zip(key), given, path, &outcome);
    Some(outcome)
}

/// Remembers that fresh names change nothing of what is known of a file. None, unless what it spells is better known.
fn stays(
    (recall, path): (Option<(Recall<'_>, u128)>, &str),
    given: &Given,
    before: &Looked,
    footprint: Footprint,
) -> Option<Looked> {
    // Names of another language, which were not looked for in the file, tell nothing of what it spells.
    let is_known = |outcome: &Arc<Outcome>| outcome.footprint.is_whole();
    if recall.is_none() || !footprint.is_whole() || before.as_ref().is_some_and(is_known) {
        remember(recall, given, path, before);
        return None;
    }
    let mut outcome = before.as_deref().cloned().unwrap_or_default();
    outcome.footprint = footprint;
    let outcome = Some(Arc::new(outcome));
    remember(recall, given, path, &outcome);
    Some(outcome)
}

fn place(project: &Project, path: &str, bytes: &[u8]) -> Place {
    match FileKind::of(path, &bytes[..bytes.len().min(HEAD)]) {
        FileKind::Source(language) => (language.place)(project, path),
        _ => Place::default(),
    }
}

/// What of it is worth keeping.
fn kept(mut result: Checked) -> Looked {
    let footprint = std::mem::take(&mut result.footprint);
    let skipped = result.skipped.take();
    let says_something = result.scan.is_told() || !result.exports.is_empty();
    if !says_something && skipped.is_none() && footprint.is_empty() {
        return None;
    }
    Some(Arc::new(Outcome {
        checked: says_something.then(|| Box::new(result)),
        skipped,
        footprint,
    }))
}

/// What is remembered, and what this file is remembered by.
fn remembered<'c>(
    checker: &Checker<'_>,
    project: &Project,
    corpus: &Corpus<'c>,
    at: usize,
    kind: FileKind,
) -> (Option<Recall<'c>>, Option<u128>) {
    let Some(recall) = corpus.memo.filter(|_| checker.prefilter) else {
        return (None, None);
    };
    let content = recall.contents.get(at).copied().flatten();
    let file = (corpus.paths[at].as_str(), kind);
    let key = content.map(|content| key(content, file, project, checker.rules));
    (Some(recall), key)
}

/// Remembers what came of a file that was read. What depends on the day is not.
fn remember(recall: Option<(Recall<'_>, u128)>, given: &Given, path: &str, looked: &Looked) {
    let is_dated = |outcome: &Arc<Outcome>| outcome.checked.as_ref().is_some_and(|checked| checked.is_dated);
    if let Some((recall, key)) = recall
        && !looked.as_ref().is_some_and(is_dated)
        && (recall.is_still)(path)
    {
        recall.memo.put(key, given, looked.clone());
    }
}
