"""SQLite: a small pool of workers, each of which serves one query at a time.

None outlives its deadline.
"""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

import anyio

from ostiary.server import CallError, DeadlineError, InvalidInputError, TooLargeError, UpstreamError
from ostiary_sql.catalog import Catalog
from ostiary_sql.engines.base import GRACE_S, SCHEMA_TIMEOUT_S, Answer, Order, Step
from ostiary_sql.engines.sqlite.process import WorkerDiedError, WorkerProcess
from ostiary_sql.engines.sqlite.schema import read_catalog

WORKERS = 2
_PLAN_ROWS = 500
_PLAN_WIDTH = 4
"""SQLite's plans have four columns: number, parent, nothing, what is done."""

_REFUSALS: dict[str, tuple[type[CallError], str]] = {
    "timeout": (DeadlineError, "Narrow the query: filter earlier, join less, aggregate."),
    "too_large": (
        TooLargeError,
        "Return fewer or shorter columns, or let the query build shorter values.",
    ),
    "statement": (
        InvalidInputError,
        "SQLite refused the statement: check functions, aggregates and the values it computes.",
    ),
    "disagreement": (
        InvalidInputError,
        "The statement is not understood without doubt: write it more simply.",
    ),
    "changed": (UpstreamError, "The schema changed meanwhile: call again."),
    "busy": (UpstreamError, "The database is locked by somebody else: call again later."),
    "unavailable": (UpstreamError, "The database cannot be read: tell the operator."),
}
DIED = "The query ended its worker: narrow it, or call again."


class SqliteEngine:
    """The way to a SQLite database. Use it as `async with engine.running():`.

    Args:
        find: Finds the database file, once; raises `ValueError` if there is none.
        workers: How many queries may run at once.
    """

    def __init__(self, find: Callable[[], Path], workers: int = WORKERS) -> None:
        self.database = cache(find)
        self._slots = workers
        self._limiter: anyio.Semaphore | None = None
        self._idle: list[WorkerProcess] = []
        self._catalog = Catalog("")

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Keep workers ready inside the block; none is left behind it."""
        self._limiter = anyio.Semaphore(self._slots)
        self._idle = [await WorkerProcess.start(self.database())]
        try:
            yield
        finally:
            while self._idle:
                await self._idle.pop().kill()

    async def catalog(self) -> Catalog:
        """Return the schema as it is now; it is read again only when it has changed.

        Raises:
            UpstreamError: The database cannot be read.
            DeadlineError: It did not answer in time.
        """
        answer = await self._ask({"op": "version"}, SCHEMA_TIMEOUT_S)
        if answer["version"] != self._catalog.version:
            self._catalog = read_catalog(await self._ask({"op": "describe"}, SCHEMA_TIMEOUT_S))
        return self._catalog

    async def run(self, order: Order) -> Answer:
        """Return the rows of `order`.

        Raises:
            DeadlineError: It ran into its deadline.
            TooLargeError: Its values or its memory went beyond a limit.
            InvalidInputError: SQLite refused the statement, or understood it otherwise.
            UpstreamError: The database cannot be read, or the worker ended.
        """
        answer = await self._run(_wire_order(order))
        return Answer(
            tuple(answer["columns"]), tuple(answer["types"]), answer["rows"], answer["truncated"]
        )

    async def explain(self, order: Order) -> tuple[Step, ...]:
        """Return SQLite's plan for `order`.

        Raises:
            CallError: As for `run`.
        """
        wire = _wire_order(order) | {
            "sql": f"EXPLAIN QUERY PLAN {order.sql}",
            "names": [None] * _PLAN_WIDTH,
            "close": [False] * _PLAN_WIDTH,
            "max_rows": _PLAN_ROWS,
            "skip_rows": 0,
        }
        rows = (await self._run(wire))["rows"]
        return tuple(Step(number, parent, detail) for number, parent, _, detail in rows)

    async def _run(self, order: dict[str, Any]) -> dict[str, Any]:
        return await self._ask({"op": "run", "order": order}, float(order["timeout_s"]) + GRACE_S)

    async def _ask(self, request: dict[str, Any], timeout_s: float) -> dict[str, Any]:
        if self._limiter is None:
            raise UpstreamError(
                "The database is not open: tell the operator.", detail="not running"
            )
        async with self._limiter:
            worker = self._idle.pop() if self._idle else await WorkerProcess.start(self.database())
            answer = await self._ask_worker(worker, request, timeout_s)
        if "refused" in answer:
            raise refusal(str(answer["refused"]))
        return answer

    async def _ask_worker(
        self, worker: WorkerProcess, request: dict[str, Any], timeout_s: float
    ) -> dict[str, Any]:
        """Ask `worker`; unless it answers properly it is killed, and the next call gets another."""
        has_answered = False
        try:
            with anyio.fail_after(timeout_s):
                answer = await worker.ask(request)
            has_answered = True
        except TimeoutError:
            raise DeadlineError(_REFUSALS["timeout"][1], detail="worker: killed") from None
        except WorkerDiedError:
            raise UpstreamError(DIED, detail="worker: died") from None
        finally:
            if has_answered:
                self._idle.append(worker)
            else:
                await worker.kill()
        return answer


def refusal(reason: str) -> CallError:
    """Return the error that a caller gets where a worker refuses."""
    error, hint = _REFUSALS.get(reason, _REFUSALS["unavailable"])
    return error(hint, detail=f"worker: {reason}")


def _wire_order(order: Order) -> dict[str, Any]:
    """Return the worker's order; `worker.query.Order` says what its members mean."""
    return {
        "sql": order.sql,
        "params": dict(order.params),
        "reads": sorted(order.reads),
        "blind": sorted(order.blind),
        "schema": order.schema,
        "names": [column.alias for column in order.columns],
        "close": [column.is_close for column in order.columns],
        "max_rows": order.max_rows,
        "max_bytes": order.max_bytes,
        "timeout_s": order.timeout_s,
        "skip_rows": order.skip_rows,
    }
