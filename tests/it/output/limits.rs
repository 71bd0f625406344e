//! What services do not take: formats for them stay below, keep what is gravest, and say how much they leave out.

use serde_json::Value;
use straggler::change::{Change, Sides};
use straggler::finding::{RuleId, SkipReason, Skipped, Status};
use straggler::output::{Report, Shown};
use straggler::scan::{Scan, Tally};

use super::made::{report, rules, scan, write, written};

/// A number of findings, one in ten of a rule that fails, and one in ten suppressed.
fn many(number: u32) -> Scan {
    let mut many = scan();
    let file = &mut many.files[1];
    let model = file.findings[1].clone();
    file.findings = (0..number)
        .map(|ordinal| {
            let mut finding = model.clone();
            finding.ordinal = ordinal;
            finding.rule = RuleId(u32::from(ordinal % 10 == 3));
            if ordinal % 10 == 7 {
                finding.status = Status::Suppressed;
            }
            finding
        })
        .collect();
    many.files.remove(0);
    many
}

#[test]
fn sarif_has_as_many_results_as_github_takes() {
    let log: Value = serde_json::from_str(&written("sarif", &many(30_000), Shown::All)).unwrap();
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 25_000);
    let number = |is: &dyn Fn(&Value) -> bool| results.iter().filter(|result| is(result)).count();
    assert_eq!(number(&|result| result["level"] == "error"), 3_000);
    assert_eq!(number(&|result| result["suppressions"][0].is_object()), 0);
    let notifications = &run["invocations"][0]["toolExecutionNotifications"];
    let said = "5000 results left out: a run has at most 25000";
    assert_eq!(notifications[2]["message"]["text"], said);
}

#[test]
fn sarif_names_a_thousand_files_that_were_not_read() {
    let mut scan = scan();
    scan.skipped = (0..3000)
        .map(|number| Skipped {
            path: format!("{number}"),
            reason: SkipReason::Binary,
        })
        .collect();
    let log: Value = serde_json::from_str(&written("sarif", &scan, Shown::Open)).unwrap();
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notifications = invocation["toolExecutionNotifications"].as_array().unwrap();
    assert_eq!(notifications.len(), 1001);
    assert_eq!(notifications[1000]["message"]["text"], "2000 more files not read");
}

#[test]
fn markdown_fits_into_a_comment() {
    for shown in [Shown::Open, Shown::All] {
        let page = written("markdown", &many(30_000), shown);
        assert!((50_000..65_536).contains(&page.chars().count()));
        assert!(page.contains("- … and "), "{page}");
        assert!(page.starts_with("### ❌ 27000 open references to what is to go; 3000 of them fail.\n"));
        assert_eq!(
            page.matches("<details>").count(),
            page.matches("</details>").count()
        );
    }
}

#[test]
fn markdown_has_room_for_the_table_alone() {
    let mut rules = rules();
    let model = rules[0].clone();
    rules.extend((0..9_000).map(|number| {
        let mut rule = model.clone();
        rule.id = format!("rule-{number}");
        rule
    }));
    let scan = scan();
    let page = write("markdown", &report(&rules, &scan, Shown::Open));
    assert!(page.chars().count() < 30_000);
    assert!(page.contains("\n| … and "));
    assert!(page.contains("`src/billing.py:4:12`"));
}

#[test]
fn github_has_ten_of_each_level() {
    let written = written("github", &many(300), Shown::All);
    let of = |level: &str| -> Vec<&str> {
        let start = format!("::{level} ");
        written.lines().filter(|line| line.starts_with(&start)).collect()
    };
    assert!(written.starts_with("::error "), "what fails comes first");
    assert_eq!(
        [of("error").len(), of("warning").len(), of("notice").len()],
        [10, 10, 10]
    );
    // 300 findings and the problem, less 29.
    assert_eq!(
        written.lines().last().unwrap(),
        "::notice title=straggler%3A and more::272 places not shown here, of:%0A251 of legacy-billing%0A20 of \
         legacy-orders%0A1 of unused-suppression"
    );
}

#[test]
fn github_sums_up_a_change_as_people_read_it() {
    let (rules, scan) = (rules(), many(20));
    let sides = Sides {
        base: Vec::new(),
        head: &scan,
        differing: &["src/billing.py".to_owned()],
        renames: &[],
    };
    let mut change = Change::between(sides, rules.len(), &|_, _| false);
    change.tell_totals(&[Tally::default(); 4], &scan.count_by_rule(4));
    let report = Report {
        change: Some(&change),
        ..report(&rules, &scan, Shown::Open)
    };
    let written = write("github", &report);
    let last = "of:%0A7 of legacy-billing: +16 −0, 2 added suppressed or allowed, 0 → 16 remaining%0A\
                1 of legacy-orders: +2 −0, 0 → 2 remaining";
    assert!(written.trim_end().ends_with(last), "{written}");
}
