//! Classes and scopes: the structs, enums and `impl`s that literals stand in, and what identities call the places.

use crate::literal::{Class, ClassId};
use crate::reference::{FILE_SCOPE, Scope, ScopeId};
use crate::span::Span;

use super::heads::Head;
use super::outline::NONE;
use super::placing::Placing;

/// How many groups a class is looked for around, and how many traits are derived.
const STEPS: usize = 64;

impl Placing<'_, '_, '_> {
    /// The class that an attribute belongs to: that of the item it stands before, or around it.
    pub(super) fn class_of_attribute(&mut self, group: u32) -> Option<ClassId> {
        let outline = self.source.outline;
        let mut around = group;
        while self.source.head(around) != Head::Attribute {
            around = outline.group(around).parent;
            if around == NONE {
                return None;
            }
        }
        let brackets = outline.group(around);
        match outline.item_after(brackets.close) {
            Some(item) if is_class(outline.items[item as usize].word) => Some(self.class(item)),
            _ => self.class_of_body(brackets.parent),
        }
    }

    /// The class in whose body a call stands.
    pub(super) fn class_around(&mut self, group: u32) -> Option<ClassId> {
        let outline = self.source.outline;
        let mut around = outline.group(group).parent;
        for _ in 0..STEPS {
            match self.source.heads.get(around as usize)? {
                Head::Block => return self.class_of_body(around),
                _ => around = outline.group(around).parent,
            }
        }
        None
    }

    /// The class whose body a group is.
    pub(super) fn class_of_body(&mut self, group: u32) -> Option<ClassId> {
        let item = self.source.outline.body_of(group)?;
        is_class(self.source.outline.items[item as usize].word).then(|| self.class(item))
    }

    /// The class that an item is.
    pub(super) fn class(&mut self, item: u32) -> ClassId {
        if let Some(&id) = self.classes.get(&item) {
            return id;
        }
        let outline = self.source.outline;
        let record = outline.items[item as usize];
        let token = outline.item_token(item);
        let scope = self.scope_of_group(record.group);
        let class = Class {
            name: outline.item_name(item).to_owned(),
            span: token.map_or(Span::default(), |token| outline.span(token)),
            outer: None,
            bases: self.bases(item),
            keywords: Vec::new(),
            scope,
        };
        self.usage.classes.push(class);
        let id = self.usage.classes.len() as ClassId - 1;
        self.classes.insert(item, id);
        id
    }

    /// What a type derives; the trait that an `impl` is of.
    fn bases(&self, item: u32) -> Vec<Vec<String>> {
        let outline = self.source.outline;
        let record = outline.items[item as usize];
        if record.word == "impl" {
            let of = outline.implementation(record.keyword).of;
            return of.into_iter().map(|name| self.callee(name)).collect();
        }
        let mut bases = Vec::new();
        for group in outline.attributes_before(record.keyword) {
            let name = outline.group(group).open + 1;
            if outline.word(name) != "derive" {
                continue;
            }
            let Some(list) = outline.own_group(name + 1) else {
                continue;
            };
            let derived = outline.arguments(list, STEPS * 2).into_iter();
            bases.extend(
                derived
                    .filter(|(_, end)| *end > 0 && outline.is_name(end - 1))
                    .map(|(_, end)| self.callee(end - 1)),
            );
        }
        bases
    }

    /// The innermost named scope that a token stands in.
    pub(super) fn scope(&mut self, token: u32) -> ScopeId {
        let outline = self.source.outline;
        let group = outline.group_of(token);
        let parent = self.scope_of_group(group);
        let Some(id) = self.source.bindings.constant_around(outline, token) else {
            return parent;
        };
        let binding = self.source.bindings.list[id as usize];
        let inner = outline.group(group).item;
        let is_inside = inner != NONE && outline.items[inner as usize].keyword > binding.token;
        if is_inside {
            return parent;
        }
        let key = NONE - 1 - id;
        if let Some(&scope) = self.scopes.get(&key) {
            return scope;
        }
        let parent = self.scope_of_group(binding.group);
        self.add_scope(key, parent, binding.word, binding.name)
    }

    fn add_scope(&mut self, key: u32, parent: ScopeId, word: &str, name: &str) -> ScopeId {
        self.usage.scopes.push(Scope {
            parent: Some(parent),
            label: format!("{word} {name}"),
            segment: name.to_owned(),
        });
        let id = self.usage.scopes.len() as ScopeId - 1;
        self.scopes.insert(key, id);
        id
    }

    fn scope_of_group(&mut self, group: u32) -> ScopeId {
        let outline = self.source.outline;
        let mut missing = Vec::new();
        let mut item = outline.group(group).item;
        let mut parent = FILE_SCOPE;
        while item != NONE {
            if let Some(&scope) = self.scopes.get(&item) {
                parent = scope;
                break;
            }
            missing.push(item);
            item = outline.group(outline.items[item as usize].group).item;
        }
        for item in missing.into_iter().rev() {
            let word = outline.items[item as usize].word;
            parent = self.add_scope(item, parent, word, outline.item_name(item));
        }
        parent
    }
}

fn is_class(word: &str) -> bool {
    matches!(word, "struct" | "enum" | "union" | "impl" | "trait")
}
