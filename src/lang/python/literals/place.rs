//! Writing down what was found: literals in their places, and the calls, classes and scopes that these name.

use rustc_hash::FxHashMap;

use super::calls::{Argument, PendingId, unwritten};
use super::names::{Key, Names};
use super::outline::{BlockId, BlockKind, MODULE, Outline};
use super::value::{Said, Value};
use super::{Reader, class};
use crate::literal::{Call, CallId, ClassId, Literal, Placed, Stands, Usage};
use crate::reference::{FILE_SCOPE, Scope, ScopeId};
use crate::span::Span;

/// More assignments than this are not remembered of a class that nothing wanted stands in.
const MOST_ASSIGNED: usize = 64;
/// Classes and scopes that are nested deeper are written down as if they were not.
pub(super) const MOST_NESTED: usize = 64;

/// Where a value stands.
#[derive(Debug, Clone, Copy)]
pub(super) enum At<'t> {
    Alone,
    Argument(PendingId, Argument<'t>),
    Assigned { name: &'t str, class: Option<BlockId> },
}

/// What was written down.
#[derive(Debug, Default)]
pub(super) struct Written<'t> {
    pub(super) usage: Usage,
    scopes: FxHashMap<BlockId, ScopeId>,
    pub(super) classes: FxHashMap<BlockId, ClassId>,
    /// What is assigned in the bodies of classes and holds no word of interest: it tells what a word beside it
    /// belongs to.
    pub(super) assigned: FxHashMap<BlockId, Vec<(&'t str, Value<'t>)>>,
    /// The classes in the body of each.
    pub(super) inner: FxHashMap<BlockId, Vec<BlockId>>,
    grown: Vec<Key<'t>>,
}

impl At<'_> {
    fn element(self) -> Self {
        match self {
            Self::Argument(call, argument) => Self::Argument(call, argument.element()),
            other => other,
        }
    }

    /// Where the key of a dict stands.
    fn key(self) -> Self {
        match self {
            Self::Argument(call, argument) => Self::Argument(call, argument.element()),
            _ => Self::Alone,
        }
    }
}

impl<'t> At<'t> {
    fn under(self, key: Option<&'t str>) -> Self {
        match self {
            Self::Argument(call, argument) => Self::Argument(call, argument.under(key)),
            Self::Assigned { name, class } => Self::Assigned {
                name: key.unwrap_or(name),
                class,
            },
            Self::Alone => Self::Alone,
        }
    }
}

impl Written<'_> {
    pub(super) fn new(outline: &Outline) -> Self {
        let mut written = Self::default();
        written.usage.scopes.push(Scope {
            parent: None,
            label: String::new(),
            segment: String::new(),
        });
        written.scopes.insert(MODULE, FILE_SCOPE);
        for (id, block) in (0..).zip(&outline.blocks) {
            if block.kind == BlockKind::Class && class(outline, block.parent).is_some() {
                written.inner.entry(block.parent).or_default().push(id);
            }
        }
        written
    }
}

