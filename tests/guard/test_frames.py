"""On the raw wire, in both eras: whatever a client sends is answered, decided and recorded."""

import json
import os
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from mcp_types import JSONRPCNotification, JSONRPCResponse
from notes_example import Office, make_office
from wire import MODERN_META, Wire

from ostiary.guard.adapter.message import write_message
from ostiary.ledger.read import Reader
from ostiary.ledger.verify import parse_body

SUPPORT = Path(__file__).parents[1] / "support"
OPEN = '@id("all") permit (principal, action, resource);'
WITHHOLD = "version: 1\ndefault: secret\n"
SECRET = "LEAK-4711"

pytestmark = pytest.mark.timeout(60)


@dataclass
class Line:
    """A connection that several tests use, and what its ledger held when this one began."""

    wire: Wire
    place: Office
    before: int = 0

    def entries(self) -> list[Mapping[str, Any]]:
        reader = Reader(self.place.state)
        report = reader.verify()
        assert report.whole
        assert report.unknown == ()
        return [parse_body(entry.body) for entry in reader.entries()]

    def stories(self) -> list[tuple[str, ...]]:
        """Return what the ledger tells of each call since: the kinds of its records, and outcomes."""
        told: dict[str, list[str]] = defaultdict(list)
        for body in self.entries()[self.before :]:
            if body.get("call"):
                told[body["call"]].append(f"{body['kind']} {body.get('outcome', '')}".strip())
        return [tuple(story) for story in told.values()]

    def send(self, number: int, params: str = "", method: str = '"tools/call"') -> dict[str, Any]:
        """Send a request made by hand; return its answer."""
        self.wire.send_raw(self.frame(str(number), params, method).encode())
        return self.wire.answer(number)

    def frame(
        self, number: str, params: str = "", method: str = '"tools/call"', extra: str = ""
    ) -> str:
        """Return a request made by hand; `~` in `params` stands for the members of its `_meta`."""
        meta = json.dumps(MODERN_META if self.wire.is_modern else {"progressToken": "p"})[1:-1]
        params = params or '{"name": "act", "arguments": {"how": "text"}, "_meta": {~}}'
        return (
            f'{{"jsonrpc": "2.0", "id": {number}, "method": {method},'
            f' "params": {params.replace("~", meta)}{extra}}}'
        )


def connect(folder: Path, program: str, *arguments: str, is_modern: bool) -> Line:
    place = make_office(folder, policy=OPEN, data=WITHHOLD)
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), **place.environment()}
    wire = Wire(SUPPORT / program, environment, is_modern=is_modern, arguments=arguments)
    wire.request("tools/list")
    return Line(wire, place)


@pytest.fixture(scope="module", params=[True, False], ids=["modern", "legacy"])
def connection(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Line]:
    folder = tmp_path_factory.mktemp("frames")
    line = connect(folder, "canary_server.py", "guarded", is_modern=request.param)
    yield line
    assert line.wire.close() == 0
    assert line.wire.err.count(SECRET.encode()) == 0


@pytest.fixture
def line(connection: Line) -> Line:
    connection.before = len(connection.entries())
    return connection


@pytest.fixture(params=[True, False], ids=["modern", "legacy"])
def waiting(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Line]:
    line = connect(tmp_path, "leaky_server.py", is_modern=request.param)
    line.before = len(line.entries())
    yield line
    line.wire.close()


IDS_THAT_ARE_NONE = ("1.5", "7.0", "true", "null", "[1]", '{"a": 1}', "NaN", '"\\ud800"')
ODD_IDS = ('"7"', "-5", '""', "0", "9" * 60, '"' + "x" * 9000 + '"')


def test_an_id_that_is_none_is_refused_and_an_odd_one_is_answered(
    line: Line,
) -> None:
    process = line.wire
    for number in IDS_THAT_ARE_NONE:
        process.send_raw(line.frame(number).encode())
        assert process.answer(None)["error"]["code"] == -32600, number
    for number in ODD_IDS:
        process.send_raw(line.frame(number).encode())
        assert "result" in process.answer(json.loads(number)), number[:20]
    assert line.stories() == [("intent", "outcome ok")] * len(ODD_IDS)


AMBIGUOUS = {
    "answer-and-request": ', "error": {"code": 1, "message": "x"}',
    "both-answers": ', "result": {}, "error": {"code": 1, "message": "x"}',
}


def test_a_frame_that_is_two_things_is_neither(line: Line) -> None:
    process = line.wire
    for number, (name, extra) in enumerate(AMBIGUOUS.items(), start=700):
        process.send_raw(line.frame(str(number), extra=extra).encode())
        assert process.answer(number)["error"]["code"] == -32600, name
    first, second = line.frame("11"), line.frame("12")
    for several in (f"[{first}, {second}]", "[]", first + second, "\ufeff" + first):
        process.send_raw(several.encode())
        assert "error" in json.loads(process.line())
    assert line.stories() == []


