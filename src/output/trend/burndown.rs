//! The burn-down as a picture: what is left over time, open and hidden apart, with the forecast and the sunset.
//!
//! Its colours are variables of CSS, so that one picture does for light and dark: the page defines them, and a picture
//! that stands alone brings them along.

use std::io;

use charts_rs::{AxisType, Color, LineChart, Series, SeriesBand, Symbol};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use termcolor::WriteColor;

use super::{TrendReport, row_outlook};
use crate::finding::Status;
use crate::output::escape;
use crate::trend::{Moment, Numbers, Row, Trend};

/// What is drawn in which variable. The charting library takes colours alone: each stands for the variable at its place.
const VARIABLES: [&str; 12] = [
    "ink",
    "soft",
    "grid",
    "open",
    "suppressed",
    "allowed",
    "forecast",
    "sunset",
    "unsound",
    "row-4",
    "row-5",
    "row-6",
];

/// The variables of the rows of a picture of several, in their order.
const ROWS: [&str; 6] = ["open", "suppressed", "allowed", "row-4", "row-5", "row-6"];

/// The colours of a picture that stands alone.
const STYLE: &str = "<style>svg{--ink:#1c2024;--soft:#5b6470;--grid:#e3e6ea;--open:#2f6fde;--suppressed:#d98a00;\
    --allowed:#8a94a3;--forecast:#2f6fde;--sunset:#c8323c;--unsound:#8b4fc4;--row-4:#0f8a72;--row-5:#8b4fc4;--row-6:#b0512a}\
    @media(prefers-color-scheme:dark){svg{--ink:#e8eaed;--soft:#a2abb8;--grid:#343a43;--open:#74a4ff;\
    --suppressed:#f0b04a;--allowed:#8a94a3;--forecast:#74a4ff;--sunset:#ff7b82;--unsound:#bd92ea;--row-4:#4cc9ae;\
    --row-5:#bd92ea;--row-6:#e39268}}</style>";

/// Where it is said what is what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Legend {
    /// In the picture.
    Inside,
    /// Elsewhere.
    Elsewhere,
}

/// The seconds of a day.
const DAY: f64 = 86_400.0;

/// Writes the picture of what was asked for.
pub(super) fn write(report: &TrendReport<'_>, out: &mut dyn WriteColor) -> io::Result<()> {
    writeln!(out, "{}", standalone(report.trend, 860.0, 380.0))
}

/// A picture of a history that stands alone: of one row with all that is known of it, of several side by side.
fn standalone(trend: &Trend, width: f32, height: f32) -> String {
    let svg = match trend.rows.as_slice() {
        [row] => burndown(row, &trend.moments, trend.today, (width, height), Legend::Inside),
        rows => several(trend, rows, (width, height)),
    };
    with_colours(&svg)
}

/// A picture with colours of its own, for light and for dark.
pub fn with_colours(svg: &str) -> String {
    svg.replacen('>', &format!(">{STYLE}"), 1)
}

/// The picture of one row, for a page that defines its colours.
pub fn burndown(row: &Row, moments: &[Moment], today: Date, size: (f32, f32), legend: Legend) -> String {
    let horizon = horizon(moments, row);
    let mut list = Vec::new();
    for status in Status::ALL {
        let name = status.as_str();
        let part = |numbers: Numbers| match status {
            Status::Open => numbers.open,
            Status::Suppressed => numbers.suppressed,
            Status::Allowed => numbers.allowed,
        };
        let data: Vec<usize> = sound(row, moments).map(|(_, numbers)| part(numbers)).collect();
        if status == Status::Open || data.iter().any(|number| *number > 0) {
            let mut series = line(
                name,
                name,
                data.into_iter().map(|number| Some(number as f32)).collect(),
            );
            series.stack = Some("left".to_owned());
            series.fill = Some(true);
            list.push(series);
        }
    }
    list.extend(forecast(row, moments, horizon));
    list.extend(sunset(row, moments, horizon));
    list.extend(unsound(row, moments));
    let say = format!("{}: {}", escape::name(&row.key), row_outlook(row, today));
    let xs = sound(row, moments).map(|(at, _)| at).collect();
    draw(list, xs, horizon, size, legend, &say)
}

