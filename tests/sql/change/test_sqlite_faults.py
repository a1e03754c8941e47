"""Changes on SQLite that are cut short: nothing of them stays, and nothing is in the way."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Generator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import anyio
import pytest
from source_tree import ROOT
from sql_server import Asking, sql_server
from sql_writing import DELETE, change_of, changed, content, refused

from ostiary.server import UpstreamError
from ostiary_sql.engines.sqlite.change import SqliteWriter
from ostiary_sql.engines.sqlite.process import WorkerDiedError, WorkerProcess

SLOW = (
    "UPDATE orders SET quantity = (SELECT count(*) FROM orders a, orders b, orders c, orders d)"
    " WHERE id = 1"
)
ONE = "DELETE FROM invoices WHERE id = 1"


@contextmanager
def hanging(database: Path) -> Generator[tuple[int, int]]:
    """Yield the numbers of a server and its worker, amid a change of 300 rows."""
    program = ROOT / "tests" / "support" / "hanging_change.py"
    command = [sys.executable, str(program), str(database)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.pid, int(server.stdout.readline())
        finally:
            server.kill()


async def invoices(asking: Asking) -> int:
    """Return how many there are, as a reader sees it."""
    return (await asking.rows("SELECT count(*) FROM invoices"))[0][0]


async def test_a_change_that_runs_into_its_deadline_leaves_nothing(
    tmp_path: Path, own: Path
) -> None:
    before = content(own)
    url = f"sqlite:///{own}"
    async with sql_server(
        tmp_path, own, roles="analyst,editor", write_url=url, timeout_s=0.3
    ) as asking:
        for is_dry in (True, False):
            assert (await refused(asking, SLOW, dry_run=is_dry)).startswith("[timeout]")
        assert await asking.rows("SELECT 1") == [[1]]
        assert content(own) == before
        await changed(asking, ONE)


async def test_a_database_that_others_write_is_an_upstream_failure(
    editor: Asking, own: Path
) -> None:
    with closing(sqlite3.connect(own, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        answer = await refused(editor, ONE)
        connection.execute("ROLLBACK")
    assert answer.startswith("[upstream]")
    assert "locked" in answer
    assert (await changed(editor, ONE))["affected"] == 1


async def test_a_reader_in_the_way_of_the_commit_keeps_nothing(editor: Asking, own: Path) -> None:
    with closing(sqlite3.connect(own, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        connection.execute("SELECT * FROM invoices").fetchone()
        assert "locked" in await refused(editor, ONE)
        connection.execute("ROLLBACK")
    rows = await editor.rows("SELECT count(*) FROM invoices WHERE id = 1")
    assert rows == [[1]]


async def test_a_worker_that_is_killed_leaves_nothing_and_readers_go_on(
    tmp_path: Path, own: Path
) -> None:
    before = content(own)
    change = await change_of(DELETE, own)
    writer = SqliteWriter(lambda: own)
    async with writer.running(), writer.changing(change) as pending:
        os.kill(pending.pid, signal.SIGKILL)
        with pytest.raises(UpstreamError, match="is not known"):
            await pending.commit()
    async with sql_server(tmp_path, own, roles="analyst") as asking:
        assert await invoices(asking) > 0
    assert content(own) == before


async def test_what_is_left_of_a_killed_server_is_undone_by_the_next(
    tmp_path: Path, own: Path
) -> None:
    before = content(own)
    with hanging(own) as (server, worker):
        os.kill(worker, signal.SIGKILL)
        os.kill(server, signal.SIGKILL)
    url = f"sqlite:///{own}"
    async with sql_server(tmp_path, own, roles="analyst,editor", write_url=url) as asking:
        assert await invoices(asking) > 200
        await changed(asking, ONE)
    assert len(content(own)) == len(before) - 1


async def test_a_worker_whose_server_is_killed_ends_and_leaves_nothing(own: Path) -> None:
    before = content(own)
    with hanging(own) as (server, worker):
        os.kill(server, signal.SIGKILL)
        with anyio.fail_after(10):
            await _ends(worker)
    assert content(own) == before


async def _ends(pid: int) -> None:
    while _is_alive(pid):  # noqa: ASYNC110 - a process that is not ours sends no event
        await anyio.sleep(0.02)


def _is_alive(pid: int) -> bool:
    # One that has ended may stay on the list until somebody asks for its status.
    with suppress(FileNotFoundError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


async def test_whoever_leaves_before_the_commit_leaves_nothing(own: Path) -> None:
    before = content(own)
    change = await change_of(DELETE, own)
    writer = SqliteWriter(lambda: own)
    async with writer.running():
        with anyio.CancelScope() as scope:
            async with writer.changing(change):
                scope.cancel()
                await anyio.sleep(5)
        assert scope.cancelled_caught
    assert content(own) == before


async def test_whoever_leaves_during_the_commit_is_told_nothing_else_than_what_happened(
    own: Path,
) -> None:
    before = content(own)
    change = await change_of(DELETE, own)
    writer = SqliteWriter(lambda: own)
    told: list[int] = []
    async with writer.running():
        with anyio.CancelScope() as scope:
            async with writer.changing(change) as pending:
                scope.cancel()
                await pending.commit()
            # Nothing waits between the commit and here: that it was kept is not lost.
            told.append(pending.affected)
    assert len(content(own)) == len(before) - sum(told) < len(before)


@pytest.mark.parametrize("request_", [{"op": "run"}, {"op": "commit"}, {"op": "change"}])
async def test_a_worker_keeps_nothing_that_it_was_not_asked_to(
    own: Path, request_: dict[str, Any]
) -> None:
    before = content(own)
    worker = await WorkerProcess.start(own, "writer")
    try:
        with suppress(WorkerDiedError):
            assert "refused" in await worker.ask(request_)
    finally:
        await worker.kill()
    assert content(own) == before
