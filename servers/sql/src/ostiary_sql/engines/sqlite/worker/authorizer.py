"""The authorizer: an allow-list of what one statement may do, asked by SQLite while it prepares it.

It is handed what the examination found. A read, function or action beyond that means that
examination and engine understood the statement differently, and the statement is refused. And
whatever was understood, columns that the caller may not see are not read at all: SQLite puts NULL
in their place, wherever they stand.
"""

import sqlite3
from collections.abc import Iterable

from ostiary_sql.names import fold

_NO_COLUMN = ""


class Authorizer:
    """The callback for one statement.

    Args:
        reads: Tables and columns that the statement reads, in any case.
        blind: Columns of which it gets NULL, in any case.
        functions: Functions that statements may call, in lower case.
    """

    def __init__(
        self,
        reads: Iterable[tuple[str, str]],
        blind: Iterable[tuple[str, str]],
        functions: frozenset[str],
    ) -> None:
        self._reads = _folded(reads)
        self._blind = _folded(blind)
        self._tables = {table for table, _ in self._reads}
        self._functions = functions
        self.has_denied = False

    def __call__(
        self,
        action: int,
        first: str | None,
        second: str | None,
        database: str | None,
        _inner: str | None,
    ) -> int:
        """Return SQLite's verdict on one action of the statement."""
        table, name = fold(first or ""), fold(second or "")
        if not self._allows(action, table, name, database or ""):
            self.has_denied = True
            return sqlite3.SQLITE_DENY
        if action == sqlite3.SQLITE_READ and (table, name) in self._blind:
            return sqlite3.SQLITE_IGNORE
        return sqlite3.SQLITE_OK

    def _allows(self, action: int, table: str, name: str, database: str) -> bool:
        if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE):
            return True
        if action == sqlite3.SQLITE_READ:
            return database in ("main", "") and self._may_read(table, name)
        if action == sqlite3.SQLITE_FUNCTION:
            return name in self._functions
        return False

    def _may_read(self, table: str, column: str) -> bool:
        # A table of which only the number of rows matters is reported with an empty column.
        if column == _NO_COLUMN:
            return table in self._tables
        return (table, column) in self._reads


def _folded(columns: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    return {(fold(table), fold(column)) for table, column in columns}
