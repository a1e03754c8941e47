"""Running one examined statement: on the schema it was examined against, under its authorizer."""

import os
import sqlite3
import time
from dataclasses import dataclass
from typing import Any

from ostiary_sql.engines.cell import FirstRowTooLargeError, Page
from ostiary_sql.engines.sqlite.worker.authorizer import Authorizer
from ostiary_sql.engines.sqlite.worker.cells import to_cell, type_name
from ostiary_sql.functions import ENGINE_FUNCTIONS
from ostiary_sql.names import fold

OPS_BETWEEN_CHECKS = 2000

SERVER = "WORKER_OF"
"""The variable that tells a worker the number of the process that it works for."""

_SERVER_PID = int(os.environ.get(SERVER, os.getppid()))
# Told and not asked: a server can be killed before its worker has come as far as this line.


class RefusalError(Exception):
    """The statement was not run, or not to its end.

    Args:
        reason: A word of the protocol: `changed`, `disagreement`, `too_large`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Order:
    """What the server asks for.

    Args:
        sql: The statement, exactly as it was examined.
        params: Values of its `:name` parameters.
        reads: Tables and columns that it may read.
        blind: Those of which it gets NULL in place of what they hold.
        schema: The version of the schema that it was examined against.
        names: The name of each result column where the examination knows it, else None.
        close: For each result column whether it is closely held: its sizes and types are not told.
        max_rows: Most rows to return.
        max_bytes: Most bytes to return, about.
        timeout_s: When to stop [s].
        skip_rows: Rows to leave out at the beginning.
    """

    sql: str
    params: dict[str, Any]
    reads: list[tuple[str, str]]
    blind: list[tuple[str, str]]
    schema: str
    names: list[str | None]
    close: list[bool]
    max_rows: int
    max_bytes: int
    timeout_s: float
    skip_rows: int = 0


def run_order(connection: sqlite3.Connection, schema_version: str, order: Order) -> dict[str, Any]:
    """Return the rows of `order` and whether there were more.

    Args:
        connection: Open, inside a read transaction, without an authorizer.
        schema_version: The version of the schema that this transaction sees.
        order: What to run.

    Raises:
        RefusalError: The schema has changed, or SQLite understands the statement differently.
        sqlite3.Error: SQLite refused it or stopped it.
    """
    if schema_version != order.schema:
        raise RefusalError("changed")
    authorizer = Authorizer(order.reads, order.blind, ENGINE_FUNCTIONS)
    deadline_s = time.monotonic() + order.timeout_s
    connection.set_authorizer(authorizer)
    connection.set_progress_handler(lambda: is_over(deadline_s), OPS_BETWEEN_CHECKS)
    cursor = connection.cursor()
    try:
        cursor.execute(order.sql, order.params)
        names = [column[0] for column in cursor.description or ()]
        _compare(names, order.names)
        return {"columns": names, **_take(cursor, order)}
    except FirstRowTooLargeError:
        raise RefusalError("too_large") from None
    except sqlite3.Error:
        if authorizer.has_denied:
            raise RefusalError("disagreement") from None
        raise
    finally:
        cursor.close()
        connection.set_progress_handler(None, 0)
        connection.set_authorizer(None)


def is_over(deadline_s: float) -> bool:
    """Return whether a statement has to stop: it is late, or nobody waits for it any more."""
    # A server that was killed closes no pipe of its own accord that a running query would notice.
    return time.monotonic() > deadline_s or os.getppid() != _SERVER_PID


def _compare(names: list[str], expected: list[str | None]) -> None:
    if len(names) != len(expected):
        raise RefusalError("disagreement")
    for name, known in zip(names, expected, strict=True):
        if known is not None and fold(name) != fold(known):
            raise RefusalError("disagreement")


def _take(cursor: sqlite3.Cursor, order: Order) -> dict[str, Any]:
    types: list[set[str]] = [set() for _ in order.close]
    page = Page(order.close, order.max_rows, order.max_bytes, order.skip_rows)
    for row in cursor:
        if page.skips():
            continue
        if not page.takes([to_cell(value) for value in row]):
            break
        for kinds, value, close in zip(types, row, order.close, strict=True):
            if not close:
                kinds.add(type_name(value))
    found = [sorted(kinds - {""}) for kinds in types]
    return {
        "rows": page.rows,
        "types": [kinds[0] if len(kinds) == 1 else "" for kinds in found],
        "truncated": page.is_truncated,
    }
