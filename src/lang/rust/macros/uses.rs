//! `use` declarations read by their tokens.

use std::iter::Peekable;

use crate::span::Span;

use super::super::cuts::begins_item;
use super::super::lex::{Kind, Lexer, Token, plain};
use super::super::sketch::{Import, ImportId, ImportKind, Root, Segment, Sketch};

/// How many segments a path is read to; and how deep a `use` tree is.
const SEGMENTS: usize = 64;

/// A group that is open: how many segments stand before it, and the prefix that they are.
struct Group {
    segments: usize,
    prefix: Option<ImportId>,
}

/// Reads what follows the word `use`, up to what cannot belong to it, and hands back the rest.
pub(super) fn read<'t>(sketch: &mut Sketch<'t>, mut rest: Peekable<Lexer<'t>>) -> Peekable<Lexer<'t>> {
    let mut tree = Tree {
        sketch,
        segments: Vec::new(),
        groups: Vec::new(),
        root: Root::Use,
    };
    loop {
        let before = rest.clone();
        match rest.next() {
            Some(token) if tree.take(token, &mut rest) => {}
            _ => return before,
        }
    }
}

/// Whether a word begins something else.
fn is_keyword(word: &str) -> bool {
    word == "let" || begins_item(word)
}

struct Tree<'s, 't> {
    sketch: &'s mut Sketch<'t>,
    segments: Vec<Segment<'t>>,
    groups: Vec<Group>,
    root: Root,
}

impl<'t> Tree<'_, 't> {
    /// Takes the next token; says whether it belongs to the declaration.
    fn take(&mut self, token: Token, rest: &mut Peekable<Lexer<'t>>) -> bool {
        let text = self.sketch.text;
        match token.kind {
            Kind::Word if token.of(text) == "as" => {
                let alias = rest.next_if(|next| next.kind == Kind::Word);
                let alias = alias.map(|alias| self.segment(alias));
                self.leaf(alias.filter(|alias| alias.name != "_"));
            }
            Kind::Word if is_keyword(token.of(text)) => return false,
            Kind::Word if self.segments.len() < SEGMENTS => {
                let segment = self.segment(token);
                self.segments.push(segment);
                let goes_on = rest.peek().is_some_and(|next| {
                    next.kind == Kind::Separator || (next.kind == Kind::Word && next.of(text) == "as")
                });
                if !goes_on {
                    self.leaf(Some(segment));
                }
            }
            Kind::Separator if self.segments.is_empty() => self.root = Root::Global,
            Kind::Separator | Kind::Mark(b',') => {}
            Kind::Mark(b'*') => self.glob(),
            Kind::Mark(b'$') => return rest.peek().is_some_and(|next| next.of(text) == "crate"),
            Kind::Open(b'{') if self.groups.len() < SEGMENTS => self.open(),
            Kind::Close(b'}') if !self.groups.is_empty() => self.close(),
            _ => return false,
        }
        true
    }

    fn segment(&self, token: Token) -> Segment<'t> {
        let span = Span::new(token.start, token.end);
        Segment {
            name: plain(span.of(self.sketch.text)),
            span,
        }
    }

    /// How many segments stand before the innermost group.
    fn outside(&self) -> usize {
        self.groups.last().map_or(0, |group| group.segments)
    }

    fn import(&mut self, kind: ImportKind, name: Option<Segment<'t>>) -> Option<ImportId> {
        let inside = self.segments.get(self.outside()..).unwrap_or_default();
        let written = match (inside.first(), inside.last()) {
            (Some(first), Some(last)) => Some(Span {
                start: first.span.start,
                end: last.span.end,
            }),
            _ => None,
        };
        let span = written.or(name.map(|name| name.span))?;
        let path = self.sketch.add_path(&self.segments, self.root);
        Some(self.sketch.import(Import {
            kind,
            path,
            span,
            parent: self.groups.last().and_then(|group| group.prefix),
            public: false,
            name,
            macros_only: false,
        }))
    }

    fn leaf(&mut self, name: Option<Segment<'t>>) {
        let is_self = self.segments.len() > 1 && self.segments.last().is_some_and(|last| last.name == "self");
        if is_self {
            self.segments.pop();
        }
        let name = match name {
            Some(name) if name.name == "self" => self.segments.last().copied(),
            name => name,
        };
        if self.segments.len() > self.outside() || is_self {
            self.import(ImportKind::Leaf, name);
        }
        self.segments.truncate(self.outside());
    }

    fn glob(&mut self) {
        self.import(ImportKind::Glob, None);
        self.segments.truncate(self.outside());
    }

    fn open(&mut self) {
        let prefix = self.import(ImportKind::Prefix, None);
        let prefix = prefix.or(self.groups.last().and_then(|group| group.prefix));
        self.groups.push(Group {
            segments: self.segments.len(),
            prefix,
        });
    }

    fn close(&mut self) {
        self.groups.pop();
        self.segments.truncate(self.outside());
    }
}
