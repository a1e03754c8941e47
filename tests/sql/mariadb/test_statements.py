"""What MariaDB itself does not let through, whatever the examination has made of it."""

from typing import Any

import pytest
from sql_mariadb import Here, engine_in
from sql_running import copies

from ostiary.server import CallError, InvalidInputError, UpstreamError
from ostiary_sql.engines.base import Expected

pytestmark = pytest.mark.needs("mariadb")

COMMANDS = {
    "two-statements": "SELECT 1; SELECT 2",
    "two-statements-drop": "SELECT 1; DROP TABLE t",
    "insert": "INSERT INTO t VALUES (2, 'x')",
    "insert-returning": "INSERT INTO t VALUES (2, 'x') RETURNING a",
    "delete-returning": "DELETE FROM t RETURNING a",
    "replace": "REPLACE INTO t VALUES (2, 'x')",
    "update": "UPDATE t SET a = 2",
    "drop": "DROP TABLE t",
    "truncate": "TRUNCATE t",
    "create": "CREATE TABLE u (a int)",
    "create-select": "CREATE TABLE u SELECT 1",
    "alter": "ALTER TABLE t ADD b int",
    "outfile": "SELECT 1 INTO OUTFILE 'outfile-of-a-test'",
    "dumpfile": "SELECT 1 INTO DUMPFILE 'dumpfile-of-a-test'",
    "into-variable": "SELECT a INTO @x FROM t",
    "executed-comment": "/*!50000 DROP TABLE t */",
    "executed-comment-mariadb": "/*M! DROP TABLE t */",
    "executed-comment-before": "/*!50000 ANALYZE */ SELECT 1",
    "set-global": "SET GLOBAL max_connections = 61",
    "set": "SET @a = 1",
    "call": "CALL p()",
    "do": "DO SLEEP(0)",
    "use": "USE mysql",
    "show": "SHOW TABLES",
    "check": "CHECK TABLE t",
    "analyze": "ANALYZE SELECT a FROM t",
    "analyze-table": "ANALYZE TABLE t",
    "handler": "HANDLER t OPEN",
    "lock": "LOCK TABLES t WRITE",
    "kill": "KILL 1",
    "execute-immediate": "EXECUTE IMMEDIATE 'DROP TABLE t'",
    "prepare": "PREPARE p FROM 'DROP TABLE t'",
    "load-data": "LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE t",
    "begin-not-atomic": "BEGIN NOT ATOMIC DROP TABLE t; END",
    "commit": "COMMIT",
    "start": "START TRANSACTION READ WRITE",
    "xa": "XA RECOVER",
    "nothing": "",
    "semicolons": ";;",
    "comment": "-- nothing",
}


@pytest.fixture
def table(here: Here) -> str:
    here.place.execute(
        "CREATE TABLE t (a int, b varchar(10))",
        "INSERT INTO t VALUES (1, 'one')",
        "CREATE TABLE other (a int)",
        "CREATE VIEW v AS SELECT a AS x, b AS y FROM t",
        "CREATE PROCEDURE p() SELECT 1",
    )
    return "t"


@pytest.mark.parametrize("width", [0, 1])
@pytest.mark.parametrize("name", COMMANDS)
async def test_only_one_query_runs(here: Here, table: str, name: str, width: int) -> None:
    with pytest.raises(CallError):
        await here.run(COMMANDS[name], table, width=width, reads="t.a")
    answer = await here.run("SELECT a FROM t", table, reads="t.a")
    assert answer.rows == [[1]]


@pytest.mark.parametrize(
    ("sql", "tables", "changes"),
    [
        pytest.param("SELECT a FROM t", (), {"reads": "t.a"}, id="unnamed-table"),
        pytest.param("SELECT b FROM t", ("t",), {"reads": "t.a"}, id="column-not-read"),
        pytest.param("SELECT b FROM t", ("t",), {"columns": copies("t.a")}, id="other-column"),
        pytest.param("SELECT a FROM other", ("t", "other"), {"columns": copies("t.a")}, id="table"),
        pytest.param("SELECT a, b FROM t", ("t",), {"reads": "t.a t.b"}, id="one-column-more"),
        pytest.param(
            "SELECT 1 AS a",
            (),
            {"columns": (Expected("b", None, is_close=False),)},
            id="other-name",
        ),
        pytest.param("SELECT ?", (), {}, id="unbound-parameter"),
        pytest.param("SELECT 1", (), {"params": {"a": 1}, "places": ("a",)}, id="no-parameter"),
    ],
)
async def test_what_mariadb_understands_otherwise_does_not_run(
    here: Here, table: str, sql: str, tables: tuple[str, ...], changes: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInputError, match="without doubt"):
        await here.run(sql, *tables, **changes)
    assert await here.cells("1") == [1]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT x FROM v",
        "SELECT q.x FROM (SELECT a AS x FROM t) AS q",
        "SELECT t.b FROM (SELECT a AS b FROM t) AS t",
        "SELECT t.b FROM (SELECT a AS b FROM t)t",
        "WITH other AS (SELECT a FROM t) SELECT a FROM other",
        "WITH t(b) AS (SELECT a FROM t) SELECT b FROM t",
        "SELECT DISTINCT a FROM t ORDER BY 1",
        "SELECT a FROM t UNION SELECT a FROM t",
        "(SELECT a FROM t)",
        "SELECT x FROM v GROUP BY x ORDER BY COUNT(*)",
        "WITH p AS (SELECT a, MAX(b) AS m FROM t GROUP BY a) SELECT a FROM p GROUP BY a",
        "SELECT a FROM t GROUP BY a ORDER BY LAG(a) OVER (ORDER BY a)",
        "(SELECT a FROM t LIMIT 1) UNION ALL (SELECT a FROM t LIMIT 0)",
        "/* a comment */ SELECT /*!50000 a */ FROM t -- the end",
    ],
)
async def test_a_column_is_followed_as_far_as_mariadb_tells(
    here: Here, table: str, sql: str
) -> None:
    answer = await here.run(sql, "t", "v", columns=copies("t.a"))
    assert answer.rows == [[1]]


