"""Reserve and settle: durable, decided on what is charged, and on the store's own time."""

import asyncio

import pytest
from judging import WIDE, Clock, Judge, allowance
from tampering import tamper

from ostiary.classes import DataClass
from ostiary.ledger.calls import IDLE_ROLLOVER_US
from ostiary.ledger.ledger import Ledger
from ostiary.ledger.read import Reader
from ostiary.ledger.store import LedgerError
from ostiary.ledger.values import Amounts, Limit, Refused, Reserved, Standing

OUTCOME = {"kind": "outcome", "call": "c"}
ONE = Amounts(calls=1)


async def call(ledger: Ledger, principal: str = "ann", judge: Judge | None = None) -> Reserved:
    answer = await ledger.reserve(principal, None, "t.tool", judge or Judge())
    assert isinstance(answer, Reserved), answer
    return answer


async def standing(ledger: Ledger, principal: str = "ann") -> Standing:
    found = await ledger.standing(principal, tool="t.tool")
    assert found is not None
    return found


async def test_a_reservation_is_on_record_before_it_returns(ledger: Ledger, url: str) -> None:
    await call(ledger)
    report = Reader(url).verify()
    assert report.whole
    assert report.unknown == ("c",)


async def test_a_decision_sees_what_the_last_call_read(ledger: Ledger) -> None:
    first = await call(ledger)
    await ledger.settle(first, OUTCOME, ONE, DataClass.PERSONAL, untrusted=True)
    judge = Judge()
    await call(ledger, judge=judge)
    (seen,) = {(each.data_class, each.untrusted, each.spent.principal) for each in judge.seen}
    assert seen == (DataClass.PERSONAL, True, ONE)


async def test_a_label_never_sinks(ledger: Ledger) -> None:
    first, second = await call(ledger), await call(ledger)
    await ledger.settle(first, OUTCOME, ONE, DataClass.SECRET, untrusted=True)
    await ledger.settle(second, OUTCOME, ONE, DataClass.PERSONAL, untrusted=False)
    after = await standing(ledger)
    assert (after.data_class, after.untrusted) == (DataClass.SECRET, True)


async def test_what_was_granted_is_charged_until_the_true_cost_is_known(ledger: Ledger) -> None:
    ask = Amounts(calls=1, rows=500, bytes=9000, ms=100)
    tight = allowance(conversation=Limit(calls=10, rows=200))
    reserved = await call(ledger, judge=Judge(tight, ask))
    assert reserved.grant == Amounts(1, 200, 9000, 100)
    assert (await standing(ledger)).spent.conversation == reserved.grant
    refused = await ledger.reserve("ann", None, "t.tool", Judge(tight, ask))
    assert isinstance(refused, Refused)
    assert refused.reason == "budget:conversation:rows"
    cost = Amounts(1, 3, 70, 20)
    await ledger.settle(reserved, OUTCOME, cost, DataClass.PUBLIC, untrusted=False)
    spent = (await standing(ledger)).spent
    assert spent.conversation == spent.principal == cost + ONE, "the refusal costs a call"


@pytest.mark.parametrize(
    ("scopes", "reason"),
    [
        ({"conversation": Limit(calls=2)}, "budget:conversation:calls"),
        ({"principal": Limit(calls=2)}, "budget:principal:calls"),
        ({"tool_conversation": Limit(calls=2)}, "budget:tool_conversation:calls"),
        ({"tool_principal": Limit(calls=2)}, "budget:tool_principal:calls"),
    ],
)
async def test_each_scope_ends_calls_by_itself(
    ledger: Ledger, scopes: dict[str, Limit], reason: str
) -> None:
    tight = allowance(**scopes)
    for _ in range(2):
        await call(ledger, judge=Judge(tight))
    refused = await ledger.reserve("ann", None, "t.tool", Judge(tight))
    assert isinstance(refused, Refused)
    assert (refused.reason, bool(refused)) == (reason, False)
    other = await ledger.reserve("ann", None, "t.other", Judge(tight))
    assert isinstance(other, Reserved) == reason.startswith("budget:tool")


async def test_a_refusal_is_recorded_and_charged(ledger: Ledger, url: str) -> None:
    assert not await ledger.reserve("ann", None, "t.tool", Judge(allows=None))
    await ledger.refuse("ann", None, "t.tool", {"kind": "refusal"}, charged=True)
    await ledger.refuse("ann", None, "", {"kind": "refusal"}, charged=True)
    await ledger.refuse("ann", None, "", {"kind": "refusal"}, charged=False)
    spent = (await standing(ledger)).spent
    assert (spent.conversation.calls, spent.tool_principal.calls) == (3, 2)
    report = Reader(url).verify()
    assert (report.whole, report.records) == (True, 5)


async def test_a_conversation_rolls_over_after_eight_idle_hours(
    ledger: Ledger, clock: Clock
) -> None:
    first = await call(ledger)
    clock.now_us += IDLE_ROLLOVER_US
    same = await call(ledger)
    clock.now_us += IDLE_ROLLOVER_US + 1
    other = await call(ledger)
    names = [answer.standing.conversation for answer in (first, same, other)]
    assert names[0] == names[1] != names[2]


