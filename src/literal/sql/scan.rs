//! The state machine: goes from token to token and takes down the tables it passes.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::column::Mention;
use super::frame::{Frame, Holds, Mode, Place, Verb};
use super::lex::{Kind as Token, Lexer, Token as At};
use super::name::{Name, Piece};
use super::word::Word;
use super::{Form, SqlName, Wants};

/// How deep parentheses are followed. What is deeper belongs to the deepest.
const DEEPEST: usize = 8192;

/// How many relations are looked through for an alias.
pub(super) const NEAREST: usize = 64;

/// A table, or what stands in a table's place, and its alias.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Relation {
    /// Its alias, or the last part of its name.
    pub(super) alias: Option<Piece>,
    /// The table's name; none when it is a query, a function, or a common table expression.
    pub(super) table: Option<Name>,
}

/// A common table expression whose body is being read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    pub(super) name: Piece,
    pub(super) is_recursive: bool,
    /// The body has come to a `UNION`.
    pub(super) is_union: bool,
    /// The body has named it before that: as a table then.
    pub(super) is_table: bool,
}

/// Reads one text.
#[expect(clippy::struct_excessive_bools, reason = "they are independent facts")]
pub(super) struct Scanner<'t> {
    pub(super) text: &'t str,
    pub(super) form: Form,
    pub(super) wants: Wants,
    pub(super) lexer: Lexer<'t>,
    /// The current token.
    pub(super) token: At,
    /// The one before it.
    pub(super) previous: At,
    /// The one after it.
    pub(super) next: At,
    /// The words before the current token, the last first; [`Word::Other`] for what is none.
    pub(super) last: [Word; 3],
    pub(super) frames: Vec<Frame>,
    overflow: usize,
    /// The next word may begin a statement.
    pub(super) is_fresh: bool,
    /// How many dollar quotes are open.
    pub(super) bodies: usize,
    /// The statements belong to a function, where `INTO` may name a variable.
    pub(super) is_routine: bool,
    /// The text uses `@variables`.
    pub(super) has_variables: bool,
    pub(super) relations: Vec<Relation>,
    pub(super) ctes: Vec<String>,
    pub(super) known: FxHashMap<String, u32>,
    pub(super) open: Vec<Open>,
    pub(super) found: Vec<SqlName>,
    pub(super) mentions: Vec<Mention>,
    pub(super) aliases: Vec<Piece>,
    /// Names found that an alias behind them may turn out to be, and those that did.
    pub(super) targets: Vec<(usize, Piece)>,
    pub(super) dropped: Vec<usize>,
    pub(super) strings: Vec<(Range<usize>, bool)>,
    pub(super) branches: Vec<(usize, Mode)>,
    pub(super) may_hold_strings: bool,
    /// How many columns were found that are only possible.
    pub(super) guesses: usize,
}

impl<'t> Scanner<'t> {
    /// A reader of the part of a text.
    pub(super) fn new(text: &'t str, part: Range<usize>, form: Form, wants: Wants, is_doubled: bool) -> Self {
        let mut lexer = Lexer::new(text, part.start, part.end, form, is_doubled);
        let token = lexer.next();
        let next = lexer.next();
        Self {
            text,
            form,
            wants,
            lexer,
            token,
            previous: token,
            next,
            last: [Word::Other; 3],
            frames: vec![Frame::new(Holds::Statement, Mode::Expression)],
            overflow: 0,
            is_fresh: true,
            bodies: 0,
            is_routine: false,
            has_variables: false,
            relations: Vec::new(),
            ctes: Vec::new(),
            known: FxHashMap::default(),
            open: Vec::new(),
            found: Vec::new(),
            mentions: Vec::new(),
            aliases: Vec::new(),
            targets: Vec::new(),
            dropped: Vec::new(),
            strings: Vec::new(),
            branches: Vec::new(),
            may_hold_strings: true,
            guesses: 0,
        }
    }

