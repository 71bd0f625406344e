//! A badge, as the endpoint that shields.io asks for.
//!
//! <https://shields.io/badges/endpoint-badge>

use std::io;

use serde::Serialize;
use termcolor::WriteColor;

use super::count::Count;
use super::record;

/// What shields.io reads.
#[derive(Serialize)]
struct Badge<'b> {
    #[serde(rename = "schemaVersion")]
    schema_version: u32,
    label: &'b str,
    message: &'b str,
    color: &'b str,
}

pub(super) fn write_count(count: &Count, out: &mut dyn WriteColor) -> io::Result<()> {
    let total = count.total;
    let remaining = total.open + total.suppressed + total.allowed;
    let (message, color) = match total.open {
        0 if remaining == 0 => ("done".to_owned(), "brightgreen"),
        0 => ("none open".to_owned(), "green"),
        open => (format!("{open} open"), "orange"),
    };
    write(&message, color, out)
}

/// Writes a badge of a message in one of the colours that shields.io has names for.
///
/// # Errors
///
/// When the output cannot be written to.
pub fn write(message: &str, color: &str, out: &mut dyn WriteColor) -> io::Result<()> {
    let badge = Badge {
        schema_version: 1,
        label: "migration",
        message,
        color,
    };
    record::emit(&badge, out)
}
