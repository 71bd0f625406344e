//! Classes, written down once something stands in them: what they are derived from, and what their bodies assign.

use super::lexer::{Lexer, Token};
use super::outline::{BlockId, LineKind};
use super::place::{At, MOST_NESTED};
use super::value::Dotted;
use super::{Reader, class};
use crate::literal::{Class, ClassId};

impl<'t> Reader<'t> {
    /// The number that a class is written down under.
    pub(super) fn class(&mut self, block: BlockId) -> ClassId {
        let mut chain = vec![block];
        while let Some(outer) = chain
            .last()
            .and_then(|inner| class(&self.outline, self.outline.blocks[*inner as usize].parent))
            && chain.len() < MOST_NESTED
            && !self.written.classes.contains_key(&outer)
        {
            chain.push(outer);
        }
        while let Some(block) = chain.pop() {
            if !self.written.classes.contains_key(&block) {
                self.write_class(block);
            }
        }
        self.written.classes.get(&block).copied().unwrap_or_default()
    }

    fn write_class(&mut self, id: BlockId) {
        let block = self.outline.blocks[id as usize];
        let scope = self.scope(block.parent);
        let (bases, keywords) = self.bases(id);
        self.written
            .classes
            .insert(id, self.written.usage.classes.len() as ClassId);
        let outer = self.written.classes.get(&block.parent).copied();
        self.written.usage.classes.push(Class {
            name: block.name.of(self.text).to_owned(),
            span: block.name,
            outer: outer.filter(|_| class(&self.outline, block.parent).is_some()),
            bases,
            keywords,
            scope,
        });
        // What the class is a model of is said in its body, or in that of a class within it.
        let mut inner = vec![id];
        inner.extend(self.written.inner.get(&id).into_iter().flatten());
        let mut due = Vec::new();
        for block in inner {
            for (name, value) in self.written.assigned.remove(&block).unwrap_or_default() {
                let class = Some(block);
                self.write_beside(&value, At::Assigned { name, class }, block);
            }
            let around = self.outline.blocks[block as usize];
            for line in around.header.saturating_add(1)..around.end {
                let found = self.outline.lines[line as usize];
                let is_assigned = found.block == block && found.kind == LineKind::Plain;
                if is_assigned && assigns_text(found.span.of(self.text)) {
                    due.push(line);
                }
            }
        }
        self.read_later(due);
    }

    /// What a class is derived from, and the keywords of its declaration.
    fn bases(&self, id: BlockId) -> (Vec<Vec<String>>, Vec<String>) {
        let block = self.outline.blocks[id as usize];
        let header = self.outline.lines[block.header as usize];
        let mut lexer = Lexer::new(self.text, header.span);
        lexer.at = block.name.end as usize;
        let (mut bases, mut keywords) = (Vec::new(), Vec::new());
        let mut path: Option<Vec<&'t str>> = None;
        let (mut depth, mut in_value) = (0_u32, false);
        loop {
            let token = lexer.next();
            match token {
                Token::Open(_) => {
                    // A base that is called is none that is known by name.
                    if depth == 1 && token == Token::Open(b'(') {
                        path = None;
                    }
                    depth += 1;
                }
                Token::Close(_) if depth > 1 => depth -= 1,
                Token::Name(name) if depth == 1 && !in_value => {
                    path.get_or_insert_default().push(name);
                }
                Token::Equal if depth == 1 => {
                    in_value = true;
                    keywords.extend(
                        path.take()
                            .and_then(|path| path.first().map(|name| (*name).to_owned())),
                    );
                }
                Token::Comma | Token::Close(_) if depth == 1 => {
                    in_value = false;
                    if let Some(segments) = path.take() {
                        let dotted = Dotted {
                            segments,
                            is_rooted: true,
                            receiver: None,
                        };
                        bases.push(self.names.resolve(&self.outline, block.parent, &dotted));
                    }
                    if token != Token::Comma {
                        break;
                    }
                }
                Token::End => break,
                _ => {}
            }
        }
        (bases, keywords)
    }
}

/// Whether a statement assigns something that begins like a text.
fn assigns_text(statement: &str) -> bool {
    let Some((_, value)) = statement.split_once('=') else {
        return false;
    };
    let value = value.trim_start_matches(|character: char| "({[ \t\\\r\n".contains(character));
    let value = value.trim_start_matches(|character: char| "rRbBuUfF".contains(character));
    value.starts_with(['"', '\''])
}
