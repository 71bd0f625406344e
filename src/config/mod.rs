//! The configuration of a run: which rules, which paths are left out, where Python packages start.
//!
//! It is `straggler.toml`, found upward from the working directory or given by hand, with the rule sets that it
//! names; without one, the shipped sets that the files call for. What a rule file means is decided in [`crate::rule::load`]; which
//! files are scanned is decided in [`crate::walk`].

mod files;
mod sets;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use globset::GlobSet;
use ignore::gitignore::Gitignore;

use crate::baseline;
use crate::idiom::Idiom;
use crate::lang::Language;
use crate::problem::{Document, Problem, any_error, quoted};
use crate::rule::builtin::{BuiltinSet, SETS};
use crate::rule::load::{self, DocumentKind};
use crate::rule::relations::{self, Pairs};
use crate::rule::{Rule, globs};
use crate::span::Span;
use files::Base;

pub use files::{Disk, Files, Snapshot};

/// The name of a configuration file.
pub const FILE_NAME: &str = "straggler.toml";

/// What a run goes by.
#[derive(Debug)]
pub struct Config {
    /// The directory that is scanned, and that every path in a rule or an output is relative to: the one of the
    /// configuration file that was found, or the working directory.
    pub root: PathBuf,
    /// The configuration file as messages call it; none when there is none.
    pub file: Option<String>,
    /// The rules: those of the rule sets in the order of their listing, then the configuration's own.
    pub rules: Vec<Rule>,
    /// What strings are by where they go, beside what is shipped.
    pub idioms: Vec<Idiom>,
    /// Paths that are not scanned; to be asked with paths relative to the root.
    pub exclude: Gitignore,
    /// Directories where Python packages start; empty when they are to be found.
    pub source_roots: GlobSet,
    /// There is no configuration: the rules are to be those that are shipped, see [`Config::embed`].
    pub embedded: bool,
}

impl Config {
    /// The configuration of a tree that has none: no rule until some are [embedded](Self::embed).
    pub fn bare(root: PathBuf) -> Self {
        Self {
            root,
            file: None,
            rules: Vec::new(),
            idioms: Vec::new(),
            exclude: Gitignore::empty(),
            source_roots: GlobSet::empty(),
            embedded: true,
        }
    }

    /// The documents that the rules are written in.
    pub fn documents(&self) -> impl Iterator<Item = &str> {
        let of_rules = self.rules.iter().map(|rule| rule.origin.document.name.as_str());
        let mut documents: Vec<&str> = of_rules.chain(self.file.as_deref()).collect();
        documents.sort_unstable();
        documents.dedup();
        documents.into_iter()
    }

    /// The files that say what to look for: their names are no references.
    pub fn own(&self) -> Own<'_> {
        Own(self.documents().collect())
    }

    /// Takes for rules those of the shipped sets for some languages. There is a problem only in a set that was shipped
    /// untested.
    pub fn embed(&mut self, languages: &[&Language]) -> Vec<Problem> {
        let mut problems = Vec::new();
        let is_wanted = |set: &&BuiltinSet| languages.iter().any(|language| language.name == set.language);
        self.rules.clear();
        for set in SETS.iter().filter(is_wanted) {
            let (parsed, found) = load::load(&set.document(), DocumentKind::RuleSet);
            self.rules.extend(parsed.rules);
            problems.extend(found);
        }
        problems
    }
}

/// The files that a configuration is written in.
#[derive(Debug)]
pub struct Own<'c>(BTreeSet<&'c str>);

impl Own<'_> {
    /// Whether a file is one of them, a configuration of a directory below, or a baseline.
    pub fn has(&self, path: &str) -> bool {
        let name = path.rsplit('/').next();
        name == Some(FILE_NAME) || name == Some(baseline::FILE_NAME) || self.0.contains(path)
    }
}

/// The configuration file that a directory goes by: the nearest one upward.
pub fn file_for(directory: &Path) -> Option<PathBuf> {
    files::discover(&Disk, directory).map(|(file, _)| file)
}

/// Reads a file that somebody wrote for this program, as a document of a name.
///
/// # Errors
///
/// With the problem to show when it cannot be read.
pub fn document(path: &Path, name: &str) -> Result<Arc<Document>, Box<Problem>> {
    files::read(&Disk, path, name)
}

/// Loads the configuration: the file given, or the one found upward from the working directory, or none.
///
/// There is none when a problem is an error. A path given is relative to the working directory, which then is the
/// root.
pub fn load(files: &dyn Files, cwd: &Path, explicit: Option<&Path>) -> (Option<Config>, Vec<Problem>) {
    let found = match explicit {
        Some(given) => Some((cwd.join(given), cwd.to_path_buf())),
        None => files::discover(files, cwd),
    };
    let Some((path, root)) = found else {
        return (Some(Config::bare(cwd.to_path_buf())), Vec::new());
    };
    let base = Base::new(&path, &root);
    let document = match files::read(files, &path, &base.name(&path)) {
        Ok(document) => document,
        Err(problem) => return (None, vec![*problem]),
    };
    if explicit.is_none()
        && let Some(problem) = files::leads_out(files, &path, &document.name, &base)
    {
        let help = format!("to follow the link, ask for it: `--config {FILE_NAME}`");
        return (None, vec![problem.help(help)]);
    }
    let (config, problems) = assemble(files, root, &base, &document);
    (Some(config).filter(|_| !any_error(&problems)), problems)
}

fn assemble(
    files: &dyn Files,
    root: PathBuf,
    base: &Base,
    document: &Arc<Document>,
) -> (Config, Vec<Problem>) {
    let (parsed, mut problems) = load::load(document, DocumentKind::Config);
    let (documents, found) = sets::documents(files, base, document, &parsed.rule_sets);
    problems.extend(found);
    let (mut rules, mut idioms) = (Vec::new(), Vec::new());
    for set in documents {
        let (parsed, found) = load::load(&set, DocumentKind::RuleSet);
        if parsed.rules.is_empty() && parsed.idioms.is_empty() && found.is_empty() {
            let message = format!("the rule set {} has no rules", quoted(&set.name));
            problems.push(Problem::warning("no-rules", message).at(&set, Span::default(), ""));
        }
        rules.extend(parsed.rules);
        idioms.extend(parsed.idioms);
        problems.extend(found);
    }
    rules.extend(parsed.rules);
    idioms.extend(parsed.idioms);
    problems.extend(relations::across(&rules, Pairs::OfTwoDocuments));
    if rules.is_empty() && parsed.rule_sets.is_empty() && problems.is_empty() {
        problems.push(
            Problem::warning("no-rules", "the configuration has no rules")
                .at(document, Span::default(), "")
                .help("add a `[[rule]]`, or a rule set such as `rule-sets = [\"builtin:python-stdlib\"]`"),
        );
    }
    let texts = |entries: &[(String, Span)]| -> Vec<String> {
        entries.iter().map(|(text, _)| text.clone()).collect()
    };
    let config = Config {
        root,
        file: Some(document.name.clone()),
        rules,
        idioms,
        exclude: globs::gitignore(&texts(&parsed.exclude)),
        source_roots: globs::directories(&texts(&parsed.source_roots)),
        embedded: false,
    };
    (config, problems)
}
