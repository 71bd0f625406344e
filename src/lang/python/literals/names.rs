//! The names of a module: what imports bind them to, which statements assign them, what they hold.

use std::cell::OnceCell;

use rustc_hash::{FxHashMap, FxHashSet};

use super::lexer::Lexer;
use super::outline::{BlockId, BlockKind, Line, LineId, LineKind, MODULE, NONE, Outline};
use super::targets::{Target, may_bind, targets};
use super::value::{Dotted, Value};
use crate::lang::python::imports::{Binds, all_words, imports, is_word, words};
use crate::project::Place;

/// A name is looked for in no more blocks than this, from the inside out.
const MOST_BLOCKS: usize = 64;

/// Modules with functions that return the text which they are given.
const WRAPPERS: &[&str] = &["inspect", "string", "textwrap"];

/// The users of so many names are looked for one by one.
const MOST_SEARCHED: usize = 16;

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

/// What a statement uses that others may bind.
#[derive(Debug, Clone, Copy)]
pub(super) enum Used<'t> {
    Name(&'t str),
    /// An attribute of what is called so, which is a name or another attribute.
    Attribute {
        of: &'t str,
        name: &'t str,
    },
}

/// The statements that bind each name.
type Bound<'t> = FxHashMap<&'t str, Vec<LineId>>;

/// The names of a module.
#[derive(Debug)]
pub(super) struct Names<'t> {
    text: &'t str,
    imports: FxHashMap<&'t str, Vec<&'t str>>,
    /// The statements that bind a name, for each block; made when one is first asked for.
    bound: Vec<OnceCell<Bound<'t>>>,
    /// The names that were asked for, by the block that uses them.
    asked: FxHashSet<Key<'t>>,
    /// Those whose statements were handed out.
    handed: FxHashSet<Key<'t>>,
    /// The statements that bind a name in the body of a class, or as an attribute of `self`; made when one is first asked
    /// for.
    members: OnceCell<Bound<'t>>,
    classes: FxHashMap<&'t str, BlockId>,
    /// Something is imported from one of [`WRAPPERS`].
    pub(super) has_wrappers: bool,
    pub(super) values: FxHashMap<Key<'t>, Binding<'t>>,
    /// How many names were searched for.
    searched: usize,
    /// Every word with the statements that it stands in, ascending; made once many were searched for.
    words: Option<FxHashMap<&'t str, Vec<LineId>>>,
}

impl<'t> Names<'t> {
    pub(super) fn new(text: &'t str, place: &'t Place, outline: &Outline) -> Self {
        let mut names = Self {
            text,
            imports: FxHashMap::default(),
            bound: vec![OnceCell::new(); outline.blocks.len()],
            asked: FxHashSet::default(),
            handed: FxHashSet::default(),
            members: OnceCell::new(),
            classes: FxHashMap::default(),
            has_wrappers: false,
            values: FxHashMap::default(),
            searched: 0,
            words: None,
        };
        for item in imports(text, place).items {
            let (bound, path) = match item.binds {
                Binds::First(bound) => (bound, item.path[..1].to_vec()),
                Binds::Whole(bound) => (bound, item.path),
                Binds::Star => continue,
            };
            names.has_wrappers |= path.first().is_some_and(|first| WRAPPERS.contains(first));
            names.imports.entry(bound).or_insert(path);
        }
        for (block, opened) in (0..).zip(&outline.blocks) {
            if opened.kind == BlockKind::Class {
                names.classes.entry(opened.name.of(text)).or_insert(block);
            }
        }
        names
    }

