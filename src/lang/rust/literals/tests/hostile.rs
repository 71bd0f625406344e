//! Sources that no one would write: read in time, without a panic, and with spans that are parts of them.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::usage;

const HOSTILE: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "<",
    ">",
    "\"",
    "'",
    "#",
    "#[",
    "#![",
    "\\",
    "r#\"",
    "b\"",
    "\"legacy_users\"",
    "legacy_users",
    "full_name",
    "a",
    "::",
    ".",
    ",",
    ";",
    "=",
    "+",
    "+=",
    "&",
    "|",
    "!",
    "?",
    "use ",
    "as ",
    "let ",
    "mut ",
    "const ",
    "static ",
    "A: ",
    "fn ",
    "impl ",
    "for ",
    "struct ",
    "enum ",
    "mod ",
    "return ",
    "format!(",
    "concat!(",
    "write!(",
    "vec![",
    "push_str(",
    ".join(",
    "{A}",
    "Some(",
    "self",
    "Self",
    "->",
    "=>",
    "é🦀",
    "\n",
    " ",
    "// x\n",
    "/*",
    "cfg_attr(",
    "table! {",
    "LegacyUsers",
    "::<",
    "await",
    "macro_rules! a",
];

proptest! {
    #[test]
    fn nothing_panics(pieces in prop::collection::vec(prop::sample::select(HOSTILE), 0..80)) {
        usage(&pieces.concat());
    }

    #[test]
    fn nothing_panics_on_text(text in "(?s).{0,60}", rest in "[(){}\\[\\]\"'a#,;:=+!&<>.|_ ]{0,60}") {
        usage(&format!("{text}legacy_users{rest}\"legacy_users\""));
    }
}

#[test]
fn what_has_no_end_is_read_in_time() {
    let many = 12_000;
    let mut pieces: Vec<String> = HOSTILE.iter().map(|piece| piece.repeat(many)).collect();
    for piece in [
        "f(\"legacy_users\",",
        "format!(\"{A}\",",
        "const A: &str = concat!(A, A, \"legacy_users\");\n",
        "let mut a = a + \"legacy_users\";",
        "a.b(\"legacy_users\").",
        "\"legacy_users\" + ",
        "x::legacy_users::",
        "use legacy_users::{",
        "mod a { use legacy_users::*; ",
        "fn a() { const A: &str = \"legacy_users\"; f(A);",
        "#[a(legacy_users = \"legacy_users\",",
        "a![legacy_users,",
        "[\"legacy_users\", ",
        "(\"legacy_users\")",
        "let mut a = String::new(); a.push_str(\"legacy_users\"); f(&a);",
        "a += \"legacy_users\";",
        "impl A { legacy_users",
        "enum A { legacy_users, ",
        "struct A { legacy_users: ",
        "|A| format!(\"{A} legacy_users\"),",
        "\\",
        "\\u{",
        "const A: &str = \"legacy_users\"; f(A, A);",
        "#[derive(A)] struct legacy_users;",
        "A::<B, ",
        "<A as ",
        "if a { \"legacy_users\" } else ",
        "a(legacy_users)?",
        "&mut *\"legacy_users\"",
        "path(\"legacy_users\").and(",
        ".and(path(\"legacy_users\"))",
        "path!(\"legacy_users\" / ",
        "path!(\"legacy_users\" / u32).and(path!(\"legacy_users\"))",
        "a(|b| { b.c(\"legacy_users\"); ",
    ] {
        pieces.push(piece.repeat(many / 4));
    }
    for piece in pieces {
        for text in [
            format!("\"legacy_users\" {piece}"),
            format!("let q = \"legacy_users {piece} legacy_users\"; f(q)"),
            format!("const A: &str = \"legacy_users\"; fn f() {{ {piece} }}"),
        ] {
            let start = Instant::now();
            usage(&text);
            let took = start.elapsed();
            assert!(took < Duration::from_secs(3), "{took:?} for {:?}", &text[..60]);
        }
    }
}
