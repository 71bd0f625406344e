//! A repository as its author knows it: which statement stands where, and what every edit did to it. Each statement
//! that refers to what is to go has a number of its own, which stands in its text.
//!
//! Nothing here knows how sources are read or compared.

use std::collections::BTreeMap;

/// The kinds of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Python,
    Rust,
    Sql,
    Yaml,
}

/// What a statement refers to, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Call,
    Text,
    Table,
}

#[derive(Debug, Clone)]
pub(super) struct Statement {
    pub(super) number: u32,
    pub(super) form: Form,
    pub(super) is_suppressed: bool,
    pub(super) is_wrapped: bool,
}

/// A function; where there are none, a part of a file.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub(super) name: u32,
    pub(super) statements: Vec<Statement>,
    pub(super) is_nested: bool,
    pub(super) traffic: Traffic,
}

#[derive(Debug, Clone)]
pub(super) struct File {
    pub(super) kind: Kind,
    pub(super) blocks: Vec<Block>,
    pub(super) notes: Vec<u32>,
    pub(super) traffic: Traffic,
}

/// What went in and out of a place.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Traffic {
    /// A statement that was here is no longer.
    pub(super) out: bool,
    /// One that was nowhere is here.
    pub(super) new: bool,
}

pub(super) const OUT: Traffic = Traffic {
    out: true,
    new: false,
};
pub(super) const NEW: Traffic = Traffic {
    out: false,
    new: true,
};

impl Traffic {
    pub(super) fn join(&mut self, other: Self) {
        self.out |= other.out;
        self.new |= other.new;
    }
}

/// All files, by path.
#[derive(Debug, Clone, Default)]
pub(super) struct Repository {
    pub(super) files: BTreeMap<String, File>,
    last: u32,
    /// Whether a new statement may take the place of one that went: what counts is then how many there are.
    pub(super) is_loose: bool,
}

/// What can be done to a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edit {
    Create,
    Delete,
    Note,
    Move,
    Split,
    Merge,
    Copy,
    MoveFunction,
    RenameFunction,
    AddFunction,
    Indent,
    Wrap,
    MoveStatement,
    Add,
    Remove,
    Swap,
    Suppress,
}

impl Edit {
    /// Every edit.
    pub(super) const ALL: &[Self] = &[
        Self::Create,
        Self::Delete,
        Self::Remove,
        Self::Add,
        Self::Swap,
        Self::Copy,
        Self::AddFunction,
        Self::Suppress,
        Self::Note,
        Self::Move,
        Self::Split,
        Self::Merge,
        Self::MoveFunction,
        Self::RenameFunction,
        Self::Indent,
        Self::Wrap,
        Self::MoveStatement,
    ];
    /// Those that only put things elsewhere.
    pub(super) const MOVES: &[Self] = &[
        Self::Note,
        Self::Move,
        Self::Split,
        Self::Merge,
        Self::MoveFunction,
        Self::RenameFunction,
        Self::Indent,
        Self::Wrap,
        Self::MoveStatement,
    ];
}

impl Kind {
    pub(super) const fn has_functions(self) -> bool {
        matches!(self, Self::Python | Self::Rust)
    }
}

/// One of several, by a number that may be any.
fn one<T>(several: Vec<T>, which: usize) -> Option<T> {
    let at = which.checked_rem(several.len())?;
    several.into_iter().nth(at)
}

impl Repository {
    /// Takes what is there for what always was.
    pub(super) fn settle(&mut self) {
        for file in self.files.values_mut() {
            file.traffic = Traffic::default();
            for block in &mut file.blocks {
                block.traffic = Traffic::default();
            }
        }
    }

    pub(super) fn fresh(&mut self) -> u32 {
        self.last += 1;
        self.last
    }

    pub(super) fn path(&mut self, kind: Kind, which: usize) -> String {
        let directory = ["", "app/", "lib/deep/", "allowed/"][which % 4];
        let extension = match kind {
            Kind::Python => "py",
            Kind::Rust => "rs",
            Kind::Sql => "sql",
            Kind::Yaml => "yaml",
        };
        format!("{directory}f{}.{extension}", self.fresh())
    }

    pub(super) fn statement(&mut self, kind: Kind, which: usize) -> Statement {
        Statement {
            number: self.fresh(),
            form: match kind {
                Kind::Python => [Form::Call, Form::Text, Form::Table][which % 3],
                Kind::Rust => [Form::Call, Form::Table][which % 2],
                Kind::Sql => Form::Table,
                Kind::Yaml => Form::Text,
            },
            is_suppressed: !which.is_multiple_of(5) && which.is_multiple_of(7),
            is_wrapped: which.is_multiple_of(4),
        }
    }

    pub(super) fn block(&mut self, kind: Kind, which: usize) -> Block {
        let statements = (0..which % 4).map(|more| self.statement(kind, which / 4 + more));
        let statements = statements.collect();
        Block {
            name: self.fresh(),
            statements,
            is_nested: which.is_multiple_of(6),
            traffic: Traffic::default(),
        }
    }

    pub(super) fn chosen(&self, which: usize, is_wanted: impl Fn(&File) -> bool) -> Option<String> {
        let wanted = self.files.iter().filter(|(_, file)| is_wanted(file));
        one(wanted.map(|(path, _)| path.clone()).collect(), which)
    }

    /// A block that something may be done to: by its file and its number there.
    pub(super) fn place(
        &self,
        which: usize,
        is_wanted: impl Fn(&File, &Block) -> bool,
    ) -> Option<(String, usize)> {
        let all = self.files.iter().flat_map(|(path, file)| {
            let blocks = file.blocks.iter().enumerate();
            let wanted = blocks.filter(|(_, block)| is_wanted(file, block));
            wanted.map(move |(at, _)| (path.clone(), at))
        });
        one(all.collect(), which)
    }

    pub(super) fn block_at(&mut self, (path, at): &(String, usize)) -> Option<&mut Block> {
        self.files.get_mut(path)?.blocks.get_mut(*at)
    }

    /// What is in every file.
    pub(super) fn texts(&self) -> BTreeMap<String, String> {
        let files = self.files.iter();
        files.map(|(path, file)| (path.clone(), file.text())).collect()
    }
}

impl File {
    /// Whether a file holds something that another does.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let numbers = |file: &Self| -> Vec<u32> {
            let statements = file.blocks.iter().flat_map(|block| &block.statements);
            statements.map(|statement| statement.number).collect()
        };
        let others = numbers(other);
        numbers(self).iter().any(|number| others.contains(number))
    }
}
