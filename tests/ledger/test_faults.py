"""Killed at any point, a full disk, a disk that is almost full: nothing is lost or given away."""

import asyncio
import json
import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from judging import Judge
from notary import PUBLIC_KEY, SEED

from ostiary.classes import DataClass
from ostiary.ledger.keeping import MIN_FREE_BYTES, Keeping
from ostiary.ledger.ledger import Ledger
from ostiary.ledger.read import Reader
from ostiary.ledger.store import LedgerError
from ostiary.ledger.values import Amounts, Refused, Reserved

CALLER = Path(__file__).parents[1] / "support" / "caller.py"
OUTCOME = {"kind": "outcome", "call": "c"}


def run_until_killed(url: str, after_s: float) -> dict[str, set[str]]:
    """Return the calls that the process was told were durable before it was killed, by word."""
    caller = subprocess.Popen([sys.executable, str(CALLER), url], stdout=subprocess.PIPE, text=True)
    assert caller.stdout
    first = caller.stdout.readline()
    time.sleep(after_s)
    caller.kill()
    rest, _ = caller.communicate(timeout=20)
    told: dict[str, set[str]] = {"reserved": set(), "settled": set()}
    for line in (first + rest).splitlines():
        match line.split():
            case [word, name] if len(name) == 8:
                told[word].add(name)
            case _:
                pass  # cut short by the kill
    return told


async def test_killed_at_any_point_it_verifies_and_keeps_what_it_said(url: str) -> None:
    chance = random.Random(7)
    intents: set[str] = set()
    outcomes: set[str] = set()
    for _ in range(4):
        told = run_until_killed(url, chance.uniform(0, 0.15))
        report = Reader(url).verify(PUBLIC_KEY)
        assert report.whole, report.findings
        bodies = [json.loads(entry.body) for entry in Reader(url).entries()]
        intents = {each["call"] for each in bodies if each["kind"] == "intent"}
        outcomes = {each["call"] for each in bodies if each["kind"] == "outcome"}
        assert told["reserved"] <= intents
        assert told["settled"] <= outcomes
        assert set(report.unknown) == intents - outcomes
    ledger = Ledger(url, None, {}, keeping=Keeping(SEED))
    standing = await ledger.standing("ann")
    assert standing is not None
    spent = Amounts(len(intents), 4 * len(outcomes) + 10 * len(intents - outcomes))
    assert standing.spent.principal == spent, "what is unknown keeps its budget"
    assert standing.data_class == (DataClass.PERSONAL if outcomes else DataClass.PUBLIC)
    ledger.close()
    assert Reader(url).verify(PUBLIC_KEY).whole


async def test_below_the_low_water_mark_calls_end_and_none_begins(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'state.sqlite'}"
    free = [MIN_FREE_BYTES]
    ledger = Ledger(url, None, {}, keeping=Keeping(free_bytes=lambda: free[0]))
    running = await ledger.reserve("ann", None, "t", Judge())
    assert isinstance(running, Reserved)
    free[0] -= 1
    for _ in range(100):
        assert await ledger.reserve("ann", None, "t", Judge()) == Refused(None, "space")
        await ledger.refuse("ann", None, "t", {"kind": "refusal"}, charged=True)
    with pytest.raises(LedgerError, match="almost full"):
        await ledger.standing("ann")
    await ledger.settle(running, OUTCOME, Amounts(1), DataClass.PUBLIC, untrusted=False)
    free[0] += 1
    assert await ledger.reserve("ann", None, "t", Judge())
    ledger.close()
    bodies = [json.loads(entry.body) for entry in Reader(url).entries()]
    unrecorded = [each["number"] for each in bodies if each["kind"] == "unrecorded"]
    assert sum(unrecorded) == 201
    assert len(unrecorded) <= 2
    assert Reader(url).verify().whole


async def test_a_full_disk_refuses_and_leaves_nothing_half_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "state.sqlite"
    url = f"sqlite:///{path}"
    ledger = Ledger(url, None, {})
    with sqlite3.connect(path) as store:
        pages = store.execute("PRAGMA page_count").fetchone()[0]
    store.close()
    limit_pages(monkeypatch, pages + 20)
    small = Ledger(url, None, {})
    answers = await asyncio.gather(
        *(small.reserve("ann", None, "t", Judge(request=b"x" * 900)) for _ in range(300)),
        return_exceptions=True,
    )
    refused = [each for each in answers if isinstance(each, sqlite3.OperationalError)]
    assert refused
    assert all("full" in str(each) for each in refused)
    ran = sum(isinstance(each, Reserved) for each in answers)
    report = Reader(url).verify()
    assert (report.whole, len(report.unknown)) == (True, ran)
    assert await ledger.reserve("ann", None, "t", Judge()), "who has room goes on"
    small.close()
    ledger.close()
    assert Reader(url).verify().whole


def limit_pages(monkeypatch: pytest.MonkeyPatch, pages: int) -> None:
    """Let connections made from now on find the disk full beyond so many pages."""
    from ostiary.ledger.sqlite import SqliteStore

    connect = SqliteStore.connect

    def limited(store: SqliteStore) -> sqlite3.Connection:
        connection = connect(store)
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    monkeypatch.setattr(SqliteStore, "connect", limited)
