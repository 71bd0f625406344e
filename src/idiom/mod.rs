//! Idioms: what a string or an identifier is, by where it goes. The first argument of `sqlalchemy.Table` is a table's
//! name, that of anything called `execute` is SQL.
//!
//! Idioms are data: the shipped ones are in `rules/idioms.toml`, a configuration may add its own. Here is how one
//! matches a place; they are loaded in [`crate::rule`], and what follows from them is drawn in [`crate::check`].

mod meaning;
mod pattern;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};
use rustc_hash::FxHashMap;

use crate::literal::{Call, CallForm, Class, Placed, Slot, Stands, Usage};
use crate::span::Span;

pub use meaning::Meaning;
pub use pattern::Pattern;

/// One idiom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idiom {
    /// The name of the language that it is one of; of every language without.
    pub language: Option<String>,
    /// Where the string or the identifier stands.
    pub position: Position,
    /// Whether it must, or must not, be an element of a list that stands there.
    pub elements: Option<bool>,
    /// What it is.
    pub is: Meaning,
    /// What says the method of HTTP, of a URL or a route.
    pub method: Option<Method>,
    /// What the chain of calls begins with, or a variable holds, that the call is a part of.
    pub on: Option<Pattern>,
    /// The keyword that says of a route whether it belongs to each thing of a resource.
    pub member: Option<String>,
}

/// What says the method of HTTP that a call uses or declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Method {
    /// The idiom itself.
    Is(String),
    /// The name of what is called: `requests.get`.
    Callee,
    /// An argument: `request("GET", …)`, `methods=["POST"]`.
    Argument(Argument),
    /// The names of what is called among the arguments, and constants: `route("/x", get(show))`.
    Handlers,
    /// The arguments that are nothing but a word: `path(get, path = "/x")`.
    Bare,
    /// What is called without arguments in the same chain: `path("x").and(get())`.
    Chain,
}

/// Where a string or an identifier stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Position {
    /// In a call.
    Argument {
        /// What kind of call.
        form: CallForm,
        /// What is called.
        callee: Pattern,
        /// As which of the arguments.
        arguments: Vec<Argument>,
    },
    /// In an assignment, perhaps in the body of a class: `Meta.db_table`.
    Assignment(Pattern),
    /// As a segment of a path, behind another: `schema::legacy_users`.
    Segment(Pattern),
    /// As the name of a class that is derived from another, with certain keywords or with none: what is meant is called
    /// after the class.
    Derived {
        /// The other class; in Rust, a trait that is derived.
        base: Pattern,
        /// One of the keywords that its declaration must have, if any.
        arguments: Vec<Argument>,
    },
}

/// One of a call's arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument {
    /// By its number, from zero.
    Position(u32),
    /// By its keyword.
    Keyword(String),
    /// Any.
    Any,
}

/// The idioms of a run, so that few of them are tried at any place.
#[derive(Debug, Clone, Default)]
pub struct Idioms {
    list: Vec<Idiom>,
    /// By what a place must have: the last segment of what is called, or the keyword of an argument.
    by_word: FxHashMap<String, Vec<usize>>,
    /// Those that any call, any assignment and any path may fit, each with the [pairs](pattern::pairs) of its last segment.
    others: [Vec<(u64, usize)>; 3],
    /// Those that are about classes.
    classes: Vec<usize>,
    /// For each language a search for the last segments of what routers are mounted by; made when it is first wanted.
    mounting: OnceLock<BTreeMap<String, AhoCorasick>>,
}

impl Idioms {
    /// Takes idioms.
    pub fn new(list: &[Idiom]) -> Self {
        let mut idioms = Self::default();
        idioms.extend(list);
        idioms
    }

    /// Takes more of them.
    pub fn extend(&mut self, more: &[Idiom]) {
        for idiom in more {
            let number = self.list.len();
            let words = idiom.words();
            let other = match &idiom.position {
                Position::Derived { .. } => {
                    self.classes.push(number);
                    None
                }
                _ if !words.is_empty() => None,
                Position::Argument { callee, .. } => Some((0, callee)),
                Position::Assignment(wanted) => Some((1, wanted)),
                Position::Segment(wanted) => Some((2, wanted)),
            };
            if let Some((place, pattern)) = other {
                self.others[place].push((pattern.pairs(), number));
            }
            for word in words {
                self.by_word.entry(word).or_default().push(number);
            }
            self.list.push(idiom.clone());
        }
        self.mounting = OnceLock::new();
    }

