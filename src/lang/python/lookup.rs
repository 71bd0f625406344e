//! Looking up names as Python does: frame by frame, then through aliases, instances and base classes.

use super::facts::{Chain, ChainId, Class, ClassId, FrameKind, MODULE, Value};
use super::resolve::{Known, MOST, Named, Resolver, Thing, instance_of};
use crate::lang::scope::Moment;
use crate::names::Path;

/// How many frames around a name are asked for it, one within the other, before the module is.
const MOST_FRAMES: usize = 200;
/// How many classes above a class are looked at.
const MOST_CLASSES: usize = 64;

impl<'t> Resolver<'_, 't> {
    /// The paths that members of a thing have.
    pub(super) fn named(&mut self, thing: &Thing, members: &[&'t str], fuel: usize) -> Vec<Named> {
        let below = |path: &Path| -> Path {
            path.iter()
                .cloned()
                .chain(members.iter().map(|member| (*member).to_owned()))
                .collect()
        };
        match thing {
            Thing::Item(path) => vec![(below(path), 0)],
            Thing::Generic(_) => Vec::new(),
            Thing::InstanceAt(path) if members.is_empty() => vec![(path.clone(), path.len())],
            Thing::InstanceAt(path) => vec![(below(path), path.len())],
            Thing::Local(class) | Thing::LocalInstance(class) => {
                let is_instance = matches!(thing, Thing::LocalInstance(_));
                self.inherited(*class, members, is_instance, fuel)
            }
        }
    }

    /// The paths that members of a class of the file, or of its instances, have: its own, and those of its bases
    /// unless the class defines the member itself.
    fn inherited(
        &mut self,
        class: ClassId,
        members: &[&'t str],
        is_instance: bool,
        fuel: usize,
    ) -> Vec<Named> {
        let mut named: Vec<Named> = Vec::new();
        // The classes above, the nearest first, each once: without that, diamonds would double the work at each level.
        let mut above = vec![(class, is_instance, fuel)];
        let mut next = 0;
        while let Some(&(class, is_instance, fuel)) = above.get(next) {
            next += 1;
            let Class { own, bases, frame } = &self.facts.classes[class as usize];
            if let Some(own) = own {
                let known = if is_instance { own.len() } else { 0 };
                let members = members.iter().map(|&member| member.to_owned());
                named.push((own.iter().cloned().chain(members).collect(), known));
            }
            let Some(first) = members.first() else { break };
            if fuel == 0 || self.class_members.contains(&(*frame, *first)) {
                continue;
            }
            for base in bases.iter().take(MOST) {
                for known in self.chained(*base, fuel) {
                    match instance_of(known.thing) {
                        Thing::LocalInstance(base) => {
                            let is_known = above.iter().any(|(other, ..)| *other == base);
                            if !is_known && above.len() < MOST_CLASSES {
                                above.push((base, true, fuel - 1));
                            }
                        }
                        thing => named.extend(self.named(&thing, members, fuel - 1)),
                    }
                }
            }
        }
        named.truncate(MOST);
        named
    }

    /// What a whole chain stands for.
    pub(super) fn things_of(&mut self, chain: &Chain, fuel: usize) -> Vec<Known> {
        if fuel == 0 || !self.interesting.contains(self.facts.root(chain)) {
            return Vec::new();
        }
        let members = &self.facts.segments(&chain.segments)[1..];
        let mut things = Vec::new();
        for known in self.lookup(chain, fuel) {
            if members.is_empty() {
                things.push(known);
                continue;
            }
            if !matches!(known.thing, Thing::Item(_) | Thing::Local(_)) {
                // What an instance holds is a value of its own, whatever its class is.
                continue;
            }
            for (path, _) in self.named(&known.thing, members, fuel) {
                things.push(Known {
                    thing: Thing::Item(path),
                    ..known.clone()
                });
            }
        }
        things.truncate(MOST);
        things
    }

    /// What the first name of a chain stands for where the chain is.
    pub(super) fn lookup(&mut self, chain: &Chain, fuel: usize) -> Vec<Known> {
        let name = self.facts.root(chain);
        let mut frame = chain.frame;
        let mut moment = Moment {
            at: chain.span.start,
            block: chain.block,
            deferred: chain.deferred,
        };
        let mut from_function = false;
        let mut found = Vec::new();
        let mut around = 0;
        loop {
            let data = &self.facts.frames[frame as usize];
            let goes_elsewhere = self.elsewhere.get(&(frame, name)) == Some(&true);
            let is_hidden = data.kind == FrameKind::Class && from_function;
            if !(is_hidden || goes_elsewhere)
                && let Some(bindings) = self.table.get(&(frame, name))
            {
                let (reaching, certain) = self.facts.blocks.reaching(bindings, moment);
                let is_local = matches!(
                    data.kind,
                    FrameKind::Function | FrameKind::Comprehension | FrameKind::Inner
                );
                let indices: Vec<usize> = match reaching.is_empty() && is_local {
                    true => bindings.iter().map(|bound| bound.binding).take(MOST).collect(),
                    false => reaching.into_iter().map(|at| bindings[at].binding).collect(),
                };
                for index in indices {
                    found.extend(self.value(index, fuel));
                }
                if certain || is_local {
                    break;
                }
            }
            if frame == MODULE {
                break;
            }
            from_function |= matches!(data.kind, FrameKind::Function | FrameKind::Comprehension);
            if data.kind == FrameKind::Function {
                moment = Moment {
                    at: data.at,
                    block: data.block,
                    deferred: true,
                };
            } else {
                moment = Moment {
                    block: data.block,
                    ..moment
                };
            }
            around += 1;
            frame = if goes_elsewhere || around > MOST_FRAMES {
                MODULE
            } else {
                data.parent
            };
        }
        found.truncate(MOST);
        found
    }

    /// What a binding stands for.
    pub(super) fn value(&mut self, index: usize, fuel: usize) -> Vec<Known> {
        if let Some(known) = self.memo.get(&index) {
            return known.clone();
        }
        if fuel == 0 {
            return Vec::new();
        }
        // A binding that depends on itself (`x = x.y` in a loop) adds nothing to itself.
        self.memo.insert(index, Vec::new());
        let binding = &self.facts.bindings[index];
        let mut things: Vec<Known> = Vec::new();
        for value in &binding.values {
            let own = |thing| Known {
                thing,
                via: binding.span,
                imported: None,
            };
            match value {
                Value::Path(path, imported) if self.unit.leads(path) => {
                    things.push(Known {
                        imported: imported.clone(),
                        ..own(Thing::Item(path.clone()))
                    });
                }
                Value::Path(..) => {}
                Value::Alias(chain) => {
                    let known = self.chained(*chain, fuel).into_iter();
                    things.extend(known.filter(|known| is_passed_on(&known.thing, binding.name)));
                }
                Value::Generic(chain) => {
                    things.extend(self.chained(*chain, fuel).into_iter().map(|known| Known {
                        thing: match known.thing {
                            Thing::Item(path) => Thing::Generic(path),
                            thing => thing,
                        },
                        ..known
                    }));
                }
                Value::Instance(chain) => {
                    things.extend(self.chained(*chain, fuel).into_iter().map(|known| Known {
                        thing: instance_of(known.thing),
                        ..known
                    }));
                }
                Value::Class(class) => things.push(own(Thing::Local(*class))),
                Value::InstanceOf(class) => things.push(own(Thing::LocalInstance(*class))),
            }
        }
        let mut unique: Vec<Known> = Vec::new();
        for known in things {
            if unique.len() < MOST && unique.iter().all(|other| other.thing != known.thing) {
                unique.push(known);
            }
        }
        self.memo.insert(index, unique.clone());
        unique
    }

    /// What a chain stands for that tells a value: looked up once, however many values depend on it.
    fn chained(&mut self, chain: ChainId, fuel: usize) -> Vec<Known> {
        if let Some(known) = self.chain_memo.get(&chain) {
            return known.clone();
        }
        if fuel == 0 {
            return Vec::new();
        }
        self.chain_memo.insert(chain, Vec::new());
        let known = self.things_of(&self.facts.chains[chain as usize], fuel - 1);
        self.chain_memo.insert(chain, known.clone());
        known
    }
}

/// Whether an assignment makes another name of a thing. What a class holds (known by its capital: `Status.DONE`) is a
/// value, though a package may have a capital too (`PIL`); so is a constant under a variable's name.
fn is_passed_on(thing: &Thing, name: &str) -> bool {
    let Thing::Item(path) = thing else { return true };
    let [holders @ .., last] = path.as_slice() else {
        return true;
    };
    let has_upper = |text: &str| text.contains(char::is_uppercase);
    let is_held = holders
        .iter()
        .skip(1)
        .any(|holder| holder.starts_with(char::is_uppercase));
    let is_constant = has_upper(last) && !last.contains(char::is_lowercase);
    !is_held && (!is_constant || has_upper(name))
}
