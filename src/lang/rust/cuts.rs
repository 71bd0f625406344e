//! Where a long source may be cut, so that it is parsed piece by piece: between the items at its top.
//!
//! The tokens and trees of a parser take many times the memory of what they are made of. Only such places are found where
//! an item has plainly ended and another plainly begins; what a cut would tear apart does not parse, and is not cut then.

use super::lex::{Kind, Token};

/// How many bytes a piece has at the least.
const PIECE: usize = 1 << 16;

/// Finds places to cut.
#[derive(Debug)]
pub(super) struct Cuts {
    least: usize,
    found: Vec<usize>,
    /// How many brackets are open.
    depth: usize,
    /// Just past the last token, if an item may end with that.
    ended: Option<usize>,
}

impl Default for Cuts {
    fn default() -> Self {
        Self::of(PIECE)
    }
}

impl Cuts {
    /// Finds places that lie so many bytes apart at the least.
    const fn of(least: usize) -> Self {
        Self {
            least,
            found: Vec::new(),
            depth: 0,
            ended: None,
        }
    }

    /// The offsets to cut at, ascending.
    pub(super) fn found(self) -> Vec<usize> {
        self.found
    }

    /// Takes the next token, comments left out that document nothing.
    pub(super) fn take(&mut self, token: Token, text: &str) {
        if let Some(end) = self.ended.take()
            && end - self.found.last().copied().unwrap_or_default() >= self.least
            && goes_on(token, text)
        {
            self.found.push(end);
        }
        match token.kind {
            Kind::Open(_) => self.depth += 1,
            Kind::Close(bracket) => {
                self.depth = self.depth.saturating_sub(1);
                self.ended = (self.depth == 0 && bracket == b'}').then_some(token.end);
            }
            Kind::Mark(b';') if self.depth == 0 => self.ended = Some(token.end),
            _ => {}
        }
    }
}

/// Whether a token that follows what may be the end of an item can only be the first of another.
fn goes_on(token: Token, text: &str) -> bool {
    match token.kind {
        Kind::Doc => true,
        Kind::Word => begins_item(token.of(text)),
        _ => token.is(b'#'),
    }
}

/// Whether an item begins with a word, and nothing else does that goes on after the end of one.
pub(super) fn begins_item(word: &str) -> bool {
    matches!(
        word,
        "const"
            | "enum"
            | "extern"
            | "fn"
            | "impl"
            | "mod"
            | "pub"
            | "static"
            | "struct"
            | "trait"
            | "type"
            | "unsafe"
            | "use"
    )
}

#[cfg(test)]
mod tests {
    use super::super::lex::tokens;
    use super::*;

    fn pieces(text: &str, least: usize) -> Vec<&str> {
        let mut cuts = Cuts::of(least);
        tokens(text, 0, text.len())
            .filter(|token| token.kind != Kind::Comment)
            .for_each(|token| cuts.take(token, text));
        let mut rest = 0;
        let ends = cuts.found().into_iter().chain([text.len()]);
        ends.map(|end| {
            let piece = text[rest..end].trim();
            rest = end;
            piece
        })
        .collect()
    }

    #[test]
    fn a_source_is_cut_between_its_items() {
        let items = [
            "#![a] use b::{c, d};",
            "const E: F = F { g: 1 }.h + { 2 } as u8;",
            "/// } fn\nstruct I<const J: u8 = { 3 }>(K<{ L }>) where M: N;",
            "#[o(})] pub fn p() -> [u8; { 4 }] { fn q() {} mod r {} }",
            "static S: fn() = if T { u } else { v };\ns! { fn t() {} } w!(); x! {}",
            "mod y { use z; fn a() {} }",
            "unsafe impl B<{ C }> for D {}\nmacro_rules! e { () => { fn f() {} } }",
        ];
        assert_eq!(pieces(&items.join("\n"), 1), items);
        assert_eq!(pieces(&items.join("\n"), 1 << 10).len(), 1);
    }
}
