//! Ruby's manifests: `Gemfile` and `*.gemspec`, of which the lines that declare a gem are read.

use std::sync::LazyLock;

use regex::Regex;

use super::{Dependency, Ecosystem, lines};
use crate::span::Span;

static DECLARATION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?x) (?: ^ | [\s;{(] ) (?: gem | [a-z_]\w*\.add_(?:runtime_|development_)?dependency )
        \s* (?: \s | \( ) \s* ["'] (?<name> [\w.-]+ ) ["']"#,
    )
    .ok()
});

pub(super) fn read(text: &str) -> Vec<Dependency> {
    let mut found = Vec::new();
    let Some(declaration) = DECLARATION.as_ref() else {
        return found;
    };
    for (offset, line) in lines(text).filter(|(_, line)| !line.trim_start().starts_with('#')) {
        for captures in declaration.captures_iter(line) {
            if let Some(name) = captures.name("name") {
                let span = Span::new(offset + name.start(), offset + name.end());
                found.push(Dependency::new(Ecosystem::Gem, name.as_str(), span));
            }
        }
    }
    found
}
