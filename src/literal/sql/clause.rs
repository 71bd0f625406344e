//! The words of queries and of statements that change rows.

use super::frame::{Holds, Mode, Object, Place, Verb};
use super::lex::Kind as Token;
use super::scan::Scanner;
use super::word::Word;

impl Scanner<'_> {
    /// A word that the reader knows, where no name is expected.
    pub(super) fn keyword(&mut self, word: Word, is_fresh: bool) {
        if self.here().verb == Verb::Grant && matches!(word, Word::To | Word::From) {
            self.frame().verb = Verb::None;
            self.then(Mode::Skip);
            return;
        }
        if self.here().verb == Verb::Grant && word != Word::On {
            return self.advance();
        }
        if !(self.query_word(word) || self.row_word(word) || self.statement_word(word, is_fresh)) {
            self.advance();
        }
    }

    /// Goes on with another mode behind this word.
    pub(super) fn then(&mut self, mode: Mode) -> bool {
        self.set(mode);
        self.advance();
        true
    }

    /// Words that begin the clauses of a query.
    fn query_word(&mut self, word: Word) -> bool {
        match word {
            Word::Select => {
                self.select();
                true
            }
            Word::From => self.from(),
            Word::Join => self.join(),
            Word::StraightJoin if self.here().in_from => self.join(),
            Word::Apply if matches!(self.last[0], Word::Cross | Word::Outer) => {
                self.then(Mode::Table(Place::From))
            }
            Word::Values if self.previous.is(b'=') => {
                self.advance();
                true
            }
            Word::Set if self.last[0] == Word::Character => {
                self.advance();
                true
            }
            Word::Where
            | Word::Group
            | Word::Having
            | Word::Order
            | Word::Limit
            | Word::Qualify
            | Word::Window
            | Word::Prewhere
            | Word::Returning
            | Word::Set
            | Word::Sort
            | Word::Distribute
            | Word::Connect
            | Word::Values => {
                self.clause(word);
                true
            }
            Word::Cluster if self.next.word == Word::By => {
                self.frame().in_from = false;
                self.then(Mode::Expression)
            }
            Word::For if self.here().in_from => {
                let is_table = matches!(
                    self.next.word,
                    Word::SystemTime | Word::Version | Word::Join | Word::Order | Word::Group | Word::Other
                );
                self.frame().in_from = is_table;
                let mode = if is_table {
                    self.here().mode
                } else {
                    Mode::Expression
                };
                self.then(mode)
            }
            _ => self.joining_word(word),
        }
    }

    /// Words that join queries, or lead from one part of a query to another.
    fn joining_word(&mut self, word: Word) -> bool {
        match word {
            Word::Union | Word::Except | Word::Intersect | Word::Minus => {
                self.advance();
                self.union();
                true
            }
            Word::View if self.last[0] == Word::Lateral => {
                self.frame().in_from = false;
                self.then(Mode::Skip)
            }
            Word::As => self.as_(),
            Word::With => self.with(),
            Word::Into => self.into_(),
            Word::Using
                if matches!(self.here().verb, Verb::Delete | Verb::Merge) && !self.is_column_list() =>
            {
                self.then(Mode::Table(Place::From))
            }
            _ => false,
        }
    }

    fn select(&mut self) {
        if self.here().selects {
            self.union();
        }
        let frame = self.frame();
        frame.selects = true;
        frame.is_query = true;
        frame.in_from = false;
        frame.is_late = false;
        frame.assigned = None;
        frame.main = None;
        if !matches!(frame.verb, Verb::Insert | Verb::Create | Verb::Merge) {
            frame.verb = Verb::None;
        }
        if matches!(self.here().verb, Verb::Insert | Verb::Create) {
            self.hide();
        }
        self.then(Mode::Expression);
    }

    /// `FROM`: tables, but in `EXTRACT(x FROM y)`, `IS DISTINCT FROM`, `FETCH NEXT FROM`.
    fn from(&mut self) -> bool {
        let is_comparison = self.last[0] == Word::Distinct && matches!(self.last[1], Word::Is | Word::Not);
        let is_range = self.last[0] == Word::Values && self.next.is(b'(') || self.last[0] == Word::SystemTime;
        let frame = self.frame();
        if frame.verb == Verb::Show {
            return self.shown();
        }
        let is_skipped = matches!(frame.verb, Verb::Copy | Verb::Grant | Verb::Other) || !frame.is_query;
        if is_comparison || is_range || is_skipped {
            let mode = if is_skipped && frame.verb == Verb::Copy {
                Mode::Skip
            } else {
                frame.mode
            };
            return self.then(mode);
        }
        frame.in_from = true;
        self.then(Mode::Table(Place::From))
    }

    /// `SHOW COLUMNS FROM t`, `SHOW TABLES FROM schema`.
    pub(super) fn shown(&mut self) -> bool {
        let is_table = self.here().object == Object::OfTable;
        self.frame().object = Object::None;
        self.then(if is_table {
            Mode::Table(Place::One)
        } else {
            Mode::Skip
        })
    }

    /// `JOIN`: a table, but in `ARRAY JOIN`.
    fn join(&mut self) -> bool {
        if self.last[0] == Word::For {
            self.advance();
            return true;
        }
        if self.last[0] == Word::Array {
            self.frame().in_from = false;
            return self.then(Mode::Skip);
        }
        self.frame().in_from = true;
        self.then(Mode::Table(Place::From))
    }

    /// `WHERE`, `GROUP BY` and the like.
    fn clause(&mut self, word: Word) {
        if word == Word::Returning && self.here().verb == Verb::Insert {
            self.unhide();
        }
        let relations = self.relations.len();
        let frame = self.frame();
        frame.in_from = false;
        frame.is_late = matches!(word, Word::Group | Word::Order | Word::Having | Word::Qualify);
        let changes = matches!(frame.verb, Verb::Update | Verb::Insert | Verb::Merge);
        frame.assigned = (word == Word::Set && changes).then_some(match frame.verb {
            Verb::Update => relations,
            _ => frame.relations + 1,
        });
        let is_data = word == Word::Values && frame.verb == Verb::Insert;
        self.then(if is_data { Mode::Skip } else { Mode::Expression });
    }

    /// Whether a list of columns follows `USING`, not a query.
    fn is_column_list(&self) -> bool {
        let rest = self
            .text
            .get(self.next.end..)
            .unwrap_or_default()
            .trim_ascii_start();
        let begins = |word: &str| {
            rest.get(..word.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(word))
        };
        self.next.is(b'(') && !["select", "with", "values", "("].into_iter().any(begins)
    }

    /// `AS`: an alias follows, a query, or the body of a function.
    fn as_(&mut self) -> bool {
        let frame = self.frame();
        if frame.object == Object::Routine {
            self.is_fresh = true;
            self.advance();
            return true;
        }
        if let Mode::After(place) = frame.mode
            && place.has_alias()
        {
            return self.then(Mode::Alias(place));
        }
        let is_alias =
            matches!(self.next.kind, Token::Word | Token::Quoted(_)) && !self.next.word.is_reserved();
        self.advance();
        if is_alias && self.next_is_no_statement() {
            let name = self.name(false);
            self.call(&name);
        }
        true
    }

    /// Whether the word behind `AS` is an alias, not the beginning of a statement.
    fn next_is_no_statement(&self) -> bool {
        !matches!(
            self.token.word,
            Word::Merge | Word::Truncate | Word::Materialized | Word::Begin
        )
    }

    /// `WITH`: common table expressions, where a query may begin.
    fn with(&mut self) -> bool {
        if self.last[0] == Word::Swap {
            return self.then(Mode::Table(Place::One));
        }
        let is_name = matches!(self.next.kind, Token::Word | Token::Quoted(_) | Token::Pattern);
        let frame = self.frame();
        if !is_name || frame.in_from || frame.holds == Holds::Other {
            return false;
        }
        frame.before_with = frame.mode;
        self.then(Mode::Cte)
    }

    /// The name of a common table expression.
    pub(super) fn cte(&mut self) {
        let name = self.name(false);
        self.frame().cte = Some(name);
        self.set(Mode::CteNamed);
    }

    /// A word between the name of a common table expression and its body; whether it belongs there.
    pub(super) fn cte_word(&mut self) -> bool {
        let frame = self.frame();
        match (frame.mode, self.token.word) {
            (Mode::CteNamed, Word::As) => self.then(Mode::CteBody),
            (Mode::CteNamed, Word::Using | Word::Key) | (Mode::CteBody, Word::Not | Word::Materialized) => {
                self.advance();
                true
            }
            _ => {
                let mode = self.frame().before_with;
                self.set(mode);
                self.is_fresh = true;
                false
            }
        }
    }
}
