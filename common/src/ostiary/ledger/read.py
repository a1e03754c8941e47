"""Reading the ledger without writing to it: for operators, on a store that may be damaged."""

from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    NullPool,
    create_engine,
    event,
    func,
    make_url,
    select,
)
from sqlalchemy.exc import SQLAlchemyError

from ostiary.classes import DataClass
from ostiary.ledger import tables
from ostiary.ledger.checkpoint import Checkpoint
from ostiary.ledger.evidence import Evidence
from ostiary.ledger.finding import Finding
from ostiary.ledger.store import LedgerError
from ostiary.ledger.tally import Floor, Key, Opened, Stored, Tally
from ostiary.ledger.values import Amounts, Entry, Spent, Standing
from ostiary.ledger.verify import Link, Report, verify_chain

_STREAMS, _RECORDS = tables.streams, tables.records
_LINKS = select(
    _STREAMS.c.position,
    _STREAMS.c.stream,
    _STREAMS.c.opened_at_us,
    _STREAMS.c.previous,
    _STREAMS.c.hash,
).order_by(_STREAMS.c.position)
_ENTRIES = select(
    _RECORDS.c.stream,
    _RECORDS.c.position,
    _RECORDS.c.at_us,
    _RECORDS.c.previous,
    _RECORDS.c.hash,
    _RECORDS.c.body,
)
_IN_ORDER = _ENTRIES.order_by(_RECORDS.c.stream, _RECORDS.c.position)
_OPENINGS = _ENTRIES.where(_RECORDS.c.position == 0)
_CONVERSATIONS = select(tables.conversations)
_PRINCIPALS = select(tables.principals)
_CHECKPOINTS = select(
    tables.checkpoints.c.position,
    tables.checkpoints.c.at_us,
    tables.checkpoints.c.hash,
    tables.checkpoints.c.signature,
    tables.checkpoints.c.body,
).order_by(tables.checkpoints.c.position)
_STORE = select(tables.meta.c.value).where(tables.meta.c.key == "store")
_COUNTERS = select(tables.spend)
_CHUNK = 1000


class Reader:
    """A read-only view of a ledger.

    Args:
        url: SQLAlchemy URL of the store.

    Raises:
        LedgerError: There is no ledger at `url`.
    """

    def __init__(self, url: str) -> None:
        self._engine = _read_only_engine(url)

    def verify(
        self, public_key: bytes | None = None, anchored: Iterable[Checkpoint] = ()
    ) -> Report:
        """Return what a verification of the whole ledger found; beyond reading is a finding.

        All of it is read in one transaction, so that servers may write meanwhile. The memory that
        it takes grows with streams, counters and checkpoints, not with records.

        Args:
            public_key: Of whoever signs checkpoints [32 bytes]; None leaves signatures unchecked.
            anchored: Checkpoints that were kept outside the store.
        """
        try:
            with self._engine.begin() as connection, ExitStack() as reading:

                def stream(query: Any) -> Iterator[Any]:
                    return reading.enter_context(closing(_stream(connection, query)))

                findings: list[Finding] = []
                evidence = _evidence(connection, public_key, anchored, findings)
                openings = (Entry(*row) for row in stream(_OPENINGS))
                evidence.see_openings(openings, findings)
                report = verify_chain(
                    (Link(*row) for row in connection.execute(_LINKS)),
                    (Entry(*row) for row in stream(_IN_ORDER)),
                    evidence,
                )
                differences = list(
                    report.tally.differences(
                        (_stored(row) for row in stream(_CONVERSATIONS)),
                        (_counter(row) for row in stream(_COUNTERS)),
                        (_held(row) for row in stream(_PRINCIPALS)),
                    )
                )
        except (SQLAlchemyError, ValueError, TypeError) as error:
            reason = f"the store itself is damaged and cannot be read ({type(error).__name__})"
            return Report(0, 0, (Finding("store", reason),), (), Tally())
        counted = [Finding(place, reason) for place, reason in differences]
        return replace(report, findings=(*findings, *report.findings, *counted))

    def evidence(self, public_key: bytes, findings: list[Finding]) -> Evidence:
        """Return what the store's own checkpoints claim, and add to `findings` what is wrong."""
        with self._engine.begin() as connection:
            return _evidence(connection, public_key, (), findings)

    def sealed(self) -> Generator[tuple[Entry, bytes | None]]:
        """Yield the records of decisions with the sealed request beside each; None for none."""
        table = tables.replays
        is_beside = (table.c.stream == _RECORDS.c.stream) & (
            table.c.position == _RECORDS.c.position
        )
        query = _IN_ORDER.add_columns(table.c.sealed).select_from(
            _RECORDS.outerjoin(table, is_beside)
        )
        with self._engine.begin() as connection, closing(_stream(connection, query)) as rows:
            for *row, sealed in rows:
                yield _lenient(row), sealed if sealed is None or isinstance(sealed, bytes) else b""

    def entries(self, newest: int | None = None) -> Generator[Entry]:
        """Yield records by stream and position; or the `newest` latest ones, oldest first."""
        with self._engine.begin() as connection:
            if newest is None:
                with closing(_stream(connection, _IN_ORDER)) as rows:
                    yield from map(_lenient, rows)
                return
            query = _ENTRIES.order_by(
                _RECORDS.c.at_us.desc(), _RECORDS.c.stream.desc(), _RECORDS.c.position.desc()
            )
            latest = list(connection.execute(query.limit(newest)))
        yield from map(_lenient, reversed(latest))

    def conversation(self, principal: str, named: str | None = None) -> Standing | None:
        """Return where a conversation stands, None where there is none.

        What its principal has spent is the sum of all windows: which one counts, a policy says.

        Args:
            principal: Whose current conversation is meant.
            named: The identifier of another one, whoever's it is.
        """
        table, own = tables.conversations, tables.principals
        if named is None:
            current = select(table).join(own, own.c.current == table.c.conversation)
            query = current.where(own.c.principal == principal)
        else:
            query = select(table).where(table.c.conversation == named)
        with self._engine.begin() as connection:
            row = connection.execute(query).first()
            if row is None:
                return None
            scope = f"c:{row.conversation}:{row.generation}"
            spent = Spent(
                conversation=_sum(connection, scope),
                principal=_sum(connection, f"p:{row.principal}"),
            )
            floor = _floor(connection, row.principal)
        return Standing(
            row.conversation,
            max(DataClass(row.data_class), floor.data_class),
            bool(row.untrusted) or floor.untrusted,
            DataClass(row.clearance) if row.clearance >= 0 else None,
            spent,
        )

    def close(self) -> None:
        """Release the store."""
        self._engine.dispose()


