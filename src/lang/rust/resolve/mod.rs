//! From a sketch to references: every mention is resolved by the rules of scopes, and kept when it reaches a name.
//!
//! A path that cannot lead to a name the scan looks for is nothing here (`None`), as early as that can be told:
//! most are dismissed by their first segment, without an allocation. What another file holds is not known; a path
//! into it is taken as written. Types are not inferred.

mod imports;
mod lookup;
mod members;
mod own;
pub(super) mod paths;
mod reach;

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::{Reading, Unit};
use crate::names::{OWN, Path};
use crate::reference::{Reference, Role, Scope};
use crate::span::Span;

pub(super) use reach::reach;

use super::sketch::{BindingId, ImportKind, LexId, PathId, Sketch, Spaces};

/// How many steps of a chain (aliases of aliases, fields of fields) are taken.
const STEPS: u32 = 24;
/// How many lookups through globs into modules of the same file are made in all.
const GLOB_STEPS: u32 = 1 << 20;
/// How many other things a name may be.
const OTHERS: usize = 8;

/// What a path was found to be; nothing of use, when it is empty.
#[derive(Debug, Clone, Default)]
struct Found {
    /// The path, resolved; empty where it leads to no name.
    path: Path,
    /// The import that brought it in.
    via: Option<Span>,
    /// The binding of the file that it names, when it is one.
    binding: Option<BindingId>,
    /// The module of the file that it names, when it is one.
    module: Option<LexId>,
    /// What else it may be, under other conditions; these have no others.
    others: Vec<Found>,
}

impl Found {
    /// Whether it leads anywhere: to a name, or to something of the file.
    fn leads(&self) -> bool {
        !self.path.is_empty() || self.binding.is_some() || self.module.is_some()
    }

    /// All that it may be, one by one.
    fn each(mut self) -> impl Iterator<Item = Self> {
        let others = std::mem::take(&mut self.others);
        std::iter::once(self).chain(others)
    }

    /// One of several things; none where there is none.
    fn any_of(mut several: impl Iterator<Item = Self>) -> Option<Self> {
        let mut found = several.next()?;
        found.others.extend(several.flat_map(Self::each).take(OTHERS));
        Some(found)
    }
}

/// What is known of a node of a `use` tree.
#[derive(Debug, Clone)]
enum State {
    New,
    Busy,
    Done(Option<Rc<Found>>),
}

/// The bindings of a name in a scope, in the order of the text.
#[derive(Debug, Default)]
struct Entry {
    items: Vec<BindingId>,
    locals: Vec<BindingId>,
}

/// What is known of the types of the file.
#[derive(Debug, Default)]
struct Traits<'t> {
    /// The traits that lead to a name.
    implemented: FxHashMap<BindingId, Vec<Path>>,
    /// The functions that go before those of a trait.
    inherent: FxHashSet<(BindingId, &'t str)>,
}

