//! A look at a module's import statements without parsing it.
//!
//! This decides whether a file is worth parsing, so it may only err by seeing too much: what looks like an import in
//! a comment or a string counts. Whatever [`super::collect`] reads as an import must be seen here; a property test
//! holds the two together.

use crate::names::OWN;
use crate::project::Place;
use crate::span::Span;

/// Calls that import a module which a string names, perhaps in one segment.
pub(super) const IMPORT_CALLS: &[&str] = &[
    "import_module",
    "__import__",
    "importorskip",
    "find_spec",
    "find_loader",
];

/// The same by what several of them have in them, with what stands before and behind it: fewer to look for.
const BY_PART: [(&str, &[[&str; 2]]); 2] = [
    ("import", &[["", "_module"], ["__", "__"], ["", "orskip"]]),
    ("find_", &[["", "spec"], ["", "loader"]]),
];

/// How many names are looked for one by one.
pub(super) const MOST_NAMES: usize = 64;

/// A name that an import statement brings in.
#[derive(Debug)]
pub(super) struct Item<'t> {
    /// What it names, resolved; for `import a.b` the whole, which binds only `a`.
    pub(super) path: Vec<&'t str>,
    pub(super) binds: Binds<'t>,
}

/// What an import binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Binds<'t> {
    /// The first segment: `import a.b`.
    First(&'t str),
    /// The last: `from a import b`, or another name for the whole: `import a.b as c`.
    Whole(&'t str),
    /// Whatever the module has: `from a import *`. The path is the module's.
    Star,
}

/// The imports of a text.
#[derive(Debug, Default)]
pub(super) struct Imports<'t> {
    pub(super) items: Vec<Item<'t>>,
    /// Where they stand, from `import` to the last name, ascending.
    lists: Vec<Span>,
}

/// Every import of a text.
pub(super) fn imports<'t>(text: &'t str, place: &'t Place) -> Imports<'t> {
    let mut imports = Imports::default();
    // No statement reaches back over the one before it.
    let mut floor = 0;
    for at in words(text, "import") {
        let mut list = Cursor {
            text,
            offset: at + "import".len(),
        };
        match module_before(text, floor, at) {
            Some(module) => from_list(place, module, &mut list, &mut imports.items),
            None => module_list(&mut list, &mut imports.items),
        }
        floor = at + "import".len();
        imports.lists.push(Span::new(at, list.offset));
    }
    imports
}

impl Imports<'_> {
    /// Whether an offset lies in the list of an import statement.
    pub(super) fn contain(&self, offset: usize) -> bool {
        let next = self.lists.partition_point(|list| list.start as usize <= offset);
        next.checked_sub(1)
            .is_some_and(|at| offset < self.lists[at].end as usize)
    }
}

/// Whether a text spells a call that imports, wherever that is.
pub(super) fn spells_import_call(text: &str) -> bool {
    let bytes = text.as_bytes();
    BY_PART.iter().any(|(part, calls)| {
        memchr::memmem::find_iter(bytes, part).any(|at| {
            let (before, after) = (&bytes[..at], &bytes[at + part.len()..]);
            let is_there = |[head, tail]: &[&str; 2]| {
                before.ends_with(head.as_bytes()) && after.starts_with(tail.as_bytes())
            };
            calls.iter().any(is_there)
        })
    })
}

/// The offsets at which a text spells a word, whole.
pub(super) fn words<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> + 't {
    let bytes = text.as_bytes();
    memchr::memmem::find_iter(bytes, word).filter(move |&at| {
        let before = at.checked_sub(1).map(|before| bytes[before]);
        let after = bytes.get(at + word.len()).copied();
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

/// Every word of a text, with its offset.
pub(super) fn all_words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut offset = 0;
    std::iter::from_fn(move || {
        let rest = &text.as_bytes()[offset..];
        let start = offset + rest.iter().position(|byte| is_word(*byte))?;
        let rest = &text.as_bytes()[start..];
        let length = rest.iter().position(|byte| !is_word(*byte)).unwrap_or(rest.len());
        offset = start + length;
        Some((start, text.get(start..offset).unwrap_or_default()))
    })
}

/// Whether a byte can be part of a name; every byte of a character beyond ASCII counts as one.
pub(super) const fn is_word(byte: u8) -> bool {
    IS_WORD[byte as usize]
}

static IS_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = byte >= 0x80 || byte as u8 == b'_' || (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    table
};

/// What stands between a `from` (not before `floor`) and the `import` at an offset.
fn module_before(text: &str, floor: usize, import: usize) -> Option<&str> {
    let bytes = text.as_bytes();
    let mut start = import;
    while let Some(before) = start.checked_sub(1).filter(|before| *before >= floor) {
        let byte = bytes[before];
        let is_continued = matches!(byte, b'\n' | b'\r') && is_line_continued(&bytes[..before]);
        if !(is_word(byte) || matches!(byte, b'.' | b' ' | b'\t' | b'\x0c' | b'\\') || is_continued) {
            break;
        }
        start = before;
        if byte == b'f' && bytes[before..import].starts_with(b"from") {
            let is_whole = !before.checked_sub(1).is_some_and(|i| is_word(bytes[i]))
                && !bytes.get(before + 4).is_some_and(|next| is_word(*next));
            if is_whole {
                return text.get(before + 4..import);
            }
        }
    }
    None
}

/// Whether a line ends with a backslash; `line` ends where its `\n` (or the `\r` of a `\r\n`) would be.
fn is_line_continued(line: &[u8]) -> bool {
    matches!(line, [.., b'\\'] | [.., b'\\', b'\r'])
}

/// Reads the items of a list.
pub(super) struct Cursor<'t> {
    pub(super) text: &'t str,
    pub(super) offset: usize,
}

