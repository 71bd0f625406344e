//! What must hold of every scan: programs put together from pieces, rules made of the same few words, and bytes that
//! are no program at all. Names are few so that they meet: most programs import, shadow and pass on what a rule names.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use straggler::check::Checker;
use straggler::project::Project;
use straggler::reference::Role;
use straggler::rule::Rule;
use straggler::rule::load::{DocumentKind, load};
use straggler::ruleset::RuleSet;
use straggler::scan::{Corpus, Scan};
use straggler::span::Position;

use crate::support::document;

const WORDS: &[&str] = &["old", "pay", "net", "Box", "x", "one", "two", "app"];
/// The files of a tree; the last two are no modules of the package.
const PATHS: &[&str] = &[
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
            "@P",
            "match N",
        ],
        expression(),
    )
}

fn header() -> impl Strategy<Value = String> {
    filled(
        &[
            "def N(N, N=E):",
            "def N(N: P, *N, **N) -> 'P':",
            "class N(P):",
            "class N:",
            "if E:",
            "else:",
            "elif E:",
            "for N in E:",
            "while E:",
            "try:",
            "except P as N:",
            "except P, N:",
            "finally:",
            "with E as N:",
            "with E as N, P() as N:",
            "match E:",
            "case P(N=N) | N:",
            "async def N():",
            "@P\ndef N():",
            "class N[N = P]:",
            "def N[N: P](N):",
            "if TYPE_CHECKING:",
            "class N(P): x = E",
            "lambda N:",
        ],
        expression(),
    )
}

/// Lines of a program, some of them headers with more lines below.
fn block() -> impl Strategy<Value = Vec<String>> {
    let lines =
        prop_oneof![6 => simple().prop_map(|line| vec![line]), 1 => junk().prop_map(|line| vec![line])];
    let leaf = vec(lines, 0..4).prop_map(|blocks| blocks.concat());
    leaf.prop_recursive(3, 24, 4, |inner| {
        let compound = (header(), inner, prop_oneof![Just("    "), Just("  "), Just("\t")]).prop_map(
            |(header, block, indent)| {
                let mut lines = vec![header];
                lines.extend(
                    block
                        .iter()
                        .flat_map(|line| line.lines())
                        .map(|line| format!("{indent}{line}")),
                );
                lines
            },
        );
        let statement = prop_oneof![2 => simple().prop_map(|line| vec![line]), 3 => compound];
        vec(statement, 0..5).prop_map(|blocks| blocks.concat())
    })
}

fn junk() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,12}",
        "[()\\[\\]{}'\"\\\\:;,.#=@`\x0c\t ]{1,6}",
        Just("<<<<<<< HEAD".to_owned())
    ]
}

fn python() -> impl Strategy<Value = String> {
    let ending = prop_oneof![8 => Just("\n"), 1 => Just("\r\n"), 1 => Just("\r")];
    let start = prop_oneof![8 => Just(""), 1 => Just("\u{feff}"), 1 => Just("#!/usr/bin/env python\n")];
    (start, block(), ending, any::<bool>()).prop_map(|(start, lines, ending, ends)| {
        let text = start.to_owned() + &lines.join("\n") + if ends { "\n" } else { "" };
        text.replace('\n', ending)
    })
}

fn rust() -> impl Strategy<Value = String> {
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
fn tree() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let python = || python().prop_map(String::into_bytes);
    let rust = rust().prop_map(String::into_bytes);
    let notes = vec(dotted(), 0..4).prop_map(|names| names.join("\n").into_bytes());
    (vec(python(), PATHS.len() - 2), rust, notes).prop_map(|(mut texts, rust, notes)| {
        texts.extend([rust, notes]);
        texts
    })
}

/// One to four rules.
fn rules() -> impl Strategy<Value = String> {
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
        let numbered = rules.iter().enumerate();
        numbered
            .map(|(number, rule)| format!("[[rule]]\nid = \"r{number}\"\n{rule}\n"))
            .collect()
    })
}

fn compiled(rules: &str) -> Vec<Rule> {
    let (parsed, _) = load(&document("straggler.toml", rules), DocumentKind::Config);
    parsed.rules
}

