//! The definitions of a Python source, and which of them say that they are deprecated.

use std::collections::BTreeSet;

use tree_sitter::{Node, Tree};

use super::file::File;
use super::text::Texts;
use crate::harvest::note::{Note, clean};
use crate::lang::parse;
use crate::names::Path;

/// What is deprecated in a source.
#[derive(Debug)]
pub(super) struct Found {
    /// Its path in the module; empty for the module itself.
    pub(super) path: Path,
    pub(super) is_module: bool,
    pub(super) note: Note,
}

/// The methods that warn for their class.
const MAKERS: &[&str] = &["__init__", "__new__", "__init_subclass__"];

/// Reads a source; `None` where the parser gave up.
pub(super) fn read(source: &str, categories: &BTreeSet<String>) -> Option<Vec<Found>> {
    let tree = parse::parse(&tree_sitter_python::LANGUAGE.into(), source)?;
    let file = File::of(source, &tree);
    let reader = Reader {
        texts: Texts {
            source,
            constants: &file.constants,
            known: None,
        },
        file: &file,
        categories,
    };
    Some(reader.read(&tree))
}

struct Reader<'f, 't> {
    file: &'f File<'t>,
    texts: Texts<'f, 't>,
    categories: &'f BTreeSet<String>,
}

/// One argument of a call.
struct Argument<'t> {
    keyword: Option<&'t str>,
    value: Node<'t>,
}

