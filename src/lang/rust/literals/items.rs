//! The items of a source as classes and scopes: what they are called, what they derive and implement.

use crate::lang::rust::lex::Kind;

use super::outline::{NONE, Outline};

/// How many tokens of a header are read.
const STEPS: usize = 256;

/// The header of an `impl`: the tokens of the last segments of the trait, if there is one, and of the type.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Implementation {
    pub(super) of: Option<u32>,
    pub(super) on: Option<u32>,
}

impl<'t> Outline<'t> {
    /// What an item is called; an `impl` like its type.
    pub(super) fn item_name(&self, item: u32) -> &'t str {
        let record = self.items[item as usize];
        match record.word {
            "impl" => self
                .implementation(record.keyword)
                .on
                .map_or("", |name| self.word(name)),
            _ => record.name,
        }
    }

    /// The token that names an item.
    pub(super) fn item_token(&self, item: u32) -> Option<u32> {
        let record = self.items[item as usize];
        match record.word {
            "impl" => self.implementation(record.keyword).on,
            _ => Some(record.keyword + 1),
        }
    }

    /// Reads the header of an `impl`.
    pub(super) fn implementation(&self, keyword: u32) -> Implementation {
        let mut found = Implementation::default();
        let mut depth = 0_u32;
        let mut at = keyword + 1;
        for _ in 0..STEPS {
            match self.kind(at) {
                Kind::Mark(b'<') => depth += 1,
                Kind::Mark(b'>') if !self.is(at - 1, b'-') => depth = depth.saturating_sub(1),
                Kind::Open(b'{') | Kind::Mark(b';') | Kind::Close(_) | Kind::Comment => break,
                Kind::Word if depth == 0 => match self.word(at) {
                    "for" if !self.is(at + 1, b'<') => found.of = found.on.take(),
                    "where" => break,
                    _ if self.is_name(at) => found.on = Some(at),
                    _ => {}
                },
                _ => {}
            }
            at = self.after(at);
        }
        found
    }

    /// The item that attributes stand before: that of the first word behind the attribute that ends at a token, and
    /// behind others.
    pub(super) fn item_after(&self, close: u32) -> Option<u32> {
        let mut at = close + 1;
        for _ in 0..STEPS {
            match self.kind(at) {
                Kind::Mark(b'#') => at = self.after(at + 1),
                Kind::Open(b'(') => at = self.after(at),
                Kind::Word if matches!(self.word(at), "pub" | "unsafe" | "default" | "async") => at += 1,
                Kind::Word => {
                    let found = self.items.binary_search_by_key(&at, |item| item.keyword);
                    return found.ok().map(|item| item as u32);
                }
                _ => return None,
            }
        }
        None
    }

    /// The groups of the attributes before an item.
    pub(super) fn attributes_before(&self, keyword: u32) -> Vec<u32> {
        let mut groups = Vec::new();
        let mut at = keyword;
        for _ in 0..STEPS {
            let Some(before) = at.checked_sub(1) else { break };
            match (self.kind(before), self.own_group(before)) {
                (Kind::Word, _) if matches!(self.word(before), "pub" | "unsafe" | "default") => at = before,
                (Kind::Close(b')'), Some(group)) => at = self.group(group).open,
                (Kind::Close(b']'), Some(group)) => {
                    let open = self.group(group).open;
                    if open == 0 || !self.is(open - 1, b'#') {
                        break;
                    }
                    groups.push(group);
                    at = open - 1;
                }
                _ => break,
            }
        }
        groups
    }

    /// The innermost item of some kinds whose body a token lies in.
    pub(super) fn item_around(&self, token: u32, is_wanted: impl Fn(&str) -> bool) -> Option<u32> {
        let mut item = self.group(self.group_of(token)).item;
        for _ in 0..STEPS {
            if item == NONE {
                return None;
            }
            let record = self.items[item as usize];
            if is_wanted(record.word) {
                return Some(item);
            }
            item = self.group(record.group).item;
        }
        None
    }
}
