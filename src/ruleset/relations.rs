//! The tables and columns that rules name: where a text may spell one, and which of them a name in SQL is.
//!
//! A rule's name matches from its last part on: what the rule does not qualify may be of any schema, and what the SQL
//! does not qualify may be of the rule's. Case is that of SQL: it matters only between quotes that keep it.

use rustc_hash::{FxHashMap, FxHashSet};

use super::words::{Word, Words, settle};
use crate::lang::text::is_whole;
use crate::literal::HOLE;
use crate::literal::sql::{self, Quote, SqlName};
use crate::names::TargetId;
use crate::reference::Kind;
use crate::rule::Within;
use crate::rule::relation::{Part, Pattern};
use crate::span::Span;

/// The tables and columns of a rule set.
#[derive(Debug, Clone, Default)]
pub struct Relations {
    /// By kind and last part, in lower case.
    exact: FxHashMap<(Kind, String), Vec<Entry>>,
    /// Those whose last part stands for all that begin so.
    prefixes: Vec<(Kind, Entry)>,
    has_columns: bool,
    /// The names of the tables, in lower case, and those that stand for all that begin so.
    tables: FxHashSet<String>,
    table_prefixes: Vec<String>,
    words: Words,
    /// What a text spells that nobody reads: a program, and any other.
    in_code: Words,
    in_prose: Words,
    /// The models that a Django application would call its tables after, by the name of the application.
    models: FxHashMap<String, Words>,
}

/// Marks of words: a table is called so, a column is.
const TABLE: u8 = 1;
const COLUMN: u8 = 2;

/// Where a source spells words of names.
#[derive(Debug, Default)]
pub struct Spelled {
    /// All of them, ascending.
    pub at: Vec<Span>,
    /// Those of columns, ascending.
    pub columns: Vec<Span>,
    /// A table may be among them. A column is nothing without one.
    pub has_table: bool,
    /// Some word stands there whole, be it as a part of another: what [nobody reads](Relations::mentioned) spells one.
    pub is_anywhere: bool,
}

/// A name of a rule.
#[derive(Debug, Clone)]
struct Entry {
    target: TargetId,
    pattern: Pattern,
}

impl Relations {
    /// Compiles the names that rules list: the target, the kind and the pattern of each, and where it is looked for.
    pub fn new(names: Vec<(TargetId, Kind, Pattern, Within)>) -> Self {
        let mut relations = Self::default();
        let mut words = Vec::new();
        let [mut in_code, mut in_prose] = [(); 2].map(|()| Vec::new());
        let mut models: FxHashMap<String, Vec<Word>> = FxHashMap::default();
        for (target, kind, pattern, within) in names {
            relations.has_columns |= kind == Kind::Column;
            let qualified = 1 + usize::from(kind == Kind::Column);
            let named = pattern.parts.len().saturating_sub(qualified);
            for (part, marks) in pattern.parts[named..].iter().zip([TABLE, COLUMN]) {
                words.push(Word::new(&part.text, part.is_prefix, marks));
            }
            let is_prefix = pattern.parts[named].is_prefix;
            let table = pattern.parts[named].text.to_lowercase();
            if table.contains('_') {
                // A class is called so: `LegacyUsers`.
                words.push(Word::identifier(&table.replace('_', ""), is_prefix, TABLE));
            }
            if kind == Kind::Table {
                // A word that could be anything's must have a schema, and in a program only where the rule has one.
                let is_telling = is_prefix || table.contains('_');
                let unread = || (table.clone(), is_prefix, is_telling);
                in_code.extend((within.code && (is_telling || named > 0)).then(unread));
                in_prose.extend((within.config || within.docs).then(unread));
            }
            match is_prefix {
                true => relations.table_prefixes.push(table),
                false => drop(relations.tables.insert(table)),
            }
            if let Some((application, model)) = models_of(&pattern.parts[named]) {
                let models = models.entry(application).or_default();
                models.push(Word::new(&model, false, TABLE));
            }
            let entry = Entry { target, pattern };
            match entry.pattern.parts.last() {
                Some(last) if last.is_prefix => relations.prefixes.push((kind, entry)),
                Some(last) => {
                    let key = (kind, last.text.to_lowercase());
                    relations.exact.entry(key).or_default().push(entry);
                }
                None => {}
            }
        }
        relations.words = Words::new(words);
        [relations.in_code, relations.in_prose] = [in_code, in_prose].map(unread);
        let models = models.into_iter();
        relations.models = models
            .map(|(application, models)| (application, Words::new(models)))
            .collect();
        relations
    }

