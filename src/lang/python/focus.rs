//! Which lines of a module have to be parsed: those that mention a name of interest, with what is around them.
//!
//! Every use and every binding of a name spells it, so lines that spell none of the interesting names cannot change
//! what the others mean. Which names are interesting grows while lines are read (`pay = legacy.pay` makes `pay` one);
//! [`super::read`] asks again until no new name turns up. A property test holds this equal to parsing everything.

use rustc_hash::{FxHashMap, FxHashSet};

use super::dismiss::leaves;
use super::imports::{Binds, IMPORT_CALLS, MOST_NAMES, all_words, imports, spells_import_call, words};
use super::lines::{Line, lines};
use super::string::quoted_names;
use crate::lang::Unit;
use crate::span::Span;

/// A module's lines and the names that matter in it.
pub(super) struct Focus<'t> {
    text: &'t str,
    lines: Vec<Line>,
    selected: Vec<bool>,
    /// The lines below which some line is selected.
    filled: Vec<bool>,
    names: FxHashSet<String>,
    /// The classes that are read whole, and the first lines of the statements whose clauses all are.
    whole: FxHashSet<usize>,
    statements: FxHashSet<usize>,
    /// Lines just selected, whose surroundings are not yet.
    open: Vec<usize>,
}

impl<'t> Focus<'t> {
    /// The focus on a module; `None` where it has to be parsed whole.
    pub(super) fn new(unit: &Unit<'t>) -> Option<Self> {
        let lines = lines(unit.text)?;
        let mut focus = Self {
            text: unit.text,
            selected: vec![false; lines.len()],
            filled: vec![false; lines.len()],
            lines,
            names: FxHashSet::default(),
            whole: FxHashSet::default(),
            statements: FxHashSet::default(),
            open: Vec::new(),
        };
        let quoted = quoted_names(unit.text)
            .filter(|(_, path)| unit.reaches(path))
            .map(|(at, _)| at);
        let spelled = unit.spellings.find(unit.text, Span::new(0, unit.text.len()));
        for at in quoted.chain(spelled.map(|(_, span)| span.start as usize)) {
            focus.mention(at);
        }
        let names = focus.imported(unit);
        focus.add(names);
        Some(focus)
    }

