//! Tables in the statements that all dialects have.

use super::{scripts, tables};

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
        ("TABLE «users»", "users"),
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

#[test]
fn definitions() {
    tables(&[
        (
            "CREATE TABLE IF NOT EXISTS «users» (id int REFERENCES «a» (id) ON DELETE CASCADE)",
            "users a",
        ),
        (
            "CREATE TEMP TABLE «x» ON COMMIT DELETE ROWS AS SELECT * FROM «users»",
            "x users",
        ),
        (
            "CREATE TABLE «x» (a int, FOREIGN KEY (a) REFERENCES s.«b», CHECK (a LIKE 'c'))",
            "x s.b",
        ),
        ("CREATE TABLE «x» (LIKE «users» INCLUDING ALL, y int)", "x users"),
        ("CREATE TABLE «x» LIKE «users»", "x users"),
        (
            "CREATE TABLE «x» PARTITION OF «users» FOR VALUES FROM ('a') TO ('b')",
            "x users",
        ),
        (
            "CREATE TABLE «x» (y int) INHERITS («users», «b») TABLESPACE z",
            "x users b",
        ),
        ("CREATE TABLE «x» AS TABLE «users»", "x users"),
        (
            "CREATE OR REPLACE VIEW «v» (a) AS SELECT * FROM «users» WITH CHECK OPTION",
            "v users",
        ),
        (
            "CREATE MATERIALIZED VIEW IF NOT EXISTS «v» AS SELECT * FROM «users» WITH NO DATA",
            "v users",
        ),
        ("REFRESH MATERIALIZED VIEW CONCURRENTLY «v»", "v"),
        (
            "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY «users» USING btree (lower(name))",
            "users",
        ),
        (
            "CREATE INDEX ON «users» (name) INCLUDE (id) WHERE id > 0",
            "users",
        ),
        ("DROP INDEX i ON «users»; DROP INDEX j", "users"),
        (
            "ALTER TABLE IF EXISTS ONLY «users» ADD COLUMN x int REFERENCES «b»",
            "users b",
        ),
        ("ALTER TABLE «users» RENAME TO «people»", "users people"),
        ("ALTER TABLE «users» RENAME COLUMN a TO b", "users"),
        ("ALTER TABLE «users» DROP COLUMN x, DROP CONSTRAINT y", "users"),
        (
            "ALTER TABLE «users» ATTACH PARTITION «p» DEFAULT; ALTER TABLE «users» DETACH PARTITION «p»",
            "users p users p",
        ),
        (
            "ALTER TABLE «users» INHERIT «base»; ALTER TABLE «users» NO INHERIT «base»",
            "users base users base",
        ),
        (
            "ALTER TABLE «users» ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES «b» (id)",
            "users b",
        ),
        ("ALTER TABLE «users» SWAP WITH «b»", "users b"),
        ("ALTER VIEW «v» SET SCHEMA s; ALTER INDEX i RENAME TO j", "v"),
        (
            "DROP TABLE IF EXISTS «a», s.«b» CASCADE; DROP VIEW «v»",
            "a s.b v",
        ),
        ("RENAME TABLE «a» TO «b», «c» TO «d»", "a b c d"),
        (
            "CREATE TRIGGER t BEFORE INSERT OR UPDATE OF name ON «users» FOR EACH ROW EXECUTE FUNCTION f()",
            "users",
        ),
        (
            "CREATE TRIGGER t INSTEAD OF DELETE ON «v» FOR EACH ROW EXECUTE PROCEDURE f()",
            "v",
        ),
        (
            "DROP TRIGGER t ON «users»; CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION f()",
            "users",
        ),
        (
            "CREATE POLICY p ON «users» FOR SELECT USING (id = current_user_id())",
            "users",
        ),
        (
            "ALTER POLICY p ON «users» USING (true); DROP POLICY p ON «users»",
            "users users",
        ),
        (
            "CREATE RULE r AS ON INSERT TO «users» DO INSTEAD INSERT INTO «log» VALUES (1)",
            "users log",
        ),
        (
            "CREATE SEQUENCE s OWNED BY «users».id; ALTER SEQUENCE s OWNED BY x.«users».id",
            "users x.users",
        ),
        ("CREATE STATISTICS s ON a, b FROM «users»", "users"),
        (
            "CREATE PUBLICATION p FOR TABLE «a», «b»; ALTER PUBLICATION p ADD TABLE «c»",
            "a b c",
        ),
        (
            "COMMENT ON TABLE «users» IS 'from orders'; COMMENT ON COLUMN s.«users».name IS 'x'",
            "users s.users",
        ),
        (
            "COMMENT ON CONSTRAINT c ON «users» IS 'x'; COMMENT ON INDEX i IS 'x'",
            "users",
        ),
    ]);
}

