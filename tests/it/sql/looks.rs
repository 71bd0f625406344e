//! What is SQL by its contents, and what is prose with the words of SQL in it.

use straggler::literal::sql::looks_like_sql;

fn judged(texts: &[&str], is_sql: bool) {
    let wrong: Vec<&&str> = texts
        .iter()
        .filter(|text| looks_like_sql(text) != is_sql)
        .collect();
    assert!(wrong.is_empty(), "judged as {}: {wrong:#?}", !is_sql);
}

#[test]
fn statements_and_clauses() {
    judged(
        &[
            "SELECT * FROM legacy_users",
            "select id, name from legacy_users where id = %s",
            "\n    SELECT u.id\n    FROM legacy_users u\n    JOIN orders o ON o.user_id = u.id",
            "Select * From Users Where Id = @id",
            "SELECT \u{fffc} FROM legacy_users WHERE \u{fffc}",
            "SELECT count(*) FROM legacy_users u, orders o",
            "(SELECT a FROM b) UNION (SELECT c FROM d)",
            "-- all of them\nSELECT * FROM legacy_users",
            "WITH t AS (SELECT 1) SELECT * FROM t",
            "with t as (select 1) select * from t",
            "INSERT INTO legacy_users (id) VALUES (?)",
            "insert into legacy_users values (1)",
            "INSERT INTO legacy_users SELECT * FROM old",
            "UPDATE legacy_users SET name = 'x'",
            "update legacy_users u set name = :name where u.id = :id",
            "UPDATE \u{fffc} SET name = 1",
            "DELETE FROM legacy_users",
            "delete from legacy_users",
            "delete from users where id = 1",
            "DELETE FROM legacy_users USING old WHERE old.id = legacy_users.id",
            "MERGE INTO a USING b ON a.id = b.id",
            "MERGE a USING b ON a.id = b.id",
            "INSERT legacy_users SELECT * FROM old",
            "SELECT * FROM legacy_users SEMI JOIN b ON 1 = 1",
            "UPDATE legacy_users SET a += 1",
            "CREATE TABLE IF NOT EXISTS legacy_users (id int)",
            "create table legacy_users (id int)",
            "CREATE UNIQUE INDEX i ON legacy_users (id)",
            "ALTER TABLE legacy_users ADD COLUMN x int",
            "alter table legacy_users drop column x",
            "DROP TABLE IF EXISTS legacy_users",
            "drop table legacy_users",
            "TRUNCATE TABLE legacy_users",
            "GRANT SELECT ON legacy_users TO bob",
            "COMMENT ON TABLE legacy_users IS 'x'",
            "COPY legacy_users FROM STDIN",
            "EXPLAIN ANALYZE SELECT * FROM legacy_users",
            "REFRESH MATERIALIZED VIEW legacy_users",
            "BEGIN; DELETE FROM legacy_users; COMMIT",
            "PRAGMA table_info(legacy_users)",
            "FROM legacy_users u JOIN orders o ON o.user_id = u.id",
            " FROM legacy_users WHERE id = ?",
            "LEFT JOIN legacy_users u ON u.id = o.user_id",
            " join legacy_users on legacy_users.id = o.user_id",
            "UNION ALL SELECT id FROM legacy_users",
            "AND id IN (SELECT user_id FROM legacy_users)",
            "INTO legacy_users (id) VALUES (1)",
        ],
        true,
    );
}

#[test]
fn prose() {
    judged(
        &[
            "",
            "   ",
            "legacy_users",
            "legacy_users backfill done",
            "Select a user from legacy_users and delete",
            "Select an item from the list",
            "Select the rows from legacy_users that are old.",
            "select one of the users from legacy_users",
            "update available from foo",
            "Update legacy_users before the release",
            "Updated 3 rows in legacy_users",
            "Delete from legacy_users",
            "Delete from legacy_users when the job is done",
            "Deleting from legacy_users where possible",
            "Insert into legacy_users failed",
            "Insert into legacy_users",
            "insert into legacy_users took %s seconds",
            "Create table legacy_users",
            "Create a table for users (see below)",
            "Drop table legacy_users",
            "drop table of contents from the page",
            "Alter table legacy_users",
            "with users from legacy_users",
            "With the new API (see docs) users are loaded from legacy_users",
            "from legacy_users",
            "from legacy_users import User",
            "From legacy_users, the rows are copied",
            "from the users table where possible",
            "join us on slack",
            "Join legacy_users on the id",
            "copy files from a to b",
            "Grant access on legacy_users to bob",
            "Lock table legacy_users while this runs",
            "Merge into main",
            "Insert users from legacy_users",
            "INSERT failed for legacy_users",
            "Show users from legacy_users",
            "Error: SELECT failed on legacy_users: %s",
            "Read rows.\n\nSELECT statements are cached; use FROM to limit.",
            "truncate text to 80 characters",
            "Comment on table legacy_users",
            "Call SELECT then UPDATE",
            "set name from legacy_users",
            "where the users come from",
            "/api/select/from/legacy_users",
            "{\"select\": \"a\", \"from\": \"legacy_users\"}",
        ],
        false,
    );
}
