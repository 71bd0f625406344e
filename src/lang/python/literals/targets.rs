//! The names that statements bind, told by their first tokens: `a = `, `for a in`, `with b as a`, parameters.

use super::lexer::{Lexer, Token};
use super::outline::LineKind;

/// Methods that add to a list.
pub(super) const ADDERS: &[&str] = &["append", "extend", "insert"];

/// What a statement binds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target<'t> {
    Name(&'t str),
    /// An attribute of `self` or `cls`.
    Member(&'t str),
}

/// Whether a statement may bind names at all: most only call something.
pub(super) fn may_bind(kind: LineKind, statement: &str) -> bool {
    let statement = statement.as_bytes();
    let has = |word: &str| memchr::memmem::find(statement, word.as_bytes()).is_some();
    match kind {
        LineKind::Header => has("as"),
        LineKind::Plain => {
            memchr::memchr2(b'=', b':', statement).is_some() || ADDERS.iter().any(|adder| has(adder))
        }
        _ => true,
    }
}

/// The names that a statement binds, read from its beginning.
pub(super) fn targets<'t>(lexer: &mut Lexer<'t>, kind: LineKind) -> Vec<Target<'t>> {
    match kind {
        LineKind::Function => parameters(lexer),
        LineKind::Header => after_as(lexer),
        LineKind::For => assigned(lexer, true),
        _ => assigned(lexer, false),
    }
}

fn parameters<'t>(lexer: &mut Lexer<'t>) -> Vec<Target<'t>> {
    let (mut depth, mut may_start, mut found) = (0_u32, false, Vec::new());
    loop {
        match lexer.next() {
            Token::End => return found,
            Token::Open(_) => {
                depth += 1;
                may_start = depth == 1;
            }
            Token::Close(_) => depth = depth.saturating_sub(1),
            Token::Comma => may_start = depth == 1,
            Token::Star | Token::Power => {}
            Token::Name(name) if may_start => {
                may_start = false;
                found.push(Target::Name(name));
            }
            _ => may_start = false,
        }
    }
}

/// `with a as b, c as d`, `except E as e`
fn after_as<'t>(lexer: &mut Lexer<'t>) -> Vec<Target<'t>> {
    let (mut is_after, mut found) = (false, Vec::new());
    loop {
        match lexer.next() {
            Token::End => return found,
            Token::Name("as") => is_after = true,
            Token::Name(name) if is_after => {
                is_after = false;
                found.push(Target::Name(name));
            }
            _ => is_after = false,
        }
    }
}

/// The first segments of a path.
#[derive(Debug, Default)]
struct Segments<'t> {
    first: [&'t str; 3],
    number: usize,
    /// An element of it, or what it returns, is meant.
    is_within: bool,
}

impl<'t> Segments<'t> {
    /// Adds one, if that is not too many.
    fn push(&mut self, segment: &'t str) -> bool {
        let free = self.first.get_mut(self.number);
        free.map(|free| *free = segment)
            .map(|()| self.number += 1)
            .is_some()
    }

    fn all(&self) -> &[&'t str] {
        self.first.get(..self.number).unwrap_or_default()
    }

    fn target(&self) -> Option<Target<'t>> {
        match self.all() {
            _ if self.is_within => None,
            [name] => Some(Target::Name(name)),
            ["self" | "cls", name] => Some(Target::Member(name)),
            _ => None,
        }
    }
}

/// `a = `, `a: T`, `a, b =`, `self.a =`, `a +=`, `a.append(`; `for a, b in`
fn assigned<'t>(lexer: &mut Lexer<'t>, is_loop: bool) -> Vec<Target<'t>> {
    let mut found = Vec::new();
    // How many brackets are open, and how many of them with what is no target: `a[b]`, `{b: c}`.
    let (mut depth, mut inner, mut certain) = (0_u32, 0_u32, 0);
    let mut path = Segments::default();
    loop {
        let token = lexer.next();
        match token {
            Token::Open(bracket) => {
                if let [name, adder] = path.all()
                    && ADDERS.contains(adder)
                {
                    return vec![Target::Name(name)];
                }
                depth += 1;
                path.is_within |= bracket == b'{' || path.number > 0;
                inner += u32::from(inner > 0 || path.is_within);
                continue;
            }
            Token::Close(_) => {
                depth = depth.saturating_sub(1);
                inner = inner.saturating_sub(1);
                continue;
            }
            Token::Name(_) | Token::Dot | Token::Star | Token::Comma | Token::Colon if inner > 0 => continue,
            Token::Name("for" | "async") if is_loop && found.is_empty() && path.all().is_empty() => continue,
            Token::Name("in") if is_loop => {}
            Token::Name(name) if path.push(name) => continue,
            Token::Dot | Token::Star => continue,
            _ => {}
        }
        found.extend(path.target());
        path = Segments::default();
        match token {
            Token::Comma => {}
            // What stood before it is assigned to; perhaps more follows that is.
            Token::Equal if depth == 0 && !lexer.has(b'=') => return found,
            Token::Equal if depth == 0 => certain = found.len(),
            Token::Colon | Token::PlusEqual | Token::Name("in") => return found,
            _ => {
                found.truncate(certain);
                return found;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Span;

    fn bound(statement: &str) -> Vec<String> {
        let mut lexer = Lexer::new(statement, Span::new(0, statement.len()));
        let found = assigned(&mut lexer, statement.starts_with("for"));
        let written = found.into_iter().map(|target| match target {
            Target::Name(name) => name.to_owned(),
            Target::Member(name) => format!(".{name}"),
        });
        written.collect()
    }

    #[test]
    fn what_is_assigned_is_bound() {
        for (statement, names) in [
            ("a = b", &["a"][..]),
            ("a: B[c] = d", &["a"]),
            ("a += b", &["a"]),
            ("a, (self.b, *c), [d] = e", &["a", ".b", "c", "d"]),
            ("a = b = c", &["a", "b"]),
            ("a[b], c = d", &["c"]),
            ("for a, b in c", &["a", "b"]),
            ("a.append(b)", &["a"]),
        ] {
            assert_eq!(bound(statement), names, "{statement}");
        }
    }

    #[test]
    fn what_stands_in_brackets_is_not() {
        for (statement, names) in [
            ("a = {b: c}", &["a"][..]),
            ("a = b[:c]", &["a"]),
            ("a[b, c] = d", &[]),
            ("a[b: c] = d", &[]),
            ("a[0] = b", &[]),
            ("a(b, {c: d})", &[]),
            ("a(b, c[:d])", &[]),
            ("for a[b, c] in d", &[]),
        ] {
            assert_eq!(bound(statement), names, "{statement}");
        }
    }
}
