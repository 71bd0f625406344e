//! TOML into a [tree](super::tree), by the events of `toml`'s own parser: it recovers from errors, and no value of
//! its own nests, so that a hostile document costs nothing to drop.

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use toml_parser::decoder::Encoding;
use toml_parser::parser::{EventReceiver, RecursionGuard, parse_document};
use toml_parser::{ErrorSink, ParseError, Raw, Source};

use super::lines;
use super::tree::{NodeId, ROOT, Text, Tree};
use crate::span::Span;

/// The most brackets that may be open at once.
const MAX_DEPTH: u32 = 16;

/// Reads a document. A broken one is read once more in parts, so that a bracket or a quote that is not closed costs no
/// more than the key that it stands behind.
pub(super) fn tree(text: &str) -> Tree<'_> {
    let mut builder = Builder::new(text);
    if builder.read(0, text) {
        return builder.tree;
    }
    let mut builder = Builder::new(text);
    let mut starts: Vec<usize> = lines(text)
        .filter(|(_, line)| is_beginning(line))
        .map(|(start, _)| start)
        .collect();
    starts.push(text.len());
    for part in starts.windows(2) {
        if let [start, end] = part {
            builder.read(*start, &text[*start..*end]);
        }
    }
    builder.tree
}

/// Whether a line begins with a header or with a bare key.
fn is_beginning(line: &str) -> bool {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let rest = line.trim_start_matches(is_bare);
    let after = rest.trim_start();
    line.starts_with('[')
        || (rest.len() < line.len() && after.starts_with('=') && !after.starts_with("=="))
        || (line.starts_with(['"', '\'']) && line.contains(" = "))
}

/// A list or an inline table that is not closed yet; no node where it is too deep.
#[derive(Clone, Copy)]
enum Open {
    List(Option<NodeId>),
    Table(Option<NodeId>),
}

struct Builder<'t> {
    text: &'t str,
    /// Where the part that is read begins.
    base: usize,
    tree: Tree<'t>,
    /// The tables by what they are below and their key: a header or a dotted key may go on with one.
    tables: FxHashMap<(NodeId, Cow<'t, str>), NodeId>,
    /// That of the last header.
    table: Option<NodeId>,
    /// The keys of a header, or of a value that is still to come.
    keys: Vec<Text<'t>>,
    open: Vec<Open>,
    /// The key that the next value belongs to.
    value: Option<NodeId>,
}

impl<'t> Builder<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            base: 0,
            tree: Tree::new(),
            tables: FxHashMap::default(),
            table: Some(ROOT),
            keys: Vec::new(),
            open: Vec::new(),
            value: None,
        }
    }

    /// Reads a part of the document; returns whether it is well-formed.
    fn read(&mut self, base: usize, part: &'t str) -> bool {
        self.base = base;
        self.begin();
        let mut error: Option<ParseError> = None;
        let tokens: Vec<_> = Source::new(part).lex().collect();
        let mut guarded = RecursionGuard::new(self, MAX_DEPTH);
        parse_document(&tokens, &mut guarded, &mut error);
        error.is_none()
    }

    /// The text of a token, without its quotation marks.
    fn text(&self, span: toml_parser::Span, encoding: Option<Encoding>, is_key: bool) -> Option<Text<'t>> {
        let (start, end) = (self.base + span.start(), self.base + span.end());
        let written = self.text.get(start..end)?;
        let raw = Raw::new_unchecked(written, encoding, span);
        let mut said = Cow::Borrowed("");
        if is_key {
            raw.decode_key(&mut said, &mut ());
        } else {
            let _ = raw.decode_scalar(&mut said, &mut ());
        }
        let quotes = match encoding {
            None => 0,
            Some(Encoding::LiteralString | Encoding::BasicString) => 1,
            Some(Encoding::MlLiteralString | Encoding::MlBasicString) => 3,
        };
        let (open, rest) = written.split_at_checked(quotes)?;
        let inside = rest.strip_suffix(open).unwrap_or(rest);
        Some(Text {
            said,
            written: inside,
            span: Span::new(start + quotes, start + quotes + inside.len()),
        })
    }

    /// The table that some keys lead to.
    fn descend(&mut self, from: Option<NodeId>, keys: Vec<Text<'t>>) -> Option<NodeId> {
        let mut at = from?;
        for key in keys {
            let place = (at, key.said.clone());
            at = if let Some(known) = self.tables.get(&place) {
                *known
            } else {
                let new = self.tree.add(at, Some(key))?;
                self.tables.insert(place, new);
                new
            };
        }
        Some(at)
    }

    fn header(&mut self, is_element: bool) {
        let keys = std::mem::take(&mut self.keys);
        let table = self.descend(Some(ROOT), keys);
        self.table = match is_element {
            true => table.and_then(|list| self.tree.add(list, None)),
            false => table,
        };
    }

    fn begin(&mut self) {
        self.keys.clear();
        self.open.clear();
        self.value = None;
    }

    /// The node that a value which begins here is the value of.
    fn place(&mut self) -> Option<NodeId> {
        match self.open.last() {
            Some(Open::List(list)) => list.and_then(|list| self.tree.add(list, None)),
            _ => self.value.take(),
        }
    }
}

