"""Where the ledger is kept: one of two engines behind the same few operations.

`sqlite.py` and `postgres.py` each make a `Store`. What differs between them is said here and there
alone; everything above writes the same statements.
"""

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, insert, make_url, select
from sqlalchemy.exc import DBAPIError

from ostiary.ledger import tables, upgrade
from ostiary.ledger.statements import Statements

STORE_TIMEOUT_S = 3.0
"""How long a transaction waits for another's lock before it fails [s]."""


class LedgerError(ValueError):
    """The store cannot be used; the text says why and what to do."""


class Store(Protocol):
    """A place for the ledger.

    The connections that it makes are the driver's own, commit by themselves unless told otherwise,
    and are used by one thread at a time.
    """

    @property
    def statements(self) -> Statements:
        """The call path's statements in this engine's dialect."""
        ...

    @property
    def failures(self) -> tuple[type[Exception], ...]:
        """What the driver raises when the store, not one statement, is at fault."""
        ...

    def connect(self) -> Any:
        """Return a new connection."""
        ...

    def transaction(self, connection: Any) -> AbstractContextManager[None]:
        """Return a transaction that will write: committed and durable when it is left in order.

        Left by an exception, the connection has to be closed, which rolls it back.
        """
        ...

    def is_gone(self, connection: Any) -> bool:
        """Whether the connection was ended from the other side."""
        ...

    def require(self) -> None:
        """Check that this still is the store that was opened.

        Raises:
            LedgerError: It was moved, deleted or replaced.
        """
        ...

    def now_us(self, connection: Any) -> int:
        """Return the time by the store's clock [µs since 1970]."""
        ...

    def bound_now_us(self) -> int | None:
        """Return what statements are given as `now`; None where they ask the store's clock."""
        ...

    def lock_chains(self, connection: Any) -> None:
        """Keep other processes from appending to the chains of streams and checkpoints."""
        ...

    def free_bytes(self) -> int | None:
        """Return what is left of the store's disk [bytes]; None where that is not ours to know."""
        ...


def open_store(
    url: str,
    clock_us: Callable[[], int] | None = None,
    free_bytes: Callable[[], int] | None = None,
) -> Store:
    """Return the store at `url`, with its tables.

    Args:
        url: SQLAlchemy URL: `sqlite:///...` or `postgresql://...`.
        clock_us: The time now [µs since 1970]; the store's own clock unless given.
        free_bytes: What is left of the disk [bytes]; asked of the file system unless given.

    Raises:
        LedgerError: Not an engine that is served, not there, or of another format.
        SQLAlchemyError: The store failed.
    """
    backend = make_url(url).get_backend_name()
    # Imported where it is used: a user of one engine does not pay for the other.
    if backend == "sqlite":
        from ostiary.ledger.sqlite import SqliteStore  # noqa: PLC0415

        return SqliteStore(url, clock_us, free_bytes)
    if backend == "postgresql":
        from ostiary.ledger.postgres import PostgresStore  # noqa: PLC0415

        return PostgresStore(url, clock_us)
    raise LedgerError("OSTIARY_STATE: only sqlite:/// and postgresql:// URLs are served")


def require_format(engine: Engine, before: Callable[[Connection], None]) -> None:
    """Make the tables where there are none, and check that they are of our format.

    Args:
        engine: The store.
        before: Called in the transaction that makes the tables, to let one process make them.

    Raises:
        LedgerError: They are of another format.
    """
    found = _format(engine)
    if found is None:
        with engine.begin() as connection:
            before(connection)
            tables.metadata.create_all(connection)
            query = select(tables.meta.c.value).where(tables.meta.c.key == "format")
            found = connection.scalar(query)
            if found is None:
                stamps = {"format": tables.FORMAT, "store": secrets.token_hex(16)}
                rows = [{"key": key, "value": value} for key, value in stamps.items()]
                connection.execute(insert(tables.meta), rows)
                found = tables.FORMAT
    if found == upgrade.FROM:
        with engine.begin() as connection:
            before(connection)
            upgrade.upgrade(connection)
        found = _format(engine)
    if found != tables.FORMAT:
        raise LedgerError(
            f"OSTIARY_STATE: ledger of format {found}; this version reads {tables.FORMAT}"
        )


def _format(engine: Engine) -> str | None:
    try:
        with engine.begin() as connection:
            return connection.scalar(
                select(tables.meta.c.value).where(tables.meta.c.key == "format")
            )
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        return None  # no tables yet, most likely; making them says what else it may be
