//! Python requirements: one (PEP 508), and files of them as pip reads them.

use std::ops::Range;

use super::{Dependency, Ecosystem, lines};
use crate::span::Span;

/// A file of requirements or constraints.
pub(super) fn read(text: &str) -> Vec<Dependency> {
    let mut found = Vec::new();
    let mut goes_on = false;
    for (offset, line) in lines(text) {
        let is_comment = line.trim_start().starts_with('#');
        if !goes_on {
            add(line, offset, &mut found);
        }
        goes_on = !is_comment && line.trim_end().ends_with('\\');
    }
    found
}

/// Adds the package that a line of such a file names, if it names one.
pub(super) fn add(line: &str, offset: usize, found: &mut Vec<Dependency>) {
    let start = line.len() - line.trim_start().len();
    let mut rest = &line[start..];
    let mut offset = offset + start;
    if rest.starts_with('-') {
        let editable = ["-e", "--editable"]
            .iter()
            .filter_map(|option| rest.strip_prefix(option));
        let Some(value) = editable
            .map(|value| value.trim_start_matches([' ', '\t', '=']))
            .next()
        else {
            return;
        };
        offset += rest.len() - value.len();
        rest = value;
    }
    if let Some(name) = name(rest) {
        let span = Span::new(offset + name.start, offset + name.end);
        found.push(Dependency::new(Ecosystem::PyPi, &rest[name], span));
    }
}

/// Where the name stands in a requirement: `name[extra]>=1`, `name @ url`, `url#egg=name`, the path of an archive.
pub(super) fn name(requirement: &str) -> Option<Range<usize>> {
    let start = requirement.len() - requirement.trim_start().len();
    let rest = &requirement[start..];
    let len = name_len(rest);
    let after = rest[len..].trim_start();
    let is_spaced = after.len() < rest.len() - len;
    let is_name = len > 0
        && match after.chars().next() {
            None | Some('@') => true,
            Some(next) => "[(<>=!~;#,{%\\^".contains(next) || (is_spaced && next == '-'),
        };
    let is_file = || {
        [".whl", ".zip", ".gz", ".txt", ".in", ".cfg", ".toml"]
            .iter()
            .any(|end| rest[..len].ends_with(end))
    };
    if is_name && !is_file() {
        return Some(start..start + len);
    }
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    in_url(&rest[..end]).map(|name| start + name.start..start + name.end)
}

/// How long the name is at the beginning of a text: letters and digits, and `-`, `_`, `.` between them.
fn name_len(text: &str) -> usize {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if !text.starts_with(|first: char| first.is_ascii_alphanumeric()) {
        return 0;
    }
    let end = text.bytes().position(|byte| !is_name(byte)).unwrap_or(text.len());
    text[..end].trim_end_matches(['-', '_', '.']).len()
}

/// The name that a URL or a path of an archive tells.
fn in_url(url: &str) -> Option<Range<usize>> {
    if !url.contains('/') && !url.contains('.') {
        return None;
    }
    if let Some(egg) = ["#egg=", "&egg="].iter().find_map(|mark| url.find(mark)) {
        let start = egg + "#egg=".len();
        let len = name_len(&url[start..]);
        return (len > 0).then(|| start..start + len);
    }
    let path = &url[..url.find(['?', '#', ';']).unwrap_or(url.len())];
    let start = path.rfind('/').map_or(0, |slash| slash + 1);
    let file = &path[start..];
    let dash = if file.rsplit('.').next() == Some("whl") {
        file.find('-')?
    } else if [".tar.gz", ".tar.bz2", ".zip"]
        .iter()
        .any(|end| file.ends_with(end))
    {
        let mut dashes = file.match_indices('-').map(|(at, _)| at);
        dashes.find(|at| file.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit))?
    } else {
        return None;
    };
    (name_len(file) >= dash && dash > 0).then(|| start..start + dash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_requirements() {
        for (requirement, wanted) in [
            ("boto", "boto"),
            (
                " boto-core_x.y [a, b] >=2,<3 ; python_version < '3'",
                "boto-core_x.y",
            ),
            ("boto(>=2)", "boto"),
            ("boto@ https://x.test/boto.zip", "boto"),
            ("boto~=2 # why", "boto"),
            ("boto # why", "boto"),
            ("boto --hash=sha256:00", "boto"),
            ("git+https://x.test/y.git@v1#egg=boto&subdirectory=z", "boto"),
            ("https://x.test/boto-2.0-py3-none-any.whl", "boto"),
            ("./vendor/boto-core-2.0.tar.gz", "boto-core"),
            ("boto-2.0-py3-none-any.whl", "boto"),
            ("./boto", ""),
            ("boto/x", ""),
            ("boto core", ""),
            ("https://x.test/v1.zip", ""),
            ("$BOTO", ""),
            ("{boto}", ""),
            ("é", ""),
            ("", ""),
        ] {
            let name = name(requirement).map_or("", |name| &requirement[name]);
            assert_eq!(name, wanted, "{requirement}");
        }
    }
}
