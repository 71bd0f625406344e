//! Where a literal goes: into which argument of which call, to which constant, into which class.
//!
//! Calls and classes are made when something stands in them, each once. The chains that lead from one to another are
//! followed with a stack, so many links and no more.

use rustc_hash::FxHashMap;

use crate::lang::rust::lex::Kind;
use crate::literal::{CallId, ClassId, Slot, Stands, Usage};
use crate::reference::{Scope, ScopeId};

use super::heads::Head;
use super::outline::NONE;
use super::source::{Extent, Source};

/// How many calls a chain has, and how many lists and tuples a literal stands in.
const STEPS: usize = 32;

/// What a call is found by: the group of its arguments, or a part of a list that is an attribute of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Site {
    Group(u32),
    Part(u32),
}

/// Makes the calls, classes and scopes of a [`Usage`].
#[derive(Debug)]
pub(super) struct Placing<'s, 'a, 't> {
    pub(super) source: &'s Source<'a, 't>,
    pub(super) usage: Usage,
    pub(super) calls: FxHashMap<Site, CallId>,
    pub(super) classes: FxHashMap<u32, ClassId>,
    pub(super) scopes: FxHashMap<u32, ScopeId>,
    parameters: super::parameters::Parameters<'t>,
}

impl<'s, 'a, 't> Placing<'s, 'a, 't> {
    pub(super) fn new(source: &'s Source<'a, 't>) -> Self {
        let file = Scope {
            parent: None,
            label: String::new(),
            segment: String::new(),
        };
        Self {
            source,
            usage: Usage {
                scopes: vec![file],
                ..Usage::default()
            },
            calls: FxHashMap::default(),
            classes: FxHashMap::default(),
            scopes: FxHashMap::default(),
            parameters: super::parameters::Parameters::new(source.outline),
        }
    }

    /// Where an expression goes; `None` into documentation.
    pub(super) fn stands(&mut self, extent: Extent) -> Option<Stands> {
        let outline = self.source.outline;
        let mut extent = extent;
        let mut is_element = false;
        let mut position = None;
        for _ in 0..STEPS {
            let (first, end) = (extent.first, extent.end);
            let part = outline.part_of(first);
            let head = self.source.head(part.group);
            if head == Head::Block {
                return Some(
                    self.in_loop(first, position)
                        .unwrap_or_else(|| self.in_block(first, end)),
                );
            }
            if !outline.is_whole(first, end) && !self.is_field(first, end) && !self.is_key(first, end) {
                return Some(Stands::Alone);
            }
            let after = outline.group(part.group).close + 1;
            let outer = match head {
                Head::Array | Head::Tuple => outline.group(part.group).open,
                Head::Macro(name) if outline.word(name) == "vec" => outline.path_first(name),
                Head::Struct(_) => return Some(self.in_struct(first)),
                _ => {
                    let slot = self.slot(first, is_element);
                    return match self.site(part.group, first) {
                        Some(site) => self.argument(site, slot),
                        None => Some(Stands::Alone),
                    };
                }
            };
            is_element |= head != Head::Tuple || !self.source.is_single(part.group);
            position = position.or_else(|| (head == Head::Tuple).then_some(part.position));
            extent = Extent {
                first: outer,
                end: self.after_chain(after),
                formats: None,
            };
            self.source.widen(&mut extent);
        }
        Some(Stands::Alone)
    }

    /// The token after the methods that follow a list, whatever they are.
    fn after_chain(&self, after: u32) -> u32 {
        let outline = self.source.outline;
        let mut at = after;
        for _ in 0..STEPS {
            if outline.is(at, b'.') && outline.kind(at + 1) == Kind::Word {
                at += 2;
            } else if outline.kind(at) == Kind::Open(b'(') && outline.kind(at - 1) == Kind::Word && at > after
            {
                at = outline.after(at);
            } else if outline.is(at, b'?') {
                at += 1;
            } else {
                break;
            }
        }
        at
    }

    fn argument(&mut self, site: Site, slot: Slot) -> Option<Stands> {
        let call = self.call(site)?;
        let slot = self.parameters.told(self.source, site, slot);
        Some(Stands::Argument { call, slot })
    }

    /// The slot of what begins at a token.
    pub(super) fn slot(&self, first: u32, is_element: bool) -> Slot {
        let outline = self.source.outline;
        let part = outline.part_of(first);
        let is_attribute = match self.source.head(part.group) {
            Head::Attribute => true,
            Head::List(name) => outline.word(name) == "cfg_attr",
            _ => false,
        };
        if is_attribute {
            return Slot {
                position: Some(0),
                keyword: None,
                is_element: is_element || self.is_nested(part.group),
            };
        }
        let keyword = outline.keyword(part.first);
        Slot {
            position: keyword.is_none().then_some(part.position),
            keyword: keyword.map(str::to_owned),
            is_element,
        }
    }

