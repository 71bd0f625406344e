//! String literals: dotted names, annotations, docstrings, and the calls that take names as strings.
//!
//! Only a literal in one piece without escapes is read as a name: nobody writes a module's name in another way. What
//! else strings may hold (SQL, URLs) is not looked at here.

use std::ops::Range;

use tree_sitter::Node;

use super::collect::{Below, Collector, State, Strings};
use super::facts::{Chain, ChainId};
use super::imports::{IMPORT_CALLS, is_word};
use super::syntax::{Kind, child};
use crate::names::Path;
use crate::reference::Role;
use crate::span::Span;

/// Calls whose second argument names an attribute of the first.
const ATTRIBUTE_CALLS: &[&str] = &["getattr", "setattr", "delattr", "hasattr", "patch.object"];
/// Methods likewise, whatever their receiver is called.
const ATTRIBUTE_METHODS: &[&str] = &["setattr", "delattr", "object", "spy"];
/// What only types are subscripted with, so that strings in the brackets are annotations.
const TYPE_FORMS: &[&str] = &[
    "Callable",
    "ClassVar",
    "Dict",
    "Final",
    "Iterable",
    "Iterator",
    "List",
    "Mapping",
    "Optional",
    "Sequence",
    "Set",
    "Tuple",
    "Type",
    "Union",
    "dict",
    "frozenset",
    "list",
    "set",
    "tuple",
    "type",
];

