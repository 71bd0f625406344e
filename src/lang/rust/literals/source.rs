//! A source as it is read for its literals: its tokens in groups, its imports and bindings, and how far an
//! expression goes that makes a string.

use rustc_hash::FxHashSet;

use crate::lang::rust::lex::Kind;
use crate::project::Place;
use crate::span::Span;

use super::bindings::Bindings;
use super::compose::Budget;
use super::decode::{Atom, Field, fields};
use super::heads::{Head, heads};
use super::imports::Imports;
use super::outline::Outline;
use super::vocabulary::{self, MacroKind};

/// How far out an expression is followed, and how many operands of a sum.
const STEPS: usize = 64;
/// How many arguments of a macro are looked at.
const PARTS: usize = 256;

/// All that is known of a source.
#[derive(Debug)]
pub(super) struct Source<'a, 't> {
    pub(super) outline: &'a Outline<'t>,
    pub(super) heads: Vec<Head>,
    pub(super) imports: Imports<'a, 't>,
    pub(super) bindings: Bindings<'t>,
    pub(super) budget: Budget,
    /// Where words of interest stand.
    at: &'a [Span],
}

/// An expression, or the formatted text of a macro, told by its format string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Extent {
    pub(super) first: u32,
    pub(super) end: u32,
    pub(super) formats: Option<u32>,
}

/// The arguments of a macro that formats a text.
#[derive(Debug)]
pub(super) struct Format {
    /// The tokens of the format string.
    pub(super) first: u32,
    pub(super) end: u32,
    /// What follows it, with a keyword and without.
    pub(super) named: Vec<(u32, u32)>,
    pub(super) positional: Vec<(u32, u32)>,
}

impl<'a, 't> Source<'a, 't> {
    /// Reads what stands around the words of interest.
    pub(super) fn new(outline: &'a Outline<'t>, place: &'a Place, at: &'a [Span]) -> Self {
        let heads = heads(outline);
        let bindings = Bindings::new(outline, &heads);
        Self {
            outline,
            heads,
            imports: Imports::new(outline, place),
            bindings,
            budget: Budget::new(outline.tokens.len(), outline.text.len()),
            at,
        }
    }

    pub(super) fn head(&self, group: u32) -> Head {
        self.heads[group as usize]
    }

    /// Whether a part of the source holds a word of interest.
    pub(super) fn says(&self, span: Span) -> bool {
        let first = self.at.partition_point(|word| word.start < span.start);
        self.at.get(first).is_some_and(|word| word.end <= span.end)
    }

    /// The token after the methods that follow a token and leave a text as it is.
    pub(super) fn suffix(&self, first: u32) -> u32 {
        let outline = self.outline;
        let mut at = first;
        loop {
            let is_method = outline.is(at, b'.')
                && vocabulary::keeps_text(outline.word(at + 1))
                && outline.kind(at + 2) == Kind::Open(b'(');
            if is_method {
                at = outline.after(at + 2);
            } else if outline.is(at, b'?') {
                at += 1;
            } else {
                return at;
            }
        }
    }

    /// Where a list is joined: the tokens of the separator, and the token after.
    pub(super) fn join(&self, after: u32) -> Option<(Option<(u32, u32)>, u32)> {
        let outline = self.outline;
        let is_method = outline.is(after, b'.') && outline.kind(after + 2) == Kind::Open(b'(');
        let end = outline.after(after + 2);
        match outline.word(after + 1) {
            "concat" if is_method => Some((None, end)),
            "join" if is_method => Some((Some((after + 3, end - 1)), end)),
            _ => None,
        }
    }

    /// The arguments of a macro that formats.
    pub(super) fn format_of(&self, group: u32) -> Option<Format> {
        let outline = self.outline;
        let Head::Macro(name) = self.head(group) else {
            return None;
        };
        let earliest = match vocabulary::macro_kind(outline.word(name)) {
            MacroKind::Format => 0,
            MacroKind::Formats(earliest) => earliest,
            _ => return None,
        };
        let arguments = outline.arguments(group, PARTS);
        let number = (earliest..arguments.len()).find(|&number| {
            let first = arguments[number].0;
            matches!(outline.kind(first), Kind::Text { .. })
                || (outline.is(first + 1, b'!') && outline.word(first) == "concat")
        })?;
        let (first, end) = arguments[number];
        let rest = arguments[number + 1..].iter().copied();
        let (named, positional) = rest.partition(|(first, _)| outline.keyword(*first).is_some());
        Some(Format {
            first,
            end,
            named,
            positional,
        })
    }

    /// Whether a format string holds one of some names in a field.
    pub(super) fn captures(&self, token: u32, names: &FxHashSet<&str>) -> bool {
        let span = self.outline.span(token);
        let said = [Atom::Verbatim(span)].into_iter();
        memchr::memchr(b'{', span.of(self.outline.text).as_bytes()).is_some()
            && fields(self.outline.text, said)
                .into_iter()
                .any(|field| match field {
                    Field::Name(name) => names.contains(name.of(self.outline.text)),
                    _ => false,
                })
    }