    /// Selects what puts the modules and classes to use that the module imports. Returns what matters wherever it is
    /// spelled.
    fn imported(&mut self, unit: &Unit<'t>) -> Vec<String> {
        let mut names: Vec<String> = unit.own_names();
        if spells_import_call(unit.text) {
            names.extend(IMPORT_CALLS.iter().map(|&call| call.to_owned()));
        }
        let imports = imports(unit.text, unit.place);
        let mut parents: FxHashMap<&str, Vec<&[&str]>> = FxHashMap::default();
        for item in &imports.items {
            let (bound, path) = match item.binds {
                Binds::First(bound) => (Some(bound), &item.path[..1]),
                Binds::Whole(bound) => (Some(bound), &item.path[..]),
                Binds::Star => (None, &item.path[..]),
            };
            match bound {
                _ if !unit.leads(path) => {}
                Some(bound) if unit.reaches(path) => names.push(bound.to_owned()),
                Some(bound) => parents.entry(bound).or_default().push(path),
                None => {
                    names.extend(unit.continuations(path));
                    // The import itself spells none of them.
                    names.extend(path.last().map(|&last| last.to_owned()));
                }
            }
        }
        if parents.len() > MOST_NAMES {
            names.extend(parents.drain().map(|(bound, _)| bound.to_owned()));
        }
        #[expect(
            clippy::iter_over_hash_type,
            reason = "what is selected does not depend on the order"
        )]
        for (bound, paths) in parents {
            // An attribute that leads nowhere binds nothing, and nothing comes of it.
            let matters = |at: &usize| {
                let end = at + bound.len();
                imports.contain(*at) || !paths.iter().all(|path| leaves(unit, path, end))
            };
            words(unit.text, bound)
                .filter(matters)
                .for_each(|at| self.mention(at));
        }
        names
    }

    /// Takes more names into account. Returns whether that selected more lines.
    pub(super) fn add(&mut self, names: impl IntoIterator<Item = String>) -> bool {
        let before = self.count();
        let new: Vec<String> = names
            .into_iter()
            .filter(|name| self.names.insert(name.clone()))
            .collect();
        let text = self.text;
        if new.len() > MOST_NAMES {
            // Looking for each goes through the whole text: better through it once.
            let new: FxHashSet<&str> = new.iter().map(String::as_str).collect();
            all_words(text)
                .filter(|(_, word)| new.contains(word))
                .for_each(|(at, _)| self.mention(at));
        } else {
            for name in &new {
                words(text, name).for_each(|at| self.mention(at));
            }
        }
        self.complete();
        self.count() > before
    }

    fn count(&self) -> usize {
        self.selected.iter().filter(|selected| **selected).count()
    }

    /// Selects the line at an offset. Where that declares a class of an interesting name, the class is read whole:
    /// every method has it, as `self`. A class that is merely made of something interesting need not be interesting.
    fn mention(&mut self, offset: usize) {
        let next = self
            .lines
            .partition_point(|line| line.span.start as usize <= offset);
        let Some(index) = next
            .checked_sub(1)
            .filter(|index| offset < self.lines[*index].span.end as usize)
        else {
            return;
        };
        self.select(index);
        let line = self.lines[index];
        if line.is_class && self.declares(line, offset) && self.whole.insert(index) {
            let body = self.lines[index + 1..]
                .iter()
                .take_while(|below| below.indent > line.indent)
                .count();
            self.selected[index + 1..=index + body].fill(true);
        }
    }

    /// Whether what stands at an offset is the name of the class that a line declares.
    fn declares(&self, line: Line, offset: usize) -> bool {
        let start = (line.span.start + line.indent) as usize;
        let before = self.text.get(start..offset).unwrap_or_default();
        before.trim_end_matches(|c: char| c == '\\' || c.is_ascii_whitespace()) == "class"
    }

    fn select(&mut self, index: usize) {
        if !self.selected[index] {
            self.selected[index] = true;
            self.open.push(index);
        }
    }

    /// Selects what the selected lines need to be well-formed: the lines they are indented below, the other clauses
    /// of their statements, and some line in each body. That is the first of those in which none is selected otherwise:
    /// mostly it tells what a function is for, at length.
    fn complete(&mut self) {
        let mut bodies = Vec::new();
        loop {
            while let Some(index) = self.open.pop() {
                let line = self.lines[index];
                if let Some(parent) = line.parent {
                    self.filled[parent] = true;
                    self.select(parent);
                }
                let mut clause = Some(line.head).filter(|head| self.statements.insert(*head));
                while let Some(index) = clause {
                    self.select(index);
                    clause = self.lines[index].next;
                }
                let below = self.lines.get(index + 1);
                if below.is_some_and(|below| below.parent == Some(index)) {
                    bodies.push(index);
                }
            }
            let Some(body) = bodies.pop() else { break };
            if !self.filled[body] {
                self.select(body + 1);
            }
        }
    }

    /// The parts to parse: ascending, apart. `None` where that is nearly everything.
    pub(super) fn parts(&self) -> Option<Vec<Span>> {
        let selected = self
            .lines
            .iter()
            .zip(&self.selected)
            .filter(|(_, selected)| **selected);
        let parts = joined(selected.map(|(line, _)| line.span));
        let covered: u32 = parts.iter().map(|part| part.end - part.start).sum();
        ((covered as usize) < self.text.len() / 10 * 9).then_some(parts)
    }
}

/// Spans, ascending, with those joined that touch.
fn joined(spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut joined: Vec<Span> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start == last.end => last.end = span.end,
            _ => joined.push(span),
        }
    }
    joined
}
