"""Reserve and settle: durable, exact under concurrency, and on the store's own time."""

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from ostiary.classes import DataClass
from ostiary.ledger.ledger import Ledger
from ostiary.ledger.read import Reader
from ostiary.ledger.store import LedgerError
from ostiary.ledger.values import (
    IDLE_ROLLOVER_US,
    Allowance,
    Exhausted,
    Moved,
    Reserved,
    Standing,
)  # fmt: skip

WIDE = Allowance(1000, 1000, 3600)


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now_us = 1_000_000_000_000_000

    def __call__(self) -> int:
        return self.now_us

    def advance(self, seconds: float) -> None:
        self.now_us += round(seconds * 1_000_000)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'state.sqlite'}"


@pytest.fixture
def ledger(url: str, clock: Clock) -> Iterator[Ledger]:
    made = Ledger(url, clock, {"server": "test"})
    yield made
    made.close()


async def spend(ledger: Ledger, allowance: Allowance, principal: str = "ann") -> object:
    seen = await ledger.standing(principal)
    while True:
        intent = {"kind": "intent", "call": "c", "who": {"principal": principal}}
        answer = await ledger.reserve(principal, seen, allowance, intent)
        if not isinstance(answer, Moved):
            return answer
        seen = answer.standing


async def test_a_reservation_is_on_record_before_it_returns(ledger: Ledger, url: str) -> None:
    assert isinstance(await spend(ledger, WIDE), Reserved)
    report = Reader(url).verify()
    assert report.whole
    assert report.unknown == ("c",)


async def test_a_decision_for_another_label_is_not_reserved(ledger: Ledger, url: str) -> None:
    seen = await ledger.standing("ann")
    await ledger.settle(seen.conversation, {"kind": "outcome"}, DataClass.PERSONAL, untrusted=True)
    answer = await ledger.reserve("ann", seen, WIDE, {"kind": "intent", "call": "c"})
    assert isinstance(answer, Moved)
    assert answer.standing == Standing(seen.conversation, DataClass.PERSONAL, True, 0)
    assert Reader(url).verify().unknown == ()


async def test_a_label_never_sinks(ledger: Ledger) -> None:
    seen = await ledger.standing("ann")
    await ledger.settle(seen.conversation, {}, DataClass.SECRET, untrusted=True)
    await ledger.settle(seen.conversation, {}, DataClass.PUBLIC, untrusted=False)
    after = await ledger.standing("ann")
    assert (after.data_class, after.untrusted) == (DataClass.SECRET, True)


async def test_never_one_call_more_than_allowed(url: str, clock: Clock) -> None:
    ledgers = [Ledger(url, clock, {"server": str(i)}) for i in range(3)]
    answers = await asyncio.gather(
        *(spend(ledger, Allowance(25, 1000, 3600)) for ledger in ledgers for _ in range(20))
    )
    assert sum(isinstance(answer, Reserved) for answer in answers) == 25
    assert sum(isinstance(answer, Exhausted) for answer in answers) == 35
    for ledger in ledgers:
        ledger.close()
    assert Reader(url).verify().whole


async def test_the_principals_window_slides_over_conversations(
    ledger: Ledger, clock: Clock
) -> None:
    tight = Allowance(1000, 3, 60)
    assert [isinstance(await spend(ledger, tight), Reserved) for _ in range(4)] == [True] * 3 + [
        False
    ]
    clock.advance(30)
    assert isinstance(await spend(ledger, tight), Exhausted)
    clock.advance(30.000001)
    assert [isinstance(await spend(ledger, tight), Reserved) for _ in range(4)] == [True] * 3 + [
        False
    ]
    assert isinstance(await spend(ledger, tight, "ben"), Reserved), "another principal's is his own"


async def test_a_conversation_rolls_over_after_eight_idle_hours(
    ledger: Ledger, clock: Clock
) -> None:
    first = await spend(ledger, WIDE)
    clock.now_us += IDLE_ROLLOVER_US
    same = await spend(ledger, WIDE)
    clock.now_us += IDLE_ROLLOVER_US + 1
    other = await spend(ledger, WIDE)
    names = [
        answer.standing.conversation
        for answer in (first, same, other)
        if isinstance(answer, Reserved)
    ]
    assert names[0] == names[1] != names[2]


