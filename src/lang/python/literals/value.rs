//! What an expression is, as far as it has to do with text: a value, composed bottom-up while the expression is read.

use super::calls::PendingId;
use super::quoted::Quoted;
use crate::literal::Literal;

/// More texts than this are not kept for one expression.
const MOST_SAID: usize = 16;
/// More elements that hold no word of interest are not kept of one display.
const MOST_ELEMENTS: usize = 1024;
/// Displays that are nested deeper than this are not kept.
pub(super) const MOST_NESTED: u32 = 8;

/// What an expression is.
#[derive(Debug, Clone, Default)]
pub(super) enum Value<'t> {
    /// Nothing that is known.
    #[default]
    Unknown,
    Number(u32),
    /// A string literal that nothing was done with yet.
    Quoted(Quoted),
    Text(Box<Text>),
    Path(Box<Dotted<'t>>),
    /// A method of a text or of a display, not called yet.
    Method(Box<(Value<'t>, &'t str)>),
    Sequence(Box<Sequence<'t>>),
    Table(Box<Table<'t>>),
    Call(PendingId),
    /// What a subscript of something unknown yields, with the key.
    Item(&'t str),
}

/// A name with attributes.
#[derive(Debug, Clone)]
pub(super) struct Dotted<'t> {
    pub(super) segments: Vec<&'t str>,
    /// The first segment is a name; if not, it is an attribute of something that is none.
    pub(super) is_rooted: bool,
    /// The call that the first segment is an attribute of.
    pub(super) receiver: Option<PendingId>,
}

/// A list, a tuple or a set.
#[derive(Debug, Clone, Default)]
pub(super) struct Sequence<'t> {
    pub(super) elements: Vec<Value<'t>>,
    pub(super) is_tuple: bool,
    /// How deep displays are nested in it.
    pub(super) depth: u32,
}

/// A dict.
#[derive(Debug, Clone, Default)]
pub(super) struct Table<'t> {
    pub(super) entries: Vec<(Value<'t>, Value<'t>)>,
    pub(super) depth: u32,
}

/// A composed text: what it may say, at least one.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub(super) said: Vec<Said>,
    /// `string.Template`: its `$names` are still to be put in.
    pub(super) is_template: bool,
}

/// One of the things that a text may say.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    pub(super) literal: Literal,
    /// A word of interest stands in it.
    pub(super) is_wanted: bool,
}

impl Said {
    pub(super) fn hole() -> Self {
        let mut said = Self::default();
        said.literal.push_hole();
        said
    }

    pub(super) fn push(&mut self, other: &Self) {
        self.literal.push_literal(&other.literal);
        self.is_wanted |= other.is_wanted;
    }
}

impl Text {
    pub(super) fn one(said: Said) -> Self {
        Self {
            said: vec![said],
            is_template: false,
        }
    }

    pub(super) fn is_wanted(&self) -> bool {
        self.said.iter().any(|said| said.is_wanted)
    }

    /// What it may say as the nth possibility: the first, where it has fewer.
    pub(super) fn nth(&self, index: usize) -> Option<&Said> {
        self.said.get(index).or(self.said.first())
    }

    /// It may also say what another text says; of those that hold no word of interest one is enough.
    pub(super) fn or(&mut self, other: Self) {
        let mut said = std::mem::take(&mut self.said);
        said.extend(other.said);
        if said.iter().any(|said| said.is_wanted) {
            said.retain(|said| said.is_wanted);
            said.truncate(MOST_SAID);
        } else {
            said.truncate(1);
        }
        self.said = said;
    }

    /// Has at least so many possibilities, as far as that many are kept.
    pub(super) fn widen(&mut self, count: usize) {
        while self.said.len() < count.min(MOST_SAID) {
            self.said.extend_from_within(..1);
        }
    }

    /// Every possibility, changed by what it becomes as the nth.
    pub(super) fn map(&mut self, count: usize, mut act: impl FnMut(&Said, usize) -> Said) {
        self.widen(count);
        for (index, said) in self.said.iter_mut().enumerate() {
            *said = act(said, index);
        }
    }

    /// Adds what another text says.
    pub(super) fn push(&mut self, other: &Self) {
        self.widen(other.said.len());
        for (index, said) in self.said.iter_mut().enumerate() {
            if let Some(more) = other.nth(index) {
                said.push(more);
            }
        }
    }
}

impl Value<'_> {
    pub(super) fn text(text: Text) -> Self {
        Self::Text(Box::new(text))
    }

    /// How deep displays are nested in it.
    pub(super) fn depth(&self) -> u32 {
        match self {
            Self::Sequence(sequence) => sequence.depth,
            Self::Table(table) => table.depth,
            Self::Method(method) => method.0.depth(),
            _ => 0,
        }
    }
}

impl<'t> Sequence<'t> {
    /// Adds an element; of very many, those that are worth nothing are left out.
    pub(super) fn push(&mut self, element: Value<'t>, is_wanted: bool) {
        self.depth = self.depth.max(element.depth() + 1);
        if is_wanted || self.elements.len() < MOST_ELEMENTS {
            self.elements.push(element);
        }
    }
}

impl<'t> Table<'t> {
    /// Its keys, its values, or the pairs of both.
    pub(super) fn listed(self, method: &str) -> Sequence<'t> {
        let mut list = Sequence::default();
        for (key, value) in self.entries {
            let element = match method {
                "keys" => key,
                "values" => value,
                _ => {
                    let mut pair = Sequence::default();
                    pair.push(key, true);
                    pair.push(value, true);
                    Value::Sequence(Box::new(pair))
                }
            };
            list.push(element, true);
        }
        list
    }

    pub(super) fn push(&mut self, key: Value<'t>, value: Value<'t>, is_wanted: bool) {
        self.depth = self.depth.max(key.depth().max(value.depth()) + 1);
        if is_wanted || self.entries.len() < MOST_ELEMENTS {
            self.entries.push((key, value));
        }
    }
}
