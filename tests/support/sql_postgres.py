"""Databases and engines of PostgreSQL for tests of the SQL server."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import anyio
from postgres import Postgres
from sql_orders import unexamined

from ostiary_sql.address import read_address
from ostiary_sql.engines.base import Answer, Expected, Order
from ostiary_sql.engines.postgres.engine import PostgresEngine

_PATIENCE = 100


@dataclass
class Place:
    """A schema of a test's own.

    Args:
        server: The server that it is in.
        schema: Its name.
        database: The database that it is in.
    """

    server: Postgres
    schema: str
    database: str = "postgres"

    def execute(self, *statements: str) -> str:
        """Return what psql prints for the last of `statements`, run in this schema."""
        answer = ""
        for statement in statements:
            answer = self.server.query(statement, self.database, self.schema)
        return answer

    def url(self, user: str = "tests") -> str:
        """Return the URL of the database."""
        return f"postgresql://{user}@/{self.database}?host={self.server.folder}"

    async def working(self) -> int:
        """Return how many connections of ours run something, once there are none or time is up."""
        question = (
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE application_name = 'ostiary-sql' AND state <> 'idle'"
        )
        for _ in range(_PATIENCE):
            if not int(self.execute(question)):
                return 0
            await anyio.sleep(0.1)
        return int(self.execute(question))


def new_place(server: Postgres) -> Place:
    """Return an empty schema."""
    place = Place(server, f"s{uuid4().hex}")
    server.query(f"CREATE SCHEMA {place.schema}")
    return place


@dataclass
class Running:
    """An engine on a place, that runs.

    Args:
        engine: The engine.
        place: Where.
    """

    engine: PostgresEngine
    place: Place

    async def order(
        self, sql: str, *tables: str, width: int = 1, reads: str = "", **changes: Any
    ) -> Order:
        """Return an order for a statement on `tables`; `reads` are `table.column` with blanks."""
        schema = (await self.engine.catalog()).version
        bases = frozenset(
            (read.partition(".")[0], read.partition(".")[2]) for read in reads.split()
        )
        order = unexamined(sql, schema, bases, width)
        return replace(order, **{"tables": frozenset(tables), **changes})

    async def run(self, sql: str, *tables: str, **changes: Any) -> Answer:
        """Return the rows of a statement."""
        return await self.engine.run(await self.order(sql, *tables, **changes))

    async def cells(self, expressions: str, width: int = 1) -> list[Any]:
        """Return the values of expressions."""
        return (await self.run(f"SELECT {expressions}", width=width)).rows[0]


def copies(*bases: str) -> tuple[Expected, ...]:
    """Return result columns that copy these columns, each written `table.column`."""
    return tuple(
        Expected(None, (base.partition(".")[0], base.partition(".")[2]), is_close=False)
        for base in bases
    )


@asynccontextmanager
async def engine_in(place: Place, user: str = "tests") -> AsyncGenerator[Running]:
    """Yield a running engine that sees one schema."""
    url = place.url(user)
    engine = PostgresEngine(lambda: read_address(url, "postgres", None), (place.schema,))
    async with engine.running():
        yield Running(engine, place)
