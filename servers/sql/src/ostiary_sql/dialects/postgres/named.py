"""Words that are spelled like names: keyword, function, type or name, by where they stand."""

import re

from sqlglot.tokenizer_core import TokenType

from ostiary_sql.dialects.postgres.contextual import HANDLERS
from ostiary_sql.dialects.postgres.keywords import (
    NORMAL_FORMS,
    RESERVED,
    SEPARATORS,
    TRIMS,
)
from ostiary_sql.dialects.postgres.reserved import read_reserved
from ostiary_sql.dialects.postgres.types import OWN_TYPE, TypeName
from ostiary_sql.dialects.postgres.xml import read_xml
from ostiary_sql.dialects.standard.clauses import (
    read_frame,
)
from ostiary_sql.dialects.standard.stream import NAME_MARK, Stream
from ostiary_sql.reading.parse import ADDED_MARK
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.words import Kind, Word

_ESCAPE = re.compile(r"\\\\|\\([0-9A-Fa-f]{4})|\\\+([0-9A-Fa-f]{6})|\\.?", re.DOTALL)
_QUERY_STARTS = frozenset({"SELECT", "WITH", "VALUES", "TABLE", "("})
_LONG_TYPES = frozenset({
    "BIT", "CHAR", "CHARACTER", "DEC", "DECIMAL", "DOUBLE", "FLOAT", "INTERVAL", "NATIONAL",
    "NCHAR", "NUMERIC", "TIME", "TIMESTAMP", "VARCHAR",
})  # fmt: skip
"""First words of types that may take more than one."""


def read_name(stream: Stream) -> None:
    """Read a word that is spelled like a name.

    Raises:
        UnreadableError: It has no place where it stands.
    """
    text = stream.text()
    if text in ("U", "N", "UESCAPE") and _unicode(stream, text):
        return
    if stream.text(-1) == ".":
        if stream.text(1) == "(":
            # `pg_catalog.lower(x)` is read as a whole; other schemas' functions are not known.
            raise UnreadableError("function", "schema")
        stream.name()
    elif stream.text(-1) == "AS":
        _behind_as(stream)
    elif text in RESERVED:
        read_reserved(stream)
    elif read_frame(stream) or _contextual(stream, text):
        return
    elif names_common_table(stream):
        _common_table(stream)
    elif not stream.is_operand and _typed_literal(stream):
        return
    elif not stream.is_operand and stream.text(1) == "(":
        _call(stream)
    elif not stream.is_operand and _qualified_call(stream):
        return
    elif not stream.is_operand and stream.text(1) in ("=>", ":="):
        stream.at += 2
    else:
        stream.name()


def _unicode(stream: Stream, text: str) -> bool:
    """Read U&"name", N'text', or what follows U&'text', and return whether that stands there."""
    following = stream.words[stream.at + 1 : stream.at + 3]
    ends = [word.end for word in (stream.word, *following)]
    touches = [word.start == end for word, end in zip(following, ends, strict=False)]
    if text == "U" and len(following) == 2 and all(touches) and following[0].text == "&":
        if following[1].kind is not Kind.QUOTED:
            return False
        if stream.text(3) == "UESCAPE":
            raise UnreadableError("characters", "unicode escapes")
        name = _ESCAPE.sub(_character, stream.spelled(following[1]))
        place = Word(Kind.QUOTED, stream.word.start, following[1].end, name)
        stream.put(TokenType.IDENTIFIER, NAME_MARK + name, operand=True, word=place)
        stream.at += 3
        return True
    if not following or following[0].kind is not Kind.STRING:
        return False
    if text == "N" and touches[0]:
        stream.put(TokenType.STRING, following[0].text, operand=True)
        stream.put(TokenType.DCOLON, "::", operand=False)
        stream.put(TokenType.IDENTIFIER, NAME_MARK + "bpchar", operand=True)
    elif text != "UESCAPE" or stream.words[stream.at - 1].text[:2].upper() != "U&":
        return False
    stream.at += 2
    return True


def _character(found: re.Match[str]) -> str:
    if found.group() != r"\\" and not (found.group(1) or found.group(2)):
        raise UnreadableError("characters", "unicode escapes")
    code = int(found.group(1) or found.group(2) or "5c", 16)
    if code == 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise UnreadableError("characters", "unicode escapes")
    return chr(code)


def cast(stream: Stream) -> None:
    """Add a cast to the type that comes next."""
    name = TypeName(stream.words, stream.at)
    stream.put(TokenType.DCOLON, "::", operand=False)
    stream.put(TokenType.IDENTIFIER, NAME_MARK + name.name, operand=True)
    stream.at = name.at


def names_common_table(stream: Stream) -> bool:
    """Whether the next word names a common table: `name [(columns)] AS [[NOT] MATERIALIZED] (`."""
    if stream.open[-1].clause != "WITH" or stream.text(-1) not in ("WITH", "RECURSIVE", ","):
        return False
    at = stream.at + 1
    if stream.text(1) == "(":
        at = stream.closing[at] + 1
    ahead = at - stream.at
    if stream.text(ahead) != "AS":
        return False
    ahead += 2 if stream.text(ahead + 1) == "NOT" else 1
    ahead += stream.text(ahead) == "MATERIALIZED"
    return stream.text(ahead) == "(" and stream.text(ahead + 1) in _QUERY_STARTS