async def test_a_clock_set_back_gives_no_calls_back(ledger: Ledger, clock: Clock) -> None:
    tight = Allowance(1000, 1, 60)
    clock.advance(1000)
    await spend(ledger, tight)
    clock.advance(-5000)
    assert isinstance(await spend(ledger, tight), Exhausted)


async def test_a_refusal_is_recorded_and_charged(ledger: Ledger, url: str) -> None:
    who = {"kind": "refusal", "who": {"principal": "ann"}}
    await ledger.refuse("ann", {**who, "asked": "tool"}, charged=True)
    await ledger.refuse("ann", {**who, "asked": "list"}, charged=False)
    assert Reader(url).verify().whole
    assert (await ledger.standing("ann")).calls == 1
    assert Reader(url).verify().records == 3


async def test_a_work_that_fails_costs_no_other_its_record(ledger: Ledger, url: str) -> None:
    unserialisable = {"kind": "intent", "x": object()}
    answers = await asyncio.gather(
        *(ledger.note({"kind": "note", "n": n}) for n in range(5)),
        ledger.note(unserialisable),
        *(ledger.note({"kind": "note", "n": n}) for n in range(5)),
        return_exceptions=True,
    )
    assert [type(answer) for answer in answers if answer is not None] == [TypeError]
    report = Reader(url).verify()
    assert (report.whole, report.records) == (True, 11)


@pytest.mark.parametrize("bad", ["postgresql://x/y", "sqlite://"])
def test_a_store_it_cannot_serve_is_refused(bad: str, clock: Clock) -> None:
    with pytest.raises(LedgerError, match="OSTIARY_STATE"):
        Ledger(bad, clock, {})


def test_a_ledger_of_another_format_is_refused(url: str, clock: Clock, tmp_path: Path) -> None:
    Ledger(url, clock, {}).close()
    with sqlite3.connect(tmp_path / "state.sqlite") as connection:
        connection.execute("UPDATE meta SET value = '2' WHERE key = 'format'")
    connection.close()
    with pytest.raises(LedgerError, match="format 2"):
        Ledger(url, clock, {})


def test_the_store_is_its_owners_alone(url: str, clock: Clock, tmp_path: Path) -> None:
    Ledger(url, clock, {}).close()
    assert (tmp_path / "state.sqlite").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        pytest.param("UPDATE conversations SET calls = 0", "conversation", id="calls"),
        pytest.param("UPDATE conversations SET data_class = 0", "conversation", id="label"),
        pytest.param("DELETE FROM conversations", "conversation", id="conversation"),
        pytest.param("DELETE FROM charges", "principal ann", id="charges"),
    ],
)
async def test_a_lowered_counter_is_found(
    ledger: Ledger, url: str, tmp_path: Path, statement: str, place: str
) -> None:
    answer = await spend(ledger, WIDE)
    assert isinstance(answer, Reserved)
    outcome = {"kind": "outcome", "call": "c", "released": {"class": "personal"}}
    name = answer.standing.conversation
    await ledger.settle(name, outcome, DataClass.PERSONAL, untrusted=False)
    assert Reader(url).verify().whole
    with sqlite3.connect(tmp_path / "state.sqlite") as connection:
        connection.execute(statement)
    connection.close()
    findings = Reader(url).verify().findings
    assert findings
    assert findings[0].place.startswith(place)


def test_an_earlier_stream_cut_short_is_found(url: str, clock: Clock, tmp_path: Path) -> None:
    for _ in range(3):
        Ledger(url, clock, {}).close()
    assert Reader(url).verify().whole
    with sqlite3.connect(tmp_path / "state.sqlite") as connection:
        first = connection.execute("SELECT stream FROM streams ORDER BY position").fetchone()[0]
        connection.execute("DELETE FROM records WHERE stream = ? AND position = 1", (first,))
    connection.close()
    assert [finding.place for finding in Reader(url).verify().findings] == [f"{first}:1"]


async def test_a_ledger_that_was_moved_serves_no_more(ledger: Ledger, tmp_path: Path) -> None:
    await spend(ledger, WIDE)
    (tmp_path / "state.sqlite").rename(tmp_path / "elsewhere.sqlite")
    with pytest.raises(LedgerError, match="moved or deleted"):
        await spend(ledger, WIDE)
    (tmp_path / "elsewhere.sqlite").rename(tmp_path / "state.sqlite")
    assert isinstance(await spend(ledger, WIDE), Reserved)
