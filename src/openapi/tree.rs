//! A document of YAML or JSON as a flat tree with the places of its keys.
//!
//! JSON is read as the YAML that it nearly is. An alias is a node that points at another one and is never unfolded, so
//! that a document costs what its text does; what is not well-formed is read up to there.

use std::borrow::Cow;
use std::cell::Cell;
use std::sync::LazyLock;

use regex::bytes::Regex;
use rustc_hash::FxHashMap;
use saphyr_parser::{Event, Parser, ScalarStyle};

use crate::span::Span;

/// The number of a node.
pub(super) type NodeId = usize;

/// The document itself.
pub(super) const ROOT: NodeId = 0;

/// More nodes than this are not read.
const MOST_NODES: usize = 1 << 20;

/// How many keys pointers are compared with, all together.
const MOST_COMPARED: usize = 1 << 26;

/// How many aliases are followed one after the other.
const DEEPEST: usize = 8;

/// What YAML does not know of JSON: a character in two halves.
static HALVES: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?-u)\\u[dD][89a-fA-F][0-9a-fA-F]{2}").ok());

#[derive(Debug, Default)]
struct Node {
    key: Option<Key>,
    value: Value,
}

/// The key that a node has in the map that it stands in.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) text: String,
    pub(super) span: Span,
}

#[derive(Debug, Default)]
enum Value {
    #[default]
    Nothing,
    Scalar {
        text: String,
        is_plain: bool,
    },
    Children(Vec<NodeId>),
    Alias(NodeId),
}

/// A document.
#[derive(Debug)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    /// What is not well-formed, if anything is not.
    pub(super) flaw: Option<String>,
    /// How many keys pointers may still be compared with.
    left: Cell<usize>,
}

/// A map or a list that is not closed yet.
struct Open {
    node: NodeId,
    is_map: bool,
    /// The key that the next value belongs to.
    key: Option<Key>,
}

impl Tree {
    /// Reads the first document of a text.
    pub(super) fn of(text: &str) -> Self {
        let text = match HALVES.as_ref() {
            Some(halves) => halves.replace_all(text.as_bytes(), &b"\\uFFFD"[..]),
            None => Cow::Borrowed(text.as_bytes()),
        };
        let text = String::from_utf8_lossy(&text);
        let mut reader = Reader {
            text: &text,
            starts: starts(&text),
            tree: Self {
                nodes: vec![Node::default()],
                flaw: None,
                left: Cell::new(MOST_COMPARED),
            },
            open: Vec::new(),
            anchors: FxHashMap::default(),
        };
        let mut parser = Parser::new_from_str(&text);
        while let Some(event) = parser.next_event() {
            match event {
                Ok((Event::DocumentEnd | Event::StreamEnd, _)) => break,
                Ok((event, span)) => reader.take(event, span.start.index(), span.end.index()),
                Err(error) => {
                    reader.tree.flaw = Some(error.to_string());
                    break;
                }
            }
            if reader.tree.nodes.len() > MOST_NODES {
                reader.tree.flaw = Some("it has too many values".to_owned());
                break;
            }
        }
        reader.tree
    }

    /// A node, or the one that it is an alias of.
    fn value(&self, node: NodeId) -> &Value {
        let mut node = node;
        for _ in 0..DEEPEST {
            match self.nodes.get(node).map(|node| &node.value) {
                Some(Value::Alias(of)) => node = *of,
                Some(value) => return value,
                None => break,
            }
        }
        &Value::Nothing
    }

    /// What is in a map or a list.
    pub(super) fn children(&self, node: NodeId) -> &[NodeId] {
        match self.value(node) {
            Value::Children(children) => children,
            _ => &[],
        }
    }

    /// The key of a node in its map.
    pub(super) fn key(&self, node: NodeId) -> Option<&Key> {
        self.nodes.get(node)?.key.as_ref()
    }

    /// What a map has for a key.
    pub(super) fn get(&self, node: NodeId, key: &str) -> Option<NodeId> {
        let mut children = self.children(node).iter().copied();
        children.find(|child| self.key(*child).is_some_and(|own| own.text == key))
    }

