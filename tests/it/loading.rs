//! Rule files: what is loaded, and every way in which a file can be wrong.

use straggler::lang::LANGUAGES;
use straggler::problem::{Problem, Severity};
use straggler::reference::Kind;
use straggler::rule::builtin::SETS;
use straggler::rule::load::{DocumentKind, Parsed, load};
use straggler::rule::{Within, schema};

use crate::support::{document, plain, root};

fn rule_set(text: &str) -> (Parsed, Vec<Problem>) {
    load(&document("rules.toml", text), DocumentKind::RuleSet)
}

fn config(text: &str) -> (Parsed, Vec<Problem>) {
    load(&document("straggler.toml", text), DocumentKind::Config)
}

/// Every broken file of `fixtures/rules/broken`, with all its problems.
#[test]
#[expect(clippy::disallowed_methods, reason = "fixtures are files")]
fn broken_files_tell_all_their_problems() {
    let directory = root().join("fixtures/rules/broken");
    let mut names: Vec<String> = std::fs::read_dir(&directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert!(!names.is_empty());
    for name in names {
        let text = std::fs::read_to_string(directory.join(&name)).unwrap();
        let kind = if name.starts_with("config") {
            DocumentKind::Config
        } else {
            DocumentKind::RuleSet
        };
        let (_, problems) = load(&document(&name, &text), kind);
        assert!(!problems.is_empty(), "{name} is not broken");
        insta::assert_snapshot!(name.trim_end_matches(".toml"), plain(&problems));
    }
}

#[test]
fn a_whole_rule_is_loaded() {
    let text = r#"
rule-sets = ["builtin:python-stdlib", "rules/*.toml"]
exclude = ["third_party/**"]
source-roots = ["src", "services/*"]

[[rule]]
id = "legacy-billing"
module = ["legacy.billing", "legacy_billing", "legacy::billing", "crate::r#try"]
message = "the billing monolith is being retired"
replacement = "payments.api"
severity = "error"
deprecated = 2026-01-15
sunset = 2027-03-01
owner = "@acme/payments"
docs = "https://wiki.acme.test/billing-migration"
since = "3.1"
removed = "4.0"
source = "http://acme.test/"
in = ["docs", "code"]
allow = [{ paths = ["src/billing/dual_write.py"], reason = "the one place that may write to both" }]

[[rule.example]]
language = "python"
matches = "from legacy.billing import charge"
[[rule.example]]
language = "rust"
ignores = '''
use modern::billing::charge;
'''
"#;
    let (parsed, problems) = config(text);
    assert_eq!(plain(&problems), "");
    let texts = |entries: &[(String, straggler::span::Span)]| -> Vec<String> {
        entries
            .iter()
            .inspect(|(entry, span)| assert_eq!(span.of(text).trim_matches('"'), entry))
            .map(|(entry, _)| entry.clone())
            .collect()
    };
    assert_eq!(
        texts(&parsed.rule_sets),
        ["builtin:python-stdlib", "rules/*.toml"]
    );
    assert_eq!(texts(&parsed.exclude), ["third_party/**"]);
    assert_eq!(texts(&parsed.source_roots), ["src", "services/*"]);
    let [rule] = parsed.rules.as_slice() else {
        panic!("one rule")
    };
    assert_eq!(rule.id, "legacy-billing");
    assert_eq!(rule.target.kind, Kind::Module);
    let paths: Vec<_> = rule
        .target
        .names
        .iter()
        .map(|name| (name.path.join(" "), name.separator))
        .collect();
    assert_eq!(
        paths,
        [
            ("legacy billing".to_owned(), Some(".")),
            ("legacy_billing".to_owned(), None),
            ("legacy billing".to_owned(), Some("::")),
            ("crate try".to_owned(), Some("::")),
        ]
    );
    assert_eq!(rule.severity, Severity::Error);
    assert_eq!(rule.sunset.unwrap().to_string(), "2027-03-01");
    assert_eq!(
        rule.within,
        Within {
            code: true,
            config: false,
            docs: true
        }
    );
    assert!(rule.allow[0].paths.is_match("src/billing/dual_write.py"));
    let [matches, ignores] = rule.examples.as_slice() else {
        panic!("two examples")
    };
    assert!(matches.matches && !ignores.matches);
    assert_eq!(ignores.code, "use modern::billing::charge;\n");
    assert_eq!(rule.origin.id.of(text), "\"legacy-billing\"");
    let block = rule.origin.block.of(text);
    assert!(
        block.starts_with("[[rule]]\nid") && block.ends_with("charge;\n'''"),
        "{block}"
    );
    for language in LANGUAGES {
        assert!(rule.is_of(language));
    }
}

#[test]
fn an_empty_file_is_no_mistake() {
    for text in ["", "\u{feff}", "# nothing\n", "\r\n"] {
        let (parsed, problems) = rule_set(text);
        assert!(parsed.rules.is_empty());
        assert_eq!(plain(&problems), "", "{text:?}");
    }
}

#[test]
fn places_are_exact_whatever_the_line_ends() {
    for (before, end) in [
        ("", "\n"),
        ("\u{feff}", "\n"),
        ("", "\r\n"),
        ("\u{feff}# é🦀\r\n", "\r\n"),
    ] {
        let text = format!("{before}[[rule]]{end}id = 7{end}modul = \"a.b\"{end}");
        let (_, problems) = rule_set(&text);
        let places: Vec<&str> = problems
            .iter()
            .filter_map(|problem| Some(problem.at.as_ref()?.1.of(&text)))
            .collect();
        assert_eq!(places, ["7", "modul"], "{text:?}");
    }
}

#[test]
fn a_file_of_garbage_is_one_mistake() {
    let codes = |text: &str| -> Vec<&'static str> {
        let (_, problems) = rule_set(text);
        problems.iter().map(|problem| problem.code).collect()
    };
    assert_eq!(codes(&"a = ] = } ".repeat(999)), ["syntax"], "one for a line");
    assert_eq!(codes("a = \nb = \n"), ["syntax", "syntax"]);
    for many in ["a = \n", "[[rule]]\n", "[[rule]]\nid = \"a\"\nmodule = \"a.b\"\n"] {
        let codes = codes(&many.repeat(999));
        assert!((50..=101).contains(&codes.len()), "{many}: {}", codes.len());
        assert_eq!(codes.last(), Some(&"more-problems"), "{many}");
    }
}

#[test]
fn the_built_in_sets_are_sound() {
    let mut names = std::collections::BTreeSet::new();
    for set in SETS {
        assert!(names.insert(set.name));
        assert!(LANGUAGES.iter().any(|language| language.name == set.language));
        let (parsed, problems) = load(&set.document(), DocumentKind::RuleSet);
        assert_eq!(plain(&problems), "");
        assert!(!parsed.rules.is_empty());
    }
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the schema is a file; UPDATE=1 rewrites it"
)]
fn the_schema_is_current() {
    let path = root().join("rules/schema.json");
    let current = schema::text();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &current).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stored == current,
        "rules/schema.json is stale: UPDATE=1 cargo test rewrites it"
    );
}
