//! What parentheses hold, by what stands before them and begins them; and what a comma leads to.

use super::Quote;
use super::frame::{Frame, Holds, Mode, Object, Place, Verb};
use super::lex::Kind as Token;
use super::name::Piece;
use super::scan::Scanner;
use super::word::Word;

impl Scanner<'_> {
    /// Whether the next token begins a query, or a statement that returns rows.
    fn next_is_query(&self) -> bool {
        let is_argument = self.previous.kind == Token::Word && self.last[0] == Word::Other;
        match self.next.word {
            Word::Select
            | Word::With
            | Word::Values
            | Word::From
            | Word::Insert
            | Word::Update
            | Word::Delete
            | Word::Merge
            | Word::Explain
            | Word::Describe
            | Word::Show
            | Word::Summarize
            | Word::Pivot
            | Word::Unpivot => true,
            Word::Table => !is_argument,
            _ => false,
        }
    }

    /// `(`.
    pub(super) fn open(&mut self) {
        self.is_fresh = false;
        let is_query = self.next_is_query();
        let frame = match self.here().mode {
            Mode::Table(Place::From) if !is_query => Frame {
                is_query: true,
                ..Frame::new(Holds::Tables, Mode::Table(Place::From))
            },
            Mode::CteBody => return self.open_cte(),
            Mode::CteNamed if is_query => return self.open_cte(),
            _ if is_query => Frame::new(Holds::Query, Mode::Expression),
            _ if self.last[0] == Word::Inherits => Frame::new(Holds::Other, Mode::Table(Place::List)),
            _ => self.other(),
        };
        self.is_fresh = is_query;
        self.push(frame);
    }

    /// A parenthesis that holds neither a query nor tables.
    fn other(&self) -> Frame {
        let around = self.here();
        let first = (self.relations.len() > around.relations).then_some(around.relations);
        let (mode, owner) = match around.mode {
            Mode::After(Place::Create) | Mode::Item => (Mode::Item, around.main.or(around.subject)),
            Mode::After(place) if place.has_columns() => (Mode::Expression, around.subject),
            Mode::Constraint => (Mode::Expression, around.owner.or(around.main)),
            Mode::Typed if matches!(self.last[0], Word::Check | Word::As) => {
                (Mode::Expression, around.owner.or(around.main))
            }
            Mode::Typed | Mode::Aliased(_) | Mode::CteNamed => (Mode::Skip, None),
            _ if matches!(self.last[0], Word::Conflict | Word::Set) => (Mode::Expression, first),
            _ if self.last[0] == Word::Insert && around.verb == Verb::Merge => (Mode::Expression, first),
            _ if self.last[0] == Word::Values && around.verb == Verb::Insert && around.assigned.is_none() => {
                (Mode::Skip, None)
            }
            Mode::Skip if around.verb != Verb::Grant => (Mode::Skip, None),
            _ => (Mode::Expression, around.owner),
        };
        let is_name = self.previous.kind == Token::Word && self.previous.end > 0;
        let callee = is_name.then(|| Piece::new(self.previous.start..self.previous.end, Quote::None));
        Frame {
            owner,
            callee,
            is_late: around.is_late,
            object: if around.object == Object::Table {
                Object::Table
            } else {
                Object::None
            },
            ..Frame::new(Holds::Other, mode)
        }
    }

    fn open_cte(&mut self) {
        let (name, is_recursive) = (self.frame().cte, self.frame().is_recursive);
        let frame = Frame {
            is_cte: true,
            ..Frame::new(Holds::Query, Mode::Expression)
        };
        if let Some(name) = name.and_then(|name| name.last()) {
            self.begin_cte(name, is_recursive);
        }
        self.is_fresh = true;
        self.push(frame);
    }

    /// `)`.
    pub(super) fn close(&mut self) {
        self.is_fresh = false;
        let Some(frame) = self.pop() else { return };
        if frame.is_cte {
            self.end_cte();
        }
        match self.here().mode {
            Mode::Table(Place::From) if frame.holds != Holds::Other => {
                if frame.holds == Holds::Query {
                    self.relate(None, None);
                }
                self.set(Mode::After(Place::From));
            }
            Mode::Table(place) if place != Place::From && frame.holds == Holds::Query => {
                self.set(Mode::After(place));
            }
            Mode::CteBody | Mode::CteNamed if frame.is_cte => {
                if let Some(name) = self.frame().cte.take() {
                    self.know(&name);
                }
                self.set(Mode::CteDone);
                self.is_fresh = true;
            }
            _ => {}
        }
    }

    /// `,`.
    pub(super) fn comma(&mut self) {
        self.is_fresh = false;
        if self.here().mode == Mode::After(Place::Selected) {
            self.drop_last();
            self.set(Mode::Skip);
        }
        let frame = self.frame();
        frame.mode = match frame.mode {
            Mode::CteDone => Mode::Cte,
            Mode::After(place) | Mode::Alias(place) | Mode::Aliased(place) if place.is_list() => {
                Mode::Table(place)
            }
            _ if frame.in_from => Mode::Table(Place::From),
            Mode::Table(Place::Target) => Mode::Expression,
            _ if frame.main.is_some() || frame.owner.is_some() && frame.mode != Mode::Expression => {
                Mode::Item
            }
            mode => mode,
        };
        self.advance();
    }

    /// Whether the parenthesis behind a table holds hints, as in `FROM t (NOLOCK)`.
    pub(super) fn is_hint(&self) -> bool {
        const HINTS: [&str; 6] = [
            "nolock",
            "readpast",
            "readuncommitted",
            "updlock",
            "rowlock",
            "tablock",
        ];
        let hint = self.text.get(self.next.start..self.next.end).unwrap_or_default();
        self.next.word == Word::Holdlock || HINTS.iter().any(|known| hint.eq_ignore_ascii_case(known))
    }
}
