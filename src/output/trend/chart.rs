//! A history for terminals: an area of what is left over time, then a line for each row with what to expect.
//!
//! Nothing is told by colour alone, and all of it can be drawn with letters of ASCII.

use std::io;

use jiff::civil::Date;
use termcolor::{Color, ColorSpec, WriteColor};
use unicode_width::UnicodeWidthStr;

use super::{TrendReport, change, percent, row_outlook};
use crate::output::escape::name;
use crate::output::say;
use crate::trend::{Moment, Numbers, Outlook, Row};

/// The width of all of it.
const WIDTH: u32 = 80;

/// The height of the area, in lines.
const HEIGHT: usize = 10;

/// The most rows that are shown.
const MOST: usize = 25;

/// The widest name of a row.
const WIDEST: usize = 26;

/// The width of a row's small chart.
const SMALL: u32 = 16;

/// What things are drawn with.
struct Pens {
    levels: &'static [&'static str],
    hidden: &'static str,
    forecast: &'static str,
    sunset: &'static str,
    axis: &'static str,
    corner: &'static str,
    unsound: &'static str,
}

const FINE: Pens = Pens {
    levels: &[" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
    hidden: "▒",
    forecast: "·",
    sunset: "┊",
    axis: "│",
    corner: "└",
    unsound: "×",
};

const PLAIN: Pens = Pens {
    levels: &[" ", "_", "_", ".", ":", "-", "=", "#", "#"],
    hidden: "+",
    forecast: ".",
    sunset: "!",
    axis: "|",
    corner: "+",
    unsound: "x",
};

pub(super) fn write(report: &TrendReport<'_>, out: &mut dyn WriteColor) -> io::Result<()> {
    let trend = report.trend;
    let pens = if report.ascii { &PLAIN } else { &FINE };
    let (Some(first), Some(last)) = (trend.moments.first(), trend.moments.last()) else {
        return writeln!(out, "There is no point in this time.");
    };
    let row = match trend.rows.as_slice() {
        [row] => row,
        _ => &trend.total,
    };
    let (from, to) = (first.day, last.day);
    let title = format!(
        "{}: {}",
        name(&row.key),
        plain(&headline(row, &trend.moments), report.ascii)
    );
    bold(out, &title)?;
    writeln!(out, "{}, {from} to {to}", say(trend.moments.len(), "point"))?;
    writeln!(out)?;
    area(row, &trend.moments, trend.today, pens, out)?;
    if trend.rows.len() > 1 {
        writeln!(out)?;
        table(report, pens, out)?;
    }
    Ok(())
}

/// The number first.
fn headline(row: &Row, moments: &[Moment]) -> String {
    let numbers = row.newest();
    let mut parts = vec![format!("{} left", numbers.remaining())];
    if let Some(progress) = row.progress {
        parts[0] = format!(
            "{} of {} left, {} done",
            progress.remaining,
            progress.peak,
            percent(progress.done)
        );
        parts.extend(
            progress
                .adopted
                .map(|adopted| format!("{} on the new side", percent(adopted))),
        );
    }
    parts.extend(change(row, moments, 7).map(|(change, since)| format!("{change} since {since}")));
    let hidden = [(numbers.suppressed, "suppressed"), (numbers.allowed, "allowed")];
    parts.extend(
        hidden
            .iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, word)| format!("{number} {word}")),
    );
    parts.join("; ")
}

/// What is known at each column of the area: the last sound numbers up to then.
struct Column {
    day: i64,
    numbers: Option<Numbers>,
    forecast: Option<f64>,
    is_sunset: bool,
    is_unsound: bool,
}

