//! The tokens of a source with the groups and lists that they stand in, and the items that groups are bodies of.
//!
//! One pass over the tokens, with a stack of its own: no grammar, so nothing in a broken source stops it. A bracket
//! that closes nothing is passed over; one that closes something further out closes what is in between.

use crate::span::Span;

use super::super::lex::{Kind, plain, tokens};

/// No token, group or item.
pub(super) const NONE: u32 = u32::MAX;
/// How many open brackets a closing one may skip.
const SKIPPED: usize = 8;

/// A token and the part that it stands in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tok {
    pub(super) kind: Kind,
    start: u32,
    end: u32,
    part: u32,
    /// The group that a bracket opens or closes.
    own: u32,
}

/// What stands in a group between two commas or semicolons.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) group: u32,
    /// Its first token, which may be the closing bracket when it is empty.
    pub(super) first: u32,
    /// The number among the parts without a keyword.
    pub(super) position: u32,
}

/// What stands between two brackets; the first is the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group {
    /// The tokens of its brackets; what is not there is [`NONE`], or the end of the tokens.
    pub(super) open: u32,
    pub(super) close: u32,
    pub(super) parent: u32,
    pub(super) bracket: u8,
    /// The innermost item whose body it is, or lies in.
    pub(super) item: u32,
}

/// What has a name and may have a body.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item<'t> {
    /// `fn`, `impl`, `mod`, `struct`, …
    pub(super) word: &'static str,
    /// The token of the word.
    pub(super) keyword: u32,
    /// What it is called; empty for an `impl`.
    pub(super) name: &'t str,
    /// The group that it stands in.
    pub(super) group: u32,
    /// The group that is its body.
    pub(super) body: u32,
}

/// The tokens of a source, in their groups.
#[derive(Debug)]
pub(super) struct Outline<'t> {
    pub(super) text: &'t str,
    pub(super) tokens: Vec<Tok>,
    pub(super) parts: Vec<Part>,
    pub(super) groups: Vec<Group>,
    pub(super) items: Vec<Item<'t>>,
    /// The tokens `let`, `const` and `static`.
    pub(super) declarations: Vec<u32>,
    /// The tokens `use` that begin a declaration.
    pub(super) uses: Vec<u32>,
    /// The strings that hold a word of interest.
    pub(super) hot_texts: Vec<u32>,
    /// The identifiers that are one.
    pub(super) hot_words: Vec<u32>,
}

/// A group that is open.
#[derive(Debug)]
struct Frame {
    group: u32,
    part: u32,
    /// How many brackets of a turbofish are open.
    angles: u32,
    /// In the parameters of a closure.
    in_bars: bool,
    /// The item whose body the next brace is.
    pending: u32,
}

impl<'t> Outline<'t> {
    /// Reads a text from an offset on.
    pub(super) fn new(text: &'t str, start: usize, at: &[Span]) -> Self {
        let mut outline = Self {
            text,
            tokens: Vec::new(),
            parts: Vec::new(),
            groups: Vec::new(),
            items: Vec::new(),
            declarations: Vec::new(),
            uses: Vec::new(),
            hot_texts: Vec::new(),
            hot_words: Vec::new(),
        };
        outline.groups.push(Group {
            open: NONE,
            close: NONE,
            parent: NONE,
            bracket: b'{',
            item: NONE,
        });
        outline.read(start, at);
        outline
    }

    fn read(&mut self, start: usize, mut at: &[Span]) {
        let text = self.text;
        let mut stack = Vec::new();
        let mut here = self.frame(0);
        for token in tokens(text, start, text.len()) {
            if matches!(token.kind, Kind::Comment | Kind::Doc) {
                continue;
            }
            let index = self.tokens.len() as u32;
            let past = at.iter().take_while(|span| (span.start as usize) < token.start);
            at = &at[past.count()..];
            if let Some(word) = at.first()
                && (word.start as usize) < token.end
            {
                self.heat(index, Span::new(token.start, token.end), token.kind, at);
            }
            let mut own = NONE;
            match token.kind {
                Kind::Open(_) => own = self.groups.len() as u32,
                Kind::Close(bracket) => own = self.close(bracket, index, &mut here, &mut stack),
                _ => {}
            }
            self.tokens.push(Tok {
                kind: token.kind,
                start: token.start as u32,
                end: token.end as u32,
                part: here.part,
                own,
            });
            match token.kind {
                Kind::Open(bracket) => {
                    let inner = self.open(bracket, index, &mut here);
                    stack.push(std::mem::replace(&mut here, inner));
                }
                Kind::Word => self.take_word(index, &mut here),
                Kind::Mark(mark) => self.take_mark(mark, index, &mut here),
                _ => {}
            }
        }
        let end = self.tokens.len() as u32;
        for group in &mut self.groups {
            group.close = group.close.min(end);
        }
    }

