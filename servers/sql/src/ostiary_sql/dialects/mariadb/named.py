"""Words that are spelled like names: keyword, function or name, by where they stand."""

import re

from sqlglot.tokenizer_core import TokenType

from ostiary_sql.dialects.mariadb.keywords import FIRST_WORDS, RESERVED, SEPARATORS, UNITS
from ostiary_sql.dialects.mariadb.reserved import HANDLERS, read_reserved
from ostiary_sql.dialects.standard.clauses import read_frame
from ostiary_sql.dialects.standard.stream import NAME_MARK, Open, Stream
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.words import Kind

_INTRODUCER = re.compile(r"_[a-z0-9]+", re.IGNORECASE)
_FORMATS = frozenset({"DATE", "DATETIME", "TIME", "TIMESTAMP"})
_LITERALS = frozenset({"DATE", "TIME", "TIMESTAMP"})
_VALUES = frozenset({Kind.STRING, Kind.BLOB, Kind.NUMBER})
_QUERY_STARTS = frozenset({"SELECT", "WITH", "VALUES", "("})
_TRIMS = frozenset({"BOTH", "LEADING", "TRAILING"})


def read_name(stream: Stream) -> None:
    """Read a word that is spelled like a name.

    Raises:
        UnreadableError: It has no place where it stands.
    """
    text = stream.text()
    if stream.text(-1) == ".":
        if stream.text(1) == "(":
            raise UnreadableError("function", "schema")
        stream.name()
    elif read_frame(stream) or _unit(stream, text):
        return
    elif text in RESERVED:
        read_reserved(stream)
    elif (handler := HANDLERS.get(text)) is not None and handler(stream):
        return
    elif names_common_table(stream):
        common_table(stream)
    elif not stream.is_operand and _introduced(stream, text):
        stream.at += 1
    elif not stream.is_operand and stream.text(1) == "(":
        _call(stream, text)
    else:
        stream.name()


def names_common_table(stream: Stream) -> bool:
    """Whether the next word names a common table: `name [(columns)] AS (`."""
    if stream.open[-1].clause != "WITH" or stream.text(-1) not in ("WITH", "RECURSIVE", ","):
        return False
    at = stream.at + 1
    if stream.text(1) == "(":
        at = stream.closing[at] + 1
    ahead = at - stream.at
    return stream.text(ahead) == "AS" and stream.text(ahead + 1) == "("


def common_table(stream: Stream) -> None:
    """Read the name of a common table, and its columns."""
    at = stream.at + 1
    at = stream.closing[at] + 1 if stream.texts[at] == "(" else at
    behind = stream.closing[at + 1] + 1
    stream.name()
    if stream.texts[behind : behind + 1] == ["CYCLE"]:
        # Finding cycles compares what rows hold.
        stream.watch()
    if stream.text() == "(":
        column_list(stream)


def column_list(stream: Stream) -> None:
    """Read the columns that an alias or a common table names."""
    closes = stream.closing[stream.at]
    stream.put(TokenType.L_PAREN, "(", operand=False)
    stream.at += 1
    while stream.at < closes:
        if not stream.is_name(0):
            raise UnreadableError("syntax", "columns")
        stream.name()
        if stream.text() == ",":
            stream.put(TokenType.COMMA, ",", operand=False)
            stream.at += 1
    stream.put(TokenType.R_PAREN, ")", operand=True)
    stream.at = closes + 1


def _unit(stream: Stream, text: str) -> bool:
    """Read the unit of INTERVAL, and return whether it stands here."""
    if text not in UNITS or not stream.is_operand or not stream.open[-1].intervals:
        return False
    stream.open[-1].intervals -= 1
    stream.at += 1
    return True


def _introduced(stream: Stream, text: str) -> bool:
    """Whether a literal follows that this word introduces: a character set, or a type."""
    following = stream.words[stream.at + 1 : stream.at + 2]
    if not following or following[0].kind not in _VALUES:
        return False
    if _INTRODUCER.fullmatch(text):
        return True
    return following[0].kind is Kind.STRING and (
        text in _LITERALS or (text == "N" and following[0].start == stream.word.end)
    )


