"""The embedded store: its owner's alone, and the file that it was opened on."""

import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import move

import pytest
from judging import Clock, Judge

from ostiary.ledger.ledger import Ledger
from ostiary.ledger.read import Reader
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


@pytest.mark.parametrize("suffix", ["-wal", "-shm"])
@pytest.mark.parametrize("is_link", [False, True], ids=["plain", "through-a-link"])
async def test_a_ledger_without_its_log_or_the_locks_serves_no_more(
    path: Path, suffix: str, is_link: bool
) -> None:
    """A crash would take what was written to the log with it; two would write at the same time."""
    link = path.with_name("link.sqlite")
    link.symlink_to(path)
    ledger = Ledger(f"sqlite:///{link if is_link else path}", None, {})
    assert await ledger.reserve("ann", None, "t", Judge())
    path.with_name(path.name + suffix).unlink()
    with pytest.raises(LedgerError, match="moved or deleted"):
        await ledger.reserve("ann", None, "t", Judge())
    ledger.close()
    assert Reader(f"sqlite:///{path}").verify().whole


async def test_a_connection_made_anew_makes_a_log_anew(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ostiary.ledger.store.STORE_TIMEOUT_S", 0.1)
    ledger = Ledger(f"sqlite:///{path}", None, {})
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            await ledger.reserve("ann", None, "t", Judge())
    # The ledger has let go of its connection, and this was the last: the log went with it.
    assert not path.with_name(path.name + "-wal").exists()
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
