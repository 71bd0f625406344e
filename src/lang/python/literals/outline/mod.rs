//! A module cut into simple statements and headers of compound ones, with the classes and functions around them.
//!
//! Unlike [`lines`](crate::lang::python::lines), which gives up where it is not sure, this goes through any text: a bracket
//! that is not closed ends where a statement begins that cannot stand in one, indentation that fits nothing belongs to
//! what is left of it. On the way it sees where the words of interest stand.

mod ask;
mod kind;
#[cfg(test)]
mod tests;

use self::kind::{kind_of, simple_kind, word_at};
use super::quoted::{Scanner, prefix_start};
use crate::lang::python::imports::is_word;
use crate::lang::python::lines;
use crate::span::Span;

/// The number of a statement.
pub(super) type LineId = u32;
/// The number of a block: the module, a class, a function.
pub(super) type BlockId = u32;

/// The module itself.
pub(super) const MODULE: BlockId = 0;
/// No statement.
pub(super) const NONE: LineId = LineId::MAX;

/// What a statement is, as far as its first word tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    Plain,
    Decorator,
    Import,
    Class,
    Function,
    For,
    /// The header of another compound statement.
    Header,
}

/// A simple statement, or the header of a compound one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    /// Without blanks before it, and without its line ending.
    pub(super) span: Span,
    pub(super) kind: LineKind,
    /// What it stands in.
    pub(super) block: BlockId,
    /// The header that it is indented below, or [`NONE`].
    pub(super) suite: LineId,
    /// The block that it opens.
    pub(super) opens: Option<BlockId>,
    /// A word of interest stands in a string of it, and that is more than a docstring.
    pub(super) is_wanted: bool,
}

/// What kind of block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlockKind {
    Module,
    Class,
    Function,
}

/// The module, a class or a function.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    pub(super) kind: BlockKind,
    pub(super) parent: BlockId,
    /// Where its name stands.
    pub(super) name: Span,
    /// The statement that opens it.
    pub(super) header: LineId,
    /// Past the last of its statements.
    pub(super) end: LineId,
}

/// A word of interest that is, or is a part of, an identifier.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    /// All of the identifier.
    pub(super) span: Span,
    pub(super) line: LineId,
    /// It stands in brackets.
    pub(super) is_inner: bool,
}

/// A module's statements.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) lines: Vec<Line>,
    pub(super) blocks: Vec<Block>,
    /// The identifiers of interest outside strings, ascending.
    pub(super) words: Vec<Word>,
    /// Ascending.
    pub(super) comments: Vec<Span>,
}

/// Cuts a text into statements.
pub(super) fn outline(text: &str, at: &[Span]) -> Outline {
    let mut cutter = Cutter {
        text,
        bytes: text.as_bytes(),
        scanner: Scanner::new(text),
        hits: at,
        plain: Span::default(),
        outline: Outline::default(),
        blocks: vec![(0, MODULE)],
        suites: Vec::new(),
    };
    cutter.outline.blocks.push(Block {
        kind: BlockKind::Module,
        parent: MODULE,
        name: Span::default(),
        header: NONE,
        end: NONE,
    });
    cutter.cut();
    cutter.outline
}

struct Cutter<'a, 't> {
    text: &'t str,
    bytes: &'t [u8],
    scanner: Scanner,
    /// The words of interest that are yet to come.
    hits: &'a [Span],
    /// The last string that has no fields.
    plain: Span,
    outline: Outline,
    /// The open blocks, each with the indentation of its header plus one.
    blocks: Vec<(usize, BlockId)>,
    /// The open headers likewise.
    suites: Vec<(usize, LineId)>,
}

impl Cutter<'_, '_> {
    fn cut(&mut self) {
        let mut offset = 0;
        while let Some((start, indent)) = self.next_line(offset) {
            offset = self.physical(start, indent);
        }
        let end = self.outline.lines.len() as LineId;
        while let Some((_, block)) = self.blocks.pop() {
            self.outline.blocks[block as usize].end = end;
        }
    }

