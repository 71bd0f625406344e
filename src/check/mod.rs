//! THE engine: from a path and its bytes to findings. No I/O, no clock, no failure.
//!
//! Six steps: what kind of file it is, whether it can hold a reference at all, its text, its references, which rules
//! they match, and which of the findings count. Everything that looks at sources calls [`Checker::check`].

mod remarks;
mod settle;

use std::borrow::Cow;

use jiff::civil::Date;

use crate::finding::{FileScan, Finding, Location, SkipReason, Status};
use crate::lang::text::TextSearch;
use crate::lang::{Footprint, Language, Reading, Unit};
use crate::names::TargetId;
use crate::project::Place;
use crate::reference::{Export, FILE_SCOPE, Reference, Role};
use crate::ruleset::{Compiled, RuleSet};
use crate::source::{self, FileKind};
use crate::span::Span;

/// Checks sources against a rule set.
#[derive(Debug, Clone, Copy)]
pub struct Checker<'r> {
    /// The rules.
    pub rules: &'r RuleSet,
    /// The day that expiry dates are compared with.
    pub today: Date,
    /// Dismiss files unparsed where no rule can match. Off only in tests: the findings are the same.
    pub prefilter: bool,
}

/// What the engine has to say about one source.
#[derive(Debug, Default)]
pub struct Checked {
    /// Findings and problems.
    pub scan: FileScan,
    /// Why it was not, or not wholly, read.
    pub skipped: Option<SkipReason>,
    /// Names of the rules that this source passes on under names of its own, from the root of its corpus.
    pub exports: Vec<Export>,
    /// What its imports spell, for a language whose references start at imports.
    pub footprint: Footprint,
}

/// A target named at some place of a text.
#[derive(Debug, Clone)]
pub(crate) struct Match {
    pub(crate) target: TargetId,
    pub(crate) name: String,
    pub(crate) span: Span,
    pub(crate) role: Role,
    pub(crate) via: Option<Span>,
    /// The path of named scopes around it.
    pub(crate) scope: String,
}

