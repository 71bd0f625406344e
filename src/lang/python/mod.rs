//! Python: imports, aliases, scopes and strings, resolved to dotted names.
//!
//! The grammar is that of 3.14; Python 2's `print` and `exec` are read too. What is deliberately absent: types that
//! are not evident in the file, and anything that would need another file to be read (what other files re-export
//! arrives as names, see [`Export`]).

mod bind;
mod collect;
mod define;
mod dismiss;
mod facts;
mod focus;
mod import;
mod imports;
mod lines;
mod literals;
mod lookup;
mod newer;
mod resolve;
mod string;
mod syntax;
mod values;

use super::anatomy::Grammar;
use super::{Language, Reading, Unit, parse};
use crate::names::Namesake;
use crate::project::Project;
use crate::reference::{Export, Reference};

/// Python.
pub const LANGUAGE: Language = Language {
    name: "python",
    separator: ".",
    extensions: &["py", "pyi", "pyw"],
    file_names: &["SConstruct", "SConscript", "wscript"],
    interpreters: &["python", "python2", "python3", "pypy", "pypy3"],
    read,
    may_refer: dismiss::may_refer,
    passes_on: dismiss::stars,
    learns_words: false,
    footprint: Some(dismiss::footprint),
    quoted: dismiss::quoted,
    place: Project::python,
    submodules,
    namesake: Namesake::Imported,
    implied: &[],
    literals: literals::literals,
    anatomy: literals::anatomy,
    grammar: Some(Grammar {
        syntax: || syntax::SYNTAX.grammar.clone(),
        parse: |text, _| parse::parse(&syntax::SYNTAX.grammar, &lines::with_short_comments(text), &[]),
        plain: PLAIN,
    }),
};

/// What most sources are full of, by names that none has.
const PLAIN: &str = r#""""Zqx."""
# zqx

import zqx
from zqx import qzx


class Zqx(Qzx):
    zqx = 7

    def qzx(self, zqx, xzq=7):
        if zqx == 7 and not xzq:
            self.xzq = zqx.qzx(7, "zqx", xzq=[7])
        for qzx in zqx:
            xzq(qzx)
        return zqx + 7
"#;

/// A package's modules lie beside its `__init__`.
fn submodules(path: &str) -> Option<String> {
    let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
    name.starts_with("__init__.").then(|| directory.to_owned())
}

/// How often more lines are parsed because of names that others bind.
const MOST_ROUNDS: usize = 4;

fn read(unit: &Unit<'_>) -> Reading {
    let mut focus = if unit.whole { None } else { focus::Focus::new(unit) };
    for _ in 0..MOST_ROUNDS {
        let Some(current) = &mut focus else { break };
        let Some(parts) = current.parts() else { break };
        if parts.is_empty() {
            return Reading::default();
        }
        let Some(tree) = parse::parse(&syntax::SYNTAX.grammar, unit.text, &parts) else {
            break;
        };
        // Where the parts are broken, what stands between them may matter.
        if tree.root_node().has_error() {
            break;
        }
        let facts = collect::collect(unit, &tree);
        let mut resolver = resolve::Resolver::new(&facts, unit);
        if !current.add(resolver.interesting_names()) {
            let (references, exports) = (resolver.references(), resolver.exports());
            return reading(facts, references, exports);
        }
    }
    let text = lines::with_short_comments(unit.text);
    let Some(tree) = parse::parse(&syntax::SYNTAX.grammar, &text, &[]) else {
        return Reading {
            unparsed: true,
            ..Reading::default()
        };
    };
    let facts = collect::collect(unit, &tree);
    let mut resolver = resolve::Resolver::new(&facts, unit);
    let (references, exports) = (resolver.references(), resolver.exports());
    reading(facts, references, exports)
}

fn reading(facts: facts::Facts<'_>, references: Vec<Reference>, exports: Vec<Export>) -> Reading {
    Reading {
        references,
        exports,
        scopes: facts.scopes,
        comments: facts.comments,
        docs: facts.docs,
        errors: facts.errors,
        unparsed: false,
    }
}
