//! Rust read by its tokens alone: the paths among them, and members of plain names.
//!
//! This is for the insides of macros that are no Rust, and for the right sides of `macro_rules!`. There is no
//! grammar here: a word is not a reference where it is evidently a name of something new, a field or a label.

use std::iter::Peekable;

use crate::reference::Role;
use crate::span::Span;

use super::super::lex::{Kind, Lexer, Token, is_keyword, plain, tokens};
use super::super::sketch::{Root, Segment, Sketch, Spaces, TypeOf};
use super::formats;

/// How many fields of a chain are followed.
const CHAIN: usize = 8;

/// Reads a part of the text.
pub(in super::super) fn read(sketch: &mut Sketch<'_>, start: usize, end: usize) {
    let text = sketch.text;
    let mut reader = TokenReader {
        sketch,
        text,
        rest: tokens(text, start, end).peekable(),
        before: None,
        word_before: "",
    };
    while let Some(token) = reader.rest.next() {
        reader.take(token);
    }
}

/// Reads the rules of a `macro_rules!`: their right sides.
pub(in super::super) fn read_rules(sketch: &mut Sketch<'_>, start: usize, end: usize) {
    let text = sketch.text;
    let mut depth = 0_usize;
    let mut is_right = false;
    let mut opened = start;
    let mut before = None;
    for token in tokens(text, start, end) {
        match token.kind {
            Kind::Open(_) => {
                if depth == 0 {
                    opened = token.end;
                }
                depth += 1;
            }
            Kind::Close(_) => {
                depth = depth.saturating_sub(1);
                if depth == 0 && is_right {
                    read(sketch, opened, token.start);
                    is_right = false;
                }
            }
            Kind::Mark(b'>') if depth == 0 && before == Some(Kind::Mark(b'=')) => is_right = true,
            _ => {}
        }
        before = Some(token.kind);
    }
}

struct TokenReader<'s, 't> {
    sketch: &'s mut Sketch<'t>,
    text: &'t str,
    rest: Peekable<Lexer<'t>>,
    before: Option<Kind>,
    word_before: &'t str,
}

impl<'t> TokenReader<'_, 't> {
    fn take(&mut self, token: Token) {
        let mut word = "";
        let mut last = token.kind;
        match token.kind {
            Kind::Word => {
                word = token.of(self.text);
                let segment = self.segment(token);
                if word == "use" {
                    let from = self.rest.clone();
                    self.rest = super::uses::read(self.sketch, from);
                } else if self.before == Some(Kind::Mark(b'$')) && word != "crate" {
                    self.skip_path();
                    last = Kind::Word;
                } else if !self.is_member() {
                    self.path(segment, Root::Here);
                    last = Kind::Word;
                }
            }
            Kind::Separator if !matches!(self.before, Some(Kind::Word | Kind::Mark(b'>'))) => {
                if let Some(next) = self.rest.next_if(|next| next.kind == Kind::Word) {
                    let segment = self.segment(next);
                    self.path(segment, Root::Global);
                    last = Kind::Word;
                }
            }
            Kind::Text { .. } => {
                let span = Span::new(token.start, token.end);
                formats::read_contents(self.sketch, span);
            }
            _ => {}
        }
        let range = self.before == Some(Kind::Mark(b'.')) && last == Kind::Mark(b'.');
        self.before = if range { None } else { Some(last) };
        self.word_before = word;
    }

    fn segment(&self, token: Token) -> Segment<'t> {
        let mut span = Span::new(token.start, token.end);
        let name = plain(token.of(self.text));
        if name == "crate" && self.before == Some(Kind::Mark(b'$')) {
            span.start -= 1;
        }
        Segment { name, span }
    }

    fn is_member(&self) -> bool {
        self.before == Some(Kind::Mark(b'.'))
    }

    fn skip_path(&mut self) {
        while self.rest.next_if(|next| next.kind == Kind::Separator).is_some() {
            if self.rest.next_if(|next| next.kind == Kind::Word).is_none() {
                break;
            }
        }
    }

    /// Reads the path that begins with a segment.
    fn path(&mut self, first: Segment<'t>, root: Root) {
        let mut segments = vec![first];
        while let Some(colons) = self.rest.next_if(|next| next.kind == Kind::Separator) {
            let Some(word) = self.rest.next_if(|next| next.kind == Kind::Word) else {
                if self.rest.peek().is_some_and(|next| next.is(b'<')) {
                    self.before = Some(colons.kind);
                }
                break;
            };
            segments.push(Segment {
                name: plain(word.of(self.text)),
                span: Span::new(word.start, word.end),
            });
        }
        let last = segments.last().map_or(first.span, |last| last.span);
        let span = Span {
            start: first.span.start,
            end: last.end,
        };
        let next = self.rest.peek().copied();
        let is_call = next.is_some_and(|next| next.is(b'!')) && !self.follows(b'!', b'=');
        if segments.len() == 1 && root == Root::Here {
            if is_call {
                self.mention(&segments, root, span, Spaces::MACRO);
            } else if !self.is_new(first.name, next) {
                self.mention(&segments, root, span, Spaces::VALUE.and(Spaces::TYPE));
                self.members(first);
            }
            return;
        }
        let space = if is_call {
            Spaces::MACRO
        } else {
            Spaces::VALUE.and(Spaces::TYPE)
        };
        self.mention(&segments, root, span, space);
    }

    fn mention(&mut self, segments: &[Segment<'t>], root: Root, span: Span, space: Spaces) {
        let id = self.sketch.add_path(segments, root);
        self.sketch.mention(id, span, space, Role::Use);
    }

    /// Whether the next two tokens are these marks.
    fn follows(&self, first: u8, second: u8) -> bool {
        let mut ahead = self.rest.clone();
        ahead.next().is_some_and(|token| token.is(first))
            && ahead.next().is_some_and(|token| token.is(second))
    }

    /// Whether a word is a keyword, or names something new, a field or an argument.
    fn is_new(&self, word: &str, next: Option<Token>) -> bool {
        let defines = matches!(
            self.word_before,
            "fn" | "struct"
                | "enum"
                | "union"
                | "trait"
                | "mod"
                | "type"
                | "const"
                | "static"
                | "let"
                | "mut"
                | "ref"
                | "for"
                | "macro_rules"
        ) && self.before == Some(Kind::Word);
        defines
            || is_keyword(word)
            || matches!(word, "crate" | "super")
            || next.is_some_and(|next| next.is(b':'))
            || (next.is_some_and(|next| next.is(b'='))
                && !self.follows(b'=', b'=')
                && !self.follows(b'=', b'>'))
    }

    /// Mentions the members of a plain name.
    fn members(&mut self, base: Segment<'t>) {
        let mut fields: Vec<Segment<'t>> = Vec::new();
        let mut ahead = self.rest.clone();
        while fields.len() < CHAIN
            && ahead.next().is_some_and(|token| token.is(b'.'))
            && let Some(token) = ahead.next()
            && token.kind == Kind::Word
        {
            let name = Segment {
                name: plain(token.of(self.text)),
                span: Span::new(token.start, token.end),
            };
            let type_of = match base.name {
                "self" => TypeOf::Own,
                _ => TypeOf::Value(self.sketch.add_path(&[base], Root::Here)),
            };
            let span = Span {
                start: base.span.start,
                end: name.span.end,
            };
            self.sketch.member(type_of, &fields, name, span);
            fields.push(name);
        }
    }
}