    /// Notes a token that holds a word of interest.
    fn heat(&mut self, index: u32, span: Span, kind: Kind, at: &[Span]) {
        match kind {
            Kind::Text { .. } if at[0].end <= span.end => self.hot_texts.push(index),
            Kind::Word => {
                let raw = span.of(self.text).len() - plain(span.of(self.text)).len();
                let word = Span {
                    start: span.start + raw as u32,
                    end: span.end,
                };
                let inside = at.iter().take_while(|found| found.start < span.end);
                if inside.into_iter().any(|found| *found == word || *found == span) {
                    self.hot_words.push(index);
                }
            }
            _ => {}
        }
    }

    fn frame(&mut self, group: u32) -> Frame {
        Frame {
            group,
            part: self.part(group, self.tokens.len() as u32, 0),
            angles: 0,
            in_bars: false,
            pending: NONE,
        }
    }

    fn part(&mut self, group: u32, first: u32, position: u32) -> u32 {
        self.parts.push(Part {
            group,
            first,
            position,
        });
        self.parts.len() as u32 - 1
    }

    fn open(&mut self, bracket: u8, index: u32, here: &mut Frame) -> Frame {
        let group = self.groups.len() as u32;
        let mut item = self.groups[here.group as usize].item;
        if bracket == b'{' && here.pending != NONE {
            item = std::mem::replace(&mut here.pending, NONE);
            self.items[item as usize].body = group;
        }
        self.groups.push(Group {
            open: index,
            close: NONE,
            parent: here.group,
            bracket,
            item,
        });
        self.frame(group)
    }

    /// Closes the group that a bracket closes; tells which.
    fn close(&mut self, bracket: u8, index: u32, here: &mut Frame, stack: &mut Vec<Frame>) -> u32 {
        let wanted = match bracket {
            b')' => b'(',
            b']' => b'[',
            _ => b'{',
        };
        let is_wanted =
            |frame: &Frame| frame.group != 0 && self.groups[frame.group as usize].bracket == wanted;
        let skipped = std::iter::once(&*here)
            .chain(stack.iter().rev())
            .take(SKIPPED)
            .position(is_wanted);
        let Some(skipped) = skipped else { return NONE };
        let mut closed = NONE;
        for _ in 0..=skipped {
            closed = here.group;
            self.groups[closed as usize].close = index;
            if let Some(outer) = stack.pop() {
                *here = outer;
            }
        }
        closed
    }

    fn take_mark(&mut self, mark: u8, index: u32, here: &mut Frame) {
        let before = index.checked_sub(1).map(|before| self.kind(before));
        match mark {
            b';' => {
                here.angles = 0;
                here.in_bars = false;
                here.pending = NONE;
                self.next_part(index, here, false);
            }
            b',' if here.angles == 0 && !here.in_bars => self.next_part(index, here, true),
            b'<' if here.angles > 0 || before == Some(Kind::Separator) => here.angles += 1,
            b'>' if before != Some(Kind::Mark(b'-')) => here.angles = here.angles.saturating_sub(1),
            b'|' if here.in_bars => here.in_bars = false,
            b'|' => {
                here.in_bars = match before {
                    Some(Kind::Open(_) | Kind::Mark(b',' | b'=')) => true,
                    Some(Kind::Word) => matches!(self.word(index - 1), "move" | "return"),
                    _ => false,
                }
            }
            _ => {}
        }
    }

    fn next_part(&mut self, index: u32, here: &mut Frame, is_argument: bool) {
        let part = self.parts[here.part as usize];
        let counts = is_argument && self.keyword(part.first).is_none();
        here.part = self.part(part.group, index + 1, part.position + u32::from(counts));
    }

    fn take_word(&mut self, index: u32, here: &mut Frame) {
        let word = self.word(index);
        match word {
            "let" | "const" | "static" => self.declarations.push(index),
            "use" if self.begins_item(index) => self.uses.push(index),
            "impl" if self.begins_item(index) => here.pending = self.item("impl", index, "", here.group),
            _ => {}
        }
        let Some(before) = index.checked_sub(1) else {
            return;
        };
        let item = match self.word(before) {
            "fn" => "fn",
            "mod" if self.begins_item(before) => "mod",
            "struct" if self.begins_item(before) => "struct",
            "enum" if self.begins_item(before) => "enum",
            "union" if self.begins_item(before) => "union",
            "trait" if self.begins_item(before) => "trait",
            _ if self.is(before, b'!') && before > 0 && self.word(before - 1) == "macro_rules" => "macro",
            _ => return,
        };
        here.pending = self.item(item, before, plain(word), here.group);
    }