    /// The next line that holds a statement: where its content begins, and its indentation.
    fn next_line(&mut self, mut offset: usize) -> Option<(usize, usize)> {
        let mut indent = 0;
        loop {
            match self.bytes.get(offset)? {
                b' ' => {
                    let rest = &self.bytes[offset..];
                    let blanks = rest.iter().position(|byte| *byte != b' ').unwrap_or(rest.len());
                    indent += blanks;
                    offset += blanks;
                    continue;
                }
                b'\t' => indent = indent / 8 * 8 + 8,
                b'\n' | b'\r' | b'\x0c' => indent = 0,
                b'#' => {
                    offset = self.comment(offset);
                    continue;
                }
                // A mark at the beginning of a file.
                0xef if offset == 0 && self.text.starts_with('\u{feff}') => offset += 2,
                _ => return Some((offset, indent)),
            }
            offset += 1;
        }
    }

    /// Passes over a comment; where its line ends.
    fn comment(&mut self, start: usize) -> usize {
        let rest = &self.bytes[start..];
        let end = start + memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        self.outline.comments.push(Span::new(start, end));
        self.pass(end);
        end
    }

    /// Passes over words of interest up to an offset.
    fn pass(&mut self, until: usize) {
        let passed = self
            .hits
            .iter()
            .take_while(|hit| (hit.start as usize) < until)
            .count();
        self.hits = &self.hits[passed..];
    }

    /// Reads the statements of a logical line; where it ends.
    fn physical(&mut self, start: usize, indent: usize) -> usize {
        let (mut start, mut indent, mut is_first) = (start, indent, true);
        loop {
            let line = self.open(start, indent, is_first);
            let (end, past) = self.statement(start, line);
            let kind = self.outline.lines[line as usize].kind;
            let span = Span::new(start, start + self.bytes[start..end].trim_ascii_end().len());
            let found = &mut self.outline.lines[line as usize];
            found.span = span;
            // A string that is a statement is a docstring, or none that anyone reads.
            let rest = self.bytes.get(self.plain.end as usize..span.end as usize);
            let rest = rest.unwrap_or_default().trim_ascii_start();
            found.is_wanted &= self.plain.start != span.start || !matches!(rest, [] | [b'#', ..]);
            let opens_suite = !matches!(kind, LineKind::Plain | LineKind::Decorator | LineKind::Import);
            if opens_suite && is_first {
                self.suites.push((indent + 1, line));
            }
            if !matches!(self.bytes.get(end), Some(b';' | b':')) || past <= start {
                return past;
            }
            // What follows on the line, after a semicolon or a header.
            let rest = &self.bytes[past..];
            let blanks = rest.iter().position(|byte| !matches!(byte, b' ' | b'\t'));
            start = past + blanks.unwrap_or(rest.len());
            if matches!(self.bytes.get(start), None | Some(b'\n' | b'\r' | b'#')) {
                return start;
            }
            if opens_suite && is_first {
                indent += 1;
            }
            is_first = false;
        }
    }

    /// Begins a statement.
    fn open(&mut self, start: usize, indent: usize, is_first: bool) -> LineId {
        let line = self.outline.lines.len() as LineId;
        while self.blocks.len() > 1 && self.blocks.last().is_some_and(|(least, _)| *least > indent) {
            if let Some((_, block)) = self.blocks.pop() {
                self.outline.blocks[block as usize].end = line;
            }
        }
        while self.suites.last().is_some_and(|(least, _)| *least > indent) {
            self.suites.pop();
        }
        let block = self.blocks.last().map_or(MODULE, |(_, block)| *block);
        let (kind, name) = match is_first {
            true => kind_of(&self.bytes[start..]),
            false => (simple_kind(word_at(&self.bytes[start..], 0)), 0),
        };
        let opened = match kind {
            LineKind::Class => Some(BlockKind::Class),
            LineKind::Function => Some(BlockKind::Function),
            _ => None,
        };
        let opens = opened.map(|kind| {
            let name = start + name;
            let length = word_at(self.bytes, name).len();
            self.outline.blocks.push(Block {
                kind,
                parent: block,
                name: Span::new(name, name + length),
                header: line,
                end: NONE,
            });
            let opened = (self.outline.blocks.len() - 1) as BlockId;
            self.blocks.push((indent + 1, opened));
            opened
        });
        self.outline.lines.push(Line {
            span: Span::new(start, start),
            kind,
            block,
            suite: self.suites.last().map_or(NONE, |(_, line)| *line),
            opens,
            is_wanted: false,
        });
        line
    }

