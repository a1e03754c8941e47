"""Laws of flow: labels only rise, a pace counts what repeats and forgets nothing meanwhile."""

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from ostiary.classes import DataClass
from ostiary.flow.label import NOTHING_READ, Label
from ostiary.flow.loops import Pace, Step, parse, refuse, take
from ostiary.nature import LoopLimits

LIMITS = LoopLimits(identical=4, similar=8, rounds=3, refusals=5, cool_down_s=60)
LABELS = st.builds(Label, st.sampled_from(DataClass), st.booleans())
STEPS = st.sampled_from([Step(f"{name}{number}", name) for name in "ab" for number in range(3)])


@given(LABELS, LABELS, LABELS)
def test_labels_join_in_any_order_and_never_sink(one: Label, two: Label, three: Label) -> None:
    assert (one | two) | three == one | (two | three)
    assert one | two == two | one
    assert one | one == one
    assert (one | two) >= one
    assert one | NOTHING_READ == one


def walk(steps: list[Step], *, refused: bool = False, now_us: int = 0) -> list[str]:
    """Return what each of these calls is told."""
    pace = Pace()
    told: list[str] = []
    for step in steps:
        pace, reason = take(pace, step, now_us, LIMITS, refused=refused)
        told.append(reason)
    return told


A, B, C = Step("a", "a"), Step("b", "b"), Step("c", "c")


def test_the_same_call_passes_as_often_as_the_limit_says() -> None:
    assert walk([A] * 6) == ["", "", "", "", "identical", "cool-down"]


def test_calls_that_differ_by_jitter_alone_pass_as_often_as_their_limit_says() -> None:
    told = walk([Step(str(number), "x") for number in range(10)])
    assert told == [""] * 8 + ["similar", "cool-down"]


def test_a_pattern_passes_for_as_many_rounds_as_the_limit_says() -> None:
    assert walk([A, B] * 4) == [""] * 6 + ["pattern", "cool-down"]
    assert walk([A, B, C] * 4)[:10] == [""] * 9 + ["pattern"]


def test_refusals_in_a_row_end_in_a_cool_down_whatever_they_were() -> None:
    steps = [Step(str(number), str(number)) for number in range(7)]
    assert walk(steps, refused=True) == [""] * 5 + ["cool-down"] * 2
    assert refuse(Pace(refusals=4), 0, LIMITS).cool_until_us == 60_000_000


def test_calls_far_apart_are_no_row() -> None:
    pace = Pace()
    for number in range(20):
        pace, reason = take(pace, A, number * 301_000_000, LIMITS, refused=bool(number % 2))
        assert reason == ""
    for number in range(20):
        pace = refuse(pace, (100 + number) * 301_000_000, LIMITS)
        assert pace.cool_until_us == 0


def test_a_call_that_is_not_refused_ends_a_row_of_refusals() -> None:
    pace = Pace(refusals=4)
    pace, reason = take(pace, A, 0, LIMITS, refused=False)
    assert (pace.refusals, reason) == (0, "")


def test_honest_work_that_never_repeats_itself_goes_on_for_ever() -> None:
    assert not any(walk([Step(str(number), str(number)) for number in range(300)]))


def test_a_cool_down_ends_by_itself_and_what_led_to_it_is_forgotten() -> None:
    pace, reason = Pace(), ""
    for _ in range(5):
        pace, reason = take(pace, A, 0, LIMITS, refused=False)
    assert reason
    assert take(pace, A, 59_999_999, LIMITS, refused=False) == (pace, "cool-down")
    pace, reason = take(pace, A, 60_000_000, LIMITS, refused=False)
    assert reason == ""
    assert refuse(pace, 60_000_000, LIMITS).refusals == 1


@given(st.lists(st.tuples(STEPS, st.booleans(), st.integers(0, 10**9)), max_size=40))
def test_what_is_stored_is_what_was_known(taken: list[tuple[Step, bool, int]]) -> None:
    pace = Pace()
    for step, refused, now_us in taken:
        pace, _ = take(pace, step, now_us, LIMITS, refused=refused)
        assert parse(pace.text()) == pace
        assert len(pace.text()) <= 512


class Circling(RuleBasedStateMachine):
    """However calls are mixed, none is let through once it has repeated itself too often."""

    def __init__(self) -> None:
        super().__init__()
        self.pace = Pace()
        self.now_us = 0
        self.passed: list[Step] = []
        self.refusals = 0

    @rule(step=STEPS, refused=st.booleans())
    def call(self, step: Step, refused: bool) -> None:
        """Make a call."""
        was_cooling = self.now_us < self.pace.cool_until_us
        self.pace, reason = take(self.pace, step, self.now_us, LIMITS, refused=refused)
        if reason:
            self.passed = []
            self.refusals = 0
            return
        assert not was_cooling
        self.passed.append(step)
        self.refusals = self.refusals + 1 if refused else 0
        if self.now_us < self.pace.cool_until_us:
            assert self.refusals >= LIMITS.refusals
            self.passed, self.refusals = [], 0

    @rule(seconds=st.integers(1, 90))
    def wait(self, seconds: int) -> None:
        """Let time pass."""
        self.now_us += seconds * 1_000_000

    @invariant()
    def no_row_is_too_long(self) -> None:
        """Neither of one call, nor of alike ones, nor of refusals."""
        tail = self.passed[-LIMITS.identical - 1 :]
        assert len(tail) <= LIMITS.identical or len({each.exact for each in tail}) > 1
        tail = self.passed[-LIMITS.similar - 1 :]
        assert len(tail) <= LIMITS.similar or len({each.similar for each in tail}) > 1
        assert self.refusals < LIMITS.refusals


TestCircling = Circling.TestCase
