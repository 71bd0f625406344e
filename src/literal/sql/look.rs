//! Tells SQL from prose by what a text says alone.
//!
//! `Select a user from legacy_users and delete` has the words but not the grammar: SQL's clauses follow each other in
//! few ways, no operand follows another but as its alias, and hardly anybody writes `Select` with one capital. A text
//! that goes where SQL goes needs none of this; it is for those of which nothing else is known. No verdict depends on
//! more than the first tokens, and a text without a table in it may be judged either way.

use super::lex::{Kind, Lexer, Token};
use super::word::Word;
use super::{Form, HOLE};

/// How many tokens are looked at.
const MOST: usize = 400;

/// Words that no column, table or alias is called, but sentences are made of.
const PROSE: [&str; 24] = [
    "the", "an", "this", "that", "these", "your", "our", "its", "their", "which", "you", "we", "is", "are",
    "was", "were", "has", "have", "been", "will", "should", "must", "please", "failed",
];

/// How a keyword is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Upper,
    Lower,
    Mixed,
}

/// Whether a text is SQL: a statement, several, or a clause that names a table.
pub(super) fn looks_like_sql(text: &str) -> bool {
    let mut lexer = Lexer::new(text, 0, text.len(), Form::Embedded, false);
    let mut look = Look {
        text,
        tokens: Vec::new(),
    };
    loop {
        let token = lexer.next();
        if token.kind == Kind::End || look.tokens.len() == MOST {
            break;
        }
        if look.tokens.is_empty() && (token.is(b'(') || matches!(token.kind, Kind::Block(_) | Kind::Template))
        {
            continue;
        }
        if look.tokens.is_empty() && !begins(token) {
            return false;
        }
        look.tokens.push(token);
    }
    look.is_sql()
}

/// Whether SQL may begin so.
fn begins(token: Token) -> bool {
    token.kind == Kind::Hole
        || token.word != Word::Other
        || token.is(b';')
        || matches!(token.kind, Kind::Dollar { .. })
}

struct Look<'t> {
    text: &'t str,
    tokens: Vec<Token>,
}