/// Several rows in one picture: a line each, the largest by themselves.
fn several(trend: &Trend, rows: &[Row], size: (f32, f32)) -> String {
    let is_found = |row: &&Row| row.progress.is_some_and(|progress| progress.peak > 0);
    let mut largest: Vec<&Row> = rows.iter().filter(is_found).collect();
    largest.sort_by_key(|row| std::cmp::Reverse(row.progress.map_or(0, |progress| progress.peak)));
    let named = largest.iter().zip(ROWS).map(|(row, variable)| {
        let all = sound(row, &trend.moments).map(|(at, numbers)| (at, Some(numbers.remaining() as f32)));
        let (xs, data): (Vec<f64>, Vec<Option<f32>>) = all.unzip();
        let mut series = line(&short(&escape::name(&row.key)), variable, data);
        series.x_values = Some(xs);
        series
    });
    let list: Vec<Series> = named.filter(|series| !series.data.is_empty()).collect();
    let xs = trend.moments.iter().map(|moment| seconds(moment.day)).collect();
    let newest = trend.moments.last().map_or(0.0, |moment| seconds(moment.day));
    let left = trend.total.newest().remaining();
    let say = format!("{left} references left, by {}", trend.by.as_str());
    draw(list, xs, newest, size, Legend::Inside, &say)
}

/// Names longer than this would take the picture's width.
fn short(name: &str) -> String {
    match name.char_indices().nth(32) {
        Some((at, _)) => format!("{}…", &name[..at]),
        None => name.to_owned(),
    }
}

/// The numbers of a row that can be reckoned with, and when.
fn sound(row: &Row, moments: &[Moment]) -> impl Iterator<Item = (f64, Numbers)> {
    let all = moments.iter().zip(&row.numbers).zip(&row.sound);
    all.filter(|(_, is_sound)| **is_sound)
        .filter_map(|((moment, numbers), _)| Some((seconds(moment.day), (*numbers)?)))
}

fn line(name: &str, variable: &str, data: Vec<Option<f32>>) -> Series {
    // The blank makes room in the legend for letters that are wider than those it was measured with.
    let mut series = Series::new(format!("{name}\u{2002}"), Vec::new());
    series.data = data;
    series.index = VARIABLES.iter().position(|known| *known == variable);
    series.symbol = Some(Symbol::None);
    series
}

/// The seconds from 1970 to a day.
fn seconds(day: Date) -> f64 {
    let start = day.to_zoned(TimeZone::UTC);
    start.map_or(0.0, |start| start.timestamp().as_second() as f64)
}

/// How far the picture goes: to the sunset and the likely end, as far as that leaves the past its room.
fn horizon(moments: &[Moment], row: &Row) -> f64 {
    let (Some(first), Some(last)) = (moments.first(), moments.last()) else {
        return 0.0;
    };
    let newest = seconds(last.day);
    let past = newest - seconds(first.day);
    let farthest = newest + (past * 0.4).max(60.0 * DAY);
    let room = (past * 0.06).max(5.0 * DAY);
    let zero = row.forecast.zero.map(|zero| zero.latest.unwrap_or(zero.likely));
    let ends = [zero, row.sunset].into_iter().flatten();
    ends.map(|day| (seconds(day) + room).min(farthest))
        .fold(newest, f64::max)
}

fn forecast(row: &Row, moments: &[Moment], horizon: f64) -> Option<Series> {
    let zero = row.forecast.zero?;
    let newest = seconds(moments.last()?.day);
    let left = row.progress?.remaining as f64;
    let fall = |to: Option<Date>, at: f64| match to {
        Some(day) => (left * (1.0 - (at - newest) / (seconds(day) - newest))).max(0.0),
        None => left,
    };
    let ends = [Some(zero.earliest), Some(zero.likely), zero.latest];
    let mut xs: Vec<f64> = ends
        .into_iter()
        .flatten()
        .map(seconds)
        .filter(|x| *x < horizon)
        .collect();
    xs.extend([newest, horizon]);
    xs.sort_by(f64::total_cmp);
    xs.dedup();
    let bound = |to| xs.iter().map(|x| Some(fall(to, *x) as f32)).collect();
    let likely = seconds(zero.likely);
    // The line ends at zero, the band goes on.
    let data = xs
        .iter()
        .map(|x| (*x <= likely).then(|| fall(Some(zero.likely), *x) as f32));
    let mut series = line("forecast", "forecast", data.collect());
    series.band = Some(SeriesBand {
        lower: bound(Some(zero.earliest)),
        upper: bound(zero.latest),
        stroke_width: None,
    });
    series.stroke_dash_array = Some("6,5".to_owned());
    series.x_values = Some(xs);
    Some(series)
}