impl<'t> Reader<'t> {
    /// The key of a dict, as it stands in the source.
    pub(super) fn key_of(&self, key: &Value<'t>) -> Option<&'t str> {
        match key {
            Value::Quoted(quoted) => Some(quoted.content.of(self.text)),
            _ => None,
        }
    }

    /// Writes down what a value says that holds a word of interest. The first of the literals, by number.
    pub(super) fn write(&mut self, value: &Value<'t>, at: At<'t>, block: BlockId) -> Option<usize> {
        let before = self.written.usage.literals.len();
        match value {
            Value::Unknown | Value::Number(_) | Value::Call(_) | Value::Item(_) => {}
            Value::Quoted(_) | Value::Text(_) => self.write_text(value, at, block),
            _ => self.write_each(value, at, block),
        }
        (self.written.usage.literals.len() > before).then_some(before)
    }

    /// Writes down each text that a value holds.
    fn write_each(&mut self, value: &Value<'t>, at: At<'t>, block: BlockId) {
        let mut open = vec![(value, at)];
        let mut constants = Vec::new();
        while let Some((value, at)) = open.pop() {
            match value {
                Value::Quoted(_) | Value::Text(_) => self.write_text(value, at, block),
                // A constant that goes nowhere was written down where it is assigned.
                Value::Path(_) if !matches!(at, At::Alone) => {
                    let known = self.known(value.clone(), block);
                    if !matches!(known, Value::Path(_)) {
                        constants.push((known, at));
                    }
                }
                Value::Method(method) => open.push((&method.0, At::Alone)),
                Value::Sequence(sequence) => {
                    open.extend(
                        sequence
                            .elements
                            .iter()
                            .rev()
                            .map(|element| (element, at.element())),
                    );
                }
                Value::Table(table) => {
                    for (key, value) in table.entries.iter().rev() {
                        open.push((value, at.under(self.key_of(key))));
                        open.push((key, at.key()));
                    }
                }
                _ => {}
            }
        }
        let mut open: Vec<_> = constants.iter().rev().map(|(value, at)| (value, *at)).collect();
        while let Some((value, at)) = open.pop() {
            match value {
                Value::Sequence(sequence) => {
                    open.extend(
                        sequence
                            .elements
                            .iter()
                            .rev()
                            .map(|element| (element, at.element())),
                    );
                }
                Value::Table(table) => {
                    open.extend(
                        table
                            .entries
                            .iter()
                            .rev()
                            .map(|(key, value)| (value, at.under(self.key_of(key)))),
                    );
                }
                value => self.write_text(value, at, block),
            }
        }
    }

    fn write_text(&mut self, value: &Value<'t>, at: At<'t>, block: BlockId) {
        if self.holds(value) {
            let Ok(text) = self.text(value.clone(), block) else {
                return;
            };
            for said in text.said {
                if said.is_wanted {
                    self.push(said.literal, false, at, block);
                }
            }
            return;
        }
        if !matches!(value, Value::Quoted(_) | Value::Text(_)) {
            return;
        }
        match at {
            At::Argument(call, argument) if !argument.is_element => {
                let pending = &mut self.calls[call as usize];
                match pending.id {
                    Some(_) => self.write_beside(value, at, block),
                    None => pending.remember(argument, value.clone()),
                }
            }
            At::Assigned {
                name,
                class: Some(class),
            } => {
                if self.is_read(class) {
                    self.write_beside(value, at, block);
                    return;
                }
                let assigned = self.written.assigned.entry(class).or_default();
                if assigned.len() < MOST_ASSIGNED {
                    assigned.push((name, value.clone()));
                }
            }
            _ => {}
        }
    }

    /// Whether a class is written down, or the one in whose body it is declared.
    fn is_read(&self, class: BlockId) -> bool {
        let around = [class, self.outline.blocks[class as usize].parent];
        around
            .iter()
            .any(|class| self.written.classes.contains_key(class))
    }

    /// Writes down a text that holds no word of interest, but stands beside one that does.
    pub(super) fn write_beside(&mut self, value: &Value<'t>, at: At<'t>, block: BlockId) {
        if let Ok(text) = self.text(value.clone(), block)
            && let Some(said) = text.said.into_iter().next()
        {
            self.push(said.literal, false, at, block);
        }
    }

    /// Writes down a literal in its place.
    pub(super) fn push(&mut self, literal: Literal, is_word: bool, at: At<'t>, block: BlockId) {
        let stands = match at {
            At::Alone => Stands::Alone,
            At::Argument(call, argument) => Stands::Argument {
                call: self.call(call),
                slot: argument.slot(),
            },
            At::Assigned { name, class } => Stands::Assigned {
                name: name.to_owned(),
                class: class.map(|class| self.class(class)),
            },
        };
        self.push_placed(literal, is_word, stands, block);
    }

    pub(super) fn push_placed(&mut self, literal: Literal, is_word: bool, stands: Stands, block: BlockId) {
        let scope = self.scope(block);
        self.written.usage.literals.push(Placed {
            literal,
            is_word,
            stands,
            scope,
        });
    }

    /// An identifier that is written down as it stands.
    pub(super) fn word(&self, span: Span) -> Literal {
        let mut literal = Literal::default();
        literal.push_verbatim(self.text, span);
        literal
    }

    /// The number that a call is written down under, with those that it stands in.
    pub(super) fn call(&mut self, call: PendingId) -> CallId {
        let mut last = 0;
        if let Some(id) = self.calls[call as usize].id {
            return id;
        }
        let mut beside = Vec::new();
        for id in unwritten(&self.calls, call) {
            let pending = &self.calls[id as usize];
            let callee = self.names.resolve(&self.outline, pending.block, &pending.callee);
            let (block, within) = (pending.block, pending.within);
            let receiver = pending.callee.receiver;
            let written = |call: PendingId| self.calls[call as usize].id;
            let found = Call {
                form: pending.form,
                arguments: pending.arguments,
                bound: Vec::new(),
                on: Vec::new(),
                takes: Vec::new(),
                callee,
                receiver: receiver.and_then(written),
                within: within.and_then(|(call, argument)| Some((written(call)?, argument.slot()))),
                class: None,
            };
            last = self.written.usage.calls.len() as CallId;
            self.written.usage.calls.push(found);
            let pending = &mut self.calls[id as usize];
            pending.id = Some(last);
            let direct = std::mem::take(&mut pending.direct);
            beside.extend(
                direct
                    .into_iter()
                    .map(|(argument, value)| (id, argument, value, block)),
            );
            if let Some(class) = class(&self.outline, block) {
                let class = self.class(class);
                self.written.usage.calls[last as usize].class = Some(class);
            }
        }
        for (id, argument, value, block) in beside {
            self.write_beside(&value, At::Argument(id, argument), block);
        }
        last
    }

    /// The number of the named scope that a block is.
    pub(super) fn scope(&mut self, block: BlockId) -> ScopeId {
        let mut chain = Vec::new();
        let mut current = block;
        while !self.written.scopes.contains_key(&current) && chain.len() < MOST_NESTED {
            chain.push(current);
            current = self.outline.blocks[current as usize].parent;
        }
        let mut scope = self.written.scopes.get(&current).copied().unwrap_or(FILE_SCOPE);
        for block in chain.into_iter().rev() {
            let name = self.outline.blocks[block as usize].name.of(self.text);
            self.written.usage.scopes.push(Scope {
                parent: Some(scope),
                label: name.to_owned(),
                segment: name.to_owned(),
            });
            scope = (self.written.usage.scopes.len() - 1) as ScopeId;
            self.written.scopes.insert(block, scope);
        }
        scope
    }

    /// Adds a text to what a name holds; `false` where it holds none, or more than one.
    pub(super) fn append(&mut self, key: Key<'t>, more: &Said, at: At<'t>, block: BlockId) -> bool {
        let Some(binding) = self.names.values.get_mut(&key) else {
            return false;
        };
        let value = std::mem::take(&mut binding.value);
        let mut text = match self.text(value, block) {
            Ok(text) => text,
            Err(value) => {
                self.names.values.entry(key).or_default().value = value;
                return false;
            }
        };
        let was_wanted = text.is_wanted();
        let is_one = text.said.len() == 1;
        for said in &mut text.said {
            said.push(more);
        }
        let is_wanted = text.is_wanted();
        let mut placed = self.names.values.get(&key).and_then(|binding| binding.placed);
        if is_one && is_wanted && placed.is_none() {
            placed = Some(self.written.usage.literals.len());
            self.push(Literal::default(), false, at, block);
        }
        let binding = self.names.values.entry(key).or_default();
        binding.value = Value::text(text);
        binding.placed = placed;
        if is_one && is_wanted && !binding.is_grown {
            binding.is_grown = true;
            self.written.grown.push(key);
        }
        if is_wanted && !was_wanted {
            self.use_of(key);
        }
        is_one
    }

    /// Writes down all that was appended to what a name holds.
    pub(super) fn settle(&mut self, key: Key<'t>) {
        let Some(binding) = self.names.values.get_mut(&key).filter(|binding| binding.is_grown) else {
            return;
        };
        binding.is_grown = false;
        if let (Some(placed), Value::Text(text)) = (binding.placed, &binding.value)
            && let Some(said) = text.said.first()
            && let Some(found) = self.written.usage.literals.get_mut(placed)
        {
            found.literal = said.literal.clone();
        }
    }

    pub(super) fn finish(mut self) -> Usage {
        for key in std::mem::take(&mut self.written.grown) {
            self.settle(key);
        }
        self.decorated();
        for call in 0..self.calls.len() {
            if self.calls[call].is_wanted {
                self.call(call as PendingId);
            }
        }
        self.name_calls();
        self.written.usage
    }

    /// The class whose attribute a name is that a statement of a block assigns.
    pub(super) fn class_of(&self, block: BlockId) -> Option<BlockId> {
        class(&self.outline, block)
    }

    /// What `self` is in a block.
    pub(super) fn own_class(&self, block: BlockId) -> Option<BlockId> {
        Names::own_class(&self.outline, block)
    }
}
