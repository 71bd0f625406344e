//! What can be done to the repository of the model, each thing in one place.

use super::model::{Block, Edit, File, Kind, NEW, OUT, Repository, Statement, Traffic};

impl Repository {
    /// A place of an own scope that nothing has come into that was nowhere (`is_out`), or gone out of: where there are
    /// no functions, the whole file is one.
    fn calm_place(&self, which: usize, is_out: bool) -> Option<(String, usize)> {
        self.calm(which, is_out, None)
    }

    fn calm(&self, which: usize, is_out: bool, kind: Option<Kind>) -> Option<(String, usize)> {
        let of_kind = |file: &File| kind.is_none_or(|kind| kind == file.kind);
        self.place(which, |file, block| {
            let traffic = match file.kind.has_functions() {
                true => block.traffic,
                false => file.traffic,
            };
            let is_calm = if is_out { !traffic.new } else { !traffic.out };
            of_kind(file) && (self.is_loose || is_calm) && !(is_out && block.statements.is_empty())
        })
    }

    fn mark(&mut self, (path, at): &(String, usize), traffic: Traffic) {
        if let Some(file) = self.files.get_mut(path) {
            file.traffic.join(traffic);
            if let Some(block) = file.blocks.get_mut(*at) {
                block.traffic.join(traffic);
            }
        }
    }

    fn take_statement(&mut self, which: usize, other: usize) -> Option<((String, usize), Statement)> {
        let place = self.calm_place(which, true)?;
        self.mark(&place, OUT);
        let block = self.block_at(&place)?;
        let at = other % block.statements.len();
        let statement = block.statements.remove(at);
        Some((place, statement))
    }

    /// Writes a new statement where it takes nobody's place.
    fn add(&mut self, which: usize, other: usize) -> Option<()> {
        let Some(place) = self.calm_place(which, false) else {
            return self.apply(Edit::Create, other * 4 + 1, other);
        };
        let kind = self.files.get(&place.0)?.kind;
        let statement = self.statement(kind, other);
        self.mark(&place, NEW);
        let statements = &mut self.block_at(&place)?.statements;
        statements.insert(other % (statements.len() + 1), statement);
        Some(())
    }

    /// Does one thing, to what the numbers choose; nothing if there is nothing to do it to.
    pub(super) fn apply(&mut self, edit: Edit, which: usize, other: usize) -> Option<()> {
        match edit {
            Edit::Create
            | Edit::Delete
            | Edit::Note
            | Edit::Move
            | Edit::Copy
            | Edit::Split
            | Edit::Merge => self.apply_to_file(edit, which, other),
            Edit::Add => self.add(which, other),
            Edit::Remove => self.take_statement(which, other).map(drop),
            Edit::Swap => {
                self.take_statement(which, other)?;
                self.add(other, which)
            }
            Edit::MoveStatement => {
                let (from, statement) = self.take_statement(which, other)?;
                let kind = self.files.get(&from.0)?.kind;
                let into = self.calm(other, false, Some(kind)).unwrap_or(from);
                self.mark(&into, NEW);
                self.block_at(&into)?.statements.push(statement);
                Some(())
            }
            Edit::Suppress | Edit::Wrap => {
                let place = self.place(which, |_, block| !block.statements.is_empty())?;
                let statements = &mut self.block_at(&place)?.statements;
                let at = other % statements.len();
                let flag = match edit {
                    Edit::Wrap => &mut statements[at].is_wrapped,
                    _ => &mut statements[at].is_suppressed,
                };
                *flag = !*flag;
                Some(())
            }
            Edit::MoveFunction | Edit::RenameFunction | Edit::AddFunction | Edit::Indent => {
                self.apply_to_function(edit, which, other)
            }
        }
    }

