//! Columns: whose they are, in every position.

use super::columns;

#[test]
fn qualified() {
    columns(&[
        ("SELECT u.‹name›, users.id FROM «users» u", "users.name users"),
        ("SELECT u.‹name› FROM «users» AS u", "users.name users"),
        (" WHERE users.‹name› = 1 AND x = 2", "users.name"),
        (
            "SELECT users.‹name›, ‹x› FROM «crates»",
            "users.name crates.x crates",
        ),
        (
            "SELECT users.‹name›, s.users.‹id› FROM s.«users»",
            "s.users.name s.users.id s.users",
        ),
        (
            "SELECT a.‹x›, b.‹x› FROM «a» JOIN «b» ON a.‹id› = b.‹id›",
            "a.x b.x a b a.id b.id",
        ),
        (
            "SELECT o.x, u.‹y› FROM (SELECT 1 AS x) o, «users» u",
            "users.y users",
        ),
        ("SELECT u.* FROM «users» u", "users"),
        ("SELECT users.‹name› FROM «people» users", "people.name people"),
        (
            "SELECT \"u\".\"‹full name›\", `u`.`‹b›`, [u].[‹c›] FROM «users» u",
            "users.full name users.b users.c users",
        ),
        ("SELECT u.‹doc›.street.name FROM «users» u", "users.doc users"),
        ("AND legacy_users.‹full_name› = 1", "legacy_users.full_name"),
    ]);
}

#[test]
fn unqualified() {
    columns(&[
        (
            "SELECT ‹name›, count(*) FROM «users» WHERE ‹id› = 1 GROUP BY ‹name›",
            "users.name users users.id users.name",
        ),
        (
            "SELECT lower(‹name›) AS full_name FROM «users» ORDER BY full_name, ‹id›",
            "users.name users users.id",
        ),
        (
            "SELECT ‹a› b, ‹c› + ‹d› AS e, CASE WHEN ‹f› THEN ‹g› ELSE 1 END h FROM «t»",
            "t.a t.c t.d t.f t.g t",
        ),
        ("SELECT ‹x› FROM «a», «b»", "a.x? b.x? a b"),
        ("SELECT 1 FROM «a» JOIN «b» USING (‹x›)", "a b a.x b.x"),
        (
            "SELECT 1 FROM «a» JOIN «b» ON 1 = 1 JOIN «c» USING (‹x›)",
            "a b c a.x? b.x? c.x",
        ),
        (
            "SELECT ‹x› FROM «a» JOIN (SELECT ‹y› FROM «c») d ON true",
            "a.x? a c.y c",
        ),
        (
            "SELECT CAST(‹a› AS date), ‹b›::timestamp, EXTRACT(year FROM ‹c›), date_trunc('d', ‹e›) FROM «t»",
            "t.a t.b t.c t.e t",
        ),
        (
            "SELECT dateadd(day, 1, ‹a›), ‹b› COLLATE nocase, f(x => ‹c›), ‹d›:e.f FROM «t»",
            "t.a t.b t.c t.d t",
        ),
        ("SELECT TOP 10 ‹a›, DISTINCT ‹b› FROM «t»", "t.a t.b t"),
        (
            "SELECT row_number() OVER (PARTITION BY ‹a› ORDER BY ‹b› DESC) AS n FROM «t» ORDER BY n",
            "t.a t.b t",
        ),
        (
            "SELECT ‹type›, ‹comment› FROM «t» ORDER BY ‹type› DESC",
            "t.type t.comment t t.type",
        ),
    ]);
}

#[test]
fn scopes() {
    columns(&[
        (
            "SELECT ‹x› FROM «a» WHERE EXISTS (SELECT 1 FROM «b» WHERE b.‹y› = a.‹z› AND ‹w› = 1)",
            "a.x a b b.y a.z b.w",
        ),
        (
            "SELECT ‹x› FROM «a» WHERE EXISTS (SELECT 1 FROM «b» WHERE ‹y› = ‹z› AND ‹w› = DATE '2020-01-01')",
            "a.x a b a.y? b.y? a.z? b.z? b.w",
        ),
        ("SELECT (SELECT a.‹x›), (SELECT ‹y›) FROM «a»", "a.x a.y a"),
        ("WITH t AS (SELECT ‹x› FROM «a») SELECT t.x, x FROM t", "a.x a"),
        (
            "WITH users AS (SELECT ‹x› FROM «a») SELECT users.name FROM users",
            "a.x a",
        ),
        (
            "SELECT ‹x› FROM «a» UNION SELECT ‹x› FROM «b» ORDER BY 1",
            "a.x a b.x b",
        ),
        ("SELECT s.x FROM (SELECT u.‹x› FROM «users» u) s", "users.x users"),
        ("SELECT ‹x› FROM «a»; SELECT ‹y› FROM «b»", "a.x a b.y b"),
        (
            "SELECT l.z FROM «a», LATERAL (SELECT b.‹z› FROM «b» WHERE b.‹y› = a.‹y›) l",
            "a b.z b b.y a.y",
        ),
    ]);
}

