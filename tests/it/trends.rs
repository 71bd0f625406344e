//! What holds of any history and any forecast.

#![expect(clippy::float_cmp, reason = "whole numbers are exact")]

use jiff::ToSpan;
use jiff::civil::Date;
use proptest::collection::vec;
use proptest::{prop_assert, prop_assert_eq, prop_assume, proptest};
use straggler::trend::{Cell, History, Numbers, Outlook, Point, forecast, progress, read, theil_sen, write};

use crate::trend::{days, open, point};

proptest! {
    #[test]
    fn a_line_is_all_that_a_point_is(
        id in "[a-f0-9]{1,12}", subject in "\\PC*", author in "(?s).{0,12}",
        numbers in vec((0usize..9, 0usize..9, 0usize..9, 0usize..9), 0..4),
    ) {
        let mut written = point(&id, days(3), &[]);
        written.commit.subject = subject;
        written.commit.author = author;
        for (at, (open, suppressed, allowed, adopted)) in (0..).zip(numbers) {
            let cell = Cell { rule: "legacy".into(), owners: Vec::new(), directory: format!("d{at}").into() };
            written.cells.insert(cell, Numbers { open, suppressed, allowed, adopted });
        }
        let line = write(&written);
        prop_assert_eq!(line.lines().count(), 1);
        let history = read(&line).unwrap();
        prop_assert_eq!(history.points(), &[written][..]);
    }

    #[test]
    fn no_text_is_too_odd(text in "(?s).{0,200}", bytes: Vec<u8>) {
        let _ = read(&text);
        let _ = read(&String::from_utf8_lossy(&bytes));
    }

    /// Whatever order lines are joined in, and however often, the history is the same.
    #[test]
    fn joining_is_a_union(
        points in vec(("[ab]", 0i64..3, 0usize..5, proptest::bool::ANY), 0..6),
        turn in 0usize..6,
    ) {
        let points: Vec<Point> = points.into_iter().map(|(id, day, number, is_complete)| {
            Point { is_complete, ..point(&id, days(day), &[("", "src", open(number))]) }
        }).collect();
        let history = History::new(points.clone());
        let mut turned = points.clone();
        turned.rotate_left(turn.min(points.len()));
        turned.extend(points);
        prop_assert_eq!(&History::new(turned), &history);
        if let Some(point) = history.points().first() {
            prop_assert_eq!(&history.clone().with(point.clone()), &history);
        }
    }

    #[test]
    fn a_line_has_its_own_slope(slope in -50i32..50, start in -1000i32..1000, count in 2i32..30) {
        let points: Vec<(f64, f64)> =
            (0..count).map(|x| (f64::from(x), f64::from(start + slope * x))).collect();
        let found = theil_sen(&points).unwrap();
        prop_assert_eq!([found.low, found.middle, found.high], [f64::from(slope); 3]);
    }

    /// Fewer than three in ten may be anything, and the slope stays that of the others.
    #[test]
    fn outliers_do_not_matter(
        slope in -20i32..-1, wild in vec((0usize..20, -10_000i32..10_000), 0..5),
    ) {
        let mut points: Vec<(f64, f64)> =
            (0..20).map(|x| (f64::from(x), f64::from(1000 + slope * x))).collect();
        for (at, y) in wild {
            points[at].1 = f64::from(y);
        }
        prop_assert_eq!(theil_sen(&points).unwrap().middle, f64::from(slope));
    }

    #[test]
    fn forecasts_keep_their_order(numbers in vec(0usize..300, 0..60), gap in 1i64..20, sunset in 0i64..900) {
        let numbers: Vec<(Date, usize)> =
            (0..).map(|at| days(gap * at)).zip(numbers).collect();
        prop_assume!(!numbers.is_empty());
        let (newest, remaining) = numbers[numbers.len() - 1];
        let found = forecast(&numbers, newest, Some(days(sunset)));
        let is_gone = matches!(found.outlook, Outlook::Done | Outlook::NeverFound);
        prop_assert_eq!(is_gone, remaining == 0);
        if let Some(slope) = found.slope {
            prop_assert!(slope.low <= slope.middle && slope.middle <= slope.high);
        }
        if let Some(zero) = found.zero {
            prop_assert!(newest < zero.earliest && zero.earliest <= zero.likely);
            prop_assert!(zero.latest.is_none_or(|latest| zero.likely <= latest));
            prop_assert!(found.outlook != Outlook::OnTrack || zero.latest.unwrap() <= days(sunset));
        }
        // As of another time, the same.
        let moved: Vec<(Date, usize)> =
            numbers.iter().map(|(day, number)| (day.checked_add(1000.days()).unwrap(), *number)).collect();
        let again = forecast(&moved, newest.checked_add(1000.days()).unwrap(), Some(days(sunset + 1000)));
        prop_assert_eq!(again.outlook, found.outlook);
        prop_assert_eq!(again.slope, found.slope);
    }

    #[test]
    fn progress_is_a_share(numbers in vec((0usize..50, 0usize..9, 0usize..9), 1..20), deprecated in -9i64..200) {
        let numbers: Vec<(Date, Numbers)> = (0..).map(|at| days(7 * at)).zip(numbers.into_iter().map(
            |(open, suppressed, adopted)| Numbers { open, suppressed, allowed: 0, adopted },
        )).collect();
        let found = progress(&numbers, Some(days(deprecated))).unwrap();
        prop_assert!((0.0..=1.0).contains(&found.done));
        prop_assert!(found.peak >= found.remaining);
        prop_assert!(found.adopted.is_none_or(|adopted| (0.0..=1.0).contains(&adopted)));
        // Hiding is not progress.
        let hidden: Vec<(Date, Numbers)> = numbers.iter().map(|(day, numbers)| {
            (*day, Numbers { open: 0, suppressed: numbers.remaining(), ..*numbers })
        }).collect();
        prop_assert_eq!(progress(&hidden, Some(days(deprecated))).unwrap().done, found.done);
    }
}
