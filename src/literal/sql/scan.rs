//! The state machine: goes from token to token and takes down the tables it passes.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::column::Mention;
use super::frame::{Frame, Holds, Mode, Object, Place, Verb};
use super::lex::template::{self, Branch};
use super::lex::{Kind as Token, Lexer, Token as At};
use super::name::{Name, Piece};
use super::word::Word;
use super::{Form, Kind, Part, Quote, SqlName, Wants};
use crate::span::Span;

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
struct Open {
    name: Piece,
    is_recursive: bool,
    /// The body has come to a `UNION`.
    is_union: bool,
    /// The body has named it before that: as a table then.
    is_table: bool,
}

/// Reads one text.
pub(super) struct Scanner<'t> {
    pub(super) text: &'t str,
    pub(super) form: Form,
    pub(super) wants: Wants,
    lexer: Lexer<'t>,
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
    bodies: usize,
    /// The statements belong to a function, where `INTO` may name a variable.
    pub(super) is_routine: bool,
    /// The text uses `@variables`.
    pub(super) has_variables: bool,
    pub(super) relations: Vec<Relation>,
    ctes: Vec<String>,
    known: FxHashMap<String, u32>,
    open: Vec<Open>,
    pub(super) found: Vec<SqlName>,
    pub(super) mentions: Vec<Mention>,
    pub(super) aliases: Vec<Piece>,
    /// Names found that an alias behind them may turn out to be, and those that did.
    targets: Vec<(usize, Piece)>,
    dropped: Vec<usize>,
    strings: Vec<(Range<usize>, bool)>,
    branches: Vec<(usize, Mode)>,
    may_hold_strings: bool,
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
    fn name_like(&mut self) {
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

    fn frame_place(&self) -> Option<Place> {
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

    fn string(&mut self) {
        if let Mode::Table(place @ (Place::From | Place::One)) = self.here().mode
            && self.is_quoted_name()
        {
            self.argument();
            self.set(Mode::After(place));
            return self.advance();
        }
        if self.may_hold_strings && self.here().verb != Verb::Insert {
            self.keep_string();
        }
        self.unnamed();
    }

    /// Keeps the contents of a string that is SQL, to be read after this text.
    fn keep_string(&mut self) {
        let text = &self.text[self.token.start..self.token.end];
        let Some(open) = text.find(['\'', '"']) else {
            return;
        };
        let width = if text[open..].starts_with("\"\"\"") { 3 } else { 1 };
        let range = self.token.start + open + width..self.token.end - width;
        if range.len() > 12 && super::statement::begins_statement(&self.text[range.clone()]) {
            self.strings.push((range, width == 1));
        }
    }

    /// Whether a string in a table's place is a name, as some dialects let it be, not a file's.
    fn is_quoted_name(&self) -> bool {
        let text = &self.text[self.token.start..self.token.end];
        let name = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
        name.is_some_and(|name| {
            !name.is_empty()
                && name
                    .chars()
                    .all(|letter| letter.is_alphanumeric() || letter == '_')
        })
    }

    /// A table that a string names, as an argument.
    pub(super) fn argument(&mut self) {
        let text = &self.text[self.token.start..self.token.end];
        let Some(open) = text.find(['\'', '"']) else {
            return;
        };
        let start = self.token.start + open + 1;
        let mut name = Name::default();
        let mut at = start;
        for part in self.text[start..self.token.end - 1].split('.') {
            name.push(Piece::new(at..at + part.len(), Quote::Single));
            at += part.len() + 1;
        }
        self.take(&name);
        self.relate(Some(name), name.last());
    }

    fn template(&mut self) {
        if self.calls() {
            if let Mode::Table(place) = self.here().mode {
                self.set(Mode::After(place));
            }
            self.is_fresh = false;
            self.advance();
        } else {
            self.name_like();
        }
    }

    /// Takes down the tables that a template names by a call; whether there are any.
    fn calls(&mut self) -> bool {
        let start = self.token.start;
        let calls = template::calls(&self.text[start..self.token.end]);
        let piece = |range: Range<usize>| Piece::new(start + range.start..start + range.end, Quote::Single);
        for call in &calls {
            let mut name = Name::default();
            if let Some(schema) = call.schema.clone() {
                name.push(piece(schema));
            }
            name.push(piece(call.table.clone()));
            self.take(&name);
            self.relate(Some(name), name.last());
        }
        !calls.is_empty()
    }

    /// A block of a template: what stands behind `else` stands where the first branch began.
    fn branch(&mut self, branch: Branch) {
        self.calls();
        let depth = self.frames.len();
        match branch {
            Branch::Opens if self.branches.len() < NEAREST => {
                let mode = self.here().mode;
                self.branches.push((depth, mode));
            }
            Branch::Turns => {
                if let Some(&(at, mode)) = self.branches.last()
                    && at == depth
                {
                    self.set(mode);
                }
            }
            Branch::Closes => {
                self.branches.pop();
            }
            Branch::Opens | Branch::None => {}
        }
        self.advance();
    }

    /// The beginning or the end of a body in dollar quotes.
    fn dollar(&mut self, opens: bool) {
        if opens && !self.is_body() {
            return self.skip_dollar();
        }
        self.bodies = if opens {
            self.bodies + 1
        } else {
            self.bodies.saturating_sub(1)
        };
        self.is_routine = self.bodies > 0;
        self.begin_statement();
        self.advance();
    }

    /// Whether what is in dollar quotes here is code, and SQL: not a string, nor another language.
    fn is_body(&self) -> bool {
        let [before, earlier, language] = self.last;
        if before == Word::As && language == Word::Language {
            return matches!(earlier, Word::Sql | Word::Plpgsql);
        }
        let quote = self.token.end - self.token.start;
        let after = self.text.get(self.lexer.end() + quote..).unwrap_or_default();
        let after = &after[..after.floor_char_boundary(NEAREST)];
        let mut words = after.split_ascii_whitespace();
        let is_language = words
            .next()
            .is_some_and(|word| word.eq_ignore_ascii_case("language"));
        let name = words
            .next()
            .unwrap_or_default()
            .trim_matches(['\'', ';', '"'])
            .to_ascii_lowercase();
        if is_language && !name.starts_with("sql") && !name.starts_with("plpgsql") {
            return false;
        }
        let begins = matches!(
            before,
            Word::As | Word::Do | Word::Delimiter | Word::Immediate | Word::Execute
        );
        begins || is_language || self.is_fresh || earlier == Word::Language
    }

    /// Passes over a string in dollar quotes, and keeps it if it is SQL.
    fn skip_dollar(&mut self) {
        let (start, end) = (self.token.end, self.lexer.end());
        let is_empty = self.next.kind == Token::Dollar { opens: false };
        if self.may_hold_strings && !is_empty && super::statement::begins_statement(&self.text[start..end]) {
            self.strings.push((start..end, false));
        }
        let mut depth = 0_usize;
        loop {
            match self.token.kind {
                Token::Dollar { opens: true } => depth += 1,
                Token::Dollar { opens: false } => depth -= 1,
                Token::End => return,
                _ => {}
            }
            self.unnamed();
            if depth == 0 {
                return;
            }
        }
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

    fn forget(&mut self, ctes: usize) {
        while self.ctes.len() > ctes
            && let Some(name) = self.ctes.pop()
        {
            if let Some(count) = self.known.get_mut(&name) {
                *count = count.saturating_sub(1);
            }
        }
    }

    /// Reads a table's name in its place.
    pub(super) fn table(&mut self, place: Place) {
        let [before, earlier, _] = self.last;
        let may_be_row = before == Word::Other || before == Word::Join && earlier == Word::Cross;
        let name = self.name(true);
        self.set(Mode::After(place));
        if place == Place::Owner {
            return self.owned(&name);
        }
        let Some(last) = name.last() else { return };
        let is_call = place == Place::From && self.token.is(b'(') && !self.is_hint();
        if is_call || name.is_star || self.is_known(&name, may_be_row) {
            self.relate(None, Some(last));
            return;
        }
        let at = self.found.len();
        self.take(&name);
        if place == Place::Target
            && name.parts().len() == 1
            && self.found.len() > at
            && self.targets.len() < NEAREST
        {
            self.targets.push((at, last));
        }
        self.relate(Some(name), Some(last));
    }

    /// Takes down a table, unless nothing of its own name is known.
    pub(super) fn take(&mut self, name: &Name) {
        let path: Vec<Part> = name.parts().iter().map(|piece| piece.part(self.text)).collect();
        let (Some(part), Some(last)) = (path.last(), name.last()) else {
            return;
        };
        if part.text.chars().all(|character| character == super::HOLE) || part.text.contains('/') {
            return;
        }
        self.found.push(SqlName {
            span: Span::from(last.range()),
            kind: Kind::Table,
            path,
            is_possible: false,
        });
    }

    /// Remembers a relation of the query at hand.
    pub(super) fn relate(&mut self, table: Option<Name>, alias: Option<Piece>) {
        let at = self.relations.len();
        let frame = self.frame();
        frame.subject = table.map(|_| at);
        if matches!(frame.verb, Verb::Create | Verb::Alter)
            && frame.main.is_none()
            && frame.object == Object::Table
        {
            frame.main = frame.subject;
        }
        self.relations.push(Relation { alias, table });
    }

    /// The alias of the relation that was just read.
    fn alias(&mut self) {
        let place = self.frame_place();
        let piece = self.name(false).last();
        if let (Some(place), Some(piece)) = (place, piece) {
            self.set(Mode::Aliased(place));
            let first = self.here().relations;
            if let Some(relation) = self.relations[first..].last_mut() {
                relation.alias = Some(piece);
            }
            if place == Place::From && matches!(self.here().verb, Verb::Update | Verb::Delete) {
                self.drop_target(piece);
            }
        }
    }

    /// What `UPDATE` and `DELETE` name may be the alias of a table that stands behind.
    fn drop_target(&mut self, alias: Piece) {
        let text = self.text;
        let (same, other): (Vec<_>, Vec<_>) = self
            .targets
            .drain(..)
            .partition(|(_, target)| target.is_same(alias, text));
        self.targets = other;
        let first = self.here().relations;
        let table = self.relations.last().and_then(|relation| relation.table);
        if let Some(target) = self.relations.get_mut(first).filter(|_| !same.is_empty()) {
            target.table = table;
        }
        self.dropped.extend(same.into_iter().map(|(at, _)| at));
    }

    /// Whether a name in a table's place is that of a common table expression, or belongs to another table's row.
    fn is_known(&mut self, name: &Name, may_be_row: bool) -> bool {
        let text = self.text;
        let [first, rest @ ..] = name.parts() else {
            return false;
        };
        if !rest.is_empty() && may_be_row && self.here().in_from {
            let near = self.relations.iter().rev().take(NEAREST);
            let mut aliases = near.filter_map(|relation| relation.alias);
            if rest.len() < 3 && aliases.any(|alias| alias.is_same(*first, text)) {
                return true;
            }
        }
        if self.known.is_empty() && self.open.is_empty() {
            return false;
        }
        for open in self.open.iter_mut().rev().take(NEAREST) {
            if rest.is_empty() && open.name.is_same(*first, text) {
                if open.is_recursive || open.is_union && !open.is_table {
                    return true;
                }
                open.is_table |= !open.is_union;
            }
        }
        let name = self.folded(name);
        self.known.get(&name).is_some_and(|&count| count > 0)
    }

    /// The key of a common table expression.
    fn folded(&self, name: &Name) -> String {
        let parts = name
            .parts()
            .iter()
            .map(|part| self.text[part.range()].to_lowercase());
        parts.collect::<Vec<_>>().join(".")
    }

    /// Makes the common table expression known whose body was read.
    pub(super) fn know(&mut self, name: &Name) {
        let name = self.folded(name);
        *self.known.entry(name.clone()).or_default() += 1;
        self.ctes.push(name);
    }

    /// The body of a common table expression begins.
    pub(super) fn begin_cte(&mut self, name: Piece, is_recursive: bool) {
        self.open.push(Open {
            name,
            is_recursive,
            is_union: false,
            is_table: false,
        });
    }

    /// The body of the innermost common table expression has ended.
    pub(super) fn end_cte(&mut self) {
        self.open.pop();
    }

    /// The table that was read last is a variable.
    pub(super) fn drop_last(&mut self) {
        self.found.pop();
        self.relations.pop();
    }

    /// `UNION` and its like.
    pub(super) fn union(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.is_union = true;
        }
        self.end_scope();
        let first = self.here().relations;
        self.relations.truncate(first);
        let frame = self.frame();
        frame.in_from = false;
        frame.hidden = 0;
        frame.selects = false;
        frame.is_late = false;
        frame.mode = Mode::Expression;
        if frame.object != Object::Routine {
            frame.object = Object::None;
        }
    }
}
