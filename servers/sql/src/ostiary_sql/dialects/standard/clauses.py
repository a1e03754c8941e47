"""Keywords that PostgreSQL and MariaDB read alike: each function reads one where it stands.

They return whether the word was a keyword there; where it was none, nothing has been read.
"""

from collections.abc import Callable

from sqlglot.tokenizer_core import TokenType

from ostiary_sql.dialects.standard.stream import Stream
from ostiary_sql.reading.refusal import UnreadableError

FRAME_WORDS = frozenset({
    "AND", "BETWEEN", "CURRENT", "EXCLUDE", "FOLLOWING", "GROUP", "NO", "OTHERS", "PRECEDING",
    "ROW", "TIES", "UNBOUNDED",
})  # fmt: skip

_OPERATORS = frozenset({
    TokenType.EQ, TokenType.NEQ, TokenType.LT, TokenType.GT, TokenType.LTE, TokenType.GTE,
    TokenType.DASH, TokenType.DPIPE, TokenType.STAR,
})  # fmt: skip


def read_quantified(stream: Stream) -> bool:
    """Read `= ANY (...)`, whose parenthesis holds a query or an array."""
    is_compared = bool(stream.out) and stream.out[-1].token_type in _OPERATORS
    if stream.text(1) == "(" and is_compared:
        stream.call("any", opens=False)
        return True
    return False


def pair(first: str, second: str) -> Callable[[Stream], bool]:
    """Return what reads two words that only come together, and begin a clause."""

    def read(stream: Stream) -> bool:
        if not stream.is_next(second):
            raise UnreadableError("syntax", first)
        stream.clause(first)
        stream.keyword(f"{first} {second}", words=2)
        if stream.text() in ("DISTINCT", "ALL"):
            # GROUP BY DISTINCT leaves out grouping sets that come twice.
            stream.at += 1
        return True

    return read


def read_fetch(stream: Stream) -> bool:
    """Write FETCH FIRST n ROWS ONLY as LIMIT n: ties come with equal sort keys."""
    stream.clause("LIMIT")
    stream.keyword("LIMIT")
    if stream.text() not in ("FIRST", "NEXT"):
        raise UnreadableError("syntax", "fetch")
    stream.at += 1
    if stream.text() in ("ROW", "ROWS"):
        stream.value("1", TokenType.NUMBER)
    return True


def read_between(stream: Stream) -> bool:
    """Read BETWEEN behind an operand."""
    if not stream.is_operand:
        return False
    stream.keyword("BETWEEN")
    if stream.text() in ("SYMMETRIC", "ASYMMETRIC"):
        stream.at += 1
    return True


def read_rows(stream: Stream) -> bool:
    """Read ROWS behind OFFSET and FETCH, and ROWS FROM."""
    if stream.open[-1].clause in ("OFFSET", "LIMIT") and stream.is_operand:
        stream.at += 1
        if stream.text() == "ONLY":
            stream.at += 1
        elif stream.text() == "WITH" and stream.is_next("TIES"):
            stream.at += 2
        return True
    if stream.text() == "ROWS" and stream.is_next("FROM", "("):
        stream.keyword("ROWS")
        stream.keyword("FROM")
        return True
    return False


def read_partition(stream: Stream) -> bool:
    """Read PARTITION BY."""
    if not stream.is_next("BY"):
        return False
    stream.keyword("PARTITION BY", words=2)
    return True


def read_behind_with(stream: Stream) -> bool:
    """Read RECURSIVE and ORDINALITY behind WITH."""
    if stream.text(-1) != "WITH":
        return False
    stream.keyword(stream.text(), operand=stream.text() == "ORDINALITY")
    return True


def read_behind_call(stream: Stream) -> bool:
    """Read FILTER, OVER and WITHIN GROUP, which follow a call."""
    if not stream.out or stream.out[-1].token_type != TokenType.R_PAREN or not stream.is_operand:
        return False
    if stream.text() == "FILTER" and stream.text(1) != "(":
        return False
    if stream.text() == "WITHIN":
        if stream.text(1) != "GROUP":
            return False
        stream.keyword("WITHIN")
    stream.keyword(stream.text())
    return True


def read_frame(stream: Stream) -> bool:
    """Read a word of a window's frame, and return whether it is one."""
    state, text = stream.open[-1], stream.text()
    if not state.is_window:
        return False
    if state.in_frame and text in FRAME_WORDS:
        # No operand is complete behind these, nor does any begin.
        stream.keyword(text)
        return True
    begins = stream.is_operand or (
        stream.text(-1) == "(" and stream.text(1) not in (")", "PARTITION", "ORDER")
    )
    if text in ("ROWS", "RANGE", "GROUPS") and begins and stream.text(1) != "(":
        # How far a frame reaches is counted in three ways, all the same to the reader.
        stream.put(TokenType.ROWS, "ROWS", operand=False)
        stream.at += 1
        state.in_frame = True
        return True
    return False
