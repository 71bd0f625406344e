//! The attributes of a Rust item, as far as they say that it is deprecated or for tests.

use syn::parse::Parser as _;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Lit, Meta, MetaNameValue, Token};

use crate::harvest::note::{Note, clean};

/// More conditions around an attribute are not followed.
const MOST_CONDITIONS: usize = 32;

type Metas = Punctuated<Meta, Token![,]>;

/// What the attributes say of a deprecation, if there is one.
pub(super) fn deprecated(attributes: &[Attribute]) -> Option<Note> {
    let mut open: Vec<Meta> = attributes
        .iter()
        .map(|attribute| &attribute.meta)
        .filter(|meta| meta.path().is_ident("deprecated") || meta.path().is_ident("cfg_attr"))
        .cloned()
        .collect();
    for _ in 0..MOST_CONDITIONS {
        let meta = open.pop()?;
        if meta.path().is_ident("deprecated") {
            return Some(note(&meta));
        }
        if meta.path().is_ident("cfg_attr")
            && let Meta::List(list) = meta
            && let Ok(metas) = Metas::parse_terminated.parse2(list.tokens)
        {
            // The first is the condition.
            open.extend(metas.into_iter().skip(1));
        }
    }
    None
}

fn note(meta: &Meta) -> Note {
    match meta {
        Meta::Path(_) => Note::default(),
        Meta::NameValue(named) => text(&named.value).map(|text| Note::of(&text)).unwrap_or_default(),
        Meta::List(list) => {
            let named = Punctuated::<MetaNameValue, Token![,]>::parse_terminated;
            let values = named.parse2(list.tokens.clone()).unwrap_or_default();
            let value = |key: &str| {
                let mut values = values.iter();
                values
                    .find(|value| value.path.is_ident(key))
                    .and_then(|value| text(&value.value))
            };
            let since = value("since")
                .map(|since| clean(&since))
                .filter(|since| !since.is_empty());
            let said = Note {
                since,
                ..Note::default()
            };
            said.or(value("note").map(|note| Note::of(&note)).unwrap_or_default())
        }
    }
}

fn text(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text), ..
        }) => Some(text.value()),
        _ => None,
    }
}

/// Whether an attribute leaves the item out unless tests are built.
pub(super) fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg") => {
            let condition = list.tokens.to_string();
            let mut words = condition.split(|c: char| !c.is_alphanumeric() && c != '_');
            words.any(|word| word == "test") && !condition.contains("not")
        }
        _ => false,
    })
}

/// Whether there is an attribute of a name.
pub(super) fn has(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident(name))
}
