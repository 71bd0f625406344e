//! Each place that a format names is the place that was found: mapped back to the source by code that shares nothing with
//! the crate's, for what the engine finds in a source with all that shifts columns.

mod services;

use std::ops::Range;

use percent_encoding::percent_decode_str;
use regex::Regex;
use serde_json::Value;
use straggler::check::Checker;
use straggler::output::{FORMATS, Report, Shown};
use straggler::problem::Severity;
use straggler::project::Project;
use straggler::rule::Rule;
use straggler::ruleset::RuleSet;
use straggler::scan::{Corpus, Scan};

use super::made::{report, write};
use crate::support::rule;

const PATHS: [&str; 2] = ["src/plain.py", "src/ä b%41#?.py"];

/// CRLF, tabs, characters of two and four bytes, a byte order mark, very long lines, a reference over several lines, and
/// a suppression with something wrong.
fn sources() -> [String; 2] {
    let far = "é🦀".repeat(2000);
    let plain = "import legacy.billing\n\nlegacy.billing.charge(1)\n".to_owned();
    let nasty = format!(
        "\u{feff}import legacy.billing as b  # 🦀\r\n\
         \tx = '🦀é', b.charge(1)\r\n\
         y = '{far}'; b.refund(2); z = '{far}'; b.void(3)\r\n\
         w = (b\r\n\t.tax\r\n    .cancel)\r\n\
         '🦀'; b.tax()\r\n\
         v = 1  # 🦀 straggler: allow(legacy-billing): nothing\r\n"
    );
    [plain, nasty]
}

/// The text that spans are of.
fn decoded(path: &str) -> String {
    let at = PATHS.iter().position(|known| *known == path);
    let text = &sources()[at.unwrap_or_else(|| panic!("{path} is none of the sources"))];
    text.trim_start_matches('\u{feff}').to_owned()
}

fn rules() -> Vec<Rule> {
    vec![rule("legacy-billing", "legacy.billing", Severity::Error)]
}

fn scan() -> Scan {
    let rules = RuleSet::new(rules());
    let checker = Checker {
        rules: &rules,
        today: jiff::civil::date(2026, 11, 20),
        prefilter: true,
    };
    let mut paths = PATHS.map(str::to_owned);
    paths.sort();
    let project = Project::new(paths.iter().map(String::as_str), &[], &globset::GlobSet::empty());
    let corpus = Corpus {
        paths: &paths,
        tree: &paths,
        memo: None,
        read: &|path| {
            let at = PATHS.iter().position(|known| *known == path).unwrap();
            Ok(sources()[at].clone().into_bytes())
        },
        progress: &|| {},
    };
    Scan::run(&checker, &project, &corpus)
}

/// A place in a format: a path, and the range of bytes it comes to.
type Place = (String, Range<usize>);

/// What was found, and where the suppression is that suppresses nothing.
fn found(scan: &Scan, with_problems: bool) -> Vec<Place> {
    let findings = scan.findings();
    let mut found: Vec<Place> = findings
        .map(|(file, finding)| (file.path.clone(), finding.location.span.range()))
        .collect();
    assert!(found.len() >= 8, "{found:?}");
    for file in scan.files.iter().filter(|_| with_problems) {
        let spans = file.problems.iter().filter_map(|problem| problem.at.as_ref());
        found.extend(spans.map(|(_, span, _)| (file.path.clone(), span.range())));
    }
    assert_eq!(with_problems, found.len() > scan.findings().count());
    found
}

fn shown(format: &str) -> (Scan, String) {
    let (rules, scan) = (rules(), scan());
    let text = write(format, &report(&rules, &scan, Shown::Open));
    (scan, text)
}

/// Where a line begins.
fn line_start(text: &str, line: usize) -> usize {
    text.split_inclusive('\n').take(line - 1).map(str::len).sum()
}

/// Turns a line and a column in characters into an offset.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start = line_start(text, line);
    let before: usize = text[start..].chars().take(column - 1).map(char::len_utf8).sum();
    start + before
}

fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// A range by four fields of an object.
fn by_fields(text: &str, place: &Value, fields: [&str; 4]) -> Range<usize> {
    let [line, column, end_line, end_column] = fields.map(|field| number(&place[field]));
    offset(text, line, column)..offset(text, end_line, end_column)
}

const JSON: [&str; 4] = ["line", "column", "end_line", "end_column"];
const SARIF: [&str; 4] = ["startLine", "startColumn", "endLine", "endColumn"];

fn by_json(finding: &Value) -> Place {
    let path = text_of(&finding["path"]);
    let range = by_fields(&decoded(&path), finding, JSON);
    (path, range)
}

