//! Programs put together from pieces, and rules made of the same few words. Names are few so that they meet: most
//! programs import, shadow and pass on what a rule names.

use std::fmt::Write as _;

use proptest::collection::vec;
use proptest::prelude::*;

pub(crate) const WORDS: &[&str] = &["old", "pay", "net", "Box", "x", "one", "two", "app"];
/// The files of a tree; the last two are no modules of the package.
pub(crate) const PATHS: &[&str] = &[
    "app/__init__.py",
    "app/one.py",
    "app/two.py",
    "old/__init__.py",
    "old/pay.py",
    "script.py",
    "lib.rs",
    "notes.md",
];

fn word() -> impl Strategy<Value = String> {
    proptest::sample::select(WORDS).prop_map(str::to_owned)
}

fn dotted() -> impl Strategy<Value = String> {
    vec(word(), 1..4).prop_map(|words| words.join("."))
}

/// Fills the holes of a template: `N` a word, `P` a dotted name, `E` an expression.
fn filled(
    templates: &'static [&'static str],
    expression: impl Strategy<Value = String> + Clone,
) -> impl Strategy<Value = String> {
    let holes = (vec(word(), 4), vec(dotted(), 3), vec(expression, 3));
    (proptest::sample::select(templates), holes).prop_map(|(template, (words, paths, expressions))| {
        let (mut words, mut paths, mut expressions) = (words.iter(), paths.iter(), expressions.iter());
        let mut text = String::new();
        for c in template.chars() {
            match c {
                'N' => text.extend(words.next().map(String::as_str)),
                'P' => text.extend(paths.next().map(String::as_str)),
                'E' => text.extend(expressions.next().map(String::as_str)),
                c => text.push(c),
            }
        }
        text
    })
}

fn expression() -> impl Strategy<Value = String> + Clone {
    let leaf = filled(
        &["N", "P", "'P'", "1", "\"P:N\"", "...", "'é🦀'"],
        Just(String::new()),
    );
    leaf.prop_recursive(3, 12, 3, |inner| {
        filled(
            &[
                "N(E)",
                "E.N",
                "P(E, N=E)",
                "lambda N: E",
                "[E for N in E]",
                "{N: E for N in E if N}",
                "(E\n  .N)",
                "f'a {E} b'",
                "E if E else E",
                "getattr(N, 'N')",
                "(N := E)",
                "E or E",
                "N[E]",
                "`E`",
                "await E",
                "cast('P', E)",
                "Optional['P']",
                "mock.patch('P', E)",
                "__import__('P')",
                "'''E'''",
                "importlib.import_module('.N', 'P')",
                "{'P': E}",
                "t'{E!r:>{N}}'",
            ],
            inner,
        )
    })
    .boxed()
}

fn simple() -> impl Strategy<Value = String> {
    filled(
        &[
            "import P",
            "import P as N",
            "from P import N",
            "from P import N as N, N",
            "from . import N",
            "from .N import N",
            "from .. import N",
            "from P import *",
            "from .N import *",
            "import P, P as N",
            "from P import (\n  N, # N\n  N as N,\n)",
            "from P \\\n  import N",
            "N = E",
            "N: P = E",
            "N = P",
            "E",
            "del N",
            "global N",
            "nonlocal N",
            "N.N = E",
            "N, N = E, E",
            "N += E",
            "return E",
            "__all__ = ['N', 'N']",
            "# straggler: allow(r0): N",
            "# P",
            "assert E, E",
            "import P; N = E",
            "raise N(E) from N",
            "print P, E",
            "exec E",
            "type N[N] = P",
            "N: 'P | N' = E",
            "pass",
            "N = N.N",
            "N = 'P'",
            "class N(P): N = E",
        ],
        expression(),
    )
}

/// The headers of a compound statement: the first, and those of its further clauses.
fn headers() -> impl Strategy<Value = Vec<String>> {
    let opening = filled(
        &[
            "def N(N, N=E):",
            "def N(N: P, *N, **N) -> 'P':",
            "class N(P):",
            "class N:",
            "with E as N:",
            "with E as N, P() as N:",
            "async def N():",
            "@P\ndef N():",
            "@P(E)\nclass N(P):",
            "class N[N = P]:",
            "def N[N: P](N):",
            "if typing:",
            "class N(P, N=E):",
            "match E:\n  case P(N=N) | N:",
        ],
        expression(),
    );
    let branches = (
        filled(
            &["if E:", "while E:", "for N in E:", "if (N := E):"],
            expression(),
        ),
        filled(&["else:"], expression()),
    );
    let attempt = (
        Just("try:".to_owned()),
        filled(
            &[
                "except P as N:",
                "except P, N:",
                "except:",
                "except* P:",
                "finally:",
            ],
            expression(),
        ),
    );
    prop_oneof![
        3 => opening.prop_map(|header| vec![header]),
        2 => branches.prop_map(|(one, other)| vec![one, other]),
        2 => attempt.prop_map(|(one, other)| vec![one, other]),
    ]
}

