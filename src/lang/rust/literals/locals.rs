//! Lone identifiers that are not what an import of the same name brings in: variables, and the names of modules.
//!
//! Told from how the other identifiers of that name stand, of which there are few: all are words of interest.

use crate::lang::rust::lex::Kind;

use super::heads::Head;
use super::source::Source;

/// How many identifiers of a name are looked at, and how many lists a pattern has around one.
const STEPS: usize = 256;
const NESTED: usize = 8;

/// Whether the name of an identifier is that of a module in the same file: a path begins with it. A module is no value.
pub(super) fn is_module(source: &Source<'_, '_>, token: u32) -> bool {
    let outline = source.outline;
    let mut others = outline.hot_words.iter().copied().take(STEPS);
    others.any(|other| {
        outline.word(other) == outline.word(token)
            && outline.kind(other + 1) == Kind::Separator
            && outline.path_first(other) == other
            && !source.imports.holds(other)
    })
}

/// Whether an identifier stands in a path behind another of its name: `users::dsl::users` is one reference.
pub(super) fn repeats(source: &Source<'_, '_>, token: u32) -> bool {
    let outline = source.outline;
    let is_behind = token > 0 && outline.kind(token - 1) == Kind::Separator;
    let path = if is_behind {
        outline.path(token)
    } else {
        Vec::new()
    };
    let mut others = path.iter().filter(|&&other| other < token);
    others.any(|&other| outline.word(other) == outline.word(token))
}

/// Whether a parameter or a variable of the function around an identifier has its name.
pub(super) fn is_local(source: &Source<'_, '_>, token: u32) -> bool {
    let outline = source.outline;
    let Some(item) = outline.item_around(token, |word| word == "fn") else {
        return false;
    };
    let start = outline.items[item as usize].keyword;
    let words = &outline.hot_words;
    let before = &words[..words.partition_point(|&other| other <= token)];
    let mut others = before.iter().copied().rev().take(STEPS);
    others.any(|other| other > start && outline.word(other) == outline.word(token) && binds(source, other))
}

/// Whether an identifier stands where a pattern binds it.
fn binds(source: &Source<'_, '_>, token: u32) -> bool {
    let outline = source.outline;
    let head = |token: u32| source.head(outline.group_of(token));
    if outline.is(token + 1, b':') && head(token) == Head::Other {
        return true;
    }
    let (mut first, mut end) = (token, token + 1);
    for _ in 0..NESTED {
        let before = (0..first)
            .rev()
            .take(NESTED)
            .find(|&before| !(outline.is(before, b'&') || matches!(outline.word(before), "mut" | "ref")));
        let opens = before.is_some_and(|before| {
            let is_or = || before > 0 && outline.is(before - 1, b'|');
            matches!(outline.word(before), "let" | "for") || (outline.is(before, b'|') && !is_or())
        });
        let is_arm = outline.is(end, b'=') && outline.is(end + 1, b'>');
        if opens || is_arm || (outline.is(end, b'|') && !outline.is(end + 1, b'|')) {
            return true;
        }
        let group = outline.group_of(first);
        first = match source.head(group) {
            Head::Call(name) | Head::Struct(name) => outline.path_first(name),
            Head::Tuple | Head::Array => outline.group(group).open,
            _ => return false,
        };
        end = outline.group(group).close + 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::literals;
    use crate::lang::Excerpt;
    use crate::literal::Stands;
    use crate::project::Place;
    use crate::span::Span;

    /// How many identifiers are segments of paths, or stand for one.
    fn segments(text: &str) -> usize {
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
            .filter(|placed| matches!(placed.stands, Stands::Segment { .. }))
            .count()
    }

    #[test]
    fn variables_come_before_imports() {
        for body in [
            "fn f(users: &[User]) { go(&users); users.len() }",
            "fn f() { if let (_, Some(users)) = x { go(users) } }",
            "fn f() { for &users in x { go(users) } }",
            "fn f() { x.map(|(_, mut users)| go(users)) }",
            "fn f() { match x { A(users) => go(users), users => users.go() } }",
        ] {
            assert_eq!(segments(&format!("use schema::users; {body}")), 1, "{body}");
        }
        assert_eq!(segments("use schema::a::users; fn f() { x || users.go(); }"), 2);
    }

    #[test]
    fn a_module_is_no_value_unless_a_glob_brings_one_in() {
        let rest = "fn f() { users::table.go(users) }";
        assert_eq!(segments(&format!("use schema::users; {rest}")), 2);
        assert_eq!(
            segments(&format!("use schema::users::{{self, dsl::*}}; {rest}")),
            3
        );
    }

    #[test]
    fn a_path_in_an_attribute_is_one() {
        assert_eq!(segments("#[diesel(select_expression = a::users)] struct A;"), 1);
    }

    #[test]
    fn one_path_is_one_reference() {
        assert_eq!(segments("use schema::users::dsl::users;"), 1);
        assert_eq!(segments("fn f() { schema::users::dsl::users.go() }"), 1);
    }
}
