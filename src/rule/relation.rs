//! Names of tables and columns in rules: from `billing.invoices`, `db..t`, `"Order Items"` or `legacy_*` to patterns, or
//! what is wrong with them.
//!
//! A name may be written as its dialect does, in `"…"`, `` `…` `` or `[…]`. What it matches is decided in
//! [`crate::ruleset`].

use super::name::{Flaw, bad};
use super::target::Name;
use crate::problem::quoted;
use crate::reference::Kind;

/// More is no name that anybody wrote, in bytes.
const MAX_LEN: usize = 500;

/// How many characters before a `*` are enough to mean something.
const LEAST_PREFIX: usize = 3;

/// The name of a table or a column, from the outermost part in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// `[database, schema, table]`, `[schema, table, column]`, from the right as many as the rule gives.
    pub parts: Vec<Part>,
}

/// A part of such a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Without quotes and without the `*`; empty where any will do (`db..t`).
    pub text: String,
    /// It is written in quotes: its case matters.
    pub is_quoted: bool,
    /// It stands for all that begin so: `legacy_*`.
    pub is_prefix: bool,
}

impl Pattern {
    /// The name that a rule lists.
    pub(super) fn name(&self, text: &str) -> Name {
        let shown = |part: &Part| format!("{}{}", part.text, if part.is_prefix { "*" } else { "" });
        Name {
            text: text.to_owned(),
            path: self.parts.iter().map(shown).collect(),
            separator: None,
            query: None,
        }
    }
}

/// The pattern that a name in a rule is.
pub fn pattern(name: &Name, kind: Kind) -> Option<Pattern> {
    parse(&name.text, kind).ok()
}

/// Reads the name of a table or a column.
///
/// # Errors
///
/// What is wrong with the name, and what to write.
pub(super) fn parse(text: &str, kind: Kind) -> Result<Pattern, Flaw> {
    if text.trim().is_empty() {
        return Err(Flaw {
            code: "empty-name",
            message: "the name is empty".to_owned(),
            help: Some(format!("write the whole name, such as `{}`", sample(kind))),
        });
    }
    if text.len() > MAX_LEN {
        return Err(bad(text, &format!("is longer than {MAX_LEN} bytes"), None));
    }
    if text.trim() != text {
        return Err(bad(
            text,
            "has a space around it",
            Some(format!("write {}", quoted(text.trim()))),
        ));
    }
    let parts = parts(text)?;
    check_count(text, kind, parts.len())?;
    for (from_right, part) in parts.iter().rev().enumerate() {
        check_part(text, kind, from_right, part)?;
    }
    Ok(Pattern { parts })
}

const fn sample(kind: Kind) -> &'static str {
    match kind {
        Kind::Column => "users.full_name",
        _ => "legacy_users",
    }
}

fn check_count(text: &str, kind: Kind, count: usize) -> Result<(), Flaw> {
    let most = if kind == Kind::Column { 5 } else { 4 };
    if count > most {
        let what = format!("has {count} parts");
        let help = format!(
            "a {} has at most {most}, such as `{}`",
            kind.as_str(),
            sample(kind)
        );
        return Err(bad(text, &what, Some(help)));
    }
    if kind == Kind::Column && count < 2 {
        let help = format!("write `table.{text}`");
        return Err(bad(text, "names no table that the column is of", Some(help)));
    }
    Ok(())
}

fn check_part(text: &str, kind: Kind, from_right: usize, part: &Part) -> Result<(), Flaw> {
    let is_table = from_right == usize::from(kind == Kind::Column);
    let is_named = is_table || from_right == 0;
    if is_named && part.text.is_empty() && !part.is_prefix {
        return Err(bad(text, "has an empty part", None));
    }
    if part.is_prefix && !is_named {
        let help = "a `*` may end the name of a table or a column".to_owned();
        return Err(bad(text, "has a wildcard in its schema", Some(help)));
    }
    if part.is_prefix && part.text.chars().count() < LEAST_PREFIX {
        return Err(Flaw {
            code: "over-broad-name",
            message: format!("the name {} stands for nearly everything", quoted(text)),
            help: Some(format!("begin it with {LEAST_PREFIX} characters or more")),
        });
    }
    if part.is_quoted {
        return Ok(());
    }
    let is_plain = |c: char| c.is_alphanumeric() || "_$#@-".contains(c);
    if let Some(odd) = part.text.chars().find(|c| !is_plain(*c)) {
        let what = match odd {
            '*' => "has a wildcard that is not at its end".to_owned(),
            ':' => {
                return Err(bad(
                    text,
                    "mixes `.` and `:`",
                    Some("write `schema.table`".to_owned()),
                ));
            }
            odd => format!("has a part with {}", quoted(&odd.to_string())),
        };
        let help = format!(
            "if it is called so, write the part in quotes: `'\"{}\"'`",
            part.text
        );
        return Err(bad(text, &what, (odd != '*').then_some(help)));
    }
    Ok(())
}