/// Lines of a program, some of them headers with more lines below.
fn block() -> impl Strategy<Value = Vec<String>> {
    let leaf = vec(simple(), 0..4);
    leaf.prop_recursive(3, 24, 4, |inner| {
        let indent = prop_oneof![8 => Just("    "), 2 => Just("   "), 1 => Just("\t\t")];
        let compound = (headers(), vec(inner, 2), indent).prop_map(|(headers, blocks, indent)| {
            let mut lines = Vec::new();
            for (header, block) in headers.into_iter().zip(blocks) {
                lines.push(header);
                let body = block.iter().flat_map(|line| line.lines()).map(str::to_owned);
                let body = body.chain(["pass".to_owned()]);
                lines.extend(body.map(|line| format!("{indent}{line}")));
            }
            lines
        });
        let statement = prop_oneof![2 => simple().prop_map(|line| vec![line]), 3 => compound];
        vec(statement, 0..5).prop_map(|blocks| blocks.concat())
    })
}

/// What is no line of a program.
fn junk() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,12}",
        "[()\\[\\]{}'\"\\\\:;,.#=@`\x0c\t ]{1,6}",
        Just("<<<<<<< HEAD".to_owned())
    ]
}

pub(crate) fn python() -> impl Strategy<Value = String> {
    let ending = prop_oneof![8 => Just("\n"), 1 => Just("\r\n"), 1 => Just("\r")];
    let start = prop_oneof![8 => Just(""), 1 => Just("\u{feff}"), 1 => Just("#!/usr/bin/env python\n")];
    (start, block(), ending, any::<bool>()).prop_map(|(start, lines, ending, ends)| {
        let text = start.to_owned() + &lines.join("\n") + if ends { "\n" } else { "" };
        text.replace('\n', ending)
    })
}

pub(crate) fn rust() -> impl Strategy<Value = String> {
    let line = filled(
        &[
            "use P;",
            "use P as N;",
            "pub use P::N;",
            "use P::{N, N as N, self};",
            "use P::*;",
            "mod N {",
            "}",
            "fn N(N: P) -> N {",
            "let N = P(N);",
            "N::N(P);",
            "println!(\"{}\", P);",
            "struct N(P);",
            "impl N for P {",
            "match N { P => N, N => P }",
            "// P",
            "#[derive(P)]",
            "#[cfg(test)]",
            "extern crate N;",
            "N!{ P }",
            "type N = P<N>;",
            "use crate::P;",
            "use super::N;",
            "let s = \"P\";",
            "let c = 'N'; r#\"P\"#;",
        ],
        Just(String::new()),
    );
    let line = prop_oneof![8 => line.prop_map(|line| line.replace('.', "::")), 1 => junk()];
    vec(line, 0..12).prop_map(|lines| lines.join("\n"))
}

/// A tree: the texts of [`PATHS`].
pub(crate) fn tree() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let python = || python().prop_map(String::into_bytes);
    let rust = rust().prop_map(String::into_bytes);
    let notes = vec(dotted(), 0..4).prop_map(|names| names.join("\n").into_bytes());
    (vec(python(), PATHS.len() - 2), rust, notes).prop_map(|(mut texts, rust, notes)| {
        texts.extend([rust, notes]);
        texts
    })
}

/// One to four rules.
pub(crate) fn rules() -> impl Strategy<Value = String> {
    let rule = (any::<bool>(), vec(dotted(), 1..3), 0..4_u8).prop_map(|(is_module, mut names, kinds)| {
        names.sort();
        names.dedup();
        let key = if is_module { "module" } else { "symbol" };
        let within = match kinds {
            0 => "in = [\"code\", \"config\", \"docs\"]\n",
            1 => "languages = [\"python\"]\n",
            _ => "",
        };
        format!("{key} = {names:?}\n{within}")
    });
    vec(rule, 1..5).prop_map(|rules| {
        let mut set = String::new();
        for (number, rule) in rules.iter().enumerate() {
            let _ = writeln!(set, "[[rule]]\nid = \"r{number}\"\n{rule}");
        }
        set
    })
}
