"""Cursors: each fits the request that it was issued for, and nothing else fits."""

from hypothesis import given
from hypothesis import strategies as st

from ostiary.guard.cursors import CHARS, Cursors

CURSORS = Cursors(b"k" * 32)
offsets = st.integers(0, 2**63 - 1)


@given(st.binary(), offsets)
def test_a_cursor_says_where_the_next_page_begins(of: bytes, offset: int) -> None:
    assert CURSORS.read(CURSORS.issue(of, offset), of) == offset


@given(st.binary(), st.binary(), offsets)
def test_a_cursor_of_another_request_says_nothing(of: bytes, other: bytes, offset: int) -> None:
    if of != other:
        assert CURSORS.read(CURSORS.issue(of, offset), other) is None


@given(st.binary(), offsets, st.integers(0, CHARS - 1), st.characters())
def test_an_altered_cursor_says_nothing(of: bytes, offset: int, at: int, char: str) -> None:
    cursor = CURSORS.issue(of, offset)
    altered = cursor[:at] + char + cursor[at + 1 :]
    if altered != cursor:
        assert CURSORS.read(altered, of) is None


@given(st.text())
def test_an_invented_cursor_says_nothing(text: str) -> None:
    assert CURSORS.read(text, b"") is None


def test_a_cursor_of_another_key_says_nothing() -> None:
    assert Cursors(b"x" * 32).read(CURSORS.issue(b"", 1), b"") is None


def test_a_cursor_shows_no_more_than_its_offset() -> None:
    assert len(CURSORS.issue(b"SELECT 1", 200)) == CHARS
