//! Broken, hostile and huge SQL: no panic, spans that fit, time in proportion.

use proptest::prelude::*;
use straggler::literal::sql::{Form, HOLE, Kind, Quote, Wants, looks_like_sql, read};

use super::tables;

const ALL: Wants = Wants { columns: true };

#[test]
fn broken_sql_costs_little() {
    tables(&[
        ("SELECT * FROM «users» WHERE (a = 1 AND (b = 2", "users"),
        ("SELECT a,, b FROM FROM «users» WHERE WHERE", "users"),
        (
            "SELECT * FROM «users» WHERE a = 'unended\nJOIN «b» ON 1 = 1",
            "users b",
        ),
        (
            "SELECT \"unended FROM «users»; SELECT * FROM [«b», `«c»",
            "users b c",
        ),
        ("))) SELECT * FROM «users» )))); DELETE FROM «b»", "users b"),
        ("SELECT * FROM «users» /* unended JOIN «b»", "users b"),
        ("DO $$ BEGIN DELETE FROM «a»", "a"),
        (
            "SELECT FROM «users»; UPDATE; DELETE FROM; INSERT INTO; DROP TABLE «b»",
            "users b",
        ),
        ("CREATE TABLE «a» (x int,, y); ALTER TABLE «b»", "a b"),
        ("## SELECT * FROM users\nTABLE «a»", "a"),
    ]);
}

/// Reads it in both forms, with and without columns, and judges it. Returns how many tables the last reading found.
fn survives(text: &str) -> usize {
    let mut count = 0;
    for form in [Form::Script, Form::Embedded] {
        for wants in [Wants::default(), ALL] {
            let found = read(text, form, wants);
            count = found.iter().filter(|name| name.kind == Kind::Table).count();
        }
    }
    looks_like_sql(text);
    count
}

#[test]
fn size_and_depth_are_bounded() {
    let many = |unit: &str, count: usize| unit.repeat(count);
    let rows = many("(1, 'it''s', NULL, \"x\"),\n", 40_000);
    assert_eq!(survives(&format!("INSERT INTO users VALUES {rows} (1)")), 1);
    for open in [
        "(",
        "(SELECT * FROM ",
        "SELECT (",
        "[",
        "{",
        "CASE WHEN ",
        "((",
        "WITH a AS (",
    ] {
        survives(&many(open, 20_000));
    }
    let deep = format!(
        "SELECT * FROM {}users{}, orders",
        many("(", 5_000),
        many(")", 5_000)
    );
    assert_eq!(survives(&deep), 2);
    let ctes: Vec<String> = (1..=1_000)
        .map(|n| format!("c{n} AS (SELECT * FROM c{} JOIN t ON 1 = 1)", n - 1))
        .collect();
    assert_eq!(
        survives(&format!("WITH {} SELECT * FROM c1000", ctes.join(", "))),
        1_001
    );
    for unit in [
        "'", "\"", "`", "$$", "$a$ $b$ ", "/*", "{{", "{%", "{#", "--", "\\'", "'\\'", "\"\"\"", "#", "@",
    ] {
        survives(&many(unit, 30_000));
        survives(&format!(
            "SELECT * FROM a {}",
            many(&format!("{unit} x "), 10_000)
        ));
    }
    let tags: Vec<String> = (0..10_000).map(|n| format!("$t{n}$ ")).collect();
    survives(&tags.concat());
    survives(&many("COPY t FROM stdin;\n", 10_000));
    survives(&many("SELECT a, b.c FROM t, b WHERE x = ", 5_000));
    survives(&many("EXECUTE 'SELECT * FROM ''", 5_000));
    survives(&many("FROM a JOIN b ON c.d = e ", 5_000));
    survives(&many("a.", 50_000));
    survives(&many("a-", 50_000));
    survives(&many("ref('x", 10_000));
}

const WORDS: [&str; 60] = [
    "SELECT",
    "FROM",
    "JOIN",
    "users",
    "\"us\"\"ers\"",
    "`us``ers`",
    "[us]]ers]",
    "(",
    ")",
    ",",
    ";",
    ".",
    "*",
    "'it''s'",
    "INSERT INTO",
    "VALUES",
    "UPDATE",
    "SET",
    "=",
    "DELETE",
    "USING",
    "WITH",
    "AS",
    "RECURSIVE",
    "UNION ALL",
    "CREATE TABLE",
    "ALTER TABLE",
    "ADD",
    "DROP",
    "RENAME",
    "TO",
    "COLUMN",
    "REFERENCES",
    "ON",
    "GRANT",
    "TRIGGER",
    "$$",
    "$a$",
    "{{",
    "}}",
    "{% if %}",
    "{% else %}",
    "ref('x')",
    "\u{fffc}",
    "\u{fffc}_é",
    "é_\u{fffc}",
    "'",
    "\"",
    "`",
    "[",
    "#t",
    "@v",
    "--",
    "\n",
    "/*",
    "*/",
    "\\'",
    "COPY",
    "stdin",
    "EXECUTE 'SELECT * FROM a'",
];

/// What a name's own characters must be, given its last part: the part with its quotes doubled.
fn spelled(text: &str, quote: Quote) -> String {
    match quote {
        Quote::Double => text.replace('"', "\"\""),
        Quote::Backtick => text.replace('`', "``"),
        Quote::Bracket => text.replace(']', "]]"),
        Quote::None | Quote::Single => text.to_owned(),
    }
}

fn spans_fit(text: &str) {
    for form in [Form::Script, Form::Embedded] {
        for name in read(text, form, ALL) {
            let own = text
                .get(name.span.range())
                .unwrap_or_else(|| panic!("{name:?} in {text:?}"));
            let last = name.path.last().unwrap();
            let has_template = own.contains(['{', '$', '%', '?', ':']) || last.text.contains(HOLE);
            if !has_template {
                assert_eq!(own, spelled(&last.text, last.quote), "{name:?} in {text:?}");
            }
            assert!(!last.text.is_empty(), "{name:?} in {text:?}");
        }
    }
    looks_like_sql(text);
}

proptest! {
    #[test]
    fn any_text_is_survived(text in any::<String>()) {
        spans_fit(&text);
    }

    #[test]
    fn any_words_are_survived(words in proptest::collection::vec(proptest::sample::select(&WORDS[..]), 0..40), glue in 0..2_usize) {
        spans_fit(&words.join(["", " "][glue]));
    }
}
