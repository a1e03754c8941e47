"""What holds for every text, whatever stands in it."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban, luhn

from ostiary.privacy.detect.finding import VERIFIED, Detector, Finding
from ostiary.privacy.detect.fold import fold
from ostiary.privacy.detect.overlap import placed
from ostiary.privacy.detect.patterns import Patterns
from ostiary.privacy.pseudonym import EMAIL_DOMAIN, KINDS, draw, mentions

PIECES = [
    "4454794511390933", "4454 7945 1139 0933", "DE89 3704 0044 0532 0130 00", "ann@example.org",
    "+49 30 901820", "192.0.2.7", "2001:db8::1", "https://example.org/users/ann", "PERSON-9adn52s17c",
    "EMAIL-zp09n6ks6x", "passport no. C01X00T47", "born 1 May 1980", "12 Main Street", "\u200b", "\x00",
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
    spans = [(each.start, each.end) for each in mentions(text) if each.token]
    for start, end in spans:
        assert not [each for each in FIND.find(text) if each.start < end and each.end > start]


@given(TEXTS)
def test_a_checked_kind_has_a_valid_checksum(text: str) -> None:
    for each in FIND.find(text):
        value = fold(text[each.start : each.end]).text
        if each.kind == "CARD":
            assert luhn.is_valid("".join(filter(str.isdecimal, value)))
        if each.kind == "IBAN":
            assert iban.is_valid(value, check_country=False)


@given(st.sampled_from(sorted(KINDS)), st.integers(0, 10**6))
def test_a_pseudonym_of_every_kind_is_left_alone(kind: str, seed: int) -> None:
    token = draw(kind, Random(seed).randbytes)
    for written in (token, token.lower(), token.replace("-", "\u2010"), f"{token}{EMAIL_DOMAIN}"):
        text = f"ask {written}, not 4454794511390933"
        found = [text[each.start : each.end] for each in FIND.find(text)]
        assert "4454794511390933" in found
        assert not any(token[-10:] in each for each in found)


def test_what_stands_beside_a_pseudonym_in_a_name_stays_found() -> None:
    text = "Aino Virtala PERSON-9adn52s17c Example"
    found = placed([Finding(0, len(text), "PERSON", 0.8, "model")], fold(text))
    assert [text[each.start : each.end] for each in found] == ["Aino Virtala", "Example"]


@pytest.mark.parametrize(
    "text",
    ["PHONE-03012345678", "CARD-4454794511390933", "tel PHONE-0301234567", "ID-0a1b2c3d4e"],
)
def test_a_value_behind_a_kind_and_a_hyphen_is_no_pseudonym(text: str) -> None:
    """Nor is one whose check does not hold: a value must not be written so as to be let through."""
    whole = Finding(0, len(text), "PERSON", 0.8, "model")
    assert placed([whole], fold(text)) == [whole]
