//! Frames: what is open around the next token, and how its items are told apart.

use super::{Machine, Operator};
use crate::lang::python::literals::calls::{Argument, PendingId, Within};
use crate::lang::python::literals::quoted::Quoted;
use crate::lang::python::literals::value::{MOST_NESTED, Said, Sequence, Table, Text, Value};
use crate::span::Span;

/// What is open.
#[derive(Debug)]
pub(super) enum Kind<'t> {
    /// Nothing but the statement.
    Statement,
    /// The parameters of a function, the bases of a class.
    Header,
    Call(PendingId),
    /// A call of a method that makes a text of texts.
    Method {
        of: Value<'t>,
        name: &'t str,
    },
    /// A call whose result says what its first argument says.
    Wrap(Wrap),
    /// `(…)` that is no call.
    Group,
    List,
    /// A dict or a set.
    Braces,
    Subscript(Value<'t>),
    Formatted(Box<Formatted>),
    /// A field of a formatted string.
    Field {
        start: usize,
        is_quoted: bool,
    },
}

/// What a call makes of the text that is its first argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrap {
    Same,
    Template,
}

/// A formatted string.
#[derive(Debug)]
pub(super) struct Formatted {
    pub(super) quoted: Quoted,
    pub(super) text: Text,
    /// It goes on with the string before it.
    pub(super) joins: bool,
    /// Where the text around it ends.
    pub(super) limit: usize,
}

/// What is open, with what was read of it.
#[derive(Debug)]
pub(super) struct Frame<'t> {
    pub(super) kind: Kind<'t>,
    /// Where its values and operators begin on their stacks.
    pub(super) values: usize,
    pub(super) operators: usize,
    /// What it is itself an argument of.
    pub(super) outer: Within<'t>,
    position: u32,
    pub(super) keyword: Option<&'t str>,
    /// The key whose value is read.
    pub(super) key: Option<Value<'t>>,
    pub(super) has_comma: bool,
    pub(super) in_comprehension: bool,
    /// `value as` the name that is read.
    pub(super) named: Option<Value<'t>>,
    pub(super) items: Sequence<'t>,
    pub(super) table: Option<Table<'t>>,
    pub(super) arguments: Vec<(Option<&'t str>, Value<'t>)>,
}

impl<'t> Frame<'t> {
    pub(super) fn new(kind: Kind<'t>, values: usize, operators: usize, outer: Within<'t>) -> Self {
        Self {
            kind,
            values,
            operators,
            outer,
            position: 0,
            keyword: None,
            key: None,
            has_comma: false,
            in_comprehension: false,
            named: None,
            items: Sequence::default(),
            table: None,
            arguments: Vec::new(),
        }
    }

    fn argument(&self) -> Argument<'t> {
        Argument {
            position: self.keyword.is_none().then_some(self.position),
            keyword: self.keyword,
            is_element: false,
        }
    }
}

