//! Python: imports, aliases, scopes and strings, resolved to dotted names.
//!
//! The grammar is that of 3.14; Python 2's `print` and `exec` are read too. What is deliberately absent: types that
//! are not evident in the file, and anything that would need another file to be read (what other files re-export
//! arrives as names, see [`Export`](crate::reference::Export)).

mod bind;
mod collect;
mod define;
mod dismiss;
mod excerpt;
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

use std::sync::Arc;

use tree_sitter::Tree;

use super::anatomy::Grammar;
use super::readings::Read;
use super::{Language, Reading, Unit, parse};
use crate::names::Namesake;
use crate::project::Project;
use excerpt::Excerpt;

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
        parse: |text, _| parse::parse(&syntax::SYNTAX.grammar, &lines::with_short_comments(text)),
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
        let excerpt = Excerpt::of(unit.text, &parts);
        let Some(read) = read_excerpt(unit, &excerpt.text) else {
            break;
        };
        if !current.add(read.names.iter().cloned()) {
            let reading = Arc::try_unwrap(read).map_or_else(|read| read.reading.clone(), |read| read.reading);
            return excerpt.back(reading);
        }
    }
    let text = lines::with_short_comments(unit.text);
    let Some(tree) = parse::parse(&syntax::SYNTAX.grammar, &text) else {
        return Reading {
            unparsed: true,
            ..Reading::default()
        };
    };
    read_tree(unit, &tree).reading
}

/// What there is in an excerpt, which may be known from another version of the module; none if it is broken: what stands
/// between its parts may matter then.
fn read_excerpt(unit: &Unit<'_>, text: &str) -> Option<Arc<Read>> {
    let read = || {
        let tree = parse::parse(&syntax::SYNTAX.grammar, text)?;
        let is_whole = !tree.root_node().has_error();
        is_whole.then(|| read_tree(&Unit { text, ..*unit }, &tree))
    };
    match unit.before {
        Some(before) => before.known(text, read),
        None => read().map(Arc::new),
    }
}

fn read_tree(unit: &Unit<'_>, tree: &Tree) -> Read {
    let facts = collect::collect(unit, tree);
    let mut resolver = resolve::Resolver::new(&facts, unit);
    let names = resolver.interesting_names();
    let (references, exports) = (resolver.references(), resolver.exports());
    Read {
        names,
        reading: Reading {
            references,
            exports,
            scopes: facts.scopes,
            comments: facts.comments,
            docs: facts.docs,
            errors: facts.errors,
            unparsed: false,
        },
    }
}