    fn item(&mut self, word: &'static str, keyword: u32, name: &'t str, group: u32) -> u32 {
        self.items.push(Item {
            word,
            keyword,
            name,
            group,
            body: NONE,
        });
        self.items.len() as u32 - 1
    }

    /// Whether an item may begin at a word.
    fn begins_item(&self, index: u32) -> bool {
        let Some(before) = index.checked_sub(1) else {
            return true;
        };
        match self.kind(before) {
            Kind::Mark(b';') | Kind::Open(b'{') | Kind::Close(_) | Kind::Text { .. } => true,
            Kind::Word => matches!(self.word(before), "pub" | "unsafe" | "crate" | "default" | "auto"),
            _ => false,
        }
    }

    /// The kind of a token; a comment past the end, of which there are none.
    pub(super) fn kind(&self, index: u32) -> Kind {
        self.tokens
            .get(index as usize)
            .map_or(Kind::Comment, |token| token.kind)
    }

    /// The place of a token.
    pub(super) fn span(&self, index: u32) -> Span {
        self.tokens
            .get(index as usize)
            .map_or(Span::default(), |token| Span {
                start: token.start,
                end: token.end,
            })
    }

    /// The text of a token that is a word, without `r#`.
    pub(super) fn word(&self, index: u32) -> &'t str {
        match self.kind(index) {
            Kind::Word => plain(self.span(index).of(self.text)),
            _ => "",
        }
    }

    /// Whether a token is a word, and no keyword that goes before an expression.
    pub(super) fn is_name(&self, index: u32) -> bool {
        self.kind(index) == Kind::Word && !is_keyword(self.span(index).of(self.text))
    }

    pub(super) fn is(&self, index: u32, mark: u8) -> bool {
        self.kind(index) == Kind::Mark(mark)
    }

    pub(super) fn part_of(&self, index: u32) -> Part {
        let token = self.tokens.get(index as usize);
        let part = token.and_then(|token| self.parts.get(token.part as usize));
        part.copied().unwrap_or(self.parts[0])
    }

    /// The number of the part that a token stands in.
    pub(super) fn part_number(&self, index: u32) -> u32 {
        self.tokens.get(index as usize).map_or(0, |token| token.part)
    }

    /// The group that a token stands in; a bracket stands in the group around its own.
    pub(super) fn group_of(&self, index: u32) -> u32 {
        self.part_of(index).group
    }

    pub(super) fn group(&self, number: u32) -> Group {
        self.groups[number as usize]
    }

    /// The group that a bracket opens or closes.
    pub(super) fn own_group(&self, index: u32) -> Option<u32> {
        let token = self.tokens.get(index as usize)?;
        (token.own != NONE).then_some(token.own)
    }

    /// The token after a token, or after the group that it opens.
    pub(super) fn after(&self, index: u32) -> u32 {
        match self.kind(index) {
            Kind::Open(_) => match self.own_group(index) {
                Some(group) => self.group(group).close.saturating_add(1),
                None => index + 1,
            },
            _ => index + 1,
        }
    }

    /// The keyword of the part that begins at a token: `name` of `name = value`.
    pub(super) fn keyword(&self, first: u32) -> Option<&'t str> {
        let is_keyword = self.kind(first) == Kind::Word
            && self.is(first + 1, b'=')
            && !(self.touch(first + 1) && (self.is(first + 2, b'=') || self.is(first + 2, b'>')));
        is_keyword.then(|| self.word(first))
    }

    /// Whether nothing stands between a token and the next.
    pub(super) fn touch(&self, index: u32) -> bool {
        self.span(index).end == self.span(index + 1).start
    }

    /// Whether a token lies in a group, at whatever depth.
    pub(super) fn is_within(&self, index: u32, group: u32) -> bool {
        let group = self.group(group);
        (group.open == NONE || group.open < index) && index < group.close
    }

    /// The item whose body a group is.
    pub(super) fn body_of(&self, group: u32) -> Option<u32> {
        let item = self.group(group).item;
        (item != NONE && self.items[item as usize].body == group).then_some(item)
    }
}

/// Whether a word cannot be what a path or a call begins with.
fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "as" | "async"
            | "await"
            | "break"
            | "const"
            | "continue"
            | "dyn"
            | "else"
            | "enum"
            | "extern"
            | "fn"
            | "for"
            | "if"
            | "impl"
            | "in"
            | "let"
            | "loop"
            | "match"
            | "mod"
            | "move"
            | "mut"
            | "pub"
            | "ref"
            | "return"
            | "static"
            | "struct"
            | "trait"
            | "type"
            | "unsafe"
            | "use"
            | "where"
            | "while"
    )
}
