//! Texts of a source, a path or a rule that would do harm if a format let them: each is read back with a reader of that
//! format, and is either what it was or spelled out.

use proptest::prelude::ProptestConfig;
use proptest::{prop_assert, prop_assert_eq, proptest};
use quick_xml::Reader;
use quick_xml::events::Event;
use regex::Regex;
use serde_json::Value;
use straggler::change::{Change, Known, Sides};
use straggler::finding::{SkipReason, Skipped, Status};
use straggler::output::{FORMATS, Report, Shown, escape};
use straggler::problem::{Problem, Severity};
use straggler::rule::Rule;
use straggler::scan::Scan;
use straggler::span::Span;

use super::made::{mark, report, write};
use crate::support::{Mark, document, file, rule};

/// Every trick in one text.
const EVIL: &str = "a\nb\r::error file=x,line=1::pwned%0A%2C##[error] ]]> \u{1b}[2J\u{202e}\0 | `x` ``y`` <!-- \
    <script>alert(1)</script> <img src=x> @acme/all someone@example.test #12 \\<!--@.py [here](javascript:x) ![i](http://evil.test) &lt; \
    https://evil.test www.evil.test *b* _i_ ~~s~~ $m$ \u{fffe}\u{85}\u{2028} '\" ${{ x }} \\| </details>";

fn rules(text: &str) -> Vec<Rule> {
    let mut evil = rule("evil", "legacy", Severity::Error);
    evil.message = Some(text.to_owned());
    evil.replacement = Some(text.to_owned());
    evil.owner = Some(text.to_owned());
    evil.docs = Some(format!("https://wiki.test/{text}"));
    let mut other = evil.clone();
    "evil-too".clone_into(&mut other.id);
    other.severity = Severity::Warning;
    other.docs = Some(text.to_owned());
    vec![evil, other]
}

fn scan(text: &str) -> Scan {
    let evil = |on: &'static str, rule, status| Mark {
        status,
        ..mark(on, rule, text, None)
    };
    let source = "one two three\nfour five\n";
    let marks = [
        evil("one", 0, Status::Open),
        evil("two", 1, Status::Open),
        evil("three", 1, Status::Suppressed),
        evil("four", 0, Status::Open),
    ];
    let mut found = file(&format!("src/{text}.py"), source, &marks);
    for (ordinal, finding) in (0..).zip(&mut found.findings) {
        finding.scope = text.into();
        finding.reason = finding.reason.as_ref().map(|_| text.into());
        finding.ordinal = ordinal;
    }
    found.problems.push(Problem {
        severity: Severity::Warning,
        code: "unused-suppression",
        message: text.to_owned(),
        at: Some((document(&found.path, source), Span::new(19, 23), text.to_owned())),
        related: Vec::new(),
        help: vec![text.to_owned()],
    });
    let skipped = Skipped {
        path: text.to_owned(),
        reason: SkipReason::Unreadable(text.to_owned()),
    };
    Scan {
        files: vec![found],
        skipped: vec![skipped],
        scanned: 2,
    }
}

/// What a format writes of a hostile scan, without a base and against one where another thing was elsewhere.
fn both(format: &str, text: &str) -> [String; 2] {
    let (rules, scan) = (rules(text), scan(text));
    let all = report(&rules, &scan, Shown::All);
    let mut base: Vec<Known> = scan.files.iter().flat_map(Known::of).take(1).collect();
    for known in &mut base {
        known.target = "other".into();
        known.path = format!("{text}.py").into();
    }
    let mut differing = vec![scan.files[0].path.clone(), format!("{text}.py")];
    differing.sort();
    let sides = Sides {
        base,
        head: &scan,
        differing: &differing,
        renames: &[],
    };
    let change = Change::between(sides, rules.len(), &|_, _| false);
    let against = Report {
        change: Some(&change),
        ..all
    };
    [write(format, &all), write(format, &against)]
}

