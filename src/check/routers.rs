//! What the paths of routes begin with: the prefixes of what they are declared on and of what that is mounted in, by one
//! expression, by names, or by a function that is given a router. What other files mount is known from [`mounts`](crate::ruleset::mounts).

use std::borrow::Cow;
use std::collections::BTreeSet;

use memchr::memmem;
use rustc_hash::{FxHashMap, FxHashSet};

use super::endpoints::BEGINNINGS;
use crate::idiom::{Idioms, Meaning};
use crate::lang::Language;
use crate::literal::{CallId, ClassId, Placed, Stands, Usage};
use crate::project::Place;
use crate::ruleset::mounts::Mounts;
use crate::span::Span;

/// How many calls around a route are looked at, and how many of a chain.
const DEEPEST: usize = 64;

/// More routers of a file are not looked for among the arguments of functions.
const MOST_NAMES: usize = 64;

/// More places where a route is mounted are left out.
const MOST_PLACES: usize = 16;

/// The routers of a source: what calls make, take, and put in front of paths.
#[derive(Debug)]
pub(super) struct Routers<'r> {
    pub(super) usage: &'r Usage,
    pub(super) place: &'r Place,
    /// What the paths begin with that are declared on what a call makes.
    pub(super) prefixes: FxHashMap<CallId, &'r str>,
    /// What the paths begin with that are declared in the body of a class.
    classes: FxHashMap<ClassId, &'r str>,
    /// What the paths begin with that are declared on what a call takes.
    pub(super) mounts: FxHashMap<CallId, Below<'r>>,
    /// The calls that take what has a name.
    pub(super) takers: FxHashMap<Cow<'r, str>, Vec<CallId>>,
    /// The calls whose prefix is that of what has a name.
    named: FxHashMap<&'r str, CallId>,
    /// The calls that make a part of what they take.
    onto: FxHashSet<CallId>,
    /// Those of functions that are given a router.
    handing: FxHashSet<CallId>,
    /// The calls whose arguments are beside what they are called on.
    beside: FxHashSet<CallId>,
}

/// A call of a function that is given a router.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Handing {
    /// Where the name of the function stands.
    pub(super) callee: Span,
    /// Where its arguments begin.
    arguments: u32,
}

/// What a call mounts something below.
#[derive(Debug, Clone, Copy)]
pub(super) struct Below<'r> {
    prefix: &'r str,
    /// It stands for the prefix that a router was made with.
    pub(super) replaces: bool,
}

/// A route on its way up, to where nothing is around it.
#[derive(Debug, Clone)]
struct Way<'r> {
    at: CallId,
    /// The innermost first.
    prefixes: Vec<&'r str>,
    seen: Vec<CallId>,
}

/// The end of a way: nothing in the file is around it.
#[derive(Debug)]
pub(super) struct Top<'r> {
    /// The innermost first.
    pub(super) prefixes: Vec<&'r str>,
    /// How many of them are those that the last router was made with.
    own: usize,
    /// What the last router is called.
    pub(super) names: Vec<&'r str>,
}

impl<'r> Routers<'r> {
    pub(super) fn new(
        idioms: &Idioms,
        language: Option<&'static Language>,
        usage: &'r Usage,
        place: &'r Place,
        handing: &[Handing],
    ) -> Self {
        let language = language.map(|language| language.name);
        let mut takers: FxHashMap<Cow<'_, str>, Vec<CallId>> = FxHashMap::default();
        let [mut onto, mut handed, mut beside] = [(); 3].map(|()| FxHashSet::default());
        for (id, call) in (0..).zip(&usage.calls) {
            let means = |meanings: &[Meaning]| idioms.call_means(language, usage, call, meanings);
            if means(&[Meaning::Beside]) {
                beside.insert(id);
            }
            if call.takes.is_empty() {
                continue;
            }
            let mut names: Vec<Cow<'_, str>> = Vec::new();
            if means(&[Meaning::Mount, Meaning::Remount]) {
                names.extend(call.takes.iter().map(|name| Cow::Borrowed(name.as_str())));
            } else if means(&[Meaning::Onto]) {
                onto.insert(id);
            } else if handing.iter().any(|handing| handing.arguments == call.arguments) {
                onto.insert(id);
                handed.insert(id);
                // What is declared in a function that is given a router is declared on that.
                names.push(Cow::Owned(format!("{}()", call.callee.join("."))));
            }
            for name in names {
                let takers = takers.entry(name).or_default();
                if takers.len() < MOST_PLACES && takers.last() != Some(&id) {
                    takers.push(id);
                }
            }
        }
        Self {
            usage,
            place,
            prefixes: FxHashMap::default(),
            classes: FxHashMap::default(),
            mounts: FxHashMap::default(),
            takers,
            named: FxHashMap::default(),
            onto,
            handing: handed,
            beside,
        }
    }