    /// What finds the last segments of what routers are mounted by.
    fn mounting_words(&self) -> BTreeMap<String, AhoCorasick> {
        let mounts = |idiom: &&Idiom| matches!(idiom.is, Meaning::Mount | Meaning::Remount | Meaning::Onto);
        let languages: BTreeSet<&str> = self
            .list
            .iter()
            .filter_map(|idiom| idiom.language.as_deref())
            .collect();
        let search = |language: &str| {
            let list = self.list.iter().filter(mounts);
            let list = list.filter(|idiom| idiom.language.as_deref().is_none_or(|own| own == language));
            let words: Vec<String> = list.flat_map(Idiom::mounting).collect();
            let mut search = AhoCorasick::builder();
            let search = search.match_kind(MatchKind::LeftmostLongest).build(words).ok()?;
            Some((language.to_owned(), search))
        };
        languages.into_iter().filter_map(search).collect()
    }

    /// Where a text of a language spells what routers are mounted by.
    pub fn mounting<'t>(&'t self, language: &str, bytes: &'t [u8]) -> impl Iterator<Item = Span> + 't {
        let is_word =
            |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        let search = self.mounting.get_or_init(|| self.mounting_words());
        let search = search.get(language).into_iter();
        let found = search.flat_map(move |search| search.find_iter(bytes));
        let found = found.filter(move |found| {
            let before = found.start().checked_sub(1).and_then(|before| bytes.get(before));
            !is_word(before) && matches!(bytes.get(found.end()), Some(b'(' | b'!' | b' '))
        });
        found.map(|found| {
            let range = found.range();
            // Of a path the last segment is what is called.
            let path = bytes[range.clone()].iter().rposition(|byte| *byte == b':');
            Span::from(range.start + path.map_or(0, |colon| colon + 1)..range.end)
        })
    }

    /// Whether a call of a language means one of some things, whatever its arguments.
    pub fn call_means(
        &self,
        language: Option<&str>,
        usage: &Usage,
        call: &Call,
        meanings: &[Meaning],
    ) -> bool {
        let numbers = call.callee.last().and_then(|word| self.by_word.get(word));
        let mut idioms = numbers
            .into_iter()
            .flatten()
            .filter_map(|number| self.list.get(*number));
        idioms.any(|idiom| {
            let is_of_language = idiom.language.is_none() || idiom.language.as_deref() == language;
            let is_meant = meanings.contains(&idiom.is) && is_of_language;
            match &idiom.position {
                Position::Argument { form, callee, .. } if is_meant => {
                    is_of(call.form, *form)
                        && callee.is_match(&call.callee, false)
                        && idiom.is_on(usage, call)
                }
                _ => false,
            }
        })
    }

    /// Whether an identifier of a language may be something as a segment of a path.
    pub fn have_segments(&self, language: Option<&str>) -> bool {
        let [_, _, segments] = &self.others;
        let mut segments = segments.iter().filter_map(|(_, number)| self.list.get(*number));
        segments.any(|idiom| idiom.language.is_none() || idiom.language.as_deref() == language)
    }

    /// Whether something is called after a class of a language, and is a table.
    pub fn names_table(&self, language: Option<&str>, class: &Class) -> bool {
        let idioms = self.classes.iter().filter_map(|number| self.list.get(*number));
        let mut idioms =
            idioms.filter(|idiom| idiom.language.is_none() || idiom.language.as_deref() == language);
        idioms.any(|idiom| match &idiom.position {
            Position::Derived { base, arguments } => {
                let has = |argument: &Argument| match argument {
                    Argument::Keyword(keyword) => class.keywords.contains(keyword),
                    Argument::Any => true,
                    Argument::Position(_) => false,
                };
                idiom.is == Meaning::Table
                    && arguments.iter().any(has)
                    && class.bases.iter().any(|path| base.is_match(path, false))
            }
            _ => false,
        })
    }

    /// What a literal of a language is, as far as databases go, by where it goes: each meaning once, ascending.
    pub fn meanings(&self, language: Option<&str>, usage: &Usage, placed: &Placed) -> Vec<Meaning> {
        let idioms = self.possible(language, usage, placed);
        let idioms = idioms.filter(|idiom| idiom.is.is_relation() && idiom.is_match(usage, placed));
        let mut meanings: Vec<Meaning> = idioms.map(|idiom| idiom.is).collect();
        meanings.sort_unstable();
        meanings.dedup();
        meanings
    }

