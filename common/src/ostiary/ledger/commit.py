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
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ostiary.ledger.store import Store

B = TypeVar("B")
T = TypeVar("T")

_MAX_BATCH = 64
_Result = tuple[Any, BaseException | None]


@dataclass(slots=True)
class _Job:
    """A work on its way.

    Args:
        work: What to do in a transaction.
        principal: Whom it is about; empty for nobody.
        future: Who waits: an event loop's future, a thread's, or nobody.
    """

    work: Callable[[Any], Any]
    principal: str
    future: "asyncio.Future[Any] | Future[Any] | None"


class Committer(Generic[B]):
    """A thread that runs works in shared, durable transactions.

    Args:
        store: Where they run.
        begin: Makes the batch that works see from an open transaction and the principals that it is
            about, in order; it is discarded on rollback.
        commit: Called with the batch once it is durable, to keep what it remembers.
        failed: Called after a transaction that may or may not have become durable.
    """

    def __init__(
        self,
        store: Store,
        begin: Callable[[Any, list[str]], B],
        commit: Callable[[B], None],
        failed: Callable[[], None],
    ) -> None:
        self._store = store
        self._begin = begin
        self._commit = commit
        self._failed = failed
        self._connection: Any = None
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._is_lost = False
        self._closed = False
        self._thread = threading.Thread(target=self._serve, name="ostiary-ledger", daemon=True)
        self._thread.start()

    async def submit(self, work: Callable[[B], T], principal: str = "") -> T:
        """Return what `work` returned, once the transaction that it was part of is durable.

        It is not cancellable: a work whose caller went away still happens, and is still on record.

        Args:
            work: A function of the transaction; it may run more than once.
            principal: Whose row it needs locked; empty for nobody's.

        Raises:
            RuntimeError: The committer is closed.
            LedgerError: The store is not the one that was opened.
            Exception: The driver's: the store failed; nothing of `work` was written, or the
                connection was lost while it became durable. One that was lost before that, while
                it idled, is replaced, and `work` runs again.
        """
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._enqueue(_Job(work, principal, future))
        return await future

    def run(self, work: Callable[[B], T], principal: str = "") -> T:
        """Do what `submit` does and wait for it, for callers without an event loop."""
        future: Future[T] = Future()
        self._enqueue(_Job(work, principal, future))
        return future.result()

    def post(self, work: Callable[[B], object]) -> None:
        """Let `work` be done without waiting to hear of it."""
        self._enqueue(_Job(work, "", None))

    def close(self) -> None:
        """Finish what waits and end the thread."""
        if not self._closed:
            self._closed = True
            self._jobs.put(None)
            self._thread.join()

    def _enqueue(self, job: _Job) -> None:
        if self._closed:
            raise RuntimeError("the ledger is closed")
        self._jobs.put(job)

    def _serve(self) -> None:
        ended = False
        while not ended and (first := self._jobs.get()) is not None:
            jobs = [first]
            with suppress(queue.Empty):
                while len(jobs) < _MAX_BATCH:
                    job = self._jobs.get_nowait()
                    if job is None:
                        ended = True
                        break
                    jobs.append(job)
            self._settle(jobs)
        self._disconnect()

    def _settle(self, jobs: list[_Job]) -> None:
        try:
            results = self._transact(jobs)
        except Exception as error:  # noqa: BLE001 - handed to the callers whose work it was
            # A locked, full or broken store fails them all alike; else it is one work's fault.
            if len(jobs) == 1 or isinstance(error, self._store.failures):
                _answer(jobs, [(None, error)] * len(jobs))
            else:
                for job in jobs:
                    self._settle([job])
            return
        _answer(jobs, [(result, None) for result in results])

    def _transact(self, jobs: list[_Job]) -> list[Any]:
        was_idle = self._connection is not None
        self._is_lost = False
        try:
            return self._attempt(jobs)
        except self._store.failures:
            # Databases and what stands before them end connections that idle. Nothing of this
            # transaction can have become durable: its COMMIT was not even sent.
            if not (was_idle and self._is_lost):
                raise
        return self._attempt(jobs)

    def _attempt(self, jobs: list[_Job]) -> list[Any]:
        self._store.require()
        # In order: two processes that lock the same rows then never wait for each other in a ring.
        principals = sorted({job.principal for job in jobs if job.principal})
        is_ending = False
        try:
            if self._connection is None:
                self._connection = self._store.connect()
            with self._store.transaction(self._connection):
                batch = self._begin(self._connection, principals)
                results = [job.work(batch) for job in jobs]
                is_ending = True
        except BaseException:
            lost = self._connection is not None and self._store.is_gone(self._connection)
            self._is_lost = lost and not is_ending
            # Whatever ails it, closing the connection rolls back, and a new one is tried.
            self._disconnect()
            self._failed()
            raise
        self._commit(batch)
        return results

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):  # it may be broken, which is why it goes
                connection.close()


def _answer(jobs: Iterable[_Job], results: list[_Result]) -> None:
    """Tell everybody what became of his work: one wake-up for each loop, not for each work."""
    waiting: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], _Result]]] = {}
    for job, (result, error) in zip(jobs, results, strict=True):
        match job.future:
            case None:
                pass
            case Future():
                _tell(job.future, (result, error))
            case future:
                waiting.setdefault(future.get_loop(), []).append((future, (result, error)))
    for loop, answers in waiting.items():
        with suppress(RuntimeError):  # a loop that was closed meanwhile: nobody waits any more
            loop.call_soon_threadsafe(_tell_all, answers)


def _tell_all(answers: list[tuple["asyncio.Future[Any]", _Result]]) -> None:
    for future, answer in answers:
        if not future.done():
            _tell(future, answer)


def _tell(future: "asyncio.Future[Any] | Future[Any]", answer: _Result) -> None:
    result, error = answer
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)