impl<'t> Machine<'_, 't> {
    pub(super) fn push_frame(&mut self, kind: Kind<'t>) {
        let outer = self.here();
        let (values, operators) = (self.values.len(), self.operators.len());
        self.frames.push(Frame::new(kind, values, operators, outer));
        self.expects_value = true;
    }

    /// The argument that is being read.
    pub(super) fn here(&self) -> Within<'t> {
        let frame = self.frames.last()?;
        match &frame.kind {
            Kind::Call(call) => Some((*call, frame.argument())),
            Kind::Method { .. } | Kind::Wrap(_) => frame.outer,
            Kind::Group if !frame.has_comma => frame.outer,
            Kind::Group | Kind::List => frame.outer.map(|(call, argument)| (call, argument.element())),
            Kind::Braces => {
                let key = frame.key.as_ref().and_then(|key| self.reader.key_of(key));
                frame.outer.map(|(call, argument)| (call, argument.under(key)))
            }
            Kind::Statement | Kind::Header | Kind::Subscript(_) | Kind::Formatted(_) | Kind::Field { .. } => {
                None
            }
        }
    }

    pub(super) fn is_field(&self) -> bool {
        matches!(
            self.frames.last().map(|frame| &frame.kind),
            Some(Kind::Field { .. })
        )
    }

    /// An item of the frame is done.
    pub(super) fn item(&mut self) {
        self.reduce(Operator::lowest());
        let base = self.frames.last().map_or(0, |frame| frame.values);
        let has_value = self.values.len() > base;
        let mut value = self.pop();
        if let Some(named) = self.frames.last_mut().and_then(|frame| frame.named.take()) {
            self.bind_target(&value, &named);
            value = named;
        } else if !has_value {
            self.skip_item();
            return;
        }
        if !self.ends_annotation() {
            self.keep(value);
        }
        self.skip_item();
    }

    /// The next item is another argument.
    fn skip_item(&mut self) {
        if let Some(frame) = self.frames.last_mut() {
            frame.position += u32::from(frame.keyword.is_none());
            frame.keyword = None;
            frame.key = None;
        }
    }

    /// Keeps an item, or writes it down where it stands.
    fn keep(&mut self, value: Value<'t>) {
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        if frame.in_comprehension {
            self.drop_alone(&value);
            return;
        }
        match &frame.kind {
            Kind::Call(call) => {
                let call = *call;
                self.drop_here(&value);
                self.reader.hand(call, &value);
                self.reader.grow_by_call(call, value);
            }
            Kind::Method { .. } | Kind::Wrap(_) => frame.arguments.push((frame.keyword, value)),
            Kind::Header => {
                let name = frame.keyword;
                self.reader.parameter(name, value, self.id);
            }
            _ => {
                let key = frame.key.take();
                self.keep_element(key, value);
            }
        }
    }

    fn keep_element(&mut self, key: Option<Value<'t>>, value: Value<'t>) {
        let depth = value.depth().max(key.as_ref().map_or(0, Value::depth));
        if depth >= MOST_NESTED {
            self.drop_here(&value);
            if let Some(key) = &key {
                self.drop_here(key);
            }
            return;
        }
        let is_wanted = self.reader.holds(&value) || key.as_ref().is_some_and(|key| self.reader.holds(key));
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        match key {
            Some(key) => frame.table.get_or_insert_default().push(key, value, is_wanted),
            None => frame.items.push(value, is_wanted),
        }
    }

    /// The items of the statement so far: one, or a tuple.
    pub(super) fn take_items(&mut self) -> Value<'t> {
        self.item();
        let Some(frame) = self.frames.last_mut() else {
            return Value::Unknown;
        };
        let mut items = std::mem::take(&mut frame.items);
        if !std::mem::take(&mut frame.has_comma) {
            return items.elements.pop().unwrap_or_default();
        }
        items.is_tuple = true;
        Value::Sequence(Box::new(items))
    }

    pub(super) fn comma(&mut self) {
        self.item();
        self.expects_value = true;
        if let Some(frame) = self.frames.last_mut() {
            frame.has_comma = true;
        }
    }

    /// `*` or `**` before a value: what is spread is known only where it is a display.
    pub(super) fn star(&mut self) {
        self.expects_value = true;
    }

    /// `for` after a value: a comprehension's element is done.
    pub(super) fn comprehension(&mut self) {
        self.item();
        self.expects_value = true;
        if let Some(frame) = self.frames.last_mut() {
            frame.in_comprehension = true;
        }
    }

    /// `as` after a value.
    pub(super) fn named(&mut self) {
        self.reduce(Operator::lowest());
        let value = self.pop();
        self.expects_value = true;
        if let Some(frame) = self.frames.last_mut() {
            frame.named = Some(value);
        }
    }

    /// `with value as target`
    fn bind_target(&mut self, target: &Value<'t>, value: &Value<'t>) {
        if let Value::Path(dotted) = target
            && let [name] = dotted.segments[..]
        {
            let value = value.clone();
            self.reader.bind((self.line.block, name), value, self.id, None);
        }
    }

    /// Opens a formatted string.
    pub(super) fn push_formatted(&mut self, quoted: Quoted, joins: bool) {
        let limit = self.lexer.limit;
        self.lexer.read(quoted.content);
        self.formatted += 1;
        self.push_frame(Kind::Formatted(Box::new(Formatted {
            quoted,
            text: Text::one(Said::default()),
            joins,
            limit,
        })));
    }

    /// The part of the text from an offset to where the lexer stands.
    pub(super) const fn since(&self, start: usize) -> Span {
        Span::new(start, self.lexer.at)
    }
}
