"""The worker process: its deadlines, its limits, its death, and what it lets through."""

import os
import signal
import sqlite3
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from typing import Any

import anyio
import pytest
from sql_corpus import statements
from sql_orders import examined, unexamined

from ostiary.server import CallError, DeadlineError, InvalidInputError, TooLargeError, UpstreamError
from ostiary_sql.catalog import Catalog
from ostiary_sql.engines.base import Answer
from ostiary_sql.engines.sqlite.engine import SqliteEngine
from ostiary_sql.engines.sqlite.process import WorkerDiedError, WorkerProcess


@asynccontextmanager
async def engine_on(database: Path) -> AsyncGenerator[SqliteEngine]:
    engine = SqliteEngine(lambda: database)
    async with engine.running():
        yield engine


@pytest.fixture
async def engine(sample: Path) -> AsyncGenerator[SqliteEngine]:
    async with engine_on(sample) as engine:
        yield engine


async def run(engine: SqliteEngine, sql: str, **changes: Any) -> Answer:
    """Run a statement that has been examined."""
    return await engine.run(examined(sql, await engine.catalog(), **changes))


async def raw(engine: SqliteEngine, sql: str, reads: list[tuple[str, str]], width: int) -> Answer:
    """Run a statement that nobody has examined: what the worker does alone."""
    schema = (await engine.catalog()).version
    return await engine.run(unexamined(sql, schema, frozenset(reads), width))


BOMBS = statements("sqlite", "bomb")
ENDLESS = BOMBS["bombs/endless-recursion"]
DOUBLING = statements("sqlite", "forbidden")["testing/size-doubling"]


async def test_a_query_stops_at_its_deadline_and_the_worker_lives_on(engine: SqliteEngine) -> None:
    with pytest.raises(DeadlineError) as caught:
        await run(engine, ENDLESS, timeout_s=0.2)
    assert caught.value.detail == "worker: timeout"
    assert (await run(engine, "SELECT 1")).rows == [[1]]


