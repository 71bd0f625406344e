//! Statements: what they assign, and where their texts go.

use super::Reader;
use super::calls::PendingId;
use super::machine::{Machine, Outcome};
use super::names::Key;
use super::outline::{BlockId, LineId, LineKind};
use super::place::At;
use super::targets::ADDERS;
use super::value::{Dotted, MOST_NESTED, Sequence, Text, Value};
use crate::span::Span;

impl<'t> Reader<'t> {
    /// Reads a statement.
    pub(super) fn statement(&mut self, id: LineId) {
        let line = self.outline.lines[id as usize];
        match line.kind {
            LineKind::Import => {}
            LineKind::Class | LineKind::Function => {
                let opened = line.opens.unwrap_or_default();
                let name = self.outline.blocks[opened as usize].name;
                let part = Span::new(name.end as usize, (line.span.end.max(name.end)) as usize);
                Machine::new(self, id, part).header();
            }
            LineKind::For => {
                let outcome = Machine::new(self, id, line.span).statement();
                self.repeat(outcome, id);
            }
            LineKind::Plain | LineKind::Decorator | LineKind::Header => {
                let outcome = Machine::new(self, id, line.span).statement();
                self.assign(outcome, id);
            }
        }
    }

    /// `targets = value`
    fn assign(&mut self, outcome: Outcome<'t>, id: LineId) {
        let block = self.outline.lines[id as usize].block;
        let Outcome {
            mut targets,
            value,
            is_appended,
            is_bare,
        } = outcome;
        if targets.is_empty() {
            let is_text = matches!(value, Value::Quoted(_) | Value::Text(_));
            // A text that is a statement is a docstring, or none that anyone reads.
            if !is_text || !is_bare {
                self.write(&value, At::Alone, block);
            }
            return;
        }
        let last = targets.pop().unwrap_or_default();
        for target in targets {
            self.assign_one(&target, value.clone(), id, false);
        }
        if is_appended {
            self.append_to(&last, value, id);
        } else {
            self.assign_one(&last, value, id, true);
        }
    }

    /// Binds what a target names, and writes down the value as assigned to it.
    fn assign_one(&mut self, target: &Value<'t>, value: Value<'t>, id: LineId, is_written: bool) {
        let block = self.outline.lines[id as usize].block;
        if let Value::Sequence(targets) = target {
            match self.known(value, block) {
                Value::Sequence(values) if values.elements.len() == targets.elements.len() => {
                    for (target, value) in targets.elements.iter().zip(values.elements) {
                        // Tuples of tuples are not taken apart.
                        if !matches!(target, Value::Sequence(_)) {
                            self.assign_one(target, value, id, is_written);
                        }
                    }
                }
                value => {
                    self.write(&value, At::Alone, block);
                }
            }
            return;
        }
        let at = self.assigned(target, block);
        let value = match value {
            // Another name for a constant holds the same.
            Value::Path(_) => self.known(value, block),
            value => value,
        };
        let placed = match is_written {
            true => self.write(&value, at, block),
            false => None,
        };
        let is_one =
            matches!(&value, Value::Quoted(_)) || matches!(&value, Value::Text(text) if text.said.len() == 1);
        self.make(target, &value, block);
        if let Some(key) = self.target_key(target, block) {
            self.bind(key, value, id, placed.filter(|_| is_one));
        }
    }

