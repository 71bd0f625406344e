//! A module cut into logical lines without parsing it, with the tree that indentation makes of them.
//!
//! This is a lexer for line structure alone: strings, brackets, comments, continued lines, indentation. It gives up
//! (`None`) wherever it is not sure, and then the module is parsed whole.

use std::borrow::Cow;
use std::ops::Range;

use super::imports::is_word;
use crate::span::Span;

/// A logical line: physical lines joined by brackets, strings and backslashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    /// From the start of its first physical line to past its line ending.
    pub(super) span: Span,
    /// In blanks.
    pub(super) indent: u32,
    /// The line that this one is indented below.
    pub(super) parent: Option<usize>,
    /// The first of the lines that make a statement with this one: decorators, `if` … `elif` … `else`.
    pub(super) head: usize,
    /// The next of them.
    pub(super) next: Option<usize>,
    pub(super) is_class: bool,
}

/// Cuts a module into lines; blank ones and those of comments alone are left out.
pub(super) fn lines(text: &str) -> Option<Vec<Line>> {
    let bytes = text.as_bytes();
    let mut lines: Vec<Line> = Vec::new();
    // The lines that the next one can be a sibling or a child of, by indentation.
    let mut open: Vec<usize> = Vec::new();
    let mut offset = 0;
    while let Next::Line(start, end, indent) = next_line(bytes, offset)? {
        offset = end;
        let indent = indent as u32;
        while open.last().is_some_and(|&at| lines[at].indent > indent) {
            open.pop();
        }
        let index = lines.len();
        let content = &bytes[start + indent as usize..end];
        let mut line = Line {
            span: Span::new(start, end),
            indent,
            parent: None,
            head: index,
            next: None,
            is_class: is_class(content),
        };
        match open.last().copied() {
            Some(sibling) if lines[sibling].indent == indent => {
                open.pop();
                line.parent = lines[sibling].parent;
                if goes_on(
                    &bytes[lines[sibling].span.start as usize + indent as usize..],
                    content,
                ) {
                    line.head = lines[sibling].head;
                    lines[sibling].next = Some(index);
                }
            }
            // A dedent to where nothing started, or an indented first line.
            None if indent > 0 => return None,
            parent => {
                let is_dedent = lines.last().is_some_and(|last| last.indent > indent);
                if is_dedent && parent.is_some() {
                    return None;
                }
                line.parent = parent;
            }
        }
        open.push(index);
        lines.push(line);
    }
    Some(lines)
}

/// How many lines of comments in a row the grammar is given.
const MOST_COMMENTS: usize = 200;

/// The text as the parser is to see it: very many lines of comments in a row are one line. At the end of each of them
/// the grammar reads on to the last, to know the indentation of what follows. Names and comments are read from the text
/// itself; nothing moves.
pub(super) fn with_short_comments(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut joined: Option<Vec<u8>> = None;
    let (mut first, mut run) = (0, 0);
    let ends = memchr::memchr_iter(b'\n', bytes);
    let mut start = 0;
    for end in ends.map(|at| at + 1).chain([bytes.len()]) {
        match bytes[start..end].trim_ascii_start().first() {
            Some(b'#') => run += 1,
            None if run > 0 => {}
            _ => {
                if run > MOST_COMMENTS {
                    join(joined.get_or_insert_with(|| bytes.to_vec()), first..start - 1);
                }
                (first, run) = (end, 0);
            }
        }
        start = end;
    }
    if run > MOST_COMMENTS {
        join(
            joined.get_or_insert_with(|| bytes.to_vec()),
            first..bytes.len() - 1,
        );
    }
    let joined = joined.and_then(|joined| String::from_utf8(joined).ok());
    joined.map_or(Cow::Borrowed(text), Cow::Owned)
}

fn join(bytes: &mut [u8], range: Range<usize>) {
    for byte in bytes[range].iter_mut().filter(|byte| **byte == b'\n') {
        *byte = b' ';
    }
}

/// Whether a line goes on with the statement of its sibling before it.
fn goes_on(sibling: &[u8], content: &[u8]) -> bool {
    let continues = [b"elif".as_slice(), b"else", b"except", b"finally"];
    sibling.starts_with(b"@") || continues.iter().any(|word| starts_with_word(content, word))
}

fn is_class(content: &[u8]) -> bool {
    starts_with_word(content, b"class")
}

fn starts_with_word(content: &[u8], word: &[u8]) -> bool {
    content
        .strip_prefix(word)
        .is_some_and(|rest| !rest.first().is_some_and(|next| is_word(*next)))
}

/// What comes next.
enum Next {
    /// A logical line: its start, its end, its indentation.
    Line(usize, usize, usize),
    End,
}

