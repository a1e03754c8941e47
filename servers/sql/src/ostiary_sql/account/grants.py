"""`ostiary-sql --grants`: the statements that make an account which can read and nothing else.

What is secret by `data.yaml` is left out, column by column: no statement reads it then, however it
is understood.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import anyio

from ostiary.server import CallError, DataClass, DataMap
from ostiary_sql.catalog import Catalog, Table
from ostiary_sql.classes import flowing
from ostiary_sql.engines.chosen import chosen_engine
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.statement import read_statement
from ostiary_sql.settings import SqlSettings

_ROLE = "ostiary_reader"


def grants(settings: SqlSettings, data: DataMap) -> str:
    """Return the statements, for whoever owns the tables to run.

    Args:
        settings: They name the database, and an account that sees the tables.
        data: The classes of columns.
    """
    if settings.dialect == "sqlite":
        return "-- A SQLite file has no accounts: the server opens it to read, and nothing else.\n"

    async def read() -> Catalog:
        engine = chosen_engine(settings)
        async with engine.running():
            return await engine.catalog()

    with ThreadPoolExecutor(1) as thread:
        try:
            catalog = thread.submit(anyio.run, read).result()
        except CallError as error:
            raise ValueError(f"OSTIARY_SQL_URL: {error.detail}") from None
    database = str(settings.address().url.database)
    write = _postgres if settings.dialect == "postgres" else _mariadb
    return "\n".join(write(database, _allowed(catalog, data))) + "\n"


@dataclass(frozen=True, slots=True)
class _Allowed:
    """A table, and which of its columns may be read.

    Args:
        table: The table.
        columns: Names of those which may.
        others: Names of the others.
    """

    table: Table
    columns: Sequence[str]
    others: Sequence[str]


def _allowed(catalog: Catalog, data: DataMap) -> list[_Allowed]:
    found: list[_Allowed] = []
    for table in sorted(catalog.tables.values(), key=lambda each: (each.schema, each.own_name)):
        secret = _secret(table, catalog, data)
        names = [column.name for column in table.columns]
        found.append(
            _Allowed(
                table,
                [name for name in names if name not in secret],
                [name for name in names if name in secret],
            )
        )
    return found


def _secret(table: Table, catalog: Catalog, data: DataMap) -> frozenset[str]:
    """Return the columns that are secret, or of a view made of something that is."""
    quote = '"' if catalog.dialect == "postgres" else "`"
    path = ".".join(f"{quote}{part}{quote}" for part in (table.schema, table.own_name))
    try:
        statement = read_statement(f"SELECT * FROM {path}", catalog)  # noqa: S608 - read, never run
    except UnreadableError:
        return frozenset(column.name for column in table.columns)
    return frozenset(
        column.name
        for column in statement.columns
        if flowing(column.value.origins, catalog, data).data_class >= DataClass.SECRET
    )


def _postgres(database: str, allowed: Sequence[_Allowed]) -> Iterator[str]:
    def quoted(name: str) -> str:
        return '"' + name.replace('"', '""') + '"'

    yield f"CREATE ROLE {_ROLE} LOGIN CONNECTION LIMIT 20;"
    yield f"\\password {_ROLE}"
    yield f"ALTER ROLE {_ROLE} SET default_transaction_read_only = on;"
    yield f"GRANT CONNECT ON DATABASE {quoted(database)} TO {_ROLE};"
    for schema in dict.fromkeys(each.table.schema for each in allowed):
        yield f"GRANT USAGE ON SCHEMA {quoted(schema)} TO {_ROLE};"
    for each in allowed:
        path = f"{quoted(each.table.schema)}.{quoted(each.table.own_name)}"
        if each.columns and not each.others:
            yield f"GRANT SELECT ON {path} TO {_ROLE};"
        elif each.columns:
            columns = ", ".join(map(quoted, each.columns))
            yield f"GRANT SELECT ({columns}) ON {path} TO {_ROLE};"
        else:
            yield f"-- {path}: nothing of it may be read"
    yield "-- PostgreSQL lets everybody make temporary tables and large objects. To take that away:"
    yield f"-- REVOKE TEMPORARY ON DATABASE {quoted(database)} FROM PUBLIC;"
    yield "-- REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid) FROM PUBLIC;"


def _mariadb(_database: str, allowed: Sequence[_Allowed]) -> Iterator[str]:
    def quoted(name: str) -> str:
        return "`" + name.replace("`", "``") + "`"

    account = f"'{_ROLE}'@'%'"
    yield "-- In place of % put the address that the server connects from."
    yield f"CREATE USER {account} IDENTIFIED BY '<password>' WITH MAX_USER_CONNECTIONS 20;"
    for each in allowed:
        path = f"{quoted(each.table.schema)}.{quoted(each.table.own_name)}"
        rights: list[str] = []
        if each.columns and not each.others:
            rights.append("SELECT")
        elif each.columns:
            # REFERENCES shows that a column is there, so that it reads as withheld and not as
            # unknown.
            rights.append(f"SELECT ({', '.join(map(quoted, each.columns))})")
            rights.append(f"REFERENCES ({', '.join(map(quoted, each.others))})")
        if each.table.kind == "view":
            rights.append("SHOW VIEW")
        if each.columns:
            yield f"GRANT {', '.join(rights)} ON {path} TO {account};"
        else:
            yield f"-- {path}: nothing of it may be read"
