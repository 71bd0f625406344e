//! The crates of a tree as one graph of modules: what an item is called from outside of its crate.
//!
//! An item is public by every path on which all modules are public, and by every `pub use` on such a path. What cannot
//! be told (`#[path]`, modules that macros make) is left out; then the path where the item stands is its only name.

use std::collections::{BTreeMap, VecDeque};

use super::items::{Found, Module, Source, What};
use crate::names::Path;

/// So many names of one thing are enough.
const MOST_NAMES: usize = 8;

/// How many re-exports are followed one after the other.
const DEEPEST: usize = 16;

/// More public paths than this are not looked at, all modules of a tree together.
const MOST_PATHS: usize = 100_000;

/// The modules of all crates of a tree.
#[derive(Debug, Default)]
pub(super) struct Crates {
    modules: BTreeMap<Path, Module>,
    /// By where a module stands, its public paths, the shortest first.
    public: BTreeMap<Path, Vec<Path>>,
    /// The same for items that are re-exported by name.
    items: BTreeMap<Path, Vec<Path>>,
}

impl Crates {
    /// Takes the modules of sources.
    pub(super) fn new(sources: &mut [Source]) -> Self {
        let mut crates = Self::default();
        for (path, module) in sources.iter_mut().flat_map(|source| source.modules.drain(..)) {
            // A library and the program beside it are one crate to whoever looks at paths alone.
            let known = crates.modules.entry(path).or_default();
            for (name, is_public) in module.items {
                *known.items.entry(name).or_default() |= is_public;
            }
            known.children.extend(module.children);
            known.uses.extend(module.uses);
        }
        crates.publish();
        crates
    }

    /// Finds every public path.
    fn publish(&mut self) {
        let roots = self.modules.keys().filter(|path| path.len() == 1);
        let mut open: VecDeque<(Path, Path)> = roots.map(|root| (root.clone(), root.clone())).collect();
        let mut left = MOST_PATHS;
        let (mut public, mut items) = (BTreeMap::new(), BTreeMap::new());
        while let Some((path, real)) = open.pop_front() {
            if left == 0 || !add(&mut public, &real, path.clone()) {
                continue;
            }
            left -= 1;
            let Some(module) = self.modules.get(&real) else {
                continue;
            };
            for (name, _) in module.children.iter().filter(|(_, child)| child.is_public) {
                open.push_back((joined(&path, [name]), joined(&real, [name])));
            }
            for brought in module.uses.iter().filter(|brought| brought.is_public) {
                let Some(target) = self.resolve(&real, &brought.path) else {
                    continue;
                };
                match &brought.name {
                    None => open.push_back((path.clone(), target)),
                    Some(name) if self.modules.contains_key(&target) => {
                        open.push_back((joined(&path, [name]), target));
                    }
                    Some(name) => {
                        add(&mut items, &target, joined(&path, [name]));
                    }
                }
            }
        }
        (self.public, self.items) = (public, items);
    }

    /// Where something stands that a path in a module names.
    fn resolve(&self, module: &Path, path: &[String]) -> Option<Path> {
        let (mut at, mut rest) = self.start(module, path)?;
        for _ in 0..DEEPEST {
            while let Some((next, after)) = rest.split_first() {
                let below = joined(&at, [next]);
                if !self.modules.contains_key(&below) {
                    break;
                }
                (at, rest) = (below, after.to_vec());
            }
            let Some((next, after)) = rest.split_first() else {
                return Some(at);
            };
            let here = self.modules.get(&at)?;
            if here.items.contains_key(next) {
                return Some(joined(&at, &rest));
            }
            let by_name = here
                .uses
                .iter()
                .find(|brought| brought.name.as_ref() == Some(next));
            if let Some(brought) = by_name {
                let (start, more) = self.start(&at, &brought.path)?;
                let more = more.into_iter().chain(after.iter().cloned()).collect();
                if (&start, &more) == (&at, &rest) {
                    return Some(joined(&at, &rest));
                }
                (at, rest) = (start, more);
                continue;
            }
            match self.glob(&at, here, next) {
                Some(found) => at = found,
                None => return Some(joined(&at, &rest)),
            }
        }
        None
    }

