//! Identifiers of interest outside strings: members of paths, attributes that classes declare. Names of keyword
//! arguments are left to [`super::machine`], which knows of which call.

use super::Reader;
use super::calls::{Argument, Pending, PendingId};
use super::outline::{BlockId, LineId, LineKind, Word};
use super::place::At;
use super::value::Dotted;
use crate::lang::python::imports::is_word;
use crate::literal::{CallForm, DEFINED, Stands};
use crate::span::Span;

/// Longer paths are not followed back.
const MOST_SEGMENTS: usize = 16;

impl<'t> Reader<'t> {
    /// Writes down the identifiers of interest. The statements in which some are called or are the names of keyword
    /// arguments.
    pub(super) fn words(&mut self) -> Vec<LineId> {
        let mut statements = Vec::new();
        for word in std::mem::take(&mut self.outline.words) {
            let line = self.outline.lines[word.line as usize];
            let next = skip_blanks(&self.text.as_bytes()[word.span.end as usize..]);
            let is_equal = next.first() == Some(&b'=') && next.get(1) != Some(&b'=');
            if let Some(opened) = line.opens.filter(|_| line.kind == LineKind::Function)
                && self.outline.blocks[opened as usize].name == word.span
            {
                let decorators = self.decorators(word.line);
                if !decorators.is_empty() {
                    self.defined.push((word.span, word.line));
                }
                statements.extend(decorators);
            }
            if next.first() == Some(&b'(') {
                statements.push(word.line);
            }
            // A second byte order mark stands before the statement, and is read as a part of the word.
            let before = (line.span.start as usize)..(word.span.start as usize);
            let before = self.text.get(before).unwrap_or_default();
            if let Some(before) = strip_blanks(before).strip_suffix('.') {
                if let Some(before) = path_at_end(before) {
                    self.segment(word.span, &before, line.block);
                }
            } else if word.is_inner && is_equal {
                statements.push(word.line);
            } else if before.is_empty() && (is_equal || next.first() == Some(&b':')) {
                self.field(word);
            }
        }
        statements
    }

    /// The decorators of what a statement defines.
    fn decorators(&self, id: LineId) -> std::ops::Range<LineId> {
        let before = self.outline.lines[..id as usize].iter().rev();
        let count = before.take_while(|line| line.kind == LineKind::Decorator).count();
        id - count as LineId..id
    }

    /// Writes down the names of functions of interest as what their decorators are given.
    pub(super) fn decorated(&mut self) {
        let is_decorator = |call: &Pending<'_>| call.form == CallForm::Decorator;
        let calls = (0..).zip(&self.calls).filter(|(_, call)| is_decorator(call));
        let mut calls: Vec<(u32, PendingId)> = calls.map(|(id, call)| (call.arguments, id)).collect();
        calls.sort_unstable();
        for (name, line) in std::mem::take(&mut self.defined) {
            for decorator in self.decorators(line) {
                let decorator = self.outline.lines[decorator as usize];
                let first = calls.partition_point(|(at, _)| *at < decorator.span.start);
                let call = calls.get(first).filter(|(at, _)| *at <= decorator.span.end);
                if let Some((_, call)) = call {
                    let argument = Argument {
                        keyword: Some(DEFINED),
                        ..Argument::default()
                    };
                    let literal = self.word(name);
                    self.push(literal, true, At::Argument(*call, argument), decorator.block);
                }
            }
        }
    }

    /// Writes down an attribute that a class declares.
    fn field(&mut self, word: Word) {
        let line = self.outline.lines[word.line as usize];
        if let Some(class) = self.class_of(line.block).filter(|_| line.kind == LineKind::Plain) {
            let literal = self.word(word.span);
            let class = self.class(class);
            self.push_placed(literal, true, Stands::Field { class }, line.block);
        }
    }

    /// Writes down a member of a path.
    pub(super) fn segment(&mut self, span: Span, before: &Dotted<'t>, block: BlockId) {
        let own = match before.segments[..] {
            ["self" | "cls"] => self.own_class(block),
            _ => None,
        };
        let before = match own {
            Some(class) => vec![self.outline.blocks[class as usize].name.of(self.text).to_owned()],
            None => self.names.resolve(&self.outline, block, before),
        };
        let literal = self.word(span);
        self.push_placed(literal, true, Stands::Segment { before }, block);
    }
}

/// The path that a text ends with, if it starts at a name.
fn path_at_end(text: &str) -> Option<Dotted<'_>> {
    let mut segments = Vec::new();
    let mut rest = strip_blanks(text);
    loop {
        let length = rest.bytes().rev().take_while(|byte| is_word(*byte)).count();
        let (before, segment) = rest.split_at_checked(rest.len() - length)?;
        let is_name = segment.bytes().next().is_some_and(|byte| !byte.is_ascii_digit());
        if !is_name || segments.len() == MOST_SEGMENTS {
            return None;
        }
        segments.push(segment);
        let Some(outer) = strip_blanks(before).strip_suffix('.') else {
            break;
        };
        rest = strip_blanks(outer);
    }
    segments.reverse();
    Some(Dotted {
        segments,
        is_rooted: true,
        receiver: None,
    })
}

fn strip_blanks(text: &str) -> &str {
    text.trim_end_matches([' ', '\t', '\n', '\r', '\\'])
}

fn skip_blanks(bytes: &[u8]) -> &[u8] {
    let blanks = bytes.iter().position(|byte| !matches!(byte, b' ' | b'\t'));
    &bytes[blanks.unwrap_or(bytes.len())..]
}
