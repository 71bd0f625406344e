//! A look at the words of a source before it is parsed: could any of them make up a path to a name?
//!
//! A path is spelled segment by segment: in one place, or in a `use` and what uses it. So every segment of a name
//! stands in the source as a word, the first one at the head of a path or of a `use`; but for what needs no spelling:
//! the file's own crate and module, `std` before a bare macro, `str` and `slice` where a literal or a `String` is
//! the receiver. A source that passes names on (`pub use a::*`) need not spell the last of them. Words of comments
//! that document nothing do not count.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Unit;
use crate::names::{OWN, Path};
use crate::span::Span;

use super::lex::{Kind, Token, plain, tokens};
use super::resolve::paths::is_primitive;

/// First segments that need not be spelled.
pub(super) const IMPLIED: &[&str] = &["std", "str", "slice"];
/// How many bytes the scope of a `pub(in …)` may take.
const SCOPE: usize = 256;
/// How many paths of names are followed before the answer is yes.
const STEPS: usize = 4096;

/// The declarations of a source that may pass names on: from `pub use`, `pub extern` or `pub type`, whatever stands
/// between, to the semicolon.
pub(super) fn passes_on(bytes: &[u8]) -> Vec<Span> {
    let declares = |at: usize| {
        let mut after = bytes[at + 3..].trim_ascii_start();
        if after.first() == Some(&b'(') {
            // A scope is short: what does not close soon is not looked at further.
            let Some(end) = after.iter().take(SCOPE).position(|byte| *byte == b')') else {
                return true;
            };
            after = after[end + 1..].trim_ascii_start();
        }
        let words = [b"use".as_slice(), b"extern", b"type", b"r#", b"/", b"("];
        words.iter().any(|word| after.starts_with(word))
    };
    let mut parts: Vec<Span> = Vec::new();
    let mut end = 0;
    for at in memchr::memmem::find_iter(bytes, "pub") {
        if at >= end && declares(at) {
            end = memchr::memchr(b';', &bytes[at..]).map_or(bytes.len(), |end| at + end);
            parts.push(Span::new(at, end));
        }
    }
    parts
}

/// Whether a source could refer to a name. Errs by saying yes only.
pub(super) fn may_refer(unit: &Unit<'_>) -> bool {
    let (words, passed) = words(unit.text);
    let is_spelled = |word: &str| words.contains_key(word) || unit.place.module.iter().any(|own| own == word);
    let mut pending: Vec<Path> = unit
        .names
        .continuations::<&str>(&[])
        .into_iter()
        .filter(|first| is_head(unit, &words, first))
        .map(|first| vec![first.to_owned()])
        .collect();
    let mut steps = 0;
    while let Some(path) = pending.pop() {
        steps += 1;
        let is_there = || words.contains_key(path[0].as_str()) || is_own(unit, &path[0]);
        let is_enough = passed.may_be(path.last().map_or("", String::as_str)) && is_there();
        if steps > STEPS || is_enough || unit.names.reaches(&path) {
            return true;
        }
        let next = unit.names.continuations(&path);
        let below = next.into_iter().filter(|next| is_spelled(next));
        pending.extend(below.map(|next| path.iter().cloned().chain([next.to_owned()]).collect::<Path>()));
    }
    false
}

/// Whether a path of the source may begin with a first segment of a name.
fn is_head(unit: &Unit<'_>, words: &FxHashMap<&str, bool>, first: &str) -> bool {
    let place = unit.place;
    let at_head = |word: &str| words.get(word).copied().unwrap_or_default();
    let is_renamed = || {
        let mut renames = place.renames.iter();
        renames.any(|(alias, real)| real == first && at_head(alias))
    };
    let is_type = || is_primitive(first) && words.contains_key(first);
    at_head(first) || is_type() || IMPLIED.contains(&first) || is_own(unit, first) || is_renamed()
}

/// Whether a first segment is what the file's own crate is called.
fn is_own(unit: &Unit<'_>, first: &str) -> bool {
    unit.place
        .expand(&[OWN])
        .iter()
        .any(|root| root.len() == 1 && root[0] == first)
}

/// What the public declarations of a source may pass on.
#[derive(Debug, Default)]
struct Passed<'t> {
    /// The last segments of what they name.
    names: FxHashSet<&'t str>,
    /// What something is called after an `as`.
    renamed: FxHashSet<&'t str>,
    /// Some of them cannot be told.
    anything: bool,
}