    /// Reads a statement up to its end: where it ends, and where what follows begins.
    fn statement(&mut self, start: usize, line: LineId) -> (usize, usize) {
        let kind = self.outline.lines[line as usize].kind;
        let is_header = !matches!(kind, LineKind::Plain | LineKind::Decorator | LineKind::Import);
        let (mut depth, mut at) = (0_usize, start);
        while let Some(found) = self.bytes[at.min(self.bytes.len())..]
            .iter()
            .position(|byte| IS_SIGN[usize::from(*byte)])
        {
            at += found;
            match self.bytes[at] {
                b'\n' | b'\r' if depth == 0 || self.begins_statement(at + 1) => {
                    self.note(at, line, depth > 0);
                    return (at, at + 1);
                }
                b';' if depth == 0 => {
                    self.note(at, line, false);
                    return (at, at + 1);
                }
                b':' if depth == 0 && is_header && self.bytes.get(at + 1) != Some(&b'=') => {
                    self.note(at, line, false);
                    return (at, at + 1);
                }
                b'(' | b'[' | b'{' | b')' | b']' | b'}' => {
                    self.note(at, line, depth > 0);
                    depth = match self.bytes[at] {
                        b'(' | b'[' | b'{' => depth + 1,
                        _ => depth.saturating_sub(1),
                    };
                }
                b'#' => {
                    self.note(at, line, depth > 0);
                    at = self.comment(at);
                    continue;
                }
                b'\\' => {
                    let is_wide = self.bytes[at..].starts_with(b"\\\r\n");
                    at = (at + if is_wide { 3 } else { 2 }).min(self.bytes.len());
                    continue;
                }
                b'"' | b'\'' => {
                    at = self.string(at, start, line, depth > 0);
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
        let at = self.bytes.len();
        self.note(at, line, depth > 0);
        (at, at)
    }

    /// Passes over a string; where it ends.
    fn string(&mut self, quote: usize, floor: usize, line: LineId, is_inner: bool) -> usize {
        let prefix = prefix_start(self.bytes, quote, floor);
        self.note(prefix, line, is_inner);
        let quoted = self.scanner.quoted(self.bytes, prefix, quote, self.bytes.len());
        if !quoted.has_fields {
            self.plain = quoted.span;
        }
        let end = (quoted.span.end as usize).max(quote + 1);
        if self.hits.first().is_some_and(|hit| (hit.start as usize) < end) {
            self.outline.lines[line as usize].is_wanted = true;
            self.pass(end);
        }
        end
    }

    /// Writes down the words of interest of the code up to an offset.
    fn note(&mut self, until: usize, line: LineId, is_inner: bool) {
        while let Some((hit, rest)) = self.hits.split_first()
            && (hit.start as usize) < until
        {
            self.hits = rest;
            let last = self.outline.words.last().map_or(0, |word| word.span.end);
            if hit.start < last {
                continue;
            }
            let before = &self.bytes[last as usize..hit.start as usize];
            let back = before.iter().rev().take_while(|byte| is_word(**byte)).count();
            let start = hit.start as usize - back;
            let span = Span::new(start, start + word_at(self.bytes, start).len());
            if span.contains(*hit) {
                self.outline.words.push(Word { span, line, is_inner });
            }
        }
    }

    /// Whether a statement begins here that cannot stand in brackets: they were not closed.
    fn begins_statement(&self, at: usize) -> bool {
        let rest = &self.bytes[at.min(self.bytes.len())..];
        let blanks = rest.iter().position(|byte| !matches!(byte, b' ' | b'\t'));
        let rest = &rest[blanks.unwrap_or(rest.len())..];
        match rest.first() {
            Some(b'd') => rest.starts_with(b"def "),
            Some(b'c') => rest.starts_with(b"class "),
            Some(b'i') => rest.starts_with(b"import "),
            Some(b'r') => rest.starts_with(b"return "),
            Some(b'a') => rest.starts_with(b"async def "),
            _ => false,
        }
    }
}

/// The bytes that mean something to the structure of lines.
static IS_SIGN: [bool; 256] = lines::table(b"\n\r;:()[]{}#\\\"'");
