"""A small business in PostgreSQL, twice, with other secrets; what the reader and the engine say."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import LiteralString

import psycopg
import pytest
from postgres import Postgres
from psycopg.pq import ExecStatus

from ostiary_sql.catalog import Catalog, Column, Table
from ostiary_sql.reading.narrow import Narrowed
from ostiary_sql.reading.statement import Statement, read_statement
from ostiary_sql.reading.value import Base

SECRET = "zq7secret"
"""Part of every closely held text, and of nothing else."""

HELD: frozenset[Base] = frozenset({
    ("customers", "api_secret"), ("contacts", "email"), ("contacts", "born_on"),
    ("contacts", "domain"),
})  # fmt: skip

_SCHEMA = """
CREATE TYPE mood AS ENUM ('calm', 'angry');
CREATE DOMAIN address AS text NOT NULL;
CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL, api_secret address, tags text[] NOT NULL,
    settings jsonb NOT NULL, mood mood NOT NULL, since date NOT NULL);
CREATE TABLE contacts (id int PRIMARY KEY, customer_id int NOT NULL, job_title text, email text NOT NULL,
    born_on date, domain text GENERATED ALWAYS AS (split_part(email, '@', 2)) STORED);
CREATE VIEW people AS SELECT id, email AS title, job_title AS email FROM contacts;
CREATE VIEW hidden AS SELECT id, job_title FROM contacts WHERE email > 'b';
INSERT INTO customers VALUES (1, 'Amber', '{0}x', '{{a,b}}', '{{"k": 1}}', 'calm', '2020-01-01'),
    (2, 'Birch', '{0}yy', '{{}}', '{{"k": [2, 3]}}', 'angry', '2021-06-01');
INSERT INTO contacts VALUES (1, 1, 'Buyer', 'a{0}@{0}.example', '{1}-01-01'),
    (2, 1, NULL, 'b{0}@{0}.example', NULL), (3, 2, 'Buyer', 'c{0}@c{0}.example', '{1}-05-05');
"""


@dataclass(frozen=True, slots=True)
class Told:
    """What the engine says to a statement.

    Args:
        names: Of its result columns; None where the engine does not understand the statement.
        rows: As text, in no order; or the message of the error that came instead.
    """

    names: tuple[str, ...] | None
    rows: tuple[tuple[str | None, ...], ...] | str


class Business:
    """One of the two databases.

    Args:
        connection: To a schema of its own, which is its search path.
    """

    def __init__(self, connection: "psycopg.Connection[tuple[object, ...]]") -> None:
        self._connection = connection

    def tell(self, narrowed: Narrowed) -> Told:
        """Return what the engine says to a narrowed statement without parameters."""
        raw = self._connection.pgconn
        raw.exec_(b"ROLLBACK; BEGIN READ ONLY")
        result = raw.exec_params(narrowed.sql.encode(), [])
        if result.status != ExecStatus.TUPLES_OK:
            return Told(None, result.error_message.decode().splitlines()[0])
        names = tuple((result.fname(at) or b"").decode() for at in range(result.nfields))
        rows = [
            tuple(_text(result.get_value(row, at)) for at in range(result.nfields))
            for row in range(result.ntuples)
        ]
        return Told(names, tuple(sorted(rows, key=str)))

    def names(self, statement: str) -> tuple[str, ...] | None:
        """Return the names of the result columns; None where the engine refuses the statement."""
        raw = self._connection.pgconn
        raw.exec_(b"ROLLBACK; BEGIN READ ONLY")
        if raw.prepare(b"", statement.encode()).status != ExecStatus.COMMAND_OK:
            return None
        result = raw.describe_prepared(b"")
        return tuple((result.fname(at) or b"").decode() for at in range(result.nfields))

    def column(self, query: LiteralString) -> set[str]:
        """Return the values of the only column of a query."""
        found = {str(row[0]) for row in self._connection.execute(query)}
        self._connection.rollback()
        return found

    def catalog(self) -> Catalog:
        """Return its schema."""
        tables: dict[str, Table] = {}
        row = self._connection.execute("SELECT current_schema()").fetchone()
        schema = str(row[0]) if row else ""
        for name, kind, text in self._connection.execute(
            "SELECT relname, relkind, coalesce(pg_get_viewdef(oid), '') FROM pg_class"
            " WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'v')"
        ):
            is_view = kind in (b"v", "v")
            columns = tuple(
                Column(str(each[0]), str(each[1]), bool(each[2]), 0, bool(each[3]), str(each[4]))
                for each in self._connection.execute(
                    "SELECT attname, format_type(atttypid, atttypmod), NOT attnotnull,"
                    " attgenerated <> '', coalesce(pg_get_expr(adbin, adrelid), '')"
                    " FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum"
                    " WHERE attrelid = %s::regclass AND attnum > 0 ORDER BY attnum",
                    [str(name)],
                )
            )
            tables[str(name)] = Table(
                str(name),
                "view" if is_view else "table",
                columns,
                sql=str(text) if is_view else "",
                schema=schema,
                own_name=str(name),
            )
        self._connection.rollback()
        return Catalog("1", tables, "postgres", schema)


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode()


@dataclass(frozen=True, slots=True)
class Twins:
    """Two databases that differ in what is withheld alone.

    Args:
        first: One, and its schema.
        second: The other, and its.
    """

    first: tuple[Business, Catalog]
    second: tuple[Business, Catalog]

    @property
    def catalog(self) -> Catalog:
        """The schema of the first."""
        return self.first[1]

    def tell(self, statement: str, held: frozenset[Base] = HELD) -> list[Told]:
        """Return what both say to a statement that is narrowed first."""
        return [
            business.tell(read_statement(statement, catalog).narrowed(held))
            for business, catalog in (self.first, self.second)
        ]


def is_forbidden(statement: Statement) -> bool:
    """Whether the statement decides anything by a withheld column."""
    return bool(statement.trace.tested & HELD)


@pytest.fixture(scope="session")
def twins(postgres_server: Postgres) -> Iterator[Twins]:
    """Two databases that differ in what is withheld alone."""
    with (
        closing(_connect(postgres_server)) as one,
        closing(_connect(postgres_server)) as two,
    ):
        one.execute(_SCHEMA.format(SECRET, 1913).encode())
        two.execute(_SCHEMA.format(SECRET[::-1] + SECRET, 1917).encode())
        for each in (one, two):
            each.commit()
        first, second = Business(one), Business(two)
        yield Twins((first, first.catalog()), (second, second.catalog()))


def _connect(server: Postgres) -> "psycopg.Connection[tuple[object, ...]]":
    connection = psycopg.connect(server.database())
    connection.execute("SET default_transaction_read_only = off")
    connection.execute("SET statement_timeout = '5s'")
    connection.commit()
    return connection
