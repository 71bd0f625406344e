//! What came of one file, as it is stored: types of its own, so that no change of the engine changes a file of the cache.
//!
//! Texts that many findings have in common are stored once.

use std::num::NonZeroU64;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::check::{Apart, Checked, Match};
use crate::finding::{FileScan, Finding, Line, Lines, Location, RuleId, SkipReason, Status, Written};
use crate::lang::{Footprint, LANGUAGES};
use crate::reference::{Exports, Role};
use crate::scan::Outcome;
use crate::source::FileKind;
use crate::span::{Position, Span};

/// The number of a text.
type Text = u32;

#[derive(Serialize, Deserialize)]
pub(super) struct Entry {
    file: Option<File>,
    skipped: Option<Skip>,
}

/// What there is to tell of a file.
#[derive(Serialize, Deserialize)]
pub(super) struct Told {
    path: Text,
    language: Text,
    findings: Vec<Found>,
    /// Number, start, offset, text, clipped.
    lines: Vec<(u32, u32, u32, Text, u32)>,
    /// Rule and number.
    adopted: Vec<(u32, u32)>,
}

#[derive(Serialize, Deserialize)]
struct File {
    told: Told,
    exports: (Text, Vec<u32>),
    /// What strings name, and what rules ask for.
    apart: [Vec<Literal>; 2],
}

/// Lines and columns of both ends, then the span.
type Place = [u32; 6];

#[derive(Serialize, Deserialize)]
struct Found {
    place: Place,
    rule: u32,
    target: Text,
    name: Text,
    role: u8,
    is_ambiguous: bool,
    status: u8,
    reason: Option<Text>,
    via: Option<Place>,
    scope: Text,
    ordinal: u32,
    line: u64,
    expression: Option<NonZeroU64>,
}

#[derive(Serialize, Deserialize)]
struct Literal {
    target: u32,
    name: Text,
    span: (u32, u32),
    role: u8,
    is_ambiguous: bool,
    via: Option<(u32, u32)>,
    scope: Text,
}

#[derive(Serialize, Deserialize)]
pub(super) enum Skip {
    Binary,
    TooLarge(u64),
    Unreadable(Text),
    Unparsed,
}

/// The roles, by the numbers that are stored.
const ROLES: [Role; 11] = [
    Role::Import,
    Role::Reexport,
    Role::Use,
    Role::String,
    Role::Sql,
    Role::Orm,
    Role::Url,
    Role::Route,
    Role::Config,
    Role::Doc,
    Role::Text,
];

fn role_number(role: Role) -> u8 {
    let at = ROLES.iter().position(|known| *known == role);
    at.and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)
}

fn status_number(status: Status) -> u8 {
    let at = Status::ALL.iter().position(|known| *known == status);
    at.and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)
}

const fn place(location: &Location) -> Place {
    let Location { start, end, span } = location;
    [
        start.line,
        start.column,
        end.line,
        end.column,
        span.start,
        span.end,
    ]
}

const fn location([line, column, end_line, end_column, start, end]: Place) -> Location {
    Location {
        start: Position { line, column },
        end: Position {
            line: end_line,
            column: end_column,
        },
        span: Span { start, end },
    }
}

/// Numbers texts.
#[derive(Default)]
pub(super) struct Writer {
    pub texts: Vec<Arc<str>>,
    numbers: FxHashMap<Arc<str>, Text>,
}

impl Writer {
    fn text(&mut self, text: &str) -> Text {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let text: Arc<str> = text.into();
        let number = self.texts.len() as Text;
        self.texts.push(Arc::clone(&text));
        self.numbers.insert(text, number);
        number
    }

    pub(super) fn entry(&mut self, outcome: &Outcome) -> Entry {
        Entry {
            file: outcome.checked.as_ref().map(|checked| self.file(checked)),
            skipped: outcome.skipped.as_ref().map(|reason| self.skip(reason)),
        }
    }

    pub(super) fn skip(&mut self, reason: &SkipReason) -> Skip {
        match reason {
            SkipReason::Binary => Skip::Binary,
            SkipReason::TooLarge { size } => Skip::TooLarge(*size),
            SkipReason::Unreadable(why) => Skip::Unreadable(self.text(why)),
            SkipReason::Unparsed => Skip::Unparsed,
        }
    }

    fn file(&mut self, checked: &Checked) -> File {
        let (text, lengths) = checked.exports.parts();
        File {
            told: self.told(&checked.scan),
            exports: (self.text(text), lengths.to_vec()),
            apart: checked
                .apart()
                .parts()
                .unwrap_or_default()
                .map(|found| found.iter().map(|found| self.literal(found)).collect()),
        }
    }

    pub(super) fn told(&mut self, scan: &FileScan) -> Told {
        let FileScan {
            path,
            language,
            findings,
            lines,
            adopted,
            ..
        } = scan;
        Told {
            path: self.text(path),
            language: self.text(language),
            findings: findings.iter().map(|finding| self.finding(finding)).collect(),
            lines: lines
                .iter()
                .map(|(line, text)| {
                    (
                        line.number,
                        line.start,
                        line.offset,
                        self.text(text),
                        line.clipped,
                    )
                })
                .collect(),
            adopted: adopted
                .iter()
                .map(|(RuleId(rule), number)| (*rule, *number))
                .collect(),
        }
    }

