"""The loop of a worker that writes: a change, and then its commit, or nothing.

It serves one change. Whatever ends it before the commit undoes the change: an answer that nobody
asked for, the end of its input, or of itself.
"""

import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ostiary_sql.engines.sqlite.worker.change import ChangeOrder, run_change
from ostiary_sql.engines.sqlite.worker.confine import allow_cpu, confine
from ostiary_sql.engines.sqlite.worker.connection import open_database
from ostiary_sql.engines.sqlite.worker.frames import FrameError, encode_frame, read_frame
from ostiary_sql.engines.sqlite.worker.main import reason_of
from ostiary_sql.engines.sqlite.worker.query import RefusalError

_GROWTH_BYTES = 1024 * 1024 * 1024
"""How much longer the database, or its log, may get while a worker has it open."""

_REASONS = {
    sqlite3.SQLITE_CONSTRAINT_UNIQUE: "unique",
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY: "unique",
    sqlite3.SQLITE_CONSTRAINT_ROWID: "unique",
    sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY: "reference",
    # What a foreign key says that restricts: the table has no triggers.
    sqlite3.SQLITE_CONSTRAINT_TRIGGER: "reference",
    sqlite3.SQLITE_CONSTRAINT_NOTNULL: "missing",
    sqlite3.SQLITE_CONSTRAINT: "check",
    sqlite3.SQLITE_MISMATCH: "check",
    sqlite3.SQLITE_READONLY: "unwritable",
    sqlite3.SQLITE_FULL: "unwritable",
    sqlite3.SQLITE_IOERR: "unwritable",
}
"""By extended code where it is one of these, else by the primary code in its low byte."""


class Writing:
    """The one connection of this process.

    Args:
        path: The database file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = open_database(path, writes=True)

    def recover(self) -> dict[str, Any]:
        """Undo what a worker left behind that was killed: SQLite does, when it is read."""
        self._connection.execute("SELECT count(*) FROM main.sqlite_schema").fetchone()
        return {"recovered": True}

    def change(self, order: dict[str, Any]) -> dict[str, Any]:
        """Return what a change did; the transaction stays open."""
        self._connection.execute("BEGIN IMMEDIATE")
        (number,) = self._connection.execute("PRAGMA schema_version").fetchone()
        status = self._path.stat()
        version = f"{status.st_dev}:{status.st_ino}:{number}"
        asked = ChangeOrder(**order)
        allow_cpu(asked.timeout_s)
        return run_change(self._connection, version, asked)

    def commit(self) -> dict[str, Any]:
        """Keep the change."""
        if not self._connection.in_transaction:
            raise RefusalError("unlike")
        self._connection.execute("COMMIT")
        return {"committed": True}

    def undo(self) -> dict[str, Any]:
        """Undo what is not kept."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        return {"undone": True}

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to `request`, or why there is none, in words of the protocol alone."""
        ways: dict[str, Callable[[], dict[str, Any]]] = {
            "recover": self.recover,
            "change": lambda: self.change(request["order"]),
            "commit": self.commit,
            "undo": self.undo,
        }
        try:
            return ways[request["op"]]()
        except RefusalError as refusal:
            reason = refusal.reason
        except MemoryError:
            reason = "too_large"
        except OSError:
            reason = "unavailable"
        except sqlite3.ProgrammingError:
            reason = "statement"
        except sqlite3.Error as error:
            reason = _reason(error)
        self.undo()
        return {"refused": reason}


def _reason(error: sqlite3.Error) -> str:
    code = getattr(error, "sqlite_errorcode", None)
    if not isinstance(code, int):
        return reason_of(error)
    return _REASONS.get(code) or _REASONS.get(code & 0xFF) or reason_of(error)


def main() -> None:
    """Serve the database that the first argument names, until the input ends."""
    path = Path(sys.argv[1])
    confine(path.stat().st_size + _GROWTH_BYTES)
    writing = Writing(path)
    while True:
        try:
            request = read_frame(sys.stdin.buffer)
        except FrameError:
            return
        if request is None:
            return
        sys.stdout.buffer.write(encode_frame(writing.answer(request)))
        sys.stdout.buffer.flush()