#[test]
fn nothing_acts_on_a_terminal() {
    let acts = |character: char| {
        (character.is_control() && character != '\n')
            || ('\u{2028}'..='\u{202e}').contains(&character)
            || ('\u{2066}'..='\u{2069}').contains(&character)
    };
    for format in FORMATS {
        for text in both(format.name, EVIL) {
            assert_eq!(text.chars().find(|c| acts(*c)), None, "{}", format.name);
        }
    }
}

/// What is read back of JSON is what went in.
fn json(text: &str) {
    for written in both("json", text) {
        let document: Value = serde_json::from_str(&written).unwrap();
        let finding = &document["findings"][0];
        for key in ["name", "message", "owner", "replacement", "scope"] {
            assert_eq!(finding[key], text, "{key}");
        }
        assert_eq!(finding["path"], format!("src/{text}.py"));
        assert_eq!(document["skipped"][0]["path"], text);
    }
    for written in both("jsonl", text) {
        let lines: Vec<Value> = written
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert!(lines.iter().all(|line| line["rule"].is_string()), "{written}");
        assert_eq!(lines[0]["name"], text);
    }
}

fn sarif(text: &str) {
    for written in both("sarif", text) {
        let log: Value = serde_json::from_str(&written).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap();
        let uri = results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str();
        let path = percent_encoding::percent_decode_str(uri.unwrap())
            .decode_utf8()
            .unwrap();
        assert_eq!(path, format!("src/{text}.py"));
        assert!(
            !results[0]["message"]["text"]
                .as_str()
                .unwrap()
                .contains(" [here](")
        );
        let suppressed = results
            .iter()
            .find(|result| result["suppressions"][0].is_object());
        assert_eq!(suppressed.unwrap()["suppressions"][0]["justification"], text);
    }
}

fn services(text: &str) {
    for written in both("gitlab", text) {
        let issues: Vec<Value> = serde_json::from_str(&written).unwrap();
        assert_eq!(issues[0]["location"]["path"], format!("src/{text}.py"));
        let print = |issue: &Value| issue["fingerprint"].as_str().unwrap().to_owned();
        let mut prints: Vec<String> = issues.iter().map(print).collect();
        prints.sort_unstable();
        prints.dedup();
        assert_eq!(prints.len(), issues.len(), "each has a fingerprint of its own");
    }
    for written in both("rdjson", text) {
        let document: Value = serde_json::from_str(&written).unwrap();
        let diagnostics = document["diagnostics"].as_array().unwrap();
        assert_eq!(diagnostics[0]["location"]["path"], format!("src/{text}.py"));
    }
}

/// The attributes of the elements of a name, with their entities undone.
fn attributes(written: &str, element: &str, attribute: &str) -> Vec<String> {
    let mut reader = Reader::from_str(written);
    let mut found = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return found,
            Event::Start(start) | Event::Empty(start) if start.name().as_ref() == element => {
                assert!(start.attributes().all(|attribute| attribute.is_ok()));
                let value = start.try_get_attribute(attribute).unwrap().unwrap().value;
                found.push(quick_xml::escape::unescape(&value).unwrap().into_owned());
            }
            _ => {}
        }
    }
}

