//! What fixtures cannot hold: hostile sources, and the agreement of the two front ends.

use proptest::prelude::*;

use super::syntax::Code;
use super::{LANGUAGE, budget, docs, excerpt, resolve, tree};
use crate::lang::{Reading, Unit};
use crate::names::{Names, Path};
use crate::project::Place;
use crate::reference::{Reference, Role};

fn names() -> Names {
    let mut names = Names::default();
    for (id, name) in [
        "legacy",
        "a::b",
        "std::try",
        "str::old",
        "crate::x",
        "std::mem::old",
    ]
    .iter()
    .enumerate()
    {
        let path: Path = name.split("::").map(str::to_owned).collect();
        names.insert(&path, id as u32);
    }
    names
}

fn place() -> Place {
    Place {
        roots: [vec!["own".to_owned()], vec!["crate".to_owned()]].into(),
        edition: 2021,
        ..Place::default()
    }
}

/// Each refers in a way of its own, and what is read must not be dismissed.
#[test]
fn what_stands_apart_is_not_dismissed() {
    let sources = [
        "use a::b;",
        "use a :: /* c */ b;",
        "use {x::y, a::{self as z, x}}; fn f() { z::b(); }",
        "use a::{\n// one; two\nx, b};",
        "use a::{ // \"quoted\"\nb};",
        "use a as x; use x as y; fn f() { y::b(); }",
        "pub use a::*;",
        "pub (crate) use a as x;",
        "pub(in crate::y) use a::{self};",
        "pub extern crate a;",
        "#[macro_use] extern crate a; fn f() { b!(); }",
        "extern crate self as own2; use own2::x;",
        "fn f() { try!(g()); }",
        "fn f() { \"\".old(); }",
        "fn f(x: String) { x.old(); }",
        "type T = std::mem; fn f() { T::old(); }",
        "use std::mem as m; fn f(x: m) { x.old(); }",
        "use std::mem; fn f() { let mem { old } = x; }",
        "use std::mem; impl mem for X {} fn f() { <X as mem>::old(); }",
        "println!(\"\n// \", a::b);",
        "use x::y; // it's\nuse std // \"the\" one\n::mem::old;",
        "/// [`a::b`]\nfn f() {}",
        "fn*/// [`a::b`]\n",
        "#[serde(with = \"a::b\")] struct X;",
        "macro_rules! m { () => { $crate::x } }",
        "r#use; r#a::r#b",
        "fn f() { a::b",
        "use a::b fn f() {}",
    ];
    for source in sources {
        let reading = read(source);
        let is_silent = reading.references.is_empty() && reading.exports.is_empty();
        assert!(!is_silent, "{source}");
    }
}

/// Reads a source, and checks what holds for any.
fn read(text: &str) -> Reading {
    let (names, place) = (names(), place());
    let unit = Unit {
        text,
        place: &place,
        names: &names,
        spellings: &crate::lang::text::TextSearch::default(),
        whole: true,
        before: None,
    };
    let reading = (LANGUAGE.read)(&unit);
    let spans = reading.references.iter().map(|reference| reference.span);
    for span in spans.chain(reading.comments.iter().copied()) {
        assert!(
            text.get(span.range()).is_some(),
            "{span:?} is no part of the text"
        );
    }
    for reference in &reading.references {
        assert!((reference.scope as usize) < reading.scopes.len());
    }
    let in_code = references_in_code(&reading);
    let is_silent = in_code.is_empty() && reading.exports.is_empty();
    assert!(
        is_silent || (LANGUAGE.may_refer)(&unit, &[]),
        "dismissed what refers: {in_code:?} {:?}",
        reading.exports
    );
    // Of what is broken, less may be found to be.
    if !reading.unparsed && reading.errors.is_empty() {
        let in_part = (LANGUAGE.read)(&Unit { whole: false, ..unit });
        assert_eq!(references_in_code(&in_part), in_code, "left out what refers");
        assert_eq!(in_part.exports, reading.exports, "left out what passes on");
    }
    reading
}

/// What code refers to, and from which scope: what documentation does matters only to who reads everything.
fn references_in_code(reading: &Reading) -> Vec<String> {
    let in_code = reading.references.iter().filter(|it| it.role != Role::Doc);
    let mut references: Vec<String> = in_code
        .map(|reference| {
            let mut labels = Vec::new();
            let mut scope = Some(reference.scope);
            while let Some(at) = scope {
                let inner = &reading.scopes[at as usize];
                labels.push(inner.label.as_str());
                scope = inner.parent;
            }
            let (path, known, span) = (&reference.path, reference.known, reference.span);
            let (role, via) = (reference.role, reference.via);
            format!("{span:?} {path:?} {known} {role:?} {via:?} {labels:?}")
        })
        .collect();
    references.sort_unstable();
    references
}

