//! Maven's manifest, `pom.xml`: a scanner of its tags, which goes on where a document is broken.

use super::{Dependency, Ecosystem};
use crate::span::Span;

/// The elements that are about an artifact which is not the project itself.
const ELEMENTS: &[&str] = &[
    "dependency",
    "exclusion",
    "plugin",
    "extension",
    "parent",
    "path",
    "artifactItem",
    "annotationProcessorPath",
];

/// An element of interest that is not closed yet.
struct Open<'t> {
    name: &'t str,
    group: Option<&'t str>,
    artifact: Option<(&'t str, Span)>,
}

pub(super) fn read(text: &str) -> Vec<Dependency> {
    let mut found = Vec::new();
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut at = 0;
    while let Some(start) = memchr::memchr(b'<', &text.as_bytes()[at..]).map(|found| at + found) {
        let rest = &text[start..];
        let skipped = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")]
            .into_iter()
            .find(|(begin, _)| rest.starts_with(begin));
        if let Some((begin, end)) = skipped {
            let inside = start + begin.len();
            at = text[inside..]
                .find(end)
                .map_or(text.len(), |found| inside + found + end.len());
            continue;
        }
        let Some(end) = memchr::memchr(b'>', rest.as_bytes()).map(|found| start + found) else {
            break;
        };
        at = end + 1;
        let tag = &text[start + 1..end];
        let is_closing = tag.starts_with('/');
        let is_empty = tag.ends_with('/');
        let name = tag.trim_start_matches('/');
        let name = &name[..name
            .find(|c: char| c.is_whitespace() || c == '/')
            .unwrap_or(name.len())];
        if is_closing {
            // What is not closed in between never will be.
            if let Some(position) = open.iter().rposition(|element| element.name == name) {
                found.extend(open.drain(position..).filter_map(|element| artifact(&element)));
            }
        } else if is_empty {
        } else if ELEMENTS.contains(&name) && open.len() < DEEPEST {
            open.push(Open {
                name,
                group: None,
                artifact: None,
            });
        } else if let Some(element) = open.last_mut() {
            let (value, span) = value(text, at);
            match name {
                "groupId" if element.group.is_none() => element.group = Some(value),
                "artifactId" if element.artifact.is_none() => element.artifact = Some((value, span)),
                _ => {}
            }
        }
    }
    found.extend(open.iter().filter_map(artifact));
    found
}

/// So many elements of interest are never inside each other.
const DEEPEST: usize = 16;

fn artifact(element: &Open<'_>) -> Option<Dependency> {
    let (name, span) = element.artifact?;
    let mut found = Dependency::new(Ecosystem::Maven, name, span);
    // A property may stand for any group.
    found.group = element
        .group
        .filter(|group| !group.contains("${"))
        .map(str::to_owned);
    (!name.is_empty()).then_some(found)
}

/// The text that begins here, up to the next tag.
fn value(text: &str, at: usize) -> (&str, Span) {
    let rest = &text[at..];
    let raw = &rest[..memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len())];
    let start = at + (raw.len() - raw.trim_start().len());
    let value = raw.trim();
    (value, Span::new(start, start + value.len()))
}
