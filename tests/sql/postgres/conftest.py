"""A schema of its own on a real PostgreSQL server, and an engine that looks at it."""

from collections.abc import AsyncGenerator

import pytest
from postgres import Postgres
from sql_postgres import Here, Place, engine_in, new_place


@pytest.fixture
def place(postgres_server: Postgres) -> Place:
    return new_place(postgres_server)


@pytest.fixture
async def here(place: Place) -> AsyncGenerator[Here]:
    async with engine_in(place) as running:
        yield running
