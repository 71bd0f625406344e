//! Where a source's literals go: the calls, assignments and classes that they stand in, as plain lists.
//!
//! This is what a language's reader of literals hands on. It says how things are written, callees resolved through
//! the file's imports as far as these tell; what it means is said by [idioms](crate::idiom).

use super::Literal;
use crate::reference::{Scope, ScopeId};
use crate::span::Span;

/// The number of a call within its file.
pub type CallId = u32;

/// The number of a class within its file.
pub type ClassId = u32;

/// The keyword under which a decorator is given the name of what it decorates.
pub const DEFINED: &str = "def";

/// How a source uses its strings, and those of its identifiers that idioms look at.
#[derive(Debug, Default)]
pub struct Usage {
    /// In any order.
    pub literals: Vec<Placed>,
    /// The calls that literals stand in, and those around them.
    pub calls: Vec<Call>,
    /// The classes that literals and identifiers stand in.
    pub classes: Vec<Class>,
    /// The scopes that literals name by number; the first is the file.
    pub scopes: Vec<Scope>,
}

/// A literal in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// What it says.
    pub literal: Literal,
    /// It is an identifier, not a string: no content makes it SQL.
    pub is_word: bool,
    /// Where it goes.
    pub stands: Stands,
    /// The innermost named scope it stands in.
    pub scope: ScopeId,
}

/// Where a literal or an identifier goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stands {
    /// Nowhere that is known.
    Alone,
    /// Into a call, a macro or an attribute.
    Argument {
        /// Which.
        call: CallId,
        /// As which argument.
        slot: Slot,
    },
    /// An identifier that is the name of a keyword argument.
    Keyword {
        /// Of which call.
        call: CallId,
    },
    /// To a variable, a constant or an attribute of a class.
    Assigned {
        /// What it is called: the last segment.
        name: String,
        /// The class whose body the assignment is a statement of.
        class: Option<ClassId>,
    },
    /// An identifier that a class declares as its attribute.
    Field {
        /// Which class.
        class: ClassId,
    },
    /// An identifier that is a segment of a path.
    Segment {
        /// The path before it, resolved as far as the file's imports tell.
        before: Vec<String>,
    },
    /// All of a file.
    File,
}

/// Which argument of a call.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Slot {
    /// The number among those without a keyword, from zero.
    pub position: Option<u32>,
    /// The keyword.
    pub keyword: Option<String>,
    /// It is an element of a list, a tuple or a table that is the argument.
    pub is_element: bool,
}

/// A call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// What kind of call.
    pub form: CallForm,
    /// Where its arguments begin, in bytes.
    pub arguments: u32,
    /// What is called, in segments, its head resolved through the file's imports: `["sqlalchemy", "Table"]` for
    /// `sa.Table`. Segments before it that are no identifiers are left out: `["execute"]` for `connect().execute`.
    pub callee: Vec<String>,
    /// The call whose result the callee is a member of: by itself, or through a variable of the same scope.
    pub receiver: Option<CallId>,
    /// The call that this one is an argument of.
    pub within: Option<(CallId, Slot)>,
    /// The class whose body it stands in, not in a method of it.
    pub class: Option<ClassId>,
    /// The names that hold what it makes.
    pub bound: Vec<String>,
    /// The names of what it is called on and of the function that it stands in: by these, too, what it declares may be
    /// handed to other calls of the file.
    pub on: Vec<String>,
    /// The names that it is given, of calls that [`Excerpt::at`](crate::lang::Excerpt::at) points at.
    pub takes: Vec<String>,
}

/// What kind of call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallForm {
    /// Of a function, a method or a class.
    Function,
    /// Of a macro: `name!(…)`.
    Macro,
    /// An attribute: `#[name(…)]`.
    Attribute,
    /// Of a function that decorates what is defined below: `@name(…)`.
    Decorator,
}

/// A class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// What it is called.
    pub name: String,
    /// Where its name stands.
    pub span: Span,
    /// The class in whose body it is declared.
    pub outer: Option<ClassId>,
    /// What it is derived from, resolved like a callee.
    pub bases: Vec<Vec<String>>,
    /// The keywords of its declaration: `["table"]` for `class User(SQLModel, table=True)`.
    pub keywords: Vec<String>,
    /// The scope around it.
    pub scope: ScopeId,
}
