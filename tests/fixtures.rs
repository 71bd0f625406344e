//! Real source files, annotated in their own comments and checked both ways: a finding without a mark fails, and so
//! does a mark without a finding. One test a file; the rules come from the nearest `straggler.toml`.
//!
//! Marks, after any comment sign:
//! - `~ rule-id …` at the end of a line: findings on that line, one for each id, in any order.
//! - `  ^^^^ rule-id` on a line of its own: a finding with exactly these columns on the line above the marks.
//! - an id may be followed by `(suppressed)` or `(allowed)`; `!code` stands for a problem with a suppression.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use regex::Regex;
use straggler::check::Checker;
use straggler::config;
use straggler::finding::Status;
use straggler::project::{MANIFESTS, Project};
use straggler::ruleset::RuleSet;
use straggler::scan::{Corpus, Scan};
use straggler::span::Locator;
use straggler::walk::{self, Walk};

datatest_stable::harness! {
    { test = check, root = "fixtures", pattern = r"^(python|rust|sql|text)/.*\.[a-z]+$" },
    { test = check, root = "fixtures", pattern = r"^manifests/" },
}

/// What is expected or found: by line, rule (with its status) and, where marked so, columns.
type Lines = BTreeMap<usize, Vec<Mark>>;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Mark {
    rule: String,
    columns: Option<(u32, u32)>,
}

fn check(path: &Path) -> datatest_stable::Result<()> {
    if path.file_name().is_some_and(|name| name == "straggler.toml") {
        return Ok(());
    }
    let path = path.canonicalize()?;
    let (root, scan, rules) = scan(path.parent().ok_or("no directory")?)?;
    let relative = walk::relative(&root, &path).ok_or("outside of the root")?;
    let bytes = walk::read(&root, &relative).map_err(|reason| format!("{reason:?}"))?;
    let text = straggler::source::decode(&bytes);
    let expected = expected(&text)?;
    let mut found = found(&scan, &rules, &relative, &text);
    for (line, marks) in &mut found {
        let by_line = expected
            .get(line)
            .is_some_and(|marks| marks.iter().all(|mark| mark.columns.is_none()));
        for mark in marks.iter_mut().filter(|_| by_line) {
            mark.columns = None;
        }
        marks.sort();
    }
    if found == expected {
        return Ok(());
    }
    let lines: std::collections::BTreeSet<usize> = found.keys().chain(expected.keys()).copied().collect();
    let mut message = format!("{relative}:");
    for line in lines
        .into_iter()
        .filter(|line| found.get(line) != expected.get(line))
    {
        let source = text.lines().nth(line - 1).unwrap_or_default();
        let show = |lines: &Lines| lines.get(&line).cloned().unwrap_or_default();
        write!(
            message,
            "\n{line}: {source}\n   expected {:?}\n   found    {:?}",
            show(&expected),
            show(&found)
        )?;
    }
    Err(message.into())
}

fn scan(directory: &Path) -> datatest_stable::Result<(std::path::PathBuf, Scan, RuleSet)> {
    let (config, problems) = config::load(&config::Disk, directory, None);
    let config = config.ok_or_else(|| format!("{problems:?}"))?;
    let tree = walk::walk(&Walk {
        root: &config.root,
        paths: std::slice::from_ref(&config.root),
        exclude: &config.exclude,
        ignore_files: true,
        stamps: false,
    });
    let manifests: Vec<(String, String)> = tree
        .files
        .iter()
        .filter(|path| MANIFESTS.contains(&path.rsplit('/').next().unwrap_or(path)))
        .filter_map(|path| {
            Some((
                path.clone(),
                String::from_utf8(walk::read(&config.root, path).ok()?).ok()?,
            ))
        })
        .collect();
    let project = Project::new(
        tree.files.iter().map(String::as_str),
        &manifests,
        &config.source_roots,
    );
    let rules = RuleSet::new(config.rules).with_idioms(&config.idioms);
    let run = |prefilter| {
        let checker = Checker {
            rules: &rules,
            today: jiff::civil::date(2026, 11, 20),
            prefilter,
        };
        let corpus = Corpus {
            paths: &tree.files,
            tree: &tree.files,
            read: &|path| walk::read(&config.root, path),
            progress: &|| {},
            memo: None,
        };
        Scan::run(&checker, &project, &corpus)
    };
    let scan = run(true);
    let unfiltered = run(false);
    let names = |scan: &Scan| -> Vec<String> {
        scan.findings()
            .map(|(file, finding)| format!("{}: {finding:?}", file.path))
            .collect()
    };
    if names(&scan) != names(&unfiltered) {
        let (with, without) = (names(&scan), names(&unfiltered));
        let only = |these: &[String], those: &[String]| {
            let only = these.iter().filter(|name| !those.contains(name)).cloned();
            only.collect::<Vec<_>>().join("\n")
        };
        let (with, without) = (only(&with, &without), only(&without, &with));
        let message =
            format!("the prefilter changes the findings.\nonly with:\n{with}\nonly without:\n{without}");
        return Err(message.into());
    }
    Ok((config.root, scan, rules))
}

fn found(scan: &Scan, rules: &RuleSet, path: &str, text: &str) -> Lines {
    let mut lines = Lines::new();
    let Some(file) = scan.files.iter().find(|file| file.path == path) else {
        return lines;
    };
    for finding in &file.findings {
        let id = rules
            .rule(finding.rule)
            .map(|rule| rule.id.clone())
            .unwrap_or_default();
        let rule = match finding.status {
            Status::Open => id,
            status => format!("{id}({})", status.as_str()),
        };
        let (start, end) = (finding.location.start, finding.location.end);
        let columns = (start.line == end.line).then_some((start.column, end.column));
        lines
            .entry(start.line as usize)
            .or_default()
            .push(Mark { rule, columns });
    }
    let mut locator = Locator::new(text);
    for problem in &file.problems {
        if let Some((_, span, _)) = &problem.at {
            let line = locator.position(span.start as usize).line as usize;
            lines.entry(line).or_default().push(Mark {
                rule: format!("!{}", problem.code),
                columns: None,
            });
        }
    }
    lines
}

fn expected(text: &str) -> Result<Lines, regex::Error> {
    let carets = Regex::new(r"(\^+) ([!a-z0-9()-]+)")?;
    let marks = Regex::new(r"(?:#|//|--|;)~((?: [!a-z0-9()-]+)+)\s*(?:\*/)?$")?;
    let only_carets = Regex::new(r"^\s*(?:#|//|--|;)[ ]*\^")?;
    let mut lines = Lines::new();
    let mut above = 0;
    for (index, line) in text.lines().enumerate() {
        if only_carets.is_match(line) {
            for captures in carets.captures_iter(line) {
                let (Some(caret), Some(rule)) = (captures.get(1), captures.get(2)) else {
                    continue;
                };
                let column = |offset| line[..offset].chars().count() as u32 + 1;
                let columns = Some((column(caret.start()), column(caret.end())));
                lines.entry(above).or_default().push(Mark {
                    rule: rule.as_str().to_owned(),
                    columns,
                });
            }
            continue;
        }
        above = index + 1;
        if let Some(captures) = marks.captures(line) {
            for rule in captures[1].split_whitespace() {
                lines.entry(above).or_default().push(Mark {
                    rule: rule.to_owned(),
                    columns: None,
                });
            }
        }
    }
    for marks in lines.values_mut() {
        marks.sort();
    }
    Ok(lines)
}
