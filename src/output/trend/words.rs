//! The words of a history: how far, how fast, until when. Nothing about their layout.

use std::cmp::Ordering;

use jiff::civil::Date;

use crate::trend::{Forecast, Moment, Outlook, Row};

/// A share in percent. Only what is done is 100%, and what has begun is no longer 0%.
pub fn percent(share: f64) -> String {
    let percent = (share * 100.0).floor();
    let percent = if share > 0.0 { percent.max(1.0) } else { percent };
    format!("{percent:.0}%")
}

/// How a row changed since the last day that is at least so many days before the newest, with a sign; nothing when there
/// is no number to compare with.
pub fn change(row: &Row, moments: &[Moment], days: i64) -> Option<(String, Date)> {
    let (since, before) = row.days_ago(moments, days)?;
    let (_, now) = row.days_ago(moments, 0)?;
    let (before, now) = (before.remaining(), now.remaining());
    let change = match now.cmp(&before) {
        Ordering::Less => format!("−{}", before - now),
        Ordering::Equal => "±0".to_owned(),
        Ordering::Greater => format!("+{}", now - before),
    };
    Some((change, since))
}

/// When it will be zero, with its range; nothing when that is out of sight.
pub(super) fn in_sight(forecast: &Forecast) -> Option<String> {
    let zero = forecast.zero?;
    Some(match zero.latest {
        Some(latest) if latest == zero.earliest => zero.likely.to_string(),
        Some(latest) => format!("{} ({} to {latest})", zero.likely, zero.earliest),
        None => format!("{} ({} or much later)", zero.likely, zero.earliest),
    })
}

/// What to expect of a row, in a sentence without its end.
pub fn row_outlook(row: &Row, today: Date) -> String {
    let forecast = &row.forecast;
    let outlook = forecast.outlook.as_str();
    let because = match (forecast.outlook, forecast.last_deletion) {
        (Outlook::Stalled, Some(day)) => Some(format!("nothing deleted since {day}")),
        (Outlook::Stalled, None) => Some("nothing deleted yet".to_owned()),
        (Outlook::Late, _) if row.sunset.is_some_and(|sunset| sunset < today) => None,
        (Outlook::Done | Outlook::NeverFound | Outlook::TooLittleData | Outlook::Growing, _) => None,
        _ => in_sight(forecast).map(|zero| format!("zero about {zero}")),
    };
    let sunset = row
        .sunset
        .map(|sunset| format!("sunset {sunset}, {}", super::super::days_to(sunset, today)));
    let sunset = sunset.filter(|_| !matches!(forecast.outlook, Outlook::Done | Outlook::NeverFound));
    let parts = [Some(outlook.to_owned()), because, sunset];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}
