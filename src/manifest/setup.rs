//! `setup.py`: the strings of its lists of requirements, by its tokens.
//!
//! The lists go into keywords such as `install_requires`, or into variables that go there. Strings that are arguments
//! of a call are no requirements, nor are the keys of a table.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Dependency, requirement};

/// Where lists of requirements go.
const LISTS: &[&str] = &[
    "install_requires",
    "setup_requires",
    "tests_require",
    "extras_require",
    "requires",
];

pub(super) fn read(text: &str) -> Vec<Dependency> {
    let tokens = tokens(text);
    let values = values(text, &tokens);
    let mut found = Vec::new();
    let mut open: Vec<&str> = LISTS.to_vec();
    let mut seen: FxHashSet<&str> = LISTS.iter().copied().collect();
    // Values that overlap, without end in a broken file, are not read over and over.
    let mut budget = tokens.len() * 4;
    while let Some(name) = open.pop() {
        for &start in values.get(name).into_iter().flatten() {
            let variables = value(text, &tokens, start, &mut budget, &mut found);
            open.extend(variables.into_iter().filter(|name| seen.insert(name)));
        }
    }
    found
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Name,
    /// What stands between its quotation marks.
    String,
    Sign(u8),
    LineEnd,
}

#[derive(Debug, Clone, Copy)]
struct Token {
    kind: Kind,
    start: usize,
    end: usize,
}

impl Token {
    fn of<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    fn is(&self, sign: u8) -> bool {
        self.kind == Kind::Sign(sign)
    }
}

fn tokens(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80;
        let start = at;
        let (kind, end) = match byte {
            b'#' => {
                at = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end);
                continue;
            }
            b'"' | b'\'' => {
                let (inside, end) = string(bytes, at);
                tokens.push(Token {
                    kind: Kind::String,
                    start: inside.0,
                    end: inside.1,
                });
                at = end;
                continue;
            }
            b'\\' => {
                at += 2;
                continue;
            }
            b'\n' => (Kind::LineEnd, at + 1),
            byte if byte.is_ascii_whitespace() => {
                at += 1;
                continue;
            }
            byte if is_word(&byte) => {
                let len = bytes[at..].iter().take_while(|byte| is_word(byte)).count();
                (Kind::Name, at + len)
            }
            byte => (Kind::Sign(byte), at + 1),
        };
        // The letters before a string are part of it.
        if !(kind == Kind::Name && matches!(bytes.get(end), Some(b'"' | b'\'')) && end - start <= 2) {
            tokens.push(Token { kind, start, end });
        }
        at = end;
    }
    tokens
}

/// Where the inside of a string begins and ends, and where what follows it begins.
fn string(bytes: &[u8], start: usize) -> ((usize, usize), usize) {
    let quote = bytes[start];
    let is_long = bytes[start..].starts_with(&[quote; 3]);
    let width = if is_long { 3 } else { 1 };
    let inside = start + width;
    let mut at = inside;
    while let Some(found) = bytes
        .get(at..)
        .and_then(|rest| memchr::memchr3(quote, b'\\', b'\n', rest))
    {
        at += found;
        match bytes[at] {
            b'\\' => at += 2,
            b'\n' if is_long => at += 1,
            b'\n' => return ((inside, at), at),
            _ if !is_long || bytes[at..].starts_with(&[quote; 3]) => return ((inside, at), at + width),
            _ => at += 1,
        }
    }
    ((inside, bytes.len()), bytes.len())
}

/// Where the values of each name begin: `name = …`, `name += …`, `name[…] = …`, `"name": …`, `name.append(…)`.
fn values<'t>(text: &'t str, tokens: &[Token]) -> FxHashMap<&'t str, Vec<usize>> {
    let mut values: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (at, token) in tokens.iter().enumerate() {
        let sign = |offset: usize, sign: u8| tokens.get(at + offset).is_some_and(|token| token.is(sign));
        let start = match token.kind {
            Kind::String if sign(1, b':') => at + 2,
            Kind::Name if sign(1, b'=') && !sign(2, b'=') => at + 2,
            Kind::Name if sign(1, b'+') && sign(2, b'=') => at + 3,
            // `requirements: list[str] = […]`
            Kind::Name if sign(1, b':') => {
                let line = tokens[at..].iter().take(ANNOTATION);
                let mut line = line.take_while(|token| token.kind != Kind::LineEnd);
                match line.position(|token| token.is(b'=')) {
                    Some(equals) => at + equals + 1,
                    None => continue,
                }
            }
            Kind::Name if sign(1, b'[') => {
                let close = tokens[at..]
                    .iter()
                    .take(ANNOTATION)
                    .position(|token| token.is(b']'));
                match close.filter(|close| sign(close + 1, b'=') && !sign(close + 2, b'=')) {
                    Some(close) => at + close + 2,
                    None => continue,
                }
            }
            Kind::Name if sign(1, b'.') && sign(3, b'(') => {
                match tokens.get(at + 2).map(|token| token.of(text)) {
                    Some("append" | "extend" | "insert" | "update") => at + 4,
                    _ => continue,
                }
            }
            _ => continue,
        };
        values.entry(token.of(text)).or_default().push(start);
    }
    values
}

