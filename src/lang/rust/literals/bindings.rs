//! The constants and variables of a source that are bound to an expression, and what is appended to them.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::rust::lex::Kind;

use super::heads::Head;
use super::outline::{NONE, Outline};

/// How many tokens the type of a variable may have; how many bindings of a name are looked at.
const STEPS: usize = 128;

/// A name that is bound.
#[derive(Debug, Clone, Copy)]
pub(super) struct Binding<'t> {
    pub(super) name: &'t str,
    /// The token that is the name.
    pub(super) token: u32,
    /// `let`, `const`, `static`; empty where the value is not known.
    pub(super) word: &'t str,
    /// The tokens of the value: the first, and the one after the last. The same where it is not known.
    pub(super) value: (u32, u32),
    /// Where it is visible.
    pub(super) group: u32,
    is_mutable: bool,
}

/// What is appended to a variable.
#[derive(Debug, Clone, Copy)]
pub(super) struct Append {
    pub(super) token: u32,
    pub(super) group: u32,
    pub(super) what: Appended,
}

/// How something is appended.
#[derive(Debug, Clone, Copy)]
pub(super) enum Appended {
    /// `push_str(…)`, `+= …`.
    Value(u32, u32),
    /// `write!(…)`, `writeln!(…)`.
    Format(u32),
}

/// The bindings of a source.
#[derive(Debug)]
pub(super) struct Bindings<'t> {
    pub(super) list: Vec<Binding<'t>>,
    by_name: FxHashMap<&'t str, Vec<u32>>,
    appends: FxHashMap<&'t str, Vec<Append>>,
    /// The variables that something is appended to, by its first token.
    targets: FxHashMap<u32, u32>,
    /// The tokens that are such a variable there.
    appended: FxHashSet<u32>,
}

impl<'t> Bindings<'t> {
    /// Collects them.
    pub(super) fn new(outline: &Outline<'t>, heads: &[Head]) -> Self {
        let mut list: Vec<Binding<'t>> = outline
            .declarations
            .iter()
            .filter_map(|&keyword| declaration(outline, keyword))
            .collect();
        let mut by_name: FxHashMap<&'t str, Vec<u32>> = FxHashMap::default();
        for binding in &list {
            by_name.entry(binding.name).or_default();
        }
        if !by_name.is_empty() {
            list.extend(unknown(outline, heads, &by_name));
            list.sort_by_key(|binding| binding.token);
        }
        for (id, binding) in (0..).zip(&list) {
            by_name.entry(binding.name).or_default().push(id);
        }
        let (appends, targets) = appends(outline, heads, &list);
        Self {
            list,
            by_name,
            appends,
            appended: targets.values().copied().collect(),
            targets,
        }
    }

