//! The names of a module: what imports bind them to, which statements assign them, what they hold.

use rustc_hash::{FxHashMap, FxHashSet};

use super::lexer::{Lexer, Token};
use super::outline::{BlockId, BlockKind, LineId, LineKind, MODULE, NONE, Outline};
use super::value::{Dotted, Value};
use crate::lang::python::imports::{Binds, all_words, imports};
use crate::names::Path;
use crate::project::Place;

/// A name is looked for in no more blocks than this, from the inside out.
const MOST_BLOCKS: usize = 64;

/// Modules with functions that return the text which they are given.
const WRAPPERS: &[&str] = &["inspect", "string", "textwrap"];

/// Methods that add to a list.
pub(super) const ADDERS: &[&str] = &["append", "extend", "insert"];

/// A name of a block.
pub(super) type Key<'t> = (BlockId, &'t str);

/// What a name holds.
#[derive(Debug, Default)]
pub(super) struct Binding<'t> {
    pub(super) value: Value<'t>,
    /// The header that the last assignment is indented below.
    pub(super) suite: LineId,
    /// The literal that what was appended is to be added to, by number; and whether that is still to be done.
    pub(super) placed: Option<usize>,
    pub(super) is_grown: bool,
}

/// The names of a module.
#[derive(Debug, Default)]
pub(super) struct Names<'t> {
    imports: FxHashMap<&'t str, Path>,
    /// The statements that bind a name in a block.
    bound: FxHashMap<Key<'t>, Vec<LineId>>,
    /// The statements that bind a name in the body of a class, or as an attribute of `self`.
    members: FxHashMap<&'t str, Vec<LineId>>,
    classes: FxHashMap<&'t str, BlockId>,
    /// Something is imported from one of [`WRAPPERS`].
    pub(super) has_wrappers: bool,
    pub(super) values: FxHashMap<Key<'t>, Binding<'t>>,
    /// Every word with the statement that it stands in, ascending; made when it is first asked for.
    words: Option<FxHashMap<&'t str, Vec<LineId>>>,
}

