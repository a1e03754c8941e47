"""The tally: what one question may use, under a clock that the test holds."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary_host.limits import Limits, Stop, Tally


@dataclass
class Clock:
    """Time that moves when it is told to."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@given(
    max_turns=st.integers(1, 5),
    max_calls=st.integers(1, 5),
    steps=st.lists(st.sampled_from(["turn", "call", "wait"]), max_size=60),
)
def test_whatever_is_asked_for_no_more_is_granted_than_the_limits_say(
    max_turns: int, max_calls: int, steps: list[str]
) -> None:
    clock = Clock()
    tally = Tally(Limits(max_turns=max_turns, max_calls=max_calls, timeout_s=10), clock)
    late = 0
    for number, step in enumerate(steps):
        if step == "wait":
            clock.now += 1
        granted = (tally.begin_turn() if step == "turn" else tally.begin_call(str(number))) is None
        late += granted and clock.now >= 10
    assert tally.turns <= max_turns
    assert tally.calls <= max_calls
    assert late == 0


def test_time_runs_out_by_the_clock_that_was_given() -> None:
    clock = Clock()
    tally = Tally(Limits(timeout_s=5), clock)
    assert tally.begin_turn() is None
    clock.now = 4.5
    assert tally.remaining_s == 0.5
    clock.now = 5.0
    assert tally.begin_turn() is Stop.TIME
    assert tally.begin_call("x") is Stop.TIME
    clock.now = 6.0
    assert tally.remaining_s == 0


def test_another_call_between_breaks_the_run_of_identical_ones() -> None:
    tally = Tally(Limits(max_identical_calls=2), Clock())
    assert [tally.begin_call(name) for name in "aabaab"] == [None] * 6
    assert [tally.begin_call(name) for name in "ccc"] == [None, None, Stop.IDENTICAL]


def test_another_outcome_between_breaks_the_run_of_denials() -> None:
    tally = Tally(Limits(max_denials=2), Clock())
    codes = ["denied", "ok", "denied", "denied"]
    assert [tally.end_call(code) for code in codes] == [None, None, None, Stop.DENIED]


def test_every_reason_has_its_sentence() -> None:
    assert all(stop.sentence.endswith(".") for stop in Stop)


@pytest.mark.parametrize("name", ["max_turns", "max_calls", "timeout_s", "landing_timeout_s"])
def test_a_limit_of_nothing_is_refused_by_name(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        Limits(**{name: 0})


def test_a_limit_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="timeout_s"):
        Limits(timeout_s=float("nan"))
