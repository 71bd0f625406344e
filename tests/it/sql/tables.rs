//! Tables in queries and in statements that change rows.

use super::tables;

#[test]
fn queries() {
    tables(&[
        ("SELECT * FROM «users»", "users"),
        ("select id from «users» where name = 'FROM orders'", "users"),
        (
            "SELECT * FROM «users» u, «orders» AS o WHERE u.id = o.user_id",
            "users orders",
        ),
        (
            "SELECT * FROM «a» JOIN «b» ON a.x = b.x LEFT OUTER JOIN «c» USING (x)",
            "a b c",
        ),
        (
            "SELECT * FROM «a» NATURAL JOIN «b» CROSS JOIN «c» FULL JOIN «d» ON TRUE",
            "a b c d",
        ),
        ("SELECT * FROM «a» JOIN «b» ON a.x = b.x, «c»", "a b c"),
        (
            "SELECT * FROM («a» JOIN «b» ON a.x = b.x) JOIN «c» ON 1 = 1",
            "a b c",
        ),
        ("SELECT * FROM ((«a» JOIN «b» USING (x)), «c»)", "a b c"),
        (
            "SELECT * FROM (SELECT * FROM «users») AS users, «orders»",
            "users orders",
        ),
        (
            "SELECT (SELECT max(x) FROM «a») FROM «b» WHERE y IN (SELECT y FROM «c»)",
            "a b c",
        ),
        (
            "SELECT 1 FROM «a» WHERE EXISTS (SELECT 1 FROM «b» WHERE b.id = a.id)",
            "a b",
        ),
        (
            "SELECT * FROM «a» UNION ALL SELECT * FROM «b» EXCEPT (SELECT * FROM «c»)",
            "a b c",
        ),
        ("(SELECT * FROM «a») UNION (SELECT * FROM «b») ORDER BY 1", "a b"),
    ]);
}

#[test]
fn other_queries() {
    tables(&[
        ("TABLE «users»", "users"),
        (
            "SELECT database, table, name, type AS t FROM «columns»",
            "columns",
        ),
        ("TABLE «a» UNION TABLE «b»", "a b"),
        ("SELECT * FROM ONLY «users»", "users"),
        (
            "SELECT * FROM «a», LATERAL (SELECT * FROM «b» WHERE b.x = a.x) l",
            "a b",
        ),
        (
            "SELECT * FROM «a» LEFT JOIN LATERAL f(a.x) l ON true JOIN «b» ON true",
            "a b",
        ),
        ("SELECT * INTO «copy» FROM «users»", "copy users"),
        ("SELECT * INTO TEMP TABLE «copy» FROM «users»", "copy users"),
        ("SELECT a, b INTO x, y FROM «users»", "users"),
        ("SELECT * FROM «users» FOR UPDATE OF users NOWAIT", "users"),
        ("SELECT * FROM «users» AS u (id, name), «orders»", "users orders"),
        (
            "SELECT * FROM «users» TABLESAMPLE BERNOULLI (5), «orders»",
            "users orders",
        ),
        ("EXPLAIN (ANALYZE, BUFFERS) SELECT * FROM «users»", "users"),
        ("EXPLAIN ANALYZE SELECT * FROM «users»", "users"),
        ("PREPARE q (int) AS SELECT * FROM «users» WHERE id = $1", "users"),
        (
            "DECLARE c CURSOR FOR SELECT * FROM «users»; FETCH NEXT FROM c; CLOSE c",
            "users",
        ),
    ]);
}

#[test]
fn what_stands_behind_from_is_no_table_everywhere() {
    tables(&[
        ("SELECT EXTRACT(year FROM created) FROM «users»", "users"),
        (
            "SELECT SUBSTRING(name FROM 1 FOR 3), TRIM(BOTH 'x' FROM name) FROM «users»",
            "users",
        ),
        (
            "SELECT OVERLAY(a PLACING 'x' FROM 2), POSITION('a' IN b) FROM «users»",
            "users",
        ),
        (
            "SELECT * FROM «a» WHERE x IS DISTINCT FROM y AND z IS NOT DISTINCT FROM w",
            "a",
        ),
        ("SELECT DISTINCT x FROM «users»", "users"),
        ("SELECT * FROM generate_series(1, 10) AS g, «users»", "users"),
        (
            "SELECT * FROM unnest(ARRAY[1, 2]) x JOIN «users» ON users.id = x",
            "users",
        ),
        ("SELECT * FROM json_to_recordset('[]') AS x(a int, b text)", ""),
        ("SELECT * FROM ROWS FROM (f(1), g(2)) AS x", ""),
        ("SELECT * FROM (VALUES (1), (2)) AS v (x)", ""),
        ("SELECT * FROM 'file.parquet'", ""),
        ("SELECT 'x' AS from_users, \"from\" FROM «users»", "users"),
        (
            "SELECT * FROM «users» -- JOIN orders\n/* JOIN items */ WHERE 1 = 1",
            "users",
        ),
    ]);
}

