//! A text that is, whole, the name of a table or a column: `billing.invoices`, `[dbo].[Order]`.
//!
//! Not SQL: what goes where a name goes, by an idiom. Anything around the name makes it none.

use super::{Part, Quote};
use crate::span::Span;

/// A name has no more parts.
const MOST_PARTS: usize = 5;

/// The parts of the name that a text is, outermost first, and where the last one stands without its quotes.
pub fn relation(text: &str) -> Option<(Vec<Part>, Span)> {
    let mut parts = Vec::new();
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let (quote, close) = match rest.chars().next() {
            Some('"') => (Quote::Double, '"'),
            Some('`') => (Quote::Backtick, '`'),
            Some('[') => (Quote::Bracket, ']'),
            _ => (Quote::None, '.'),
        };
        let start = at + usize::from(quote != Quote::None);
        let end = text[start..].find(close).map(|end| start + end);
        let end = match quote {
            Quote::None => end.unwrap_or(text.len()),
            _ => end?,
        };
        let part = &text[start..end];
        if quote == Quote::None && !part.chars().all(is_plain) {
            return None;
        }
        parts.push(Part {
            text: part.to_owned(),
            quote,
        });
        at = end + usize::from(quote != Quote::None);
        match text[at..].strip_prefix('.') {
            Some(_) if parts.len() < MOST_PARTS => at += 1,
            None if at == text.len() && !part.is_empty() => return Some((parts, Span::new(start, end))),
            _ => return None,
        }
    }
}

fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || "_$#@-".contains(c) || c == super::HOLE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_names_only() {
        let read = |text: &str| {
            let (parts, span) = relation(text)?;
            let parts: Vec<_> = parts.into_iter().map(|part| part.text).collect();
            Some((parts.join("|"), span.of(text).to_owned()))
        };
        let is = |parts: &str, last: &str| Some((parts.to_owned(), last.to_owned()));
        assert_eq!(read("users"), is("users", "users"));
        assert_eq!(read("billing.invoices"), is("billing|invoices", "invoices"));
        assert_eq!(read("db..\"Order Items\""), is("db||Order Items", "Order Items"));
        assert_eq!(read("[dbo].[a b]"), is("dbo|a b", "a b"));
        for text in [
            "",
            "users ",
            "users.",
            "the users",
            "users;",
            "\"users",
            "\"a\"b",
            "a.b.c.d.e.f",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