CHANGES = {
    "column-added": "ALTER TABLE t ADD COLUMN c int",
    "column-dropped": "ALTER TABLE t DROP COLUMN b",
    "column-renamed": "ALTER TABLE t CHANGE b c varchar(10)",
    "type-changed": "ALTER TABLE t MODIFY a bigint",
    "table-renamed": "RENAME TABLE t TO gone",
    "table-for-view": "RENAME TABLE t TO s; CREATE VIEW t AS SELECT a, NULL AS b FROM s",
}


@pytest.mark.parametrize("name", CHANGES)
async def test_what_changed_since_it_was_examined_does_not_run(here: Here, name: str) -> None:
    here.place.execute("CREATE TABLE t (a int, b varchar(10))")
    order = await here.order("SELECT a FROM t", "t", reads="t.a")
    await here.engine.run(order)
    here.place.execute(CHANGES[name])
    with pytest.raises(UpstreamError, match="call again"):
        await here.engine.run(order)
    if "gone" not in CHANGES[name]:
        assert (await here.run("SELECT a FROM t", "t", reads="t.a s.a")).rows == []


async def test_a_view_that_changed_does_not_run(here: Here) -> None:
    here.place.execute(
        "CREATE TABLE t (a int, b varchar(10))",
        "CREATE VIEW v AS SELECT a FROM t",
        "CREATE VIEW w AS SELECT a FROM v",
    )
    order = await here.order("SELECT a FROM w", "w", "v", "t")
    here.place.execute("CREATE OR REPLACE VIEW v AS SELECT LENGTH(b) AS a FROM t")
    with pytest.raises(UpstreamError, match="call again"):
        await here.engine.run(order)
    assert (await here.run("SELECT a FROM w", "w", "v", "t")).rows == []


async def test_an_unknown_schema_version_does_not_run(here: Here) -> None:
    with pytest.raises(UpstreamError, match="call again"):
        await here.run("SELECT 1", schema="another")


async def test_nothing_of_a_session_reaches_the_next_one(here: Here) -> None:
    await here.cells("@left := 'behind'")
    await here.cells("GET_LOCK('left behind', 0)")
    found = await here.cells(
        "@left, @@sql_mode, @@time_zone, @@tx_isolation, IS_USED_LOCK('left behind')", 5
    )
    assert found == [
        None,
        "STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION",
        "+00:00",
        "REPEATABLE-READ",
        None,
    ]


async def test_a_session_that_was_left_dirty_is_cleaned_before_use(here: Here) -> None:
    """Should a connection ever come back with settings of its own, they do not last."""
    await here.cells("1")
    pool = here.engine._pool  # pyright: ignore[reportPrivateUsage] # to dirty a connection
    assert pool is not None
    async with pool.link() as link:
        with link.driver.cursor() as cursor:
            cursor.execute("SET sql_mode = 'ANSI_QUOTES', max_statement_time = 0")
            cursor.execute("CREATE TEMPORARY TABLE t (a int)")
            cursor.execute("SET @left = 'behind'")
            cursor.execute("USE mysql")
        link.keep()
    here.place.execute("CREATE TABLE t (a int)")
    assert (await here.run("SELECT a FROM t", "t", reads="t.a")).rows == []
    found = await here.cells('"x", @@max_statement_time, @left, DATABASE()', 4)
    assert found == ["x", 5.0, None, here.place.database]


async def test_a_plan_tells_steps_and_no_value(here: Here, table: str) -> None:
    here.place.execute("CREATE INDEX by_a ON t (a)")
    order = await here.order(
        "SELECT t.a FROM t JOIN v ON v.x = t.a WHERE t.b = ?",
        "t",
        "v",
        reads="t.a",
        params={"b": "secret"},
        places=("b",),
    )
    steps = await here.engine.explain(order)
    assert [step.number for step in steps] == list(range(1, len(steps) + 1))
    assert any("on t" in step.detail for step in steps)
    assert "secret" not in str(steps)


async def test_explaining_runs_nothing(here: Here) -> None:
    # Run, it would go on until its deadline.
    assert await here.engine.explain(await here.order("SELECT SLEEP(60)", timeout_s=1))


async def test_what_the_account_may_not_read_is_told_without_names(here: Here) -> None:
    here.place.execute("CREATE TABLE t (a int, b int)")
    user = here.place.account(
        f"GRANT SELECT (a), REFERENCES (b) ON {here.place.database}.t TO {{account}}"
    )
    async with engine_in(here.place, user) as reader:
        assert (await reader.run("SELECT a FROM t", "t", reads="t.a")).rows == []
        with pytest.raises(InvalidInputError, match="may not read") as caught:
            await reader.run("SELECT b FROM t", "t", reads="t.b")
    assert "1143" in caught.value.detail