    /// Takes a literal that is what paths begin with.
    pub(super) fn note(&mut self, placed: &'r Placed, meaning: Meaning) {
        let text = placed.literal.text();
        let (call, slot) = match &placed.stands {
            Stands::Argument { call, slot } => (call, slot),
            Stands::Assigned { class, .. } => {
                if let Some(class) = class {
                    self.classes.entry(*class).or_insert(text);
                }
                return;
            }
            _ => return,
        };
        if meaning == Meaning::Prefix {
            // What is said by its name counts more than what is only named.
            let prefix = self.prefixes.entry(*call).or_insert(text);
            if slot.keyword.is_some() {
                *prefix = text;
            }
            let names = self.usage.calls.get(*call as usize).map(|call| &call.bound);
            for name in names.into_iter().flatten() {
                self.named.entry(name).or_insert(*call);
            }
        } else {
            self.mounts.entry(*call).or_insert(Below {
                prefix: text,
                replaces: meaning == Meaning::Remount,
            });
        }
    }

    /// Whether a call is of a function that is given a router.
    pub(super) fn is_handing(&self, id: CallId) -> bool {
        self.handing.contains(&id)
    }

    /// The calls that are given what another one mounts.
    pub(super) fn around_mounts(&self) -> FxHashSet<CallId> {
        let takers = self.takers.values().flatten();
        let calls = takers.filter_map(|id| self.usage.calls.get(*id as usize));
        let within = calls.filter_map(|call| call.within.as_ref());
        within.map(|(within, _)| *within).collect()
    }

