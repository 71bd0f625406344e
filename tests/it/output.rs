//! Every format, on scans made by hand: what it looks like, and that each place it names is the place that was found.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::{prop_assert, proptest};
use serde_json::Value;
use straggler::finding::{SkipReason, Skipped, Status};
use straggler::output::count::{By, Count};
use straggler::output::{COUNT_FORMATS, FORMATS, Report, SeenFrom, Shown, write_problems};
use straggler::problem::{Problem, Severity};
use straggler::rule::Rule;
use straggler::scan::Scan;
use straggler::span::Span;
use termcolor::{Ansi, NoColor};
use unicode_width::UnicodeWidthChar;

use crate::support::{Mark, document, file, rule};

const BILLING: &str = "\
import legacy.billing as b  # straggler: allow(legacy-billing): both are written to

def pay(order):
    return b.charge(order)

def refund(order):
    return b.refund(order)
";

/// Characters that shift columns, and characters that would shift the terminal.
const NASTY: &str = "\u{feff}import ähm\r\n\
    \tx = '🦀\u{1b}[2J\u{202e}', legacy.orders.place(1)\r\n\
    y = (legacy\r\n    .orders\r\n  .cancel)\r\n";

fn rules() -> Vec<Rule> {
    let mut billing = rule("legacy-billing", "legacy.billing", Severity::Warning);
    billing.message = Some("the billing monolith is being retired:\n  100% of it".to_owned());
    billing.replacement = Some("payments.api".to_owned());
    billing.sunset = "2027-03-01".parse().ok();
    billing.owner = Some("@acme/payments".to_owned());
    billing.docs = Some("https://wiki.acme.test/billing".to_owned());
    let mut orders = rule("legacy-orders", "legacy.orders", Severity::Error);
    orders.sunset = "2026-11-08".parse().ok();
    orders.replacement = Some("the order service, or nothing".to_owned());
    let gone = rule("legacy-users", "legacy.users", Severity::Note);
    let mut builtin = rule("imp", "imp", Severity::Warning);
    builtin.origin.document = document("builtin:python-stdlib", "");
    vec![billing, orders, gone, builtin]
}

fn mark<'m>(on: &'m str, rule: u32, name: &'m str, via: Option<&'m str>) -> Mark<'m> {
    Mark {
        on,
        rule,
        name,
        via,
        status: Status::Open,
    }
}

fn scan() -> Scan {
    let import = Mark {
        status: Status::Suppressed,
        ..mark("legacy.billing", 0, "legacy.billing", None)
    };
    let billing = [
        import,
        mark(
            "b.charge",
            0,
            "legacy.billing.charge",
            Some("legacy.billing as b"),
        ),
        mark(
            "b.refund",
            0,
            "legacy.billing.refund",
            Some("legacy.billing as b"),
        ),
    ];
    let nasty = [
        mark("legacy.orders.place", 1, "legacy.orders.place", None),
        mark(
            "legacy\r\n    .orders\r\n  .cancel",
            1,
            "legacy.orders.cancel",
            None,
        ),
    ];
    let mut files = vec![
        file("src/bad\u{1b}name.py", NASTY, &nasty),
        file("src/billing.py", BILLING, &billing),
    ];
    let text = document("src/billing.py", BILLING);
    let place = BILLING.find("straggler: allow").unwrap();
    files[1].problems.push(Problem {
        severity: Severity::Warning,
        code: "unused-suppression",
        message: "this suppresses nothing".to_owned(),
        at: Some((text, Span::new(place, place + 32), String::new())),
        related: Vec::new(),
        help: vec!["remove the comment".to_owned()],
    });
    Scan {
        files,
        skipped: vec![
            Skipped {
                path: "a/huge.json".to_owned(),
                reason: SkipReason::TooLarge { size: 12_345_678 },
            },
            Skipped {
                path: "a/secret.py".to_owned(),
                reason: SkipReason::Unreadable("permission denied".to_owned()),
            },
        ],
        scanned: 12,
    }
}

fn written(format: &str, scan: &Scan, shown: Shown) -> String {
    let rules = rules();
    let report = report(&rules, scan, shown);
    let format = FORMATS.iter().find(|known| known.name == format).unwrap();
    let mut out = NoColor::new(Vec::new());
    (format.write)(&report, &mut out).unwrap();
    String::from_utf8(out.into_inner()).unwrap()
}

static HERE: SeenFrom = SeenFrom::Inside(String::new());

fn report<'r>(rules: &'r [Rule], scan: &'r Scan, shown: Shown) -> Report<'r> {
    Report {
        seen_from: &HERE,
        rules,
        scan,
        change: None,
        today: "2026-11-20".parse().unwrap(),
        shown,
    }
}

