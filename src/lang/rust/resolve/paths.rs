//! Resolving a path by where it starts.

use crate::names::Path;

use super::super::sketch::{FILE, LexId, PathId, Root, Segment, Spaces, TypeOf};
use super::{Found, Resolver};

impl<'a, 't> Resolver<'a, 't> {
    pub(super) fn resolve_path(&mut self, id: PathId, space: Spaces) -> Option<Found> {
        let record = self.sketch.path(id);
        let sketch = self.sketch;
        let segments = sketch.segments(record);
        let (first, rest) = segments.split_first()?;
        let old = self.unit.place.edition < 2018;
        match (record.root, first.name) {
            (Root::Crate, "self") => self.own(&[], rest),
            (Root::Crate, _) => self.external(segments),
            (_, "crate") => self.own(&[], rest),
            (Root::Global, _) if !old => self.external(segments).or_else(|| self.in_file(segments)),
            (Root::Global, _) => self.in_root(segments),
            (Root::Use, name) if old && !matches!(name, "self" | "super") => self.in_root(segments),
            (_, "self") if rest.is_empty() && record.root != Root::Use => None,
            (_, "self" | "super") => self.relative(record.scope, segments),
            (_, "Self") => {
                let own = self.own_type(record.scope)?;
                self.extend(own, rest)
            }
            (Root::Use, name) => {
                match self.lookup(record.scope, name, space_of_first(segments, space), record.at) {
                    Some(found) => self.extend(found, rest),
                    None => self.external(segments).or_else(|| self.in_file(segments)),
                }
            }
            _ => self.in_scope(record.scope, segments, space, record.at),
        }
    }

    /// A path from the file's own scope, where a `use` of another scope explains itself in no other way: a file
    /// without a manifest may be of the 2015 edition.
    pub(super) fn in_file(&mut self, segments: &[Segment<'t>]) -> Option<Found> {
        let first = segments.first()?;
        if segments.len() < 2 || !self.unit.place.module.is_empty() {
            return None;
        }
        let entry = self.index.get(&(FILE, first.name))?;
        let has_module = entry.items.iter().any(|&id| self.inline_module(id).is_some());
        if has_module { self.own(&[], segments) } else { None }
    }

    /// `self::a`, `super::super::a`.
    pub(super) fn relative(&mut self, scope: LexId, segments: &[Segment<'t>]) -> Option<Found> {
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
    pub(super) fn in_scope(
        &mut self,
        scope: LexId,
        segments: &[Segment<'t>],
        space: Spaces,
        at: u32,
    ) -> Option<Found> {
        let (first, rest) = segments.split_first()?;
        let space = space_of_first(segments, space);
        if let Some(found) = self.lookup(scope, first.name, space, at) {
            if rest.is_empty()
                && space == Spaces::TYPE
                && is_primitive(first.name)
                && self.is_imported(scope, first.name)
            {
                // The type goes before a module of the same name.
                return None;
            }
            let followed = self.extend(found, rest);
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
    pub(super) fn in_root(&mut self, segments: &[Segment<'t>]) -> Option<Found> {
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
    pub(super) fn external(&mut self, segments: &[Segment<'t>]) -> Option<Found> {
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

    pub(super) fn real_name<'n>(&self, name: &'n str) -> &'n str
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
    pub(super) fn leading(&self, path: Path) -> Option<Found> {
        self.unit.leads(&path).then_some(Found {
            path,
            ..Found::default()
        })
    }

    /// What is below something that was found.
    pub(super) fn extend(&mut self, found: Found, rest: &[Segment<'t>]) -> Option<Found> {
        if rest.is_empty() {
            return Some(found);
        }
        let below: Vec<Found> = found
            .each()
            .filter_map(|found| self.extend_one(found, rest))
            .collect();
        Found::any_of(below.into_iter())
    }

    fn extend_one(&mut self, found: Found, rest: &[Segment<'t>]) -> Option<Found> {
        if let Some(scope) = found.module {
            let each = self.below(scope, rest)?.each();
            return Found::any_of(each.map(|below| Found {
                via: found.via.or(below.via),
                ..below
            }));
        }
        let names: Vec<&str> = rest.iter().map(|segment| segment.name).collect();
        self.longer(found, &names)
    }

    /// What is below a path that was found, if that leads to a name.
    pub(super) fn longer(&self, mut found: Found, rest: &[&str]) -> Option<Found> {
        if found.path.is_empty() {
            return None;
        }
        found.path.extend(rest.iter().map(|&name| name.to_owned()));
        found.binding = None;
        self.unit.leads(&found.path).then_some(found)
    }

    /// What `Self` is in a scope.
    pub(super) fn own_type(&mut self, mut scope: LexId) -> Option<Found> {
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

/// Whether a name is that of a primitive type.
pub(in crate::lang::rust) fn is_primitive(name: &str) -> bool {
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