async def test_a_worker_whose_server_is_gone_before_it_began_runs_nothing_long(
    engine: SqliteEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await engine.catalog()
    # The number of a process that this worker is no child of, as when its own was killed meanwhile.
    monkeypatch.setattr(os, "getpid", os.getppid)
    async with engine_on(engine.database()) as orphaned:
        with pytest.raises(DeadlineError), anyio.fail_after(20):
            await run(orphaned, ENDLESS, timeout_s=60)


async def test_a_query_that_does_not_look_at_the_clock_is_killed_from_outside(
    engine: SqliteEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    # SQLite expands the nested expressions while it prepares, where no progress handler is asked.
    monkeypatch.setattr("ostiary_sql.engines.sqlite.engine.GRACE_S", 0.1)
    with pytest.raises(DeadlineError) as caught:
        await run(engine, DOUBLING, timeout_s=0.2)
    assert caught.value.detail == "worker: killed"
    assert (await run(engine, "SELECT 1")).rows == [[1]]


async def test_a_worker_that_is_killed_is_replaced(engine: SqliteEngine) -> None:
    async with anyio.create_task_group() as tasks:
        failed = anyio.Event()

        async def ask() -> None:
            with pytest.raises(UpstreamError):
                await run(engine, ENDLESS)
            failed.set()

        (worker,) = engine._idle  # pyright: ignore[reportPrivateUsage] # its pid, to kill it as the kernel would
        os.kill(worker.pid, signal.SIGSTOP)
        tasks.start_soon(ask)
        await anyio.lowlevel.checkpoint()
        os.kill(worker.pid, signal.SIGKILL)
        await failed.wait()
    assert (await run(engine, "SELECT 1")).rows == [[1]]


async def test_a_cancelled_query_leaves_no_worker_behind_with_its_answer(
    engine: SqliteEngine,
) -> None:
    await engine.catalog()
    with anyio.move_on_after(0.1) as scope:
        await run(engine, ENDLESS)
    assert scope.cancelled_caught
    assert (await run(engine, "SELECT 2")).rows == [[2]]


async def test_more_callers_than_workers_all_get_their_own_answer(engine: SqliteEngine) -> None:
    found: dict[int, Any] = {}

    async def ask(number: int) -> None:
        found[number] = (await run(engine, f"SELECT {number}")).rows

    async with anyio.create_task_group() as tasks:
        for number in range(16):
            tasks.start_soon(ask, number)
    assert found == {number: [[number]] for number in range(16)}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", BOMBS)
async def test_after_a_bomb_the_next_call_works(
    name: str, engine: SqliteEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ostiary_sql.engines.sqlite.engine.GRACE_S", 0.5)
    with suppress(CallError):
        answer = await run(engine, BOMBS[name], timeout_s=0.5)
        assert len(str(answer)) < 100_000
    assert (await run(engine, "SELECT 1")).rows == [[1]]


async def test_rows_are_capped_and_the_rest_is_told(engine: SqliteEngine) -> None:
    answer = await run(engine, "SELECT id FROM orders", max_rows=7)
    assert len(answer.rows) == 7
    assert answer.is_truncated


async def test_exactly_as_many_rows_as_allowed_are_not_truncated(engine: SqliteEngine) -> None:
    answer = await run(engine, "SELECT id FROM customers LIMIT 7", max_rows=7)
    assert len(answer.rows) == 7
    assert not answer.is_truncated


async def test_rows_to_skip_are_left_out_before_rows_are_counted(engine: SqliteEngine) -> None:
    sql = "SELECT id FROM customers ORDER BY id"
    page = await run(engine, sql, max_rows=3, skip_rows=2)
    assert (page.rows, page.is_truncated) == ([[3], [4], [5]], True)
    last = await run(engine, sql, max_rows=3, skip_rows=148)
    assert (last.rows, last.is_truncated) == ([[149], [150]], False)


async def test_bytes_are_capped(engine: SqliteEngine) -> None:
    answer = await run(engine, "SELECT body FROM tickets", max_bytes=1000)
    assert 0 < sum(len(str(row[0])) for row in answer.rows) <= 1000
    assert answer.is_truncated


async def test_where_the_byte_cap_falls_does_not_depend_on_closely_held_values(
    engine: SqliteEngine,
) -> None:
    short = await run(engine, "SELECT phone FROM contacts", max_bytes=1024, is_close=True)
    long = await run(engine, "SELECT email || email FROM contacts", max_bytes=1024, is_close=True)
    assert len(short.rows) == len(long.rows)
    assert short.types == long.types == ("",)


async def test_one_row_beyond_the_cap_is_too_large(engine: SqliteEngine) -> None:
    with pytest.raises(TooLargeError):
        await run(engine, "SELECT 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'", max_bytes=10)


async def test_odd_values_become_json(tmp_path: Path) -> None:
    database = tmp_path / "odd.sqlite"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE odd (v)")
        connection.executemany(
            "INSERT INTO odd VALUES (?)",
            [
                (2**53,),
                (2**53 + 1,),
                (-(2**63),),
                (float("inf"),),
                (b"\x00\xff",),
                (None,),
                ("\0a",),
            ],
        )
        connection.execute("INSERT INTO odd VALUES (CAST(x'61ff62' AS TEXT))")
        connection.execute("INSERT INTO odd VALUES ('0000-00-00')")
        connection.execute("INSERT INTO odd VALUES (?)", ("é" * 40_000,))
        connection.commit()
    async with engine_on(database) as engine:
        rows = (await run(engine, "SELECT v FROM odd ORDER BY rowid")).rows
    assert [row[0] for row in rows] == [
        2**53,
        "9007199254740993",
        "-9223372036854775808",
        "inf",
        "[blob of 2 bytes]",
        None,
        "\0a",
        "a\ufffdb",
        "0000-00-00",
        "[text of 40000 characters, too long to show; take a part with substr]",
    ]


async def test_a_value_of_fifty_megabytes_is_refused_and_the_next_call_works(
    tmp_path: Path,
) -> None:
    database = tmp_path / "large.sqlite"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE large (id INTEGER PRIMARY KEY, v)")
        connection.execute("INSERT INTO large VALUES (1, zeroblob(50000000))")
        connection.commit()
    async with engine_on(database) as engine:
        with pytest.raises(TooLargeError):
            await run(engine, "SELECT v FROM large")
        assert (await run(engine, "SELECT id FROM large")).rows == [[1]]


async def test_a_table_of_1600_columns_is_read(tmp_path: Path) -> None:
    database = tmp_path / "wide.sqlite"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(f"CREATE TABLE wide ({', '.join(f'c{n}' for n in range(1600))})")
        connection.execute(f"INSERT INTO wide VALUES ({', '.join(str(n) for n in range(1600))})")
        connection.commit()
    async with engine_on(database) as engine:
        assert (await run(engine, "SELECT * FROM wide")).rows == [list(range(1600))]


@pytest.mark.parametrize(
    ("sql", "reads"),
    [
        pytest.param("SELECT email FROM contacts", [("contacts", "id")], id="another-column"),
        pytest.param("SELECT count(*) FROM contacts", [("customers", "")], id="another-table"),
        pytest.param(
            "SELECT id FROM contacts WHERE email > 'a'", [("contacts", "id")], id="in-where"
        ),
        pytest.param(
            "SELECT email FROM customer_contacts", [("customer_contacts", "email")], id="view"
        ),
        pytest.param("SELECT sql FROM sqlite_master", [("contacts", "id")], id="schema"),
        pytest.param("SELECT load_extension('x')", [], id="function"),
        pytest.param("SELECT zeroblob(9)", [], id="blob-function"),
        pytest.param("SELECT name FROM pragma_table_info('contacts')", [], id="pragma-function"),
        pytest.param("PRAGMA query_only = 0", [], id="pragma"),
        pytest.param("ATTACH ':memory:' AS x", [], id="attach"),
        pytest.param("DELETE FROM orders", [("orders", "id")], id="delete"),
        pytest.param("CREATE TEMP TABLE t (a)", [], id="temporary-table"),
        pytest.param("BEGIN IMMEDIATE", [], id="transaction"),
        pytest.param("VACUUM INTO '/nowhere/x'", [], id="vacuum"),
        pytest.param("SELECT 1; SELECT 2", [], id="stacked"),
        pytest.param("EXPLAIN SELECT email FROM contacts", [], id="explain"),
    ],
)
async def test_the_worker_alone_refuses_what_was_not_examined(
    engine: SqliteEngine, sql: str, reads: list[tuple[str, str]]
) -> None:
    with pytest.raises(CallError) as caught:
        await raw(engine, sql, reads, 1)
    assert isinstance(caught.value, InvalidInputError | UpstreamError)
    assert (await run(engine, "SELECT count(*) FROM orders")).rows == [[1200]]


async def test_more_result_columns_than_examined_are_refused(engine: SqliteEngine) -> None:
    with pytest.raises(InvalidInputError):
        await raw(engine, "SELECT id, id FROM customers", [("customers", "id")], 1)


async def test_a_plan_of_an_older_schema_is_not_run(engine: SqliteEngine) -> None:
    with pytest.raises(UpstreamError):
        await run(engine, "SELECT 1", schema="0:0:0")


async def test_the_catalog_is_read_again_only_when_the_schema_changed(engine: SqliteEngine) -> None:
    first: Catalog = await engine.catalog()
    assert await engine.catalog() is first


def seen_by(pid: int) -> tuple[bytes, list[str]]:
    process = Path(f"/proc/{pid}")
    return (process / "environ").read_bytes(), [
        str(entry.readlink()) for entry in (process / "fd").iterdir()
    ]


def exists(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


async def test_a_worker_sees_no_environment(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSTIARY_CANARY", "visible")
    worker = await WorkerProcess.start(sample)
    try:
        await worker.ask({"op": "version"})
        environment, open_files = seen_by(worker.pid)
    finally:
        await worker.kill()
    assert b"CANARY" not in environment
    assert all(name.startswith(("pipe:", "/dev/null", str(sample))) for name in open_files)


async def test_what_is_no_answer_ends_the_worker(sample: Path) -> None:
    worker = await WorkerProcess.start(sample)
    with pytest.raises(WorkerDiedError):
        await worker.ask({"op": "unheard-of"})
    await worker.kill()


async def test_no_process_is_left_when_the_engine_stops(sample: Path) -> None:
    async with engine_on(sample) as engine:
        (worker,) = engine._idle  # pyright: ignore[reportPrivateUsage] # its pid
        pid = worker.pid
    assert not exists(pid)


def test_the_worker_imports_only_the_standard_library(sample: Path) -> None:
    import subprocess

    import ostiary_sql

    root = Path(ostiary_sql.__file__).parent.parent
    program = (
        f"import sys; sys.path.append({str(root)!r}); import ostiary_sql.engines.sqlite.worker.main; "
        "print(sorted({name.partition('.')[0] for name in sys.modules} - set(sys.stdlib_module_names)))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "['__main__', 'ostiary_sql']"
    assert sample.exists()
