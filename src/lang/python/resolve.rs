//! From [`Facts`] to references: which chains name what the scan looks for.
//!
//! First the interesting names are found: those that some binding, in any frame, may tie to a name of the scan.
//! Where there is none, nothing else is looked at. Then each chain that starts at an interesting name is looked up,
//! frame by frame, as Python does.

use rustc_hash::{FxHashMap, FxHashSet};

use super::facts::{Binding, Chain, ChainId, ClassId, Facts, FrameId, FrameKind, MODULE, Value};
use crate::lang::Unit;
use crate::lang::scope::{Bound, ELSEWHERE};
use crate::names::Path;
use crate::reference::{Export, Reference, Role};
use crate::span::Span;

/// How long a chain of aliases is followed, and how many values one name may have.
pub(super) const DEEPEST: usize = 24;
pub(super) const MOST: usize = 16;

/// What a name stands for at some place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Thing {
    /// A module, class, function, … of a known path.
    Item(Path),
    /// A type made of the class at a path, and not that class itself.
    Generic(Path),
    /// An instance of the class at a path.
    InstanceAt(Path),
    /// A class of this file, an instance of it.
    Local(ClassId),
    LocalInstance(ClassId),
}

/// A thing, and the place that brought it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) thing: Thing,
    pub(super) via: Span,
    /// For `import a.b`, which binds `a`: the whole of `a.b`.
    pub(super) imported: Option<Path>,
}

/// A path, and how much of it only tells a receiver's type.
pub(super) type Named = (Path, usize);

pub(super) struct Resolver<'f, 't> {
    pub(super) facts: &'f Facts<'t>,
    pub(super) unit: &'f Unit<'t>,
    /// The bindings of the interesting names, by frame and name, ascending.
    pub(super) table: FxHashMap<(FrameId, &'t str), Vec<Bound>>,
    /// Frames that declare a name to be bound elsewhere.
    pub(super) elsewhere: FxHashMap<(FrameId, &'t str), bool>,
    pub(super) interesting: FxHashSet<&'t str>,
    /// The names that each class defines itself.
    pub(super) class_members: FxHashSet<(FrameId, &'t str)>,
    /// The bindings of `import a.b`, by the name they bind.
    module_imports: FxHashMap<&'t str, Vec<usize>>,
    /// What each binding stands for, once known.
    pub(super) memo: FxHashMap<usize, Vec<Known>>,
    /// The same for the chains that values are made of.
    pub(super) chain_memo: FxHashMap<ChainId, Vec<Known>>,
}

impl<'f, 't> Resolver<'f, 't> {
    pub(super) fn new(facts: &'f Facts<'t>, unit: &'f Unit<'t>) -> Self {
        let mut resolver = Self {
            facts,
            unit,
            table: FxHashMap::default(),
            elsewhere: FxHashMap::default(),
            interesting: FxHashSet::default(),
            class_members: FxHashSet::default(),
            module_imports: FxHashMap::default(),
            memo: FxHashMap::default(),
            chain_memo: FxHashMap::default(),
        };
        resolver.find_interesting();
        if !resolver.interesting.is_empty() {
            resolver.fill();
        }
        resolver
    }

    /// The names that may stand for something of interest: seeds are imports and own names that lead to a target,
    /// and whatever is bound to an interesting name is interesting too.
    fn find_interesting(&mut self) {
        let roots = self.roots();
        let mut dependents: FxHashMap<&'t str, Vec<&'t str>> = FxHashMap::default();
        let mut open: Vec<&'t str> = Vec::new();
        for binding in &self.facts.bindings {
            for value in &binding.values {
                match value {
                    Value::Path(path, _) if self.unit.leads(path) => open.push(binding.name),
                    Value::Path(..) => {}
                    Value::Alias(chain) => {
                        let root = self.facts.root(&self.facts.chains[*chain as usize]);
                        dependents.entry(root).or_default().push(binding.name);
                    }
                    Value::Generic(chain) | Value::Instance(chain) => {
                        if let Some(root) = self.root_with_members(*chain, &roots) {
                            dependents.entry(root).or_default().push(binding.name);
                        }
                    }
                    Value::Class(class) | Value::InstanceOf(class) => {
                        let class = &self.facts.classes[*class as usize];
                        open.extend(class.own.is_some().then_some(binding.name));
                        for base in class
                            .bases
                            .iter()
                            .filter_map(|base| self.root_with_members(*base, &roots))
                        {
                            dependents.entry(base).or_default().push(binding.name);
                        }
                    }
                }
            }
        }
        while let Some(name) = open.pop() {
            if self.interesting.insert(name) {
                open.extend(dependents.remove(name).unwrap_or_default());
            }
        }
    }

    /// What each name may be: the paths that imports give it, and whether it may be anything else of interest.
    fn roots(&self) -> FxHashMap<&'t str, (Vec<&'f Path>, bool)> {
        let mut roots: FxHashMap<&'t str, (Vec<&Path>, bool)> = FxHashMap::default();
        for binding in self
            .facts
            .bindings
            .iter()
            .filter(|binding| !binding.values.is_empty())
        {
            let (paths, is_other) = roots.entry(binding.name).or_default();
            for value in &binding.values {
                match value {
                    Value::Path(path, _) if self.unit.leads(path) => paths.push(path),
                    Value::Path(..) => {}
                    _ => *is_other = true,
                }
            }
        }
        roots
    }

    /// The first name of a chain, if some name of the scan could be a member of what the chain names: instances of
    /// other things are of no interest.
    fn root_with_members(
        &self,
        chain: ChainId,
        roots: &FxHashMap<&'t str, (Vec<&'f Path>, bool)>,
    ) -> Option<&'t str> {
        let chain = &self.facts.chains[chain as usize];
        let root = self.facts.root(chain);
        let (paths, is_other) = roots.get(root)?;
        let members = &self.facts.segments(&chain.segments)[1..];
        let has_members = |path: &&Path| {
            let longer: Path = path
                .iter()
                .cloned()
                .chain(members.iter().map(|&member| member.to_owned()))
                .collect();
            !self.unit.continuations(&longer).is_empty()
        };
        (*is_other || paths.iter().any(has_members)).then_some(root)
    }

