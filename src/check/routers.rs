//! What the paths of routes begin with: the prefixes of what they are declared on and of what that is mounted in, by one
//! expression or by names, as far as a file tells.

use aho_corasick::{AhoCorasick, MatchKind};
use rustc_hash::FxHashMap;

use crate::idiom::{Idioms, Meaning};
use crate::literal::{CallId, Placed, Stands, Usage};
use crate::span::Span;

/// How many calls around a route are looked at, and how many of a chain.
const DEEPEST: usize = 64;

/// More places where a route is mounted are left out.
const MOST_PLACES: usize = 16;

/// The routers of a source: what calls make, take, and put in front of paths.
#[derive(Debug)]
pub(super) struct Routers<'r> {
    usage: &'r Usage,
    /// What the paths begin with that are declared on what a call makes.
    prefixes: FxHashMap<CallId, &'r str>,
    /// What the paths begin with that are declared on what a call takes.
    mounts: FxHashMap<CallId, Mount<'r>>,
    /// The calls that take what has a name.
    takers: FxHashMap<&'r str, Vec<CallId>>,
    /// The calls whose prefix is that of what has a name.
    named: FxHashMap<&'r str, CallId>,
}

#[derive(Debug, Clone, Copy)]
struct Mount<'r> {
    prefix: &'r str,
    /// It stands for the prefix that a router was made with.
    replaces: bool,
}

/// A route on its way up, to where nothing is around it.
#[derive(Debug, Clone)]
struct Way<'r> {
    at: CallId,
    /// The innermost first.
    prefixes: Vec<&'r str>,
    seen: Vec<CallId>,
}

impl<'r> Routers<'r> {
    pub(super) fn new(usage: &'r Usage) -> Self {
        let mut takers: FxHashMap<&str, Vec<CallId>> = FxHashMap::default();
        for (id, call) in (0..).zip(&usage.calls) {
            for name in &call.takes {
                let takers = takers.entry(name).or_default();
                if takers.len() < MOST_PLACES && takers.last() != Some(&id) {
                    takers.push(id);
                }
            }
        }
        Self {
            usage,
            prefixes: FxHashMap::default(),
            mounts: FxHashMap::default(),
            takers,
            named: FxHashMap::default(),
        }
    }

    /// Takes a literal that is what paths begin with.
    pub(super) fn note(&mut self, placed: &'r Placed, meaning: Meaning) {
        let Stands::Argument { call, .. } = &placed.stands else {
            return;
        };
        let text = placed.literal.text();
        if meaning == Meaning::Prefix {
            self.prefixes.entry(*call).or_insert(text);
            let names = self.usage.calls.get(*call as usize).map(|call| &call.bound);
            for name in names.into_iter().flatten() {
                self.named.entry(name).or_insert(*call);
            }
        } else {
            self.mounts.entry(*call).or_insert(Mount {
                prefix: text,
                replaces: meaning == Meaning::Remount,
            });
        }
    }

    /// What the path of a literal begins with, the outermost first; several where it is mounted more than once.
    pub(super) fn beginnings(&self, placed: &Placed) -> Vec<Vec<&'r str>> {
        let Stands::Argument { call, .. } = &placed.stands else {
            return vec![Vec::new()];
        };
        let mut done: Vec<Vec<&str>> = Vec::new();
        let mut open = vec![Way {
            at: *call,
            prefixes: Vec::new(),
            seen: vec![*call],
        }];
        while let Some(way) = open.pop() {
            let next = self.step(way, &mut done);
            let room = MOST_PLACES.saturating_sub(done.len() + open.len());
            open.extend(next.into_iter().take(room));
        }
        for prefixes in &mut done {
            prefixes.reverse();
        }
        done.sort_unstable();
        done.dedup();
        done
    }

    /// Goes up by one chain of calls: to what that stands in, or to all that take what it makes.
    fn step(&self, mut way: Way<'r>, done: &mut Vec<Vec<&'r str>>) -> Vec<Way<'r>> {
        let before = way.prefixes.len();
        let chain = self.chain(way.at);
        for call in &chain[1..] {
            way.seen.push(*call);
            way.prefixes.extend(self.prefixes.get(call));
        }
        let calls = || chain.iter().filter_map(|id| self.usage.calls.get(*id as usize));
        let names = calls().flat_map(|call| call.bound.iter().chain(&call.on));
        let names: Vec<&'r str> = names.map(String::as_str).collect();
        if way.prefixes.len() == before {
            let named = names.iter().find_map(|name| self.named.get(name));
            let named = named.filter(|named| !chain.contains(named));
            way.prefixes.extend(named.and_then(|named| self.prefixes.get(named)));
        }
        let own = way.prefixes.len() - before;
        let within = calls().find_map(|call| call.within.as_ref()).map(|(within, _)| *within);
        let mut next: Vec<CallId> = match within {
            Some(within) => vec![within],
            None => names.iter().filter_map(|name| self.takers.get(name)).flatten().copied().collect(),
        };
        next.sort_unstable();
        next.dedup();
        next.retain(|id| !way.seen.contains(id));
        if next.is_empty() || way.seen.len() > DEEPEST {
            done.push(way.prefixes);
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
                None => way.prefixes.extend(self.prefixes.get(&id).filter(|_| within.is_some())),
            }
            way.at = id;
            way.seen.push(id);
            way
        };
        next.into_iter().map(onward).collect()
    }

    /// A call, and those whose results it is called on.
    fn chain(&self, from: CallId) -> Vec<CallId> {
        let mut chain = vec![from];
        while let Some(last) = chain.last()
            && chain.len() < DEEPEST
            && let Some(receiver) = self.usage.calls.get(*last as usize).and_then(|call| call.receiver)
            && !chain.contains(&receiver)
        {
            chain.push(receiver);
        }
        chain
    }
}

/// Where a text spells the functions by which routers are mounted.
pub(super) fn words(idioms: &Idioms, text: &str) -> Vec<Span> {
    let names = idioms.mounting();
    let search = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(names);
    let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let bytes = text.as_bytes();
    let Ok(search) = search else { return Vec::new() };
    let found = search.find_iter(text).filter(|found| {
        let before = found.start().checked_sub(1).and_then(|before| bytes.get(before));
        let after = bytes.get(found.end());
        !is_word(before) && matches!(after, Some(b'(' | b'!' | b' '))
    });
    found.map(|found| Span::from(found.range())).collect()
}
