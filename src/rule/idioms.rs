//! Idioms from their tables, and those that are shipped.
//!
//! The shape of every value has been checked by `strict`: here a value of the wrong shape is one that is not there.

use std::sync::{Arc, OnceLock};

use toml::de::DeTable;

use super::endpoint::METHODS;
use super::tree::{self, Table};
use crate::idiom::{Argument, Idiom, Meaning, Method, Pattern, Position};
use crate::literal::CallForm;
use crate::problem::Document;
use crate::span::Span;

/// The idioms of the well-known libraries, in TOML.
const SHIPPED: &str = include_str!("../../rules/idioms.toml");

/// The document of the shipped idioms.
pub fn document() -> Arc<Document> {
    Arc::new(Document {
        name: "builtin:idioms".to_owned(),
        text: SHIPPED.to_owned(),
    })
}

/// The shipped idioms, read when they are first wanted. That there is nothing wrong with them is known beforehand.
pub fn shipped() -> &'static [Idiom] {
    static IDIOMS: OnceLock<Vec<Idiom>> = OnceLock::new();
    IDIOMS.get_or_init(|| {
        let (tree, _) = DeTable::parse_recoverable(SHIPPED);
        let table = Table {
            span: Span::default(),
            entries: tree.get_ref(),
        };
        table.tables("idiom").into_iter().flat_map(read).collect()
    })
}

/// The idioms of a table: one for each place that it lists.
pub(super) fn read(table: Table<'_, '_>) -> Vec<Idiom> {
    let word = table.text("is").map(|(word, _)| word);
    let Some(is) = Meaning::ALL
        .into_iter()
        .find(|meaning| Some(meaning.as_str()) == word)
    else {
        return Vec::new();
    };
    let arguments = arguments(table);
    let method = method(table);
    let form = |key| match key {
        "macro" => CallForm::Macro,
        "attribute" => CallForm::Attribute,
        _ => CallForm::Function,
    };
    let keys = ["call", "macro", "attribute", "assignment", "path", "base"].into_iter();
    let places = keys.flat_map(|key| table.texts(key).into_iter().map(move |(text, _)| (key, text)));
    places
        .filter_map(|(key, text)| {
            let pattern = Pattern::new(text)?;
            Some(match key {
                "assignment" => Position::Assignment(pattern),
                "path" => Position::Segment(pattern),
                "base" => Position::Derived {
                    base: pattern,
                    arguments: arguments.clone(),
                },
                key => Position::Argument {
                    form: form(key),
                    callee: pattern,
                    arguments: arguments.clone(),
                },
            })
        })
        .map(|position| Idiom {
            language: table.owned("language"),
            position,
            elements: table.flag("elements"),
            is,
            method: method.clone(),
            on: table.text("on").and_then(|(text, _)| Pattern::new(text)),
            member: table.owned("member"),
        })
        .collect()
}

fn method(table: Table<'_, '_>) -> Option<Method> {
    let written = table.items("method").first()?;
    if let Some(position) = tree::number(written.get_ref()) {
        return Some(Method::Argument(Argument::Position(position)));
    }
    let (text, _) = tree::text(written)?;
    Some(match text {
        "callee" => Method::Callee,
        "handlers" => Method::Handlers,
        "bare" => Method::Bare,
        "chain" => Method::Chain,
        text if METHODS.contains(&text) => Method::Is(text.to_owned()),
        keyword => Method::Argument(Argument::Keyword(keyword.to_owned())),
    })
}

fn arguments(table: Table<'_, '_>) -> Vec<Argument> {
    let items = table.items("argument").iter().chain(table.items("key"));
    let listed: Vec<Argument> = items
        .filter_map(|item| match tree::number(item.get_ref()) {
            Some(position) => Some(Argument::Position(position)),
            None => Some(Argument::Keyword(tree::text(item)?.0.to_owned())),
        })
        .collect();
    match listed.is_empty() {
        true => vec![Argument::Any],
        false => listed,
    }
}
