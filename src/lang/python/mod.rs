//! Python: imports, aliases, scopes and strings, resolved to dotted names.
//!
//! The grammar is that of 3.14; Python 2's `print` and `exec` are read too. What is deliberately absent: types that
//! are not evident in the file, and anything that would need another file to be read (what other files re-export
//! arrives as names, see [`Export`](crate::reference::Export)).

mod bind;
mod collect;
mod facts;
mod import;
mod imports;
mod resolve;
mod string;
mod syntax;

use super::{Language, Reading, Unit, parse};
use crate::project::Project;

/// Python.
pub const LANGUAGE: Language = Language {
    name: "python",
    separator: ".",
    extensions: &["py", "pyi", "pyw"],
    file_names: &["SConstruct", "SConscript", "wscript"],
    interpreters: &["python", "python2", "python3", "pypy", "pypy3"],
    read,
    may_refer: imports::may_refer,
    footprint: Some(imports::footprint),
    place: Project::python,
    implied: &[],
};

fn read(unit: &Unit<'_>) -> Reading {
    let Some(tree) = parse::parse(&syntax::SYNTAX.grammar, unit.text, &[]) else {
        return Reading {
            unparsed: true,
            ..Reading::default()
        };
    };
    let mut facts = collect::collect(unit, &tree);
    let mut resolver = resolve::Resolver::new(&facts, unit);
    let references = resolver.references();
    let exports = resolver.exports();
    Reading {
        references,
        exports,
        scopes: std::mem::take(&mut facts.scopes),
        comments: std::mem::take(&mut facts.comments),
        docs: std::mem::take(&mut facts.docs),
        errors: std::mem::take(&mut facts.errors),
        unparsed: false,
    }
}
