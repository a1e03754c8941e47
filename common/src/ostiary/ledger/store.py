"""Opening the store and the statements that run inside one transaction of it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, insert, make_url, select
from sqlalchemy.engine import Connection

from ostiary.classes import DataClass
from ostiary.ledger import statements, tables
from ostiary.ledger.chain import GENESIS, canonical, link_hash, record_hash
from ostiary.ledger.values import IDLE_ROLLOVER_US, Body, Standing

BUSY_TIMEOUT_S = 3.0


class LedgerError(ValueError):
    """The store cannot be used; the text says why and what to do."""


def open_engine(url: str, *, create: bool) -> Engine:
    """Return an engine on the store at `url`, its tables made if `create`.

    Raises:
        LedgerError: Not SQLite, not there, or of another format.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        raise LedgerError("OSTIARY_STATE: only sqlite:/// URLs are served by this version")
    if not parsed.database or parsed.database == ":memory:":
        raise LedgerError("OSTIARY_STATE: name a file; a ledger in memory would record nothing")
    path = Path(parsed.database)
    if not create and not path.is_file():
        raise LedgerError("OSTIARY_STATE: no ledger here; `ostiary init` makes one")
    engine = create_engine(
        url, connect_args={"timeout": BUSY_TIMEOUT_S, "check_same_thread": False}
    )
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin_immediate)
    if create:
        path.touch(mode=0o600)
        tables.metadata.create_all(engine)
        with engine.begin() as connection:
            _stamp_format(connection)
    return engine


class StoreFile:
    """The file that the ledger was opened on.

    Somebody may move or delete it while a server runs; SQLite would go on writing to a file that
    nobody finds again, and the next server would begin with an empty ledger and fresh budgets.

    Args:
        url: SQLAlchemy URL of the store, already opened.
    """

    def __init__(self, url: str) -> None:
        self._path = Path(make_url(url).database or "")
        self._identity = self._look()

    def require(self) -> None:
        """Check that the file is still there and still the same.

        Raises:
            LedgerError: It is not.
        """
        if self._look() != self._identity:
            raise LedgerError(
                "OSTIARY_STATE: the ledger was moved or deleted; start the server anew"
            )

    def _look(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino


def _configure(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves: the driver's own is deferred
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "trusted_schema = OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    # The write lock from the start: a transaction that first read and then writes could find that
    # another process has written in between.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _stamp_format(connection: Connection) -> None:
    found = connection.scalar(select(tables.meta.c.value).where(tables.meta.c.key == "format"))
    if found is None:
        connection.execute(insert(tables.meta).values(key="format", value=tables.FORMAT))
        connection.execute(insert(tables.clock).values(one=1, now_us=0))
    elif found != tables.FORMAT:
        raise LedgerError(
            f"OSTIARY_STATE: ledger of format {found}; this version reads {tables.FORMAT}"
        )


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a stream: where the next record goes and what it is bound to."""

    stream: str
    position: int
    hash: str


def open_stream(connection: Connection, at_us: int) -> Head:
    """Append a new stream to the chain of streams; return its head, still without a record."""
    last = connection.execute(statements.LAST_STREAM).first()
    position, previous = (last.position + 1, last.hash) if last is not None else (0, GENESIS)
    stream = secrets.token_hex(8)
    link = link_hash(position, stream, at_us, previous)
    row = {"position": position, "stream": stream, "opened_at_us": at_us}
    connection.execute(statements.ADD_STREAM, {**row, "previous": previous, "hash": link})
    return Head(stream, 0, link)


def store_time(connection: Connection, clock_us: Callable[[], int]) -> int:
    """Return the store's time [µs since 1970]: the clock's, but never earlier than before."""
    now = connection.scalar(statements.TICK, {"now": clock_us()})
    if now is None:
        raise LedgerError("OSTIARY_STATE: the ledger has lost its clock")
    return int(now)


@dataclass(frozen=True, slots=True)
class Spent:
    """Calls of a principal: since the beginning, and within a window."""

    in_all: int
    in_window: int


class Batch:
    """One transaction as works see it.

    Args:
        connection: The open transaction.
        head: Where this process's stream ended when it began; None before the stream is opened.
        now_us: The store's time for all of the batch [µs since 1970].
    """

    def __init__(self, connection: Connection, head: Head | None, now_us: int) -> None:
        self.connection = connection
        self.head = head
        self.now_us = now_us

    def append(self, body: Body) -> None:
        """Append a record to this process's stream."""
        if self.head is None:
            self.head = open_stream(self.connection, self.now_us)
        head = self.head
        text = canonical({**body, "at_us": self.now_us})
        own = record_hash(head.stream, head.position, head.hash, text)
        row = {"stream": head.stream, "position": head.position, "at_us": self.now_us}
        self.connection.execute(
            statements.ADD_RECORD, {**row, "previous": head.hash, "hash": own, "body": text}
        )
        self.head = Head(head.stream, head.position + 1, own)

    def heads(self) -> dict[str, str]:
        """Return where other streams end, `position:hash` by stream: the newest 64 of them.

        Carried by a stream's first record, they show when an earlier stream was cut short.
        """
        rows = self.connection.execute(statements.HEADS)
        return {row.stream: f"{row.position}:{row.hash}" for row in rows}

    def standing(self, principal: str) -> Standing:
        """Return where the principal's current conversation stands; open one if there is none."""
        row = self.connection.execute(statements.CURRENT_CONVERSATION, {"of": principal}).first()
        if row is not None and self.now_us - row.last_at_us <= IDLE_ROLLOVER_US:
            return Standing(row.conversation, DataClass(row.data_class), row.untrusted, row.calls)
        fresh = Standing(secrets.token_hex(8), DataClass.PUBLIC, untrusted=False, calls=0)
        self.connection.execute(
            statements.ADD_CONVERSATION,
            {
                "conversation": fresh.conversation,
                "principal": principal,
                "opened_at_us": self.now_us,
                "last_at_us": self.now_us,
                "data_class": int(fresh.data_class),
                "untrusted": fresh.untrusted,
                "calls": 0,
            },
        )
        return fresh

    def spent(self, principal: str, window_s: int) -> Spent:
        """Return how many calls the principal has made, in all and within the window."""
        before = self.now_us - window_s * 1_000_000
        row = self.connection.execute(statements.SPENT, {"of": principal, "before": before}).one()
        in_all = row.in_all or 0
        return Spent(in_all, in_all - (row.earlier or 0))

    def charge(self, principal: str, conversation: str, spent: Spent) -> None:
        """Count one call of the principal, who has spent `spent`, and of the conversation."""
        self.connection.execute(
            statements.ADD_CHARGE,
            {"principal": principal, "total": spent.in_all + 1, "at_us": self.now_us},
        )
        self.connection.execute(
            statements.CHARGE_CONVERSATION, {"of": conversation, "now": self.now_us}
        )

    def raise_label(self, conversation: str, data_class: DataClass, *, untrusted: bool) -> None:
        """Raise a conversation's label to at least this; it never sinks."""
        self.connection.execute(
            statements.RAISE_LABEL,
            {"of": conversation, "to_class": int(data_class), "to_untrusted": untrusted},
        )
