//! Tables as the dialects spell them, and what only some dialects have.

use super::{scripts, tables};

#[test]
fn quoting() {
    tables(&[
        ("SELECT * FROM \"«users»\"", "users"),
        (
            "SELECT * FROM \"my schema\".\"«the \"\"users\"\"»\"",
            "my schema.the \"users\"",
        ),
        (
            "SELECT * FROM `«users»` JOIN `db`.`«or``ders»` o ON 1",
            "users db.or`ders",
        ),
        (
            "SELECT * FROM [dbo].[«Order Details»] d, [«a]]b»]",
            "dbo.Order Details a]b",
        ),
        ("SELECT * FROM [O'Brien].[«x»]", "O'Brien.x"),
        ("SELECT * FROM `proj-x.ds.«users»`", "proj-x.ds.users"),
        ("SELECT * FROM proj-x.ds.«users» AS u", "proj-x.ds.users"),
        ("SELECT * FROM `proj-x`.ds.`«users»`", "proj-x.ds.users"),
        ("SELECT * FROM [proj-x:ds.«users»]", "proj-x.ds.users"),
        (
            "SELECT * FROM db..«users»; SELECT * FROM srv.db.dbo.«users»",
            "db..users srv.db.dbo.users",
        ),
        ("SELECT * FROM db . «users»", "db.users"),
        ("SELECT * FROM \"Ünï\".«naïve_tåble» é", "Ünï.naïve_tåble"),
        ("SELECT '🦀', 'é' FROM «users»", "users"),
        ("SELECT *\r\nFROM\r\n\t«users»\r\n", "users"),
        ("SELECT * FROM U&\"«users»\"", "users"),
        (
            "SELECT a[1], arr[i] FROM «users» WHERE x = ANY(ARRAY[1, 2])",
            "users",
        ),
        (
            "SELECT \"it's\" FROM «users» WHERE a = 'it''s' AND b = \"from x\"",
            "users",
        ),
        ("SELECT 'a\\'b' FROM `«users»` WHERE x = 'c:\\\\'", "users"),
        ("SELECT * FROM «users» WHERE x LIKE '%\\' ESCAPE '\\'", "users"),
        (
            "SELECT E'it\\'s from x', N'from y', $$from z$$, $q$from 'w$q$ FROM «users»",
            "users",
        ),
        ("SELECT * FROM default.«users»", "default.users"),
        ("SELECT * FROM «2020_users», db.«1a»", "2020_users db.1a"),
        (
            "SELECT * FROM sys.«obj$», «v$session», «USER#»",
            "sys.obj$ v$session USER#",
        ),
    ]);
}

#[test]
fn sql_server() {
    tables(&[
        (
            "SELECT TOP (10) * FROM «users» WITH (NOLOCK) JOIN «b» (NOLOCK) ON 1 = 1",
            "users b",
        ),
        (
            "SELECT * FROM «users» CROSS APPLY f(users.id) x OUTER APPLY (SELECT * FROM «b») y",
            "users b",
        ),
        (
            "UPDATE TOP (5) «users» SET x = 1; DELETE TOP (5) FROM «users»; UPDATE STATISTICS dbo.«users»",
            "users users dbo.users",
        ),
        (
            "DELETE u FROM dbo.«users» AS u INNER JOIN «b» ON 1 = 1",
            "dbo.users b",
        ),
        (
            "INSERT INTO @t SELECT * FROM «users»; SELECT * FROM @t x JOIN «b» ON 1 = 1",
            "users b",
        ),
        (
            "INSERT INTO «users» (a) OUTPUT inserted.id INTO «log» VALUES (1)",
            "users log",
        ),
        ("IF OBJECT_ID('dbo.x') IS NOT NULL DROP TABLE dbo.«x»", "dbo.x"),
        (
            "MERGE dbo.«t» AS a USING «s» AS b ON a.i = b.i WHEN MATCHED THEN UPDATE SET a.x = b.x OUTPUT $action;",
            "dbo.t s",
        ),
        (
            "SELECT * FROM «t» FOR SYSTEM_TIME AS OF '2020', «u» FOR JSON PATH, ROOT('x')",
            "t u",
        ),
        ("ALTER TABLE «a» SWITCH PARTITION 1 TO «b» PARTITION 2", "a b"),
        (
            "GRANT SELECT ON OBJECT::dbo.«t» TO bob; DENY SELECT ON SCHEMA::s TO bob",
            "dbo.t",
        ),
        (
            "CREATE TABLE «#t» (a int); SELECT * FROM tempdb..«#t» JOIN «##g» ON #t.a = ##g.a",
            "#t tempdb..#t ##g",
        ),
        ("CREATE SYNONYM s FOR dbo.«users»", "dbo.users"),
        ("DECLARE @t TABLE (a int); INSERT INTO @t VALUES (1)", ""),
        (
            "SELECT * FROM «t» PIVOT (SUM(x) FOR y IN ([a], [b])) p OPTION (MERGE JOIN)",
            "t",
        ),
    ]);
}

