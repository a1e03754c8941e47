"""SQLite: changes, each by a worker of its own that is opened for writing and ended behind it."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import anyio

from ostiary.server import DeadlineError, UpstreamError
from ostiary_sql.dialects.sqlite.dialect import SQLITE
from ostiary_sql.engines.base import GRACE_S, Answer, Order
from ostiary_sql.engines.changing import COMMIT_S, REFUSALS, Change, refused, unknown
from ostiary_sql.engines.sqlite.engine import DIED, refusal
from ostiary_sql.engines.sqlite.process import WorkerDiedError, WorkerProcess

_MODULE = "writer"
_CLEANING_S = 5.0
_NAME = "sqlite"


class SqliteWriter:
    """The way to write into a SQLite database. Use it as `async with writer.running():`.

    Args:
        find: Finds the database file, once; raises `ValueError` if there is none.
    """

    def __init__(self, find: Callable[[], Path]) -> None:
        self.database = cache(find)
        self._turn: anyio.Lock | None = None

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Undo what a server left behind that was killed; nothing is kept open."""
        self._turn = anyio.Lock()
        await self._recover()
        try:
            yield
        finally:
            self._turn = None

    @asynccontextmanager
    async def changing(self, change: Change) -> AsyncGenerator["SqlitePending"]:
        """Run `change`; unless it is committed inside the block, it is undone behind it.

        Raises:
            CallError: It was not run, or must not be kept.
        """
        if self._turn is None:
            hint = "The database is not open: tell the operator."
            raise UpstreamError(hint, detail="not running")
        # SQLite has one writer at a time: ours wait here and not inside of it.
        async with self._turn:
            worker = await WorkerProcess.start(self.database(), _MODULE)
            pending: SqlitePending | None = None
            try:
                answer = await _ask(worker, _wire(change), change.timeout_s + GRACE_S)
                pending = SqlitePending(worker, answer)
                yield pending
            finally:
                with anyio.CancelScope(shield=True):
                    await self._end(worker, pending)

    async def _end(self, worker: WorkerProcess, pending: "SqlitePending | None") -> None:
        is_clean = pending is not None and pending.is_settled
        if pending is not None and not is_clean:
            with suppress(WorkerDiedError), anyio.move_on_after(_CLEANING_S):
                is_clean = "undone" in await worker.ask({"op": "undo"})
        await worker.kill()
        if not is_clean:
            await self._recover()

    async def _recover(self) -> None:
        """Have SQLite undo what was not kept: readers may not, and would be refused."""
        worker = await WorkerProcess.start(self.database(), _MODULE)
        with suppress(WorkerDiedError), anyio.move_on_after(_CLEANING_S):
            await worker.ask({"op": "recover"})
        await worker.kill()


class SqlitePending:
    """A change that was run and is not kept yet.

    Args:
        worker: Where it waits.
        answer: What the worker said of it.
    """

    def __init__(self, worker: WorkerProcess, answer: dict[str, Any]) -> None:
        self._worker = worker
        self.affected: int = answer["affected"]
        self.digest = bytes.fromhex(answer["digest"])
        self.sample = Answer(
            tuple(answer["columns"]), tuple(answer["types"]), answer["rows"], answer["truncated"]
        )
        self.is_settled = False

    @property
    def pid(self) -> int:
        """The number of the process where it waits."""
        return self._worker.pid

    async def commit(self) -> None:
        """Keep the change.

        Raises:
            CallError: It is not kept, or nobody knows; the hint says which.
        """
        with anyio.CancelScope(shield=True):
            try:
                with anyio.fail_after(COMMIT_S):
                    answer = await self._worker.ask({"op": "commit"})
            except (TimeoutError, WorkerDiedError):
                raise unknown(_NAME) from None
            self.is_settled = True
            _check(answer)


async def _ask(worker: WorkerProcess, request: dict[str, Any], timeout_s: float) -> dict[str, Any]:
    try:
        with anyio.fail_after(timeout_s):
            answer = await worker.ask(request)
    except TimeoutError:
        raise DeadlineError(
            "Nothing was changed. Narrow the condition, or change fewer rows.",
            detail="worker: killed",
        ) from None
    except WorkerDiedError:
        raise UpstreamError(f"Nothing was changed. {DIED}", detail="worker: died") from None
    _check(answer)
    return answer


def _check(answer: dict[str, Any]) -> None:
    reason = answer.get("refused")
    if reason is not None:
        raise refused(reason, _NAME) if reason in REFUSALS else refusal(reason)


def _wire(change: Change) -> dict[str, Any]:
    """Return the worker's request; `worker.change.ChangeOrder` says what its members mean."""
    sql = change.sql
    if change.verb == "insert":
        shown = ", ".join(map(SQLITE.writing.quote, change.shown))
        sql += f"\nRETURNING {shown or 'NULL'}"
    order = {
        "verb": change.verb,
        "table": change.table.name,
        "written": list(change.written),
        "sql": sql,
        "params": dict(change.params),
        "reads": sorted(change.reads),
        "reach": sorted(change.reach),
        "blind": sorted(change.blind),
        "schema": change.schema,
        "rows": None if change.rows is None else _wire_rows(change.rows),
        "shown": len(change.shown),
        "steady": list(change.steady),
        "max_changes": change.max_changes,
        "max_shown": change.max_shown,
        "max_bytes": change.max_bytes,
        "timeout_s": change.timeout_s,
    }
    return {"op": "change", "order": order}


def _wire_rows(rows: Order) -> dict[str, Any]:
    return {
        "sql": rows.sql,
        "reads": sorted(rows.reads),
        "blind": sorted(rows.blind),
        "close": [column.is_close for column in rows.columns],
    }
