"""Databases and engines of MariaDB for tests of the SQL server."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeAlias
from uuid import uuid4

import anyio
from mariadb import MariaDB
from sql_running import Running

from ostiary_sql.address import read_address
from ostiary_sql.engines.mariadb.engine import MariaDBEngine

_PATIENCE = 100


@dataclass
class Place:
    """A database of a test's own.

    Args:
        server: The server that it is in.
        database: Its name.
    """

    server: MariaDB
    database: str

    def execute(self, *statements: str) -> str:
        """Return what the client prints for `statements`, run in this database."""
        return self.server.query(";\n".join(statements), self.database)

    def account(self, *grants: str) -> str:
        """Return the name of a new account with these grants, each written with `{account}`."""
        name = f"u{uuid4().hex[:20]}"
        account = f"'{name}'@'127.0.0.1'"
        self.execute(
            f"CREATE USER {account} IDENTIFIED BY 'tests'",
            *(grant.format(account=account) for grant in grants),
        )
        return name

    async def working(self) -> int:
        """Return how many connections of ours run something, once there are none or time is up."""
        question = (
            "SELECT COUNT(*) FROM information_schema.PROCESSLIST"
            f" WHERE DB = '{self.database}' AND COMMAND <> 'Sleep' AND ID <> CONNECTION_ID()"
        )
        for _ in range(_PATIENCE):
            if self.execute(question) == "0":
                return 0
            await anyio.sleep(0.1)
        return int(self.execute(question))


def new_place(server: MariaDB) -> Place:
    """Return an empty database."""
    place = Place(server, f"d{uuid4().hex[:20]}")
    server.query(f"CREATE DATABASE {place.database} CHARACTER SET utf8mb4")
    return place


Here: TypeAlias = "Running[MariaDBEngine, Place]"


@asynccontextmanager
async def engine_in(place: Place, user: str = "tests") -> AsyncGenerator[Here]:
    """Yield a running engine that sees one database."""

    def url() -> str:
        return place.server.url(place.database, user)

    engine = MariaDBEngine(lambda: read_address(url(), "mariadb", None), ())
    async with engine.running():
        yield Running(engine, place)
