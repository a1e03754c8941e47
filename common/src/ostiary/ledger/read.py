"""Reading the ledger without writing to it: for operators, on a store that may be damaged."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Row, create_engine, func, make_url, select
from sqlalchemy.exc import SQLAlchemyError

from ostiary.classes import DataClass
from ostiary.ledger import tables
from ostiary.ledger.store import LedgerError
from ostiary.ledger.tally import Counters, Tally
from ostiary.ledger.values import Entry, Standing
from ostiary.ledger.verify import Finding, Link, Report, verify_chain

_STREAMS, _RECORDS, _CHARGES = tables.streams, tables.records, tables.charges
_LINKS = select(
    _STREAMS.c.position,
    _STREAMS.c.stream,
    _STREAMS.c.opened_at_us,
    _STREAMS.c.previous,
    _STREAMS.c.hash,
).order_by(_STREAMS.c.position)
_ENTRIES = select(_RECORDS).order_by(_RECORDS.c.stream, _RECORDS.c.position)
_OPENINGS = select(_RECORDS).where(_RECORDS.c.position == 0)
_SPENT = select(_CHARGES.c.principal, func.count()).group_by(_CHARGES.c.principal)


class Reader:
    """A read-only view of a ledger.

    Args:
        url: SQLAlchemy URL of the store.

    Raises:
        LedgerError: There is no ledger at `url`.
    """

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        path = Path(parsed.database or "")
        if parsed.get_backend_name() != "sqlite" or not path.is_file():
            raise LedgerError(
                f"OSTIARY_STATE: no ledger at {path}; a server makes one when it starts"
            )
        # Not `immutable`: the servers may be writing at this moment.
        self._engine: Engine = create_engine(
            f"sqlite:///file:{path.resolve().as_posix()}?mode=ro&uri=true"
        )

    def verify(self) -> Report:
        """Return what a verification of the whole ledger found; beyond reading is a finding.

        All of it is read in one transaction, so that servers may write meanwhile.
        """
        try:
            with self._engine.begin() as connection:
                report = verify_chain(
                    [Link(*row) for row in connection.execute(_LINKS)],
                    [_entry(row) for row in connection.execute(_OPENINGS)],
                    (_entry(row) for row in connection.execute(_ENTRIES).yield_per(1000)),
                )
                shortfalls = report.tally.shortfalls(
                    [
                        Counters(row.conversation, row.calls, DataClass(row.data_class))
                        for row in connection.execute(select(tables.conversations))
                    ],
                    [Counters(row[0], row[1]) for row in connection.execute(_SPENT)],
                )
        except (SQLAlchemyError, ValueError, TypeError) as error:
            reason = f"the store itself is damaged and cannot be read ({type(error).__name__})"
            return Report(0, 0, (Finding("store", reason),), (), Tally())
        counted = [Finding(place, reason) for place, reason in shortfalls]
        return replace(report, findings=(*report.findings, *counted))

    def entries(self, newest: int | None = None) -> Iterator[Entry]:
        """Yield records by stream and position; or the `newest` latest ones, oldest first."""
        table = tables.records
        if newest is None:
            with self._engine.connect() as connection:
                for row in connection.execute(_ENTRIES).yield_per(1000):
                    yield _entry(row)
            return
        query = (
            select(table)
            .order_by(table.c.at_us.desc(), table.c.stream.desc(), table.c.position.desc())
            .limit(newest)
        )
        with self._engine.connect() as connection:
            rows = list(connection.execute(query))
        yield from (_entry(row) for row in reversed(rows))

    def conversation(self, principal: str) -> Standing | None:
        """Return where the principal's latest conversation stands; None when it never called."""
        table = tables.conversations
        query = (
            select(table)
            .where(table.c.principal == principal)
            .order_by(table.c.opened_at_us.desc())
            .limit(1)
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        return Standing(row.conversation, DataClass(row.data_class), row.untrusted, row.calls)

    def close(self) -> None:
        """Release the store."""
        self._engine.dispose()


def _entry(row: Row[Any]) -> Entry:
    return Entry(row.stream, row.position, row.at_us, row.previous, row.hash, row.body)
