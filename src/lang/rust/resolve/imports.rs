//! `use` declarations: what they name, what they are reported as, and what they pass on.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::names::{OWN, Path};
use crate::reference::{Export, Role};

use super::super::sketch::{BindingId, ImportId, ImportKind, LexId, LexKind, Spaces, What};
use super::{Found, Resolver, State};

/// How many modules of the file are passed on under another name.
const MODULES: usize = 64;
/// How many names an import is passed on under, when what is imported only leads to the names looked for.
const EXPORTS: usize = 256;

impl Resolver<'_, '_> {
    /// What a node of a `use` tree names.
    pub(super) fn import(&mut self, id: ImportId) -> Option<Found> {
        match &self.imports[id as usize] {
            State::Done(found) => return found.as_deref().cloned(),
            State::Busy => return None,
            State::New => {}
        }
        let before = std::mem::replace(&mut self.imports[id as usize], State::Busy);
        debug_assert!(matches!(before, State::New));
        let import = self.sketch.imports[id as usize];
        let is_dead = import
            .parent
            .is_some_and(|parent| matches!(&self.imports[parent as usize], State::Done(None)));
        let found = if is_dead {
            None
        } else {
            self.resolve(import.path, Spaces::ANY)
        };
        self.imports[id as usize] = State::Done(found.clone().map(Rc::new));
        found
    }

    /// Reports every node of every `use` tree: a prefix that reaches a name once, and what is below it only where
    /// that tells more.
    pub(super) fn report_imports(&mut self) {
        let mut known = vec![0; self.sketch.imports.len()];
        for id in 0..self.sketch.imports.len() {
            let import = self.sketch.imports[id];
            let Some(found) = self.import(id as ImportId) else {
                continue;
            };
            let before = import.parent.map_or(0, |parent| known[parent as usize]);
            known[id] = before;
            if import.macros_only {
                continue;
            }
            let role = match import.kind {
                _ if import.public => Role::Reexport,
                _ => Role::Import,
            };
            let scope = self.sketch.path(import.path).scope;
            for found in found.each() {
                let length = found.path.len();
                let is_prefix = import.kind == ImportKind::Prefix && self.unit.reaches(&found.path);
                if is_prefix {
                    known[id] = length;
                }
                if self.report(found.path, before, (import.span, found.via), role, scope) || is_prefix {
                    break;
                }
            }
        }
    }

    /// Notes the names of the crate that stand for names of the scan.
    pub(super) fn report_exports(&mut self) {
        let mut passed: FxHashMap<LexId, Vec<(&str, Path)>> = FxHashMap::default();
        let mut modules = Vec::new();
        for id in 0..self.sketch.bindings.len() {
            let binding = self.sketch.bindings[id];
            if !binding.public || self.sketch.scope(binding.scope).kind != LexKind::Module {
                continue;
            }
            let Some(found) = self.of_binding(id as BindingId) else {
                continue;
            };
            for found in found.each() {
                let name = self.own_name(binding.scope, Some(binding.name.name));
                if !found.path.is_empty() {
                    self.export(name, &found.path);
                    let names = passed.entry(binding.scope).or_default();
                    names.push((binding.name.name, found.path));
                } else if let (Some(module), What::Import(_)) = (found.module, binding.what) {
                    modules.push((name, module));
                }
            }
        }
        for id in 0..self.sketch.imports.len() {
            let import = self.sketch.imports[id];
            let scope = self.sketch.path(import.path).scope;
            let is_item = self.sketch.scope(scope).kind == LexKind::Module;
            if import.kind != ImportKind::Glob || !import.public || !is_item {
                continue;
            }
            let Some(found) = self.import(id as ImportId) else {
                continue;
            };
            for found in found.each() {
                if let Some(module) = found.module {
                    modules.push((self.own_name(scope, None), module));
                }
                if let Some(name) = self.own_name(scope, None)
                    && !found.path.is_empty()
                {
                    self.export_below(name, found.path);
                }
            }
        }
        // What modules of this file pass on is passed on under their new names too.
        for (name, module) in modules.into_iter().take(MODULES) {
            for (last, stands_for) in passed.get(&module).into_iter().flatten() {
                let name = name
                    .as_ref()
                    .map(|name| name.iter().cloned().chain([(*last).to_owned()]).collect());
                self.export(name, stands_for);
            }
        }
        self.reading.exports.sort_unstable();
        self.reading.exports.dedup();
    }

    /// The path from the crate's root of a name in a module of this file.
    fn own_name(&self, module: LexId, name: Option<&str>) -> Option<Path> {
        let mut path = self.module_path(module)?;
        path.insert(0, OWN.to_owned());
        path.extend(name.map(str::to_owned));
        Some(path)
    }

    /// Passes a path on under a name; where it only leads to names of the scan, each of those below it.
    fn export(&mut self, name: Option<Path>, stands_for: &Path) {
        let Some(name) = name.filter(|name| name != stands_for) else {
            return;
        };
        let stands_for = stands_for.clone();
        if self.unit.reaches(&stands_for) {
            self.reading.exports.push(Export { name, stands_for });
        } else {
            self.export_below(name, stands_for);
        }
    }

    /// Passes on what is below a path. What a glob of a retired module itself brings in is not known: only the names
    /// that the scan knows below it are. What a module passes on from above itself holds the module again: a name that
    /// goes through it twice is told more shortly, and there is no end of them.
    fn export_below(&mut self, name: Path, stands_for: Path) {
        let within = name.starts_with(&stands_for).then(|| name.last().cloned());
        let again = within.flatten();
        let mut pending = vec![(name, stands_for)];
        let limit = self.reading.exports.len() + EXPORTS;
        while let Some((name, stands_for)) = pending.pop() {
            for next in self.unit.continuations(&stands_for) {
                if again.as_ref() == Some(&next) {
                    continue;
                }
                let below = |path: &Path| path.iter().cloned().chain([next.clone()]).collect::<Path>();
                let (name, stands_for) = (below(&name), below(&stands_for));
                if self.reading.exports.len() >= limit {
                    return;
                }
                if self.unit.reaches(&stands_for) {
                    self.reading.exports.push(Export { name, stands_for });
                } else if pending.len() < EXPORTS {
                    pending.push((name, stands_for));
                }
            }
        }
    }
}
