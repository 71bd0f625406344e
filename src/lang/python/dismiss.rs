//! Whether a module is worth parsing: what its imports and its quoted names can lead to.
//!
//! Like [`super::imports`], this may only err by saying yes.

use std::borrow::Cow;
use std::hash::Hash;

use rustc_hash::FxHashSet;

use super::imports::{Binds, Cursor, IMPORT_CALLS, Imports, MOST_NAMES, imports, spells_import_call, words};
use super::string::quoted_names;
use crate::lang::{Footprint, Unit, is_own};
use crate::names::Path;
use crate::span::Span;

/// The paths that a module's imports spell; see [`Footprint`].
pub(super) fn footprint(unit: &Unit<'_>) -> Footprint {
    let mut footprint = Footprint::default();
    for item in imports(unit.text, unit.place).items {
        if is_own(&item.path) {
            for path in unit.place.expand(&item.path) {
                note(&mut footprint, &path, item.binds);
            }
        } else {
            note(&mut footprint, &item.path, item.binds);
        }
    }
    // What is patched is named where others use it: `mock.patch("shop.views.charge")`.
    if memchr::memmem::find(unit.text.as_bytes(), b"patch").is_some() {
        for (_, path) in quoted_names(unit.text) {
            for length in 1..=path.len() {
                footprint.spells(&path[..length]);
            }
        }
    }
    footprint.finish()
}

fn note<S: Hash>(footprint: &mut Footprint, path: &[S], binds: Binds<'_>) {
    match binds {
        Binds::First(_) => footprint.binds(&path[..1]),
        Binds::Whole(_) | Binds::Star => footprint.binds(path),
    }
    for length in 1..=path.len() {
        footprint.spells(&path[..length]);
    }
}

/// The names in a module's strings. A call that imports may put one together.
pub(super) fn quoted(unit: &Unit<'_>) -> Vec<Option<Path>> {
    match spells_import_call(unit.text) {
        true => vec![None],
        false => quoted_names(unit.text).map(|(_, path)| Some(path)).collect(),
    }
}

/// A part that stands for anything, if a module may import a star.
pub(super) fn stars(bytes: &[u8]) -> Vec<Span> {
    let has_star = memchr::memchr_iter(b'*', bytes).any(|at| {
        let before = bytes[..at].trim_ascii_end();
        let before = before.strip_suffix(b"\\").map_or(before, <[u8]>::trim_ascii_end);
        before.ends_with(b"import")
    });
    has_star.then(Span::default).into_iter().collect()
}

/// Whether a module may refer to a name: some import leads to one, and what is left of the name is taken from what
/// the import binds. Or a name is spelled in one piece.
pub(super) fn may_refer(unit: &Unit<'_>, quoted: &[Option<Path>]) -> bool {
    if !unit.own_names().is_empty() {
        return true;
    }
    let may_import = quoted.contains(&None);
    if may_import && IMPORT_CALLS.iter().any(|call| is_called_for(unit, call)) {
        return true;
    }
    let is_quoted = || match may_import {
        true => quoted_names(unit.text).any(|(_, path)| unit.reaches(&path)),
        false => quoted.iter().flatten().any(|path| unit.reaches(path)),
    };
    if unit.spellings.is_match(unit.text.as_bytes()) || is_quoted() {
        return true;
    }
    let imports = imports(unit.text, unit.place);
    let mut looked_at: FxHashSet<(&str, &[&str])> = FxHashSet::default();
    imports.items.iter().any(|item| {
        if unit.reaches(&item.path) {
            return true;
        }
        let (bound, path) = match item.binds {
            Binds::First(bound) => (bound, &item.path[..1]),
            Binds::Whole(bound) => (bound, &item.path[..]),
            Binds::Star => return unit.leads(&item.path),
        };
        if !unit.leads(path) || !looked_at.insert((bound, path)) {
            return false;
        }
        // Each look goes through the whole text: a module with very many names is parsed instead.
        looked_at.len() > MOST_NAMES || may_continue(unit, &imports, bound, path)
    })
}

/// How many bytes before the first argument of a call are looked at.
const NEAR: usize = 200;

