//! SQL: scripts and their templates. A script is one literal, which is read as SQL ([`crate::literal::sql`]).
//!
//! It has no names of modules or symbols: those are searched in it as in any text.

use super::anatomy::Anatomy;
use super::{Excerpt, Language, Reading, Unit};
use crate::literal::{Literal, Placed, Stands, Usage};
use crate::names::{Namesake, Path};
use crate::project::{Place, Project};
use crate::reference::{FILE_SCOPE, Scope};
use crate::span::Span;

/// SQL.
pub const LANGUAGE: Language = Language {
    name: "sql",
    separator: "",
    extensions: &[
        "sql",
        "ddl",
        "dml",
        "psql",
        "pgsql",
        "mysql",
        "tsql",
        "plsql",
        "pls",
        "pks",
        "pkb",
        "hql",
        "sql.j2",
        "sql.jinja",
        "sql.jinja2",
        "sql.tmpl",
        "sql.tpl",
        "sql.template",
        "sql.mustache",
        "sql.erb",
        "sql.in",
    ],
    file_names: &[],
    interpreters: &[],
    read: |_: &Unit<'_>| Reading::default(),
    may_refer: |_: &Unit<'_>, _: &[Option<Path>]| false,
    passes_on: |_: &[u8]| Vec::new(),
    footprint: None,
    quoted: |_: &Unit<'_>| Vec::new(),
    learns_words: false,
    place: |_: &Project, _: &str| Place::default(),
    submodules: |_: &str| None,
    namesake: Namesake::None,
    implied: &[],
    literals,
    anatomy: |_: &str| Anatomy::default(),
    grammar: None,
};

fn literals(excerpt: &Excerpt<'_>) -> Usage {
    let mut literal = Literal::default();
    literal.push_verbatim(excerpt.text, Span::new(0, excerpt.text.len()));
    Usage {
        literals: vec![Placed {
            literal,
            is_word: false,
            stands: Stands::File,
            scope: FILE_SCOPE,
        }],
        scopes: vec![Scope {
            parent: None,
            label: String::new(),
            segment: String::new(),
        }],
        ..Usage::default()
    }
}
