//! What an idiom says that a string or an identifier is. What follows from it is not known here.

/// What a string or an identifier is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    /// Something to read: a message, whatever it says.
    Text,
    /// SQL.
    Sql,
    /// The name of a table, perhaps qualified.
    Table,
    /// The name of a column of the table that the same call, or what is around it, names.
    Column,
    /// The name of a model, after which Django calls a table of the application.
    Model,
    /// A URL, or the path of one, that a client calls.
    Url,
    /// The path of a route that a server declares.
    Route,
    /// What the paths begin with that are declared on, called on or given to what the call makes.
    Prefix,
    /// What the paths begin with that are declared on what the call takes.
    Mount,
    /// What the paths begin with that are declared on what the call takes, in place of the prefix that this was made with.
    Remount,
    /// What a collection is reached by; each of its things is reached by one more segment.
    Resource,
    /// The call makes a part of what it takes.
    Onto,
    /// What the call takes is beside what it is called on, not below it.
    Beside,
    /// A path of files, or another thing that looks like a URL and is none.
    File,
    /// The name of a table and a column of it, `users.id`.
    TableColumn,
}

impl Meaning {
    /// Every meaning, in the order in which they are documented.
    pub const ALL: [Self; 15] = [
        Self::Text,
        Self::Sql,
        Self::Table,
        Self::Column,
        Self::Model,
        Self::TableColumn,
        Self::Url,
        Self::Route,
        Self::Prefix,
        Self::Mount,
        Self::Remount,
        Self::Resource,
        Self::Onto,
        Self::Beside,
        Self::File,
    ];

    /// Whether it is about databases.
    pub const fn is_relation(self) -> bool {
        matches!(
            self,
            Self::Text | Self::Sql | Self::Table | Self::Column | Self::Model | Self::TableColumn
        )
    }

    /// The word that an idiom uses for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Sql => "sql",
            Self::Table => "table",
            Self::Column => "column",
            Self::Model => "model",
            Self::Url => "url",
            Self::Route => "route",
            Self::Prefix => "prefix",
            Self::Mount => "mount",
            Self::Remount => "remount",
            Self::Resource => "resource",
            Self::Onto => "onto",
            Self::Beside => "beside",
            Self::File => "file",
            Self::TableColumn => "table.column",
        }
    }
}
