"""Words that are keywords in some places, and names in all others."""

from collections.abc import Callable, Mapping

from sqlglot.tokenizer_core import TokenType

from ostiary_sql.dialects.standard.clauses import (
    read_behind_call,
    read_behind_with,
    read_between,
    read_partition,
    read_rows,
)
from ostiary_sql.dialects.standard.stream import Stream
from ostiary_sql.reading.words import Kind


def _values(stream: Stream) -> bool:
    """Write `VALUES (...), (...)` as `SELECT * FROM (VALUES (...), (...))`, which it is."""
    if stream.is_operand or not stream.is_next("("):
        return False
    end = stream.at
    while True:
        end = stream.closing[end + 1]
        if stream.texts[end + 1 : end + 3] != [",", "("]:
            break
        end += 1
    stream.put(TokenType.SELECT, "SELECT", operand=False)
    stream.put(TokenType.STAR, "*", operand=True)
    stream.put(TokenType.FROM, "FROM", operand=False)
    stream.put(TokenType.L_PAREN, "(", operand=False)
    stream.lists[end] = []
    stream.keyword("VALUES")
    return True


def _at_time_zone(stream: Stream) -> bool:
    if not (stream.is_operand and stream.is_next("TIME", "ZONE")):
        return False
    for _ in range(3):
        stream.keyword(stream.text())
    return True


def _escape(stream: Stream) -> bool:
    if not stream.is_operand or stream.text(1) in (",", ")", "."):
        return False
    following = stream.words[stream.at + 1 : stream.at + 2]
    if not following or following[0].kind not in (Kind.STRING, Kind.PARAMETER):
        return False
    stream.operator(TokenType.EQ, "=")
    return True


def _nulls(stream: Stream) -> bool:
    if stream.text(1) not in ("FIRST", "LAST"):
        return False
    stream.keyword("NULLS")
    stream.keyword(stream.text())
    return True


def _sets(stream: Stream) -> bool:
    if stream.is_next("SETS", "("):
        stream.keyword("GROUPING SETS", words=2)
        return True
    return False


def _grouped(stream: Stream) -> bool:
    if stream.text(1) == "(" and stream.text(-1) in ("BY", ",", "(", "DISTINCT", "ALL"):
        stream.keyword(stream.text())
        return True
    return False


def _sampling(stream: Stream) -> bool:
    if stream.text(-1) != "TABLESAMPLE":
        return False
    stream.keyword(stream.text())
    return True


def _repeatable(stream: Stream) -> bool:
    if stream.is_operand and stream.text(1) == "(":
        stream.keyword("REPEATABLE")
        return True
    return False


def _operator(stream: Stream) -> bool:
    """Read `OPERATOR(pg_catalog.+)`."""
    if not (stream.is_next("(", "PG_CATALOG", ".") and stream.text(5) == ")"):
        return False
    if stream.text(1) != "(" or stream.words[stream.at + 4].kind is not Kind.SIGN:
        return False
    stream.operator(TokenType.DASH, "-")
    stream.at += 5
    return True


HANDLERS: Mapping[str, Callable[[Stream], bool]] = {
    "AT": _at_time_zone,
    "BERNOULLI": _sampling,
    "BETWEEN": read_between,
    "CUBE": _grouped,
    "ESCAPE": _escape,
    "FILTER": read_behind_call,
    "GROUPING": _sets,
    "NULLS": _nulls,
    "OPERATOR": _operator,
    "ORDINALITY": read_behind_with,
    "OVER": read_behind_call,
    "PARTITION": read_partition,
    "RECURSIVE": read_behind_with,
    "REPEATABLE": _repeatable,
    "ROLLUP": _grouped,
    "ROW": read_rows,
    "ROWS": read_rows,
    "SYSTEM": _sampling,
    "VALUES": _values,
    "WITHIN": read_behind_call,
}
"""What reads each of them; it returns whether it was a keyword."""
