"""Databases and engines of PostgreSQL for tests of the SQL server."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeAlias
from uuid import uuid4

import anyio
from postgres import Postgres
from sql_running import Running

from ostiary_sql.address import read_address
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


Here: TypeAlias = "Running[PostgresEngine, Place]"


@asynccontextmanager
async def engine_in(place: Place, user: str = "tests") -> AsyncGenerator[Here]:
    """Yield a running engine that sees one schema."""
    url = place.url(user)
    engine = PostgresEngine(lambda: read_address(url, "postgres", None), (place.schema,))
    async with engine.running():
        yield Running(engine, place)
