"""Whatever happens in whatever order: no consent is used twice, no effect is without one."""

import asyncio
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from till import BOSS, DEPUTY, ONE, PERMIT, STRANGER, Shop, identifier_in, make_shop

from ostiary.approval.answer import Word
from ostiary.control import ConsentError
from ostiary.errors import CallError
from ostiary.guard.incoming import Incoming
from ostiary.guard.offer import Kind, Offer
from ostiary.identity import Channel, Principal


class Call(NamedTuple):
    """All that a consent is bound to."""

    principal: str
    amount: int
    till: tuple[int, ...]
    label: tuple[int, bool]
    policy: int


class Door:
    """A call of `pay` that came from nowhere.

    Args:
        offer: What it resolves to.
        amount: How much.
    """

    def __init__(self, offer: Offer, amount: int) -> None:
        self._offer = offer
        self._amount = amount

    async def resolve(self) -> Offer | None:
        """Return the offer."""
        return self._offer

    def arguments(self) -> object:
        """Return the arguments."""
        return {"amount": self._amount}

    async def progress(self, done: float, total: float | None = None) -> None:
        """Tell nobody."""


class Consents(RuleBasedStateMachine):
    """A shop, and what is known of each question in it."""

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.shop: Shop = make_shop(self.folder)
        self.level, self.policy = 1, 0
        self.labels: dict[str, tuple[int, bool]] = {"carl": (0, False), "ben": (0, False)}
        self.calls: dict[str, Call] = {}
        self.state: dict[str, str] = {}
        self.server = self.shop.server()
        self.server.open()

    def teardown(self) -> None:
        self.server.close()
        shutil.rmtree(self.folder)

    def write(self, sql: str, *values: Any) -> None:
        with closing(sqlite3.connect(self.folder / "state.sqlite")) as store, store:
            store.execute(sql, values)

    def walk(self, principal: str, amount: int) -> str:
        incoming = Incoming(
            Kind.TOOL, Principal(principal, frozenset({"clerk"})), Channel("memory", "")
        )
        (offer,) = [each for each in self.server.offers if each.name == "pay"]
        try:
            asyncio.run(self.server.opened.pipeline.walk(incoming, Door(offer, amount)))
        except CallError as error:
            return str(error)
        return ""

    @rule(principal=st.sampled_from(["carl", "ben"]), amount=st.integers(1, 2))
    def call(self, principal: str, amount: int) -> None:
        before = tuple(self.shop.paid)
        call = Call(principal, amount, before, self.labels[principal], self.policy)
        known = [
            each
            for each, bound in self.calls.items()
            if bound == call and self.state[each] in {"asked", "allowed", "denied"}
        ]
        answer = self.walk(principal, amount)
        if any(self.state[each] == "allowed" for each in known):
            assert answer == ""
            assert tuple(self.shop.paid) == (*before, amount)
            (used,) = known
            self.state[used] = "used"
            # He was shown what he paid: internal, and nobody says that it is to be trusted.
            self.labels[principal] = (max(1, self.labels[principal][0]), True)
            return
        assert tuple(self.shop.paid) == before
        if any(self.state[each] == "denied" for each in known):
            assert "do not repeat it" in answer
            return
        identifier = identifier_in(answer)
        assert [identifier] == known or (not known and identifier not in self.calls)
        self.calls[identifier] = call
        self.state[identifier] = "asked"

    @precondition(lambda self: self.calls)
    @rule(
        data=st.data(),
        key=st.sampled_from([BOSS, DEPUTY, STRANGER]),
        word=st.sampled_from([Word.ALLOW, Word.ALLOW, Word.DENY]),
    )
    def answer(self, data: st.DataObject, key: Any, word: Word) -> None:
        identifier = data.draw(st.sampled_from(sorted(self.calls)))
        try:
            asyncio.run(self.shop.answer(identifier, key, word))
        except ConsentError:
            over = self.state[identifier] not in {"asked", "allowed"}
            assert over or key is STRANGER or self.calls[identifier].policy != self.policy
            return
        assert self.state[identifier] in {"asked", "allowed"}
        self.state[identifier] = "allowed" if word is Word.ALLOW else "denied"

    @rule()
    def change_the_till(self) -> None:
        if len(self.shop.paid) < 6:
            self.shop.put(0)

    @rule()
    def change_the_policy(self) -> None:
        self.policy += 1
        self.shop.rules(f"// version {self.policy}{PERMIT.format(how=ONE)}")
        assert self.server.opened.pipeline.rulebook.look()

    @precondition(lambda self: self.level < 4)
    @rule(principal=st.sampled_from(["carl", "ben"]))
    def read_something_worse(self, principal: str) -> None:
        self.call(principal, 1)  # so that there is a conversation
        self.level += 1
        self.labels[principal] = (self.level, self.labels[principal][1])
        self.write(
            "UPDATE conversations SET data_class = ? WHERE principal = ?", self.level, principal
        )

    @precondition(lambda self: self.calls)
    @rule()
    def let_all_expire(self) -> None:
        self.write("UPDATE consents SET expires_at_us = 1 WHERE state IN ('open', 'denied')")
        for identifier, state in self.state.items():
            if state != "used":
                self.state[identifier] = "expired"

    @rule()
    def start_anew(self) -> None:
        self.server.close()
        self.server = self.shop.server()
        self.server.open()


pytestmark = pytest.mark.timeout(90)

Consents.TestCase.settings = settings(
    max_examples=6,
    stateful_step_count=14,
    deadline=None,
    # Each step is several durable transactions: a failing sequence is told as it was found.
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
TestSequences = Consents.TestCase
