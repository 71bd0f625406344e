//! Reads one statement's expressions, token by token, on stacks of its own: values, operators, and a frame for each
//! bracket and each formatted string that is open.
//!
//! A value that is put into nothing is written down where it stands; one that becomes a part of another text is
//! written down with that.

mod close;
mod formatted;
mod frame;
mod operate;
mod word;

use self::frame::{Frame, Kind};
use self::operate::Operator;
use super::Reader;
use super::lexer::{Lexer, Token};
use super::outline::{Line, LineId};
use super::place::At;
use super::value::{Dotted, Value};
use crate::literal::Stands;
use crate::span::Span;

/// What a statement assigns, and to what.
#[derive(Debug, Default)]
pub(super) struct Outcome<'t> {
    /// What stands before each `=`, or between `for` and `in`.
    pub(super) targets: Vec<Value<'t>>,
    pub(super) value: Value<'t>,
    /// `+=`
    pub(super) is_appended: bool,
    /// No word begins the statement, such as `return`.
    pub(super) is_bare: bool,
}

/// Reads one statement.
pub(super) struct Machine<'r, 't> {
    pub(super) reader: &'r mut Reader<'t>,
    pub(super) line: Line,
    pub(super) id: LineId,
    lexer: Lexer<'t>,
    values: Vec<Value<'t>>,
    operators: Vec<Operator>,
    frames: Vec<Frame<'t>>,
    /// No value stands before the next token that could be gone on with.
    expects_value: bool,
    /// The last token was a string: another one is more of it.
    is_after_text: bool,
    /// The last name.
    name: Span,
    /// An annotation is read, in the frame of this number: what stands in it by itself goes nowhere.
    annotation: Option<usize>,
    /// How many formatted strings are open.
    formatted: usize,
    /// How many brackets are open that were nested too deep.
    unread: usize,
    outcome: Outcome<'t>,
}

impl<'r, 't> Machine<'r, 't> {
    pub(super) fn new(reader: &'r mut Reader<'t>, id: LineId, part: Span) -> Self {
        let line = reader.outline.lines[id as usize];
        Self {
            lexer: Lexer::new(reader.text, part),
            reader,
            line,
            id,
            values: Vec::new(),
            operators: Vec::new(),
            frames: vec![Frame::new(Kind::Statement, 0, 0, None)],
            expects_value: true,
            is_after_text: false,
            name: Span::default(),
            annotation: None,
            formatted: 0,
            unread: 0,
            outcome: Outcome::default(),
        }
    }

    /// Reads the parameters of a function or the bases of a class instead of a statement.
    pub(super) fn header(mut self) {
        // Type parameters.
        if self.lexer.peek() == Some(b'[') {
            let mut depth = 0_u32;
            loop {
                match self.lexer.next() {
                    Token::Open(_) => depth += 1,
                    Token::Close(_) if depth > 1 => depth -= 1,
                    Token::Close(_) | Token::End => break,
                    _ => {}
                }
            }
        }
        if self.lexer.peek() == Some(b'(') {
            self.lexer.next();
            self.push_frame(Kind::Header);
            self.run();
        }
    }

