//! A lexer for SQL of every dialect at once: tokens with their places, in linear time, on any text.
//!
//! It is not `sqlparser`'s tokenizer, which the design proposed: that one stops at the first unterminated quote, must
//! be told the dialect, gives lines and columns where bytes are wanted, and allocates for each token. This one never
//! fails. A quote that does not end is a mark like any other; what begins a comment in one dialect and an operator in
//! another is told apart by what stands around it; a template's holes are tokens of their own.
//!
//! It neither knows statements nor decodes what is quoted; both are for those who [read](super::scan) the tokens.

mod hole;
mod quote;
pub(super) mod template;

use memchr::memmem;

use self::template::Branch;
use super::word::Word;
use super::{Form, HOLE, Quote};

/// The first byte of [`HOLE`].
const HOLE_BYTE: u8 = 0xef;

/// How deep dollar quotes may stand in each other.
const DEEPEST: usize = 8;

/// How many dollar quotes may be looked for in vain.
const PATIENCE: u32 = 32;

/// What kind of token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The text is over.
    End,
    /// A keyword or a name without quotes.
    Word,
    /// A name with a hole in it, or next to an underscore.
    Pattern,
    /// A name in quotes, or a string in double quotes.
    Quoted(Quote),
    /// A string in single quotes, prefix and quotes included.
    Text,
    /// A number.
    Number,
    /// What is not known: a parameter, a placeholder.
    Hole,
    /// `@name`: a variable, a stage, the end of `user@host`.
    Variable,
    /// `{{ … }}`.
    Template,
    /// `{% … %}`, and the like that stand for no text.
    Block(Branch),
    /// `$$` or `$tag$`, that a body stands between.
    Dollar {
        /// The body begins here.
        opens: bool,
    },
    /// `::`.
    Cast,
    /// Another byte.
    Mark(u8),
}

/// A token and its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    /// What it is.
    pub(super) kind: Kind,
    /// Which word it is, [`Word::Other`] when it is none.
    pub(super) word: Word,
    /// The offset of its first byte.
    pub(super) start: usize,
    /// The offset just past its last byte.
    pub(super) end: usize,
}

impl Token {
    /// Whether it is this byte.
    pub(super) fn is(self, mark: u8) -> bool {
        self.kind == Kind::Mark(mark)
    }
}

/// Something that is looked for ahead, with where it was found last: so that looking is linear in all.
#[derive(Debug, Clone, Copy, Default)]
struct Ahead {
    from: usize,
    found: Option<usize>,
    is_known: bool,
}

impl Ahead {
    fn find(&mut self, text: &[u8], from: usize, needle: &[u8]) -> Option<usize> {
        let holds = self.is_known && from >= self.from && self.found.is_none_or(|found| found >= from);
        if !holds {
            let found = text.get(from..).and_then(|rest| memmem::find(rest, needle));
            *self = Self {
                from,
                found: found.map(|found| from + found),
                is_known: true,
            };
        }
        self.found
    }
}

/// The tokens of a text.
#[derive(Debug)]
pub(super) struct Lexer<'t> {
    text: &'t [u8],
    form: Form,
    at: usize,
    end: usize,
    /// Ends of the texts around dollar quoted bodies, with the length of the quote that ends the body.
    around: Vec<(usize, usize)>,
    /// How many dollar quotes did not end.
    in_vain: u32,
    /// Single quotes come in twos: the text is itself a string of SQL.
    is_doubled: bool,
    /// Where quotes of a kind have been looked for in vain up to the end.
    unended: [Option<usize>; 3],
    /// Backslashes escape quotes for sure.
    escapes: Option<bool>,
    comment: Ahead,
    data: Ahead,
    braces: [Ahead; 3],
    before: (Word, u8),
}

const WORDY: u8 = 1;
const DIGIT: u8 = 2;
const SPACE: u8 = 4;

static CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        class[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => WORDY,
            b'0'..=b'9' => DIGIT,
            b'\t'..=b'\r' | b' ' | 0 => SPACE,
            _ => 0,
        };
        byte += 1;
    }
    class
};

fn is(byte: Option<u8>, class: u8) -> bool {
    byte.is_some_and(|byte| CLASS[usize::from(byte)] & class != 0)
}

impl<'t> Lexer<'t> {
    /// The tokens between two offsets.
    pub(super) fn new(text: &'t str, start: usize, end: usize, form: Form, is_doubled: bool) -> Self {
        Self {
            text: text.as_bytes(),
            form,
            at: start,
            end: end.min(text.len()),
            around: Vec::new(),
            in_vain: 0,
            is_doubled,
            unended: [None; 3],
            escapes: None,
            comment: Ahead::default(),
            data: Ahead::default(),
            braces: [Ahead::default(); 3],
            before: (Word::Other, 0),
        }
    }

    /// Goes on behind the line that ends the block of data that begins here, if there is one.
    pub(in super::super) fn skip_data(&mut self, from: usize) {
        if let Some(found) = self.data.find(self.text, from, b"\n\\.") {
            self.at = self.end.min(found + 3);
        }
    }

    /// Where the innermost body ends.
    pub(in super::super) fn end(&self) -> usize {
        self.end
    }

    fn byte(&self, at: usize) -> Option<u8> {
        (at < self.end).then(|| self.text[at])
    }

