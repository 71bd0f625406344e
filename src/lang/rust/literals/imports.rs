//! What a source's `use` declarations bring in, and paths resolved through them as far as they tell.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::rust::lex::Kind;
use crate::project::Place;

use super::outline::{NONE, Outline};

/// How many segments a path is read to, and how deep a `use` tree is.
const SEGMENTS: usize = 32;
/// How many imports of imports are followed, and how many scopes are looked into.
const STEPS: usize = 16;

/// A word of interest in a `use` tree.
#[derive(Debug)]
pub(super) struct Imported<'t> {
    pub(super) token: u32,
    /// The path before it, as written.
    pub(super) before: Vec<&'t str>,
}

/// A `use …::*`, and whether its path holds a word of interest.
#[derive(Debug)]
struct Glob<'t> {
    group: u32,
    path: Vec<&'t str>,
    is_hot: bool,
}

/// The imports of a source.
#[derive(Debug)]
pub(super) struct Imports<'a, 't> {
    outline: &'a Outline<'t>,
    place: &'a Place,
    names: FxHashMap<(u32, &'t str), Vec<&'t str>>,
    /// For each group, the innermost one around or at it that holds imports.
    nearest: Vec<u32>,
    globs: Vec<Glob<'t>>,
    /// The words of interest among them.
    pub(super) hot: Vec<Imported<'t>>,
    /// The first and the last token of each declaration.
    ranges: Vec<(u32, u32)>,
}

impl<'a, 't> Imports<'a, 't> {
    /// Reads the declarations of a source.
    pub(super) fn new(outline: &'a Outline<'t>, place: &'a Place) -> Self {
        let mut imports = Self {
            outline,
            place,
            names: FxHashMap::default(),
            nearest: Vec::with_capacity(outline.groups.len()),
            globs: Vec::new(),
            hot: Vec::new(),
            ranges: Vec::new(),
        };
        let mut holders: FxHashSet<u32> = FxHashSet::default();
        // A module that the source declares is known like one that it imports.
        for item in outline.items.iter().filter(|item| item.word == "mod") {
            let path = vec!["self", item.name];
            imports.names.insert((item.group, item.name), path);
            holders.insert(item.group);
        }
        for &first in &outline.uses {
            holders.insert(outline.group_of(first));
            let last = imports.declaration(first);
            imports.ranges.push((first, last));
        }
        let words: FxHashSet<&str> = imports.hot.iter().map(|hot| outline.word(hot.token)).collect();
        for glob in &mut imports.globs {
            glob.is_hot = glob.path.iter().any(|segment| words.contains(segment));
        }
        // Each is looked for by the group that it stands in.
        imports.globs.sort_by_key(|glob| glob.group);
        for (number, group) in (0..).zip(&outline.groups) {
            let nearest = match holders.contains(&number) {
                true => number,
                false => imports
                    .nearest
                    .get(group.parent as usize)
                    .copied()
                    .unwrap_or(NONE),
            };
            imports.nearest.push(nearest);
        }
        imports
    }

    /// Reads one declaration; tells the token after it.
    fn declaration(&mut self, first: u32) -> u32 {
        let outline = self.outline;
        let group = outline.group_of(first);
        let mut path: Vec<&'t str> = Vec::new();
        // How many segments stand before each open brace.
        let mut braces: Vec<usize> = Vec::new();
        let mut at = first + 1;
        loop {
            let outside = braces.last().copied().unwrap_or(0);
            match outline.kind(at) {
                Kind::Word if outline.word(at) == "as" => {
                    self.bind(group, &path, outline.word(at + 1));
                    at += 1;
                }
                Kind::Word if path.len() < SEGMENTS && outline.is_name(at) => {
                    self.segment(at, &path);
                    path.push(outline.word(at));
                    let goes_on = outline.kind(at + 1) == Kind::Separator || outline.word(at + 1) == "as";
                    if !goes_on {
                        self.bind(group, &path, outline.word(at));
                    }
                }
                Kind::Mark(b'*') => self.globs.push(Glob {
                    group,
                    path: path.clone(),
                    is_hot: false,
                }),
                Kind::Separator | Kind::Mark(b'$') => {}
                Kind::Mark(b',') => path.truncate(outside),
                Kind::Open(b'{') if braces.len() < SEGMENTS => braces.push(path.len()),
                Kind::Close(b'}') if !braces.is_empty() => {
                    braces.pop();
                    path.truncate(braces.last().copied().unwrap_or(0));
                }
                _ => return at,
            }
            at += 1;
        }
    }

