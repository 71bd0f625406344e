//! JSON into a [tree](super::tree): a scanner of its tokens, since no parser of JSON gives the places of its strings
//! and goes on where a document is broken. Comments and trailing commas are let pass.

use std::borrow::Cow;

use super::tree::{NodeId, ROOT, Text, Tree};
use crate::span::Span;

/// An object or a list that is not closed yet; no node where it is too deep.
struct Open {
    node: Option<NodeId>,
    is_list: bool,
}

/// Reads a document as far as it can be read.
pub(super) fn tree(text: &str) -> Tree<'_> {
    let bytes = text.as_bytes();
    let mut tree = Tree::new();
    let mut open: Vec<Open> = Vec::new();
    // The key that the next value belongs to.
    let mut key: Option<NodeId> = None;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' => {
                let node = match open.last() {
                    None => Some(ROOT),
                    Some(list) if list.is_list => list.node.and_then(|list| tree.add(list, None)),
                    Some(_) => key.take(),
                };
                open.push(Open {
                    node,
                    is_list: byte == b'[',
                });
            }
            b'}' | b']' => {
                open.pop();
                key = None;
            }
            b',' => key = None,
            b'"' => {
                let (string, end) = string(text, at);
                at = end;
                let container = open.last();
                let node = container.and_then(|container| container.node);
                if container.is_some_and(|container| container.is_list) {
                    if let Some(element) = node.and_then(|list| tree.add(list, None)) {
                        tree.set(element, string);
                    }
                } else if is_key(bytes, end) {
                    key = node.and_then(|object| tree.add(object, Some(string)));
                } else if let Some(key) = key.take() {
                    tree.set(key, string);
                }
                continue;
            }
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                at = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end);
            }
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                let close = memchr::memmem::find(&bytes[at + 2..], b"*/");
                at = close.map_or(bytes.len(), |close| at + close + 3);
            }
            _ => {}
        }
        at += 1;
    }
    tree
}

fn is_key(bytes: &[u8], end: usize) -> bool {
    let after = bytes[end..].iter().find(|byte| !byte.is_ascii_whitespace());
    after == Some(&b':')
}

/// The string that begins at a quotation mark, and where what follows begins. One that is not closed ends with its line.
fn string(text: &str, start: usize) -> (Text<'_>, usize) {
    let bytes = text.as_bytes();
    let mut said: Option<String> = None;
    let mut at = start + 1;
    let mut from = at;
    let end = loop {
        let Some(found) = memchr::memchr3(b'"', b'\\', b'\n', &bytes[at..]) else {
            break bytes.len();
        };
        at += found;
        if bytes[at] != b'\\' {
            break at;
        }
        let said = said.get_or_insert_default();
        said.push_str(&text[from..at]);
        let (character, len) = escape(&bytes[at..]);
        said.extend(character);
        at = (at + len).min(bytes.len());
        from = at;
    };
    let said = match said {
        Some(mut said) => {
            said.push_str(text.get(from..end).unwrap_or_default());
            Cow::Owned(said)
        }
        None => Cow::Borrowed(&text[start + 1..end]),
    };
    let text = Text {
        said,
        written: &text[start + 1..end],
        span: Span::new(start + 1, end),
    };
    (text, (end + 1).min(bytes.len()))
}

/// What an escape stands for, if that can be part of a name, and its length.
fn escape(bytes: &[u8]) -> (Option<char>, usize) {
    match bytes.get(1) {
        Some(b'u') => {
            let digits = bytes
                .get(2..6)
                .and_then(|digits| std::str::from_utf8(digits).ok());
            match digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
                Some(code) => (char::from_u32(code), 6),
                None => (None, 2),
            }
        }
        Some(byte) if byte.is_ascii() && !byte.is_ascii_alphabetic() => (Some(char::from(*byte)), 2),
        // A letter stands for a control character; before another character the backslash alone is skipped.
        Some(byte) if byte.is_ascii() => (None, 2),
        _ => (None, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let tree = tree(text);
        let entries = tree.entries().map(|(path, _, node)| {
            let value = node.value.as_ref().map(|value| format!("={}", value.said));
            format!("{}{}", path.join("/"), value.unwrap_or_default())
        });
        entries.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn objects_lists_and_strings() {
        assert_eq!(
            read(r#"{"a": {"b": "c", "d": [1, "e", {"f": "g"}]}, "h": null, "i": "\u0061\/\"" }"#),
            "a a/b=c a/d a/d/=e a/d/ a/d//f=g h i=a/\""
        );
    }

    #[test]
    fn what_is_broken_is_read_as_far_as_it_goes() {
        assert_eq!(
            read("{\"a\": \"b\n\"c\": /* \" */ \"d\", // \"\n \"e\": \"f\" ]}}"),
            "a=b c=d e=f"
        );
        assert_eq!(read(r#"{"a": "é\é","#), "a=éé");
        assert_eq!(read("\"\\"), "");
        assert_eq!(read(&"{\"a\":".repeat(50_000)).split(' ').count(), 16);
    }
}
