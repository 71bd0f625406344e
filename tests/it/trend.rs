//! Histories: progress and forecasts against cases worked out by hand, and what holds of any.

#![expect(clippy::float_cmp, reason = "what is worked out by hand is exact")]

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use straggler::finding::{SkipReason, Skipped, Status};
use straggler::problem::Severity;
use straggler::scan::Scan;
use straggler::trend::{
    By, Cell, Commit, Every, History, Numbers, Outlook, Point, Trend, Window, forecast, progress, read,
    theil_sen, write,
};

use crate::support::{Mark, file, rule};

const START: Date = date(2026, 1, 5);

pub(crate) fn days(offset: i64) -> Date {
    START.checked_add(offset.days()).unwrap()
}

/// Numbers a week apart.
fn weekly(numbers: &[usize]) -> Vec<(Date, usize)> {
    (0..)
        .map(|week| days(7 * week))
        .zip(numbers.iter().copied())
        .collect()
}

pub(crate) fn commit(id: &str, day: Date) -> Commit {
    Commit {
        id: id.to_owned(),
        time: day.at(9, 30, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp(),
        author: "Ada".to_owned(),
        subject: format!("pay: step {id}"),
        parent: None,
    }
}

pub(crate) fn open(open: usize) -> Numbers {
    Numbers {
        open,
        ..Numbers::default()
    }
}

/// A point at which one rule was counted, in one directory of one owner.
pub(crate) fn point(id: &str, day: Date, cells: &[(&str, &str, Numbers)]) -> Point {
    let cells: BTreeMap<Cell, Numbers> = cells
        .iter()
        .map(|(owner, directory, numbers)| {
            let cell = Cell {
                rule: "legacy".into(),
                owners: owner.split_whitespace().map(Into::into).collect(),
                directory: (*directory).into(),
            };
            (cell, *numbers)
        })
        .collect();
    Point {
        commit: commit(id, day),
        fingerprint: "all".to_owned(),
        version: "0.1.0".to_owned(),
        is_complete: true,
        rules: BTreeMap::from([("legacy".into(), "one".to_owned())]),
        cells,
    }
}

#[test]
fn slopes_are_those_that_were_worked_out() {
    let slope = |numbers: &[f64]| {
        let points: Vec<(f64, f64)> = (0..).map(f64::from).zip(numbers.iter().copied()).collect();
        let slope = theil_sen(&points).unwrap();
        [slope.middle, slope.low, slope.high]
    };
    // The ten slopes are -6, -3.5, -3, -2.5, -2, -1.5, -1.5, -1.33, -1 and -1; S has a variance of 50/3.
    assert_eq!(slope(&[10.0, 9.0, 7.0, 6.0, 0.0]), [-1.75, -6.0, -1.0]);
    // These three by another program: an outlier, plateaus, and growth.
    let outlier = slope(&[100.0, 98.0, 98.0, 91.0, 90.0, 84.0, 84.0, 200.0, 75.0, 70.0]);
    assert_eq!(outlier, [-3.2, -23.0 / 6.0, -2.0]);
    let plateaus = slope(&[50.0, 50.0, 50.0, 44.0, 44.0, 44.0, 41.0, 41.0]);
    assert_eq!(plateaus, [-1.5, -2.0, 0.0]);
    let growth = slope(&[30.0, 31.0, 31.0, 33.0, 36.0, 36.0, 40.0, 41.0]);
    assert_eq!(growth, [5.0 / 3.0, 1.0, 2.25]);
    assert_eq!(theil_sen(&[(1.0, 2.0)]), None);
    assert_eq!(theil_sen(&[(1.0, 2.0), (1.0, 3.0)]), None);
}

#[test]
fn a_forecast_names_the_day_and_holds_it_against_the_sunset() {
    // Ten a week from 100 down to 40: zero is four weeks after the last.
    let steady = weekly(&[100, 90, 80, 70, 60, 50, 40]);
    let today = days(42);
    let on = |sunset| forecast(&steady, today, sunset);
    let zero = on(None).zero.unwrap();
    assert_eq!(
        (zero.earliest, zero.likely, zero.latest),
        (days(70), days(70), Some(days(70)))
    );
    assert_eq!(on(None).outlook, Outlook::Falling);
    assert_eq!(on(Some(days(70))).outlook, Outlook::OnTrack);
    assert_eq!(on(Some(days(69))).outlook, Outlook::Late);
    assert_eq!(on(Some(days(41))).outlook, Outlook::Late, "it is past");
    assert_eq!(on(None).last_deletion, Some(days(42)));
    // The same on average, but not so sure.
    let unsteady = weekly(&[100, 97, 75, 74, 70, 44, 40]);
    let zero = forecast(&unsteady, today, None).zero.unwrap();
    assert!(
        zero.earliest < zero.likely && Some(zero.likely) < zero.latest,
        "{zero:?}"
    );
    assert_eq!(
        forecast(&unsteady, today, Some(zero.likely)).outlook,
        Outlook::AtRisk
    );
    assert_eq!(forecast(&unsteady, today, zero.latest).outlook, Outlook::OnTrack);
}

#[test]
fn what_does_not_fall_is_called_by_its_name() {
    let outlook = |numbers: &[usize]| forecast(&weekly(numbers), days(0), None).outlook;
    assert_eq!(outlook(&[]), Outlook::TooLittleData);
    assert_eq!(outlook(&[9, 5, 3, 2]), Outlook::TooLittleData);
    assert_eq!(outlook(&[9, 0]), Outlook::Done);
    assert_eq!(outlook(&[0, 0]), Outlook::NeverFound);
    assert_eq!(
        outlook(&[9, 8, 8, 8, 8, 8, 8]),
        Outlook::Unclear,
        "five weeks are not long"
    );
    assert_eq!(outlook(&[9, 8, 8, 8, 8, 8, 8, 8]), Outlook::Stalled);
    assert_eq!(
        outlook(&[7, 7, 7, 7, 7, 7, 7]),
        Outlook::Stalled,
        "it never moved"
    );
    assert_eq!(outlook(&[3, 4, 4, 5, 6, 8, 9]), Outlook::Growing);
    let daily: Vec<(Date, usize)> = (0..10).map(days).zip((0..20).rev()).collect();
    assert_eq!(
        forecast(&daily, days(9), None).outlook,
        Outlook::TooLittleData,
        "ten days tell nothing"
    );
    // At one in a hundred days, it would take a life.
    let slow: Vec<(Date, usize)> = (0..6).map(|at| days(at * 30)).zip((0..500).rev()).collect();
    assert_eq!(forecast(&slow, days(150), None).zero, None);
}

#[test]
fn progress_is_against_the_most_since_the_deprecation() {
    let hidden = Numbers {
        open: 5,
        suppressed: 10,
        allowed: 5,
        adopted: 60,
    };
    let numbers = [
        (days(0), open(100)),
        (days(10), open(30)),
        (days(20), open(40)),
        (days(30), hidden),
    ];
    let since = |deprecated| progress(&numbers, deprecated).unwrap();
    let all = since(None);
    assert_eq!((all.peak, all.peak_on, all.remaining), (100, days(0), 20));
    assert!((all.done - 0.8).abs() < 1e-9 && (all.adopted.unwrap() - 0.75).abs() < 1e-9);
    let later = since(Some(days(15)));
    assert_eq!((later.peak, later.peak_on), (40, days(20)));
    assert!((later.done - 0.5).abs() < 1e-9);
    assert_eq!(
        since(Some(days(5))).peak,
        100,
        "what was there on that day was there"
    );
    assert_eq!(since(Some(days(99))).done, 0.0, "not even deprecated");
    assert_eq!(progress(&numbers[..3], None).unwrap().adopted, None);
    assert_eq!(progress(&[(days(0), open(0))], None).unwrap().done, 1.0);
    assert_eq!(progress(&[], None), None);
}

#[test]
fn what_is_not_sound_never_looks_like_progress() {
    let at = |id: &str, week: i64, number| point(id, days(7 * week), &[("@a", "src", open(number))]);
    let mut incomplete = at("c", 2, 1);
    incomplete.is_complete = false;
    let mut foreign = at("d", 3, 2);
    foreign.rules.insert("legacy".into(), "another".to_owned());
    foreign.fingerprint = "other".to_owned();
    let mut silent = at("e", 4, 3);
    silent.rules.clear();
    silent.cells.clear();
    silent.fingerprint = "other".to_owned();
    let history = History::new(vec![
        at("a", 0, 50),
        at("b", 1, 40),
        incomplete,
        foreign,
        silent,
        at("f", 5, 40),
    ]);
    let trend = Trend::new(&history, &Window::default(), &[], &[], By::Rule, days(40));
    let row = &trend.rows[0];
    assert_eq!(row.sound, [true, true, false, false, false, true]);
    let shown: Vec<_> = row
        .numbers
        .iter()
        .map(|numbers| numbers.map(|numbers| numbers.open))
        .collect();
    assert_eq!(shown, [Some(50), Some(40), Some(1), Some(2), None, Some(40)]);
    assert_eq!(row.forecast.last_deletion, Some(days(7)));
    assert_eq!(trend.deletions.len(), 1);
    assert_eq!(
        (trend.deletions[0].removed, trend.deletions[0].is_exact),
        (10, false)
    );
    assert!(
        trend
            .moments
            .iter()
            .map(|moment| moment.is_sound)
            .eq(row.sound.iter().copied())
    );
}

#[test]
fn rows_are_about_what_was_asked_for() {
    let mut first = point("a", days(0), &[("@a @b", "src/x", open(3)), ("", "lib", open(2))]);
    first.cells.insert(
        Cell {
            rule: "other".into(),
            owners: Vec::new(),
            directory: "src/x".into(),
        },
        open(7),
    );
    first.rules.insert("other".into(), "two".to_owned());
    let history = History::new(vec![first]);
    let rows = |by, only: &[String]| {
        let trend = Trend::new(&history, &Window::default(), &[], only, by, days(0));
        let rows = trend
            .rows
            .iter()
            .map(|row| format!("{} {}", row.key, row.newest().open));
        (rows.collect::<Vec<_>>().join(", "), trend.total.newest().open)
    };
    assert_eq!(rows(By::Rule, &[]), ("legacy 5, other 7".to_owned(), 12));
    assert_eq!(rows(By::Owner, &[]), ("unowned 9, @a 3, @b 3".to_owned(), 12));
    assert_eq!(
        rows(By::Directory, &["legacy".to_owned()]),
        ("src/x 3, lib 2".to_owned(), 5)
    );
}

#[test]
fn a_scan_becomes_a_point() {
    let text = "import legacy.a\nimport legacy.b\n";
    let mark = |on, status| Mark {
        on,
        rule: 0,
        name: on,
        via: None,
        status,
    };
    let marks = [mark("legacy.a", Status::Open), mark("legacy.b", Status::Allowed)];
    let mut scan = Scan {
        files: vec![
            file("one/two/three/four/m.py", text, &marks),
            file("m.py", text, &marks[..1]),
        ],
        ..Scan::default()
    };
    scan.files[0].owners = Some(vec!["@a".into()]);
    let rules = [rule("legacy", "legacy", Severity::Warning)];
    let new = |scan: &Scan| Point::new(commit("a", days(0)), scan, &rules);
    let cells: Vec<_> = new(&scan)
        .cells
        .into_iter()
        .map(|(cell, numbers)| {
            format!(
                "{} {:?} {} {}",
                cell.directory, cell.owners, numbers.open, numbers.allowed
            )
        })
        .collect();
    assert_eq!(cells, [". [] 1 0", "one/two/three [\"@a\"] 1 1"]);
    assert!(new(&scan).is_complete);
    scan.skipped.push(Skipped {
        path: "secret.py".to_owned(),
        reason: SkipReason::Unreadable("permission denied".to_owned()),
    });
    assert!(!new(&scan).is_complete);
}

#[test]
fn windows_keep_the_last_of_each_period_and_both_ends() {
    let all: Vec<Point> = (0..60)
        .map(|day| point(&format!("c{day:02}"), days(day), &[]))
        .collect();
    let history = History::new(all);
    let ids = |window: Window| {
        let ids: Vec<String> = history
            .within(&window)
            .points()
            .iter()
            .map(|p| p.commit.id.clone())
            .collect();
        ids.join(" ")
    };
    let every = |every| Window {
        every: Some(every),
        ..Window::default()
    };
    assert_eq!(ids(every(Every::Week)), "c06 c13 c20 c27 c34 c41 c48 c55 c59");
    assert_eq!(ids(every(Every::Month)), "c26 c54 c59");
    let some = Window {
        since: Some(days(3)),
        until: Some(days(7)),
        points: Some(3),
        every: Some(Every::Day),
    };
    assert_eq!(ids(some), "c03 c05 c07");
}

#[test]
fn a_flawed_line_is_an_error_with_its_number() {
    let line = write(&point("a", days(0), &[("@a", "src", open(1))]));
    let flaw = |text: &str| read(text).unwrap_err().to_string();
    assert_eq!(read(&format!("\n{line}\n\n")).unwrap().points().len(), 1);
    assert_eq!(
        flaw(&format!("{line}\n<<<<<<< HEAD\n")),
        "line 2: not a point of a history: expected value, column 1"
    );
    assert_eq!(
        flaw(&line.replace("\"version\":1", "\"version\":7")),
        "line 1: version 7 is not known to this program, which writes version 1"
    );
    assert_eq!(
        flaw(&line.replace("\"open\":1", "\"open\":-1")),
        "line 1: not a point of a history: invalid value: integer `-1`, expected u32, column 246"
    );
}
