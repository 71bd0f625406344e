//! What the reader makes of small sources.

use super::literals;
use crate::lang::Excerpt;
use crate::literal::{CallForm, CallId, HOLE, Placed, Slot, Stands, Usage};
use crate::project::Place;
use crate::span::Span;

const WORDS: &[&str] = &["legacy_users", "full_name", "LegacyUsers", "FullName"];

fn place() -> Place {
    Place {
        module: vec!["api".to_owned()],
        roots: [vec!["own".to_owned()]].into(),
        renames: [("db".to_owned(), "sqlx".to_owned())].into(),
        ..Place::default()
    }
}

/// Reads a source whose words of interest are the usual ones.
pub(super) fn usage(text: &str) -> Usage {
    let mut at: Vec<Span> = WORDS
        .iter()
        .flat_map(|word| text.match_indices(word))
        .map(|(start, word)| Span::new(start, start + word.len()))
        .collect();
    at.sort_unstable();
    let place = place();
    let usage = literals(&Excerpt {
        text,
        place: &place,
        at: &at,
    });
    check(&usage, text);
    usage
}

/// What holds for any source.
fn check(usage: &Usage, text: &str) {
    for placed in &usage.literals {
        assert!((placed.scope as usize) < usage.scopes.len());
        let said = placed.literal.text();
        let mut hot = WORDS.iter().flat_map(|word| said.match_indices(word));
        for (start, word) in hot.by_ref() {
            let span = placed.literal.source(Span::new(start, start + word.len()));
            let span = span.expect("the source says it");
            assert!(
                text.get(span.range()).is_some(),
                "{span:?} is no part of the text"
            );
        }
        if let Stands::Argument { call, .. } | Stands::Keyword { call } = placed.stands {
            assert!((call as usize) < usage.calls.len());
        }
    }
    for (id, call) in usage.calls.iter().enumerate() {
        let links = [call.receiver, call.within.as_ref().map(|(call, _)| *call)];
        assert!(links.into_iter().flatten().all(|link| (link as usize) != id));
        assert!(
            call.class
                .is_none_or(|class| (class as usize) < usage.classes.len())
        );
    }
}

fn slot(slot: &Slot) -> String {
    let element = if slot.is_element { "*" } else { "" };
    let name = slot.keyword.clone();
    let name = name.or(slot.position.map(|position| position.to_string()));
    format!("[{}{element}]", name.unwrap_or_default())
}

fn callee(usage: &Usage, id: CallId) -> String {
    let call = &usage.calls[id as usize];
    let name = call.callee.join(".");
    match call.form {
        CallForm::Function => name,
        CallForm::Macro => format!("{name}!"),
        CallForm::Attribute => format!("#{name}"),
    }
}

fn links(usage: &Usage, id: CallId) -> String {
    let call = &usage.calls[id as usize];
    let receiver = call
        .receiver
        .map(|receiver| format!(" of {}", callee(usage, receiver)));
    let within = call.within.as_ref();
    let within = within.map(|(around, at)| format!(" in {}{}", callee(usage, *around), slot(at)));
    let class = call
        .class
        .map(|class| format!(" class {}", usage.classes[class as usize].name));
    [receiver, within, class].into_iter().flatten().collect()
}

fn line(usage: &Usage, placed: &Placed, text: &str) -> String {
    let class = |class: Option<u32>| {
        class.map_or(String::new(), |class| {
            format!(" class {}", usage.classes[class as usize].name)
        })
    };
    let stands = match &placed.stands {
        Stands::Alone => "alone".to_owned(),
        Stands::Argument { call, slot: at } => {
            format!("{}{}{}", callee(usage, *call), slot(at), links(usage, *call))
        }
        Stands::Keyword { call } => format!("{}[=]{}", callee(usage, *call), links(usage, *call)),
        Stands::Assigned { name, class: of } => format!("{name} ={}", class(*of)),
        Stands::Field { class: of } => format!("field{}", class(Some(*of))),
        Stands::Segment { before } => format!("{}::", before.join("::")),
        Stands::File => "file".to_owned(),
    };
    let said = placed.literal.text();
    let words = WORDS
        .iter()
        .filter_map(|word| Some((said.find(word)?, word.len())));
    let source = words.min().and_then(|(start, length)| {
        let span = placed.literal.source(Span::new(start, start + length))?;
        Some(format!("{}:{}", span.start, span.of(text)))
    });
    let mark = if placed.is_word { "'" } else { "" };
    let said = said.replace(HOLE, "{}").replace('\n', "\\n");
    format!("{stands} {mark}{said}{mark} @{}", source.unwrap_or_default())
}

