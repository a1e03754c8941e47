"""Keywords of MariaDB: reserved words, and those that are keywords in some places."""

from collections.abc import Callable, Mapping

from sqlglot.tokenizer_core import TokenType

from ostiary_sql.dialects.mariadb.keywords import (
    CALLS,
    CLAUSES,
    MODIFIERS,
    OPERANDS,
    PLAIN,
    UNITS,
    VALUE_WORDS,
)
from ostiary_sql.dialects.mariadb.values import begin_values
from ostiary_sql.dialects.standard.clauses import (
    pair,
    read_behind_call,
    read_behind_with,
    read_between,
    read_fetch,
    read_quantified,
    read_rows,
)
from ostiary_sql.dialects.standard.stream import Stream
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.words import Kind

_TRUTHS = frozenset({"NULL", "TRUE", "FALSE", "UNKNOWN"})
_MATCHES = ("LIKE", "REGEXP", "RLIKE")
_COMPUTES = frozenset({"DIV", "MOD"})


def read_reserved(stream: Stream) -> None:
    """Read a reserved word.

    Raises:
        UnreadableError: It begins something that is not for questions.
    """
    text = stream.text()
    special = _SPECIAL.get(text)
    if special is not None and special(stream):
        return
    if text in CALLS and stream.text(1) == "(" and not stream.is_operand:
        _call(stream, text)
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


def _call(stream: Stream, text: str) -> None:
    if text == "CHAR":
        # CHAR(65 USING utf8mb4)
        for at in stream.inside(stream.at + 1):
            if stream.texts[at] == "USING":
                stream.skipped[at] = stream.closing[stream.at + 1]
    stream.call(text.lower(), opens=False)


def _select(stream: Stream) -> bool:
    stream.clause("SELECT")
    stream.keyword("SELECT")
    is_distinct = False
    while stream.text() in MODIFIERS or stream.text() in ("DISTINCT", "DISTINCTROW"):
        is_distinct = is_distinct or stream.text() not in MODIFIERS
        stream.at += 1
    if is_distinct:
        stream.at -= 1
        stream.put(TokenType.DISTINCT, "DISTINCT", operand=False)
        stream.at += 1
    stream.open[-1].item, stream.open[-1].has_alias = stream.at, False
    return True


def _from(stream: Stream) -> bool:
    """Leave out FROM DUAL, which is no table."""
    if not stream.is_next("DUAL"):
        return False
    stream.clause("FROM")
    stream.at += 2
    stream.is_operand = True
    return True


def _as(stream: Stream) -> bool:
    stream.open[-1].has_alias = True
    return False


def _is(stream: Stream) -> bool:
    stream.operator(TokenType.EQ, "=")
    if stream.text() == "NOT":
        stream.at += 1
    if stream.text() not in _TRUTHS:
        raise UnreadableError("syntax", "is")
    stream.value()
    stream.at += 1
    return True


def _not(stream: Stream) -> bool:
    if stream.is_operand and stream.text(1) in _MATCHES:
        stream.at += 1
        return True
    if stream.is_operand and stream.is_next("BETWEEN"):
        stream.keyword("NOT", operand=True)
        return read_between(stream)
    return False


def _compares(stream: Stream) -> bool:
    stream.operator(TokenType.EQ, "=")
    return True


def _computes(stream: Stream) -> bool:
    if not stream.is_operand:
        return False
    stream.operator(TokenType.DASH, "-")
    return True


def _direction(stream: Stream) -> bool:
    """Leave out ASC and DESC behind a term of GROUP BY."""
    if stream.open[-1].clause != "GROUP":
        return False
    stream.at += 1
    return True


def _either(stream: Stream) -> bool:
    stream.keyword("OR")
    return True


def _skip(stream: Stream) -> bool:
    stream.at += 1
    return True


def _collate(stream: Stream) -> bool:
    stream.at += 2
    return True


def _case(stream: Stream) -> bool:
    stream.open[-1].cases += 1
    stream.keyword("CASE")
    return True


def _end(stream: Stream) -> bool:
    if not stream.is_operand or not stream.open[-1].cases:
        return False
    stream.open[-1].cases -= 1
    stream.keyword("END", operand=True)
    return True


def _convert(stream: Stream) -> bool:
    """Write CONVERT(x, type) and CONVERT(x USING set) as convert(x)."""
    inside = stream.inside(stream.at + 1)
    places = [at for at in inside if stream.texts[at] in ("USING", ",")]
    if stream.text(1) != "(" or not places:
        raise UnreadableError("syntax", "convert")
    stream.skipped[places[-1]] = stream.closing[stream.at + 1]
    stream.call("convert", opens=False)
    return True


def _interval(stream: Stream) -> bool:
    """Read INTERVAL x unit, of which the unit says nothing, or the function INTERVAL(...)."""
    if stream.text(1) == "(":
        behind = stream.closing[stream.at + 1] + 1
        if stream.texts[behind : behind + 1] and stream.texts[behind] in UNITS:
            stream.open[-1].intervals += 1
            stream.at += 1
            return True
        inside = stream.inside(stream.at + 1)
        if any(stream.texts[at] == "," for at in inside):
            stream.call("interval", opens=False)
            return True
    stream.open[-1].intervals += 1
    stream.at += 1
    return True


def _join(stream: Stream) -> bool:
    """Write a join without a condition as a cross join, which it is."""
    if stream.out and stream.out[-1].token_type in (TokenType.INNER, TokenType.CROSS):
        stream.out.pop()
    if stream.at in stream.conditionless:
        stream.put(TokenType.CROSS, "CROSS", operand=False)
    stream.put(TokenType.JOIN, "JOIN", operand=False)
    stream.at += 1
    return True


