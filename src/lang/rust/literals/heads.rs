//! What the groups of a source are: the arguments of a call, of a macro, an attribute, a block; told by what stands
//! before their brackets. And the extents of the expressions around them.

use crate::lang::rust::lex::Kind;

use super::outline::{NONE, Outline, Part};

/// How many steps are taken backwards over a path, a chain of methods or what stands in angle brackets.
const STEPS: usize = 128;

/// How many tokens (a group counts as one) a value may have.
const VALUE: usize = 4096;

/// What a group is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Head {
    /// A file, a body, a block.
    Block,
    /// `#[…]`.
    Attribute,
    /// A list in an attribute: `name(…)`, with the last token of its name.
    List(u32),
    /// The arguments of a macro, with the last token of its name.
    Macro(u32),
    /// The rules of a macro.
    Rules,
    /// The arguments of a function or a method, with the last token of its name.
    Call(u32),
    /// The fields of a struct's value, with the last token of its name.
    Struct(u32),
    /// `[…]`.
    Array,
    /// `(…)`.
    Tuple,
    /// `x[…]`, `x()(…)`, parameters.
    Other,
}

/// What the groups of a source are, by their number.
pub(super) fn heads(outline: &Outline<'_>) -> Vec<Head> {
    let mut heads: Vec<Head> = Vec::with_capacity(outline.groups.len());
    for number in 0..outline.groups.len() as u32 {
        let head = head(outline, number, &heads);
        heads.push(head);
    }
    heads
}

fn head(outline: &Outline<'_>, number: u32, heads: &[Head]) -> Head {
    let group = outline.group(number);
    let parent = heads.get(group.parent as usize).copied();
    let in_attribute = matches!(parent, Some(Head::Attribute | Head::List(_)));
    let plain = match group.bracket {
        b'(' => Head::Tuple,
        b'[' => Head::Array,
        _ => Head::Block,
    };
    if number == 0 || group.open == 0 {
        return plain;
    }
    let before = group.open - 1;
    let before_that = before.checked_sub(1).unwrap_or(NONE);
    if outline.is(before, b'#') || (outline.is(before, b'!') && outline.is(before_that, b'#')) {
        return if group.bracket == b'[' {
            Head::Attribute
        } else {
            plain
        };
    }
    if outline.is(before, b'!') && outline.is_name(before_that) {
        return Head::Macro(before_that);
    }
    if outline.is(before_that, b'!') && before_that > 0 && outline.word(before_that - 1) == "macro_rules" {
        return Head::Rules;
    }
    if outline.body_of(number).is_some() {
        return Head::Block;
    }
    match group.bracket {
        b'[' => match outline.kind(before) {
            Kind::Close(_) | Kind::Text { .. } | Kind::Mark(b'?') => Head::Other,
            Kind::Word if outline.is_name(before) => Head::Other,
            _ => Head::Array,
        },
        b'(' => match outline.kind(before) {
            Kind::Word if in_attribute => Head::List(before),
            Kind::Word if outline.word(before_that) == "fn" => Head::Other,
            Kind::Word if outline.is_name(before) => Head::Call(before),
            Kind::Close(_) | Kind::Mark(b'?') => Head::Other,
            Kind::Mark(b'>') => match outline.before_turbofish(before) {
                Some(last) => Head::Call(last),
                None => Head::Tuple,
            },
            _ => Head::Tuple,
        },
        _ => match fields_of(outline, number) {
            Some(last) => Head::Struct(last),
            None => Head::Block,
        },
    }
}

/// The name of the struct whose fields stand in a group of braces.
fn fields_of(outline: &Outline<'_>, number: u32) -> Option<u32> {
    let group = outline.group(number);
    let inside = group.open + 1;
    let before = group.open - 1;
    let last = match outline.kind(before) {
        Kind::Mark(b'>') => outline.before_angles(before)?,
        _ => before,
    };
    let is_type = outline.word(last).starts_with(char::is_uppercase);
    let begins = match outline.kind(inside) {
        Kind::Word => {
            matches!(outline.kind(inside + 1), Kind::Mark(b':' | b',')) || inside + 1 == group.close
        }
        Kind::Mark(b'.') => outline.is(inside + 1, b'.'),
        Kind::Mark(b'#') => true,
        _ => false,
    };
    let around = outline
        .body_of(group.parent)
        .map(|item| outline.items[item as usize].word);
    let in_enum = around == Some("enum");
    (is_type && begins && !in_enum).then_some(last)
}

