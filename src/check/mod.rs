//! THE engine: from a path and its bytes to findings. No I/O, no clock, no failure.
//!
//! Six steps: what kind of file it is, whether it can hold a reference at all, its text, its references, which rules
//! they match, and which of the findings count. Everything that looks at sources calls [`Checker::check`].

mod matches;
mod remarks;
mod settle;

use std::borrow::Cow;
use std::sync::Arc;

use jiff::civil::Date;

use crate::finding::{FileScan, Finding, Location, SkipReason, Status};
use crate::lang::{Footprint, Language, Unit};
use crate::names::TargetId;
use crate::project::Place;
use crate::reference::{Export, Role};
use crate::ruleset::RuleSet;
use crate::source::{self, FileKind};
use crate::span::Span;
use matches::Matcher;
use settle::Interned;

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
    pub(crate) name: Arc<str>,
    pub(crate) span: Span,
    pub(crate) role: Role,
    pub(crate) via: Option<Span>,
    /// The path of named scopes around it.
    pub(crate) scope: Arc<str>,
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
        let prefilter = compiled.prefilter();
        let present = prefilter.present(&bytes);
        let is_marked = prefilter.is_marked(&present);
        let may_match = is_marked
            || !self.prefilter
            || prefilter.may_match(language, place, &present, || may_pass_on(&bytes));
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
        let matches = Matcher::new(self, language, &unit, &reading).matches(&compiled.text);
        if reading.unparsed || !reading.errors.is_empty() {
            checked.skipped = Some(SkipReason::Unparsed);
        }
        settle::settle(self, &text, &reading.comments, matches, &mut checked.scan);
    }

    fn check_text(&self, bytes: &[u8], role: Role, checked: &mut Checked) {
        let text = source::decode(bytes);
        let part = Span::new(0, text.len());
        let mut interned = Interned::default();
        let matches = matches::in_text(self, &text, part, role, self.rules.text(), &mut interned).collect();
        let comments = crate::suppress::guessed_comments(&text);
        settle::settle(self, &text, &comments, matches, &mut checked.scan);
    }
}

/// Whether a text may pass on names that it does not spell: it holds a star.
fn may_pass_on(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'*', bytes).any(|at| {
        let before = bytes[..at].trim_ascii_end();
        let before = before.strip_suffix(b"\\").map_or(before, <[u8]>::trim_ascii_end);
        before.ends_with(b"import")
            || before.ends_with(b"::")
            || before.ends_with(b"{")
            || before.ends_with(b",")
    })
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
