"""Consent through the front door: one exact call, agreed to by the right people, runs once."""

import json
import sqlite3
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest
from fastmcp import Client
from records import all_records
from till import BOSS, CARL, DEPUTY, ONE, PERMIT, STRANGER, Shop, identifier_in, make_shop

from ostiary.approval.answer import Word, sign
from ostiary.approval.approverkey import ApproverKey
from ostiary.control import ConsentError, reset_conversation, show_consent, waiting_consents

TWO = '@approval("boss") @approval_count("2")'
OWN = '@approval("boss") @approval_by_requester("yes")'


class Clerk:
    """A client of a shop's server.

    Args:
        client: Connected.
    """

    def __init__(self, client: Client[Any]) -> None:
        self._client = client

    async def pay(self, amount: int = 5, **more: Any) -> str:
        """Return what a call is answered."""
        given = {"amount": amount, **more}
        result = await self._client.call_tool("pay", given, raise_on_error=False)
        return str(getattr(result.content[0], "text", ""))

    async def asked(self, amount: int = 5, **more: Any) -> str:
        """Return the identifier of the question that a call leads to."""
        return identifier_in(await self.pay(amount, **more))


@asynccontextmanager
async def clerk(shop: Shop, **more: str) -> AsyncGenerator[Clerk]:
    server = shop.server(**more)
    try:
        async with Client(server) as client:
            yield Clerk(client)
    finally:
        server.close()


def consents(shop: Shop) -> list[Mapping[str, Any]]:
    """Return what the ledger tells of consent, oldest first."""
    return [
        body for body in all_records(shop.state) if body["kind"] == "consent" or "consent" in body
    ]


def state_bytes(folder: Path) -> bytes:
    """Return all that lies in the store's files."""
    return b"".join(path.read_bytes() for path in folder.glob("state.sqlite*"))


async def test_a_call_runs_once_when_a_human_has_agreed_to_it(tmp_path: Path) -> None:
    shop = make_shop(tmp_path)
    async with clerk(shop) as caller:
        identifier = await caller.asked()
        assert await caller.asked() == identifier
        assert shop.paid == []
        await shop.answer(identifier)
        assert await caller.pay() == '{"paid":5}'
        assert await caller.asked() != identifier
    assert shop.paid == [5]
    told = consents(shop)
    states = [(each["kind"], each.get("answer") or each["consent"]["state"]) for each in told]
    assert states == [
        ("refusal", "asked"), ("refusal", "waiting"), ("consent", "shown"), ("consent", "allow"),
        ("intent", "given"), ("refusal", "asked"),
    ]  # fmt: skip
    assert {each["digest"] for each in told if each["kind"] == "consent"} == {
        told[4]["consent"]["digest"]
    }
    assert told[4]["consent"]["by"] == ["erin"]


async def test_an_approver_sees_the_whole_call_and_why_he_is_asked(tmp_path: Path) -> None:
    shop = make_shop(tmp_path)
    shop.put(3)
    async with clerk(shop) as caller:
        shown = await show_consent(shop.settings, await caller.asked(7, to="Ann Example"))
    binding = shown.view.binding
    assert json.loads(binding.arguments) == {"amount": 7, "to": "Ann Example"}
    assert (binding.principal, binding.action) == ("carl", "till.pay")
    assert shown.view.preview == {"pays": 7, "before": ["3"]}
    assert shown.view.rules == ("till/policy.cedar:pay",)
    assert shown.view.facts == {"amount": 7}


async def test_a_changed_argument_is_another_call(tmp_path: Path) -> None:
    shop = make_shop(tmp_path)
    async with clerk(shop) as caller:
        await shop.answer(await caller.asked(5))
        assert (await caller.pay(6)).startswith("[approval]")
        assert (await caller.pay(5, to="Mallory")).startswith("[approval]")
        assert shop.paid == []


async def test_what_a_consent_was_shown_may_not_have_changed(tmp_path: Path) -> None:
    shop = make_shop(tmp_path)
    async with clerk(shop) as caller:
        identifier = await caller.asked()
        await shop.answer(identifier)
        shop.put(1)
        assert await caller.asked() != identifier
    assert shop.paid == [1]


