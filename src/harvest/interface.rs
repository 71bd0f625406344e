//! What a document that describes an interface declares deprecated: the operations of an OpenAPI
//! document.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Declared, Note};
use crate::openapi::{self, Operation};
use crate::reference::Kind;

/// What was imported from a document.
#[derive(Debug, Default)]
pub struct Imported {
    /// The operations that are deprecated.
    pub declared: Vec<Declared>,
    /// How many paths are described in another file.
    pub elsewhere: usize,
    /// What is written for a date and is none.
    pub dateless: Vec<String>,
}

/// Reads the operations that a document marks as deprecated.
///
/// # Errors
///
/// Says why a text is no such document.
pub fn import(file: &str, text: &str) -> Result<Imported, String> {
    let description = openapi::read(text)?;
    let mut imported = Imported {
        elsewhere: description.elsewhere,
        ..Imported::default()
    };
    for operation in &description.operations {
        imported.take(file, operation);
    }
    imported.dateless.sort();
    imported.dateless.dedup();
    Ok(imported)
}

impl Imported {
    fn take(&mut self, file: &str, operation: &Operation) {
        let Some(deprecation) = &operation.deprecation else {
            return;
        };
        let sunset = deprecation.sunset.as_deref().and_then(|written| {
            let date = date(written);
            if date.is_none() {
                self.dateless.push(written.to_owned());
            }
            date
        });
        let paths = operation.paths().into_iter();
        self.declared.push(Declared {
            kind: Kind::Endpoint,
            names: paths.map(|path| format!("{} {path}", operation.method)).collect(),
            language: None,
            outer: Vec::new(),
            note: deprecation.text.as_deref().map(Note::of).unwrap_or_default(),
            sunset,
            file: file.to_owned(),
        });
    }
}

/// The day that a text names: a date, a date with a time, or a date as HTTP writes it (RFC 8594).
fn date(written: &str) -> Option<Date> {
    let written = written.trim();
    let day = || written.get(..10).and_then(|day| day.parse::<Date>().ok());
    let of_http = || {
        let instant = jiff::fmt::rfc2822::parse(written).ok()?;
        Some(instant.date())
    };
    let instant = || {
        Some(
            written
                .parse::<Timestamp>()
                .ok()?
                .to_zoned(jiff::tz::TimeZone::UTC)
                .date(),
        )
    };
    of_http().or_else(instant).or_else(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_in_many_ways() {
        for (written, expected) in [
            ("2027-03-01", Some("2027-03-01")),
            ("2027-03-01T23:59:59Z", Some("2027-03-01")),
            ("2027-03-01T23:59:59-02:00", Some("2027-03-02")),
            ("2027-03-01 10:00", Some("2027-03-01")),
            ("Sun, 31 Jan 2027 23:59:59 GMT", Some("2027-01-31")),
            ("soon", None),
            ("2027-3-1", None),
            ("", None),
        ] {
            assert_eq!(
                date(written).map(|date| date.to_string()).as_deref(),
                expected,
                "{written}"
            );
        }
    }
}
