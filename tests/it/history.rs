//! `trend` and `report` on the command line: what is recorded, read back, shown and written.

use std::fs;

use regex::Regex;
use serde_json::Value;
use tempfile::TempDir;

use crate::cli::{err, out, run, tree};

const RULES: &str = "[[rule]]\nid = \"legacy\"\nmodule = \"legacy.api\"\nsunset = 2027-03-01\n";

/// A tree in which so many references are left, recorded for so many weeks before.
fn recorded(weeks: i64, left: usize) -> TempDir {
    let tree = tree(&[("straggler.toml", RULES), ("CODEOWNERS", "*.py @acme/a\n")]);
    let start: jiff::civil::Date = "2026-06-01".parse().unwrap();
    for week in 0..weeks {
        let number = left + usize::try_from(weeks - week - 1).unwrap() * 4;
        fs::write(tree.path().join("m.py"), "import legacy.api\n".repeat(number)).unwrap();
        let day = start + jiff::Span::new().days(7 * week);
        let line = format!(
            "trend -q --append h.jsonl --commit {week:07x} --time {day}T09:30:00Z --author Ada --subject step"
        );
        assert_eq!(run(tree.path(), &line).status.code(), Some(0));
    }
    tree
}

fn read(tree: &TempDir, path: &str) -> String {
    fs::read_to_string(tree.path().join(path)).unwrap()
}

#[test]
fn recording_is_one_line_a_commit_in_the_order_of_time() {
    let tree = tree(&[("straggler.toml", RULES), ("m.py", "import legacy.api\n")]);
    let record = |commit: &str, day: &str| {
        let line = format!("trend -q --append h.jsonl --commit {commit} --time {day}T00:00:00Z");
        let output = run(tree.path(), &line);
        assert_eq!((output.status.code(), err(&output)), (Some(0), ""));
        read(&tree, "h.jsonl")
    };
    let one = record("bbb", "2026-02-01");
    assert_eq!(record("bbb", "2026-02-01"), one, "again is nothing new");
    let two = record("aaa", "2026-01-01");
    assert!(two.ends_with(&one) && two.lines().count() == 2, "{two}");
    fs::write(tree.path().join("m.py"), "").unwrap();
    let three = record("bbb", "2026-02-01");
    assert_eq!(three.lines().count(), 2);
    assert!(three.lines().nth(1).unwrap().contains("\"counts\":[]"), "{three}");
    // What two branches recorded is joined line by line, and read as one.
    fs::write(tree.path().join("h.jsonl"), format!("{three}{one}{two}")).unwrap();
    let output = run(tree.path(), "trend --from h.jsonl --format csv");
    let expected = "date,commit,rule,open,suppressed,allowed,adopted,sound\n\
                    2026-01-01,aaa,legacy,1,0,0,0,true\n2026-02-01,bbb,legacy,1,0,0,0,true\n";
    assert_eq!(out(&output), expected, "the larger number is to be believed");
}

