//! Every format: what it looks like on scans made by hand, that each place it names is the place that was found, and
//! that nothing hostile in a source, a path or a rule does harm in it.

mod carets;
mod hostile;
mod limits;
mod made;
mod places;

use made::{changed, report, rules, scan, write, written};
use proptest::collection::vec;
use proptest::{prop_assert, proptest};
use straggler::output::count::{By, Count};
use straggler::output::{COUNT_FORMATS, FORMATS, Report, Shown, write_problems};
use straggler::problem::{Problem, Severity};
use straggler::span::Span;
use termcolor::{Ansi, NoColor};

use crate::support::document;

/// What is the same in every version.
fn steady(text: &str) -> String {
    text.replace(env!("CARGO_PKG_VERSION"), "VERSION")
}

#[test]
fn each_format_looks_as_it_should() {
    for format in FORMATS {
        insta::assert_snapshot!(format.name, steady(&written(format.name, &scan(), Shown::Open)));
    }
    insta::assert_snapshot!("full-suppressed", written("full", &scan(), Shown::All));
    insta::assert_snapshot!("concise-suppressed", written("concise", &scan(), Shown::All));
}

#[test]
fn each_format_shows_a_change() {
    let (rules, (scan, change)) = (rules(), changed());
    let report = Report {
        change: Some(&change),
        ..report(&rules, &scan, Shown::Open)
    };
    for format in FORMATS {
        insta::assert_snapshot!(
            format!("change-{}", format.name),
            steady(&write(format.name, &report))
        );
    }
    let all = Report {
        shown: Shown::All,
        ..report
    };
    insta::assert_snapshot!("change-sarif-all", steady(&write("sarif", &all)));
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