#[test]
fn rows() {
    columns(&[
        (
            "INSERT INTO «t» (‹a›, ‹b›) VALUES (1, now()) RETURNING ‹c›",
            "t t.a t.b t.c",
        ),
        (
            "INSERT INTO «t» (‹a›) SELECT ‹x› FROM «s» ON CONFLICT (‹a›) DO UPDATE SET ‹b› = excluded.‹b›",
            "t t.a s.x s t.a t.b t.b",
        ),
        (
            "INSERT INTO «t» (‹a›) VALUES (?) ON DUPLICATE KEY UPDATE ‹a› = VALUES(‹a›)",
            "t t.a t.a t.a",
        ),
        (
            "UPDATE «t» SET ‹a› = ‹b› + 1, ‹c› = 2 WHERE ‹d› IS NULL RETURNING ‹e›",
            "t t.a t.b t.c t.d t.e",
        ),
        (
            "UPDATE «t» SET ‹a› = s.‹b› FROM «s» WHERE s.‹id› = t.‹id›",
            "t t.a s.b s s.id t.id",
        ),
        ("UPDATE u SET ‹a› = 1 FROM «users» u", "users.a users"),
        ("UPDATE «t» SET (‹a›, ‹b›) = (1, 2)", "t t.a t.b"),
        ("DELETE FROM «t» WHERE ‹a› = 1", "t t.a"),
        (
            "MERGE INTO «t» USING «s» ON t.‹i› = s.‹i› WHEN MATCHED THEN UPDATE SET ‹a› = s.‹b› \
          WHEN NOT MATCHED THEN INSERT (‹a›) VALUES (s.‹b›)",
            "t s t.i s.i t.a s.b t.a s.b",
        ),
        ("COPY «t» (‹a›, ‹b›) FROM STDIN", "t t.a t.b"),
        ("GRANT SELECT (‹a›), UPDATE (‹b›) ON «t» TO bob", "t.a t.b t"),
    ]);
}

#[test]
fn definitions() {
    columns(&[
        (
            "CREATE TABLE «t» (‹a› int PRIMARY KEY, ‹b› varchar(10) NOT NULL DEFAULT 'x', ‹c› int REFERENCES «u» (‹d›))",
            "t t.a t.b t.c u u.d",
        ),
        (
            "CREATE TABLE «t» (‹a› int, PRIMARY KEY (‹a›), CONSTRAINT f FOREIGN KEY (‹a›) REFERENCES «u» (‹b›), CHECK (‹a› > 0))",
            "t t.a t.a t.a u u.b t.a",
        ),
        (
            "CREATE TABLE «t» (`‹key›` int, KEY `i` (`‹key›`), UNIQUE KEY j (‹a›, ‹b›))",
            "t t.key t.key t.a t.b",
        ),
        (
            "ALTER TABLE «t» ADD COLUMN IF NOT EXISTS ‹a› int, DROP COLUMN IF EXISTS ‹b›, ALTER COLUMN ‹c› TYPE text",
            "t t.a t.b t.c",
        ),
        (
            "ALTER TABLE «t» ADD ‹a› int; ALTER TABLE «t» DROP ‹b›; ALTER TABLE «t» MODIFY ‹c› int",
            "t t.a t t.b t t.c",
        ),
        (
            "ALTER TABLE «t» RENAME COLUMN ‹a› TO ‹b›; ALTER TABLE «t» CHANGE ‹c› ‹d› int AFTER ‹e›",
            "t t.a t.b t t.c t.d t.e",
        ),
        (
            "ALTER TABLE «t» ADD CONSTRAINT c UNIQUE (‹a›), DROP CONSTRAINT d, ADD FOREIGN KEY (‹b›) REFERENCES «u» (‹e›)",
            "t t.a t.b u u.e",
        ),
        (
            "ALTER TABLE «t» ALTER ‹a› SET DEFAULT 1, ALTER ‹b› DROP NOT NULL",
            "t t.a t.b",
        ),
        (
            "CREATE INDEX i ON «t» (‹a›, lower(‹b›)) INCLUDE (‹c›) WHERE ‹d› > 0",
            "t t.a t.b t.c t.d",
        ),
        ("CREATE INDEX i ON «t» USING gin (‹a› gin_trgm_ops)", "t t.a"),
        ("CREATE VIEW «v» (‹a›) AS SELECT ‹b› FROM «t»", "v v.a t.b t"),
        (
            "COMMENT ON COLUMN s.«t».‹a› IS 'x'; ALTER SEQUENCE q OWNED BY «t».‹a›",
            "s.t s.t.a t t.a",
        ),
        (
            "CREATE TRIGGER g AFTER UPDATE OF ‹a› ON «t» FOR EACH ROW EXECUTE FUNCTION f()",
            "t.a t",
        ),
    ]);
}
