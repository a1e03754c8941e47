"""What PostgreSQL itself does not let through, whatever the examination has made of it."""

import psycopg
import pytest
from sql_postgres import Here
from sql_running import copies

from ostiary.server import CallError, InvalidInputError, UpstreamError
from ostiary_sql.engines.base import Expected

pytestmark = pytest.mark.needs("postgres")

COMMANDS = {
    "two-statements": "SELECT 1; SELECT 2",
    "way-out-of-the-parentheses": "SELECT 1) AS q(c1); DROP TABLE t; SELECT (1",
    "parentheses-alone": "SELECT 1) AS q(c1) UNION SELECT (2",
    "insert": "INSERT INTO t VALUES (2) RETURNING a",
    "writing-with": "WITH w AS (INSERT INTO t VALUES (2) RETURNING a) SELECT a FROM w",
    "select-into": "SELECT a INTO copy FROM t",
    "create-temp": "CREATE TEMP TABLE x AS SELECT 1",
    "do": "DO $$ BEGIN PERFORM 1; END $$",
    "copy-out": "COPY t TO STDOUT",
    "copy-program": "COPY t TO PROGRAM 'true'",
    "set": "SET statement_timeout = 0",
    "read-write": "SET TRANSACTION READ WRITE",
    "commit": "COMMIT",
    "begin": "BEGIN",
    "savepoint": "SAVEPOINT s",
    "prepare": "PREPARE p AS SELECT 1",
    "declare": "DECLARE c CURSOR WITH HOLD FOR SELECT 1",
    "listen": "LISTEN x",
    "notify": "NOTIFY x",
    "lock": "LOCK TABLE t",
    "explain-analyze": "EXPLAIN ANALYZE SELECT a FROM t",
    "show": "SHOW server_version",
    "vacuum": "VACUUM",
    "checkpoint": "CHECKPOINT",
    "load": "LOAD 'auto_explain'",
    "for-update": "SELECT a FROM t FOR UPDATE",
    "call": "CALL p()",
    "nothing": "",
    "semicolons": ";;",
    "comment": "-- nothing",
}


@pytest.fixture
def table(here: Here) -> str:
    here.place.execute(
        "CREATE TABLE t (a int, b text)",
        "INSERT INTO t VALUES (1, 'one')",
        "CREATE TABLE other (a int)",
        "CREATE VIEW v AS SELECT a AS x, b AS y FROM t",
        "CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1'",
    )
    return "t"


@pytest.mark.parametrize("width", [0, 1])
@pytest.mark.parametrize("name", COMMANDS)
async def test_only_one_query_runs(here: Here, table: str, name: str, width: int) -> None:
    with pytest.raises(CallError):
        await here.run(COMMANDS[name], table, "copy", width=width, reads="t.a")
    answer = await here.run("SELECT a FROM t", table, reads="t.a")
    assert answer.rows == [[1]]


@pytest.mark.parametrize(
    ("sql", "tables", "changes"),
    [
        pytest.param("SELECT a FROM t", (), {"reads": "t.a"}, id="unnamed-table"),
        pytest.param("SELECT count(*) FROM t, other", ("t",), {}, id="one-table-more"),
        pytest.param("SELECT y FROM v", ("t",), {"reads": "t.b"}, id="unnamed-view"),
        pytest.param("SELECT b FROM t", ("t",), {"reads": "t.a"}, id="column-not-read"),
        pytest.param("SELECT b FROM t", ("t",), {"columns": copies("t.a")}, id="other-column"),
        pytest.param("SELECT a FROM other", ("t", "other"), {"columns": copies("t.a")}, id="table"),
        pytest.param("SELECT a, b FROM t", ("t",), {"reads": "t.a t.b"}, id="one-column-more"),
        pytest.param("SELECT oid FROM pg_catalog.pg_class", ("pg_class",), {}, id="catalog"),
        pytest.param("SELECT tableoid FROM t", ("t",), {"reads": "t.a"}, id="system-column"),
        pytest.param(
            "SELECT 1 AS a",
            (),
            {"columns": (Expected("b", None, is_close=False),)},
            id="other-name",
        ),
    ],
)
async def test_what_postgresql_understands_otherwise_does_not_run(
    here: Here, table: str, sql: str, tables: tuple[str, ...], changes: dict[str, object]
) -> None:
    with pytest.raises(InvalidInputError, match="without doubt"):
        await here.run(sql, *tables, **changes)
    assert await here.cells("1") == [1]


async def test_a_view_is_read_with_what_it_stands_on(here: Here, table: str) -> None:
    here.place.execute("CREATE VIEW w AS SELECT x FROM v", "CREATE MATERIALIZED VIEW m AS TABLE v")
    assert (await here.run("SELECT x FROM w", "w", columns=copies("t.a"))).rows == [[1]]
    assert (await here.run("SELECT y FROM m", "m", columns=copies("t.b"))).rows == [["one"]]
    with pytest.raises(InvalidInputError, match="without doubt"):
        await here.run("SELECT x FROM w", "w", columns=copies("other.a"))


async def test_long_names_are_compared_as_postgresql_cuts_them(here: Here) -> None:
    alias = "é" * 40
    expected = (Expected(alias, None, is_close=False),)
    assert (await here.run(f'SELECT 1 AS "{alias}"', columns=expected)).rows == [[1]]


CHANGES = {
    "column-added": "ALTER TABLE t ADD COLUMN c int",
    "column-dropped": "ALTER TABLE t DROP COLUMN b",
    "column-renamed": "ALTER TABLE t RENAME COLUMN b TO c",
    "type-changed": "ALTER TABLE t ALTER COLUMN a TYPE bigint",
    "table-replaced": "DROP TABLE t; CREATE TABLE t (a int, b text)",
    "table-renamed": "ALTER TABLE t RENAME TO gone",
    "table-for-view": "ALTER TABLE t RENAME TO s; CREATE VIEW t AS SELECT a FROM s",
    "rights": "GRANT SELECT ON t TO pg_monitor",
    "policy": "ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (true)",
}