/// The literals of a source, one a line: where each goes, what it says, and where its first word of interest stands.
fn lines(text: &str) -> Vec<String> {
    let usage = usage(text);
    let placed = usage.literals.iter();
    placed.map(|placed| line(&usage, placed, text)).collect()
}

/// Asserts what is said, and where it goes.
fn says(text: &str, expected: &[&str]) {
    assert_eq!(lines(text), expected, "{text}");
}

#[test]
fn strings_are_decoded() {
    says(
        r#"let q = "SELECT \
    full_name \x61 \u{1F600} FROM \"legacy_users\"";"#,
        &[r#"q = SELECT full_name a 😀 FROM "legacy_users" @22:full_name"#],
    );
    says(
        r##"fn f() { b"legacy_users"; br#"a "legacy_users" b"#; c"legacy_users"; cr"\legacy_users"; "legacy_users\q\u{d800}"; "🦀 legacy_users" }"##,
        &[
            "alone legacy_users @11:legacy_users",
            r#"alone a "legacy_users" b @33:legacy_users"#,
            "alone legacy_users @54:legacy_users",
            r"alone \legacy_users @73:legacy_users",
            r"alone legacy_users\q\u{d800} @89:legacy_users",
            "f = 🦀 legacy_users @120:legacy_users",
        ],
    );
    says(r#""legacy_users"#, &["alone legacy_users @1:legacy_users"]);
}

#[test]
fn calls_are_told_by_their_names() {
    says(
        r#"fn a() { conn.query("SELECT * FROM legacy_users", &[]); x.y(1, b, "legacy_users",); }"#,
        &[
            "conn.query[0] SELECT * FROM legacy_users @35:legacy_users",
            "x.y[2] legacy_users @67:legacy_users",
        ],
    );
    says(
        r##"fn a() { self.conn.lock().unwrap().execute(r#"DELETE "FROM" legacy_users"#, []); connect()?.await?.run("legacy_users"); db.await.go("legacy_users") }"##,
        &[
            r#"execute[0] of unwrap DELETE "FROM" legacy_users @60:legacy_users"#,
            "run[0] of connect legacy_users @104:legacy_users",
            "db.go[0] legacy_users @133:legacy_users",
        ],
    );
    says(
        r#"fn a() { row.get::<_, String>("full_name"); row["full_name"]; row.try_get("full_name")?; f(|a, b| a, "legacy_users"); f(g::<A, B>(), "legacy_users"); <A as B>::go("legacy_users"); Vec::<T>::of("legacy_users") }"#,
        &[
            "row.get[0] full_name @31:full_name",
            "alone full_name @49:full_name",
            "row.try_get[0] full_name @75:full_name",
            "f[1] legacy_users @102:legacy_users",
            "f[1] legacy_users @134:legacy_users",
            "go[0] legacy_users @164:legacy_users",
            "Vec.of[0] legacy_users @194:legacy_users",
        ],
    );
    says(
        r#"fn a() { let b = Table::create(); b.table(Alias::new("legacy_users")).col("full_name"); run(x, Alias::new("legacy_users")); run(&[Alias::new("legacy_users")]) }"#,
        &[
            "Alias.new[0] in b.table[0] legacy_users @54:legacy_users",
            "col[0] of b.table full_name @75:full_name",
            "Alias.new[0] in run[1] legacy_users @107:legacy_users",
            "Alias.new[0] in run[0*] legacy_users @142:legacy_users",
        ],
    );
    says(
        r#"impl Invoice { fn a() { Self::go("legacy_users"); a!("legacy_users"); a::b![x = "legacy_users", y, "full_name"] } }"#,
        &[
            "Invoice.go[0] legacy_users @34:legacy_users",
            "a![0] legacy_users @54:legacy_users",
            "a.b![x] legacy_users @81:legacy_users",
            "a.b![1] full_name @100:full_name",
        ],
    );
    says(
        r#"fn a() { f(x == "legacy_users"); f(if a { "legacy_users" } else { "b" }); f(Some("legacy_users")); "legacy_users".go() }"#,
        &[
            "alone legacy_users @17:legacy_users",
            "alone legacy_users @43:legacy_users",
            "f[0] legacy_users @82:legacy_users",
            "alone legacy_users @100:legacy_users",
        ],
    );
}

#[test]
fn callees_are_resolved_through_imports() {
    says(
        r#"use sqlx::{query_as, query as q, self}; use db::query; use super::run; use std::{fmt::{self, Write as _}, io::*};
async fn f() { query_as::<_, User>("SELECT legacy_users").fetch_one(&mut *c).await?; q!("FROM legacy_users", id); sqlx::query_as!(User, "SELECT full_name", a, b); query("legacy_users"); run("legacy_users"); fmt::x("legacy_users") }"#,
        &[
            "sqlx.query_as[0] SELECT legacy_users @157:legacy_users",
            "sqlx.query![0] FROM legacy_users @208:legacy_users",
            "sqlx.query_as![1] SELECT full_name @258:full_name",
            "sqlx.query[0] legacy_users @284:legacy_users",
            "crate.run[0] legacy_users @305:legacy_users",
            "std.fmt.x[0] legacy_users @329:legacy_users",
        ],
    );
    says(
        r#"mod a { use super::x::y; mod b { fn f() { y("legacy_users"); self::z("legacy_users"); } } } fn f() { y("legacy_users") }"#,
        &[
            "crate.api.a.x.y[0] legacy_users @45:legacy_users",
            "crate.api.a.b.z[0] legacy_users @70:legacy_users",
            "y[0] legacy_users @104:legacy_users",
        ],
    );
    says(
        r#"fn f() { { use a::y; y("legacy_users") } y("legacy_users") }"#,
        &[
            "a.y[0] legacy_users @24:legacy_users",
            "y[0] legacy_users @44:legacy_users",
        ],
    );
}

#[test]
fn texts_are_composed() {
    says(
        r#"fn f() { run("SELECT * FROM ".to_owned() + "legacy_users" + &x + " u"); run(concat!("a ", "legacy_users", 'c')); run(&["SELECT *", "FROM legacy_users"].join("\n")); run2(x, ["legacy_users", "b"].concat()); run(("legacy_users").trim()) }"#,
        &[
            "run[0] SELECT * FROM legacy_users{} u @44:legacy_users",
            "run[0] a legacy_users{} @91:legacy_users",
            r"run[0] SELECT *\nFROM legacy_users @137:legacy_users",
            "run2[1] legacy_usersb @175:legacy_users",
            "run[0] legacy_users @212:legacy_users",
        ],
    );
    says(
        r#"fn f() { conn.exec(indoc! {"
    SELECT legacy_users"}); conn.exec(formatdoc!("{a} legacy_users")) }"#,
        &[
            r"conn.exec[0] \n    SELECT legacy_users @40:legacy_users",
            "conn.exec[0] {} legacy_users @83:legacy_users",
        ],
    );
    says(
        r#"fn f() { format!("{} {x} {0:>1$} {{}} legacy_users {:.*} {}", "a", 1, 2, b, "c"); write!(f, "legacy_users {}", "a"); info!("x legacy_users {}", id); println!("{}", "legacy_users"); assert_eq!(a, "legacy_users"); assert!(x, "legacy_users {x}", x = "y"); query!("legacy_users {x}") }"#,
        &[
            "alone a {} a {} legacy_users {} {} @38:legacy_users",
            "write![1] legacy_users a @93:legacy_users",
            "info![0] x legacy_users {} @126:legacy_users",
            "println![0] legacy_users @165:legacy_users",
            "assert_eq![1] legacy_users @196:legacy_users",
            "assert![1] legacy_users y @224:legacy_users",
            "query![0] legacy_users {x} @261:legacy_users",
        ],
    );
    says(
        r#"fn f() { format!(concat!("legacy_users ", "{}"), x); format!("{}", g("legacy_users")); format!("{}", format_args!("{}", String::from("legacy_users"))) }"#,
        &[
            "alone legacy_users {} @26:legacy_users",
            "g[0] in format![1] legacy_users @70:legacy_users",
            "f = legacy_users @134:legacy_users",
        ],
    );
}

#[test]
fn constants_are_put_in() {
    says(
        r#"const TABLE: &str = "legacy_users"; fn f() { let q = format!("SELECT * FROM {TABLE} WHERE {} {x:>10} {{}}", TABLE); conn.execute(&q, ()); conn.execute(&format!("DROP {}", TABLE), ()); log(TABLE.len()) }"#,
        &[
            "TABLE = legacy_users @21:legacy_users",
            "q = SELECT * FROM legacy_users WHERE legacy_users {} {} @21:legacy_users",
            "conn.execute[0] DROP legacy_users @21:legacy_users",
            "conn.execute[0] SELECT * FROM legacy_users WHERE legacy_users {} {} @21:legacy_users",
        ],
    );
    says(
        r#"impl Invoice { const TABLE: &'static str = "legacy_users"; fn q(&self) -> String { "SELECT * FROM ".to_owned() + Self::TABLE + " u" } } fn z() { run(Invoice::TABLE); run(TABLE); run(Other::TABLE) }"#,
        &[
            "TABLE = class Invoice legacy_users @44:legacy_users",
            "q = class Invoice SELECT * FROM legacy_users u @44:legacy_users",
            "run[0] legacy_users @44:legacy_users",
        ],
    );
    says(
        r#"mod consts { pub const TABLE: &str = "legacy_users"; } use self::consts::TABLE; fn f() { run(TABLE); run(consts::TABLE); run(&format!("x {t}", t = TABLE)) }"#,
        &[
            "TABLE = legacy_users @38:legacy_users",
            "run[0] legacy_users @38:legacy_users",
            "run[0] legacy_users @38:legacy_users",
            "run[0] x legacy_users @38:legacy_users",
        ],
    );
    says(
        r#"static A: &str = concat!("FROM ", "legacy_users"); const B: &str = A; const C: &str = C; fn f() { run(&B); run(C) }"#,
        &[
            "A = FROM legacy_users @35:legacy_users",
            "B = FROM legacy_users @35:legacy_users",
            "run[0] FROM legacy_users @35:legacy_users",
        ],
    );
    says(
        r#"fn f() { let a = "legacy_users"; { let a = x; run(a) } for a in b { run(a) } run(|a| g(a)); run(a) } fn g(a: &str) { run(a) }"#,
        &[
            "a = legacy_users @18:legacy_users",
            "run[0] legacy_users @18:legacy_users",
        ],
    );
    says(
        r#"fn f() { let q = "full_name"; let q = format!("{q} legacy_users"); run(q) }"#,
        &[
            "q = full_name @18:full_name",
            "q = full_name legacy_users @18:full_name",
            "run[0] full_name legacy_users @18:full_name",
        ],
    );
}

#[test]
fn what_is_appended_to_a_variable_follows_it() {
    says(
        r#"fn f() { let mut sql = String::from("SELECT * FROM legacy_users"); if x { sql.push_str(" WHERE y"); } sql.push_str(" ORDER BY "); sql += "z"; write!(sql, " LIMIT {}", 3).unwrap(); client.query(&sql, &[]).await }"#,
        &[
            "sql = SELECT * FROM legacy_users @51:legacy_users",
            "client.query[0] SELECT * FROM legacy_users ORDER BY z LIMIT {} @51:legacy_users",
        ],
    );
    says(
        r#"fn f() { let mut sql = String::new(); sql.push_str("SELECT * FROM "); sql.push_str("legacy_users"); client.query(&sql); let mut sql = String::new(); sql += "b"; run(sql) }"#,
        &[
            "sql.push_str[0] of String.new legacy_users @84:legacy_users",
            "client.query[0] SELECT * FROM legacy_users @84:legacy_users",
        ],
    );
    says(
        r#"fn f() { let mut sql = "FROM ".to_owned(); write!(&mut sql, "legacy_users {}", x); run(&sql) }"#,
        &[
            "write![1] legacy_users {} @61:legacy_users",
            "run[0] FROM legacy_users {} @61:legacy_users",
        ],
    );
}

#[test]
fn assignments_are_told() {
    says(
        r#"fn f() -> X { Foo { table: "legacy_users".into(), sql: format!("{} x", "legacy_users"), full_name } }"#,
        &[
            "table = legacy_users @28:legacy_users",
            "sql = legacy_users x @72:legacy_users",
            "Foo[=] 'full_name' @88:full_name",
        ],
    );
    says(
        r#"static S: [&str; 2] = ["legacy_users", "x"]; fn f() { self.table = "legacy_users"; a.b += "legacy_users"; x == "legacy_users"; let (a, b) = ("legacy_users", 1); return "legacy_users"; } fn g() { "legacy_users" } fn h() { if a { "legacy_users" } else { b } }"#,
        &[
            "S = legacy_users @24:legacy_users",
            "table = legacy_users @68:legacy_users",
            "b = legacy_users @91:legacy_users",
            "alone legacy_users @112:legacy_users",
            "alone legacy_users @142:legacy_users",
            "f = legacy_users @169:legacy_users",
            "g = legacy_users @196:legacy_users",
            "alone legacy_users @229:legacy_users",
        ],
    );
    says(
        r#"impl EntityName for Entity { fn table_name(&self) -> &str { "legacy_users" } }"#,
        &["table_name = class Entity legacy_users @61:legacy_users"],
    );
    says(
        r#"fn f() { match x { "legacy_users" => "full_name", _ => "legacy_users" } }"#,
        &[
            "alone legacy_users @20:legacy_users",
            "alone full_name @38:full_name",
            "alone legacy_users @56:legacy_users",
        ],
    );
    says(
        r#"fn f() { run(vec!["a", "legacy_users"]); run(&[("legacy_users", 1)]); run(["legacy_users"].iter().map(x)); json!({"table": "legacy_users"}) }"#,
        &[
            "run[0*] legacy_users @24:legacy_users",
            "run[0*] legacy_users @49:legacy_users",
            "run[0*] legacy_users @76:legacy_users",
            "alone legacy_users @124:legacy_users",
        ],
    );
}

#[test]
fn macros_hold_identifiers() {
    says(
        r#"diesel::table! { use diesel::sql_types::*; billing.legacy_users (id) { id -> Int4, #[sql_name = "full_name"] full_name -> Nullable<Text>, } }
diesel::joinable!(posts -> legacy_users (user_id));
allow_tables_to_appear_in_same_query!(a, legacy_users);"#,
        &[
            "#sql_name[0] in diesel.table![0*] full_name @97:full_name",
            "diesel.table![0] 'billing.legacy_users' @51:legacy_users",
            "diesel.table![0*] 'full_name' @109:full_name",
            "diesel.joinable![0] 'legacy_users' @169:legacy_users",
            "allow_tables_to_appear_in_same_query![1] 'legacy_users' @235:legacy_users",
        ],
    );
    says(
        r#"table! { #[sql_name = "legacy_users"] users (full_name) { a -> full_name, } } vec![legacy_users]; format!("{legacy_users}", legacy_users = x.full_name)"#,
        &[
            "#sql_name[0] in table![0] legacy_users @23:legacy_users",
            "table![0*] 'full_name' @45:full_name",
            "vec![0] 'legacy_users' @83:legacy_users",
            "format![=] 'legacy_users' @124:legacy_users",
        ],
    );
}

#[test]
fn paths_hold_identifiers() {
    says(
        r#"use crate::schema::{legacy_users, posts as p};
use super::x::legacy_users::dsl::*;
fn f() { legacy_users::table.filter(legacy_users::full_name.eq("x")).select(full_name); legacy_users.load(c); let user = x.full_name; crate::schema::legacy_users::id; r#legacy_users::x }"#,
        &[
            "crate::schema:: 'legacy_users' @20:legacy_users",
            "crate::x:: 'legacy_users' @61:legacy_users",
            "crate::schema:: 'legacy_users' @92:legacy_users",
            "crate::schema:: 'legacy_users' @119:legacy_users",
            "crate::schema::legacy_users:: 'full_name' @133:full_name",
            "crate::x::legacy_users::dsl:: 'full_name' @159:full_name",
            "crate::schema:: 'legacy_users' @171:legacy_users",
            "crate::schema:: 'legacy_users' @232:legacy_users",
            "crate::schema:: 'legacy_users' @252:legacy_users",
        ],
    );
    says(
        "fn f() { use schema::legacy_users::dsl::*; legacy_users.filter(full_name.eq(1)) } fn legacy_users(full_name: i32) { let legacy_users = full_name; legacy_users.go(); full_name() }",
        &[
            "schema:: 'legacy_users' @21:legacy_users",
            "schema::legacy_users::dsl:: 'legacy_users' @43:legacy_users",
            "schema::legacy_users::dsl:: 'full_name' @63:full_name",
        ],
    );
    says(
        "use schema::posts as legacy_users; fn f() { legacy_users::table }",
        &[],
    );
}

#[test]
fn attributes_hold_both() {
    says(
        r#"#[derive(Queryable, diesel::Insertable)]
#[diesel(table_name = crate::schema::legacy_users, check_for_backend(Pg))]
#[doc = "legacy_users"]
#[doc(alias = "legacy_users")]
pub struct User { pub id: i32, #[diesel(column_name = "full_name")] name: String, pub full_name: Option<String> }"#,
        &[
            "#diesel[column_name] class User full_name @226:full_name",
            "#diesel[table_name] class User 'legacy_users' @78:legacy_users",
            "crate::schema:: 'legacy_users' @78:legacy_users",
            "field class User 'full_name' @257:full_name",
        ],
    );
    says(
        r#"#[derive(DeriveEntityModel)] #[sea_orm(table_name = "legacy_users", schema = "a")] pub struct Model { pub full_name: String }
#[table_name = "legacy_users"] struct Old; #[cfg_attr(x, table_name = "legacy_users", diesel(table_name = legacy_users, belongs_to(B, foreign_key = full_name)))] struct O2 {}"#,
        &[
            "#sea_orm[table_name] class Model legacy_users @53:legacy_users",
            "#table_name[0] class Old legacy_users @142:legacy_users",
            "#table_name[0] class O2 legacy_users @197:legacy_users",
            "field class Model 'full_name' @106:full_name",
            "#diesel[table_name] class O2 'legacy_users' @232:legacy_users",
            "#diesel.belongs_to[foreign_key] in #diesel[0] class O2 'full_name' @274:full_name",
        ],
    );
    says(
        r#"#![a(b = "legacy_users")] #[serde(rename(serialize = "full_name"))] fn f(#[x("legacy_users")] a: A) {} #[a(legacy_users = 1, full_name)] mod b {}"#,
        &[
            "#a[b] legacy_users @10:legacy_users",
            "#serde.rename[serialize] in #serde[0] full_name @54:full_name",
            "#x[0] legacy_users @78:legacy_users",
            "#a[=] 'legacy_users' @107:legacy_users",
            "#a[0] 'full_name' @125:full_name",
        ],
    );
}

#[test]
fn classes_are_noted() {
    says(
        r#"#[derive(Iden)] enum LegacyUsers { Table, #[iden = "full_name"] FullName, Id }
fn up() { manager.create_table(Table::create().table(LegacyUsers::Table).if_not_exists().col(ColumnDef::new(LegacyUsers::FullName).string()).to_owned()).await; }"#,
        &[
            "#iden[0] class LegacyUsers full_name @52:full_name",
            "field class LegacyUsers 'FullName' @64:FullName",
            ":: 'LegacyUsers' @132:LegacyUsers",
            ":: 'LegacyUsers' @187:LegacyUsers",
            "LegacyUsers:: 'FullName' @200:FullName",
        ],
    );
    says(
        "fn f() { users::ActiveModel { full_name: Set(a), ..x } }",
        &["users.ActiveModel[=] 'full_name' @30:full_name"],
    );
}