#[test]
fn what_nests_without_end_is_read_in_time() {
    let many = 6_000;
    for piece in [
        "(",
        "[",
        "{",
        "{{",
        "<",
        "A<",
        "&",
        "&mut ",
        "-",
        "!",
        "*",
        "|",
        "||",
        "|a|",
        "if ",
        "a.",
        ".a",
        "a::",
        "::",
        "a!(",
        "a![",
        "m!{",
        "use a::{",
        "fn f(){",
        "mod m{",
        "impl a{",
        "#[",
        "#![",
        "/*",
        "\"",
        "r#\"",
        "'",
        "x?",
        ".unwrap()",
        "a=",
        "return ",
        "match a{",
        "a=>",
        "if a{}else ",
        "let a=",
        "let a;",
        "a;",
        "use a::a;",
        "use a::b as a;",
        "use a as b;",
        "use b as a;",
        "use a::*;",
        "extern crate a;",
        "macro_rules!a{",
        "legacy::a(",
        "legacy::",
        "legacy::{",
        "println!(\"{a}\",",
        "$a",
        "as a",
        "dyn ",
        "impl ",
        "fn() -> ",
        "a::<",
        "<a as b>::c(",
        "x.y(",
        "[a]: legacy\n///",
        "/// [`legacy::a`]\n",
        "for a in ",
        "while ",
        "where a:",
        "async ",
        "unsafe{",
        "const a:",
        "type a=",
        "struct a;",
        "1+",
        "a,",
        "a b ",
        "é",
        "\u{feff}",
    ] {
        let many = if matches!(piece, "(" | "[" | "{") {
            100_000
        } else {
            many
        };
        let text = piece.repeat(many / piece.len());
        for text in [text.clone(), format!("fn f() {{ {text}"), format!("m!({text})")] {
            read(&text);
        }
    }
}

#[test]
fn what_opens_is_closed_without_end() {
    let pairs = [
        ("(", ")"),
        ("[", "]"),
        ("{", "}"),
        ("a!(", ")"),
        ("mod a{", "}"),
        ("fn a(){", "}"),
        ("use a::{", "};"),
        ("A<", ">"),
        ("if a{", "}"),
        ("match a{_=>", "}"),
        ("|a|{", "}"),
        ("x(", ")"),
        ("&(", ")"),
        ("a::<", ">"),
        ("/*", "*/"),
        ("[(", ")]"),
        ("vec![", "]"),
        ("impl A{", "}"),
        ("#[a(", ")]"),
    ];
    for (open, close) in pairs {
        for depth in [90, 110, 1_000, 30_000] {
            let text = format!("fn f() {{ {}a{} }}", open.repeat(depth), close.repeat(depth));
            read(&text);
            read(&format!("{}a{}", open.repeat(depth), close.repeat(depth)));
        }
    }
}

#[test]
fn a_long_line_is_read_in_time() {
    let text = format!("fn f() {{ {} }}", "legacy::é(x); let x = y.z(); ".repeat(40_000));
    assert_eq!(read(&text).references.len(), 40_000);
}

#[test]
fn a_long_source_is_read_in_pieces_as_in_one() {
    let items = r"
const E: F = F { g: a::b(1) }.h + { 2 };
/// [`a::b`]
pub fn old(p: String) -> [u8; { 3 }] { use legacy as l; l::c(); p.old() }
impl S { fn n(&self) { a::b() } }
mod m { use super::*; pub fn f() { x() } }
macro_rules! r { () => { legacy::q } }
r! { fn } r!();
static T: u8 = if a::b { 1 } else { 2 };
use crate::{x, y::{z}}; // } fn é
"
    .repeat(1000);
    let (names, place) = (names(), place());
    let outline = docs::outline(&items, 0);
    let uncut = docs::Outline {
        cuts: Vec::new(),
        ..docs::outline(&items, 0)
    };
    let [text, seen] = [&*items; 2];
    let code = Code { text, seen, base: 0 };
    let every_piece = code.sketch(&outline.cuts, &[], budget(text));
    assert!(outline.cuts.len() > 3 && every_piece.is_some());
    for whole in [true, false] {
        let unit = Unit {
            text,
            place: &place,
            names: &names,
            spellings: &crate::lang::text::TextSearch::default(),
            whole,
            before: None,
        };
        let [in_pieces, in_one] = [&outline, &uncut].map(|outline| {
            let sketch = excerpt::read(&unit, text, 0, outline).unwrap();
            resolve::resolve(&unit, &sketch)
        });
        assert!(in_pieces.references.len() >= 6000);
        assert_eq!(in_pieces.references, in_one.references);
        assert_eq!(in_pieces.scopes, in_one.scopes);
    }
}