def _partition(stream: Stream) -> bool:
    if stream.is_next("BY"):
        stream.keyword("PARTITION BY", words=2)
        return True
    if stream.open[-1].clause == "FROM" and stream.is_operand and stream.is_next("("):
        stream.at = stream.closing[stream.at + 1] + 1
        return True
    return False


def _index_hint(stream: Stream) -> bool:
    """Leave out USE, FORCE and IGNORE INDEX: rows can come in the order of any column by them."""
    if stream.open[-1].clause != "FROM" or stream.text(1) not in ("INDEX", "KEY"):
        return False
    at = stream.at + 2
    while at < len(stream.texts) and stream.texts[at] in ("FOR", "JOIN", "ORDER", "GROUP", "BY"):
        at += 1
    if at not in stream.closing:
        raise UnreadableError("syntax", "index hint")
    stream.watch()
    stream.at = stream.closing[at] + 1
    return True


def _with(stream: Stream) -> bool:
    if stream.is_next("ROLLUP"):
        stream.at += 2
        return True
    return False


def _match(stream: Stream) -> bool:
    """Write MATCH (a, b) AGAINST (x mode) as a comparison: match(a, b) > (x)."""
    stream.call("match", opens=False)
    return True


def _against(stream: Stream) -> bool:
    if not stream.is_operand or not stream.is_next("("):
        return False
    for at in stream.inside(stream.at + 1):
        if stream.texts[at] in ("IN", "WITH"):
            if stream.texts[at + 1] not in ("BOOLEAN", "NATURAL", "QUERY"):
                raise UnreadableError("syntax", "against")
            stream.skipped[at] = stream.closing[stream.at + 1]
            break
    stream.operator(TokenType.GT, ">")
    return True


def _separator(stream: Stream) -> bool:
    if stream.words[stream.at + 1 : stream.at + 2][:1] == []:
        return False
    if stream.words[stream.at + 1].kind is not Kind.STRING:
        raise UnreadableError("syntax", "separator")
    stream.at += 2
    return True


def _limit(stream: Stream) -> bool:
    if stream.out and stream.open[-1].clause == "ORDER" and stream.open[-1].is_call:
        # GROUP_CONCAT(x ORDER BY y LIMIT n)
        stream.put(TokenType.COMMA, ",", operand=False)
        stream.at += 1
        return True
    return False


def _cycle(stream: Stream) -> bool:
    """Leave out CYCLE columns RESTRICT behind a common table."""
    if stream.open[-1].clause != "WITH" or not stream.is_operand:
        return False
    at = stream.at
    while at < len(stream.texts) and stream.texts[at] != "RESTRICT":
        at += 1
    stream.at = at + 1
    return True


def _window(stream: Stream) -> bool:
    if not stream.is_operand or not stream.is_name(1) or stream.text(2) != "AS":
        return False
    if stream.text(3) != "(":
        return False
    stream.clause("WINDOW")
    stream.keyword("WINDOW")
    return True


def _sounds(stream: Stream) -> bool:
    if not stream.is_operand or not stream.is_next("LIKE"):
        return False
    stream.at += 1
    stream.operator(TokenType.EQ, "=")
    return True


def _quantifier(stream: Stream) -> bool:
    return read_quantified(stream)


def _escape(stream: Stream) -> bool:
    if not stream.is_operand or stream.at + 1 >= len(stream.words):
        return False
    if stream.words[stream.at + 1].kind not in (Kind.STRING, Kind.PARAMETER):
        return False
    stream.operator(TokenType.EQ, "=")
    return True


def _examined(stream: Stream) -> bool:
    if stream.is_next("EXAMINED") and stream.open[-1].clause in ("LIMIT", "OFFSET"):
        stream.at += 3
        return True
    return read_rows(stream)


_SPECIAL: Mapping[str, Callable[[Stream], bool]] = {
    "ALL": read_quantified,
    "AS": _as,
    "ASC": _direction,
    "BETWEEN": read_between,
    "BINARY": _skip,
    "CASE": _case,
    "COLLATE": _collate,
    "CONVERT": _convert,
    "DESC": _direction,
    "DIV": _computes,
    "FETCH": read_fetch,
    "FORCE": _index_hint,
    "FROM": _from,
    "GROUP": pair("GROUP", "BY"),
    "IGNORE": _index_hint,
    "INTERVAL": _interval,
    "IS": _is,
    "JOIN": _join,
    "LIKE": _compares,
    "LIMIT": _limit,
    "MATCH": _match,
    "MOD": _computes,
    "NOT": _not,
    "ORDER": pair("ORDER", "BY"),
    "OVER": read_behind_call,
    "PARTITION": _partition,
    "RECURSIVE": read_behind_with,
    "REGEXP": _compares,
    "RLIKE": _compares,
    "ROWS": _examined,
    "SELECT": _select,
    "SEPARATOR": _separator,
    "STRAIGHT_JOIN": _join,
    "USE": _index_hint,
    "VALUES": begin_values,
    "WITH": _with,
    "XOR": _either,
}

HANDLERS: Mapping[str, Callable[[Stream], bool]] = {
    "AGAINST": _against,
    "ANY": _quantifier,
    "CYCLE": _cycle,
    "END": _end,
    "ESCAPE": _escape,
    "ROW": read_rows,
    "SOME": _quantifier,
    "SOUNDS": _sounds,
    "WINDOW": _window,
    "WITHIN": read_behind_call,
}
"""What reads each of them; it returns whether it was a keyword."""
