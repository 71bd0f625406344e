//! Reads the names of tables and columns out of SQL, of any dialect, whole or in pieces.
//!
//! This is no parser: it knows the places where SQL puts a table, and follows a text from one to the next by a state
//! machine over tokens. So it never gives up: what it does not understand lies between places, and broken SQL costs
//! the names around the break at most. It does not fold case, does not know a schema but what the text says, and does
//! no I/O. Time is linear in the text; nesting is a stack of bounded size.
//!
//! - `lex` makes tokens, `word` tells the words apart, `lex::template` knows templates and placeholders.
//! - `scan` holds the state and goes from token to token; `frame` is the state of the statement and of each
//!   parenthesis in it, `paren` says what brackets open, `body` what is SQL within strings.
//! - `clause` knows the words of queries, `rows` those of statements that change rows, `statement`, `object` and
//!   `define` the rest.
//! - `name` reads names, `place` and `table` tables in their places, `column` says which names are columns, and whose.
//! - `look` tells SQL from prose.
//!
//! A hole stands apart from the letters next to it: `FROM {schema}users` names `users`. It is part of a name where an
//! underscore or letters on both sides join them: `legacy_{year}`, `a{b}c`. Such a part is not
//! [known](Part::is_known), so that no name equals it.

mod body;
mod clause;
mod column;
mod define;
mod frame;
mod lex;
mod look;
mod name;
mod object;
mod paren;
mod place;
mod rows;
mod scan;
mod statement;
mod table;
mod whole;
mod word;

use crate::span::Span;

use self::scan::Scanner;
pub use self::whole::relation;

pub use super::HOLE;

/// How deep SQL is read in strings of SQL.
const DEEPEST_STRING: usize = 3;

pub use crate::reference::Kind;

/// How a part of a name is quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quote {
    /// Not at all: dialects differ in how they fold its case.
    None,
    /// `"name"`.
    Double,
    /// `` `name` ``.
    Backtick,
    /// `[name]`.
    Bracket,
    /// `'name'`: the name is an argument, as in `IDENTIFIER('name')` or `ref('name')`.
    Single,
}

/// A part of a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Part {
    /// The part without its quotes and escapes; each hole in it is one [`HOLE`]. Empty for the schema in `db..t`.
    pub text: String,
    /// How it is quoted.
    pub quote: Quote,
}

impl Part {
    /// Whether all of it is known.
    pub fn is_known(&self) -> bool {
        !self.text.contains(HOLE)
    }
}

/// A name at the place where it stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SqlName {
    /// The bytes of the last part's own characters, without its quotes.
    pub span: Span,
    /// What it names.
    pub kind: Kind,
    /// Its parts, outermost first: of a table as it is spelled; of a column its table's, aliases resolved, and its own.
    pub path: Vec<Part>,
    /// A column that may be of this table or of another one of the same statement.
    pub is_ambiguous: bool,
}

/// What kind of text it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A file of statements.
    Script,
    /// A literal of another language.
    Embedded,
}

/// Which names are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wants {
    /// Columns too.
    pub columns: bool,
}

/// The names of tables and columns in a text, in the order in which they stand.
pub fn read(text: &str, form: Form, wants: Wants) -> Vec<SqlName> {
    let mut found = Vec::new();
    let mut bodies = vec![(0..text.len(), false)];
    for depth in 0..DEEPEST_STRING {
        let mut inner = Vec::new();
        for (body, is_doubled) in bodies {
            let mut scanner = Scanner::new(text, body, form, wants, is_doubled);
            scanner.run(depth);
            scanner.finish(&mut found, &mut inner);
        }
        bodies = inner;
    }
    found.sort();
    found.dedup();
    found
}

/// Whether a text is SQL by what it says alone: a statement, or a clause that names a table. Prose with the words of
/// SQL in it is not.
pub fn looks_like_sql(text: &str) -> bool {
    look::looks_like_sql(text)
}
