//! When will it be zero? A robust slope over the recent past, and what it means for a day. Numbers in, an outlook out.
//!
//! The slope is the median of the slopes between all pairs of points (Theil–Sen): a third of the points may be anything,
//! and it does not care. Its range is Sen's, from the ranks of those slopes: the variance of Kendall's S, corrected for
//! ties, tells how many of them lie below and above.
//!
//! P. K. Sen, "Estimates of the regression coefficient based on Kendall's tau", JASA 63 (1968).

use jiff::ToSpan;
use jiff::civil::Date;

/// How many points there must be to say anything.
pub const FEWEST: usize = 5;

/// How long ago nothing must have been deleted for a migration to be stalled, in days.
pub const STALLED_AFTER: i64 = 42;

/// What counts as the recent past, in days.
const RECENT: i64 = 91;

/// The shortest past that tells of a future, in days.
const SHORTEST: i64 = 14;

/// How far ahead a day is named, in days. Beyond that it is out of sight.
const FARTHEST: f64 = 3652.0;

/// More points than these are thinned: the pairs are their square.
const MOST: usize = 400;

/// The range that holds the slope in 95 of 100 cases.
const Z: f64 = 1.96;

/// How fast something changes, per day, and within which range that is so.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slope {
    /// The best guess.
    pub middle: f64,
    /// The lower end: the fastest fall.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// When it will be zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// At the fastest.
    pub earliest: Date,
    /// At the best guess.
    pub likely: Date,
    /// At the slowest; none when it may as well never be.
    pub latest: Option<Date>,
}

/// What to expect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outlook {
    /// It is gone.
    Done,
    /// It never was there, as far as is known.
    NeverFound,
    /// It will be gone before its sunset.
    OnTrack,
    /// It is falling steadily, and has no sunset.
    Falling,
    /// There are too few points, or over too short a time.
    TooLittleData,
    /// It changes, to no clear end.
    Unclear,
    /// It may be gone before its sunset, or may not.
    AtRisk,
    /// Nothing has been deleted for a long time.
    Stalled,
    /// It becomes more.
    Growing,
    /// It will be gone after its sunset, or should be gone already.
    Late,
}

impl Outlook {
    /// The words of every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::NeverFound => "never found",
            Self::OnTrack => "on track",
            Self::Falling => "falling",
            Self::TooLittleData => "too little data",
            Self::Unclear => "unclear",
            Self::AtRisk => "at risk",
            Self::Stalled => "stalled",
            Self::Growing => "growing",
            Self::Late => "late",
        }
    }

    /// Whether somebody should worry.
    pub const fn is_risk(self) -> bool {
        matches!(self, Self::AtRisk | Self::Stalled | Self::Growing | Self::Late)
    }
}

/// An outlook with its reasons.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Forecast {
    /// In a word.
    pub outlook: Outlook,
    /// The slope, where there is enough to tell.
    pub slope: Option<Slope>,
    /// When it will be zero, if it falls.
    pub zero: Option<Range>,
    /// The last day on which something was deleted.
    pub last_deletion: Option<Date>,
}

/// What to expect of numbers at days, in the order of time, as of a day and before a sunset.
pub fn forecast(numbers: &[(Date, usize)], today: Date, sunset: Option<Date>) -> Forecast {
    let last_deletion = numbers
        .windows(2)
        .rev()
        .find(|pair| pair[1].1 < pair[0].1)
        .map(|pair| pair[1].0);
    let mut forecast = Forecast {
        outlook: Outlook::TooLittleData,
        slope: None,
        zero: None,
        last_deletion,
    };
    let Some(&(newest, remaining)) = numbers.last() else {
        return forecast;
    };
    if remaining == 0 {
        forecast.outlook = match numbers.iter().all(|(_, number)| *number == 0) {
            true => Outlook::NeverFound,
            false => Outlook::Done,
        };
        return forecast;
    }
    let recent = recent(numbers);
    let first = recent[0];
    let is_enough = recent.len() >= FEWEST && days(first.0, newest) >= SHORTEST;
    if is_enough {
        let points: Vec<(f64, f64)> = recent
            .iter()
            .map(|(day, number)| (days(first.0, *day) as f64, *number as f64))
            .collect();
        forecast.slope = theil_sen(&points);
        forecast.zero = forecast.slope.and_then(|slope| zero(newest, remaining, slope));
    }
    let has_grown = remaining > first.1;
    let is_stalled = days(last_deletion.unwrap_or(numbers[0].0), newest) >= STALLED_AFTER;
    forecast.outlook = match (forecast.slope, sunset) {
        (_, Some(sunset)) if sunset < today => Outlook::Late,
        (None, _) => Outlook::TooLittleData,
        (Some(slope), _) if slope.low > 0.0 || (slope.middle > 0.0 && has_grown) => Outlook::Growing,
        _ if is_stalled => Outlook::Stalled,
        (Some(_), sunset) => against(forecast.zero, sunset),
    };
    forecast
}

