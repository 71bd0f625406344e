//! How deep a text would nest when parsed, from its tokens alone: the guard before a parser that recurses.
//!
//! Brackets are not all that nests: so do prefix operators, angle brackets, closures, `else if`, keywords that an
//! expression follows, and (lightly: such a tree is built in a loop, but walked and dropped by recursion) chains of
//! binary operators and of method calls. The estimate errs upwards: a text that is found too deep is read another way.

use super::lex::{Kind, Token};

/// What a text may weigh to be handed to a recursive parser. Fifty brackets, or their like, fit into a small
/// thread's stack of 2 MiB even without optimisation.
pub(super) const LIMIT: u32 = 800;

const BRACKET: u32 = 16;
const HEAVY: u32 = 6;
const LIGHT: u32 = 2;

/// Measures tokens one by one.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    /// The weight of each open group: what had been met in the groups around it, and its bracket.
    groups: Vec<Group>,
    here: Group,
    before: Before,
    deepest: u32,
}

#[derive(Debug, Default, Clone, Copy)]
struct Group {
    base: u32,
    /// Weight since the last separator.
    run: u32,
    /// Weight that a comma does not end.
    kept: u32,
    angles: u32,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Before {
    #[default]
    Nothing,
    /// A word, a literal, a closing bracket: an operator that follows stands between two operands.
    Operand,
    Brace,
    Mark(u8),
}

impl Nesting {
    /// The heaviest place so far.
    pub(super) fn deepest(&self) -> u32 {
        self.deepest
    }

    /// Takes the next token; comments count nothing.
    pub(super) fn take(&mut self, token: Token, text: &str) {
        if matches!(token.kind, Kind::Comment | Kind::Doc) {
            return;
        }
        let word = if token.kind == Kind::Word {
            token.of(text)
        } else {
            ""
        };
        if self.before == Before::Brace && ends_statement(token.kind, word) {
            self.here = Group {
                base: self.here.base,
                ..Group::default()
            };
        }
        self.weigh(token.kind, word);
        let weight = self.here.base + self.here.run + self.here.kept + self.here.angles * HEAVY;
        self.deepest = self.deepest.max(weight);
        self.before = match token.kind {
            Kind::Close(b'}') => Before::Brace,
            Kind::Mark(mark) => Before::Mark(mark),
            Kind::Open(_) | Kind::Separator | Kind::Lifetime => Before::Nothing,
            _ => Before::Operand,
        };
    }

    fn weigh(&mut self, kind: Kind, word: &str) {
        match kind {
            Kind::Open(_) => {
                let base =
                    self.here.base + self.here.run + self.here.kept + self.here.angles * HEAVY + BRACKET;
                self.groups.push(self.here);
                self.here = Group {
                    base,
                    ..Group::default()
                };
            }
            Kind::Close(_) => self.here = self.groups.pop().unwrap_or_default(),
            Kind::Separator => self.here.run += HEAVY,
            Kind::Word if is_heavy(word) => self.here.run += HEAVY,
            Kind::Mark(mark) => self.weigh_mark(mark),
            _ => {}
        }
    }

    fn weigh_mark(&mut self, mark: u8) {
        let between = matches!(self.before, Before::Operand | Before::Brace);
        let here = &mut self.here;
        match mark {
            b';' => (here.run, here.kept, here.angles) = (0, 0, 0),
            b',' if here.angles == 0 => here.run = 0,
            b'<' => here.angles += 1,
            b'>' if matches!(self.before, Before::Mark(b'-')) => here.run += HEAVY,
            b'>' if matches!(self.before, Before::Mark(b'=')) => {}
            b'>' => here.angles = here.angles.saturating_sub(1),
            b'|' if !between => here.kept += HEAVY,
            b',' | b':' | b'#' | b'$' | b'@' => {}
            b'=' => here.run += HEAVY,
            _ if between => here.run += LIGHT,
            _ => here.run += HEAVY,
        }
    }
}

/// Whether a token after `}` begins anew rather than going on with the expression.
fn ends_statement(kind: Kind, word: &str) -> bool {
    match kind {
        Kind::Word => !matches!(word, "else" | "as"),
        Kind::Mark(mark) => matches!(mark, b'#' | b',' | b';'),
        Kind::Lifetime | Kind::Open(_) => true,
        _ => false,
    }
}

/// Whether a keyword has an expression or a type below it.
fn is_heavy(word: &str) -> bool {
    matches!(
        word,
        "as" | "async"
            | "box"
            | "break"
            | "const"
            | "do"
            | "dyn"
            | "else"
            | "for"
            | "if"
            | "impl"
            | "in"
            | "let"
            | "loop"
            | "match"
            | "move"
            | "mut"
            | "raw"
            | "ref"
            | "return"
            | "static"
            | "unsafe"
            | "while"
            | "yield"
    )
}

#[cfg(test)]
mod tests {
    use super::super::lex::tokens;
    use super::*;

    fn weight(text: &str) -> u32 {
        let mut nesting = Nesting::default();
        tokens(text, 0, text.len()).for_each(|token| nesting.take(token, text));
        nesting.deepest()
    }

    #[test]
    fn what_nests_is_heavy_and_what_follows_is_not() {
        for deep in [
            "(",
            "-",
            "!",
            "&mut ",
            "A<",
            "A<B, ",
            "|a, b| ",
            "if ",
            "a::",
            "return ",
            "x = ",
            "if a {} else ",
            "fn() -> ",
            ".a()",
            "1 + ",
            "*const ",
            "else if a {} ",
            "x as ",
        ] {
            assert!(weight(&deep.repeat(1000)) > LIMIT, "{deep}");
        }
        for flat in [
            "fn a() -> b { c; }\n",
            "use a::b::{c, d};\n",
            "A { x: 1, y: &mut z } => -1,",
            "if a { b } else { c }\n",
            "x = a < b; y = c > d;",
            "f(|a| b);",
        ] {
            assert!(weight(&flat.repeat(1000)) < LIMIT, "{flat}");
        }
    }
}
