//! The calls of the statements that are read, written down in a usage only once something stands in them.

use super::outline::{BlockId, LineId};
use super::value::{Dotted, Value};
use crate::literal::{CallForm, CallId, Slot};

/// The number of a call that is not written down yet.
pub(super) type PendingId = u32;

/// More arguments than this are not remembered of a call that nothing wanted stands in.
const MOST_DIRECT: usize = 16;

/// Which argument of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Argument<'t> {
    pub(super) position: Option<u32>,
    pub(super) keyword: Option<&'t str>,
    pub(super) is_element: bool,
}

/// Where something stands in a call.
pub(super) type Within<'t> = Option<(PendingId, Argument<'t>)>;

/// A call.
#[derive(Debug)]
pub(super) struct Pending<'t> {
    pub(super) callee: Dotted<'t>,
    pub(super) within: Within<'t>,
    /// What it stands in.
    pub(super) block: BlockId,
    /// The statement.
    pub(super) line: LineId,
    /// Where its arguments begin.
    pub(super) arguments: u32,
    /// The number it was written down under.
    pub(super) id: Option<CallId>,
    pub(super) form: CallForm,
    /// What is called is a word of interest itself.
    pub(super) is_wanted: bool,
    /// The names that hold what it makes.
    pub(super) bound: Vec<String>,
    /// The names that it is given.
    pub(super) takes: Vec<String>,
    /// Texts that are arguments of it and hold no word of interest: they tell what a word beside them belongs to.
    pub(super) direct: Vec<(Argument<'t>, Value<'t>)>,
}

impl Argument<'_> {
    pub(super) fn slot(self) -> Slot {
        Slot {
            position: self.position,
            keyword: self.keyword.map(str::to_owned),
            is_element: self.is_element,
        }
    }

    pub(super) const fn element(self) -> Self {
        Self {
            is_element: true,
            ..self
        }
    }
}

impl<'t> Argument<'t> {
    /// What stands under a key of the argument.
    pub(super) fn under(self, key: Option<&'t str>) -> Self {
        Self {
            keyword: key.or(self.keyword),
            is_element: true,
            ..self
        }
    }
}

impl<'t> Pending<'t> {
    pub(super) fn remember(&mut self, argument: Argument<'t>, text: Value<'t>) {
        if self.direct.len() < MOST_DIRECT {
            self.direct.push((argument, text));
        }
    }
}

/// The calls of those given that are not written down yet, and those that these name, in the order of their numbers.
pub(super) fn unwritten(calls: &[Pending<'_>], from: PendingId) -> Vec<PendingId> {
    let mut found = Vec::new();
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        let Some(call) = calls.get(id as usize).filter(|call| call.id.is_none()) else {
            continue;
        };
        found.push(id);
        open.extend(call.callee.receiver);
        open.extend(call.within.map(|(within, _)| within));
    }
    found.sort_unstable();
    found.dedup();
    found
}
