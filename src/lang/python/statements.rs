//! A module cut into statements without parsing it: top-level ones, and the direct members of top-level classes.
//!
//! This is a lexer for line structure alone: strings, brackets, comments, continued lines, indentation. It gives up
//! (`None`) wherever it is not sure, and then the module is parsed whole.

use crate::span::Span;

/// A stretch of whole lines that is parsed or left out as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) span: Span,
    /// The header of a class, without which its members mean nothing: the index of a statement before this one.
    pub(super) class: Option<usize>,
}

/// A logical line: physical lines joined by brackets, strings and backslashes.
#[derive(Debug, Clone, Copy)]
struct Line {
    start: usize,
    end: usize,
    indent: usize,
}

/// Cuts a module into statements.
pub(super) fn statements(text: &str) -> Option<Vec<Statement>> {
    let bytes = text.as_bytes();
    let mut statements: Vec<Statement> = Vec::new();
    let mut offset = 0;
    // The class whose members are read: its header's index, and how far its members are indented.
    let mut class: Option<(usize, Option<usize>)> = None;
    let mut is_decorated = false;
    while let Some(line) = next_line(bytes, offset)? {
        offset = line.end;
        let content = &bytes[line.start + line.indent..line.end];
        let goes_on = is_decorated || continues(content);
        let member_of = match (line.indent, class) {
            (0, _) => {
                class = None;
                None
            }
            (indent, Some((header, None))) => {
                class = Some((header, Some(indent)));
                Some(header)
            }
            (indent, Some((header, Some(members)))) if indent == members => Some(header),
            (indent, Some((_, Some(members)))) if indent < members => return None,
            _ => {
                extend(&mut statements, line.end)?;
                continue;
            }
        };
        if goes_on && (member_of.is_some() || line.indent == 0) {
            extend(&mut statements, line.end)?;
        } else {
            statements.push(Statement {
                span: Span::new(line.start, line.end),
                class: member_of,
            });
        }
        is_decorated = content.starts_with(b"@");
        if line.indent == 0 && starts_with_word(content, b"class") {
            // A class on one line has no members; nor does one that carries its decorators.
            let is_open = !is_one_liner(content) && !goes_on;
            class = is_open.then(|| (statements.len() - 1, None));
        }
    }
    Some(statements)
}

/// Lets the last statement reach further.
fn extend(statements: &mut [Statement], end: usize) -> Option<()> {
    statements.last_mut()?.span.end = end as u32;
    Some(())
}

/// Whether a line goes on with the compound statement before it.
fn continues(content: &[u8]) -> bool {
    [b"elif".as_slice(), b"else", b"except", b"finally"]
        .iter()
        .any(|word| starts_with_word(content, word))
}

fn starts_with_word(content: &[u8], word: &[u8]) -> bool {
    content
        .strip_prefix(word)
        .is_some_and(|rest| !rest.first().is_some_and(|next| super::imports::is_word(*next)))
}

/// Whether a class's body stands on its header's line: something follows the last colon.
fn is_one_liner(content: &[u8]) -> bool {
    let code = content.trim_ascii_end();
    let without_comment = match memchr::memrchr(b'#', code) {
        Some(at) => code[..at].trim_ascii_end(),
        None => code,
    };
    !code.ends_with(b":") && !without_comment.ends_with(b":")
}

/// The next logical line from an offset, blank lines and comments passed over. `None` within for the end of the text;
/// `None` outside where the lexer is not sure.
fn next_line(bytes: &[u8], mut offset: usize) -> Option<Option<Line>> {
    loop {
        let rest = &bytes[offset..];
        let indent = rest
            .iter()
            .position(|byte| !matches!(byte, b' ' | b'\t' | b'\x0c'))
            .unwrap_or(rest.len());
        match rest.get(indent) {
            None => return Some(None),
            Some(b'\n' | b'\r') => offset += indent + 1,
            Some(b'#') => offset = line_end(bytes, offset),
            // Tabs and form feeds would need Python's own arithmetic.
            Some(_) if rest[..indent].iter().any(|byte| *byte != b' ') => return None,
            Some(_) => {
                let end = logical_end(bytes, offset + indent)?;
                return Some(Some(Line {
                    start: offset,
                    end,
                    indent,
                }));
            }
        }
    }
}

fn line_end(bytes: &[u8], offset: usize) -> usize {
    memchr::memchr(b'\n', &bytes[offset..]).map_or(bytes.len(), |at| offset + at + 1)
}

/// Where the logical line that holds an offset ends, its line ending included.
fn logical_end(bytes: &[u8], mut offset: usize) -> Option<usize> {
    let mut depth = 0_usize;
    while let Some(&byte) = bytes.get(offset) {
        match byte {
            b'\n' if depth == 0 => return Some(offset + 1),
            b'\r' if depth == 0 && bytes.get(offset + 1) != Some(&b'\n') => return None,
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
            b'`' | b'$' | b'?' | b'!' if byte != b'!' || bytes.get(offset + 1) != Some(&b'=') => return None,
            _ => {}
        }
        offset += 1;
    }
    (depth == 0).then_some(bytes.len())
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

    fn cut(text: &str) -> Option<Vec<(&str, Option<usize>)>> {
        let statements = statements(text)?;
        Some(
            statements
                .iter()
                .map(|statement| (statement.span.of(text), statement.class))
                .collect(),
        )
    }

    #[test]
    fn statements_and_members() {
        let text = "import a\n\n# c\n@d\ndef f():\n    x\nclass C(B):\n    '''doc\n'''\n    @e\n    def m(self):\n        y\nif x:\n    y\nelse:\n  z\n";
        assert_eq!(
            cut(text).unwrap(),
            [
                ("import a\n", None),
                ("@d\ndef f():\n    x\n", None),
                ("class C(B):\n", None),
                ("    '''doc\n'''\n", Some(2)),
                ("    @e\n    def m(self):\n        y\n", Some(2)),
                ("if x:\n    y\nelse:\n  z\n", None),
            ]
        );
    }

    #[test]
    fn joined_lines_are_one() {
        let text = "x = (1,\n2)\ny = \\\n3\nz = '''\nimport q\n'''\nw = 'a\\\nb' # (\n";
        assert_eq!(cut(text).unwrap().len(), 4);
        assert_eq!(cut("x = 'a\n"), None);
        assert_eq!(cut("x = (\n"), None);
        assert_eq!(cut("x)\n"), None);
        assert_eq!(cut("class C:\n    a\n  b\n"), None);
        assert_eq!(cut("if x:\n\ty\n"), None);
    }
}
