"""Where the vault is kept: the state's own store, by SQLAlchemy Core on SQLite or PostgreSQL.

Two engines over one pool: what only reads commits nothing and waits for nobody; what writes begins
with the write lock on SQLite, and on PostgreSQL sees what was committed before each statement.
"""

import os
import sqlite3
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Dialect,
    Engine,
    Table,
    create_engine,
    event,
    insert,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError

from ostiary.privacy.vault import tables
from ostiary.privacy.vault.seal import VaultError

TIMEOUT_S = 3.0
"""How long a transaction waits for another's lock before it fails [s]."""

_CHUNK = 1000

Row = tuple[str | int | bytes, ...]

_WRITERS_LOCK = 0x6F73746961727902
"""Of PostgreSQL's advisory locks, the one that writers share and that changing the key takes."""

_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "trusted_schema = OFF",
    # What is deleted is overwritten, sealed though it was.
    "secure_delete = ON",
    # Pseudonyms and digests are random: a table of people touches most pages of their indexes.
    # Held until the commit [KiB], and not copied into the file at each one [pages].
    "cache_size = -32768",
    "wal_autocheckpoint = 4000",
)


class VaultStore:
    """The vault's tables in one store, made where there are none.

    Args:
        url: SQLAlchemy URL of the state.

    Raises:
        VaultError: Not an engine that is served, or tables of another format.
        SQLAlchemyError: The store failed.
    """

    def __init__(self, url: str) -> None:
        backend = make_url(url).get_backend_name()
        if backend not in {"sqlite", "postgresql"}:
            raise VaultError("OSTIARY_STATE: only sqlite:/// and postgresql:// URLs are served")
        self.is_sqlite = backend == "sqlite"
        made = _sqlite(url) if self.is_sqlite else _postgres(url)
        self._writing = made.execution_options()
        if self.is_sqlite:
            # Nobody says BEGIN for the reading one: each of its statements stands alone already.
            self._reading = made.execution_options()
            event.listen(self._writing, "begin", _begin_immediate)
        else:
            self._reading = made.execution_options(isolation_level="AUTOCOMMIT")
        self._inserts = {
            table.name: (
                str(_insert_new(table, made.dialect)),
                [column.name for column in table.columns],
            )
            for table in tables.metadata.tables.values()
        }
        try:
            self._make_tables()
        except BaseException:
            made.dispose()
            raise

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """Yield a connection for statements that each see the newest state."""
        with self._reading.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, *, alone: bool = False) -> Generator[Connection]:
        """Yield a connection in a transaction, durable when it is left in order.

        Args:
            alone: Whether nobody else may write meanwhile. On SQLite nobody ever does.
        """
        with self._writing.begin() as connection:
            if not self.is_sqlite:
                # Before anything is read: what follows sees what those waited for have written.
                lock = "pg_advisory_xact_lock" + ("" if alone else "_shared")
                connection.execute(text(f"SELECT {lock}(:key)"), {"key": _WRITERS_LOCK})
            yield connection

    def insert_new(self, connection: Connection, table: Table, rows: Sequence[Row]) -> int:
        """Insert the rows that no constraint forbids; return how many.

        Args:
            connection: In a transaction that writes.
            table: Where to.
            rows: Values in the order of its columns.
        """
        # Compiled by SQLAlchemy and run by the driver: what the former does for each row costs more
        # than sealing it.
        statement, names = self._inserts[table.name]
        if self.is_sqlite:
            told: Any = list(rows)
        else:
            told = [dict(zip(names, row, strict=True)) for row in rows]
        return connection.exec_driver_sql(statement, told).rowcount

    def rows_with(
        self, connection: Connection, table: Table, column: str, values: Sequence[str | bytes]
    ) -> Iterator[Any]:
        """Yield the rows whose `column` holds one of `values`, a thousand asked for at once."""
        for begin in range(0, len(values), _CHUNK):
            part = values[begin : begin + _CHUNK]
            # As for inserting: SQLAlchemy would write out and process each value anew.
            sought = f"SELECT * FROM {table.name} WHERE {column}"  # noqa: S608 - names of ours
            if self.is_sqlite:
                places = ",".join("?" * len(part))
                yield from connection.exec_driver_sql(f"{sought} IN ({places})", tuple(part))
            else:
                yield from connection.exec_driver_sql(
                    f"{sought} = ANY(%(values)s)", {"values": list(part)}
                )

    def close(self) -> None:
        """Release all connections."""
        self._reading.dispose()

    def _make_tables(self) -> None:
        if self._format() is None:
            with self.writing(alone=True) as connection:
                tables.metadata.create_all(connection)
                if connection.scalar(_value_of("format")) is None:
                    rows = [("format", tables.FORMAT), ("epoch", 0)]
                    told = [{"key": key, "value": value} for key, value in rows]
                    connection.execute(insert(tables.state), told)
        found = self._format()
        if found != tables.FORMAT:
            raise VaultError(
                f"OSTIARY_STATE: vault of format {found}; this version reads {tables.FORMAT}"
            )

    def _format(self) -> int | None:
        try:
            with self.reading() as connection:
                return connection.scalar(_value_of("format"))
        except DBAPIError as error:
            if error.connection_invalidated:
                raise
            return None  # no tables yet, most likely; making them says what else it may be


def _insert_new(table: Table, dialect: Dialect) -> Any:
    # Imported where it is used: a user of one engine does not pay for the other.
    if dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert as insert_into  # noqa: PLC0415
    else:
        from sqlalchemy.dialects.postgresql import insert as insert_into  # noqa: PLC0415
    return insert_into(table).on_conflict_do_nothing().compile(dialect=dialect)


def _value_of(key: str) -> Any:
    return select(tables.state.c.value).where(tables.state.c.key == key)


def _sqlite(url: str) -> Engine:
    path = make_url(url).database
    if not path or path == ":memory:":
        raise VaultError("OSTIARY_STATE: name a file; a vault in memory would forget who is who")
    _create(path)
    engine = create_engine(
        url,
        connect_args={"timeout": TIMEOUT_S, "check_same_thread": False},
        hide_parameters=True,
    )
    event.listen(engine, "connect", _configure_sqlite)
    return engine


def _create(path: str) -> None:
    """Make the file if there is none: what SQLite makes itself, others could read."""
    # Never opened where it is there: closing it would drop the locks that this process has on it
    # by its other connections (POSIX, fcntl), and another process would write at the same time.
    if not Path(path).exists():
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))


def _configure_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, and where we only read, nobody does
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _postgres(url: str) -> Engine:
    limit_ms = round(TIMEOUT_S * 1000)
    try:
        engine = create_engine(
            make_url(url).set(drivername="postgresql+psycopg"),
            hide_parameters=True,
            connect_args={
                "connect_timeout": round(TIMEOUT_S),
                "tcp_user_timeout": limit_ms,
                "application_name": "ostiary-vault",
            },
        )
    except ImportError:
        raise VaultError(
            "OSTIARY_STATE: PostgreSQL needs its driver: pip install 'ostiary[postgres]'"
        ) from None
    event.listen(engine, "connect", _configure_postgres)
    return engine


def _configure_postgres(connection: Any, _record: object) -> None:
    limit_ms = round(TIMEOUT_S * 1000)
    with connection.cursor() as cursor:
        for setting in ("lock_timeout", "idle_in_transaction_session_timeout"):
            cursor.execute("SELECT set_config(%s, %s, false)", (setting, str(limit_ms)))
    connection.commit()