    /// The text that a map has for a key.
    pub(super) fn text(&self, node: NodeId, key: &str) -> Option<&str> {
        match self.value(self.get(node, key)?) {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// Whether a map says `true` for a key.
    pub(super) fn says(&self, node: NodeId, key: &str) -> bool {
        let value = self.get(node, key).map(|value| self.value(value));
        matches!(value, Some(Value::Scalar { text, is_plain: true }) if text.eq_ignore_ascii_case("true"))
    }

    /// What a pointer within the document leads to: `#/paths/~1users`.
    pub(super) fn at(&self, pointer: &str) -> Option<NodeId> {
        let mut node = ROOT;
        for part in pointer.strip_prefix("#/")?.split('/') {
            let left = self.left.get().checked_sub(self.children(node).len())?;
            self.left.set(left);
            let part = percent_encoding::percent_decode_str(part).decode_utf8_lossy();
            node = self.get(node, &part.replace("~1", "/").replace("~0", "~"))?;
        }
        Some(node)
    }
}

struct Reader<'t> {
    text: &'t str,
    /// Where each character starts; empty where each is a byte.
    starts: Vec<u32>,
    tree: Tree,
    open: Vec<Open>,
    /// By the number of an anchor, the node that has it.
    anchors: FxHashMap<usize, NodeId>,
}

impl Reader<'_> {
    fn take(&mut self, event: Event<'_>, start: usize, end: usize) {
        let (anchor, value, opens) = match event {
            Event::MappingStart(anchor, _) => (anchor, Value::Children(Vec::new()), Some(true)),
            Event::SequenceStart(anchor, _) => (anchor, Value::Children(Vec::new()), Some(false)),
            Event::MappingEnd | Event::SequenceEnd => {
                self.open.pop();
                return;
            }
            Event::Scalar(text, style, anchor, _) => {
                if self.is_at_key() {
                    let key = Key {
                        text: text.into_owned(),
                        span: self.span(start, end, style),
                    };
                    if let Some(map) = self.open.last_mut() {
                        map.key = Some(key);
                    }
                    return;
                }
                let value = Value::Scalar {
                    text: text.into_owned(),
                    is_plain: style == ScalarStyle::Plain,
                };
                (anchor, value, None)
            }
            Event::Alias(anchor) => match self.anchors.get(&anchor) {
                Some(node) => (0, Value::Alias(*node), None),
                None => (0, Value::Nothing, None),
            },
            _ => return,
        };
        // A key that is no scalar is kept as one that nobody asks for.
        let is_key = self.is_at_key();
        let node = self.add(value);
        if anchor > 0 {
            self.anchors.insert(anchor, node);
        }
        if is_key && let Some(map) = self.open.last_mut() {
            map.key = Some(Key {
                text: String::new(),
                span: Span::new(0, 0),
            });
        }
        if let Some(is_map) = opens {
            self.open.push(Open {
                node,
                is_map,
                key: None,
            });
        }
    }

    fn is_at_key(&self) -> bool {
        self.open
            .last()
            .is_some_and(|open| open.is_map && open.key.is_none())
    }

    fn add(&mut self, value: Value) -> NodeId {
        let Some(around) = self.open.last_mut() else {
            self.tree.nodes[ROOT].value = value;
            return ROOT;
        };
        let id = self.tree.nodes.len();
        let key = around.key.take();
        let is_kept = !around.is_map || key.is_some();
        let around = around.node;
        self.tree.nodes.push(Node { key, value });
        if is_kept
            && let Some(Value::Children(children)) =
                self.tree.nodes.get_mut(around).map(|node| &mut node.value)
        {
            children.push(id);
        }
        id
    }

    /// The bytes of a scalar, from characters, without its quotation marks.
    fn span(&self, start: usize, end: usize, style: ScalarStyle) -> Span {
        let byte = |character: usize| match self.starts.get(character) {
            Some(start) => *start as usize,
            None if self.starts.is_empty() => character.min(self.text.len()),
            None => self.text.len(),
        };
        let start = byte(start);
        let written = self.text.get(start..byte(end)).unwrap_or_default();
        let end = start + written.trim_end().len();
        match style {
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted if end > start + 1 => {
                Span::new(start + 1, end - 1)
            }
            _ => Span::new(start, end),
        }
    }
}

fn starts(text: &str) -> Vec<u32> {
    match text.is_ascii() {
        true => Vec::new(),
        false => text.char_indices().map(|(start, _)| start as u32).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key_of(text: &str, key: &str) -> Option<String> {
        let tree = Tree::of(text);
        let node = tree.get(tree.get(ROOT, "paths")?, key)?;
        Some(tree.key(node)?.span.of(text).to_owned())
    }

    #[test]
    fn keys_have_places() {
        for text in [
            "é: x\npaths:\n  /ü/{id}:\n    get: 1\n",
            "{\"é\": \"\\ud83d\\ude00\",\n\t\"paths\": {\n\t\t\"/ü/{id}\": {}}}",
            "paths: {'/ü/{id}' : {}}",
            "? [a, b]\n: c\npaths:\n  ? x: y\n  : z\n  \"/ü/{id}\": {}\n",
        ] {
            assert_eq!(key_of(text, "/ü/{id}").as_deref(), Some("/ü/{id}"), "{text}");
        }
    }

    #[test]
    fn aliases_and_pointers_lead_to_nodes() {
        let tree =
            Tree::of("a: &a {b: true, s: 'true'}\npaths:\n  /x/y: *a\n  z: {$ref: '#/paths/~1x~1y'}\n");
        let node = tree.at("#/paths/~1x~1y").unwrap();
        assert!(tree.says(node, "b") && !tree.says(node, "s"));
        assert_eq!(
            tree.text(tree.at("#/paths/z").unwrap(), "$ref"),
            Some("#/paths/~1x~1y")
        );
        assert_eq!(tree.at("other.yaml#/x"), None);
    }

    #[test]
    fn hostile_documents_cost_what_their_text_does() {
        let level = |level: usize| match level {
            0 => "a0: &a0 [x,x]\n".to_owned(),
            _ => format!("a{level}: &a{level} [*a{0},*a{0},*a{0}]\n", level - 1),
        };
        let laughs: Vec<String> = (0..200).map(level).collect();
        let laughs = laughs.concat();
        assert_eq!(Tree::of(&laughs).flaw, None);
        for text in ["[", "{a: ", "- ", "? ", "a:\n ", "&a ", "*a ", "!", "\"", "|\n"] {
            Tree::of(&text.repeat(50_000));
        }
        assert!(
            Tree::of(&format!("[{}", "a,".repeat(MOST_NODES + 1)))
                .flaw
                .is_some()
        );
        let looped = Tree::of("a: &a {b: *a}\n");
        assert!(looped.at("#/a/b/b/b/b/b").is_some());
    }
}