fn area(row: &Row, moments: &[Moment], today: Date, pens: &Pens, out: &mut dyn WriteColor) -> io::Result<()> {
    let peak = row
        .numbers
        .iter()
        .flatten()
        .map(|numbers| numbers.remaining())
        .max()
        .unwrap_or_default();
    let label = peak.to_string().len().max(1);
    let columns = columns(
        row,
        moments,
        WIDTH.saturating_sub(label as u32 + 3).max(30),
        end(row, moments),
    );
    let unit = peak.max(1) as f64 / HEIGHT as f64;
    for line in (0..HEIGHT).rev() {
        let text = match line {
            _ if line == HEIGHT - 1 => format!("{peak:>label$}"),
            0 => format!("{:>label$}", 0),
            _ => " ".repeat(label),
        };
        write!(out, " {text} {}", pens.axis)?;
        let floor = line as f64 * unit;
        let cells: Vec<_> = columns
            .iter()
            .map(|column| drawn(column, floor, unit, pens))
            .collect();
        let end = cells
            .iter()
            .rposition(|(pen, _)| *pen != " ")
            .map_or(0, |last| last + 1);
        for (pen, colour) in &cells[..end] {
            coloured(out, *colour, pen)?;
        }
        writeln!(out)?;
    }
    let marks: String = columns
        .iter()
        .map(|column| if column.is_unsound { pens.unsound } else { " " })
        .collect();
    if columns.iter().any(|column| column.is_unsound) {
        writeln!(out, " {} {}{}", " ".repeat(label), pens.axis, marks.trim_end())?;
    }
    let (from, to) = (moments[0].day, end(row, moments));
    let to = to.to_string();
    let blank = " ".repeat(columns.len().saturating_sub(22));
    writeln!(out, " {} {} {from}{blank} {to}", " ".repeat(label), pens.corner)?;
    legend(row, &columns, today, pens, out)
}

/// The last day of the area: of the forecast or the sunset, if they are not farther than the past is long.
fn end(row: &Row, moments: &[Moment]) -> Date {
    let (first, newest) = (moments[0].day, moments[moments.len() - 1].day);
    let farthest = number(newest) + (number(newest) - number(first)).max(28) / 2;
    let ends = [row.forecast.zero.map(|zero| zero.likely), row.sunset]
        .into_iter()
        .flatten();
    ends.filter(|day| number(*day) <= farthest)
        .fold(newest, Date::max)
}

/// The number of a day.
fn number(day: Date) -> i64 {
    i64::from(Date::ZERO.until(day).map_or(0, |span| span.get_days()))
}

fn columns(row: &Row, moments: &[Moment], width: u32, end: Date) -> Vec<Column> {
    let (first, newest) = (number(moments[0].day), number(moments[moments.len() - 1].day));
    let span = (number(end) - first).max(1);
    let left = row.newest().remaining() as f64;
    let fall = row
        .forecast
        .zero
        .map(|zero| (number(zero.likely) - newest).max(1));
    let sunset = row.sunset.map(|sunset| number(sunset) - first);
    let (mut at, mut numbers) = (0, None);
    let column = |place: u32| {
        let day = first + span * i64::from(place) / i64::from(width - 1);
        let mut is_unsound = false;
        while at < moments.len() && number(moments[at].day) <= day {
            if row.sound[at] {
                numbers = row.numbers[at];
            } else {
                is_unsound = true;
            }
            at += 1;
        }
        let ahead = day - newest;
        Column {
            day: day - first,
            numbers: numbers.filter(|_| ahead <= 0),
            forecast: fall
                .filter(|_| ahead > 0)
                .map(|fall| left * (1.0 - ahead as f64 / fall as f64)),
            is_sunset: false,
            is_unsound,
        }
    };
    let mut columns: Vec<Column> = (0..width).map(column).collect();
    if let Some(column) = sunset.and_then(|sunset| {
        columns
            .iter_mut()
            .find(|column| column.day >= sunset && sunset >= 0)
    }) {
        column.is_sunset = true;
    }
    columns
}

/// What a column shows at a height, and in which colour.
fn drawn(column: &Column, floor: f64, unit: f64, pens: &Pens) -> (&'static str, Option<Color>) {
    let covers = |number: f64| ((number - floor) / unit * 8.0).round().clamp(0.0, 8.0);
    let (pen, colour) = match (column.numbers, column.forecast) {
        (Some(numbers), _) => {
            let (open, all) = (covers(numbers.open as f64), covers(numbers.remaining() as f64));
            // What is there at all is to be seen.
            let all = if floor == 0.0 && numbers.remaining() > 0 {
                all.max(1.0)
            } else {
                all
            };
            #[expect(clippy::cast_sign_loss, reason = "it is from 0 to 8")]
            match all - open {
                hidden if hidden >= 4.0 => (pens.hidden, Some(Color::Yellow)),
                _ => (pens.levels[all as usize], (all > 0.0).then_some(Color::Cyan)),
            }
        }
        (None, Some(number)) if number >= floor && number < floor + unit => {
            (pens.forecast, Some(Color::Cyan))
        }
        _ => (" ", None),
    };
    match column.is_sunset && pen == " " {
        true => (pens.sunset, Some(Color::Red)),
        false => (pen, colour),
    }
}

