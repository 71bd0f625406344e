//! The bodies of functions, found token by token: what of a source can be left out until it is known to matter.
//!
//! Only the outermost ones, and none within parentheses, brackets or what is handed to a macro: what a macro makes of
//! its tokens is its own. Where no function is evident, none is found, and none at all where brackets do not match.

use super::lex::{Kind, Token};
use crate::span::Span;

/// What has been seen of a function.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Seen {
    #[default]
    Nothing,
    /// `fn`.
    Keyword,
    /// Its name too: its body may follow.
    Name,
}

/// Which groups are a macro's.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Bang {
    #[default]
    None,
    /// After `!`.
    Mark,
    /// After `macro_rules! name`.
    Name,
}

/// Finds the bodies of functions.
#[derive(Debug, Default)]
pub(super) struct Bodies {
    found: Vec<Span>,
    /// The brackets that are open.
    open: Vec<u8>,
    /// A bracket is closed that is not open.
    is_broken: bool,
    /// The outermost group that is not looked into: how many stand around it, and where a body begins if it is one.
    closed: Option<(usize, Option<usize>)>,
    seen: Seen,
    bang: Bang,
}

impl Bodies {
    /// What stands between the braces of each, ascending.
    pub(super) fn found(self) -> Vec<Span> {
        match self.is_broken || !self.open.is_empty() {
            true => Vec::new(),
            false => self.found,
        }
    }

    /// Takes the next token, comments left out.
    pub(super) fn take(&mut self, token: Token, text: &str) {
        match token.kind {
            Kind::Open(bracket) => {
                if self.closed.is_none() {
                    let is_body = bracket == b'{' && self.seen == Seen::Name;
                    let is_plain = bracket == b'{' && self.seen == Seen::Nothing && self.bang == Bang::None;
                    self.closed = match (is_body, is_plain) {
                        (true, _) => Some((self.open.len(), Some(token.end))),
                        (_, true) => None,
                        _ => Some((self.open.len(), None)),
                    };
                    if is_body {
                        self.seen = Seen::Nothing;
                    }
                    self.bang = Bang::None;
                }
                self.open.push(bracket);
            }
            Kind::Close(bracket) => {
                let opened = self.open.pop();
                self.is_broken |= !matches!(
                    (opened, bracket),
                    (Some(b'('), b')') | (Some(b'['), b']') | (Some(b'{'), b'}')
                );
                if let Some((depth, body)) = self.closed
                    && depth == self.open.len()
                {
                    self.closed = None;
                    self.found.extend(body.map(|start| Span::new(start, token.start)));
                }
            }
            _ if self.closed.is_some() => {}
            Kind::Word => {
                self.seen = match self.seen {
                    Seen::Keyword => Seen::Name,
                    Seen::Nothing if token.of(text) == "fn" => Seen::Keyword,
                    seen => seen,
                };
                self.bang = match self.bang {
                    Bang::Mark => Bang::Name,
                    _ => Bang::None,
                };
            }
            Kind::Mark(mark) => {
                self.bang = match mark {
                    b'!' => Bang::Mark,
                    _ => Bang::None,
                };
                if self.seen == Seen::Keyword || mark == b';' {
                    self.seen = Seen::Nothing;
                }
            }
            _ => self.bang = Bang::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::lex::tokens;
    use super::*;

    #[test]
    fn the_outermost_bodies_are_found_and_what_macros_take_is_left() {
        let text = r#"
fn a<T: Fn(u8) -> [u8; { 4 }]>(x: fn(u8)) -> ! where T: { b /* } */ { "}" } }
mod m { impl !A for B { fn c(&self) { fn d() { '}' } } } trait T { fn e(); fn f(&self) { g } } }
m! { fn h() { i } } macro_rules! n { () => { fn o() { p } } } const Q: fn(u8) = r; struct S { t: u8 }
#[u(fn v() { w })] extern "C" { fn x(y: u8) -> u8; } fn z() {}
"#;
        let mut bodies = Bodies::default();
        tokens(text, 0, text.len())
            .filter(|token| token.kind != Kind::Comment)
            .for_each(|token| bodies.take(token, text));
        let found: Vec<&str> = bodies.found().iter().map(|body| body.of(text).trim()).collect();
        assert_eq!(found, ["b /* } */ { \"}\" }", "fn d() { '}' }", "g", ""]);
    }
}
