//! Paths into the file's own crate, and what the file's bindings stand for.

use crate::names::{OWN, Path};

use super::super::sketch::{BindingId, FILE, LexId, LexKind, Segment, Spaces, What};
use super::{Found, Resolver};

impl<'t> Resolver<'_, 't> {
    /// The path of a module from the crate's root; none for one inside of a function, which has no path.
    pub(super) fn module_path(&self, module: LexId) -> Option<Path> {
        let mut scope = module;
        while scope != FILE {
            let lex = self.sketch.scope(scope);
            if lex.kind != LexKind::Module {
                return None;
            }
            scope = lex.parent;
        }
        let mut path = self.unit.place.module.clone();
        path.extend(self.sketch.module_names(module).into_iter().map(str::to_owned));
        Some(path)
    }

    /// Resolves a path from the crate's root. Where it goes through modules of this file, what they bind is
    /// followed; elsewhere it is taken as written.
    pub(super) fn own(&mut self, module: &[&str], rest: &[Segment<'t>]) -> Option<Found> {
        let names: Vec<&str> = module
            .iter()
            .copied()
            .chain(rest.iter().map(|segment| segment.name))
            .collect();
        let file = &self.unit.place.module;
        let inside = names.len() >= file.len() && file.iter().zip(&names).all(|(own, name)| own == name);
        if inside && let Some(found) = self.walk(FILE, &names[file.len()..]) {
            return Some(found);
        }
        self.literal(own_path(&names))
    }

    /// Resolves a path from a module of this file.
    pub(super) fn below(&mut self, module: LexId, rest: &[Segment<'t>]) -> Option<Found> {
        let names: Vec<&str> = rest.iter().map(|segment| segment.name).collect();
        if let Some(found) = self.walk(module, &names) {
            return Some(found);
        }
        let mut path = self.module_path(module)?;
        path.insert(0, OWN.to_owned());
        path.extend(names.into_iter().map(str::to_owned));
        self.literal(path)
    }

    /// A path of the crate as it is written, if it leads to a name.
    fn literal(&self, path: Path) -> Option<Found> {
        self.own_leads.then(|| self.leading(path)).flatten()
    }

    /// Walks from a module through the inline modules below it.
    fn walk(&mut self, from: LexId, names: &[&str]) -> Option<Found> {
        let mut scope = from;
        let mut rest = names;
        while let Some((name, below)) = rest.split_first() {
            rest = below;
            let space = if rest.is_empty() {
                Spaces::ANY
            } else {
                Spaces::TYPE
            };
            if let Some(module) = self.module_in(scope, name) {
                scope = module;
                continue;
            }
            let found = self.item_of(scope, name, space).filter(Found::leads)?;
            if rest.is_empty() {
                return Some(found);
            }
            if let Some(module) = found.module {
                scope = module;
                continue;
            }
            let longer = found.each().filter_map(|found| self.longer(found, rest));
            return Found::any_of(longer);
        }
        let own = self.module_path(scope).map(|module| own_path(&module));
        let mut found = own.and_then(|own| self.literal(own)).unwrap_or_default();
        found.module = Some(scope);
        Some(found)
    }

    /// The inline module of a name in a scope.
    fn module_in(&self, scope: LexId, name: &str) -> Option<LexId> {
        let entry = self.index.get(&(scope, name))?;
        entry.items.iter().find_map(|&id| self.inline_module(id))
    }

    /// The scope of the inline module that a binding is.
    pub(super) fn inline_module(&self, id: BindingId) -> Option<LexId> {
        match self.sketch.bindings[id as usize].what {
            What::Module(scope) => Some(scope),
            _ => None,
        }
    }

    /// What a binding stands for.
    pub(super) fn of_binding(&mut self, id: BindingId) -> Option<Found> {
        let binding = self.sketch.bindings[id as usize];
        match binding.what {
            What::Parameter(_) => None,
            What::Value(_) if binding.local.is_some() => None,
            What::Import(import) => {
                let via = Some(self.sketch.imports[import as usize].span);
                let each = self.import(import)?.each();
                Found::any_of(each.map(|found| Found { via, ..found }))
            }
            What::Alias(path) => match self.item(id) {
                found if found.path.is_empty() => self.resolve(path, Spaces::TYPE),
                found => Some(found),
            },
            What::Item | What::Module(_) | What::Struct(_) | What::Value(_) => Some(self.item(id)),
        }
    }

    /// An item of the file: its own path, if that leads to a name, and its binding.
    fn item(&self, id: BindingId) -> Found {
        let binding = self.sketch.bindings[id as usize];
        let mut found = Found {
            binding: Some(id),
            module: self.inline_module(id),
            ..Found::default()
        };
        let is_nameable = self.sketch.scope(binding.scope).kind == LexKind::Module;
        if !self.own_leads || !is_nameable {
            return found;
        }
        if let Some(mut module) = self.module_path(binding.scope) {
            module.insert(0, OWN.to_owned());
            module.push(binding.name.name.to_owned());
            if self.unit.leads(&module) {
                found.path = module;
            }
        }
        found
    }
}

fn own_path<S: AsRef<str>>(names: &[S]) -> Path {
    std::iter::once(OWN)
        .chain(names.iter().map(AsRef::as_ref))
        .map(str::to_owned)
        .collect()
}
