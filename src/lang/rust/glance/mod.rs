//! What can be told of the paths of a source from its bytes: which word follows which, and what else each is put to.
//!
//! No strings, no macros, no scopes are told apart, and comments only where a line is nothing else: whatever a parser
//! makes of the text, broken or not, the words of a path it finds are seen here. A glance may see too much, never too
//! little. `use` declarations are read closely ([`uses`]), since they say most.

mod uses;

use rustc_hash::{FxHashMap, FxHashSet};

use super::macros::attributes::is_of_language;
use super::prefilter::is_scope;
use crate::span::Span;

/// Followed by no `::`: it may name a type or a trait.
pub(super) const FREE: u16 = 1;
/// Stands after a `::`.
pub(super) const BELOW: u16 = 1 << 1;
/// Stands after a `.`.
pub(super) const MEMBER: u16 = 1 << 2;
/// Stands where the field of a literal or a pattern may.
pub(super) const LISTED: u16 = 1 << 3;
/// Stands where a macro may: before a `!`, or in an attribute.
pub(super) const MACRO: u16 = 1 << 4;
/// What stands before it cannot be told.
pub(super) const UNCLEAR: u16 = 1 << 5;
/// A glob follows, or braces that are not those of a `use`.
pub(super) const GLOB: u16 = 1 << 6;
/// Begins a path of more than itself.
pub(super) const HEAD: u16 = 1 << 7;

/// How many bytes the scope of a `pub(in …)` may take.
const SCOPE: usize = 256;

/// What a source shows at a glance.
#[derive(Debug, Default)]
pub(super) struct Glance<'t> {
    words: FxHashMap<&'t str, u16>,
    pairs: FxHashSet<(&'t str, &'t str)>,
    aliases: FxHashMap<&'t str, Vec<&'t str>>,
    /// What public declarations may pass on.
    pub(super) passed: Passed<'t>,
    /// Anything may be anything.
    pub(super) is_unclear: bool,
    /// A glob or a list stands below the root of the crate: `use ::*`.
    pub(super) has_rootless_glob: bool,
}

/// What the public declarations of a source may pass on.
#[derive(Debug, Default)]
pub(super) struct Passed<'t> {
    /// The last segments of what they name.
    names: FxHashSet<&'t str>,
    /// Some of them cannot be told.
    anything: bool,
    /// Something of the source's own crate.
    own: bool,
}

impl<'t> Glance<'t> {
    /// Glances at a text.
    pub(super) fn at(text: &'t str) -> Self {
        let mut eye = Eye {
            text,
            at: 0,
            glance: Self::default(),
            before: Before::Mark(b';'),
            line: Line::Plain,
            is_public: false,
            scope_end: 0,
            passes_on: false,
            renames: None,
            types: Vec::new(),
        };
        eye.look();
        let is_glob = |name: &&'t str| eye.glance.has(name, GLOB);
        eye.glance.is_unclear |= eye.types.iter().any(is_glob);
        eye.glance
    }

    /// Whether a word is spelled.
    pub(super) fn spells(&self, word: &str) -> bool {
        self.words.contains_key(word)
    }

    /// Whether a word is somewhere put to one of some uses.
    pub(super) fn has(&self, word: &str, uses: u16) -> bool {
        self.words.get(word).is_some_and(|known| known & uses != 0)
    }

    /// Whether a word is also called otherwise.
    pub(super) fn is_renamed(&self, word: &str) -> bool {
        self.aliases.contains_key(word)
    }

    /// Whether something whose path ends in a segment may be passed on, under whatever name.
    pub(super) fn may_pass_on(&self, segment: &str, is_own: bool) -> bool {
        let passed = &self.passed;
        passed.anything
            || (is_own && passed.own)
            || self.is_called(segment, |name| passed.names.contains(name))
    }

    /// Whether a path may go on with a word below another, or below what that is renamed to.
    pub(super) fn may_follow(&self, parent: &str, child: &str) -> bool {
        self.is_called(parent, |name| {
            self.has(name, GLOB) || self.pairs.contains(&(name, child))
        })
    }

