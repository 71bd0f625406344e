//! The named scopes of a source: the bodies of its items, called as identities call them.

use crate::lang::anatomy::Anatomy;
use crate::reference::FILE_SCOPE;
use crate::span::Span;

use super::outline::{NONE, Outline};

/// The scopes of a text from an offset on.
pub(in crate::lang::rust) fn anatomy(text: &str, start: usize) -> Anatomy {
    let outline = Outline::new(text, start, &[]);
    let mut anatomy = Anatomy::default();
    let mut scopes = vec![FILE_SCOPE; outline.items.len()];
    // Items are in the order of their keywords, and so are their bodies.
    for (index, item) in (0..).zip(&outline.items) {
        if item.body == NONE {
            continue;
        }
        let body = outline.group(item.body);
        let around = outline.group(item.group).item;
        let parent = scopes.get(around as usize).copied().unwrap_or(FILE_SCOPE);
        let extent = Span {
            start: outline.span(body.open).start,
            end: match outline.tokens.get(body.close as usize) {
                Some(close) => close.end,
                None => text.len() as u32,
            },
        };
        let name = outline.item_name(index);
        let label = format!("{} {name}", item.word);
        scopes[index as usize] = anatomy.open(extent, parent, label, name.to_owned());
    }
    anatomy
}
