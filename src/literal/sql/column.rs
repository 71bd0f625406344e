//! Columns: which names in expressions are columns, and of which table.
//!
//! A name is attributed where its query ends, since the tables of a query stand behind its select list. What no
//! relation of the query answers to is handed to the query around it. Without a qualifier, a name is a column of the
//! only relation of its query; where there are several it is possibly one of each table among them.

use super::frame::{Frame, Holds, Mode, Verb};
use super::lex::Kind as Token;
use super::name::{Name, Piece};
use super::scan::{NEAREST, Relation, Scanner};
use super::word::Word;
use super::{Kind, Part, SqlName};
use crate::span::Span;

/// Through how many queries a name is handed outwards.
const FARTHEST: u8 = 8;

/// To how many tables a name without a qualifier may be attributed.
const CANDIDATES: usize = 32;

/// Types that literals have before their quotes.
const LITERAL_TYPES: [&str; 4] = ["date", "time", "timestamp", "timestamptz"];

/// How many bytes of text there are for each column that is only possible, beyond the first few thousand: a query of
/// very many tables shall not make a list that is far longer than itself.
const BYTES_PER_GUESS: usize = 32;

/// How many columns may be only possible in any text.
const GUESSES: usize = 4096;

/// A name in an expression.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent facts")]
pub(super) struct Mention {
    name: Name,
    /// It stands where a name may be the select list's.
    is_late: bool,
    /// It is assigned to: a column of the relations that were there by then.
    assigned: Option<usize>,
    /// It stands in `USING (…)`: the relations joined so far share it.
    is_shared: bool,
    /// It is compared with another name: in a subquery, one of the two may be a column of the query around it.
    is_compared: bool,
    /// It may be a column of a query within this one.
    is_ambiguous: bool,
    hops: u8,
}

