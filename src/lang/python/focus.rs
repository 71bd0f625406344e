//! Which statements of a module have to be parsed: those that mention a name of interest.
//!
//! Every use and every binding of a name spells it, so statements that spell none of the interesting names cannot
//! change what the others mean. Which names are interesting grows while statements are read (`pay = legacy.pay` makes
//! `pay` one); [`super::read`] asks again until no new name turns up.

use rustc_hash::FxHashSet;

use super::imports::{Binds, IMPORT_CALLS, imports, words};
use super::statements::{Statement, statements};
use crate::lang::Unit;
use crate::span::Span;

/// A module's statements and the names that matter in it.
pub(super) struct Focus<'t> {
    text: &'t str,
    statements: Vec<Statement>,
    selected: Vec<bool>,
    names: FxHashSet<String>,
}

impl<'t> Focus<'t> {
    /// The focus on a module; `None` where it has to be parsed whole.
    pub(super) fn new(unit: &Unit<'t>) -> Option<Self> {
        let statements = statements(unit.text)?;
        let mut focus = Self {
            text: unit.text,
            selected: vec![false; statements.len()],
            statements,
            names: FxHashSet::default(),
        };
        let mut names: Vec<String> = unit.continuations(&unit.place.own_module());
        names.extend(IMPORT_CALLS.iter().map(|&call| call.to_owned()));
        for item in imports(unit).items {
            match item.binds {
                Binds::First(bound) if unit.leads(&item.path[..1]) => names.push(bound.to_owned()),
                Binds::Whole(bound) if unit.leads(&item.path) => names.push(bound.to_owned()),
                Binds::Star if unit.leads(&item.path) => {
                    names.extend(unit.continuations(&item.path));
                    // The import itself spells none of them.
                    names.extend(item.path.last().cloned());
                }
                _ => {}
            }
        }
        for (_, span) in unit.spellings.find(unit.text, Span::new(0, unit.text.len())) {
            focus.select(span.start as usize);
        }
        focus.add(names);
        Some(focus)
    }

    /// Takes more names into account. Returns whether that selected more statements.
    pub(super) fn add(&mut self, names: impl IntoIterator<Item = String>) -> bool {
        let before = self.selected.iter().filter(|selected| **selected).count();
        let mut open: Vec<String> = names.into_iter().collect();
        while let Some(name) = open.pop() {
            if !self.names.insert(name.clone()) {
                continue;
            }
            let text = self.text;
            for at in words(text, &name) {
                open.extend(self.select(at).and_then(|index| self.bound_by(index, at)));
            }
        }
        self.selected.iter().filter(|selected| **selected).count() > before
    }

    /// Selects the statement at an offset, with the class around it.
    fn select(&mut self, offset: usize) -> Option<usize> {
        let next = self
            .statements
            .partition_point(|statement| statement.span.start as usize <= offset);
        let index = next
            .checked_sub(1)
            .filter(|index| offset < self.statements[*index].span.end as usize)?;
        self.selected[index] = true;
        // A class that is made of something interesting has it in every method, as `self`.
        let members = self.statements[index + 1..]
            .iter()
            .take_while(|member| member.class == Some(index))
            .count();
        self.selected[index + 1..=index + members].fill(true);
        if let Some(class) = self.statements[index].class {
            self.selected[class] = true;
        }
        Some(index)
    }

    /// The name that a statement plainly binds to what it mentions: `x = …` and `class x(…)`. What this misses is
    /// found by reading.
    fn bound_by(&self, index: usize, mention: usize) -> Option<String> {
        let statement = self.statements[index];
        let text = statement.span.of(self.text).trim_start();
        let start = statement.span.end as usize - text.len();
        let (word, is_class) = match text.strip_prefix("class ") {
            Some(rest) => (rest.trim_start(), true),
            None => (text, false),
        };
        let end = word
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(word.len());
        let (name, rest) = word.split_at(end);
        let is_bound = is_class || (rest.trim_start().starts_with([':', '=']) && mention > start + end);
        (is_bound && !name.is_empty() && statement.class.is_none()).then(|| name.to_owned())
    }

    /// The parts to parse: ascending, apart. `None` where that is nearly everything.
    pub(super) fn parts(&self) -> Option<Vec<Span>> {
        let mut parts: Vec<Span> = Vec::new();
        for (statement, _) in self
            .statements
            .iter()
            .zip(&self.selected)
            .filter(|(_, selected)| **selected)
        {
            match parts.last_mut() {
                Some(last) if last.end == statement.span.start => last.end = statement.span.end,
                _ => parts.push(statement.span),
            }
        }
        let covered: u32 = parts.iter().map(|part| part.end - part.start).sum();
        ((covered as usize) < self.text.len() / 10 * 9).then_some(parts)
    }
}
