//! What is declared as a rule set: which rules there are, what they are called, and their text.
//!
//! The text depends on nothing but what is declared, and an id on nothing but the name that it is made of, unless two
//! names make the same: so what is added to a tree adds a rule and changes no other.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{Declared, Note};
use xxhash_rust::xxh3::xxh3_64;

use crate::reference::Kind;
use crate::rule::endpoint::Template;
use crate::rule::target::Name;

/// The longest id, in bytes.
const LONGEST_ID: usize = 64;

/// The longest name of a rule, in bytes.
const LONGEST_NAME: usize = 500;

/// The text of a rule set, with a comment at its top, and how many rules it has.
pub fn text(about: &str, declared: &[Declared]) -> (String, usize) {
    let rules = merged(declared);
    let mut text = String::new();
    for line in about.lines() {
        let _ = writeln!(text, "# {line}");
    }
    for (id, rule) in ids(&rules).iter().zip(&rules) {
        let _ = writeln!(text, "\n# {}", printable(&rule.file));
        text.push_str("[[rule]]\n");
        value(&mut text, "id", [id.as_str()].into_iter());
        value(
            &mut text,
            rule.kind.as_str(),
            rule.names.iter().map(String::as_str),
        );
        let bare = rule.kind.is_of_code() && rule.names.iter().any(|name| !name.contains(['.', ':']));
        if let Some(language) = rule.language.filter(|_| bare) {
            let _ = writeln!(text, "languages = [{}]", quoted(language));
        }
        let Note {
            message,
            replacement,
            since,
            removed,
        } = &rule.note;
        let said = [
            ("message", message),
            ("replacement", replacement),
            ("since", since),
            ("removed", removed),
        ];
        for (key, said) in said {
            value(&mut text, key, said.as_deref().into_iter());
        }
        if let Some(sunset) = rule.sunset {
            let _ = writeln!(text, "sunset = {sunset}");
        }
    }
    (text, rules.len())
}

/// Adds a key with its value, or with a list of several; nothing for none.
pub(super) fn value<'v>(text: &mut String, key: &str, values: impl Iterator<Item = &'v str>) {
    let values: Vec<String> = values.map(quoted).collect();
    let _ = match values.as_slice() {
        [] => Ok(()),
        [one] => writeln!(text, "{key} = {one}"),
        several => writeln!(text, "{key} = [{}]", several.join(", ")),
    };
}

fn quoted(text: &str) -> String {
    toml::Value::from(printable(text)).to_string()
}

/// A text without what no file of rules may hold.
fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// One for each thing, sorted by its first name; every name is in one of them alone.
fn merged(declared: &[Declared]) -> Vec<Declared> {
    let mut by_name: BTreeMap<(String, Kind), Declared> = BTreeMap::new();
    for declared in declared {
        let mut declared = declared.clone();
        declared.names.retain(|name| is_sound(declared.kind, name));
        let Some(first) = declared.names.first() else {
            continue;
        };
        let key = (first.clone(), declared.kind);
        match by_name.remove(&key) {
            None => drop(by_name.insert(key, declared)),
            // The same under another condition: a platform, an overload, a setter.
            Some(mut known) => {
                known.note = known.note.or(declared.note);
                let new = declared.names.into_iter();
                let new: Vec<String> = new.filter(|name| !known.names.contains(name)).collect();
                known.names.extend(new);
                by_name.insert(key, known);
            }
        }
    }
    let all: BTreeSet<String> = by_name
        .values()
        .flat_map(|declared| declared.names.clone())
        .collect();
    let mut seen = BTreeSet::new();
    let mut rules: Vec<Declared> = Vec::new();
    for mut declared in by_name.into_values() {
        // What is below another one goes with it, and would count twice.
        let is_below = |name: &String| {
            let ends = name.match_indices(['.', ':']).map(|(at, _)| &name[..at]);
            declared.kind.is_of_code() && ends.into_iter().any(|above| all.contains(above))
        };
        if declared.names.iter().any(is_below) {
            continue;
        }
        declared.names.retain(|name| seen.insert(name.clone()));
        if !declared.names.is_empty() {
            rules.push(declared);
        }
    }
    rules
}

/// Whether a rule can have a name.
fn is_sound(kind: Kind, name: &str) -> bool {
    if !kind.is_of_code() {
        return Template::of(&Name::plain(name)).is_some();
    }
    let separator = if name.contains("::") { "::" } else { "." };
    let is_identifier = |segment: &str| {
        segment.starts_with(|c: char| c == '_' || c.is_alphabetic())
            && segment.chars().all(|c| c == '_' || c.is_alphanumeric())
    };
    let segments = name.split(separator);
    let is_whole = match kind {
        Kind::Symbol => segments.clone().count() > 1,
        _ => !matches!(name, "std" | "core" | "alloc" | "builtins"),
    };
    let first = segments.clone().next().unwrap_or_default();
    name.len() <= LONGEST_NAME
        && is_whole
        && !matches!(first, "self" | "super" | "Self")
        && segments.clone().all(is_identifier)
}