impl Scanner<'_> {
    /// A name in an expression.
    pub(super) fn mention(&mut self) {
        let (previous, before) = (self.previous, self.last[0]);
        let is_first = previous.start == self.token.start;
        let is_counted = previous.kind == Token::Number && self.last[1] == Word::Top;
        let name = self.name(false);
        if !is_first && !is_counted && ends_operand(previous.kind, previous.word) {
            return self.call(&name);
        }
        let is_other = self.token.is(b'(')
            || name.is_star
            || previous.kind == Token::Cast
            || previous.is(b':')
            || matches!(
                before,
                Word::Collate | Word::Over | Word::Constraint | Word::Zone | Word::Language | Word::Window
            )
            || self.is_literal_type(&name)
            || before == Word::Using && self.here().holds == Holds::Other
            || self.text[self.token.start..].starts_with("=>")
            || self.is_unit(&name);
        if is_other {
            return;
        }
        let frame = *self.here();
        if let Some(owner) = frame.owner {
            return self.attribute(owner, name.last());
        }
        let is_target =
            self.token.is(b'=') && (before == Word::Set || previous.is(b',') || before == Word::Update);
        let callee = frame.callee.filter(|_| frame.holds == Holds::Other);
        let is_shared = callee.is_some_and(|callee| self.text[callee.range()].eq_ignore_ascii_case("using"));
        let joined = is_shared.then_some(self.relations.len());
        let next = self.text.get(self.next.start..self.next.end).unwrap_or_default();
        let is_type = LITERAL_TYPES.iter().any(|known| next.eq_ignore_ascii_case(known));
        let next_is_name = self.next_is_name() && !self.next.word.is_reserved() && !is_type;
        let is_compared = previous.is(b'=') || self.token.is(b'=') && next_is_name;
        self.mentions.push(Mention {
            name,
            is_shared,
            is_compared,
            is_ambiguous: false,
            is_late: frame.is_late,
            assigned: joined.or(frame.assigned.filter(|_| is_target)),
            hops: 0,
        });
    }

    /// Whether a name is the type of the literal behind it: `DATE '2020-01-01'`.
    fn is_literal_type(&self, name: &Name) -> bool {
        let is_word = self.token.kind == Token::Text && name.parts().len() == 1;
        is_word && self.previous.kind == Token::Word
    }

    /// Whether a name is a unit of time: `EXTRACT(year FROM x)`, `DATEADD(day, 1, x)`.
    fn is_unit(&self, name: &Name) -> bool {
        let frame = self.here();
        let Some(callee) = frame
            .callee
            .filter(|_| frame.holds == Holds::Other && name.parts().len() == 1)
        else {
            return false;
        };
        let callee = self.text[callee.range()].to_ascii_lowercase();
        self.token.word == Word::From
            || self.token.is(b',')
                && ["date", "time", "trunc"].iter().any(|part| callee.contains(part))
                && self.is_first_argument(name)
    }

    /// Whether a name stands directly behind the parenthesis.
    fn is_first_argument(&self, name: &Name) -> bool {
        let start = name.last().map_or(0, |piece| piece.range().start);
        self.text[..start].trim_ascii_end().ends_with('(')
    }

    /// A name that an item of the select list is given.
    pub(super) fn call(&mut self, name: &Name) {
        let is_list = matches!(self.here().holds, Holds::Query | Holds::Statement);
        if let Some(alias) = name.last()
            && is_list
            && self.wants.columns
        {
            self.aliases.push(alias);
        }
    }

    /// Takes down a column of a relation, for certain.
    pub(super) fn attribute(&mut self, relation: usize, column: Option<Piece>) {
        let table = self.relations.get(relation).and_then(|relation| relation.table);
        if let (Some(table), Some(column)) = (table, column) {
            self.column(&table, column, false);
        }
    }

    fn column(&mut self, table: &Name, column: Piece, is_ambiguous: bool) {
        if !self.wants.columns {
            return;
        }
        if is_ambiguous {
            self.guesses += 1;
            if self.guesses > GUESSES + self.text.len() / BYTES_PER_GUESS {
                return;
            }
        }
        let own = column.part(self.text);
        if own.text.chars().all(|character| character == super::HOLE) {
            return;
        }
        let mut path: Vec<Part> = table.parts().iter().map(|piece| piece.part(self.text)).collect();
        path.push(own);
        self.found.push(SqlName {
            span: Span::from(column.range()),
            kind: Kind::Column,
            path,
            is_ambiguous,
        });
    }

    /// `COMMENT ON COLUMN t.c`, `OWNED BY t.c`.
    pub(super) fn owned(&mut self, name: &Name) {
        let table = name.owner();
        self.take(&table);
        if let (Some(_), Some(column)) = (table.last(), name.last()) {
            self.column(&table, column, false);
        }
    }

    /// The relations read so far are none of the query that begins.
    pub(super) fn hide(&mut self) {
        let relations = self.relations.len();
        let frame = self.frame();
        frame.hidden = relations.saturating_sub(frame.relations);
    }

    /// The query is over; what follows is about the table that is inserted into.
    pub(super) fn unhide(&mut self) {
        self.end_scope();
        let first = self.here().relations;
        self.relations.truncate(first + 1);
        self.frame().hidden = 0;
    }

    /// Ends the scope of a query: attributes the names that were read in it.
    pub(super) fn end_scope(&mut self) {
        if !self.wants.columns {
            return;
        }
        let frame = *self.here();
        let mentions = self.mentions.split_off(frame.mentions.min(self.mentions.len()));
        for mention in mentions {
            if !self.resolve(&frame, &mention) && !frame.is_cte && mention.hops < FARTHEST {
                self.mentions.push(Mention {
                    is_ambiguous: mention.is_ambiguous || mention.is_compared,
                    hops: mention.hops + 1,
                    ..mention
                });
            }
        }
        self.aliases.truncate(frame.aliases);
        if frame.holds == Holds::Statement {
            // What is qualified by nothing that was read is so by a table: of a clause that is continued elsewhere.
            for mention in std::mem::take(&mut self.mentions) {
                let owner = mention.name.owner();
                if let (Some(column), Some(table)) = (mention.name.last(), owner.last())
                    && !self.has_read(table)
                {
                    self.column(&owner, column, false);
                }
            }
        }
    }

    /// Whether a table of a name was read not long ago: under an alias it is called so no more.
    fn has_read(&self, name: Piece) -> bool {
        let mut tables = self
            .found
            .iter()
            .rev()
            .take(NEAREST)
            .filter(|found| found.kind == Kind::Table);
        let name = &self.text[name.range()];
        tables.any(|found| {
            found
                .path
                .last()
                .is_some_and(|last| last.text.eq_ignore_ascii_case(name))
        })
    }

    /// Attributes a name to the relations of a query; whether it is settled.
    fn resolve(&mut self, frame: &Frame, mention: &Mention) -> bool {
        let (Some(own), qualifier) = (mention.name.last(), mention.name.owner()) else {
            return true;
        };
        let first = frame.relations.min(self.relations.len());
        let shown = match mention.assigned {
            Some(end) => first..end.clamp(first, self.relations.len()),
            None => (first + frame.hidden).min(self.relations.len())..self.relations.len(),
        };
        let relations: Vec<Relation> = self.relations[shown].iter().take(NEAREST).copied().collect();
        if let [outer, ..] = qualifier.parts() {
            return self.resolve_qualified(frame, &mention.name, &relations, *outer);
        }
        let text = self.text;
        let mut aliases = self
            .aliases
            .get(frame.aliases..)
            .unwrap_or_default()
            .iter()
            .take(NEAREST);
        if mention.is_late && mention.hops == 0 && aliases.any(|alias| alias.is_same(own, text)) {
            return true;
        }
        let last = relations.len().saturating_sub(1);
        let tables = relations
            .iter()
            .enumerate()
            .filter_map(|(at, relation)| Some((at, relation.table?)));
        let is_correlated = mention.is_compared && self.is_subquery(frame);
        for (at, table) in tables.take(CANDIDATES) {
            let is_only = last == 0 || mention.is_shared && (last == 1 || at == last);
            self.column(&table, own, !is_only || is_correlated || mention.is_ambiguous);
        }
        !relations.is_empty() && !is_correlated
    }

    /// Whether a query stands in an expression of another one that has read its tables.
    fn is_subquery(&self, frame: &Frame) -> bool {
        let around = self.frames.iter().rev().nth(1);
        let is_derived = around.is_none_or(|around| matches!(around.mode, Mode::Table(_) | Mode::CteBody));
        frame.holds == Holds::Query && frame.relations > 0 && !frame.is_cte && !is_derived
    }

    fn resolve_qualified(
        &mut self,
        frame: &Frame,
        name: &Name,
        relations: &[Relation],
        outer: Piece,
    ) -> bool {
        let text = self.text;
        let parts = name.parts();
        let owner = name.owner();
        let mut found = relations.iter().find(|relation| match relation.alias {
            Some(alias) if owner.parts().len() == 1 => alias.is_same(outer, text),
            _ => false,
        });
        let mut column = name.last();
        if found.is_none() && owner.parts().len() > 1 {
            found = relations.iter().find(|relation| {
                relation
                    .table
                    .is_some_and(|table| ends_with(table.parts(), owner.parts(), text))
            });
        }
        if found.is_none() && parts.len() > 2 {
            found = relations
                .iter()
                .find(|relation| relation.alias.is_some_and(|alias| alias.is_same(outer, text)));
            column = parts.get(1).copied();
        }
        let is_excluded = found.is_none() && text[outer.range()].eq_ignore_ascii_case("excluded");
        if is_excluded && frame.verb == Verb::Insert {
            found = relations.first();
        }
        if let Some(relation) = found {
            if let (Some(table), Some(column)) = (relation.table, column) {
                self.column(&table, column, false);
            }
            return true;
        }
        let is_loose = frame.holds == Holds::Statement && self.relations.is_empty();
        if let (true, Some(column)) = (is_loose, column) {
            self.column(&owner, column, false);
        }
        is_loose
    }
}

