//! The tokens of a source with the groups and lists that they stand in, and the items that groups are bodies of.
//!
//! How they are found is in [`scan`](super::scan); here is what there is to ask of them.

use crate::span::Span;

use super::super::lex::{Kind, is_keyword, plain};

/// No token, group or item.
pub(super) const NONE: u32 = u32::MAX;
/// A token and the part that it stands in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tok {
    pub(super) kind: Kind,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) part: u32,
    /// The group that a bracket opens or closes.
    pub(super) own: u32,
}

/// What stands in a group between two commas or semicolons.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) group: u32,
    /// Its first token, which may be the closing bracket when it is empty.
    pub(super) first: u32,
    /// The number among the parts without a keyword.
    pub(super) position: u32,
}

/// What stands between two brackets; the first is the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group {
    /// The tokens of its brackets; what is not there is [`NONE`], or the end of the tokens.
    pub(super) open: u32,
    pub(super) close: u32,
    pub(super) parent: u32,
    pub(super) bracket: u8,
    /// The innermost item whose body it is, or lies in.
    pub(super) item: u32,
}

/// What has a name and may have a body.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item<'t> {
    /// `fn`, `impl`, `mod`, `struct`, …
    pub(super) word: &'static str,
    /// The token of the word.
    pub(super) keyword: u32,
    /// What it is called; empty for an `impl`.
    pub(super) name: &'t str,
    /// The group that it stands in.
    pub(super) group: u32,
    /// The group that is its body.
    pub(super) body: u32,
}

/// The tokens of a source, in their groups.
#[derive(Debug)]
pub(super) struct Outline<'t> {
    pub(super) text: &'t str,
    pub(super) tokens: Vec<Tok>,
    pub(super) parts: Vec<Part>,
    pub(super) groups: Vec<Group>,
    pub(super) items: Vec<Item<'t>>,
    /// The tokens `let`, `const` and `static`.
    pub(super) declarations: Vec<u32>,
    /// The tokens `use` that begin a declaration.
    pub(super) uses: Vec<u32>,
    /// The strings that hold a word of interest.
    pub(super) hot_texts: Vec<u32>,
    /// The identifiers that are one.
    pub(super) hot_words: Vec<u32>,
}

impl<'t> Outline<'t> {
    /// The kind of a token; a comment past the end, of which there are none.
    pub(super) fn kind(&self, index: u32) -> Kind {
        self.tokens
            .get(index as usize)
            .map_or(Kind::Comment, |token| token.kind)
    }

    /// The place of a token.
    pub(super) fn span(&self, index: u32) -> Span {
        self.tokens
            .get(index as usize)
            .map_or(Span::default(), |token| Span {
                start: token.start,
                end: token.end,
            })
    }

    /// The text of a token that is a word, without `r#`.
    pub(super) fn word(&self, index: u32) -> &'t str {
        match self.kind(index) {
            Kind::Word => plain(self.span(index).of(self.text)),
            _ => "",
        }
    }

    /// Whether a token is a word, and no keyword that goes before an expression.
    pub(super) fn is_name(&self, index: u32) -> bool {
        self.kind(index) == Kind::Word && !is_keyword(self.span(index).of(self.text))
    }

    pub(super) fn is(&self, index: u32, mark: u8) -> bool {
        self.kind(index) == Kind::Mark(mark)
    }

    pub(super) fn part_of(&self, index: u32) -> Part {
        let token = self.tokens.get(index as usize);
        let part = token.and_then(|token| self.parts.get(token.part as usize));
        part.copied().unwrap_or(self.parts[0])
    }

    /// The number of the part that a token stands in.
    pub(super) fn part_number(&self, index: u32) -> u32 {
        self.tokens.get(index as usize).map_or(0, |token| token.part)
    }

    /// The group that a token stands in; a bracket stands in the group around its own.
    pub(super) fn group_of(&self, index: u32) -> u32 {
        self.part_of(index).group
    }

    pub(super) fn group(&self, number: u32) -> Group {
        self.groups[number as usize]
    }

    /// The group that a bracket opens or closes.
    pub(super) fn own_group(&self, index: u32) -> Option<u32> {
        let token = self.tokens.get(index as usize)?;
        (token.own != NONE).then_some(token.own)
    }

    /// The token after a token, or after the group that it opens.
    pub(super) fn after(&self, index: u32) -> u32 {
        match self.kind(index) {
            Kind::Open(_) => match self.own_group(index) {
                Some(group) => self.group(group).close.saturating_add(1),
                None => index + 1,
            },
            _ => index + 1,
        }
    }

    /// The keyword of the part that begins at a token: `name` of `name = value`.
    pub(super) fn keyword(&self, first: u32) -> Option<&'t str> {
        let is_keyword = self.kind(first) == Kind::Word
            && self.is(first + 1, b'=')
            && !(self.touch(first + 1) && (self.is(first + 2, b'=') || self.is(first + 2, b'>')));
        is_keyword.then(|| self.word(first))
    }

    /// Whether nothing stands between a token and the next.
    pub(super) fn touch(&self, index: u32) -> bool {
        self.span(index).end == self.span(index + 1).start
    }

    /// Whether a token lies in a group, at whatever depth.
    pub(super) fn is_within(&self, index: u32, group: u32) -> bool {
        let group = self.group(group);
        (group.open == NONE || group.open < index) && index < group.close
    }

    /// The item whose body a group is.
    pub(super) fn body_of(&self, group: u32) -> Option<u32> {
        let item = self.group(group).item;
        (item != NONE && self.items[item as usize].body == group).then_some(item)
    }
}
