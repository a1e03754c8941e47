"""On the raw wire, in both eras: nothing unguarded leaves, and bad frames stop nothing."""

import json
import os
import resource
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from notes_example import MakeOffice, Office
from wire import Wire

from ostiary.ledger.finding import parse_body
from ostiary.ledger.read import Reader

LEAKY = Path(__file__).parents[1] / "support" / "leaky_server.py"
SECRET = b"LEAK-4711"
OPEN = '@id("all") permit (principal, action, resource);'
WITHHOLD = "version: 1\ndefault: secret\n"

pytestmark = pytest.mark.timeout(60)


@pytest.fixture(params=[True, False], ids=["modern", "legacy"])
def wire(request: pytest.FixtureRequest, office: MakeOffice) -> Iterator[tuple[Wire, Office]]:
    place = office(policy=OPEN, data=WITHHOLD)
    environment = {"PATH": os.environ["PATH"], "HOME": str(place.folder), **place.environment()}
    process = Wire(LEAKY, environment, is_modern=request.param)
    yield process, place
    process.close()


def call(wire: Wire, name: str, **arguments: Any) -> dict[str, Any]:
    return wire.request("tools/call", {"name": name, "arguments": arguments})


def test_no_channel_carries_a_secret(wire: tuple[Wire, Office]) -> None:
    process, place = wire
    process.request("tools/list")
    assert call(process, "by_result")["result"]["structuredContent"] == {"result": "[withheld]"}
    assert call(process, "by_side_channel")["result"]["isError"] is False
    for how in ("plain", "tool", "mcp", "value", "group", "timeout", "model", "nothing"):
        answer = call(process, "by_raising", how=how)
        text = answer["result"]["content"][0]["text"]
        assert text.startswith(("[crashed]", "[timeout]"))
    read = process.request("resources/read", {"uri": "leak://all"})
    assert read["result"]["contents"][0]["text"] == "[withheld]"
    assert (
        "[crashed]" in process.request("prompts/get", {"name": "prompt_of_it"})["error"]["message"]
    )
    for method in ("completion/complete", "tasks/get", "logging/setLevel"):
        assert "error" in process.request(method, {"level": "debug"})
    call(process, "by_side_channel")
    assert process.close() == 0
    assert SECRET not in process.out
    assert SECRET not in process.err
    assert b"progress" in process.out, "the side channel that may speak did speak"
    assert all(SECRET not in file.read_bytes() for file in place.folder.glob("state.sqlite*"))


def test_no_memory_of_a_server_is_written_to_a_disk(wire: tuple[Wire, Office]) -> None:
    """It holds keys and values; a dump would lie where the kernel puts it, for anybody to find."""
    process, _ = wire
    process.request("tools/list")
    assert resource.prlimit(process.pid, resource.RLIMIT_CORE) == (0, 0)


BAD_FRAMES = {
    "half": b"{",
    "batch": b"[]",
    "null": b"null",
    "string": b'"text"',
    "not-utf8": b"\xff\xfe\x00",
    "version-1": b'{"jsonrpc": "1.0", "id": 5, "method": "tools/list"}',
    "object-id": b'{"jsonrpc": "2.0", "id": {}, "method": "tools/list"}',
    "number-method": b'{"jsonrpc": "2.0", "id": 900, "method": 5}',
    "no-params": b'{"jsonrpc": "2.0", "id": 901, "method": "tools/call"}',
    "list-params": b'{"jsonrpc": "2.0", "id": 902, "method": "tools/call", "params": []}',
    "list-name": b'{"jsonrpc": "2.0", "id": 903, "method": "tools/call", "params": {"name": ["x"]}}',
    "text-arguments": (
        b'{"jsonrpc": "2.0", "id": 904, "method": "tools/call", "params":'
        b' {"name": "by_raising", "arguments": "LEAK-4711"}}'
    ),
    "deep": (
        b'{"jsonrpc": "2.0", "id": 905, "method": "tools/call", "params":'
        b' {"name": "by_raising", "arguments": {"how": ' + b"[" * 3000 + b"]" * 3000 + b"}}}"
    ),
    "huge": (
        b'{"jsonrpc": "2.0", "id": 906, "method": "tools/call", "params":'
        b' {"name": "by_raising", "arguments": {"how": "' + b"x" * 3_000_000 + b'"}}}'
    ),
    "note": b'{"jsonrpc": "2.0", "method": "notifications/made/up", "params": {}}',
    "surrogate": b'{"jsonrpc": "2.0", "id": 908, "method": "tools/call", "params":'
    b' {"name": "by_raising", "arguments": {"how": "\\ud800"}}}',
    "long-number": b'{"jsonrpc": "2.0", "id": 909, "method": "tools/call", "params":'
    b' {"name": "by_raising", "arguments": {"how": ' + b"9" * 6000 + b"}}}",
    "too-long": b'{"jsonrpc": "2.0", "id": 910, "method": "tools/call", "params":'
    b' {"name": "by_raising", "arguments": {"how": "' + b"x" * 9_000_000 + b'"}}}',
    "unasked-answer": b'{"jsonrpc": "2.0", "id": 907, "result": {}}',
}


ANSWERED = {
    "number-method": 900, "no-params": 901, "list-params": 902, "list-name": 903,
    "text-arguments": 904, "deep": 905, "huge": 906, "surrogate": 908, "long-number": 909,
    "too-long": 910,
}  # fmt: skip


def test_a_bad_frame_is_refused_and_the_next_call_works(wire: tuple[Wire, Office]) -> None:
    process, _ = wire
    process.request("tools/list")
    for name, line in BAD_FRAMES.items():
        process.send_raw(line)
        if (number := ANSWERED.get(name)) is not None:
            frame = process.answer(number)
            assert "error" in frame or frame["result"]["isError"], name
        assert call(process, "by_result")["result"]["isError"] is False, name
    assert process.close() == 0
    assert SECRET not in process.out
    assert SECRET not in process.err


def test_a_killed_server_leaves_a_whole_chain_and_an_unknown_call(
    wire: tuple[Wire, Office],
) -> None:
    process, place = wire
    call(process, "by_result")
    process.ask("tools/call", {"name": "by_waiting", "arguments": {}})
    while len(intents(place)) < 2:  # the waiting call's intent is durable before its body runs
        pass
    process.kill()
    report = Reader(place.state).verify()
    assert report.whole
    assert list(report.unknown) == [intents(place)[-1]["call"]]
    again = Wire(LEAKY, process.environment, is_modern=process.is_modern)
    call(again, "by_result")
    assert again.close() == 0
    after = Reader(place.state).verify()
    assert after.whole
    assert after.unknown == report.unknown, "never retried, never forgotten"
    assert after.streams == 2


def intents(place: Office) -> list[Mapping[str, Any]]:
    bodies = [parse_body(entry.body) for entry in Reader(place.state).entries()]
    return [body for body in bodies if body["kind"] == "intent"]


def test_stdout_holds_frames_alone(wire: tuple[Wire, Office]) -> None:
    process, _ = wire
    call(process, "by_side_channel")
    assert process.close() == 0
    for line in process.out.splitlines():
        assert json.loads(line)["jsonrpc"] == "2.0"
