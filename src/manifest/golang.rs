//! Go's manifests: `go.mod` and `go.work`.

use super::{Dependency, Ecosystem, lines};
use crate::span::Span;

/// The directives that name modules.
const DIRECTIVES: &[&str] = &["require", "replace", "exclude", "tool"];

pub(super) fn read(text: &str) -> Vec<Dependency> {
    let mut found = Vec::new();
    // The directive whose block is open.
    let mut block: Option<&str> = None;
    for (offset, line) in lines(text) {
        let code = line.split("//").next().unwrap_or(line);
        let mut words = words(code).peekable();
        let Some((_, first)) = words.peek().copied() else {
            continue;
        };
        if first == ")" {
            block = None;
            continue;
        }
        let directive = block.unwrap_or(first);
        if block.is_none() {
            words.next();
            if code.trim_end().ends_with('(') {
                block = Some(first.trim_end_matches('('));
                continue;
            }
        }
        if !DIRECTIVES.contains(&directive) {
            continue;
        }
        // A module and a version; in a replacement, another module behind the arrow.
        let mut is_module = true;
        for (at, word) in words {
            if word == "=>" {
                is_module = true;
                continue;
            }
            if std::mem::take(&mut is_module) && is_path(word) {
                let start = offset + at;
                let span = Span::new(start, start + word.len());
                found.push(Dependency::new(Ecosystem::Go, word, span));
            }
        }
    }
    found
}

/// Whether a word is the path of a module and not that of a directory.
fn is_path(word: &str) -> bool {
    word.starts_with(|first: char| first.is_alphanumeric())
}

/// The words of a line without quotation marks, each with its offset.
fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    line.split([' ', '\t']).filter_map(move |word| {
        let start = at;
        at += word.len() + 1;
        let bare = word.trim_start_matches(['"', '`']);
        let start = start + word.len() - bare.len();
        let bare = bare.trim_end_matches(['"', '`']);
        (!bare.is_empty()).then_some((start, bare))
    })
}
