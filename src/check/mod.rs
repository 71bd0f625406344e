//! THE engine: from a path and its bytes to findings. No I/O, no clock, no failure.
//!
//! Six steps: what kind of file it is, whether it can hold a reference at all, its text, its references, which rules
//! they match, and which of the findings count. Everything that looks at sources calls [`Checker::check`].

mod admit;
mod asked;
mod dependencies;
mod described;
mod endpoints;
mod matches;
mod methods;
mod mounting;
mod relations;
mod routers;
mod remarks;
mod settle;
mod written;

use std::sync::Arc;

use jiff::civil::Date;

use crate::finding::{FileScan, Finding, Location, SkipReason, Status};
use crate::lang::readings::Readings;
use crate::lang::{Constants, Excerpt, Footprint, Language};
use crate::literal::{Usage, quoted};
use crate::names::TargetId;
use crate::project::Place;
use crate::reference::{Exports, Role};
use crate::ruleset::RuleSet;
use crate::ruleset::prefilter::MARKER;
use crate::source::{self, FileKind, HEAD, Source};
use crate::span::Span;
use admit::Admitted;
use asked::Asked;
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
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// Findings and problems.
    pub scan: FileScan,
    /// Why it was not, or not wholly, read.
    pub skipped: Option<SkipReason>,
    /// Names of the rules that this source passes on under names of its own, from the root of its corpus.
    pub exports: Exports,
    /// What its imports spell, for a language whose references start at imports.
    pub footprint: Footprint,
    /// What it comes to depends on the day.
    pub(crate) is_dated: bool,
    /// None where that is nothing: a scan may hold this of very many files.
    apart: Option<Box<Apart>>,
}

/// What is known of a source before it is checked.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Beforehand<'b> {
    /// What no name changes, if it was checked before with fewer names that a tree itself gives.
    pub(crate) apart: Option<&'b Apart>,
    /// What was read in other versions of it.
    pub(crate) readings: Option<&'b Readings>,
}

/// What was found in a source that no name of another file changes.
#[derive(Debug, Default, Clone)]
pub(crate) struct Apart {
    /// What its strings name.
    literals: Vec<Match>,
    /// What rules ask for.
    asked: Asked,
}

static NOTHING: Apart = Apart {
    literals: Vec::new(),
    asked: Asked::whole(Vec::new()),
};

impl Apart {
    fn boxed(self) -> Option<Box<Self>> {
        let is_nothing = self.literals.is_empty() && self.asked.is_nothing();
        (!is_nothing).then(|| Box::new(self))
    }

    /// What strings name and what rules ask for, of a source that was looked at wholly.
    pub(crate) fn parts(&self) -> Option<[&[Match]; 2]> {
        (!self.asked.is_partial()).then_some([&self.literals, &self.asked.matches])
    }

    /// The same from its parts.
    pub(crate) fn from_parts([literals, asked]: [Vec<Match>; 2]) -> Self {
        Self {
            literals,
            asked: Asked::whole(asked),
        }
    }
}

impl Checked {
    /// What is known of a source from before.
    pub(crate) fn known(scan: FileScan, exports: Exports, apart: Apart) -> Self {
        Self {
            scan,
            exports,
            apart: apart.boxed(),
            ..Self::default()
        }
    }

    /// What no name of another file changes, for [`Beforehand`].
    pub(crate) fn apart(&self) -> &Apart {
        self.apart.as_deref().unwrap_or(&NOTHING)
    }
}

/// A target named at some place of a text.
#[derive(Debug, Clone)]
pub(crate) struct Match {
    pub(crate) target: TargetId,
    pub(crate) name: Arc<str>,
    pub(crate) span: Span,
    pub(crate) role: Role,
    pub(crate) is_ambiguous: bool,
    pub(crate) via: Option<Span>,
    /// The path of named scopes around it.
    pub(crate) scope: Arc<str>,
}

/// What is known of a text better than by its letters.
#[derive(Debug, Default)]
struct Known {
    matches: Vec<Match>,
    /// The parts that were read for it, ascending.
    read: Vec<Span>,
    /// No table can be told by its letters.
    spells_no_table: bool,
}

