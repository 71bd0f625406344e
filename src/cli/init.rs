//! `straggler init`: a first configuration, with comments that explain it. It never overwrites one.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::Path;

use clap::Args;
use ignore::WalkBuilder;
use termcolor::WriteColor;

use super::Exit;
use super::rules::refuse;
use crate::config::FILE_NAME;
use crate::lang::{LANGUAGES, Language};
use crate::problem::Problem;
use crate::rule::builtin::SETS;

/// Write a first straggler.toml into the working directory
#[derive(Debug, Args)]
pub struct InitArgs {}

/// Runs the subcommand in a directory.
///
/// # Errors
///
/// When the output cannot be written.
pub fn run(
    _args: &InitArgs,
    directory: &Path,
    out: &mut dyn WriteColor,
    err: &mut dyn WriteColor,
) -> io::Result<Exit> {
    let text = template(&languages(directory));
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(directory.join(FILE_NAME));
    match file.and_then(|mut file| file.write_all(text.as_bytes())) {
        Ok(()) => {
            writeln!(out, "wrote {FILE_NAME}; `straggler check` shows what it finds")?;
            Ok(Exit::Success)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => refuse(
            Problem::error("already-there", format!("there is a {FILE_NAME} here already"))
                .help("it is not overwritten; remove it to start anew"),
            err,
        ),
        Err(error) => refuse(
            Problem::error(
                "unwritable-file",
                format!("cannot write {FILE_NAME}: {}", error.kind()),
            ),
            err,
        ),
    }
}

/// How many entries of a tree are looked at for its languages: enough to be right, few enough to be quick.
const MAX_ENTRIES: usize = 20_000;

/// The languages of a tree, told by the names of its files.
fn languages(directory: &Path) -> Vec<&'static Language> {
    let mut found = vec![false; LANGUAGES.len()];
    let walk = WalkBuilder::new(directory).require_git(false).build();
    for entry in walk.filter_map(Result::ok).take(MAX_ENTRIES) {
        for (language, found) in LANGUAGES.iter().zip(&mut found) {
            *found |= is_of(entry.path(), language);
        }
        if found.iter().all(|found| *found) {
            break;
        }
    }
    let both = LANGUAGES.iter().zip(found);
    both.filter_map(|(language, found)| found.then_some(language))
        .collect()
}

fn is_of(path: &Path, language: &Language) -> bool {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    language.has_ending(name) || language.file_names.contains(&name)
}

/// The configuration for a project in some languages.
fn template(languages: &[&Language]) -> String {
    let is_used = |language: &str| languages.iter().any(|used| used.name == language);
    let any = SETS.iter().any(|set| is_used(set.language));
    let mut list = vec!["rule-sets = [".to_owned()];
    for set in SETS {
        let mark = if any && !is_used(set.language) { "# " } else { "" };
        list.push(format!("    # {}", set.description));
        list.push(format!("    {mark}\"builtin:{}\",", set.name));
    }
    list.push("]".to_owned());
    // A list of nothing is no configuration: then all of it is a suggestion.
    let mark = if any { "" } else { "# " };
    let list: Vec<String> = list.iter().map(|line| format!("{mark}{line}")).collect();
    TEMPLATE.replace("RULE-SETS", &list.join("\n"))
}

const TEMPLATE: &str = r#"# What this project is moving away from.
#
# `straggler check` finds every reference that is left, `straggler count` counts
# them, and `straggler explain RULE` says what a rule is about.

# Rules that are shipped, and files of your own rules such as "rules/*.toml".
RULE-SETS

# Paths that are not scanned, on top of .gitignore and .ignore.
# exclude = ["third_party/**"]

# Where Python packages start; found by themselves when left out.
# source-roots = ["src", "services/*"]

# A rule of your own. What you do not need can be left out, but not `id` and one
# of `module`, `symbol`, `table`, `column`, `endpoint` and `dependency`.
#
# [[rule]]
# id = "legacy-billing"
# module = ["legacy.billing", "legacy_billing"]  # with all below them
# message = "the billing monolith is being retired"
# replacement = "payments.api"
# severity = "warning"                           # error, warning or note
# deprecated = 2026-01-15
# sunset = 2027-03-01
# owner = "@acme/payments"
# docs = "https://wiki.acme.test/billing-migration"
#
# # Where references may stay, and why.
# [[rule.allow]]
# paths = ["src/billing/dual_write.py"]
# reason = "the one place that writes to both"
#
# # Tests of the rule; `straggler rules test` runs them.
# [[rule.example]]
# language = "python"
# matches = "from legacy.billing import charge"
#
# [[rule.example]]
# language = "python"
# ignores = "from modern.billing import charge"
#
# [[rule]]
# id = "legacy-users"
# table = "legacy_users"
#
# [[rule]]
# id = "users-full-name"
# column = "users.full_name"
"#;
