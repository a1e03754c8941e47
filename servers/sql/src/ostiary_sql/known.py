"""The tables and columns that there are: what a rule may name."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import anyio

from ostiary.server import CallError
from ostiary_sql.catalog import Table
from ostiary_sql.engines.chosen import chosen_engine
from ostiary_sql.engines.sqlite.schema import read_catalog
from ostiary_sql.engines.sqlite.worker.connection import open_database
from ostiary_sql.engines.sqlite.worker.describe import describe
from ostiary_sql.settings import SqlSettings


def known_facts(settings: SqlSettings) -> dict[str, frozenset[str]]:
    """Return the values that facts about queries can have; nothing where no database answers.

    Args:
        settings: They name the database, which is only read.

    Raises:
        ValueError: They name none.
        sqlite3.Error: It cannot be read.
    """
    tables = list(
        _file_tables(settings) if settings.dialect == "sqlite" else _server_tables(settings)
    )
    if not tables:
        return {}
    columns = frozenset(
        f"{table.name}.{column}"
        for table in tables
        for column in (*(each.name for each in table.columns), "rowid")
    )
    names = frozenset(table.name for table in tables)
    return {
        "tables": names,
        "columns": columns,
        "tested": columns,
        "targets": names,
        "written": columns,
    }


def _file_tables(settings: SqlSettings) -> Iterable[Table]:
    database = settings.present_database()
    if database is None:
        return ()
    with closing(open_database(database)) as connection:
        return read_catalog({"version": "", **describe(connection)}).tables.values()


def _server_tables(settings: SqlSettings) -> Iterable[Table]:
    async def read() -> Iterable[Table]:
        engine = chosen_engine(settings)
        async with engine.running():
            return (await engine.catalog()).tables.values()

    # A thread of its own: whoever loads rules may run an event loop already.
    with ThreadPoolExecutor(1) as thread:
        try:
            return thread.submit(anyio.run, read).result()
        except CallError:
            return ()
