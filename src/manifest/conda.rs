//! Conda's `environment.yml`, line by line: the list of `dependencies`, and pip's list in it.

use super::{Dependency, Ecosystem, lines, requirement};
use crate::span::Span;

pub(super) fn read(text: &str) -> Vec<Dependency> {
    let mut found = Vec::new();
    let mut is_inside = false;
    // How far pip's own list is indented.
    let mut pip: Option<usize> = None;
    for (offset, line) in lines(text) {
        let trimmed = line.trim_start();
        let indent = line.len() - trimmed.len();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        let item = trimmed
            .strip_prefix('-')
            .filter(|item| item.starts_with([' ', '\t']));
        let Some(item) = item else {
            if indent == 0 {
                is_inside = trimmed.starts_with("dependencies:");
            }
            pip = None;
            continue;
        };
        if !is_inside {
            continue;
        }
        let bare = item.trim_start().trim_start_matches(['"', '\'']);
        let start = offset + line.len() - bare.len();
        let bare = bare.split(['"', '\'']).next().unwrap_or(bare);
        if bare.trim_end() == "pip:" {
            pip = Some(indent);
        } else if pip.is_some_and(|pip| indent > pip) {
            requirement::add(bare, start, &mut found);
        } else {
            pip = None;
            // The channel stands before the name, versions and builds behind it.
            let channel = bare.find("::").map_or(0, |at| at + 2);
            let rest = &bare[channel..];
            let end = rest
                .find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c)))
                .unwrap_or(rest.len());
            if end > 0 && &rest[..end] != "python" {
                let start = start + channel;
                let span = Span::new(start, start + end);
                found.push(Dependency::new(Ecosystem::PyPi, &rest[..end], span));
            }
        }
    }
    found
}
