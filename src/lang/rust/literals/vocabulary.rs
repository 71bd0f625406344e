//! The functions, methods and macros of the language and of common crates that make strings of strings.

/// What a macro does with the strings it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MacroKind {
    /// Joins them.
    Concat,
    /// Makes a path of them, with a slash between each and the next.
    Path,
    /// Is what it is given, but for its layout.
    Text,
    /// Is a formatted text.
    Format,
    /// Does something with a formatted text; the number of the argument that it may be at the earliest.
    Formats(usize),
    /// Makes a list of them.
    List,
    /// It is not known what.
    Unknown,
}

/// What the macro of a name does.
pub(super) fn macro_kind(name: &str) -> MacroKind {
    match name {
        "concat" | "concatcp" => MacroKind::Concat,
        "path" => MacroKind::Path,
        "indoc" | "unindent" => MacroKind::Text,
        "format" | "format_args" | "formatcp" | "formatdoc" => MacroKind::Format,
        "vec" => MacroKind::List,
        "anyhow" | "bail" | "debug" | "eprint" | "eprintln" | "error" | "format_err" | "info" | "log"
        | "panic" | "print" | "println" | "todo" | "trace" | "unimplemented" | "unreachable" | "warn"
        | "write" | "writeln" | "writedoc" => MacroKind::Formats(0),
        "assert" | "debug_assert" | "ensure" => MacroKind::Formats(1),
        "assert_eq" | "assert_ne" | "debug_assert_eq" | "debug_assert_ne" => MacroKind::Formats(2),
        _ => MacroKind::Unknown,
    }
}

/// Whether a method leaves a string's text as it is, or nearly so.
pub(super) fn keeps_text(method: &str) -> bool {
    matches!(
        method,
        "as_bytes"
            | "as_ref"
            | "as_str"
            | "borrow"
            | "clone"
            | "into"
            | "into_boxed_str"
            | "into_bytes"
            | "into_owned"
            | "into_string"
            | "replace"
            | "replacen"
            | "to_ascii_lowercase"
            | "to_ascii_uppercase"
            | "to_lowercase"
            | "to_owned"
            | "to_string"
            | "to_uppercase"
            | "to_vec"
            | "trim"
            | "trim_end"
            | "trim_end_matches"
            | "trim_matches"
            | "trim_start"
            | "trim_start_matches"
    )
}

/// Whether a function is given a string and hands it on, in whatever wrapping.
pub(super) fn passes_on(owner: &str, name: &str) -> bool {
    match owner {
        "" => matches!(name, "Some" | "Ok"),
        "Cow" => matches!(name, "from" | "Borrowed" | "Owned"),
        "Option" => name == "Some",
        "Arc" | "Box" | "Rc" => matches!(name, "from" | "new"),
        "String" | "str" => matches!(name, "from" | "from_str"),
        _ => false,
    }
}

/// Whether a function makes an empty string.
pub(super) fn makes_empty(owner: &str, name: &str) -> bool {
    owner == "String" && matches!(name, "new" | "with_capacity" | "default")
}

/// Whether a function makes something of a string that stands for it where it is given on: `Alias::new("users")`.
pub(super) fn wraps(owner: &str, name: &str) -> bool {
    owner.starts_with(char::is_uppercase) && matches!(name, "new" | "from")
}
