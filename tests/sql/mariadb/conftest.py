"""A database of its own on a real MariaDB server, and an engine that looks at it."""

from collections.abc import AsyncGenerator

import pytest
from mariadb import MariaDB
from sql_mariadb import Here, Place, engine_in, new_place


@pytest.fixture
def place(mariadb_server: MariaDB) -> Place:
    return new_place(mariadb_server)


@pytest.fixture
async def here(place: Place) -> AsyncGenerator[Here]:
    async with engine_in(place) as running:
        yield running
