"""What costs nothing leaves few records, however often it comes, and is counted whole."""

import os
from collections import Counter
from pathlib import Path

import pytest
from notes_example import Office, make_office
from records import records
from wire import Wire

from ostiary.ledger.allotment import MAX_SINGLY, WINDOW_S, Allotment

ECHO = Path(__file__).parents[1] / "support" / "echo_program.py"
OPEN = '@id("all") permit (principal, action, resource);'
pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def place(tmp_path: Path) -> Office:
    return make_office(tmp_path, policy=OPEN, data="version: 1\ndefault: public\n")


def start(place: Office, *, is_modern: bool) -> Wire:
    environment = {"PATH": os.environ["PATH"], "HOME": str(place.folder), **place.environment()}
    return Wire(ECHO, environment, is_modern=is_modern)


def counted(place: Office, kind: str) -> Counter[str]:
    """Return how many of that kind were counted, by reason."""
    sums: Counter[str] = Counter()
    for record in records(place, kind):
        sums[record["reason"]] += record["number"]
    return sums


@pytest.mark.parametrize("is_modern", [True, False], ids=["modern", "legacy"])
def test_a_loop_of_lists_is_answered_and_counted(place: Office, is_modern: bool) -> None:
    wire = start(place, is_modern=is_modern)
    for _ in range(150):
        assert [each["name"] for each in wire.request("tools/list")["result"]["tools"]]
        assert "error" in wire.request(
            "prompts/list", {"_meta": {"dev.ostiary/conversation": "forged"}}
        )
    wire.close()
    singly = records(place, "list", "refusal")
    sums = counted(place, "lists")
    assert MAX_SINGLY <= len(singly) <= 2 * MAX_SINGLY, "a minute may end in between"
    assert len(singly) + sum(sums.values()) == 300
    assert set(sums) == {"shown", "refused"}
    assert {record["principal"] for record in records(place, "lists")} == {"ann"}


def test_a_loop_of_lists_leaves_calls_their_records(place: Office) -> None:
    wire = start(place, is_modern=True)
    for number in range(100):
        wire.request("tools/list")
        wire.request("tools/call", {"name": "echo", "arguments": {"text": str(number)}})
    wire.close()
    assert len(records(place, "intent")) == len(records(place, "outcome")) == 100


@pytest.mark.parametrize("is_modern", [True, False], ids=["modern", "legacy"])
def test_what_is_not_served_is_counted_by_what_it_is(place: Office, is_modern: bool) -> None:
    wire = start(place, is_modern=is_modern)
    for number in range(50):
        wire.send_raw(b'{"jsonrpc":')
        wire.line()
        assert wire.request(f"x-anything/{number}")["error"]["code"] == -32601
        wire.send({"jsonrpc": "2.0", "method": f"notifications/{number}", "params": {}})
    wire.request("tools/list")
    wire.close()
    assert counted(place, "unserved") == {"message": 50, "method": 50, "notification": 50}
    assert len(records(place, "unserved")) <= 6


def test_each_principal_has_an_allotment_of_his_own_each_minute() -> None:
    allotment = Allotment()
    assert [allotment.take("ann", 5.0) for _ in range(MAX_SINGLY + 2)][-3:] == [True, False, False]
    assert allotment.take("ben", 5.0)
    assert not allotment.take("ann", 5.0 + WINDOW_S - 0.1)
    assert allotment.take("ann", 5.0 + WINDOW_S)


def test_no_number_of_principals_makes_records_without_bound() -> None:
    allotment = Allotment()
    assert sum(allotment.take(f"p{number}", 5.0) for number in range(10_000)) == 4096
    assert not allotment.take("one-more", 6.0)
    assert allotment.take("one-more", 5.0 + WINDOW_S)