#[test]
fn a_file_that_is_no_history_is_left_alone() {
    let tree = tree(&[("straggler.toml", RULES), ("notes.txt", "what to do\n")]);
    let output = run(
        tree.path(),
        "trend --append notes.txt --commit a --time 2026-01-01T00:00:00Z",
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(
        err(&output).contains("cannot read `notes.txt`: line 1: not a point of a history"),
        "{}",
        err(&output)
    );
    assert_eq!(read(&tree, "notes.txt"), "what to do\n");
    // Without a commit it is git's to say which one it is.
    for (line, code) in [
        ("trend --append h.jsonl", 3),
        ("trend --append h.jsonl --commit a", 2),
        ("trend --commit a", 2),
    ] {
        assert_eq!(run(tree.path(), line).status.code(), Some(code), "{line}");
    }
    assert!(!tree.path().join("h.jsonl").exists());
}

#[test]
fn every_format_shows_the_same_numbers() {
    let tree = recorded(8, 2);
    let shown = |format: &str| {
        let output = run(
            tree.path(),
            &format!("trend --from h.jsonl --today 2026-07-20 --format {format}"),
        );
        assert_eq!((output.status.code(), err(&output)), (Some(0), ""), "{format}");
        out(&output).to_owned()
    };
    let chart = shown("chart");
    assert!(
        chart.starts_with("legacy: 2 of 30 left, 93% done; −4 since 2026-07-13\n"),
        "{chart}"
    );
    assert!(
        chart.contains("on track; zero about 2026-07-24; sunset 2027-03-01, in 224 days"),
        "{chart}"
    );
    assert!(chart.lines().all(|line| line.chars().count() <= 80), "{chart}");
    let json: Value = serde_json::from_str(&shown("json")).unwrap();
    assert_eq!(json["rows"][0]["outlook"], "on track");
    assert_eq!(json["rows"][0]["per_week"]["likely"], -4.0);
    assert_eq!(json["deletions"][0]["removed"], 4);
    assert_eq!(shown("csv").lines().count(), 9);
    let metrics = shown("openmetrics");
    assert!(
        metrics.contains("\nstraggler_references{rule=\"legacy\",status=\"open\"} 2\n"),
        "{metrics}"
    );
    assert!(metrics.ends_with("\n# EOF\n"), "{metrics}");
    let svg = shown("svg");
    assert!(
        svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>"),
        "{svg}"
    );
    assert!(
        svg.contains("sunset 2027-03-01") && !svg.contains("#0102"),
        "every colour has its name: {svg}"
    );
    let output = run(
        tree.path(),
        "trend --from h.jsonl --by owner --every month --format csv",
    );
    let lines = "2026-06-29,0000004,@acme/a,14,0,0,0,true\n2026-07-20,0000007,@acme/a,2,0,0,0,true\n";
    assert_eq!(out(&output).split_once('\n').unwrap().1, lines);
}

#[test]
fn a_rule_with_a_slip_in_it_is_asked_about() {
    let tree = recorded(1, 1);
    let output = run(tree.path(), "trend --from h.jsonl --rule legcy");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        err(&output),
        "error: there is no rule `legcy`; did you mean `legacy`?\n"
    );
}

#[test]
fn a_report_is_four_files_and_the_same_each_time() {
    let tree = recorded(8, 2);
    let line =
        "report -q -o out/today --from h.jsonl --today 2026-07-20 --url https://github.com/acme/shop.git";
    let written = || {
        let output = run(tree.path(), line);
        assert_eq!(
            (output.status.code(), out(&output), err(&output)),
            (Some(0), "", "")
        );
        let mut names: Vec<_> = fs::read_dir(tree.path().join("out/today"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names, ["badge.json", "burndown.svg", "index.html", "status.md"]);
        names.map_text(&tree)
    };
    let first = written();
    assert_eq!(written(), first);
    let [badge, _, page, status] = first;
    assert_eq!(
        serde_json::from_str::<Value>(&badge).unwrap()["message"],
        "93% done, 2 left"
    );
    assert!(page.contains("<a href=\"https://github.com/acme/shop/blob/HEAD/m.py#L1\">m.py:1</a>"));
    assert_eq!(
        status,
        "# Migration status, 2026-07-20\n\n\
         **2 references left, 93% done** (6 on 2026-07-13; 30 at the peak on 2026-06-01).\n\n\
         ## What moved\n\n\
         - `legacy`: 6 → 2 (−4); on track; zero about 2026-07-24; sunset 2027-03-01, in 224 days\n\
         - Most went up to `0000007`, Ada: step (−4)\n\n\
         ## What is next\n\n\
         - The owner with the least left: `@acme/a`, 2 references\n\
         - The directory with the least left: `.`, 2 references\n\n\
         ## The ask\n\n\
         - `@acme/a`: remove the last 2 references, and be done\n"
    );
}

/// The texts of the report's files.
trait Texts {
    fn map_text(&self, tree: &TempDir) -> [String; 4];
}

impl Texts for Vec<String> {
    fn map_text(&self, tree: &TempDir) -> [String; 4] {
        let texts: Vec<String> = self
            .iter()
            .map(|name| read(tree, &format!("out/today/{name}")))
            .collect();
        texts.try_into().unwrap()
    }
}

#[test]
fn a_report_needs_no_history_and_no_findings() {
    let tree = tree(&[("straggler.toml", RULES), ("m.py", "")]);
    let output = run(tree.path(), "report -o out");
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(read(&tree, "out/index.html").contains("Nothing: no reference is left."));
    assert!(read(&tree, "out/status.md").contains("**0 references left**"));
    let output = run(tree.path(), "report -o out --url javascript:alert(1)");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        err(&output).contains("not an address of a repository"),
        "{}",
        err(&output)
    );
}

