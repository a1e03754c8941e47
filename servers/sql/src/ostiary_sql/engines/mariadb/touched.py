"""The rows that a change touches in MariaDB: which query locks them, what the change returns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ostiary_sql.engines.base import Answer, Cell, Order
from ostiary_sql.engines.cell import FirstRowTooLargeError, Page
from ostiary_sql.engines.changing import Change
from ostiary_sql.engines.digest import RowDigest
from ostiary_sql.engines.mariadb.session import quoted
from ostiary_sql.engines.mariadb.values import ResultColumn


@dataclass(frozen=True, slots=True)
class Touched:
    """What a change did.

    Args:
        affected: How many rows it changed.
        digest: Stands for them.
        sample: Some of them.
    """

    affected: int
    digest: bytes
    sample: Answer


class Shown:
    """Some rows for whoever asked, and digests of all.

    Args:
        columns: The columns of the rows.
        closes: For each of them whether it is closely held.
        change: The bounds.
    """

    def __init__(
        self, columns: Sequence[ResultColumn], closes: Sequence[bool], change: Change
    ) -> None:
        self._columns = columns
        self._page = Page(closes, change.max_shown, change.max_bytes, skip_rows=0)
        self._is_full = False
        self.rows: list[list[Cell]] = []

    def take(self, rows: Iterable[list[Cell]]) -> None:
        """Take rows."""
        for row in rows:
            self.rows.append(row)
            if self._is_full:
                continue
            try:
                self._is_full = not self._page.takes(row)
            except FirstRowTooLargeError:
                self._is_full = True

    def touched(self, numbers: Iterable[int] | None = None) -> Touched:
        """Return what was done to these rows, with a digest of some of their columns, or of all."""
        digest = RowDigest()
        chosen = range(len(self._columns)) if numbers is None else list(numbers)
        for row in self.rows:
            digest.add([row[number] for number in chosen])
        names = tuple(column.name for column in self._columns)
        types = tuple(column.type_name for column in self._columns)
        sample = Answer(names, types, self._page.rows, is_truncated=self._is_full)
        return Touched(len(self.rows), digest.value(), sample)


def ordered(change: Change) -> tuple[Order | None, Order]:
    """Return the query of the rows, which locks them, and the change with what it returns."""
    tables = change.tables if change.rows is None else change.tables | change.rows.tables
    rows = None
    if change.rows is not None:
        sql = change.rows.sql.rstrip("; \t\r\n")
        # Rows of an INSERT's query are read, and locked as such.
        sql += "" if change.verb == "insert" else "\nFOR UPDATE"
        rows = replace(change.rows, sql=sql, tables=tables)
    sql = change.sql
    if change.verb == "insert":
        sql += f"\nRETURNING {', '.join(map(quoted, change.shown)) or 'NULL'}"
    runs = Order(
        sql=sql,
        params=change.params,
        places=change.places,
        reads=change.reads,
        tables=tables,
        blind=(),
        schema=change.schema,
        # What it returns is not told before it runs.
        columns=(),
        max_rows=change.max_changes,
        max_bytes=change.max_bytes,
        timeout_s=change.timeout_s,
    )
    return rows, runs
