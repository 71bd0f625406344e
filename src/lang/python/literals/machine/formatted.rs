//! Strings: implicit concatenation, and formatted strings with their fields.

use super::Machine;
use super::frame::{Formatted, Kind};
use crate::lang::python::literals::format::{Put, put};
use crate::lang::python::literals::lexer::Token;
use crate::lang::python::literals::quoted::{Quoted, push_content};
use crate::lang::python::literals::value::{Text, Value};
use crate::span::Span;

/// Formatted strings that are nested deeper are not read.
const MOST_NESTED: usize = 16;

impl Machine<'_, '_> {
    /// A string literal, perhaps right after another.
    pub(super) fn string(&mut self, quoted: Quoted, is_after_text: bool) {
        let joins = is_after_text && !self.expects_value;
        let content = quoted.content.of(self.reader.text);
        if quoted.has_fields && content.contains(['{', '}']) {
            if self.formatted == MOST_NESTED {
                self.value(Value::Unknown);
                return;
            }
            if !joins {
                // What stands before is done.
                self.value(Value::Unknown);
                self.pop();
            }
            self.push_formatted(quoted, joins);
            return;
        }
        if joins {
            let more = self.reader.text(Value::Quoted(quoted), self.line.block);
            if let Ok(more) = more {
                self.join_text(&more);
            }
        } else {
            self.value(Value::Quoted(quoted));
        }
        self.is_after_text = true;
    }

    /// Adds a text to the string before it.
    fn join_text(&mut self, more: &Text) {
        let before = self.pop();
        let joined = match self.reader.text(before, self.line.block) {
            Ok(mut text) => {
                text.push(more);
                text
            }
            Err(_) => more.clone(),
        };
        self.values.push(Value::text(joined));
    }

    /// The formatted string that is read.
    fn formatted_mut(&mut self) -> Option<&mut Formatted> {
        let mut innermost = self.frames.iter_mut().rev().take(2);
        innermost.find_map(|frame| match &mut frame.kind {
            Kind::Formatted(formatted) => Some(&mut **formatted),
            _ => None,
        })
    }

    /// Adds a part of the source to the formatted string that is read.
    fn push_said(&mut self, part: Span, brace: Option<&str>) {
        let (text, is_wanted) = (self.reader.text, self.reader.is_wanted(part));
        let Some(formatted) = self.formatted_mut() else {
            return;
        };
        let quoted = formatted.quoted;
        for said in &mut formatted.text.said {
            match brace {
                Some(brace) => said.literal.push_decoded(brace, part),
                None => push_content(&mut said.literal, text, part, quoted),
            }
            said.is_wanted |= is_wanted;
        }
    }

    /// Reads what a formatted string says up to its next field, or to its end.
    pub(super) fn formatted_piece(&mut self) {
        let Some(quoted) = self.formatted_mut().map(|formatted| formatted.quoted) else {
            return;
        };
        let bytes = &self.reader.text.as_bytes()[..quoted.content.end as usize];
        let start = self.lexer.at;
        let mut at = start;
        while let Some(found) = memchr::memchr3(b'{', b'}', b'\\', bytes.get(at..).unwrap_or_default()) {
            at += found;
            match (bytes[at], bytes.get(at + 1)) {
                (b'\\', Some(b'{' | b'}')) => at += 1,
                (b'\\', Some(b'N')) if !quoted.is_raw && bytes.get(at + 2) == Some(&b'{') => {
                    at += memchr::memchr(b'}', &bytes[at..]).map_or(2, |end| end + 1);
                }
                (b'\\', _) => at += 2,
                (brace, Some(next)) if *next == brace => {
                    self.push_said(Span::new(start, at), None);
                    let brace = if brace == b'{' { "{" } else { "}" };
                    self.push_said(Span::new(at, at + 2), Some(brace));
                    self.lexer.at = at + 2;
                    return;
                }
                (b'{', _) => {
                    self.push_said(Span::new(start, at), None);
                    self.lexer.at = at + 1;
                    self.push_frame(Kind::Field {
                        start: at + 1,
                        is_quoted: false,
                    });
                    return;
                }
                _ => at += 1,
            }
        }
        self.push_said(Span::new(start, bytes.len()), None);
        self.close_formatted();
    }

    fn close_formatted(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        let Kind::Formatted(formatted) = frame.kind else {
            return;
        };
        self.lexer.at = formatted.quoted.span.end as usize;
        self.lexer.limit = formatted.limit;
        self.formatted -= 1;
        if formatted.joins {
            self.join_text(&formatted.text);
        } else {
            self.values.push(Value::text(formatted.text));
        }
        self.expects_value = false;
        self.is_after_text = true;
    }

    /// `{name=}` says the name too.
    pub(super) fn debug_field(&mut self) {
        let Some(Kind::Field { start, .. }) = self.frames.last().map(|frame| &frame.kind) else {
            return;
        };
        let start = *start;
        self.lexer.peek();
        let part = self.since(start);
        self.push_said(part, None);
        self.expects_value = false;
        if let Some(Kind::Field { is_quoted, .. }) = self.frames.last_mut().map(|frame| &mut frame.kind) {
            *is_quoted = true;
        }
    }

    /// `!r` in a field.
    pub(super) fn conversion(&mut self) {
        if !self.is_field() {
            return;
        }
        let is_repr = matches!(self.lexer.next(), Token::Name("r" | "a"));
        if let Some(Kind::Field { is_quoted, .. }) = self.frames.last_mut().map(|frame| &mut frame.kind) {
            *is_quoted = is_repr;
        }
    }

    /// `:` in a field: the format is passed over.
    pub(super) fn format_of_field(&mut self) {
        let rest = &self.reader.text.as_bytes()[self.lexer.at..self.lexer.limit];
        let mut depth = 0_u32;
        let end = rest.iter().position(|byte| {
            match byte {
                b'{' => depth += 1,
                b'}' if depth == 0 => return true,
                b'}' => depth -= 1,
                _ => {}
            }
            false
        });
        self.lexer.at += end.map_or(rest.len(), |end| end + 1);
        self.close_field();
    }

    /// Puts the value of a field into its string.
    pub(super) fn close_field(&mut self) {
        let value = self.take_items();
        let Some(frame) = self.frames.pop() else { return };
        let Kind::Field { is_quoted, .. } = frame.kind else {
            return;
        };
        let text = self.text_of(value);
        let how = if is_quoted { Put::Quoted } else { Put::Plain };
        self.values.truncate(frame.values);
        self.operators.truncate(frame.operators);
        let Some(formatted) = self.formatted_mut() else {
            return;
        };
        let count = text.as_ref().map_or(1, |text| text.said.len());
        formatted.text.widen(count);
        for (index, said) in formatted.text.said.iter_mut().enumerate() {
            put(said, text.as_ref(), index, how);
        }
    }
}