/// The ids of rules.
fn ids(rules: &[Declared]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let named = rules.iter().map(|rule| {
        let name = rule.names.first().map(String::as_str).unwrap_or_default();
        let mut id = kebab(name);
        if id.is_empty() || id.len() > LONGEST_ID || taken.contains(&id) {
            let mark = mark(&format!("{} {name}", rule.kind.as_str()));
            id = match tail(&id, LONGEST_ID - mark.len() - 1) {
                "" => mark,
                tail => format!("{tail}-{mark}"),
            };
        }
        while !taken.insert(id.clone()) {
            id = mark(&id);
        }
        id
    });
    named.collect()
}

/// The last words of an id that fit into a length.
fn tail(id: &str, length: usize) -> &str {
    if id.len() <= length {
        return id;
    }
    let from = id.len() - length;
    let word = id[from..].find('-').map_or(id.len(), |dash| from + dash + 1);
    if id[..from].ends_with('-') {
        &id[from..]
    } else {
        &id[word..]
    }
}

/// A name in kebab-case: `chrono::NaiveDate::from_ymd` is `chrono-naive-date-from-ymd`.
fn kebab(name: &str) -> String {
    let mut id = String::new();
    let mut before = ' ';
    let mut characters = name.chars().peekable();
    while let Some(c) = characters.next() {
        let next_is_small = characters.peek().is_some_and(char::is_ascii_lowercase);
        let begins = c.is_ascii_uppercase()
            && (before.is_ascii_lowercase()
                || before.is_ascii_digit()
                || (before.is_ascii_uppercase() && next_is_small));
        let is_part = c.is_ascii_alphanumeric();
        if (begins || !is_part) && !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
        if is_part {
            id.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    id.truncate(id.trim_end_matches('-').len());
    id
}

/// What tells ids apart that would be the same: it is so on every machine.
fn mark(text: &str) -> String {
    format!("{:08x}", xxh3_64(text.as_bytes()) >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(name: &str) -> Declared {
        Declared {
            kind: Kind::Symbol,
            names: vec![name.to_owned()],
            language: None,
            outer: Vec::new(),
            note: Note::default(),
            sunset: None,
            file: "a".to_owned(),
        }
    }

    fn ids_of(names: &[&str]) -> Vec<String> {
        let all: Vec<Declared> = names.iter().map(|name| declared(name)).collect();
        ids(&merged(&all))
    }

    #[test]
    fn ids_are_readable() {
        for (name, id) in [
            ("chrono::NaiveDate::from_ymd", "chrono-naive-date-from-ymd"),
            ("pkg.HTTPServer.get_URL", "pkg-http-server-get-url"),
            ("a.utf8Decoder", "a-utf8-decoder"),
            ("pkg.__getattr__", "pkg-getattr"),
            ("GET /api/v1/users/{id}", "get-api-v1-users-id"),
            ("ü.x", "x"),
        ] {
            assert_eq!(kebab(name), id, "{name}");
        }
    }

    #[test]
    fn ids_are_unique_and_stay() {
        let alone = ids_of(&["a.foo_bar"]);
        let both = ids_of(&["a.foo.bar", "a.foo_bar", "b.c"]);
        assert_eq!(alone, ["a-foo-bar"]);
        assert_eq!(both[0], "a-foo-bar");
        assert!(both[1].starts_with("a-foo-bar-") && both[2] == "b-c", "{both:?}");
        let long = format!("a.{}", "word_".repeat(30));
        let id = &ids_of(&[&long])[0];
        assert!(id.len() <= LONGEST_ID && id.starts_with("word-word"), "{id}");
        assert_eq!(ids_of(&["é.è"])[0].len(), 8);
    }

    #[test]
    fn names_that_no_rule_can_have_are_left_out() {
        for (kind, name, sound) in [
            (Kind::Symbol, "a.b", true),
            (Kind::Symbol, "bare", false),
            (Kind::Module, "bare", true),
            (Kind::Module, "std", false),
            (Kind::Symbol, "a-b.c", false),
            (Kind::Symbol, "a::0", false),
            (Kind::Symbol, "a..b", false),
        ] {
            assert_eq!(is_sound(kind, name), sound, "{name}");
        }
    }
}