/// What a statement binds.
#[derive(Debug, PartialEq, Eq)]
enum Target<'t> {
    Name(&'t str),
    /// An attribute of `self` or `cls`.
    Member(&'t str),
}

impl<'t> Names<'t> {
    pub(super) fn new(text: &'t str, place: &Place, outline: &Outline) -> Self {
        let mut names = Self::default();
        for item in imports(text, place).items {
            let (bound, path) = match item.binds {
                Binds::First(bound) => (bound, item.path[..1].to_vec()),
                Binds::Whole(bound) => (bound, item.path),
                Binds::Star => continue,
            };
            names.has_wrappers |= path
                .first()
                .is_some_and(|first| WRAPPERS.contains(&first.as_str()));
            names.imports.entry(bound).or_insert(path);
        }
        for (block, opened) in (0..).zip(&outline.blocks) {
            if opened.kind == BlockKind::Class {
                names.classes.entry(opened.name.of(text)).or_insert(block);
            }
        }
        for (id, line) in (0..).zip(&outline.lines) {
            let block = match line.kind {
                LineKind::Function => line.opens.unwrap_or(line.block),
                LineKind::Plain | LineKind::For | LineKind::Header => line.block,
                LineKind::Decorator | LineKind::Import | LineKind::Class => continue,
            };
            let is_class = outline.blocks[block as usize].kind == BlockKind::Class;
            for target in targets(&mut Lexer::new(text, line.span), line.kind) {
                match target {
                    Target::Name(name) => {
                        names.bound.entry((block, name)).or_default().push(id);
                        if is_class {
                            names.members.entry(name).or_default().push(id);
                        }
                    }
                    Target::Member(name) => names.members.entry(name).or_default().push(id),
                }
            }
        }
        names
    }

    /// The block that a name belongs to which is used in another.
    pub(super) fn home(&self, outline: &Outline, block: BlockId, name: &'t str) -> Option<BlockId> {
        let mut current = block;
        for _ in 0..MOST_BLOCKS {
            let around = &outline.blocks[current as usize];
            let is_seen = current == block || around.kind != BlockKind::Class;
            let key = (current, name);
            if is_seen && (self.bound.contains_key(&key) || self.values.contains_key(&key)) {
                return Some(current);
            }
            if current == MODULE {
                break;
            }
            current = around.parent;
        }
        None
    }

    /// The class whose attributes `self` has.
    pub(super) fn own_class(outline: &Outline, block: BlockId) -> Option<BlockId> {
        let mut current = block;
        for _ in 0..MOST_BLOCKS {
            let around = &outline.blocks[current as usize];
            if around.kind == BlockKind::Class {
                return Some(current);
            }
            current = around.parent;
        }
        None
    }

    /// What a name or an attribute of a class of the file is called in full.
    pub(super) fn key(&self, outline: &Outline, block: BlockId, dotted: &Dotted<'t>) -> Option<Key<'t>> {
        if !dotted.is_rooted {
            return None;
        }
        match &dotted.segments[..] {
            [name] => Some((self.home(outline, block, name)?, name)),
            ["self" | "cls", name] | ["self", "__class__", name] => {
                Some((Self::own_class(outline, block)?, name))
            }
            [.., class, name] => Some((*self.classes.get(class)?, name)),
            [] => None,
        }
    }

    /// What a name, an attribute of a class of the file or the value of an enumeration's member holds.
    pub(super) fn value(
        &self,
        outline: &Outline,
        block: BlockId,
        dotted: &Dotted<'t>,
    ) -> Option<(Key<'t>, &Value<'t>)> {
        let find = |dotted: &Dotted<'t>| {
            let key = self.key(outline, block, dotted)?;
            Some((key, &self.values.get(&key)?.value))
        };
        find(dotted).or_else(|| {
            let (_, member) = dotted
                .segments
                .split_last()
                .filter(|(last, _)| **last == "value")?;
            (member.len() > 1).then_some(())?;
            find(&Dotted {
                segments: member.to_vec(),
                ..dotted.clone()
            })
        })
    }

    /// A path as far as the file's imports tell.
    pub(super) fn resolve(&self, outline: &Outline, block: BlockId, dotted: &Dotted<'t>) -> Vec<String> {
        let Some((head, rest)) = dotted.segments.split_first().filter(|_| dotted.is_rooted) else {
            return owned(&dotted.segments).collect();
        };
        let home = self.home(outline, block, head);
        if let Some(Value::Path(alias)) = home.and_then(|home| Some(&self.values.get(&(home, *head))?.value))
            && let Some((first, more)) = alias.segments.split_first().filter(|_| alias.is_rooted)
            && first != head
        {
            let first = self
                .imports
                .get(first)
                .cloned()
                .unwrap_or_else(|| vec![(*first).to_owned()]);
            return first.into_iter().chain(owned(more)).chain(owned(rest)).collect();
        }
        match self
            .imports
            .get(head)
            .filter(|_| home.is_none_or(|home| home == MODULE))
        {
            Some(path) => path.iter().cloned().chain(owned(rest)).collect(),
            None => owned(&dotted.segments).collect(),
        }
    }

    /// The statements that bind a name which another statement uses, or an attribute of that name: those that were
    /// not asked for yet.
    pub(super) fn binders(&mut self, outline: &Outline, block: BlockId, name: &'t str) -> Vec<LineId> {
        let home = self.home(outline, block, name);
        let bound = home.and_then(|home| self.bound.remove_entry(&(home, name)));
        let mut found = self.members.remove(name).unwrap_or_default();
        if let Some((key, lines)) = bound {
            found.extend(lines);
            // It is still known to be bound there.
            self.bound.insert(key, Vec::new());
        }
        found
    }

    /// The statements that a word stands in, of those from one to another.
    pub(super) fn users(
        &mut self,
        text: &'t str,
        outline: &Outline,
        name: &str,
        from: LineId,
        to: LineId,
    ) -> Vec<LineId> {
        let words = self.words.get_or_insert_with(|| words_by_line(text, outline));
        let Some(lines) = words.get(name) else {
            return Vec::new();
        };
        let first = lines.partition_point(|line| *line < from);
        let users = lines[first..].iter().take_while(|line| to == NONE || **line < to);
        users.copied().collect()
    }
}

fn words_by_line<'t>(text: &'t str, outline: &Outline) -> FxHashMap<&'t str, Vec<LineId>> {
    let mut words: FxHashMap<&str, Vec<LineId>> = FxHashMap::default();
    for (id, line) in (0..).zip(&outline.lines) {
        for (_, word) in all_words(line.span.of(text)) {
            let lines = words.entry(word).or_default();
            if lines.last() != Some(&id) {
                lines.push(id);
            }
        }
    }
    words
}

