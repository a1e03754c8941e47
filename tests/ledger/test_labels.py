"""No sequence of calls lowers a label: not by new handles, idling, revoking, or a new process."""

import asyncio
import secrets
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from judging import Clock, Judge
from postgres import Postgres
from sqlalchemy import create_engine, text

from ostiary.classes import DataClass
from ostiary.ledger.ledger import Ledger
from ostiary.ledger.read import Reader
from ostiary.ledger.values import Amounts, Claim, Reserved

T = TypeVar("T")
ONE = Amounts(calls=1)


class Labelled(RuleBasedStateMachine):
    """One principal, who does all that a caller can do, and an operator who resets."""

    handles = Bundle("handles")

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.clock = Clock()
        self.loop = asyncio.new_event_loop()
        self.ledger = Ledger(url, self.clock, {})
        self.data_class = DataClass.PUBLIC
        self.untrusted = False
        self.claims: list[Claim | None] = [None]

    def run(self, work: Awaitable[T]) -> T:
        """Return what a work of the ledger's comes to."""

        async def wait() -> T:
            return await work

        return self.loop.run_until_complete(wait())

    def teardown(self) -> None:
        self.ledger.close()
        reader = Reader(self.url)
        assert reader.verify().whole
        reader.close()
        self.loop.close()

    @rule(target=handles)
    def new_handle(self) -> Claim:
        claim = self.run(self.ledger.open_conversation("ann", lifetime_s=10**9))
        self.claims.append(claim)
        return claim

    @rule(claim=st.none() | handles, data_class=st.sampled_from(DataClass), untrusted=st.booleans())
    def read(self, claim: Claim | None, data_class: DataClass, untrusted: bool) -> None:
        answer = self.run(self.ledger.reserve("ann", claim, "t", Judge(call=secrets.token_hex(4))))
        if not isinstance(answer, Reserved):
            return  # its handle was revoked
        body = {"kind": "outcome", "call": "c"}
        self.run(self.ledger.settle(answer, body, ONE, data_class, untrusted=untrusted))
        self.data_class = max(self.data_class, data_class)
        self.untrusted = self.untrusted or untrusted

    @rule(hours=st.integers(1, 30))
    def idle(self, hours: int) -> None:
        self.clock.advance(hours * 3600)

    @rule()
    def new_process(self) -> None:
        self.ledger.close()
        self.ledger = Ledger(self.url, self.clock, {})

    @rule(claim=handles)
    def revoke(self, claim: Claim) -> None:
        self.run(self.ledger.revoke(claim.conversation, "operator"))

    @rule()
    def reset_everything(self) -> None:
        """Only an operator does: he resets each conversation that there is."""
        current = self.run(self.ledger.standing("ann"))
        assert current is not None
        named = [claim.conversation for claim in self.claims if claim is not None]
        for conversation in [current.conversation, *named]:
            self.clock.advance(1)
            assert self.run(self.ledger.reset(conversation, "operator"))
        self.clock.advance(1)
        self.data_class, self.untrusted = DataClass.PUBLIC, False

    @invariant()
    def no_conversation_is_below_what_was_read(self) -> None:
        for claim in getattr(self, "claims", []):
            standing = self.run(self.ledger.standing("ann", claim))
            if standing is not None:
                assert standing.data_class >= self.data_class
                assert standing.untrusted or not self.untrusted


def search(place: Callable[[], str], examples: int) -> int:
    """Look for a history that lowers a label; return how many were tried."""
    tried: list[str] = []

    def next_place() -> str:
        tried.append(place())
        return tried[-1]

    how = settings(
        max_examples=examples,
        stateful_step_count=25,
        deadline=None,
        phases=set(Phase) - {Phase.explain},
    )
    factory: Any = lambda: Labelled(next_place())  # noqa: E731 - the library calls it like a class
    run_state_machine_as_test(factory, settings=how)
    return len(tried)


@pytest.mark.timeout(120)
def test_no_sequence_of_calls_lowers_a_label_in_a_file() -> None:
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))
    try:
        tried = search(lambda: f"sqlite:///{folder}/{secrets.token_hex(8)}", examples=30)
        assert tried >= 30, "and none of them does: the machine's invariant says so"
    finally:
        shutil.rmtree(folder)


@pytest.mark.needs("postgres")
@pytest.mark.timeout(120)
def test_no_sequence_of_calls_lowers_a_label_in_a_database(postgres_server: Postgres) -> None:
    assert search(postgres_server.database, examples=8) >= 8


async def test_a_ledger_of_the_format_before_is_brought_up_to_date(url: str) -> None:
    """What its principals' conversations had read is the floor from then on."""
    ledger = Ledger(url, None, {})
    answer = await ledger.reserve("ann", None, "t", Judge())
    assert isinstance(answer, Reserved)
    body = {"kind": "outcome", "call": "c"}
    await ledger.settle(answer, body, ONE, DataClass.PERSONAL, untrusted=True)
    await ledger.reserve("ben", None, "t", Judge())
    ledger.close()
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        for column in ("floor_class", "floor_untrusted", "pace"):
            connection.execute(text(f"ALTER TABLE principals DROP COLUMN {column}"))
        connection.execute(text("DROP TABLE traces"))
        connection.execute(text("UPDATE meta SET value = '2' WHERE key = 'format'"))
    engine.dispose()
    ledger = Ledger(url, None, {})
    fresh = await ledger.open_conversation("ann", lifetime_s=60)
    standing = await ledger.standing("ann", fresh)
    assert standing is not None
    assert (standing.data_class, standing.untrusted) == (DataClass.PERSONAL, True)
    other = await ledger.standing("ben")
    assert other is not None
    assert (other.data_class, other.untrusted) == (DataClass.PUBLIC, False)
    ledger.close()
    assert Reader(url).verify().whole
