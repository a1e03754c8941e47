"""The worker's loop: a request in, an answer out, until its input ends."""

import sqlite3
import sys
from pathlib import Path
from typing import Any

from ostiary_sql.engines.sqlite.worker.confine import allow_cpu, confine
from ostiary_sql.engines.sqlite.worker.connection import open_database
from ostiary_sql.engines.sqlite.worker.describe import describe
from ostiary_sql.engines.sqlite.worker.frames import FrameError, encode_frame, read_frame
from ostiary_sql.engines.sqlite.worker.query import Order, RefusalError, run_order

_REASONS = {
    sqlite3.SQLITE_INTERRUPT: "timeout",
    sqlite3.SQLITE_TOOBIG: "too_large",
    sqlite3.SQLITE_NOMEM: "too_large",
    sqlite3.SQLITE_AUTH: "disagreement",
    sqlite3.SQLITE_ERROR: "statement",
    sqlite3.SQLITE_MISMATCH: "statement",
    sqlite3.SQLITE_RANGE: "statement",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_SCHEMA: "changed",
}


class Database:
    """The one connection of this process, opened again when the file behind its path is another.

    Args:
        path: The database file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._file = ""

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to one request, inside one read transaction."""
        connection = self._current()
        connection.execute("BEGIN")
        try:
            (number,) = connection.execute("PRAGMA schema_version").fetchone()
            version = f"{self._file}:{number}"
            if request["op"] == "version":
                return {"version": version}
            if request["op"] == "describe":
                return {"version": version, **describe(connection)}
            order = Order(**request["order"])
            allow_cpu(order.timeout_s)
            return run_order(connection, version, order)
        finally:
            connection.execute("ROLLBACK")

    def _current(self) -> sqlite3.Connection:
        status = self._path.stat()
        file = f"{status.st_dev}:{status.st_ino}"
        if self._connection is not None and file != self._file:
            self._connection.close()
            self._connection = None
        if self._connection is None:
            self._connection = open_database(self._path)
            self._file = file
        return self._connection


def answer_safely(database: Database, request: dict[str, Any]) -> dict[str, Any]:
    """Return the answer to `request`, or why there is none, in words of the protocol alone."""
    try:
        return database.answer(request)
    except RefusalError as refusal:
        return {"refused": refusal.reason}
    except MemoryError:
        return {"refused": "too_large"}
    except OSError:
        return {"refused": "unavailable"}
    except sqlite3.ProgrammingError:
        # The driver's own complaints: a parameter that is missing, more than one statement.
        return {"refused": "statement"}
    except sqlite3.Error as error:
        return {"refused": reason_of(error)}


def reason_of(error: sqlite3.Error) -> str:
    """Return why SQLite refused, in words of the protocol."""
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(error, sqlite3.DataError) and code is None:
        return "too_large"
    # The primary code stands in the low byte; extended codes refine it.
    return _REASONS.get(code & 0xFF, "unavailable") if isinstance(code, int) else "statement"


def serve(path: Path) -> None:
    """Answer requests on standard input until it ends."""
    confine()
    database = Database(path)
    while True:
        try:
            request = read_frame(sys.stdin.buffer)
        except FrameError:
            return
        if request is None:
            return
        try:
            frame = encode_frame(answer_safely(database, request))
        except (FrameError, MemoryError):
            frame = encode_frame({"refused": "too_large"})
        sys.stdout.buffer.write(frame)
        sys.stdout.buffer.flush()


def main() -> None:
    """Serve the database that the first argument names."""
    serve(Path(sys.argv[1]))
