//! What the strings of a Python source say and where they go.
//!
//! Nothing is parsed here: the text is cut into statements ([`outline`]), and those that hold a word of interest in a
//! string, or use a name that holds one, are read token by token ([`machine`]) with a stack of their own. So broken
//! code yields what can be seen of it, and the cost is that of the statements that matter.
//!
//! A name stands for what is assigned to it in its scope. Statements are read in the order of the file, those outside
//! functions first, so that a constant is known before it is used; where branches assign different texts, a use says
//! each of them.

mod anatomy;
mod calls;
mod classes;
mod format;
mod glance;
mod hands;
mod lexer;
mod machine;
mod names;
mod outline;
mod place;
mod quoted;
mod statement;
mod targets;
#[cfg(test)]
mod tests;
mod value;
mod words;

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

pub(super) use self::anatomy::anatomy;
use self::calls::Pending;
use self::names::{Key, Names, Used};
use self::outline::{BlockId, BlockKind, LineId, LineKind, MODULE, NONE, Outline};
use self::quoted::{Scanner, prefix_start};
use self::value::{Said, Text, Value};
use crate::lang::python::imports::all_words;
use crate::lang::{Constants, Excerpt};
use crate::literal::{Literal, Usage};
use crate::span::Span;

use self::place::Written;

/// The literals that say a word of interest, composed, and the identifiers that are one.
pub(super) fn literals(excerpt: &Excerpt<'_>) -> Usage {
    if !glance::may_say(excerpt.text, excerpt.at, excerpt.named) {
        return Usage::default();
    }
    let mut outline = outline::outline(excerpt.text, excerpt.at);
    outline.keep_words(excerpt.named);
    if outline.says_nothing(excerpt.at) {
        return Usage::default();
    }
    let names = Names::new(excerpt.text, excerpt.place, &outline);
    let mut reader = Reader {
        text: excerpt.text,
        at: excerpt.at,
        constants: excerpt.constants,
        names,
        written: Written::new(&outline),
        calls: Vec::new(),
        defined: Vec::new(),
        pending: BTreeSet::new(),
        is_due: vec![false; outline.lines.len()],
        used: FxHashSet::default(),
        // What constants are put into may be many times the text; not without end.
        budget: excerpt.text.len().saturating_mul(8).saturating_add(1 << 20),
        outline,
    };
    reader.start();
    while let Some((_, id)) = reader.pending.pop_first() {
        reader.statement(id);
    }
    reader.finish()
}

/// Reads the statements of a module that matter.
struct Reader<'t> {
    text: &'t str,
    /// Where words of interest stand.
    at: &'t [Span],
    constants: &'t Constants,
    outline: Outline,
    names: Names<'t>,
    written: Written<'t>,
    calls: Vec<Pending<'t>>,
    /// The names of functions of interest that are decorated, with the statements that define them.
    defined: Vec<(Span, LineId)>,
    /// The statements that are to be read, those outside functions first.
    pending: BTreeSet<(bool, LineId)>,
    /// Those that are, or were.
    is_due: Vec<bool>,
    /// The names whose uses are, or were.
    used: FxHashSet<Key<'t>>,
    /// How many bytes of constants may still be put into other literals.
    budget: usize,
}

impl<'t> Reader<'t> {
    fn start(&mut self) {
        let wanted = (0..).zip(&self.outline.lines).filter(|(_, line)| line.is_wanted);
        let mut due: Vec<LineId> = wanted.map(|(id, _)| id).collect();
        due.extend(self.words());
        self.read_later(due);
        // What a class is called may be what is looked for.
        let classes = (0..).zip(&self.outline.blocks);
        let classes =
            classes.filter(|(_, block)| block.kind == BlockKind::Class && self.is_wanted(block.name));
        let classes: Vec<BlockId> = classes.map(|(id, _)| id).collect();
        for id in classes {
            self.class(id);
        }
    }

    /// Has statements read, with those that bind the names which they use.
    fn read_later(&mut self, mut due: Vec<LineId>) {
        while let Some(id) = due.pop() {
            let Some(line) = self.outline.lines.get(id as usize).copied() else {
                continue;
            };
            if line.kind == LineKind::Import || std::mem::replace(&mut self.is_due[id as usize], true) {
                continue;
            }
            let block = self.outline.blocks[line.block as usize].kind;
            self.pending.insert((block == BlockKind::Function, id));
            uses(line.span.of(self.text), |used| {
                due.extend(self.names.binders(&self.outline, line.block, used));
            });
        }
    }

