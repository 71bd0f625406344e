//! Patterns and texts: what must hold of them on any source, and queries, expressions and sources made to hurt.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use straggler::check::{Checked, Checker};
use straggler::finding::{Finding, SkipReason};
use straggler::lang::LANGUAGES;
use straggler::lang::query::Query;
use straggler::project::Place;
use straggler::rule::load::{DocumentKind, load};
use straggler::ruleset::RuleSet;

use crate::support::{document, plain};

fn rules(text: &str) -> RuleSet {
    let (parsed, problems) = load(&document("straggler.toml", text), DocumentKind::Config);
    assert_eq!(plain(&problems), "");
    RuleSet::new(parsed.rules)
}

fn check(rules: &RuleSet, prefilter: bool, path: &str, text: &str) -> Checked {
    let checker = Checker {
        rules,
        today: jiff::civil::date(2026, 11, 20),
        prefilter,
    };
    checker.check(path, text.as_bytes(), &Place::default())
}

/// A rule whose pattern is of Python.
fn pattern(query: &str) -> RuleSet {
    rules(&format!(
        "[[rule]]\nid = \"asked\"\npattern = {{ python = '''{query}''' }}\n"
    ))
}

/// A rule about a text.
fn text(expression: &str) -> RuleSet {
    rules(&format!("[[rule]]\nid = \"asked\"\ntext = '{expression}'\n"))
}

const RULES: &str = r#"
[[rule]]
id = "call"
[rule.pattern]
python = [
    '((call function: (attribute attribute: (identifier) @name)) @reference (#any-of? @name "charge" "refund"))',
    '((string) @reference (#match? @reference "leg(acy|ato)"))',
    '(_ (identifier) @a (identifier) @reference (#eq? @a @reference) (#not-eq? @a "x"))',
    '((identifier)+ @name (call) @reference (#any-eq? @name "billing"))',
    '(delete_statement) @reference',
]
rust = '((call_expression function: (_) @name) @reference (#match? @name "charge$"))'

[[rule]]
id = "text"
text = ['legacy\s+\w*', '(?i)BILLING[._]', '\d\d\d+', '^\s*del\b.*$', '[^\x00-\x7f]{2}']
in = ["code", "config", "docs"]

[[rule]]
id = "narrow"
text = 'charge'
languages = ["python"]
"#;

/// Pieces of sources that the rules are about, and of what breaks them.
const PIECES: &[&str] = &[
    "legacy",
    "billing",
    ".charge",
    "(",
    ")",
    "refund",
    "x",
    " ",
    "\n",
    "    ",
    "def f():",
    "class A:",
    "\"",
    "'''",
    "#",
    "//",
    "/*",
    "*/",
    "fn f() {",
    "}",
    "del ",
    "::",
    "12",
    "345",
    "é🦀",
    "\r\n",
    "\t",
    "Legato",
    "[",
    ",",
    "=",
    "\u{feff}",
    "straggler: allow(text): so",
    "return",
    ":",
    "\\",
];

/// Pieces of queries.
const QUERY: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "call",
    "identifier",
    "(_)",
    "_",
    "@reference",
    "@a",
    " ",
    "#eq?",
    "(#eq? @a \"x\")",
    "\"",
    "\\",
    "(#match? @reference \"a",
    "*",
    "+",
    "?",
    ".",
    "!",
    "function:",
    ";",
    "\n",
    "MISSING",
    "ERROR",
    "/",
    "é",
    "#",
    "@",
    "(call function: (identifier) @reference)",
    "(#any-of? @reference",
    "\"(\"",
    "\0",
    "string",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_source_is_too_odd(pieces in vec(select(PIECES), 0..40)) {
        static COMPILED: LazyLock<RuleSet> = LazyLock::new(|| rules(RULES));
        let rules = &*COMPILED;
        let source = pieces.concat();
        for path in ["a.py", "a.rs", "a.sql", "a.go", "a.yaml", "a.md"] {
            let checked = check(rules, true, path, &source);
            let unfiltered = check(rules, false, path, &source);
            let lines = |checked: &Checked| -> Vec<String> {
                checked.scan.findings.iter().map(|finding| format!("{finding:?}")).collect()
            };
            prop_assert_eq!(lines(&checked), lines(&unfiltered), "{}", path);
            let decoded = straggler::source::decode(source.as_bytes());
            let mut identities: Vec<_> = checked.scan.findings.iter().map(identity).collect();
            for finding in &checked.scan.findings {
                let under = decoded.get(finding.span().range());
                prop_assert!(under.is_some_and(|under| !under.is_empty() && under.trim() == under), "{finding:?}");
                prop_assert!(!finding.name.is_empty() && !finding.name.contains('\n'));
            }
            let findings = identities.len();
            identities.sort_unstable();
            identities.dedup();
            prop_assert_eq!(identities.len(), findings);
        }
    }

    #[test]
    fn no_query_is_too_odd(pieces in vec(select(QUERY), 0..30)) {
        let query = pieces.concat();
        for language in LANGUAGES {
            let Some(grammar) = &language.grammar else { continue };
            if let Err(flaw) = Query::new(language.name, grammar, &query) {
                prop_assert!(query.get(flaw.at.clone()).is_some(), "{:?}", flaw);
                prop_assert!(!flaw.message.ends_with('.') && !flaw.message.contains(char::is_control), "{:?}", flaw);
            }
        }
    }
}

