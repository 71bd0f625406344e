//! The house rules that no compiler knows.

use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

use crate::support::root;

/// The longest a file may be, in lines.
const LONGEST: usize = 400;

/// Every file below a directory of the repository with an ending, with its text.
fn files(directory: &str, ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut directories: Vec<PathBuf> = vec![root().join(directory)];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                directories.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                found.push((name(&path), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(!found.is_empty());
    found.sort();
    found
}

fn name(path: &Path) -> String {
    let path = path.strip_prefix(root()).unwrap();
    path.to_str().unwrap().replace('\\', "/")
}

fn sources() -> Vec<(String, String)> {
    let mut sources = files("src", "rs");
    sources.extend(files("tests", "rs"));
    sources
}

/// Fails with every offence at once.
fn none(offences: &[String]) {
    assert!(offences.is_empty(), "\n{}\n", offences.join("\n"));
}

#[test]
fn every_file_says_what_it_is() {
    let silent = sources()
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//! "))
        .map(|(name, _)| name);
    none(&silent.collect::<Vec<_>>());
}

#[test]
fn no_file_is_long() {
    let long = sources()
        .into_iter()
        .filter(|(_, text)| text.lines().count() > LONGEST)
        .map(|(name, text)| format!("{name}: {} lines", text.lines().count()));
    none(&long.collect::<Vec<_>>());
}

#[test]
fn modules_import_only_what_is_declared_above_them() {
    let library = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let declaration = Regex::new(r"(?m)^pub mod (\w+);").unwrap();
    let order: Vec<&str> = declaration
        .captures_iter(&library)
        .map(|captures| captures.extract::<1>().1[0])
        .collect();
    let place = |module: &str| order.iter().position(|declared| *declared == module);
    let import = Regex::new(r"\bcrate::(\w+)").unwrap();
    let mut offences = Vec::new();
    for (name, text) in files("src", "rs") {
        let module = name.trim_start_matches("src/").split(['/', '.']).next().unwrap();
        if ["lib", "main"].contains(&module) {
            continue;
        }
        let own = place(module).unwrap_or_else(|| panic!("{module} is not declared in lib.rs"));
        for (number, line) in (1..).zip(text.lines()) {
            let code = line.split("//").next().unwrap();
            for captures in import.captures_iter(code) {
                let imported = captures.extract::<1>().1[0];
                if place(imported).is_some_and(|imported| imported > own) {
                    offences.push(format!(
                        "{name}:{number}: `{module}` imports `{imported}` from below"
                    ));
                }
            }
        }
    }
    none(&offences);
}

#[test]
fn messages_start_small_and_have_no_full_stop() {
    let message = Regex::new(
        r#"(?x)
        (?: Problem::(?:error|warning|note)\( \s* "[\w-]+" , \s* (?:format!\()?
          | \#\[error\(
          | \b(?:bail|anyhow)!\(
          | \.(?:context|help)\( \s* (?:format!\()?
          | terminal\.(?:note|warning|error)\( \s* (?:&format!\()?
        ) \s* "((?:[^"\\]|\\.)*)"
        "#,
    )
    .unwrap();
    let mut offences = Vec::new();
    let mut seen = 0;
    for (name, text) in files("src", "rs") {
        for captures in message.captures_iter(&text) {
            let said = captures.extract::<1>().1[0];
            seen += 1;
            let capital = said.starts_with(char::is_uppercase) && !said.starts_with("TOML");
            if capital || said.ends_with(['.', '!']) {
                offences.push(format!("{name}: {said}"));
            }
        }
    }
    assert!(seen > 5, "the pattern finds the messages");
    none(&offences);
}

#[test]
fn no_test_is_turned_off() {
    let words = [["#[", "ignore"].concat(), ["should", "_panic"].concat()];
    let off = sources()
        .into_iter()
        .filter(|(_, text)| words.iter().any(|word| text.contains(word)))
        .map(|(name, _)| name);
    none(&off.collect::<Vec<_>>());
}

#[test]
fn the_changelog_has_a_place_for_what_is_new() {
    let changelog = fs::read_to_string(root().join("CHANGELOG.md")).unwrap();
    assert!(changelog.contains("\n## [Unreleased]\n"));
}
