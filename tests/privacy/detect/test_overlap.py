"""Which finding stays where several overlap."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from ostiary.privacy.detect.finding import ORDER, Finding
from ostiary.privacy.detect.overlap import resolve
from ostiary.privacy.pseudonym import KINDS

TEXT = "abc def, ghi jkl mno pqr stu vwx yz0 123 456 789"


def made(start: int, length: int, kind: str, score: float, source: str) -> Finding:
    return Finding(start, min(start + length, len(TEXT)), kind, score, source)


FINDINGS = st.builds(
    made,
    st.integers(0, len(TEXT) - 1),
    st.integers(1, 20),
    st.sampled_from(ORDER),
    st.sampled_from([0.5, 0.7, 1.0]),
    st.sampled_from(["a", "b"]),
)


def test_every_kind_has_its_place_in_the_order() -> None:
    assert sorted(ORDER) == sorted(KINDS)


def test_the_longest_wins_then_the_proved_one_then_the_stricter_kind() -> None:
    long, short = Finding(0, 7, "ORG", 0.5, "a"), Finding(0, 3, "CARD", 1.0, "a")
    assert resolve([short, long], TEXT) == [long]
    sure, likely = Finding(0, 7, "ID", 1.0, "a"), Finding(0, 7, "CARD", 0.7, "a")
    assert resolve([likely, sure], TEXT) == [sure]
    card, phone = Finding(0, 7, "CARD", 0.7, "a"), Finding(0, 7, "PHONE", 0.7, "a")
    assert resolve([phone, card], TEXT) == [card]


def test_what_the_winner_leaves_uncovered_stays_found_and_is_proved_no_more() -> None:
    winner, loser = Finding(0, 11, "ADDRESS", 0.6, "a"), Finding(9, 16, "CARD", 1.0, "b")
    assert resolve([winner, loser], TEXT) == [winner, Finding(11, 16, "ID", 0.5, "b")]


def test_parts_of_one_address_become_one_and_those_of_others_do_not() -> None:
    parts = [Finding(0, 7, "ADDRESS", 0.6, "a"), Finding(9, 12, "ADDRESS", 0.5, "b")]
    assert resolve(parts, TEXT) == [Finding(0, 12, "ADDRESS", 0.6, "a")]
    people = [Finding(0, 7, "PERSON", 0.6, "a"), Finding(9, 12, "PERSON", 0.5, "b")]
    assert resolve(people, TEXT) == people


@given(st.lists(FINDINGS, max_size=12))
def test_nothing_that_says_anything_is_let_out(findings: list[Finding]) -> None:
    kept = resolve(findings, TEXT)
    at = 0
    for each in kept:
        assert at <= each.start < each.end
        at = each.end
    before = {place for each in findings for place in range(each.start, each.end)}
    after = {place for each in kept for place in range(each.start, each.end)}
    assert {place for place in before if TEXT[place].isalnum()} <= after


@given(st.lists(FINDINGS, max_size=8), st.randoms(use_true_random=False))
def test_the_order_in_which_they_were_found_changes_nothing(
    findings: list[Finding], chance: Random
) -> None:
    shuffled = list(findings)
    chance.shuffle(shuffled)
    assert resolve(shuffled, TEXT) == resolve(findings, TEXT)


@given(st.lists(FINDINGS, max_size=8))
def test_settling_twice_changes_nothing(findings: list[Finding]) -> None:
    once = resolve(findings, TEXT)
    assert resolve(once, TEXT) == once
