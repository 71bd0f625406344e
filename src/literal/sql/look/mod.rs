//! Tells SQL from prose by what a text says alone.
//!
//! `Select a user from legacy_users and delete` has the words but not the grammar: SQL's clauses follow each other in
//! few ways, no operand follows another but as its alias, and hardly anybody writes `Select` with one capital. A text
//! that goes where SQL goes needs none of this; it is for those of which nothing else is known. No verdict depends on
//! more than the first tokens, and a text without a table in it may be judged either way.

mod query;
mod statement;

use super::lex::{Kind, Lexer, Token};
use super::word::Word;
use super::{Form, HOLE};

/// How many tokens are looked at.
const MOST: usize = 400;

/// Words that no column, table or alias is called, but sentences are made of.
const PROSE: [&str; 23] = [
    "the", "an", "this", "that", "these", "your", "our", "its", "their", "which", "you", "we", "are", "was",
    "were", "has", "have", "been", "will", "should", "must", "please", "failed",
];

/// How a keyword is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Upper,
    Lower,
    Mixed,
}

/// Whether a text is SQL: a statement, several, or a clause that names a table.
pub(super) fn looks_like_sql(text: &str) -> bool {
    let mut lexer = Lexer::new(text, 0, text.len(), Form::Embedded, false);
    let mut look = Look {
        text,
        tokens: Vec::new(),
    };
    loop {
        let token = lexer.next();
        if token.kind == Kind::End || look.tokens.len() == MOST {
            break;
        }
        if look.tokens.is_empty() && (token.is(b'(') || matches!(token.kind, Kind::Block(_) | Kind::Template))
        {
            continue;
        }
        if look.tokens.is_empty() && !begins(token) {
            return false;
        }
        look.tokens.push(token);
    }
    look.is_sql()
}

/// Whether SQL may begin so.
fn begins(token: Token) -> bool {
    token.kind == Kind::Hole
        || token.word != Word::Other
        || token.is(b';')
        || matches!(token.kind, Kind::Dollar { .. })
}

struct Look<'t> {
    text: &'t str,
    tokens: Vec<Token>,
}

impl Look<'_> {
    fn word(&self, at: usize) -> Word {
        self.tokens.get(at).map_or(Word::Other, |token| token.word)
    }

    fn is(&self, at: usize, mark: u8) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is(mark))
    }

    fn of(&self, at: usize) -> &str {
        self.tokens
            .get(at)
            .map_or("", |token| &self.text[token.start..token.end])
    }

    fn kind(&self, at: usize) -> Kind {
        self.tokens.get(at).map_or(Kind::End, |token| token.kind)
    }

    /// The text, or the statement, ends here, or nobody knows how it goes on.
    fn ends(&self, at: usize) -> bool {
        matches!(
            self.kind(at),
            Kind::End
                | Kind::Hole
                | Kind::Template
                | Kind::Block(_)
                | Kind::Mark(b';' | b')')
                | Kind::Dollar { .. }
        )
    }

    fn case(&self, at: usize) -> Case {
        let word = self.of(at);
        if !word.bytes().any(|byte| byte.is_ascii_lowercase()) {
            Case::Upper
        } else if !word.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Case::Lower
        } else {
            Case::Mixed
        }
    }

    fn is_prose(&self, at: usize) -> bool {
        self.kind(at) == Kind::Word && PROSE.iter().any(|word| self.of(at).eq_ignore_ascii_case(word))
    }

    /// Whether a name begins here that stands for something.
    fn is_name(&self, at: usize) -> bool {
        match self.kind(at) {
            Kind::Word => !self.word(at).is_reserved() && !self.is_prose(at) || self.is(at + 1, b'.'),
            Kind::Pattern | Kind::Quoted(_) | Kind::Hole | Kind::Template => true,
            _ => false,
        }
    }

    /// The place behind the name that begins here.
    fn name(&self, mut at: usize) -> Option<usize> {
        if !self.is_name(at) {
            return None;
        }
        loop {
            let adjacent = |at: usize| {
                self.tokens
                    .get(at + 1)
                    .is_some_and(|next| next.start == self.tokens[at].end)
            };
            let is_joined = matches!(self.kind(at), Kind::Hole) || self.kind(at + 1) == Kind::Hole;
            if is_joined && adjacent(at) && !self.is(at + 1, b'.') {
                at += 1;
            } else if self.is(at + 1, b'.') && (!self.ends(at + 2) || self.kind(at + 2) == Kind::Hole)
                || self.is(at + 1, b'-') && adjacent(at)
            {
                at += 2;
            } else {
                return Some(at + 1);
            }
        }
    }

    /// Whether the name that ends before this place is no English word: it has an underscore, a dot, a digit, quotes.
    fn is_identifier(&self, start: usize, end: usize) -> bool {
        let text = &self.text[self.tokens[start].start..self.tokens[end - 1].end];
        text.contains(['_', '.', '"', '`', '[', HOLE]) || text.bytes().any(|byte| byte.is_ascii_digit())
    }

    fn skip(&self, mut at: usize, words: &[Word]) -> usize {
        while words.contains(&self.word(at)) {
            at += 1;
        }
        at
    }

    fn is_sql(&self) -> bool {
        let first = usize::from(self.kind(0) == Kind::Hole);
        if self.statement(first) || self.fragment(first) {
            return true;
        }
        let may_enclose = matches!(
            self.word(first),
            Word::Begin
                | Word::Start
                | Word::Set
                | Word::Declare
                | Word::Do
                | Word::If
                | Word::Where
                | Word::And
                | Word::Or
        ) || matches!(
            self.word(first),
            Word::On
                | Word::Having
                | Word::Not
                | Word::Exists
                | Word::In
                | Word::Delimiter
                | Word::Explain
                | Word::Use
        ) || first > 0
            || self.statement_begins_with(first);
        let mut at = 0;
        while may_enclose && at + 1 < self.tokens.len() {
            let is_query = self.is(at, b'(') && self.word(at + 1) == Word::Select;
            let is_next = matches!(self.kind(at), Kind::Mark(b';') | Kind::Dollar { opens: true })
                || matches!(self.word(at), Word::Begin | Word::Then);
            if (is_query || is_next) && self.statement(at + 1) {
                return true;
            }
            at += 1;
        }
        false
    }

    /// Whether a statement may begin here that holds others, or is followed by them.
    fn statement_begins_with(&self, at: usize) -> bool {
        self.case(at) == Case::Upper && self.word(at) != Word::Other || self.is(at, b';')
    }
}