fn legend(
    row: &Row,
    columns: &[Column],
    today: Date,
    pens: &Pens,
    out: &mut dyn WriteColor,
) -> io::Result<()> {
    let mut parts = vec![format!("{} open", pens.levels[8])];
    let any = |is: fn(&Column) -> bool| columns.iter().any(is);
    if row
        .numbers
        .iter()
        .flatten()
        .any(|numbers| numbers.suppressed + numbers.allowed > 0)
    {
        parts.push(format!("{} suppressed or allowed", pens.hidden));
    }
    if any(|column| column.forecast.is_some()) {
        parts.push(format!("{} forecast", pens.forecast));
    }
    if any(|column| column.is_sunset) {
        parts.push(format!("{} sunset", pens.sunset));
    }
    if any(|column| column.is_unsound) {
        parts.push(format!("{} incomplete, or by other rules", pens.unsound));
    }
    writeln!(out, "   {}", parts.join("   "))?;
    writeln!(out, "   {}", row_outlook(row, today))
}

/// The rows, a line each.
fn table(report: &TrendReport<'_>, pens: &Pens, out: &mut dyn WriteColor) -> io::Result<()> {
    let trend = report.trend;
    let rows = &trend.rows[..trend.rows.len().min(MOST)];
    let names = rows.iter().map(|row| name(&row.key).width());
    let widest = names
        .chain([trend.by.as_str().len()])
        .max()
        .unwrap_or_default()
        .min(WIDEST);
    let by = cell(trend.by.as_str(), widest, report.ascii);
    bold(
        out,
        &format!(
            "{by} {:>6} {:16} {:>5} {:>6}  outlook",
            "left", "", "done", "change"
        ),
    )?;
    for row in rows {
        write!(
            out,
            "{} {:>6} ",
            cell(&row.key, widest, report.ascii),
            row.newest().remaining()
        )?;
        coloured(out, Some(Color::Cyan), &small(row, &trend.moments, pens))?;
        let done = row
            .progress
            .map(|progress| percent(progress.done))
            .unwrap_or_default();
        let week = change(row, &trend.moments, 7)
            .map(|(change, _)| change)
            .unwrap_or_default();
        write!(out, " {done:>5} {:>6}  ", plain(&week, report.ascii))?;
        let outlook = row.forecast.outlook;
        let colour = match outlook {
            Outlook::Done | Outlook::OnTrack | Outlook::Falling => Some(Color::Green),
            Outlook::NeverFound | Outlook::TooLittleData | Outlook::Unclear => None,
            Outlook::AtRisk | Outlook::Stalled => Some(Color::Yellow),
            Outlook::Growing | Outlook::Late => Some(Color::Red),
        };
        coloured(out, colour, outlook.as_str())?;
        writeln!(out)?;
    }
    match trend.rows.len() - rows.len() {
        0 => Ok(()),
        more => writeln!(out, "and {more} more"),
    }
}

/// A row's numbers in a few letters.
fn small(row: &Row, moments: &[Moment], pens: &Pens) -> String {
    let columns = columns(row, moments, SMALL, moments[moments.len() - 1].day);
    let all = columns
        .iter()
        .map(|column| column.numbers.map(Numbers::remaining));
    let peak = all.clone().flatten().max().unwrap_or_default().max(1);
    let level = |number: usize| pens.levels[(number * 8).div_ceil(peak)];
    all.map(|number| number.map_or(" ", level)).collect()
}

/// Text without what an old terminal cannot show.
fn plain(text: &str, ascii: bool) -> String {
    match ascii {
        true => text.replace('−', "-").replace('±', "+-"),
        false => text.to_owned(),
    }
}

/// A name in so many columns, cut where it is longer.
fn cell(text: &str, width: usize, ascii: bool) -> String {
    let mut cut = name(text).into_owned();
    if cut.width() > width {
        while cut.width() >= width {
            cut.pop();
        }
        cut.push(if ascii { '~' } else { '…' });
    }
    let blank = width.saturating_sub(cut.width());
    cut + &" ".repeat(blank)
}

fn coloured(out: &mut dyn WriteColor, colour: Option<Color>, text: &str) -> io::Result<()> {
    if colour.is_none() {
        return write!(out, "{text}");
    }
    out.set_color(ColorSpec::new().set_fg(colour))?;
    write!(out, "{text}")?;
    out.reset()
}

fn bold(out: &mut dyn WriteColor, text: &str) -> io::Result<()> {
    out.set_color(ColorSpec::new().set_bold(true))?;
    write!(out, "{text}")?;
    out.reset()?;
    writeln!(out)
}
