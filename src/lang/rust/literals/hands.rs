//! What calls make and take by name: how a router that one call makes is handed to another, through a variable, a
//! function, or a function's attribute.

use crate::lang::rust::lex::Kind;

use super::heads::Head;
use super::outline::NONE;
use super::placing::{Placing, Site};

/// How many arguments of a call, and how many modules around an item, are looked at.
const STEPS: usize = 64;

/// The names by which a call is handed on, as [`Call`](crate::literal::Call) has them.
#[derive(Debug, Default)]
pub(super) struct Hands {
    pub(super) bound: Vec<String>,
    pub(super) on: Vec<String>,
    pub(super) takes: Vec<String>,
}

impl Placing<'_, '_, '_> {
    /// Makes the call whose name a word of interest is.
    pub(super) fn called(&mut self, token: u32) {
        let outline = self.source.outline;
        let open = token + 1 + u32::from(outline.is(token + 1, b'!'));
        if let Some(group) = outline
            .own_group(open)
            .filter(|_| matches!(outline.kind(open), Kind::Open(_)))
            && matches!(self.source.head(group), Head::Call(_) | Head::Macro(_))
        {
            self.call(Site::Group(group));
        }
    }

    /// The names by which what a call makes may be handed on, and those that it is given.
    pub(super) fn hands(&self, site: Site) -> Hands {
        let Site::Group(group) = site else {
            return Hands::default();
        };
        match self.source.head(group) {
            Head::Call(name) | Head::Macro(name) => Hands {
                takes: self.takes(group, name),
                ..self.makes(name)
            },
            Head::Attribute | Head::List(_) => Hands {
                on: self.decorated(group),
                ..Hands::default()
            },
            _ => Hands::default(),
        }
    }

    /// The variable that holds what the methods of a chain make, the one that the chain begins with, and the function
    /// around it.
    fn makes(&self, name: u32) -> Hands {
        let outline = self.source.outline;
        let mut hands = Hands::default();
        let mut first = outline.part_of(name).first;
        let is_let = outline.word(first) == "let";
        if is_let {
            first += 1 + u32::from(outline.word(first + 1) == "mut");
        }
        if outline.is_name(first) {
            let variable = self.variable(outline.word(first), first);
            match is_let || outline.is(first + 1, b'=') {
                true => hands.bound.push(variable),
                false if outline.is(first + 1, b'.') => hands.on.push(variable),
                false => {}
            }
        }
        let function = outline.item_around(first, |word| word == "fn");
        hands.on.extend(function.map(|item| self.function_name(item)));
        hands
    }

    /// The function that an attribute stands before.
    fn decorated(&self, group: u32) -> Vec<String> {
        let outline = self.source.outline;
        let mut group = group;
        while let Head::List(_) = self.source.head(group) {
            group = outline.group(group).parent;
        }
        let item = outline.item_after(outline.group(group).close);
        let item = item.filter(|item| outline.items[*item as usize].word == "fn");
        let Some(item) = item else { return Vec::new() };
        // A method is handed on with its type.
        let group = outline.items[item as usize].group;
        let of = outline
            .body_of(group)
            .filter(|of| outline.items[*of as usize].word == "impl");
        let of = of.map(|of| format!("{}()", outline.item_name(of)));
        of.into_iter().chain([self.function_name(item)]).collect()
    }

    /// The variables and functions among the arguments of a call.
    fn takes(&self, group: u32, name: u32) -> Vec<String> {
        let outline = self.source.outline;
        // Only of calls that somebody asks for.
        if outline.hot_words.binary_search(&name).is_err() {
            return Vec::new();
        }
        let mut names = Vec::new();
        for (first, end) in outline.arguments(group, STEPS) {
            // `|config| routes(config)`
            let first = match outline.is(first, b'|') {
                true => (first + 1..end)
                    .find(|&bar| outline.is(bar, b'|'))
                    .map_or(end, |bar| bar + 1),
                false => first,
            };
            self.take(first, end, &mut names);
            let is_name = outline.is_name(first) && outline.kind(first + 1) != Kind::Separator;
            let binding = self.source.bindings.lookup(outline, outline.word(first), first);
            if let Some(binding) = binding.filter(|_| is_name) {
                let (first, end) = self.source.bindings.list[binding as usize].value;
                self.take(first, end, &mut names);
            }
        }
        names
    }

    /// Adds what a path, or the call of one, may stand for.
    fn take(&self, first: u32, end: u32, names: &mut Vec<String>) {
        let outline = self.source.outline;
        let mut last = first;
        while outline.kind(last + 1) == Kind::Separator && outline.kind(last + 2) == Kind::Word {
            last += 2;
        }
        if outline.kind(last) != Kind::Word || last >= end || names.len() > STEPS {
            return;
        }
        let path: Vec<&str> = (first..=last)
            .step_by(2)
            .map(|token| outline.word(token))
            .collect();
        let plain: Vec<&str> = path.iter().copied().skip_while(|part| *part == "self").collect();
        if last == first {
            names.push(self.variable(plain.first().copied().unwrap_or_default(), first));
        }
        let resolved = self.source.imports.resolve(&path, first).join("::");
        let plain = plain.join("::");
        if resolved != plain {
            names.push(format!("{resolved}()"));
        }
        names.push(format!("{plain}()"));
    }

    /// A variable as the whole file knows it: with the function that has it.
    fn variable(&self, name: &str, token: u32) -> String {
        match self.source.outline.item_around(token, |word| word == "fn") {
            Some(function) => format!("{function}/{name}"),
            None => name.to_owned(),
        }
    }

    /// A function as the whole file knows it: with the modules around it.
    fn function_name(&self, item: u32) -> String {
        let outline = self.source.outline;
        let mut path = vec![outline.items[item as usize].name];
        let mut around = outline.group(outline.items[item as usize].group).item;
        for _ in 0..STEPS {
            if around == NONE {
                break;
            }
            let record = outline.items[around as usize];
            if record.word == "mod" {
                path.push(record.name);
            }
            around = outline.group(record.group).item;
        }
        path.reverse();
        format!("{}()", path.join("::"))
    }
}
