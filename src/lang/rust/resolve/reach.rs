//! By which words what stands in the body of a function may refer to a name, given what stands outside of all bodies.
//!
//! A reference begins with a crate's name or with something that is bound; either way a word says so, and more words
//! follow until they make up a name. A member is spelled even where its type is not.

use rustc_hash::FxHashSet;

use super::super::glance::is_word;
use super::super::sketch::{BindingId, ImportKind, LexId, LexKind, Sketch, TypeOf, What};
use super::paths::is_primitive;
use super::{Found, Resolver};
use crate::lang::Unit;
use crate::names::{OWN, Path};

/// How many names of the source's own crate are followed.
const OWN_NAMES: usize = 256;

/// The words that matter in a body.
#[derive(Debug, Default)]
pub(in crate::lang::rust) struct Reach {
    /// Each may be a reference by itself.
    alone: FxHashSet<String>,
    /// One of these only where one of the others is as well.
    parents: FxHashSet<String>,
    children: FxHashSet<String>,
}

/// Tells by which words bodies may refer to a name, from the sketch of what is outside of them; none if by any.
pub(in crate::lang::rust) fn reach(unit: &Unit<'_>, sketch: &Sketch<'_>) -> Option<Reach> {
    let mut resolver = Resolver::new(unit, sketch);
    let mut reach = Reach::default();
    // What a body implements for a type is known outside of it.
    reach.alone.insert("impl".to_owned());
    resolver.reach_roots(&mut reach);
    resolver.reach_own(&mut reach)?;
    for id in 0..sketch.bindings.len() {
        resolver.reach_binding(&mut reach, id as BindingId);
    }
    for id in 0..sketch.imports.len() {
        if sketch.imports[id].kind == ImportKind::Glob {
            let found = resolver.import(id as u32);
            resolver.reach_below(&mut reach, found);
        }
    }
    for (id, scope) in sketch.scopes.iter().enumerate() {
        if !matches!(scope.own_type, TypeOf::Unknown) {
            let own = resolver.own_type(id as LexId);
            resolver.reach_below(&mut reach, own);
        }
    }
    for path in resolver.implemented().implemented.into_values().flatten() {
        reach.alone.extend(unit.continuations(&path));
    }
    Some(reach)
}

impl Resolver<'_, '_> {
    /// Crates, primitive types with the values that have their members, and the macros of `std`.
    fn reach_roots(&self, reach: &mut Reach) {
        for &root in &self.roots {
            let path = [self.real_name(root)];
            if is_primitive(root) || root == "std" {
                reach.alone.extend(self.unit.continuations(&path));
            }
            self.reach_path(reach, root, &path);
        }
    }

    /// What is of the source's own crate, unless the source itself is of what is looked for.
    fn reach_own(&self, reach: &mut Reach) -> Option<()> {
        if !self.own_leads {
            return Some(());
        }
        for (id, scope) in self.sketch.scopes.iter().enumerate() {
            if scope.kind == LexKind::Module
                && let Some(mut path) = self.module_path(id as LexId)
            {
                path.insert(0, OWN.to_owned());
                if self.unit.reaches(&path) {
                    return None;
                }
            }
        }
        let mut pending: Vec<Path> = vec![vec![OWN.to_owned()]];
        let mut names = 0;
        while let Some(path) = pending.pop() {
            for next in self.unit.continuations(&path) {
                names += 1;
                if names > OWN_NAMES {
                    return None;
                }
                pending.push(path.iter().cloned().chain([next.clone()]).collect());
                reach.alone.insert(next);
            }
        }
        Some(())
    }

    fn reach_binding(&mut self, reach: &mut Reach, id: BindingId) {
        let binding = self.sketch.bindings[id as usize];
        if let What::Value(type_of) | What::Parameter(type_of) = binding.what {
            let found = self.type_of(type_of, binding.scope);
            self.reach_below(reach, found);
        }
        let found = self.of_binding(id);
        for found in found.into_iter().flat_map(Found::each) {
            self.reach_path(reach, binding.name.name, &found.path);
        }
    }

    /// What a word means that stands for a path.
    fn reach_path<S: AsRef<str>>(&self, reach: &mut Reach, word: &str, path: &[S]) {
        if path.is_empty() {
            return;
        }
        if self.unit.reaches(path) {
            reach.alone.insert(word.to_owned());
            return;
        }
        let below = self.unit.continuations(path);
        if !below.is_empty() {
            reach.parents.insert(word.to_owned());
            reach.children.extend(below);
        }
    }

    /// What has the names below a path, unspelled: values of a type, what a glob brings in.
    fn reach_below(&self, reach: &mut Reach, found: Option<Found>) {
        for found in found.into_iter().flat_map(Found::each) {
            if !found.path.is_empty() {
                reach.alone.extend(self.unit.continuations(&found.path));
            }
        }
    }
}

impl Reach {
    /// Whether a body may refer to a name.
    pub(in crate::lang::rust) fn may_refer(&self, body: &str) -> bool {
        let (mut is_parent, mut is_child) = (false, false);
        let words = body.split(|c: char| c.is_ascii() && !is_word(c as u8));
        for word in words {
            if self.alone.contains(word) {
                return true;
            }
            is_parent |= self.parents.contains(word);
            is_child |= self.children.contains(word);
            if is_parent && is_child {
                return true;
            }
        }
        false
    }
}
