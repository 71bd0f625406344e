//! Literals: what the strings of a source say once they are put together, with a map back to its bytes.
//!
//! A language's reader composes them: escapes are decoded, pieces joined, constants of the file put in, and what is
//! not known is a [`HOLE`]. What a literal *is* (SQL, a table's name) is decided by [idioms](crate::idiom) and by
//! what it says; nothing here knows what is looked for.

pub mod quoted;
pub mod sql;
pub mod url;
mod usage;

pub use usage::{Call, CallForm, CallId, Class, ClassId, DEFINED, Placed, Slot, Stands, Usage};

use crate::span::Span;

/// The character that stands in a literal's text for what is not known: the value of an f-string's field, an argument
/// of `format!`, a parameter. A source's own U+FFFC is read as one too.
pub const HOLE: char = '\u{fffc}';

/// More text than this is not composed, in bytes: what goes on is left out.
const MAX_TEXT: usize = 16 << 20;

/// How far apart two pieces of one place may be, in bytes: quotes, operators, what is put in between.
const NEAR: u32 = 200;

/// A text put together of parts of a source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Literal {
    text: String,
    /// Ascending and apart in the text, in whatever order in the source.
    pieces: Vec<Piece>,
}

/// A stretch of a literal's text and the part of the source that says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    /// Byte offset in the text.
    at: u32,
    /// Bytes of the text.
    len: u32,
    /// In the source; of the same length where it is said verbatim.
    source: Span,
}

impl Literal {
    /// What it says.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Adds a part of a source that is said as it stands.
    pub fn push_verbatim(&mut self, source: &str, span: Span) {
        let said = span.of(source);
        if self.is_full(said.len()) {
            return;
        }
        let at = self.text.len() as u32;
        match self.pieces.last_mut() {
            // What goes on where the last piece ended is more of it.
            Some(last) if last.source.end == span.start && last.is_verbatim() && last.at + last.len == at => {
                last.len += said.len() as u32;
                last.source.end = span.end;
            }
            _ => self.pieces.push(Piece {
                at,
                len: said.len() as u32,
                source: span,
            }),
        }
        self.text.push_str(said);
    }

    /// Adds what a part of a source stands for: an escape.
    pub fn push_decoded(&mut self, said: &str, span: Span) {
        if self.is_full(said.len()) || said.is_empty() {
            return;
        }
        self.pieces.push(Piece {
            at: self.text.len() as u32,
            len: said.len() as u32,
            source: span,
        });
        self.text.push_str(said);
    }

    /// Adds a part that is not known.
    pub fn push_hole(&mut self) {
        self.push_unsaid(HOLE.encode_utf8(&mut [0; 4]));
    }

    /// Adds text that no part of the source says: the separator of a join.
    pub fn push_unsaid(&mut self, said: &str) {
        if !self.is_full(said.len()) {
            self.text.push_str(said);
        }
    }

    /// Adds what another literal says.
    pub fn push_literal(&mut self, other: &Self) {
        if self.is_full(other.text.len()) {
            return;
        }
        let at = self.text.len() as u32;
        self.pieces.extend(other.pieces.iter().map(|piece| Piece {
            at: piece.at + at,
            ..*piece
        }));
        self.text.push_str(&other.text);
    }

    /// Adds a stretch of what another literal says, given in bytes of its text.
    pub fn push_part(&mut self, other: &Self, stretch: Span) {
        let said = stretch.of(&other.text);
        if self.is_full(said.len()) || said.is_empty() {
            return;
        }
        let at = self.text.len() as u32;
        let from = other
            .pieces
            .partition_point(|piece| piece.at + piece.len <= stretch.start);
        let pieces = other.pieces[from..]
            .iter()
            .take_while(|piece| piece.at < stretch.end);
        self.pieces.extend(pieces.map(|piece| {
            let start = piece.at.max(stretch.start);
            Piece {
                at: at + start - stretch.start,
                len: (piece.at + piece.len).min(stretch.end) - start,
                source: piece.part(stretch),
            }
        }));
        self.text.push_str(said);
    }

    /// Where the last part of the text is said that is said in one place.
    pub fn last_place(&self) -> Option<Span> {
        let mut pieces = self.pieces.iter().rev();
        let mut place = pieces.next()?.source;
        for piece in pieces {
            if piece.source.end > place.start || place.start - piece.source.end > NEAR {
                break;
            }
            place.start = piece.source.start;
        }
        Some(place)
    }

    fn is_full(&self, more: usize) -> bool {
        self.text.len() + more > MAX_TEXT
    }

    /// The part of the source that says a stretch of the text, given in bytes of the text. Of a stretch that is said
    /// in several places, apart and out of order, the first. `None` where the source says none of it.
    pub fn source(&self, stretch: Span) -> Option<Span> {
        let from = self
            .pieces
            .partition_point(|piece| piece.at + piece.len <= stretch.start);
        let mut said = self.pieces[from..]
            .iter()
            .take_while(|piece| piece.at < stretch.end);
        let mut span = said.next()?.part(stretch);
        for piece in said {
            let more = piece.part(stretch);
            if more.start < span.end {
                break;
            }
            span.end = more.end;
        }
        Some(span)
    }
}

impl Piece {
    const fn is_verbatim(&self) -> bool {
        self.len == self.source.end - self.source.start
    }

    /// The source of what a stretch of the text has in common with the piece.
    fn part(&self, stretch: Span) -> Span {
        if !self.is_verbatim() {
            return self.source;
        }
        let start = stretch.start.saturating_sub(self.at);
        let end = (stretch.end - self.at).min(self.len);
        Span {
            start: self.source.start + start,
            end: self.source.start + end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_is_found_in_the_source() {
        let source = r#""leg\x61cy_" + "users""#;
        let mut literal = Literal::default();
        literal.push_verbatim(source, Span::new(1, 4));
        literal.push_decoded("a", Span::new(4, 8));
        literal.push_verbatim(source, Span::new(8, 11));
        literal.push_hole();
        literal.push_verbatim(source, Span::new(16, 21));
        assert_eq!(literal.text(), "legacy_\u{fffc}users");
        let of = |text: &str| {
            let at = literal.text().find(text)?;
            literal.source(Span::new(at, at + text.len()))
        };
        assert_eq!(of("eg"), Some(Span::new(2, 4)));
        assert_eq!(of("legacy"), Some(Span::new(1, 10)));
        assert_eq!(of("cy_\u{fffc}us"), Some(Span::new(8, 18)));
        assert_eq!(of("\u{fffc}"), None);
    }

    #[test]
    fn a_part_keeps_its_places() {
        let source = "one-two";
        let mut whole = Literal::default();
        whole.push_verbatim(source, Span::new(0, 3));
        whole.push_hole();
        whole.push_verbatim(source, Span::new(4, 7));
        let mut part = Literal::default();
        part.push_unsaid("x");
        part.push_part(&whole, Span::new(1, 8));
        assert_eq!(part.text(), "xne\u{fffc}tw");
        assert_eq!(part.source(Span::new(1, 3)), Some(Span::new(1, 3)));
        assert_eq!(part.source(Span::new(6, 8)), Some(Span::new(4, 6)));
    }

    #[test]
    fn a_stretch_said_out_of_order_is_its_first_part() {
        let source = "users legacy_";
        let mut literal = Literal::default();
        literal.push_verbatim(source, Span::new(6, 13));
        literal.push_verbatim(source, Span::new(0, 5));
        assert_eq!(literal.source(Span::new(0, 12)), Some(Span::new(6, 13)));
    }
}