/// No annotation and no index that matters has more tokens.
const ANNOTATION: usize = 24;

/// Reads one value: adds the requirements in it, and returns the variables that it is made of.
fn value<'t>(
    text: &'t str,
    tokens: &[Token],
    start: usize,
    budget: &mut usize,
    found: &mut Vec<Dependency>,
) -> Vec<&'t str> {
    let mut variables = Vec::new();
    // The brackets that are open: whether each is a call's.
    let mut open: Vec<bool> = Vec::new();
    for (at, token) in tokens.iter().enumerate().skip(start) {
        let Some(rest) = budget.checked_sub(1) else { break };
        *budget = rest;
        let before = at
            .checked_sub(1)
            .filter(|_| at > start)
            .and_then(|at| tokens.get(at));
        let next = tokens.get(at + 1);
        match token.kind {
            Kind::Sign(b'(' | b'[' | b'{') => {
                let is_joined = before
                    .is_some_and(|before| before.kind == Kind::Name || before.is(b')') || before.is(b']'));
                open.push(is_joined);
            }
            Kind::Sign(b')' | b']' | b'}') if open.pop().is_none() => break,
            Kind::Sign(b',') | Kind::LineEnd if open.is_empty() => break,
            Kind::String if !open.contains(&true) => {
                let is_key = next.is_some_and(|next| next.is(b':'));
                if !is_key {
                    lines_of(token, text, found);
                }
            }
            // A variable may pass through a call: `parse(REQUIREMENTS)`.
            Kind::Name => {
                let is_part = before.is_some_and(|before| before.is(b'.'));
                let is_call = next.is_some_and(|next| next.is(b'('));
                if !is_part && !is_call {
                    variables.push(token.of(text));
                }
            }
            _ => {}
        }
    }
    variables
}

/// A string may hold several requirements, a line each.
fn lines_of(token: &Token, text: &str, found: &mut Vec<Dependency>) {
    for (offset, line) in super::lines(token.of(text)) {
        requirement::add(line, token.start + offset, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_of_lists_that_are_requirements() {
        for (text, wanted) in [
            (
                "setup(name='x', install_requires=['boto>=2', \"y\"], url='z')",
                "boto y",
            ),
            (
                "R = ['boto']\nR += ['a']\nR.append('b')\nsetup(install_requires=R + ['c'])",
                "a b boto c",
            ),
            (
                "extras = {'k': ['boto']}\nextras['all'] = ['b']\nsetup(extras_require=extras)",
                "b boto",
            ),
            (
                "a = [f'boto=={v}']\nsetup(extras_require={'k': a, 'j': [*b]})\nb = ['c']",
                "boto c",
            ),
            ("setup(install_requires=read('requirements.txt').split())", ""),
            (
                "setup(install_requires='''\n  boto\n  y>=1\n'''.split())",
                "boto y",
            ),
            ("setup(**{'install_requires': ['boto'], 'name': 'x'})", "boto"),
            (
                "REQUIRES: list[str] = ['boto']\nsetup(install_requires=REQUIRES)",
                "boto",
            ),
            (
                "other = ['boto']\nsetup(name='boto')  # install_requires=['boto']",
                "",
            ),
            ("install_requires = ['boto' if x else 'y',", "boto y"),
            (
                "d = {k: v for v in f(x for x in _d)}\n_d = ['boto']\nsetup(install_requires=[d['y']])",
                "boto",
            ),
            ("install_requires=['\\", ""),
        ] {
            let mut names: Vec<String> = read(text).into_iter().map(|found| found.name).collect();
            names.sort();
            assert_eq!(names.join(" "), wanted, "{text}");
        }
    }
}