impl<'t> Collector<'_, 't> {
    pub(super) fn string(&mut self, node: Node<'_>, parent: Option<Node<'_>>) -> Below {
        if self.is_docstring(node, parent) {
            self.facts.docs.push(node.byte_range().into());
            return Below::Skip;
        }
        // Between backticks stands an expression (Python 2).
        if self.state.strings == Strings::Annotations || self.text_of(node).starts_with('`') {
            self.quoted(node);
            return Below::Skip;
        }
        if let Some((content, span)) = self.plain_content(node)
            && content.contains(['.', ':'])
            && !parent.is_some_and(|parent| self.syntax.kind(parent) == Kind::ConcatenatedString)
        {
            let (name, start) = warned_of(content).unwrap_or((content, 0));
            if let Some(path) = dotted_name(name, 2) {
                let start = span.start as usize + start;
                let modules = path.len() - 1;
                self.spell(
                    path,
                    modules,
                    0,
                    Span::new(start, start + name.len()),
                    Role::String,
                );
            }
        }
        Below::Descend
    }

    /// A string that is a statement by itself, and not a formatted one.
    fn is_docstring(&self, node: Node<'_>, parent: Option<Node<'_>>) -> bool {
        let prefix = node
            .named_child(0)
            .map(|start| self.text_of(start))
            .unwrap_or_default();
        if prefix.contains(['f', 'F', 't', 'T']) {
            return false;
        }
        parent.is_some_and(|parent| {
            self.syntax.kind(parent) == Kind::ExpressionStatement && parent.named_child_count() == 1
        })
    }

    /// The content of a plain literal: one piece, no escapes, no prefix but `r` and `u`.
    fn plain_content(&self, node: Node<'_>) -> Option<(&'t str, Span)> {
        let start = node.named_child(0)?;
        let content = node.named_child(1)?;
        let prefix = self.text_of(start).trim_end_matches(['"', '\'', '`']);
        let is_plain = matches!(prefix, "" | "r" | "R" | "u" | "U")
            && node.named_child_count() == 3
            && self.syntax.kind(content) == Kind::StringContent
            && content.named_child_count() == 0;
        is_plain.then(|| (self.text_of(content), content.byte_range().into()))
    }

    /// The content of an expression that is a plain string literal.
    pub(super) fn plain_string(&self, node: Node<'_>) -> Option<&'t str> {
        (self.syntax.kind(node) == Kind::String).then_some(())?;
        self.plain_content(node).map(|(content, _)| content)
    }

    /// An annotation in quotes: every chain in it is a use, at a later time.
    fn quoted(&mut self, node: Node<'_>) {
        if let Some((_, span)) = self.plain_content(node) {
            self.quoted_span(span, Role::Use);
        }
    }

    /// A part of the text that holds expressions: every chain in it is a use, at a later time.
    pub(super) fn quoted_span(&mut self, part: Span, role: Role) {
        for (chain, start, end) in chains(part.of(self.text)) {
            let span = Span::new(part.start as usize + start, part.start as usize + end);
            self.add_quoted(chain, span, Some(role));
        }
    }

    /// The chain that a quoted annotation starts with, as a value.
    pub(super) fn quoted_chain(&mut self, node: Node<'_>) -> Option<ChainId> {
        let (content, span) = self.plain_content(node)?;
        let (chain, start, end) = chains(content)
            .into_iter()
            .find(|(chain, ..)| chain != &["Optional"])?;
        let span = Span::new(span.start as usize + start, span.start as usize + end);
        Some(self.add_quoted(chain, span, None))
    }

    fn add_quoted(&mut self, segments: Vec<&'t str>, span: Span, role: Option<Role>) -> ChainId {
        let id = self.add_chain(segments, span, role);
        if let Some(chain) = self.facts.chains.last_mut() {
            *chain = Chain {
                deferred: true,
                ..chain.clone()
            };
        }
        id
    }

    /// The strings of `Literal["…"]` are values, and of `Annotated[X, "…"]` remarks; those of `Optional["…"]` are types
    /// anywhere.
    pub(super) fn subscript(&mut self, node: Node<'_>, depth: usize) {
        let name = node
            .named_child(0)
            .map(|name| self.text_of(name))
            .unwrap_or_default();
        let last = last_segment(name);
        let strings = match self.state.strings {
            Strings::Annotations if matches!(last, "Literal" | "Annotated") => Strings::Literal,
            Strings::Plain if TYPE_FORMS.contains(&last) => Strings::Annotations,
            _ => return,
        };
        self.switch(
            depth,
            State {
                strings,
                ..self.state
            },
        );
    }

    /// Calls that take names as strings.
    pub(super) fn call(&mut self, node: Node<'_>) {
        let Some(function) = child(node, self.syntax.function) else {
            return;
        };
        let Some(arguments) = child(node, self.syntax.arguments) else {
            return;
        };
        let name = self.text_of(function);
        let last = last_segment(name).trim();
        if IMPORT_CALLS.contains(&last) {
            self.import_call(arguments);
        } else if ATTRIBUTE_CALLS.contains(&name) || (name != last && ATTRIBUTE_METHODS.contains(&last)) {
            self.attribute_call(arguments);
        } else if last == "cast" {
            self.type_arguments(arguments, 0..1);
        } else if matches!(last, "TypeVar" | "NewType") {
            self.type_arguments(arguments, 1..usize::MAX);
        } else if matches!(name, "__all__.append" | "__all__.extend") {
            arguments
                .named_child(0)
                .into_iter()
                .for_each(|list| self.public_list(list));
        }
    }

    /// A module of one segment, or a relative one: what [`string`](Self::string) does not read.
    fn import_call(&mut self, arguments: Node<'_>) {
        let Some(first) = arguments.named_child(0) else {
            return;
        };
        let argument = match self.syntax.kind(first) {
            Kind::KeywordArgument => child(first, self.syntax.value).unwrap_or(first),
            _ => first,
        };
        if self.syntax.kind(argument) != Kind::String {
            return;
        }
        let Some((content, span)) = self.plain_content(argument) else {
            return;
        };
        if dotted_name(content, 2).is_none()
            && let Some(path) = self.module_of_literal(content, arguments)
        {
            let modules = path.len();
            self.spell(path, modules, 0, span, Role::String);
        }
    }

    /// `getattr(module, "name")`: the module is a use of its own, the string names what is below it.
    fn attribute_call(&mut self, arguments: Node<'_>) {
        let (Some(object), Some(attribute)) = (arguments.named_child(0), arguments.named_child(1)) else {
            return;
        };
        if self.syntax.kind(attribute) != Kind::String {
            return;
        }
        let Some((content, span)) = self.plain_content(attribute) else {
            return;
        };
        if dotted_name(content, 1).is_none_or(|path| path.len() != 1) {
            return;
        }
        let Some(id) = self.chain(object, None) else {
            return;
        };
        let range = self.facts.chains[id as usize].segments.clone();
        let mut segments = self.facts.segments(&range).to_vec();
        segments.push(content);
        self.add_chain(segments, span, Some(Role::String));
        if let Some(chain) = self.facts.chains.last_mut() {
            chain.known = range.end - range.start;
        }
    }

    /// The arguments of a call that are types, though in quotes: some of those by position, and any by keyword.
    fn type_arguments(&mut self, arguments: Node<'_>, positions: Range<usize>) {
        let mut cursor = arguments.walk();
        let listed = arguments.named_children(&mut cursor).enumerate();
        let types: Vec<_> = listed
            .filter_map(|(index, argument)| match self.syntax.kind(argument) {
                Kind::KeywordArgument => child(argument, self.syntax.value),
                _ => positions.contains(&index).then_some(argument),
            })
            .collect();
        self.read_as_types(types);
    }

    /// Strings among some nodes (ascending, all yet to be walked) are annotations.
    pub(super) fn read_as_types<'n>(&mut self, nodes: impl IntoIterator<Item = Node<'n>>) {
        let mut strings: Vec<_> = nodes
            .into_iter()
            .filter(|node| self.syntax.kind(*node) == Kind::String)
            .collect();
        while let Some(string) = strings.pop() {
            let state = State {
                strings: Strings::Annotations,
                ..self.state
            };
            self.pending.push((string.id(), state));
        }
    }

    /// `__all__` names what the module binds: each of its strings is a use.
    pub(super) fn public_names(&mut self, assignment: Node<'_>) {
        let left = child(assignment, self.syntax.left).filter(|left| self.text_of(*left) == "__all__");
        if let Some(list) = left.and_then(|_| child(assignment, self.syntax.right)) {
            self.public_list(list);
        }
    }

    fn public_list(&mut self, list: Node<'_>) {
        let mut open = vec![list];
        while let Some(node) = open.pop() {
            match self.syntax.kind(node) {
                Kind::String => {
                    if let Some((content, span)) =
                        self.plain_content(node).filter(|(name, _)| is_identifier(name))
                    {
                        self.add_quoted(vec![content], span, Some(Role::String));
                    }
                }
                Kind::List
                | Kind::Tuple
                | Kind::BinaryOperator
                | Kind::Parenthesized
                | Kind::ExpressionList => {
                    let mut cursor = node.walk();
                    open.extend(node.named_children(&mut cursor));
                }
                _ => {}
            }
        }
    }
}