impl EventReceiver for Builder<'_> {
    fn std_table_open(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.begin();
    }

    fn std_table_close(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.header(false);
    }

    fn array_table_open(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.begin();
    }

    fn array_table_close(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.header(true);
    }

    fn inline_table_open(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) -> bool {
        let place = self.place();
        self.open.push(Open::Table(place));
        true
    }

    fn inline_table_close(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.open.pop();
        self.keys.clear();
    }

    fn array_open(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) -> bool {
        let place = self.place();
        self.open.push(Open::List(place));
        true
    }

    fn array_close(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.open.pop();
    }

    fn simple_key(&mut self, span: toml_parser::Span, kind: Option<Encoding>, _: &mut dyn ErrorSink) {
        // Where a key is missing, the parser hands on an empty one.
        let key = self.text(span, kind, true).filter(|_| !span.is_empty());
        self.keys.extend(key);
    }

    fn key_val_sep(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        let mut keys = std::mem::take(&mut self.keys);
        let container = match self.open.last() {
            Some(Open::Table(table) | Open::List(table)) => *table,
            None => self.table,
        };
        let last = keys.pop();
        let table = self.descend(container, keys);
        self.value = last.and_then(|last| self.tree.add(table?, Some(last)));
    }

    fn scalar(&mut self, span: toml_parser::Span, kind: Option<Encoding>, _: &mut dyn ErrorSink) {
        let place = self.place();
        if let (Some(node), Some(_)) = (place, kind)
            && let Some(text) = self.text(span, kind, false)
        {
            self.tree.set(node, text);
        }
    }

    fn value_sep(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.keys.clear();
    }

    fn newline(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        if self.open.is_empty() {
            self.keys.clear();
            self.value = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every key with its string, in order.
    fn read(text: &str) -> Vec<String> {
        let tree = tree(text);
        let entries = tree.entries().map(|(path, _, node)| {
            let value = node.value.as_ref().map(|value| {
                let span = value.part(0..value.said.len());
                format!("={}@{}", value.said, span.of(text))
            });
            format!("{}{}", path.join("/"), value.unwrap_or_default())
        });
        entries.collect()
    }

    #[test]
    fn tables_in_all_notations() {
        assert_eq!(
            read("[a.b]\nc = 'x'\nd.e = \"\"\"\ny\"\"\"\nf = { g = [\"\\u0061\"], h.i = 1 }\n[[j]]\nk = 2"),
            [
                "a",
                "a/b",
                "a/b/c=x@x",
                "a/b/d",
                "a/b/d/e=y@y",
                "a/b/f",
                "a/b/f/g",
                "a/b/f/g/=a@\\u0061",
                "a/b/f/h",
                "a/b/f/h/i",
                "j",
                "j/",
                "j//k"
            ]
        );
        assert_eq!(
            read("[a.b]\nc = 1\n[a.d]\n[a]\nb.e = 2").join(" "),
            "a a/b a/b/c a/d a/b/e"
        );
    }

    #[test]
    fn what_is_broken_is_read_as_far_as_it_goes() {
        assert_eq!(
            read("<<<<<<< x\na = 'b'\n=======\na = 'c'\n").join(" "),
            "a=b@b a=c@c"
        );
        let broken = read("a = [\n 'b',\n[c]\nd = 'e'\n").join(" ");
        assert_eq!(broken, "a a/=b@b c c/d=e@e");
        assert_eq!(read("a = 'b\nc = \"d\n").join(" "), "a=b@b c=d@d");
        let deep = format!("a = {}", "[".repeat(100_000));
        assert!(read(&deep).len() < 40);
        assert_eq!(
            read(&format!("[{}]\nx = 1", vec!["a"; 100_000].join("."))).len(),
            16
        );
    }
}
