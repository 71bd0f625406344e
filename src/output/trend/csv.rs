//! A history as comma-separated values: a record for each moment and row.

use std::io;

use termcolor::WriteColor;

use super::TrendReport;
use crate::output::csv::io_error;
use crate::output::escape::name;

pub(super) fn write(report: &TrendReport<'_>, out: &mut dyn WriteColor) -> io::Result<()> {
    let trend = report.trend;
    let mut writer = csv::Writer::from_writer(out);
    let by = trend.by.as_str();
    let header = [
        "date",
        "commit",
        by,
        "open",
        "suppressed",
        "allowed",
        "adopted",
        "sound",
    ];
    writer.write_record(header).map_err(io_error)?;
    for (at, moment) in trend.moments.iter().enumerate() {
        for row in &trend.rows {
            let Some(numbers) = row.numbers[at] else { continue };
            let all = [numbers.open, numbers.suppressed, numbers.allowed, numbers.adopted];
            let [open, suppressed, allowed, adopted] = all.map(|number| number.to_string());
            let (day, sound) = (moment.day.to_string(), row.sound[at].to_string());
            let (commit, key) = (name(&moment.commit.id), name(&row.key));
            let record = [
                &*day,
                &commit,
                &key,
                &open,
                &suppressed,
                &allowed,
                &adopted,
                &sound,
            ];
            writer.write_record(record).map_err(io_error)?;
        }
    }
    writer.flush()
}