    /// Reads a statement.
    pub(super) fn statement(mut self) -> Outcome<'t> {
        self.run();
        self.outcome
    }

    fn run(&mut self) {
        while let Some(frame) = self.frames.last() {
            if matches!(frame.kind, Kind::Formatted(_)) {
                self.formatted_piece();
                continue;
            }
            let was_after_text = std::mem::take(&mut self.is_after_text);
            let token = self.lexer.next();
            match token {
                Token::End => self.end(),
                Token::Text(quoted) => self.string(quoted, was_after_text),
                token => self.token(token),
            }
        }
    }

    /// The text ends, or that of the formatted string around a field.
    fn end(&mut self) {
        match self.frames.last().map(|frame| &frame.kind) {
            Some(Kind::Statement) => self.finish(),
            Some(Kind::Field { .. }) => self.close_field(),
            _ => self.close(),
        }
    }

    fn token(&mut self, token: Token<'t>) {
        match token {
            Token::Name(name) => self.name(name),
            Token::Number(digits) => {
                self.value(digits.parse().map_or(Value::Unknown, Value::Number));
            }
            Token::Open(bracket) => self.open(bracket),
            Token::Close(bracket) => self.close_bracket(bracket),
            Token::Dot => self.attribute(),
            Token::Comma => self.comma(),
            Token::Colon => self.colon(),
            Token::Equal => self.equal(),
            Token::PlusEqual | Token::Augmented => self.augmented(token == Token::PlusEqual),
            Token::Bang => self.conversion(),
            Token::Walrus if self.is_field() => self.colon(),
            Token::Walrus => self.operator(Operator::Walrus),
            Token::Plus | Token::Operator if self.expects_value => self.operators.push(Operator::Unary),
            Token::Plus => self.operator(Operator::Plus),
            Token::Percent => self.operator(Operator::Percent),
            Token::Star | Token::Power if self.expects_value => self.star(),
            Token::Star | Token::Operator => self.operator(Operator::Times),
            Token::Power => self.operator(Operator::Power),
            Token::Compare => self.operator(Operator::Compare),
            Token::Text(_) | Token::End => {}
        }
    }

    /// A value begins. Where one stands already that it does not go on with, that one is done.
    fn value(&mut self, value: Value<'t>) {
        if !self.expects_value {
            self.reduce(Operator::lowest());
            let done = self.pop();
            self.drop_here(&done);
        }
        self.values.push(value);
        self.expects_value = false;
    }

    /// `.name` after a value.
    fn attribute(&mut self) {
        if self.expects_value {
            return;
        }
        let Token::Name(name) = self.lexer.next() else {
            return;
        };
        self.name = self.lexer.span();
        let rootless = |receiver| {
            Value::Path(Box::new(Dotted {
                segments: vec![name],
                is_rooted: false,
                receiver,
            }))
        };
        let value = match self.pop() {
            Value::Path(mut dotted) => {
                if self.formatted > 0 && dotted.is_rooted && self.reader.is_wanted(self.name) {
                    self.reader.segment(self.name, &dotted, self.line.block);
                }
                dotted.segments.push(name);
                Value::Path(dotted)
            }
            value @ (Value::Quoted(_) | Value::Text(_) | Value::Sequence(_) | Value::Table(_)) => {
                Value::Method(Box::new((value, name)))
            }
            Value::Call(call) => rootless(Some(call)),
            value => {
                self.drop_alone(&value);
                rootless(None)
            }
        };
        self.values.push(value);
    }

    /// `=` after a value.
    fn equal(&mut self) {
        self.reduce(Operator::lowest());
        self.expects_value = true;
        let is_field = self.is_field();
        if self.ends_annotation() {
            let annotation = self.pop();
            if matches!(annotation, Value::Call(_)) {
                self.drop_alone(&annotation);
            }
            return;
        }
        let Some(frame) = self.frames.last() else { return };
        match frame.kind {
            Kind::Statement => {
                let target = self.take_items();
                self.outcome.targets.push(target);
            }
            Kind::Call(_) | Kind::Method { .. } | Kind::Wrap(_) | Kind::Header => {
                if let Kind::Call(call) = frame.kind {
                    self.keyword_word(call);
                }
                let value = self.pop();
                if let (Value::Path(dotted), Some(frame)) = (&value, self.frames.last_mut()) {
                    frame.keyword = dotted.segments.first().copied();
                }
            }
            _ if is_field => self.debug_field(),
            _ => {
                let value = self.pop();
                self.drop_alone(&value);
            }
        }
    }

    /// Writes down the name of a keyword argument, if it is of interest.
    fn keyword_word(&mut self, call: u32) {
        if self.reader.is_wanted(self.name) {
            let literal = self.reader.word(self.name);
            let call = self.reader.call(call);
            self.reader
                .push_placed(literal, true, Stands::Keyword { call }, self.line.block);
        }
    }

    fn augmented(&mut self, is_appended: bool) {
        self.reduce(Operator::lowest());
        self.expects_value = true;
        if self.frames.len() == 1 {
            let target = self.take_items();
            // What another operator makes of it is not known.
            let target = if is_appended { target } else { Value::Unknown };
            self.outcome.targets.push(target);
            self.outcome.is_appended = true;
        }
    }

    fn colon(&mut self) {
        self.reduce(Operator::lowest());
        self.expects_value = true;
        let Some(frame) = self.frames.last() else { return };
        match frame.kind {
            Kind::Statement => {
                let target = self.take_items();
                self.outcome.targets.push(target);
                self.annotation = Some(self.frames.len());
            }
            Kind::Header => {
                let value = self.pop();
                if let (Value::Path(dotted), Some(frame)) = (&value, self.frames.last_mut()) {
                    frame.keyword = dotted.segments.first().copied();
                    self.annotation = Some(self.frames.len());
                }
            }
            Kind::Braces => {
                let key = self.pop();
                if let Some(frame) = self.frames.last_mut() {
                    frame.key = Some(key);
                }
            }
            Kind::Field { .. } => self.format_of_field(),
            _ => {
                let value = self.pop();
                self.drop_alone(&value);
            }
        }
    }

    /// The end of the statement.
    fn finish(&mut self) {
        self.reduce(Operator::lowest());
        // An annotation without a value binds nothing.
        if self.annotation.is_some() {
            self.outcome.targets.clear();
        }
        let value = self.take_items();
        self.frames.pop();
        let first = Lexer::new(self.reader.text, self.line.span).next();
        self.outcome.is_bare = !matches!(first, Token::Name(_));
        self.outcome.value = value;
    }

    /// Writes down a value that goes nowhere.
    fn drop_alone(&mut self, value: &Value<'t>) {
        if self.annotation.is_none() {
            self.reader.write(value, At::Alone, self.line.block);
        }
    }

    /// Writes down a value as the argument that is being read.
    fn drop_here(&mut self, value: &Value<'t>) {
        match self.here() {
            Some((call, argument)) => {
                self.reader
                    .write(value, At::Argument(call, argument), self.line.block);
            }
            None => self.drop_alone(value),
        }
    }

    /// Whether an annotation was read in this very frame; it is done.
    fn ends_annotation(&mut self) -> bool {
        let depth = self.frames.len();
        self.annotation
            .take_if(|annotation| *annotation == depth)
            .is_some()
    }

    fn pop(&mut self) -> Value<'t> {
        let base = self.frames.last().map_or(0, |frame| frame.values);
        match self.values.len() > base {
            true => self.values.pop().unwrap_or_default(),
            false => Value::Unknown,
        }
    }
}