/// Whether a name's parts end with others.
fn ends_with(parts: &[Piece], end: &[Piece], text: &str) -> bool {
    let mut pairs = parts.iter().rev().zip(end.iter().rev());
    parts.len() >= end.len() && pairs.all(|(part, other)| part.is_same(*other, text))
}

/// Words that an operand follows, though they are not reserved.
const OPERATORS: [Word; 23] = [
    Word::Div,
    Word::Mod,
    Word::Escape,
    Word::To,
    Word::Interval,
    Word::Recursive,
    Word::Top,
    Word::Over,
    Word::Filter,
    Word::Within,
    Word::Of,
    Word::Sets,
    Word::Rollup,
    Word::Cube,
    Word::Column,
    Word::Key,
    Word::Conflict,
    Word::Unique,
    Word::Preceding,
    Word::Range,
    Word::Rows,
    Word::Groups,
    Word::Immediate,
];

/// Whether a token ends an operand, so that a name behind it is its alias.
fn ends_operand(kind: Token, word: Word) -> bool {
    match kind {
        Token::Word => match word {
            Word::Other | Word::End | Word::Null | Word::True | Word::False => true,
            _ if OPERATORS.contains(&word) => false,
            _ => !word.is_no_alias(),
        },
        Token::Mark(mark) => matches!(mark, b')' | b']'),
        Token::Cast | Token::End | Token::Block(_) | Token::Dollar { .. } => false,
        Token::Pattern
        | Token::Quoted(_)
        | Token::Text
        | Token::Number
        | Token::Hole
        | Token::Variable
        | Token::Template => true,
    }
}