    /// The binding that a name means where a token stands.
    pub(super) fn lookup(&self, outline: &Outline<'t>, name: &str, token: u32) -> Option<u32> {
        let ids = self.by_name.get(name)?;
        let split = ids.partition_point(|&id| self.list[id as usize].token < token);
        let before = ids[..split].iter().rev().take(STEPS);
        let after = ids[split..].iter().take(STEPS);
        let mut found: Option<u32> = None;
        let sees = |binding: &Binding<'_>, is_before: bool| {
            let is_item = matches!(binding.word, "const" | "static");
            let is_past = is_before && (binding.value.1 == binding.value.0 || binding.value.1 <= token);
            (is_item || is_past)
                && outline.is_within(token, binding.group)
                && !(is_item && is_associated(outline, binding.group))
        };
        let candidates = before.map(|id| (*id, true)).chain(after.map(|id| (*id, false)));
        for (id, is_before) in candidates {
            let binding = &self.list[id as usize];
            let is_inner = found.is_none_or(|found| self.list[found as usize].group < binding.group);
            if is_inner && sees(binding, is_before) {
                found = Some(id);
            }
        }
        found.filter(|&id| self.list[id as usize].value.0 < self.list[id as usize].value.1)
    }

    /// The constant of an `impl`, a trait or a module of this file.
    pub(super) fn member(&self, outline: &Outline<'t>, owner: &str, name: &str, module: bool) -> Option<u32> {
        let ids = self.by_name.get(name)?;
        let mut found = ids.iter().take(STEPS).copied().filter(|&id| {
            let binding = &self.list[id as usize];
            let item = outline.body_of(binding.group);
            item.is_some_and(|item| {
                let record = outline.items[item as usize];
                let is_module = record.word == "mod";
                is_module == module && outline.item_name(item) == owner && binding.word != "let"
            })
        });
        found.next()
    }

    /// What is appended to a variable in the block that declares it, between its value and a token.
    pub(super) fn appended(&self, id: u32, token: u32) -> impl Iterator<Item = Append> {
        let binding = self.list[id as usize];
        let appends = match self.appends.get(binding.name) {
            Some(appends) if binding.is_mutable => appends.as_slice(),
            _ => &[],
        };
        let ids = self.by_name.get(binding.name).map_or(&[][..], Vec::as_slice);
        let next = ids.partition_point(|&other| self.list[other as usize].token <= binding.token);
        let next = ids.get(next).map_or(NONE, |&next| self.list[next as usize].token);
        let first = appends.partition_point(|append| append.token < binding.value.1);
        appends[first..]
            .iter()
            .copied()
            .take_while(move |append| append.token < token.min(next))
            .filter(move |append| append.group == binding.group)
    }

    /// Whether something is appended to the variable that a token is.
    pub(super) fn is_target(&self, token: u32) -> bool {
        self.appended.contains(&token)
    }

    /// The variable that an expression is appended to.
    pub(super) fn appended_to(&self, outline: &Outline<'t>, first: u32) -> Option<u32> {
        let token = *self.targets.get(&first)?;
        self.lookup(outline, outline.word(token), token)
    }

    /// The constant that is no member of a class and in whose value a token stands.
    pub(super) fn constant_around(&self, outline: &Outline<'t>, token: u32) -> Option<u32> {
        let after = self.list.partition_point(|binding| binding.token < token);
        let near = self.list[..after].iter().enumerate().rev().take(STEPS);
        near.into_iter()
            .find(|(_, binding)| {
                matches!(binding.word, "const" | "static")
                    && token < binding.value.1
                    && !is_associated(outline, binding.group)
            })
            .map(|(id, _)| id as u32)
    }

    /// The binding whose value begins at a token.
    pub(super) fn of_value(&self, first: u32, end: u32) -> Option<u32> {
        // Values begin in the order of their names.
        let after = self.list.partition_point(|binding| binding.token < first);
        let near = self.list[..after].iter().enumerate().rev().take(STEPS);
        near.into_iter()
            .find(|(_, binding)| binding.value == (first, end))
            .map(|(id, _)| id as u32)
    }
}

fn is_associated(outline: &Outline<'_>, group: u32) -> bool {
    let item = outline
        .body_of(group)
        .map(|item| outline.items[item as usize].word);
    matches!(item, Some("impl" | "trait"))
}

/// What a `let`, `const` or `static` binds, where that is one name.
fn declaration<'t>(outline: &Outline<'t>, keyword: u32) -> Option<Binding<'t>> {
    let word = outline.word(keyword);
    let is_mutable = outline.word(keyword + 1) == "mut";
    let token = keyword + 1 + u32::from(is_mutable);
    if !outline.is_name(token) {
        return None;
    }
    let equals = match outline.kind(token + 1) {
        Kind::Mark(b'=') => token + 1,
        Kind::Mark(b':') => after_type(outline, token + 2)?,
        _ => return None,
    };
    let is_comparison = outline.touch(equals) && outline.is(equals + 1, b'=');
    if is_comparison || (word != "let" && equals == token + 1) {
        return None;
    }
    Some(Binding {
        name: outline.word(token),
        token,
        word,
        value: (equals + 1, outline.statement_end(equals + 1)),
        group: outline.group_of(token),
        is_mutable: is_mutable && word == "let",
    })
}

/// The `=` after the type that begins at a token.
fn after_type(outline: &Outline<'_>, first: u32) -> Option<u32> {
    let mut at = first;
    let mut angles = 0_u32;
    for _ in 0..STEPS {
        match outline.kind(at) {
            Kind::Mark(b'=') if angles == 0 => return Some(at),
            Kind::Mark(b'<') => angles += 1,
            Kind::Mark(b'>') if !outline.is(at - 1, b'-') => angles = angles.saturating_sub(1),
            Kind::Mark(b';') | Kind::Close(_) | Kind::Comment => return None,
            _ => {}
        }
        at = outline.after(at);
    }
    None
}