#[test]
fn each_format_looks_as_it_should() {
    for format in FORMATS {
        insta::assert_snapshot!(format.name, written(format.name, &scan(), Shown::Open));
    }
    insta::assert_snapshot!("full-suppressed", written("full", &scan(), Shown::All));
    insta::assert_snapshot!("concise-suppressed", written("concise", &scan(), Shown::All));
}

#[test]
fn each_count_looks_as_it_should() {
    let (rules, scan) = (rules(), scan());
    let report = report(&rules, &scan, Shown::Open);
    for format in COUNT_FORMATS {
        let mut out = NoColor::new(Vec::new());
        for by in [By::Rule, By::Directory, By::File, By::Language] {
            (format.write)(&Count::new(&report, by), &mut out).unwrap();
        }
        let text = String::from_utf8(out.into_inner()).unwrap();
        insta::assert_snapshot!(format!("count-{}", format.name), text);
    }
}

#[test]
fn problems_are_shown_where_they_are() {
    let text = "[[rule]]\nid = \"a\"\nmodul = \"x\"\n\n[[rule]]\nid = \"a\"\n";
    let toml = document("straggler.toml", text);
    let problem = |code, message: &str, at: Option<(&str, &str)>| Problem {
        severity: Severity::Error,
        code,
        message: message.to_owned(),
        at: at.map(|(on, label)| {
            let start = text.rfind(on).unwrap();
            (toml.clone(), Span::new(start, start + on.len()), label.to_owned())
        }),
        related: Vec::new(),
        help: Vec::new(),
    };
    let mut duplicate = problem(
        "duplicate-id",
        "two rules are called `a`",
        Some(("\"a\"", "again here")),
    );
    duplicate
        .related
        .push((Span::new(14, 17), "first here".to_owned()));
    let mut unknown = problem("unknown-key", "a rule has no key `modul`", Some(("modul", "")));
    unknown.help.push("did you mean `module`?".to_owned());
    let problems = [unknown, duplicate, problem("no-rules", "there is no rule", None)];
    let mut out = NoColor::new(Vec::new());
    write_problems(&problems, &mut out).unwrap();
    insta::assert_snapshot!("problems", String::from_utf8(out.into_inner()).unwrap());
}

/// Turns a line and a column back into an offset, without any code of the crate.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let before: usize = text[start..].chars().take(column - 1).map(char::len_utf8).sum();
    start + before
}

fn texts() -> BTreeMap<String, &'static str> {
    BTreeMap::from([
        ("src/bad\u{1b}name.py".to_owned(), NASTY),
        ("src/billing.py".to_owned(), BILLING),
    ])
}

fn open_spans(scan: &Scan) -> Vec<(String, usize)> {
    let open = scan
        .findings()
        .filter(|(_, finding)| finding.status == Status::Open);
    open.map(|(file, finding)| (file.path.clone(), finding.location.span.start as usize))
        .collect()
}

#[test]
fn json_places_are_the_places_found() {
    let scan = scan();
    let document: Value = serde_json::from_str(&written("json", &scan, Shown::Open)).unwrap();
    let findings = document["findings"].as_array().unwrap();
    let number = |place: &Value, key: &str| usize::try_from(place[key].as_u64().unwrap()).unwrap();
    let all: Vec<_> = scan.findings().collect();
    assert_eq!(findings.len(), all.len());
    for (shown, (file, finding)) in findings.iter().zip(all) {
        assert_eq!(shown["path"], file.path);
        let text = texts()[&file.path];
        let range = |place: &Value| {
            offset(text, number(place, "line"), number(place, "column"))
                ..offset(text, number(place, "end_line"), number(place, "end_column"))
        };
        assert_eq!(range(shown), finding.location.span.range());
        if let Some(via) = &finding.via {
            assert_eq!(range(&shown["via"]), via.span.range());
        }
    }
}

#[test]
fn concise_places_are_the_places_found() {
    let scan = scan();
    let shown = written("concise", &scan, Shown::Open);
    let mut spans = open_spans(&scan);
    spans.push(("src/billing.py".to_owned(), BILLING.find("straggler:").unwrap()));
    assert_eq!(shown.lines().count(), spans.len());
    for (line, (path, start)) in shown.lines().zip(spans) {
        let mut parts = line.splitn(4, ':');
        let mut next = || parts.next().unwrap();
        assert_eq!(next(), path.replace('\u{1b}', "\\u{1b}"));
        let (line, column) = (next().parse().unwrap(), next().parse().unwrap());
        assert_eq!(offset(texts()[&path], line, column), start);
    }
}

