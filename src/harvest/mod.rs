//! Rules out of what is declared: by sources, of themselves, and by documents that describe an interface.
//!
//! A harvest reads a tree once and knows what each deprecated thing is called from outside. It scans for nothing and
//! judges nothing: what the rules then find is decided in [`crate::check`]. [`text`] writes them down.

mod interface;
mod note;
mod python;
mod rust;
mod write;

use std::sync::Arc;

use jiff::civil::Date;

pub use interface::{Imported, import};
pub use note::Note;
pub use write::text;

use crate::check::Checker;
use crate::finding::{SkipReason, Skipped};
use crate::names::Path;
use crate::problem::Document;
use crate::project::Project;
use crate::reference::Kind;
use crate::rule::load::{self, DocumentKind};
use crate::ruleset::RuleSet;
use crate::scan::{Corpus, Scan};
use crate::source::{self, FileKind};

/// More names of one thing are left out.
const MOST_NAMES: usize = 8;

/// Something that is declared to be deprecated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// What kind of thing.
    pub kind: Kind,
    /// What it is called, as rules write it: the name that its users know first.
    pub names: Vec<String>,
    /// The language that declares it, if it is one's.
    pub language: Option<&'static str>,
    /// What is said of it.
    pub note: Note,
    /// What it is a member of, or itself, by which a package may pass it on: Python's.
    pub(crate) outer: Vec<String>,
    /// When it is to be gone.
    pub sunset: Option<Date>,
    /// The file that declares it.
    pub file: String,
}

/// A name by which a file passes something on.
#[derive(Debug)]
struct Alias {
    name: Path,
    stands_for: Path,
    /// It is a package's own file that does so, and not a module that uses the thing itself.
    is_package: bool,
}

/// What a tree declares.
#[derive(Debug, Default)]
pub struct Harvest {
    /// What is deprecated, in the order of the files.
    pub declared: Vec<Declared>,
    /// What could not be read, sorted.
    pub skipped: Vec<Skipped>,
}

/// Reads what the sources of a tree declare.
pub fn harvest(project: &Project, corpus: &Corpus<'_>) -> Harvest {
    let mut harvest = Harvest::default();
    let (mut of_rust, mut of_python) = (Vec::new(), Vec::new());
    for path in corpus.paths {
        let sources = match FileKind::of(path, &[]) {
            FileKind::Source(language) if language.name == "rust" => &mut of_rust,
            FileKind::Source(language) if language.name == "python" => &mut of_python,
            _ => continue,
        };
        match (corpus.read)(path) {
            Ok(bytes) => sources.push((path.as_str(), source::decode(&bytes).into_owned())),
            Err(reason) => harvest.skip(path, reason),
        }
        (corpus.progress)();
    }
    let asked = common_directory(corpus.paths);
    let (declared, unread) = rust::declared(project, &of_rust, asked);
    harvest.add(declared, unread);
    let (mut declared, unread) = python::declared(project, &of_python, asked);
    if !declared.is_empty() {
        let aliases = aliases(project, corpus, &declared);
        python::add_aliases(&mut declared, &aliases);
    }
    harvest.add(declared, unread);
    harvest.skipped.sort();
    harvest
}

/// The directory that all files lie in, with the slash at its end: who asks for tests alone wants them.
fn common_directory(paths: &[String]) -> usize {
    let (Some(first), Some(last)) = (paths.first(), paths.last()) else {
        return 0;
    };
    // They are sorted.
    let pairs = first.bytes().zip(last.bytes());
    let same = pairs.take_while(|(a, b)| a == b).count();
    first.as_bytes()[..same]
        .iter()
        .rposition(|byte| *byte == b'/')
        .map_or(0, |slash| slash + 1)
}

impl Harvest {
    fn add(&mut self, declared: Vec<Declared>, unread: Vec<String>) {
        self.declared.extend(declared);
        for path in unread {
            self.skip(&path, SkipReason::Unparsed);
        }
    }

    fn skip(&mut self, path: &str, reason: SkipReason) {
        self.skipped.push(Skipped {
            path: path.to_owned(),
            reason,
        });
    }
}

/// The names by which the tree passes on what is declared, or what that is a member of: found as by any scan.
fn aliases(project: &Project, corpus: &Corpus<'_>, declared: &[Declared]) -> Vec<Alias> {
    // What is a member of a class is passed on with the class.
    let mut wanted: Vec<&String> = declared.iter().flat_map(|declared| &declared.outer).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut text = "[[rule]]\nid = \"x\"\nlanguages = [\"python\"]\n".to_owned();
    write::value(&mut text, "symbol", wanted.into_iter().map(String::as_str));
    let document = Arc::new(Document {
        name: String::new(),
        text,
    });
    let (parsed, _) = load::load(&document, DocumentKind::RuleSet);
    let checker = Checker {
        rules: &RuleSet::new(parsed.rules),
        today: Date::MIN,
        prefilter: true,
    };
    let mut aliases = Vec::new();
    Scan::learn_and_tell(&checker, project, corpus, &mut |file, name, stands_for| {
        aliases.push(Alias {
            name: name.clone(),
            stands_for: stands_for.clone(),
            is_package: file
                .rsplit('/')
                .next()
                .is_some_and(|name| name.starts_with("__init__.")),
        });
    });
    aliases
}
