"""Running one examined change: what it touches is counted and shown, and nothing is kept yet."""

import sqlite3
import time
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ostiary_sql.engines.cell import FirstRowTooLargeError, Page
from ostiary_sql.engines.digest import RowDigest
from ostiary_sql.engines.sqlite.worker.authorizer import Authorizer
from ostiary_sql.engines.sqlite.worker.cells import to_cell, type_name
from ostiary_sql.engines.sqlite.worker.query import OPS_BETWEEN_CHECKS, RefusalError, is_over
from ostiary_sql.functions import ENGINE_FUNCTIONS
from ostiary_sql.names import fold

_TRIGGERS = "SELECT tbl_name FROM main.sqlite_schema WHERE type = 'trigger'"


@dataclass(frozen=True, slots=True)
class Rows:
    """The query of the rows that a change touches.

    Args:
        sql: The statement.
        reads: Tables and columns that it may read.
        blind: Those of which it gets NULL.
        close: For each result column whether it is closely held.
    """

    sql: str
    reads: list[tuple[str, str]]
    blind: list[tuple[str, str]]
    close: list[bool]


@dataclass(frozen=True, slots=True)
class ChangeOrder:
    """What the server asks for. The members that are not told of here are those of `Order`.

    Args:
        verb: `insert`, `update` or `delete`.
        table: What is written.
        written: The columns that are.
        reach: Tables of which foreign keys may make it change rows.
        rows: The query of the rows that are changed, or that are added; None where they stand in
            the text.
        shown: How many columns of added rows the statement returns; 0 for none.
        steady: The numbers of those that the digest is made of.
        max_changes: Most rows to change.
        max_shown: Most rows to return.
    """

    verb: str
    table: str
    written: list[str]
    sql: str
    params: dict[str, Any]
    reads: list[tuple[str, str]]
    reach: list[str]
    blind: list[tuple[str, str]]
    schema: str
    rows: dict[str, Any] | None
    shown: int
    steady: list[int]
    max_changes: int
    max_shown: int
    max_bytes: int
    timeout_s: float


class WritingAuthorizer(Authorizer):
    """The callback for one change: besides what it reads, it may write what it names.

    Args:
        order: The change.
    """

    def __init__(self, order: ChangeOrder) -> None:
        super().__init__(order.reads, order.blind, ENGINE_FUNCTIONS)
        self._action = _ACTIONS[order.verb]
        self._table = fold(order.table)
        self._written = {fold(name) for name in order.written}
        self._reach = {fold(name) for name in order.reach}

    def __call__(
        self,
        action: int,
        first: str | None,
        second: str | None,
        database: str | None,
        inner: str | None,
    ) -> int:
        """Return SQLite's verdict on one action of the statement."""
        if action not in _ACTIONS.values():
            return super().__call__(action, first, second, database, inner)
        table, name = fold(first or ""), fold(second or "")
        # Inside of a trigger or a view nothing is written; a foreign key's actions have no name.
        if inner is None and database == "main" and self._may_write(action, table, name):
            return sqlite3.SQLITE_OK
        self.has_denied = True
        return sqlite3.SQLITE_DENY

    def _may_write(self, action: int, table: str, name: str) -> bool:
        if table == self._table and action == self._action:
            return action != sqlite3.SQLITE_UPDATE or name in self._written
        # What foreign keys do is let through here, and undone when it has touched a row.
        return table in self._reach and action != sqlite3.SQLITE_INSERT


_ACTIONS = {
    "insert": sqlite3.SQLITE_INSERT,
    "update": sqlite3.SQLITE_UPDATE,
    "delete": sqlite3.SQLITE_DELETE,
}


