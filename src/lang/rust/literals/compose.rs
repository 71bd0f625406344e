//! Puts the text of an expression together: strings, `+`, `concat!`, `format!`, joins, constants of the file.
//!
//! A machine with a stack of its own, in bounded steps for a whole source: constants of constants could grow without
//! end. What is not known is a hole; an expression of which nothing is known is no literal.

use std::cell::Cell;

use crate::lang::rust::lex::Kind;
use crate::literal::Literal;
use crate::span::Span;

use super::Source;
use super::bindings::Appended;
use super::decode::{Atom, Field, atoms, fields};
use super::heads::Head;
use super::paths;
use super::source::Extent;
use super::vocabulary::{self, MacroKind};

/// How deep constants, macros and brackets are followed into each other.
const DEPTH: u8 = 24;
/// How many arguments of a macro, elements of a list and operands of a sum are taken.
pub(super) const PARTS: usize = 256;

/// What may still be composed of a source.
#[derive(Debug)]
pub(super) struct Budget {
    steps: Cell<usize>,
    bytes: Cell<usize>,
}

impl Budget {
    /// What a source of so many tokens and bytes may take.
    pub(super) fn new(tokens: usize, bytes: usize) -> Self {
        Self {
            steps: Cell::new(4 * tokens + 65_536),
            bytes: Cell::new(8 * bytes + 65_536),
        }
    }

    fn take(cell: &Cell<usize>, amount: usize) -> bool {
        let left = cell.get();
        cell.set(left.saturating_sub(amount));
        left >= amount
    }
}

/// What is still to be done, the next last.
#[derive(Debug, Clone, Copy)]
pub(super) enum Job {
    /// The value of an expression between two tokens.
    Expression(u32, u32),
    /// One operand of it.
    Operand(u32, u32),
    /// The formatted text of a macro's arguments.
    Format(u32),
    Atom(Atom),
    Hole,
    /// What stands between the segments of a path, and what stands for the rest of them.
    Unsaid(&'static str),
}

/// What was composed.
#[derive(Debug)]
pub(super) struct Composed {
    pub(super) literal: Literal,
    /// It says a word of interest.
    pub(super) is_hot: bool,
    /// The strings that it is made of.
    pub(super) strings: Vec<u32>,
}

#[derive(Debug)]
struct Composer<'s, 'a, 't> {
    source: &'s Source<'a, 't>,
    jobs: Vec<(Job, u8)>,
    literal: Literal,
    is_hot: bool,
    is_known: bool,
    strings: Vec<u32>,
    /// The budget did not suffice.
    is_cut: bool,
}

/// The text of an extent, if anything is known of it and the budget suffices.
pub(super) fn compose(source: &Source<'_, '_>, extent: Extent) -> Option<Composed> {
    let job = match extent.formats {
        Some(group) => Job::Format(group),
        None => Job::Expression(extent.first, extent.end),
    };
    let mut composer = Composer {
        source,
        jobs: vec![(job, 0)],
        literal: Literal::default(),
        is_hot: false,
        is_known: false,
        strings: Vec::new(),
        is_cut: false,
    };
    while let Some((job, depth)) = composer.jobs.pop() {
        composer.is_cut |= !Budget::take(&source.budget.steps, 1);
        if composer.is_cut {
            return None;
        }
        if depth > DEPTH {
            composer.literal.push_hole();
            continue;
        }
        composer.take(job, depth);
    }
    (composer.is_known && !composer.is_cut).then_some(Composed {
        literal: composer.literal,
        is_hot: composer.is_hot,
        strings: composer.strings,
    })
}

/// The text of a string by itself.
pub(super) fn string(source: &Source<'_, '_>, token: u32) -> Literal {
    let outline = source.outline;
    let raw = outline.kind(token) == Kind::Text { raw: true };
    let mut literal = Literal::default();
    for atom in atoms(outline.text, outline.span(token), raw) {
        atom.add_to(&mut literal, outline.text);
    }
    literal
}