fn spelled(text: &str) -> String {
    escape::name(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

fn checkstyle(text: &str) {
    let is_xml = |c: char| matches!(c, '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    for written in both("checkstyle", text) {
        assert!(written.chars().all(is_xml));
        let names = attributes(&written, "file", "name");
        let path = spelled(&format!("src/{text}.py"));
        assert!(names.iter().all(|name| *name == path));
        assert!(attributes(&written, "error", "message").len() >= 4);
    }
}

/// Reads a command as the runner does: the properties end with the first `::`, are parted by commas, and escapes are
/// undone.
fn github(text: &str) {
    let undo = |text: &str| {
        let text = text.replace("%0D", "\r").replace("%0A", "\n").replace("%3A", ":");
        text.replace("%2C", ",").replace("%25", "%")
    };
    for written in both("github", text) {
        assert!(written.lines().count() >= 4);
        for line in written.lines() {
            let (level, rest) = line.strip_prefix("::").unwrap().split_once(' ').unwrap();
            assert!(["error", "warning", "notice"].contains(&level), "{line}");
            let (properties, message) = rest.split_once("::").unwrap();
            let properties = properties
                .split(',')
                .map(|property| property.split_once('=').unwrap());
            let (keys, values): (Vec<_>, Vec<_>) = properties.unzip();
            assert_eq!(keys, ["file", "line", "endLine", "col", "endColumn", "title"]);
            assert_eq!(undo(values[0]), escape::name(&format!("src/{text}.py")));
            assert!(undo(message).lines().count() <= 3);
        }
    }
}

/// Renders as GitHub does, with all HTML let through, and looks at what a browser would make of it.
fn markdown(text: &str) {
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.strikethrough = true;
    options.extension.math_dollars = true;
    options.render.r#unsafe = true;
    let tag = Regex::new("<[^>]*>").unwrap();
    let code = Regex::new("(?s)<code>.*?</code>").unwrap();
    let known = Regex::new(
        r#"(?x)^</?(?:h3|p|ul|li|table|thead|tbody|tr|th|td|code|details|summary|a)
            (?:\x20align="right"|\x20href="https://wiki[^"<>]*")?>$"#,
    );
    let known = known.unwrap();
    let called = Regex::new("@[A-Za-z0-9]|#[0-9]").unwrap();
    for written in both("markdown", text) {
        assert!(!written.contains("<!--"));
        let html = comrak::markdown_to_html(&written, &options);
        for tag in tag.find_iter(&html) {
            assert!(
                known.is_match(tag.as_str()),
                "{}\n{written}\n{html}",
                tag.as_str()
            );
        }
        let count = |what: &str| html.matches(what).count();
        for (open, close) in [
            ("<details>", "</details>"),
            ("<table>", "</table>"),
            ("<li>", "</li>"),
        ] {
            assert_eq!(count(open), count(close), "{html}");
        }
        assert_eq!(count("<tr>"), 3, "a header and two rules: {html}");
        let prose = code.replace_all(&html, "");
        let prose = tag.replace_all(&prose, "").replace("&#", "");
        assert!(!called.is_match(&prose), "{prose}");
    }
}

fn everywhere(text: &str) {
    json(text);
    sarif(text);
    services(text);
    checkstyle(text);
    github(text);
    markdown(text);
}

#[test]
fn every_trick_at_once() {
    everywhere(EVIL);
}

#[test]
fn markdown_shows_what_was_written() {
    let rules = rules("a *b* _c_ `d` <e> [f](g) & &amp; | \\ ~~h~~ $i$ !j # k");
    let scan = scan("x");
    let page = write("markdown", &report(&rules, &scan, Shown::Open));
    let html = comrak::markdown_to_html(&page, &comrak::Options::default());
    let shown = "a *b* _c_ `d` &lt;e&gt; [f](g) &amp; &amp;amp; | \\ ~~h~~ $i$ !j # k";
    assert!(html.contains(shown), "{html}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn whatever_the_text(
        text in "(\\PC|[\u{0}-\u{a0}<>&|`@#:\\[\\]()*_\\\\\u{2028}-\u{202e}\u{fffe}\u{feff}]|::|\\]\\]>|<!--|%0A){0,20}",
    ) {
        everywhere(&text);
    }

    #[test]
    fn escapes_lose_nothing(text in "[\u{0}-\u{d7ff}]{0,40}") {
        let xml = format!("<a b=\"{}\"/>", escape::xml(&escape::name(&text)));
        prop_assert_eq!(attributes(&xml, "a", "b"), [spelled(&text)]);
        prop_assert!(!escape::markdown(&text).contains(['<', '|', '`', '[']));
    }
}
