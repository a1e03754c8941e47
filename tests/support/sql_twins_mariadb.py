"""A small business in MariaDB, twice, with other secrets; what the reader and the engine say."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import anyio
import pymysql
import pytest
from mariadb import MariaDB
from sql_mariadb import Place, engine_in, new_place

from ostiary_sql.catalog import Catalog
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
CREATE TABLE customers (id int PRIMARY KEY, name varchar(40) NOT NULL, api_secret varchar(40) NOT NULL,
    `Mood` enum('calm', 'angry') NOT NULL);
CREATE TABLE contacts (id int PRIMARY KEY, customer_id int NOT NULL, job_title varchar(20),
    email varchar(60) NOT NULL, born_on date,
    domain varchar(60) AS (SUBSTRING_INDEX(email, '@', -1)) STORED);
CREATE VIEW people AS SELECT id, email AS title, job_title AS email FROM contacts;
CREATE VIEW hidden AS SELECT id, job_title FROM contacts WHERE email > 'b';
INSERT INTO customers VALUES (1, 'Amber', '{0}x', 'calm'), (2, 'Birch', '{0}yy', 'angry');
INSERT INTO contacts (id, customer_id, job_title, email, born_on) VALUES
    (1, 1, 'Buyer', 'a{0}@{0}.example', '{1}-01-01'), (2, 1, NULL, 'b{0}@{0}.example', NULL),
    (3, 2, 'Buyer', 'c{0}@c{0}.example', '{1}-05-05');
"""


@dataclass(frozen=True, slots=True)
class Told:
    """What the engine says to a statement.

    Args:
        names: Of its result columns; None where there was an error.
        rows: In no order; or the number of the error that came instead.
    """

    names: tuple[str, ...] | None
    rows: tuple[Any, ...] | int


class Business:
    """One of the two databases.

    Args:
        connection: To it.
        catalog: Its schema, as the engine read it.
    """

    def __init__(self, connection: Any, catalog: Catalog) -> None:
        self._connection = connection
        self.catalog = catalog

    def tell(self, narrowed: Narrowed) -> Told:
        """Return what the engine says to a narrowed statement without parameters."""
        return self.say(narrowed.sql)

    def say(self, sql: str) -> Told:
        """Return what the engine says to a statement as it stands."""
        with self._connection.cursor() as cursor:
            try:
                cursor.execute(sql)
            except pymysql.Error as error:
                return Told(None, int(error.args[0]))
            names = tuple(str(column[0]) for column in cursor.description)
            return Told(names, tuple(sorted(cursor.fetchall(), key=str)))


@dataclass(frozen=True, slots=True)
class Twins:
    """Two databases that differ in what is withheld alone."""

    first: Business
    second: Business

    @property
    def catalog(self) -> Catalog:
        """The schema of the first."""
        return self.first.catalog

    def tell(self, statement: str) -> list[Told]:
        """Return what both say to a statement that is narrowed first."""
        return [
            each.tell(read_statement(statement, each.catalog).narrowed(HELD))
            for each in (self.first, self.second)
        ]


def is_forbidden(statement: Statement) -> bool:
    """Whether the statement decides anything by a withheld column."""
    return bool(statement.trace.tested & HELD)


@pytest.fixture(scope="session")
def mariadb_twins(mariadb_server: MariaDB) -> Iterator[Twins]:
    """Two databases that differ in what is withheld alone."""
    one, two = (_place(mariadb_server, *each) for each in ((SECRET, 1913), (SECRET[::-1], 1917)))
    with closing(_connect(one)) as first, closing(_connect(two)) as second:
        yield Twins(Business(first, _catalog(one)), Business(second, _catalog(two)))


def _place(server: MariaDB, secret: str, year: int) -> Place:
    place = new_place(server)
    place.execute(_SCHEMA.format(secret, year))
    return place


def _catalog(place: Place) -> Catalog:
    async def ask() -> Catalog:
        async with engine_in(place) as here:
            return await here.engine.catalog()

    return anyio.run(ask)


def _connect(place: Place) -> Any:
    return pymysql.connect(
        host="127.0.0.1",
        port=place.server.port,
        user="tests",
        password="tests",
        database=place.database,
        charset="utf8mb4",
        init_command="SET sql_notes = 0, max_statement_time = 5",
    )