fn sunset(row: &Row, moments: &[Moment], horizon: f64) -> Option<Series> {
    let day = row.sunset?;
    let at = seconds(day);
    let first = seconds(moments.first()?.day);
    let most = row
        .numbers
        .iter()
        .flatten()
        .map(|numbers| numbers.remaining())
        .max()?;
    let is_inside = first <= at && at <= horizon;
    let mut series = line(
        &format!("sunset {day}"),
        "sunset",
        vec![Some(0.0), Some(most.max(1) as f32)],
    );
    series.x_values = Some(vec![at; 2]);
    series.stroke_dash_array = Some("2,4".to_owned());
    is_inside.then_some(series)
}

/// What other rules counted, or where files could not be read: told apart, and on no line.
fn unsound(row: &Row, moments: &[Moment]) -> Option<Series> {
    let all = moments.iter().zip(&row.numbers).zip(&row.sound);
    let marked: Vec<(f64, usize)> = all
        .filter(|(_, is_sound)| !**is_sound)
        .filter_map(|((moment, numbers), _)| Some((seconds(moment.day), (*numbers)?.remaining())))
        .collect();
    let (mut xs, mut data) = (Vec::new(), Vec::new());
    for (x, number) in &marked {
        xs.extend([*x, *x]);
        data.extend([Some(*number as f32), None]);
    }
    let mut series = line("incomplete, or by other rules", "unsound", data);
    series.x_values = Some(xs);
    series.symbol = Some(Symbol::Diamond(4.0, None));
    (!marked.is_empty()).then_some(series)
}

fn draw(
    list: Vec<Series>,
    xs: Vec<f64>,
    horizon: f64,
    (width, height): (f32, f32),
    legend: Legend,
    say: &str,
) -> String {
    let colour = |variable: &str| {
        let at = VARIABLES
            .iter()
            .position(|known| *known == variable)
            .unwrap_or_default();
        Color::from((1, 2, at as u8))
    };
    let mut chart = LineChart::new_with_theme(list, Vec::new(), "light");
    let base = &mut chart.base;
    (base.width, base.height, base.compact) = (width, height, true);
    base.background_color = Color::transparent();
    "system-ui, sans-serif".clone_into(&mut base.font_family);
    base.empty_text = Some("nothing was counted".to_owned());
    base.series.colors = VARIABLES.map(colour).to_vec();
    base.series.fill_opacity = Some(0.28);
    base.legend.font.color = colour("ink");
    base.legend.font.size = 13.0;
    base.legend.show = Some(legend == Legend::Inside);
    (base.margin.top, base.margin.right) = (10.0, 30.0);
    base.grid.stroke_color = colour("grid");
    base.x_axis.kind = AxisType::Time;
    base.x_axis.values = xs;
    base.x_axis.max = Some(horizon);
    base.x_axis.stroke_color = colour("soft");
    base.x_axis.font.color = colour("soft");
    base.x_axis.font.size = 12.0;
    for axis in &mut chart.y_axis_configs {
        axis.font.color = colour("soft");
        axis.font.size = 12.0;
        axis.min = Some(0.0);
        axis.formatter = Some("{t}".to_owned());
    }
    // It fails for charts that want more than lines do.
    let mut svg = chart.svg().unwrap_or_default();
    for variable in VARIABLES {
        let (old, new) = (colour(variable).hex(), format!("var(--{variable})"));
        svg = svg.replace(&format!("\"{old}\""), &format!("\"{new}\""));
    }
    let say = say
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;");
    svg.replacen("<svg ", &format!("<svg role=\"img\" aria-label=\"{say}\" "), 1)
}
