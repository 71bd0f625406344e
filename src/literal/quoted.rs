//! The strings of a source in a language that has no reader: what stands between quotation marks, as most languages
//! write it.
//!
//! Nothing is known of where a string goes, so only what it says counts. A quotation mark that does not close on its
//! line is none (an apostrophe), but for the ones that go over lines: backticks and three double quotes.

use super::{Literal, Placed, Stands, Usage};
use crate::reference::{FILE_SCOPE, Scope};
use crate::span::Span;

/// The strings that hold one of some places, ascending; strings that are added to each other are one.
pub fn literals(text: &str, at: &[Span]) -> Usage {
    let mut literals = Vec::new();
    let (mut open, mut at) = (Vec::<Quoted>::new(), at);
    for string in (Strings { text, at: 0 }) {
        let last = open.last().map(|last| last.whole.end as usize);
        let is_more = last.is_some_and(|last| is_joined(text.get(last..string.whole.start as usize)));
        if !is_more {
            close(text, &mut open, &mut at, &mut literals);
            if at.is_empty() {
                break;
            }
        }
        open.push(string);
    }
    close(text, &mut open, &mut at, &mut literals);
    Usage {
        literals,
        scopes: vec![Scope {
            parent: None,
            label: String::new(),
            segment: String::new(),
        }],
        ..Usage::default()
    }
}

/// Writes down the strings that are one, if they hold one of the places that are yet to come.
fn close(text: &str, open: &mut Vec<Quoted>, at: &mut &[Span], literals: &mut Vec<Placed>) {
    let (Some(first), Some(last)) = (open.first(), open.last()) else {
        return;
    };
    let (start, end) = (first.whole.start, last.whole.end);
    let passed = at.iter().take_while(|span| span.end <= start).count();
    *at = &at[passed..];
    if at.first().is_some_and(|span| span.start < end) {
        let mut literal = Literal::default();
        for string in open.iter() {
            add(&mut literal, text, string);
        }
        literals.push(Placed {
            literal,
            is_word: false,
            stands: Stands::Alone,
            scope: FILE_SCOPE,
        });
    }
    open.clear();
}

/// Whether what stands between two strings adds them to each other: `+`, `.`, `..`, `&`, a backslash, or nothing.
fn is_joined(between: Option<&str>) -> bool {
    /// More is no mere operator, in bytes.
    const LONGEST: usize = 200;
    between.is_some_and(|between| {
        between.len() <= LONGEST && matches!(between.trim(), "+" | "." | ".." | "&" | "\\" | "||" | "")
    })
}

/// A string with its quotation marks.
struct Quoted {
    whole: Span,
    inside: Span,
    /// It may hold `${…}`.
    is_template: bool,
}

fn add(literal: &mut Literal, text: &str, string: &Quoted) {
    let bytes = text.as_bytes();
    let (mut from, end) = (string.inside.start as usize, string.inside.end as usize);
    let mut at = from;
    while let Some(found) = memchr::memchr2(b'\\', b'$', &bytes[at..end]) {
        at += found;
        let hole = if string.is_template && bytes[at..end].starts_with(b"${") {
            memchr::memchr(b'}', &bytes[at..end]).map(|close| at + close + 1)
        } else {
            None
        };
        if bytes[at] == b'$' && hole.is_none() {
            at += 1;
            continue;
        }
        literal.push_verbatim(text, Span::new(from, at));
        if let Some(end) = hole {
            literal.push_hole();
            at = end;
        } else {
            let escaped = text[at + 1..end].chars().next();
            let length = 1 + escaped.map_or(0, char::len_utf8);
            let said = match escaped {
                Some('n') => "\n",
                Some('t') => "\t",
                Some('r') => "\r",
                Some('\n') | None => "",
                Some(_) => &text[at + 1..at + length],
            };
            literal.push_decoded(said, Span::new(at, at + length));
            at += length;
        }
        from = at;
    }
    literal.push_verbatim(text, Span::new(from, end));
}

/// The strings of a text, in order.
struct Strings<'t> {
    text: &'t str,
    at: usize,
}

