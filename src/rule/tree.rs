//! A spanned TOML tree as the loader reads it: views of tables whose getters give `None` for what has another type.
//!
//! Nothing is checked here: `strict` reports what has the wrong shape before anything is read.

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::span::Span;

/// A value with its place.
pub(super) type Value<'i> = Spanned<DeValue<'i>>;

/// A table with its place: its header, or all of it when it is an inline table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table<'t, 'i> {
    /// Where it begins.
    pub(super) span: Span,
    /// Its entries.
    pub(super) entries: &'t DeTable<'i>,
}

impl<'t, 'i> Table<'t, 'i> {
    /// The keys and values, in the order of the keys.
    pub(super) fn iter(self) -> impl Iterator<Item = (&'t Spanned<DeString<'i>>, &'t Value<'i>)> {
        self.entries.iter()
    }

    /// The place of a key.
    pub(super) fn key(self, key: &str) -> Option<Span> {
        self.entries
            .get_key_value(key)
            .map(|(key, _)| Span::from(key.span()))
    }

    /// The value of a key.
    pub(super) fn value(self, key: &str) -> Option<&'t Value<'i>> {
        self.entries.get(key)
    }

    /// A string.
    pub(super) fn text(self, key: &str) -> Option<(&'t str, Span)> {
        self.value(key).and_then(text)
    }

    /// A string of one's own.
    pub(super) fn owned(self, key: &str) -> Option<String> {
        self.text(key).map(|(text, _)| text.to_owned())
    }

    /// The strings of a list, or a string alone.
    pub(super) fn texts(self, key: &str) -> Vec<(&'t str, Span)> {
        match self.value(key) {
            Some(value) => match value.get_ref() {
                DeValue::Array(items) => items.iter().filter_map(text).collect(),
                _ => text(value).into_iter().collect(),
            },
            None => Vec::new(),
        }
    }

    /// The items of a list, or a value alone.
    pub(super) fn items(self, key: &str) -> &'t [Value<'i>] {
        match self.value(key) {
            Some(value) => value
                .get_ref()
                .as_array()
                .map_or(std::slice::from_ref(value), |items| items),
            None => &[],
        }
    }

    /// True or false.
    pub(super) fn flag(self, key: &str) -> Option<bool> {
        self.value(key)?.get_ref().as_bool()
    }

    /// A date without a time.
    pub(super) fn date(self, key: &str) -> Option<(Date, Span)> {
        let value = self.value(key)?;
        Some((date(value.get_ref())?, span(value)))
    }

    /// The tables of a list.
    pub(super) fn tables(self, key: &str) -> Vec<Self> {
        self.value(key)
            .and_then(|value| value.get_ref().as_array())
            .map(|items| items.iter().filter_map(table).collect())
            .unwrap_or_default()
    }

    /// From its beginning to the end of its last value.
    pub(super) fn block(self) -> Span {
        let end = self.iter().map(|(_, value)| end(value)).max();
        Span {
            end: end.unwrap_or_default().max(self.span.end),
            ..self.span
        }
    }
}

/// The place of a value.
pub(super) fn span(value: &Value<'_>) -> Span {
    value.span().into()
}

/// A value as a table.
pub(super) fn table<'t, 'i>(value: &'t Value<'i>) -> Option<Table<'t, 'i>> {
    Some(Table {
        span: span(value),
        entries: value.get_ref().as_table()?,
    })
}

/// A value as a string.
pub(super) fn text<'t>(value: &'t Value<'_>) -> Option<(&'t str, Span)> {
    Some((value.get_ref().as_str()?, span(value)))
}

/// A value as a number that counts something.
pub(super) fn number(value: &DeValue<'_>) -> Option<u32> {
    let written = value.as_integer()?;
    u32::from_str_radix(written.as_str(), written.radix()).ok()
}

/// A value as a date without a time.
pub(super) fn date(value: &DeValue<'_>) -> Option<Date> {
    let written = value.as_datetime()?;
    if written.time.is_some() || written.offset.is_some() {
        return None;
    }
    let date = written.date?;
    Date::new(
        i16::try_from(date.year).ok()?,
        i8::try_from(date.month).ok()?,
        i8::try_from(date.day).ok()?,
    )
    .ok()
}

/// Where a value ends. The depth of a tree is bounded by `nesting`.
fn end(value: &Value<'_>) -> u32 {
    let inner = match value.get_ref() {
        DeValue::Table(entries) => entries.values().map(end).max(),
        DeValue::Array(items) => items.iter().map(end).max(),
        _ => None,
    };
    inner.unwrap_or_default().max(span(value).end)
}