    /// Where the value of an assignment stands.
    fn assigned(&self, target: &Value<'t>, block: BlockId) -> At<'t> {
        match target {
            Value::Path(dotted) => At::Assigned {
                name: dotted.segments.last().copied().unwrap_or_default(),
                class: self.class_of(block).filter(|_| dotted.segments.len() == 1),
            },
            Value::Item(key) => At::Assigned {
                name: key,
                class: None,
            },
            _ => At::Alone,
        }
    }

    /// The name that a target binds.
    fn target_key(&self, target: &Value<'t>, block: BlockId) -> Option<(BlockId, &'t str)> {
        let Value::Path(dotted) = target else { return None };
        match dotted.segments[..] {
            [name] => Some((block, name)),
            ["self" | "cls", name] => Some((self.own_class(block)?, name)),
            _ => None,
        }
    }

    /// `target += value`
    fn append_to(&mut self, target: &Value<'t>, value: Value<'t>, id: LineId) {
        let block = self.outline.lines[id as usize].block;
        let at = self.assigned(target, block);
        let key = self.target_key(target, block);
        match self.text(value, block) {
            Ok(text) => {
                let is_appended = match (key, &text.said[..]) {
                    (Some(key), [said]) => self.append(key, said, at, block),
                    _ => false,
                };
                if !is_appended {
                    self.write(&Value::text(text), at, block);
                }
            }
            Err(value) => {
                self.write(&value, at, block);
                if let Some(key) = key {
                    self.extend(key, value);
                }
            }
        }
    }

    /// Adds to the list that a name holds what a call of one of its methods adds.
    pub(super) fn grow_by_call(&mut self, call: PendingId, value: Value<'t>) {
        let pending = &self.calls[call as usize];
        let (block, dotted) = (pending.block, &pending.callee);
        let ([list @ .., adder], true) = (&dotted.segments[..], dotted.is_rooted) else {
            return;
        };
        if list.is_empty() || !ADDERS.contains(adder) {
            return;
        }
        let list = Dotted {
            segments: list.to_vec(),
            ..dotted.clone()
        };
        let is_element = *adder != "extend";
        let Some((key, Value::Sequence(_))) = self.names.value(&self.outline, block, &list) else {
            return;
        };
        let value = match is_element {
            true => {
                let mut one = Sequence::default();
                one.push(self.known(value, block), true);
                Value::Sequence(Box::new(one))
            }
            false => self.known(value, block),
        };
        self.extend(key, value);
    }

    /// Adds elements to the list that a name holds.
    fn extend(&mut self, key: Key<'t>, more: Value<'t>) {
        let is_wanted = self.holds(&more);
        let Some(Value::Sequence(list)) = self.names.values.get_mut(&key).map(|binding| &mut binding.value)
        else {
            return;
        };
        match more {
            Value::Sequence(more) if more.depth <= MOST_NESTED => {
                for element in more.elements {
                    list.push(element, is_wanted);
                }
            }
            _ => list.push(Value::Unknown, false),
        }
        if is_wanted {
            self.use_of(key);
        }
    }

    /// `for target in value`: the target is each of the elements.
    fn repeat(&mut self, outcome: Outcome<'t>, id: LineId) {
        let block = self.outline.lines[id as usize].block;
        let value = self.known(outcome.value, block);
        let Some(target) = outcome.targets.into_iter().next() else {
            self.write(&value, At::Alone, block);
            return;
        };
        let sequence = match value {
            Value::Sequence(sequence) => *sequence,
            Value::Table(table) => table.listed("keys"),
            value => {
                self.write(&value, At::Alone, block);
                return;
            }
        };
        let at = self.assigned(&target, block);
        let names: Vec<Value<'t>> = match target {
            Value::Sequence(targets) => targets.elements,
            single => vec![single],
        };
        let is_single = matches!(at, At::Assigned { .. });
        let mut texts: Vec<Option<Text>> = vec![None; names.len()];
        for element in sequence.elements {
            let columns = match element {
                Value::Sequence(row) if !is_single => row.elements,
                other => vec![other],
            };
            for ((text, name), value) in texts.iter_mut().zip(&names).zip(columns) {
                let at = self.assigned(name, block);
                self.write(&value, at, block);
                if let Ok(more) = self.text(value, block) {
                    match text {
                        Some(text) => text.or(more),
                        None => *text = Some(more),
                    }
                }
            }
        }
        for (name, text) in names.iter().zip(texts) {
            if let (Some(key), Some(text)) = (self.target_key(name, block), text) {
                self.bind(key, Value::text(text), id, None);
            }
        }
    }

    /// A parameter with what it is where it is not given, or a keyword of a class.
    pub(super) fn parameter(&mut self, name: Option<&'t str>, value: Value<'t>, id: LineId) {
        let line = self.outline.lines[id as usize];
        let Some(name) = name else {
            if line.kind == LineKind::Function && matches!(value, Value::Path(_)) {
                return;
            }
            self.write(&value, At::Alone, line.block);
            return;
        };
        let class = line.opens.filter(|_| line.kind == LineKind::Class);
        let at = At::Assigned { name, class };
        self.write(&value, at, line.block);
        if line.kind == LineKind::Function
            && let Some(opened) = line.opens
        {
            let value = self.known(value, line.block);
            self.bind((opened, name), value, id, None);
        }
    }

    /// What an element of a display is.
    pub(super) fn element(&mut self, of: &Value<'t>, index: &Value<'t>, block: BlockId) -> Option<Value<'t>> {
        let held = match of {
            Value::Path(dotted) => self.names.value(&self.outline, block, dotted)?.1,
            other => other,
        };
        // Keys are looked at one by one.
        let cost = match held {
            Value::Table(table) => table.entries.len(),
            _ => 0,
        };
        let budget = self.budget.checked_sub(cost)?;
        let found = match (held, index) {
            (Value::Table(table), Value::Quoted(key)) => {
                let key = key.content.of(self.text);
                let mut values = table.entries.iter().rev();
                let found = values.find(|(name, _)| self.key_of(name) == Some(key))?;
                &found.1
            }
            (Value::Sequence(sequence), Value::Number(index)) => sequence.elements.get(*index as usize)?,
            _ => return None,
        };
        let left = super::left(found, budget)?;
        let found = found.clone();
        self.budget = left;
        Some(found)
    }

    /// The call whose result a name holds that a path begins with.
    pub(super) fn receiver(&self, dotted: &Dotted<'t>, block: BlockId) -> Option<PendingId> {
        let (head, members) = dotted.segments.split_first()?;
        if members.is_empty() || !dotted.is_rooted {
            return dotted.receiver;
        }
        let head = Dotted {
            segments: vec![head],
            is_rooted: true,
            receiver: None,
        };
        match self.names.value(&self.outline, block, &head)?.1 {
            Value::Call(call) => Some(*call),
            _ => None,
        }
    }
}
