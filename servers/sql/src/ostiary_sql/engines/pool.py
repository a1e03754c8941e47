"""Connections to a database server: shared, exclusive while in use, and thrown away when in doubt.

SQLAlchemy opens and keeps them; statements run on the driver's own connection. None is handed to
the next user unless the one before has said that it is clean: an error, a deadline or a
cancellation in between ends it, and whatever still runs there is stopped first. What blocks
(opening, stopping, closing) does so in a thread.
"""

import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

import anyio
import anyio.to_thread
from sqlalchemy import URL, PoolProxiedConnection, create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from ostiary.server import UpstreamError

POOL_SIZE = 8
"""Connections at most. Whoever comes while all are in use waits for one."""

CONNECT_TIMEOUT_S = 5
_WAIT_S = 10.0

T = TypeVar("T")

_UNREACHABLE = "The database cannot be reached: call again later, or tell the operator."
_BUSY = "All connections to the database are in use: call again later."


class StaleError(Exception):
    """The connection was gone before anything was run on it."""


class Link:
    """A connection that nobody else has.

    Args:
        driver: The driver's connection.
    """

    def __init__(self, driver: Any) -> None:
        self.driver = driver
        self.is_clean = False

    def keep(self) -> None:
        """Say that nothing runs on it, no transaction is open, and nothing is left to be read."""
        self.is_clean = True


class Pool:
    """Connections to one database.

    Args:
        url: Where, with the name of SQLAlchemy's driver.
        options: Arguments of the driver's `connect`.
        stop: Ends what a connection is doing, from outside; called in a thread, before one is
            thrown away.
        failure: What the driver raises where there is no connection to be had.
        dialect: Options of SQLAlchemy's dialect.
    """

    def __init__(
        self,
        url: URL,
        options: Mapping[str, Any],
        stop: Callable[[Any], None],
        failure: type[Exception],
        **dialect: Any,
    ) -> None:
        self._stop = stop
        self._failure = failure
        self._generation = 0
        self._free = anyio.Semaphore(POOL_SIZE)
        self._engine = create_engine(
            url,
            connect_args=dict(options),
            poolclass=QueuePool,
            pool_size=POOL_SIZE,
            max_overflow=0,
            # What has been idle longest is used last, so that a server may close it.
            pool_use_lifo=True,
            # Each user cleans up before he begins and says so when he is done: see `Link.keep`.
            pool_reset_on_return=None,
            hide_parameters=True,
            **dialect,
        )

    @asynccontextmanager
    async def link(self) -> AsyncGenerator[Link]:
        """Lend a connection for the length of the block.

        Raises:
            UpstreamError: There is none to be had.
        """
        try:
            with anyio.fail_after(_WAIT_S):
                await self._free.acquire()
        except TimeoutError:
            raise UpstreamError(_BUSY, detail="no connection: all in use") from None
        try:
            async with self._lent() as link:
                yield link
        finally:
            self._free.release()

    async def at_once(self, work: Callable[[Link], Awaitable[T]]) -> T:
        """Return what `work` returns on a connection; one that was gone is replaced, once.

        Raises:
            UpstreamError: There is no connection to be had.
            StaleError: `work` has raised it twice.
        """
        try:
            async with self.link() as link:
                return await work(link)
        except StaleError:
            # The others lead to the same server, and are gone as well.
            await self.forget()
        async with self.link() as link:
            return await work(link)

    async def forget(self) -> None:
        """Close every connection that nobody uses, and the others once they are given back."""
        self._generation += 1
        await anyio.to_thread.run_sync(self._engine.dispose)

    @asynccontextmanager
    async def _lent(self) -> AsyncGenerator[Link]:
        generation = self._generation
        connection = await self._open()
        link = Link(connection.driver_connection)
        try:
            yield link
        finally:
            if link.is_clean and generation == self._generation:
                connection.close()
            else:
                # Whoever cancelled the call has waited enough, and the server must not go on
                # working.
                with anyio.CancelScope(shield=True):
                    await anyio.to_thread.run_sync(self._end, connection, link.is_clean)

    async def _open(self) -> PoolProxiedConnection:
        if self._has_idle():
            return self._engine.raw_connection()
        opening = _Opening(self._engine.raw_connection)
        try:
            return await anyio.to_thread.run_sync(opening.run, abandon_on_cancel=True)
        except (self._failure, SQLAlchemyError, OSError) as error:
            raise UpstreamError(
                _UNREACHABLE, detail=f"no connection: {type(error).__name__}"
            ) from None
        except BaseException:
            opening.abandon()
            raise

    def _has_idle(self) -> bool:
        pool = self._engine.pool
        return isinstance(pool, QueuePool) and pool.checkedin() > 0

    def _end(self, connection: PoolProxiedConnection, is_idle: bool) -> None:
        with suppress(Exception):  # whatever a broken connection says, it is closed next
            if not is_idle:
                self._stop(connection.driver_connection)
        with suppress(Exception):  # as above
            connection.invalidate()
        connection.close()


class _Opening:
    """Opening a connection in a thread, whose caller may be gone before it is done.

    Args:
        connect: Opens one.
    """

    def __init__(self, connect: Callable[[], PoolProxiedConnection]) -> None:
        self._connect = connect
        self._lock = threading.Lock()
        self._opened: PoolProxiedConnection | None = None
        self._is_abandoned = False

    def run(self) -> PoolProxiedConnection:
        """Return the connection; give it back where nobody waits for it any more."""
        opened = self._connect()
        with self._lock:
            self._opened = opened
            if self._is_abandoned:
                opened.close()
        return opened

    def abandon(self) -> None:
        """Say that nobody waits."""
        with self._lock:
            self._is_abandoned = True
            if self._opened is not None:
                self._opened.close()