#[test]
fn mysql() {
    tables(&[
        (
            "SELECT * FROM «users» FORCE INDEX (i) JOIN «b» USE INDEX FOR JOIN (j) ON 1",
            "users b",
        ),
        ("SELECT * FROM «a» STRAIGHT_JOIN «b» # JOIN c\nWHERE 1", "a b"),
        (
            "SELECT a INTO OUTFILE '/x' FROM «users»; SELECT a INTO @v FROM «users»",
            "users users",
        ),
        (
            "INSERT INTO «users» PARTITION (p) (a) VALUES (1) AS new ON DUPLICATE KEY UPDATE a = new.a",
            "users",
        ),
        ("DELETE FROM «a», «b» USING «a» INNER JOIN «b»", "a b a b"),
        (
            "CREATE DEFINER=`root`@`localhost` TRIGGER t BEFORE INSERT ON «users» FOR EACH ROW SET NEW.x = 1",
            "users",
        ),
        (
            "CREATE ALGORITHM=MERGE DEFINER=root@localhost SQL SECURITY DEFINER VIEW «v» AS SELECT * FROM «t»",
            "v t",
        ),
        (
            "/*!50001 CREATE VIEW `«v»` AS SELECT 1 FROM `«t»` */; /*!40000 ALTER TABLE `«t»` DISABLE KEYS */;",
            "v t t",
        ),
        (
            "ALTER TABLE «a» RENAME «b»; ALTER TABLE «a» RENAME AS «b»; CHECK TABLE «a», «b»",
            "a b a b a b",
        ),
        (
            "LOCK TABLES «a» READ, «b» AS x WRITE; UNLOCK TABLES; OPTIMIZE TABLE «a»",
            "a b a",
        ),
        (
            "ANALYZE NO_WRITE_TO_BINLOG TABLE «a»; ANALYZE TABLE «a» UPDATE HISTOGRAM ON x, y WITH 5 BUCKETS",
            "a a",
        ),
    ]);
    scripts(&[(
        "DELIMITER $$\nCREATE PROCEDURE p()\nBEGIN\n  DELETE FROM «a»;\nEND$$\nDELIMITER ;\nDROP TABLE «b»;",
        "a b",
    )]);
}

#[test]
fn bigquery() {
    tables(&[
        (
            "SELECT * FROM «t», UNNEST(t.items) i CROSS JOIN t.items JOIN «b» ON 1 = 1",
            "t b",
        ),
        (
            "SELECT * EXCEPT (a) FROM `p.d.«events_*»` WHERE _TABLE_SUFFIX = '1'",
            "p.d.events_*",
        ),
        (
            "SELECT * FROM «t» QUALIFY row_number() OVER (PARTITION BY a ORDER BY b) = 1",
            "t",
        ),
    ]);
}

