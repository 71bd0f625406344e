//! The calls that literals stand in: functions, macros and attributes, each made once, with what leads to it.

use rustc_hash::FxHashMap;

use crate::lang::rust::lex::Kind;
use crate::literal::{Call, CallForm, CallId, ClassId, Slot};

use super::hands::Hands;
use super::heads::Head;
use super::placing::{Placing, Site};

/// How many calls a chain has, and how many lists and tuples a call stands in.
const STEPS: usize = 32;
/// How many attributes lie in one another.
const NESTED: usize = 8;

/// What a call is, before it has a number.
#[derive(Debug, Default)]
struct Links {
    receiver: Option<u32>,
    within: Option<(u32, Slot)>,
}

impl Placing<'_, '_, '_> {
    /// The call that the parts of a group are arguments of.
    pub(super) fn site(&self, group: u32, token: u32) -> Option<Site> {
        let outline = self.source.outline;
        match self.source.head(group) {
            Head::List(name) if outline.word(name) == "cfg_attr" => {
                Some(Site::Part(outline.part_number(token)))
            }
            Head::Attribute | Head::List(_) | Head::Macro(_) | Head::Call(_) => Some(Site::Group(group)),
            _ => None,
        }
    }

    /// The call of a group of arguments.
    pub(super) fn call_of(&mut self, group: u32, token: u32) -> Option<CallId> {
        let site = self.site(group, token)?;
        self.call(site)
    }

    /// The call of the fields of a struct's value.
    pub(super) fn call_of_struct(&mut self, group: u32, name: u32) -> CallId {
        let site = Site::Group(group);
        if let Some(&id) = self.calls.get(&site) {
            return id;
        }
        let callee = self.callee(name);
        self.add(site, CallForm::Function, callee, None, None, None)
    }

    pub(super) fn call(&mut self, site: Site) -> Option<CallId> {
        match site {
            Site::Part(part) => self.attribute_part(part),
            Site::Group(group) => match self.source.head(group) {
                Head::Attribute => self.attribute(group),
                Head::List(_) => self.list(group),
                _ => self.chain(group),
            },
        }
    }

    fn add(
        &mut self,
        site: Site,
        form: CallForm,
        callee: Vec<String>,
        receiver: Option<CallId>,
        within: Option<(CallId, Slot)>,
        class: Option<ClassId>,
    ) -> CallId {
        let id = self.usage.calls.len() as CallId;
        let Hands { bound, on, takes } = self.hands(site);
        let outline = self.source.outline;
        let arguments = match site {
            Site::Group(group) => outline.span(outline.group(group).open).end,
            Site::Part(part) => outline.span(outline.parts[part as usize].first).start,
        };
        self.usage.calls.push(Call {
            form,
            arguments,
            callee,
            receiver,
            within,
            class,
            bound,
            on,
            takes,
        });
        self.calls.insert(site, id);
        id
    }

    /// The call of a function, a method or a macro, and those that lead to it.
    fn chain(&mut self, group: u32) -> Option<CallId> {
        let mut pending = vec![group];
        while let Some(&group) = pending.last() {
            let site = Site::Group(group);
            if self.calls.contains_key(&site) {
                pending.pop();
                continue;
            }
            let links = self.links(group);
            let within = links.within.as_ref().map(|(group, _)| *group);
            let missing: Vec<u32> = [links.receiver, within]
                .into_iter()
                .flatten()
                .filter(|group| !self.calls.contains_key(&Site::Group(*group)))
                .collect();
            // Each lies before or around the one it leads to, so this comes to an end.
            if !missing.is_empty() && pending.len() < STEPS && self.are_calls(&missing) {
                pending.extend(missing);
                continue;
            }
            pending.pop();
            let (form, name) = match self.source.head(group) {
                Head::Call(name) => (CallForm::Function, name),
                Head::Macro(name) => (CallForm::Macro, name),
                _ => continue,
            };
            let callee = self.callee(name);
            let known = |calls: &FxHashMap<Site, CallId>, group: u32| calls.get(&Site::Group(group)).copied();
            let receiver = links.receiver.and_then(|group| known(&self.calls, group));
            let within = links
                .within
                .and_then(|(group, slot)| Some((known(&self.calls, group)?, slot)));
            let class = self.class_around(group);
            self.add(site, form, callee, receiver, within, class);
        }
        self.calls.get(&Site::Group(group)).copied()
    }

    fn are_calls(&self, groups: &[u32]) -> bool {
        let mut groups = groups.iter();
        groups.all(|&group| matches!(self.source.head(group), Head::Call(_) | Head::Macro(_)))
    }

    /// What leads to a call: what it is a method of the result of, and what it is an argument of.
    fn links(&self, group: u32) -> Links {
        let mut links = Links::default();
        let (Head::Call(name) | Head::Macro(name)) = self.source.head(group) else {
            return links;
        };
        links.receiver = self.receiver(name);
        let outline = self.source.outline;
        let mut token = outline.path_first(name);
        let mut is_element = false;
        for _ in 0..STEPS {
            let around = outline.group_of(token);
            match self.source.head(around) {
                Head::Call(_) | Head::Macro(_) => {
                    links.within = Some((around, self.slot(token, is_element)));
                    break;
                }
                head @ (Head::Array | Head::Tuple) => {
                    is_element |= head == Head::Array || !self.source.is_single(around);
                    token = outline.group(around).open;
                }
                // `scope("/api", |route| { … })`
                Head::Block if around != 0 && self.is_closure(outline.group(around).open) => {
                    token = outline.group(around).open;
                }
                _ => break,
            }
        }
        links
    }

    /// Whether a block is what a closure does.
    fn is_closure(&self, open: u32) -> bool {
        let outline = self.source.outline;
        let is_block = outline.body_of(outline.group_of(open)).is_none();
        is_block && open > 1 && outline.is(open - 1, b'|')
    }

    /// The arguments of the call that a method's receiver is the result of.
    fn receiver(&self, name: u32) -> Option<u32> {
        let outline = self.source.outline;
        let is_call = |group: &u32| matches!(self.source.head(*group), Head::Call(_) | Head::Macro(_));
        let path = outline.path(name);
        let dot = path[0].checked_sub(1).filter(|&dot| outline.is(dot, b'.'))?;
        let last = self.value_last(dot.checked_sub(1)?);
        if outline.kind(last) == Kind::Close(b')') {
            return outline.own_group(last).filter(is_call);
        }
        let is_plain = last == 0 || !matches!(outline.kind(last - 1), Kind::Mark(b'.') | Kind::Separator);
        if outline.kind(last) != Kind::Word || !is_plain {
            return None;
        }
        let id = self.source.bindings.lookup(outline, outline.word(last), last)?;
        let value = self.source.bindings.list[id as usize].value;
        let last = self.value_last(value.1.checked_sub(1)?);
        outline.own_group(last).filter(is_call)
    }

    /// The last token of an expression, before `?` and `.await`.
    fn value_last(&self, last: u32) -> u32 {
        let outline = self.source.outline;
        let mut last = last;
        while last > 1 {
            if outline.is(last, b'?') {
                last -= 1;
            } else if outline.word(last) == "await" && outline.is(last - 1, b'.') {
                last -= 2;
            } else {
                break;
            }
        }
        last
    }

    /// The segments of what is called, by the last token of its name.
    pub(super) fn callee(&self, name: u32) -> Vec<String> {
        let outline = self.source.outline;
        let mut members: Vec<&str> = Vec::new();
        let mut last = name;
        for _ in 0..STEPS {
            let path = outline.path(last);
            let first = path[0];
            let is_member = first > 1 && outline.is(first - 1, b'.');
            if !is_member {
                let mut segments: Vec<&str> = path.iter().map(|&token| outline.word(token)).collect();
                if segments[0] == "Self"
                    && let Some(item) = outline.item_around(first, |word| matches!(word, "impl" | "trait"))
                {
                    segments[0] = outline.item_name(item);
                }
                let mut callee = self.source.imports.resolve(&segments, first);
                callee.extend(members.iter().rev().map(|&member| member.to_owned()));
                return callee;
            }
            members.push(outline.word(last));
            last = self.value_last(first - 2);
            if outline.kind(last) != Kind::Word {
                break;
            }
        }
        members.iter().rev().map(|&member| member.to_owned()).collect()
    }

    /// An attribute; `None` for documentation.
    fn attribute(&mut self, group: u32) -> Option<CallId> {
        let site = Site::Group(group);
        if let Some(&id) = self.calls.get(&site) {
            return Some(id);
        }
        let outline = self.source.outline;
        let callee = self.attribute_name(outline.group(group).open + 1)?;
        let class = self.class_of_attribute(group);
        let within = self.around_attribute(group);
        Some(self.add(site, CallForm::Attribute, callee, None, within, class))
    }

    /// The macro that an attribute is given to.
    fn around_attribute(&mut self, group: u32) -> Option<(CallId, Slot)> {
        let outline = self.source.outline;
        let mut token = outline.group(group).open;
        for depth in 0..NESTED {
            let around = outline.group_of(token);
            match self.source.head(around) {
                Head::Macro(_) => {
                    let slot = self.slot(token, depth > 0);
                    return Some((self.call(Site::Group(around))?, slot));
                }
                _ if around == 0 || outline.body_of(around).is_some() => return None,
                _ => token = outline.group(around).open,
            }
        }
        None
    }

    /// A part of `cfg_attr` that is `name = value`.
    fn attribute_part(&mut self, part: u32) -> Option<CallId> {
        let site = Site::Part(part);
        if let Some(&id) = self.calls.get(&site) {
            return Some(id);
        }
        let record = self.source.outline.parts[part as usize];
        let callee = self.attribute_name(record.first)?;
        let class = self.class_of_attribute(record.group);
        Some(self.add(site, CallForm::Attribute, callee, None, None, class))
    }

    fn attribute_name(&self, first: u32) -> Option<Vec<String>> {
        let outline = self.source.outline;
        let mut last = first;
        while outline.kind(last + 1) == Kind::Separator && outline.kind(last + 2) == Kind::Word {
            last += 2;
        }
        let callee = self.callee(last);
        (callee != ["doc"]).then_some(callee)
    }

    /// A list in an attribute: that of the attribute itself, or one of a name in another list.
    fn list(&mut self, group: u32) -> Option<CallId> {
        let outline = self.source.outline;
        let mut lists = Vec::new();
        let mut around = group;
        while let Head::List(name) = self.source.head(around)
            && lists.len() < NESTED
        {
            if !matches!(outline.word(name), "cfg_attr" | "unsafe") {
                lists.push((around, name));
            }
            around = outline.group(around).parent;
        }
        let class = self.class_of_attribute(group);
        let mut outer: Option<CallId> = None;
        for &(group, name) in lists.iter().rev() {
            let site = Site::Group(group);
            let id = match (self.calls.get(&site), outer) {
                (Some(&id), _) => id,
                (None, Some(outer)) => {
                    let mut callee = self.usage.calls[outer as usize].callee.clone();
                    callee.push(outline.word(name).to_owned());
                    let within = Some((outer, self.slot(name, false)));
                    self.add(site, CallForm::Attribute, callee, None, within, class)
                }
                (None, None) => {
                    let callee = self.callee(name);
                    if callee == ["doc"] {
                        return None;
                    }
                    self.add(site, CallForm::Attribute, callee, None, None, class)
                }
            };
            outer = Some(id);
        }
        outer
    }
}
