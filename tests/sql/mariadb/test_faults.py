"""What goes wrong around a statement: each has one clear outcome, and the next call works."""

from contextlib import closing

import anyio
import pymysql
import pytest
from mariadb import MariaDB
from sql_mariadb import Here, Place, engine_in

from ostiary.server import CallError, DeadlineError, UpstreamError
from ostiary_sql.address import read_address
from ostiary_sql.engines.mariadb.engine import MariaDBEngine

pytestmark = pytest.mark.needs("mariadb")

BUSY = (
    "WITH RECURSIVE g AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM g WHERE n < 900)"
    " SELECT COUNT(*) FROM g AS a, g AS b, g AS c, g AS d WHERE a.n + b.n + c.n + d.n > 1"
)
ASLEEP = "SELECT SLEEP(60)"


async def started(place: Place) -> bool:
    """Whether a statement of ours runs, which is waited for."""
    question = (
        "SELECT COUNT(*) FROM information_schema.PROCESSLIST"
        f" WHERE DB = '{place.database}' AND COMMAND = 'Execute'"
    )
    for _ in range(100):
        if place.execute(question) != "0":
            return True
        await anyio.sleep(0.05)
    return False


@pytest.mark.parametrize("sql", [BUSY, ASLEEP], ids=["busy", "asleep"])
async def test_a_query_is_gone_from_the_server_after_its_deadline(here: Here, sql: str) -> None:
    with pytest.raises(DeadlineError):
        await here.run(sql, timeout_s=0.3)
    assert await here.place.working() == 0
    assert await here.cells("1") == [1]


@pytest.mark.parametrize("sql", [BUSY, ASLEEP], ids=["busy", "asleep"])
async def test_a_server_that_does_not_stop_by_itself_is_stopped(
    here: Here, monkeypatch: pytest.MonkeyPatch, sql: str
) -> None:
    await here.cells("1")

    def without_deadline(_timeout_s: float) -> dict[str, str]:
        return {"max_statement_time": "0"}

    monkeypatch.setattr("ostiary_sql.engines.mariadb.session._mariadb", without_deadline)
    with pytest.raises(DeadlineError) as caught:
        await here.run(sql, timeout_s=0.3)
    assert caught.value.detail == "mariadb: stopped from outside"
    assert await here.place.working() == 0
    assert await here.cells("1") == [1]


@pytest.mark.parametrize("sql", [BUSY, ASLEEP], ids=["busy", "asleep"])
async def test_a_cancelled_call_leaves_nothing_running(here: Here, sql: str) -> None:
    await here.cells("1")
    with anyio.move_on_after(0.3) as scope:
        await here.run(sql, timeout_s=60)
    assert scope.cancelled_caught
    assert await here.place.working() == 0
    assert await here.cells("1") == [1]


async def test_connections_that_the_server_has_closed_are_replaced_unnoticed(here: Here) -> None:
    async with anyio.create_task_group() as tasks:
        for _ in range(4):
            tasks.start_soon(here.cells, "1, SLEEP(0.1)", 2)
    ids = here.place.execute(
        f"SELECT ID FROM information_schema.PROCESSLIST WHERE DB = '{here.place.database}'"
        " AND ID <> CONNECTION_ID()"
    )
    here.place.execute(*(f"KILL {each}" for each in ids.split()))
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
        number = here.place.execute(
            f"SELECT ID FROM information_schema.PROCESSLIST WHERE DB = '{here.place.database}'"
            " AND COMMAND = 'Execute'"
        )
        here.place.execute(f"KILL {number}")
    assert details == ["mariadb: connection lost"]
    assert await here.cells("1") == [1]


@pytest.mark.timeout(120)
async def test_a_server_that_restarts_is_used_again(mariadb: MariaDB) -> None:
    mariadb.query("CREATE DATABASE d")
    place = Place(mariadb, "d")
    async with engine_in(place) as here:
        assert await here.cells("1") == [1]
        port = mariadb.port
        mariadb.stop()
        with pytest.raises(UpstreamError, match="cannot be reached"):
            await here.engine.catalog()
        mariadb.start(port)
        assert await here.cells("1") == [1]
        async with anyio.create_task_group() as tasks:

            async def ask() -> None:
                with pytest.raises(UpstreamError):
                    await here.run(ASLEEP)

            tasks.start_soon(ask)
            assert await started(place)
            mariadb.stop("immediate")
        mariadb.start(port)
        assert await here.cells("1") == [1]


async def test_what_others_have_locked_is_not_waited_for_long(here: Here) -> None:
    here.place.execute("CREATE TABLE t (a int)")
    order = await here.order("SELECT a FROM t", "t", reads="t.a")
    server = here.place.server
    with closing(
        pymysql.connect(
            host="127.0.0.1",
            port=server.port,
            user="tests",
            password="tests",
            database=here.place.database,
        )
    ) as other:
        other.cursor().execute("LOCK TABLES t WRITE")
        with pytest.raises(UpstreamError, match="locked by somebody else"):
            await here.engine.run(order)
        assert await here.cells("1") == [1]
    assert (await here.engine.run(order)).rows == []


async def test_sixteen_callers_get_their_own_answers(here: Here) -> None:
    found: dict[int, object] = {}

    async def ask(number: int) -> None:
        found[number] = await here.cells(f"{number}, SLEEP(0.05)", 2)

    async with anyio.create_task_group() as tasks:
        for number in range(16):
            tasks.start_soon(ask, number)
    assert found == {number: [number, 0] for number in range(16)}


async def test_a_server_that_does_not_answer_is_said_without_the_password() -> None:
    url = "mariadb://someone:hunter2@127.0.0.1:1/d"
    engine = MariaDBEngine(lambda: read_address(url, "mariadb", None), ())
    async with engine.running():
        with pytest.raises(UpstreamError) as caught:
            await engine.catalog()
    told = f"{caught.value} {caught.value.detail} {caught.value!r} {engine!r}"
    assert "hunter2" not in told
    assert "someone" not in told


async def test_a_wrong_password_is_said_without_it(place: Place) -> None:
    url = place.server.url(place.database, password="hunter2")
    engine = MariaDBEngine(lambda: read_address(url, "mariadb", None), ())
    async with engine.running():
        with pytest.raises(UpstreamError) as caught:
            await engine.catalog()
    assert "hunter2" not in f"{caught.value} {caught.value.detail}"


async def test_an_engine_that_does_not_run_says_so() -> None:
    url = "mariadb://someone@127.0.0.1:1/d"
    engine = MariaDBEngine(lambda: read_address(url, "mariadb", None), ())
    with pytest.raises(CallError, match="not open"):
        await engine.catalog()
