//! What the reader makes of small sources.

mod hostile;
mod places;
mod texts;

use super::literals;
use crate::lang::Excerpt;
use crate::literal::{CallForm, CallId, HOLE, Placed, Slot, Stands, Usage};
use crate::project::Place;
use crate::span::Span;

const WORDS: &[&str] = &["legacy_users", "full_name", "LegacyUsers", "FullName"];

fn place() -> Place {
    Place {
        module: vec!["api".to_owned()],
        roots: [vec!["own".to_owned()]].into(),
        renames: [("db".to_owned(), "sqlx".to_owned())].into(),
        ..Place::default()
    }
}

/// Reads a source whose words of interest are the usual ones.
fn usage(text: &str) -> Usage {
    let mut at: Vec<Span> = WORDS
        .iter()
        .flat_map(|word| text.match_indices(word))
        .map(|(start, word)| Span::new(start, start + word.len()))
        .collect();
    at.sort_unstable();
    let place = place();
    let usage = literals(&Excerpt {
        text,
        place: &place,
        at: &at,
        named: &at,
        constants: &crate::lang::Constants::default(),
    });
    check(&usage, text);
    usage
}

/// What holds for any source.
fn check(usage: &Usage, text: &str) {
    for placed in &usage.literals {
        assert!((placed.scope as usize) < usage.scopes.len());
        let said = placed.literal.text();
        let mut hot = WORDS.iter().flat_map(|word| said.match_indices(word));
        for (start, word) in hot.by_ref() {
            let span = placed.literal.source(Span::new(start, start + word.len()));
            let span = span.expect("the source says it");
            assert!(
                text.get(span.range()).is_some(),
                "{span:?} is no part of the text"
            );
        }
        if let Stands::Argument { call, .. } | Stands::Keyword { call } = placed.stands {
            assert!((call as usize) < usage.calls.len());
        }
    }
    for (id, call) in usage.calls.iter().enumerate() {
        let links = [call.receiver, call.within.as_ref().map(|(call, _)| *call)];
        assert!(links.into_iter().flatten().all(|link| (link as usize) != id));
        assert!(
            call.class
                .is_none_or(|class| (class as usize) < usage.classes.len())
        );
    }
}

fn slot(slot: &Slot) -> String {
    let element = if slot.is_element { "*" } else { "" };
    let name = slot.keyword.clone();
    let name = name.or(slot.position.map(|position| position.to_string()));
    format!("[{}{element}]", name.unwrap_or_default())
}

fn callee(usage: &Usage, id: CallId) -> String {
    let call = &usage.calls[id as usize];
    let name = call.callee.join(".");
    match call.form {
        CallForm::Function => name,
        CallForm::Macro => format!("{name}!"),
        CallForm::Attribute => format!("#{name}"),
        CallForm::Decorator => format!("@{name}"),
    }
}

fn links(usage: &Usage, id: CallId) -> String {
    let call = &usage.calls[id as usize];
    let receiver = call
        .receiver
        .map(|receiver| format!(" of {}", callee(usage, receiver)));
    let within = call.within.as_ref();
    let within = within.map(|(around, at)| format!(" in {}{}", callee(usage, *around), slot(at)));
    let class = call
        .class
        .map(|class| format!(" class {}", usage.classes[class as usize].name));
    [receiver, within, class].into_iter().flatten().collect()
}

fn line(usage: &Usage, placed: &Placed, text: &str) -> String {
    let class = |class: Option<u32>| {
        class.map_or(String::new(), |class| {
            format!(" class {}", usage.classes[class as usize].name)
        })
    };
    let stands = match &placed.stands {
        Stands::Alone => "alone".to_owned(),
        Stands::Argument { call, slot: at } => {
            format!("{}{}{}", callee(usage, *call), slot(at), links(usage, *call))
        }
        Stands::Keyword { call } => format!("{}[=]{}", callee(usage, *call), links(usage, *call)),
        Stands::Assigned { name, class: of } => format!("{name} ={}", class(*of)),
        Stands::Field { class: of } => format!("field{}", class(Some(*of))),
        Stands::Segment { before } => format!("{}::", before.join("::")),
        Stands::File => "file".to_owned(),
    };
    let said = placed.literal.text();
    let words = WORDS
        .iter()
        .filter_map(|word| Some((said.find(word)?, word.len())));
    let source = words.min().and_then(|(start, length)| {
        let span = placed.literal.source(Span::new(start, start + length))?;
        Some(format!("{}:{}", span.start, span.of(text)))
    });
    let mark = if placed.is_word { "'" } else { "" };
    let said = said.replace(HOLE, "{}").replace('\n', "\\n");
    format!("{stands} {mark}{said}{mark} @{}", source.unwrap_or_default())
}

/// The literals of a source, one a line: where each goes, what it says, and where its first word of interest stands.
fn lines(text: &str) -> Vec<String> {
    let usage = usage(text);
    let placed = usage.literals.iter();
    placed.map(|placed| line(&usage, placed, text)).collect()
}

/// Asserts what is said, and where it goes.
fn says(text: &str, expected: &[&str]) {
    assert_eq!(lines(text), expected, "{text}");
}