    /// What the path of a literal begins with, the outermost first; several where it is mounted more than once.
    pub(super) fn beginnings(&self, placed: &Placed, elsewhere: &Mounts) -> Vec<Vec<String>> {
        let Stands::Argument { call, .. } = &placed.stands else {
            return vec![Vec::new()];
        };
        let mut found = Vec::new();
        for mut top in self.tops(*call, None) {
            let mut names: Vec<String> = top.names.iter().flat_map(|name| self.known(name)).collect();
            // What a module binds is mounted with the module.
            if top.names.iter().any(|name| !name.contains(['/', '.', '('])) {
                names.extend(self.known("*"));
            }
            let made = elsewhere.made(&names).filter(|_| top.own == 0);
            let made = made.map(str::to_owned);
            let above = elsewhere.above(&names);
            top.prefixes.reverse();
            let inner = |from: usize| top.prefixes[from..].iter().map(|&prefix| prefix.to_owned());
            if above.is_empty() {
                found.push(made.into_iter().chain(inner(0)).collect());
                continue;
            }
            for above in above {
                let (made, from) = match above.replaces {
                    true => (None, top.own),
                    false => (made.clone(), 0),
                };
                found.push(
                    above
                        .prefixes
                        .into_iter()
                        .chain(made)
                        .chain(inner(from))
                        .collect(),
                );
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The ends of all ways up from a call, perhaps one that something is mounted by.
    pub(super) fn tops(&self, call: CallId, mount: Option<Below<'r>>) -> Vec<Top<'r>> {
        let mut done: Vec<Top<'r>> = Vec::new();
        let mut open = vec![Way {
            at: call,
            prefixes: mount.map(|mount| mount.prefix).into_iter().collect(),
            seen: vec![call],
        }];
        while let Some(way) = open.pop() {
            let next = self.step(way, &mut done);
            let room = MOST_PLACES.saturating_sub(done.len() + open.len());
            open.extend(next.into_iter().take(room));
        }
        done
    }

    /// Goes up by one chain of calls: to what that stands in, or to all that take what it makes.
    fn step(&self, mut way: Way<'r>, done: &mut Vec<Top<'r>>) -> Vec<Way<'r>> {
        let before = way.prefixes.len();
        let chain = self.chain(way.at);
        for call in &chain[1..] {
            way.seen.push(*call);
            way.prefixes.extend(self.prefixes.get(call));
        }
        let calls = || chain.iter().filter_map(|id| self.usage.calls.get(*id as usize));
        let class = calls().next().and_then(|call| call.class);
        way.prefixes
            .extend(class.and_then(|class| self.classes.get(&class)));
        let names = self.names(&chain);
        if way.prefixes.len() == before {
            let named = names.iter().find_map(|name| self.named.get(name));
            let named = named.filter(|named| !chain.contains(named));
            way.prefixes
                .extend(named.and_then(|named| self.prefixes.get(named)));
        }
        let own = way.prefixes.len() - before;
        let within = calls()
            .find_map(|call| call.within.as_ref())
            .map(|(within, _)| *within);
        let mut next: Vec<CallId> = match within {
            Some(within) => vec![within],
            None => names
                .iter()
                .filter_map(|name| self.takers.get(*name))
                .flatten()
                .copied()
                .collect(),
        };
        next.sort_unstable();
        next.dedup();
        next.retain(|id| !way.seen.contains(id));
        if next.is_empty() || way.seen.len() > DEEPEST {
            done.push(Top {
                prefixes: way.prefixes,
                own,
                names,
            });
            return Vec::new();
        }
        let onward = |id: CallId| {
            let mut way = way.clone();
            match self.mounts.get(&id) {
                Some(mount) => {
                    if mount.replaces {
                        way.prefixes.truncate(way.prefixes.len() - own);
                    }
                    way.prefixes.push(mount.prefix);
                }
                None => way
                    .prefixes
                    .extend(self.prefixes.get(&id).filter(|_| within.is_some())),
            }
            way.at = id;
            way.seen.push(id);
            way
        };
        next.into_iter().map(onward).collect()
    }

    /// What a chain of calls makes, is made of and stands in, by name.
    fn names(&self, chain: &[CallId]) -> Vec<&'r str> {
        let call = |id: &CallId| self.usage.calls.get(*id as usize);
        // What a constructor is a member of is no router.
        let on = chain.iter().take(1).filter_map(call).flat_map(|call| &call.on);
        let bound = chain.iter().filter_map(call).flat_map(|call| &call.bound);
        let of = chain.iter().filter(|id| self.onto.contains(id)).filter_map(call);
        let names = bound.chain(on).chain(of.flat_map(|call| &call.takes));
        names.map(String::as_str).collect()
    }

    /// A call, and those whose results it is called on.
    fn chain(&self, from: CallId) -> Vec<CallId> {
        let mut chain = vec![from];
        while let Some(last) = chain.last()
            && chain.len() < DEEPEST
            && !self.beside.contains(last)
            && let Some(receiver) = self
                .usage
                .calls
                .get(*last as usize)
                .and_then(|call| call.receiver)
            && !chain.contains(&receiver)
        {
            chain.push(receiver);
        }
        chain
    }
}

/// The calls of a text whose first argument is a router of which the file says where it is.
pub(super) fn handing(routers: &Routers<'_>, text: &str) -> Vec<Handing> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let names = routers.takers.keys().map(Cow::as_ref);
    let names = names.chain(routers.named.keys().copied());
    let names = names.map(|name| name.rsplit('/').next().unwrap_or(name));
    let names = names.filter(|name| !name.is_empty() && name.chars().all(is_word));
    let names: BTreeSet<&str> = names.collect();
    let mut found = Vec::new();
    for name in names.into_iter().take(MOST_NAMES) {
        for at in memmem::find_iter(text.as_bytes(), name) {
            let is_whole = text[at + name.len()..].trim_start().starts_with([')', ',']);
            let before = text[..at]
                .trim_end_matches("mut ")
                .trim_end_matches('&')
                .trim_end();
            let Some(before) = before.strip_suffix('(').filter(|_| is_whole) else {
                continue;
            };
            let start = before
                .rfind(|c| !is_word(c))
                .map_or(0, |last| before.ceil_char_boundary(last + 1));
            let is_defined = ["def ", "fn "].iter().any(|word| before[..start].ends_with(word));
            if start < before.len() && !is_defined && found.len() < MOST_PLACES {
                found.push(Handing {
                    callee: Span::new(start, before.len()),
                    arguments: before.len() as u32 + 1,
                });
            }
        }
    }
    found.sort_unstable();
    found
}

/// Where texts begin that may be paths or hosts.
pub(super) fn beginnings(text: &str) -> impl Iterator<Item = Span> {
    let found = BEGINNINGS
        .iter()
        .flat_map(move |beginnings| beginnings.find_iter(text));
    found.map(|found| {
        let start = found.start() + 1;
        // Nothing is a path too, to what is mounted.
        let is_empty = text[start..].starts_with(['"', '\'']);
        Span::from(start..if is_empty { start } else { found.end() })
    })
}
