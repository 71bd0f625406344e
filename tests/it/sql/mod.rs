//! The SQL reader: every position in which a statement names a table or a column, with exact spans.
//!
//! A case is SQL with its names marked where they stand, and their paths in the order in which they stand. Tables are
//! marked `«so»`, columns `‹so›`; what is not marked must not be found.

mod columns;
mod definitions;
mod dialects;
mod looks;
mod robust;
mod tables;
mod templates;

use straggler::literal::sql::{Form, HOLE, Kind, SqlName, Wants, read};

/// A text without its marks, and what they mark.
fn unmarked(marked: &str) -> (String, Vec<(Kind, usize, usize)>) {
    let (mut text, mut marks, mut open) = (String::new(), Vec::new(), Vec::new());
    for character in marked.chars() {
        match character {
            '«' => open.push((Kind::Table, text.len())),
            '‹' => open.push((Kind::Column, text.len())),
            '»' | '›' => {
                let (kind, start) = open.pop().unwrap();
                marks.push((kind, start, text.len()));
            }
            '¤' => text.push(HOLE),
            _ => text.push(character),
        }
    }
    marks.sort_by_key(|&(kind, start, end)| (start, end, kind));
    (text, marks)
}

/// A path as it is written in a case: parts between dots, a hole as `¤`, and `?` behind one that is only possible.
fn path(name: &SqlName) -> String {
    let parts: Vec<&str> = name.path.iter().map(|part| part.text.as_str()).collect();
    let mark = if name.is_ambiguous { "?" } else { "" };
    parts.join(".").replace(HOLE, "¤") + mark
}

/// What is wrong with a case, if anything.
fn fault(marked: &str, paths: &str, form: Form, wants: Wants) -> Option<String> {
    let (text, mut marks) = unmarked(marked);
    if !wants.columns {
        marks.retain(|&(kind, ..)| kind == Kind::Table);
    }
    let found = read(&text, form, wants);
    let mut spans: Vec<_> = found
        .iter()
        .map(|name| (name.kind, name.span.start as usize, name.span.end as usize))
        .collect();
    spans.dedup();
    let words = |spans: &[(Kind, usize, usize)]| -> Vec<String> {
        spans
            .iter()
            .map(|&(kind, start, end)| format!("{kind:?} {}@{start}", &text[start..end]))
            .collect()
    };
    let (are, should) = (words(&spans), words(&marks));
    let is_asked = |name: &&SqlName| wants.columns || name.kind == Kind::Table;
    let read: Vec<String> = found.iter().filter(is_asked).map(path).collect();
    let read = read.join(" ");
    let is_right = are == should && read == paths;
    (!is_right).then(|| format!("{marked}\n  found {are:?} {read}\n  not   {should:?} {paths}"))
}

/// Fails with every fault at once.
fn none(faults: Vec<Option<String>>) {
    let faults: Vec<String> = faults.into_iter().flatten().collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// Checks cases of tables: each with and without columns, in both forms.
fn tables(cases: &[(&str, &str)]) {
    let mut faults = Vec::new();
    for (marked, paths) in cases {
        for form in [Form::Script, Form::Embedded] {
            faults.push(fault(marked, paths, form, Wants { columns: false }));
            let (text, _) = unmarked(marked);
            let only_tables = |wants| {
                let mut found = read(&text, form, wants);
                found.retain(|name| name.kind == Kind::Table);
                found
            };
            let with_columns = only_tables(Wants { columns: true });
            let is_same = only_tables(Wants { columns: false }) == with_columns;
            faults
                .push((!is_same).then(|| format!("{marked}\n  other tables with columns: {with_columns:?}")));
        }
    }
    none(faults);
}

/// Checks cases of tables that hold in files only.
fn scripts(cases: &[(&str, &str)]) {
    let wants = Wants { columns: false };
    none(
        cases
            .iter()
            .map(|(marked, paths)| fault(marked, paths, Form::Script, wants))
            .collect(),
    );
}

/// Checks cases of tables and columns.
fn columns(cases: &[(&str, &str)]) {
    let wants = Wants { columns: true };
    none(
        cases
            .iter()
            .map(|(marked, paths)| fault(marked, paths, Form::Embedded, wants))
            .collect(),
    );
}
