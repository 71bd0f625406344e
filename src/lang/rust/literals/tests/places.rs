//! Where the strings and the identifiers of small sources stand: in assignments, macros, paths, attributes.

use super::says;

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
            "#sql_name[0*] in diesel.table![0*] full_name @97:full_name",
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