impl Passed<'_> {
    /// Whether something whose path ends in a segment may be passed on.
    fn may_be(&self, segment: &str) -> bool {
        self.anything
            || self.names.contains(segment)
            || self.names.iter().any(|name| self.renamed.contains(name))
    }
}

/// The words of a source, and whether each stands at the head of a path somewhere; and what the source passes on.
fn words(text: &str) -> (FxHashMap<&str, bool>, Passed<'_>) {
    let mut words: FxHashMap<&str, bool> = FxHashMap::default();
    let mut scan = Scan::default();
    for token in tokens(text, 0, text.len()) {
        let inside = token.of(text);
        match token.kind {
            Kind::Doc | Kind::Text { .. } => loose(inside, &mut words),
            // A parser that recovers from an error may go on behind the beginning of one.
            Kind::Comment if inside.starts_with("/*") => loose(inside, &mut words),
            _ => scan.take(token, text, &mut words),
        }
    }
    (words, scan.passed)
}

/// Takes the words of a comment or a string: paths may hide in attributes, format strings and links, and code in
/// what a broken source leaves open.
fn loose<'t>(text: &'t str, words: &mut FxHashMap<&'t str, bool>) {
    let is_word = |character: char| character.is_alphanumeric() || character == '_' || !character.is_ascii();
    for word in text.split(|character| !is_word(character)) {
        words.insert(word, true);
    }
}

/// What stands before a token.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Last<'t> {
    #[default]
    Other,
    /// `::`, and no word before that.
    Root,
    Word(&'t str),
}

/// A public declaration that passes something on.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Declares {
    #[default]
    Nothing,
    /// `pub use`, `pub extern crate`.
    Use,
    /// `pub type`: any word of it may be what it stands for.
    Type,
}

/// The state of a scan for words.
#[derive(Debug, Default)]
struct Scan<'t> {
    in_use: bool,
    /// A `pub` stands before what is at hand.
    is_public: bool,
    declares: Declares,
    passed: Passed<'t>,
    /// The last word is what something is renamed to.
    is_new_name: bool,
    /// The word before a `::`, while only that stands between.
    parent: Option<&'t str>,
    last: Last<'t>,
}

impl<'t> Scan<'t> {
    fn take(&mut self, token: Token, text: &'t str, words: &mut FxHashMap<&'t str, bool>) {
        match token.kind {
            Kind::Word => {
                self.word(plain(token.of(text)), words);
                return;
            }
            Kind::Separator => {
                self.parent = None;
                self.last = match self.last {
                    Last::Word(head) => {
                        words.insert(head, true);
                        self.parent = Some(head);
                        Last::Other
                    }
                    _ => Last::Root,
                };
                return;
            }
            Kind::Comment | Kind::Doc => return,
            Kind::Mark(b'*') if self.declares == Declares::Use => match self.parent {
                Some(parent) if !is_scope(parent) => drop(self.passed.names.insert(parent)),
                _ => self.passed.anything = true,
            },
            kind => {
                self.end_of_name();
                if kind == Kind::Mark(b';') {
                    self.in_use = false;
                    self.declares = Declares::Nothing;
                }
            }
        }
        self.parent = None;
        self.last = Last::Other;
    }

    fn word(&mut self, word: &'t str, words: &mut FxHashMap<&'t str, bool>) {
        self.is_new_name = self.last == Last::Word("as");
        if self.is_new_name {
            self.passed.renamed.insert(word);
        } else if word == "as" {
            self.end_of_name();
        }
        self.in_use |= matches!(word, "use" | "extern");
        match word {
            "use" | "extern" if self.is_public => self.declares = Declares::Use,
            "type" if self.is_public => self.declares = Declares::Type,
            _ if self.declares == Declares::Type => drop(self.passed.names.insert(word)),
            _ => {}
        }
        self.is_public = word == "pub" || (self.is_public && (is_scope(word) || word == "in"));
        *words.entry(word).or_default() |= self.in_use || self.last == Last::Root;
        self.parent = None;
        self.last = Last::Word(word);
    }

    /// The last word ends what a public declaration names.
    fn end_of_name(&mut self) {
        let Last::Word(word) = self.last else { return };
        if self.declares == Declares::Use && !self.is_new_name {
            self.passed.names.insert(word);
            // `pub use a::{self}` passes on what stands before the brace.
            self.passed.anything |= is_scope(word);
        }
    }
}

fn is_scope(word: &str) -> bool {
    matches!(word, "crate" | "super" | "self")
}