/// The parameters and the variables of patterns that are called like a variable or a constant.
fn unknown<'t>(
    outline: &Outline<'t>,
    heads: &[Head],
    names: &FxHashMap<&'t str, Vec<u32>>,
) -> Vec<Binding<'t>> {
    let mut found = Vec::new();
    for token in 1..outline.tokens.len() as u32 {
        if outline.kind(token) != Kind::Word || !names.contains_key(outline.word(token)) {
            continue;
        }
        let group = outline.group_of(token);
        let before = token - 1;
        let is_parameter = || {
            let item = heads[group as usize] == Head::Other && outline.is(token + 1, b':');
            item.then(|| body_after(outline, outline.group(group).close + 1))
                .flatten()
        };
        let is_closure = || {
            let bar = outline.is(before, b'|') || outline.is(token + 1, b'|');
            bar.then_some(group)
        };
        let is_loop = || {
            let is_loop = outline.word(before) == "for" && outline.word(token + 1) == "in";
            is_loop.then(|| body_after(outline, token + 1)).flatten()
        };
        if let Some(group) = is_parameter().or_else(is_loop).or_else(is_closure) {
            found.push(Binding {
                name: outline.word(token),
                token,
                word: "",
                value: (0, 0),
                group,
                is_mutable: false,
            });
        }
    }
    found
}

/// The block that comes next.
fn body_after(outline: &Outline<'_>, first: u32) -> Option<u32> {
    let mut at = first;
    for _ in 0..STEPS {
        match outline.kind(at) {
            Kind::Open(b'{') => return outline.own_group(at),
            Kind::Mark(b';') | Kind::Close(_) | Kind::Comment => return None,
            _ => at = outline.after(at),
        }
    }
    None
}

fn appends<'t>(
    outline: &Outline<'t>,
    heads: &[Head],
    list: &[Binding<'t>],
) -> (FxHashMap<&'t str, Vec<Append>>, FxHashMap<u32, u32>) {
    let mut appends: FxHashMap<&'t str, Vec<Append>> = list
        .iter()
        .filter(|binding| binding.is_mutable)
        .map(|binding| (binding.name, Vec::new()))
        .collect();
    let mut targets = FxHashMap::default();
    if appends.is_empty() {
        return (appends, targets);
    }
    for token in 2..outline.tokens.len() as u32 {
        let Some((variable, what)) = append(outline, heads, token) else {
            continue;
        };
        let is_member = variable > 0 && outline.is(variable - 1, b'.');
        if !is_member && let Some(found) = appends.get_mut(outline.word(variable)) {
            found.push(Append {
                token: variable,
                group: outline.group_of(token),
                what,
            });
            let first = match what {
                Appended::Value(first, _) => first,
                // The format string is the second argument.
                Appended::Format(_) => variable + 2,
            };
            targets.insert(first, variable);
        }
    }
    (appends, targets)
}

/// What a token appends, and the variable.
fn append(outline: &Outline<'_>, heads: &[Head], token: u32) -> Option<(u32, Appended)> {
    match outline.kind(token) {
        Kind::Mark(b'=') if outline.is(token - 1, b'+') && outline.touch(token - 1) => {
            let end = outline.statement_end(token + 1);
            Some((token - 2, Appended::Value(token + 1, end)))
        }
        Kind::Open(_) => {
            let group = outline.own_group(token)?;
            match heads[group as usize] {
                Head::Call(name) if outline.word(name) == "push_str" && outline.is(name - 1, b'.') => {
                    let end = outline.group(group).close;
                    Some((name.checked_sub(2)?, Appended::Value(token + 1, end)))
                }
                Head::Macro(name) if matches!(outline.word(name), "write" | "writeln") => {
                    let mut variable = token + 1;
                    while outline.is(variable, b'&') || outline.word(variable) == "mut" {
                        variable += 1;
                    }
                    Some((variable, Appended::Format(group)))
                }
                _ => None,
            }
        }
        _ => None,
    }
}
