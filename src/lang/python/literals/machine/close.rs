//! Brackets: what opens with them, and what value they are once they close.

use super::frame::{Frame, Kind, Wrap};
use super::{Machine, Operator};
use crate::lang::python::literals::calls::{Argument, Pending, PendingId, Within};
use crate::lang::python::literals::format::{self, Arguments};
use crate::lang::python::literals::outline::LineKind;
use crate::lang::python::literals::place::At;
use crate::lang::python::literals::value::{Dotted, Said, Sequence, Text, Value};
use crate::literal::CallForm;

/// Methods that make a text of texts.
const METHODS: &[&str] = &[
    "casefold",
    "decode",
    "encode",
    "expandtabs",
    "format",
    "format_map",
    "get",
    "items",
    "join",
    "keys",
    "lower",
    "lstrip",
    "removeprefix",
    "removesuffix",
    "replace",
    "rstrip",
    "safe_substitute",
    "split",
    "splitlines",
    "strip",
    "substitute",
    "title",
    "upper",
    "values",
];

/// Functions that return the elements which they are given.
const COPIES: &[&str] = &["frozenset", "list", "reversed", "set", "sorted", "tuple"];

/// Brackets that are nested deeper are passed over.
const MOST_FRAMES: usize = 4096;

impl<'t> Machine<'_, 't> {
    pub(super) fn open(&mut self, bracket: u8) {
        if self.frames.len() >= MOST_FRAMES {
            self.unread += 1;
            return;
        }
        match bracket {
            b'(' if !self.expects_value => self.open_call(),
            b'[' if !self.expects_value => {
                let of = self.pop();
                self.push_frame(Kind::Subscript(of));
            }
            _ => {
                if !self.expects_value {
                    self.reduce(Operator::lowest());
                    let done = self.pop();
                    self.drop_here(&done);
                }
                self.push_frame(match bracket {
                    b'(' => Kind::Group,
                    b'[' => Kind::List,
                    _ => Kind::Braces,
                });
            }
        }
    }

    fn open_call(&mut self) {
        let rootless = |segments, receiver| Dotted {
            segments,
            is_rooted: false,
            receiver,
        };
        let callee = match self.pop() {
            Value::Method(method) if METHODS.contains(&method.1) => {
                let (of, name) = *method;
                self.push_frame(Kind::Method { of, name });
                return;
            }
            Value::Method(method) => {
                self.drop_alone(&method.0);
                rootless(vec![method.1], None)
            }
            Value::Path(dotted) => match self.special(&dotted) {
                Some(kind) => {
                    self.push_frame(kind);
                    return;
                }
                None => Dotted {
                    receiver: self.reader.receiver(&dotted, self.line.block),
                    ..*dotted
                },
            },
            Value::Call(call) => rootless(Vec::new(), Some(call)),
            value => {
                self.drop_alone(&value);
                rootless(Vec::new(), None)
            }
        };
        let within = self.here();
        let call = self.pending(callee, within);
        self.push_frame(Kind::Call(call));
    }

    fn pending(&mut self, callee: Dotted<'t>, within: Within<'t>) -> PendingId {
        let call = self.reader.calls.len() as PendingId;
        let is_decorator = self.line.kind == LineKind::Decorator && self.frames.len() == 1;
        self.reader.calls.push(Pending {
            form: match is_decorator {
                true => CallForm::Decorator,
                false => CallForm::Function,
            },
            is_wanted: self.reader.is_wanted(self.name),
            bound: Vec::new(),
            takes: Vec::new(),
            callee,
            within,
            arguments: self.lexer.at as u32,
            block: self.line.block,
            line: self.id,
            id: None,
            direct: Vec::new(),
        });
        call
    }

    /// A call that makes a text of texts, or one of a method of what another call returned.
    fn special(&mut self, dotted: &Dotted<'t>) -> Option<Kind<'t>> {
        let (last, before) = dotted.segments.split_last()?;
        if !dotted.is_rooted {
            return None;
        }
        if METHODS.contains(last) && !before.is_empty() {
            let of = Value::Path(Box::new(Dotted {
                segments: before.to_vec(),
                ..dotted.clone()
            }));
            let of = self.reader.known(of, self.line.block);
            if !matches!(of, Value::Path(_)) {
                return Some(Kind::Method { of, name: last });
            }
        }
        if before.is_empty() && COPIES.contains(last) {
            return Some(Kind::Wrap(Wrap::Same));
        }
        if !self.reader.names.has_wrappers {
            return None;
        }
        let block = self.line.block;
        let path = self.reader.names.resolve(&self.reader.outline, block, dotted);
        match &path.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["string", "Template"] => Some(Kind::Wrap(Wrap::Template)),
            ["textwrap", "dedent"] | ["inspect", "cleandoc"] => Some(Kind::Wrap(Wrap::Same)),
            _ => None,
        }
    }

    pub(super) fn close_bracket(&mut self, bracket: u8) {
        if self.unread > 0 {
            self.unread -= 1;
            return;
        }
        match self.frames.last().map(|frame| &frame.kind) {
            Some(Kind::Field { .. }) if bracket == b'}' => self.close_field(),
            Some(Kind::Field { .. } | Kind::Statement) => {}
            _ => self.close(),
        }
    }

    /// Closes a bracket.
    pub(super) fn close(&mut self) {
        self.item();
        let Some(frame) = self.frames.pop() else { return };
        self.values.truncate(frame.values);
        self.operators.truncate(frame.operators);
        self.annotation
            .take_if(|annotation| *annotation > self.frames.len());
        let value = match frame.kind {
            Kind::Header => {
                self.frames.clear();
                return;
            }
            Kind::Call(call) => Value::Call(call),
            Kind::Group if !frame.has_comma && !frame.in_comprehension && frame.items.elements.len() == 1 => {
                frame.items.elements.into_iter().next().unwrap_or_default()
            }
            Kind::Group | Kind::List => {
                let is_tuple = matches!(frame.kind, Kind::Group);
                let mut items = frame.items;
                items.is_tuple = is_tuple && !frame.in_comprehension;
                if frame.in_comprehension {
                    items.push(Value::Unknown, true);
                }
                Value::Sequence(Box::new(items))
            }
            Kind::Braces => self.close_braces(frame),
            Kind::Method { of, name } => self.method(of, name, frame.arguments, frame.in_comprehension),
            Kind::Wrap(wrap) => self.wrap(wrap, frame.arguments),
            Kind::Subscript(of) => self.subscript(of, frame.items, frame.has_comma),
            Kind::Statement | Kind::Formatted(_) | Kind::Field { .. } => Value::Unknown,
        };
        self.values.push(value);
        self.expects_value = false;
    }

    fn close_braces(&mut self, frame: Frame<'t>) -> Value<'t> {
        match frame.table {
            Some(table) => {
                for value in &frame.items.elements {
                    self.drop_here(value);
                }
                Value::Table(Box::new(table))
            }
            None if frame.items.elements.is_empty() => Value::Table(Box::default()),
            None => Value::Sequence(Box::new(frame.items)),
        }
    }

    fn wrap(&mut self, wrap: Wrap, arguments: Vec<(Option<&'t str>, Value<'t>)>) -> Value<'t> {
        let mut arguments = arguments.into_iter().map(|(_, value)| value);
        let first = arguments.next().unwrap_or_default();
        arguments.for_each(|value| self.drop_alone(&value));
        match self.reader.text(first, self.line.block) {
            Ok(mut text) => {
                text.is_template = wrap == Wrap::Template;
                Value::text(text)
            }
            Err(sequence @ Value::Sequence(_)) => sequence,
            Err(value) => {
                self.drop_alone(&value);
                Value::Unknown
            }
        }
    }

    fn subscript(&mut self, of: Value<'t>, mut items: Sequence<'t>, has_comma: bool) -> Value<'t> {
        let index = match has_comma {
            false => items.elements.pop().unwrap_or_default(),
            true => Value::Sequence(Box::new(items)),
        };
        if let Some(found) = self.reader.element(&of, &index, self.line.block) {
            self.drop_alone(&index);
            return found;
        }
        let key = self.reader.key_of(&index);
        match of {
            Value::Path(mut dotted) if self.annotation.is_none() && self.reader.holds(&index) => {
                // Python calls it so itself.
                dotted.segments.push("__getitem__");
                let within = self.here();
                let call = self.pending(*dotted, within);
                let first = Argument {
                    position: Some(0),
                    ..Argument::default()
                };
                self.reader
                    .write(&index, At::Argument(call, first), self.line.block);
            }
            of => {
                self.drop_alone(&of);
                self.drop_alone(&index);
            }
        }
        key.map_or(Value::Unknown, Value::Item)
    }

    fn method(
        &mut self,
        of: Value<'t>,
        name: &'t str,
        arguments: Vec<(Option<&'t str>, Value<'t>)>,
        is_generator: bool,
    ) -> Value<'t> {
        let mut text = match self.reader.text(of, self.line.block) {
            Ok(text) => text,
            Err(Value::Table(table)) if matches!(name, "items" | "keys" | "values") => {
                return Value::Sequence(Box::new(table.listed(name)));
            }
            Err(of) => {
                let key = arguments.first().filter(|_| name == "get");
                let found = key.and_then(|(_, key)| self.reader.element(&of, key, self.line.block));
                self.drop_each(&arguments);
                if found.is_none() {
                    self.drop_alone(&of);
                }
                return found.unwrap_or_default();
            }
        };
        match name {
            _ if self.reader.budget == 0 => self.drop_each(&arguments),
            "join" => return self.join(&text, arguments, is_generator),
            "format" | "format_map" => {
                let arguments = self.arguments(arguments, name == "format_map");
                format::braces(&mut text, &arguments);
            }
            "substitute" | "safe_substitute" if text.is_template => {
                let arguments = self.arguments(arguments, true);
                format::template(&mut text, &arguments);
            }
            "replace" => self.replace(&mut text, arguments),
            _ => self.drop_each(&arguments),
        }
        self.reader.count(&text);
        Value::text(text)
    }

    fn drop_each(&mut self, arguments: &[(Option<&'t str>, Value<'t>)]) {
        for (_, value) in arguments {
            self.drop_alone(value);
        }
    }

    /// The arguments of a call that puts texts in; `spread` reads the entries of a dict as keywords.
    fn arguments(&mut self, arguments: Vec<(Option<&'t str>, Value<'t>)>, spread: bool) -> Arguments<'t> {
        let mut found = Arguments::default();
        for (keyword, value) in arguments {
            match (keyword, self.reader.known(value, self.line.block)) {
                (None, Value::Table(table)) if spread => {
                    for (key, value) in table.entries {
                        let name = self.reader.key_of(&key);
                        self.drop_alone(&key);
                        let value = self.text_of(value);
                        found.named.extend(name.map(|name| (name, value)));
                    }
                }
                (Some(keyword), value) => {
                    let value = self.text_of(value);
                    found.named.insert(keyword, value);
                }
                (None, value) => {
                    let value = self.text_of(value);
                    found.listed.push(value);
                }
            }
        }
        found
    }

    fn join(
        &mut self,
        separator: &Text,
        arguments: Vec<(Option<&'t str>, Value<'t>)>,
        is_generator: bool,
    ) -> Value<'t> {
        let first = arguments
            .into_iter()
            .next()
            .map(|(_, value)| value)
            .unwrap_or_default();
        let mut elements = match self.reader.known(first, self.line.block) {
            // A list that begins empty is filled later.
            Value::Sequence(sequence) if !sequence.elements.is_empty() => sequence.elements,
            single if is_generator => vec![single, Value::Unknown],
            other => {
                self.drop_alone(&other);
                // What stands between them is said nevertheless.
                vec![Value::Unknown, Value::Unknown]
            }
        };
        let texts = elements.drain(..).map(|element| self.text_of(element));
        let texts: Vec<_> = texts.collect();
        let joined = format::join(separator, &texts);
        self.reader.count(&joined);
        Value::text(joined)
    }

    fn replace(&mut self, text: &mut Text, arguments: Vec<(Option<&'t str>, Value<'t>)>) {
        let mut arguments = arguments.into_iter().map(|(_, value)| value);
        let (old, new) = (arguments.next(), arguments.next());
        let old = old.and_then(|old| {
            self.drop_alone(&old);
            self.text_of(old)
        });
        let old = old.and_then(|old| old.said.into_iter().next());
        let is_there = |old: &Said| {
            text.said
                .iter()
                .any(|said| said.literal.text().contains(old.literal.text()))
        };
        let Some(old) = old.filter(is_there) else {
            if let Some(new) = new {
                self.drop_alone(&new);
            }
            return;
        };
        let new = new.and_then(|new| self.text_of(new));
        format::replace(text, old.literal.text(), new.as_ref());
    }
}