/// Whether a call that imports is given a module's name that leads to a name, or a relative one.
fn is_called_for(unit: &Unit<'_>, call: &str) -> bool {
    words(unit.text, call).any(|at| {
        let mut after = Cursor {
            text: unit.text,
            offset: at + call.len(),
        };
        after.skip_blanks(true);
        if !after.take(b'(') {
            return false;
        }
        let argument = &unit.text[after.offset..];
        // The name stands at once, perhaps behind `name=`; what is further off is not looked for.
        let near = &argument[..argument.floor_char_boundary(NEAR)];
        let Some(quote) = near.find(['"', '\'', ',', ')']) else {
            return near.len() < argument.len();
        };
        let is_first = near[quote..].starts_with(['"', '\'']);
        let name = argument[quote..].trim_start_matches(['"', '\'']);
        let length = name
            .find(|c: char| !(c == '.' || c == '_' || c.is_alphanumeric()))
            .unwrap_or(name.len());
        let path: Path = name[..length].split('.').map(str::to_owned).collect();
        is_first && (name.starts_with('.') || unit.leads(&path))
    })
}

/// Whether a bound name is somewhere continued towards a name, or put to a use that attributes do not show.
fn may_continue(unit: &Unit<'_>, imports: &Imports<'_>, bound: &str, path: &[&str]) -> bool {
    let mut spells_rest = None;
    words(unit.text, bound).any(|at| {
        let is_attribute = unit.text[..at].trim_end_matches([' ', '\t']).ends_with('.');
        if is_attribute || imports.contain(at) {
            return false;
        }
        let after = Cursor {
            text: unit.text,
            offset: at + bound.len(),
        };
        match follow(unit, path, after) {
            Followed::Reaches => true,
            Followed::Leaves => false,
            Followed::Stops => *spells_rest.get_or_insert_with(|| spells_rest_of(unit, path)),
        }
    })
}

/// Whether the attributes behind a name, which stands for a path and ends at an offset, go to something else than the
/// names of the scan.
pub(super) fn leaves(unit: &Unit<'_>, path: &[&str], offset: usize) -> bool {
    let after = Cursor {
        text: unit.text,
        offset,
    };
    matches!(follow(unit, path, after), Followed::Leaves)
}

/// Where the attributes of a bound name go.
enum Followed {
    /// To a name.
    Reaches,
    /// To something else.
    Leaves,
    /// Only part of the way: what is there may be put to a use elsewhere.
    Stops,
}

fn follow<'t>(unit: &Unit<'_>, path: &[&'t str], mut after: Cursor<'t>) -> Followed {
    let mut path = Cow::Borrowed(path);
    loop {
        after.skip_blanks(true);
        if !after.take(b'.') {
            return Followed::Stops;
        }
        after.skip_blanks(true);
        let Some(word) = after.word() else {
            return Followed::Stops;
        };
        path.to_mut().push(word);
        if unit.reaches(&path) {
            return Followed::Reaches;
        }
        if !unit.leads(&path) {
            return Followed::Leaves;
        }
    }
}

/// Whether a module spells all that a path lacks to be some name, as attributes or in quotes.
fn spells_rest_of(unit: &Unit<'_>, path: &[&str]) -> bool {
    let mut open: Vec<Path> = vec![path.iter().map(|&segment| segment.to_owned()).collect()];
    let mut looked_for = 0;
    while let Some(path) = open.pop() {
        for next in unit.continuations(&path) {
            looked_for += 1;
            if looked_for > MOST_NAMES {
                return true;
            }
            if words(unit.text, &next).any(|at| is_attribute(unit.text, at)) {
                let longer = [path.as_slice(), &[next]].concat();
                if unit.reaches(&longer) {
                    return true;
                }
                open.push(longer);
            }
        }
    }
    false
}

/// Whether a word may be an attribute of what stands before it, or be the beginning of a string.
fn is_attribute(text: &str, at: usize) -> bool {
    let lines = text[..at].trim_end_matches([' ', '\t', '\x0c']);
    let before = lines.trim_end_matches(|c: char| c == '\\' || c.is_ascii_whitespace());
    // A dot may stand at the end of an earlier line, before a comment.
    let last_line = before.rfind('\n').map_or(before, |end| &before[end..]);
    before.ends_with(['.', '"', '\'']) || (before.len() < lines.len() && last_line.contains('#'))
}
