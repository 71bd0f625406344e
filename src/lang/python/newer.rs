//! What the grammar does not know yet: type parameters with defaults (PEP 696), read from the text of their list, and
//! lazy imports (PEP 810), which it reads but for the word.

use tree_sitter::Node;

use super::collect::{Below, Collector, State};
use super::string::is_identifier;
use crate::reference::Role;
use crate::span::Span;

impl Collector<'_, '_> {
    /// A part that did not parse.
    pub(super) fn error(&mut self, node: Node<'_>) {
        let after = self.text.get(node.end_byte()..).unwrap_or_default().trim_start();
        if self.text_of(node) == "lazy" && (after.starts_with("import") || after.starts_with("from")) {
            self.consumed.insert(node.start_byte());
            self.mended = true;
        } else {
            self.facts.errors.push(node.byte_range().into());
        }
    }

    /// Binds the names of a list that the grammar could not read. Whether it is such a list.
    pub(super) fn bind_defaulted(&mut self, list: Node<'_>, at: usize) -> bool {
        let Some(parameters) = self.defaulted(list) else {
            return false;
        };
        let State { frame, block, .. } = self.state;
        for (name, _) in parameters {
            self.add_binding(name, frame, block, Vec::new(), at);
        }
        true
    }

    /// Bounds and defaults are evaluated when they are asked for: every name in them is a use, at a later time.
    pub(super) fn defaults(&mut self, list: Node<'_>) -> Below {
        let Some(parameters) = self.defaulted(list) else {
            return Below::Descend;
        };
        self.mended = true;
        for (_, rest) in parameters {
            self.quoted_span(rest, Role::Use);
        }
        Below::Skip
    }

    /// The parameters of a list, each its name and what follows, if the list reads as one with defaults.
    fn defaulted(&self, list: Node<'_>) -> Option<Vec<(Span, Span)>> {
        if !list.has_error() {
            return None;
        }
        let inner = self.text_of(list).strip_prefix('[')?.strip_suffix(']')?;
        let offset = list.start_byte() + 1;
        let mut parameters = Vec::new();
        let mut defaults = 0;
        for (from, to) in split(inner)? {
            let part = inner.get(from..to)?;
            if part.trim().is_empty() {
                continue;
            }
            let stars = part.len()
                - part
                    .trim_start_matches(|c: char| c.is_whitespace() || c == '*')
                    .len();
            let rest = &part[stars..];
            let length = rest
                .find(|c: char| !(c.is_alphanumeric() || c == '_'))
                .unwrap_or(rest.len());
            let (name, after) = (&rest[..length], rest[length..].trim_start());
            if !is_identifier(name) || !(after.is_empty() || after.starts_with([':', '='])) {
                return None;
            }
            defaults += usize::from(after.contains('='));
            let name_at = offset + from + stars;
            let name_end = name_at + length;
            parameters.push((Span::new(name_at, name_end), Span::new(name_end, offset + to)));
        }
        (defaults > 0).then_some(parameters)
    }
}

/// Where the parts between the outermost commas are; none where brackets or quotes do not match.
fn split(text: &str) -> Option<Vec<(usize, usize)>> {
    let mut parts = Vec::new();
    let mut from = 0;
    let mut depth = 0_usize;
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'(' | b'[' | b'{') => depth += 1,
            (None, b')' | b']' | b'}') => depth = depth.checked_sub(1)?,
            (None, b',') if depth == 0 => {
                parts.push((from, at));
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push((from, text.len()));
    (depth == 0 && quote.is_none()).then_some(parts)
}