    fn finding(&mut self, finding: &Finding) -> Found {
        let RuleId(rule) = finding.rule;
        Found {
            place: place(&finding.location),
            rule,
            target: self.text(&finding.target),
            name: self.text(&finding.name),
            role: role_number(finding.role),
            is_ambiguous: finding.is_ambiguous,
            status: status_number(finding.status),
            reason: finding.reason.as_ref().map(|reason| self.text(reason)),
            via: finding.via.as_deref().map(place),
            scope: self.text(&finding.scope),
            ordinal: finding.ordinal,
            line: finding.written.line,
            expression: finding.written.expression,
        }
    }

    fn literal(&mut self, found: &Match) -> Literal {
        let ends = |span: Span| (span.start, span.end);
        Literal {
            target: found.target,
            name: self.text(&found.name),
            span: ends(found.span),
            role: role_number(found.role),
            is_ambiguous: found.is_ambiguous,
            via: found.via.map(ends),
            scope: self.text(&found.scope),
        }
    }
}

/// Knows texts by their numbers.
pub(super) struct Reader {
    pub texts: Vec<Arc<str>>,
}

impl Reader {
    fn text(&self, number: Text) -> Option<Arc<str>> {
        self.texts.get(number as usize).cloned()
    }

    pub(super) fn outcome(&self, entry: Entry, footprint: Footprint) -> Option<Outcome> {
        Some(Outcome {
            checked: match entry.file {
                Some(file) => Some(Box::new(self.checked(file)?)),
                None => None,
            },
            skipped: match entry.skipped {
                Some(skip) => Some(self.skip(&skip)?),
                None => None,
            },
            footprint,
        })
    }

    pub(super) fn skip(&self, skip: &Skip) -> Option<SkipReason> {
        Some(match skip {
            Skip::Binary => SkipReason::Binary,
            Skip::TooLarge(size) => SkipReason::TooLarge { size: *size },
            Skip::Unreadable(why) => SkipReason::Unreadable(self.text(*why)?.to_string()),
            Skip::Unparsed => SkipReason::Unparsed,
        })
    }

    pub(super) fn told(&self, told: Told) -> Option<FileScan> {
        let mut text = String::new();
        let line = |(number, start, offset, kept, clipped): (u32, u32, u32, Text, u32)| {
            let kept = self.text(kept)?;
            text.push_str(&kept);
            Some(Line {
                number,
                start,
                offset,
                length: kept.len() as u32,
                clipped,
            })
        };
        let lines = told.lines.into_iter().map(line).collect::<Option<_>>()?;
        Some(FileScan {
            path: self.text(told.path)?.to_string(),
            language: language(&self.text(told.language)?)?,
            findings: told
                .findings
                .into_iter()
                .map(|found| self.finding(&found))
                .collect::<Option<_>>()?,
            lines: Lines::from_parts(text, lines),
            adopted: told
                .adopted
                .into_iter()
                .map(|(rule, number)| (RuleId(rule), number))
                .collect(),
            ..FileScan::default()
        })
    }

    fn checked(&self, file: File) -> Option<Checked> {
        let (text, lengths) = file.exports;
        let known = |literals: &[Literal]| -> Option<Vec<Match>> {
            literals.iter().map(|literal| self.literal(literal)).collect()
        };
        let [literals, asked] = &file.apart;
        let apart = Apart::from_parts([known(literals)?, known(asked)?]);
        Some(Checked::known(
            self.told(file.told)?,
            Exports::from_parts(&self.text(text)?, lengths),
            apart,
        ))
    }

    fn finding(&self, found: &Found) -> Option<Finding> {
        Some(Finding {
            location: location(found.place),
            rule: RuleId(found.rule),
            target: self.text(found.target)?,
            name: self.text(found.name)?,
            role: *ROLES.get(usize::from(found.role))?,
            is_ambiguous: found.is_ambiguous,
            status: *Status::ALL.get(usize::from(found.status))?,
            reason: match found.reason {
                Some(reason) => Some(self.text(reason)?),
                None => None,
            },
            via: found.via.map(location).map(Arc::new),
            scope: self.text(found.scope)?,
            ordinal: found.ordinal,
            written: Written {
                line: found.line,
                expression: found.expression,
            },
        })
    }

    fn literal(&self, literal: &Literal) -> Option<Match> {
        let span = |(start, end): (u32, u32)| Span { start, end };
        Some(Match {
            target: literal.target,
            name: self.text(literal.name)?,
            span: span(literal.span),
            role: *ROLES.get(usize::from(literal.role))?,
            is_ambiguous: literal.is_ambiguous,
            via: literal.via.map(span),
            scope: self.text(literal.scope)?,
        })
    }
}

/// The word for a kind of file that the engine uses.
fn language(word: &str) -> Option<&'static str> {
    let others = [
        FileKind::OtherSource,
        FileKind::Config,
        FileKind::Docs,
        FileKind::Media,
    ];
    let languages = LANGUAGES.iter().map(|language| language.name);
    languages
        .chain(others.map(FileKind::name))
        .find(|known| *known == word)
}