    /// Whether no rule names a table or a column.
    pub fn is_empty(&self) -> bool {
        self.exact.is_empty() && self.prefixes.is_empty()
    }

    /// Whether some rule names a table of a name, or a column of it; the name is in lower case.
    pub fn has_table(&self, name: &str) -> bool {
        self.tables.contains(name) || self.table_prefixes.iter().any(|prefix| name.starts_with(prefix))
    }

    /// Whether some rule names a column.
    pub const fn has_columns(&self) -> bool {
        self.has_columns
    }

    /// Where a source spells a word of some name.
    pub fn spelled(&self, path: &str, bytes: &[u8]) -> Spelled {
        let (mut found, is_anywhere) = self.words.marked_in_source(bytes);
        let application = application(path);
        if let Some(words) = application.and_then(|application| self.models.get(application)) {
            found.extend(words.marked(bytes));
            settle(&mut found);
        }
        let is_named = |mark: u8| found.iter().any(|(_, marks)| marks & mark != 0);
        // A table that a Django application has may be spelled nowhere.
        let has_table = is_named(TABLE) || application.is_some_and(|name| self.may_have_models(name));
        let columns = found.iter().filter(|(_, marks)| marks & COLUMN != 0);
        Spelled {
            columns: columns.map(|(span, _)| *span).collect(),
            at: found.iter().map(|(span, _)| *span).collect(),
            has_table,
            is_anywhere,
        }
    }

    /// Whether a Django application may have a table that a rule names.
    fn may_have_models(&self, application: &str) -> bool {
        let application = application.to_lowercase();
        !self.table_prefixes.is_empty() || self.tables.iter().any(|table| table.starts_with(&application))
    }

    /// Where a text which nobody reads may spell a table; in a program that is less than elsewhere.
    pub fn mentioned(&self, bytes: &[u8], is_code: bool) -> Vec<Span> {
        self.unread(is_code).find(bytes)
    }

    const fn unread(&self, is_code: bool) -> &Words {
        if is_code { &self.in_code } else { &self.in_prose }
    }

    /// The tables that a part of a text which nobody reads spells, as they are written in the rules: `legacy_users`,
    /// `billing.invoices`; given where in it they [may be](Self::mentioned). A word that could be anything's is none; in
    /// code, neither is what may be a member of something.
    pub fn in_text(&self, text: &str, part: Span, is_code: bool, tables: &[Span]) -> Vec<(TargetId, Span)> {
        let mut hits = Vec::new();
        for word in tables {
            let start = (part.start + word.start) as usize;
            let dot = usize::from(text.as_bytes()[start] == b'.');
            let span = Span::new(start + dot, (part.start + word.end) as usize);
            let Some((name, start)) = spelled(text, span) else {
                continue;
            };
            if is_whole(text.as_bytes(), start, name.span.end as usize) {
                let least = if is_code { name.path.len() } else { 1 };
                let entries = self.entries(&name);
                let entries = entries.filter(|entry| entry.pattern.parts.len() >= least);
                hits.extend(entries.map(|entry| (entry.target, name.span)));
            }
        }
        hits
    }

    /// The targets that a name in SQL is.
    pub fn hits(&self, name: &SqlName) -> Vec<TargetId> {
        self.entries(name).map(|entry| entry.target).collect()
    }

