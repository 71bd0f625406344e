//! Sources that no one would write: what they cost, and that they are read at all.

use proptest::prelude::*;

use super::{WORDS, read};
use crate::span::Span;

#[test]
fn broken_sources_cost_little() {
    let many = 20_000;
    for part in [
        "(",
        "[",
        "{",
        "f'{",
        "f(",
        "'legacy' + ",
        "x.",
        "'legacy' if x else ",
        "x = 'legacy'\n",
        "x += 'legacy'\n",
    ] {
        let text = format!("x = f('legacy' {}", part.repeat(many));
        read(&text);
    }
    let mut text = "a0 = 'legacy'\n".to_owned();
    for number in 1..200 {
        text += &format!("a{number} = a{0} + a{0}\n", number - 1);
    }
    let said = read(&text);
    let total: usize = said
        .literals
        .iter()
        .map(|placed| placed.literal.text().len())
        .sum();
    assert!(total < 64 << 20, "{total}");
}

/// What sources are made of.
const PIECES: &[&str] = &[
    "legacy",
    "full_name",
    " ",
    "\n",
    "\r\n",
    "  ",
    "'",
    "\"",
    "\"\"\"",
    "f'",
    "rb\"",
    "{",
    "}",
    "{{",
    "(",
    ")",
    "[",
    "]",
    ",",
    ".",
    "=",
    ":",
    ":=",
    "+",
    "+=",
    "%",
    "%(a)s",
    "\\",
    "\\x41",
    "\\N{",
    "é",
    "🦀",
    "#",
    "class A",
    "def f",
    "for ",
    " in ",
    " as ",
    "with ",
    " if ",
    " else ",
    "lambda ",
    ".format(",
    ".join(",
    "*",
    "!r",
    ";",
    "import legacy",
    "\u{feff}",
    "\0",
    "0",
];

proptest! {
    #[test]
    fn any_source_is_read(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)) {
        let text = pieces.concat();
        for placed in read(&text).literals {
            let said = placed.literal.text();
            for (at, word) in WORDS.iter().flat_map(|word| said.match_indices(word)) {
                if let Some(span) = placed.literal.source(Span::new(at, at + word.len())) {
                    prop_assert!(text.get(span.range()).is_some_and(|said| !said.is_empty()), "{text}");
                }
            }
        }
    }
}
