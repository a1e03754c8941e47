"""Orders for engines: of statements that were examined, and of some that never were."""

from dataclasses import replace
from typing import Any

from ostiary_sql.catalog import Catalog
from ostiary_sql.engines.base import Expected, Order
from ostiary_sql.reading.statement import read_statement
from ostiary_sql.reading.value import Base


def unexamined(
    sql: str, schema: str, reads: frozenset[Base] = frozenset(), width: int = 1
) -> Order:
    """Return an order that says only what it is given; `width` is the number of its columns."""
    return Order(
        sql=sql,
        params={},
        places=(),
        reads=reads,
        tables=frozenset(table for table, _ in reads),
        blind=(),
        schema=schema,
        columns=(Expected(None, None, is_close=False),) * width,
        max_rows=100,
        max_bytes=100_000,
        timeout_s=5,
    )


def examined(sql: str, catalog: Catalog, *, is_close: bool = False, **changes: Any) -> Order:
    """Return the order of a statement as the reader understands it."""
    statement = read_statement(sql, catalog)
    columns = tuple(
        Expected(column.name if column.is_alias else None, column.value.base, is_close)
        for column in statement.columns
    )
    reads = statement.engine_reads()
    return replace(unexamined(sql, catalog.version, reads), columns=columns, **changes)
