"""The tables and columns that there are: what a rule may name."""

from contextlib import closing
from pathlib import Path

from ostiary_sql.engines.sqlite.schema import read_catalog
from ostiary_sql.engines.sqlite.worker.connection import open_database
from ostiary_sql.engines.sqlite.worker.describe import describe


def known_facts(database: Path | None) -> dict[str, frozenset[str]]:
    """Return the values that facts about queries can have; nothing where there is no database.

    Args:
        database: The file, which is only read.

    Raises:
        sqlite3.Error: It cannot be read.
    """
    if database is None:
        return {}
    with closing(open_database(database)) as connection:
        catalog = read_catalog({"version": "", **describe(connection)})
    columns = frozenset(
        f"{table.name}.{column}"
        for table in catalog.tables.values()
        for column in (*(each.name for each in table.columns), "rowid")
    )
    return {"tables": frozenset(catalog.tables), "columns": columns, "tested": columns}
