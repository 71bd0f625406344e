//! rust.
use super::{Language, Reading, Unit};

/// rust.
pub const LANGUAGE: Language = Language {
    name: "rust",
    separator: "::",
    extensions: &["rs"],
    file_names: &[],
    interpreters: &[],
    read,
    may_refer,
    footprint: None,
    place: crate::project::Project::rust,
    implied: &[],
};

fn read(_: &Unit<'_>) -> Reading {
    Reading::default()
}
fn may_refer(_: &Unit<'_>) -> bool {
    true
}