    fn fill(&mut self) {
        for declared in &self.facts.elsewhere {
            if self.interesting.contains(declared.name) {
                self.elsewhere
                    .insert((declared.frame, declared.name), declared.global);
            }
        }
        let mut functions: FxHashSet<(FrameId, &'t str)> = FxHashSet::default();
        for binding in &self.facts.bindings {
            match self.facts.frames[binding.frame as usize].kind {
                FrameKind::Class => self.class_members.insert((binding.frame, binding.name)),
                FrameKind::Function => functions.insert((binding.frame, binding.name)),
                _ => continue,
            };
        }
        for (index, binding) in self.facts.bindings.iter().enumerate() {
            if !self.interesting.contains(binding.name) {
                continue;
            }
            let (frame, block) = match self.elsewhere.get(&(binding.frame, binding.name)) {
                Some(true) => (MODULE, ELSEWHERE),
                Some(false) => (self.nonlocal(binding, &functions), ELSEWHERE),
                None => (binding.frame, binding.block),
            };
            if matches!(binding.values.as_slice(), [Value::Path(_, Some(_))]) {
                self.module_imports.entry(binding.name).or_default().push(index);
            }
            let bound = Bound {
                at: binding.at,
                block,
                binding: index,
            };
            self.table.entry((frame, binding.name)).or_default().push(bound);
        }
        #[expect(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
        for bindings in self.table.values_mut() {
            bindings.sort_by_key(|bound| (bound.at, bound.binding));
        }
    }

    /// The function frame around a frame that binds a name.
    fn nonlocal(&self, binding: &Binding<'t>, functions: &FxHashSet<(FrameId, &'t str)>) -> FrameId {
        let mut frame = self.facts.frames[binding.frame as usize].parent;
        while frame != MODULE && !functions.contains(&(frame, binding.name)) {
            frame = self.facts.frames[frame as usize].parent;
        }
        frame
    }

