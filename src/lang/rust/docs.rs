//! Comments, and the links in documentation: `[path]`, `` [`path`] ``, `[text](path)`, `[text]: path`.
//!
//! Code in documentation is not read.

use crate::reference::Role;
use crate::span::Span;

use super::bodies::Bodies;
use super::cuts::Cuts;
use super::lex::{Kind, tokens};
use super::nesting::Nesting;
use super::sketch::{Root, Segment, Sketch, Spaces};

/// What one pass over the tokens of a source tells.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// All comments, documentation included.
    pub(super) comments: Vec<Span>,
    /// The comments that are documentation.
    pub(super) docs: Vec<Span>,
    /// How deep the source nests; see [`nesting`](super::nesting).
    pub(super) nesting: u32,
    /// What stands in the [bodies](super::bodies) of functions.
    pub(super) bodies: Vec<Span>,
    /// Where it may be [cut](super::cuts).
    pub(super) cuts: Vec<usize>,
}

/// Takes a source's outline.
pub(super) fn outline(text: &str, from: usize) -> Outline {
    let mut outline = Outline::default();
    let mut nesting = Nesting::default();
    let mut bodies = Bodies::default();
    let mut cuts = Cuts::default();
    for token in tokens(text, from, text.len()) {
        match token.kind {
            Kind::Comment => outline.comments.push(Span::new(token.start, token.end)),
            Kind::Doc => {
                outline.comments.push(Span::new(token.start, token.end));
                outline.docs.push(Span::new(token.start, token.end));
                cuts.take(token, text);
            }
            _ => {
                nesting.take(token, text);
                bodies.take(token, text);
                cuts.take(token, text);
            }
        }
    }
    outline.nesting = nesting.deepest();
    outline.bodies = bodies.found();
    outline.cuts = cuts.found();
    outline
}

/// Mentions the links of a source's documentation.
pub(super) fn links(sketch: &mut Sketch<'_>, docs: &[Span]) {
    let mut in_code = false;
    let mut before = 0;
    for doc in docs {
        let between = sketch.text.get(before as usize..doc.start as usize);
        if between.is_none_or(|between| !between.trim().is_empty()) {
            in_code = false;
        }
        before = doc.end;
        let mut start = doc.start as usize;
        for line in doc.of(sketch.text).split_inclusive('\n') {
            if line
                .trim_start_matches(['/', '!', '*', ' ', '\t'])
                .starts_with("```")
            {
                in_code = !in_code;
            } else if !in_code && memchr::memchr(b'[', line.as_bytes()).is_some() {
                sketch.here = sketch.scope_at(start as u32);
                line_links(sketch, line, start);
            }
            start += line.len();
        }
    }
    sketch.here = super::sketch::FILE;
}

fn line_links(sketch: &mut Sketch<'_>, line: &str, offset: usize) {
    let mut at = 0;
    while let Some(open) = line.get(at..).and_then(|rest| rest.find('[')) {
        let start = at + open + 1;
        let Some(length) = line[start..].find([']', '[']) else {
            return;
        };
        let end = start + length;
        at = end;
        if line[end..].starts_with('[') {
            continue;
        }
        at += 1;
        let after = &line[at..];
        let target = if after.starts_with('(') {
            let close = after.find([')', ' ']).unwrap_or(after.len());
            at + 1..at + close.max(1)
        } else if after.starts_with(':') && !after.starts_with("::") {
            let skipped = after.len() - after[1..].trim_start().len();
            let word = after[skipped..]
                .find(char::is_whitespace)
                .unwrap_or(after.len() - skipped);
            at + skipped..at + skipped + word
        } else if after.starts_with('[') {
            continue;
        } else {
            start..end
        };
        if let Some(path) = line.get(target.clone()) {
            at = at.max(target.end);
            link(sketch, path, offset + target.start);
        }
    }
}

/// Mentions the path that a link goes to, if it is one.
fn link(sketch: &mut Sketch<'_>, target: &str, offset: usize) {
    let mut offset = offset;
    let mut path = target;
    let mut strip = |path: &mut &str, length: usize| {
        *path = &path[length..];
        offset += length;
    };
    let ticks = path.len() - path.trim_start_matches('`').len();
    strip(&mut path, ticks);
    if let Some(kind) = path.find('@')
        && path[..kind].bytes().all(|byte| byte.is_ascii_lowercase())
    {
        strip(&mut path, kind + 1);
    }
    let end = path.find(['`', '#', '<', '(', '!']).unwrap_or(path.len());
    let space = if path[end..].starts_with('!') || target.contains("macro@") {
        Spaces::MACRO
    } else {
        Spaces::ANY
    };
    let path = path[..end].trim_end_matches(':');
    let mut root = Root::Here;
    let mut segments: Vec<Segment<'_>> = Vec::new();
    let mut wants_word = true;
    for token in tokens(sketch.text, offset, offset + path.len()) {
        match token.kind {
            Kind::Word if wants_word => segments.push(sketch.segment(Span::new(token.start, token.end))),
            Kind::Separator if segments.is_empty() => root = Root::Global,
            Kind::Separator if !wants_word => {}
            _ => return,
        }
        wants_word = token.kind == Kind::Separator;
    }
    if segments.is_empty() || wants_word {
        return;
    }
    let id = sketch.add_path(&segments, root);
    let span = Span::new(offset, offset + path.len());
    sketch.mention(id, span, space, Role::Doc);
}