fn identity(finding: &Finding) -> (u32, String, String, u32) {
    (
        finding.rule.0,
        finding.target.to_string(),
        finding.scope.to_string(),
        finding.ordinal,
    )
}

/// Checks a source for what stops a rule: it is told, and it takes no longer than it should, in a debug build.
fn stops(rules: &RuleSet, path: &str, source: &str) {
    let started = Instant::now();
    let checked = check(rules, true, path, source);
    assert_eq!(checked.skipped, Some(SkipReason::Unparsed));
    let problems = plain(&checked.scan.problems);
    assert!(
        problems.contains(&format!("`asked` was given up on in `{path}`")),
        "{problems}"
    );
    assert!(
        started.elapsed() < Duration::from_secs(40),
        "{:?}",
        started.elapsed()
    );
}

#[test]
fn a_row_of_brackets_is_given_up_on() {
    stops(
        &pattern("(parenthesized_expression (integer) @reference)"),
        "a.py",
        &"(".repeat(200_000),
    );
}

#[test]
fn brackets_in_brackets_are_given_up_on() {
    let nested = format!("x = {}1{}\n", "(".repeat(30_000), ")".repeat(30_000));
    stops(
        &pattern("(parenthesized_expression (parenthesized_expression) @reference)"),
        "a.py",
        &nested,
    );
}

#[test]
fn all_pairs_of_many_are_given_up_on() {
    let row = format!("f({})\n", "a,".repeat(20_000));
    stops(
        &pattern("((identifier) @a (identifier) @reference (#eq? @a @reference) (#not-match? @a \"q\"))"),
        "a.py",
        &row,
    );
}

#[test]
fn long_texts_in_each_other_are_read_so_often_and_no_more() {
    let nested = format!("x = {}1{}\n", "[".repeat(20_000), "]".repeat(20_000));
    stops(
        &pattern("((list) @reference (#match? @reference \"1.*x\"))"),
        "a.py",
        &nested,
    );
}

#[test]
fn an_expression_that_always_reads_on_is_given_up_on() {
    stops(&text("qq.*[^q]|qq"), "a.txt.go", &"q".repeat(400_000));
}

#[test]
fn what_only_looks_catastrophic_is_found() {
    let line = format!("{}y {}", "x".repeat(1_000_000), "x".repeat(1_000_000));
    let checked = check(&text("(xx+x+)+y"), true, "a.go", &line);
    assert_eq!(checked.scan.findings.len(), 1);
    assert_eq!(checked.scan.findings[0].name.chars().count(), 81);
    assert!(checked.scan.problems.is_empty() && checked.skipped.is_none());
}

#[test]
fn many_findings_on_one_line_are_all_found() {
    let checked = check(&text("legacy_[a-z]+"), true, "a.go", &"legacy_b ".repeat(20_000));
    assert_eq!(checked.scan.findings.len(), 20_000);
    let call = "((call function: (identifier) @reference) (#eq? @reference \"old\"))";
    let checked = check(&pattern(call), true, "a.py", &"old();".repeat(20_000));
    assert_eq!(checked.scan.findings.len(), 20_000);
}

/// Where sources are read, and where they are only told apart, places are called the same.
#[test]
fn scopes_are_called_as_readers_call_them() {
    let named = "[[rule]]\nid = \"named\"\nsymbol = [\"legacy.pay\", \"legacy::pay\"]\n[[rule]]\nid = \"asked\"\ntext = '\\bpay\\(\\)'\n";
    let python = "from legacy import pay\npay()\nclass A:\n    pay()\n    @pay()\n    def f(self, x=1):\n        pay()\n        \
                  def g(): pay()\n        if x:\n            pay()\n    pay()\nasync def h(\n    x\n):\n    pay()\n";
    let rust = "use legacy::pay;\nmod a {\n use legacy::pay;\n impl B { fn f() { pay(); fn g() { pay() } } }\n \
                impl T for C<u8> { fn h() -> u8 { pay() } }\n trait D { fn i() { pay() } }\n}\nfn j() { pay(); }\n";
    for (path, source) in [("a.py", python), ("a.rs", rust)] {
        let checked = check(&rules(named), true, path, source);
        let findings = &checked.scan.findings;
        for asked in findings.iter().filter(|finding| &*finding.target == "asked") {
            let read = findings
                .iter()
                .find(|read| read.rule.0 == 0 && read.span().start == asked.span().start);
            assert_eq!(
                read.map(|read| &read.scope),
                Some(&asked.scope),
                "{path} {asked:?}"
            );
        }
        assert!(findings.len() >= 12, "{path}");
    }
}
