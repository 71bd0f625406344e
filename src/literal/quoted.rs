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
    let mut open: Option<(Literal, Span)> = None;
    for string in (Strings { text, at: 0 }) {
        match &mut open {
            Some((literal, last)) if is_joined(text.get(last.end as usize..string.whole.start as usize)) => {
                add(literal, text, &string);
                last.end = string.whole.end;
            }
            _ => {
                close(open.take(), at, &mut literals);
                let mut literal = Literal::default();
                add(&mut literal, text, &string);
                open = Some((literal, string.whole));
            }
        }
    }
    close(open, at, &mut literals);
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

fn close(open: Option<(Literal, Span)>, at: &[Span], literals: &mut Vec<Placed>) {
    let Some((literal, whole)) = open else { return };
    let next = at.partition_point(|span| span.end <= whole.start);
    if at.get(next).is_some_and(|span| span.start < whole.end) {
        literals.push(Placed {
            literal,
            is_word: false,
            stands: Stands::Alone,
            scope: FILE_SCOPE,
        });
    }
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
    while at < end {
        let hole = if string.is_template && bytes[at..end].starts_with(b"${") {
            memchr::memchr(b'}', &bytes[at..end]).map(|close| at + close + 1)
        } else {
            None
        };
        if bytes[at] != b'\\' && hole.is_none() {
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
    // `//` within an address has a colon before it.
    let slashes = before
        .match_indices("//")
        .any(|(at, _)| !before[..at].ends_with(':'));
    let is_comment =
        slashes || begins.starts_with(['#', '*']) || begins.starts_with("/*") || begins.starts_with("--");
    is_comment.then(|| memchr::memchr(b'\n', &bytes[quote..]).map_or(bytes.len(), |end| quote + end))
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
