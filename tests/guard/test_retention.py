"""What is as old as the bundle allows goes by itself, a bounded number at once, and on record."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from fastmcp import Client
from letters import PRIVACY, Office, make_letters

from ostiary.guard import retention
from ostiary.guard.retention import Retention
from ostiary.guard.vaulting import LazyVault, open_vault
from ostiary.keys import load_keys
from ostiary.ledger.read import Reader
from ostiary.privacy.vault.vault import Vault

YEAR_US = 365 * 86_400_000_000


def keeping(days: int | None) -> str:
    return (
        PRIVACY
        if days is None
        else PRIVACY.replace("  kinds:", f"  retention_days: {days}\n  kinds:")
    )


def records(office: Office) -> list[dict[str, Any]]:
    bodies = [json.loads(entry.body) for entry in Reader(office.state).entries()]
    return [each for each in bodies if each["kind"] == "vault expired"]


async def swept(office: Office, later_us: int) -> int:
    """Use the server once, and return what a sweep at a later time erases."""
    server = office.server()
    async with Client(server) as client:
        await client.call_tool("find_contact", {})
        keys = load_keys(office.folder / "keys.json")
        vault = LazyVault(lambda: open_vault(office.state, office.folder / "vault-keys.json", keys))
        pipeline, now_us = server.opened.pipeline, retention.time.time_ns() // 1000
        sweep = Retention(
            "letters", pipeline.rulebook, pipeline.ledger, vault, lambda: now_us + later_us
        )
        erased = await sweep.sweep()
        vault.close()
        return erased


async def test_what_is_too_old_goes_and_how_much_is_on_record(tmp_path: Path) -> None:
    office = make_letters(tmp_path, keeping(30))
    assert await swept(office, 0) == 0
    assert records(office) == []
    assert await swept(office, YEAR_US) == 6, "two names, two addresses, two numbers"
    (record,) = records(office)
    assert record["number"] == 6
    async with Client(office.server()) as client:
        answer = await client.call_tool("find_contact", {})
    assert answer.structured_content is not None, "whoever comes back gets a new one"


async def test_nothing_goes_where_the_bundle_does_not_say(tmp_path: Path) -> None:
    assert await swept(make_letters(tmp_path, keeping(None)), YEAR_US) == 0
    assert await swept(make_letters(tmp_path / "silent", ""), YEAR_US) == 0


async def test_no_more_goes_at_once_than_calls_can_bear(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "MOST", 4)
    office = make_letters(tmp_path, keeping(30))
    assert await swept(office, YEAR_US) == 4
    assert await swept(office, YEAR_US) == 4, "the rest, and the two that the call met anew"


async def test_a_vault_that_cannot_be_opened_stops_no_server(tmp_path: Path) -> None:
    office = make_letters(tmp_path, keeping(30))

    def fail() -> Vault:
        raise OSError("the disk is gone")

    server = office.server()
    async with Client(server):
        pipeline = server.opened.pipeline
        sweep = Retention("letters", pipeline.rulebook, pipeline.ledger, LazyVault(fail))
        assert await sweep.sweep() == 0
    assert records(office) == []


async def test_a_served_server_does_it_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "FIRST_S", 0.01)
    monkeypatch.setattr(retention, "EVERY_S", 0.01)
    done = asyncio.Event()

    async def sweep(_: Retention) -> int:
        done.set()
        return 0

    monkeypatch.setattr(Retention, "sweep", sweep)
    server = make_letters(tmp_path, keeping(30)).server()
    async with Client(server):
        async with asyncio.timeout(5):
            await done.wait()
    assert done.is_set(), "nobody asked for it"