    /// Whether a word, or what it is renamed to, is such a name.
    fn is_called(&self, word: &str, is_such: impl Fn(&str) -> bool) -> bool {
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        let mut open = vec![word];
        while let Some(name) = open.pop() {
            if is_such(name) {
                return true;
            }
            let others = self.aliases.get(name).into_iter().flatten();
            open.extend(others.copied().filter(|other| seen.insert(other)));
        }
        false
    }

    fn note(&mut self, word: &'t str, uses: u16) {
        *self.words.entry(word).or_default() |= uses;
    }

    fn rename(&mut self, word: &'t str, other: &'t str) {
        let others = self.aliases.entry(word).or_default();
        if !others.contains(&other) {
            others.push(other);
        }
    }

    fn pass_on(&mut self, word: &'t str) {
        self.passed.names.insert(word);
        self.passed.own |= is_scope(word);
    }
}

/// What stands before a place.
#[derive(Debug, Clone, Copy)]
enum Before<'t> {
    Mark(u8),
    Word(&'t str),
    /// `::`, and the word before that.
    Below(Option<&'t str>),
    /// A comment that may not be one.
    Unclear,
}

/// What the line at hand has so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    Plain,
    /// A quote.
    Quoted,
    /// What may be a comment.
    Commented,
}

/// What goes through a text.
struct Eye<'t> {
    text: &'t str,
    at: usize,
    glance: Glance<'t>,
    before: Before<'t>,
    line: Line,
    /// A `pub` stands before what is at hand.
    is_public: bool,
    /// Where the scope of that ends.
    scope_end: usize,
    /// In a public declaration that is not a `use`.
    passes_on: bool,
    /// What the next word is another name of.
    renames: Option<&'t str>,
    /// The names of type aliases.
    types: Vec<&'t str>,
}

impl<'t> Eye<'t> {
    fn look(&mut self) {
        let bytes = self.text.as_bytes();
        while let Some(&byte) = bytes.get(self.at) {
            let next = bytes.get(self.at + 1).copied();
            match byte {
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'\n' => self.end_line(),
                _ if is_word(byte) => {
                    if byte == b'r'
                        && next == Some(b'#')
                        && bytes.get(self.at + 2).copied().is_some_and(is_word)
                    {
                        self.at += 2;
                    }
                    self.word();
                }
                b'/' if next == Some(b'/') && self.line != Line::Commented => self.comment(),
                b'/' if next == Some(b'*') => {
                    self.interrupt();
                    self.at += 2;
                }
                b'*' if next == Some(b'/') => {
                    self.before = Before::Unclear;
                    self.at += 2;
                }
                b':' if next == Some(b':') => {
                    self.glance.is_unclear |= matches!(self.before, Before::Unclear);
                    self.before = match self.before {
                        Before::Word(parent) => Before::Below(Some(parent)),
                        _ => Before::Below(None),
                    };
                    self.at += 2;
                }
                _ => self.mark(byte),
            }
        }
    }

    fn mark(&mut self, mark: u8) {
        match mark {
            b'*' | b'{' => match self.before {
                Before::Below(Some(parent)) => self.glance.note(parent, GLOB),
                Before::Below(None) | Before::Word("use") => self.glance.has_rootless_glob = true,
                _ => {}
            },
            b';' => {
                self.is_public = false;
                self.passes_on = false;
            }
            b'[' if self.passes_on => self.glance.pass_on("slice"),
            b'"' if self.line == Line::Plain => self.line = Line::Quoted,
            _ => {}
        }
        self.renames = None;
        self.before = Before::Mark(mark);
        self.at += 1;
    }

    /// A comment that is read along: it must not stand where what is before it matters.
    fn interrupt(&mut self) {
        let is_within = self.is_public || self.passes_on || self.renames.is_some();
        self.glance.passed.anything |= is_within;
        self.glance.is_unclear |= is_within || matches!(self.before, Before::Below(_));
    }

    fn end_line(&mut self) {
        if std::mem::replace(&mut self.line, Line::Plain) == Line::Commented {
            self.before = Before::Unclear;
        }
        self.at += 1;
    }

