"""Changes on PostgreSQL that are cut short or contended: nothing of them stays."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import anyio
import pytest
from postgres import Postgres
from sql_asking import STARTER
from sql_postgres import Place, new_place
from sql_server import sql_server
from sql_writing import EDITOR, changed, refused
from sql_writing_postgres import accounts, content, furnish, settings

from ostiary.server import CallError, Cursors, UpstreamError
from ostiary_sql.address import read_address
from ostiary_sql.changes import Bounds
from ostiary_sql.engines.changing import Change
from ostiary_sql.engines.postgres.change import PostgresWriter
from ostiary_sql.engines.postgres.engine import PostgresEngine
from ostiary_sql.examine import Examiner

pytestmark = pytest.mark.needs("postgres")

CLOSE = "UPDATE tickets SET status = 'closed' WHERE customer_id = 3"
SLOW = (
    "UPDATE orders SET quantity = (SELECT count(*) FROM orders a, orders b, orders c, orders d)"
    " WHERE id = 1"
)
KILL = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    " AND usename = '{writer}'"
)


@pytest.fixture
def place(postgres_server: Postgres) -> Place:
    place = new_place(postgres_server)
    furnish(place)
    return place


@asynccontextmanager
async def writing(place: Place, sql: str) -> AsyncGenerator[tuple[PostgresWriter, Change]]:
    """Yield a writer, and the change that an editor's statement comes to."""
    names = accounts(place)

    def who(name: str) -> PostgresEngine:
        return PostgresEngine(
            lambda: read_address(place.url(names[name]), "postgres", None), (place.schema,)
        )

    reader = who("reader")
    writer = PostgresWriter(
        lambda: read_address(place.url(names["writer"]), "postgres", None), reader.schemas
    )
    async with reader.running(), writer.running():
        examined = await Examiner(reader, lambda: Cursors(b"k" * 32)).change({"sql": sql}, STARTER)
        order, _ = examined.ground.order(EDITOR, Bounds(1000, 20, 100_000, 5.0))
        yield writer, order


def kill(place: Place) -> None:
    """End the connections of the writing account, as an administrator can."""
    place.execute(KILL.format(**accounts(place)))


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


async def test_rows_that_are_shown_are_locked_until_the_end(place: Place) -> None:
    async with writing(place, CLOSE) as (writer, change), writer.changing(change) as pending:
        with pytest.raises(RuntimeError, match="psql"):
            place.execute(
                "SET lock_timeout = '100ms'; UPDATE tickets SET subject = 'x' WHERE id = 2"
            )
        await pending.commit()
    assert place.execute("SELECT status, subject FROM tickets WHERE id = 2") == "closed|subject 2"


async def test_rows_that_others_have_locked_are_an_upstream_failure(
    tmp_path: Path, place: Place
) -> None:
    async with sql_server(tmp_path, roles="editor", **settings(place)) as asking:
        async with writing(place, CLOSE) as (writer, change), writer.changing(change):
            answer = await refused(asking, CLOSE)
        assert "locked by somebody else" in answer
        assert (await changed(asking, CLOSE))["affected"] == 3


async def test_the_same_changes_at_once_are_made_one_after_the_other(
    tmp_path: Path, place: Place
) -> None:
    add = "UPDATE orders SET quantity = quantity + 1 WHERE id = 5"
    async with sql_server(tmp_path, roles="editor", **settings(place)) as asking:

        async def ask() -> None:
            await changed(asking, add)

        async with anyio.create_task_group() as tasks:
            for _ in range(10):
                tasks.start_soon(ask)
    assert place.execute("SELECT quantity FROM orders WHERE id = 5") == "15"


async def test_a_change_that_runs_into_its_deadline_leaves_nothing(
    tmp_path: Path, place: Place
) -> None:
    before = content(place)
    async with sql_server(
        tmp_path, roles="analyst,editor", timeout_s=0.4, **settings(place)
    ) as asking:
        assert (await refused(asking, SLOW)).startswith("[timeout]")
        assert await place.working() == 0
        assert content(place) == before
        await changed(asking, CLOSE)


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
        "ALTER TABLE tickets ADD COLUMN more text DEFAULT 'x'",
        "ALTER TABLE tickets RENAME COLUMN subject TO body2",
        "CREATE OR REPLACE RULE r AS ON UPDATE TO tickets DO ALSO DELETE FROM log",
        "CREATE TRIGGER t BEFORE UPDATE ON tickets FOR EACH ROW EXECUTE FUNCTION watch()",
        "DROP TABLE tickets",
    ],
)
async def test_a_table_that_changes_after_the_examination_is_not_written(
    place: Place, ddl: str
) -> None:
    async with writing(place, CLOSE) as (writer, change):
        place.execute(ddl)
        with pytest.raises(CallError, match=r"changed meanwhile|triggers"):
            async with writer.changing(change):
                raise AssertionError("it ran")


async def test_a_statement_that_was_not_examined_is_not_understood(place: Place) -> None:
    before = content(place)
    async with writing(place, CLOSE) as (writer, change):
        for sql in (
            "DELETE FROM orders",
            "UPDATE tickets SET status = (SELECT api_secret FROM customers LIMIT 1)",
            f"WITH x AS (DELETE FROM orders RETURNING id) {CLOSE}",
        ):
            other = replace(change, sql=sql)
            with pytest.raises(CallError):
                async with writer.changing(other):
                    raise AssertionError("it ran")
    assert content(place) == before


async def test_a_server_that_does_not_count_is_not_written(place: Place) -> None:
    place.execute("ALTER ROLE {writer} SET track_counts = off".format(**accounts(place)))
    async with writing(place, CLOSE) as (writer, change):
        with pytest.raises(UpstreamError, match="does not count"):
            async with writer.changing(change):
                raise AssertionError("it ran")


async def test_long_values_are_not_fetched_whole(tmp_path: Path, place: Place) -> None:
    place.execute("UPDATE tickets SET subject = repeat('x', 5000000) WHERE customer_id = 3")
    async with sql_server(tmp_path, roles="editor", **settings(place)) as asking:
        answer = await changed(asking, CLOSE)
        assert "too long to show" in str(answer["sample"]["rows"][0])
        assert (await changed(asking, "DELETE FROM tickets WHERE customer_id = 3"))["affected"] == 3