impl Composer<'_, '_, '_> {
    fn take(&mut self, job: Job, depth: u8) {
        match job {
            Job::Expression(first, end) => self.sum(first, end, depth),
            Job::Operand(first, end) => {
                if self.operand(first, end, depth + 1).is_none() {
                    self.literal.push_hole();
                }
            }
            Job::Format(group) => self.format(group, depth + 1),
            Job::Atom(atom) => self.say(atom),
            Job::Hole => self.literal.push_hole(),
            Job::Unsaid(text) => self.literal.push_unsaid(text),
        }
    }

    fn say(&mut self, atom: Atom) {
        let (Atom::Verbatim(span) | Atom::Escape(_, span)) = atom;
        self.is_known = true;
        self.is_cut |= !Budget::take(&self.source.budget.bytes, (span.end - span.start) as usize);
        if !self.is_cut {
            self.is_hot |= self.source.says(span);
            atom.add_to(&mut self.literal, self.source.outline.text);
        }
    }

    /// Does some jobs in their order, before what is left.
    fn push(&mut self, jobs: impl DoubleEndedIterator<Item = Job>, depth: u8) {
        self.jobs.extend(jobs.rev().map(|job| (job, depth)));
    }

    fn sum(&mut self, first: u32, end: u32, depth: u8) {
        let outline = self.source.outline;
        let is_first = self.literal.text().is_empty();
        if let Some(segments) = paths::segments(self.source, (first, end), is_first) {
            self.push(segments.into_iter(), depth);
            return;
        }
        let mut operands = Vec::new();
        let mut start = first;
        let mut at = first;
        while at < end && operands.len() < PARTS {
            if outline.is(at, b'+') {
                operands.push(Job::Operand(start, at));
                start = at + 1;
            }
            at = outline.after(at);
        }
        operands.push(Job::Operand(start, end));
        self.push(operands.into_iter(), depth);
    }

    /// Takes one operand; `None` where nothing is known of it.
    fn operand(&mut self, first: u32, end: u32, depth: u8) -> Option<()> {
        let outline = self.source.outline;
        let mut first = first;
        while first < end
            && (outline.is(first, b'&') || outline.is(first, b'*') || outline.word(first) == "mut")
        {
            first += 1;
        }
        let goes_to_end = |at: u32| (self.source.suffix(at) == end).then_some(());
        match outline.kind(first) {
            Kind::Text { raw } => {
                goes_to_end(first + 1)?;
                let is_first = self.literal.text().is_empty();
                self.strings.push(first);
                self.is_known = true;
                let said = atoms(outline.text, outline.span(first), raw);
                said.for_each(|atom| self.say(atom));
                if is_first {
                    self.push(paths::goes_on(self.source, first).into_iter(), depth);
                }
                Some(())
            }
            Kind::Open(_) => {
                let group = outline.own_group(first)?;
                let after = outline.after(first);
                match self.source.heads[group as usize] {
                    Head::Tuple => {
                        goes_to_end(after)?;
                        self.single(group, depth)
                    }
                    Head::Array => self.list(group, after, end, depth),
                    _ => None,
                }
            }
            Kind::Word => self.path(first, end, depth),
            _ => None,
        }
    }

    /// Takes the only argument of a group.
    fn single(&mut self, group: u32, depth: u8) -> Option<()> {
        match self.source.outline.arguments(group, 2)[..] {
            [(first, end)] => {
                self.push([Job::Expression(first, end)].into_iter(), depth);
                Some(())
            }
            _ => None,
        }
    }

    /// Takes `["a", "b"].concat()` and `["a", "b"].join(" ")`, less the brackets.
    fn list(&mut self, group: u32, after: u32, end: u32, depth: u8) -> Option<()> {
        let outline = self.source.outline;
        let (separator, after) = self.source.join(after)?;
        if self.source.suffix(after) != end {
            return None;
        }
        let elements = outline.arguments(group, PARTS);
        let mut jobs = Vec::new();
        for (first, end) in elements {
            if let (Some((first, end)), false) = (separator, jobs.is_empty()) {
                jobs.push(Job::Expression(first, end));
            }
            jobs.push(Job::Expression(first, end));
        }
        self.push(jobs.into_iter(), depth);
        Some(())
    }

    /// Takes what begins with a path: a macro, a call, a constant.
    fn path(&mut self, first: u32, end: u32, depth: u8) -> Option<()> {
        let outline = self.source.outline;
        let mut last = first;
        while outline.kind(last + 1) == Kind::Separator && outline.kind(last + 2) == Kind::Word {
            last += 2;
        }
        let open = match outline.kind(last + 1) {
            Kind::Mark(b'!') => last + 2,
            Kind::Open(b'(') => last + 1,
            _ => return self.constant(last, end, depth),
        };
        let group = outline.own_group(open)?;
        let after = outline.after(open);
        if matches!(self.source.heads[group as usize], Head::Macro(_)) {
            return self.a_macro(outline.word(last), group, (after, end), depth);
        }
        if self.source.suffix(after) != end {
            return None;
        }
        let owner = last
            .checked_sub(2)
            .filter(|_| last > first)
            .map_or("", |owner| outline.word(owner));
        if vocabulary::makes_empty(owner, outline.word(last)) {
            self.is_known = true;
            return Some(());
        }
        if vocabulary::passes_on(owner, outline.word(last)) {
            return self.single(group, depth);
        }
        None
    }

    fn a_macro(&mut self, name: &str, group: u32, (after, end): (u32, u32), depth: u8) -> Option<()> {
        let kind = vocabulary::macro_kind(name);
        if kind == MacroKind::List {
            return self.list(group, after, end, depth);
        }
        if self.source.suffix(after) != end {
            return None;
        }
        match kind {
            MacroKind::Concat => {
                let arguments = self.source.outline.arguments(group, PARTS);
                let jobs = arguments
                    .into_iter()
                    .map(|(first, end)| Job::Expression(first, end));
                self.push(jobs, depth);
                Some(())
            }
            MacroKind::Text => self.single(group, depth),
            MacroKind::Format => {
                self.push([Job::Format(group)].into_iter(), depth);
                Some(())
            }
            _ => None,
        }
    }

    /// Takes what a macro formats.
    fn format(&mut self, group: u32, depth: u8) {
        let outline = self.source.outline;
        let Some(format) = self.source.format_of(group) else {
            self.literal.push_hole();
            return;
        };
        let Kind::Text { raw } = outline.kind(format.first) else {
            self.push([Job::Expression(format.first, format.end)].into_iter(), depth);
            return;
        };
        self.strings.push(format.first);
        self.is_known = true;
        let said = atoms(outline.text, outline.span(format.first), raw);
        let mut jobs = Vec::new();
        for field in fields(outline.text, said) {
            match field {
                Field::Said(atom) => jobs.push(Job::Atom(atom)),
                Field::Unknown => jobs.push(Job::Hole),
                Field::Number(number) => {
                    let argument = format.positional.get(number);
                    jobs.push(argument.map_or(Job::Hole, |&(first, end)| Job::Expression(first, end)));
                }
                Field::Name(span) => self.named(span, &format.named, format.first, &mut jobs),
            }
        }
        self.push(jobs.into_iter(), depth);
    }

    /// A field that names an argument or a variable.
    fn named(&self, span: Span, arguments: &[(u32, u32)], token: u32, jobs: &mut Vec<Job>) {
        let outline = self.source.outline;
        let name = span.of(outline.text);
        let argument = arguments.iter().find(|(first, _)| outline.word(*first) == name);
        match argument {
            Some(&(first, end)) => jobs.push(Job::Expression(first + 2, end)),
            None => match self.source.bindings.lookup(outline, name, token) {
                Some(id) => self.value(id, token, jobs),
                None => jobs.push(Job::Hole),
            },
        }
    }

    /// Takes the value of a constant or a variable.
    fn constant(&mut self, last: u32, end: u32, depth: u8) -> Option<()> {
        if self.source.suffix(last + 1) != end {
            return None;
        }
        let id = self.source.binding(last)?;
        let mut jobs = Vec::new();
        self.value(id, last, &mut jobs);
        self.push(jobs.into_iter(), depth);
        Some(())
    }

    /// What a binding's value is where a token stands.
    fn value(&self, id: u32, token: u32, jobs: &mut Vec<Job>) {
        let (first, end) = self.source.bindings.list[id as usize].value;
        jobs.push(Job::Expression(first, end));
        let appended = self.source.bindings.appended(id, token).take(PARTS);
        jobs.extend(appended.map(|append| match append.what {
            Appended::Value(first, end) => Job::Expression(first, end),
            Appended::Format(group) => Job::Format(group),
        }));
    }
}