class _Shown:
    """Some rows for whoever asked, a digest of all, and their number.

    Args:
        close: For each column whether it is closely held.
        order: The bounds.
        steady: The numbers of the columns that the digest is made of.
    """

    def __init__(self, close: list[bool], order: ChangeOrder, steady: Iterable[int]) -> None:
        self.digest = RowDigest()
        self._steady = list(steady)
        self._max_changes = order.max_changes
        self._page = Page(close, order.max_shown, order.max_bytes, skip_rows=0)
        self._types: list[set[str]] = [set() for _ in close]
        self._is_full = False

    def take(self, rows: Iterable[tuple[object, ...]]) -> None:
        """Take all rows.

        Raises:
            RefusalError: There are more than may be changed.
        """
        for row in rows:
            if len(self.digest) == self._max_changes:
                raise RefusalError("many")
            self.digest.add([row[number] for number in self._steady])
            self._show(row)

    def _show(self, row: tuple[object, ...]) -> None:
        for kinds, value in zip(self._types, row, strict=False):
            kinds.add(type_name(value))
        if self._is_full or not self._types:
            return
        try:
            self._is_full = not self._page.takes([to_cell(value) for value in row])
        except FirstRowTooLargeError:
            self._is_full = True

    def answer(self, names: list[str]) -> dict[str, Any]:
        """Return what the server is told of the rows, whose columns have these names."""
        found = [sorted(kinds - {""}) for kinds in self._types]
        return {
            "affected": len(self.digest),
            "digest": self.digest.value().hex(),
            "columns": names[: len(self._types)],
            "types": [kinds[0] if len(kinds) == 1 else "" for kinds in found],
            "rows": self._page.rows,
            "truncated": self._is_full,
        }


def run_change(
    connection: sqlite3.Connection, schema_version: str, order: ChangeOrder
) -> dict[str, Any]:
    """Return what `order` has changed.

    Args:
        connection: Open, inside a transaction that writes, without an authorizer.
        schema_version: The version of the schema that this transaction sees.
        order: What to run.

    Raises:
        RefusalError: It must not be kept, or SQLite understands it differently.
        sqlite3.Error: SQLite refused it or stopped it.
    """
    if schema_version != order.schema:
        raise RefusalError("changed")
    if any(fold(name) == fold(order.table) for (name,) in connection.execute(_TRIGGERS)):
        raise RefusalError("triggers")
    deadline_s = time.monotonic() + order.timeout_s
    connection.set_progress_handler(lambda: is_over(deadline_s), OPS_BETWEEN_CHECKS)
    try:
        touched = None if order.rows is None else _touched(connection, order, Rows(**order.rows))
        return _written(connection, order, touched)
    finally:
        connection.set_progress_handler(None, 0)
        connection.set_authorizer(None)


def _touched(connection: sqlite3.Connection, order: ChangeOrder, rows: Rows) -> dict[str, Any]:
    authorizer = Authorizer(rows.reads, rows.blind, ENGINE_FUNCTIONS)
    shown = _Shown(rows.close, order, range(len(rows.close)))
    with _asked(connection, authorizer, rows.sql, order.params) as cursor:
        names = [column[0] for column in cursor.description or ()]
        if len(names) != len(rows.close):
            raise RefusalError("disagreement")
        shown.take(cursor)
    return shown.answer(names)


def _written(
    connection: sqlite3.Connection, order: ChangeOrder, touched: dict[str, Any] | None
) -> dict[str, Any]:
    before = connection.total_changes
    added = _Shown([False] * order.shown, order, order.steady)
    with _asked(connection, WritingAuthorizer(order), order.sql, order.params) as cursor:
        names = [column[0] for column in cursor.description or ()]
        if order.verb == "insert":
            added.take(cursor)
        affected = len(added.digest) if order.verb == "insert" else cursor.rowcount
    # Counts what foreign keys did as well: the engine's own word on how far it went.
    if connection.total_changes - before != affected:
        raise RefusalError("further")
    if touched is not None and touched["affected"] != affected:
        raise RefusalError("unlike")
    return added.answer(names) if order.verb == "insert" or touched is None else touched


@contextmanager
def _asked(
    connection: sqlite3.Connection, authorizer: Authorizer, sql: str, params: dict[str, Any]
) -> Generator[sqlite3.Cursor]:
    """Run a statement under its authorizer; what that has denied is a disagreement."""
    connection.set_authorizer(authorizer)
    cursor = connection.cursor()
    try:
        yield cursor.execute(sql, params)
    except sqlite3.Error:
        if authorizer.has_denied:
            raise RefusalError("disagreement") from None
        raise
    finally:
        cursor.close()
        connection.set_authorizer(None)
