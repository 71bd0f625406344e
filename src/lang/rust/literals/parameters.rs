//! What the parameters of a source's own functions are called, which tells what their arguments are:
//! `drop_all(pool, "legacy_users")` of `fn drop_all(pool: &Pool, table: &str)`. Functions of other files are not known,
//! nor which of several of one name is meant.

use rustc_hash::FxHashMap;

use crate::lang::rust::lex::Kind;
use crate::literal::Slot;

use super::heads::Head;
use super::outline::Outline;
use super::placing::Site;
use super::source::Source;

/// How many parameters are read.
const MOST: usize = 32;

/// The functions of a source by their names; none for a name that several have.
#[derive(Debug)]
pub(super) struct Parameters<'t> {
    functions: FxHashMap<&'t str, Option<u32>>,
}

impl<'t> Parameters<'t> {
    pub(super) fn new(outline: &Outline<'t>) -> Self {
        let mut functions: FxHashMap<&'t str, Option<u32>> = FxHashMap::default();
        for item in outline.items.iter().filter(|item| item.word == "fn") {
            let token = functions.entry(item.name).or_insert(Some(item.keyword + 1));
            if *token != Some(item.keyword + 1) {
                *token = None;
            }
        }
        Self { functions }
    }

    /// The slot of an argument, with the name of its parameter for a keyword where that is known.
    pub(super) fn told(&self, source: &Source<'_, 't>, site: Site, slot: Slot) -> Slot {
        let name = match (site, slot.position) {
            (Site::Group(group), Some(position)) if slot.keyword.is_none() => {
                self.parameter(source, group, position)
            }
            _ => None,
        };
        Slot {
            keyword: slot.keyword.or(name.map(str::to_owned)),
            ..slot
        }
    }

    /// What the function that is given a group of arguments calls one of them.
    fn parameter(&self, source: &Source<'_, 't>, group: u32, position: u32) -> Option<&'t str> {
        let Head::Call(name) = source.head(group) else {
            return None;
        };
        let outline = source.outline;
        let first = outline.path_first(name);
        let is_method = first > 0 && outline.is(first - 1, b'.');
        let is_own = match is_method {
            true => first > 1 && outline.word(first - 2) == "self",
            false => first == name || outline.word(first) == "Self",
        };
        let token = is_own
            .then(|| self.functions.get(outline.word(name)).copied().flatten())
            .flatten()?;
        let open = match outline.is(token + 1, b'<') {
            true => outline.after_angles(token + 1),
            false => token + 1,
        };
        if outline.kind(open) != Kind::Open(b'(') {
            return None;
        }
        let list = outline.own_group(open)?;
        let (first, end) = *outline
            .arguments(list, MOST)
            .get(position as usize + usize::from(is_method))?;
        let name = first + u32::from(outline.word(first) == "mut");
        (name < end && outline.is_name(name) && outline.is(name + 1, b':')).then(|| outline.word(name))
    }
}

#[cfg(test)]
mod tests {
    use super::super::literals;
    use crate::lang::Excerpt;
    use crate::literal::Stands;
    use crate::project::Place;
    use crate::span::Span;

    /// The keywords of the arguments that are `"users"`.
    fn keywords(text: &str) -> Vec<String> {
        let found = text.match_indices("users");
        let at: Vec<Span> = found
            .map(|(start, word)| Span::new(start, start + word.len()))
            .collect();
        let place = Place::default();
        let usage = literals(&Excerpt {
            text,
            place: &place,
            at: &at,
            named: &at,
            constants: &crate::lang::Constants::default(),
        });
        let placed = usage.literals.iter();
        placed
            .filter_map(|placed| match &placed.stands {
                Stands::Argument { slot, .. } => Some(slot.keyword.clone().unwrap_or_default()),
                Stands::Assigned { name, .. } => Some(name.clone()),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn own_functions_tell_what_their_arguments_are() {
        assert_eq!(
            keywords("fn f(a: A, table: &str) {} fn g() { f(1, \"users\") }"),
            ["table"]
        );
        assert_eq!(
            keywords(
                r#"impl A { fn f<T: X>(&mut self, a: T, mut table: &str) { self.f(1, "users"); Self::f(x, y, "users") } }"#
            ),
            ["table", "table"]
        );
        assert_eq!(
            keywords(
                r#"fn f((a, b): C, table: A) { b.f("users"); x::f(1, "users"); f("users"); g("users") }"#
            ),
            ["", "", "", ""]
        );
        assert_eq!(
            keywords(r#"mod a { fn f(table: A) {} } mod b { fn f(table: A) {} } fn g() { f("users") }"#),
            [""]
        );
    }

    #[test]
    fn loops_tell_what_their_elements_are() {
        assert_eq!(
            keywords(r#"fn f() { for table in &["users", "b"] {} for (a, table) in [("x", "users")] {} }"#),
            ["table", "table"]
        );
    }
}