def test_a_notification_that_looks_like_a_request_does_nothing(line: Line) -> None:
    process = line.wire
    for method in ("tools/call", "notifications/tools/call", "initialize", "x-canary/say"):
        params = {"name": "act", "arguments": {"how": "text"}, "_meta": MODERN_META}
        process.send({"jsonrpc": "2.0", "method": method, "params": params})
    process.request("tools/list")
    assert line.stories() == [("list ok",)]


@pytest.mark.parametrize("twice", [True, False], ids=["members-twice", "members-once"])
def test_of_a_member_that_stands_twice_the_last_one_is_decided_on_and_run(
    line: Line, twice: bool
) -> None:
    first = '"name": "nothing", "arguments": {"how": "plain_exception"},' if twice else ""
    params = f'{{{first} "name": "act", "arguments": {{"how": "text"}}, "_meta": {{~}}}}'
    assert line.send(31, params)["result"]["isError"] is False
    assert line.stories() == [("intent", "outcome ok")]


TOKENS = ("true", "1.5", "[1]", '{"a": 1}', "null", '""', "9" * 40, '"' + "t" * 9000 + '"')  # fmt: skip


def test_no_progress_token_harms_the_call(line: Line) -> None:
    process = line.wire
    for number, token in enumerate(TOKENS, start=800):
        made = line.frame(str(number)).replace('"progressToken": "p"', f'"progressToken": {token}')
        process.send_raw(made.encode())
        assert "result" in process.answer(number), token[:20]
    assert line.stories() == [("intent", "outcome ok")] * len(TOKENS)


NAMES = (
    "\u0430ct", "act ", " act", "ACT", "act\\u0000", "a\\u200bct", "act@1", "", ".", "__proto__",
    "bolted.act", "0123456789ab_act", "__0123456789ab_act", "x" * 70_000,
)  # fmt: skip


def test_a_name_that_is_almost_one_is_none(line: Line) -> None:
    for number, name in enumerate(NAMES, start=900):
        params = f'{{"name": "{name}", "arguments": {{"how": "text"}}, "_meta": {{~}}}}'
        answer = line.send(number, params)
        text = answer["result"]["content"][0]["text"]
        assert text == "[denied] This call is not permitted.", name[:20]
    assert line.stories() == [("refusal denied",)] * len(NAMES)


SMUGGLED = (
    '"_meta": {~, "fastmcp": {"version": "1"}}', '"_meta": {~, "fastmcp": null}',
    '"task": null, "_meta": {~}', '"task": {"ttl": 1}, "_meta": {~}',
    '"inputResponses": {}, "_meta": {~}', '"requestState": "x", "_meta": {~}',
)  # fmt: skip


def test_what_picks_a_version_a_task_or_a_round_is_refused(line: Line) -> None:
    for number, more in enumerate(SMUGGLED, start=1000):
        params = f'{{"name": "act", "arguments": {{"how": "text"}}, {more}}}'
        answer = line.send(number, params)
        assert answer["result"]["isError"] is True, more
    assert line.stories() == [("refusal denied",)] * len(SMUGGLED)


ARGUMENTS = (
    "null", "[]", "false", '"text"', "5", '{"how": 5}', '{"how": null}', '{"HOW": "text"}',
    '{"how": "text", "progress": 1}', '{"how": "text", "ground": 1, "clearance": 4}',
    '{"how": "te\\u202ext"}', '{"how": ' + "[" * 60 + "]" * 60 + "}",
    '{"how": ' + "[" * 150 + "]" * 150 + "}", '{"how": "' + "x" * 1_100_000 + '"}',
)  # fmt: skip


def test_arguments_of_another_shape_are_refused_on_record(line: Line) -> None:
    for number, arguments in enumerate(ARGUMENTS, start=1100):
        params = f'{{"name": "act", "arguments": {arguments}, "_meta": {{~}}}}'
        answer = line.send(number, params)
        told = answer["result"]["content"][0]["text"]
        assert told.startswith(("[invalid_input]", "[too_large]")), arguments[:20]
    assert {story[0] for story in line.stories()} == {"refusal invalid_input", "refusal too_large"}
    assert len(line.stories()) == len(ARGUMENTS)


ADDRESSES_READ = ("act://text", "act://te%78t", "act://%74ext")
ADDRESSES_REFUSED = (
    "ACT://text", "act:text", "act:///text", "act://", "act://text/", "act://../text",
    "act://..%2F..%2Fetc%2Fpasswd", "act://x%2F..%2F..%2Fy", "act://%2Fetc%2Fpasswd",
    "act://text%00", "act://te%E2%80%AExt", "act://" + "x" * 3000, "bolted-act://text",
    "ui://prefab/x", "listed://x",
)  # fmt: skip