fn owned(segments: &[&str]) -> impl Iterator<Item = String> {
    segments.iter().map(|segment| (*segment).to_owned())
}

/// Every word of a part of a text, each once.
pub(super) fn distinct_words(part: &str) -> Vec<&str> {
    let mut seen = FxHashSet::default();
    let words = all_words(part).map(|(_, word)| word);
    words.filter(|word| seen.insert(*word)).collect()
}

/// The names that a statement binds, read from its beginning.
fn targets<'t>(lexer: &mut Lexer<'t>, kind: LineKind) -> Vec<Target<'t>> {
    match kind {
        LineKind::Function => parameters(lexer),
        LineKind::Header => after_as(lexer),
        LineKind::For => assigned(lexer, true),
        _ => assigned(lexer, false),
    }
}

fn parameters<'t>(lexer: &mut Lexer<'t>) -> Vec<Target<'t>> {
    let (mut depth, mut may_start, mut found) = (0_u32, false, Vec::new());
    loop {
        match lexer.next() {
            Token::End => return found,
            Token::Open(_) => {
                depth += 1;
                may_start = depth == 1;
            }
            Token::Close(_) => depth = depth.saturating_sub(1),
            Token::Comma => may_start = depth == 1,
            Token::Star | Token::Power => {}
            Token::Name(name) if may_start => {
                may_start = false;
                found.push(Target::Name(name));
            }
            _ => may_start = false,
        }
    }
}

/// `with a as b, c as d`, `except E as e`
fn after_as<'t>(lexer: &mut Lexer<'t>) -> Vec<Target<'t>> {
    let (mut is_after, mut found) = (false, Vec::new());
    loop {
        match lexer.next() {
            Token::End => return found,
            Token::Name("as") => is_after = true,
            Token::Name(name) if is_after => {
                is_after = false;
                found.push(Target::Name(name));
            }
            _ => is_after = false,
        }
    }
}

/// `a = `, `a: T`, `a, b =`, `self.a =`, `a +=`, `a.append(`; `for a, b in`
fn assigned<'t>(lexer: &mut Lexer<'t>, is_loop: bool) -> Vec<Target<'t>> {
    let mut found = Vec::new();
    let (mut certain, mut depth) = (0, 0_u32);
    let mut path: Vec<&str> = Vec::new();
    loop {
        let token = lexer.next();
        match token {
            Token::Name("for" | "async") if is_loop && found.is_empty() && path.is_empty() => continue,
            Token::Name("in") if is_loop => {}
            Token::Name(name) if path.len() < 3 => {
                path.push(name);
                continue;
            }
            Token::Open(_) | Token::Close(_) => {
                if let [name, adder] = path[..]
                    && ADDERS.contains(&adder)
                {
                    return vec![Target::Name(name)];
                }
                depth = match token {
                    Token::Open(_) => depth + 1,
                    _ => depth.saturating_sub(1),
                };
                continue;
            }
            Token::Dot | Token::Star => continue,
            _ => {}
        }
        match &path[..] {
            [name] => found.push(Target::Name(name)),
            ["self" | "cls", name] => found.push(Target::Member(name)),
            _ => {}
        }
        path.clear();
        match token {
            Token::Comma => {}
            // What stood before it is assigned to; perhaps more follows that is.
            Token::Equal if depth == 0 => certain = found.len(),
            Token::Colon | Token::PlusEqual | Token::Name("in") => return found,
            _ => {
                found.truncate(certain);
                return found;
            }
        }
    }
}