    fn apply_to_file(&mut self, edit: Edit, which: usize, other: usize) -> Option<()> {
        if edit == Edit::Create {
            let kind = [Kind::Python, Kind::Sql, Kind::Rust, Kind::Python, Kind::Yaml][which % 5];
            let blocks = (0..=other % 3).map(|more| self.block(kind, which / 5 + more));
            let blocks = blocks.collect();
            return self.put(kind, blocks, NEW, other);
        }
        let path = self.chosen(which, |_| true)?;
        let note = self.fresh();
        match edit {
            Edit::Delete => {
                let file = self.files.remove(&path)?;
                // A copy that is moved elsewhere may be taken for it.
                for other in self
                    .files
                    .values_mut()
                    .filter(|other| !other.kind.has_functions() && other.is_like(&file))
                {
                    if other.traffic.new && !self.is_loose {
                        self.files.insert(path, file);
                        return None;
                    }
                    other.traffic.join(OUT);
                }
            }
            Edit::Note => self.files.get_mut(&path)?.notes.push(note),
            Edit::Split => {
                let file = self.files.get_mut(&path)?;
                if file.blocks.len() < 2 || (!file.kind.has_functions() && file.traffic.new && !self.is_loose)
                {
                    return None;
                }
                file.traffic.join(OUT);
                let (kind, traffic) = (file.kind, file.traffic);
                let blocks = file.blocks.split_off(1 + other % (file.blocks.len() - 1));
                self.put(kind, blocks, traffic, other)?;
            }
            Edit::Merge => {
                let kind = self.files.get(&path)?.kind;
                let into = self
                    .chosen(other, |into| into.kind == kind)
                    .filter(|into| *into != path)?;
                let (one, other) = (self.files.get(&path)?, self.files.get(&into)?);
                let mut both = one.traffic;
                both.join(other.traffic);
                let is_busy = both.out && both.new || one.is_like(other);
                if is_busy && !self.is_loose {
                    return None;
                }
                let file = self.files.remove(&path)?;
                let into = self.files.get_mut(&into)?;
                into.blocks.extend(file.blocks);
                into.traffic.join(file.traffic);
            }
            _ => self.relocate(edit, &path, note, other)?,
        }
        Some(())
    }

    /// Moves a file, or copies it.
    fn relocate(&mut self, edit: Edit, path: &str, note: u32, other: usize) -> Option<()> {
        let mut file = self.files.get(path)?.clone();
        if edit == Edit::Move {
            self.files.remove(path);
        } else if !file.kind.has_functions() && !self.is_loose {
            if file.traffic.out || file.traffic.new {
                return None;
            }
            // Which of them goes on as the old one is a matter of taste once they differ.
            file.traffic.join(OUT);
            file.traffic.join(NEW);
            self.files.get_mut(path)?.traffic = file.traffic;
        }
        if other.is_multiple_of(2) {
            file.notes.push(note);
        }
        let path = self.path(file.kind, other / 2);
        self.files.insert(path, file);
        Some(())
    }

    fn put(&mut self, kind: Kind, blocks: Vec<Block>, traffic: Traffic, which: usize) -> Option<()> {
        let notes = vec![self.fresh()];
        let path = self.path(kind, which);
        let file = File {
            kind,
            blocks,
            notes,
            traffic,
        };
        self.files.insert(path, file).map_or(Some(()), |_| None)
    }

    fn apply_to_function(&mut self, edit: Edit, which: usize, other: usize) -> Option<()> {
        let place = match edit {
            Edit::AddFunction => self.calm_place(which, false),
            Edit::MoveFunction => self.calm_place(which, true),
            _ => self.place(which, |file, _| file.kind.has_functions()),
        }?;
        let kind = self.files.get(&place.0)?.kind;
        match edit {
            Edit::MoveFunction => {
                let file = self.files.get(&place.0)?;
                let name = file.blocks.get(place.1)?.name;
                let may_take = |into: &File| match kind.has_functions() {
                    true => into.blocks.iter().all(|block| block.name != name),
                    false => !into.traffic.out,
                };
                let may_take = |into: &File| into.kind == kind && (may_take(into) || self.is_loose);
                let into = self.chosen(other, may_take)?;
                let file = self.files.get_mut(&place.0)?;
                file.traffic.join(OUT);
                let block = file.blocks.remove(place.1);
                let into = self.files.get_mut(&into)?;
                into.traffic.join(NEW);
                into.blocks.insert(0, block);
            }
            Edit::RenameFunction => {
                let name = self.fresh();
                self.block_at(&place)?.name = name;
            }
            Edit::AddFunction => {
                let block = self.block(kind, other);
                let file = self.files.get_mut(&place.0)?;
                file.traffic.join(NEW);
                file.blocks.push(block);
            }
            _ => {
                let block = self.block_at(&place)?;
                block.is_nested = !block.is_nested;
            }
        }
        Some(())
    }
}