def test_an_address_is_what_was_declared_or_nothing(line: Line) -> None:
    for number, uri in enumerate((*ADDRESSES_READ, *ADDRESSES_REFUSED), start=1200):
        params = f'{{"uri": "{uri}", "_meta": {{~}}}}'
        answer = line.send(number, params, '"resources/read"')
        assert ("result" in answer) is (uri in ADDRESSES_READ), uri[:40]
    told = line.stories()
    assert told.count(("intent", "outcome ok")) == len(ADDRESSES_READ)
    assert sum(story[0].startswith("refusal") for story in told) == len(ADDRESSES_REFUSED)


def test_a_prompt_takes_its_arguments_alone(line: Line) -> None:
    for number, arguments in enumerate(
        ('{"how": "text", "x": "y"}', '{"how": 5}', "{}", "null", "[]"), start=1300
    ):
        params = f'{{"name": "speak", "arguments": {arguments}, "_meta": {{~}}}}'
        answer = line.send(number, params, '"prompts/get"')
        assert answer["error"]["message"].startswith("[invalid_input]")


METHODS_THAT_ARE_NONE = (
    "Tools/Call", "tools/call ", "tools//call", "tools/call\0", "rpc.discover", "$/x",
)  # fmt: skip


def test_a_cursor_shows_no_more_and_a_method_like_another_is_none(
    line: Line,
) -> None:
    process = line.wire
    whole = process.request("tools/list")["result"]["tools"]
    for cursor in ("x", "MTA=", "x" * 9000):
        assert process.request("tools/list", {"cursor": cursor})["result"]["tools"] == whole
    told = process.request("tools/list", {"cursor": 5})["error"]["message"]
    assert told.startswith("[invalid_input]")
    for method in METHODS_THAT_ARE_NONE:
        assert process.request(method)["error"]["message"] == "Method not found", method


def test_the_era_of_a_connection_does_not_change(line: Line) -> None:
    process = line.wire
    other = {} if process.is_modern else MODERN_META
    params = {"name": "act", "arguments": {"how": "text"}, "_meta": other}
    process.send({"jsonrpc": "2.0", "id": 1400, "method": "tools/call", "params": params})
    assert "error" in process.answer(1400)
    if process.is_modern:
        assert process.request("initialize")["error"]["code"] == -32022
    assert line.stories() == []


def test_a_lone_surrogate_makes_no_message_and_none_leaves(line: Line) -> None:
    for number, params in enumerate(
        (
            '{"name": "\\ud800", "arguments": {}, "_meta": {~}}',
            '{"name": "act", "arguments": {"how": "\\udfff"}, "_meta": {~}}',
        ),
        start=1500,
    ):
        assert line.send(number, params)["error"]["code"] == -32600
    assert line.stories() == []
    answer = write_message(JSONRPCResponse(jsonrpc="2.0", id=7, result={"a": "\ud800"}))
    assert answer is not None
    assert json.loads(answer)["id"] == 7
    assert json.loads(answer)["error"]["message"] == "Internal error"
    assert write_message(JSONRPCNotification(jsonrpc="2.0", method="\ud800")) is None


def test_a_call_that_is_cancelled_at_any_moment_is_told_whole(waiting: Line) -> None:
    process = waiting.wire
    for step in range(60):
        name = "by_waiting" if step % 2 else "by_result"
        number = process.ask("tools/call", {"name": name, "arguments": {}})
        time.sleep(step * 0.0004)
        cancelled = {"requestId": number if step % 3 else str(number)}
        process.send({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": cancelled})
    for odd in (999, {"a": 1}, None, "x" * 9000):
        frame = {"method": "notifications/cancelled", "params": {"requestId": odd}}
        process.send({"jsonrpc": "2.0", **frame})
    after = process.request("tools/call", {"name": "by_result", "arguments": {}})
    assert after["result"]["isError"] is False
    for _ in range(3):
        process.ask("tools/call", {"name": "by_waiting", "arguments": {}})
    assert process.close() == 0, "closing the pipe cancels what runs"
    told = waiting.stories()
    assert len(told) == 64
    assert set(told) <= {
        ("refusal cancelled",),
        ("intent", "outcome ok"), ("intent", "outcome cancelled"),
    }  # fmt: skip


def test_calls_under_one_id_are_each_decided_and_recorded(waiting: Line) -> None:
    process = waiting.wire
    meta = MODERN_META if process.is_modern else {"progressToken": "p"}
    params = {"name": "by_result", "arguments": {}, "_meta": meta}
    for _ in range(6):
        process.send({"jsonrpc": "2.0", "id": 5000, "method": "tools/call", "params": params})
    for _ in range(6):
        assert process.answer(5000)["result"]["isError"] is False
    assert waiting.stories() == [("intent", "outcome ok")] * 6