struct Run<'r> {
    rules: &'r RuleSet,
    paths: Vec<String>,
    texts: BTreeMap<String, Vec<u8>>,
}

impl<'r> Run<'r> {
    fn new(rules: &'r RuleSet, texts: &[Vec<u8>]) -> Self {
        let paths = PATHS.iter().map(|&path| path.to_owned());
        let mut paths: Vec<String> = paths.take(texts.len()).collect();
        let texts = paths.iter().cloned().zip(texts.iter().cloned()).collect();
        paths.sort();
        Self { rules, paths, texts }
    }

    fn scan(&self, prefilter: bool, threads: usize) -> Scan {
        let checker = Checker {
            rules: self.rules,
            today: jiff::civil::date(2026, 11, 20),
            prefilter,
        };
        let project = Project::new(
            self.paths.iter().map(String::as_str),
            &[],
            &globset::GlobSet::empty(),
        );
        let corpus = Corpus {
            paths: &self.paths,
            read: &|path| Ok(self.texts[path].clone()),
            progress: &|| {},
        };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.unwrap().install(|| Scan::run(&checker, &project, &corpus))
    }
}

/// The findings, a line each.
fn lines(scan: &Scan) -> Vec<String> {
    let findings = scan.findings();
    findings
        .map(|(file, finding)| format!("{}: {finding:?}", file.path))
        .collect()
}

/// Where an offset is, told in the plainest way.
fn position(text: &str, offset: usize) -> Position {
    let before = &text[..offset];
    let line = before.matches('\n').count() as u32 + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() as u32 + 1;
    Position { line, column }
}

fn places_hold(run: &Run<'_>, scan: &Scan) -> Result<(), TestCaseError> {
    for (file, finding) in scan.findings() {
        let bytes = &run.texts[&file.path];
        let text = straggler::source::decode(bytes);
        let span = finding.span();
        let covered = text.get(span.range());
        prop_assert!(covered.is_some(), "{}: {finding:?}", file.path);
        let covered = covered.unwrap_or_default();
        prop_assert!(!covered.is_empty() && covered.trim() == covered, "{covered:?}");
        prop_assert_eq!(finding.location.start, position(&text, span.start as usize));
        prop_assert_eq!(finding.location.end, position(&text, span.end as usize));
        if let Some(via) = &finding.via {
            prop_assert!(text.get(via.span.range()).is_some());
            prop_assert_eq!(via.start, position(&text, via.span.start as usize));
        }
        let last = covered
            .rsplit(|c: char| !(c.is_alphanumeric() || c == '_'))
            .find(|word| !word.is_empty());
        let named = finding.name.rsplit(['.', ':']).next();
        // What an import brought in may go by another name, and so may what the tree passes on.
        let is_plain = finding.role == Role::String && finding.via.is_none();
        prop_assert!(
            last.is_some_and(|last| WORDS.contains(&last)) || covered == "*",
            "{covered:?}"
        );
        prop_assert!(
            !is_plain || named == last || run.texts.len() > 1,
            "{covered:?} names {named:?}"
        );
    }
    Ok(())
}

fn holds(rules: &str, texts: &[Vec<u8>]) -> Result<(), TestCaseError> {
    let rules = RuleSet::new(compiled(rules));
    let run = Run::new(&rules, texts);
    let scan = run.scan(true, 1);
    let found = lines(&scan);
    prop_assert_eq!(
        &found,
        &lines(&run.scan(false, 1)),
        "the prefilter changes the findings"
    );
    prop_assert_eq!(
        &found,
        &lines(&run.scan(true, 4)),
        "the threads change the findings"
    );
    places_hold(&run, &scan)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, max_shrink_iters: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn one_program(rules in rules(), text in python()) {
        holds(&rules, &[Vec::new(), text.into_bytes()])?;
    }

    #[test]
    fn a_tree(rules in rules(), texts in tree()) {
        holds(&rules, &texts)?;
    }

    #[test]
    fn no_program(rules in rules(), bytes in vec(any::<u8>(), 0..300), text in python(), at in any::<usize>()) {
        let mut mixed = text.into_bytes();
        mixed.splice(at % (mixed.len() + 1).., bytes.clone());
        holds(&rules, &[bytes, mixed])?;
    }
}
