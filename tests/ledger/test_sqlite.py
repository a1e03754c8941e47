"""The embedded store: its owner's alone, and the file that it was opened on."""

import sqlite3
from pathlib import Path
from shutil import move

import pytest
from judging import Clock, Judge

from ostiary.ledger.ledger import Ledger
from ostiary.ledger.store import LedgerError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.sqlite"


def test_the_store_is_its_owners_alone(path: Path) -> None:
    Ledger(f"sqlite:///{path}", None, {}).close()
    assert path.stat().st_mode & 0o777 == 0o600


async def test_a_ledger_that_was_moved_serves_no_more(path: Path, clock: Clock) -> None:
    ledger = Ledger(f"sqlite:///{path}", clock, {})
    away = path.with_name("elsewhere.sqlite")
    move(path, away)
    with pytest.raises(LedgerError, match="moved or deleted"):
        await ledger.reserve("ann", None, "t", Judge())
    move(away, path)
    assert await ledger.reserve("ann", None, "t", Judge())
    ledger.close()


async def test_a_locked_store_refuses_in_time_and_then_works_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ostiary.ledger.store.STORE_TIMEOUT_S", 0.1)
    ledger = Ledger(f"sqlite:///{path}", None, {})
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        await ledger.reserve("ann", None, "t", Judge())
    other.execute("ROLLBACK")
    other.close()
    assert await ledger.reserve("ann", None, "t", Judge())
    ledger.close()
