"""Writing to SQLite in tests: what a database holds, what others do to it, changes as examined."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sql_asking import STARTER
from sql_server import Asking

from ostiary.server import INTERNAL, Cursors, Origin
from ostiary_sql.changes import Bounds
from ostiary_sql.engines.changing import Change
from ostiary_sql.engines.sqlite.engine import SqliteEngine
from ostiary_sql.examine import Examiner
from ostiary_sql.plan import Sight

DELETE = "DELETE FROM invoices WHERE id <= 300"
"""A change of 300 rows."""


def content(database: Path) -> list[str]:
    """Return all that a database holds."""
    with closing(sqlite3.connect(database)) as connection:
        return list(connection.iterdump())


def execute(database: Path, script: str) -> None:
    """Run a script as somebody else who has the file."""
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(script)


async def changed(asking: Asking, sql: str, **arguments: Any) -> dict[str, Any]:
    """Return what a statement that has to succeed did."""
    answer = await asking.call("run_statement", sql=sql, **arguments)
    assert isinstance(answer, dict), answer
    return answer


async def refused(asking: Asking, sql: str, **arguments: Any) -> str:
    """Return why a statement that has to be refused was."""
    answer = await asking.call("run_statement", sql=sql, **arguments)
    assert isinstance(answer, str), answer
    return answer


def up_to_internal(origin: Origin) -> bool:
    """Return whether a value of that origin leaves for an editor."""
    return origin.data_class <= INTERNAL.data_class


EDITOR = Sight(INTERNAL.data_class, up_to_internal)


async def change_of(sql: str, database: Path) -> Change:
    """Return what an editor's statement comes to."""
    engine = SqliteEngine(lambda: database)
    async with engine.running():
        examined = await Examiner(engine, lambda: Cursors(b"k" * 32)).change({"sql": sql}, STARTER)
    order, _ = examined.ground.order(EDITOR, Bounds(1000, 20, 100_000, 5.0))
    return order
