"""Proof and keys through the operator's commands: anchors, another account's key, replay, resets."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fastmcp import Client
from notes_example import Office, make_office

Run = Callable[..., "subprocess.CompletedProcess[str]"]
OSTIARY = Path(sys.executable).parent / "ostiary"


@pytest.fixture
def place(tmp_path: Path) -> Office:
    return make_office(tmp_path)


@pytest.fixture
def run(place: Office) -> Run:
    def run(*arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
        environment = {"PATH": os.environ["PATH"], **place.environment(**more)}
        return subprocess.run(
            [str(OSTIARY), *arguments], env=environment, capture_output=True, text=True, timeout=60
        )

    return run


async def some_calls(place: Office, **more: str) -> None:
    server = place.server(**more)
    async with Client(server) as client:
        await client.call_tool("list_notes", {})
        await client.call_tool("read_note", {"name": "salaries"})
    server.close()


async def test_what_an_anchor_kept_finds_what_the_store_lost(
    run: Run, place: Office, tmp_path: Path
) -> None:
    anchor = tmp_path / "anchor"
    await some_calls(place, OSTIARY_ANCHOR=f"file://{anchor}")
    key = tmp_path / "key.pem"
    key.write_text(run("audit", "key").stdout)
    check = ("audit", "verify", "--anchor", str(anchor), "--key", str(key), "--json")
    told = json.loads(run(*check).stdout)
    assert (told["whole"], told["signatures_checked"], told["after_last_checkpoint"]) == (
        True,
        True,
        0,
    )
    assert "after the newest anchored checkpoint (1," in told["not_excluded"]
    with sqlite3.connect(place.folder / "state.sqlite") as store:
        store.execute("DELETE FROM records WHERE position > 2")
        store.execute("DELETE FROM checkpoints WHERE position > 0")
    store.close()
    assert run("audit", "verify").returncode == 1
    found = json.loads(run(*check).stdout)["findings"]
    assert [each["place"].partition(":")[2] for each in found[:2]] == ["1", "3"]


async def test_a_server_need_not_hold_the_key_of_checkpoints(
    run: Run, place: Office, tmp_path: Path
) -> None:
    only = tmp_path / "server.json"
    assert run("keys", "export", str(only)).returncode == 0
    assert only.stat().st_mode & 0o777 == 0o600
    await some_calls(place, OSTIARY_KEYS=str(only))
    refused = run("audit", "checkpoint", OSTIARY_KEYS=str(only))
    assert refused.returncode == 2
    assert "no key for ledger.checkpoint" in refused.stderr
    made = run("audit", "checkpoint")
    assert json.loads(made.stdout)["position"] == 0
    assert "Nothing was written" in run("audit", "checkpoint").stderr
    told = json.loads(run("audit", "verify", "--json", OSTIARY_KEYS=str(only)).stdout)
    assert (told["whole"], told["signatures_checked"], told["checkpoints"]) == (True, True, 1)
    assert run("keys", "export", str(only)).returncode == 2, "nothing is overwritten"
    unknown = run("keys", "export", str(tmp_path / "x"), "ledger.x", OSTIARY_KEYS=str(only))
    assert "no key for ledger.x" in unknown.stderr


async def test_the_request_that_the_policy_saw_is_for_those_who_hold_the_key(
    run: Run, place: Office, tmp_path: Path
) -> None:
    await some_calls(place)
    intents = [json.loads(line) for line in run("audit", "tail", "--json").stdout.splitlines()]
    call = next(each["call"] for each in intents if each.get("action") == "notes.read_note")
    assert json.loads(run("audit", "replay", call).stdout)["args"] == {"name": "salaries"}
    only = tmp_path / "server.json"
    run("keys", "export", str(only), "ledger.checkpoint")
    refused = run("audit", "replay", call, OSTIARY_KEYS=str(only))
    assert refused.returncode == 2
    assert "no key for ledger.replay" in refused.stderr


async def test_a_conversation_is_reset_and_revoked_on_record(run: Run, place: Office) -> None:
    await some_calls(place)
    name = json.loads(run("conversation", "show", "--json").stdout)["conversation"]
    assert run("conversation", "reset", name).returncode == 0
    after = json.loads(run("conversation", "show", "--json").stdout)
    assert (after["conversation"], after["calls_used"], after["label"]) == (name, 0, "public")
    assert run("conversation", "revoke", name).returncode == 0
    assert run("conversation", "reset", "nothing").returncode == 1
    assert json.loads(run("audit", "verify", "--json").stdout)["whole"]
    kinds = [json.loads(line)["kind"] for line in run("audit", "show", name).stdout.splitlines()]
    assert kinds[-2:] == ["reset", "revoked"]


@pytest.mark.parametrize(
    ("form", "shape"), [("jsonl", '{"'), ("ocsf", '{"metadata":'), ("cef", "CEF:0|Ostiary|")]
)
async def test_records_are_exported_one_a_line(
    run: Run, place: Office, form: str, shape: str
) -> None:
    await some_calls(place)
    lines = run("audit", "export", "--format", form).stdout.splitlines()
    told = json.loads(run("audit", "verify", "--json").stdout)
    assert len(lines) == told["records"]
    assert all(line.startswith(shape) for line in lines)
