//! One Python source as a whole: what its names are by its imports, and which texts it gives names to.

use std::collections::BTreeMap;

use tree_sitter::{Node, Tree};

use super::text::Constants;

/// What the names of a source stand for.
#[derive(Debug, Default)]
pub(super) struct File<'t> {
    /// By the name that an import binds, the path that it stands for; a relative one begins with its dots.
    imports: BTreeMap<&'t str, String>,
    /// Texts, and lists and dicts with texts in them.
    pub(super) constants: Constants<'t>,
    /// The functions and classes of the module itself.
    own: Vec<&'t str>,
}

impl<'t> File<'t> {
    /// Looks at all of a tree.
    pub(super) fn of(source: &'t str, tree: &'t Tree) -> Self {
        let mut file = Self::default();
        let text = |node: Node<'_>| source.get(node.byte_range()).unwrap_or_default();
        let mut cursor = tree.walk();
        // How deep a definition is, of which its decorators do not count.
        let mut depth = 0_usize;
        loop {
            let node = cursor.node();
            match node.kind() {
                "import_statement" => file.import(source, node, ""),
                "import_from_statement" => {
                    let module = node.child_by_field_name("module_name").map(text);
                    file.import(source, node, module.unwrap_or_default());
                }
                "assignment" => {
                    if let (Some(left), Some(right)) = (
                        node.child_by_field_name("left"),
                        node.child_by_field_name("right"),
                    ) && left.kind() == "identifier"
                    {
                        file.constants.insert(text(left), right);
                    }
                }
                "function_definition" | "class_definition" => {
                    let name = node.child_by_field_name("name");
                    file.own.extend(name.map(text).filter(|_| depth == 1));
                }
                _ => {}
            }
            let deeper = usize::from(node.kind() != "decorated_definition");
            if cursor.goto_first_child() {
                depth += deeper;
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return file;
                }
                depth -= usize::from(cursor.node().kind() != "decorated_definition");
            }
        }
    }

    fn import(&mut self, source: &'t str, node: Node<'_>, module: &str) {
        let text = |node: Node<'_>| source.get(node.byte_range()).unwrap_or_default();
        let mut cursor = node.walk();
        for name in node.children_by_field_name("name", &mut cursor) {
            let (path, bound) = match (
                name.child_by_field_name("name"),
                name.child_by_field_name("alias"),
            ) {
                (Some(path), Some(alias)) => (text(path), text(alias)),
                _ => (text(name), text(name)),
            };
            if module.is_empty() {
                // `import a.b` binds `a`.
                let is_renamed = bound != path;
                let first = path.split('.').next().unwrap_or(path);
                let (bound, path) = if is_renamed { (bound, path) } else { (first, first) };
                self.imports.insert(bound, path.to_owned());
            } else {
                let dot = if module.ends_with('.') { "" } else { "." };
                self.imports.insert(bound, format!("{module}{dot}{path}"));
            }
        }
    }

    /// What a dotted name stands for: what is imported, by its whole path; what the module defines, by its own.
    /// `None` for anything else.
    pub(super) fn resolve(&self, name: &str) -> Option<String> {
        let (first, rest) = match name.split_once('.') {
            Some((first, rest)) => (first, Some(rest)),
            None => (name, None),
        };
        let path = match self.imports.get(first) {
            Some(path) => path.clone(),
            None => format!(".{}", self.own.iter().find(|own| **own == first)?),
        };
        Some(match rest {
            Some(rest) => format!("{path}.{rest}"),
            None => path,
        })
    }
}
