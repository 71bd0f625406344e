//! What rules ask for outright: the queries of each language, and the regular expressions.

use regex::{RegexSet, RegexSetBuilder};

use super::needles::Needles;
use crate::lang::query::Query;
use crate::lang::regex::Expression;
use crate::lang::{LANGUAGES, Language};
use crate::names::TargetId;
use crate::reference::Kind;
use crate::rule::{Rule, expression};

/// How large the expressions may get together that may be in any text, in bytes.
const LARGEST: usize = 16 << 20;

/// What rules ask for outright.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The queries of each of [`LANGUAGES`].
    queries: Vec<Sought<Query>>,
    texts: Texts,
}

impl Asked {
    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.queries.iter().all(|queries| queries.things.is_empty())
    }

    /// The queries of a language's sources, if there are any.
    pub fn queries(&self, language: &Language) -> Option<&Sought<Query>> {
        let index = LANGUAGES.iter().position(|other| other.name == language.name)?;
        self.queries
            .get(index)
            .filter(|queries| !queries.things.is_empty())
    }

    /// The regular expressions.
    pub const fn texts(&self) -> &Texts {
        &self.texts
    }
}

/// Things that may be in a text.
#[derive(Debug, Clone)]
pub struct Sought<T> {
    things: Vec<(TargetId, T)>,
    needles: Needles,
}

/// The expressions.
#[derive(Debug, Clone)]
pub struct Texts {
    all: Sought<Expression>,
    /// Those that may be in any text, together.
    anywhere: Option<RegexSet>,
}

impl<T> Sought<T> {
    fn new(things: Vec<(TargetId, T)>, needs: impl Fn(&T) -> Vec<Vec<Vec<String>>>) -> Self {
        let needles = Needles::new(things.iter().map(|(_, thing)| needs(thing)));
        Self { things, needles }
    }

    /// All of it.
    pub fn all(&self) -> impl Iterator<Item = (TargetId, &T)> {
        self.things.iter().map(|(target, thing)| (*target, thing))
    }

    /// What may be in a text.
    pub fn may_be_in(&self, text: &str) -> impl Iterator<Item = (TargetId, &T)> {
        let mut present = self.needles.present(text);
        present.extend(self.needles.anywhere());
        self.at(present)
    }

    fn at(&self, numbers: Vec<usize>) -> impl Iterator<Item = (TargetId, &T)> {
        let things = numbers.into_iter().filter_map(|at| self.things.get(at));
        things.map(|(target, thing)| (*target, thing))
    }
}

impl Texts {
    fn new(things: Vec<(TargetId, Expression)>) -> Self {
        let all = Sought::new(things, |expression| vec![expression.needs.clone()]);
        let numbers = all.needles.anywhere();
        let sources = numbers.iter().filter_map(|at| all.things.get(*at));
        let sources = sources.map(|(_, expression)| expression.regex.as_str());
        let together = RegexSetBuilder::new(sources)
            .size_limit(LARGEST)
            .multi_line(true)
            .crlf(true)
            .build();
        let anywhere = together.ok().filter(|_| numbers.len() > 1);
        Self { all, anywhere }
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.all.things.is_empty()
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = (TargetId, &Expression)> {
        self.all.all()
    }

    /// The expressions that may match in a text.
    pub fn may_be_in(&self, text: &str) -> impl Iterator<Item = (TargetId, &Expression)> {
        let mut present = self.all.needles.present(text);
        let anywhere = self.all.needles.anywhere();
        match &self.anywhere {
            Some(together) => present.extend(together.matches(text).iter().map(|index| anywhere[index])),
            None => present.extend(anywhere),
        }
        self.all.at(present)
    }
}

/// The things that rules ask for, while they are collected.
#[derive(Debug)]
pub(super) struct Draft {
    /// One for each of [`LANGUAGES`].
    queries: Vec<Vec<(TargetId, Query)>>,
    texts: Vec<(TargetId, Expression)>,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            queries: vec![Vec::new(); LANGUAGES.len()],
            texts: Vec::new(),
        }
    }
}

impl Draft {
    /// Adds all that a rule asks for. It is one target, however it is written: a better query finds the same thing.
    pub(super) fn add(&mut self, rule: &Rule, target: TargetId) {
        for name in &rule.target.names {
            if rule.target.kind == Kind::Text {
                let found = expression::expression(name);
                self.texts.extend(found.map(|found| (target, found)));
            } else if let Some(query) = &name.query
                && let Some(of) = LANGUAGES.iter().position(|language| name.is_of(language))
            {
                self.queries[of].push((target, query.clone()));
            }
        }
    }

    /// Makes it all ready to be looked for.
    pub(super) fn compile(self) -> Asked {
        let queries = self.queries.into_iter();
        let queries = queries.map(|queries| Sought::new(queries, Query::needs));
        Asked {
            queries: queries.collect(),
            texts: Texts::new(self.texts),
        }
    }
}
