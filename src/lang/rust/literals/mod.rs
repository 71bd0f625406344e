//! What the strings of a Rust source say and where they go.
//!
//! Read from the tokens alone, outward from those that hold a word of interest: nothing is parsed, so that broken
//! code, the insides of macros and attributes are read like any other. What a macro of the source's own does is not
//! known, nor any type.

mod anatomy;
mod bindings;
mod calls;
mod classes;
mod compose;
mod decode;
mod hands;
mod heads;
mod imports;
mod items;
mod locals;
mod outline;
mod parameters;
mod paths;
mod placing;
mod scan;
mod source;
#[cfg(test)]
mod tests;
mod vocabulary;
mod words;

use rustc_hash::FxHashSet;

use super::lex::Kind;
use crate::lang::Excerpt;
use crate::literal::{Literal, Placed, Stands, Usage};
pub(super) use anatomy::anatomy;
use outline::Outline;
use placing::Placing;
use source::{Extent, Source};

/// How many constants lead from one to another.
const ROUNDS: usize = 8;

/// The literals that say a word of interest, composed, and the identifiers that are one.
pub(super) fn literals(excerpt: &Excerpt<'_>) -> Usage {
    if excerpt.at.is_empty() {
        return Usage::default();
    }
    let start = super::start_of_code(excerpt.text);
    let outline = Outline::new(excerpt.text, start, excerpt.at);
    if outline.hot_texts.is_empty() && outline.hot_words.is_empty() {
        return Usage::default();
    }
    let source = Source::new(&outline, excerpt.place, excerpt.at);
    let mut reader = Reader {
        placing: Placing::new(&source),
        placed: FxHashSet::default(),
        said: FxHashSet::default(),
        bound: FxHashSet::default(),
    };
    reader.read();
    let mut placing = reader.placing;
    placing.imported();
    for &token in &outline.hot_words {
        placing.identifier(token);
        placing.called(token);
    }
    placing.usage
}

#[derive(Debug)]
struct Reader<'s, 'a, 't> {
    placing: Placing<'s, 'a, 't>,
    /// The first tokens of what has been placed.
    placed: FxHashSet<u32>,
    /// The strings that are said by what has been placed.
    said: FxHashSet<u32>,
    /// The bindings whose values say a word of interest.
    bound: FxHashSet<u32>,
}

impl Reader<'_, '_, '_> {
    /// Places the strings that hold a word of interest, and then, round by round, what names a constant that does.
    fn read(&mut self) {
        let source = self.placing.source;
        let mut names = FxHashSet::default();
        for &token in &source.outline.hot_texts {
            names.extend(self.string(token));
        }
        for _ in 0..ROUNDS {
            if names.is_empty() {
                break;
            }
            let ids = names
                .iter()
                .map(|&id: &u32| source.bindings.list[id as usize].name);
            let words: FxHashSet<&str> = ids.collect();
            let mut next = FxHashSet::default();
            for token in 0..source.outline.tokens.len() as u32 {
                next.extend(self.mention(token, &words, &names));
            }
            names = next;
        }
    }

    /// Places what a token says by a constant's name; tells what name is bound to that.
    fn mention(&mut self, token: u32, words: &FxHashSet<&str>, ids: &FxHashSet<u32>) -> Option<u32> {
        let source = self.placing.source;
        let outline = source.outline;
        match outline.kind(token) {
            Kind::Word => {
                let is_segment = outline.kind(token + 1) == Kind::Separator;
                let is_member = token > 0 && outline.is(token - 1, b'.');
                if is_segment || is_member || !words.contains(outline.word(token)) {
                    return None;
                }
                let is_it = source.binding(token).is_some_and(|id| ids.contains(&id));
                if !is_it || source.imports.holds(token) || source.bindings.is_target(token) {
                    return None;
                }
                let extent = source.climb(outline.path_first(token), token + 1);
                is_value(source, extent).then(|| self.extent(extent)).flatten()
            }
            Kind::Text { .. } => {
                let group = outline.group_of(token);
                let head = source.head(group);
                if !matches!(head, heads::Head::Macro(_)) || !source.captures(token, words) {
                    return None;
                }
                let is_format = source
                    .format_of(group)
                    .is_some_and(|format| format.first == token);
                is_format
                    .then(|| self.extent(source.climb(token, token + 1)))
                    .flatten()
            }
            _ => None,
        }
    }

    /// Places the text that a string is a part of, or if that does not say it, the string alone; tells what name is
    /// bound to it for the first time.
    fn string(&mut self, token: u32) -> Option<u32> {
        if self.said.contains(&token) {
            return None;
        }
        let extent = self.placing.source.climb(token, token + 1);
        let bound = self.extent(extent);
        if self.said.insert(token) {
            let literal = compose::string(self.placing.source, token);
            self.place(literal, extent);
        }
        bound
    }

    /// Places the text of an expression; tells what name is bound to it for the first time.
    fn extent(&mut self, extent: Extent) -> Option<u32> {
        if !self.placed.insert(extent.first) {
            return None;
        }
        let source = self.placing.source;
        let composed = compose::compose(source, extent)?;
        self.said.extend(composed.strings);
        if !composed.is_hot {
            return None;
        }
        self.place(composed.literal, extent);
        let id = source.bindings.of_value(extent.first, extent.end);
        let id = id.or_else(|| source.bindings.appended_to(source.outline, extent.first))?;
        self.bound.insert(id).then_some(id)
    }

    /// Places a text; one that is wrapped also where its wrapping goes.
    fn place(&mut self, literal: Literal, extent: Extent) {
        if let Some(wrapping) = self.placing.source.wrapping(extent)
            && let Some(stands @ Stands::Argument { .. }) = self.placing.stands(wrapping)
        {
            self.push(literal.clone(), stands, extent);
        }
        if let Some(stands) = self.placing.stands(extent) {
            self.push(literal, stands, extent);
        }
    }

    fn push(&mut self, literal: Literal, stands: Stands, extent: Extent) {
        let scope = self.placing.scope(extent.first);
        self.placing.usage.literals.push(Placed {
            literal,
            is_word: false,
            stands,
            scope,
        });
    }
}

/// Whether an expression is a value that goes somewhere, not a receiver, a target or a pattern.
fn is_value(source: &Source<'_, '_>, extent: Extent) -> bool {
    let ends = matches!(
        source.outline.kind(extent.end),
        Kind::Mark(b',' | b';') | Kind::Close(_) | Kind::Comment
    );
    let begins = extent
        .first
        .checked_sub(1)
        .is_none_or(|before| match source.outline.kind(before) {
            Kind::Open(_) | Kind::Mark(b',' | b'=' | b'>' | b';' | b':') => true,
            Kind::Word => source.outline.word(before) == "return",
            _ => false,
        });
    ends && begins
}