    /// The statements that bind each name in a block.
    fn bound(&self, outline: &Outline, block: BlockId) -> &Bound<'t> {
        self.bound[block as usize].get_or_init(|| bound(self.text, outline, block))
    }

    /// The block that a name belongs to which is used in another.
    pub(super) fn home(&self, outline: &Outline, block: BlockId, name: &'t str) -> Option<BlockId> {
        let mut current = block;
        for _ in 0..MOST_BLOCKS {
            let around = &outline.blocks[current as usize];
            let is_seen = current == block || around.kind != BlockKind::Class;
            let is_bound = || self.bound(outline, current).contains_key(name);
            if is_seen && (self.values.contains_key(&(current, name)) || is_bound()) {
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
            let itself = [*first];
            let first = self.imports.get(first).map_or(&itself[..], Vec::as_slice);
            return owned(first).chain(owned(more)).chain(owned(rest)).collect();
        }
        match self
            .imports
            .get(head)
            .filter(|_| home.is_none_or(|home| home == MODULE))
        {
            Some(path) => owned(path).chain(owned(rest)).collect(),
            None => owned(&dotted.segments).collect(),
        }
    }

    /// The statements that bind what another statement uses: those that were not asked for yet.
    pub(super) fn binders(&mut self, outline: &Outline, block: BlockId, used: Used<'t>) -> Vec<LineId> {
        match used {
            Used::Name(name) if self.asked.insert((block, name)) => {
                let home = self.home(outline, block, name);
                match home.filter(|home| self.handed.insert((*home, name))) {
                    Some(home) => self.bound(outline, home).get(name).cloned().unwrap_or_default(),
                    None => Vec::new(),
                }
            }
            Used::Attribute { of, name } if is_own(of) || self.classes.contains_key(of) => {
                self.members.get_or_init(|| members(self.text, outline));
                let members = self.members.get_mut();
                members
                    .and_then(|members| members.remove(name))
                    .unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    /// The statements that a word stands in, of those from one to another.
    pub(super) fn users(
        &mut self,
        outline: &Outline,
        name: &'t str,
        from: LineId,
        to: LineId,
    ) -> Vec<LineId> {
        if !name.bytes().all(is_word) {
            return Vec::new();
        }
        self.searched += 1;
        if self.searched <= MOST_SEARCHED {
            let mut users: Vec<LineId> = words(self.text, name)
                .filter_map(|at| outline.line_at(at))
                .filter(|line| *line >= from && (to == NONE || *line < to))
                .collect();
            users.dedup();
            return users;
        }
        let words = self
            .words
            .get_or_insert_with(|| words_by_line(self.text, outline));
        let Some(lines) = words.get(name) else {
            return Vec::new();
        };
        let first = lines.partition_point(|line| *line < from);
        let users = lines[first..].iter().take_while(|line| to == NONE || **line < to);
        users.copied().collect()
    }
}

/// Whether what is called so stands for a class around it.
fn is_own(name: &str) -> bool {
    matches!(name, "self" | "cls" | "__class__")
}

/// The statements that bind each name in a block.
fn bound<'t>(text: &'t str, outline: &Outline, block: BlockId) -> Bound<'t> {
    let mut bound = Bound::default();
    let around = &outline.blocks[block as usize];
    let first = if block == MODULE { 0 } else { around.header };
    let last = (around.end as usize).min(outline.lines.len());
    let lines = outline.lines.get(first as usize..last).unwrap_or_default();
    for (id, line) in (first..).zip(lines) {
        if binds_in(line) == Some(block) && may_bind(line.kind, line.span.of(text)) {
            for target in targets(&mut Lexer::new(text, line.span), line.kind) {
                if let Target::Name(name) = target {
                    bound.entry(name).or_default().push(id);
                }
            }
        }
    }
    bound
}

/// The statements that bind each name in the body of a class, or as an attribute of `self`.
fn members<'t>(text: &'t str, outline: &Outline) -> Bound<'t> {
    let mut members = Bound::default();
    for (id, line) in (0..).zip(&outline.lines) {
        let Some(block) = binds_in(line) else { continue };
        let is_class = outline.blocks[block as usize].kind == BlockKind::Class;
        let may_bind = match is_class {
            true => may_bind(line.kind, line.span.of(text)),
            false => may_bind_member(line, text),
        };
        if !may_bind {
            continue;
        }
        for target in targets(&mut Lexer::new(text, line.span), line.kind) {
            match target {
                Target::Name(name) if is_class => members.entry(name).or_default().push(id),
                Target::Member(name) => members.entry(name).or_default().push(id),
                Target::Name(_) => {}
            }
        }
    }
    members
}

/// The block in which a statement binds names, if it may bind any.
fn binds_in(line: &Line) -> Option<BlockId> {
    match line.kind {
        LineKind::Function => Some(line.opens.unwrap_or(line.block)),
        LineKind::Plain | LineKind::For | LineKind::Header => Some(line.block),
        LineKind::Decorator | LineKind::Import | LineKind::Class => None,
    }
}

/// Whether a statement may assign an attribute of `self`.
fn may_bind_member(line: &Line, text: &str) -> bool {
    let statement = line.span.of(text);
    let until = match line.kind {
        LineKind::Plain => memchr::memrchr2(b'=', b':', statement.as_bytes()),
        LineKind::For => Some(statement.len()),
        _ => None,
    };
    let before = until.and_then(|until| statement.get(..until)).unwrap_or_default();
    ["self", "cls"].iter().any(|word| before.contains(word))
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