async def test_a_changed_policy_asks_again_and_takes_no_answer_to_the_old_question(
    tmp_path: Path,
) -> None:
    shop = make_shop(tmp_path)
    async with clerk(shop) as caller:
        old = await caller.asked()
        await shop.answer(old)
        waiting = await caller.asked(6)
    shop.rules(PERMIT.format(how=ONE) + "// another version\n")
    async with clerk(shop) as caller:
        assert await caller.asked() != old
        with pytest.raises(ConsentError, match="policies have changed"):
            await shop.answer(waiting)
    assert shop.paid == []


async def test_another_conversation_and_another_principal_have_no_part_in_it(
    tmp_path: Path,
) -> None:
    shop = make_shop(tmp_path)
    async with clerk(shop) as caller:
        identifier = await caller.asked()
        await shop.answer(identifier)
    async with clerk(shop, OSTIARY_PRINCIPAL="ben") as caller:
        assert await caller.asked() != identifier
    with closing(sqlite3.connect(tmp_path / "state.sqlite")) as store, store:
        # As if eight idle hours had passed.
        store.execute("UPDATE conversations SET last_at_us = 1")
    async with clerk(shop) as caller:
        assert await caller.asked() != identifier
    assert shop.paid == []


async def test_a_conversation_that_has_read_worse_since_asks_again(tmp_path: Path) -> None:
    shop = make_shop(tmp_path)
    async with clerk(shop) as caller:
        first = await caller.asked()
        await shop.answer(first)
        with closing(sqlite3.connect(tmp_path / "state.sqlite")) as store, store:
            store.execute("UPDATE conversations SET data_class = 3, untrusted = 1")
        second = await caller.asked()
        assert second != first
        await shop.answer(second)
        (row,) = [each for each in await waiting_consents(shop.settings) if each.id == first]
        assert row.principal == "carl"
        assert await reset_conversation(shop.settings, row.conversation)
        assert await caller.pay() == '{"paid":5}'


async def test_a_refusal_holds_until_it_expires_whoever_else_agrees(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, TWO)
    async with clerk(shop) as caller:
        identifier = await caller.asked()
        await shop.answer(identifier, BOSS)
        await shop.answer(identifier, DEPUTY, Word.DENY)
        for _ in range(2):
            assert "do not repeat it" in await caller.pay()
        with pytest.raises(ConsentError, match="over"):
            await shop.answer(identifier, DEPUTY)
        assert (await caller.pay(6)).startswith("[approval]")
    assert shop.paid == []


async def test_as_many_people_agree_as_the_rule_asks_and_one_counts_once(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, TWO)
    async with clerk(shop) as caller:
        identifier = await caller.asked()
        for _ in range(2):
            await shop.answer(identifier, BOSS)
            assert await caller.asked() == identifier
        await shop.answer(identifier, DEPUTY)
        assert await caller.pay() == '{"paid":5}'