impl Checker<'_> {
    /// Checks one source. The path is relative to the scanned root, with `/`.
    pub fn check(&self, path: &str, bytes: &[u8], place: &Place) -> Checked {
        let kind = FileKind::of(path, &bytes[..bytes.len().min(256)]);
        let mut checked = Checked {
            scan: FileScan {
                path: path.to_owned(),
                language: kind.name(),
                ..FileScan::default()
            },
            ..Checked::default()
        };
        if source::is_binary(bytes) {
            checked.skipped = Some(SkipReason::Binary);
            return checked;
        }
        if self.rules.is_own(path) {
            return checked;
        }
        match kind {
            FileKind::Source(language) => self.check_source(language, bytes, place, &mut checked),
            FileKind::OtherSource => self.check_text(bytes, Role::Text, &mut checked),
            FileKind::Config => self.check_text(bytes, Role::Config, &mut checked),
            FileKind::Docs => self.check_text(bytes, Role::Doc, &mut checked),
            FileKind::Media => {}
        }
        checked
    }

    fn check_source(&self, language: &'static Language, bytes: &[u8], place: &Place, checked: &mut Checked) {
        let Some(compiled) = self
            .rules
            .compiled(language)
            .filter(|compiled| !compiled.names.is_empty())
        else {
            return;
        };
        // Text that spells ASCII in another way must be decoded before it is searched.
        let bytes: Cow<'_, [u8]> = match source::is_wide(bytes) {
            true => Cow::Owned(source::decode(bytes).into_owned().into_bytes()),
            false => Cow::Borrowed(bytes),
        };
        let present = compiled.prefilter.present(&bytes);
        let is_marked = compiled.prefilter.is_marked(&present);
        let may_match = is_marked
            || !self.prefilter
            || compiled
                .prefilter
                .may_match(language, place, &present, || (language.passes_on)(&bytes));
        if !may_match && language.footprint.is_none() {
            return;
        }
        let text = source::decode(&bytes);
        let whole = is_marked || self.rules.within().docs || !self.prefilter;
        let unit = Unit {
            text: &text,
            place,
            names: &compiled.names,
            spellings: &compiled.text,
            whole,
        };
        checked.footprint = language
            .footprint
            .map(|footprint| footprint(&unit))
            .unwrap_or_default();
        let is_worth_reading = may_match && (whole || (language.may_refer)(&unit));
        if !is_worth_reading {
            return;
        }
        let mut reading = (language.read)(&unit);
        checked.exports = std::mem::take(&mut reading.exports);
        let matches = self.matches(language, compiled, &unit, &reading);
        if reading.unparsed || !reading.errors.is_empty() {
            checked.skipped = Some(SkipReason::Unparsed);
        }
        settle::settle(self, &text, &reading.comments, matches, &mut checked.scan);
    }

    fn matches(
        &self,
        language: &'static Language,
        compiled: &Compiled,
        unit: &Unit<'_>,
        reading: &Reading,
    ) -> Vec<Match> {
        let mut matches = Vec::new();
        for reference in &reading.references {
            self.match_reference(language, unit.place, reading, reference, &mut matches);
        }
        // What a grammar has read is not searched again: an ERROR node can hold well-formed parts.
        let mut read: Vec<Span> = reading
            .references
            .iter()
            .map(|reference| reference.span)
            .collect();
        read.sort_unstable();
        let everything = [Span::new(0, unit.text.len())];
        let unread = if reading.unparsed {
            &everything[..]
        } else {
            &reading.errors[..]
        };
        for (parts, role) in [
            (unread, Role::Text),
            (&reading.comments, Role::Doc),
            (&reading.docs, Role::Doc),
        ] {
            for part in parts {
                let search = Search {
                    text: unit.text,
                    part: *part,
                    role,
                    names: &compiled.text,
                };
                let from = matches.len();
                self.search(&search, &mut matches);
                let known = |found: &Match| {
                    overlaps(&read, found.span)
                        || self.is_inside(found.target, unit.place, reading, FILE_SCOPE)
                };
                let mut index = 0;
                matches.retain(|found| {
                    index += 1;
                    index <= from || !known(found)
                });
            }
        }
        matches
    }

    fn match_reference(
        &self,
        language: &Language,
        place: &Place,
        reading: &Reading,
        reference: &Reference,
        matches: &mut Vec<Match>,
    ) {
        for hit in self.rules.hits(language, place, &reference.path, reference.known) {
            let Some((_, rule)) = self.rules.rule_of(hit.target) else {
                continue;
            };
            let is_wanted = match reference.role {
                Role::Doc => rule.within.docs,
                _ => rule.within.code,
            };
            let is_listed =
                rule.languages.is_empty() || rule.languages.iter().any(|other| other.name == language.name);
            // A rule that everyone shares cannot mean a module of this very tree.
            let is_own =
                rule.is_builtin() && reference.path.first().is_some_and(|first| place.has_top(first));
            if !is_wanted
                || !is_listed
                || is_own
                || self.is_inside(hit.target, place, reading, reference.scope)
            {
                continue;
            }
            matches.push(Match {
                target: hit.target,
                name: hit.canonical.join(language.separator),
                span: reference.span,
                role: reference.role,
                via: reference.via,
                scope: scope_label(language, reading, reference.scope),
            });
        }
    }

    /// Whether a place lies inside what the target's rule retires: then it goes when that goes.
    fn is_inside(&self, target: TargetId, place: &Place, reading: &Reading, scope: u32) -> bool {
        let Some((_, rule)) = self.rules.rule_of(target) else {
            return false;
        };
        if place.module.is_empty() && scope == FILE_SCOPE {
            return false;
        }
        let mut path = place.own_module();
        path.extend(scopes(reading, scope).map(|scope| scope.segment.clone()));
        let enclosing = place.expand(&path);
        rule.target
            .names()
            .iter()
            .any(|name| enclosing.iter().any(|path| path.starts_with(&name.path)))
    }

    fn check_text(&self, bytes: &[u8], role: Role, checked: &mut Checked) {
        let text = source::decode(bytes);
        let part = Span::new(0, text.len());
        let mut matches = Vec::new();
        self.search(
            &Search {
                text: &text,
                part,
                role,
                names: self.rules.text(),
            },
            &mut matches,
        );
        let comments = crate::suppress::guessed_comments(&text);
        settle::settle(self, &text, &comments, matches, &mut checked.scan);
    }

    fn search(&self, search: &Search<'_>, matches: &mut Vec<Match>) {
        for (target, span) in search.names.find(search.text, search.part) {
            let Some((_, rule)) = self.rules.rule_of(target) else {
                continue;
            };
            let is_wanted = match search.role {
                Role::Doc => rule.within.docs,
                Role::Config => rule.within.config,
                _ => rule.within.code,
            };
            if is_wanted {
                matches.push(Match {
                    target,
                    name: span.of(search.text).to_owned(),
                    span,
                    role: search.role,
                    via: None,
                    scope: String::new(),
                });
            }
        }
    }
}

/// A part of a text to be searched for names.
struct Search<'a> {
    text: &'a str,
    part: Span,
    role: Role,
    names: &'a TextSearch,
}

/// Whether a span overlaps one of some spans, ascending.
fn overlaps(spans: &[Span], span: Span) -> bool {
    let after = spans.partition_point(|other| other.start < span.end);
    after
        .checked_sub(1)
        .is_some_and(|before| spans[before].end > span.start)
}

/// The scopes around a place, the outermost first, the file itself left out.
fn scopes(reading: &Reading, scope: u32) -> impl Iterator<Item = &crate::reference::Scope> {
    let mut around = Vec::new();
    let mut next = Some(scope);
    while let Some(scope) = next.and_then(|scope| reading.scopes.get(scope as usize)) {
        next = scope.parent;
        if next.is_some() {
            around.push(scope);
        }
    }
    around.into_iter().rev()
}

fn scope_label(language: &Language, reading: &Reading, scope: u32) -> String {
    let labels: Vec<&str> = scopes(reading, scope).map(|scope| scope.label.as_str()).collect();
    labels.join(language.separator)
}

impl Finding {
    /// Whether the finding still has to be worked on.
    pub fn is_open(&self) -> bool {
        self.status == Status::Open
    }

    /// The place of a span, for tests and tools that think in bytes.
    pub const fn span(&self) -> Span {
        let Location { span, .. } = self.location;
        span
    }
}
