//! Python's manifests in INI: `setup.cfg` and `tox.ini`.

use super::{Dependency, commands, lines, requirement};

/// A line of a value.
struct Line<'t> {
    section: &'t str,
    key: &'t str,
    text: &'t str,
    offset: usize,
    /// It stands on the line of its key.
    is_first: bool,
}

/// The lines of all values, comments left out.
fn values(text: &str) -> Vec<Line<'_>> {
    let (mut section, mut key) = ("", "");
    let mut values = Vec::new();
    for (offset, line) in lines(text) {
        let trimmed = line.trim_start();
        let is_indented = trimmed.len() < line.len();
        if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
            continue;
        }
        let mut add = |key, from: usize, is_first| {
            values.push(Line {
                section,
                key,
                text: &line[from..],
                offset: offset + from,
                is_first,
            });
        };
        if is_indented && !key.is_empty() {
            add(key, 0, false);
        } else if let Some(name) = trimmed.strip_prefix('[') {
            section = name.split(']').next().unwrap_or(name).trim();
            key = "";
        } else if let Some(sign) = line.find(['=', ':']) {
            key = line[..sign].trim();
            add(key, sign + 1, true);
        }
    }
    values
}

/// `setup.cfg`, which may hold tox's sections too, and `tox.ini`.
pub(super) fn read(text: &str) -> Vec<Dependency> {
    let mut found = Vec::new();
    for line in values(text) {
        let key = line.key.replace('-', "_");
        match (line.section, key.as_str()) {
            ("options", "install_requires" | "setup_requires" | "tests_require")
            | ("options.extras_require" | "extras", _)
            | ("metadata", "requires_dist" | "setup_requires_dist")
            | ("tox", "requires") => list(&line, &mut found),
            (section, "deps") if is_environment(section) => deps(&line, &mut found),
            (section, "commands" | "commands_pre" | "commands_post" | "install_command")
                if is_environment(section) =>
            {
                let in_command = commands::read(line.text).into_iter();
                found.extend(in_command.map(|mut dependency| {
                    dependency.span.start += line.offset as u32;
                    dependency.span.end += line.offset as u32;
                    dependency
                }));
            }
            _ => {}
        }
    }
    found
}

fn is_environment(section: &str) -> bool {
    section.starts_with("testenv") || section == "base" || section == "env_run_base"
}

/// A requirement; several, where they stand on the line of their key with semicolons between them.
fn list(line: &Line<'_>, found: &mut Vec<Dependency>) {
    let mut offset = line.offset;
    for (number, part) in line.text.split(';').enumerate() {
        // What holds a string is the marker of the requirement before it.
        if number == 0 || (line.is_first && !part.contains(['"', '\''])) {
            requirement::add(part, offset, found);
        }
        offset += part.len() + 1;
    }
}

/// A requirement of an environment, perhaps behind the factors that it is for: `py312,docs: boto`.
fn deps(line: &Line<'_>, found: &mut Vec<Dependency>) {
    let is_factor = |c: char| c.is_alphanumeric() || "_.,{}!- ".contains(c);
    let start = match line.text.split_once(':') {
        Some((factors, rest)) if factors.chars().all(is_factor) && rest.starts_with(' ') => factors.len() + 1,
        _ => 0,
    };
    requirement::add(&line.text[start..], line.offset + start, found);
}
