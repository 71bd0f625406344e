//! Attributes: their paths, the traits that they derive, and what they hand to a macro.
//!
//! What the language's own attributes say (conditions, lints, texts) holds no path.

use std::ops::Range;

use crate::reference::Role;
use crate::span::Span;

use super::super::lex::{Kind, Token, plain, tokens};
use super::super::sketch::{Root, Segment, Sketch, Spaces};
use super::tokens::read as read_tokens;

/// How deep `cfg_attr` is followed into itself.
const DEPTH: usize = 8;

/// Reads the insides of `#[…]`.
pub(in super::super) fn read(sketch: &mut Sketch<'_>, start: usize, end: usize) {
    let mut pending = vec![(start..end, 0)];
    while let Some((range, depth)) = pending.pop() {
        let Some((name, arguments)) = head(sketch, &range) else {
            continue;
        };
        let Some(arguments) = arguments else { continue };
        match name {
            "derive" => {
                for part in parts(sketch.text, &arguments) {
                    head(sketch, &part);
                }
            }
            "cfg_attr" if depth < DEPTH => {
                let parts = parts(sketch.text, &arguments).into_iter().skip(1);
                pending.extend(parts.map(|part| (part, depth + 1)));
            }
            "unsafe" if depth < DEPTH => pending.push((arguments, depth + 1)),
            _ if is_of_language(name) => {}
            _ => {
                strings(sketch, &arguments);
                read_tokens(sketch, arguments.start, arguments.end);
            }
        }
    }
}

/// Mentions the path at the head of an attribute; tells its name, when it is a single one, and where its arguments
/// are.
fn head<'t>(sketch: &mut Sketch<'t>, range: &Range<usize>) -> Option<(&'t str, Option<Range<usize>>)> {
    let text = sketch.text;
    let mut rest = tokens(text, range.start, range.end).peekable();
    let mut root = Root::Here;
    let mut segments: Vec<Segment<'t>> = Vec::new();
    if rest.next_if(|token| token.kind == Kind::Separator).is_some() {
        root = Root::Global;
    }
    while let Some(token) = rest.next_if(|token| token.kind == Kind::Word) {
        segments.push(sketch.segment(Span::new(token.start, token.end)));
        if rest.next_if(|token| token.kind == Kind::Separator).is_none() {
            break;
        }
    }
    let (first, last) = (segments.first()?, segments.last()?);
    let span = Span {
        start: first.span.start,
        end: last.span.end,
    };
    let name = if segments.len() == 1 { first.name } else { "" };
    if !is_of_language(name) {
        let id = sketch.add_path(&segments, root);
        sketch.mention(id, span, Spaces::MACRO, Role::Use);
    }
    let arguments = rest.next().and_then(|token| match token.kind {
        Kind::Open(_) => Some(token.end..range.end.saturating_sub(1).max(token.end)),
        Kind::Mark(b'=') => Some(token.end..range.end),
        _ => None,
    });
    Some((name, arguments))
}

/// The parts of a list between its commas.
fn parts(text: &str, range: &Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = range.start;
    let mut depth = 0_usize;
    for token in tokens(text, range.start, range.end) {
        match token.kind {
            Kind::Open(_) => depth += 1,
            Kind::Close(_) => depth = depth.saturating_sub(1),
            Kind::Mark(b',') if depth == 0 => {
                parts.push(start..token.start);
                start = token.end;
            }
            _ => {}
        }
    }
    parts.push(start..range.end);
    for part in &mut parts {
        let trimmed = text.get(part.clone()).unwrap_or_default().trim_end();
        part.end = part.start + trimmed.len();
    }
    parts
}

/// Mentions the values that are, whole, a path of two segments or more: `with = "legacy::module"`. A string without a
/// key is a text: `error("legacy::module is gone")`.
fn strings(sketch: &mut Sketch<'_>, range: &Range<usize>) {
    let text = sketch.text;
    let literals: Vec<Token> = tokens(text, range.start, range.end)
        .filter(|token| matches!(token.kind, Kind::Text { .. }))
        .filter(|token| {
            let before = text[..token.start].trim_end_matches(['"', '#', 'r']);
            before.trim_end().ends_with('=')
        })
        .collect();
    for literal in literals {
        let mut segments = Vec::new();
        let mut root = Root::Here;
        let mut is_path = true;
        let mut wants_word = true;
        for token in tokens(text, literal.start, literal.end) {
            match token.kind {
                Kind::Word if wants_word => segments.push(Segment {
                    name: plain(token.of(text)),
                    span: Span::new(token.start, token.end),
                }),
                Kind::Separator if !wants_word => {}
                Kind::Separator if segments.is_empty() => root = Root::Global,
                _ => is_path = false,
            }
            wants_word = token.kind == Kind::Separator;
        }
        if is_path && !wants_word && segments.len() > 1 {
            let id = sketch.add_path(&segments, root);
            let span = Span::new(literal.start, literal.end);
            sketch.mention(id, span, Spaces::ANY, Role::String);
        }
    }
}

/// Whether an attribute is the language's own: nothing else can be meant by the name, and its arguments hold no path but
/// where that is said above.
pub(in super::super) fn is_of_language(name: &str) -> bool {
    matches!(
        name,
        "allow"
            | "cfg"
            | "cfg_attr"
            | "crate_name"
            | "crate_type"
            | "deny"
            | "deprecated"
            | "doc"
            | "expect"
            | "export_name"
            | "feature"
            | "forbid"
            | "inline"
            | "link"
            | "link_name"
            | "macro_use"
            | "must_use"
            | "path"
            | "recursion_limit"
            | "repr"
            | "rustc_deprecated"
            | "stable"
            | "target_feature"
            | "unsafe"
            | "unstable"
            | "warn"
    )
}
