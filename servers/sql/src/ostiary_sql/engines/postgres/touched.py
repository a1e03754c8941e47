"""The rows that a change touches in PostgreSQL: which query locks them, what the change returns."""

from collections.abc import Sequence
from dataclasses import replace

from psycopg.pq.abc import PGresult

from ostiary_sql.engines.base import Answer, Expected, Order
from ostiary_sql.engines.cell import FirstRowTooLargeError, Page
from ostiary_sql.engines.changing import Change
from ostiary_sql.engines.digest import RowDigest
from ostiary_sql.engines.postgres.page import shown_as
from ostiary_sql.engines.postgres.parsing import Parsed
from ostiary_sql.engines.postgres.session import quoted
from ostiary_sql.engines.postgres.values import Decoder, type_name


class Shown:
    """Some rows for whoever asked, and digests of all.

    Args:
        parsed: The statement that they come from.
        names: The names of its columns.
        closes: For each of them whether it is closely held.
        change: The bounds.
    """

    def __init__(
        self, parsed: Parsed, names: Sequence[str], closes: Sequence[bool], change: Change
    ) -> None:
        self.rows: list[list[bytes | None]] = []
        self._names = names
        self._types = [type_name(column.type) for column in parsed.columns]
        self._decoders = [Decoder(column.type).cell for column in parsed.columns]
        self._page = Page(closes, change.max_shown, change.max_bytes, skip_rows=0)
        self._is_full = False

    def add(self, row: PGresult, number: int = 0) -> None:
        """Take one row."""
        values = [row.get_value(number, at) for at in range(len(self._decoders))]
        self.rows.append(values)
        if self._is_full or not values:
            return
        cells = [decode(value) for decode, value in zip(self._decoders, values, strict=True)]
        try:
            self._is_full = not self._page.takes(cells)
        except FirstRowTooLargeError:
            self._is_full = True

    def digest(self, numbers: Sequence[int]) -> bytes:
        """Return the digest of these columns of all rows."""
        found = RowDigest()
        for row in self.rows:
            found.add([row[number] for number in numbers])
        return found.value()

    def answer(self) -> Answer:
        """Return what is shown."""
        return Answer(
            tuple(self._names), tuple(self._types), self._page.rows, is_truncated=self._is_full
        )


def locking(change: Change) -> Order | None:
    """Return the query of the rows, which locks those that are to be updated."""
    if change.rows is None:
        return None
    sql = change.rows.sql.rstrip("; \t\r\n")
    if change.verb == "update":
        # A DELETE returns what it deleted, and so needs no right to lock.
        sql += "\nFOR UPDATE"
    return replace(change.rows, sql=sql, tables=change.rows.tables | change.tables)


def returning(change: Change) -> Order:
    """Return the change, with the columns that it returns."""
    returned = [quoted(name) for name in _returned(change)]
    bases = [(change.table.name, name) for name in _returned(change)]
    columns = [Expected(None, base, is_close=False) for base in bases]
    return Order(
        sql=f"{change.sql}\nRETURNING {', '.join(returned) or 'NULL'}",
        params=change.params,
        places=change.places,
        reads=change.reads,
        tables=change.tables if change.rows is None else change.tables | change.rows.tables,
        blind=(),
        schema=change.schema,
        columns=tuple(columns) or (Expected(None, None, is_close=False),),
        max_rows=change.max_changes,
        max_bytes=change.max_bytes,
        timeout_s=change.timeout_s,
    )


def _returned(change: Change) -> Sequence[str]:
    """Return the names of the columns that the change returns."""
    if change.verb == "insert" or change.rows is None:
        return change.shown
    return [
        column.base[1]
        for column in change.rows.columns
        if column.base is not None and stays(column.base[1], change)
    ]


def stays(name: str, change: Change) -> bool:
    """Whether a column of a touched row is what it was before."""
    return change.verb == "delete" or name not in change.written


def cut_columns(change: Change, parsed: Parsed) -> list[str]:
    """Return what the change returns: as much of each column as is shown."""
    names = _returned(change)
    if not names:
        return ["NULL"]
    return [
        shown_as(quoted(name), column) for name, column in zip(names, parsed.columns, strict=True)
    ]
