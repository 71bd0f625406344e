//! The tables and columns that a source names: in SQL, in what goes where a table's name goes, and in the classes that
//! are mapped to tables.
//!
//! What a literal is follows from where it goes (an idiom says so) or from what it says. SQL itself is read in
//! [`crate::literal::sql`]; which names are those of rules is known to the [rule set](crate::ruleset::relations).

mod tables;

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::matches::{around, outer};
use super::settle::Interned;
use super::{Checker, Match};
use crate::idiom::Meaning;
use crate::lang::{Constants, Language};
use crate::literal::sql::{self, Form, Part, SqlName, Wants};
use crate::literal::{Placed, Stands, Usage};
use crate::project::Place;
use crate::reference::{Kind, Role, ScopeId};
use crate::ruleset::relations::application;
use crate::source::Source;
use crate::span::Span;
use tables::Tables;

/// Every table and column of the rules that a source names, of one in no language that is read, what its strings say; and
/// whether a text of its bytes which nobody reads may spell one.
pub(super) fn matches(
    checker: &Checker<'_>,
    language: Option<&'static Language>,
    path: &str,
    source: &Source<'_>,
    place: &Place,
) -> (Vec<Match>, bool) {
    let relations = checker.rules.relations();
    if relations.is_empty() {
        return (Vec::new(), false);
    }
    let mut spelled = relations.spelled(path, source.bytes);
    let may_be_mentioned = spelled.is_anywhere || !checker.prefilter;
    if spelled.at.is_empty() || (checker.prefilter && !spelled.has_table) {
        return (Vec::new(), may_be_mentioned);
    }
    let text = source.text();
    if text.len() != source.bytes.len() {
        // A byte order mark is gone, or another encoding takes more bytes.
        spelled = relations.spelled(path, text.as_bytes());
    }
    // An identifier is a column, if anything, but where an idiom says that it is a table.
    let is_narrow = checker.prefilter && !checker.rules.idioms().have_segments(language.map(|is| is.name));
    let named = if is_narrow { &spelled.columns } else { &spelled.at };
    let at = [spelled.at.as_slice(), named];
    let usage = super::usage(language, text, place, at, &Constants::default());
    let mut reader = Reader {
        checker,
        language,
        application: application(path).filter(|_| language.is_some()),
        usage: &usage,
        tables: Tables::new(&usage),
        outer: outer(&usage.scopes),
        labels: FxHashMap::default(),
        interned: Interned::default(),
        matches: Vec::new(),
    };
    reader.read();
    (reader.matches, may_be_mentioned)
}

