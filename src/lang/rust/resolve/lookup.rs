//! Looking a name up: through the scopes around it, explicit names before globs, inner ones before outer ones.

use crate::span::Span;

use super::super::sketch::{BindingId, FILE, ImportKind, LexId, LexKind, Root, Spaces, What};
use super::{Found, Resolver, State};

/// How many globs of a scope are looked through.
const GLOBS: usize = 64;
/// How many items and imports of one name are looked at in a scope.
const ITEMS: usize = 16;
/// How far globs of globs are followed within the file.
const GLOB_DEPTH: u32 = 4;

impl Resolver<'_, '_> {
    /// Looks a name up from a scope. `None` says that nothing in the file explains the name.
    pub(super) fn lookup(&mut self, scope: LexId, name: &str, space: Spaces, at: u32) -> Option<Found> {
        let mut here = scope;
        let mut sees_locals = true;
        let mut is_outside = false;
        loop {
            if is_outside {
                // Only `macro_rules!` of the modules around are visible from within a module.
                if self.defines_macro(here, name) {
                    return Some(Found::default());
                }
                if here == FILE {
                    break;
                }
                here = self.sketch.scope(here).parent;
                continue;
            }
            if sees_locals && space.meets(Spaces::VALUE) && self.local_at(here, name, at).is_some() {
                return Some(Found::default());
            }
            if let Some(found) = self.item_of(here, name, space) {
                return Some(found);
            }
            let lex = self.sketch.scope(here);
            match lex.kind {
                LexKind::Module if here == FILE || space != Spaces::MACRO => break,
                LexKind::Module => is_outside = true,
                LexKind::Item => sees_locals = false,
                LexKind::Block => {}
            }
            here = lex.parent;
        }
        self.in_prelude(name, space)
    }

    /// Names that the root of the crate gives to all of it: those of `extern crate`, and macros of
    /// `#[macro_use] extern crate`.
    fn in_prelude(&mut self, name: &str, space: Spaces) -> Option<Found> {
        if space.meets(Spaces::TYPE)
            && let Some(entry) = self.index.get(&(FILE, name))
        {
            let id = entry.items.iter().copied().find(|&id| self.is_crate(id));
            if let Some(id) = id {
                return self.of_binding(id);
            }
        }
        if space == Spaces::MACRO && self.sketch.scope(FILE).has_globs {
            return self.through_globs(FILE, name, space, GLOB_DEPTH);
        }
        None
    }

    /// Whether what explains a type's name, seen from a scope, is an import.
    pub(super) fn is_imported(&self, scope: LexId, name: &str) -> bool {
        let mut here = scope;
        loop {
            let entry = self.index.get(&(here, name));
            let named = entry.into_iter().flat_map(|entry| entry.items.iter().take(ITEMS));
            let mut types = named
                .map(|&id| &self.sketch.bindings[id as usize])
                .filter(|binding| binding.spaces.meets(Spaces::TYPE))
                .peekable();
            if types.peek().is_some() {
                return types.all(|binding| matches!(binding.what, What::Import(_)));
            }
            let lex = self.sketch.scope(here);
            if lex.kind == LexKind::Module {
                return false;
            }
            here = lex.parent;
        }
    }

    /// Whether a scope holds a `macro_rules!` of a name.
    fn defines_macro(&self, scope: LexId, name: &str) -> bool {
        self.index.get(&(scope, name)).is_some_and(|entry| {
            entry.items.iter().take(ITEMS).any(|&id| {
                let binding = &self.sketch.bindings[id as usize];
                binding.spaces == Spaces::MACRO
            })
        })
    }

    fn is_crate(&self, id: BindingId) -> bool {
        match self.sketch.bindings[id as usize].what {
            What::Import(import) => {
                let path = self.sketch.imports[import as usize].path;
                self.sketch.path(path).root == Root::Crate
            }
            _ => false,
        }
    }

    /// Whether a binding's import is being resolved right now.
    pub(super) fn is_busy(&self, id: BindingId) -> bool {
        match self.sketch.bindings[id as usize].what {
            What::Import(import) => matches!(self.imports[import as usize], State::Busy),
            _ => false,
        }
    }

    /// The variable of a name that is visible at a place, in one scope.
    pub(super) fn local_at(&self, scope: LexId, name: &str, at: u32) -> Option<BindingId> {
        let entry = self.index.get(&(scope, name))?;
        let visible = |id: BindingId| -> Span {
            let binding = &self.sketch.bindings[id as usize];
            binding.local.unwrap_or_default()
        };
        let after = entry.locals.partition_point(|&id| visible(id).start <= at);
        let nearest = entry.locals[..after].iter().rev().take(8);
        nearest.copied().find(|&id| at < visible(id).end)
    }

    /// What an item or import of a scope stands for; `None` when there is none of that name.
    pub(super) fn item_of(&mut self, scope: LexId, name: &str, space: Spaces) -> Option<Found> {
        if let Some(found) = self.explicit(scope, name, space) {
            return Some(found);
        }
        if self.sketch.scope(scope).has_globs {
            return self.through_globs(scope, name, space, 0);
        }
        None
    }

    fn explicit(&mut self, scope: LexId, name: &str, space: Spaces) -> Option<Found> {
        let entry = self.index.get(&(scope, name))?;
        let mut imports: Vec<BindingId> = Vec::new();
        for &id in entry.items.iter().take(ITEMS) {
            let binding = &self.sketch.bindings[id as usize];
            if !binding.spaces.meets(space) || self.is_busy(id) {
                continue;
            }
            if !matches!(binding.what, What::Import(_)) {
                return Some(self.of_binding(id).unwrap_or_default());
            }
            imports.push(id);
        }
        if imports.is_empty() {
            return None;
        }
        // Several imports of one name stand under different conditions, or in different namespaces.
        let found: Vec<Found> = imports.into_iter().filter_map(|id| self.of_binding(id)).collect();
        Some(Found::any_of(found.into_iter()).unwrap_or_default())
    }

    /// What a glob of a scope brings in under a name.
    fn through_globs(&mut self, scope: LexId, name: &str, space: Spaces, depth: u32) -> Option<Found> {
        if depth > GLOB_DEPTH {
            return None;
        }
        let globs: Vec<u32> = self.globs.get(&scope)?.iter().copied().take(GLOBS).collect();
        for glob in globs {
            let import = self.sketch.imports[glob as usize];
            self.glob_steps = self.glob_steps.saturating_sub(1);
            if self.glob_steps == 0 || (import.macros_only && space != Spaces::MACRO) {
                continue;
            }
            debug_assert_eq!(import.kind, ImportKind::Glob);
            let Some(of) = self.import(glob) else {
                continue;
            };
            let below = of
                .each()
                .filter_map(|of| self.below_glob(&of, name, space, depth));
            let below: Vec<Found> = below.collect();
            if let Some(mut found) = Found::any_of(below.into_iter()) {
                found.via.get_or_insert(import.span);
                return Some(found);
            }
        }
        None
    }

    fn below_glob(&mut self, of: &Found, name: &str, space: Spaces, depth: u32) -> Option<Found> {
        if let Some(module) = of.module {
            if let Some(found) = self.explicit(module, name, space) {
                return Some(found).filter(Found::leads);
            }
            if let Some(found) = self.through_globs(module, name, space, depth + 1) {
                return Some(found);
            }
        }
        if of.path.is_empty() {
            return None;
        }
        let known = self.unit.continuations(&of.path);
        known.binary_search_by(|known| known.as_str().cmp(name)).ok()?;
        let mut path = of.path.clone();
        path.push(name.to_owned());
        self.leading(path)
    }
}
