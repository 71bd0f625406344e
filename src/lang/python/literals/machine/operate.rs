//! Operators: how tightly they bind, and what they make of values.

use super::Machine;
use crate::lang::python::literals::format::{self, Arguments};
use crate::lang::python::literals::place::At;
use crate::lang::python::literals::value::{Said, Sequence, Text, Value};

/// An operator that waits for its right side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Operator {
    // In the order of how tightly they bind.
    Walrus,
    Lambda,
    /// `a if b`: the condition is read.
    If,
    /// `a if b else`: the other possibility is read.
    Else,
    Or,
    And,
    Not,
    Compare,
    Plus,
    Percent,
    Times,
    Unary,
    Power,
}

impl Operator {
    /// What binds least.
    pub(super) const fn lowest() -> Self {
        Self::Walrus
    }

    /// What must be done before a value is the left side of this one.
    const fn done_before(self) -> Self {
        match self {
            // Right to left.
            Self::Walrus | Self::Lambda => Self::Walrus,
            Self::If | Self::Else => Self::Or,
            Self::Percent | Self::Times => Self::Percent,
            Self::Power => Self::Power,
            same => same,
        }
    }

    const fn is_unary(self) -> bool {
        matches!(self, Self::Lambda | Self::Not | Self::Unary)
    }
}

/// Where what is compared with a value stands: what a variable is compared with, it may hold. `table.name` is about the
/// table.
fn member<'t>(other: &Value<'t>) -> At<'t> {
    let Value::Path(dotted) = other else {
        return At::Alone;
    };
    match dotted.segments[..] {
        [.., name, "name"] | [.., name] => At::Assigned { name, class: None },
        [] => At::Alone,
    }
}

impl<'t> Machine<'_, 't> {
    /// An operator after a value.
    pub(super) fn operator(&mut self, operator: Operator) {
        if self.expects_value {
            return;
        }
        self.reduce(operator.done_before());
        self.operators.push(operator);
        self.expects_value = true;
    }

    /// `else` after a condition.
    pub(super) fn otherwise(&mut self) {
        self.reduce(Operator::Or);
        let base = self.frames.last().map_or(0, |frame| frame.operators);
        self.expects_value = true;
        if self.operators.len() > base
            && let Some(operator @ Operator::If) = self.operators.last_mut()
        {
            *operator = Operator::Else;
        }
        let condition = self.pop();
        self.drop_alone(&condition);
    }

    /// Applies the operators of the frame that bind at least as tightly.
    pub(super) fn reduce(&mut self, least: Operator) {
        let base = self.frames.last().map_or(0, |frame| frame.operators);
        while self.operators.len() > base
            && let Some(operator) = self.operators.pop_if(|operator| *operator >= least)
        {
            self.apply(operator);
        }
    }

    fn apply(&mut self, operator: Operator) {
        let right = self.pop();
        if operator.is_unary() {
            self.drop_alone(&right);
            self.values.push(Value::Unknown);
            return;
        }
        let left = self.pop();
        let value = match operator {
            Operator::Plus => self.add(left, right),
            Operator::Percent => self.percent(left, right),
            Operator::Or | Operator::And | Operator::Else => self.either(left, right),
            Operator::Walrus => {
                self.bind_name(&left, &right);
                right
            }
            Operator::Compare => {
                let (of_left, of_right) = (member(&right), member(&left));
                self.reader.write(&left, of_left, self.line.block);
                self.reader.write(&right, of_right, self.line.block);
                Value::Unknown
            }
            _ => {
                self.drop_alone(&left);
                self.drop_alone(&right);
                Value::Unknown
            }
        };
        self.values.push(value);
    }

    fn bind_name(&mut self, target: &Value<'t>, value: &Value<'t>) {
        if let Value::Path(dotted) = target
            && let [name] = dotted.segments[..]
        {
            let value = value.clone();
            self.reader.bind((self.line.block, name), value, self.id, None);
        }
    }

    /// The text that a value is; what is none goes where it stands.
    pub(super) fn text_of(&mut self, value: Value<'t>) -> Option<Text> {
        match self.reader.text(value, self.line.block) {
            Ok(text) => Some(text),
            Err(value) => {
                self.drop_alone(&value);
                None
            }
        }
    }

    fn add(&mut self, left: Value<'t>, right: Value<'t>) -> Value<'t> {
        let block = self.line.block;
        match (self.reader.text(left, block), self.reader.text(right, block)) {
            (Ok(mut left), Ok(right)) => {
                left.push(&right);
                Value::text(left)
            }
            (Ok(mut left), Err(right)) => {
                self.drop_alone(&right);
                left.push(&Text::one(Said::hole()));
                Value::text(left)
            }
            (Err(left), Ok(right)) => {
                self.drop_alone(&left);
                let mut text = Text::one(Said::hole());
                text.push(&right);
                Value::text(text)
            }
            (Err(Value::Sequence(mut left)), Err(Value::Sequence(right))) => {
                for element in right.elements {
                    let is_wanted = self.reader.holds(&element);
                    left.push(element, is_wanted);
                }
                Value::Sequence(left)
            }
            // What is added to a list that is not known is still in a list.
            (Err(Value::Sequence(known)), Err(other)) | (Err(other), Err(Value::Sequence(known))) => {
                self.drop_alone(&other);
                Value::Sequence(known)
            }
            (Err(left), Err(right)) => {
                self.drop_alone(&left);
                self.drop_alone(&right);
                Value::Unknown
            }
        }
    }

    fn either(&mut self, left: Value<'t>, right: Value<'t>) -> Value<'t> {
        let block = self.line.block;
        match (self.reader.text(left, block), self.reader.text(right, block)) {
            (Ok(mut left), Ok(right)) => {
                left.or(right);
                Value::text(left)
            }
            (Ok(text), Err(other)) | (Err(other), Ok(text)) => {
                self.drop_here(&other);
                Value::text(text)
            }
            (Err(Value::Unknown), Err(other)) | (Err(other), Err(Value::Unknown)) => other,
            (Err(left), Err(right)) => {
                self.drop_here(&left);
                right
            }
        }
    }

    fn percent(&mut self, left: Value<'t>, right: Value<'t>) -> Value<'t> {
        let block = self.line.block;
        let mut text = match self.reader.text(left, block) {
            Ok(text) => text,
            Err(left) => {
                self.drop_alone(&left);
                self.drop_alone(&right);
                return Value::Unknown;
            }
        };
        let mut arguments = Arguments::default();
        match self.reader.known(right, block) {
            Value::Sequence(sequence) if sequence.is_tuple => {
                let Sequence { elements, .. } = *sequence;
                let texts = elements.into_iter().map(|element| self.text_of(element));
                arguments.listed = texts.collect();
            }
            Value::Table(table) => {
                for (key, value) in table.entries {
                    let name = self.reader.key_of(&key);
                    self.drop_alone(&key);
                    let value = self.text_of(value);
                    arguments.named.extend(name.map(|name| (name, value)));
                }
            }
            single => {
                let single = self.text_of(single);
                arguments.listed.push(single);
            }
        }
        if self.reader.budget > 0 {
            format::percent(&mut text, &arguments);
            self.reader.count(&text);
        }
        Value::text(text)
    }
}
