//! Whether a statement is one, by what follows its first words.

use super::super::lex::Kind;
use super::super::word::Word;
use super::{Case, Look};

impl Look<'_> {
    pub(super) fn insert(&self, at: usize) -> bool {
        let before = [
            Word::Or,
            Word::Ignore,
            Word::Replace,
            Word::LowPriority,
            Word::Delayed,
            Word::Overwrite,
        ];
        let into = self.skip(at + 1, &before);
        let into = into + usize::from(self.word(at + 1) == Word::Or && self.word(into) != Word::Into);
        let is_overwrite = self.word(into.saturating_sub(1)) == Word::Overwrite;
        let is_bare = self.word(into) != Word::Into && !is_overwrite;
        if is_bare && self.case(at) != Case::Upper {
            return false;
        }
        let Some(end) = self.name(self.skip(into, &[Word::Into, Word::Table])) else {
            return false;
        };
        let follows = matches!(
            self.word(end),
            Word::Values | Word::Select | Word::With | Word::Set | Word::Default | Word::As | Word::Partition
        );
        if is_bare {
            return follows;
        }
        follows
            || self.is(end, b'(')
            || self.ends(end) && (self.case(at) == Case::Upper || self.kind(end) == Kind::Hole)
    }

    pub(super) fn update(&self, at: usize) -> bool {
        let only = [
            Word::Only,
            Word::Ignore,
            Word::LowPriority,
            Word::Or,
            Word::Replace,
        ];
        let Some(end) = self.name(self.skip(at + 1, &only)) else {
            return false;
        };
        let set = (end..end + 24).find(|&at| self.word(at) == Word::Set);
        let is_near = |set: usize| {
            set - end <= 2 || self.case(at) == Case::Upper || self.join(end) || self.join(end + 1)
        };
        set.is_some_and(|set| {
            let column = self.name(set + 1).unwrap_or(set + 1);
            let is_set = (self.is(column, b'=') || self.is(column + 1, b'='))
                || self.is(set + 1, b'(')
                || self.kind(set + 1) == Kind::Hole;
            is_near(set) && (is_set || self.ends(set + 1) && self.case(at) == Case::Upper)
        })
    }

    pub(super) fn delete(&self, at: usize) -> bool {
        let case = self.case(at);
        if self.word(at + 1) != Word::From {
            let from = self.name(at + 1);
            return case == Case::Upper
                && from.is_some_and(|end| matches!(self.word(end), Word::From | Word::Where));
        }
        let start = self.skip(at + 2, &[Word::Only]);
        let Some(end) = self.name(start) else { return false };
        if self.ends(end) {
            let is_identifier = self.is_identifier(start, end) && case == Case::Lower;
            return case == Case::Upper || is_identifier || self.kind(end) == Kind::Hole;
        }
        let end = end + usize::from(self.word(end) == Word::As);
        let is_alias = self.is_name(end) && !self.word(end).is_no_alias() && !self.ends(end + 1);
        self.goes_on(end + usize::from(is_alias), case)
    }

    pub(super) fn create(&self, at: usize) -> bool {
        let case = self.case(at);
        let mut object = at + 1;
        while object < at + 6 && self.word(object) != Word::Table {
            match self.word(object) {
                Word::View
                | Word::Index
                | Word::Trigger
                | Word::Policy
                | Word::Function
                | Word::Procedure
                | Word::Rule
                | Word::Synonym
                | Word::Statistics => break,
                _ => object += 1,
            }
        }
        let is_far = object >= at + 6 || (at + 1..object).any(|at| self.is_prose(at) || self.of(at) == "a");
        let start = self.skip(
            object + 1,
            &[Word::If, Word::Not, Word::Exists, Word::Concurrently],
        );
        let Some(end) = self.name(start) else { return false };
        if is_far || case == Case::Mixed && !self.is(end, b'(') {
            return false;
        }
        let follows = matches!(
            self.word(end),
            Word::As | Word::Like | Word::Clone | Word::On | Word::Partition | Word::Using
        ) || matches!(
            self.word(end),
            Word::Before | Word::After | Word::Instead | Word::With | Word::For
        );
        follows || self.is(end, b'(') || case == Case::Upper || self.kind(end) == Kind::Hole
    }

    pub(super) fn alter(&self, at: usize) -> bool {
        let case = self.case(at);
        if !matches!(self.word(at + 1), Word::Table | Word::View) {
            return case == Case::Upper
                && matches!(
                    self.word(at + 1),
                    Word::Index | Word::Sequence | Word::Materialized
                );
        }
        let start = self.skip(at + 2, &[Word::If, Word::Exists, Word::Only]);
        let Some(end) = self.name(start) else { return false };
        let acts = matches!(
            self.word(end),
            Word::Add
                | Word::Drop
                | Word::Rename
                | Word::Alter
                | Word::Modify
                | Word::Change
                | Word::Set
                | Word::Attach
                | Word::Detach
                | Word::Inherit
                | Word::Cluster
                | Word::Swap
                | Word::Switch
        );
        acts && case != Case::Mixed || case == Case::Upper || self.kind(end) == Kind::Hole
    }

    /// `DROP TABLE t`, `TRUNCATE t`, `LOCK TABLE t`: complete, or in capitals.
    pub(super) fn drop(&self, at: usize) -> bool {
        let before = [
            Word::Table,
            Word::View,
            Word::Materialized,
            Word::If,
            Word::Exists,
            Word::Index,
            Word::Trigger,
            Word::Policy,
            Word::Temporary,
        ];
        let start = self.skip(at + 1, &before);
        let Some(end) = self.name(start) else { return false };
        let is_object = start > at + 1;
        let ends = self.ends(end)
            || matches!(
                self.word(end),
                Word::Cascade | Word::Restrict | Word::In | Word::On
            );
        let is_list = self.is(end, b',');
        match self.case(at) {
            Case::Upper => is_object || self.word(at) == Word::Truncate,
            _ => is_object && (ends || is_list) && self.is_identifier(start, end),
        }
    }

    pub(super) fn statement(&self, at: usize) -> bool {
        match self.word(at) {
            Word::Select => self.select(at),
            Word::With => self.with(at),
            Word::Insert | Word::Replace => self.insert(at),
            Word::Update => self.update(at),
            Word::Delete => self.delete(at),
            Word::Merge if self.word(at + 1) == Word::Into => {
                self.case(at) != Case::Mixed && self.is_name(at + 2)
            }
            Word::Merge => self.name(at + 1).is_some_and(|end| {
                self.case(at) == Case::Upper && (end..end + 3).any(|at| self.word(at) == Word::Using)
            }),
            Word::Load | Word::Cache | Word::Uncache => {
                self.case(at) == Case::Upper && (at..at + 8).any(|at| self.word(at) == Word::Table)
            }
            Word::Copy if self.word(at + 1) == Word::Into => self.case(at) == Case::Upper,
            Word::Create => self.create(at),
            Word::Alter => self.alter(at),
            Word::Drop | Word::Truncate | Word::Lock => self.case(at) != Case::Mixed && self.drop(at),
            Word::Explain | Word::Prepare => {
                let is_other = |next: &usize| !matches!(self.word(*next), Word::Explain | Word::Prepare);
                (at + 1..at + 6)
                    .take_while(is_other)
                    .any(|next| self.statement(next))
            }
            Word::Comment => self.word(at + 1) == Word::On && self.has(at, Kind::Text),
            Word::Copy => {
                let end = self.name(at + 1);
                let is_open = self.is(at + 1, b'(') && self.word(at + 2) == Word::Select;
                is_open
                    || self.case(at) == Case::Upper && end.is_some()
                    || end.is_some_and(|end| self.is(end, b'('))
            }
            Word::Refresh => self.word(at + 1) == Word::Materialized && self.word(at + 2) == Word::View,
            Word::Grant
            | Word::Revoke
            | Word::Analyze
            | Word::Vacuum
            | Word::Describe
            | Word::Show
            | Word::Reindex
            | Word::Optimize
            | Word::Rename
            | Word::Desc => {
                self.case(at) == Case::Upper && self.kind(at + 1) != Kind::End && !self.is_prose(at + 1)
            }
            Word::Pragma => self.is(at + 2, b'('),
            _ => false,
        }
    }

    pub(super) fn has(&self, at: usize, kind: Kind) -> bool {
        self.tokens[at..].iter().any(|token| token.kind == kind)
    }
}