@pytest.mark.parametrize("name", CHANGES)
async def test_what_changed_since_it_was_examined_does_not_run(here: Here, name: str) -> None:
    here.place.execute("CREATE TABLE t (a int, b text)")
    order = await here.order("SELECT a FROM t", "t", reads="t.a")
    await here.engine.run(order)
    here.place.execute(CHANGES[name])
    with pytest.raises(UpstreamError, match="call again"):
        await here.engine.run(order)
    if "gone" not in CHANGES[name]:
        assert (await here.run("SELECT a FROM t", "t", "s", reads="t.a s.a")).rows == []


async def test_a_view_that_changed_below_does_not_run(here: Here) -> None:
    here.place.execute(
        "CREATE TABLE t (a int, b text)",
        "CREATE VIEW v AS SELECT a FROM t",
        "CREATE VIEW w AS SELECT a FROM v",
    )
    order = await here.order("SELECT a FROM w", "w")
    here.place.execute("CREATE OR REPLACE VIEW v AS SELECT length(b) AS a FROM t")
    with pytest.raises(UpstreamError, match="call again"):
        await here.engine.run(order)
    assert (await here.run("SELECT a FROM w", "w")).rows == []


async def test_a_table_that_comes_before_is_a_change(here: Here) -> None:
    """A new table of a name that meant nothing, or something else, when it was examined."""
    order = await here.order("SELECT a FROM late", "late", reads="late.a")
    here.place.execute("CREATE TABLE late (a int)")
    with pytest.raises(UpstreamError, match="call again"):
        await here.engine.run(order)


async def test_an_unknown_schema_version_does_not_run(here: Here) -> None:
    with pytest.raises(UpstreamError, match="call again"):
        await here.run("SELECT 1", schema="another")


async def test_nothing_of_a_session_reaches_the_next_one(here: Here) -> None:
    await here.cells("set_config('statement_timeout', '0', false)")
    await here.cells("set_config('search_path', 'pg_catalog', false)")
    await here.cells("set_config('TimeZone', 'Asia/Tokyo', false)")
    await here.cells("pg_advisory_lock(4711)")
    found = await here.cells(
        "current_setting('statement_timeout'), current_setting('search_path'),"
        " current_setting('TimeZone'), current_setting('transaction_read_only')",
        4,
    )
    assert found == ["5s", f'"{here.place.schema}", pg_temp', "UTC", "on"]
    locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711"
    assert here.place.execute(locks) == "0"


async def test_a_session_that_was_left_dirty_is_cleaned_before_use(here: Here) -> None:
    """Should a connection ever come back with settings of its own, they do not last."""
    await here.cells("1")
    pool = here.engine._pool  # pyright: ignore[reportPrivateUsage] # to dirty a connection
    assert pool is not None
    async with pool.link() as link:
        connection: psycopg.Connection[object] = link.driver
        connection.execute("SET search_path = pg_temp")
        connection.execute("SET default_transaction_read_only = off")
        connection.execute("CREATE TEMP TABLE t (a int)")
        connection.execute("PREPARE p AS SELECT 1")
        link.keep()
    here.place.execute("CREATE TABLE t (a int)")
    assert (await here.run("SELECT a FROM t", "t", reads="t.a")).rows == []
    assert await here.cells("(SELECT count(*) FROM pg_prepared_statement() WHERE name <> '')") == [
        0
    ]


async def test_notices_reach_nobody(here: Here, capfd: pytest.CaptureFixture[str]) -> None:
    here.place.execute(
        "CREATE FUNCTION tell() RETURNS int LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE NOTICE 'secret'; RAISE WARNING 'secret'; RETURN 1; END $$"
    )
    assert await here.cells("tell()") == [1]
    assert "secret" not in "".join(capfd.readouterr())


async def test_a_plan_tells_steps_and_no_expression(here: Here, table: str) -> None:
    here.place.execute("CREATE INDEX by_a ON t (a)")
    order = await here.order(
        "SELECT count(*) FROM t JOIN v ON v.x = t.a WHERE t.b = $1",
        "t",
        "v",
        params={"b": "secret"},
        places=("b",),
    )
    steps = await here.engine.explain(order)
    assert steps[0].parent == 0
    assert [step.number for step in steps] == list(range(1, len(steps) + 1))
    assert any("on t" in step.detail for step in steps)
    assert "secret" not in str(steps)


async def test_explaining_runs_nothing(here: Here, table: str) -> None:
    here.place.execute("CREATE SEQUENCE s")
    await here.engine.explain(await here.order("SELECT nextval('s')"))
    assert here.place.execute("SELECT is_called FROM s") == "f"


async def test_what_the_account_may_not_read_is_told_without_names(here: Here) -> None:
    from sql_postgres import engine_in

    role = f"r_{here.place.schema}"
    here.place.execute(
        "CREATE TABLE t (a int, b text)",
        f"CREATE ROLE {role} LOGIN",
        f"GRANT USAGE ON SCHEMA {here.place.schema} TO {role}",
        f"GRANT SELECT (a) ON t TO {role}",
    )
    async with engine_in(here.place, role) as reader:
        assert (await reader.run("SELECT a FROM t", "t", reads="t.a")).rows == []
        with pytest.raises(InvalidInputError, match="may not read") as caught:
            await reader.run("SELECT b FROM t", "t", reads="t.b")
    assert "42501" in caught.value.detail
