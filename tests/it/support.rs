//! What several tests need: documents, problems as plain text, rules and scans made by hand.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use straggler::finding::{FileScan, Finding, Line, Lines, Location, RuleId, Status, Written};
use straggler::names;
use straggler::problem::{Document, Problem, Severity};
use straggler::reference::{Kind, Role};
use straggler::rule::target::{Name, Target};
use straggler::rule::{Origin, Rule, Within};
use straggler::span::{Locator, Span};

/// A document of a test.
pub(crate) fn document(name: &str, text: &str) -> Arc<Document> {
    Arc::new(Document {
        name: name.to_owned(),
        text: text.to_owned(),
    })
}

/// Problems as plain text: what the renderer is given, with the text that every span covers.
pub(crate) fn plain(problems: &[Problem]) -> String {
    let mut plain = String::new();
    for problem in problems {
        writeln!(
            plain,
            "{}[{}]: {}",
            problem.severity, problem.code, problem.message
        )
        .unwrap();
        if let Some((document, span, label)) = &problem.at {
            writeln!(
                plain,
                "  --> {}: {}",
                document.name,
                place(document, *span, label)
            )
            .unwrap();
            for (span, label) in &problem.related {
                writeln!(plain, "  ... {}", place(document, *span, label)).unwrap();
            }
        }
        for help in &problem.help {
            writeln!(plain, "  help: {help}").unwrap();
        }
        plain.push('\n');
    }
    plain
}

fn place(document: &Document, span: Span, label: &str) -> String {
    let mut locator = Locator::new(&document.text);
    let start = locator.position(span.start as usize);
    let end = locator.position(span.end as usize);
    let covered = span.of(&document.text).escape_debug();
    format!(
        "{}:{}-{}:{} |{covered}| {label}",
        start.line, start.column, end.line, end.column
    )
    .trim_end()
    .to_owned()
}

/// The repository's root.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A rule of a project about a module.
pub(crate) fn rule(id: &str, module: &str, severity: Severity) -> Rule {
    let path: names::Path = module.split('.').map(str::to_owned).collect();
    Rule {
        id: id.to_owned(),
        target: Target {
            kind: Kind::Module,
            names: vec![Name {
                text: module.to_owned(),
                separator: (path.len() > 1).then_some("."),
                query: None,
                path,
            }],
        },
        message: None,
        replacement: None,
        adopted: None,
        severity,
        deprecated: None,
        sunset: None,
        owner: None,
        docs: None,
        since: None,
        removed: None,
        source: None,
        languages: Vec::new(),
        within: Within::default(),
        ambiguous: true,
        allow: Vec::new(),
        examples: Vec::new(),
        origin: Origin {
            document: document("straggler.toml", ""),
            id: Span::default(),
            block: Span::default(),
        },
    }
}

/// A finding to be: the text it stands on (its first occurrence, or the one after the import that brought it in), the
/// rule, what it names, and that import.
pub(crate) struct Mark<'m> {
    pub(crate) on: &'m str,
    pub(crate) rule: u32,
    pub(crate) name: &'m str,
    pub(crate) via: Option<&'m str>,
    pub(crate) status: Status,
}

/// What the engine would say about a file whose findings are these.
pub(crate) fn file(path: &str, text: &str, marks: &[Mark<'_>]) -> FileScan {
    let locate = |start: usize, len: usize| {
        let mut locator = Locator::new(text);
        Location {
            start: locator.position(start),
            end: locator.position(start + len),
            span: Span::new(start, start + len),
        }
    };
    let mut findings: Vec<Finding> = marks
        .iter()
        .map(|mark| {
            let via = mark.via.map(|via| locate(text.find(via).unwrap(), via.len()));
            let from = via.as_ref().map_or(0, |via| via.span.end as usize);
            let start = from + text[from..].find(mark.on).unwrap();
            Finding {
                is_ambiguous: false,
                location: locate(start, mark.on.len()),
                rule: RuleId(mark.rule),
                target: mark.name.into(),
                name: mark.name.into(),
                role: if via.is_some() { Role::Use } else { Role::Import },
                reason: (mark.status != Status::Open).then(|| "both are written to".into()),
                status: mark.status,
                via: via.map(Arc::new),
                scope: "".into(),
                ordinal: 0,
                written: Written::default(),
            }
        })
        .collect();
    findings.sort();
    FileScan {
        path: path.to_owned(),
        language: "python",
        owners: None,
        adopted: Vec::new(),
        lines: lines(text, &findings),
        findings,
        problems: Vec::new(),
    }
}

fn lines(text: &str, findings: &[Finding]) -> Lines {
    let locations = findings.iter().flat_map(|finding| {
        let all = finding.location.start.line..=finding.location.end.line;
        all.chain(finding.via.iter().map(|via| via.start.line))
    });
    let mut numbers: Vec<u32> = locations.collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut lines = Vec::new();
    let mut offset = 0;
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        if numbers.contains(&number) {
            lines.push(Line {
                number,
                start: offset as u32,
                offset: offset as u32,
                length: line.trim_end_matches('\n').trim_end_matches('\r').len() as u32,
                clipped: 0,
            });
        }
        offset += line.len();
    }
    Lines::of(text, lines)
}
