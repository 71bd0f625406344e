//! Tables in their places: taking down names, aliases, and what is known not to be a table.

use super::frame::{Mode, Object, Place, Verb};
use super::name::{Name, Piece};
use super::scan::Scanner;
use super::scan::{NEAREST, Open, Relation};
use super::word::Word;
use super::{Kind, Part, Quote, SqlName};
use crate::span::Span;

impl Scanner<'_> {
    /// Reads a table's name in its place.
    pub(super) fn table(&mut self, place: Place) {
        let [before, earlier, _] = self.last;
        let may_be_row = before == Word::Other || before == Word::Join && earlier == Word::Cross;
        let name = self.name(true);
        self.set(Mode::After(place));
        if place == Place::Owner {
            return self.owned(&name);
        }
        let Some(last) = name.last() else { return };
        let is_call = place == Place::From && self.token.is(b'(') && !self.is_hint();
        if is_call || name.is_star || self.is_known(&name, may_be_row) {
            self.relate(None, Some(last));
            return;
        }
        let at = self.found.len();
        self.take(&name);
        if place == Place::Target
            && name.parts().len() == 1
            && self.found.len() > at
            && self.targets.len() < NEAREST
        {
            self.targets.push((at, last));
        }
        self.relate(Some(name), Some(last));
    }

    /// Takes down a table, unless nothing of its own name is known.
    pub(super) fn take(&mut self, name: &Name) {
        let path: Vec<Part> = name.parts().iter().map(|piece| piece.part(self.text)).collect();
        let (Some(part), Some(last)) = (path.last(), name.last()) else {
            return;
        };
        if part.text.chars().all(|character| character == super::HOLE) || part.text.contains('/') {
            return;
        }
        self.found.push(SqlName {
            span: Span::from(last.range()),
            kind: Kind::Table,
            path,
            is_ambiguous: false,
        });
    }

    /// Remembers a relation of the query at hand.
    pub(super) fn relate(&mut self, table: Option<Name>, alias: Option<Piece>) {
        let at = self.relations.len();
        let frame = self.frame();
        frame.subject = table.map(|_| at);
        if matches!(frame.verb, Verb::Create | Verb::Alter)
            && frame.main.is_none()
            && frame.object == Object::Table
        {
            frame.main = frame.subject;
        }
        self.relations.push(Relation { alias, table });
    }

    /// The alias of the relation that was just read.
    pub(super) fn alias(&mut self) {
        let place = self.frame_place();
        let piece = self.name(false).last();
        if let (Some(place), Some(piece)) = (place, piece) {
            self.set(Mode::Aliased(place));
            let first = self.here().relations;
            if let Some(relation) = self.relations[first..].last_mut() {
                relation.alias = Some(piece);
            }
            if place == Place::From && matches!(self.here().verb, Verb::Update | Verb::Delete) {
                self.drop_target(piece);
            }
        }
    }

    /// What `UPDATE` and `DELETE` name may be the alias of a table that stands behind.
    pub(super) fn drop_target(&mut self, alias: Piece) {
        let text = self.text;
        let (same, other): (Vec<_>, Vec<_>) = self
            .targets
            .drain(..)
            .partition(|(_, target)| target.is_same(alias, text));
        self.targets = other;
        let first = self.here().relations;
        let table = self.relations.last().and_then(|relation| relation.table);
        if let Some(target) = self.relations.get_mut(first).filter(|_| !same.is_empty()) {
            target.table = table;
        }
        self.dropped.extend(same.into_iter().map(|(at, _)| at));
    }

    /// Whether a name in a table's place is that of a common table expression, or belongs to another table's row.
    pub(super) fn is_known(&mut self, name: &Name, may_be_row: bool) -> bool {
        let text = self.text;
        let [first, rest @ ..] = name.parts() else {
            return false;
        };
        if !rest.is_empty() && may_be_row && self.here().in_from {
            let near = self.relations.iter().rev().take(NEAREST);
            let mut aliases = near.filter_map(|relation| relation.alias);
            if rest.len() < 3 && aliases.any(|alias| alias.is_same(*first, text)) {
                return true;
            }
        }
        if self.known.is_empty() && self.open.is_empty() {
            return false;
        }
        for open in self.open.iter_mut().rev().take(NEAREST) {
            if rest.is_empty() && open.name.is_same(*first, text) {
                if open.is_recursive || open.is_union && !open.is_table {
                    return true;
                }
                open.is_table |= !open.is_union;
            }
        }
        let name = self.folded(name);
        self.known.get(&name).is_some_and(|&count| count > 0)
    }

    /// The key of a common table expression.
    pub(super) fn folded(&self, name: &Name) -> String {
        let parts = name
            .parts()
            .iter()
            .map(|part| self.text[part.range()].to_lowercase());
        parts.collect::<Vec<_>>().join(".")
    }

    /// Makes the common table expression known whose body was read.
    pub(super) fn know(&mut self, name: &Name) {
        let name = self.folded(name);
        *self.known.entry(name.clone()).or_default() += 1;
        self.ctes.push(name);
    }

    /// The body of a common table expression begins.
    pub(super) fn begin_cte(&mut self, name: Piece, is_recursive: bool) {
        self.open.push(Open {
            name,
            is_recursive,
            is_union: false,
            is_table: false,
        });
    }

    /// The body of the innermost common table expression has ended.
    pub(super) fn end_cte(&mut self) {
        self.open.pop();
    }

    /// The table that was read last is a variable.
    pub(super) fn drop_last(&mut self) {
        self.found.pop();
        self.relations.pop();
    }

    /// `UNION` and its like.
    pub(super) fn union(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.is_union = true;
        }
        self.end_scope();
        let first = self.here().relations;
        self.relations.truncate(first);
        let frame = self.frame();
        frame.in_from = false;
        frame.hidden = 0;
        frame.selects = false;
        frame.is_late = false;
        frame.mode = Mode::Expression;
        if frame.object != Object::Routine {
            frame.object = Object::None;
        }
    }

    pub(super) fn forget(&mut self, ctes: usize) {
        while self.ctes.len() > ctes
            && let Some(name) = self.ctes.pop()
        {
            if let Some(count) = self.known.get_mut(&name) {
                *count = count.saturating_sub(1);
            }
        }
    }

    /// A table that a string names, as an argument.
    pub(super) fn argument(&mut self) {
        let text = &self.text[self.token.start..self.token.end];
        let Some(open) = text.find(['\'', '"']) else {
            return;
        };
        let start = self.token.start + open + 1;
        let mut name = Name::default();
        let mut at = start;
        for part in self.text[start..self.token.end - 1].split('.') {
            name.push(Piece::new(at..at + part.len(), Quote::Single));
            at += part.len() + 1;
        }
        self.take(&name);
        self.relate(Some(name), name.last());
    }

    /// Whether a string in a table's place is a name, as some dialects let it be, not a file's.
    pub(super) fn is_quoted_name(&self) -> bool {
        let text = &self.text[self.token.start..self.token.end];
        let name = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
        name.is_some_and(|name| {
            !name.is_empty()
                && name
                    .chars()
                    .all(|letter| letter.is_alphanumeric() || letter == '_')
        })
    }
}