/// The category in a filter of warnings, `action:message:category`, with its offset.
fn warned_of(filter: &str) -> Option<(&str, usize)> {
    const ACTIONS: [&str; 6] = ["always", "default", "error", "ignore", "module", "once"];
    let (action, rest) = filter.split_once(':')?;
    let (message, rest) = rest.split_once(':').filter(|_| ACTIONS.contains(&action))?;
    let category = rest.split(':').next()?;
    Some((category, action.len() + message.len() + 2))
}

/// The dotted names, of two segments or more, that stand between two quotes, with the offset of the first.
pub(super) fn quoted_names(text: &str) -> impl Iterator<Item = (usize, Path)> + '_ {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b'"', b'\'', bytes).filter_map(|at| {
        let after = &bytes[at + 1..];
        let length = after.iter().position(|byte| !OF_NAMES[*byte as usize])?;
        if length == 0
            || after[length] != bytes[at]
            || memchr::memchr2(b'.', b':', &after[..length]).is_none()
        {
            return None;
        }
        Some((at, dotted_name(text.get(at + 1..at + 1 + length)?, 2)?))
    })
}

/// The bytes that a dotted name in quotes can have.
static OF_NAMES: [bool; 256] = {
    let mut table = super::lines::table(b".:");
    let mut byte = 0;
    while byte < 256 {
        table[byte] |= is_word(byte as u8);
        byte += 1;
    }
    table
};

/// The last segment of an expression's text. Only the end of it is looked at: expressions nest without bound, and what
/// is looked for is short.
pub(super) fn last_segment(text: &str) -> &str {
    let end = &text[text.ceil_char_boundary(text.len().saturating_sub(100))..];
    end.rsplit('.').next().unwrap_or_default()
}

/// A dotted name in segments, at least `least` of them; `module:attribute` counts as one too.
pub(super) fn dotted_name(text: &str, least: usize) -> Option<Path> {
    let mut segments = Path::new();
    let (module, attribute) = text
        .split_once(':')
        .map_or((text, None), |(module, rest)| (module, Some(rest)));
    for segment in module
        .split('.')
        .chain(attribute.into_iter().flat_map(|rest| rest.split('.')))
    {
        if !is_identifier(segment) {
            return None;
        }
        segments.push(segment.to_owned());
    }
    (segments.len() >= least).then_some(segments)
}

pub(super) fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && chars.all(|c| c.is_alphanumeric() || c == '_')
}

/// The chains of names in an annotation's text, with their offsets; quotes within it are passed over.
fn chains(text: &str) -> Vec<(Vec<&str>, usize, usize)> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let mut found = Vec::new();
    let mut offset = 0;
    while offset < text.len() {
        let rest = &text[offset..];
        let first = rest.chars().next().unwrap_or_default();
        if first == '"' || first == '\'' {
            offset += rest[1..].find(first).map_or(rest.len(), |end| end + 2);
        } else if is_word(first) {
            let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            let word = &rest[..length];
            let segments: Vec<_> = word.split('.').collect();
            if segments.iter().all(|segment| is_identifier(segment)) {
                found.push((segments, offset, offset + length));
            }
            offset += length;
        } else {
            offset += first.len_utf8();
        }
    }
    found
}
