//! What texts say once something is put into them: `%`, `.format`, `join`, `replace`, templates.
//!
//! What is not known is put in as a hole; a directive that is broken stays as it stands.

use rustc_hash::FxHashMap;

use super::value::{Said, Text};
use crate::lang::python::imports::is_word;
use crate::span::Span;

/// What is longer, in bytes, is no directive or field.
const MOST_FIELD: usize = 1024;

/// What is put in: what is not known, or is no text, is `None`.
#[derive(Debug, Default)]
pub(super) struct Arguments<'t> {
    pub(super) listed: Vec<Option<Text>>,
    pub(super) named: FxHashMap<&'t str, Option<Text>>,
}

impl Arguments<'_> {
    /// How many possibilities there are.
    fn count(&self) -> usize {
        let named = self.named.values();
        let texts = self.listed.iter().chain(named).flatten();
        texts.map(|text| text.said.len()).max().unwrap_or(1)
    }
}

/// How a value is put in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Put {
    Plain,
    /// As Python would write it: in quotes.
    Quoted,
}

/// Puts the nth possibility of a text, or a hole, at the end of what is said.
pub(super) fn put(said: &mut Said, text: Option<&Text>, index: usize, put: Put) {
    let Some(text) = text.and_then(|text| text.nth(index)) else {
        said.literal.push_hole();
        return;
    };
    if put == Put::Quoted {
        said.literal.push_unsaid("'");
    }
    said.push(text);
    if put == Put::Quoted {
        said.literal.push_unsaid("'");
    }
}

fn part(said: &mut Said, from: &Said, start: usize, end: usize) {
    said.literal.push_part(&from.literal, Span::new(start, end));
}

/// `text % arguments`
pub(super) fn percent(text: &mut Text, arguments: &Arguments<'_>) {
    text.map(arguments.count(), |from, index| {
        let source = from.literal.text();
        let mut said = starting_as(from);
        let (mut done, mut next) = (0, 0);
        while let Some(at) = find(source, b'%', done) {
            part(&mut said, from, done, at);
            let Some(directive) = Directive::read(&source[at..]) else {
                part(&mut said, from, at, at + 1);
                done = at + 1;
                continue;
            };
            done = at + directive.length;
            if directive.conversion == b'%' {
                part(&mut said, from, done - 1, done);
                continue;
            }
            let value = match directive.key {
                Some(key) => arguments.named.get(key).and_then(Option::as_ref),
                None => arguments.listed.get(next).and_then(Option::as_ref),
            };
            next += 1;
            let how = match directive.conversion {
                b'r' | b'a' => Put::Quoted,
                _ => Put::Plain,
            };
            put(&mut said, value, index, how);
        }
        part(&mut said, from, done, source.len());
        said
    });
}

/// Nothing said yet, but wanted like what it is made of.
fn starting_as(from: &Said) -> Said {
    Said {
        is_wanted: from.is_wanted,
        ..Said::default()
    }
}

fn find(text: &str, byte: u8, from: usize) -> Option<usize> {
    memchr::memchr(byte, &text.as_bytes()[from..]).map(|at| from + at)
}

/// `%(key)-10.3s`
struct Directive<'a> {
    key: Option<&'a str>,
    conversion: u8,
    length: usize,
}

impl<'a> Directive<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let bytes = text.as_bytes();
        let (mut at, mut key) = (1, None);
        if bytes.get(at) == Some(&b'(') {
            let rest = &bytes[at..];
            let end = at + memchr::memchr2(b')', b'\n', &rest[..rest.len().min(MOST_FIELD)])?;
            key = Some(text.get(at + 1..end)?);
            at = end + 1;
        }
        let flags = bytes.get(at..)?;
        at += flags.iter().position(|byte| {
            !matches!(
                byte,
                b'#' | b'-' | b'+' | b' ' | b'*' | b'.' | b'0'..=b'9' | b'h' | b'l' | b'L'
            )
        })?;
        let conversion = *bytes.get(at)?;
        matches!(
            conversion,
            b'd' | b'i'
                | b'o'
                | b'u'
                | b'x'
                | b'X'
                | b'e'
                | b'E'
                | b'f'
                | b'F'
                | b'g'
                | b'G'
                | b'c'
                | b'r'
                | b's'
                | b'a'
                | b'b'
                | b'%'
        )
        .then_some(Self {
            key,
            conversion,
            length: at + 1,
        })
    }
}

/// `text.format(arguments)`
pub(super) fn braces(text: &mut Text, arguments: &Arguments<'_>) {
    text.map(arguments.count(), |from, index| {
        let source = from.literal.text();
        let bytes = source.as_bytes();
        let mut said = starting_as(from);
        let (mut done, mut next) = (0, 0);
        while let Some(found) = memchr::memchr2(b'{', b'}', &bytes[done..]) {
            let at = done + found;
            part(&mut said, from, done, at);
            done = at + 1;
            if bytes.get(done) == Some(&bytes[at]) {
                part(&mut said, from, at, done);
                done += 1;
                continue;
            }
            let field = (bytes[at] == b'{')
                .then(|| Field::read(&source[done..]))
                .flatten();
            let Some(field) = field else {
                part(&mut said, from, at, done);
                continue;
            };
            done += field.length;
            let value = match field.name.parse::<usize>() {
                _ if field.is_member => None,
                Ok(number) => arguments.listed.get(number).and_then(Option::as_ref),
                Err(_) if field.name.is_empty() => {
                    next += 1;
                    arguments.listed.get(next - 1).and_then(Option::as_ref)
                }
                Err(_) => arguments.named.get(field.name).and_then(Option::as_ref),
            };
            put(&mut said, value, index, field.put);
        }
        part(&mut said, from, done, source.len());
        said
    });
}