/// Takes a name apart at its dots, as far as they do not stand in quotes.
fn parts(text: &str) -> Result<Vec<Part>, Flaw> {
    let mut parts = Vec::new();
    let mut rest = text;
    loop {
        let close = match rest.chars().next() {
            Some('"') => Some('"'),
            Some('`') => Some('`'),
            Some('[') => Some(']'),
            _ => None,
        };
        let after = if let Some(close) = close {
            let (inner, after) = unquoted(&rest[1..], close).ok_or_else(|| {
                bad(
                    text,
                    &format!("lacks a closing {}", quoted(&close.to_string())),
                    None,
                )
            })?;
            parts.extend(inside(inner, close));
            after
        } else {
            let end = rest.find('.').unwrap_or(rest.len());
            let plain = &rest[..end];
            let stem = plain.strip_suffix('*');
            parts.push(Part {
                text: stem.unwrap_or(plain).to_owned(),
                is_quoted: false,
                is_prefix: stem.is_some(),
            });
            &rest[end..]
        };
        match after.strip_prefix('.') {
            Some(next) => rest = next,
            None if after.is_empty() => return Ok(parts),
            None => return Err(bad(text, "goes on after a closing quote", None)),
        }
    }
}

/// The parts within quotes: between backticks a dot separates them too, as in `BigQuery`, and case does not matter.
fn inside(inner: String, close: char) -> Vec<Part> {
    let part = |text: String| Part {
        text,
        is_quoted: close == '"',
        is_prefix: false,
    };
    match close {
        '`' => inner.split('.').map(|text| part(text.to_owned())).collect(),
        _ => vec![part(inner)],
    }
}

/// What stands before a closing quote, which is doubled where it is meant, and what after.
fn unquoted(text: &str, close: char) -> Option<(String, &str)> {
    let mut inner = String::new();
    let mut rest = text;
    loop {
        let (before, after) = rest.split_once(close)?;
        inner.push_str(before);
        match after.strip_prefix(close) {
            Some(next) => {
                inner.push(close);
                rest = next;
            }
            None => return Some((inner, after)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, kind: Kind) -> String {
        match parse(text, kind) {
            Ok(pattern) => {
                let part = |part: &Part| {
                    let quote = if part.is_quoted { "!" } else { "" };
                    let star = if part.is_prefix { "*" } else { "" };
                    format!("{quote}{}{star}", part.text)
                };
                pattern.parts.iter().map(part).collect::<Vec<_>>().join(" | ")
            }
            Err(flaw) => format!("{}: {}", flaw.code, flaw.help.unwrap_or_default()),
        }
    }

    #[test]
    fn names_as_the_dialects_write_them() {
        for (text, parts) in [
            ("legacy_users", "legacy_users"),
            ("billing.invoices", "billing | invoices"),
            ("db..t", "db |  | t"),
            ("legacy_*", "legacy_*"),
            ("\"Order Items\"", "!Order Items"),
            ("\"a\"\"b\".\"c.d\"", "!a\"b | !c.d"),
            ("[dbo].[Order]", "dbo | Order"),
            ("`proj-x.ds.t`", "proj-x | ds | t"),
            ("proj-x.ds.t", "proj-x | ds | t"),
        ] {
            assert_eq!(read(text, Kind::Table), parts, "{text}");
        }
        assert_eq!(read("users.full_name", Kind::Column), "users | full_name");
        assert_eq!(read("s.users.legacy_*", Kind::Column), "s | users | legacy_*");
    }

    #[test]
    fn flaws_say_what_to_write() {
        for (text, kind, flaw) in [
            (
                "",
                Kind::Table,
                "empty-name: write the whole name, such as `legacy_users`",
            ),
            (
                "*",
                Kind::Table,
                "over-broad-name: begin it with 3 characters or more",
            ),
            (
                "l*",
                Kind::Table,
                "over-broad-name: begin it with 3 characters or more",
            ),
            (
                "a.*.b",
                Kind::Table,
                "bad-name: a `*` may end the name of a table or a column",
            ),
            ("*_users", Kind::Table, "bad-name: "),
            ("full_name", Kind::Column, "bad-name: write `table.full_name`"),
            (
                "a.b.c.d.e",
                Kind::Table,
                "bad-name: a table has at most 4, such as `legacy_users`",
            ),
            (
                "order items",
                Kind::Table,
                "bad-name: if it is called so, write the part in quotes: `'\"order items\"'`",
            ),
            ("a::b", Kind::Table, "bad-name: write `schema.table`"),
            (" a", Kind::Table, "bad-name: write `a`"),
            ("\"a", Kind::Table, "bad-name: "),
            ("a.", Kind::Table, "bad-name: "),
        ] {
            assert_eq!(read(text, kind), flaw, "{text}");
        }
    }
}
