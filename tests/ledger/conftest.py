"""Ledgers on both engines: what is claimed of one holds for the other."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from judging import Clock

from ostiary.ledger.ledger import Ledger


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(
    params=["sqlite", pytest.param("postgres", marks=pytest.mark.needs("postgres"))],
)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgres":
        return request.getfixturevalue("postgres_url")
    return f"sqlite:///{tmp_path / 'state.sqlite'}"


@pytest.fixture
def ledger(url: str, clock: Clock) -> Iterator[Ledger]:
    made = Ledger(url, clock, {"server": "test"})
    yield made
    made.close()