/// What a range of days means for a sunset.
fn against(zero: Option<Range>, sunset: Option<Date>) -> Outlook {
    match (zero, sunset) {
        (None, None) => Outlook::Unclear,
        (Some(zero), None) => match zero.latest {
            Some(_) => Outlook::Falling,
            None => Outlook::Unclear,
        },
        (Some(zero), Some(sunset)) if zero.latest.is_some_and(|latest| latest <= sunset) => Outlook::OnTrack,
        (Some(zero), Some(sunset)) if zero.earliest > sunset => Outlook::Late,
        _ => Outlook::AtRisk,
    }
}

/// The numbers of the recent past, or, where those are few, the last few.
fn recent(numbers: &[(Date, usize)]) -> Vec<(Date, usize)> {
    let newest = numbers[numbers.len() - 1].0;
    let old = numbers.partition_point(|(day, _)| days(*day, newest) > RECENT);
    let from = old.min(numbers.len().saturating_sub(FEWEST));
    let recent = &numbers[from..];
    let step = recent.len().div_ceil(MOST);
    // From the last one back, so that it stays.
    let mut thinned: Vec<(Date, usize)> = recent.iter().rev().step_by(step).copied().collect();
    thinned.reverse();
    thinned
}

/// The slope through points, with its range; none when they are all of one time, or not two.
pub fn theil_sen(points: &[(f64, f64)]) -> Option<Slope> {
    let mut slopes = Vec::with_capacity(points.len() * points.len().saturating_sub(1) / 2);
    for (index, (x, y)) in points.iter().enumerate() {
        let later = points[index + 1..].iter();
        slopes.extend(
            later
                .filter(|(other, _)| other > x)
                .map(|(x2, y2)| (y2 - y) / (x2 - x)),
        );
    }
    slopes.sort_by(f64::total_cmp);
    let last = slopes.len().checked_sub(1)?;
    let middle = f64::midpoint(slopes[last / 2], slopes[slopes.len() / 2]);
    // Pairs of one time have no slope; as many of the others lie outside of the range as Kendall's S varies.
    let pairs = slopes.len() as f64;
    let spread = Z * variance(points).sqrt();
    let below = ((pairs - spread) / 2.0 - 1.0).round().clamp(0.0, last as f64);
    let above = f64::midpoint(pairs, spread).round().clamp(0.0, last as f64);
    #[expect(clippy::cast_sign_loss, reason = "both are clamped to the indices")]
    let (low, high) = (slopes[below as usize], slopes[above as usize]);
    Some(Slope { middle, low, high })
}

/// The variance of Kendall's S, with ties in both.
fn variance(points: &[(f64, f64)]) -> f64 {
    let term = |n: f64| n * (n - 1.0) * (2.0 * n + 5.0);
    let ties = |mut values: Vec<f64>| -> (f64, f64, f64) {
        values.sort_by(f64::total_cmp);
        values
            .chunk_by(|a, b| a.total_cmp(b).is_eq())
            .fold((0.0, 0.0, 0.0), |(a, b, c), group| {
                let t = group.len() as f64;
                (a + term(t), b + t * (t - 1.0), c + t * (t - 1.0) * (t - 2.0))
            })
    };
    let n = points.len() as f64;
    let (x0, x1, x2) = ties(points.iter().map(|(x, _)| *x).collect());
    let (y0, y1, y2) = ties(points.iter().map(|(_, y)| *y).collect());
    let mut variance = (term(n) - x0 - y0) / 18.0;
    if n > 2.0 {
        variance += x1 * y1 / (2.0 * n * (n - 1.0)) + x2 * y2 / (9.0 * n * (n - 1.0) * (n - 2.0));
    }
    variance.max(0.0)
}

/// When a number that falls so fast will be zero; none if it does not fall, or out of sight.
fn zero(newest: Date, remaining: usize, slope: Slope) -> Option<Range> {
    let after = |slope: f64| {
        let days = (remaining as f64 / -slope).ceil();
        let in_sight = slope < 0.0 && days <= FARTHEST;
        in_sight
            .then(|| newest.checked_add((days as i64).days()).ok())
            .flatten()
    };
    let likely = after(slope.middle)?;
    Some(Range {
        earliest: after(slope.low).unwrap_or(likely),
        likely,
        latest: after(slope.high),
    })
}

/// The days from one to another.
pub(super) fn days(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}