def _call(stream: Stream, text: str) -> None:
    name = stream.word.text.lower()
    opening = stream.at + 1
    inside = stream.inside(opening)
    closes = stream.closing[opening]
    if text == "CAST":
        _leave_out(stream, inside, closes, "AS")
    elif text == "JSON_TABLE":
        _json_table(stream, inside, opening)
        return
    if text in FIRST_WORDS and inside:
        if stream.texts[inside[0]] not in UNITS | _FORMATS:
            raise UnreadableError("syntax", "unit")
        stream.divided[inside[0]] = stream.words[inside[0]].text
    for place in inside:
        if stream.texts[place] in SEPARATORS.get(text, ()):
            stream.divided[place] = ","
    if text == "TRIM" and inside and stream.texts[inside[0]] in _TRIMS:
        stream.divided[inside[0]] = ""
        if len(inside) > 1 and stream.texts[inside[1]] == "FROM":
            stream.divided[inside[1]] = ""
    stream.call(name, opens=False)


def _leave_out(stream: Stream, inside: list[int], closes: int, word: str) -> None:
    """Leave out what stands behind `word` in the parenthesis that closes at `closes`."""
    places = [at for at in inside if stream.texts[at] == word]
    if not places:
        raise UnreadableError("syntax", word.lower())
    stream.skipped[places[-1]] = closes


def _json_table(stream: Stream, inside: list[int], opening: int) -> None:
    """Write `JSON_TABLE(x, path COLUMNS (...)) AS t` as `json_table(x, path) AS t(names)`."""
    closes = stream.closing[opening]
    places = [at for at in inside if stream.texts[at] == "COLUMNS"]
    if not places or stream.texts[places[-1] + 1] != "(":
        raise UnreadableError("syntax", "columns")
    names = _defined(stream, places[-1] + 1)
    stream.skipped[places[-1]] = closes
    at = closes + 1
    at += stream.texts[at : at + 1] == ["AS"]
    if at >= len(stream.words) or stream.words[at].kind not in (Kind.NAME, Kind.QUOTED):
        raise UnreadableError("syntax", "alias")
    stream.listed[at] = names
    stream.call("json_table", opens=False)


def _defined(stream: Stream, opening: int) -> list[str]:
    """Return the columns that a COLUMNS clause defines, nested ones too."""
    names: list[str] = []
    is_first = True
    for at in stream.inside(opening):
        text = stream.texts[at]
        if is_first and text == "NESTED":
            nested = at + 1
            while nested < len(stream.texts) and stream.texts[nested] != "(":
                nested += 1
            if stream.texts[nested - 1] != "COLUMNS" or nested not in stream.closing:
                raise UnreadableError("syntax", "nested columns")
            names += _defined(stream, nested)
        elif is_first:
            if stream.words[at].kind not in (Kind.NAME, Kind.QUOTED):
                raise UnreadableError("syntax", "columns")
            names.append(stream.spelled(stream.words[at]))
        is_first = text == ","
    return names


def alias_list(stream: Stream) -> bool:
    """Read an alias with the columns that are known for it, and return whether it stands here."""
    names = stream.listed.get(stream.at)
    if names is None:
        return False
    stream.name()
    place = stream.words[stream.at - 1]
    stream.put(TokenType.L_PAREN, "(", operand=False, word=place)
    for at, name in enumerate(names):
        if at:
            stream.put(TokenType.COMMA, ",", operand=False, word=place)
        stream.put(TokenType.IDENTIFIER, NAME_MARK + name, operand=True, word=place)
    stream.put(TokenType.R_PAREN, ")", operand=True, word=place)
    return True


def opens_joins(stream: Stream) -> Open | None:
    """Return the state of a parenthesis around joined tables, if one opens here."""
    if stream.open[-1].clause != "FROM" or stream.is_operand:
        return None
    before = stream.text(-1)
    is_source = before in ("FROM", "JOIN", "STRAIGHT_JOIN", ",") or (
        before == "(" and stream.open[-1].is_joins
    )
    if not is_source or stream.text(1) in ("SELECT", "WITH", "VALUES"):
        return None
    return Open(clause="FROM", is_joins=True)