impl Known {
    /// What the literals name, and whether a table may be told by its letters.
    fn of_literals(matches: Vec<Match>, may_be_mentioned: bool) -> Self {
        Self {
            spells_no_table: !may_be_mentioned,
            ..matches.into()
        }
    }
}

impl From<Vec<Match>> for Known {
    fn from(matches: Vec<Match>) -> Self {
        let mut read: Vec<Span> = matches.iter().map(|found| found.span).collect();
        read.sort_unstable();
        Self {
            matches,
            read,
            spells_no_table: false,
        }
    }
}

impl Checker<'_> {
    /// Checks one source. The path is relative to the scanned root, with `/`.
    pub fn check(&self, path: &str, bytes: &[u8], place: &Place) -> Checked {
        self.check_knowing(path, bytes, place, Beforehand::default())
    }

    /// The same, of a source of which something is known.
    pub(crate) fn check_knowing(
        &self,
        path: &str,
        bytes: &[u8],
        place: &Place,
        known: Beforehand<'_>,
    ) -> Checked {
        let Beforehand { apart, readings } = known;
        let kind = FileKind::of(path, &bytes[..bytes.len().min(HEAD)]);
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
        let asked = match apart {
            Some(apart) => apart.asked.clone(),
            None => asked::look(self, kind, bytes, place),
        };
        let mut literals = Vec::new();
        let mut declared = dependencies::matches(self, path, bytes);
        declared.extend_from_slice(&asked.matches);
        let narrow = matches!(kind, FileKind::Source(_)).then(|| source::narrow(bytes));
        let source = Source::new(narrow.as_deref().unwrap_or(bytes));
        match kind {
            FileKind::Source(language) => {
                let mut known = apart.map_or_else(
                    || self.literals(Some(language), path, &source, place).0,
                    |apart| apart.literals.clone(),
                );
                literals.clone_from(&known);
                if language.separator.is_empty() {
                    self.check_text(kind, &source, known.into(), declared, &mut checked);
                } else {
                    known.extend(declared);
                    self.check_source(language, &source, place, known, readings, &mut checked);
                }
            }
            FileKind::OtherSource => {
                let (matches, may_be_mentioned) = self.literals(None, path, &source, place);
                let known = Known::of_literals(matches, may_be_mentioned);
                self.check_text(kind, &source, known, declared, &mut checked);
            }
            FileKind::Config => {
                let known = described::read(self, bytes);
                self.check_text(kind, &source, known, declared, &mut checked);
            }
            FileKind::Docs => {
                self.check_text(kind, &source, Known::default(), declared, &mut checked);
            }
            FileKind::Media => {}
        }
        if asked.is_partial() {
            checked.skipped = Some(SkipReason::Unparsed);
            checked.scan.problems.extend(asked.problems(self, path));
        }
        checked.apart = Apart { literals, asked }.boxed();
        checked
    }

    /// What the strings of a source name, and whether a table may be told by its letters.
    fn literals(
        &self,
        language: Option<&'static Language>,
        path: &str,
        source: &Source<'_>,
        place: &Place,
    ) -> (Vec<Match>, bool) {
        let (mut found, may_be_mentioned) = relations::matches(self, language, path, source, place);
        found.extend(endpoints::matches(self, language, source, place));
        (found, may_be_mentioned)
    }

    /// Whether a file is worth reading by its path alone.
    pub fn wants(&self, path: &str) -> bool {
        self.wants_of(path, FileKind::of(path, &[]))
    }

    /// The same of a path whose kind is known.
    pub(crate) fn wants_of(&self, path: &str, kind: FileKind) -> bool {
        let within = self.rules.within();
        let texts = self.rules.asked().texts();
        let is_searched = !self.rules.text().is_empty() || self.rules.has_literals() || !texts.is_empty();
        if dependencies::are_declared_in(self, path) {
            return true;
        }
        match kind {
            FileKind::Media => false,
            FileKind::Docs => within.docs,
            FileKind::Config => within.config && is_searched,
            // The first line of a file without an ending may tell a language.
            FileKind::OtherSource => is_searched || !path.contains('.'),
            FileKind::Source(_) => true,
        }
    }

    fn check_source(
        &self,
        language: &'static Language,
        source: &Source<'_>,
        place: &Place,
        known: Vec<Match>,
        readings: Option<&Readings>,
        checked: &mut Checked,
    ) {
        let admitted = self.admit(language, source, place);
        let Some(admitted) = admitted.filter(|admitted| {
            checked.footprint.clone_from(&admitted.footprint);
            admitted.may_refer
        }) else {
            if !known.is_empty() || dependencies::are_declared_in(self, &checked.scan.path) {
                let comments = crate::suppress::guessed_comments(source.text());
                checked.is_dated = settle::settle(self, source.text(), &comments, known, &mut checked.scan);
            }
            return;
        };
        let Admitted { compiled, text, .. } = &admitted;
        let unit = admitted.known_unit(place, self.rules, readings);
        let reading = (language.read)(&unit);
        checked.exports = Exports::new(&reading.exports);
        let mut matches = Matcher::new(self, language, &unit, &reading).matches(&compiled.text);
        matches.extend(known);
        if reading.unparsed || !reading.errors.is_empty() {
            checked.skipped = Some(SkipReason::Unparsed);
        }
        checked.is_dated = settle::settle(self, text, &reading.comments, matches, &mut checked.scan);
    }

    fn check_text(
        &self,
        kind: FileKind,
        source: &Source<'_>,
        known: Known,
        declared: Vec<Match>,
        checked: &mut Checked,
    ) {
        let (names, bytes) = (self.rules.text(), source.bytes);
        let is_marked = || memchr::memmem::find(bytes, MARKER.as_bytes()).is_some();
        let role = match kind {
            FileKind::Config => Role::Config,
            FileKind::Docs => Role::Doc,
            _ => Role::Text,
        };
        let is_named = names.is_match(bytes);
        // What is read as a script is not guessed at.
        let mentioned = |bytes: &[u8]| match kind {
            FileKind::Source(_) => None,
            _ => self.rules.mentioned(bytes, role),
        };
        let tables = (!known.spells_no_table).then(|| mentioned(bytes)).flatten();
        let is_known = !known.matches.is_empty() || !declared.is_empty();
        let is_spelled = is_named || tables.is_some();
        if !(is_spelled || source::is_wide(bytes) || is_known || is_marked()) {
            return;
        }
        let (text, mut interned) = (source.text(), Interned::default());
        let part = Span::new(0, text.len());
        // What another encoding says was not searched yet.
        let is_same = text.as_bytes() == bytes;
        let tables = if is_same {
            tables
        } else {
            mentioned(text.as_bytes())
        };
        let named = (is_named || !is_same).then(|| names.find(text, part));
        let others = tables.map(|tables| self.rules.in_text(text, part, role, &tables));
        let spelled = named.into_iter().flatten().chain(others.into_iter().flatten());
        let mut matches: Vec<Match> = matches::in_text(self, text, role, spelled, &mut interned).collect();
        // What is known better than by its letters is not said twice.
        matches.retain(|found| !matches::overlaps(&known.read, found.span));
        matches.extend(known.matches);
        matches.extend(declared);
        let comments = crate::suppress::guessed_comments(text);
        checked.is_dated = settle::settle(self, text, &comments, matches, &mut checked.scan);
    }
}

/// What the strings of a source say and where they go, as far as they have to do with the words at some places, and
/// where these are identifiers, those of them that are given apart; of a language that has no reader, only what they say.
fn usage(
    language: Option<&'static Language>,
    text: &str,
    place: &Place,
    [at, named]: [&[Span]; 2],
    constants: &Constants,
) -> Usage {
    match language {
        Some(language) => (language.literals)(&Excerpt {
            text,
            place,
            at,
            named,
            constants,
        }),
        None => quoted::literals(text, at),
    }
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