    /// The interesting names to which more than imports may give a meaning: all that mentions them matters.
    pub(super) fn interesting_names(&self) -> Vec<String> {
        let bindings = self.facts.bindings.iter();
        let told = bindings.filter(|binding| !binding.is_import && !binding.values.is_empty());
        let interesting = told.filter(|binding| self.interesting.contains(binding.name));
        let mut names: Vec<String> = interesting.map(|binding| binding.name.to_owned()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Every reference of the file.
    pub(super) fn references(&mut self) -> Vec<Reference> {
        let facts = self.facts;
        let mut references: Vec<Reference> = facts
            .spelled
            .iter()
            .map(|spelled| Reference {
                path: spelled.path.clone(),
                known: spelled.known,
                span: spelled.span,
                role: spelled.role,
                via: None,
                scope: spelled.scope,
            })
            .collect();
        if self.interesting.is_empty() {
            return references;
        }
        for chain in &facts.chains {
            if let Some(role) = chain.role {
                self.use_of(chain, role, &mut references);
            }
        }
        for member in &facts.members {
            let chain = &facts.chains[member.receiver as usize];
            let members = facts.segments(&member.members);
            for known in self.things_of(chain, DEEPEST) {
                let instance = instance_of(known.thing.clone());
                for (path, depth) in self.named(&instance, members, DEEPEST) {
                    self.emit(
                        path,
                        depth,
                        member.span,
                        (Role::Use, &known, chain),
                        &mut references,
                    );
                }
            }
        }
        references
    }

    fn use_of(&mut self, chain: &Chain, role: Role, references: &mut Vec<Reference>) {
        if !self.interesting.contains(self.facts.root(chain)) {
            return;
        }
        let segments = self.facts.segments(&chain.segments);
        for known in self.lookup(chain, DEEPEST) {
            for (path, depth) in self.named(&known.thing, &segments[1..], DEEPEST) {
                let reported = match chain.known {
                    0 => depth,
                    known => depth.max(path.len().saturating_sub(segments.len() - known as usize)),
                };
                self.emit(path, reported, chain.span, (role, &known, chain), references);
            }
        }
    }

    fn emit(
        &self,
        path: Path,
        known: usize,
        span: Span,
        (role, source, chain): (Role, &Known, &Chain),
        references: &mut Vec<Reference>,
    ) {
        if !self.unit.reaches(&path) {
            return;
        }
        let via = Some(self.via(source, &path, chain));
        let reference = Reference {
            path,
            known,
            span,
            role,
            via,
            scope: chain.scope,
        };
        if references.last() != Some(&reference) {
            references.push(reference);
        }
    }

    /// Where the name was brought in. Of several `import a.…` the one that spells most of the path.
    fn via(&self, known: &Known, path: &Path, chain: &Chain) -> Span {
        let fits = |imported: &Option<Path>| {
            imported
                .as_ref()
                .is_none_or(|imported| path.starts_with(imported))
        };
        if fits(&known.imported) {
            return known.via;
        }
        let imports = self
            .module_imports
            .get(self.facts.root(chain))
            .map(Vec::as_slice)
            .unwrap_or_default();
        let better = imports
            .iter()
            .map(|index| &self.facts.bindings[*index])
            .find(|binding| {
                binding
                    .values
                    .iter()
                    .any(|value| matches!(value, Value::Path(_, imported) if fits(imported)))
            });
        better.map_or(known.via, |binding| binding.span)
    }

    /// The names that the module passes on to those who import it.
    pub(super) fn exports(&mut self) -> Vec<Export> {
        if self.unit.place.module.is_empty() {
            return Vec::new();
        }
        let mut exports = self.facts.exports.clone();
        for index in 0..self.facts.bindings.len() {
            let binding = &self.facts.bindings[index];
            if binding.frame != MODULE || !self.interesting.contains(binding.name) {
                continue;
            }
            let mut name = self.unit.place.own_module();
            name.push(binding.name.to_owned());
            for known in self.value(index, DEEPEST) {
                if let Thing::Item(path) = known.thing
                    && path != name
                    && self.unit.reaches(&path)
                {
                    exports.push(Export {
                        name: name.clone(),
                        stands_for: path,
                    });
                }
            }
        }
        exports.sort();
        exports.dedup();
        exports
    }
}

pub(super) fn instance_of(thing: Thing) -> Thing {
    match thing {
        Thing::Item(path) | Thing::Generic(path) => Thing::InstanceAt(path),
        Thing::Local(class) => Thing::LocalInstance(class),
        instance => instance,
    }
}
