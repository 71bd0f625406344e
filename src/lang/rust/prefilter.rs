//! A look at the words of a source before it is parsed: could any of them make up a path to a name?
//!
//! A path is spelled segment by segment, each below the one before it: in one place, or in a `use` and what uses what
//! that binds. Only a glob, another name, a value or a bound of a type, or an implementation lets a segment stand away
//! from the one before. What needs no spelling: the file's own module and what is declared in it, `std` before a bare
//! macro, `str` and `slice` where a literal or a `String` is the receiver. A source that passes names on
//! (`pub use a::*`) need not spell the last of them. Words of comments do not count.

use crate::lang::Unit;
use crate::names::{OWN, Path};
use crate::span::Span;

use super::glance::{BELOW, FREE, GLOB, Glance, HEAD, LISTED, MACRO, MEMBER, UNCLEAR};
use super::resolve::paths::is_primitive;

/// First segments that need not be spelled.
pub(super) const IMPLIED: &[&str] = &["std", "str", "slice"];
/// How many bytes the scope of a `pub(in …)` may take.
const SCOPE: usize = 256;
/// How many paths of names are followed before the answer is yes.
const STEPS: usize = 4096;

/// The declarations of a source that may pass names on: from `pub use`, `pub extern` or `pub type`, whatever stands
/// between, to the semicolon.
pub(super) fn passes_on(bytes: &[u8]) -> Vec<Span> {
    let declares = |at: usize| {
        let mut after = bytes[at + 3..].trim_ascii_start();
        if after.first() == Some(&b'(') {
            // A scope is short: what does not close soon is not looked at further.
            let Some(end) = after.iter().take(SCOPE).position(|byte| *byte == b')') else {
                return true;
            };
            after = after[end + 1..].trim_ascii_start();
        }
        let words = [b"use".as_slice(), b"extern", b"type", b"r#", b"/", b"("];
        words.iter().any(|word| after.starts_with(word))
    };
    let mut parts: Vec<Span> = Vec::new();
    let mut end = 0;
    for at in memchr::memmem::find_iter(bytes, "pub") {
        if at >= end && declares(at) {
            end = memchr::memchr(b';', &bytes[at..]).map_or(bytes.len(), |end| at + end);
            parts.push(Span::new(at, end));
        }
    }
    parts
}

/// Whether a source could refer to a name. Errs by saying yes only.
pub(super) fn may_refer(unit: &Unit<'_>, _: &[Option<Path>]) -> bool {
    let look = Look {
        unit,
        glance: Glance::at(unit.text),
    };
    let first = unit.names.continuations::<&str>(&[]);
    let mut pending: Vec<Path> = first
        .into_iter()
        .filter(|first| look.is_head(first))
        .map(|first| vec![first.to_owned()])
        .collect();
    let mut steps = 0;
    while let Some(path) = pending.pop() {
        steps += 1;
        if steps > STEPS || look.passes_on(&path) || unit.names.reaches(&path) {
            return true;
        }
        let next = unit.names.continuations(&path);
        let below = next.into_iter().filter(|next| look.may_go_on(&path, next));
        pending.extend(below.map(|next| path.iter().cloned().chain([next.to_owned()]).collect::<Path>()));
    }
    false
}

/// A source and what it shows at a glance.
struct Look<'a> {
    unit: &'a Unit<'a>,
    glance: Glance<'a>,
}

impl Look<'_> {
    /// Whether a path of the source may begin with a first segment of a name.
    fn is_head(&self, first: &str) -> bool {
        let begins = |word: &str| {
            self.glance.has(word, HEAD | GLOB | UNCLEAR)
                || (self.glance.spells(word) && self.unit.names.reaches(&[first]))
        };
        let is_type = || is_primitive(first) && self.glance.spells(first);
        begins(first)
            || is_type()
            || self.glance.is_unclear
            || IMPLIED.contains(&first)
            || is_own(self.unit, first)
            || self.others(first).any(begins)
    }

    /// Whether the source may pass on what is below a path without spelling it.
    fn passes_on(&self, path: &Path) -> bool {
        let (Some(first), Some(last)) = (path.first(), path.last()) else {
            return false;
        };
        let glance = &self.glance;
        let is_there = || {
            glance.spells(first) || is_own(self.unit, first) || self.others(first).any(|it| glance.spells(it))
        };
        let may_be = |word: &str| glance.may_pass_on(word, is_own(self.unit, first));
        let is_renamed = || path.len() == 1 && self.others(first).any(may_be);
        (may_be(last) || is_renamed()) && is_there()
    }

    /// What the file's crate calls a dependency.
    fn others(&self, first: &str) -> impl Iterator<Item = &str> {
        let renames = self.unit.place.renames.iter();
        renames
            .filter(move |(_, real)| real == first)
            .map(|(alias, _)| alias.as_str())
    }

    /// Whether a path of the source may go on with a segment of a name.
    fn may_go_on(&self, path: &Path, next: &str) -> bool {
        let place = self.unit.place;
        let is_own_module = |segment: &str| place.module.iter().any(|own| own == segment);
        let Some(parent) = path.last() else { return true };
        if is_own_module(next) {
            return true;
        }
        let glance = &self.glance;
        if !glance.spells(next) {
            return false;
        }
        // A macro that comes with a `#[macro_use]` needs no path.
        let is_macro = || glance.has(next, MACRO) && glance.spells("macro_use");
        if glance.is_unclear || is_macro() {
            return true;
        }
        if glance.has(next, UNCLEAR) || glance.may_follow(parent, next) {
            return true;
        }
        if is_own(self.unit, &path[0]) {
            return self.may_go_on_within(path, next);
        }
        if path.len() == 1 {
            let is_macro = || parent == "std" && glance.has(next, MACRO);
            if is_macro() || self.others(parent).any(|other| glance.may_follow(other, next)) {
                return true;
            }
        }
        // A crate is no type: it has no members, and nothing implements it.
        let is_implied = IMPLIED.contains(&parent.as_str()) && path.len() == 1;
        if path.len() == 1 && !is_primitive(parent) {
            return false;
        }
        let is_type =
            is_implied || is_own_module(parent) || glance.has(parent, FREE) || glance.is_renamed(parent);
        glance.has(next, MEMBER) || (is_type && glance.has(next, BELOW | LISTED))
    }

    /// The same of a path into the source's own crate: it needs to be spelled unless the source itself declares what it
    /// names.
    fn may_go_on_within(&self, path: &Path, next: &str) -> bool {
        let glance = &self.glance;
        let declares = |module: &str| path.len() > 1 && glance.has(module, FREE);
        let is_here = path[1..] == self.unit.place.module || path.last().is_some_and(|last| declares(last));
        let is_member = || path.len() > 1 && glance.has(next, MEMBER | LISTED);
        let follows_scope = || {
            ["crate", "self", "super"]
                .iter()
                .any(|scope| glance.may_follow(scope, next))
        };
        is_here
            || glance.has(next, BELOW | HEAD)
            || glance.has_rootless_glob
            || is_member()
            || follows_scope()
    }
}

/// Whether a first segment is what the file's own crate is called.
fn is_own(unit: &Unit<'_>, first: &str) -> bool {
    unit.place
        .expand(&[OWN])
        .iter()
        .any(|root| root.len() == 1 && root[0] == first)
}

/// Whether a word begins a path that says where to look.
pub(super) fn is_scope(word: &str) -> bool {
    matches!(word, "crate" | "super" | "self")
}
