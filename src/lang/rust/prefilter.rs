//! A look at the words of a source before it is parsed: could any of them make up a path to a name?
//!
//! A path is spelled segment by segment: in one place, or in a `use` and what uses it. So every segment of a name
//! stands in the source as a word, the first one at the head of a path or of a `use`; but for what needs no spelling:
//! the file's own crate and module, `std` before a bare macro, `str` and `slice` where a literal or a `String` is
//! the receiver. A source that passes names on (`pub use a::*`) need not spell the last of them. Words of comments
//! that document nothing do not count.

use rustc_hash::FxHashMap;

use crate::lang::Unit;
use crate::names::{OWN, Path};

use super::lex::{Kind, Token, plain, tokens};
use super::resolve::paths::is_primitive;

/// First segments that need not be spelled.
pub(super) const IMPLIED: &[&str] = &["std", "str", "slice"];
/// How many paths of names are followed before the answer is yes.
const STEPS: usize = 4096;

/// Whether a source may pass names on: it holds a `pub use`, `pub extern` or `pub type`, whatever stands between.
pub(super) fn passes_on(bytes: &[u8]) -> bool {
    memchr::memmem::find_iter(bytes, "pub").any(|at| {
        let mut after = bytes[at + 3..].trim_ascii_start();
        if after.first() == Some(&b'(') {
            let end = memchr::memchr(b')', after).map_or(after.len(), |end| end + 1);
            after = after[end..].trim_ascii_start();
        }
        let words = [b"use".as_slice(), b"extern", b"type", b"r#", b"/", b"("];
        words.iter().any(|word| after.starts_with(word))
    })
}

/// Whether a source could refer to a name. Errs by saying yes only.
pub(super) fn may_refer(unit: &Unit<'_>) -> bool {
    let (words, passes_on) = words(unit.text);
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
        let is_enough = passes_on && (words.contains_key(path[0].as_str()) || is_own(unit, &path[0]));
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

/// The words of a source, and whether each stands at the head of a path somewhere; and whether the source passes
/// names on.
fn words(text: &str) -> (FxHashMap<&str, bool>, bool) {
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
    (words, scan.passes_on)
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

/// The state of a scan for words.
#[derive(Debug, Default)]
struct Scan<'t> {
    in_use: bool,
    /// A `pub` stands before what is at hand.
    is_public: bool,
    passes_on: bool,
    last: Last<'t>,
}

impl<'t> Scan<'t> {
    fn take(&mut self, token: Token, text: &'t str, words: &mut FxHashMap<&'t str, bool>) {
        match token.kind {
            Kind::Word => {
                let word = plain(token.of(text));
                self.in_use |= matches!(word, "use" | "extern");
                self.passes_on |= self.is_public && matches!(word, "use" | "extern" | "type");
                let is_scope = matches!(word, "crate" | "super" | "self" | "in");
                self.is_public = word == "pub" || (self.is_public && is_scope);
                *words.entry(word).or_default() |= self.in_use || self.last == Last::Root;
                self.last = Last::Word(word);
                return;
            }
            Kind::Separator => {
                self.last = match self.last {
                    Last::Word(head) => {
                        words.insert(head, true);
                        Last::Other
                    }
                    _ => Last::Root,
                };
                return;
            }
            Kind::Mark(b';') => self.in_use = false,
            Kind::Comment | Kind::Doc => return,
            _ => {}
        }
        self.last = Last::Other;
    }
}