    /// The module that a glob of another one brings an item in from.
    fn glob(&self, at: &Path, module: &Module, item: &String) -> Option<Path> {
        let globs = module.uses.iter().filter(|brought| brought.name.is_none());
        let mut sources = globs.filter_map(|brought| {
            let (start, rest) = self.start(at, &brought.path)?;
            let source = joined(&start, &rest);
            let inner = self.modules.get(&source)?;
            let has = inner.items.contains_key(item)
                || inner.children.contains_key(item)
                || inner
                    .uses
                    .iter()
                    .any(|brought| brought.name.as_ref() == Some(item));
            (has && source != *at).then_some(source)
        });
        sources.next()
    }

    /// The module that a path begins at, and what is left of the path.
    fn start(&self, module: &Path, path: &[String]) -> Option<(Path, Path)> {
        let (first, rest) = path.split_first()?;
        let mut at = match first.as_str() {
            "crate" => module[..1].to_vec(),
            "self" => module.clone(),
            "super" => module[..module.len().checked_sub(1)?].to_vec(),
            _ => {
                let here = self.modules.get(module)?;
                let is_here = here.items.contains_key(first)
                    || here.children.contains_key(first)
                    || here.uses.iter().any(|brought| {
                        brought.name.as_ref() == Some(first) && brought.path.as_slice() != path
                    });
                let is_crate = self.modules.contains_key(&path[..1]);
                return match is_here || !is_crate {
                    true => Some((module.clone(), path.to_vec())),
                    false => Some((vec![first.clone()], rest.to_vec())),
                };
            }
        };
        let supers = rest.iter().take_while(|segment| *segment == "super").count();
        at.truncate(at.len().checked_sub(supers).filter(|left| *left > 0)?);
        Some((at, rest[supers..].to_vec()))
    }

    /// Whether a module, or one around it, is for tests.
    pub(super) fn is_test(&self, module: &[String]) -> bool {
        (1..module.len()).any(|depth| {
            let around = self.modules.get(&module[..depth]);
            around.is_some_and(|around| {
                let child = around.children.get(&module[depth]);
                child.is_some_and(|child| child.is_test)
            })
        })
    }

    /// The names of a deprecated item: those from outside first, the shortest in front; where it stands last.
    pub(super) fn names(&self, found: &Found) -> Vec<Path> {
        let mut real = joined(&found.module, &found.below);
        let mut names = match found.what {
            What::Module => self.public.get(&real).cloned().unwrap_or_default(),
            What::RootMacro => {
                real = joined(&found.module[..1], found.below.last());
                vec![real.clone()]
            }
            What::Item => self.outside(&found.module, &found.below),
            What::Member => {
                let (of, member) = found.below.split_at(found.below.len().saturating_sub(1));
                let of = self.resolve(&found.module, of).unwrap_or_default();
                let module = (0..of.len())
                    .rev()
                    .find(|depth| self.modules.contains_key(&of[..*depth]));
                let Some(module) = module else {
                    return vec![real];
                };
                let below = joined(&of[module..], member);
                real = joined(&of, member);
                self.outside(&of[..module], &below)
            }
        };
        names.sort_by(|one, other| (one.len(), one).cmp(&(other.len(), other)));
        names.dedup();
        names.truncate(MOST_NAMES);
        if !names.contains(&real) {
            names.push(real);
        }
        names
    }

    /// The paths from outside of something in a module.
    fn outside(&self, module: &[String], below: &[String]) -> Vec<Path> {
        let Some((first, rest)) = below.split_first() else {
            return Vec::new();
        };
        let is_public = self
            .modules
            .get(module)
            .and_then(|module| module.items.get(first));
        let modules = self.public.get(module).filter(|_| is_public == Some(&true));
        let by_module = modules.into_iter().flatten().map(|path| joined(path, below));
        let by_name = self.items.get(&joined(module, [first])).into_iter().flatten();
        by_module.chain(by_name.map(|path| joined(path, rest))).collect()
    }
}

/// Notes a path of something; returns whether it is new, and none that goes around in a circle.
fn add(known: &mut BTreeMap<Path, Vec<Path>>, real: &Path, path: Path) -> bool {
    let paths = known.entry(real.clone()).or_default();
    let is_new = paths.len() < MOST_NAMES && !paths.iter().any(|known| path.starts_with(known));
    if is_new {
        paths.push(path);
    }
    is_new
}

fn joined<'s>(path: &[String], more: impl IntoIterator<Item = &'s String>) -> Path {
    let more = more.into_iter().cloned();
    path.iter().cloned().chain(more).collect()
}
