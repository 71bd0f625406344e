//! Where the reader is: a frame for the statement and for each parenthesis around the current token.

use super::name::{Name, Piece};

/// What kind of place a table stands in, which says what may follow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// `FROM` and `JOIN`: an alias, further tables; `name(` is a function.
    From,
    /// `UPDATE t`, `DELETE t`: an alias, further tables; the name may itself be an alias of what follows.
    Target,
    /// `INSERT INTO t`, `MERGE INTO t`: an alias, columns in parentheses.
    Into,
    /// `CREATE TABLE t`: definitions in parentheses.
    Create,
    /// `SELECT … INTO t`: variables, if there are several.
    Selected,
    /// `ALTER TABLE t`, `ON t`, `REFERENCES t`: columns in parentheses.
    One,
    /// `DROP TABLE a, b`.
    List,
    /// `COMMENT ON COLUMN t.c`: the last part is a column.
    Owner,
}

impl Place {
    /// Whether an alias may follow the name.
    pub(super) fn has_alias(self) -> bool {
        matches!(self, Self::From | Self::Target | Self::Into)
    }

    /// Whether columns of the table may follow in parentheses.
    pub(super) fn has_columns(self) -> bool {
        matches!(self, Self::Into | Self::Create | Self::One | Self::List)
    }

    /// Whether a comma leads to another table.
    pub(super) fn is_list(self) -> bool {
        matches!(self, Self::From | Self::Target | Self::List)
    }
}

/// What the next name would be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Nothing of interest.
    Skip,
    /// A column.
    Expression,
    /// A table.
    Table(Place),
    /// The alias of the table that was just read.
    After(Place),
    /// The same, and it is certain: `AS` stands before it.
    Alias(Place),
    /// Nothing: the table that was just read has its alias.
    Aliased(Place),
    /// A column's definition, or a constraint's.
    Item,
    /// The type of a column and what else is said of it.
    Typed,
    /// What is said of a constraint: columns in parentheses.
    Constraint,
    /// The kind of thing that is created, dropped, commented on, described.
    Object,
    /// The table, or its kind, that `GRANT … ON` names.
    Granted,
    /// The name of a common table expression.
    Cte,
    /// `AS`, after such a name.
    CteNamed,
    /// The parenthesis after `AS`.
    CteBody,
    /// A comma or the statement itself.
    CteDone,
}

/// What the statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    /// Not known, or of no matter here.
    None,
    /// `INSERT`, `REPLACE`.
    Insert,
    /// `UPDATE`.
    Update,
    /// `DELETE`.
    Delete,
    /// `MERGE`.
    Merge,
    /// `CREATE`.
    Create,
    /// `ALTER`.
    Alter,
    /// `DROP`.
    Drop,
    /// `COMMENT ON`.
    Comment,
    /// `GRANT`, `REVOKE`, `DENY`.
    Grant,
    /// `COPY t`.
    Copy,
    /// `COPY INTO`.
    CopyInto,
    /// `RENAME TABLE`.
    Rename,
    /// `SHOW`.
    Show,
    /// `DESCRIBE`.
    Describe,
    /// `FETCH`, `IMPORT`, `PREPARE`: what stands behind `FROM` is no table.
    Other,
}

/// What the statement creates, alters or drops, as far as it matters for the words that follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Object {
    /// Not known, or of no matter.
    None,
    /// A table or view: what `RENAME TO` gives is a table.
    Table,
    /// An index, a trigger, a policy, a constraint: the table stands behind `ON`.
    OnTable,
    /// Statistics: the table stands behind `ON`, or columns do and the table behind `FROM`.
    Statistics,
    /// The columns or keys that are shown: the table stands behind `FROM` or `IN`.
    OfTable,
    /// A rule: the table stands behind `TO`.
    Rule,
    /// A synonym: the table stands behind `FOR`.
    Synonym,
    /// A function or procedure: statements follow.
    Routine,
}

/// What a parenthesis holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// No parenthesis: the statement.
    Statement,
    /// A query.
    Query,
    /// Joined tables.
    Tables,
    /// Anything else: arguments, an expression, options.
    Other,
}

/// The state of the statement, or of a parenthesis in it.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent facts")]
pub(super) struct Frame {
    /// What it holds.
    pub(super) holds: Holds,
    /// What the next name would be.
    pub(super) mode: Mode,
    /// What the statement does.
    pub(super) verb: Verb,
    /// What it does it to.
    pub(super) object: Object,
    /// A comma leads to another table, whatever stood between.
    pub(super) in_from: bool,
    /// It has a `SELECT`, or another word that makes `FROM` mean tables.
    pub(super) is_query: bool,
    /// The relation of the table that was read last.
    pub(super) subject: Option<usize>,
    /// The mode to go back to when `WITH` turns out to begin no common table expression.
    pub(super) before_with: Mode,
    /// The name of the common table expression whose body comes.
    pub(super) cte: Option<Name>,
    /// `WITH RECURSIVE`.
    pub(super) is_recursive: bool,
    /// The frame is the body of a common table expression.
    pub(super) is_cte: bool,
    /// It has a `SELECT`.
    pub(super) selects: bool,
    /// The clause may name what the select list calls its columns.
    pub(super) is_late: bool,
    /// The relation that the names in here are columns of.
    pub(super) owner: Option<usize>,
    /// The table that is created or altered.
    pub(super) main: Option<usize>,
    /// How many relations stand before `SELECT`, and are none of the query's.
    pub(super) hidden: usize,
    /// How many relations there were when the assignments began.
    pub(super) assigned: Option<usize>,
    /// The function whose arguments these are.
    pub(super) callee: Option<Piece>,
    /// How many mentions of columns there were when it began.
    pub(super) mentions: usize,
    /// How many aliases of columns there were when it began.
    pub(super) aliases: usize,
    /// How many relations there were when it began.
    pub(super) relations: usize,
    /// How many common table expressions were known when it began.
    pub(super) ctes: usize,
}

impl Frame {
    /// A frame that holds this.
    pub(super) fn new(holds: Holds, mode: Mode) -> Self {
        Self {
            holds,
            mode,
            verb: Verb::None,
            object: Object::None,
            in_from: false,
            is_query: holds != Holds::Other,
            subject: None,
            before_with: Mode::Expression,
            cte: None,
            is_recursive: false,
            is_cte: false,
            selects: false,
            is_late: false,
            owner: None,
            main: None,
            hidden: 0,
            assigned: None,
            callee: None,
            mentions: 0,
            aliases: 0,
            relations: 0,
            ctes: 0,
        }
    }
}
