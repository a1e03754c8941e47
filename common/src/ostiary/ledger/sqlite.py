"""The embedded store: one SQLite file that all servers of one user share."""

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, NullPool, create_engine, event, make_url
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.engine import Connection

from ostiary.ledger import store
from ostiary.ledger.statements import Statements, compile_statements
from ostiary.ledger.store import LedgerError, require_format

_BEGIN = "BEGIN IMMEDIATE"
# The write lock from the start: a transaction that first read and then writes could find that
# another process has written in between.


class SqliteStore:
    """A ledger in a file.

    One write lock serialises all transactions on it, so nothing else has to be locked.

    Args:
        url: `sqlite:///PATH`.
        clock_us: The time now [µs since 1970]; the machine's unless given.
        free_bytes: What is left of the disk [bytes]; the file system's answer unless given.

    Raises:
        LedgerError: No file is named, or it is of another format.
    """

    failures = (sqlite3.OperationalError, sqlite3.InterfaceError)

    def __init__(
        self,
        url: str,
        clock_us: Callable[[], int] | None = None,
        free_bytes: Callable[[], int] | None = None,
    ) -> None:
        database = make_url(url).database
        if not database or database == ":memory:":
            raise LedgerError("OSTIARY_STATE: name a file; a ledger in memory would record nothing")
        self._path = Path(database)
        self._clock_us = clock_us or _machine_clock_us
        self._free_bytes = free_bytes or self._ask_file_system
        self.statements = _statements()
        # Before SQLite makes it: what it makes itself, others could read.
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        self._engine = _engine(url)
        require_format(self._engine, lambda _connection: None)
        self._identity = self._look()

    def connect(self) -> sqlite3.Connection:
        """Return a new connection; the first statement on it comes from the thread that owns it."""
        proxy = self._engine.raw_connection()
        connection: Any = proxy.driver_connection
        proxy.detach()
        return connection

    @contextmanager
    def transaction(self, connection: sqlite3.Connection) -> Generator[None]:
        """Return a transaction that holds the write lock from its beginning."""
        connection.execute(_BEGIN)
        yield
        connection.execute("COMMIT")

    def require(self) -> None:
        """Check that the file is still there and still the same.

        Somebody may move or delete it while a server runs; SQLite would go on writing to a file
        that nobody finds again, and the next server would begin with fresh budgets.

        Raises:
            LedgerError: It is not.
        """
        if self._look() != self._identity:
            raise LedgerError(
                "OSTIARY_STATE: the ledger was moved or deleted; start the server anew"
            )

    def now_us(self, connection: sqlite3.Connection) -> int:  # noqa: ARG002 - its clock is the machine's
        """Return the machine's time [µs since 1970]."""
        return self._clock_us()

    def bound_now_us(self) -> int:
        """Return the same, for statements."""
        return self._clock_us()

    def lock_chains(self, connection: sqlite3.Connection) -> None:
        """Do nothing: whoever writes has the file to himself."""

    def free_bytes(self) -> int:
        """Return what is left of the disk [bytes]."""
        return self._free_bytes()

    def _ask_file_system(self) -> int:
        return shutil.disk_usage(self._path.parent).free

    def _look(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino


@cache
def _statements() -> Statements:
    return compile_statements(sqlite_dialect(paramstyle="named"))


def _machine_clock_us() -> int:
    return time.time_ns() // 1000


def _engine(url: str) -> Engine:
    engine = create_engine(
        url,
        poolclass=NullPool,
        connect_args={"timeout": store.STORE_TIMEOUT_S, "check_same_thread": False},
    )
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _configure(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves: the driver's own is deferred
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "trusted_schema = OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql(_BEGIN)
