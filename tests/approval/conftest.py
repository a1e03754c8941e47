"""States on both engines: what is claimed of one holds for the other."""

from pathlib import Path

import pytest


@pytest.fixture(
    params=["sqlite", pytest.param("postgres", marks=pytest.mark.needs("postgres"))],
)
def state(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of an empty state."""
    if request.param == "postgres":
        return request.getfixturevalue("postgres_url")
    return f"sqlite:///{tmp_path / 'state.sqlite'}"
