"""Laws of budgets, over any history: never one more than allowed, and no honest call refused."""

import asyncio
import secrets
import shutil
import tempfile
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from judging import Clock, Judge, allowance
from postgres import Postgres

from ostiary.classes import DataClass
from ostiary.ledger.budget import BUCKETS, bucket_end, grant, window_start
from ostiary.ledger.ledger import Ledger
from ostiary.ledger.read import Reader
from ostiary.ledger.values import (
    MEASURES,
    Amounts,
    Claim,
    Limit,
    Reserved,
    Spent,
)

T = TypeVar("T")

amounts = st.builds(Amounts, *(st.integers(0, 50) for _ in MEASURES))
limits = st.builds(Limit, *(st.none() | st.integers(0, 60) for _ in MEASURES))
spents = st.builds(Spent, amounts, amounts, amounts, amounts)
allowances = st.builds(
    allowance,
    conversation=limits,
    principal=limits,
    tool_conversation=limits,
    tool_principal=limits,
)


@given(st.integers(0, 10**17), st.integers(1, 10**7), st.integers(0, 10**14))
def test_a_charge_counts_for_the_whole_window_and_at_most_a_bucket_longer(
    at_us: int, window_s: int, later_us: int
) -> None:
    counts = bucket_end(at_us, window_s) > window_start(at_us + later_us, window_s)
    window_us = window_s * 1_000_000
    if later_us <= window_us:
        assert counts
    if later_us > window_us + window_us // BUCKETS + 1:
        assert not counts


@given(amounts, allowances, spents)
def test_a_grant_never_passes_a_limit(ask: Amounts, allowed: object, spent: Spent) -> None:
    granted = grant(replace(ask, calls=1), allowed, spent)  # type: ignore[arg-type]
    if isinstance(granted, str):
        return
    for scope in ("conversation", "principal", "tool_conversation", "tool_principal"):
        for measure in MEASURES:
            limit = getattr(getattr(allowed, scope), measure)
            after = getattr(getattr(spent, scope) + granted, measure)
            assert limit is None or not getattr(granted, measure) or after <= limit


@given(amounts, allowances, spents, spents)
def test_who_has_spent_more_is_never_granted_more(
    ask: Amounts, allowed: object, spent: Spent, more: Spent
) -> None:
    added = Spent(*(getattr(spent, s) + getattr(more, s) for s in Spent.__slots__))
    before, after = (grant(ask, allowed, each) for each in (spent, added))  # type: ignore[arg-type]
    if isinstance(before, str):
        assert isinstance(after, str)
    elif not isinstance(after, str):
        assert all(getattr(after, name) <= getattr(before, name) for name in MEASURES)


WINDOW_S, CALLS, ROWS, PER_CONVERSATION, PER_TOOL = 64, 12, 100, 7, 5
TIGHT = allowance(
    conversation=Limit(calls=PER_CONVERSATION),
    principal=Limit(calls=CALLS, rows=ROWS),
    tool_conversation=Limit(),
    tool_principal=Limit(calls=PER_TOOL),
    window_s=WINDOW_S,
)
ASK = Amounts(calls=1, rows=30)


@dataclass
class Happened:
    """One charged call, as the test itself remembers it."""

    at_us: int
    conversation: str
    tool: str
    ran: bool
    rows: int
    call: str = ""


