"""What a server says of itself when its ledger fails, or nobody can be verified: words alone."""

import json
import os
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from notes_example import Office, make_office
from records import records
from web import WebServer
from wire import Wire

from ostiary.bearer import load_bearer, write_bearer

ECHO = Path(__file__).parents[1] / "support" / "echo_program.py"
OPEN = '@id("all") permit (principal, action, resource);'
SECRET = "LEAK-4711"
pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def place(tmp_path: Path) -> Office:
    made = make_office(tmp_path, policy=OPEN, data="version: 1\ndefault: public\n")
    write_bearer(made.folder / "bearer")
    return made


def told(err: bytes, event: str) -> list[dict[str, Any]]:
    """Return the fields of the events of that name, without their time."""
    found = [json.loads(line) for line in err.splitlines() if line.startswith(b"{")]
    return [
        {name: each[name] for name in each if name != "timestamp"}
        for each in found
        if each["event"] == event
    ]


@contextmanager
def locked(place: Office) -> Generator[None]:
    """Keep the ledger locked meanwhile."""
    other = sqlite3.connect(place.folder / "state.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


def start(place: Office) -> Wire:
    environment = {"PATH": os.environ["PATH"], "HOME": str(place.folder), **place.environment()}
    return Wire(ECHO, environment, is_modern=True)


def failed(stage: str) -> dict[str, Any]:
    return {
        "level": "error",
        "event": "ledger_failed",
        "server": "notes",
        "stage": stage,
        "error": "OperationalError",
    }


def test_a_refusal_that_cannot_be_recorded_is_told(place: Office) -> None:
    wire = start(place)
    wire.request("tools/list")
    with locked(place):
        answer = wire.request("tools/call", {"name": "echo", "arguments": {"text": SECRET}})
    wire.close()
    assert answer["result"]["content"][0]["text"].startswith("[crashed]")
    assert told(wire.err, "ledger_failed") == [failed("refuse")]
    assert SECRET.encode() not in wire.err


@pytest.mark.parametrize("name", ["nap", "fail"])
def test_an_outcome_that_cannot_be_recorded_is_told_and_withheld(place: Office, name: str) -> None:
    """Of a body that failed, too, no more is told than that: what it says may say something."""
    wire = start(place)
    wire.request("tools/list")
    number = wire.ask("tools/call", {"name": name, "arguments": {"seconds": 1}})
    while not records(place, "intent"):
        pass
    with locked(place):
        answer = wire.answer(number)
    wire.close()
    assert answer["result"]["isError"]
    assert answer["result"]["content"][0]["text"].startswith("[crashed]")
    assert told(wire.err, "ledger_failed") == [failed("settle")]
    assert records(place, "outcome") == []


def test_whoever_cannot_be_verified_is_told_by_reason_alone(place: Office) -> None:
    server = WebServer(place.environment())
    good = load_bearer(place.folder / "bearer").decode()
    assert server.ask("tools/list", bearer=SECRET).status == 401
    assert server.ask("tools/list", bearer=good, headers={"Origin": "http://a.test"}).status == 403
    assert server.ask("tools/list", bearer=good, headers={"Host": f"{SECRET}.test"}).status == 421
    for _ in range(20):
        server.ask("tools/list", bearer=SECRET)
    server.stop()
    common = {"level": "warning", "event": "unauthenticated", "server": "notes"}
    assert told(server.err, "unauthenticated") == [
        {**common, "reason": reason} for reason in ("bearer", "origin", "host")
    ], "each once a minute"
    assert SECRET.encode() not in server.err
