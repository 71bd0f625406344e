//! What there is to ask of a module's statements once it is cut into them.

use super::super::is_among;
use super::{Block, BlockKind, LineId, LineKind, Outline, Word};
use crate::span::Span;

impl Outline {
    /// Forgets the words of interest outside strings, but for those at some places that no import statement names.
    pub(in crate::lang::python::literals) fn keep_words(&mut self, at: &[Span]) {
        let lines = &self.lines;
        let is_kept = |word: &Word| lines[word.line as usize].kind != LineKind::Import;
        self.words.retain(|word| is_kept(word) && is_among(at, word.span));
    }

    /// The statement that stands at an offset.
    pub(in crate::lang::python::literals) fn line_at(&self, at: usize) -> Option<LineId> {
        let next = self.lines.partition_point(|line| line.span.start as usize <= at);
        let line = next.checked_sub(1)?;
        (at < self.lines[line].span.end as usize).then_some(line as LineId)
    }

    /// Whether no statement has anything to say of the words of interest, and no class is called so.
    pub(in crate::lang::python::literals) fn says_nothing(&self, at: &[Span]) -> bool {
        let is_class = |block: &Block| block.kind == BlockKind::Class && is_among(at, block.name);
        self.words.is_empty()
            && !self.lines.iter().any(|line| line.is_wanted)
            && !self.blocks.iter().any(is_class)
    }
}
