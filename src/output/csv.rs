//! A count as comma-separated values: a header, one record a row, no total (a spreadsheet adds up by itself).
//!
//! <https://www.rfc-editor.org/rfc/rfc4180>

use std::io;

use csv::ErrorKind;
use termcolor::WriteColor;

use super::count::Count;
use super::escape::name;

pub(super) fn write(count: &Count, out: &mut dyn WriteColor) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    let header = [count.by.as_str(), "open", "suppressed", "allowed"];
    writer.write_record(header).map_err(io_error)?;
    for row in &count.rows {
        let [open, suppressed, allowed] =
            [row.tally.open, row.tally.suppressed, row.tally.allowed].map(|number| number.to_string());
        let key = name(&row.key);
        let record = [&*key, &open, &suppressed, &allowed];
        writer.write_record(record).map_err(io_error)?;
    }
    writer.flush()
}

/// What kept a record from being written. A closed pipe stays one.
pub(super) fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