async def test_a_clock_set_back_gives_no_calls_back(ledger: Ledger, clock: Clock) -> None:
    tight = allowance(principal=Limit(calls=1), window_s=60)
    clock.advance(1000)
    await call(ledger, judge=Judge(tight))
    clock.advance(-5000)
    assert not await ledger.reserve("ann", None, "t.tool", Judge(tight))


async def test_a_work_that_fails_costs_no_other_its_record(ledger: Ledger, url: str) -> None:
    answers = await asyncio.gather(
        *(ledger.note({"kind": "note", "n": n}) for n in range(5)),
        ledger.note({"kind": "note", "x": object()}),
        *(ledger.note({"kind": "note", "n": n}) for n in range(5)),
        return_exceptions=True,
    )
    assert [type(answer) for answer in answers if answer is not None] == [TypeError]
    report = Reader(url).verify()
    assert (report.whole, report.records) == (True, 11)


async def test_a_judge_that_fails_refuses_its_own_call_alone(ledger: Ledger, url: str) -> None:
    class Broken(Judge):
        def decide(self, standing: Standing) -> None:
            raise ZeroDivisionError

    answers = await asyncio.gather(
        *(ledger.reserve("ann", None, "t.tool", Judge()) for _ in range(5)),
        ledger.reserve("ann", None, "t.tool", Broken()),
        return_exceptions=True,
    )
    assert [type(answer) for answer in answers] == [Reserved] * 5 + [ZeroDivisionError]
    assert (await standing(ledger)).spent.principal.calls == 5
    assert Reader(url).verify().whole


async def test_floods_of_unauthenticated_requests_make_few_records(
    ledger: Ledger, url: str
) -> None:
    for number in range(10_000):
        ledger.count_unauthenticated(f"reason {number % 100}")
    ledger.close()
    bodies = [entry.body for entry in Reader(url).entries() if "unauthenticated" in entry.body]
    assert 0 < len(bodies) <= 33


@pytest.mark.parametrize("bad", ["mysql://x/y", "sqlite://"])
def test_a_store_it_cannot_serve_is_refused(bad: str) -> None:
    with pytest.raises(LedgerError, match="OSTIARY_STATE"):
        Ledger(bad, None, {})


def test_a_ledger_of_another_format_is_refused(url: str) -> None:
    Ledger(url, None, {}).close()
    tamper(url, "UPDATE meta SET value = '9' WHERE key = 'format'")
    with pytest.raises(LedgerError, match="format 9"):
        Ledger(url, None, {})


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        pytest.param("UPDATE spend SET calls = 0 WHERE scope LIKE 'c:%'", "conv", id="calls"),
        pytest.param("UPDATE spend SET rows = rows - 1", "principal ann", id="rows"),
        pytest.param("UPDATE spend SET until_us = 1 WHERE until_us > 0", "principal", id="time"),
        pytest.param("DELETE FROM spend WHERE tool <> ''", "principal ann", id="tool"),
        pytest.param("DELETE FROM spend", "principal ann", id="all"),
        pytest.param("UPDATE conversations SET data_class = 0", "conv", id="label"),
        pytest.param("UPDATE conversations SET untrusted = 0", "conv", id="untrusted"),
        pytest.param("DELETE FROM conversations", "conv", id="conversation"),
        pytest.param("DELETE FROM records WHERE position > 0", "principal ann", id="records"),
        pytest.param("UPDATE conversations SET generation = 1", "conv", id="begun-anew"),
        pytest.param("UPDATE conversations SET clearance = 4", "conv", id="cleared"),
        pytest.param("UPDATE conversations SET revoked = 1", "conv", id="revoked"),
        pytest.param("UPDATE conversations SET expires_at_us = 1", "conv", id="handles"),
    ],
)
async def test_counters_and_records_that_disagree_are_found(
    ledger: Ledger, url: str, statement: str, place: str
) -> None:
    reserved = await call(ledger, judge=Judge(ask=Amounts(1, 10, 10, 10)))
    cost = Amounts(1, 7, 5, 5)
    await ledger.settle(reserved, OUTCOME, cost, DataClass.PERSONAL, untrusted=True)
    assert Reader(url).verify().whole
    tamper(url, statement)
    findings = Reader(url).verify().findings
    assert findings
    assert any(finding.place.startswith(place) for finding in findings), findings


def test_an_earlier_stream_cut_short_is_found(url: str) -> None:
    for _ in range(3):
        Ledger(url, None, {}).close()
    assert Reader(url).verify().whole
    first = tamper(url, "SELECT stream FROM streams WHERE position = 0")
    tamper(url, f"DELETE FROM records WHERE stream = '{first}' AND position = 1")
    assert [finding.place for finding in Reader(url).verify().findings] == [f"{first}:1"]


async def test_a_stream_that_lost_its_end_serves_no_more(ledger: Ledger, url: str) -> None:
    await ledger.note({"kind": "note"})
    tamper(url, "DELETE FROM records WHERE position = 1")
    with pytest.raises(TypeError):
        await ledger.note({"kind": "note", "x": object()})
    with pytest.raises(LedgerError, match="lost records"):
        await call(ledger)


async def test_the_window_is_that_of_the_first_decision(ledger: Ledger) -> None:
    judge = Judge(allowance(window_s=60))
    await call(ledger, judge=judge)
    await call(ledger, judge=judge)
    assert len(judge.seen) == 3, "once more, when the window was not known"
    assert WIDE.window_s != 60
