//! The rule sets that are shipped: one TOML file each, compiled in. No rule is written in Rust.

use std::sync::Arc;

use crate::problem::Document;

/// A rule set that is shipped.
#[derive(Debug)]
pub struct BuiltinSet {
    /// Its name, after `builtin:`.
    pub name: &'static str,
    /// Its rules, in TOML.
    pub text: &'static str,
    /// What it is about, in one line.
    pub description: &'static str,
    /// The language of the projects that it is for.
    pub language: &'static str,
}

/// The sets, in the order in which they are documented.
pub static SETS: &[BuiltinSet] = &[
    BuiltinSet {
        name: "python-stdlib",
        text: include_str!("../../rules/python-stdlib.toml"),
        description: "what Python's standard library has removed or announced to remove",
        language: "python",
    },
    BuiltinSet {
        name: "rust-std",
        text: include_str!("../../rules/rust-std.toml"),
        description: "what Rust's standard library has deprecated",
        language: "rust",
    },
];

/// The set of a name, without `builtin:`.
pub fn find(name: &str) -> Option<&'static BuiltinSet> {
    SETS.iter().find(|set| set.name == name)
}

impl BuiltinSet {
    /// The set as a document that problems can point into.
    pub fn document(&self) -> Arc<Document> {
        Arc::new(Document {
            name: format!("builtin:{}", self.name),
            text: self.text.to_owned(),
        })
    }
}