#[test]
fn full_places_are_the_places_found() {
    let scan = scan();
    let shown = written("full", &scan, Shown::Open);
    let spans = open_spans(&scan);
    let places: Vec<&str> = shown
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("┌─ "))
        .take(spans.len())
        .collect();
    assert_eq!(places.len(), spans.len());
    for (place, (path, start)) in places.into_iter().zip(spans) {
        let mut parts = place.rsplitn(3, ':');
        let mut next = || parts.next().unwrap();
        let (column, line) = (next().parse().unwrap(), next().parse().unwrap());
        assert_eq!(offset(texts()[&path], line, column), start);
        assert_eq!(next(), path.replace('\u{1b}', "\\u{1b}"));
    }
}

/// The characters above the carets, by the cells of a terminal.
fn underlined(shown: &str, caret: char) -> Vec<String> {
    let lines: Vec<&str> = shown.lines().collect();
    let mut found = Vec::new();
    for pair in lines.windows(2) {
        let (Some((_, source)), Some((_, marks))) = (pair[0].split_once("│ "), pair[1].split_once("│ "))
        else {
            continue;
        };
        let first = marks.chars().position(|mark| mark != ' ');
        let Some(first) = first.filter(|first| marks.chars().nth(*first) == Some(caret)) else {
            continue;
        };
        let width = marks
            .chars()
            .skip(first)
            .take_while(|mark| *mark == caret)
            .count();
        let mut cell = 0;
        let mut text = String::new();
        for character in source.chars() {
            if (first..first + width).contains(&cell) {
                text.push(character);
            }
            cell += character.width().unwrap_or(0);
        }
        found.push(text);
    }
    found
}

#[test]
fn carets_stand_under_what_was_found() {
    let shown = written("full", &scan(), Shown::All);
    let carets = underlined(&shown, '^');
    assert_eq!(
        carets[..4],
        ["legacy.orders.place", "legacy.billing", "b.charge", "b.refund"]
    );
    assert_eq!(underlined(&shown, '-'), ["legacy.billing as b"; 2]);
}

#[test]
fn a_clipped_line_keeps_its_columns() {
    let text = format!("{}legacy.users.get{}", "é".repeat(500), "x".repeat(500));
    let mut scanned = file(
        "long.py",
        &text,
        &[mark("legacy.users.get", 2, "legacy.users.get", None)],
    );
    let line = &mut scanned.lines[0];
    line.clipped = 480;
    line.offset = 960;
    line.text = line.text.chars().skip(480).take(60).collect();
    let scan = Scan {
        files: vec![scanned],
        ..Scan::default()
    };
    let shown = written("full", &scan, Shown::Open);
    insta::assert_snapshot!("full-clipped", shown);
    assert_eq!(underlined(&shown, '^'), ["legacy.users.get"]);
}

proptest! {
    #[test]
    fn a_problem_is_shown_wherever_it_is(
        text in "([a-zé\u{1b}\t]{0,9}(\r?\n| {600})?){0,9}",
        spans in vec((0_usize..6000, 0_usize..60), 1..4),
    ) {
        let spans: Vec<Span> = spans.iter().map(|(start, len)| Span::new(*start, start + len)).collect();
        let problem = Problem {
            severity: Severity::Error,
            code: "anything",
            message: "anything".to_owned(),
            at: Some((document("a.toml", &text), spans[0], "here".to_owned())),
            related: spans[1..].iter().map(|span| (*span, "there".to_owned())).collect(),
            help: Vec::new(),
        };
        let mut out = NoColor::new(Vec::new());
        write_problems(&[problem], &mut out).unwrap();
        let shown = String::from_utf8(out.into_inner()).unwrap();
        prop_assert!(shown.starts_with("error[anything]: anything\n"));
    }
}

#[test]
fn nothing_of_a_scanned_file_acts_on_the_terminal() {
    let acts = |character: &char| {
        (character.is_control() && *character != '\n') || ('\u{202a}'..='\u{202e}').contains(character)
    };
    for format in FORMATS {
        let shown = written(format.name, &scan(), Shown::All);
        assert_eq!(shown.chars().find(acts), None, "{}", format.name);
    }
}

#[test]
fn colours_are_the_only_difference_colours_make() {
    let (rules, scan) = (rules(), scan());
    for format in FORMATS {
        let mut out = Ansi::new(Vec::new());
        (format.write)(&report(&rules, &scan, Shown::All), &mut out).unwrap();
        let coloured = String::from_utf8(out.into_inner()).unwrap();
        let mut plain = String::new();
        let mut rest = coloured.as_str();
        while let Some((before, after)) = rest.split_once('\u{1b}') {
            plain.push_str(before);
            rest = after.split_once('m').unwrap().1;
        }
        plain.push_str(rest);
        assert_eq!(plain, written(format.name, &scan, Shown::All), "{}", format.name);
    }
}
