//! What can be told of a source without parsing it: whether it is of any interest, and what its imports spell.

use std::cell::OnceCell;
use std::hash::BuildHasher as _;

use rustc_hash::FxBuildHasher;

use super::Checker;
use crate::lang::readings::{Before, Readings};
use crate::lang::{Footprint, Language, Unit};
use crate::project::Place;
use crate::reference::Role;
use crate::ruleset::{Compiled, RuleSet};
use crate::source::{FileKind, HEAD, Source};
use crate::span::Span;

/// What can be told of a source without parsing it.
pub(super) struct Admitted<'s> {
    pub(super) compiled: &'s Compiled,
    pub(super) text: &'s str,
    /// Everything must be read, comments too.
    pub(super) whole: bool,
    pub(super) footprint: Footprint,
    pub(super) may_refer: bool,
}

impl Admitted<'_> {
    /// The source as its language's reader sees it, with what was read before, where that is kept.
    pub(super) fn known_unit<'u>(
        &'u self,
        place: &'u Place,
        rules: &RuleSet,
        readings: Option<&'u Readings>,
    ) -> Unit<'u> {
        let unit = self.unit(place);
        let before = readings.map(|readings| Before {
            readings,
            number: FxBuildHasher.hash_one((
                place,
                unit.own_names(),
                rules.given().reached_from(&self.footprint),
            )),
        });
        Unit { before, ..unit }
    }

    fn unit<'u>(&'u self, place: &'u Place) -> Unit<'u> {
        Unit {
            text: self.text,
            place,
            names: &self.compiled.names,
            spellings: &self.compiled.text,
            whole: self.whole,
            before: None,
        }
    }
}

impl Checker<'_> {
    /// Whether a source may refer to one of the names at all, as far as can be told without parsing it, and what it
    /// spells.
    pub fn may_refer(&self, path: &str, bytes: &[u8], place: &Place) -> (bool, Footprint) {
        let source = Source::new(bytes);
        let admitted = match FileKind::of(path, &bytes[..bytes.len().min(HEAD)]) {
            FileKind::Source(language) => self.admit(language, &source, place),
            _ => None,
        };
        admitted.map_or_else(Default::default, |admitted| {
            (admitted.may_refer, admitted.footprint)
        })
    }

    /// Looks at a source without parsing it. None for one that is of no interest at all.
    pub(super) fn admit<'s>(
        &'s self,
        language: &'static Language,
        source: &'s Source<'_>,
        place: &'s Place,
    ) -> Option<Admitted<'s>> {
        let bytes = source.bytes;
        let compiled = self.rules.compiled(language)?;
        if compiled.names.is_empty() && !self.rules.has_literals() && self.rules.asked().is_empty() {
            return None;
        }
        let prefilter = compiled.prefilter();
        let present = prefilter.present(bytes);
        let is_marked = prefilter.is_marked(&present);
        let parts = OnceCell::new();
        let passes_on = |segment: &str, is_own: bool| {
            let holds =
                |part: &Span| memchr::memmem::find(&bytes[part.range()], segment.as_bytes()).is_some();
            let parts: &Vec<Span> = parts.get_or_init(|| (language.passes_on)(bytes));
            let is_renamed = || memchr::memmem::find(bytes, format!("{segment} as ").as_bytes()).is_some();
            parts
                .iter()
                .any(|part| is_own || part.range().is_empty() || holds(part))
                || (!parts.is_empty() && is_renamed())
        };
        // Comments may spell what no import brings in.
        let is_mentioned = || self.rules.within().docs && self.rules.mentioned(bytes, Role::Doc).is_some();
        let may_match = is_marked
            || !self.prefilter
            || is_mentioned()
            || (!compiled.names.is_empty() && prefilter.may_match(language, place, &present, passes_on));
        // Without a name to look for, there is none that a tree could give.
        if !may_match && (language.footprint.is_none() || compiled.names.is_empty()) {
            return None;
        }
        let mut admitted = Admitted {
            compiled,
            text: source.text(),
            whole: is_marked || self.rules.within().docs || !self.prefilter,
            footprint: Footprint::default(),
            may_refer: false,
        };
        let unit = admitted.unit(place);
        let mut footprint = language
            .footprint
            .map(|footprint| footprint(&unit))
            .unwrap_or_default();
        let may_match = may_match || compiled.may_use_learned(&footprint);
        let is_named = may_match && !compiled.names.is_empty();
        let quoted = match is_named {
            true => (language.quoted)(&unit),
            false => Vec::new(),
        };
        let may_refer = may_match && (unit.whole || (language.may_refer)(&unit, &quoted));
        // Names that a tree gives are alike for whoever spells none of them, in whatever way.
        if is_named {
            footprint = footprint.with_quoted(quoted);
        }
        (admitted.footprint, admitted.may_refer) = (footprint, may_refer);
        Some(admitted)
    }
}