    /// Whether an attribute stands in a list that a macro is given: on a column of `table!`, not on the table.
    fn is_nested(&self, group: u32) -> bool {
        let outline = self.source.outline;
        let around = outline.group(group).parent;
        let is_list = around != 0 && around != NONE && outline.body_of(around).is_none();
        let outer = outline.groups.get(around as usize).map(|around| around.parent);
        is_list
            && outer
                .is_some_and(|outer| matches!(self.source.heads.get(outer as usize), Some(Head::Macro(_))))
    }

    /// Whether an expression is all of the value of a struct's field.
    fn is_field(&self, first: u32, end: u32) -> bool {
        let outline = self.source.outline;
        let part = outline.part_of(first);
        let ends = outline.is(end, b',') || end == outline.group(part.group).close;
        first == part.first + 2 && outline.is(part.first + 1, b':') && ends
    }

    /// Whether an expression is a key of what a macro is given: `route!("/users" => Users)`.
    fn is_key(&self, first: u32, end: u32) -> bool {
        let outline = self.source.outline;
        let part = outline.part_of(first);
        let is_arrow = outline.is(end, b'=') && outline.touch(end) && outline.is(end + 1, b'>');
        first == part.first && is_arrow && matches!(self.source.head(part.group), Head::Macro(_))
    }

    fn in_struct(&self, first: u32) -> Stands {
        let outline = self.source.outline;
        let part = outline.part_of(first);
        match outline.is(part.first + 1, b':') {
            true => Stands::Assigned {
                name: outline.word(part.first).to_owned(),
                class: None,
            },
            false => Stands::Alone,
        }
    }

    /// The variable of a loop over a list that begins at a token: `table` of `for table in [...]`; of a tuple's element
    /// the one at its position.
    fn in_loop(&self, first: u32, position: Option<u32>) -> Option<Stands> {
        let outline = self.source.outline;
        let before = first
            .checked_sub(2)
            .filter(|&before| outline.word(before + 1) == "in")?;
        let name = match (outline.kind(before), position) {
            (Kind::Word, None) => before,
            (Kind::Close(b')'), Some(position)) => {
                let names = outline.arguments(outline.own_group(before)?, STEPS);
                names.get(position as usize)?.1.checked_sub(1)?
            }
            _ => return None,
        };
        outline.is_name(name).then(|| Stands::Assigned {
            name: outline.word(name).to_owned(),
            class: None,
        })
    }

    /// What the value in a block goes to: a constant or variable, or what a function returns.
    fn in_block(&mut self, first: u32, end: u32) -> Stands {
        let outline = self.source.outline;
        let group = outline.group_of(first);
        if let Some(id) = self.source.bindings.of_value(first, end) {
            let binding = self.source.bindings.list[id as usize];
            return Stands::Assigned {
                name: binding.name.to_owned(),
                class: self.class_of_body(group),
            };
        }
        let Some(before) = first.checked_sub(1) else {
            return Stands::Alone;
        };
        let ends = outline.is(end, b';') || end == outline.group(group).close;
        let name = match outline.kind(before) {
            Kind::Mark(b'=') if ends && before > 1 => {
                let is_compound = !outline.is_name(before - 1) && outline.touch(before - 1);
                let target = before - 1 - u32::from(is_compound);
                let is_assignment = !is_compound || outline.is(before - 1, b'+');
                outline
                    .is_name(target)
                    .then(|| outline.word(target))
                    .filter(|_| is_assignment)
            }
            Kind::Word if ends && outline.word(before) == "return" => self.function(first),
            Kind::Open(b'{') | Kind::Close(b'}') | Kind::Mark(b';') => {
                let item = outline
                    .body_of(group)
                    .filter(|_| end == outline.group(group).close);
                item.and_then(|_| self.function(first))
            }
            _ => None,
        };
        let Some(name) = name else { return Stands::Alone };
        let is_target = outline.is(before, b'=');
        let class = match is_target {
            true => None,
            false => outline
                .item_around(first, |word| word == "fn")
                .and_then(|item| self.class_of_body(outline.items[item as usize].group)),
        };
        Stands::Assigned {
            name: name.to_owned(),
            class,
        }
    }

    /// What the function around a token is called.
    fn function(&self, token: u32) -> Option<&'t str> {
        let outline = self.source.outline;
        let item = outline.item_around(token, |_| true)?;
        let record = outline.items[item as usize];
        (record.word == "fn").then_some(record.name)
    }
}
