"""Reserved words: keywords wherever they stand."""

from collections.abc import Callable, Mapping

from sqlglot.tokenizer_core import TokenType

from ostiary_sql.dialects.postgres.keywords import (
    CLAUSES,
    NORMAL_FORMS,
    OPERANDS,
    PLAIN,
    VALUE_WORDS,
)
from ostiary_sql.dialects.postgres.types import COLLATED, NORMALIZED
from ostiary_sql.dialects.standard.clauses import (
    pair,
    read_between,
    read_fetch,
    read_quantified,
)
from ostiary_sql.dialects.standard.stream import (
    NAME_MARK,
    Open,
    Stream,
)
from ostiary_sql.reading.parse import ADDED_MARK
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.words import Kind

_TRUTHS = frozenset({"NULL", "TRUE", "FALSE", "UNKNOWN", "DOCUMENT"})
_QUANTIFIERS = frozenset({"ALL", "ANY", "SOME"})


def read_reserved(stream: Stream) -> None:
    """Read a reserved word.

    Raises:
        UnreadableError: It begins something that is not for questions.
    """
    text = stream.text()
    special = _SPECIAL.get(text)
    if special is not None and special(stream):
        return
    if text in VALUE_WORDS:
        stream.call(text.lower(), opens=False)
        if stream.text() != "(":
            stream.at -= 1
            stream.put(TokenType.L_PAREN, "(", operand=False)
            stream.put(TokenType.R_PAREN, ")", operand=True)
            stream.at += 1
        return
    if text not in PLAIN:
        raise UnreadableError("blocked", text)
    if text in CLAUSES and not (text == "WITH" and stream.is_operand):
        stream.clause(text)
    stream.keyword(text, operand=text in OPERANDS)


def _is(stream: Stream) -> bool:
    """Read what follows IS: all of it compares."""
    ahead = 2 if stream.is_next("NOT") else 1
    ahead += stream.text(ahead) in NORMAL_FORMS
    if stream.text(ahead) == "NORMALIZED":
        stream.put(TokenType.DCOLON, "::", operand=False)
        stream.put(TokenType.IDENTIFIER, NAME_MARK + NORMALIZED, operand=True)
        stream.at += ahead + 1
        return True
    stream.operator(TokenType.EQ, "=")
    if stream.text() == "NOT":
        stream.at += 1
    if stream.text() == "DISTINCT" and stream.is_next("FROM"):
        stream.at += 2
        return True
    if stream.text() not in _TRUTHS:
        raise UnreadableError("syntax", "is")
    stream.value()
    stream.at += 1
    return True


def _null_test(stream: Stream) -> bool:
    stream.operator(TokenType.EQ, "=")
    stream.at -= 1
    stream.value()
    stream.at += 1
    return True


def _compares(stream: Stream) -> bool:
    if stream.text() == "SIMILAR":
        stream.at += 1
    stream.operator(TokenType.EQ, "=")
    return True


def _overlaps(stream: Stream) -> bool:
    stream.operator(TokenType.GLOB, "GLOB")
    return True


def _not(stream: Stream) -> bool:
    if stream.is_operand and stream.text(1) in ("LIKE", "ILIKE", "SIMILAR"):
        stream.at += 1
        return True
    if stream.is_operand and stream.is_next("BETWEEN"):
        stream.keyword("NOT", operand=True)
        return read_between(stream)
    return False


def _collate(stream: Stream) -> bool:
    stream.put(TokenType.DCOLON, "::", operand=False)
    stream.put(TokenType.IDENTIFIER, NAME_MARK + COLLATED, operand=True)
    stream.at += 1
    while stream.at < len(stream.words) and stream.text(1) == ".":
        stream.at += 2
    if stream.at >= len(stream.words) or stream.word.kind not in (Kind.NAME, Kind.QUOTED):
        raise UnreadableError("syntax", "collation")
    stream.at += 1
    return True


def _using(stream: Stream) -> bool:
    """Leave out the operator of ORDER BY ... USING; write an alias of USING into its list."""
    if stream.open[-1].clause == "ORDER":
        following = stream.words[stream.at + 1 : stream.at + 2]
        if not following or following[0].kind is not Kind.SIGN or following[0].text in "([":
            raise UnreadableError("syntax", "using")
        stream.at += 2
        return True
    closes = stream.closing.get(stream.at + 1, stream.at)
    ahead = closes + 1 - stream.at
    if ahead == 1 or stream.text(ahead) != "AS" or not stream.is_name(ahead + 1):
        return False
    stream.keyword("USING")
    stream.put(TokenType.L_PAREN, "(", operand=False)
    alias = stream.words[closes + 2]
    stream.put(TokenType.IDENTIFIER, ADDED_MARK + stream.spelled(alias), operand=True, word=alias)
    stream.put(TokenType.COMMA, ",", operand=False)
    stream.push(Open())
    stream.skipped[closes + 1] = closes + 3
    stream.at += 1
    return True


def _array(stream: Stream) -> bool:
    if stream.text(1) == "[":
        stream.at += 1
        stream.is_operand = False
        return True
    stream.call("array", opens=False)
    return True


def _cast(stream: Stream) -> bool:
    """Write `CAST(x AS type)` as `(x)::type`."""
    if stream.text(1) != "(":
        raise UnreadableError("syntax", "cast")
    places = [at for at in stream.inside(stream.at + 1) if stream.texts[at] == "AS"]
    if not places:
        raise UnreadableError("syntax", "cast")
    stream.casts[places[-1]] = stream.closing[stream.at + 1]
    stream.at += 1
    return True


def _side(stream: Stream) -> bool:
    if stream.text(1) == "(" and not stream.is_operand:
        stream.call(stream.text().lower(), opens=False)
        return True
    return False


def _table(stream: Stream) -> bool:
    """Write `TABLE name` as `SELECT * FROM name`."""
    if stream.is_operand:
        return False
    stream.put(TokenType.SELECT, "SELECT", operand=False)
    stream.put(TokenType.STAR, "*", operand=True)
    stream.put(TokenType.FROM, "FROM", operand=False)
    stream.clause("FROM")
    stream.at += 1
    return True


def _skip(stream: Stream) -> bool:
    stream.at += 1
    return True


_SPECIAL: Mapping[str, Callable[[Stream], bool]] = {
    "ARRAY": _array,
    "CAST": _cast,
    "COLLATE": _collate,
    "FETCH": read_fetch,
    "GROUP": pair("GROUP", "BY"),
    "ILIKE": _compares,
    "IS": _is,
    "ISNULL": _null_test,
    "LEFT": _side,
    "LIKE": _compares,
    "NOT": _not,
    "NOTNULL": _null_test,
    "ORDER": pair("ORDER", "BY"),
    "OVERLAPS": _overlaps,
    "RIGHT": _side,
    "SIMILAR": _compares,
    "TABLE": _table,
    "USING": _using,
    "VARIADIC": _skip,
    **dict.fromkeys(_QUANTIFIERS, read_quantified),
}