#[test]
fn rights_and_upkeep() {
    tables(&[
        (
            "GRANT SELECT, INSERT (a) ON «a», «b» TO bob, alice WITH GRANT OPTION",
            "a b",
        ),
        (
            "GRANT ALL ON TABLE s.«users» TO bob; REVOKE ALL ON «users» FROM bob, alice",
            "s.users users",
        ),
        (
            "GRANT USAGE ON SCHEMA x TO bob; GRANT EXECUTE ON FUNCTION f(int) TO bob; GRANT admin TO bob",
            "",
        ),
        ("GRANT SELECT ON ALL TABLES IN SCHEMA x TO bob", ""),
        (
            "ALTER DEFAULT PRIVILEGES IN SCHEMA x GRANT SELECT ON TABLES TO bob",
            "",
        ),
        ("LOCK TABLE «a», «b» IN EXCLUSIVE MODE; LOCK «users»", "a b users"),
        (
            "ANALYZE «a» (x), «b»; VACUUM (FULL, ANALYZE) «a»; VACUUM FULL «b»; ANALYZE",
            "a b a b",
        ),
        ("REINDEX TABLE «users»; CLUSTER «users» USING i", "users users"),
        (
            "DESCRIBE «users»; DESC «users»; SHOW CREATE TABLE «users»",
            "users users users",
        ),
        (
            "SHOW COLUMNS FROM «users» FROM db; SHOW INDEX FROM «users»; SHOW TABLES FROM db",
            "users users",
        ),
        (
            "COPY «users» (id, name) TO STDOUT WITH CSV; COPY (SELECT * FROM «users») TO 'f'",
            "users users",
        ),
        ("COPY s.«users» FROM 'from.csv' WITH (FORMAT csv)", "s.users"),
        (
            "LOAD DATA LOCAL INFILE 'x' INTO TABLE «users» FIELDS TERMINATED BY ','",
            "users",
        ),
    ]);
    scripts(&[
        (
            "COPY «users» (id) FROM stdin;\n1\tselect * from x\n2\t\\N\n\\.\n\nSELECT * FROM «b»;",
            "users b",
        ),
        (
            "\\copy «users» from 'x.csv'\n\\i other.sql\nSELECT * FROM «b»",
            "users b",
        ),
        ("CREATE TABLE «a» (x int)\nGO\nDROP TABLE «b»\nGO\n", "a b"),
    ]);
}

#[test]
fn bodies() {
    tables(&[
        (
            "CREATE FUNCTION f() RETURNS TABLE (a int) AS $$ SELECT a FROM «users» $$ LANGUAGE sql; TABLE «b»",
            "users b",
        ),
        (
            "DO $body$ BEGIN IF x THEN DELETE FROM «a»; ELSE UPDATE «b» SET y = 1; END IF; END $body$",
            "a b",
        ),
        (
            "CREATE FUNCTION f() RETURNS trigger AS $$ DECLARE v int; BEGIN SELECT x INTO v FROM «users»; \
          INSERT INTO «log» VALUES (NEW.id); RETURN NEW; END $$ LANGUAGE plpgsql",
            "users log",
        ),
        (
            "CREATE FUNCTION f() RETURNS int AS $$ BEGIN FOR r IN SELECT * FROM «a» LOOP DELETE FROM «b»; END LOOP; \
          EXECUTE 'UPDATE «c» SET x = ''y'' WHERE z = 1'; END $$ LANGUAGE plpgsql",
            "a b c",
        ),
        (
            "CREATE FUNCTION f() RETURNS int AS 'SELECT count(*) FROM «users»' LANGUAGE sql",
            "users",
        ),
        (
            "CREATE PROCEDURE p() BEGIN DECLARE n INT; SELECT count(*) INTO n FROM «a»; DELETE FROM «b»; END",
            "a b",
        ),
        (
            "CREATE PROCEDURE p AS BEGIN SELECT @x = 1; SELECT * INTO «#t» FROM «a»; TRUNCATE TABLE «b» END",
            "#t a b",
        ),
        (
            "CREATE TRIGGER t AFTER INSERT ON «a» BEGIN UPDATE «b» SET x = 1; DELETE FROM «c»; END",
            "a b c",
        ),
        (
            "CREATE TRIGGER t AFTER INSERT ON «a» FOR EACH ROW INSERT INTO «b» VALUES (NEW.id)",
            "a b",
        ),
        (
            "EXECUTE IMMEDIATE 'DROP TABLE «users»'; EXEC('SELECT * FROM «b»')",
            "users b",
        ),
        (
            "PREPARE s FROM 'SELECT * FROM «users»'; EXECUTE s USING @a",
            "users",
        ),
        ("SET @q = 'SELECT * FROM «users»'; PREPARE s FROM @q", "users"),
        ("BEGIN; UPDATE «a» SET x = 1; COMMIT", "a"),
    ]);
}