struct Resolver<'a, 't> {
    unit: &'a Unit<'a>,
    sketch: &'a Sketch<'t>,
    index: FxHashMap<(LexId, &'t str), Entry>,
    globs: FxHashMap<LexId, Vec<u32>>,
    imports: Vec<State>,
    /// First segments that lead to a name: crates and primitive types.
    roots: Vec<&'a str>,
    /// The name of the file's own crate.
    crate_name: Option<&'a str>,
    own_leads: bool,
    step: u32,
    glob_steps: u32,
    /// Traits that lead to a name, by the type of the file that implements them; made when first asked for.
    traits: Option<Traits<'t>>,
    reading: Reading,
}

/// Resolves a sketch. `links` are paths that the documentation links to.
pub(super) fn resolve(unit: &Unit<'_>, sketch: &Sketch<'_>) -> Reading {
    let mut resolver = Resolver::new(unit, sketch);
    resolver.report_imports();
    for mention in &sketch.mentions {
        resolver.report_mention(mention.path, mention.span, mention.space, mention.role);
    }
    for member in &sketch.members {
        resolver.report_member(member);
    }
    resolver.report_exports();
    resolver.finish()
}

impl<'a, 't> Resolver<'a, 't> {
    fn new(unit: &'a Unit<'a>, sketch: &'a Sketch<'t>) -> Self {
        let mut index: FxHashMap<(LexId, &'t str), Entry> = FxHashMap::default();
        for (id, binding) in sketch.bindings.iter().enumerate() {
            let entry = index.entry((binding.scope, binding.name.name)).or_default();
            match binding.local {
                Some(_) => entry.locals.push(id as BindingId),
                None => entry.items.push(id as BindingId),
            }
        }
        let mut globs: FxHashMap<LexId, Vec<u32>> = FxHashMap::default();
        for (id, import) in sketch.imports.iter().enumerate() {
            if import.kind == ImportKind::Glob {
                let scope = sketch.path(import.path).scope;
                globs.entry(scope).or_default().push(id as u32);
            }
        }
        let mut roots = unit.names.continuations::<&str>(&[]);
        let leading: Vec<&str> = unit
            .place
            .renames
            .iter()
            .filter(|(_, real)| roots.binary_search(&real.as_str()).is_ok())
            .map(|(alias, _)| alias.as_str())
            .collect();
        roots.extend(leading);
        roots.sort_unstable();
        Self {
            unit,
            sketch,
            index,
            globs,
            imports: vec![State::New; sketch.imports.len()],
            roots,
            crate_name: unit
                .place
                .roots
                .first()
                .and_then(|root| root.first())
                .map(String::as_str),
            own_leads: unit.leads(&[OWN]),
            step: 0,
            glob_steps: GLOB_STEPS,
            traits: None,
            reading: Reading::default(),
        }
    }

    /// Resolves a path that is looked up in a namespace.
    fn resolve(&mut self, id: PathId, space: Spaces) -> Option<Found> {
        if self.step > STEPS {
            return None;
        }
        self.step += 1;
        let found = self.resolve_path(id, space);
        self.step -= 1;
        found.filter(Found::leads)
    }

    fn report_mention(&mut self, path: PathId, span: Span, space: Spaces, role: Role) {
        let Some(found) = self.resolve(path, space) else {
            return;
        };
        let record = self.sketch.path(path);
        let segments = self.sketch.segments(record);
        // `Self` names nothing anew; what is below it may.
        let is_own = segments.first().is_some_and(|first| first.name == "Self");
        let length = segments.len();
        let known = |path: &Path| match is_own {
            true => (path.len() + 1).saturating_sub(length),
            false => 0,
        };
        for found in found.each() {
            let known = known(&found.path);
            if self.report(found.path, known, (span, found.via), role, record.scope) {
                return;
            }
        }
    }

    /// Reports a reference, if it tells of a name beyond the segments already known; says whether it does.
    fn report(
        &mut self,
        path: Path,
        known: usize,
        (span, via): (Span, Option<Span>),
        role: Role,
        scope: LexId,
    ) -> bool {
        if path.is_empty() || !self.tells(&path, known) {
            return false;
        }
        let scope = self.sketch.scope(scope).named;
        self.reading.references.push(Reference {
            path,
            known,
            span,
            role,
            via,
            scope,
        });
        true
    }

    /// Whether a path reaches a name with more than the segments already known.
    fn tells(&self, path: &Path, known: usize) -> bool {
        let expanded = self.unit.place.expand(path);
        expanded.iter().any(|path| {
            self.unit.names.reaches(path)
                && (known == 0 || self.unit.names.hits(path).iter().any(|hit| hit.depth > known))
        })
    }

    fn finish(mut self) -> Reading {
        self.reading.scopes = if self.reading.references.is_empty() {
            vec![file_scope()]
        } else {
            named_scopes(self.sketch)
        };
        self.reading
    }
}

pub(super) fn file_scope() -> Scope {
    Scope {
        parent: None,
        label: String::new(),
        segment: String::new(),
    }
}

fn named_scopes(sketch: &Sketch<'_>) -> Vec<Scope> {
    let scopes = sketch.named.iter().skip(1).map(|scope| Scope {
        parent: Some(scope.parent),
        label: format!("{} {}", scope.word, scope.name),
        segment: scope.name.to_owned(),
    });
    std::iter::once(file_scope()).chain(scopes).collect()
}
