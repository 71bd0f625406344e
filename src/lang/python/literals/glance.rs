//! A glance at a module before it is cut into statements: whether words of interest stand anywhere but in comments, in
//! docstrings and in names that mean nothing. Where it is not sure, they do.

use super::is_among;
use super::quoted::{Quoted, Scanner, prefix_start};
use crate::span::Span;

/// Whether a text may say something of the words at some places; what is no string must be at one of others, too.
pub(super) fn may_say(text: &str, at: &[Span], named: &[Span]) -> bool {
    let bytes = text.as_bytes();
    let mut glance = Glance {
        bytes,
        hits: at,
        named,
        start: 0,
        has_code: false,
    };
    let mut scanner = Scanner::new(text);
    let mut from = 0;
    while !glance.hits.is_empty() {
        let Some(found) = memchr::memchr3(b'"', b'\'', b'#', &bytes[from..]) else {
            return glance.code(bytes.len());
        };
        let sign = from + found;
        from = sign + 1;
        if glance.is_escaped(sign) {
            continue;
        }
        if bytes[sign] == b'#' {
            if glance.code(sign) {
                return true;
            }
            glance.has_code |= !bytes[glance.start..sign].trim_ascii().is_empty();
            from = memchr::memchr(b'\n', &bytes[sign..]).map_or(bytes.len(), |end| sign + end);
        } else {
            let prefix = prefix_start(bytes, sign, glance.start);
            if glance.code(prefix) {
                return true;
            }
            let quoted = scanner.quoted(bytes, prefix, sign, bytes.len());
            from = (quoted.span.end as usize).max(from);
            let is_said = glance.hits.first().is_some_and(|hit| (hit.start as usize) < from);
            if is_said && !glance.is_docstring(quoted, from) {
                return true;
            }
            glance.has_code = true;
        }
        glance.pass(from);
        glance.start = from;
    }
    false
}

struct Glance<'a> {
    bytes: &'a [u8],
    /// The words of interest that are yet to come.
    hits: &'a [Span],
    named: &'a [Span],
    /// Where the code begins that is looked at: past the last string or comment.
    start: usize,
    /// There was anything but comments.
    has_code: bool,
}

impl Glance<'_> {
    /// Passes over words of interest up to an offset.
    fn pass(&mut self, until: usize) {
        let passed = self.hits.iter().take_while(|hit| (hit.start as usize) < until);
        self.hits = &self.hits[passed.count()..];
    }

    /// Whether the code up to an offset has a word that means something: one of those, or the name of a class.
    fn code(&mut self, until: usize) -> bool {
        let hits = self.hits;
        self.pass(until);
        let passed = &hits[..hits.len() - self.hits.len()];
        passed.iter().any(|hit| {
            let before = &self.bytes[..hit.start as usize];
            let blanks = before
                .iter()
                .rev()
                .take_while(|byte| matches!(byte, b' ' | b'\t'));
            is_among(self.named, *hit) || before[..before.len() - blanks.count()].ends_with(b"class")
        })
    }

    /// Whether a sign of the code stands behind a backslash.
    fn is_escaped(&self, sign: usize) -> bool {
        let before = self.bytes[self.start..sign].iter().rev();
        before.take_while(|byte| **byte == b'\\').count() % 2 == 1
    }

    /// Whether a string is sure to be a statement: it has its lines for itself, the first in a module or below a header.
    fn is_docstring(&self, quoted: Quoted, end: usize) -> bool {
        let code = &self.bytes[self.start..quoted.span.start as usize];
        let before = code.trim_ascii_end();
        let rest = &self.bytes[end..];
        let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t'));
        let is_last = matches!(rest.get(blanks.count()), None | Some(b'\n' | b'\r' | b'#'));
        if quoted.has_fields || !is_last {
            return false;
        }
        match before {
            [] => !self.has_code,
            _ => code[before.len()..].contains(&b'\n') && is_header(before, self.start == 0),
        }
    }
}

/// Whether code, which may begin a module, ends with the header of a class or a function, and with no more than that.
fn is_header(code: &[u8], is_first: bool) -> bool {
    /// Hardly a header has more lines.
    const MOST: usize = 32;
    let mut end = code.len();
    let mut header: &[u8] = &[];
    for _ in 0..MOST {
        let line = memchr::memrchr(b'\n', &code[..end]);
        if line.is_none() && !is_first {
            break;
        }
        let rest = code[line.map_or(0, |line| line + 1)..].trim_ascii_start();
        let words = [&b"def "[..], b"class ", b"async def "];
        if words.iter().any(|word| rest.starts_with(word)) {
            header = rest;
            break;
        }
        end = line.unwrap_or_default();
    }
    let mut depth = 0_usize;
    for (at, byte) in header.iter().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b':' if depth == 0 => return at + 1 == header.len(),
            b'\n' if depth == 0 => return false,
            b'\\' => return false,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::outline::outline;
    use super::*;

    fn places(text: &str, word: &str) -> Vec<Span> {
        let found = text.match_indices(word);
        found.map(|(at, word)| Span::new(at, at + word.len())).collect()
    }

    fn says(text: &str) -> bool {
        may_say(text, &places(text, "legacy"), &[])
    }

    #[test]
    fn comments_docstrings_and_identifiers_say_nothing() {
        assert!(!says(
            "# legacy\n'''legacy'''\nlegacy = x.legacy(legacy=1)  # 'legacy'\n"
        ));
        assert!(!says("class A(\n    B,\n):\n    \"\"\"Of legacy.\"\"\"\n"));
        assert!(!says(
            "async def f(\n    a: int,\n) -> None:\n\n    '''legacy'''  # x"
        ));
        assert!(says("x = 'legacy'") && says("class legacy:\n") && says("f(\n    '''legacy'''\n)"));
        assert!(says("def f():\n    'legacy'.x") && says("x = {1:\n    '''legacy'''\n}"));
        assert!(says("def f():\n    x\n    'legacy', 'b'") && says("f(  # x\n    '''legacy'''\n)"));
        let text = "x.legacy";
        assert!(may_say(text, &places(text, "legacy"), &places(text, "legacy")));
    }

    #[test]
    fn what_says_nothing_is_nothing_in_statements_either() {
        let pieces = [
            "legacy ",
            "'legacy'",
            "\"\"\"legacy\"\"\"",
            "\n",
            "  ",
            "def f(",
            "):",
            "(",
            "#",
            "class ",
            "\\",
            "f'{legacy}'",
            "{1:",
            "'",
            "f'",
        ];
        for number in 0..pieces.len().pow(5) {
            let text: String = (0..5)
                .map(|at| pieces[number / pieces.len().pow(at) % pieces.len()])
                .collect();
            let at = places(&text, "legacy");
            if !at.is_empty() && !may_say(&text, &at, &[]) {
                let mut outline = outline(&text, &at);
                outline.keep_words(&[]);
                assert!(outline.says_nothing(&at), "{text:?}");
            }
        }
    }
}
