//! Manifests: the packages that a project declares it depends on, read off the files where people write that down.
//!
//! [`find`] tells from a path whether a file is a manifest, [`Manifest::read`] makes a list of its dependencies, each
//! with the exact place of its name. Nothing here knows a rule. Lock files are not read: tools write them, and they
//! follow from what is read here. A broken manifest yields what can be made out: every reader is one linear pass
//! that keeps going.

mod cargo;
mod commands;
mod conda;
mod ecosystem;
mod files;
mod golang;
mod gradle;
mod ini;
mod json;
mod maven;
mod npm;
mod pyproject;
mod requirement;
mod ruby;
mod setup;
mod toml;
mod tree;

pub use ecosystem::Ecosystem;
pub use files::{Manifest, find, sample};

use crate::span::Span;

/// A place where a manifest names a package.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dependency {
    /// The name alone.
    pub span: Span,
    /// Where the package is from.
    pub ecosystem: Ecosystem,
    /// The name as written.
    pub name: String,
    /// What qualifies the name, where the ecosystem has that (a Maven group) and the place tells.
    pub group: Option<String>,
}

impl Dependency {
    fn new(ecosystem: Ecosystem, name: &str, span: Span) -> Self {
        Self {
            span,
            ecosystem,
            name: name.to_owned(),
            group: None,
        }
    }
}

/// The lines of a text, without their ends, each with its offset.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut offset = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = offset;
        offset += line.len();
        (start, line.trim_end_matches(['\n', '\r']))
    })
}
