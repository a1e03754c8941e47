"""MariaDB's SQL as it is read: words, names, aliases, functions, and what narrowing writes."""

import pytest

from ostiary_sql.catalog import Catalog, Column, Table
from ostiary_sql.reading.refusal import HINTS, UnreadableError
from ostiary_sql.reading.statement import read_statement


def table(name: str, *columns: str, schema: str = "shop", view: str = "") -> Table:
    key = name if schema == "shop" else f"{schema}.{name}"
    made = tuple(
        Column(column, "varchar(80)", is_nullable=True, key_position=0) for column in columns
    )
    return Table(key, "view" if view else "table", made, sql=view, schema=schema, own_name=name)


TABLES = (
    table("c", "id", "name", "email"),
    table("o", "id", "c_id", "amount"),
    table("pay", "id", "iban", schema="hr"),
    table(
        "book", "id", "label",
        view="select `shop`.`c`.`id` AS `id`,concat(`shop`.`c`.`email`,_utf8mb4'x') AS `label` from `shop`.`c`",
    ),
    table("rich", "id", view="select `shop`.`c`.`id` AS `id` from `shop`.`c` where `shop`.`c`.`email` > 'x'"),
    table("accents", "é"),
)  # fmt: skip
CATALOG = Catalog(
    "1", {each.name: each for each in TABLES}, "mariadb", "shop", frozenset({"secret"})
)
HELD = frozenset({("c", "email"), ("hr.pay", "iban")})

REFUSED = {
    "executable-comment": ("SELECT 1 /*!50000 UNION SELECT email FROM c */", "blocked"),
    "executable-comment-of-mariadb": ("SELECT 1 /*M!100100 UNION SELECT email FROM c */", "blocked"),
    "comment-open": ("SELECT 1 /* x", "unfinished"),
    "variable": ("SELECT @x", "parameters"),
    "system-variable": ("SELECT @@version", "parameters"),
    "assignment": ("SELECT id := 1 FROM c", "parameters"),
    "question-mark": ("SELECT ?", "parameters"),
    "outfile": ("SELECT id FROM c INTO OUTFILE '/tmp/x'", "blocked"),
    "into-variable": ("SELECT id FROM c INTO @x", "parameters"),
    "load-file": ("SELECT LOAD_FILE('/etc/passwd')", "function"),
    "sleep": ("SELECT SLEEP(9)", "function"),
    "benchmark": ("SELECT BENCHMARK(1000000, MD5('x'))", "function"),
    "lock": ("SELECT GET_LOCK('x', 9)", "function"),
    "quoting-error": ("SELECT UPDATEXML(1, CONCAT('~', email), 1) FROM c", "function"),
    "version": ("SELECT VERSION()", "function"),
    "own-function": ("SELECT SECRET(1)", "function"),
    "own-database-function": ("SELECT making.secret(1)", "function"),
    "quoted-function": ("SELECT `sleep`(1)", "function"),
    "sequence": ("SELECT NEXT VALUE FOR numbers", "blocked"),
    "for-update": ("SELECT id FROM c FOR UPDATE", "blocked"),
    "share-mode": ("SELECT id FROM c LOCK IN SHARE MODE", "blocked"),
    "procedure": ("SELECT id FROM c PROCEDURE ANALYSE()", "blocked"),
    "handler": ("HANDLER c OPEN", "syntax"),
    "insert": ("INSERT INTO c VALUES (1)", "blocked"),
    "show": ("SHOW TABLES", "blocked"),
    "second-statement": ("SELECT 1; SELECT 2", "several"),
    "schema": ("SELECT * FROM information_schema.tables", "unknown_table"),
    "accounts": ("SELECT * FROM mysql.user", "unknown_table"),
    "other-table-of-that-name": ("SELECT * FROM `hr.pay`", "unknown_table"),
    "case-of-a-table": ("SELECT * FROM C", "unknown_table"),
    "number-in-a-name": ("SELECT c.1e5 FROM c", "characters"),
    "alias-in-where": ("SELECT name AS n FROM c WHERE n = 'x'", "unknown_column"),
    "alias-below": ("SELECT name AS n, (SELECT n) FROM c", "unknown_column"),
    "correlated-source": ("SELECT (SELECT 1 FROM (SELECT c.email) AS s) FROM c", "unknown_column"),
    "ambiguous": ("SELECT id FROM c, o", "ambiguous"),
}  # fmt: skip