    fn entries<'s>(&'s self, name: &'s SqlName) -> impl Iterator<Item = &'s Entry> {
        let last = name.path.last().map(|last| last.text.to_lowercase());
        let exact = last.and_then(|last| self.exact.get(&(name.kind, last)));
        let prefixes = self.prefixes.iter().filter(|(kind, _)| *kind == name.kind);
        let entries = exact
            .into_iter()
            .flatten()
            .chain(prefixes.map(|(_, entry)| entry));
        entries.filter(|entry| is_match(&entry.pattern, name))
    }
}

/// What finds tables in text that nobody reads: each with whether it stands for all that begin so, and whether it tells
/// enough to stand there without a schema.
fn unread(tables: Vec<(String, bool, bool)>) -> Words {
    let words = tables
        .into_iter()
        .map(|(text, is_prefix, is_telling)| match is_telling {
            true => Word::new(&text, is_prefix, TABLE),
            false => Word::new(&format!(".{text}"), is_prefix, TABLE),
        });
    Words::new(words.collect())
}

/// The name of a table that a word of a text ends, with its schema if that is written before it, and where it begins.
fn spelled(text: &str, word: Span) -> Option<(SqlName, usize)> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let end = text[word.end as usize..]
        .find(|c| !is_part(c))
        .map_or(text.len(), |end| word.end as usize + end);
    let last = &text[word.start as usize..end];
    let before = &text[..word.start as usize];
    let schema = before.strip_suffix('.').map(|before| {
        let schema = before.trim_end_matches(is_part).len();
        &before[schema..]
    });
    let schema = schema.filter(|schema| !schema.is_empty());
    if schema.is_none() && !last.contains('_') {
        return None;
    }
    let part = |text: &str| sql::Part {
        text: text.to_owned(),
        quote: Quote::Double,
    };
    let name = SqlName {
        kind: Kind::Table,
        path: schema.into_iter().chain([last]).map(part).collect(),
        span: Span::new(word.start as usize, end),
        is_ambiguous: false,
    };
    Some((
        name,
        word.start as usize - schema.map_or(0, |schema| schema.len() + 1),
    ))
}

/// The Django application whose models or migrations a file holds.
pub fn application(path: &str) -> Option<&str> {
    let mut before: Option<&str> = None;
    for part in path.split('/') {
        if matches!(part, "models" | "models.py" | "migrations") {
            return before;
        }
        before = Some(part);
    }
    None
}

/// The applications and models that a table may be called after: `shop_orderitem`. A model's name has no underscore
/// where a table's name is made of it, as good as always.
fn models_of(table: &Part) -> Option<(String, String)> {
    let (application, model) = table.text.rsplit_once('_').filter(|_| !table.is_prefix)?;
    Some((application.to_lowercase(), model.to_lowercase()))
        .filter(|(application, model)| !(application.is_empty() || model.is_empty()))
}

/// Schemas that are of the database itself, and no project's.
const SYSTEM: [&str; 4] = ["information_schema", "pg_catalog", "performance_schema", "sys"];

/// Whether a name in SQL is one that a pattern means, as far as both are qualified.
fn is_match(pattern: &Pattern, name: &SqlName) -> bool {
    let named = 1 + usize::from(name.kind == Kind::Column);
    let schema = name
        .path
        .len()
        .checked_sub(named + 1)
        .map(|at| &name.path[at].text);
    if pattern.parts.len() == named
        && schema.is_some_and(|schema| SYSTEM.contains(&schema.to_lowercase().as_str()))
    {
        return false;
    }
    let mut pairs = pattern.parts.iter().rev().zip(name.path.iter().rev()).enumerate();
    name.path.len() >= named
        && pairs.all(|(from_right, (wanted, part))| {
            // What qualifies may be left open by either.
            let is_open = wanted.text.is_empty() || part.text.is_empty() || part.text.contains(HOLE);
            (from_right >= named && is_open) || is_same(wanted, part)
        })
}

