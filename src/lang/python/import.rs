//! Import statements, and the calls that import.
//!
//! An import is one reference where its module is already what is looked for (`from legacy.billing import a, b`);
//! otherwise each imported name speaks for itself.

use tree_sitter::Node;

use super::collect::{Collector, State};
use super::facts::{Binding, MODULE, Spelled, Value};
use super::string::last_segment;
use super::syntax::{Kind, child};
use crate::names::Path;
use crate::reference::{Export, Role};
use crate::span::Span;

impl Collector<'_, '_> {
    pub(super) fn import(&mut self, node: Node<'_>, kind: Kind) {
        match kind {
            Kind::Import => self.import_modules(node),
            _ => self.import_from(node),
        }
    }

    /// `import a.b`, `import a.b as c`.
    fn import_modules(&mut self, node: Node<'_>) {
        let mut cursor = node.walk();
        for item in node.named_children(&mut cursor).filter(|item| !item.has_error()) {
            let (name, alias) = self.aliased(item);
            let path = self.dotted(name);
            let Some(first) = name.named_child(0).filter(|_| !path.is_empty()) else {
                continue;
            };
            let role =
                self.role_of_import(alias.is_some_and(|alias| self.text_of(alias) == self.text_of(name)));
            self.spell(path.clone(), path.len(), 0, name.byte_range().into(), role);
            match alias {
                Some(alias) if !self.unit.leads_through(&path, path.len()) => {
                    self.bind(alias, Vec::new(), node.end_byte());
                }
                Some(alias) => self.bind_spanned(alias, name, Value::Path(path, None), node.end_byte()),
                None => {
                    let value = Value::Path(path[..1].to_vec(), Some(path));
                    self.bind_spanned(first, name, value, node.end_byte());
                }
            }
        }
    }

    /// `from a import b`, `from . import b as c`, `from a import *`.
    fn import_from(&mut self, node: Node<'_>) {
        let Some(module_node) = child(node, self.syntax.module_name) else {
            return;
        };
        let Some(module) = self.module_path(module_node) else {
            return;
        };
        if !self.unit.leads_through(&module, module.len()) {
            self.bind_plainly(node, module_node);
            return;
        }
        let known = match self.unit.reaches_through(&module, module.len()) {
            true => module.len(),
            false => 0,
        };
        let mut cursor = node.walk();
        for item in node
            .named_children(&mut cursor)
            .filter(|item| item.id() != module_node.id())
        {
            if self.syntax.kind(item) == Kind::WildcardImport {
                self.import_star(item, &module);
                continue;
            }
            let (name, alias) = self.aliased(item);
            if name.kind() != "dotted_name" || item.has_error() {
                continue;
            }
            let imported = self.text_of(name);
            let mut path = module.clone();
            path.push(imported.to_owned());
            let role = self.role_of_import(alias.is_some_and(|alias| self.text_of(alias) == imported));
            self.spell(path.clone(), module.len(), known, name.byte_range().into(), role);
            if self.unit.leads_through(&path, module.len()) {
                let value = Value::Path(path, None);
                self.bind_spanned(alias.unwrap_or(name), name, value, node.end_byte());
            } else {
                self.bind(alias.unwrap_or(name), Vec::new(), node.end_byte());
            }
        }
        if known > 0 {
            let role = self.role_of_import(false);
            self.spell(
                module.clone(),
                module.len(),
                0,
                module_node.byte_range().into(),
                role,
            );
        }
    }

    /// The names of an import that leads nowhere still shadow.
    fn bind_plainly(&mut self, node: Node<'_>, module: Node<'_>) {
        let mut cursor = node.walk();
        for item in node
            .named_children(&mut cursor)
            .filter(|item| item.id() != module.id())
        {
            let (name, alias) = self.aliased(item);
            if name.kind() == "dotted_name" {
                self.bind(alias.unwrap_or(name), Vec::new(), node.end_byte());
            }
        }
    }

    /// A star binds the names that the scan knows of: those that continue the module towards a target.
    fn import_star(&mut self, star: Node<'_>, module: &Path) {
        for name in self.unit.continuations(module) {
            let mut path = module.clone();
            path.push(name.clone());
            if self.state.frame == MODULE && self.unit.reaches_through(&path, module.len()) {
                let mut own = self.unit.place.own_module();
                own.push(name.clone());
                self.facts.exports.push(Export {
                    name: own,
                    stands_for: path.clone(),
                });
            }
            let text = self.text;
            // The binding needs the name as a slice of the text: any place that spells it will do.
            let found = self.spelled.entry(name.clone());
            if let Some(at) = *found.or_insert_with(|| find_word(text, &name)) {
                let State { frame, block, .. } = self.state;
                self.facts.bindings.push(Binding {
                    name: &text[at..at + name.len()],
                    frame,
                    block,
                    at: star.end_byte() as u32,
                    span: star.byte_range().into(),
                    values: vec![Value::Path(path, None)],
                    is_import: true,
                });
            }
        }
    }

