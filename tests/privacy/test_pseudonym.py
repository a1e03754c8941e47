"""A pseudonym is recognised however it comes back, a broken one is noticed, and nothing else is one."""

import os
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.classes import KINDS
from ostiary.privacy.pseudonym import (
    ALPHABET,
    as_email,
    canonical,
    canonical_text,
    draw,
    is_whole,
    kind_of,
    mentions,
    tokens_in,
)

EMAIL = draw("EMAIL", lambda number: b"\x5a\x12\x93\xc4\x0b"[:number])
PERSON = draw("PERSON", lambda number: b"\x01\x99\x42\xfe\x77"[:number])

kinds = st.sampled_from(sorted(KINDS))


def drawn(kind: str, seed: int) -> str:
    return draw(kind, Random(seed).randbytes)


tokens = st.builds(drawn, kinds, st.integers(0, 2**32))


@given(tokens)
def test_what_is_drawn_is_whole_and_neither_a_number_nor_a_word(token: str) -> None:
    body = token.partition("-")[2]
    assert is_whole(token)
    assert len(body) == 10
    assert set(body) <= set(ALPHABET)
    assert not body[:6].isdigit()
    assert not body[:6].isalpha()
    assert kind_of(token) in KINDS


@given(tokens, st.data())
def test_any_two_wrong_characters_are_noticed(token: str, data: st.DataObject) -> None:
    start = token.index("-") + 1
    places = data.draw(st.sampled_from(list(combinations(range(start, len(token)), 2))))
    broken = list(token)
    for place in places:
        broken[place] = data.draw(st.sampled_from(ALPHABET))
    assert is_whole("".join(broken)) == ("".join(broken) == token)


@given(tokens, st.integers(6, 9))
def test_half_of_one_is_noticed(token: str, chars: int) -> None:
    half = token[: token.index("-") + 1 + chars]
    assert [mention.token for mention in mentions(f"see {half}.")] == [""]


@given(tokens, kinds)
def test_another_kind_is_noticed(token: str, kind: str) -> None:
    other = f"{kind}-{token.partition('-')[2]}"
    assert is_whole(other) == (other == token)


@given(st.text(), tokens, st.text())
def test_it_is_found_in_any_text_that_does_not_run_into_it(
    before: str, token: str, after: str
) -> None:
    text = f"{before} {token}\n{after}"
    assert token in {mention.token for mention in mentions(text)}
    assert token in canonical_text(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"SELECT 1 WHERE x = '{EMAIL}'", id="sql"),
        pytest.param(f'{{"to": "{EMAIL}"}}', id="json"),
        pytest.param(f"https://x.example/{EMAIL}?a=b", id="url"),
        pytest.param(f"https://x.example/{EMAIL.replace('-', '%2D')}", id="url-encoded"),
        pytest.param(f"**{EMAIL}**, `{EMAIL}`", id="markdown"),
        pytest.param(EMAIL.replace("-", "\\-"), id="markdown-escaped"),
        pytest.param(EMAIL.replace("-", "_"), id="identifier"),
        pytest.param(f"letter-{EMAIL}.txt", id="file-name"),
        pytest.param(EMAIL.lower(), id="lower-case"),
        pytest.param(EMAIL.upper(), id="upper-case"),
        pytest.param(as_email(EMAIL), id="as-email"),
        pytest.param(EMAIL.replace("-", "\u2011"), id="other-hyphen"),
        pytest.param(EMAIL.replace("E", "Е").replace("A", "А"), id="cyrillic"),
        pytest.param("".join(chr(ord(char) + 0xFEE0) for char in EMAIL), id="full-width"),
        pytest.param(f"{EMAIL[:8]}\u200b{EMAIL[8:]}", id="zero-width"),
        pytest.param(f"{EMAIL[:8]}\u00ad{EMAIL[8:]}", id="soft-hyphen"),
        pytest.param(EMAIL.replace("0", "o").replace("1", "l"), id="misread-digits"),
    ],
)
def test_it_is_recognised_however_it_comes_back(text: str) -> None:
    assert {mention.token for mention in mentions(text)} == {EMAIL}
    assert EMAIL in canonical_text(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(EMAIL[:-1], id="truncated"),
        pytest.param(EMAIL[:12], id="half"),
        pytest.param(EMAIL + "0", id="too-long"),
        pytest.param(EMAIL[:-1] + ("a" if EMAIL[-1] != "a" else "b"), id="mistyped"),
        pytest.param(f"ID-{EMAIL[6:]}", id="of-another-kind"),
        pytest.param(f"{EMAIL[:8]}\u200b{EMAIL[8:-1]}", id="disguised-and-truncated"),
    ],
)
def test_a_broken_one_is_noticed(text: str) -> None:
    assert tokens_in({"deep": [text]}) == {""}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("ORDER-0123456789", id="order-number"),
        pytest.param("ID-0123456789", id="number"),
        pytest.param("email-newsletter", id="word"),
        pytest.param("ADDRESS-validation", id="word-after-kind"),
        pytest.param("INV-ID-01234abcde", id="longer-code"),
        pytest.param("ID-550e8400-e29b-41d4-a716-446655440000", id="uuid"),
        pytest.param("IP-10", id="short"),
        pytest.param("person-2024report", id="slug"),
        pytest.param("DATE-2024", id="year"),
        pytest.param("XEMAIL-01234abcde", id="longer-word"),
    ],
)
def test_nothing_else_is_one(text: str) -> None:
    assert mentions(text) == []
    assert canonical_text(text) == text


def test_keys_and_elements_are_searched_and_written_as_issued() -> None:
    value = {PERSON.lower(): [1, None, {"x": f"to {EMAIL.lower()}"}]}
    assert tokens_in(value) == {PERSON, EMAIL}
    assert canonical(value) == {PERSON: [1, None, {"x": f"to {EMAIL}"}]}


def test_places_are_those_of_the_text_that_was_written() -> None:
    text = f"für \u200b{EMAIL[:3]}\u200b{EMAIL[3:]}, ﬁn"
    (mention,) = mentions(text)
    assert text[: mention.start] + "…" + text[mention.end :] == "für …, ﬁn"


def test_ten_megabytes_without_one_are_read_at_once() -> None:
    assert mentions("EMAIL-" * 1_600_000) == []
    assert mentions("é" + "9a" * 1_000_000) == []


def test_random_bytes_are_all_that_a_pseudonym_comes_from() -> None:
    assert len({draw("PERSON", os.urandom) for _ in range(200)}) == 200