class Spending(RuleBasedStateMachine):
    """Calls by one principal through handles, restarts and a clock that jumps both ways.

    Args:
        place: Returns the URL of an empty store.
    """

    handles = Bundle("handles")
    running = Bundle("running")

    def __init__(self, place: Callable[[], str]) -> None:
        super().__init__()
        self.place = place

    @initialize()
    def open(self) -> None:
        self.url = self.place()
        self.clock = Clock()
        self.latest_us = 0
        self.loop = asyncio.new_event_loop()
        self.ledger = Ledger(self.url, self.clock, {}, window_s=WINDOW_S)
        self.history: list[Happened] = []
        self.running_here: set[str] = set()

    def teardown(self) -> None:
        self.ledger.close()
        self.loop.close()
        report = Reader(self.url).verify()
        assert report.whole, report.findings

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        # Whatever is about the principal moves his time on, and it never runs backwards.
        self.latest_us = max(self.latest_us, self.clock.now_us)
        return self.loop.run_until_complete(work)

    @rule(seconds=st.sampled_from([-100.0, 0.000001, 0.5, 1.0, 10.0, 63.999999, 64.0, 66.0]))
    def time_passes(self, seconds: float) -> None:
        self.clock.advance(seconds)

    @rule()
    def restart(self) -> None:
        self.running_here.clear()
        self.ledger.close()
        self.ledger = Ledger(self.url, self.clock, {}, window_s=WINDOW_S)

    @rule(target=handles)
    def new_handle(self) -> Claim:
        return self.run(self.ledger.open_conversation("ann", lifetime_s=10**12))

    @rule(target=running, claim=st.none() | handles, tool=st.sampled_from(["a", "b"]))
    def call(self, claim: Claim | None, tool: str) -> tuple[Reserved, Happened] | None:
        judge = Judge(TIGHT, ASK, call=secrets.token_hex(4))
        before = list(self.history)
        answer = self.run(self.ledger.reserve("ann", claim, tool, judge))
        standing = answer.standing
        assert standing is not None
        ran = isinstance(answer, Reserved)
        rows = answer.grant.rows if isinstance(answer, Reserved) else 0
        happened = Happened(self.latest_us, standing.conversation, tool, ran, rows, judge.call)
        self.history.append(happened)
        if isinstance(answer, Reserved):
            self.running_here.add(judge.call)
            return answer, happened
        # Honest: what the refusal names was spent, in the window or at most a bucket before.
        since_us = self.latest_us - WINDOW_S * 1_000_000 * (BUCKETS + 1) // BUCKETS
        recent = [each for each in before if each.at_us >= since_us]
        mine = [each for each in before if each.conversation == standing.conversation]
        honest = {
            "budget:principal:calls": len(recent) >= CALLS,
            "budget:principal:rows": sum(each.rows for each in recent) >= ROWS,
            "budget:conversation:calls": len(mine) >= PER_CONVERSATION,
            "budget:tool_principal:calls": len([e for e in recent if e.tool == tool]) >= PER_TOOL,
        }
        assert honest[answer.reason], answer.reason
        return None

    @rule(pair=consumes(running), part=st.floats(0, 1))
    def end(self, pair: tuple[Reserved, Happened] | None, part: float) -> None:
        if pair is None or pair[1].call not in self.running_here:
            return  # lost with the process that ran it: it keeps what it was granted
        reserved, happened = pair
        happened.rows = round(reserved.grant.rows * part)
        cost = Amounts(calls=1, rows=happened.rows)
        body = {"kind": "outcome", "call": happened.call}
        settle = self.ledger.settle(reserved, body, cost, DataClass.PUBLIC, untrusted=False)
        self.run(settle)

    @rule(tool=st.sampled_from(["", "a"]))
    def refused_early(self, tool: str) -> None:
        refusal = {"kind": "refusal", "call": "y"}
        self.run(self.ledger.refuse("ann", None, tool, refusal, charged=True))
        standing = self.run(self.ledger.standing("ann"))
        assert standing is not None
        self.history.append(Happened(self.latest_us, standing.conversation, tool, False, 0))

    @invariant()
    def never_one_more_than_allowed(self) -> None:
        ran = [each for each in getattr(self, "history", []) if each.ran]
        for last in ran[-1:]:  # the windows before were seen when they ended
            window = [
                each for each in ran if last.at_us - WINDOW_S * 1_000_000 < each.at_us <= last.at_us
            ]
            assert len(window) <= CALLS
            assert sum(each.rows for each in window) <= ROWS
            for tool in ("a", "b"):
                assert len([each for each in window if each.tool == tool]) <= PER_TOOL
        for conversation in {each.conversation for each in ran}:
            mine = [each for each in ran if each.conversation == conversation]
            assert len(mine) <= PER_CONVERSATION


def spend(place: Callable[[], str], examples: int, steps: int) -> int:
    """Look for a history in which one call more than allowed was let run; return how many ran."""
    histories = 0

    def history() -> Spending:
        nonlocal histories
        histories += 1
        return Spending(place)

    how = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        # Explaining traces every line, which takes longer than all the rest.
        phases=set(Phase) - {Phase.explain},
    )
    # The library calls it like a class, and says that it wants one.
    factory: Any = history
    run_state_machine_as_test(factory, settings=how)
    return histories


@pytest.mark.timeout(120)
def test_no_history_spends_one_more_than_allowed_in_a_file() -> None:
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))
    try:
        place = f"sqlite:///{folder}"
        assert spend(lambda: f"{place}/{secrets.token_hex(8)}", examples=40, steps=40) >= 40
    finally:
        shutil.rmtree(folder)


@pytest.mark.needs("postgres")
@pytest.mark.timeout(120)
def test_no_history_spends_one_more_than_allowed_in_a_database(postgres_server: Postgres) -> None:
    assert spend(postgres_server.database, examples=15, steps=30) >= 15
