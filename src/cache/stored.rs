//! What is remembered, as bytes: types of its own, so that no change of the engine changes a file, written by postcard.
//!
//! Texts that many findings have in common are stored once. A file that was not written by this program may decode to
//! anything but is refused by the checksum around it; a number that points nowhere refuses the whole.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::check::{Apart, Checked, Match};
use crate::finding::{FileScan, Finding, Line, Location, RuleId, SkipReason, Status, Written};
use crate::lang::{Footprint, LANGUAGES};
use crate::reference::{Exports, Role};
use crate::scan::{Looked, Memo, Outcome};
use crate::source::FileKind;
use crate::span::{Position, Span};

/// The number of a text.
type Text = u32;

#[derive(Serialize, Deserialize)]
struct Whole<'b> {
    #[serde(borrow)]
    texts: Vec<&'b str>,
    entries: Vec<(u128, Entries)>,
}

/// By the numbers of names.
type Entries = Vec<(u64, Option<Entry>)>;

#[derive(Serialize, Deserialize)]
struct Entry {
    file: Option<File>,
    skipped: Option<Skip>,
    footprint: (Vec<u32>, Option<Vec<u32>>),
}

#[derive(Serialize, Deserialize)]
struct File {
    path: Text,
    language: Text,
    findings: Vec<Found>,
    /// Number, start, offset, text, clipped.
    lines: Vec<(u32, u32, u32, Text, u32)>,
    /// Rule and number.
    adopted: Vec<(u32, u32)>,
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
    expression: Option<u64>,
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
enum Skip {
    Binary,
    TooLarge(u64),
    Unreadable(Text),
    Unparsed,
}

/// The bytes of so many entries; those that nobody asked for in this run are the first to be left out.
pub(super) fn encode(memo: &Memo, most: usize) -> Vec<u8> {
    let mut writer = Writer::default();
    let mut entry = |(number, outcome): &(u64, Looked)| {
        let is_storable = outcome.as_ref().is_none_or(|outcome| is_storable(outcome));
        is_storable.then(|| (*number, outcome.as_ref().map(|outcome| writer.entry(outcome))))
    };
    let known = memo.entries(most).into_iter();
    let entries: Vec<_> = known
        .map(|(key, outcomes)| (key, outcomes.iter().filter_map(&mut entry).collect()))
        .collect();
    let texts: Vec<&str> = writer.texts.iter().map(|text| &**text).collect();
    postcard::to_allocvec(&Whole { texts, entries }).unwrap_or_default()
}

/// What was remembered; none if the bytes say something else.
pub(super) fn decode(bytes: &[u8]) -> Option<Memo> {
    let whole: Whole<'_> = postcard::from_bytes(bytes).ok()?;
    let reader = Reader {
        texts: whole.texts.iter().map(|text| Arc::from(*text)).collect(),
    };
    let memo = Memo::default();
    for (key, entries) in whole.entries {
        let outcome = |(number, entry): (u64, Option<Entry>)| match entry {
            Some(entry) => Some((number, Some(Arc::new(reader.outcome(entry)?)))),
            None => Some((number, None)),
        };
        let outcomes: Option<_> = entries.into_iter().map(outcome).collect();
        memo.restore(key, outcomes?);
    }
    Some(memo)
}

/// What is wrong with suppressions is told with the text around it: not worth its place.
fn is_storable(outcome: &Outcome) -> bool {
    let is_whole = |checked: &Checked| checked.scan.problems.is_empty() && checked.apart().parts().is_some();
    outcome.checked.as_ref().is_none_or(|checked| is_whole(checked))
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
struct Writer {
    texts: Vec<Arc<str>>,
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

    fn entry(&mut self, outcome: &Outcome) -> Entry {
        Entry {
            file: outcome.checked.as_ref().map(|checked| self.file(checked)),
            skipped: outcome.skipped.as_ref().map(|reason| match reason {
                SkipReason::Binary => Skip::Binary,
                SkipReason::TooLarge { size } => Skip::TooLarge(*size),
                SkipReason::Unreadable(why) => Skip::Unreadable(self.text(why)),
                SkipReason::Unparsed => Skip::Unparsed,
            }),
            footprint: outcome.footprint.parts(),
        }
    }

    fn file(&mut self, checked: &Checked) -> File {
        let FileScan {
            path,
            language,
            findings,
            lines,
            adopted,
            ..
        } = &checked.scan;
        let (text, lengths) = checked.exports.parts();
        File {
            path: self.text(path),
            language: self.text(language),
            findings: findings.iter().map(|finding| self.finding(finding)).collect(),
            lines: lines
                .iter()
                .map(|line| {
                    (
                        line.number,
                        line.start,
                        line.offset,
                        self.text(&line.text),
                        line.clipped,
                    )
                })
                .collect(),
            adopted: adopted
                .iter()
                .map(|(RuleId(rule), number)| (*rule, *number))
                .collect(),
            exports: (self.text(text), lengths.to_vec()),
            apart: checked
                .apart()
                .parts()
                .unwrap_or_default()
                .map(|found| found.iter().map(|found| self.literal(found)).collect()),
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
            via: finding.via.as_ref().map(place),
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
struct Reader {
    texts: Vec<Arc<str>>,
}

impl Reader {
    fn text(&self, number: Text) -> Option<Arc<str>> {
        self.texts.get(number as usize).cloned()
    }

    fn outcome(&self, entry: Entry) -> Option<Outcome> {
        Some(Outcome {
            checked: match entry.file {
                Some(file) => Some(Box::new(self.checked(file)?)),
                None => None,
            },
            skipped: match entry.skipped {
                Some(Skip::Binary) => Some(SkipReason::Binary),
                Some(Skip::TooLarge(size)) => Some(SkipReason::TooLarge { size }),
                Some(Skip::Unreadable(why)) => Some(SkipReason::Unreadable(self.text(why)?.to_string())),
                Some(Skip::Unparsed) => Some(SkipReason::Unparsed),
                None => None,
            },
            footprint: Footprint::from_parts(entry.footprint),
        })
    }

    fn checked(&self, file: File) -> Option<Checked> {
        let line = |(number, start, offset, text, clipped): (u32, u32, u32, Text, u32)| {
            Some(Line {
                number,
                start,
                offset,
                text: self.text(text)?.to_string(),
                clipped,
            })
        };
        let scan = FileScan {
            path: self.text(file.path)?.to_string(),
            language: language(&self.text(file.language)?)?,
            findings: file
                .findings
                .into_iter()
                .map(|found| self.finding(&found))
                .collect::<Option<_>>()?,
            lines: file.lines.into_iter().map(line).collect::<Option<_>>()?,
            adopted: file
                .adopted
                .into_iter()
                .map(|(rule, number)| (RuleId(rule), number))
                .collect(),
            ..FileScan::default()
        };
        let (text, lengths) = file.exports;
        let known = |literals: &[Literal]| -> Option<Vec<Match>> {
            literals.iter().map(|literal| self.literal(literal)).collect()
        };
        let [literals, asked] = &file.apart;
        let apart = Apart::from_parts([known(literals)?, known(asked)?]);
        Some(Checked::known(
            scan,
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
            via: found.via.map(location),
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
