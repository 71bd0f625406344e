//! `rules`, `explain` and `init`: what they print, and how they end.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Parser;
use jiff::civil::{Date, date};
use straggler::cli::{Exit, explain, init, rules};
use straggler::config;
use straggler::config::Config;
use straggler::examples::test_rules;
use straggler::reference::Kind;
use straggler::rule::Rule;
use straggler::rule::builtin::SETS;
use straggler::rule::load::{DocumentKind, load};
use termcolor::{Buffer, WriteColor};

use crate::support::{document, plain};

const TODAY: Date = date(2026, 11, 20);

const RULES: &str = r#"# Rules of a test.
[[rule]]
id = "legacy-billing"
module = ["legacy.billing", "legacy_billing", "legacy::billing"]
message = "the billing monolith is being retired, and everything that it did is done by the payments platform now"
replacement = "payments.api"
severity = "error"
deprecated = 2026-01-15
sunset = 2027-03-01
owner = "@acme/payments"
docs = "https://wiki.acme.test/billing-migration"
since = "3.1"
removed = "4.0"
source = "https://acme.test/source"
languages = ["python", "rust"]
in = ["code", "config", "docs"]
allow = [
    { paths = ["src/billing/dual_write.py", "tests/**"], reason = "the one place that may write to both" },
]

[[rule.example]]
language = "python"
matches = '''
from legacy.billing import charge

charge()	# a tab
'''

[[rule.example]]
language = "rust"
ignores = "use modern::billing::charge;"

[[rule]]
id = "imp"
symbol = "old.imp"
sunset = 2026-11-20
"#;

fn loaded(text: &str) -> Vec<Rule> {
    let (parsed, problems) = load(&document("straggler.toml", text), DocumentKind::RuleSet);
    assert_eq!(plain(&problems), "");
    parsed.rules
}

/// What a command printed, on both streams, and how it ended.
fn printed(run: impl FnOnce(&mut dyn WriteColor, &mut dyn WriteColor) -> std::io::Result<Exit>) -> String {
    let (mut out, mut err) = (Buffer::no_color(), Buffer::no_color());
    let exit = run(&mut out, &mut err).unwrap();
    let [out, err] = [out, err].map(|buffer| String::from_utf8(buffer.into_inner()).unwrap());
    format!("{out}--- {exit:?}\n{err}")
}

fn rules_command(text: &str, line: &str) -> String {
    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        args: rules::RulesArgs,
    }
    let line = Line::try_parse_from(line.split(' ')).unwrap();
    let config = Config {
        rules: loaded(text),
        ..Config::bare(PathBuf::new())
    };
    printed(|out, err| rules::run(&line.args, &config, TODAY, out, err))
}

fn explain_command(text: &str, id: &str) -> String {
    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        args: explain::ExplainArgs,
    }
    let line = Line::try_parse_from(["explain", id]).unwrap();
    let rules = loaded(text);
    printed(|out, err| explain::run(&line.args, &rules, TODAY, out, err))
}

fn init_command(directory: &Path) -> String {
    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        args: init::InitArgs,
    }
    let line = Line::try_parse_from(["init"]).unwrap();
    printed(|out, err| init::run(&line.args, directory, out, err))
}

#[test]
fn rules_are_listed_in_three_formats() {
    assert_eq!(rules_command(RULES, "rules"), rules_command(RULES, "rules list"));
    insta::assert_snapshot!("list-table", rules_command(RULES, "rules list"));
    insta::assert_snapshot!("list-csv", rules_command(RULES, "rules list --format csv"));
    insta::assert_snapshot!("list-json", rules_command(RULES, "rules list --format json"));
}

