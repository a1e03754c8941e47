"""What a server says on stderr: events of its own, and nothing that a body or a library says."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from notes_example import MakeOffice, Office
from wire import Wire

SPEAKING = Path(__file__).parents[1] / "support" / "speaking_server.py"
SECRET = b"LEAK-4711"
OPEN = '@id("all") permit (principal, action, resource);'
WAYS = (
    "root", "fastmcp", "mcp", "sqlalchemy", "uvicorn", "asyncio", "httpx", "made-up", "own-handler",
    "warn", "thread", "unraisable", "task", "print", "child", "fault", "displayed",
)  # fmt: skip

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def place(office: MakeOffice) -> Office:
    return office(policy=OPEN, data="version: 1\ndefault: internal\n")


def start(place: Office) -> Wire:
    environment = {"PATH": os.environ["PATH"], "HOME": str(place.folder), **place.environment()}
    # As a developer might have them; each has the interpreter say more.
    environment |= {"PYTHONFAULTHANDLER": "1", "PYTHONDEVMODE": "1", "PYTHONWARNINGS": "always"}
    return Wire(SPEAKING, environment, is_modern=True)


def say(wire: Wire, how: str) -> None:
    answer = wire.request("tools/call", {"name": "say", "arguments": {"how": how}})
    assert answer["result"]["isError"] is False, how


def events(err: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in err.splitlines()]


def test_nothing_that_is_said_inside_reaches_stderr(place: Office) -> None:
    wire = start(place)
    for how in WAYS:
        say(wire, how)
    wire.request("tools/call", {"name": "fail", "arguments": {}})
    assert wire.close() == 1, "it ended with an exception on purpose"
    assert SECRET not in wire.err
    assert SECRET[:5] not in wire.err
    for line in wire.out.splitlines():
        assert json.loads(line)["jsonrpc"] == "2.0"
    told = events(wire.err)
    by_name = {name: [each for each in told if each["event"] == name] for name in EVENTS}
    assert {each["event"] for each in told} <= EVENTS
    assert {each["where"] for each in by_name["unhandled"]} == {
        "main", "task", "thread", "unraisable",
    }  # fmt: skip
    loggers = {each["logger"] for each in by_name["library"]}
    assert {"fastmcp", "mcp.server", "sqlalchemy.engine", "asyncio"} <= loggers
    assert {each["category"] for each in by_name["warning"]} >= {"UserWarning", "?"}


EVENTS = {"started", "stopped", "library", "warning", "unhandled"}


def test_a_thousand_messages_are_told_once_and_counted(place: Office) -> None:
    wire = start(place)
    for _ in range(100):
        say(wire, "fastmcp")
    wire.close()
    fastmcp = [each for each in events(wire.err) if each.get("logger") == "fastmcp"]
    levels = [each["library_level"] for each in fastmcp]
    assert len(levels) == len(set(levels)), "each level of each logger once a minute"


def test_start_and_stop_are_told_with_what_an_operator_wants_to_know(place: Office) -> None:
    wire = start(place)
    say(wire, "print")
    wire.close()
    told = events(wire.err)
    started = next(each for each in told if each["event"] == "started")
    assert started.keys() == {
        "timestamp", "level", "event", "server", "version", "transport", "policy",
    }  # fmt: skip
    assert (started["server"], started["transport"], len(started["policy"])) == (
        "notes",
        "stdio",
        12,
    )
    stopped = next(each for each in told if each["event"] == "stopped")
    assert stopped["ran_s"] > 0


def test_a_reader_that_stopped_reading_does_not_stop_the_server(place: Office) -> None:
    """64 KiB fill a pipe; the server's own lines are then lost, its answers are not."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with suppress(BlockingIOError):
        while os.write(writing, b"x" * 4096):
            pass
    os.set_blocking(writing, True)
    environment = {"PATH": os.environ["PATH"], "HOME": str(place.folder), **place.environment()}
    process = subprocess.run(
        [sys.executable, str(SPEAKING)],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=writing,
        timeout=50,
    )
    os.close(reading)
    os.close(writing)
    assert process.returncode == 1


def test_why_it_does_not_start_is_said_in_plain_words(place: Office) -> None:
    (place.folder / "keys.json").unlink()
    wire = start(place)
    wire.close()
    (paragraph,) = [line for line in wire.err.splitlines() if not line.startswith(b"{")]
    assert b"ostiary init" in paragraph
    assert SECRET not in wire.err
