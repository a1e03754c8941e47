"""Commits shared by concurrent calls.

One thread owns one connection. Whatever waits when it becomes free goes into one transaction, so
that sixteen calls at once cost about one commit rather than sixteen, and each still hears back only
after its own work is durable. Works are functions of the transaction alone: should one of them
fail, the batch is rolled back and each runs again by itself, so that no call pays for another's
error.
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, Generic, TypeVar

from sqlalchemy import Engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

B = TypeVar("B")
T = TypeVar("T")

_MAX_BATCH = 64
_Job = tuple[Callable[[Any], Any], "Future[Any]"]


class Committer(Generic[B]):
    """A thread that runs works in shared, durable transactions.

    Args:
        engine: The store. Its transactions take the write lock when they begin.
        begin: Makes the batch that works see from an open transaction; it is discarded on rollback.
        commit: Called with the batch once it is durable, to keep what it remembers.
    """

    def __init__(
        self, engine: Engine, begin: Callable[[Connection], B], commit: Callable[[B], None]
    ) -> None:
        self._engine = engine
        self._begin = begin
        self._commit = commit
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._serve, name="ostiary-ledger", daemon=True)
        self._thread.start()

    async def submit(self, work: Callable[[B], T]) -> T:
        """Return what `work` returned, once the transaction that it was part of is durable.

        Raises:
            RuntimeError: The committer is closed.
            SQLAlchemyError: The store failed; nothing of `work` was written.
        """
        return await asyncio.wrap_future(self._enqueue(work))

    def run(self, work: Callable[[B], T]) -> T:
        """Do what `submit` does and wait for it, for callers without an event loop."""
        return self._enqueue(work).result()

    def close(self) -> None:
        """Finish what waits and end the thread."""
        if not self._closed:
            self._closed = True
            self._jobs.put(None)
            self._thread.join()

    def _enqueue(self, work: Callable[[B], T]) -> "Future[T]":
        if self._closed:
            raise RuntimeError("the ledger is closed")
        future: Future[T] = Future()
        # Not cancellable: a work whose caller went away still happens, and is still on record.
        future.set_running_or_notify_cancel()
        self._jobs.put((work, future))
        return future

    def _serve(self) -> None:
        while (first := self._jobs.get()) is not None:
            jobs = [first]
            ended = False
            with suppress(queue.Empty):
                while len(jobs) < _MAX_BATCH:
                    job = self._jobs.get_nowait()
                    if job is None:
                        ended = True
                        break
                    jobs.append(job)
            self._settle(jobs)
            if ended:
                return

    def _settle(self, jobs: list[_Job]) -> None:
        try:
            results = self._transact([work for work, _ in jobs])
        except Exception as error:  # noqa: BLE001 - handed to the callers whose work it was
            # A locked, full or broken store fails them all alike; else it is one work's fault.
            if len(jobs) == 1 or isinstance(error, OperationalError):
                for _, future in jobs:
                    future.set_exception(error)
            else:
                for job in jobs:
                    self._settle([job])
            return
        for (_, future), result in zip(jobs, results, strict=True):
            future.set_result(result)

    def _transact(self, works: list[Callable[[B], Any]]) -> list[Any]:
        with self._engine.begin() as connection:
            batch = self._begin(connection)
            results = [work(batch) for work in works]
        self._commit(batch)
        return results
