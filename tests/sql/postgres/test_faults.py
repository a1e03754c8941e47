"""What goes wrong around a statement: each has one clear outcome, and the next call works."""

import os
import signal
import sys
from contextlib import closing
from pathlib import Path

import anyio
import psycopg
import pytest
from postgres import Postgres
from sql_postgres import Here, Place, engine_in

from ostiary.server import CallError, DeadlineError, UpstreamError
from ostiary_sql.address import read_address
from ostiary_sql.engines.postgres.engine import PostgresEngine

pytestmark = pytest.mark.needs("postgres")

LONG = "SELECT count(*) FROM generate_series(1, 10000000000)"
ASLEEP = "SELECT pg_sleep(60)"
RUNS = (
    "FROM pg_stat_activity WHERE application_name = 'ostiary-sql' AND state = 'active'"
    " AND query LIKE '%LIMIT%'"
)


async def started(place: Place) -> bool:
    """Whether a statement of ours runs, which is waited for."""
    for _ in range(100):
        if place.execute(f"SELECT count(*) {RUNS}") != "0":
            return True
        await anyio.sleep(0.05)
    return False


@pytest.mark.parametrize("sql", [LONG, ASLEEP], ids=["busy", "asleep"])
async def test_a_query_is_gone_from_the_server_after_its_deadline(here: Here, sql: str) -> None:
    with pytest.raises(DeadlineError) as caught:
        await here.run(sql, timeout_s=0.3)
    assert caught.value.detail == "postgres: 57014"
    assert await here.place.working() == 0
    assert await here.cells("1") == [1]


def switched_off(_time_s: float) -> str:
    return "0"


@pytest.mark.parametrize("sql", [LONG, ASLEEP], ids=["busy", "asleep"])
async def test_a_server_that_does_not_stop_by_itself_is_stopped(
    here: Here, monkeypatch: pytest.MonkeyPatch, sql: str
) -> None:
    await here.cells("1")
    # Zero switches the server's own deadline off.
    monkeypatch.setattr("ostiary_sql.engines.postgres.session._milliseconds", switched_off)
    with pytest.raises(DeadlineError) as caught:
        await here.run(sql, timeout_s=0.3)
    assert caught.value.detail == "postgres: stopped from outside"
    assert await here.place.working() == 0
    assert await here.cells("1") == [1]


@pytest.mark.parametrize("sql", [LONG, ASLEEP], ids=["busy", "asleep"])
async def test_a_cancelled_call_leaves_nothing_running(here: Here, sql: str) -> None:
    await here.cells("1")
    with anyio.move_on_after(0.3) as scope:
        await here.run(sql, timeout_s=60)
    assert scope.cancelled_caught
    assert await here.place.working() == 0
    assert await here.cells("1") == [1]


async def test_a_call_that_is_cancelled_while_connecting_leaves_no_connection(
    place: Place,
) -> None:
    for delay_s in (0.0, 0.001, 0.005, 0.02):
        async with engine_in(place) as here:
            with anyio.move_on_after(delay_s):
                await here.cells("1")
            assert await here.cells("1") == [1]
    question = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'ostiary-sql'"
    for _ in range(100):
        if place.execute(question) == "0":
            return
        await anyio.sleep(0.1)
    pytest.fail("a connection is left")


async def test_a_server_of_ours_that_is_killed_leaves_nothing_running(place: Place) -> None:
    program = f"""
import anyio
from sql_postgres import engine_in, Place
from postgres import Postgres
from pathlib import Path
async def main():
    place = Place(Postgres(Path({str(place.server.folder)!r})), {place.schema!r})
    async with engine_in(place) as here:
        await here.run({ASLEEP!r}, timeout_s=60)
anyio.run(main)
"""
    support = Path(__file__).parents[2] / "support"
    process = await anyio.open_process(
        [sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": str(support)}
    )
    assert await started(place)
    process.send_signal(signal.SIGKILL)
    await process.aclose()
    assert await place.working() == 0


async def test_connections_that_the_server_has_closed_are_replaced_unnoticed(
    here: Here,
) -> None:
    async with anyio.create_task_group() as tasks:
        for _ in range(4):
            tasks.start_soon(here.cells, "1, pg_sleep(0.1)", 2)
    here.place.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'ostiary-sql'"
    )
    for _ in range(4):
        assert await here.cells("1") == [1]


async def test_a_connection_that_ends_in_the_middle_is_one_failed_call(here: Here) -> None:
    await here.cells("1")

    details: list[str] = []

    async def ask() -> None:
        with pytest.raises(UpstreamError, match="call again") as caught:
            await here.run(ASLEEP)
        details.append(caught.value.detail)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(ask)
        assert await started(here.place)
        here.place.execute(f"SELECT pg_terminate_backend(pid) {RUNS}")
    assert details == ["postgres: connection lost"]
    assert await here.cells("1") == [1]


@pytest.mark.timeout(90)
async def test_a_server_that_restarts_is_used_again(postgres: Postgres) -> None:
    async with engine_in(Place(postgres, "public")) as here:
        assert await here.cells("1") == [1]
        postgres.stop()
        with pytest.raises(UpstreamError, match="cannot be reached"):
            await here.engine.catalog()
        postgres.start()
        assert await here.cells("1") == [1]
        async with anyio.create_task_group() as tasks:

            async def ask() -> None:
                with pytest.raises(UpstreamError):
                    await here.run(ASLEEP)

            tasks.start_soon(ask)
            assert await started(here.place)
            postgres.stop("immediate")
        postgres.start()
        assert await here.cells("1") == [1]


async def test_what_others_have_locked_is_not_waited_for_long(here: Here) -> None:
    here.place.execute("CREATE TABLE t (a int)")
    order = await here.order("SELECT a FROM t", "t", reads="t.a")
    with closing(psycopg.connect(here.place.url())) as other:
        other.execute(f"LOCK TABLE {here.place.schema}.t IN ACCESS EXCLUSIVE MODE".encode())
        with pytest.raises(UpstreamError, match="locked by somebody else"):
            await here.engine.run(order)
        assert await here.cells("1") == [1]
        other.rollback()
    assert (await here.engine.run(order)).rows == []


async def test_sixteen_callers_get_their_own_answers(here: Here) -> None:
    found: dict[int, object] = {}

    async def ask(number: int) -> None:
        found[number] = await here.cells(f"{number}, pg_sleep(0.05)", 2)

    async with anyio.create_task_group() as tasks:
        for number in range(16):
            tasks.start_soon(ask, number)
    assert found == {number: [number, ""] for number in range(16)}


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://someone:hunter2@localhost:1/postgres",
        "postgresql://someone:hunter2@/postgres?host=/nowhere",
    ],
)
async def test_a_server_that_does_not_answer_is_said_without_the_password(url: str) -> None:
    engine = PostgresEngine(lambda: read_address(url, "postgres", None), ())
    async with engine.running():
        with pytest.raises(UpstreamError) as caught:
            await engine.catalog()
    told = f"{caught.value} {caught.value.detail} {caught.value!r} {engine!r}"
    assert "hunter2" not in told
    assert "someone" not in told


async def test_an_engine_that_does_not_run_says_so(place: Place) -> None:
    engine = PostgresEngine(lambda: read_address(place.url(), "postgres", None), ())
    with pytest.raises(CallError, match="not open"):
        await engine.catalog()