    /// The idioms that a literal of a language is by where it goes.
    pub fn matching<'i>(
        &'i self,
        language: Option<&'i str>,
        usage: &'i Usage,
        placed: &'i Placed,
    ) -> impl Iterator<Item = &'i Idiom> {
        let idioms = self.possible(language, usage, placed);
        idioms.filter(move |idiom| idiom.is_match(usage, placed))
    }

    /// The idioms of a language that the place of a literal may fit.
    fn possible<'i>(
        &'i self,
        language: Option<&'i str>,
        usage: &'i Usage,
        placed: &'i Placed,
    ) -> impl Iterator<Item = &'i Idiom> {
        let (called, keyword) = match &placed.stands {
            Stands::Argument { call, slot } => {
                let call = usage.calls.get(*call as usize);
                (call.and_then(|call| call.callee.last()), slot.keyword.as_ref())
            }
            _ => (None, None),
        };
        let keyword = keyword.filter(|keyword| called != Some(keyword));
        let by_word = [called, keyword]
            .into_iter()
            .flatten()
            .filter_map(|word| self.by_word.get(word));
        let (last, others) = match &placed.stands {
            Stands::Argument { .. } => (called, &self.others[0][..]),
            Stands::Assigned { name, .. } => (Some(name), &self.others[1][..]),
            Stands::Segment { before } => (before.last(), &self.others[2][..]),
            Stands::Keyword { .. } | Stands::Field { .. } | Stands::Alone | Stands::File => (None, &[][..]),
        };
        let pairs = last.map_or(0, |last| pattern::pairs(last));
        let others = others.iter().filter(move |(needed, _)| needed & !pairs == 0);
        let numbers = by_word.flatten().chain(others.map(|(_, number)| number));
        let is_of = move |idiom: &&Idiom| idiom.language.is_none() || idiom.language.as_deref() == language;
        numbers.filter_map(|number| self.list.get(*number)).filter(is_of)
    }
}

impl Idiom {
    /// What a text must spell where a router is mounted this way. `new` alone tells nothing.
    fn mounting(&self) -> Vec<String> {
        match &self.position {
            Position::Argument { callee, .. } => match &callee.segments[..] {
                [.., of, last] if last == "new" => vec![format!("{of}::{last}")],
                _ => self.words(),
            },
            _ => self.words(),
        }
    }

    /// The words of which a place must have one; none where that cannot be told.
    fn words(&self) -> Vec<String> {
        let Position::Argument {
            callee, arguments, ..
        } = &self.position
        else {
            return Vec::new();
        };
        if let Some(last) = callee.segments.last() {
            return Some(last.clone())
                .filter(|last| !last.contains('*'))
                .into_iter()
                .collect();
        }
        let keyword = |argument: &Argument| match argument {
            Argument::Keyword(keyword) => Some(keyword.clone()),
            _ => None,
        };
        let keywords: Option<Vec<String>> = arguments.iter().map(keyword).collect();
        keywords.unwrap_or_default()
    }

    /// Whether a call is a part of what the idiom asks for.
    fn is_on(&self, usage: &Usage, call: &Call) -> bool {
        /// Chains are hardly longer.
        const MOST: usize = 64;
        let Some(on) = &self.on else { return true };
        let receiver = |call: &&Call| usage.calls.get(call.receiver? as usize);
        let mut chain = std::iter::successors(Some(call), receiver).take(MOST);
        chain.any(|call| on.is_match(&call.callee, false))
    }

    fn is_match(&self, usage: &Usage, placed: &Placed) -> bool {
        match (&self.position, &placed.stands) {
            (
                Position::Argument {
                    form,
                    callee,
                    arguments,
                },
                Stands::Argument { call, slot },
            ) => {
                let is_there = |call: &Call| {
                    is_of(call.form, *form) && callee.is_match(&call.callee, false) && self.is_on(usage, call)
                };
                self.elements.is_none_or(|elements| elements == slot.is_element)
                    && arguments.iter().any(|argument| argument.is(slot))
                    && usage.calls.get(*call as usize).is_some_and(is_there)
            }
            (Position::Assignment(wanted), Stands::Assigned { name, class }) => {
                let class = class.and_then(|class| usage.classes.get(class as usize));
                let path: Vec<&str> = class
                    .map(|class| class.name.as_str())
                    .into_iter()
                    .chain([name.as_str()])
                    .collect();
                wanted.is_match(&path, true)
                    || (wanted.segments.len() == 1 && wanted.is_match(&path[path.len() - 1..], true))
            }
            (Position::Segment(wanted), Stands::Segment { before }) => wanted.is_match(before, false),
            _ => false,
        }
    }
}

impl Argument {
    fn is(&self, slot: &Slot) -> bool {
        match self {
            Self::Position(position) => slot.position == Some(*position),
            Self::Keyword(keyword) => slot.keyword.as_ref() == Some(keyword),
            Self::Any => true,
        }
    }
}

/// Whether a call has the form that an idiom wants: to decorate is to call.
fn is_of(form: CallForm, wanted: CallForm) -> bool {
    form == wanted
        || (form == CallForm::Decorator && matches!(wanted, CallForm::Function | CallForm::Attribute))
}