    /// A `//`, which may stand in a string: not where the line has no quote, unless all of it does. Who wants what
    /// documents something reads all of a source anyway.
    fn comment(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        let rest = &rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())];
        if self.line != Line::Quoted && !may_end(rest) {
            self.at += rest.len();
            return;
        }
        self.interrupt();
        self.line = Line::Commented;
        self.before = Before::Mark(b'/');
        self.at += 2;
    }

    /// The word at hand, and the whitespace behind it.
    fn word(&mut self) {
        let word = self.take_word();
        let after = self.text.as_bytes()[self.at..].trim_ascii_start();
        let goes_on = after.strip_prefix(b"::").map(<[u8]>::trim_ascii_start);
        let goes_on = goes_on
            .and_then(<[u8]>::first)
            .is_some_and(|&byte| is_word(byte) || b"*{".contains(&byte));
        let mut uses = match self.before {
            Before::Below(_) => BELOW,
            Before::Unclear => UNCLEAR,
            Before::Mark(b'.') => MEMBER,
            Before::Mark(b'{' | b',') => LISTED | MACRO,
            Before::Mark(b']') | Before::Word("ref" | "mut") => LISTED,
            Before::Mark(b'[') if is_of_language(word) => 0,
            Before::Mark(b'(' | b'[' | b'@') => MACRO,
            Before::Word("crate") => HEAD,
            _ => 0,
        };
        if after.starts_with(b"!") {
            uses |= MACRO;
        }
        match self.before {
            Before::Below(Some(parent)) => drop(self.glance.pairs.insert((parent, word))),
            Before::Word("type") => self.types.push(word),
            _ if goes_on => uses |= HEAD,
            _ => {}
        }
        if !goes_on {
            uses |= FREE;
        }
        self.glance.note(word, uses);
        if let Some(renamed) = self.renames.take() {
            self.glance.rename(renamed, word);
        }
        self.declare(word, goes_on);
    }

    /// Follows what a word declares.
    fn declare(&mut self, word: &'t str, goes_on: bool) {
        if let (Before::Word(before), "as") = (self.before, word) {
            self.renames = Some(before);
        }
        if self.passes_on && !goes_on {
            self.glance.pass_on(word);
        }
        let before = std::mem::replace(&mut self.before, Before::Word(word));
        let was_public = self.is_public;
        self.is_public &= self.at <= self.scope_end;
        match word {
            "pub" => {
                self.is_public = true;
                self.find_scope();
            }
            "use" => match self.tree(was_public) {
                Some(end) => {
                    self.at = end;
                    self.before = Before::Mark(b';');
                }
                None => self.glance.passed.anything |= was_public,
            },
            "type" => self.passes_on |= was_public,
            "crate" if matches!(before, Before::Word("extern")) => self.passes_on |= was_public,
            "extern" => self.is_public = was_public,
            _ => {}
        }
    }

    fn take_word(&mut self) -> &'t str {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let length = bytes[start..].iter().position(|&byte| !is_word(byte));
        self.at = length.map_or(bytes.len(), |length| start + length);
        &self.text[start..self.at]
    }

    /// Finds the end of the `(crate)` of a `pub`.
    fn find_scope(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        let scope = rest.trim_ascii_start();
        if scope.first() != Some(&b'(') {
            return;
        }
        match scope.iter().take(SCOPE).position(|&byte| byte == b')') {
            Some(end) => self.scope_end = self.at + rest.len() - scope.len() + end,
            None => self.glance.passed.anything = true,
        }
    }
}

/// Whether what looks like a comment may end before its line does.
fn may_end(comment: &[u8]) -> bool {
    memchr::memchr(b'"', comment).is_some() || memchr::memmem::find(comment, b"*/").is_some()
}

/// The comments that a glance passes over, ascending: each takes the rest of its line.
pub(super) fn passed_over(text: &str) -> Vec<Span> {
    let mut start = 0;
    let lines = text.split_inclusive('\n').filter_map(|line| {
        start += line.len();
        let at = passed_over_from(line.as_bytes())?;
        Some(Span::new(start - line.len() + at, start))
    });
    lines.collect()
}

/// Where a line begins to be a comment and nothing else.
fn passed_over_from(line: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        match line.get(at..)? {
            [] | [b'"', ..] => return None,
            [b'/', b'/', ..] => return (!may_end(&line[at..])).then_some(at),
            [b'/', b'*', ..] | [b'*', b'/', ..] => at += 2,
            _ => at += 1,
        }
    }
}

/// Whether a byte is part of a word.
pub(super) const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}
