"""The authorizer: an allow-list of what one statement may do, asked by SQLite while it prepares it.

It is handed what the examination found. A read, function or action beyond that means that
examination and engine understood the statement differently, and the statement is refused.
"""

import sqlite3
from collections.abc import Iterable

_NO_COLUMN = ""
_ROWID = "rowid"


class Authorizer:
    """The callback for one statement.

    Args:
        reads: Tables and columns that the statement reads, in any case.
        functions: Functions that statements may call, in lower case.
    """

    def __init__(self, reads: Iterable[tuple[str, str]], functions: frozenset[str]) -> None:
        self._reads = {(table.lower(), column.lower()) for table, column in reads}
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
        if self._allows(action, first or "", second or "", database or ""):
            return sqlite3.SQLITE_OK
        self.has_denied = True
        return sqlite3.SQLITE_DENY

    def _allows(self, action: int, first: str, second: str, database: str) -> bool:
        if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE):
            return True
        if action == sqlite3.SQLITE_READ:
            return database in ("main", "") and self._may_read(first.lower(), second.lower())
        if action == sqlite3.SQLITE_FUNCTION:
            return second.lower() in self._functions
        return False

    def _may_read(self, table: str, column: str) -> bool:
        # A table of which only the number of rows matters is reported with an empty column.
        if column == _NO_COLUMN:
            return table in self._tables
        return (table, column) in self._reads
