"""Spellings of one value are one value, and two values stay two."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.classes import KINDS
from ostiary.privacy.normalise import normalise


@pytest.mark.parametrize(
    ("kind", "spellings"),
    [
        ("PERSON", ["Anna Müller", "anna  müller ", "ANNA MU\u0308LLER", "Ａｎｎａ Müller", "Anna\u00a0Müller", "An\u00adna Mül\u200bler"]),
        ("PERSON", ["Sean O'Brien", "Sean O’Brien"]),
        ("PERSON", ["Jürgen Groß", "JÜRGEN GROSS"]),
        ("EMAIL", ["Ann@Customer.example", " ann@customer.example", "mailto:ann@customer.example"]),
        ("PHONE", ["+49 30 1234567", "+49 (0)30 123-4567", "0049301234567", "+49/30/1234567"]),
        ("IBAN", ["DE89 3704 0044 0532 0130 00", "de89370400440532013000", "DE89-3704-0044-0532-0130-00"]),
        ("CARD", ["4111 1111 1111 1111", "4111-1111-1111-1111", "4111111111111111"]),
        ("ID", ["123-45-6789", "123456789", "123 45 6789"]),
        ("ADDRESS", ["1 High Street,\nLondon", "1 high street London"]),
        ("IP", ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"]),
    ],
)  # fmt: skip
def test_spellings_of_one_value_are_one(kind: str, spellings: list[str]) -> None:
    assert len({normalise(kind, each) for each in spellings}) == 1


@pytest.mark.parametrize(
    ("kind", "left", "right"),
    [
        ("PERSON", "Anna Müller", "Anna Muller"),
        ("PERSON", "Jo Ann", "Joann"),
        ("EMAIL", "a.b@x.example", "ab@x.example"),
        ("ID", "1-23", "12-3"),
        ("PHONE", "030 1234567", "+49 30 1234567"),
        ("DATE", "1984-01-02", "1984-02-01"),
    ],
)
def test_two_values_stay_two(kind: str, left: str, right: str) -> None:
    assert normalise(kind, left) != normalise(kind, right)


@given(st.sampled_from(sorted(KINDS)), st.text(min_size=1))
def test_it_is_settled_after_one_step_and_never_empty(kind: str, text: str) -> None:
    once = normalise(kind, text)
    assert once
    assert normalise(kind, unicodedata.normalize("NFC", text)) == normalise(
        kind, unicodedata.normalize("NFD", text)
    )
