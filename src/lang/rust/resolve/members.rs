//! Members of values whose type is evident: methods and fields.

use super::super::sketch::{FILE, LexId, LexKind, Member, PathId, Segment, Spaces, TypeOf, What};
use super::paths::is_primitive;
use super::{Found, Resolver, Traits};

/// Types of the prelude whose values have the members of a primitive type as well.
const DEREFS: [(&str, &str); 2] = [("String", "str"), ("Vec", "slice")];

impl<'t> Resolver<'_, 't> {
    pub(super) fn report_member(&mut self, member: &Member<'t>) {
        let Some(of) = self.type_of(member.base, member.scope) else {
            return;
        };
        for of in of.each() {
            self.report_member_below(of, member);
        }
    }

    fn report_member_below(&mut self, mut of: Found, member: &Member<'t>) {
        let sketch = self.sketch;
        for field in sketch.fields(member) {
            match self.field_type(&of, field) {
                Some(next) => of = next,
                None => return,
            }
        }
        self.report_member_of(&of, member);
        self.report_trait_members(&of, member);
        if self.derefs_to_str(&of, member) {
            let of = Found {
                path: vec!["str".to_owned()],
                ..Found::default()
            };
            self.report_member_of(&of, member);
        }
    }

    /// Reports a method of a trait that the file implements for a type of its own. A trait has no fields: what is not
    /// called is one of the type's.
    fn report_trait_members(&mut self, of: &Found, member: &Member<'t>) {
        let Some(id) = of.binding else { return };
        let after = self.unit.text.get(member.span.end as usize..).unwrap_or_default();
        if !after.trim_start().starts_with(['(', ':']) {
            return;
        }
        let traits = match self.traits.take() {
            Some(traits) => traits,
            None => self.implemented(),
        };
        let is_own = traits.inherent.contains(&(id, member.name.name));
        for path in traits
            .implemented
            .get(&id)
            .into_iter()
            .flatten()
            .filter(|_| !is_own)
        {
            let of = Found {
                path: path.clone(),
                ..Found::default()
            };
            self.report_member_of(&of, member);
        }
        self.traits = Some(traits);
    }

    pub(super) fn implemented(&mut self) -> Traits<'t> {
        let mut traits = Traits::default();
        let sketch = self.sketch;
        for &(own, name) in &sketch.impls {
            let Some(found) = self.resolve(name, Spaces::TYPE) else {
                continue;
            };
            let scope = sketch.path(name).scope;
            let own = self.type_of(own, scope).and_then(|own| own.binding);
            if let Some(own) = own
                && !found.path.is_empty()
            {
                let implemented = traits.implemented.entry(own).or_default();
                if !implemented.contains(&found.path) {
                    implemented.push(found.path);
                }
            }
        }
        if traits.implemented.is_empty() {
            return traits;
        }
        for &(own, name) in &sketch.inherent {
            if let Some(own) = self.type_of(own, FILE).and_then(|own| own.binding) {
                traits.inherent.insert((own, name));
            }
        }
        traits
    }

    fn report_member_of(&mut self, of: &Found, member: &Member<'t>) {
        if of.path.is_empty() {
            return;
        }
        let known = of.path.len();
        let mut path = of.path.clone();
        path.push(member.name.name.to_owned());
        if self.unit.leads(&path) {
            let role = crate::reference::Role::Use;
            self.report(path, known, (member.span, of.via), role, member.scope);
        }
    }

    /// The type of a field of a struct of this file.
    fn field_type(&mut self, of: &Found, field: &Segment<'t>) -> Option<Found> {
        let What::Struct(fields) = self.sketch.bindings[of.binding? as usize].what else {
            return None;
        };
        let entry = self.index.get(&(fields, field.name))?;
        let id = entry
            .items
            .iter()
            .copied()
            .find(|&id| self.sketch.bindings[id as usize].spaces == Spaces::FIELD)?;
        match self.sketch.bindings[id as usize].what {
            What::Value(type_of) => self.type_of(type_of, fields),
            _ => None,
        }
    }

    /// The type that is evident.
    pub(super) fn type_of(&mut self, type_of: TypeOf, scope: LexId) -> Option<Found> {
        if self.step > super::STEPS {
            return None;
        }
        self.step += 1;
        let found = match type_of {
            TypeOf::Unknown => None,
            TypeOf::Own => self.own_type(scope),
            TypeOf::Primitive(name) => self.leading(vec![name.to_owned()]),
            TypeOf::Path(path) => self.named_type(path),
            TypeOf::Value(path) => self.value_type(path),
        };
        self.step -= 1;
        found
    }

    fn named_type(&mut self, path: PathId) -> Option<Found> {
        if let Some(found) = self.resolve(path, Spaces::TYPE) {
            return Some(found);
        }
        let sketch = self.sketch;
        let record = sketch.path(path);
        let [only] = sketch.segments(record) else {
            return None;
        };
        if let Some(found) = self.bound_type(record.scope, only.name) {
            return Some(found);
        }
        let derefs = DEREFS
            .iter()
            .find(|(name, _)| *name == only.name)
            .map(|(_, to)| *to);
        let name = derefs.or(is_primitive(only.name).then_some(only.name))?;
        if self
            .lookup(record.scope, only.name, Spaces::TYPE, record.at)
            .is_some()
        {
            return None;
        }
        self.leading(vec![name.to_owned()])
    }

    /// What bounds a type parameter.
    fn bound_type(&mut self, scope: LexId, name: &str) -> Option<Found> {
        let mut here = scope;
        while here != FILE {
            if let Some(entry) = self.index.get(&(here, name)) {
                let bounds: Vec<TypeOf> = entry
                    .items
                    .iter()
                    .take(8)
                    .filter_map(|&id| match self.sketch.bindings[id as usize].what {
                        What::Parameter(bound) => Some(bound),
                        _ => None,
                    })
                    .collect();
                return bounds.into_iter().find_map(|bound| self.type_of(bound, here));
            }
            here = self.sketch.scope(here).parent;
        }
        None
    }

    /// Whether a value of a type is a `String` by its full name, and so has the members of `str` too.
    fn derefs_to_str(&self, of: &Found, member: &Member<'t>) -> bool {
        let is_string = of.path.iter().map(String::as_str).eq(["std", "string", "String"]);
        is_string
            && !self
                .unit
                .leads(&[of.path[0].as_str(), "string", "String", member.name.name])
    }

    /// The type of the value that a name stands for.
    fn value_type(&mut self, path: PathId) -> Option<Found> {
        let sketch = self.sketch;
        let record = sketch.path(path);
        let [name] = sketch.segments(record) else {
            return None;
        };
        let mut here = record.scope;
        let mut sees_locals = true;
        loop {
            if sees_locals && let Some(id) = self.local_at(here, name.name, record.at) {
                let binding = &sketch.bindings[id as usize];
                let What::Value(type_of) = binding.what else {
                    return None;
                };
                return self.type_of(type_of, binding.scope);
            }
            if let Some(type_of) = self.constant(here, name.name) {
                return self.type_of(type_of, here);
            }
            let lex = sketch.scope(here);
            if here == FILE {
                return None;
            }
            match lex.kind {
                LexKind::Module => return self.shared_constant(here, name, record.at),
                LexKind::Item => sees_locals = false,
                LexKind::Block => {}
            }
            here = lex.parent;
        }
    }

    /// The declared type of a constant or static of a scope.
    fn constant(&self, scope: LexId, name: &str) -> Option<TypeOf> {
        let entry = self.index.get(&(scope, name))?;
        entry.items.iter().find_map(|&id| {
            let binding = &self.sketch.bindings[id as usize];
            match binding.what {
                What::Value(type_of) if binding.spaces.meets(Spaces::VALUE) => Some(type_of),
                _ => None,
            }
        })
    }

    /// The type of a constant that an import or a glob brings into a module from another one of this file.
    fn shared_constant(&mut self, scope: LexId, name: &Segment<'t>, at: u32) -> Option<Found> {
        let found = self.lookup(scope, name.name, Spaces::VALUE, at)?;
        let binding = self.sketch.bindings[found.binding? as usize];
        match binding.what {
            What::Value(type_of) => self.type_of(type_of, binding.scope),
            _ => None,
        }
    }
}
