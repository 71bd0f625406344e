//! The tables and columns that a source names: in SQL, in what goes where a table's name goes, and in the classes that
//! are mapped to tables.
//!
//! What a literal is follows from where it goes (an idiom says so) or from what it says. SQL itself is read in
//! [`crate::literal::sql`]; which names are those of rules is known to the [rule set](crate::ruleset::relations).

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::matches::{around, outer};
use super::settle::Interned;
use super::{Checker, Match};
use crate::idiom::Meaning;
use crate::lang::{Excerpt, Language};
use crate::literal::sql::{self, Form, Part, SqlName, Wants};
use crate::literal::{CallId, ClassId, Placed, Stands, Usage, quoted};
use crate::project::Place;
use crate::reference::{Kind, Role, ScopeId};
use crate::source;

/// How many calls around a literal are looked at for the table that a column is of.
const DEEPEST: usize = 16;

/// Every table and column of the rules that a source names. Of one in no language that is read, what its strings say.
pub(super) fn matches(
    checker: &Checker<'_>,
    language: Option<&'static Language>,
    bytes: &[u8],
    place: &Place,
) -> Vec<Match> {
    let relations = checker.rules.relations();
    if relations.is_empty() || relations.spelled(bytes).is_empty() {
        return Vec::new();
    }
    let text = source::decode(bytes);
    // A byte order mark is gone, another encoding may take more bytes.
    let at = relations.spelled(text.as_bytes());
    let usage = match language {
        Some(language) => (language.literals)(&Excerpt {
            text: &text,
            place,
            at: &at,
        }),
        None => quoted::literals(&text, &at),
    };
    let mut reader = Reader {
        checker,
        language,
        usage: &usage,
        tables: Tables::default(),
        outer: outer(&usage.scopes),
        labels: FxHashMap::default(),
        interned: Interned::default(),
        matches: Vec::new(),
    };
    reader.read();
    reader.matches
}

/// The tables that calls and classes name.
#[derive(Default)]
struct Tables {
    of_calls: FxHashMap<CallId, Vec<Part>>,
    of_classes: FxHashMap<ClassId, Vec<Part>>,
}

struct Reader<'r> {
    checker: &'r Checker<'r>,
    language: Option<&'static Language>,
    usage: &'r Usage,
    tables: Tables,
    /// For each scope the one that stands for it.
    outer: Vec<ScopeId>,
    labels: FxHashMap<ScopeId, Arc<str>>,
    interned: Interned,
    matches: Vec<Match>,
}