#[test]
fn common_table_expressions() {
    tables(&[
        (
            "WITH t AS (SELECT * FROM «users») SELECT * FROM t JOIN «orders» ON 1 = 1",
            "users orders",
        ),
        (
            "WITH a AS (SELECT * FROM «x»), b (i, j) AS (SELECT * FROM a) SELECT * FROM b",
            "x",
        ),
        ("WITH t AS (SELECT * FROM «t») SELECT * FROM t", "t"),
        (
            "WITH t AS (SELECT * FROM «t» WHERE a UNION SELECT * FROM «t» WHERE b) SELECT * FROM t",
            "t t",
        ),
        (
            "WITH RECURSIVE t AS (SELECT * FROM «x» UNION ALL SELECT x.* FROM t JOIN «x» ON 1 = 1) TABLE t",
            "x x",
        ),
        (
            "WITH t AS (SELECT id FROM «x» UNION ALL SELECT id FROM t) SELECT * FROM t",
            "x",
        ),
        ("WITH t AS (SELECT 1) SELECT * FROM s.«t»", "s.t"),
        (
            "WITH t AS MATERIALIZED (SELECT * FROM «x») DELETE FROM «y» USING t",
            "x y",
        ),
        (
            "WITH t AS NOT MATERIALIZED (SELECT * FROM «x») SELECT * FROM T",
            "x",
        ),
        ("WITH \"T\" AS (SELECT * FROM «x») SELECT * FROM \"T\"", "x"),
        (
            "WITH d AS (DELETE FROM «x» RETURNING *) INSERT INTO «y» SELECT * FROM d",
            "x y",
        ),
        (
            "SELECT * FROM (WITH t AS (SELECT * FROM «x») SELECT * FROM t) s, «t»",
            "x t",
        ),
        ("WITH t AS (SELECT 1) SELECT * FROM t; SELECT * FROM «t»", "t"),
        (
            "INSERT INTO «y» WITH t AS (SELECT * FROM «x») SELECT * FROM t",
            "y x",
        ),
        (
            "CREATE VIEW «v» AS WITH t AS (SELECT * FROM «x») SELECT * FROM t",
            "v x",
        ),
        (
            "WITH a AS (WITH b AS (SELECT * FROM «x») SELECT * FROM b) SELECT * FROM a, «b»",
            "x b",
        ),
    ]);
}

#[test]
fn rows() {
    tables(&[
        ("INSERT INTO «users» (id, name) VALUES (1, 'x')", "users"),
        (
            "INSERT INTO «users» SELECT * FROM «old» ON CONFLICT (id) DO UPDATE SET name = excluded.name",
            "users old",
        ),
        (
            "INSERT INTO «users» AS u VALUES (1) ON CONFLICT DO NOTHING RETURNING id",
            "users",
        ),
        (
            "INSERT INTO «users»(id) VALUES (1) ON DUPLICATE KEY UPDATE id = VALUES(id)",
            "users",
        ),
        ("INSERT INTO «users» DEFAULT VALUES", "users"),
        ("INSERT OR REPLACE INTO «users» VALUES (1)", "users"),
        ("INSERT OR ABORT INTO «users» VALUES (1)", "users"),
        (
            "INSERT IGNORE INTO «users» VALUES (1); REPLACE INTO «users» VALUES (1)",
            "users users",
        ),
        (
            "INSERT «users» VALUES (1); REPLACE «users» SET id = 1",
            "users users",
        ),
        ("UPDATE «users» SET name = 'x' WHERE id = 1", "users"),
        (
            "UPDATE ONLY «users» AS u SET name = o.name FROM «old» o WHERE o.id = u.id",
            "users old",
        ),
        ("UPDATE «a» JOIN «b» ON a.id = b.id SET a.x = b.x", "a b"),
        ("UPDATE «a», «b» SET a.x = b.x WHERE a.id = b.id", "a b"),
        ("UPDATE u SET x = 1 FROM «users» u", "users"),
        (
            "UPDATE «users» SET x = REPLACE(x, 'a', 'b'), y = (SELECT max(y) FROM «c»)",
            "users c",
        ),
    ]);
}

#[test]
fn deletions() {
    tables(&[
        (
            "DELETE FROM «users» WHERE id IN (SELECT id FROM «old»)",
            "users old",
        ),
        (
            "DELETE FROM «users» USING «old» WHERE users.id = old.id",
            "users old",
        ),
        ("DELETE FROM «a» USING «a» JOIN «b» USING (id)", "a a b"),
        ("DELETE «a», «b» FROM «a» JOIN «b» ON a.id = b.id", "a b a b"),
        ("DELETE x, y FROM «a» AS x JOIN «b» AS y ON x.id = y.id", "a b"),
        ("DELETE «t» FROM «t» JOIN «u» ON t.id = u.id", "t t u"),
        (
            "MERGE INTO «users» u USING «old» o ON u.id = o.id WHEN MATCHED THEN UPDATE SET name = o.name \
          WHEN NOT MATCHED THEN INSERT (id) VALUES (o.id)",
            "users old",
        ),
        (
            "MERGE «users» USING (SELECT * FROM «old») o ON 1 = 1 WHEN MATCHED THEN DELETE",
            "users old",
        ),
        (
            "TRUNCATE «a»; TRUNCATE TABLE ONLY «b», «c» RESTART IDENTITY CASCADE",
            "a b c",
        ),
    ]);
}