    fn bind_spanned(&mut self, name: Node<'_>, shown: Node<'_>, value: Value, at: usize) {
        self.bind(name, vec![value], at);
        if let Some(binding) = self.facts.bindings.last_mut() {
            binding.span = shown.byte_range().into();
            binding.is_import = true;
        }
    }

    fn aliased<'n>(&self, item: Node<'n>) -> (Node<'n>, Option<Node<'n>>) {
        match self.syntax.kind(item) {
            Kind::AliasedImport => (
                child(item, self.syntax.name).unwrap_or(item),
                child(item, self.syntax.alias),
            ),
            _ => (item, None),
        }
    }

    /// A package's own imports, and those that rename a name to itself (PEP 484), are meant for others.
    fn role_of_import(&self, renames_to_itself: bool) -> Role {
        let is_public = self.unit.place.is_package && self.state.frame == MODULE;
        if is_public || renames_to_itself {
            Role::Reexport
        } else {
            Role::Import
        }
    }

    /// The module that a `from` names, relative ones from the file's own tree.
    fn module_path(&self, node: Node<'_>) -> Option<Path> {
        if self.syntax.kind(node) != Kind::RelativeImport {
            return Some(self.dotted(node));
        }
        let dots = self
            .text_of(node.named_child(0)?)
            .bytes()
            .filter(|byte| *byte == b'.')
            .count();
        let mut path = self.package(dots)?;
        if let Some(rest) = node.named_child(1) {
            path.extend(self.dotted(rest));
        }
        Some(path)
    }

    /// The package that a number of leading dots means.
    fn package(&self, dots: usize) -> Option<Path> {
        let place = self.unit.place;
        let up = dots - usize::from(place.is_package && dots > 0);
        let mut path = place.own_module();
        (up < path.len()).then(|| {
            path.truncate(path.len() - up);
            path
        })
    }

    fn dotted(&self, node: Node<'_>) -> Path {
        let mut cursor = node.walk();
        node.named_children(&mut cursor)
            .filter(|child| self.syntax.kind(*child) == Kind::Identifier)
            .map(|name| self.text_of(name).to_owned())
            .collect()
    }

    /// Writes down a path spelled in one piece, the first `modules` segments of which can only be modules, if it
    /// reaches a name.
    pub(super) fn spell(&mut self, path: Path, modules: usize, known: usize, span: Span, role: Role) {
        if self.unit.reaches_through(&path, modules) {
            let scope = self.state.scope;
            self.facts.spelled.push(Spelled {
                path,
                known,
                span,
                role,
                scope,
            });
        }
    }

    /// The module that a call imports: `importlib.import_module("a.b")`, `__import__("a.b")`, with relative names
    /// resolved where the package is a literal or the module's own.
    pub(super) fn imported_by_call(&self, call: Node<'_>) -> Option<Path> {
        (self.syntax.kind(call) == Kind::Call).then_some(())?;
        let function = child(call, self.syntax.function)?;
        let name = last_segment(self.text_of(function));
        let arguments = child(call, self.syntax.arguments)?;
        let first = arguments.named_child(0)?;
        let literal = self.plain_string(first)?;
        let mut path = self.module_of_literal(literal, arguments)?;
        match name.trim() {
            "import_module" | "importorskip" => Some(path),
            "__import__" => {
                path.truncate(1);
                Some(path)
            }
            _ => None,
        }
    }

    /// What is taken from a module on the spot: `import_module("a.b").c`. The module is told by its string.
    pub(super) fn member_of_import(&mut self, module: Path, members: &[&str], span: Span) {
        let known = module.len();
        let members = members.iter().map(|&member| member.to_owned());
        let path: Path = module.into_iter().chain(members).collect();
        self.spell(path, known, known, span, Role::Use);
    }

    /// A module's name in a literal, absolute or relative to the call's `package` argument.
    pub(super) fn module_of_literal(&self, literal: &str, arguments: Node<'_>) -> Option<Path> {
        let dots = literal.bytes().take_while(|byte| *byte == b'.').count();
        if dots == 0 {
            return super::string::dotted_name(literal, 1);
        }
        let second = arguments.named_child(1)?;
        let package = match self.syntax.kind(second) {
            Kind::KeywordArgument => child(second, self.syntax.value)?,
            _ => second,
        };
        let mut path = match self.plain_string(package) {
            Some(package) => {
                let mut path = super::string::dotted_name(package, 1)?;
                path.truncate((path.len() + 1).checked_sub(dots)?);
                path
            }
            None if self.text_of(package) == "__package__" => {
                let mut path = self.package(1)?;
                path.truncate((path.len() + 1).checked_sub(dots).filter(|length| *length > 0)?);
                path
            }
            None if self.text_of(package) == "__name__" => {
                let mut path = self.unit.place.own_module();
                path.truncate((path.len() + 1).checked_sub(dots).filter(|length| *length > 0)?);
                path
            }
            None => return None,
        };
        let rest = &literal[dots..];
        if !rest.is_empty() {
            path.extend(super::string::dotted_name(rest, 1)?);
        }
        Some(path)
    }
}

/// The first place that spells a word, whole.
fn find_word(text: &str, word: &str) -> Option<usize> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    memchr::memmem::find_iter(text.as_bytes(), word).find(|&at| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}
