"""Examining a statement and running it as a worker does, without the process around it."""

import sqlite3
from collections.abc import Mapping
from importlib.resources import as_file, files
from typing import Any

from ostiary.privacy.load import load_datamap
from ostiary.server import INTERNAL, DataMap
from ostiary_sql.catalog import Catalog
from ostiary_sql.classes import class_of, flowing
from ostiary_sql.engines.sqlite.worker.query import Order, run_order
from ostiary_sql.reading.statement import Statement, read_statement

with as_file(files("ostiary_sql").joinpath("starter/data.yaml")) as _path:
    STARTER: DataMap = load_datamap(_path)


def is_forbidden(statement: Statement, catalog: Catalog) -> bool:
    """Whether the starter policy refuses `statement` to an analyst."""
    return any(
        class_of(base, catalog, STARTER).data_class > INTERNAL.data_class
        for base in statement.trace.tested
    )


def is_withheld(statement: Statement, catalog: Catalog) -> list[bool]:
    """Return for each result column whether the starter's data map withholds it from an analyst."""
    return [
        flowing(column.value.origins, catalog, STARTER).data_class > INTERNAL.data_class
        for column in statement.columns
    ]


def run_statement(
    connection: sqlite3.Connection,
    statement: Statement,
    catalog: Catalog,
    params: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the worker's answer."""
    order = Order(
        sql=statement.sql,
        params=dict(params or {}),
        reads=sorted(statement.engine_reads()),
        blind=[],
        schema="1",
        names=[column.name if column.is_alias else None for column in statement.columns],
        close=is_withheld(statement, catalog),
        max_rows=10_000,
        max_bytes=8 * 1024 * 1024,
        timeout_s=5,
    )
    return run_order(connection, "1", order)


def ask(
    connection: sqlite3.Connection,
    catalog: Catalog,
    sql: str,
    params: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the worker's answer to `sql`, examined first."""
    return run_statement(connection, read_statement(sql, catalog), catalog, params)