    /// Whether a word of interest stands in a part of the text.
    fn is_wanted(&self, part: Span) -> bool {
        is_among(self.at, part)
    }

    /// Whether a value holds a word of interest.
    fn holds(&self, value: &Value<'t>) -> bool {
        let mut open = vec![value];
        while let Some(value) = open.pop() {
            match value {
                Value::Quoted(quoted) if self.is_wanted(quoted.content) => return true,
                Value::Text(text) if text.is_wanted() => return true,
                Value::Sequence(sequence) => open.extend(&sequence.elements),
                Value::Table(table) => {
                    open.extend(table.entries.iter().flat_map(|(key, value)| [key, value]));
                }
                _ => {}
            }
        }
        false
    }

    /// What a value is, a name looked up.
    fn known(&mut self, value: Value<'t>, block: BlockId) -> Value<'t> {
        let Value::Path(dotted) = &value else {
            return value;
        };
        let Some((_, known)) = self.names.value(&self.outline, block, dotted) else {
            let elsewhere = dotted.segments.last().and_then(|name| self.constants.get(*name));
            return match elsewhere {
                Some(text) => {
                    let mut said = Said::default();
                    said.literal.push_unsaid(text);
                    Value::text(Text::one(said))
                }
                None => value,
            };
        };
        if !matches!(
            known,
            Value::Quoted(_) | Value::Text(_) | Value::Sequence(_) | Value::Table(_)
        ) {
            return value;
        }
        let Some(left) = left(known, self.budget) else {
            return value;
        };
        self.budget = left;
        known.clone()
    }

    /// Counts what was composed of other texts.
    fn count(&mut self, text: &Text) {
        let composed: usize = text.said.iter().map(|said| said.literal.text().len()).sum();
        self.budget = self.budget.saturating_sub(composed);
    }

    /// The text that a value is; the value itself where it is none.
    fn text(&mut self, value: Value<'t>, block: BlockId) -> Result<Text, Value<'t>> {
        match self.known(value, block) {
            Value::Quoted(quoted) => {
                let mut said = Said {
                    literal: Literal::default(),
                    is_wanted: self.is_wanted(quoted.content),
                };
                quoted::push_content(&mut said.literal, self.text, quoted.content, quoted);
                Ok(Text::one(said))
            }
            Value::Text(text) => Ok(*text),
            other => Err(other),
        }
    }

    /// Binds a name.
    fn bind(&mut self, key: Key<'t>, value: Value<'t>, line: LineId, placed: Option<usize>) {
        self.settle(key);
        let suite = self.outline.lines[line as usize].suite;
        let is_wanted = self.holds(&value);
        let binding = self.names.values.entry(key).or_default();
        // An assignment within a branch leaves what was before possible.
        let replaces =
            matches!(binding.value, Value::Unknown) || is_around(&self.outline, suite, binding.suite);
        let before = std::mem::replace(&mut binding.value, value);
        binding.suite = suite;
        binding.placed = placed;
        if !replaces {
            self.widen(key, before);
        }
        if is_wanted {
            self.use_of(key);
        }
    }

    /// A name may also hold what it held before.
    fn widen(&mut self, key: Key<'t>, before: Value<'t>) {
        let Ok(mut text) = self.text(before, key.0) else {
            return;
        };
        let Some(binding) = self.names.values.get_mut(&key) else {
            return;
        };
        let value = std::mem::take(&mut binding.value);
        let value = match self.text(value, key.0) {
            Ok(other) => {
                text.or(other);
                Value::text(text)
            }
            Err(Value::Unknown | Value::Path(_) | Value::Item(_)) => Value::text(text),
            Err(value) => value,
        };
        if let Some(binding) = self.names.values.get_mut(&key) {
            binding.value = value;
            // What is appended now belongs to more than one literal.
            binding.placed = None;
        }
    }

    /// Has the statements read that may use a name which holds a word of interest.
    fn use_of(&mut self, (block, name): Key<'t>) {
        let around = self.outline.blocks[block as usize];
        let (home, from, to) = match around.kind {
            BlockKind::Function => (block, around.header, around.end),
            BlockKind::Module | BlockKind::Class => (MODULE, 0, NONE),
        };
        if !self.used.insert((home, name)) {
            return;
        }
        let users = self.names.users(&self.outline, name, from, to);
        self.read_later(users);
    }
}

/// Takes what a statement uses, but for the words of comments and of strings that name nothing, as far as these can be
/// told at a glance.
fn uses<'t>(statement: &'t str, mut take: impl FnMut(Used<'t>)) {
    let mut scanner = Scanner::new("");
    let mut before = Before::default();
    let mut rest = statement;
    while let Some(sign) = memchr::memchr3(b'"', b'\'', b'#', rest.as_bytes()) {
        let bytes = rest.as_bytes();
        let is_comment = bytes[sign] == b'#';
        let past = if is_comment {
            memchr::memchr(b'\n', &bytes[sign..]).map_or(bytes.len(), |end| sign + end)
        } else {
            let prefix = prefix_start(bytes, sign, 0);
            let quoted = scanner.quoted(bytes, prefix, sign, bytes.len());
            if quoted.has_fields || bytes[..sign].ends_with(b"\\") {
                break;
            }
            quoted.span.end as usize
        };
        let Some((code, after)) = rest.get(..sign).zip(rest.get(past..)) else {
            break;
        };
        before.uses(code, &mut take);
        if !is_comment {
            before = Before::default();
        }
        rest = after;
    }
    before.uses(rest, &mut take);
}

/// What stands before a word.
#[derive(Debug, Default)]
struct Before<'t> {
    /// A word, perhaps with a dot behind it.
    name: &'t str,
    has_dot: bool,
}

impl<'t> Before<'t> {
    /// Takes what a part of a statement uses that has no strings.
    fn uses(&mut self, code: &'t str, take: &mut impl FnMut(Used<'t>)) {
        let mut end = 0;
        for (at, name) in all_words(code) {
            self.pass(&code.as_bytes()[end..at]);
            take(match self.has_dot {
                true => Used::Attribute { of: self.name, name },
                false => Used::Name(name),
            });
            *self = Self { name, has_dot: false };
            end = at + name.len();
        }
        self.pass(&code.as_bytes()[end..]);
    }