impl Look<'_> {
    fn word(&self, at: usize) -> Word {
        self.tokens.get(at).map_or(Word::Other, |token| token.word)
    }

    fn is(&self, at: usize, mark: u8) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is(mark))
    }

    fn of(&self, at: usize) -> &str {
        self.tokens
            .get(at)
            .map_or("", |token| &self.text[token.start..token.end])
    }

    fn kind(&self, at: usize) -> Kind {
        self.tokens.get(at).map_or(Kind::End, |token| token.kind)
    }

    /// The text, or the statement, ends here, or nobody knows how it goes on.
    fn ends(&self, at: usize) -> bool {
        matches!(
            self.kind(at),
            Kind::End
                | Kind::Hole
                | Kind::Template
                | Kind::Block(_)
                | Kind::Mark(b';' | b')')
                | Kind::Dollar { .. }
        )
    }

    fn case(&self, at: usize) -> Case {
        let word = self.of(at);
        if !word.bytes().any(|byte| byte.is_ascii_lowercase()) {
            Case::Upper
        } else if !word.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Case::Lower
        } else {
            Case::Mixed
        }
    }

    fn is_prose(&self, at: usize) -> bool {
        self.kind(at) == Kind::Word && PROSE.iter().any(|word| self.of(at).eq_ignore_ascii_case(word))
    }

    /// Whether a name begins here that stands for something.
    fn is_name(&self, at: usize) -> bool {
        match self.kind(at) {
            Kind::Word => !self.word(at).is_reserved() && !self.is_prose(at) || self.is(at + 1, b'.'),
            Kind::Pattern | Kind::Quoted(_) | Kind::Hole | Kind::Template => true,
            _ => false,
        }
    }

    /// The place behind the name that begins here.
    fn name(&self, mut at: usize) -> Option<usize> {
        if !self.is_name(at) {
            return None;
        }
        loop {
            let adjacent = |at: usize| {
                self.tokens
                    .get(at + 1)
                    .is_some_and(|next| next.start == self.tokens[at].end)
            };
            let is_joined = matches!(self.kind(at), Kind::Hole) || self.kind(at + 1) == Kind::Hole;
            if is_joined && adjacent(at) && !self.is(at + 1, b'.') {
                at += 1;
            } else if self.is(at + 1, b'.') && !self.ends(at + 2) || self.is(at + 1, b'-') && adjacent(at) {
                at += 2;
            } else if self.is(at + 1, b'.') && self.kind(at + 2) == Kind::Hole {
                at += 2;
            } else {
                return Some(at + 1);
            }
        }
    }

    /// Whether the name that ends before this place is no English word: it has an underscore, a dot, a digit, quotes.
    fn is_identifier(&self, start: usize, end: usize) -> bool {
        let text = &self.text[self.tokens[start].start..self.tokens[end - 1].end];
        text.contains(['_', '.', '"', '`', '[', HOLE]) || text.bytes().any(|byte| byte.is_ascii_digit())
    }

    fn skip(&self, mut at: usize, words: &[Word]) -> usize {
        while words.contains(&self.word(at)) {
            at += 1;
        }
        at
    }

    fn is_sql(&self) -> bool {
        let first = usize::from(self.kind(0) == Kind::Hole);
        if self.statement(first) || self.fragment(first) {
            return true;
        }
        let may_enclose = matches!(
            self.word(first),
            Word::Begin
                | Word::Start
                | Word::Set
                | Word::Declare
                | Word::Do
                | Word::If
                | Word::Where
                | Word::And
                | Word::Or
        ) || matches!(
            self.word(first),
            Word::On
                | Word::Having
                | Word::Not
                | Word::Exists
                | Word::In
                | Word::Delimiter
                | Word::Explain
                | Word::Use
        ) || first > 0
            || self.statement_begins_with(first);
        let mut at = 0;
        while may_enclose && at + 1 < self.tokens.len() {
            let is_query = self.is(at, b'(') && self.word(at + 1) == Word::Select;
            let is_next = matches!(self.kind(at), Kind::Mark(b';') | Kind::Dollar { opens: true })
                || matches!(self.word(at), Word::Begin | Word::Then);
            if (is_query || is_next) && self.statement(at + 1) {
                return true;
            }
            at += 1;
        }
        false
    }

    /// Whether a statement may begin here that holds others, or is followed by them.
    fn statement_begins_with(&self, at: usize) -> bool {
        self.case(at) == Case::Upper && self.word(at) != Word::Other || self.is(at, b';')
    }

    fn statement(&self, at: usize) -> bool {
        match self.word(at) {
            Word::Select => self.select(at),
            Word::With => self.with(at),
            Word::Insert | Word::Replace => self.insert(at),
            Word::Update => self.update(at),
            Word::Delete => self.delete(at),
            Word::Merge => {
                self.case(at) != Case::Mixed && self.word(at + 1) == Word::Into && self.is_name(at + 2)
            }
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

    fn has(&self, at: usize, kind: Kind) -> bool {
        self.tokens[at..].iter().any(|token| token.kind == kind)
    }

    /// `SELECT list FROM relations …`.
    fn select(&self, at: usize) -> bool {
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
    fn relations(&self, at: usize, case: Case) -> bool {
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
        let is_certain = case != Case::Mixed || self.is_identifier(start, end) && self.is_evident(end);
        is_certain && self.goes_on(end, case)
    }

    /// Whether what follows has an operator or a value in it.
    fn is_evident(&self, at: usize) -> bool {
        let marks =
            |token: &Token| matches!(token.kind, Kind::Mark(b'=' | b'<' | b'>' | b';') | Kind::Number);
        self.tokens.get(at..).is_some_and(|rest| rest.iter().any(marks))
    }

    /// Whether a clause follows a table, or an end.
    fn goes_on(&self, at: usize, case: Case) -> bool {
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
            Word::Force | Word::Use | Word::Ignore => self.word(at + 1) == Word::Index || case == Case::Upper,
            _ => {
                self.ends(at)
                    || self.is(at, b',') && self.is_name(at + 1) && case != Case::Mixed
                    || self.is(at, b'@')
            }
        }
    }

    /// Whether a condition begins here: an operand, and something to do with it.
    fn condition(&self, at: usize, case: Case) -> bool {
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
    fn join(&self, at: usize) -> bool {
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

    fn with(&self, at: usize) -> bool {
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

    fn insert(&self, at: usize) -> bool {
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
        if self.word(into) != Word::Into && !is_overwrite {
            return false;
        }
        let Some(end) = self.name(self.skip(into, &[Word::Into, Word::Table])) else {
            return false;
        };
        let follows = matches!(
            self.word(end),
            Word::Values | Word::Select | Word::With | Word::Set | Word::Default | Word::As | Word::Partition
        );
        follows
            || self.is(end, b'(')
            || self.ends(end) && (self.case(at) == Case::Upper || self.kind(end) == Kind::Hole)
    }

    fn update(&self, at: usize) -> bool {
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
            let is_set = self.is(column, b'=') || self.is(set + 1, b'(') || self.kind(set + 1) == Kind::Hole;
            is_near(set) && (is_set || self.ends(set + 1) && self.case(at) == Case::Upper)
        })
    }

    fn delete(&self, at: usize) -> bool {
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

    fn create(&self, at: usize) -> bool {
        let case = self.case(at);
        let mut object = at + 1;
        while object < at + 6 && self.word(object) != Word::Table {
            match self.word(object) {
                Word::View
                | Word::Index
                | Word::Trigger
                | Word::Policy
                | Word::Function
                | Word::Procedure => break,
                Word::Rule | Word::Synonym | Word::Statistics => break,
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

    fn alter(&self, at: usize) -> bool {
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
    fn drop(&self, at: usize) -> bool {
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

    /// A clause that names a table.
    fn fragment(&self, at: usize) -> bool {
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
