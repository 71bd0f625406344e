//! Whether a query is one: its list, its tables, its conditions.

use super::super::lex::{Kind, Token};
use super::super::word::Word;
use super::{Case, Look};

impl Look<'_> {
    /// `SELECT list FROM relations …`.
    pub(super) fn select(&self, at: usize) -> bool {
        let case = self.case(at);
        let start = self.skip(at + 1, &[Word::Distinct, Word::All]);
        let (mut depth, mut operands, mut at) = (0_usize, 0, start);
        let mut is_evident = case != Case::Mixed;
        loop {
            let kind = self.kind(at);
            match kind {
                Kind::End => break,
                _ if depth == 0 && self.word(at) == Word::From => break,
                Kind::Mark(b'(') => depth += 1,
                Kind::Mark(b')') if depth == 0 => break,
                Kind::Mark(b')') => depth -= 1,
                Kind::Mark(b';') => break,
                _ => {}
            }
            is_evident |= matches!(
                kind,
                Kind::Mark(b'*' | b'(' | b'=' | b'.') | Kind::Number | Kind::Quoted(_)
            );
            let is_operand =
                matches!(kind, Kind::Word) && (self.word(at) == Word::Other || self.is_prose(at));
            operands = if is_operand { operands + 1 } else { 0 };
            let is_article = self.of(at) == "a" && self.is_name(at + 1) && case != Case::Upper;
            if operands > 2 || self.is_prose(at) || is_article {
                return false;
            }
            at += 1;
        }
        if self.word(at) != Word::From {
            return at > start
                && (case == Case::Upper || is_evident && self.ends(at) && self.has(start, Kind::Number));
        }
        let is_empty = at == start;
        !is_empty
            && self.relations(
                at + 1,
                match (is_evident, case) {
                    (false, _) => Case::Mixed,
                    (true, Case::Mixed) => Case::Lower,
                    (true, case) => case,
                },
            )
    }

    /// What stands behind `FROM`.
    pub(super) fn relations(&self, at: usize, case: Case) -> bool {
        if self.is(at, b'(') || self.kind(at) == Kind::Text || self.kind(at) == Kind::Variable {
            return true;
        }
        let start = self.skip(at, &[Word::Only, Word::Lateral, Word::Table]);
        let Some(mut end) = self.name(start) else {
            return self.kind(start) == Kind::End && case == Case::Upper;
        };
        if self.is(end, b'(') {
            return case != Case::Mixed;
        }
        let is_as = self.word(end) == Word::As;
        end += usize::from(is_as);
        let has_alias = self.is_name(end) && !self.word(end).is_no_alias() && self.kind(end) != Kind::Hole;
        if has_alias && !is_as && self.ends(end + 1) && case != Case::Upper {
            return self.of(end).len() <= 3 && case == Case::Lower;
        }
        end += usize::from(has_alias);
        if is_as && self.is(end, b'(') {
            return true;
        }
        let is_certain = case != Case::Mixed || self.is_identifier(start, end) && self.is_evident(end);
        is_certain && self.goes_on(end, case)
    }

    /// Whether what follows has an operator or a value in it.
    pub(super) fn is_evident(&self, at: usize) -> bool {
        let marks =
            |token: &Token| matches!(token.kind, Kind::Mark(b'=' | b'<' | b'>' | b';') | Kind::Number);
        self.tokens.get(at..).is_some_and(|rest| rest.iter().any(marks))
    }

    /// Whether a clause follows a table, or an end.
    pub(super) fn goes_on(&self, at: usize, case: Case) -> bool {
        match self.word(at) {
            Word::Where | Word::Having | Word::On | Word::Qualify | Word::Prewhere => {
                self.condition(at + 1, case)
            }
            Word::Group | Word::Order | Word::Sort | Word::Cluster | Word::Distribute => {
                self.word(at + 1) == Word::By
            }
            Word::Limit | Word::Offset => !self.is_name(at + 1) || self.kind(at + 1) == Kind::Hole,
            Word::Join
            | Word::Inner
            | Word::Left
            | Word::Right
            | Word::Full
            | Word::Cross
            | Word::Natural => case == Case::Upper || self.join(at),
            Word::Union
            | Word::Except
            | Word::Intersect
            | Word::Window
            | Word::Tablesample
            | Word::Lateral
            | Word::Fetch
            | Word::Minus
            | Word::Final
            | Word::StraightJoin
            | Word::Pivot
            | Word::Returning => true,
            Word::For | Word::With | Word::Using | Word::Set | Word::Into | Word::Partition => {
                case != Case::Mixed
            }
            _ if case == Case::Upper && self.word(at).is_no_alias() && !self.word(at).is_reserved() => true,
            Word::Outer => self.word(at + 1) == Word::Join,
            Word::Force | Word::Use | Word::Ignore => self.word(at + 1) == Word::Index || case == Case::Upper,
            _ => {
                self.ends(at)
                    || self.is(at, b',') && self.is_name(at + 1) && case != Case::Mixed
                    || self.is(at, b'@')
            }
        }
    }

    /// Whether a condition begins here: an operand, and something to do with it.
    pub(super) fn condition(&self, at: usize, case: Case) -> bool {
        if self.ends(at) || self.is(at, b'(') || matches!(self.word(at), Word::Not | Word::Exists) {
            return self.kind(at) != Kind::End || case == Case::Upper;
        }
        let end = self.name(at).unwrap_or(at + 1);
        let is_operator = match self.kind(end) {
            Kind::Mark(mark) => b"=<>!(~+-*/|%:".contains(&mark),
            Kind::Cast | Kind::Hole => true,
            _ => matches!(
                self.word(end),
                Word::Like
                    | Word::Ilike
                    | Word::In
                    | Word::Is
                    | Word::Between
                    | Word::Not
                    | Word::Rlike
                    | Word::Regexp
            ),
        };
        is_operator || case == Case::Upper && !self.is_prose(at)
    }

    /// `[LEFT OUTER] JOIN t ON …`.
    pub(super) fn join(&self, at: usize) -> bool {
        let kinds = [
            Word::Inner,
            Word::Left,
            Word::Right,
            Word::Full,
            Word::Cross,
            Word::Natural,
            Word::Outer,
        ];
        let join = self.skip(at, &kinds);
        if self.word(join) != Word::Join {
            return false;
        }
        if self.is(join + 1, b'(') {
            return self.word(join + 2) == Word::Select || self.case(join) == Case::Upper;
        }
        let Some(mut end) = self.name(self.skip(join + 1, &[Word::Lateral])) else {
            return false;
        };
        end += usize::from(self.word(end) == Word::As);
        end += usize::from(self.is_name(end) && !self.word(end).is_no_alias());
        match self.word(end) {
            Word::On => self.condition(end + 1, Case::Lower),
            Word::Using => self.is(end + 1, b'('),
            _ => self.case(join) == Case::Upper && self.ends(end),
        }
    }

    pub(super) fn with(&self, at: usize) -> bool {
        let Some(mut end) = self.name(self.skip(at + 1, &[Word::Recursive])) else {
            return false;
        };
        if self.is(end, b'(') {
            let close = (end..self.tokens.len()).find(|&at| self.is(at, b')'));
            end = close.map_or(end, |close| close + 1);
        }
        let body = self.skip(end + 1, &[Word::Not, Word::Materialized]);
        self.word(end) == Word::As && self.is(body, b'(')
    }

    /// A clause that names a table.
    pub(super) fn fragment(&self, at: usize) -> bool {
        let case = self.case(at);
        match self.word(at) {
            Word::From => {
                let Some(end) = self.name(at + 1) else {
                    return self.is(at + 1, b'(') && self.word(at + 2) == Word::Select;
                };
                case == Case::Upper && self.relations(at + 1, case)
                    || case == Case::Lower
                        && !self.ends(end)
                        && self.relations(at + 1, case)
                        && self.is_evident(end)
            }
            Word::Join
            | Word::Inner
            | Word::Left
            | Word::Right
            | Word::Full
            | Word::Cross
            | Word::Natural => case != Case::Mixed && self.join(at),
            Word::Union | Word::Except | Word::Intersect => {
                self.statement(self.skip(at + 1, &[Word::All, Word::Distinct]))
            }
            Word::Into => {
                let end = self.name(at + 1);
                case == Case::Upper
                    && end.is_some_and(|end| self.is(end, b'(') || self.word(end) == Word::Values)
            }
            Word::References => {
                case == Case::Upper && self.name(at + 1).is_some_and(|end| self.is(end, b'('))
            }
            _ => false,
        }
    }
}