/// Whether a part of a name is the one that a rule writes.
///
/// Unquoted names have no case. What stands in double quotes keeps its case, and is the same as an unquoted name only
/// in the case that the dialects fold these to, lower or upper; backticks and brackets quote without that.
fn is_same(wanted: &Part, part: &sql::Part) -> bool {
    let text = match wanted.is_prefix {
        true => part.text.get(..wanted.text.len()),
        false => Some(part.text.as_str()),
    };
    let Some(text) = text else { return false };
    let keeps_case = part.quote == Quote::Double;
    text == wanted.text
        || (text.to_lowercase() == wanted.text.to_lowercase()
            && (!keeps_case || is_of_one_case(text))
            && (!wanted.is_quoted || (!keeps_case && is_of_one_case(&wanted.text))))
}

fn is_of_one_case(text: &str) -> bool {
    !text.contains(char::is_lowercase) || !text.contains(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::relation;
    use crate::rule::target::Name;

    fn name(rule: &str) -> Name {
        Name {
            text: rule.to_owned(),
            path: Vec::new(),
            separator: None,
            query: None,
        }
    }

    /// Whether a table of a rule is one that SQL names, a part in the quotes that it is written with.
    fn is_named(rule: &str, parts: &[&str]) -> bool {
        let pattern = relation::pattern(&name(rule), Kind::Table).unwrap();
        let part = |written: &&str| {
            let quote = match written.as_bytes().first() {
                Some(b'"') => Quote::Double,
                Some(b'`') => Quote::Backtick,
                Some(b'[') => Quote::Bracket,
                _ => Quote::None,
            };
            sql::Part {
                text: written.trim_matches(['"', '`', '[', ']']).to_owned(),
                quote,
            }
        };
        let path = parts.iter().map(part).collect();
        let relations = Relations::new(vec![(0, Kind::Table, pattern, Within::default())]);
        let hits = relations.hits(&SqlName {
            kind: Kind::Table,
            path,
            span: Span::default(),
            is_ambiguous: false,
        });
        !hits.is_empty()
    }

    #[test]
    fn what_is_not_qualified_is_of_any_schema() {
        assert!(is_named("users", &["users"]) && is_named("users", &["app", "users"]));
        assert!(is_named("app.users", &["users"]) && is_named("app.users", &["db", "app", "users"]));
        assert!(!is_named("tables", &["information_schema", "tables"]));
        assert!(!is_named("app.users", &["web", "users"]) && !is_named("users", &["users", "id"]));
        assert!(
            is_named("db..users", &["db", "dbo", "users"]) && is_named("db.dbo.users", &["db", "", "users"])
        );
        assert!(is_named("app.users", &["\u{fffc}", "users"]) && !is_named("users", &["\u{fffc}"]));
    }

    #[test]
    fn what_nobody_reads_is_searched_where_a_rule_looks() {
        for (code, config, docs) in [(true, false, false), (false, true, false), (false, false, true)] {
            let pattern = relation::pattern(&name("a_b"), Kind::Table).unwrap();
            let relations = Relations::new(vec![(0, Kind::Table, pattern, Within { code, config, docs })]);
            let is_found = |is_code| !relations.mentioned(b"a_b", is_code).is_empty();
            assert_eq!([true, false].map(is_found), [code, config || docs]);
        }
    }

    #[test]
    fn case_matters_between_quotes_that_keep_it() {
        assert!(
            is_named("users", &["USERS"])
                && is_named("Users", &["users"])
                && is_named("Users", &["\"Users\""])
        );
        assert!(
            is_named("users", &["\"USERS\""])
                && is_named("users", &["[Users]"])
                && is_named("users", &["`Users`"])
        );
        assert!(!is_named("users", &["\"Users\""]) && !is_named("\"Users\"", &["users"]));
        assert!(is_named("\"users\"", &["Users"]) && !is_named("\"users\"", &["\"USERS\""]));
    }

    #[test]
    fn a_star_ends_a_name() {
        assert!(is_named("legacy_*", &["legacy_users"]) && is_named("legacy_*", &["x", "LEGACY_A"]));
        assert!(!is_named("legacy_*", &["my_legacy_users"]) && !is_named("legacy_*", &["legacy"]));
        assert!(!is_named("legacy_*", &["légacy_x"]));
    }
}
