//! The rule sets that a configuration lists: from `builtin:NAME` and globs to documents.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use globset::GlobBuilder;

use crate::problem::{Document, Problem, quoted};
use crate::rule::builtin;
use crate::span::Span;

use super::files::{self, Base, Files};

/// Reads every rule set that a configuration lists, each once. Entries that are no rule set by their form have been
/// reported by the loader.
pub(super) fn documents(
    files: &dyn Files,
    base: &Base,
    config: &Arc<Document>,
    entries: &[(String, Span)],
) -> (Vec<Arc<Document>>, Vec<Problem>) {
    let mut documents = Vec::new();
    let mut problems = Vec::new();
    let mut listed: BTreeSet<&str> = BTreeSet::new();
    // The configuration may match a glob of its own.
    let mut read: BTreeSet<String> = BTreeSet::from([config.name.clone()]);
    for (entry, span) in entries {
        if !listed.insert(entry) {
            let message = format!("the rule set {} is listed twice", quoted(entry));
            problems.push(Problem::warning("repeated-rule-set", message).at(config, *span, "again"));
        } else if let Some(name) = entry.strip_prefix("builtin:") {
            documents.extend(builtin::find(name).map(builtin::BuiltinSet::document));
        } else {
            for file in matching(files, base, entry) {
                let document = file.and_then(|path| {
                    let name = base.name(&path);
                    if !read.insert(name.clone()) {
                        return Ok(None);
                    }
                    match files::leads_out(files, &path, &name, base) {
                        Some(problem) => Err(Box::new(problem)),
                        None => files::read(files, &path, &name).map(Some),
                    }
                });
                match document {
                    Ok(document) => documents.extend(document),
                    Err(problem) => problems.push(problem.at(config, *span, "listed here")),
                }
            }
        }
    }
    (documents, problems)
}

/// The files that an entry stands for, or why there are none. Sorted.
fn matching(files: &dyn Files, base: &Base, entry: &str) -> Vec<Result<PathBuf, Box<Problem>>> {
    let entry = files::normal(entry);
    let parts: Vec<&str> = entry.split('/').collect();
    let wild = |part: &&str| part.contains(['*', '?', '[', '{']);
    let Some(first) = parts.iter().position(wild) else {
        let path = base.directory.join(&entry);
        return vec![if files.is_file(&path) {
            Ok(path)
        } else {
            Err(none(files, base, &entry))
        }];
    };
    let directory = base.directory.join(parts[..first].join("/"));
    let rest = parts[first..].join("/");
    let Ok(glob) = GlobBuilder::new(&rest).literal_separator(true).build() else {
        return Vec::new();
    };
    let glob = glob.compile_matcher();
    let depth = (!rest.contains("**")).then_some(parts.len() - first);
    if !files.is_directory(&directory) {
        return vec![Err(none(files, base, &entry))];
    }
    let (below, errors) = files.below(&directory, depth);
    let mut found: Vec<_> = below
        .into_iter()
        .filter(|(name, _)| glob.is_match(name))
        .map(|(_, path)| Ok(path))
        .collect();
    found.extend(errors.into_iter().map(|why| {
        let message = format!("cannot list what {} matches: {why}", quoted(&entry));
        Err(Box::new(Problem::error("unreadable-file", message)))
    }));
    if found.is_empty() {
        found.push(Err(none(files, base, &entry)));
    }
    found
}

/// The problem of an entry that stands for no file.
fn none(files: &dyn Files, base: &Base, entry: &str) -> Box<Problem> {
    let problem = Problem::error("no-such-rule-set", format!("no file matches {}", quoted(entry)));
    let help = if builtin::find(entry).is_some() {
        format!("did you mean `builtin:{entry}`?")
    } else if files.is_directory(&base.directory.join(entry)) {
        format!("it is a directory: write `{entry}/*.toml`")
    } else if files.is_file(&base.directory.join(format!("{entry}.toml"))) {
        format!("did you mean `{entry}.toml`?")
    } else {
        "paths of rule sets are relative to the configuration's directory".to_owned()
    };
    Box::new(problem.help(help))
}
