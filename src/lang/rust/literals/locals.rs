//! Lone identifiers that are not what an import of the same name brings in: variables, and the names of modules.
//!
//! Told from how the other identifiers of that name stand, of which there are few: all are words of interest.

use crate::lang::rust::lex::Kind;

use super::heads::Head;
use super::source::Source;

/// How many identifiers of a name are looked at, and how many lists a pattern has around one.
const STEPS: usize = 256;
const NESTED: usize = 8;

/// Whether the name of an identifier is that of a module in the same file: a path begins with it. A module is no value.
pub(super) fn is_module(source: &Source<'_, '_>, token: u32) -> bool {
    let outline = source.outline;
    let mut others = outline.hot_words.iter().copied().take(STEPS);
    others.any(|other| {
        outline.word(other) == outline.word(token)
            && outline.kind(other + 1) == Kind::Separator
            && outline.path_first(other) == other
            && !source.imports.holds(other)
    })
}

/// Whether a parameter or a variable of the function around an identifier has its name.
pub(super) fn is_local(source: &Source<'_, '_>, token: u32) -> bool {
    let outline = source.outline;
    let Some(item) = outline.item_around(token, |word| word == "fn") else {
        return false;
    };
    let start = outline.items[item as usize].keyword;
    let words = &outline.hot_words;
    let before = &words[..words.partition_point(|&other| other <= token)];
    let mut others = before.iter().copied().rev().take(STEPS);
    others.any(|other| other > start && outline.word(other) == outline.word(token) && binds(source, other))
}

/// Whether an identifier stands where a pattern binds it.
fn binds(source: &Source<'_, '_>, token: u32) -> bool {
    let outline = source.outline;
    let head = |token: u32| source.head(outline.group_of(token));
    if outline.is(token + 1, b':') && head(token) == Head::Other {
        return true;
    }
    let (mut first, mut end) = (token, token + 1);
    for _ in 0..NESTED {
        let before = (0..first)
            .rev()
            .take(NESTED)
            .find(|&before| !(outline.is(before, b'&') || matches!(outline.word(before), "mut" | "ref")));
        let opens = before.is_some_and(|before| {
            let is_or = || before > 0 && outline.is(before - 1, b'|');
            matches!(outline.word(before), "let" | "for") || (outline.is(before, b'|') && !is_or())
        });
        let is_arm = outline.is(end, b'=') && outline.is(end + 1, b'>');
        if opens || is_arm || (outline.is(end, b'|') && !outline.is(end + 1, b'|')) {
            return true;
        }
        let group = outline.group_of(first);
        first = match source.head(group) {
            Head::Call(name) | Head::Struct(name) => outline.path_first(name),
            Head::Tuple | Head::Array => outline.group(group).open,
            _ => return false,
        };
        end = outline.group(group).close + 1;
    }
    false
}