impl Iterator for Strings<'_> {
    type Item = Quoted;

    fn next(&mut self) -> Option<Quoted> {
        let bytes = self.text.as_bytes();
        while let Some(found) = memchr::memchr3(b'"', b'\'', b'`', &bytes[self.at..]) {
            let start = self.at + found;
            let quote = bytes[start];
            if let Some(comment) = comment_end(self.text, self.at, start) {
                self.at = comment;
                continue;
            }
            // An escaped quotation mark opens nothing, and neither does an apostrophe.
            let before = start.checked_sub(1).map_or(0, |before| bytes[before]);
            if before == b'\\' || (quote == b'\'' && before.is_ascii_alphanumeric()) {
                self.at = start + 1;
                continue;
            }
            let (open, end) = if bytes[start..].starts_with(b"\"\"\"") {
                (
                    3,
                    memchr::memmem::find(&bytes[start + 3..], b"\"\"\"").map(|end| start + 3 + end),
                )
            } else {
                (1, closing(bytes, start + 1, quote))
            };
            let Some(end) = end else {
                self.at = start + open;
                continue;
            };
            self.at = end + open;
            return Some(Quoted {
                whole: Span::new(start, end + open),
                inside: Span::new(start + open, end),
                is_template: quote == b'`',
            });
        }
        None
    }
}

/// The end of the line, when a comment begins on it between an offset and a quotation mark.
fn comment_end(text: &str, from: usize, quote: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let line = memchr::memrchr(b'\n', &bytes[from..quote]).map_or(from, |line| from + line + 1);
    let before = &text[line..quote];
    let begins = before.trim_start();
    let is_comment = has_slashes(before.as_bytes())
        || begins.starts_with(['#', '*'])
        || begins.starts_with("/*")
        || begins.starts_with("--");
    is_comment.then(|| memchr::memchr(b'\n', &bytes[quote..]).map_or(bytes.len(), |end| quote + end))
}

/// Whether there are two slashes: those within an address have a colon before them.
fn has_slashes(bytes: &[u8]) -> bool {
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'/', &bytes[at..]) {
        at += found;
        let is_double = bytes.get(at + 1) == Some(&b'/');
        if is_double && !bytes[..at].ends_with(b":") {
            return true;
        }
        at += if is_double { 2 } else { 1 };
    }
    false
}

/// Where a string ends that began before an offset.
fn closing(bytes: &[u8], from: usize, quote: u8) -> Option<usize> {
    let mut at = from;
    loop {
        let found = at + memchr::memchr3(quote, b'\\', b'\n', &bytes[at..])?;
        match bytes[found] {
            b'\\' => at = (found + 2).min(bytes.len()),
            b'\n' if quote == b'`' => at = found + 1,
            b'\n' => return None,
            _ => return Some(found),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<String> {
        let at = [Span::new(0, source.len())];
        let literals = literals(source, &at).literals;
        literals
            .into_iter()
            .map(|placed| placed.literal.text().to_owned())
            .collect()
    }

    #[test]
    fn strings_of_many_languages() {
        assert_eq!(texts(r#"db.Query("SELECT \"a\"\n" + 'b')"#), ["SELECT \"a\"\nb"]);
        assert_eq!(
            texts("const q = `SELECT *\n  FROM ${t}.users`"),
            ["SELECT *\n  FROM \u{fffc}.users"]
        );
        assert_eq!(
            texts("x = \"\"\"\n  SELECT \"a\"\n\"\"\";"),
            ["\n  SELECT \"a\"\n"]
        );
        assert_eq!(texts("$q = 'SELECT ' . 'a'; $r = 'b'"), ["SELECT a", "b"]);
        assert_eq!(
            texts("// don't \"x\"\nf(\"http://x\") // it's\n# 'y'\n'z'"),
            ["http://x", "z"]
        );
        assert_eq!(texts("it's `unclosed"), Vec::<String>::new());
    }

    #[test]
    fn only_strings_at_the_places() {
        let source = "f(\"one\", \"two\")";
        let found = literals(source, &[Span::new(10, 12)]).literals;
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].literal.text(), "two");
    }

    #[test]
    fn what_does_not_close_is_read_in_linear_time() {
        for piece in [
            "'", "\"", "`\\", "\"\\", "\"\"\" '", "'\\", "\\\"\"", "`${", "`\\`\"'", "// '",
        ] {
            let source = piece.repeat(400_000 / piece.len());
            literals(&source, &[Span::new(0, source.len())]);
        }
    }
}
