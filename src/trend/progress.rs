//! How far it is, honestly: against the most there ever was, and hidden references are still there.

use jiff::civil::Date;

use super::Numbers;

/// How far something is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// All that must still go: open, suppressed and allowed.
    pub remaining: usize,
    /// The most there was since the deprecation, or in all the time that is known.
    pub peak: usize,
    /// The first day on which there was as much.
    pub peak_on: Date,
    /// 1 − remaining/peak, between 0 and 1.
    pub done: f64,
    /// What of the uses of old and new are of the new, between 0 and 1; none where no use of the new is counted.
    pub adopted: Option<f64>,
}

/// Progress from numbers at days, in the order of time; none without any. What was there on the day of the deprecation
/// was there, though it was counted before.
pub fn progress(numbers: &[(Date, Numbers)], deprecated: Option<Date>) -> Option<Progress> {
    let (_, newest) = numbers.last()?;
    let since = deprecated.map_or(0, |deprecated| {
        numbers
            .partition_point(|(day, _)| *day <= deprecated)
            .saturating_sub(1)
    });
    let most = |best: (Date, usize), (day, numbers): &(Date, Numbers)| match numbers.remaining() {
        more if more > best.1 => (*day, more),
        _ => best,
    };
    let (first, counted) = numbers[since];
    let (peak_on, peak) = numbers[since..].iter().fold((first, counted.remaining()), most);
    let remaining = newest.remaining();
    let uses = remaining + newest.adopted;
    let counts_adopted = numbers.iter().any(|(_, numbers)| numbers.adopted > 0);
    Some(Progress {
        remaining,
        peak,
        peak_on,
        done: if remaining == 0 {
            1.0
        } else {
            1.0 - remaining as f64 / peak as f64
        },
        adopted: (counts_adopted && uses > 0).then(|| newest.adopted as f64 / uses as f64),
    })
}
