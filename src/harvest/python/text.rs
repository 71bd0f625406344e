//! What an expression says as far as its source spells it out: strings, joined, formatted or named.

use std::collections::BTreeMap;

use tree_sitter::Node;

use crate::harvest::note::UNKNOWN;

/// How deep an expression may nest to be read.
const DEEPEST: usize = 16;

/// Strings by the names that they are assigned to.
pub(super) type Constants<'t> = BTreeMap<&'t str, Node<'t>>;

/// Reads expressions of one source.
#[derive(Debug, Clone, Copy)]
pub(super) struct Texts<'c, 't> {
    pub(super) source: &'t str,
    pub(super) constants: &'c Constants<'t>,
    /// A variable, and what it is.
    pub(super) known: Option<(&'c str, &'c str)>,
}

impl<'t> Texts<'_, 't> {
    /// A node's part of the source.
    pub(super) fn of(&self, node: Node<'_>) -> &'t str {
        self.source.get(node.byte_range()).unwrap_or_default()
    }

    /// What an expression says, if that is a text.
    pub(super) fn said(&self, node: Node<'t>) -> Option<String> {
        let mut said = String::new();
        self.say(node, DEEPEST, &mut said).then_some(said)
    }

    /// Adds what an expression says; `false` where it is no text. Recursion ends with `depth`.
    fn say(&self, node: Node<'t>, depth: usize, said: &mut String) -> bool {
        let Some(depth) = depth.checked_sub(1) else {
            return false;
        };
        match node.kind() {
            "string" => {
                self.string(node, said);
                true
            }
            "concatenated_string" => {
                let mut cursor = node.walk();
                for part in node.named_children(&mut cursor) {
                    self.say(part, depth, said);
                }
                true
            }
            "parenthesized_expression" => node
                .named_child(0)
                .is_some_and(|inner| self.say(inner, depth, said)),
            "binary_operator" => self.operation(node, depth, said),
            "call" => self.call(node, depth, said),
            "identifier" => {
                let constant = self.constants.get(self.of(node));
                constant.is_some_and(|value| value.id() != node.id() && self.say(*value, depth, said))
            }
            _ => false,
        }
    }

    fn operation(&self, node: Node<'t>, depth: usize, said: &mut String) -> bool {
        let operator = node
            .child_by_field_name("operator")
            .map(|operator| self.of(operator));
        let (Some(left), Some(right)) = (
            node.child_by_field_name("left"),
            node.child_by_field_name("right"),
        ) else {
            return false;
        };
        match operator {
            Some("+") => {
                let from = said.len();
                let is_left = self.say(left, depth, said);
                if !is_left {
                    said.truncate(from);
                    said.push_str(UNKNOWN);
                }
                let is_right = self.say(right, depth, said);
                if !is_right {
                    said.push_str(UNKNOWN);
                }
                is_left || is_right
            }
            Some("%") => {
                let mut format = String::new();
                let is_text = self.say(left, depth, &mut format);
                said.push_str(&without_percents(&format));
                is_text
            }
            _ => false,
        }
    }

    /// A method of a text, or a function that gives back the text that it takes.
    fn call(&self, node: Node<'t>, depth: usize, said: &mut String) -> bool {
        let Some(function) = node.child_by_field_name("function") else {
            return false;
        };
        if function.kind() == "attribute"
            && let (Some(object), Some(method)) = (
                function.child_by_field_name("object"),
                function.child_by_field_name("attribute"),
            )
        {
            match self.of(method) {
                "format" => {
                    let mut format = String::new();
                    let is_text = self.say(object, depth, &mut format);
                    said.push_str(&without_fields(&format));
                    return is_text;
                }
                "strip" | "lstrip" | "rstrip" => return self.say(object, depth, said),
                _ => {}
            }
        }
        let name = self.of(function).rsplit('.').next().unwrap_or_default();
        let gives_back = matches!(
            name,
            "dedent" | "_" | "gettext" | "gettext_lazy" | "cleandoc" | "str"
        );
        let first = node
            .child_by_field_name("arguments")
            .and_then(|arguments| arguments.named_child(0));
        gives_back && first.is_some_and(|first| self.say(first, depth, said))
    }

    fn string(&self, node: Node<'t>, said: &mut String) {
        let is_raw = node.child(0).is_some_and(|start| {
            let prefix = self.of(start).trim_end_matches(['"', '\'']);
            prefix.contains(['r', 'R'])
        });
        let mut cursor = node.walk();
        for part in node.named_children(&mut cursor) {
            match part.kind() {
                "string_content" if is_raw => said.push_str(self.of(part)),
                "string_content" => unescape(self.of(part), said),
                "interpolation" => {
                    let of = part.named_child(0).map(|inner| self.of(inner));
                    let known = self.known.filter(|(variable, _)| of == Some(*variable));
                    said.push_str(known.map_or(UNKNOWN, |(_, value)| value));
                }
                _ => {}
            }
        }
    }
}

/// Adds a text without its escapes.
fn unescape(text: &str, said: &mut String) {
    let mut characters = text.chars();
    while let Some(next) = characters.next() {
        match next {
            '\\' => match characters.next() {
                Some('\n') | None => {}
                Some('n' | 't' | 'r') => said.push(' '),
                Some(escaped) => said.push(escaped),
            },
            other => said.push(other),
        }
    }
}

/// A text with its `%s`, `%(name)s` and their like left open.
fn without_percents(format: &str) -> String {
    let mut parts = format.split('%');
    let mut said = parts.next().unwrap_or_default().to_owned();
    while let Some(part) = parts.next() {
        if part.is_empty() {
            said.push('%');
            said.push_str(parts.next().unwrap_or_default());
            continue;
        }
        let named = part.strip_prefix('(').and_then(|part| part.split_once(')'));
        let rest = named.map_or(part, |(_, rest)| rest);
        let conversion = rest.find(|c: char| c.is_ascii_alphabetic());
        said.push_str(UNKNOWN);
        said.push_str(conversion.map_or(rest, |at| &rest[at + 1..]));
    }
    said
}

/// A text with its `{}` and their like left open.
fn without_fields(format: &str) -> String {
    let mut said = String::with_capacity(format.len());
    let mut rest = format;
    while let Some(at) = rest.find(['{', '}']) {
        said.push_str(&rest[..at]);
        let (brace, after) = rest[at..].split_at(1);
        rest = after;
        if rest.starts_with(brace) {
            said.push_str(brace);
            rest = &rest[1..];
        } else if brace == "{" {
            said.push_str(UNKNOWN);
            rest = rest.split_once('}').map_or("", |(_, after)| after);
        }
    }
    said.push_str(rest);
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_stays_open() {
        assert_eq!(
            without_percents("%s is 100%% gone in %(v)5.1f."),
            "… is 100% gone in …."
        );
        assert_eq!(without_fields("{} and {x.y!r:>3} {{}} {"), "… and … {} …");
        let mut said = String::new();
        unescape("a\\nb\\\"c\\\\d\\\n e", &mut said);
        assert_eq!(said, "a b\"c\\d e");
    }
}
