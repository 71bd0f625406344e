//! Rust sources: which of the names looked for they mention.
//!
//! A source is read by `syn`, or, where that cannot read it or must not (it recurses), by tree-sitter; either draws
//! a `sketch` of scopes, bindings and mentions, and `resolve` makes references of it. No macro is expanded, no
//! type is inferred, no other file is looked at.

mod bodies;
mod cuts;
mod docs;
mod excerpt;
mod footprint;
mod glance;
mod lex;
mod literals;
mod macros;
mod nesting;
mod prefilter;
mod resolve;
mod sketch;
mod syntax;
#[cfg(test)]
mod tests;
mod tree;

use std::borrow::Cow;
use std::cmp::Ordering;

use super::anatomy::{Anatomy, Grammar};
use super::{Language, Reading, Unit};
use crate::names::Namesake;
use crate::span::Span;

/// Rust.
pub const LANGUAGE: Language = Language {
    name: "rust",
    separator: "::",
    extensions: &["rs"],
    file_names: &[],
    interpreters: &[],
    read,
    may_refer: prefilter::may_refer,
    passes_on: prefilter::passes_on,
    footprint: Some(footprint::footprint),
    quoted: |_: &Unit<'_>| Vec::new(),
    learns_words: true,
    place: crate::project::Project::rust,
    submodules,
    namesake: Namesake::Always,
    implied: prefilter::IMPLIED,
    literals: literals::literals,
    anatomy,
    grammar: Some(Grammar {
        syntax: || tree::grammar().clone(),
        parse: |text, place| tree::parse(&without_keywords(text, place.edition)),
        plain: PLAIN,
    }),
};

/// What most sources are full of, by names that none has.
const PLAIN: &str = r#"//! Zqx.

use zqx::qzx;

// zqx
struct Zqx {
    zqx: Qzx<u8>,
}

impl Zqx {
    fn qzx(&self, zqx: u8) -> u8 {
        let xzq = zqx + 7;
        if zqx == 7 {
            self.zqx.qzx("zqx", 7);
        }
        match zqx {
            7 => qzx(zqx),
            _ => zqx::xzq(7),
        }
    }
}
"#;

/// The modules of `a/mod.rs` and of a crate's root lie beside it, those of `a/b.rs` in `a/b`.
fn submodules(path: &str) -> Option<String> {
    let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
    match name {
        "mod.rs" | "lib.rs" | "main.rs" => Some(directory.to_owned()),
        _ => path.strip_suffix(".rs").map(str::to_owned),
    }
}

/// How much text of macros, which may hold macros, is parsed of a text.
const fn budget(text: &str) -> usize {
    8 * text.len()
}

fn read(unit: &Unit<'_>) -> Reading {
    let text = unit.text;
    let start = start_of_code(text);
    let outline = docs::outline(text, start);
    let mut errors = Vec::new();
    let fits = outline.nesting <= nesting::LIMIT;
    let code = without_keywords(text, unit.place.edition);
    let sketch = fits
        .then(|| excerpt::read(unit, &code, start, &outline))
        .flatten();
    proc_macro2::extra::invalidate_current_thread_spans();
    let sketch = sketch.or_else(|| {
        let drawn = tree::read(text, &code, budget(text));
        proc_macro2::extra::invalidate_current_thread_spans();
        let mut drawn = drawn?;
        // A grammar that is lost may take a comment for code, even where a quote is never closed.
        let comments = [&outline.comments, &glance::passed_over(text)];
        let is_in = |span, comments: &[Span]| comments.binary_search_by(|it| meets(*it, span)).is_ok();
        let is_code = |span: Span| !comments.iter().any(|comments| is_in(span, comments));
        drawn.sketch.mentions.retain(|mention| is_code(mention.span));
        drawn.sketch.members.retain(|member| is_code(member.span));
        errors = drawn.errors;
        errors.retain(|span| is_code(*span));
        Some(drawn.sketch)
    });
    let mut reading = match sketch {
        Some(mut sketch) => {
            if unit.whole {
                docs::links(&mut sketch, &outline.docs);
            }
            resolve::resolve(unit, &sketch)
        }
        None => Reading {
            scopes: vec![resolve::file_scope()],
            unparsed: true,
            ..Reading::default()
        },
    };
    reading.comments = outline.comments;
    reading.docs = outline.docs;
    reading.errors = errors;
    reading
}

/// How a comment lies to a place: before it, around it, or after it.
fn meets(comment: Span, place: Span) -> Ordering {
    match () {
        () if comment.end <= place.start => Ordering::Less,
        () if comment.start <= place.start && place.end <= comment.end => Ordering::Equal,
        () => Ordering::Greater,
    }
}

/// The parts of a source.
fn anatomy(text: &str) -> Anatomy {
    let start = start_of_code(text);
    let outline = docs::outline(text, start);
    let mut anatomy = literals::anatomy(text, start);
    anatomy.comments = outline.comments;
    anatomy.docs = outline.docs;
    anatomy
}

/// Makes something of a source's items, for who wants more than its references; nothing of a source that `syn` cannot
/// read, or must not.
pub fn with_items<T>(text: &str, edition: u16, make: impl FnOnce(syn::File) -> T) -> Option<T> {
    let start = start_of_code(text);
    if docs::outline(text, start).nesting > nesting::LIMIT {
        return None;
    }
    let parsed = syn::parse_str(without_keywords(text, edition).get(start..)?);
    let made = parsed.ok().map(make);
    // Tokens must not outlive this.
    proc_macro2::extra::invalidate_current_thread_spans();
    made
}

/// The text as the parsers are to see it: what an old edition does not know for a keyword is replaced by another
/// identifier of the same length. Names are read from the text itself.
fn without_keywords(text: &str, edition: u16) -> Cow<'_, str> {
    let is_new = edition >= 2018 || !(text.contains("async") || text.contains("await"));
    if is_new {
        return Cow::Borrowed(text);
    }
    let mut code = String::with_capacity(text.len());
    let mut end = 0;
    for token in lex::tokens(text, 0, text.len()) {
        if let "async" | "await" = token.of(text)
            && token.kind == lex::Kind::Word
        {
            code.push_str(&text[end..token.end - 1]);
            code.push('_');
            end = token.end;
        }
    }
    code.push_str(&text[end..]);
    Cow::Owned(code)
}

/// Where the code begins: after a byte order mark and a `#!` line.
fn start_of_code(text: &str) -> usize {
    let bom = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let code = &text[bom..];
    let is_attribute = || {
        let mut rest = lex::tokens(code, 2, code.len())
            .filter(|token| !matches!(token.kind, lex::Kind::Comment | lex::Kind::Doc));
        rest.next()
            .is_some_and(|token| token.kind == lex::Kind::Open(b'['))
    };
    if code.starts_with("#!") && !is_attribute() {
        return bom + memchr::memchr(b'\n', code.as_bytes()).unwrap_or(code.len());
    }
    bom
}
