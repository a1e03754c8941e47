"""The sample database on disk: built whole or not at all, and anew each day."""

import os
import sqlite3
import tempfile
from contextlib import closing
from datetime import date
from importlib.resources import files
from pathlib import Path

from ostiary_sql.sample.rows import Business

SEED = 20_240_229


def ensure_sample(path: Path, today: date) -> Path:
    """Build the sample at `path` unless it is there and of today; return `path`.

    It is built anew each day because its dates are relative to the day of building: "the last 90
    days" has to keep its answer. Nothing is lost by it, since nobody can write into the sample.

    Args:
        path: The database file; its folder is made when absent.
        today: The day that all dates are relative to.
    """
    if not _is_of(path, today):
        build_sample(path, today)
    return path


def build_sample(path: Path, today: date, seed: int = SEED) -> None:
    """Replace the database at `path` by a fresh sample, in one step.

    Args:
        path: The database file; its folder is made when absent.
        today: The day that all dates are relative to.
        seed: Same seed and day, same rows.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".sample-", suffix=".sqlite")
    os.close(handle)
    unfinished = Path(name)
    try:
        with closing(sqlite3.connect(unfinished, isolation_level=None)) as connection:
            _fill(connection, Business(seed, today))
            connection.execute(f"PRAGMA user_version = {today.toordinal()}")
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _fill(connection: sqlite3.Connection, business: Business) -> None:
    # The file is renamed into place when complete: a journal would protect nothing.
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    schema = files("ostiary_sql.sample").joinpath("schema.sql").read_text(encoding="utf-8")
    connection.executescript(f"BEGIN; {schema}")
    for table, rows in business.rows.items():
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - our own names
    connection.execute("COMMIT")
    connection.execute("ANALYZE")


def _is_of(path: Path, today: date) -> bool:
    if not path.is_file():
        return False
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        ) as connection:
            (day,) = connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error:
        return False
    return day == today.toordinal()