#[test]
fn snowflake() {
    tables(&[
        ("COPY INTO «t» FROM @stage/path FILE_FORMAT = (TYPE = CSV)", "t"),
        (
            "COPY INTO @stage FROM «t»; COPY INTO «t» (a) FROM (SELECT $1 FROM @s)",
            "t t",
        ),
        (
            "CREATE OR REPLACE TABLE «a» CLONE «b»; CREATE OR REPLACE TABLE «a» COPY GRANTS AS SELECT * FROM «b»",
            "a b a b",
        ),
        (
            "SELECT * FROM IDENTIFIER('db.«users»'), TABLE(f(1)) x",
            "db.users",
        ),
        (
            "SELECT a:from::string, b:x.y FROM «t», LATERAL FLATTEN(input => t.v) f",
            "t",
        ),
        (
            "SELECT * FROM «t» AT (TIMESTAMP => 'x') JOIN «u» BEFORE (STATEMENT => 'y') ON 1 = 1",
            "t u",
        ),
        (
            "INSERT ALL WHEN x THEN INTO «a» VALUES (1) ELSE INTO «b» SELECT * FROM «c»",
            "a b c",
        ),
    ]);
}

#[test]
fn hive_and_spark() {
    tables(&[
        (
            "INSERT OVERWRITE TABLE «t» PARTITION (ds = '1') SELECT * FROM «s»",
            "t s",
        ),
        ("INSERT OVERWRITE LOCAL DIRECTORY '/x' SELECT * FROM «s»", "s"),
        (
            "FROM «s» INSERT OVERWRITE TABLE «a» SELECT x INSERT INTO TABLE «b» SELECT y",
            "s a b",
        ),
        (
            "SELECT * FROM «t» LATERAL VIEW OUTER explode(t.m) e AS k, v WHERE 1 = 1",
            "t",
        ),
        ("SELECT * FROM «t» DISTRIBUTE BY a, b SORT BY c, d", "t"),
        (
            "CACHE LAZY TABLE «t» AS SELECT * FROM «s»; UNCACHE TABLE IF EXISTS «t»; REFRESH TABLE «t»",
            "t s t t",
        ),
        (
            "MSCK REPAIR TABLE «t»; DESCRIBE EXTENDED «t»; SHOW PARTITIONS «t»; DESC FUNCTION f",
            "t t t",
        ),
        (
            "SELECT * FROM parquet.`/data/x`; SELECT * FROM delta.`/mnt/y`",
            "",
        ),
    ]);
}

#[test]
fn clickhouse_and_duckdb() {
    tables(&[
        (
            "SELECT * FROM «t» ARRAY JOIN arr AS a, brr AS b; SELECT * FROM numbers(10)",
            "t",
        ),
        (
            "SELECT * FROM «t» FINAL PREWHERE a GLOBAL ANY LEFT JOIN «u» USING (b) SETTINGS x = 1",
            "t u",
        ),
        (
            "CREATE MATERIALIZED VIEW «v» TO «t» AS SELECT * FROM «s»; EXCHANGE TABLES «a» AND «b»",
            "v t s a b",
        ),
        (
            "SELECT * FROM read_csv('x.csv'), «t»; FROM «t» SELECT a; SUMMARIZE «t»",
            "t t t",
        ),
        (
            "SELECT * FROM «a» ASOF JOIN «b» ON a.t >= b.t POSITIONAL JOIN «c»",
            "a b c",
        ),
        ("PIVOT «t» ON x USING sum(y)", "t"),
        ("UNLOAD ('SELECT * FROM «t»') TO 's3://x'", "t"),
        (
            "ALTER TABLE «a» EXCHANGE PARTITION p WITH TABLE «b»; ALTER TABLE «a» APPEND FROM «b»",
            "a b a b",
        ),
        (
            "SELECT * FROM «t»@remote JOIN «u» PARTITION (p) ON 1 = 1; FLASHBACK TABLE «t» TO BEFORE DROP",
            "t u t",
        ),
        (
            "SELECT * FROM «t» MINUS SELECT * FROM «u» CONNECT BY PRIOR a = b START WITH c",
            "t u",
        ),
    ]);
}

#[test]
fn sqlite() {
    tables(&[
        (
            "PRAGMA table_info(«users»); PRAGMA foreign_keys = ON; PRAGMA index_list('«users»')",
            "users users",
        ),
        (
            "CREATE VIRTUAL TABLE «f» USING fts5(a, content='x'); ATTACH DATABASE 'x' AS y",
            "f",
        ),
        (
            "CREATE TABLE «t» (a INTEGER PRIMARY KEY) WITHOUT ROWID, STRICT; SELECT * FROM main.«t» INDEXED BY i",
            "t main.t",
        ),
    ]);
}
