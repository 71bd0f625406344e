//! A count as a table for people: a row for each key, and the total where there is something to add up.

use std::io;

use tabled::builder::Builder;
use tabled::settings::object::Columns;
use tabled::settings::{Alignment, Padding, Style};
use termcolor::{ColorSpec, WriteColor};

use super::count::Count;
use super::escape::name;
use crate::finding::Status;
use crate::scan::Tally;

/// Writes a count as a table.
///
/// # Errors
///
/// When the output cannot be written to.
pub fn write(count: &Count, out: &mut dyn WriteColor) -> io::Result<()> {
    let mut builder = Builder::default();
    let header = std::iter::once(count.by.as_str()).chain(Status::ALL.map(Status::as_str));
    builder.push_record(header);
    for row in &count.rows {
        builder.push_record(record(&name(&row.key), row.tally));
    }
    if count.rows.len() != 1 {
        builder.push_record(record("total", count.total));
    }
    let mut table = builder.build();
    table
        .with(Style::empty())
        .with(Padding::new(0, 2, 0, 0))
        .modify(Columns::new(1..), Alignment::right())
        .modify(Columns::last(), Padding::zero());
    let text = table.to_string();
    let (header, rows) = text.split_once('\n').unwrap_or((&text, ""));
    out.set_color(ColorSpec::new().set_bold(true))?;
    write!(out, "{header}")?;
    out.reset()?;
    writeln!(out)?;
    for row in rows.lines() {
        writeln!(out, "{row}")?;
    }
    Ok(())
}

fn record(key: &str, tally: Tally) -> [String; 4] {
    let [open, suppressed, allowed] =
        [tally.open, tally.suppressed, tally.allowed].map(|number| number.to_string());
    [key.to_owned(), open, suppressed, allowed]
}
