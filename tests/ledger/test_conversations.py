"""Handles: bound to a principal, expiring by the store's time, revocable, shedding nothing."""

from dataclasses import replace

import pytest
from judging import Clock, Judge, allowance
from tampering import tamper

from ostiary.classes import DataClass
from ostiary.ledger.ledger import Ledger
from ostiary.ledger.read import Reader
from ostiary.ledger.values import Amounts, Claim, Limit, Refused, Reserved

ONE = Amounts(calls=1)
OUTCOME = {"kind": "outcome", "call": "c"}


@pytest.fixture
async def claim(ledger: Ledger) -> Claim:
    return await ledger.open_conversation("ann", lifetime_s=60, clearance=DataClass.INTERNAL)


async def test_a_handle_names_its_own_conversation(ledger: Ledger, claim: Claim) -> None:
    named = await ledger.reserve("ann", claim, "t", Judge())
    current = await ledger.reserve("ann", None, "t", Judge())
    assert isinstance(named, Reserved)
    assert isinstance(current, Reserved)
    assert named.standing.conversation == claim.conversation != current.standing.conversation
    assert (named.standing.clearance, current.standing.clearance) == (DataClass.INTERNAL, None)


@pytest.mark.parametrize(
    "how", ["unknown", "foreign", "stolen", "expired", "lengthened", "revoked"]
)
async def test_a_handle_that_does_not_hold_is_refused_recorded_and_charged(
    ledger: Ledger, claim: Claim, clock: Clock, url: str, how: str
) -> None:
    principal = "ann"
    if how == "unknown":
        claim = replace(claim, conversation="0" * 16)
    if how == "foreign":
        principal = "ben"
    if how == "stolen":
        principal, claim = "ben", replace(claim, principal="ben")
    if how in {"expired", "lengthened"}:
        clock.advance(60)
    if how == "lengthened":
        claim = replace(claim, expires_at_us=claim.expires_at_us * 2)
    if how == "revoked":
        assert await ledger.revoke(claim.conversation, "operator")
    answer = await ledger.reserve(principal, claim, "t", Judge())
    assert answer == Refused(None, "handle")
    await ledger.refuse(principal, claim, "t", {"kind": "refusal"}, charged=True)
    assert await ledger.standing(principal, claim) is None
    own = await ledger.standing(principal)
    assert own is not None
    assert own.spent.principal.calls == 2
    assert own.spent.conversation.calls == 0, "his current conversation is not that one"
    assert Reader(url).verify().whole


async def test_new_handles_shed_nothing_of_the_principals_budget(
    ledger: Ledger, clock: Clock
) -> None:
    tight = Judge(allowance(principal=Limit(calls=3)))
    answers: list[bool] = []
    for _ in range(5):
        claim = await ledger.open_conversation("ann", lifetime_s=10**12)
        answers.append(isinstance(await ledger.reserve("ann", claim, "t", tight), Reserved))
    assert answers == [True, True, True, False, False]


async def test_a_reset_forgets_the_conversation_and_not_the_principal(
    ledger: Ledger, claim: Claim, clock: Clock, url: str
) -> None:
    first = await ledger.reserve("ann", claim, "t", Judge(ask=Amounts(1, 100)))
    second = await ledger.reserve("ann", claim, "t", Judge(ask=Amounts(1, 100)))
    assert isinstance(first, Reserved)
    assert isinstance(second, Reserved)
    await ledger.settle(first, OUTCOME, ONE, DataClass.SECRET, untrusted=True)
    clock.advance(1)
    assert await ledger.reset(claim.conversation, "operator")
    after = await ledger.standing("ann", claim)
    assert after is not None
    assert (after.data_class, after.untrusted) == (DataClass.PUBLIC, False)
    assert after.spent.conversation == Amounts()
    assert after.spent.principal == Amounts(2, 100)
    clock.advance(1)
    await ledger.settle(second, OUTCOME, ONE, DataClass.PERSONAL, untrusted=False)
    later = await ledger.standing("ann", claim)
    assert later is not None
    assert later.data_class == DataClass.PERSONAL, "a call from before still tells what it showed"
    assert later.spent.conversation == Amounts(), (
        "a correction meets the counters it was charged to"
    )
    assert Reader(url).verify().whole


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("revoked = 0", id="revoked-handles-hold-again"),
        pytest.param("expires_at_us = expires_at_us + 1", id="lasts-longer"),
        pytest.param("clearance = -1", id="no-longer-bounded"),
        pytest.param("principal = 'ben'", id="another-principals"),
        pytest.param("generation = generation + 1", id="counters-begun-anew"),
        pytest.param("generation = generation - 1", id="reset-undone"),
    ],
)
async def test_a_conversation_that_is_not_what_the_records_say_is_found(
    ledger: Ledger, url: str, change: str
) -> None:
    claim = await ledger.open_conversation("ann", lifetime_s=60, clearance=DataClass.INTERNAL)
    assert await ledger.reset(claim.conversation, "root")
    assert await ledger.revoke(claim.conversation, "root")
    assert Reader(url).verify().whole
    tamper(url, f"UPDATE conversations SET {change}")
    (finding,) = Reader(url).verify().findings
    assert finding.place == f"conversation {claim.conversation}"


async def test_a_conversation_that_was_opened_and_is_gone_is_found(
    ledger: Ledger, url: str
) -> None:
    claim = await ledger.open_conversation("ann", lifetime_s=60)
    tamper(url, "DELETE FROM conversations")
    assert [each.place for each in Reader(url).verify().findings] == [
        f"conversation {claim.conversation}"
    ]


async def test_what_is_not_there_is_neither_revoked_nor_reset(ledger: Ledger) -> None:
    assert not await ledger.revoke("nothing", "operator")
    assert not await ledger.reset("nothing", "operator")