#[test]
fn of_json() {
    let (scan, text) = shown("json");
    let document: Value = serde_json::from_str(&text).unwrap();
    let findings = document["findings"].as_array().unwrap();
    let problems = document["problems"].as_array().unwrap();
    let places: Vec<Place> = findings.iter().chain(problems).map(by_json).collect();
    assert_eq!(places, found(&scan, true));
    for (shown, (file, finding)) in findings.iter().zip(scan.findings()) {
        assert_eq!(shown["via"].is_null(), finding.via.is_none());
        if let Some(via) = &finding.via {
            let text = decoded(&file.path);
            assert_eq!(by_fields(&text, &shown["via"], JSON), via.span.range());
        }
    }
}

#[test]
fn of_jsonl() {
    let (scan, text) = shown("jsonl");
    let lines = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let places: Vec<Place> = lines.map(|line| by_json(&line)).collect();
    assert_eq!(places, found(&scan, false));
}

#[test]
fn of_sarif() {
    let (scan, text) = shown("sarif");
    let log: Value = serde_json::from_str(&text).unwrap();
    let run = &log["runs"][0];
    let place = |location: &Value| -> Place {
        let physical = &location["physicalLocation"];
        let uri = text_of(&physical["artifactLocation"]["uri"]);
        assert!(
            uri.chars()
                .all(|c| c.is_ascii_alphanumeric() || "/-._~%".contains(c)),
            "{uri}"
        );
        let path = percent_decode_str(&uri).decode_utf8().unwrap().into_owned();
        let range = by_fields(&decoded(&path), &physical["region"], SARIF);
        (path, range)
    };
    let results = run["results"].as_array().unwrap();
    let mut places: Vec<Place> = results
        .iter()
        .map(|result| place(&result["locations"][0]))
        .collect();
    let notifications = run["invocations"][0]["toolConfigurationNotifications"]
        .as_array()
        .unwrap();
    places.extend(notifications.iter().map(|of| place(&of["locations"][0])));
    assert_eq!(places, found(&scan, true));
    for (result, (file, finding)) in results.iter().zip(scan.findings()) {
        let via = result["relatedLocations"].get(0).map(place);
        let expected = finding
            .via
            .as_ref()
            .map(|via| (file.path.clone(), via.span.range()));
        assert_eq!(via, expected);
    }
}

/// A format for people names the starts of findings, and no others, each as its pattern finds path, line and column.
#[track_caller]
fn names_starts(format: &str, pattern: &str) {
    let (scan, text) = shown(format);
    let pattern = Regex::new(pattern).unwrap();
    let places = pattern.captures_iter(&text).map(|captures| {
        let [path, line, column] = captures.extract().1;
        let at = offset(&decoded(path), line.parse().unwrap(), column.parse().unwrap());
        (path.to_owned(), at)
    });
    let expected = found(&scan, true).into_iter();
    let expected = expected.map(|(path, range)| (path, range.start));
    assert_eq!(places.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
}

#[test]
fn of_concise() {
    names_starts("concise", r"(?m)^(.*?):(\d+):(\d+): ");
}

#[test]
fn of_full() {
    names_starts("full", r"┌─ (.*?):(\d+):(\d+)");
}

#[test]
fn of_markdown() {
    names_starts("markdown", r"(?m)^- `(.*?):(\d+):(\d+)`");
}

/// Whoever adds a format adds its places here.
#[test]
fn of_every_format() {
    let checked = [
        "full",
        "concise",
        "markdown",
        "json",
        "jsonl",
        "sarif",
        "github",
        "gitlab",
        "rdjson",
        "checkstyle",
    ];
    assert_eq!(
        FORMATS.iter().map(|format| format.name).collect::<Vec<_>>(),
        checked
    );
}

/// Services know files by where they are in the repository, tools by where they run.
#[test]
fn seen_from_elsewhere() {
    use straggler::output::SeenFrom::{self, Above, Inside};
    let (rules, scan) = (rules(), scan());
    let path = |format: &str, seen_from: &SeenFrom| {
        let report = Report {
            seen_from,
            ..report(&rules, &scan, Shown::Open)
        };
        let text = write(format, &report);
        let path = Regex::new(r"[\w./]*plain\.py").unwrap();
        path.find(&text).unwrap().as_str().to_owned()
    };
    for format in ["github", "gitlab", "sarif", "markdown"] {
        assert_eq!(
            path(format, &Inside("src".to_owned())),
            "src/plain.py",
            "{format}"
        );
        assert_eq!(
            path(format, &Above("sub".to_owned())),
            "sub/src/plain.py",
            "{format}"
        );
    }
    for format in ["rdjson", "checkstyle", "concise", "full"] {
        assert_eq!(path(format, &Inside("src".to_owned())), "plain.py", "{format}");
        assert_eq!(
            path(format, &Above("sub".to_owned())),
            "sub/src/plain.py",
            "{format}"
        );
    }
    for format in ["json", "jsonl"] {
        assert_eq!(path(format, &Above("sub".to_owned())), "src/plain.py", "{format}");
    }
}
