//! The languages whose sources are resolved, as data: one [`Language`] each, in [`LANGUAGES`].
//!
//! A language is a value, not a trait: how its files are called, how its names are separated, and two functions.
//! No other module matches on a language. Sources of any other kind are searched as text ([`text`]).

pub mod anatomy;
pub mod footprint;
pub mod parse;
pub mod python;
pub mod query;
pub mod readings;
pub mod regex;
pub mod rust;
pub mod scope;
pub mod sql;
pub mod text;

use rustc_hash::FxHashMap;

use self::anatomy::{Anatomy, Grammar};
use self::text::TextSearch;
use crate::literal::Usage;
use crate::names::{Names, Namesake, OWN, Path};
use crate::project::{Place, Project};
use crate::reference::{Export, Reference, Scope};
use crate::span::Span;

pub use footprint::Footprint;
use readings::Before;

/// What there is to know about a language.
#[derive(Debug)]
pub struct Language {
    /// Its name in rules: `python`.
    pub name: &'static str,
    /// What stands between the segments of a name; empty where the language has no names of modules and symbols, which
    /// then are searched as in any text.
    pub separator: &'static str,
    /// The endings of its files, without the first dot.
    pub extensions: &'static [&'static str],
    /// Files that are in the language whatever their ending.
    pub file_names: &'static [&'static str],
    /// Words of a `#!` line that tell the language.
    pub interpreters: &'static [&'static str],
    /// Resolves a source's references. Infallible: a broken source yields fewer references.
    pub read: fn(&Unit<'_>) -> Reading,
    /// Whether a source could refer to a name at all: a cheap look at its import statements, which may only err by
    /// saying yes. The source is known to mention the segments that [`read`](Self::read) would need, and what is
    /// [`quoted`](Self::quoted) in it is given.
    pub may_refer: fn(&Unit<'_>, &[Option<Path>]) -> bool,
    /// The parts of a source that may pass on names which it does not spell: a part passes on what is below a segment
    /// that it holds, an empty part anything. A cheap look that may only show too many.
    pub passes_on: fn(&[u8]) -> Vec<Span>,
    /// The paths that a source spells to begin with, where all that a tree passes on is reached from there.
    pub footprint: Option<fn(&Unit<'_>) -> Footprint>,
    /// The names in the strings of a source, whole; `None` for one that is put together.
    pub quoted: fn(&Unit<'_>) -> Vec<Option<Path>>,
    /// Whether the words of names that a tree itself gives are worth looking for, or too many.
    pub learns_words: bool,
    /// Where a file of the language stands in its project.
    pub place: fn(&Project, &str) -> Place,
    /// The directory where a file's submodules are, if it can have any.
    pub submodules: fn(&str) -> Option<String>,
    /// What a path means that goes through a name which a submodule shares with what its parent passes on.
    pub namesake: Namesake,
    /// First segments that a source need not spell to refer to what is below them.
    pub implied: &'static [&'static str],
    /// What a source's strings say and where they go, as far as they have to do with the words of interest.
    pub literals: fn(&Excerpt<'_>) -> Usage,
    /// The parts of a source, told by its tokens.
    pub anatomy: fn(&str) -> Anatomy,
    /// What queries of its sources need, if they can be queried.
    pub grammar: Option<Grammar>,
}

/// A source as its language's reader of literals sees it.
#[derive(Debug, Clone, Copy)]
pub struct Excerpt<'a> {
    /// The decoded text.
    pub text: &'a str,
    /// Where the file stands in its project.
    pub place: &'a Place,
    /// Where words of interest stand, ascending, wherever that is: in strings, in comments, as identifiers. Only
    /// literals that say one of them are wanted (a constant's counts in what it is put into), identifiers that are
    /// one of them, and what says where these go.
    pub at: &'a [Span],
    /// Those of them that mean something where they are identifiers too, but for the names of classes, which always do.
    pub named: &'a [Span],
    /// What constants of other files say, by their own names.
    pub constants: &'a Constants,
}

/// Texts by the names of the constants that hold them.
pub type Constants = FxHashMap<String, String>;

impl Language {
    /// Whether a file of a name is one of the language's by its ending, in any case.
    pub fn has_ending(&self, name: &str) -> bool {
        self.extensions
            .iter()
            .any(|extension| has_ending(name, extension))
    }
}

/// Whether a name ends in a dot and something, in any case.
pub(crate) fn has_ending(name: &str, extension: &str) -> bool {
    let dot = name.len().checked_sub(extension.len() + 1);
    let ending = dot
        .and_then(|dot| name.get(dot..))
        .and_then(|ending| ending.strip_prefix('.'));
    ending.is_some_and(|ending| ending.eq_ignore_ascii_case(extension))
}

/// The languages, in the order in which they are documented.
pub static LANGUAGES: &[Language] = &[python::LANGUAGE, rust::LANGUAGE, sql::LANGUAGE];

/// A source as its language's reader sees it.
#[derive(Debug, Clone, Copy)]
pub struct Unit<'a> {
    /// The decoded text.
    pub text: &'a str,
    /// Where the file stands in its project.
    pub place: &'a Place,
    /// The names that the scan looks for, of this language.
    pub names: &'a Names,
    /// The targets among them, each in one piece.
    pub spellings: &'a TextSearch,
    /// Read every statement, also those that cannot mention a name: comments are wanted too.
    pub whole: bool,
    /// What was read before, where that is kept.
    pub before: Option<Before<'a>>,
}

/// What a reader found in a source.
#[derive(Debug, Default, Clone)]
pub struct Reading {
    /// The references whose paths reach a name, in no particular order.
    pub references: Vec<Reference>,
    /// The scopes that references name by number; the first is the file.
    pub scopes: Vec<Scope>,
    /// Names of the scan that this file passes on under names of its own.
    pub exports: Vec<Export>,
    /// Comments (complete when [`Unit::whole`] was asked for).
    pub comments: Vec<Span>,
    /// Docstrings and doc comments, likewise.
    pub docs: Vec<Span>,
    /// Parts that did not parse.
    pub errors: Vec<Span>,
    /// The parser gave up: the whole text counts as unparsed.
    pub unparsed: bool,
}

/// Whether a path may stand for several: most do not, and need not be copied to be looked up.
fn is_own<S: AsRef<str>>(path: &[S]) -> bool {
    path.first().is_some_and(|first| first.as_ref() == OWN)
}

impl Unit<'_> {
    /// Whether a path leads to a name that the scan looks for; a path from the file's own root may go by several.
    pub fn leads<S: AsRef<str>>(&self, path: &[S]) -> bool {
        self.leads_through(path, 0)
    }

    /// Whether a path reaches a name that the scan looks for.
    pub fn reaches<S: AsRef<str>>(&self, path: &[S]) -> bool {
        self.reaches_through(path, 0)
    }

    /// Whether a path leads to a name, where so many of its segments can only be modules.
    pub fn leads_through<S: AsRef<str>>(&self, path: &[S], modules: usize) -> bool {
        if !is_own(path) {
            return self.names.leads_through(path, modules);
        }
        self.place.expand(path).iter().any(|longer| {
            let modules = (modules + longer.len()).saturating_sub(path.len());
            self.names.leads_through(longer, modules)
        })
    }

    /// Whether a path reaches a name, where so many of its segments can only be modules.
    pub fn reaches_through<S: AsRef<str>>(&self, path: &[S], modules: usize) -> bool {
        if !is_own(path) {
            return self.names.reaches_through(path, modules);
        }
        self.place.expand(path).iter().any(|longer| {
            let modules = (modules + longer.len()).saturating_sub(path.len());
            self.names.reaches_through(longer, modules)
        })
    }

    /// The names of the scan that the file itself would define, in its own module.
    pub fn own_names(&self) -> Vec<String> {
        let modules = self.place.expand(&self.place.own_module());
        let names = modules.iter().flat_map(|module| self.names.members(module));
        names.map(str::to_owned).collect()
    }

    /// The segments that continue a path towards a name.
    pub fn continuations<S: AsRef<str>>(&self, path: &[S]) -> Vec<String> {
        let expanded = self.place.expand(path);
        let mut next: Vec<String> = expanded
            .iter()
            .flat_map(|path| self.names.continuations(path))
            .map(str::to_owned)
            .collect();
        next.sort_unstable();
        next.dedup();
        next
    }
}