/// The next logical line from an offset; blank lines and comments are passed over. `None` where the lexer is not sure.
fn next_line(bytes: &[u8], mut offset: usize) -> Option<Next> {
    loop {
        let rest = &bytes[offset..];
        let indent = rest.iter().position(|byte| *byte != b' ').unwrap_or(rest.len());
        match rest.get(indent) {
            None => return Some(Next::End),
            Some(b'\n') => offset += indent + 1,
            Some(b'\r') if rest.get(indent + 1) == Some(&b'\n') => offset += indent + 2,
            Some(b'#') => {
                offset = memchr::memchr(b'\n', rest).map_or(bytes.len(), |at| offset + at + 1);
            }
            // Tabs and form feeds would need Python's own arithmetic.
            Some(b'\t' | b'\x0c' | b'\r') => return None,
            Some(_) => return Some(Next::Line(offset, logical_end(bytes, offset + indent)?, indent)),
        }
    }
}

/// Where the logical line that holds an offset ends, its line ending included.
fn logical_end(bytes: &[u8], mut offset: usize) -> Option<usize> {
    let mut depth = 0_usize;
    loop {
        let rest = bytes.get(offset..).unwrap_or_default();
        let Some(plain) = rest.iter().position(|byte| MATTERS[*byte as usize]) else {
            break;
        };
        offset += plain;
        match bytes[offset] {
            b'\n' if depth == 0 => return Some(offset + 1),
            b'\r' if bytes.get(offset + 1) != Some(&b'\n') => return None,
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.checked_sub(1)?,
            b'#' => {
                offset = memchr::memchr(b'\n', &bytes[offset..]).map_or(bytes.len(), |at| offset + at);
                continue;
            }
            b'\\' => {
                offset += if bytes[offset..].starts_with(b"\\\r\n") {
                    3
                } else {
                    2
                };
                continue;
            }
            b'"' | b'\'' => {
                offset = string_end(bytes, offset)?;
                continue;
            }
            b'`' | b'$' | b'?' => return None,
            _ => {}
        }
        offset += 1;
    }
    (depth == 0).then_some(bytes.len())
}

/// The bytes that matter for where a line ends; most do not.
static MATTERS: [bool; 256] = table(b"\n\r()[]{}#\\\"'`$?");

/// A table of some bytes.
pub(super) const fn table(bytes: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
}

/// Where a string that opens at an offset ends.
fn string_end(bytes: &[u8], offset: usize) -> Option<usize> {
    let quote = bytes[offset];
    let is_triple = bytes[offset..].starts_with(&[quote; 3]);
    let mut at = offset + if is_triple { 3 } else { 1 };
    loop {
        let found = match is_triple {
            true => at + memchr::memchr2(quote, b'\\', bytes.get(at..)?)?,
            false => at + memchr::memchr3(quote, b'\\', b'\n', bytes.get(at..)?)?,
        };
        match bytes[found] {
            b'\\' => {
                at = found
                    + if bytes[found..].starts_with(b"\\\r\n") {
                        3
                    } else {
                        2
                    }
            }
            b'\n' => return None,
            _ if !is_triple => return Some(found + 1),
            _ if bytes[found..].starts_with(&[quote; 3]) => return Some(found + 3),
            _ => at = found + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Option<Vec<(&str, Option<usize>, usize)>> {
        let lines = lines(text)?;
        Some(
            lines
                .iter()
                .map(|line| (line.span.of(text).trim(), line.parent, line.head))
                .collect(),
        )
    }

    #[test]
    fn indentation_makes_a_tree() {
        let text = "import a\n\n# c\n@d\ndef f():\n    x\nclass C(B):\n    '''doc\n'''\n    def m(self):\n        y\n\nif x:\n    y\nelse:\n  z\n";
        assert_eq!(
            cut(text).unwrap(),
            [
                ("import a", None, 0),
                ("@d", None, 1),
                ("def f():", None, 1),
                ("x", Some(2), 3),
                ("class C(B):", None, 4),
                ("'''doc\n'''", Some(4), 5),
                ("def m(self):", Some(4), 6),
                ("y", Some(6), 7),
                ("if x:", None, 8),
                ("y", Some(8), 9),
                ("else:", None, 8),
                ("z", Some(10), 11),
            ]
        );
    }

    #[test]
    fn very_many_comments_are_one() {
        let few = "x\n".to_owned() + &" # c\n".repeat(MOST_COMMENTS) + "y\n";
        assert_eq!(with_short_comments(&few), few);
        for (before, comment, after, lines) in [
            ("x\n", " # c\r\n\n", "y\n", 3),
            ("", "#\n", "", 1),
            ("x\n", "#é\n", "#", 2),
        ] {
            let many = [before, &comment.repeat(MOST_COMMENTS + 1), after].concat();
            let seen = with_short_comments(&many);
            assert_eq!((seen.len(), seen.lines().count()), (many.len(), lines));
        }
    }

    #[test]
    fn joined_lines_are_one() {
        let text = "x = (1,\n2)\ny = \\\n3\nz = '''\nimport q\n'''\nw = 'a\\\nb' # (\n";
        assert_eq!(cut(text).unwrap().len(), 4);
        for unsure in [
            "x = 'a\n",
            "x = (\n",
            "x)\n",
            "class C:\n    a\n  b\n",
            "if x:\n\ty\n",
            "  x\n",
            "a\rb\n",
        ] {
            assert_eq!(cut(unsure), None, "{unsure:?}");
        }
    }
}