struct Reader<'r> {
    checker: &'r Checker<'r>,
    language: Option<&'static Language>,
    /// The Django application that the source would belong to.
    application: Option<&'r str>,
    usage: &'r Usage,
    tables: Tables<'r>,
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
        // What may be either is a table where nothing is about another: `drop_column("users", "name")`. A model that says
        // what its table is called is not called after its own name.
        let passes = [
            (Meaning::Table, false),
            (Meaning::Table, true),
            (Meaning::Model, false),
        ];
        for (wanted, may_be_column) in passes {
            for (placed, meanings) in usage.literals.iter().zip(&meanings) {
                if meanings.contains(&wanted)
                    && meanings.contains(&Meaning::Column) == may_be_column
                    && let Some(table) = self.named(placed, wanted).first()
                    && !(may_be_column && self.is_about_another(placed, table))
                {
                    self.tables.note(placed, &table.path);
                }
            }
        }
        self.models();
        for (placed, meanings) in usage.literals.iter().zip(&meanings) {
            let (names, role) = self.names(placed, meanings);
            for name in names {
                if let Some(span) = placed.literal.source(name.span) {
                    self.add(&name, span, placed.scope, role);
                }
            }
        }
    }

    /// The classes that tables are called after: an idiom says so, or a Django application.
    fn models(&mut self) {
        let idioms = self.checker.rules.idioms();
        let language = self.language.map(|language| language.name);
        for (id, class) in (0..).zip(&self.usage.classes) {
            if self.tables.of_class(id).is_none() && idioms.names_table(language, class) {
                let relations = self.checker.rules.relations();
                let table = tables::called_after(&class.name, |name| relations.has_table(name));
                self.tables.note_class(id, &table);
                let table = name(Kind::Table, table, class.span);
                self.add(&table, class.span, class.scope, Role::Orm);
            }
        }
        let Some(application) = self.application else {
            return;
        };
        for id in self.tables.note_models(application) {
            let (usage, path) = (self.usage, self.tables.of_class(id));
            let Some((class, path)) = usage.classes.get(id as usize).zip(path) else {
                continue;
            };
            let table = name(Kind::Table, path.to_vec(), class.span);
            self.add(&table, class.span, class.scope, Role::Orm);
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
        if meanings.contains(&Meaning::Text) {
            return (Vec::new(), Role::Sql);
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
        let may_be_column = meanings.contains(&Meaning::Column);
        for meaning in meanings {
            let named = self.named(placed, *meaning);
            let is_column = *meaning == Meaning::Table
                && may_be_column
                && named.iter().any(|table| self.is_about_another(placed, table));
            if !is_column {
                names.extend(named);
            }
        }
        let is_column = matches!(
            placed.stands,
            Stands::Field { .. } | Stands::Keyword { .. } | Stands::Segment { .. }
        );
        if is_column && !meanings.contains(&Meaning::Column) {
            names.extend(self.column(placed));
        }
        (names, Role::Orm)
    }

    /// The names in a literal that is, whole, one.
    fn named(&self, placed: &Placed, meaning: Meaning) -> Vec<SqlName> {
        let text = placed.literal.text();
        let table = |text: &str| sql::relation(text).map(|(path, span)| name(Kind::Table, path, span));
        match meaning {
            Meaning::Url
            | Meaning::Route
            | Meaning::Prefix
            | Meaning::Mount
            | Meaning::Remount
            | Meaning::Resource
            | Meaning::Onto
            | Meaning::Beside
            | Meaning::File
            | Meaning::Text
            | Meaning::Sql => Vec::new(),
            Meaning::Table => table(text).into_iter().collect(),
            Meaning::TableColumn => {
                let column = sql::relation(text).map(|(path, span)| name(Kind::Column, path, span));
                let table = text.rfind('.').and_then(|dot| table(&text[..dot]));
                table.into_iter().chain(column).collect()
            }
            Meaning::Model => {
                let application = self.application.filter(|_| !text.contains('.'));
                let path = application.map(|application| tables::of_model(application, text));
                let span = Span::new(0, text.len());
                path.map(|path| name(Kind::Table, path, span))
                    .into_iter()
                    .collect()
            }
            Meaning::Column => self.column(placed).into_iter().collect(),
        }
    }

    /// Whether the place of a name is about a table that is called otherwise.
    fn is_about_another(&self, placed: &Placed, name: &SqlName) -> bool {
        let table = self.tables.of_place(&placed.stands);
        table.is_some_and(|table| *table != *name.path)
    }

    /// The column that a text is, of the table that its place is about: `full_name`, `-full_name`,
    /// `full_name__icontains`.
    fn column(&self, placed: &Placed) -> Option<SqlName> {
        let text = placed.literal.text();
        let unsigned = text.trim_start_matches(['-', '+']);
        let column = unsigned.split("__").next().filter(|column| !column.is_empty());
        let (path, span) = sql::relation(column.unwrap_or(unsigned))?;
        let of_path = self.table_before(placed);
        let table = self.tables.of_place(&placed.stands).or(of_path.as_deref())?;
        let skipped = (text.len() - unsigned.len()) as u32;
        let span = Span {
            start: span.start + skipped,
            end: span.end + skipped,
        };
        Some(name(Kind::Column, [table, path.as_slice()].concat(), span))
    }

    /// The table that a path names whose next segment is a column: `schema::legacy_users::full_name`, perhaps by way of
    /// a module in between.
    fn table_before(&self, placed: &Placed) -> Option<Vec<Part>> {
        let Stands::Segment { before } = &placed.stands else {
            return None;
        };
        let idioms = self.checker.rules.idioms();
        let language = self.language.map(|language| language.name);
        let mut path = before.as_slice();
        for _ in 0..2 {
            let (table, around) = path.split_last()?;
            let segment = Placed {
                stands: Stands::Segment {
                    before: around.to_vec(),
                },
                ..placed.clone()
            };
            let meanings = idioms.meanings(language, self.usage, &segment);
            if meanings.contains(&Meaning::Table) {
                return sql::relation(table).map(|(path, _)| path);
            }
            path = around;
        }
        None
    }

    fn add(&mut self, name: &SqlName, span: Span, scope: ScopeId, role: Role) {
        let rules = self.checker.rules;
        for target in rules.relations().hits(name) {
            let Some((_, rule)) = rules.rule_of(target) else {
                continue;
            };
            let is_listed = rule.covers(self.language);
            let is_wanted = rule.within.code && (rule.ambiguous || !name.is_ambiguous);
            if !(is_listed && is_wanted) {
                continue;
            }
            let parts: Vec<&str> = name.path.iter().map(|part| part.text.as_str()).collect();
            let found = Match {
                target,
                name: self.interned.get(&parts.join(".")),
                span,
                role,
                is_ambiguous: name.is_ambiguous,
                via: None,
                scope: self.label(scope),
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

fn name(kind: Kind, path: Vec<Part>, span: Span) -> SqlName {
    SqlName {
        kind,
        path,
        span,
        is_ambiguous: false,
    }
}
