//! Tables in the statements that define, grant and keep up, and in the bodies of functions.

use super::{scripts, tables};

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
    ]);
}

#[test]
fn views_and_indexes() {
    tables(&[
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
    ]);
}

#[test]
fn alterations() {
    tables(&[
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
    ]);
}

#[test]
fn what_belongs_to_a_table() {
    tables(&[
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