def _behind_as(stream: Stream) -> None:
    if stream.open[-1].clause == "WITH" and stream.text() in ("NOT", "MATERIALIZED"):
        # AS has been written; NOT goes before the word.
        stream.keyword(stream.text())
        if stream.text() == "MATERIALIZED" and stream.text(-1) == "NOT":
            stream.keyword("MATERIALIZED")
        return
    stream.name()


def _contextual(stream: Stream, text: str) -> bool:
    """Read a word that is a keyword in some places, and return whether it stands in one."""
    handler = HANDLERS.get(text)
    return handler is not None and handler(stream)


def column_list(stream: Stream) -> None:
    """Read the columns that an alias names, and leave out the types that it may give them."""
    closes = stream.closing[stream.at]
    stream.put(TokenType.L_PAREN, "(", operand=False)
    stream.at += 1
    while stream.at < closes:
        if not stream.is_name(0):
            raise UnreadableError("syntax", "columns")
        stream.name()
        if stream.text() not in (",", ")"):
            stream.at = TypeName(stream.words, stream.at).at
        if stream.text() == ",":
            stream.put(TokenType.COMMA, ",", operand=False)
            stream.at += 1
    stream.put(TokenType.R_PAREN, ")", operand=True)
    stream.at = closes + 1


def _common_table(stream: Stream) -> None:
    """Read the name of a common table, and what SEARCH and CYCLE add to its columns."""
    at = stream.at + 1
    has_columns = stream.text(1) == "("
    if has_columns:
        at = stream.closing[at] + 1
    while stream.texts[at] != "(":
        at += 1
    names = _added(stream, stream.closing[at] + 1)
    stream.name()
    if has_columns:
        column_list(stream)
        stream.out.pop()
    elif names:
        stream.put(TokenType.L_PAREN, "(", operand=False)
    for place, name in enumerate(names):
        if place or has_columns:
            stream.put(TokenType.COMMA, ",", operand=False)
        stream.put(TokenType.IDENTIFIER, ADDED_MARK + name, operand=True)
    if has_columns or names:
        stream.put(TokenType.R_PAREN, ")", operand=True)


def _added(stream: Stream, at: int) -> list[str]:
    """Return the columns that SEARCH and CYCLE behind a common table's body add to it."""
    names: list[str] = []
    start = at
    texts = stream.texts
    while at < len(texts) and texts[at] in ("SEARCH", "CYCLE"):
        is_search = texts[at] == "SEARCH"
        while at < len(texts) and texts[at] != "SET":
            at += 1
        if at + 1 >= len(texts):
            raise UnreadableError("syntax", "search")
        names.append(stream.spelled(stream.words[at + 1]))
        at += 2
        if not is_search:
            while at < len(texts) and texts[at] != "USING":
                at += 1
            if at + 1 >= len(texts):
                raise UnreadableError("syntax", "cycle")
            names.append(stream.spelled(stream.words[at + 1]))
            at += 2
    if at != start:
        stream.skipped[start] = at
    return names


def _typed_literal(stream: Stream) -> bool:
    """Read `type 'text'` as a cast of the text, and return whether that stands there."""
    following = stream.words[stream.at + 1 : stream.at + 2]
    if not following:
        return False
    if following[0].kind is not Kind.STRING and stream.text() not in _LONG_TYPES:
        return False
    try:
        name = TypeName(stream.words, stream.at)
    except UnreadableError:
        return False
    if name.at >= len(stream.words) or stream.words[name.at].kind is not Kind.STRING:
        return False
    if name.name.startswith(OWN_TYPE):
        return False
    literal = stream.words[name.at]
    name.at += 1
    if name.name == "interval":
        name.interval_fields()
    stream.put(TokenType.STRING, literal.text, operand=True, word=literal)
    stream.put(TokenType.DCOLON, "::", operand=False, word=literal)
    stream.put(TokenType.IDENTIFIER, NAME_MARK + name.name, operand=True, word=literal)
    stream.at = name.at
    return True


def _qualified_call(stream: Stream) -> bool:
    if not (stream.text(1) == "." and stream.is_name(2) and stream.text(3) == "("):
        return False
    if stream.spelled(stream.word) != "pg_catalog":
        raise UnreadableError("function", "schema")
    stream.at += 2
    stream.call(stream.spelled(stream.word), opens=False)
    return True


def _call(stream: Stream) -> None:
    text = stream.text()
    name = stream.spelled(stream.word)
    inside = stream.inside(stream.at + 1)
    if text == "EXTRACT" and len(inside) > 1 and stream.texts[inside[1]] == "FROM":
        # A field, which is a word or text and never a column.
        stream.divided[inside[0]] = stream.words[inside[0]].text
    if text == "NORMALIZE" and [stream.texts[at] for at in inside[-2:-1]] == [","]:
        if stream.texts[inside[-1]] not in NORMAL_FORMS:
            raise UnreadableError("syntax", "normal form")
        stream.divided[inside[-1]] = stream.words[inside[-1]].text
    if text.startswith("XML"):
        read_xml(stream, text, inside)
    for place in inside:
        if stream.texts[place] in SEPARATORS.get(text, ()):
            stream.divided[place] = ","
    if text == "TRIM":
        name = "btrim"
        if inside and stream.texts[inside[0]] in TRIMS:
            name = TRIMS[stream.texts[inside[0]]]
            stream.divided[inside[0]] = ""
            inside = inside[1:]
        if inside and stream.texts[inside[0]] == "FROM":
            stream.divided[inside[0]] = ""
    stream.call(name, opens=False)