impl Outline<'_> {
    /// The token that opens the angle brackets that end at a token.
    fn angle(&self, close: u32) -> Option<u32> {
        let mut depth = 0;
        let mut at = close;
        for _ in 0..STEPS {
            match self.kind(at) {
                Kind::Mark(b'>') if at > 0 && !self.is(at - 1, b'-') => depth += 1,
                Kind::Mark(b'<') => depth -= 1,
                Kind::Close(_) => at = self.group(self.own_group(at)?).open,
                Kind::Open(_) | Kind::Mark(b';') => return None,
                _ => {}
            }
            if depth == 0 {
                return Some(at);
            }
            at = at.checked_sub(1)?;
        }
        None
    }

    /// The word before the turbofish that ends at a token.
    fn before_turbofish(&self, close: u32) -> Option<u32> {
        let open = self.angle(close)?;
        let colons = open.checked_sub(1)?;
        let last = colons.checked_sub(1)?;
        (self.kind(colons) == Kind::Separator && self.is_name(last)).then_some(last)
    }

    /// The word before the angle brackets that end at a token.
    fn before_angles(&self, close: u32) -> Option<u32> {
        let mut last = self.angle(close)?.checked_sub(1)?;
        if self.kind(last) == Kind::Separator {
            last = last.checked_sub(1)?;
        }
        self.is_name(last).then_some(last)
    }

    /// The tokens of the segments of the path that ends at a word, from the first; what is in angle brackets is left
    /// out. And whether something stands before it that is no name: `<T>::`.
    pub(super) fn path(&self, last: u32) -> Vec<u32> {
        let mut segments = vec![last];
        let mut first = last;
        while segments.len() < STEPS && first >= 2 && self.kind(first - 1) == Kind::Separator {
            let before = first - 2;
            let next = match self.kind(before) {
                Kind::Word if self.is_name(before) => Some(before),
                Kind::Mark(b'>') => self.before_angles(before),
                _ => None,
            };
            let Some(next) = next else { break };
            segments.push(next);
            first = next;
        }
        segments.reverse();
        segments
    }

    /// The first token of the path that ends at a word.
    pub(super) fn path_first(&self, last: u32) -> u32 {
        let first = self.path(last)[0];
        match first.checked_sub(1) {
            Some(colons) if self.kind(colons) == Kind::Separator => colons,
            Some(dollar) if self.is(dollar, b'$') => dollar,
            _ => first,
        }
    }

    /// The first token of the chain of members and calls that ends at a token.
    pub(super) fn chain_first(&self, heads: &[Head], last: u32) -> u32 {
        let mut last = last;
        for _ in 0..STEPS {
            while self.is(last, b'?') && last > 0 {
                last -= 1;
            }
            let first = match self.kind(last) {
                Kind::Close(_) => match self.own_group(last) {
                    Some(group) => match heads[group as usize] {
                        Head::Call(name) | Head::Macro(name) | Head::Struct(name) => self.path_first(name),
                        Head::Other => {
                            last = self.group(group).open.saturating_sub(1);
                            continue;
                        }
                        _ => self.group(group).open,
                    },
                    None => return last,
                },
                Kind::Word => self.path_first(last),
                _ => last,
            };
            if first < 2 || !self.is(first - 1, b'.') {
                return first;
            }
            last = first - 2;
        }
        last
    }

    /// The token after the operand that begins at a token.
    pub(super) fn operand_end(&self, first: u32) -> u32 {
        let mut at = first;
        while self.is(at, b'&') || self.is(at, b'*') || self.word(at) == "mut" {
            at += 1;
        }
        loop {
            at = match self.kind(at) {
                Kind::Text { .. } | Kind::Other | Kind::Word | Kind::Open(_) => self.after(at),
                Kind::Separator if self.is(at + 1, b'<') => self.after_angles(at + 1),
                Kind::Separator | Kind::Mark(b'.' | b'?' | b'$') => at + 1,
                Kind::Mark(b'!') if matches!(self.kind(at + 1), Kind::Open(_)) => at + 1,
                _ => return at,
            }
        }
    }

    /// The token after the expression that begins at a token and a semicolon ends.
    pub(super) fn statement_end(&self, first: u32) -> u32 {
        let mut end = first;
        for _ in 0..VALUE {
            match self.kind(end) {
                Kind::Mark(b';') | Kind::Close(_) | Kind::Comment => break,
                Kind::Word if matches!(self.word(end), "let" | "const" | "static") => break,
                _ => end = self.after(end),
            }
        }
        end
    }

    pub(super) fn after_angles(&self, open: u32) -> u32 {
        let mut depth = 0;
        let mut at = open;
        for _ in 0..STEPS {
            match self.kind(at) {
                Kind::Mark(b'<') => depth += 1,
                Kind::Mark(b'>') if !self.is(at - 1, b'-') => depth -= 1,
                Kind::Close(_) | Kind::Mark(b';') => return at,
                _ => {}
            }
            at = self.after(at);
            if depth == 0 {
                break;
            }
        }
        at
    }

    /// The parts of a group: the first token of each and the token after its last. No more than so many.
    pub(super) fn arguments(&self, group: u32, most: usize) -> Vec<(u32, u32)> {
        let close = self.group(group).close;
        let mut arguments = Vec::new();
        let mut first = self.group(group).open.wrapping_add(1);
        let mut at = first;
        while at < close && arguments.len() < most {
            if matches!(self.kind(at), Kind::Mark(b',' | b';'))
                && self.part_number(at) != self.part_number(at + 1)
            {
                arguments.push((first, at));
                first = at + 1;
            }
            at = self.after(at);
        }
        if first < close && arguments.len() < most {
            arguments.push((first, close));
        }
        arguments
    }

    /// The first token of the value in a part, behind a keyword.
    pub(super) fn value_first(&self, part: Part) -> u32 {
        match self.keyword(part.first) {
            Some(_) => part.first + 2,
            None => part.first,
        }
    }

    /// Whether an expression is all of the part that it stands in.
    pub(super) fn is_whole(&self, first: u32, end: u32) -> bool {
        let part = self.part_of(first);
        let ends = end == self.group(part.group).close
            || (matches!(self.kind(end), Kind::Mark(b',' | b';')) && self.group_of(end) == part.group);
        first == self.value_first(part) && ends
    }
}