    /// Passes over what is no word.
    fn pass(&mut self, signs: &[u8]) {
        for sign in signs {
            match sign {
                b'.' => self.has_dot = true,
                b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'\\' => {}
                _ => *self = Self::default(),
            }
        }
    }
}

/// Whether one of some places lies in a part of a text.
fn is_among(at: &[Span], part: Span) -> bool {
    let next = at.partition_point(|hit| hit.start < part.start);
    at.get(next).is_some_and(|hit| hit.end <= part.end)
}

/// Whether a suite is another one, or around it.
fn is_around(outline: &Outline, suite: LineId, inner: LineId) -> bool {
    /// Statements are hardly nested deeper.
    const MOST: usize = 64;
    let mut current = inner;
    for _ in 0..MOST {
        if current == suite {
            return true;
        }
        let Some(line) = outline.lines.get(current as usize) else {
            return false;
        };
        current = line.suite;
    }
    false
}

/// What is left of a budget, in bytes, once a value is copied.
fn left(value: &Value<'_>, mut budget: usize) -> Option<usize> {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        let size = match value {
            Value::Quoted(quoted) => (quoted.content.end - quoted.content.start) as usize,
            Value::Text(text) => text.said.iter().map(|said| said.literal.text().len()).sum(),
            Value::Sequence(sequence) => {
                open.extend(&sequence.elements);
                0
            }
            Value::Table(table) => {
                open.extend(table.entries.iter().flat_map(|(key, value)| [key, value]));
                0
            }
            _ => 0,
        };
        budget = budget.checked_sub(size + 16)?;
    }
    Some(budget)
}

/// The class that a block is.
fn class(outline: &Outline, block: BlockId) -> Option<BlockId> {
    (block != MODULE && outline.blocks[block as usize].kind == BlockKind::Class).then_some(block)
}
