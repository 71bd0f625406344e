//! `use` trees as `syn` has them.

use syn::UseTree;

use crate::span::Span;

use super::super::sketch::{Import, ImportId, ImportKind, Root, Segment};
use super::Reader;
use super::paths::SEGMENTS;

/// What is known of the `use` tree around a part of it.
#[derive(Debug, Clone)]
pub(super) struct Branch<'t> {
    pub(super) segments: Vec<Segment<'t>>,
    pub(super) root: Root,
    pub(super) public: bool,
    pub(super) parent: Option<ImportId>,
    /// How many of the segments stand outside of the innermost braces.
    pub(super) outside: usize,
}

impl<'t> Reader<'_, 't> {
    /// Reads a `use` tree.
    pub(super) fn use_tree(&mut self, tree: &UseTree, mut branch: Branch<'t>) {
        let mut tree = tree;
        while let UseTree::Path(path) = tree {
            branch.segments.push(self.segment(&path.ident));
            tree = &path.tree;
        }
        if branch.segments.len() > SEGMENTS {
            return;
        }
        match tree {
            UseTree::Name(name) => {
                let name = self.segment(&name.ident);
                self.leaf(branch, name, Some(name));
            }
            UseTree::Rename(rename) => {
                let alias = self.segment(&rename.rename);
                let name = self.segment(&rename.ident);
                self.leaf(branch, name, Some(alias).filter(|alias| alias.name != "_"));
            }
            UseTree::Glob(glob) => {
                let star = self.span(glob.star_token.span);
                let span = written(&branch).unwrap_or(star);
                self.import(ImportKind::Glob, &branch, span, None);
            }
            UseTree::Group(group) => {
                if let Some(span) = written(&branch) {
                    branch.parent = Some(self.import(ImportKind::Prefix, &branch, span, None));
                }
                branch.outside = branch.segments.len();
                for tree in &group.items {
                    self.use_tree(tree, branch.clone());
                }
            }
            UseTree::Path(_) => {}
        }
    }

    fn leaf(&mut self, mut branch: Branch<'t>, written_name: Segment<'t>, alias: Option<Segment<'t>>) {
        let is_self = written_name.name == "self" && !branch.segments.is_empty();
        if !is_self {
            branch.segments.push(written_name);
        }
        let span = written(&branch).unwrap_or(written_name.span);
        let name = match alias {
            Some(alias) if alias.name == "self" => branch.segments.last().copied(),
            alias => alias,
        };
        self.import(ImportKind::Leaf, &branch, span, name);
    }

    fn import(
        &mut self,
        kind: ImportKind,
        branch: &Branch<'t>,
        span: Span,
        name: Option<Segment<'t>>,
    ) -> ImportId {
        let path = self.sketch.add_path(&branch.segments, branch.root);
        self.sketch.import(Import {
            kind,
            path,
            span,
            parent: branch.parent,
            public: branch.public,
            name,
            macros_only: false,
        })
    }
}

/// The part of a branch inside of the innermost braces, as written.
fn written(branch: &Branch<'_>) -> Option<Span> {
    let inside = branch.segments.get(branch.outside..)?;
    Some(Span {
        start: inside.first()?.span.start,
        end: inside.last()?.span.end,
    })
}
