//! From a sketch to references: every mention is resolved by the rules of scopes, and kept when it reaches a name.
//!
//! A path that cannot lead to a name the scan looks for is nothing here (`None`), as early as that can be told:
//! most are dismissed by their first segment, without an allocation. What another file holds is not known; a path
//! into it is taken as written. Types are not inferred.

mod imports;
mod lookup;
mod members;
mod own;

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::lang::{Reading, Unit};
use crate::names::{OWN, Path};
use crate::reference::{Reference, Role, Scope};
use crate::span::Span;

use super::sketch::{BindingId, FILE, ImportKind, LexId, PathId, Root, Segment, Sketch, Spaces, TypeOf};

/// How many steps of a chain (aliases of aliases, fields of fields) are taken.
const STEPS: u32 = 24;
/// How many lookups through globs into modules of the same file are made in all.
const GLOB_STEPS: u32 = 1 << 20;

/// What a path was found to be.
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
    traits: Option<FxHashMap<BindingId, Vec<Path>>>,
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
        found
    }

    fn resolve_path(&mut self, id: PathId, space: Spaces) -> Option<Found> {
        let record = self.sketch.path(id);
        let sketch = self.sketch;
        let segments = sketch.segments(record);
        let (first, rest) = segments.split_first()?;
        let old = self.unit.place.edition < 2018;
        match (record.root, first.name) {
            (Root::Crate, "self") => self.own(&[], rest),
            (Root::Crate, _) => self.external(segments),
            (_, "crate") => self.own(&[], rest),
            (Root::Global, _) if !old => self.external(segments).or_else(|| self.from_file(segments)),
            (Root::Global, _) => self.from_root(segments),
            (Root::Use, name) if old && !matches!(name, "self" | "super") => self.from_root(segments),
            (_, "self") if rest.is_empty() && record.root != Root::Use => None,
            (_, "self" | "super") => self.relative(record.scope, segments),
            (_, "Self") => {
                let own = self.own_type(record.scope)?;
                self.extend(own, rest)
            }
            (Root::Use, name) => {
                match self.lookup(record.scope, name, space_of_first(segments, space), record.at) {
                    Some(found) => self.extend(found?, rest),
                    None => self.external(segments).or_else(|| self.from_file(segments)),
                }
            }
            _ => self.from_scope(record.scope, segments, space, record.at),
        }
    }

    /// A path from the file's own scope, where a `use` of another scope explains itself in no other way: a file
    /// without a manifest may be of the 2015 edition.
    fn from_file(&mut self, segments: &[Segment<'t>]) -> Option<Found> {
        let first = segments.first()?;
        if segments.len() < 2 || !self.unit.place.module.is_empty() {
            return None;
        }
        let entry = self.index.get(&(FILE, first.name))?;
        let has_module = entry.items.iter().any(|&id| self.inline_module(id).is_some());
        if has_module { self.own(&[], segments) } else { None }
    }

    /// `self::a`, `super::super::a`.
    fn relative(&mut self, scope: LexId, segments: &[Segment<'t>]) -> Option<Found> {
        let mut module = self.sketch.scope(scope).module;
        let mut above = 0;
        let mut rest = segments;
        while let Some((first, after)) = rest.split_first() {
            match first.name {
                "self" => {}
                "super" if module == FILE => above += 1,
                "super" => module = self.sketch.scope(self.sketch.scope(module).parent).module,
                _ => break,
            }
            rest = after;
        }
        if above == 0 {
            return self.below(module, rest);
        }
        let file = &self.unit.place.module;
        let module = file.get(..file.len().checked_sub(above)?)?;
        let module: Vec<&str> = module.iter().map(String::as_str).collect();
        self.own(&module, rest)
    }

    /// A path that begins with a name in scope, or else with a crate's.
    fn from_scope(
        &mut self,
        scope: LexId,
        segments: &[Segment<'t>],
        space: Spaces,
        at: u32,
    ) -> Option<Found> {
        let (first, rest) = segments.split_first()?;
        let space = space_of_first(segments, space);
        if let Some(found) = self.lookup(scope, first.name, space, at) {
            let followed = found.and_then(|found| self.extend(found, rest));
            if followed.is_none() && is_primitive(first.name) && self.is_imported(scope, first.name) {
                return self.external(segments);
            }
            return followed;
        }
        if rest.is_empty() {
            if space == Spaces::MACRO && self.roots.binary_search(&"std").is_ok() {
                return self.leading(vec!["std".to_owned(), first.name.to_owned()]);
            }
            return None;
        }
        self.external(segments)
    }

    /// A path from the root of the crate, as `use` has them in the 2015 edition.
    fn from_root(&mut self, segments: &[Segment<'t>]) -> Option<Found> {
        let first = segments.first()?;
        let is_root = self.unit.place.module.is_empty();
        if is_root && self.index.contains_key(&(FILE, first.name)) {
            let found = self.own(&[], segments);
            if found.is_some() {
                return found;
            }
            let entry = self.index.get(&(FILE, first.name))?;
            let declared = entry.items.iter().any(|&id| !self.is_busy(id));
            return if declared { None } else { self.external(segments) };
        }
        self.own(&[], segments).or_else(|| self.external(segments))
    }

    /// A path that begins with a crate's name, or with that of a primitive type.
    fn external(&mut self, segments: &[Segment<'t>]) -> Option<Found> {
        let (first, rest) = segments.split_first()?;
        let real = self.real_name(first.name);
        if self.crate_name == Some(real) {
            return self.own(&[], rest);
        }
        self.roots.binary_search(&first.name).ok()?;
        let path = std::iter::once(real)
            .chain(rest.iter().map(|segment| segment.name))
            .map(str::to_owned)
            .collect();
        self.leading(path)
    }

    fn real_name<'n>(&self, name: &'n str) -> &'n str
    where
        'a: 'n,
    {
        let renames: &'a [(String, String)] = &self.unit.place.renames;
        match renames.binary_search_by(|(alias, _)| alias.as_str().cmp(name)) {
            Ok(at) => &renames[at].1,
            Err(_) => name,
        }
    }

    /// What was found, if its path leads to a name.
    fn leading(&self, path: Path) -> Option<Found> {
        self.unit.leads(&path).then_some(Found {
            path,
            ..Found::default()
        })
    }

    /// What is below something that was found.
    fn extend(&mut self, mut found: Found, rest: &[Segment<'t>]) -> Option<Found> {
        if rest.is_empty() {
            return Some(found);
        }
        if let Some(scope) = found.module {
            let via = found.via;
            let mut found = self.below(scope, rest)?;
            found.via = via.or(found.via);
            return Some(found);
        }
        if found.path.is_empty() {
            return None;
        }
        found
            .path
            .extend(rest.iter().map(|segment| segment.name.to_owned()));
        found.binding = None;
        self.unit.leads(&found.path).then_some(found)
    }

    fn report_mention(&mut self, path: PathId, span: Span, space: Spaces, role: Role) {
        let Some(found) = self.resolve(path, space) else {
            return;
        };
        let record = self.sketch.path(path);
        let segments = self.sketch.segments(record);
        // `Self` names nothing anew; what is below it may.
        let known = match segments.first() {
            Some(first) if first.name == "Self" => (found.path.len() + 1).saturating_sub(segments.len()),
            _ => 0,
        };
        self.report(found.path, known, (span, found.via), role, record.scope);
    }

    /// Reports a reference, if it tells of a name beyond the segments already known.
    fn report(
        &mut self,
        path: Path,
        known: usize,
        (span, via): (Span, Option<Span>),
        role: Role,
        scope: LexId,
    ) {
        if path.is_empty() || !self.tells(&path, known) {
            return;
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

    /// What `Self` is in a scope.
    fn own_type(&mut self, mut scope: LexId) -> Option<Found> {
        loop {
            let lex = *self.sketch.scope(scope);
            match lex.own_type {
                TypeOf::Unknown => {}
                TypeOf::Path(path) => return self.resolve(path, Spaces::TYPE),
                TypeOf::Primitive(name) => return self.leading(vec![name.to_owned()]),
                TypeOf::Own | TypeOf::Value(_) => return None,
            }
            if scope == FILE {
                return None;
            }
            scope = lex.parent;
        }
    }
}

/// The namespace that the first segment of a path is looked up in.
fn space_of_first(segments: &[Segment<'_>], space: Spaces) -> Spaces {
    if segments.len() > 1 { Spaces::TYPE } else { space }
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

/// Whether a name is that of a primitive type.
fn is_primitive(name: &str) -> bool {
    matches!(
        name,
        "bool"
            | "char"
            | "str"
            | "slice"
            | "f32"
            | "f64"
            | "i8"
            | "i16"
            | "i32"
            | "i64"
            | "i128"
            | "isize"
            | "u8"
            | "u16"
            | "u32"
            | "u64"
            | "u128"
            | "usize"
    )
}