def _read_only_engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        from ostiary.ledger.postgres import read_only_engine  # noqa: PLC0415 - where it is used

        return read_only_engine(url)
    path = Path(parsed.database or "")
    if parsed.get_backend_name() != "sqlite" or not path.is_file():
        raise LedgerError(f"OSTIARY_STATE: no ledger at {path}; a server makes one when it starts")
    # Not `immutable`: the servers may be writing at this moment.
    engine = create_engine(
        f"sqlite:///file:{path.resolve().as_posix()}?mode=ro&uri=true", poolclass=NullPool
    )
    event.listen(engine, "connect", _leave_transactions_to_us)
    event.listen(engine, "begin", _begin)
    return engine


def _leave_transactions_to_us(connection: Any, _record: object) -> None:
    # The driver begins none for what only reads: each statement would see another state.
    connection.isolation_level = None


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _evidence(
    connection: Connection,
    public_key: bytes | None,
    anchored: Iterable[Checkpoint],
    findings: list[Finding],
) -> Evidence:
    evidence = Evidence()
    store = connection.scalar(_STORE) or ""
    with closing(_stream(connection, _CHECKPOINTS)) as rows:
        stored = (Checkpoint(store, *row) for row in rows)
        seen = evidence.see_checkpoints(stored, public_key, findings)
    evidence.see_anchored(anchored, seen, store, public_key, findings)
    return evidence


def _stream(connection: Connection, query: Any) -> Generator[Any]:
    """Yield rows as they come, a chunk at a time: the memory that it takes does not grow."""
    with connection.execution_options(yield_per=_CHUNK).execute(query) as rows:
        yield from rows


def _stored(row: Any) -> Stored:
    clearance = DataClass(row.clearance).label if row.clearance >= 0 else ""
    return Stored(
        row.conversation,
        DataClass(row.data_class),
        bool(row.untrusted),
        Opened(row.principal, row.expires_at_us, clearance),
        bool(row.revoked),
        row.generation,
    )


def _lenient(row: Any) -> Entry:
    """Return a record to be shown: of what is not of its type any more, as SQLite lets it, nothing.

    A damaged record must not keep those after it from being read; verification names it.
    """
    stream, position, at_us, previous, digest, body = row
    return Entry(
        *(_text(stream), _number(position), _number(at_us)),
        *(_text(previous), _text(digest), _text(body)),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _counter(row: Any) -> tuple[Key, Amounts]:
    return (row.scope, row.tool, row.until_us), Amounts(row.calls, row.rows, row.bytes, row.ms)


def _held(row: Any) -> Floor:
    return Floor(row.principal, DataClass(row.floor_class), bool(row.floor_untrusted))


def _floor(connection: Connection, principal: str) -> Floor:
    query = _PRINCIPALS.where(tables.principals.c.principal == principal)
    row = connection.execute(query).first()
    return Floor(principal) if row is None else _held(row)


def _sum(connection: Connection, scope: str) -> Amounts:
    table = tables.spend
    measures = (table.c.calls, table.c.rows, table.c.bytes, table.c.ms)
    query = select(*(func.coalesce(func.sum(each), 0) for each in measures))
    row = connection.execute(query.where(table.c.scope == scope, table.c.tool == "")).one()
    return Amounts(*(int(amount) for amount in row))