/// What nobody should be called, in a place of its own each.
const EVIL: &str =
    "</td><script>alert(1)</script>\"'><img src=x onerror=alert(1)> [x](javascript:x) `` @all #1 \u{202e}";

#[test]
fn nothing_hostile_leaves_its_place() {
    let message = toml::Value::String(EVIL.to_owned()).to_string();
    let rules = format!(
        "[[rule]]\nid = \"legacy\"\nmodule = \"legacy.api\"\nmessage = {message}\nowner = {message}\n"
    );
    let source = format!("import legacy.api  # straggler: allow(legacy): {EVIL}\n");
    let tree = tree(&[
        ("straggler.toml", &rules),
        ("CODEOWNERS", "* <img/src=x>@a.b\n"),
        ("<img src=x onerror=alert(1)>.py", &source),
    ]);
    let line = "trend -q --append h.jsonl --commit abc --time 2026-01-01T00:00:00Z --author A --subject S";
    assert_eq!(run(tree.path(), line).status.code(), Some(0));
    let evil = serde_json::to_string(EVIL).unwrap();
    let line = read(&tree, "h.jsonl");
    let more = line.replace("\"open\":0,\"suppressed\":1", "\"open\":7,\"suppressed\":1");
    assert_ne!(line, more);
    let more = more
        .replace("\"commit\":\"abc\"", "\"commit\":\"before\"")
        .replace("2026-01-01", "2025-01-01");
    let line = line
        .replace("\"S\"", &evil)
        .replace("\"A\"", &evil)
        .replace("\"abc\"", &evil);
    fs::write(tree.path().join("h.jsonl"), more + &line).unwrap();
    let output = run(tree.path(), "report -q -o out --from h.jsonl --today 2026-01-02");
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let page = read(&tree, "out/index.html");
    assert_eq!(page.matches("<script").count(), 1);
    assert!(
        !page.contains("<img") && page.contains("&#60;img src=x onerror"),
        "{page}"
    );
    let status = read(&tree, "out/status.md");
    // In a code span nothing acts.
    let spans = Regex::new("`+[^`\n]+`+").unwrap();
    let status = spans.replace_all(&status, "");
    assert!(!status.contains("[x](") && !status.contains("@a"), "{status}");
    assert!(status.contains("(−7)"), "{status}");
    for text in [&*page, &*status, &read(&tree, "out/burndown.svg")] {
        assert!(!text.contains("<img") && !text.contains('\u{202e}'), "{text}");
    }
    for format in ["chart", "json", "csv", "openmetrics", "svg"] {
        let output = run(
            tree.path(),
            &format!("trend --from h.jsonl --by owner --format {format}"),
        );
        assert!(!out(&output).contains('\u{202e}'), "{format}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_a_report_is_replaced_and_not_followed() {
    let outside = tree(&[("precious.txt", "precious")]);
    let tree = recorded(2, 1);
    fs::create_dir(tree.path().join("out")).unwrap();
    let link = tree.path().join("out/index.html");
    std::os::unix::fs::symlink(outside.path().join("precious.txt"), &link).unwrap();
    assert_eq!(
        run(tree.path(), "report -q -o out --from h.jsonl").status.code(),
        Some(0)
    );
    assert_eq!(
        fs::read_to_string(outside.path().join("precious.txt")).unwrap(),
        "precious"
    );
    assert!(!fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_dir(tree.path().join("out")).unwrap().count(), 4);
}
