"""No value stands in any byte that the vault writes: searched in every file of the store."""

import sqlite3
from pathlib import Path

import pytest
from postgres import Postgres
from vaults import VaultPlace

from ostiary.privacy.vault.asked import Asked
from ostiary.privacy.vault.keeping import erase, find_value, rotate

PEOPLE = [f"Zqvxjk Person {number} Wyqzk" for number in range(300)]
TRACES = [b"Zqvxjk", b"zqvxjk", b"Wyqzk", "Zqvxjk".encode("utf-16-le"), b"WnF2eGpr", b"5a717678"]


def work(place: VaultPlace) -> None:
    """Do everything that a vault does."""
    vault = place.open()
    tokens = vault.pseudonyms([Asked("o:", "PERSON", person) for person in PEOPLE])
    vault.find(tokens)
    rotate(vault, place.ring)
    erase(vault, find_value(vault, PEOPLE[0]))
    vault.pseudonyms([Asked("o:", "PERSON", person) for person in PEOPLE])
    vault.close()


def traces(folder: Path) -> list[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [path.name for path in files if any(each in path.read_bytes() for each in TRACES)]


def test_nothing_in_sqlite_its_log_or_beside_it(tmp_path: Path) -> None:
    # Kept open, so that the log stays: the last connection to leave empties it.
    path = tmp_path / "state.sqlite"
    place = VaultPlace(f"sqlite:///{path}", tmp_path)
    with sqlite3.connect(path) as beside:
        beside.execute("PRAGMA journal_mode = WAL").fetchall()
        beside.execute("SELECT count(*) FROM sqlite_master").fetchall()
        work(place)
        assert (tmp_path / "state.sqlite-wal").stat().st_size > 0
        assert traces(tmp_path) == []
    beside.close()


@pytest.mark.needs("postgres")
def test_nothing_in_the_data_of_postgresql(postgres: Postgres, tmp_path: Path) -> None:
    postgres.query("ALTER SYSTEM SET log_statement = 'all'")
    postgres.query("ALTER SYSTEM SET log_parameter_max_length = -1")
    postgres.query("SELECT pg_reload_conf()")
    work(VaultPlace(postgres.database(), tmp_path))
    postgres.query("CHECKPOINT")
    assert "vault_entries" in (postgres.folder / "log").read_text(errors="replace")
    assert traces(postgres.folder) == []
    assert traces(tmp_path) == []
