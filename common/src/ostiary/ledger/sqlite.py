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


_Identity = tuple[int, int] | None
_Identities = tuple[_Identity, ...]


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
        # Before SQLite makes it: what it makes itself, others could read. Never opened where it is
        # there: closing it would drop the locks that this process has on it by other connections.
        if not self._path.exists():
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        self._engine = _engine(url)
        require_format(self._engine, lambda _connection: None)
        self._identity = _look(self._path)
        # Beside the file itself, where the path is a link to it.
        real = os.path.realpath(self._path)
        self._beside = [Path(f"{real}{suffix}") for suffix in ("-wal", "-shm")]
        self._beside_identity: _Identities | None = None

    def connect(self) -> sqlite3.Connection:
        """Return a new connection; the first statement on it comes from the thread that owns it."""
        proxy = self._engine.raw_connection()
        connection: Any = proxy.driver_connection
        proxy.detach()
        return connection

    @contextmanager
    def transaction(self, connection: sqlite3.Connection) -> Generator[None]:
        """Return a transaction that holds the write lock from its beginning."""
        try:
            connection.execute(_BEGIN)
            if self._beside_identity is None:  # the first of its connection: they are there now
                self._beside_identity = self._look_beside()
            yield
            connection.execute("COMMIT")
        except BaseException:
            # The connection goes, and where it was the last one, what is beside the file too.
            self._beside_identity = None
            raise

    def is_gone(self, connection: sqlite3.Connection) -> bool:  # noqa: ARG002 - there is no other side
        """Return False: a file ends no connection."""
        return False

    def require(self) -> None:
        """Check that the file and what SQLite keeps beside it are still there and the same.

        Somebody may move or delete one while a server runs; SQLite would go on writing to a file
        that nobody finds again. Without the file the next server would begin with fresh budgets;
        without the log (`-wal`) a crash would take with it all that was written since; without its
        index (`-shm`), where the locks are, the next server would write at the same time.

        Raises:
            LedgerError: One is not.
        """
        known = self._beside_identity
        if _look(self._path) != self._identity or known not in {None, self._look_beside()}:
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

    def _look_beside(self) -> _Identities:
        return tuple(_look(path) for path in self._beside)

    def _ask_file_system(self) -> int:
        return shutil.disk_usage(self._path.parent).free


def _look(path: Path) -> _Identity:
    """Return what tells the file at `path` from others; None where there is none."""
    try:
        found = path.stat()
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