impl Reader<'_> {
    fn read(&mut self) {
        let usage = self.usage;
        let idioms = self.checker.rules.idioms();
        let meanings: Vec<Vec<Meaning>> = (usage.literals.iter())
            .map(|placed| idioms.meanings(self.language.map(|language| language.name), usage, placed))
            .collect();
        for (placed, meanings) in usage.literals.iter().zip(&meanings) {
            if meanings.contains(&Meaning::Table)
                && let Some((path, _)) = sql::relation(placed.literal.text())
            {
                self.note_table(placed, path);
            }
        }
        for (placed, meanings) in usage.literals.iter().zip(&meanings) {
            let (names, role) = self.names(placed, meanings);
            for name in names {
                self.add(placed, &name, role);
            }
        }
    }

    /// Remembers the table that a call or a class names.
    fn note_table(&mut self, placed: &Placed, path: Vec<Part>) {
        match &placed.stands {
            Stands::Argument { call, slot } if !slot.is_element => {
                self.tables.of_calls.entry(*call).or_insert_with(|| path.clone());
                // What an attribute says, it says of the item that has it.
                let class = self.usage.calls.get(*call as usize).and_then(|call| call.class);
                if let Some(class) = class {
                    self.tables.of_classes.entry(class).or_insert(path);
                }
            }
            Stands::Assigned {
                class: Some(class), ..
            } => {
                // `class Meta` says something of the class around it.
                let outer = self
                    .usage
                    .classes
                    .get(*class as usize)
                    .and_then(|class| class.outer);
                for class in [Some(*class), outer].into_iter().flatten() {
                    self.tables
                        .of_classes
                        .entry(class)
                        .or_insert_with(|| path.clone());
                }
            }
            _ => {}
        }
    }

    /// The names in a literal, their spans in its text, and the role that they have.
    fn names(&self, placed: &Placed, meanings: &[Meaning]) -> (Vec<SqlName>, Role) {
        let text = placed.literal.text();
        let wants = Wants {
            columns: self.checker.rules.relations().has_columns(),
        };
        if placed.stands == Stands::File {
            return (sql::read(text, Form::Script, wants), Role::Sql);
        }
        if !placed.is_word && (meanings.contains(&Meaning::Sql) || meanings.is_empty()) {
            let is_sql = !meanings.is_empty() || sql::looks_like_sql(text);
            let names = if is_sql {
                sql::read(text, Form::Embedded, wants)
            } else {
                Vec::new()
            };
            if meanings.len() < 2 || !names.is_empty() {
                return (names, Role::Sql);
            }
        }
        let mut names = Vec::new();
        for meaning in meanings {
            names.extend(self.named(placed, *meaning));
        }
        names.extend(self.field(placed));
        (names, Role::Orm)
    }

    /// The names in a literal that is, whole, one.
    fn named(&self, placed: &Placed, meaning: Meaning) -> Vec<SqlName> {
        let Some((path, span)) = sql::relation(placed.literal.text()) else {
            return Vec::new();
        };
        let name = |kind, path, span| SqlName {
            kind,
            path,
            span,
            is_possible: false,
        };
        match meaning {
            Meaning::Sql => Vec::new(),
            Meaning::Table => vec![name(Kind::Table, path, span)],
            Meaning::TableColumn => {
                let text = placed.literal.text();
                let table = text.rfind('.').and_then(|dot| sql::relation(&text[..dot]));
                let table = table.map(|(path, span)| name(Kind::Table, path, span));
                table
                    .into_iter()
                    .chain([name(Kind::Column, path, span)])
                    .collect()
            }
            Meaning::Column => {
                let table = self.table_of(&placed.stands);
                let column = table.map(|table| [table, path.as_slice()].concat());
                column
                    .map(|path| name(Kind::Column, path, span))
                    .into_iter()
                    .collect()
            }
        }
    }

    /// The column that a class's attribute, a keyword or a member of a class is.
    fn field(&self, placed: &Placed) -> Option<SqlName> {
        let text = placed.literal.text();
        let (table, column) = match &placed.stands {
            Stands::Field { class } => (self.tables.of_classes.get(class)?, text),
            Stands::Keyword { call } => {
                // `filter(full_name__icontains=…)`
                let column = text.split("__").next().unwrap_or(text);
                let callee = &self.usage.calls.get(*call as usize)?.callee;
                (self.table_of_class(callee.first()?)?, column)
            }
            Stands::Segment { before } => match before.as_slice() {
                [class] => (self.table_of_class(class)?, text),
                _ => return None,
            },
            _ => return None,
        };
        let (path, span) = sql::relation(column)?;
        Some(SqlName {
            kind: Kind::Column,
            path: [table.as_slice(), path.as_slice()].concat(),
            span,
            is_possible: false,
        })
    }

    /// The table of a class of the file.
    fn table_of_class(&self, name: &str) -> Option<&Vec<Part>> {
        let classes = (0..).zip(&self.usage.classes);
        let mut named = classes.filter(|(_, class)| class.name == name);
        named.find_map(|(id, _)| self.tables.of_classes.get(&id))
    }

    /// The table that a place is about: one that the same call names, or what it is called on, or the call around it,
    /// or the class.
    fn table_of(&self, stands: &Stands) -> Option<&[Part]> {
        let mut next = match stands {
            Stands::Argument { call, .. } | Stands::Keyword { call } => Some(*call),
            Stands::Assigned { class, .. } => return Some(self.tables.of_classes.get(&(*class)?)?),
            _ => None,
        };
        for _ in 0..DEEPEST {
            let id = next?;
            if let Some(table) = self.tables.of_calls.get(&id) {
                return Some(table);
            }
            let call = self.usage.calls.get(id as usize)?;
            if let Some(table) = call.callee.first().and_then(|head| self.table_of_class(head)) {
                return Some(table);
            }
            if call.receiver.is_none() && call.within.is_none() {
                return Some(self.tables.of_classes.get(&call.class?)?);
            }
            next = call.receiver.or(call.within.as_ref().map(|(call, _)| *call));
        }
        None
    }

    fn add(&mut self, placed: &Placed, name: &SqlName, role: Role) {
        let rules = self.checker.rules;
        for target in rules.relations().hits(name) {
            let Some((_, rule)) = rules.rule_of(target) else {
                continue;
            };
            let is_listed = rule.languages.is_empty()
                || (rule.languages.iter())
                    .any(|other| self.language.is_some_and(|language| language.name == other.name));
            let is_wanted = rule.within.code && (rule.ambiguous || !name.is_possible);
            let Some(span) = placed
                .literal
                .source(name.span)
                .filter(|_| is_listed && is_wanted)
            else {
                continue;
            };
            let parts: Vec<&str> = name.path.iter().map(|part| part.text.as_str()).collect();
            let found = Match {
                target,
                name: self.interned.get(&parts.join(".")),
                span,
                role,
                is_ambiguous: name.is_possible,
                via: None,
                scope: self.label(placed.scope),
            };
            self.matches.push(found);
        }
    }

    fn label(&mut self, scope: ScopeId) -> Arc<str> {
        let (usage, language) = (self.usage, self.language);
        let scope = self.outer.get(scope as usize).copied().unwrap_or_default();
        let label = self.labels.entry(scope).or_insert_with(|| {
            let around = around(&usage.scopes, scope);
            let labels: Vec<&str> = around.map(|scope| scope.label.as_str()).collect();
            labels
                .join(language.map_or("", |language| language.separator))
                .into()
        });
        Arc::clone(label)
    }
}