    /// The constant or variable that a path names which ends at a token.
    pub(super) fn binding(&self, last: u32) -> Option<u32> {
        let outline = self.outline;
        let segments = outline.path(last);
        let name = outline.word(last);
        let Some(owner) = segments
            .len()
            .checked_sub(2)
            .map(|owner| outline.word(segments[owner]))
        else {
            return self.bindings.lookup(outline, name, last).or_else(|| {
                let path = self.imports.bound(name, last)?;
                let [.., owner, name] = &path[..] else { return None };
                self.bindings.member(outline, owner, name, true)
            });
        };
        match owner {
            "self" | "super" | "crate" => self.bindings.lookup(outline, name, last),
            "Self" => {
                let item = outline.item_around(last, |word| matches!(word, "impl" | "trait"))?;
                self.bindings
                    .member(outline, outline.item_name(item), name, false)
            }
            _ => {
                let member = self.bindings.member(outline, owner, name, false);
                member.or_else(|| self.bindings.member(outline, owner, name, true))
            }
        }
    }

    /// The largest expression around one that its text is a part of.
    pub(super) fn climb(&self, first: u32, end: u32) -> Extent {
        let outline = self.outline;
        let mut extent = Extent {
            first,
            end,
            formats: None,
        };
        for _ in 0..STEPS {
            let around = outline.group_of(extent.first);
            if self.is_path(around) {
                extent.first = outline.group(around).open + 1;
                extent.end = outline.group(around).close;
                break;
            }
            self.widen(&mut extent);
            if !outline.is_whole(extent.first, extent.end) {
                break;
            }
            let group = outline.group_of(extent.first);
            let Some(outer) = self.outer(group, &extent) else {
                break;
            };
            extent = outer;
            if extent.formats.is_some() {
                break;
            }
        }
        extent
    }

    /// Takes in what goes before and after an expression: references, methods, other operands.
    pub(super) fn widen(&self, extent: &mut Extent) {
        let outline = self.outline;
        extent.end = self.suffix(extent.end);
        extent.first = self.prefix(extent.first);
        let adds =
            |token: u32| outline.is(token, b'+') && !(outline.touch(token) && outline.is(token + 1, b'='));
        for _ in 0..STEPS {
            if !(extent.first > 1 && adds(extent.first - 1)) {
                break;
            }
            let operand = outline.chain_first(&self.heads, extent.first - 2);
            extent.first = self.prefix(operand);
        }
        for _ in 0..STEPS {
            if !adds(extent.end) {
                break;
            }
            extent.end = outline.operand_end(extent.end + 1);
        }
    }

    fn prefix(&self, first: u32) -> u32 {
        let mut first = first;
        while first > 1 {
            let before = first - 1;
            let is_mutable = self.outline.word(before) == "mut" && self.outline.is(before - 1, b'&');
            if !is_mutable && !self.outline.is(before, b'&') && !self.outline.is(before, b'*') {
                break;
            }
            first = before;
        }
        first
    }

    /// The expression that a group is a part of, where its text is made of what the group holds.
    fn outer(&self, group: u32, extent: &Extent) -> Option<Extent> {
        let outline = self.outline;
        let brackets = outline.group(group);
        let after = brackets.close + 1;
        let expression = |first: u32, end: u32| {
            Some(Extent {
                first,
                end,
                formats: None,
            })
        };
        match self.head(group) {
            Head::Tuple if self.is_single(group) => expression(brackets.open, after),
            Head::Array => expression(brackets.open, self.join(after)?.1),
            Head::Call(name) => {
                let path = outline.path(name);
                let owner = path
                    .len()
                    .checked_sub(2)
                    .map_or("", |owner| outline.word(path[owner]));
                let is_method = path[0] > 0 && outline.is(path[0] - 1, b'.');
                let passes_on = !is_method && vocabulary::passes_on(owner, outline.word(name));
                (passes_on && self.is_single(group)).then_some(())?;
                expression(outline.path_first(name), after)
            }
            Head::Macro(name) => {
                let first = outline.path_first(name);
                match vocabulary::macro_kind(outline.word(name)) {
                    MacroKind::Concat => expression(first, after),
                    MacroKind::Text if self.is_single(group) => expression(first, after),
                    MacroKind::List => expression(first, self.join(after)?.1),
                    MacroKind::Format => {
                        let format = self.format_of(group)?;
                        (extent.first >= format.first).then_some(())?;
                        expression(first, after)
                    }
                    MacroKind::Formats(_) => {
                        let format = self.format_of(group)?;
                        (extent.first >= format.first).then_some(Extent {
                            first: format.first,
                            end: format.end,
                            formats: Some(group),
                        })
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The expression that wraps one: `Alias::new(…)` around its only argument.
    pub(super) fn wrapping(&self, extent: Extent) -> Option<Extent> {
        let outline = self.outline;
        let group = outline.group_of(extent.first);
        let Head::Call(name) = self.head(group) else {
            return None;
        };
        let owner = name.checked_sub(2).map_or("", |owner| outline.word(owner));
        let wraps = vocabulary::wraps(owner, outline.word(name))
            && outline.is_whole(extent.first, extent.end)
            && self.is_single(group);
        let mut wrapping = Extent {
            first: outline.path_first(name),
            end: outline.group(group).close + 1,
            formats: None,
        };
        self.widen(&mut wrapping);
        wraps.then_some(wrapping)
    }

    /// Whether a group is what a macro makes a path of: `path!("users" / u32)`.
    pub(super) fn is_path(&self, group: u32) -> bool {
        let Head::Macro(name) = self.head(group) else {
            return false;
        };
        vocabulary::macro_kind(self.outline.word(name)) == MacroKind::Path
    }

    pub(super) fn is_single(&self, group: u32) -> bool {
        self.outline.arguments(group, 2).len() == 1
    }
}
