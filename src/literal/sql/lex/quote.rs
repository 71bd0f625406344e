//! Comments, quotes of all kinds, variables and what else has an end to look for.

use memchr::{memchr, memchr2, memmem};

use super::template::{self, Branch};
use super::{DEEPEST, DIGIT, Kind, Lexer, PATIENCE, Quote, SPACE, Token, WORDY, Word, is};

/// How long a name in brackets may be.
const LONGEST_BRACKET: usize = 160;

impl Lexer<'_> {
    pub(super) fn blank(&mut self, end: usize) -> Option<Token> {
        self.at = end;
        None
    }

    pub(super) fn line_end(&self, at: usize) -> usize {
        memchr(b'\n', self.rest(at)).map_or(self.end, |found| at + found)
    }

    /// `/* … */`; the contents of `/*! … */` are code.
    pub(super) fn comment(&mut self, start: usize) -> Option<Token> {
        if self.byte(start + 2) == Some(b'!') {
            let mut at = start + 3;
            while is(self.byte(at), DIGIT) {
                at += 1;
            }
            return self.blank(at);
        }
        let close = self.comment.find(self.text, start + 2, b"*/");
        match close.filter(|close| close + 2 <= self.end) {
            Some(close) => self.blank(close + 2),
            None => Some(self.token(Kind::Mark(b'/'), start, start + 2)),
        }
    }

    /// The end of a string that begins with this quote.
    pub(super) fn quoted_text(&mut self, quote: usize, escapes: bool) -> Option<usize> {
        if self.unended[0] == Some(self.end) {
            return None;
        }
        if self.is_doubled {
            let body = self.rest(quote).strip_prefix(b"''")?;
            return memmem::find(body, b"''").map(|found| quote + found + 4);
        }
        let mut at = quote + 1;
        loop {
            let Some(found) = memchr(b'\'', self.rest(at)) else {
                self.unended[0] = Some(self.end);
                return None;
            };
            let end = at + found;
            let body = &self.text[quote + 1..end];
            let slashes = body.iter().rev().take_while(|&&byte| byte == b'\\').count();
            if slashes % 2 == 1 && self.is_escape(body, end, escapes) {
                at = end + 1;
            } else if self.byte(end + 1) == Some(b'\'') {
                at = end + 2;
            } else {
                return Some(end + 1);
            }
        }
    }

    /// Whether the backslash before a quote escapes it. Dialects differ; those that quote names by backticks say yes.
    fn is_escape(&mut self, body: &[u8], end: usize, escapes: bool) -> bool {
        let text = self.text;
        if escapes || *self.escapes.get_or_insert_with(|| memchr(b'`', text).is_some()) {
            return true;
        }
        let mut after = end + 1;
        while is(self.byte(after), SPACE) && after < end + 8 {
            after += 1;
        }
        match self.byte(after) {
            Some(b'\'') if after == end + 1 => true,
            None | Some(b',' | b')' | b';' | b'|' | b']') => false,
            _ => body.len() > 1,
        }
    }

    /// A name or string in double quotes, or a name in backticks.
    pub(super) fn quoted_name(&mut self, start: usize, quote: u8) -> Option<(Kind, usize)> {
        if quote == b'`' {
            return self.backticks(start);
        }
        if self.rest(start).starts_with(b"\"\"\"") && self.unended[2] != Some(self.end) {
            match memmem::find(self.rest(start + 3), b"\"\"\"") {
                Some(found) => return Some((Kind::Text, start + found + 6)),
                None => self.unended[2] = Some(self.end),
            }
        }
        if self.unended[1] == Some(self.end) {
            return None;
        }
        let mut at = start + 1;
        loop {
            let Some(found) = memchr2(b'"', b'\\', self.rest(at)) else {
                self.unended[1] = Some(self.end);
                return None;
            };
            at += found + 1;
            if self.text[at - 1] == b'\\' || self.byte(at) == Some(b'"') {
                at += 1;
            } else {
                return Some((Kind::Quoted(Quote::Double), at));
            }
        }
    }

    fn backticks(&self, start: usize) -> Option<(Kind, usize)> {
        let mut at = start + 1;
        loop {
            at += memchr2(b'`', b'\n', self.rest(at))? + 1;
            if self.text[at - 1] == b'\n' {
                return None;
            }
            if self.byte(at) != Some(b'`') {
                return Some((Kind::Quoted(Quote::Backtick), at));
            }
            at += 1;
        }
    }

    /// A name in brackets; not an index, nor a list.
    pub(super) fn bracketed(&self, start: usize) -> Option<(Kind, usize)> {
        let before = start.checked_sub(1).map(|before| self.text[before]);
        if is(before, WORDY | DIGIT) || matches!(before, Some(b']' | b')' | b'"' | b'`' | b'\'')) {
            return None;
        }
        let rest = self.rest(start + 1);
        let mut at = 0;
        let (mut is_name, mut has_quote) = (false, false);
        while at < LONGEST_BRACKET {
            match *rest.get(at)? {
                b']' if rest.get(at + 1) == Some(&b']') => at += 1,
                b']' => return is_name.then_some((Kind::Quoted(Quote::Bracket), start + at + 2)),
                b'\'' if !has_quote => has_quote = true,
                b'\n' | b'\'' | b'"' | b',' | b'(' | b'[' => return None,
                byte => is_name |= is(Some(byte), WORDY),
            }
            at += 1;
        }
        None
    }

    /// `$$`, `$tag$`, or a parameter.
    pub(super) fn dollar(&mut self, start: usize) -> Option<(Kind, usize)> {
        let mut tag = start + 1;
        while is(self.byte(tag), WORDY | DIGIT) {
            tag += 1;
        }
        let is_quote = self.byte(tag) == Some(b'$') && !is(self.byte(start + 1), DIGIT);
        if is_quote && self.around.len() < DEEPEST && self.in_vain < PATIENCE {
            let quote = &self.text[start..=tag];
            if let Some(found) = memmem::find(self.rest(tag + 1), quote) {
                self.around.push((self.end, quote.len()));
                self.end = tag + 1 + found;
                return Some((Kind::Dollar { opens: true }, tag + 1));
            }
            self.in_vain += 1;
        }
        template::hole(self.rest(start)).map(|length| (Kind::Hole, start + length))
    }

    /// `:name` is a parameter, where no value stands before it.
    pub(super) fn colon(&mut self, start: usize) -> Option<(Kind, usize)> {
        let before = start.checked_sub(1).map(|before| self.text[before]);
        if is(before, WORDY | DIGIT) || matches!(before, Some(b']' | b')' | b'"' | b'`' | b'\'')) {
            return None;
        }
        let end = match self.byte(start + 1)? {
            b'\'' => self.quoted_text(start + 1, false)?,
            b'"' => self.quoted_name(start + 1, b'"')?.1,
            _ => self.wordy(start + 1),
        };
        (end > start + 1).then_some((Kind::Hole, end))
    }

    /// The end of `@name`, `@@name`, `@stage/path`, `` @`host` ``.
    pub(super) fn variable(&mut self, start: usize) -> usize {
        let mut at = start + 1;
        while matches!(self.byte(at), Some(b'@' | b'~' | b'%')) {
            at += 1;
        }
        let quoted = match self.byte(at) {
            Some(b'\'') => self.quoted_text(at, false),
            Some(quote @ (b'"' | b'`')) => self.quoted_name(at, quote).map(|(_, end)| end),
            _ => None,
        };
        if let Some(end) = quoted {
            return end;
        }
        loop {
            at = self.wordy(at);
            let goes_on = matches!(self.byte(at), Some(b'.' | b'/'));
            if !goes_on || !is(self.byte(at + 1), WORDY | DIGIT) {
                return at;
            }
            at += 1;
        }
    }

    /// `#temp`, an operator, or a comment.
    pub(super) fn number_sign(&mut self, start: usize) -> Option<Token> {
        let next = self.byte(start + 1);
        if next == Some(b'{')
            && let Some(end) = self.hole(start)
        {
            return Some(self.after_hole(start, end, Kind::Hole));
        }
        if matches!(next, Some(b'>' | b'-' | b'=')) {
            return Some(self.token(Kind::Mark(b'#'), start, start + 1));
        }
        let name = start + 1 + usize::from(next == Some(b'#'));
        let end = self.wordy(name);
        if end == name || !self.is_temporary(end) {
            return self.blank(self.line_end(start));
        }
        Some(self.token(Kind::Word, start, end))
    }

    /// Whether `#name` that ends here is a name: where a table stands, or before a dot.
    fn is_temporary(&self, end: usize) -> bool {
        let (word, mark) = self.before;
        let ends = matches!(self.byte(end), None | Some(b',' | b';' | b')' | b'\n' | b'\r'));
        self.byte(end) == Some(b'.') && is(self.byte(end + 1), WORDY)
            || mark == b'.'
            || mark == b',' && ends
            || matches!(
                word,
                Word::From
                    | Word::Join
                    | Word::Into
                    | Word::Table
                    | Word::Update
                    | Word::Exists
                    | Word::Merge
            )
            || matches!(
                word,
                Word::Using | Word::On | Word::Delete | Word::Insert | Word::Apply
            )
    }

    /// A command to `psql`: `\copy` is read, the line of another is skipped.
    pub(super) fn meta_command(&mut self, start: usize) -> Option<Token> {
        let end = self.wordy(start + 1);
        if self.text[start + 1..end].eq_ignore_ascii_case(b"copy") {
            return Some(self.token(Kind::Word, start + 1, end));
        }
        self.blank(self.line_end(start))
    }

    /// A template's `{{ }}`, `{% %}` or `{# #}`, or `{name}`.
    pub(super) fn brace(&mut self, start: usize) -> Option<Token> {
        let which = match self.byte(start + 1) {
            Some(b'{') => 0,
            Some(b'%') => 1,
            Some(b'#') => 2,
            _ => 3,
        };
        let closed = if which < 3 {
            self.closed(start, which)
        } else {
            None
        };
        let Some(end) = closed else {
            return Some(match template::hole(self.rest(start)) {
                Some(length) => self.after_hole(start, start + length, Kind::Hole),
                None => self.token(Kind::Mark(b'{'), start, start + 1),
            });
        };
        match (which, template::branch(&self.text[start + 2..end - 2])) {
            (2, _) => self.blank(end),
            (0, Branch::None) => Some(self.after_hole(start, end, Kind::Template)),
            (_, branch) => Some(self.token(Kind::Block(branch), start, end)),
        }
    }
}
