//! python.
use super::{Language, Reading, Unit};

/// python.
pub const LANGUAGE: Language = Language {
    name: "python",
    separator: ".",
    extensions: &["py"],
    file_names: &[],
    interpreters: &[],
    read,
    may_refer,
};

fn read(_: &Unit<'_>) -> Reading {
    Reading::default()
}
fn may_refer(_: &Unit<'_>) -> bool {
    true
}