FORBIDDEN = {
    "where": "SELECT id FROM c WHERE EMAIL = 'x'",
    "double-pipe": "SELECT email || 'x' FROM c",
    "order": "SELECT id FROM c ORDER BY email",
    "order-alias": "SELECT email AS e FROM c ORDER BY e",
    "order-expression-of-alias": "SELECT email AS e FROM c ORDER BY CONCAT(e, 'x')",
    "order-position": "SELECT email FROM c ORDER BY 1",
    "group-alias": "SELECT LEFT(email, 1) AS e, COUNT(*) FROM c GROUP BY E",
    "group-column-behind-alias": "SELECT name AS email FROM c GROUP BY email",
    "having-alias": "SELECT id, email AS e FROM c HAVING e > 'x'",
    "rollup": "SELECT COUNT(*) FROM c GROUP BY email WITH ROLLUP",
    "distinct": "SELECT SQL_BIG_RESULT DISTINCT email FROM c",
    "distinctrow": "SELECT DISTINCTROW email FROM c",
    "union": "SELECT email FROM c UNION SELECT 'x'",
    "using": "SELECT 1 FROM c JOIN c AS d USING (Email)",
    "natural": "SELECT 1 FROM c NATURAL JOIN (SELECT 'x' AS email) AS d",
    "straight-join": "SELECT 1 FROM c STRAIGHT_JOIN o ON o.c_id = c.email",
    "joined-list": "SELECT 1 FROM (c, o) LEFT JOIN book b ON b.id = c.email",
    "regexp": "SELECT email REGEXP '^a' FROM c",
    "match": "SELECT id FROM c WHERE MATCH (email) AGAINST ('x' IN BOOLEAN MODE)",
    "if": "SELECT IF(email, 1, 2) FROM c",
    "null-safe": "SELECT email <=> 'x' FROM c",
    "concat-order": "SELECT GROUP_CONCAT(name ORDER BY email SEPARATOR ';') FROM c",
    "concat-limit": "SELECT GROUP_CONCAT(DISTINCT email ORDER BY name LIMIT 1) FROM c",
    "window": "SELECT RANK() OVER (ORDER BY email) FROM c",
    "json-table": "SELECT j.x FROM c, JSON_TABLE(c.email, '$[*]' COLUMNS (x INT PATH '$')) AS j",
    "limit": "SELECT 1 FROM c LIMIT 1, 2 ROWS EXAMINED 5 UNION SELECT email FROM c",
    "index-hint": "SELECT id FROM c USE INDEX (by_email)",
    "view-that-filters": "SELECT id FROM rich",
    "cycle": "WITH RECURSIVE t AS (SELECT email FROM c UNION ALL SELECT email FROM t)"
        " CYCLE email RESTRICT SELECT 1 FROM t",
}  # fmt: skip

NULL = "CAST(NULL AS CHAR(80))"
NARROWED = {
    "column": ("SELECT email FROM c", f"SELECT {NULL} AS `email` FROM c"),
    "in-another-case": ("SELECT C1.EMAIL FROM c C1", f"SELECT {NULL} AS `EMAIL` FROM c C1"),
    "with-database": ("SELECT shop.c.email AS e FROM c", f"SELECT {NULL} AS e FROM c"),
    "with-database-behind-an-alias": (
        "SELECT shop.x.email AS e FROM c AS x", f"SELECT {NULL} AS e FROM c AS x"),
    "expression": (
        "SELECT UPPER( email ) FROM c", f"SELECT UPPER( {NULL} ) AS `UPPER( email )` FROM c"),
    "star": ("SELECT * FROM c", "SELECT `c`.`id`, `c`.`name` FROM c"),
    "inner-star": (
        "SELECT COUNT(*) FROM (SELECT * FROM c) AS s",
        f"SELECT COUNT(*) FROM (SELECT `c`.`id`, `c`.`name`, {NULL} AS `email` FROM c) AS s"),
    "text-and-comments": (
        "SELECT 'email', \"email\", name /* email */ FROM c # email",
        "SELECT 'email', \"email\", name /* email */ FROM c # email"),
    "escapes": ("SELECT 'a\\', email, \\'b' FROM c", "SELECT 'a\\', email, \\'b' FROM c"),
    "parameters": (
        "SELECT id FROM c WHERE id = :a OR id = :b OR name = :a",
        "SELECT id FROM c WHERE id = ? OR id = ? OR name = ?"),
    "view": ("SELECT label FROM book", f"SELECT {NULL} AS `label` FROM book"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_placed_is_refused(name: str) -> None:
    sql, reason = REFUSED[name]
    with pytest.raises(UnreadableError) as caught:
        read_statement(sql, CATALOG)
    assert caught.value.reason == reason
    assert caught.value.hint in HINTS.values()


@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_decides_by_a_withheld_column_tests_it(name: str) -> None:
    assert ("c", "email") in read_statement(FORBIDDEN[name], CATALOG).trace.tested


@pytest.mark.parametrize("name", NARROWED)
def test_what_runs_does_not_name_what_is_withheld(name: str) -> None:
    sql, expected = NARROWED[name]
    statement = read_statement(sql, CATALOG)
    assert not statement.trace.tested & HELD
    assert statement.narrowed(HELD).sql == expected


def test_each_place_of_a_parameter_counts() -> None:
    narrowed = read_statement("SELECT :b, :a, :b", CATALOG).narrowed(())
    assert narrowed.sql == "SELECT ? AS `:b`, ? AS `:a`, ? AS `:b`"
    assert narrowed.places == ("b", "a", "b")


@pytest.mark.parametrize(
    ("sql", "origins"),
    [
        ("SELECT CONCAT(name, Email) FROM c", {"name", "email"}),
        ("SELECT `upper(email)` FROM (SELECT upper(email) FROM c) AS s", {"email"}),
        ("WITH x AS (SELECT email FROM c) SELECT email FROM X", {"email"}),
        ("SELECT GROUP_CONCAT(name SEPARATOR ', ') FROM c", {"name"}),
        ("SELECT DATE_ADD(name, INTERVAL id DAY) FROM c", {"name", "id"}),
        ("SELECT CONVERT(email USING utf8mb4) FROM c", {"email"}),
        ("SELECT CAST(email AS CHAR(3) CHARSET latin1) FROM c", {"email"}),
        ("SELECT COUNT(*) FROM c", set[str]()),
        ("SELECT seq FROM seq_1_to_10", set[str]()),
        ("SELECT name FROM c UNION ALL SELECT email FROM c", {"name", "email"}),
        ("SELECT a.name FROM c a JOIN o b JOIN o d ON d.id = b.id", {"name"}),
    ],
)
def test_a_value_comes_from_these_columns(sql: str, origins: set[str]) -> None:
    columns = read_statement(sql, CATALOG).columns
    assert columns[-1].value.origins == {("c", name) for name in origins}


def test_accents_do_not_tell_columns_apart() -> None:
    (column,) = read_statement("SELECT E FROM accents", CATALOG).columns
    assert column.value.base == ("accents", "é")
