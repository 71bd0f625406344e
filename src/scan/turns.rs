//! In which order the files of a corpus are looked at: what passes names on comes before who may use them, so that few
//! files are looked at twice. Whatever the order, a scan comes to the same.

use rayon::prelude::*;

use super::{Corpus, Slot};
use crate::lang::footprint::Given;
use crate::source::FileKind;

/// How many turns there are. In the last one come those that pass nothing on.
const TURNS: usize = 4;

/// The turn that a file came in, or better had come in.
pub(super) type Turn = u8;

const LAST: Turn = TURNS as Turn - 1;

/// The files of a corpus by the turns in which they are looked at: their numbers, ascending, and their kinds.
pub(super) fn turns(corpus: &Corpus<'_>) -> [Vec<(usize, FileKind)>; TURNS] {
    let known = corpus.memo.map(|recall| recall.memo.turns()).unwrap_or_default();
    let turn = |path: &String| {
        let kind = FileKind::of(path, &[]);
        let by_path = || if goes_first(path, kind) { 0 } else { LAST };
        (known.get(path).copied().unwrap_or_else(by_path), kind)
    };
    let all: Vec<(Turn, FileKind)> = corpus.paths.par_iter().map(turn).collect();
    let mut turns = [const { Vec::new() }; TURNS];
    for (at, (turn, kind)) in all.into_iter().enumerate() {
        turns[usize::from(turn.min(LAST))].push((at, kind));
    }
    for files in &mut turns {
        // What is in no language that is read may be of any size: begun last, it would be waited for alone.
        files.sort_by_key(|(_, kind)| !matches!(kind, FileKind::OtherSource));
    }
    turns
}

/// Whether a file is one of those that mostly pass names on: a package's own, of a language whose sources can be told
/// by their footprints to use such names.
fn goes_first(path: &str, kind: FileKind) -> bool {
    match kind {
        FileKind::Source(language) => language.footprint.is_some() && (language.submodules)(path).is_some(),
        _ => false,
    }
}

/// Keeps for the next scan when the files that pass names on are best looked at: after those whose names they use.
pub(super) fn keep(corpus: &Corpus<'_>, slots: &[Slot], given: &Given) {
    let Some(recall) = corpus.memo else { return };
    let passing = slots.iter().filter(|slot| !slot.passed_on.is_empty());
    let turns = passing.map(|slot| {
        let turn = match slot.turn {
            // It came to the end as one of those that pass nothing on.
            LAST.. => Turn::from(slot.uses_given(given)),
            turn => turn,
        };
        (corpus.paths[slot.at].clone(), turn)
    });
    recall.memo.keep_turns(turns.collect());
}
