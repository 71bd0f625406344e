//! Texts within the text: strings that are SQL, bodies of functions, templates.

use super::Quote;
use super::frame::{Mode, Place, Verb};
use super::lex::Kind as Token;
use super::lex::template::{self, Branch};
use super::name::{Name, Piece};
use super::scan::NEAREST;
use super::scan::Scanner;
use super::word::Word;
use std::ops::Range;

impl Scanner<'_> {
    pub(super) fn string(&mut self) {
        if let Mode::Table(place @ (Place::From | Place::One)) = self.here().mode
            && self.is_quoted_name()
        {
            self.argument();
            self.set(Mode::After(place));
            return self.advance();
        }
        if self.may_hold_strings && self.here().verb != Verb::Insert {
            self.keep_string();
        }
        self.unnamed();
    }

    /// Keeps the contents of a string that is SQL, to be read after this text.
    pub(super) fn keep_string(&mut self) {
        let text = &self.text[self.token.start..self.token.end];
        let Some(open) = text.find(['\'', '"']) else {
            return;
        };
        let width = if text[open..].starts_with("\"\"\"") { 3 } else { 1 };
        let range = self.token.start + open + width..self.token.end - width;
        if range.len() > 12 && super::statement::begins_statement(&self.text[range.clone()]) {
            self.strings.push((range, width == 1));
        }
    }

    pub(super) fn template(&mut self) {
        if self.calls() {
            if let Mode::Table(place) = self.here().mode {
                self.set(Mode::After(place));
            }
            self.is_fresh = false;
            self.advance();
        } else {
            self.name_like();
        }
    }

    /// Takes down the tables that a template names by a call; whether there are any.
    pub(super) fn calls(&mut self) -> bool {
        let start = self.token.start;
        let calls = template::calls(&self.text[start..self.token.end]);
        let piece = |range: Range<usize>| Piece::new(start + range.start..start + range.end, Quote::Single);
        for call in &calls {
            let mut name = Name::default();
            if let Some(schema) = call.schema.clone() {
                name.push(piece(schema));
            }
            name.push(piece(call.table.clone()));
            self.take(&name);
            self.relate(Some(name), name.last());
        }
        !calls.is_empty()
    }

    /// A block of a template: what stands behind `else` stands where the first branch began.
    pub(super) fn branch(&mut self, branch: Branch) {
        self.calls();
        let depth = self.frames.len();
        match branch {
            Branch::Opens if self.branches.len() < NEAREST => {
                let mode = self.here().mode;
                self.branches.push((depth, mode));
            }
            Branch::Turns => {
                if let Some(&(at, mode)) = self.branches.last()
                    && at == depth
                {
                    self.set(mode);
                }
            }
            Branch::Closes => {
                self.branches.pop();
            }
            Branch::Opens | Branch::None => {}
        }
        self.advance();
    }

    /// The beginning or the end of a body in dollar quotes.
    pub(super) fn dollar(&mut self, opens: bool) {
        if opens && !self.is_body() {
            return self.skip_dollar();
        }
        self.bodies = if opens {
            self.bodies + 1
        } else {
            self.bodies.saturating_sub(1)
        };
        self.is_routine = self.bodies > 0;
        self.begin_statement();
        self.advance();
    }

    /// Whether what is in dollar quotes here is code, and SQL: not a string, nor another language.
    pub(super) fn is_body(&self) -> bool {
        let [before, earlier, language] = self.last;
        if before == Word::As && language == Word::Language {
            return matches!(earlier, Word::Sql | Word::Plpgsql);
        }
        let quote = self.token.end - self.token.start;
        let after = self.text.get(self.lexer.end() + quote..).unwrap_or_default();
        let after = &after[..after.floor_char_boundary(NEAREST)];
        let mut words = after.split_ascii_whitespace();
        let is_language = words
            .next()
            .is_some_and(|word| word.eq_ignore_ascii_case("language"));
        let name = words
            .next()
            .unwrap_or_default()
            .trim_matches(['\'', ';', '"'])
            .to_ascii_lowercase();
        if is_language && !name.starts_with("sql") && !name.starts_with("plpgsql") {
            return false;
        }
        let begins = matches!(
            before,
            Word::As | Word::Do | Word::Delimiter | Word::Immediate | Word::Execute
        );
        begins || is_language || self.is_fresh || earlier == Word::Language
    }

    /// Passes over a string in dollar quotes, and keeps it if it is SQL.
    pub(super) fn skip_dollar(&mut self) {
        let (start, end) = (self.token.end, self.lexer.end());
        let is_empty = self.next.kind == Token::Dollar { opens: false };
        if self.may_hold_strings && !is_empty && super::statement::begins_statement(&self.text[start..end]) {
            self.strings.push((start..end, false));
        }
        let mut depth = 0_usize;
        loop {
            match self.token.kind {
                Token::Dollar { opens: true } => depth += 1,
                Token::Dollar { opens: false } => depth -= 1,
                Token::End => return,
                _ => {}
            }
            self.unnamed();
            if depth == 0 {
                return;
            }
        }
    }
}