    fn rest(&self, at: usize) -> &'t [u8] {
        self.text.get(at..self.end).unwrap_or_default()
    }

    fn is_first_on_line(&self) -> bool {
        let line = self.text[..self.at].iter().rev();
        let before = line.take(64).find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
        before.is_none_or(|&byte| byte == b'\n')
    }

    /// The next token.
    pub(super) fn next(&mut self) -> Token {
        let token = loop {
            while is(self.byte(self.at), SPACE) {
                self.at += 1;
            }
            let start = self.at;
            let Some(byte) = self.byte(start) else {
                match self.around.pop() {
                    None => break self.token(Kind::End, start, start),
                    Some((end, quote)) => {
                        self.end = end;
                        self.at = start + quote;
                        break self.token(Kind::Dollar { opens: false }, start, self.at);
                    }
                }
            };
            let class = CLASS[usize::from(byte)];
            let token = if class & WORDY != 0 {
                Some(self.word(start))
            } else if class & DIGIT != 0 {
                Some(self.number(start))
            } else {
                self.other(start, byte)
            };
            if let Some(token) = token {
                self.at = token.end;
                break token;
            }
        };
        let mark = match token.kind {
            Kind::Mark(mark) => mark,
            _ => 0,
        };
        self.before = (token.word, mark);
        token
    }

    fn token(&self, kind: Kind, start: usize, end: usize) -> Token {
        let is_key = self.before.1 == b':' && start > 0 && self.text[start - 1] == b':';
        let word = match kind {
            Kind::Word if !is_key => Word::of(&self.text[start..end]),
            _ => Word::Other,
        };
        Token {
            kind,
            word,
            start,
            end,
        }
    }

    /// The end of the letters and digits from here.
    fn wordy(&self, start: usize) -> usize {
        let mut at = start;
        while let Some(byte) = self.byte(at) {
            if CLASS[usize::from(byte)] & (WORDY | DIGIT) == 0 && byte != b'$' && byte != b'#'
                || byte == HOLE_BYTE && self.is_hole_char(at)
            {
                break;
            }
            if byte == b'#'
                && (at == start || matches!(self.byte(at + 1), Some(b'>' | b'-' | b'{' | b'#' | b' ')))
            {
                break;
            }
            if byte == b'$' && matches!(self.byte(at + 1), Some(b'{' | b'(' | b'$')) {
                break;
            }
            at += 1;
        }
        at
    }

    fn word(&mut self, start: usize) -> Token {
        if self.is_hole_char(start) {
            let end = start + HOLE.len_utf8();
            return self.after_hole(start, end, Kind::Hole);
        }
        let end = self.wordy(start);
        match self.byte(end) {
            Some(b'\'') if !(self.is_doubled && self.byte(end + 1) != Some(b'\'')) => {
                if let Some(close) = self.quoted_text(end, self.text[start..end].eq_ignore_ascii_case(b"e")) {
                    return self.token(Kind::Text, start, close);
                }
                self.token(Kind::Word, start, end)
            }
            Some(b'&') if end == start + 1 && matches!(self.byte(end + 1), Some(b'"' | b'\'')) => {
                self.at = end + 1;
                self.unicode(start, end + 1)
            }
            Some(b'{' | b'$' | b'%' | b'<' | b'#' | HOLE_BYTE) => self.before_hole(start, end),
            _ => self.token(Kind::Word, start, end),
        }
    }

    /// `U&"name"`, `U&'text'`.
    fn unicode(&mut self, start: usize, quote: usize) -> Token {
        let found = match self.byte(quote) {
            Some(b'"') => self
                .quoted_name(quote, b'"')
                .map(|(kind, end)| self.token(kind, quote, end)),
            _ => self
                .quoted_text(quote, false)
                .map(|end| self.token(Kind::Text, start, end)),
        };
        found.unwrap_or_else(|| self.token(Kind::Word, start, start + 1))
    }

    fn number(&mut self, start: usize) -> Token {
        let mut end = self.wordy(start);
        let digits = &self.text[start..end];
        let letters = digits.iter().filter(|byte| !byte.is_ascii_digit()).count();
        let is_power = letters == 1 && digits.iter().any(|byte| matches!(byte, b'e' | b'E'));
        if letters > 0 && !is_power && digits.get(1).is_none_or(|byte| !matches!(byte, b'x' | b'X')) {
            return self.before_hole(start, end);
        }
        if self.byte(end) == Some(b'.') && is(self.byte(end + 1), DIGIT) && self.before.1 != b'.' {
            end = self.wordy(end + 1);
        }
        self.token(Kind::Number, start, end)
    }

    /// What begins with neither letter nor digit; nothing when it is a comment.
    fn other(&mut self, start: usize, byte: u8) -> Option<Token> {
        let next = self.byte(start + 1);
        let found = match byte {
            b'\'' => self.quoted_text(start, false).map(|end| (Kind::Text, end)),
            b'"' | b'`' => self.quoted_name(start, byte),
            b'[' => self.bracketed(start),
            b'-' if next == Some(b'-') => return self.blank(self.line_end(start)),
            b'/' if next == Some(b'*') => return self.comment(start),
            b'*' if next == Some(b'/') => return self.blank(start + 2),
            b'/' if next == Some(b'/') && self.is_first_on_line() => {
                return self.blank(self.line_end(start));
            }
            b'#' => return self.number_sign(start),
            b'\\' if self.form == Form::Script && self.is_first_on_line() => {
                return self.meta_command(start);
            }
            b'{' => return self.brace(start),
            b'<' | b'%' | b'?' => self.hole(start).map(|end| (Kind::Hole, end)),
            b'$' => self.dollar(start),
            b'@' => Some((Kind::Variable, self.variable(start))).filter(|&(_, end)| end > start + 1),
            b':' if next == Some(b':') => Some((Kind::Cast, start + 2)),
            b':' => self.colon(start),
            _ => None,
        };
        let (kind, end) = found.unwrap_or((Kind::Mark(byte), start + 1));
        if kind == Kind::Hole {
            return Some(self.after_hole(start, end, kind));
        }
        Some(self.token(kind, start, end))
    }
}
