//! Finds the groups, parts and items of a source in its tokens.
//!
//! One pass, with a stack of its own: no grammar, so nothing in a broken source stops it. A bracket that closes nothing
//! is passed over; one that closes something further out closes what is in between.

use crate::span::Span;

use super::super::lex::{Kind, plain, tokens};
use super::outline::{Group, Item, NONE, Outline, Part, Tok};

/// How many open brackets a closing one may skip.
const SKIPPED: usize = 8;

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
            let is_empty = token.start == token.end;
            if let Some(word) = at.first()
                && (word.start as usize) < token.end + usize::from(is_empty)
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
}
