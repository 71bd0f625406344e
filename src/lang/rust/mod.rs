//! Rust sources: which of the names looked for they mention.

mod lex;
mod macros;
mod nesting;
mod resolve;
mod sketch;
mod syntax;

use super::{Language, Reading, Unit};

/// Rust.
pub const LANGUAGE: Language = Language {
    name: "rust",
    separator: "::",
    extensions: &["rs"],
    file_names: &[],
    interpreters: &[],
    read,
    may_refer,
};

fn read(unit: &Unit<'_>) -> Reading {
    let sketch = syntax::read(unit.text, 0, unit.text.len() * 4);
    let Some(sketch) = sketch else {
        return Reading {
            unparsed: true,
            ..Reading::default()
        };
    };
    resolve::resolve(unit, &sketch)
}

fn may_refer(_: &Unit<'_>) -> bool {
    true
}
