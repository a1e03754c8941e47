"""Vaults on both engines: what is claimed of one holds for the other."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from vaults import VaultPlace

from ostiary.privacy.vault.vault import Vault


@pytest.fixture(
    params=["sqlite", pytest.param("postgres", marks=pytest.mark.needs("postgres"))],
)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgres":
        return request.getfixturevalue("postgres_url")
    return f"sqlite:///{tmp_path / 'state.sqlite'}"


@pytest.fixture
def place(url: str, tmp_path: Path) -> Iterator[VaultPlace]:
    keys = tmp_path / "keys"
    keys.mkdir()
    made = VaultPlace(url, keys)
    yield made
    made.close()


@pytest.fixture
def vault(place: VaultPlace) -> Vault:
    return place.open()
