//! What the strings of small sources say, and the calls that they go into.

use super::says;

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
            "b.table[0] of Table.create legacy_users @54:legacy_users",
            "Alias.new[0] in b.table[0] legacy_users @54:legacy_users",
            "col[0] of b.table full_name @75:full_name",
            "run[1] legacy_users @107:legacy_users",
            "Alias.new[0] in run[1] legacy_users @107:legacy_users",
            "run[0*] legacy_users @142:legacy_users",
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
