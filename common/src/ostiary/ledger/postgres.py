"""The shared store: a PostgreSQL database for many processes and machines.

No lock on the path of a call is wider than one principal: a transaction first locks the row of each
principal that it is about, in order, which makes his budgets exact, and appends to this process's
own stream, which no other writes. Only the opening of a stream and a checkpoint wait for others.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Engine,
    NullPool,
    cast,
    create_engine,
    event,
    extract,
    func,
    literal_column,
    make_url,
    text,
)
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from ostiary.ledger import store
from ostiary.ledger.statements import compile_statements
from ostiary.ledger.store import LedgerError, require_format

_CHAINS_LOCK = 0x6F73746961727901
"""Of the database's advisory locks, the one that appending to the chains of streams takes."""

_CLOCK = cast(extract("epoch", func.clock_timestamp()) * literal_column("1000000"), BigInteger)
# Not now(): that is when the transaction began, before it waited for anybody.


class PostgresStore:
    """A ledger in a database.

    Args:
        url: `postgresql://...`.
        clock_us: The time now [µs since 1970]; the database's unless given.

    Raises:
        LedgerError: The driver is not installed, or the database is not durable or of another
            format.
        SQLAlchemyError: It cannot be reached.
    """

    def __init__(self, url: str, clock_us: Callable[[], int] | None = None) -> None:
        driver = _driver()
        self.failures: tuple[type[Exception], ...] = (
            driver.OperationalError,
            driver.InterfaceError,
        )
        self._clock_us = clock_us
        self.statements = compile_statements(
            PGDialect_psycopg(), server_time=_CLOCK if clock_us is None else None
        )
        self._engine = _engine(url)
        require_format(self._engine, _lock_chains)

    def connect(self) -> Any:
        """Return a new connection."""
        proxy = self._engine.raw_connection()
        connection: Any = proxy.driver_connection
        proxy.detach()
        connection.autocommit = True  # we say BEGIN ourselves
        return connection

    @contextmanager
    def transaction(self, connection: Any) -> Generator[None]:
        """Return a transaction; what needs no answer is sent without waiting for one.

        Each statement sees what was committed before it: after a lock, what its last holder wrote.
        """
        with connection.pipeline():
            connection.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
            yield
            ended = connection.execute("COMMIT")
        if ended.statusmessage != "COMMIT":
            # A transaction in which something failed ends so, and without another error.
            raise LedgerError("OSTIARY_STATE: the database did not commit")

    def is_gone(self, connection: Any) -> bool:
        """Whether the database, or something between, ended the connection."""
        return connection.closed

    def require(self) -> None:
        """Do nothing: whether a database is the same is seen where its streams end."""

    def now_us(self, connection: Any) -> int:
        """Return the database's time [µs since 1970]."""
        if self._clock_us is not None:
            return self._clock_us()
        return connection.execute(f"SELECT {_CLOCK}").fetchone()[0]

    def bound_now_us(self) -> int | None:
        """Return a given clock's time; None leaves it to the database."""
        return self._clock_us() if self._clock_us is not None else None

    def lock_chains(self, connection: Any) -> None:
        """Keep other processes from appending to the chains of streams and checkpoints."""
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_CHAINS_LOCK,))

    def free_bytes(self) -> None:
        """Return None: the database's disk is watched by those who run it."""


def read_only_engine(url: str) -> Engine:
    """Return an engine whose transactions read one state of the database and cannot write.

    Raises:
        LedgerError: The driver is not installed, or there is no ledger.
    """
    _driver()
    engine = _engine(url)
    event.listen(engine, "begin", _begin_read_only)
    with engine.begin() as connection:
        if connection.scalar(text("SELECT to_regclass('records')")) is None:
            raise LedgerError("OSTIARY_STATE: no ledger here; a server makes one when it starts")
    return engine


def _driver() -> Any:
    try:
        import psycopg  # noqa: PLC0415 - an extra: who uses SQLite does not need it
    except ImportError:
        raise LedgerError(
            "OSTIARY_STATE: PostgreSQL needs its driver: pip install 'ostiary[postgres]'"
        ) from None
    return psycopg


def _engine(url: str) -> Engine:
    engine = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        connect_args={
            "connect_timeout": round(store.STORE_TIMEOUT_S),
            # A database that has gone away without a word is noticed, not waited for.
            "tcp_user_timeout": round(store.STORE_TIMEOUT_S * 1000),
            "keepalives_idle": 5,
            "application_name": "ostiary",
        },
    )
    event.listen(engine, "connect", configure)
    return engine


def configure(connection: Any, _record: object) -> None:
    """Set up a connection of the driver's: it waits for nobody long, and commits are durable.

    Raises:
        LedgerError: The server does not write through to its disk.
    """
    limit_ms = round(store.STORE_TIMEOUT_S * 1000)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
        fsync, synchronous = cursor.fetchone()
        if fsync != "on":
            raise LedgerError("OSTIARY_STATE: the database runs with fsync off: nothing is durable")
        for setting, value in (
            ("lock_timeout", limit_ms),
            ("idle_in_transaction_session_timeout", limit_ms),
            # Never weaker than durable here; a stricter one of the database's own stays.
            *((("synchronous_commit", "on"),) if synchronous == "off" else ()),
        ):
            cursor.execute("SELECT set_config(%s, %s, false)", (setting, str(value)))
    connection.commit()


def _begin_read_only(connection: Connection) -> None:
    connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def _lock_chains(connection: Connection) -> None:
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAINS_LOCK})