#[test]
fn a_rule_is_shown_as_it_is_written() {
    let shown = rules_command(RULES, "rules show legacy-billing");
    let body = shown.strip_prefix("# straggler.toml:2\n").unwrap();
    let body = body.strip_suffix("--- Success\n").unwrap();
    assert!(RULES.contains(body), "{body}");
    assert!(
        body.starts_with("[[rule]]") && body.ends_with("charge;\"\n"),
        "{body}"
    );
    insta::assert_snapshot!("show-unknown", rules_command(RULES, "rules show legacy-biling"));
}

#[test]
fn a_rule_is_explained() {
    insta::assert_snapshot!("explain-whole", explain_command(RULES, "legacy-billing"));
    insta::assert_snapshot!("explain-bare", explain_command(RULES, "imp"));
    insta::assert_snapshot!("explain-unknown", explain_command(RULES, "nothing-like-it"));
}

#[test]
fn examples_that_fail_are_shown_where_they_are_written() {
    let text = r#"[[rule]]
id = "old-billing"
module = "old.billing"
[[rule.example]]
language = "python"
matches = "import old.billing"
[[rule.example]]
language = "python"
matches = "import old.bills"
[[rule.example]]
language = "python"
ignores = '''
import os
from old.billing import charge
'''

[[rule]]
id = "untested"
module = "old.bills"
"#;
    insta::assert_snapshot!("test-failing", rules_command(text, "rules test"));
    insta::assert_snapshot!("test-untested", rules_command(text, "rules test untested"));
    insta::assert_snapshot!("test-unknown", rules_command(text, "rules test old_billing"));
    insta::assert_snapshot!("test-passing", rules_command(RULES, "rules test"));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "what was written is read")]
fn init_writes_a_configuration_once() {
    let tree = tempfile::tempdir().unwrap();
    std::fs::create_dir(tree.path().join("src")).unwrap();
    std::fs::write(tree.path().join("src/a.py"), "").unwrap();
    insta::assert_snapshot!("init", init_command(tree.path()));
    let path = tree.path().join("straggler.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    insta::assert_snapshot!("init-file", text);
    assert!(text.lines().all(|line| line.len() <= 80));
    let (config, problems) = config::load(&config::Disk, tree.path(), None);
    assert_eq!(plain(&problems), "");
    assert!(!config.unwrap().rules.is_empty());

    std::fs::write(&path, "# mine").unwrap();
    insta::assert_snapshot!("init-again", init_command(tree.path()));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "# mine");
}

/// What is commented out works when the marks are taken away.
#[test]
#[expect(clippy::disallowed_methods, reason = "what was written is read")]
fn the_example_in_a_first_configuration_works() {
    let tree = tempfile::tempdir().unwrap();
    init_command(tree.path());
    let text = std::fs::read_to_string(tree.path().join("straggler.toml")).unwrap();
    let (untouched, problems) = load(&document("straggler.toml", &text), DocumentKind::Config);
    assert!(plain(&problems).is_empty() && untouched.rules.is_empty() && untouched.rule_sets.is_empty());
    let code = |line: &str| line.contains(" = ") || line.starts_with(['[', ']', ' ']);
    let uncommented: Vec<&str> = text
        .lines()
        .map(|line| line.strip_prefix("# ").filter(|rest| code(rest)).unwrap_or(line))
        .collect();
    let document = document("straggler.toml", &uncommented.join("\n"));
    let (parsed, problems) = load(&document, DocumentKind::Config);
    assert_eq!(plain(&problems), "");
    assert_eq!((parsed.rule_sets.len(), parsed.exclude.len()), (SETS.len(), 1));
    let [rule, table, column] = parsed.rules.as_slice() else {
        panic!("three rules")
    };
    assert_eq!(
        (table.target.kind, column.target.kind),
        (Kind::Table, Kind::Column)
    );
    assert_eq!((rule.allow.len(), rule.examples.len()), (1, 2));
    assert!(Arc::ptr_eq(&rule.origin.document, &document));
    assert_eq!(
        plain(&test_rules(&parsed.rules, &parsed.idioms, TODAY).failures),
        ""
    );
}