async def test_nobody_agrees_to_his_own_call_unless_the_rule_lets_him(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    shop = make_shop(tmp_path / "a")
    for name in ("carl", "Carl", "carla"):
        async with clerk(shop, OSTIARY_PRINCIPAL=name) as caller:
            identifier = await caller.asked()
            with pytest.raises(ConsentError, match="nobody consents to his own call"):
                await shop.answer(identifier, CARL)
    shop = make_shop(tmp_path / "b", OWN)
    async with clerk(shop) as caller:
        await shop.answer(await caller.asked(), CARL)
        assert await caller.pay() == '{"paid":5}'


async def test_a_row_that_nobody_signed_is_no_consent(tmp_path: Path) -> None:
    shop = make_shop(tmp_path)
    forged = ApproverKey("erin", STRANGER.private)
    async with clerk(shop) as caller:
        identifier = await caller.asked()
        with pytest.raises(ConsentError, match="names no approver"):
            await shop.answer(identifier, STRANGER)
        with pytest.raises(ConsentError, match="names no approver"):
            await shop.answer(identifier, forged)
        digest = (await show_consent(shop.settings, identifier)).view.digest
        other = (await show_consent(shop.settings, await caller.asked(6))).view.digest
        for answer in (
            sign(forged.private, identifier, digest, "erin", Word.ALLOW),
            sign(STRANGER.private, identifier, digest, "mallory", Word.ALLOW),
            sign(BOSS.private, identifier, digest, "dora", Word.ALLOW),
            sign(BOSS.private, identifier, other, "erin", Word.ALLOW),
            sign(CARL.private, identifier, digest, "carl", Word.ALLOW),
        ):
            with closing(sqlite3.connect(tmp_path / "state.sqlite")) as store, store:
                store.execute(
                    "INSERT OR REPLACE INTO consent_answers VALUES (?, ?, ?, ?, 0)",
                    (identifier, answer.approver, answer.word, answer.signature),
                )
            assert await caller.asked() == identifier
    assert shop.paid == []


async def test_an_answer_to_one_question_is_none_to_another_that_was_put_in_its_place(
    tmp_path: Path,
) -> None:
    shop = make_shop(tmp_path)
    async with clerk(shop) as caller:
        harmless, wanted = await caller.asked(1), await caller.asked(999)
        with closing(sqlite3.connect(tmp_path / "state.sqlite")) as store, store:
            # What is shown, digest and nonce of the harmless call under the other's name.
            for column in ("view", "digest", "nonce"):
                store.execute(
                    f"UPDATE consents SET {column} = (SELECT {column} FROM consents WHERE id = ?)"
                    " WHERE id = ?",
                    (harmless, wanted),
                )
        with pytest.raises(ConsentError, match="altered"):
            await shop.answer(wanted)
        await shop.answer(harmless)
        assert (await caller.pay(999)).startswith("[approval]")
    assert shop.paid == []


async def test_time_cannot_be_given_back_by_who_writes_the_store(tmp_path: Path) -> None:
    shop = make_shop(tmp_path)
    async with clerk(shop) as caller:
        identifier = await caller.asked()
        await shop.answer(identifier)
        with closing(sqlite3.connect(tmp_path / "state.sqlite")) as store, store:
            store.execute("UPDATE consents SET expires_at_us = expires_at_us + 1000000000")
        assert await caller.asked() != identifier
    assert shop.paid == []


async def test_what_has_expired_is_on_record_forgotten_and_asked_anew(tmp_path: Path) -> None:
    shop = make_shop(tmp_path)
    async with clerk(shop) as caller:
        identifier = await caller.asked()
        await shop.answer(identifier)
        with closing(sqlite3.connect(tmp_path / "state.sqlite")) as store, store:
            store.execute("UPDATE consents SET expires_at_us = 1")
        with pytest.raises(ConsentError, match="expired"):
            await shop.answer(identifier)
        assert await caller.asked() != identifier
        with closing(sqlite3.connect(tmp_path / "state.sqlite")) as store:
            query = "SELECT state, nonce, view FROM consents WHERE id = ?"
            assert store.execute(query, (identifier,)).fetchone() == ("expired", "", b"")
    expired = [each for each in consents(shop) if each.get("answer") == "expired"]
    assert [each["consent"] for each in expired] == [identifier]


async def test_an_unknown_id_is_nothing_that_can_be_answered(tmp_path: Path) -> None:
    shop = make_shop(tmp_path)
    async with clerk(shop) as caller:
        await caller.asked()
        with pytest.raises(ConsentError, match="no such consent"):
            await shop.answer("0123456789ab")


async def test_without_anybody_who_may_agree_nobody_is_asked(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, '@approval("boss") @approval_count("3")')
    async with clerk(shop) as caller:
        assert "Nobody is set up" in await caller.pay()
    assert not await waiting_consents(shop.settings)


async def test_so_many_questions_wait_and_no_more(tmp_path: Path) -> None:
    shop = make_shop(tmp_path)
    async with clerk(shop) as caller:
        for amount in range(1, 21):
            await caller.asked(amount)
        assert "Too many" in await caller.pay(21)
        assert await caller.asked(1)
    async with clerk(shop, OSTIARY_PRINCIPAL="ben") as caller:
        await caller.asked(1)


async def test_a_budget_that_is_spent_leaves_the_consent_unused(tmp_path: Path) -> None:
    shop = make_shop(tmp_path)
    shop.rules(PERMIT.format(how=ONE), calls=1)
    async with clerk(shop) as caller:
        identifier = await caller.asked()
        await shop.answer(identifier)
        assert (await caller.pay()).startswith("[budget]")
        assert [each.id for each in await waiting_consents(shop.settings)] == [identifier]
    assert shop.paid == []


async def test_no_value_of_the_arguments_lies_in_the_store_or_on_record(tmp_path: Path) -> None:
    shop = make_shop(tmp_path)
    async with clerk(shop) as caller:
        identifier = await caller.asked(424242, to="Ann Example")
        assert b"Ann Example" not in state_bytes(tmp_path)
        await shop.answer(identifier)
        await caller.pay(424242, to="Ann Example")
    assert "Ann Example" not in json.dumps(list(all_records(shop.state)))