/// `name!r:>10}`, the brace before it left out.
struct Field<'a> {
    name: &'a str,
    /// It names an attribute or an element of the argument.
    is_member: bool,
    put: Put,
    /// Past the closing brace.
    length: usize,
}

impl<'a> Field<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let bytes = text.as_bytes();
        let end = bytes
            .iter()
            .take(MOST_FIELD)
            .position(|byte| matches!(byte, b'{' | b'}' | b'!' | b':' | b'.' | b'[' | b'\n'))?;
        let name = &text[..end];
        let mut field = Self {
            name,
            is_member: matches!(bytes[end], b'.' | b'['),
            put: Put::Plain,
            length: end,
        };
        let is_name = name.bytes().all(is_word);
        if !is_name || matches!(bytes[end], b'{' | b'\n') {
            return None;
        }
        let mut depth = 0_u32;
        for (at, byte) in bytes.iter().enumerate().take(MOST_FIELD).skip(end) {
            match byte {
                b'{' => depth += 1,
                b'}' if depth == 0 => {
                    field.length = at + 1;
                    return Some(field);
                }
                b'}' => depth -= 1,
                b'!' if depth == 0 && matches!(bytes.get(at + 1), Some(b'r' | b'a')) => {
                    field.put = Put::Quoted;
                }
                b'\n' => return None,
                _ => {}
            }
        }
        None
    }
}

/// `Template(text).substitute(arguments)`
pub(super) fn template(text: &mut Text, arguments: &Arguments<'_>) {
    text.map(arguments.count(), |from, index| {
        let source = from.literal.text();
        let bytes = source.as_bytes();
        let mut said = starting_as(from);
        let mut done = 0;
        while let Some(at) = find(source, b'$', done) {
            part(&mut said, from, done, at);
            done = at + 1;
            if bytes.get(done) == Some(&b'$') {
                part(&mut said, from, at, done);
                done += 1;
                continue;
            }
            let is_braced = bytes.get(done) == Some(&b'{');
            let start = done + usize::from(is_braced);
            let rest = &bytes[start..];
            let end = start + rest.iter().position(|byte| !is_word(*byte)).unwrap_or(rest.len());
            if end == start || (is_braced && bytes.get(end) != Some(&b'}')) {
                part(&mut said, from, at, done);
                continue;
            }
            done = end + usize::from(is_braced);
            let value = arguments.named.get(&source[start..end]).and_then(Option::as_ref);
            put(&mut said, value, index, Put::Plain);
        }
        part(&mut said, from, done, source.len());
        said
    });
    text.is_template = false;
}

/// `separator.join(elements)`
pub(super) fn join(separator: &Text, elements: &[Option<Text>]) -> Text {
    let texts = || elements.iter().flatten().chain(std::iter::once(separator));
    let count = texts().map(|text| text.said.len()).max().unwrap_or(1);
    let mut joined = Text::one(Said::default());
    joined.map(count, |_, index| {
        let mut said = Said::default();
        for (number, element) in elements.iter().enumerate() {
            if number > 0 {
                put(&mut said, Some(separator), index, Put::Plain);
            }
            put(&mut said, element.as_ref(), index, Put::Plain);
        }
        said
    });
    joined
}

/// `text.replace(old, new)`
pub(super) fn replace(text: &mut Text, old: &str, new: Option<&Text>) {
    if old.is_empty() {
        return;
    }
    text.map(new.map_or(1, |new| new.said.len()), |from, index| {
        let source = from.literal.text();
        let mut said = starting_as(from);
        let mut done = 0;
        for at in memchr::memmem::find_iter(source.as_bytes(), old) {
            part(&mut said, from, done, at);
            put(&mut said, new, index, Put::Plain);
            done = at + old.len();
        }
        part(&mut said, from, done, source.len());
        said
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(said: &str) -> Text {
        let mut one = Said::default();
        one.literal.push_unsaid(said);
        Text::one(one)
    }

    fn said(text: &Text) -> String {
        text.said[0].literal.text().replace('\u{fffc}', "?")
    }

    #[test]
    fn directives_are_filled() {
        let arguments = Arguments {
            listed: vec![Some(text("a")), None, Some(text("c"))],
            named: [("k", Some(text("v")))].into_iter().collect(),
        };
        for (from, to) in [
            ("%s.%-10s %r %%", "a.? 'c' %"),
            ("%(k)s %(l)d %", "v ? %"),
            ("100% of %(k", "100af %(k"),
            ("%s%s%s%s", "a?c?"),
            ("%y %é", "%y %é"),
        ] {
            let mut text = text(from);
            percent(&mut text, &arguments);
            assert_eq!(said(&text), to, "{from}");
        }
        for (from, to) in [
            ("{} {} {!r} {}", "a ? 'c' ?"),
            ("{0}{2:>{w}} {k!r:^3} {k.x} {0[a]} {{k}}", "ac 'v' ? ? {k}"),
            ("{ {k } {\n} }", "{ {k } {\n} }"),
            ("{k", "{k"),
        ] {
            let mut text = text(from);
            braces(&mut text, &arguments);
            assert_eq!(said(&text), to, "{from}");
        }
        let mut from = text("$k ${k}s $$k ${k $l $1");
        template(&mut from, &arguments);
        assert_eq!(said(&from), "v vs $k ${k ? ?");
    }
}
