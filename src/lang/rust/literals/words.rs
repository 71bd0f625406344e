//! Identifiers that are a word of interest: names in macros and attributes, segments of paths, fields of classes.
//!
//! A variable, a function's own name, a field of a value is nothing here.

use crate::lang::rust::lex::Kind;
use crate::literal::{Literal, Placed, Stands};
use crate::span::Span;

use super::heads::Head;
use super::locals;
use super::placing::Placing;

/// How far out the macro is looked for that an identifier is given to.
const STEPS: usize = 3;
/// How many segments a qualified name has.
const SEGMENTS: u32 = 4;

impl Placing<'_, '_, '_> {
    /// Places the identifiers of the imports.
    pub(super) fn imported(&mut self) {
        for hot in &self.source.imports.hot {
            if hot.before.contains(&self.source.outline.word(hot.token)) {
                continue;
            }
            if hot.before.is_empty() {
                self.segment(hot.token);
                continue;
            }
            let before = self.source.imports.resolve(&hot.before, hot.token);
            self.word(hot.token, Stands::Segment { before });
        }
    }

    fn word(&mut self, token: u32, stands: Stands) {
        let span = self.source.outline.span(token);
        self.words(span, token, stands);
    }

    fn words(&mut self, span: Span, token: u32, stands: Stands) {
        let text = self.source.outline.text;
        let raw = if span.of(text).starts_with("r#") { 2 } else { 0 };
        let mut literal = Literal::default();
        literal.push_verbatim(
            text,
            Span {
                start: span.start + raw,
                end: span.end,
            },
        );
        let scope = self.scope(token);
        self.usage.literals.push(Placed {
            literal,
            is_word: true,
            stands,
            scope,
        });
    }

    /// Places an identifier, if it stands where idioms look.
    pub(super) fn identifier(&mut self, token: u32) {
        let outline = self.source.outline;
        if self.source.imports.holds(token) || self.names_item(token) || locals::repeats(self.source, token) {
            return;
        }
        let is_segment = outline.kind(token + 1) == Kind::Separator
            || (token > 0 && outline.kind(token - 1) == Kind::Separator);
        let group = outline.group_of(token);
        match self.source.head(group) {
            Head::Attribute | Head::List(_) => self.in_attribute(token, group, is_segment),
            _ if is_segment => self.segment(token),
            Head::Macro(_) => self.in_macro(token, group),
            Head::Struct(name) if self.is_field_name(token) => {
                let call = self.call_of_struct(group, name);
                self.word(token, Stands::Keyword { call });
            }
            _ if self.is_declared(token, group) => {
                if let Some(class) = self.class_of_body(group) {
                    self.word(token, Stands::Field { class });
                }
            }
            _ => self.plain(token, group),
        }
    }

    /// Whether an identifier is what an item is called; one that is a class is noted.
    fn names_item(&mut self, token: u32) -> bool {
        let outline = self.source.outline;
        let Some(keyword) = token.checked_sub(1) else {
            return false;
        };
        match outline.word(keyword) {
            "struct" | "enum" | "union" | "trait" => {
                let item = outline.items.binary_search_by_key(&keyword, |item| item.keyword);
                if let Ok(item) = item {
                    self.class(item as u32);
                }
                true
            }
            "fn" | "mod" | "let" | "mut" | "ref" | "const" | "static" | "type" | "for" => true,
            _ => false,
        }
    }

    fn is_field_name(&self, token: u32) -> bool {
        let outline = self.source.outline;
        let before = outline.part_of(token).first;
        token == before || (token > 0 && outline.kind(token - 1) == Kind::Close(b']'))
    }

    /// Whether the body of a struct or an enum declares an identifier.
    fn is_declared(&self, token: u32, group: u32) -> bool {
        let outline = self.source.outline;
        let Some(item) = outline.body_of(group) else {
            return false;
        };
        let begins = match outline.kind(token - 1) {
            Kind::Open(_) | Kind::Close(_) | Kind::Mark(b',') => true,
            Kind::Word => outline.word(token - 1) == "pub",
            _ => false,
        };
        match outline.items[item as usize].word {
            "struct" | "union" => begins && outline.is(token + 1, b':'),
            "enum" => begins,
            _ => false,
        }
    }

    /// In an attribute: a keyword, or the last segment of a value, and as such a segment like any other.
    fn in_attribute(&mut self, token: u32, group: u32, is_segment: bool) {
        let outline = self.source.outline;
        let part = outline.part_of(token);
        if outline.kind(token + 1) == Kind::Separator {
            self.segment(token);
            return;
        }
        let is_keyword = outline.keyword(part.first).is_some() && token == part.first;
        let is_name = matches!(outline.kind(token + 1), Kind::Open(_));
        let first = outline.path_first(token);
        if is_keyword {
            if let Some(call) = self.call_of(group, token) {
                self.word(token, Stands::Keyword { call });
            }
        } else if !is_name
            && outline.is_whole(first, token + 1)
            && let Some(call) = self.call_of(group, token)
        {
            let slot = self.slot(first, false);
            self.word(token, Stands::Argument { call, slot });
        }
        if is_segment {
            self.segment(token);
        }
    }

    /// In a macro, among its arguments: a name, or the last of a qualified one at the beginning of an argument.
    fn in_macro(&mut self, token: u32, group: u32) {
        let outline = self.source.outline;
        let first = outline.part_of(token).first;
        if outline.is(token + 1, b'!') {
            return;
        }
        let Some(call) = self.call_of(group, token) else {
            return;
        };
        if token == first && outline.keyword(first).is_some() {
            self.word(token, Stands::Keyword { call });
            return;
        }
        let mut start = token;
        for _ in 0..SEGMENTS {
            if start < 2 || !outline.is(start - 1, b'.') || !outline.is_name(start - 2) {
                break;
            }
            start -= 2;
        }
        let follows = start > 0 && outline.is(start - 1, b'.');
        let begins = start == first || (start > 0 && outline.kind(start - 1) == Kind::Close(b']'));
        if follows || (start < token && !begins) {
            return;
        }
        let slot = self.slot(token, false);
        let span = Span {
            start: outline.span(start).start,
            end: outline.span(token).end,
        };
        self.words(span, token, Stands::Argument { call, slot });
    }

    /// A segment of a path. One that begins with what nothing here brings in may go by way of any glob.
    fn segment(&mut self, token: u32) {
        let outline = self.source.outline;
        let imports = &self.source.imports;
        let path = outline.path(token);
        let written: Vec<&str> = path.iter().map(|&token| outline.word(token)).collect();
        let mut before = imports.resolve(&written, path[0]);
        // Through an alias it may be another's.
        if before.pop().is_none_or(|last| last != outline.word(token)) {
            return;
        }
        let is_known = matches!(written[0], "crate" | "self" | "super" | "Self")
            || imports.imported(written[0], token).is_some();
        let globs = match is_known {
            true => Vec::new(),
            false => imports.globs(token, false),
        };
        for mut through in globs {
            through.extend(before.iter().cloned());
            self.word(token, Stands::Segment { before: through });
        }
        self.word(token, Stands::Segment { before });
    }

    /// A lone identifier: of a macro around it, or what an import brings in.
    fn plain(&mut self, token: u32, group: u32) {
        let outline = self.source.outline;
        let before = token.checked_sub(1);
        if before.is_some_and(|before| outline.is(before, b'.')) || outline.is(token + 1, b'!') {
            return;
        }
        let is_typed = outline.is(token + 1, b':');
        if locals::is_local(self.source, token) {
            return;
        }
        let is_imported = !is_typed && self.source.imports.bound(outline.word(token), token).is_some();
        let is_value = || !self.source.imports.globs(token, true).is_empty();
        if is_imported && (!locals::is_module(self.source, token) || is_value()) {
            self.segment(token);
            return;
        }
        let mut around = group;
        for _ in 0..STEPS {
            let at = outline.group(around).open;
            if at >= outline.tokens.len() as u32 {
                break;
            }
            around = outline.group_of(at);
            if let Head::Macro(_) = self.source.head(around) {
                if !self.follows_arrow(token)
                    && let Some(call) = self.call_of(around, at)
                {
                    let slot = self.slot(at, true);
                    self.word(token, Stands::Argument { call, slot });
                }
                return;
            }
        }
        let is_variable = || {
            self.source
                .bindings
                .lookup(outline, outline.word(token), token)
                .is_some()
        };
        if is_typed || is_variable() {
            return;
        }
        for before in self.source.imports.globs(token, true) {
            self.word(token, Stands::Segment { before });
        }
    }

    /// Whether an identifier stands behind a `->` of its part: it is a type.
    fn follows_arrow(&self, token: u32) -> bool {
        let outline = self.source.outline;
        let first = outline.part_of(token).first;
        let mut at = token;
        for _ in 0..SEGMENTS * 4 {
            if at <= first + 1 {
                return false;
            }
            at -= 1;
            if outline.is(at, b'>') && outline.is(at - 1, b'-') {
                return true;
            }
        }
        false
    }
}