    /// Reads to the end. A text that is itself a string in a string of SQL holds no more of them at some depth.
    pub(super) fn run(&mut self, depth: usize) {
        self.may_hold_strings = depth + 1 < super::DEEPEST_STRING;
        while self.token.kind != Token::End {
            self.step();
        }
        self.begin_statement();
    }

    /// Hands on what was found, and the strings that are to be read too.
    pub(super) fn finish(mut self, found: &mut Vec<SqlName>, strings: &mut Vec<(Range<usize>, bool)>) {
        self.dropped.sort_unstable();
        let names = self.found.into_iter().enumerate();
        found.extend(
            names
                .filter(|(at, _)| self.dropped.binary_search(at).is_err())
                .map(|(_, name)| name),
        );
        strings.append(&mut self.strings);
    }

    /// Goes on to the next token.
    pub(super) fn advance(&mut self) {
        self.last = [self.token.word, self.last[0], self.last[1]];
        self.previous = self.token;
        self.token = self.next;
        self.next = self.lexer.next();
    }

    /// The innermost frame.
    pub(super) fn frame(&mut self) -> &mut Frame {
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    /// The innermost frame, to look at.
    pub(super) fn here(&self) -> &Frame {
        &self.frames[self.frames.len() - 1]
    }

    pub(super) fn set(&mut self, mode: Mode) {
        self.frame().mode = mode;
    }

    fn step(&mut self) {
        match self.token.kind {
            Token::Word => self.word(),
            Token::Pattern | Token::Quoted(_) | Token::Hole => self.name_like(),
            Token::Template => self.template(),
            Token::Text => self.string(),
            Token::Variable => {
                self.has_variables = true;
                self.unnamed();
            }
            Token::Number => self.unnamed(),
            Token::Block(branch) => self.branch(branch),
            Token::Dollar { opens } => self.dollar(opens),
            Token::Mark(mark) => self.mark(mark),
            Token::Cast | Token::End => self.advance(),
        }
    }

    fn mark(&mut self, mark: u8) {
        match mark {
            b'(' => self.open(),
            b')' => self.close(),
            b',' => self.comma(),
            b';' => self.end_statement(),
            _ => self.advance(),
        }
    }

    /// Whether a word that may be an alias goes on with the clause: `FORCE INDEX`, `PARTITION (p)`.
    fn is_keyword_here(&self) -> bool {
        matches!(self.token.word, Word::View) && self.last[0] == Word::Lateral
    }

    fn word(&mut self) {
        let word = self.token.word;
        let is_fresh = std::mem::take(&mut self.is_fresh);
        let is_name = word == Word::Other || self.next.is(b'.');
        let mode = self.here().mode;
        match mode {
            Mode::Table(place) => self.word_for_table(place, is_name),
            Mode::Alias(_) if is_name || !word.is_reserved() => self.alias(),
            Mode::After(place)
                if place.has_alias() && (is_name || !word.is_no_alias()) && !self.is_keyword_here() =>
            {
                self.alias();
            }
            Mode::Object => {
                if is_name || !self.object() {
                    self.other_object();
                }
            }
            Mode::Granted if is_name || !word.is_reserved() => self.granted(),
            Mode::Cte if word == Word::Recursive => {
                self.frame().is_recursive = true;
                self.advance();
            }
            Mode::Cte if is_name || !word.is_reserved() => self.cte(),
            Mode::CteNamed | Mode::CteBody if self.cte_word() => {}
            Mode::Item if !is_name && self.item_word(word) => {}
            _ if is_name => self.plain_name(),
            Mode::Expression if self.is_column_word(word) => self.plain_name(),
            _ => self.keyword(word, is_fresh),
        }
    }

    /// Whether a word that means something elsewhere is a name in an expression.
    fn is_column_word(&self, word: Word) -> bool {
        self.wants.columns
            && !word.is_no_alias()
            && !self.next.is(b'(')
            && self.next_ends_name()
            && !matches!(word, Word::HistoryTable | Word::Matched)
            && !matches!(word, Word::CurrentDate | Word::CurrentTime | Word::CurrentUser)
            && !matches!(
                word,
                Word::Asc | Word::Desc | Word::Interval | Word::Nulls | Word::First | Word::Last
            )
    }

    /// Whether what follows ends an operand's name.
    fn next_ends_name(&self) -> bool {
        match self.next.kind {
            Token::Mark(mark) => b",)=<>!+-*/|".contains(&mark),
            Token::Cast | Token::End => true,
            _ => matches!(
                self.next.word,
                Word::From
                    | Word::As
                    | Word::Is
                    | Word::In
                    | Word::Like
                    | Word::Between
                    | Word::And
                    | Word::Or
                    | Word::Not
                    | Word::Asc
                    | Word::Desc
            ),
        }
    }

    /// A name, or what may be one, that is no word.
    pub(super) fn name_like(&mut self) {
        self.is_fresh = false;
        let mode = self.here().mode;
        match mode {
            Mode::Table(place) => self.table(place),
            Mode::Alias(_) | Mode::After(_)
                if self.token.kind != Token::Hole && self.frame_place().is_some_and(Place::has_alias) =>
            {
                self.alias();
            }
            Mode::Granted => self.granted(),
            Mode::Cte => self.cte(),
            Mode::Object => self.other_object(),
            _ => self.plain_name(),
        }
    }

    pub(super) fn frame_place(&self) -> Option<Place> {
        let mode = self.here().mode;
        match mode {
            Mode::Table(place) | Mode::After(place) | Mode::Alias(place) | Mode::Aliased(place) => {
                Some(place)
            }
            _ => None,
        }
    }

    /// A name where no table stands.
    fn plain_name(&mut self) {
        match self.here().mode {
            Mode::Expression if self.wants.columns => self.mention(),
            Mode::Item => self.item(),
            _ => {
                self.name(false);
            }
        }
    }

    /// A literal or variable: in a table's place, it stands for one without a name.
    pub(super) fn unnamed(&mut self) {
        self.is_fresh = false;
        if let Mode::Table(place) = self.here().mode {
            self.relate(None, None);
            self.set(Mode::After(place));
        }
        self.advance();
    }

    fn end_statement(&mut self) {
        let is_data = self.frames[0].verb == Verb::Copy && self.last[0] == Word::Stdin;
        let end = self.token.end;
        self.begin_statement();
        if is_data && self.form == Form::Script && self.bodies == 0 {
            self.lexer.skip_data(end);
            self.next = self.lexer.next();
        }
        self.advance();
    }

    /// Forgets the statement before.
    pub(super) fn begin_statement(&mut self) {
        while self.frames.len() > 1 {
            self.end_scope();
            self.frames.pop();
        }
        self.end_scope();
        self.mentions.clear();
        self.aliases.clear();
        self.frames[0] = Frame::new(Holds::Statement, Mode::Expression);
        self.overflow = 0;
        self.relations.clear();
        self.ctes.clear();
        self.known.clear();
        self.open.clear();
        self.targets.clear();
        self.branches.clear();
        self.is_fresh = true;
    }

    /// Begins a parenthesis.
    pub(super) fn push(&mut self, mut frame: Frame) {
        frame.relations = self.relations.len();
        frame.ctes = self.ctes.len();
        frame.mentions = self.mentions.len();
        frame.aliases = self.aliases.len();
        if self.frames.len() < DEEPEST {
            self.frames.push(frame);
        } else {
            self.overflow += 1;
        }
        self.advance();
    }

    /// Ends a parenthesis; what it held, if there was one.
    pub(super) fn pop(&mut self) -> Option<Frame> {
        self.advance();
        if self.overflow > 0 {
            self.overflow -= 1;
            return None;
        }
        if self.frames.len() < 2 {
            return None;
        }
        if self.here().holds == Holds::Query {
            self.end_scope();
        }
        let frame = self.frames.pop()?;
        if frame.holds != Holds::Tables {
            self.relations.truncate(frame.relations);
        }
        self.forget(frame.ctes);
        Some(frame)
    }
}
