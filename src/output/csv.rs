//! A count as comma-separated values: a header, one record a row, no total (a spreadsheet adds up by itself).
//!
//! <https://www.rfc-editor.org/rfc/rfc4180>

use std::io;

use termcolor::WriteColor;

use super::count::Count;
use super::escape::name;

pub(super) fn write(count: &Count, out: &mut dyn WriteColor) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record([count.by.as_str(), "open", "suppressed", "allowed"])?;
    for row in &count.rows {
        let [open, suppressed, allowed] =
            [row.tally.open, row.tally.suppressed, row.tally.allowed].map(|number| number.to_string());
        writer.write_record([name(&row.key).as_ref(), &open, &suppressed, &allowed])?;
    }
    writer.flush()
}
