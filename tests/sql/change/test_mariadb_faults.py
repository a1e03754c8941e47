"""Changes on MariaDB that are cut short or contended: nothing of them stays."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import anyio
import pytest
from mariadb import MariaDB
from sql_asking import STARTER
from sql_mariadb import Place, new_place
from sql_server import sql_server
from sql_writing import EDITOR, changed, refused
from sql_writing_mariadb import content, furnish, settings

from ostiary.server import CallError, Cursors, UpstreamError
from ostiary_sql.address import read_address
from ostiary_sql.changes import Bounds
from ostiary_sql.engines.changing import Change
from ostiary_sql.engines.mariadb.change import MariaDBWriter
from ostiary_sql.engines.mariadb.engine import MariaDBEngine
from ostiary_sql.examine import Examiner

pytestmark = pytest.mark.needs("mariadb")

CLOSE = "UPDATE tickets SET status = 'closed' WHERE customer_id = 3"


@pytest.fixture
def place(mariadb_server: MariaDB) -> Place:
    place = new_place(mariadb_server)
    furnish(place)
    return place


@asynccontextmanager
async def writing(place: Place, sql: str) -> AsyncGenerator[tuple[MariaDBWriter, Change]]:
    """Yield a writer, and the change that an editor's statement comes to."""
    told = settings(place)
    reader = MariaDBEngine(lambda: read_address(told["database"], "mariadb", None), ())
    writer = MariaDBWriter(lambda: read_address(told["write_url"], "mariadb", None), reader)
    async with reader.running(), writer.running():
        examined = await Examiner(reader, lambda: Cursors(b"k" * 32)).change({"sql": sql}, STARTER)
        order, _ = examined.ground.order(EDITOR, Bounds(1000, 20, 100_000, 5.0))
        yield writer, order


def kill(place: Place) -> None:
    """End the connections to the test's database, as an administrator can."""
    numbers = place.execute(
        "SELECT ID FROM information_schema.PROCESSLIST WHERE ID <> CONNECTION_ID()"
        f" AND DB = '{place.database}'"
    )
    place.execute(*(f"KILL {number}" for number in numbers.split()))


async def test_a_connection_that_is_lost_at_the_commit_leaves_the_outcome_unknown(
    place: Place,
) -> None:
    before = content(place)
    async with writing(place, CLOSE) as (writer, change), writer.changing(change) as pending:
        kill(place)
        with pytest.raises(UpstreamError, match="is not known"):
            await pending.commit()
    assert content(place) == before


async def test_a_connection_that_is_lost_before_leaves_nothing_and_the_next_change_works(
    place: Place,
) -> None:
    before = content(place)
    async with writing(place, CLOSE) as (writer, change):
        async with writer.changing(change):
            kill(place)
        assert content(place) == before
        async with writer.changing(change) as pending:
            await pending.commit()
        kill(place)
        # Idle connections that are gone are replaced without a word.
        async with writer.changing(change) as pending:
            assert pending.affected == 3
    assert content(place) != before


async def test_rows_that_are_shown_are_locked_until_the_end_and_so_are_the_gaps(
    place: Place,
) -> None:
    async with writing(place, CLOSE) as (writer, change), writer.changing(change) as pending:
        for other in (
            "UPDATE tickets SET subject = 'x' WHERE id = 22",
            "INSERT INTO tickets VALUES (900, 3, 'open', 'x', 'y')",
        ):
            with pytest.raises(RuntimeError, match="1205"):
                place.execute("SET innodb_lock_wait_timeout = 1", other)
        await pending.commit()
    assert (
        place.execute("SELECT status, subject FROM tickets WHERE id = 22") == "closed\tsubject 22"
    )


async def test_rows_that_others_have_locked_are_an_upstream_failure(
    tmp_path: Path, place: Place
) -> None:
    async with sql_server(tmp_path, roles="editor", **settings(place)) as asking:
        async with writing(place, CLOSE) as (writer, change), writer.changing(change):
            answer = await refused(asking, CLOSE)
        assert "locked by somebody else" in answer
        assert (await changed(asking, CLOSE))["affected"] == 3


async def test_whoever_leaves_before_the_commit_leaves_nothing(place: Place) -> None:
    before = content(place)
    async with writing(place, CLOSE) as (writer, change):
        with anyio.CancelScope() as scope:
            async with writer.changing(change):
                scope.cancel()
                await anyio.sleep(5)
    assert await place.working() == 0
    assert content(place) == before


async def test_whoever_leaves_during_the_commit_is_told_what_happened(place: Place) -> None:
    told: list[int] = []
    async with writing(place, CLOSE) as (writer, change):
        with anyio.CancelScope() as scope:
            async with writer.changing(change) as pending:
                scope.cancel()
                await pending.commit()
            told.append(pending.affected)
    assert told == [3]
    assert place.execute("SELECT count(*) FROM tickets WHERE status = 'closed'") == "3"


@pytest.mark.parametrize(
    "ddl",
    [
        "ALTER TABLE tickets MODIFY subject varchar(99) NOT NULL",
        "ALTER TABLE tickets CHANGE subject topic varchar(80) NOT NULL",
        "CREATE TRIGGER t BEFORE UPDATE ON tickets FOR EACH ROW SET NEW.status = 'x'",
        "DROP TABLE tickets",
    ],
)
async def test_a_table_that_changes_after_the_examination_is_not_written(
    place: Place, ddl: str
) -> None:
    async with writing(place, CLOSE) as (writer, change):
        place.execute(ddl)
        with pytest.raises(
            CallError, match=r"changed meanwhile|triggers|stored elsewhere|written by"
        ):
            async with writer.changing(change):
                raise AssertionError("it ran")


async def test_a_statement_that_was_not_examined_is_not_kept(place: Place) -> None:
    before = content(place)
    async with writing(place, CLOSE) as (writer, change):
        for sql in (
            "DELETE FROM orders",
            "UPDATE tickets SET status = 'x'",
            "DELETE FROM tickets WHERE customer_id = 3 RETURNING id",
        ):
            with pytest.raises(CallError):
                async with writer.changing(replace(change, sql=sql)):
                    raise AssertionError("it ran")
    assert content(place) == before


async def test_long_values_are_not_fetched_whole(tmp_path: Path, place: Place) -> None:
    place.execute(
        "ALTER TABLE tickets MODIFY subject longtext NOT NULL",
        "UPDATE tickets SET subject = repeat('x', 3000000) WHERE customer_id = 3",
    )
    async with sql_server(tmp_path, roles="editor", **settings(place)) as asking:
        answer = await changed(asking, CLOSE)
        assert "too long to show" in str(answer["sample"]["rows"][0])