impl<'t> Cursor<'t> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.offset).copied()
    }

    /// Passes over blanks, continued lines and, within parentheses, line ends and comments.
    pub(super) fn skip_blanks(&mut self, in_parentheses: bool) {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\x0c') => self.offset += 1,
                Some(b'\\') if matches!(self.text.as_bytes().get(self.offset + 1), Some(b'\n' | b'\r')) => {
                    self.offset += 2;
                }
                Some(b'\n') if self.text.as_bytes()[..self.offset].ends_with(b"\\\r") => self.offset += 1,
                Some(b'\n' | b'\r') if in_parentheses => self.offset += 1,
                Some(b'#') if in_parentheses => {
                    let rest = &self.text.as_bytes()[self.offset..];
                    self.offset += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
                }
                _ => return,
            }
        }
    }

    pub(super) fn word(&mut self) -> Option<&'t str> {
        let rest = &self.text.as_bytes()[self.offset..];
        let length = rest.iter().position(|byte| !is_word(*byte)).unwrap_or(rest.len());
        let word = self.text.get(self.offset..self.offset + length)?;
        self.offset += length;
        (!word.is_empty()).then_some(word)
    }

    pub(super) fn take(&mut self, byte: u8) -> bool {
        let is_there = self.peek() == Some(byte);
        self.offset += usize::from(is_there);
        is_there
    }

    /// Adds the segments of `a`, of `a.b.c`.
    fn dotted(&mut self, in_parentheses: bool, segments: &mut Vec<&'t str>) {
        loop {
            self.skip_blanks(in_parentheses);
            let Some(word) = self.word() else { break };
            segments.push(word);
            self.skip_blanks(in_parentheses);
            if !self.take(b'.') {
                break;
            }
        }
    }

    /// Takes the names of a list, each behind a path, with what they are renamed to.
    fn list(&mut self, path: &[&'t str], mut take: impl FnMut(Vec<&'t str>, Option<&'t str>)) {
        self.skip_blanks(false);
        let in_parentheses = self.take(b'(');
        loop {
            let mut name = Vec::with_capacity(path.len() + 1);
            name.extend_from_slice(path);
            self.dotted(in_parentheses, &mut name);
            if name.len() == path.len() {
                break;
            }
            self.skip_blanks(in_parentheses);
            let before = self.offset;
            let alias = if self.word() == Some("as") {
                self.skip_blanks(in_parentheses);
                self.word()
            } else {
                self.offset = before;
                None
            };
            take(name, alias);
            self.skip_blanks(in_parentheses);
            if !self.take(b',') {
                break;
            }
        }
    }
}

fn module_list<'t>(list: &mut Cursor<'t>, items: &mut Vec<Item<'t>>) {
    list.list(&[], |path, alias| {
        let binds = alias.map_or_else(|| Binds::First(path[0]), Binds::Whole);
        items.push(Item { path, binds });
    });
}

fn from_list<'t>(place: &'t Place, module: &'t str, list: &mut Cursor<'t>, items: &mut Vec<Item<'t>>) {
    let first = module.bytes().position(is_word).unwrap_or(module.len());
    let dots = module[..first].bytes().filter(|byte| *byte == b'.').count();
    let Some(mut path) = relative(place, dots) else {
        return;
    };
    let mut module = Cursor {
        text: module,
        offset: first,
    };
    module.dotted(false, &mut path);
    list.skip_blanks(false);
    if list.take(b'*') {
        items.push(Item {
            path,
            binds: Binds::Star,
        });
        return;
    }
    list.list(&path, |path, alias| {
        let binds = Binds::Whole(alias.unwrap_or(path[path.len() - 1]));
        items.push(Item { path, binds });
    });
}

/// Where a number of leading dots starts; the empty path for none.
fn relative(place: &Place, dots: usize) -> Option<Vec<&str>> {
    if dots == 0 {
        return Some(Vec::new());
    }
    let module = place.module.iter().map(String::as_str);
    let mut path: Vec<&str> = std::iter::once(OWN).chain(module).collect();
    let up = dots - usize::from(place.is_package);
    (up < path.len()).then(|| {
        path.truncate(path.len() - up);
        path
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_that_imports_is_seen() {
        for call in IMPORT_CALLS {
            for text in [(*call).to_owned(), format!("import x\n_{call}2(find_x)")] {
                assert!(spells_import_call(&text), "{text}");
            }
            assert!(!spells_import_call(&call[1..]), "{call}");
            assert!(!spells_import_call(&call[..call.len() - 1]), "{call}");
        }
    }
}