    fn segment(&mut self, token: u32, before: &[&'t str]) {
        if self.outline.hot_words.binary_search(&token).is_ok() {
            self.hot.push(Imported {
                token,
                before: before.to_vec(),
            });
        }
    }

    fn bind(&mut self, group: u32, path: &[&'t str], name: &'t str) {
        let (path, name) = match path {
            [path @ .., "self"] if !path.is_empty() => {
                let own = path.last().copied().unwrap_or_default();
                (path, if name == "self" { own } else { name })
            }
            _ => (path, name),
        };
        self.names.insert((group, name), path.to_vec());
    }

    /// Whether a token stands in a `use` declaration.
    pub(super) fn holds(&self, token: u32) -> bool {
        let after = self.ranges.partition_point(|range| range.0 <= token);
        after > 0 && token < self.ranges[after - 1].1
    }

    /// The groups with imports around a token, from the inside.
    fn around(&self, token: u32) -> impl Iterator<Item = u32> {
        let mut group = self.outline.group_of(token);
        std::iter::from_fn(move || {
            let nearest = self.nearest.get(group as usize).copied()?;
            group = self.outline.groups.get(nearest as usize)?.parent;
            Some(nearest)
        })
        .take(STEPS)
    }

    /// What a name is that a `use` brings in where a token stands.
    pub(super) fn imported(&self, name: &'t str, token: u32) -> Option<&[&'t str]> {
        self.around(token)
            .find_map(|group| self.names.get(&(group, name)))
            .map(Vec::as_slice)
    }

    /// The path that a name stands for which a `use` brings in where a token stands.
    pub(super) fn bound(&self, name: &'t str, token: u32) -> Option<Vec<String>> {
        self.imported(name, token)?;
        Some(self.resolve(&[name], token))
    }

    /// The paths of the globs around a token; only those that hold a word of interest where that is asked.
    pub(super) fn globs(&self, token: u32, is_hot: bool) -> Vec<Vec<String>> {
        if self.globs.is_empty() {
            return Vec::new();
        }
        let mut paths = Vec::new();
        for group in self.around(token) {
            let first = self.globs.partition_point(|glob| glob.group < group);
            let here = self.globs[first..].iter().take_while(|glob| glob.group == group);
            let wanted = here.filter(|glob| !is_hot || glob.is_hot);
            paths.extend(wanted.take(STEPS).map(|glob| self.resolve(&glob.path, token)));
        }
        paths.truncate(STEPS);
        paths
    }

    /// A path as written where a token stands, resolved as far as the imports tell.
    pub(super) fn resolve(&self, path: &[&'t str], token: u32) -> Vec<String> {
        let mut resolved = path.to_vec();
        for _ in 0..STEPS {
            let Some(&head) = resolved.first() else { break };
            match self.imported(head, token) {
                Some(import) if import.first() != Some(&head) => {
                    resolved.splice(..1, import.iter().copied());
                }
                // A crate of the same name, or a name that is imported from itself: that is as far as it goes.
                Some(import) if import.len() > 1 => {
                    resolved.splice(..1, import.iter().copied());
                    break;
                }
                _ => break,
            }
            if resolved.len() > SEGMENTS * 2 {
                break;
            }
        }
        self.rooted(&resolved, token)
    }

    /// The path from the crate's root, where it begins at the module at hand; and from a crate's own name, where the
    /// manifest calls it by another.
    fn rooted(&self, path: &[&'t str], token: u32) -> Vec<String> {
        let owned =
            |path: &[&str]| -> Vec<String> { path.iter().map(|&segment| segment.to_owned()).collect() };
        let Some((&head, rest)) = path.split_first() else {
            return Vec::new();
        };
        if !rest.is_empty() && matches!(head, "self" | "super") {
            let mut module = self.module(token);
            let up = path.iter().take_while(|&&segment| segment == "super").count();
            let below = if up == 0 { rest } else { &path[up..] };
            module.truncate(module.len().saturating_sub(up));
            let root = std::iter::once("crate".to_owned());
            return root.chain(module).chain(owned(below)).collect();
        }
        let renames = &self.place.renames;
        // Alone it is a variable rather than a crate.
        if !rest.is_empty()
            && let Ok(at) = renames.binary_search_by(|(alias, _)| alias.as_str().cmp(head))
        {
            let root = std::iter::once(renames[at].1.clone());
            return root.chain(owned(rest)).collect();
        }
        owned(path)
    }

    /// The module that a token stands in, from the crate's root.
    fn module(&self, token: u32) -> Vec<String> {
        let mut inline = Vec::new();
        let mut item = self.outline.group(self.outline.group_of(token)).item;
        while let Some(around) = self.outline.items.get(item as usize)
            && inline.len() < STEPS
        {
            if around.word == "mod" {
                inline.push(around.name.to_owned());
            }
            item = self.outline.group(around.group).item;
        }
        let file = self.place.module.iter().cloned();
        file.chain(inline.into_iter().rev()).collect()
    }
}
