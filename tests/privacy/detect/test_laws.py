"""What holds for every text, whatever stands in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban, luhn

from ostiary.privacy.detect.finding import VERIFIED, Detector
from ostiary.privacy.detect.fold import fold
from ostiary.privacy.detect.patterns import Patterns
from ostiary.privacy.detect.shield import pseudonym_spans
from ostiary.privacy.pseudonym import KINDS

PIECES = [
    "4454794511390933", "4454 7945 1139 0933", "DE89 3704 0044 0532 0130 00", "ann@example.org",
    "+49 30 901820", "192.0.2.7", "2001:db8::1", "https://example.org/users/ann", "PERSON-0a1b2c3d4e",
    "EMAIL-abc4efgh12", "passport no. C01X00T47", "born 1 May 1980", "12 Main Street", "\u200b", "\x00",
    "\ud800", "\u202e", "４４５４", "-", " ", ", ", "\n", "1", "x", "@", "://", "Иван", "中文",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=12).map("".join)
FIND: Detector = Patterns(least_score=0.0)
FIND.find("")  # what is loaded with the first text is no part of a test's time


@given(TEXTS)
def test_findings_are_sorted_apart_and_inside_the_text(text: str) -> None:
    at = 0
    for each in FIND.find(text):
        assert at <= each.start < each.end <= len(text)
        assert each.kind in KINDS
        assert 0 < each.score <= VERIFIED
        at = each.end


@given(TEXTS)
def test_the_same_text_gives_the_same_findings(text: str) -> None:
    assert FIND.find(text) == Patterns(least_score=0.0).find(text)


@given(TEXTS)
def test_no_finding_touches_a_pseudonym(text: str) -> None:
    for start, end in pseudonym_spans(text):
        assert not [each for each in FIND.find(text) if each.start < end and each.end > start]


@given(TEXTS)
def test_a_checked_kind_has_a_valid_checksum(text: str) -> None:
    for each in FIND.find(text):
        value = fold(text[each.start : each.end]).text
        if each.kind == "CARD":
            assert luhn.is_valid("".join(filter(str.isdecimal, value)))
        if each.kind == "IBAN":
            assert iban.is_valid(value, check_country=False)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_pseudonym_of_every_kind_is_left_alone(kind: str) -> None:
    text = f"ask {kind}-0a1b2c3d4e, not 4454794511390933"
    assert [each.kind for each in FIND.find(text)] == ["CARD"]
    assert pseudonym_spans(text) == [(4, 4 + len(kind) + 11)]


@pytest.mark.parametrize(
    "text", ["PHONE-03012345678", "CARD-4454794511390933", "tel PHONE-0301234567"]
)
def test_a_value_behind_a_kind_and_a_hyphen_is_no_pseudonym(text: str) -> None:
    assert pseudonym_spans(text) == []