impl<'t> Reader<'_, 't> {
    fn read(&self, tree: &'t Tree) -> Vec<Found> {
        let mut found = Vec::new();
        // Blocks that are still to be read, with the path of the class around them.
        let mut open: Vec<(Node<'t>, Path)> = vec![(tree.root_node(), Path::new())];
        while let Some((block, around)) = open.pop() {
            for statement in children(block) {
                match statement.kind() {
                    "decorated_definition" | "function_definition" | "class_definition" => {
                        self.definition(statement, &around, &mut found, &mut open);
                    }
                    "expression_statement" if block.kind() == "module" => {
                        found.extend(self.warning(statement).map(|note| Found {
                            path: Path::new(),
                            is_module: true,
                            note,
                        }));
                    }
                    "if_statement" | "try_statement" | "else_clause" | "elif_clause" | "except_clause"
                    | "finally_clause" | "with_statement" | "block" => open.push((statement, around.clone())),
                    _ => {}
                }
            }
        }
        found
    }

    fn definition(
        &self,
        node: Node<'t>,
        around: &Path,
        found: &mut Vec<Found>,
        open: &mut Vec<(Node<'t>, Path)>,
    ) {
        let definition = match node.kind() {
            "decorated_definition" => node.child_by_field_name("definition"),
            _ => Some(node),
        };
        let Some(definition) = definition else { return };
        let (Some(name), Some(body)) = (
            definition.child_by_field_name("name"),
            definition.child_by_field_name("body"),
        ) else {
            return;
        };
        let name = self.texts.of(name);
        let path: Path = around.iter().cloned().chain([name.to_owned()]).collect();
        let decorated = children(node)
            .filter(|child| child.kind() == "decorator")
            .find_map(|decorator| self.decorator(decorator.named_child(0)?));
        let mut add = |path: Path, note: Option<Note>| {
            found.extend(note.map(|note| Found {
                path,
                is_module: false,
                note,
            }));
        };
        if definition.kind() == "class_definition" {
            let made = || {
                let makers = children(body).filter_map(|child| match child.kind() {
                    "function_definition" => Some(child),
                    _ => child.child_by_field_name("definition"),
                });
                let mut makers = makers.filter(|maker| {
                    let name = maker.child_by_field_name("name").map(|name| self.texts.of(name));
                    name.is_some_and(|name| MAKERS.contains(&name))
                });
                makers.find_map(|maker| self.first_warning(maker.child_by_field_name("body")?))
            };
            add(path.clone(), decorated.or_else(made));
            open.push((body, path));
            return;
        }
        match name {
            "__getattr__" if around.is_empty() => {
                let parameters = definition.child_by_field_name("parameters");
                let parameter = parameters.and_then(|parameters| parameters.named_child(0));
                // It may be annotated.
                let parameter = parameter.and_then(|node| match node.kind() {
                    "identifier" => Some(node),
                    _ => node.named_child(0),
                });
                let parameter = parameter.map(|name| self.texts.of(name)).unwrap_or_default();
                for (name, note) in self.attributes(parameter, body) {
                    add(vec![name], Some(note));
                }
            }
            // Some of these warn for their class, and nobody names the others.
            _ if name.starts_with("__") && name.ends_with("__") => {}
            _ => add(path, decorated.or_else(|| self.first_warning(body))),
        }
    }

    /// What a function says as soon as it is called.
    fn first_warning(&self, body: Node<'t>) -> Option<Note> {
        for statement in children(body) {
            match statement.kind() {
                "comment" | "import_statement" | "import_from_statement" | "global_statement" => continue,
                "expression_statement" => {}
                _ => return None,
            }
            let inner = statement.named_child(0)?;
            match inner.kind() {
                "string" | "concatenated_string" | "assignment" => {}
                "call" => match self.warning(statement) {
                    Some(note) => return Some(note),
                    None if self.texts.of(inner).starts_with("super(") => {}
                    None => return None,
                },
                _ => return None,
            }
        }
        None
    }

    /// What a statement says if it is a call of `warnings.warn` with a category of deprecations.
    fn warning(&self, statement: Node<'t>) -> Option<Note> {
        let call = statement.named_child(0).filter(|call| call.kind() == "call")?;
        let callee = self
            .file
            .resolve(self.texts.of(call.child_by_field_name("function")?))?;
        if !matches!(callee.as_str(), "warnings.warn" | "warnings.warn_explicit") {
            return None;
        }
        let arguments = self.arguments(call);
        let at = |position: usize, keyword: &str| {
            let mut positional = arguments.iter().filter(|argument| argument.keyword.is_none());
            let named = arguments
                .iter()
                .find(|argument| argument.keyword == Some(keyword));
            positional.nth(position).or(named).map(|argument| argument.value)
        };
        let message = at(0, "message")?;
        if let Some(category) = at(1, "category")
            && self.is_category(category)
        {
            return Some(Note::of(&self.texts.said(message).unwrap_or_default()));
        }
        // The category may be made into the message: `warn(DeprecationWarning("…"))`.
        message
            .child_by_field_name("function")
            .filter(|class| self.is_category(*class))?;
        let said = self.arguments(message).into_iter().next();
        let said = said.and_then(|argument| self.texts.said(argument.value));
        Some(Note::of(&said.unwrap_or_default()))
    }

    fn is_category(&self, node: Node<'t>) -> bool {
        let name = self.texts.of(node);
        let last = name.rsplit('.').next().unwrap_or_default();
        // An import may have renamed it.
        let resolved = self.file.resolve(name);
        let real = resolved
            .as_deref()
            .and_then(|path| path.rsplit('.').next())
            .unwrap_or(last);
        self.categories.contains(real) || real.ends_with("DeprecationWarning")
    }

    fn arguments(&self, call: Node<'t>) -> Vec<Argument<'t>> {
        let Some(list) = call
            .child_by_field_name("arguments")
            .filter(|list| list.kind() == "argument_list")
        else {
            return Vec::new();
        };
        let arguments = children(list).filter(|child| child.kind() != "comment");
        let read = |argument: Node<'t>| match argument.kind() {
            "keyword_argument" => Some(Argument {
                keyword: Some(self.texts.of(argument.child_by_field_name("name")?)),
                value: argument.child_by_field_name("value")?,
            }),
            _ => Some(Argument {
                keyword: None,
                value: argument,
            }),
        };
        arguments.filter_map(read).collect()
    }

    /// What a decorator says if it is one that marks deprecations.
    fn decorator(&self, expression: Node<'t>) -> Option<Note> {
        let (callee, arguments) = match expression.kind() {
            "call" => (
                expression.child_by_field_name("function")?,
                self.arguments(expression),
            ),
            _ => (expression, Vec::new()),
        };
        let path = self.file.resolve(self.texts.of(callee))?;
        if path.rsplit('.').next() != Some("deprecated") {
            return None;
        }
        let mut note = Note::default();
        let mut message = None;
        for argument in arguments {
            let said = self.texts.said(argument.value).map(|said| clean(&said));
            let Some(said) = said.filter(|said| !said.is_empty()) else {
                continue;
            };
            let is_version = is_version(&said);
            match argument.keyword {
                Some("version" | "since" | "deprecated_in" | "deprecated_version") => note.since = Some(said),
                Some("removed_in" | "removal" | "removal_version" | "removed_version" | "remove_in") => {
                    note.removed = Some(said);
                }
                Some("alternative" | "replacement" | "replaced_by" | "use_instead") => {
                    note.replacement = Some(said);
                }
                Some("reason" | "message" | "msg" | "details" | "instructions" | "extra" | "addendum") => {
                    message = Some(said);
                }
                None if is_version && note.since.is_none() => note.since = Some(said),
                None if is_version => note.removed = Some(said),
                None if message.is_none() => message = Some(said),
                _ => {}
            }
        }
        Some(note.or(Note::of(&message.unwrap_or_default())))
    }

    /// The names that a module's `__getattr__` warns of, given what it calls them.
    fn attributes(&self, parameter: &str, body: Node<'t>) -> Vec<(String, Note)> {
        let mut found = Vec::new();
        let mut open: Vec<Node<'t>> = children(body).collect();
        while let Some(statement) = open.pop() {
            let (Some(condition), Some(then)) = (
                statement.child_by_field_name("condition"),
                statement.child_by_field_name("consequence"),
            ) else {
                continue;
            };
            open.extend(children(statement).filter(|child| child.kind() == "elif_clause"));
            if condition.kind() != "comparison_operator" || is_negated(condition) {
                continue;
            }
            for name in condition
                .named_child(1)
                .map(|of| self.strings(of))
                .unwrap_or_default()
            {
                let reader = Reader {
                    texts: Texts {
                        known: Some((parameter, &name)),
                        ..self.texts
                    },
                    ..*self
                };
                let note = children(then).find_map(|inner| reader.warning(inner));
                found.extend(note.map(|note| (name.clone(), note)));
            }
        }
        found
    }

    /// The texts that are an expression, or elements or keys of it.
    fn strings(&self, node: Node<'t>) -> Vec<String> {
        let node = match node.kind() {
            "identifier" => self
                .texts
                .constants
                .get(self.texts.of(node))
                .copied()
                .unwrap_or(node),
            _ => node,
        };
        let texts: Vec<Option<String>> = match node.kind() {
            "string" => vec![self.texts.said(node)],
            "list" | "tuple" | "set" => children(node).map(|element| self.texts.said(element)).collect(),
            "dictionary" => {
                let keys = children(node).filter_map(|pair| pair.child_by_field_name("key"));
                keys.map(|key| self.texts.said(key)).collect()
            }
            _ => Vec::new(),
        };
        let is_name = |name: &String| {
            !name.is_empty()
                && name.chars().all(|c| c.is_alphanumeric() || c == '_')
                && !name.starts_with(char::is_numeric)
        };
        texts.into_iter().flatten().filter(is_name).collect()
    }
}

/// Whether a text is a version.
fn is_version(said: &str) -> bool {
    let bare = said.strip_prefix('v').unwrap_or(said);
    bare.starts_with(|c: char| c.is_ascii_digit()) && !bare.contains(' ')
}

fn children<'t>(node: Node<'t>) -> impl Iterator<Item = Node<'t>> {
    let children: Vec<Node<'t>> = node.named_children(&mut node.walk()).collect();
    children.into_iter()
}

/// Whether a comparison is of what is not so.
fn is_negated(comparison: Node<'_>) -> bool {
    let mut cursor = comparison.walk();
    let mut operators = comparison.children_by_field_name("operators", &mut cursor);
    operators.any(|operator| matches!(operator.kind(), "!=" | "not in" | "is not"))
}