fn by_both(text: &str) -> Option<(Vec<Reference>, Vec<Reference>)> {
    let (names, place) = (names(), place());
    let unit = Unit {
        text,
        place: &place,
        names: &names,
        spellings: &crate::lang::text::TextSearch::default(),
        whole: true,
        before: None,
    };
    let outline = docs::outline(text, 0);
    let sorted = |mut sketch: super::sketch::Sketch<'_>| {
        docs::links(&mut sketch, &outline.docs);
        let mut references = resolve::resolve(&unit, &sketch).references;
        references.sort_by_key(|reference| (reference.span, reference.known, reference.path.clone()));
        references
    };
    let by_syn = sorted(excerpt::read(&unit, text, 0, &outline)?);
    let drawn = tree::read(text, text, budget(text))?;
    drawn.errors.is_empty().then(|| (by_syn, sorted(drawn.sketch)))
}

#[test]
fn both_front_ends_agree_on_this_crate() {
    for text in [
        include_str!("mod.rs"),
        include_str!("lex.rs"),
        include_str!("docs.rs"),
        include_str!("nesting.rs"),
        include_str!("resolve/mod.rs"),
        include_str!("resolve/lookup.rs"),
        include_str!("syntax/paths.rs"),
        include_str!("../../../fixtures/rust/members/receivers.rs"),
        include_str!("../../../fixtures/rust/scopes/locals.rs"),
    ] {
        let text = text
            .replace("super", "legacy")
            .replace("std::", "legacy::")
            .replace("self::", "a::b::");
        if let Some((by_syn, by_tree)) = by_both(&text) {
            assert_eq!(by_syn, by_tree);
        }
    }
}

proptest! {
    #[test]
    fn nothing_panics(text in "\\PC{0,200}") {
        read(&text);
    }

    #[test]
    fn no_mixture_of_tokens_panics(tokens in prop::collection::vec(prop::sample::select(vec![
        "fn", "f", "(", ")", "{", "}", "[", "]", "<", ">", "::", ":", ";", ",", ".", "=", "=>", "->", "&", "*", "|",
        "!", "#", "$", "'a", "'x'", "\"legacy::a\"", "r#try", "try", "use", "mod", "struct", "impl", "for", "let",
        "if", "else", "match", "self", "Self", "super", "crate", "legacy", "a", "b", "as", "pub", "extern", "macro_rules",
        "x", "1", "// [`legacy`]\n", "/// [`legacy::a`]\n", "/*", "*/", "\"", "é", "\u{feff}", "\n", "println", "vec",
    ]), 0..80)) {
        read(&tokens.join(" "));
        read(&tokens.concat());
    }

    #[test]
    fn what_bodies_refer_to_is_not_left_out(parts in prop::collection::vec((
        prop::sample::select(vec![
            "use legacy as old;", "use legacy::*;", "use legacy::{self as c, d};", "use a::b as c;", "use a::*;",
            "use std::mem;", "use std::*;", "use crate::*;", "use m::*;", "extern crate legacy as l;",
            "#[macro_use] extern crate std as s;", "type T = legacy::T;", "pub type M = mem;", "pub use a as d;",
            "struct S { t: String, u: mem }", "static K: &str = k();", "impl mem for S { fn m(&self) { BODY } }",
            "impl S { fn n(&self) { BODY } fn old(&self) {} }", "mod m { use super::*; pub fn f() { BODY } }",
            "mod m { pub use a::b; pub type N = super::T; }", "fn f(p: S, q: &str) { BODY }",
            "fn g<P: mem>(p: P, q: mem) -> [u8; { 4 }] { BODY }", "trait Q { fn f(&self) { BODY } }",
            "macro_rules! r { () => { fn f() { BODY } } }", "r! { fn f() { BODY } }", "const _: u8 = { BODY };",
        ]),
        prop::sample::select(vec![
            "old::g();", "T::new();", "p.old(); q.old();", "c();", "b::c();", "mem::old();", "use mem as n; n::old();",
            "use std as n; use n::mem::*; old();", "r#try!(x);", "self.t.old(); self.u.old()", "crate::x();", "x::y()",
            "self::x();", "super::x();", "impl mem for S {}", "\"x\".old();", "l::y! {}", "K.old();", "M::old()",
            "fn g() { fn h(p: T) {} }", "let s: S = f(); s.old();", "d::b!(\"{K}\")", "m::b::c();", "nothing();", "N",
            "use super::*; mod c { use super::*; } x()", "#[legacy::a] struct X;", "format!(\"{}\", q.old())",
        ]),
    ), 0..8)) {
        let parts: Vec<String> = parts.into_iter().map(|(item, body)| item.replace("BODY", body)).collect();
        read(&parts.join("\n"));
    }
}
