"""Names of result columns that the statement gives none: the text that they are written as."""

import re
from collections.abc import Sequence

from sqlglot.tokenizer_core import TokenType

from ostiary_sql.dialects.mariadb.keywords import ENDS, RESERVED
from ostiary_sql.dialects.mariadb.lexer import spelled, text_of
from ostiary_sql.dialects.standard.stream import Stream
from ostiary_sql.reading.parse import LABEL_MARK
from ostiary_sql.reading.words import Kind, Word

_INTRODUCER = re.compile(r"_[a-z0-9]+|n", re.IGNORECASE)
_QUERY_STARTS = frozenset({"SELECT", "VALUES", "WITH"})


def end_item(stream: Stream, statement: str) -> None:
    """Give a result column its name, where it ends without one."""
    state = stream.open[-1]
    start, end = state.item, stream.at
    if start is None or end <= start or stream.text(-1) == ".":
        return
    text = stream.text()
    if end < len(stream.words) and text not in (",", ")") and text not in ENDS:
        return
    state.item = None
    if state.has_alias or not stream.is_operand:
        return
    label = label_of(stream, start, end, statement)
    if label is None:
        return
    words = stream.words
    place = Word(Kind.NAME, words[start].start, words[end - 1].end, "")
    stream.put(TokenType.ALIAS, "AS", operand=False, word=place)
    stream.put(TokenType.IDENTIFIER, LABEL_MARK + label, operand=True, word=place)


def label_of(stream: Stream, start: int, end: int, statement: str) -> str | None:
    """Return the name of the result column in these words; None for one that has its own."""
    is_bare = True
    while stream.closing.get(start) == end - 1 and stream.texts[start + 1] not in _QUERY_STARTS:
        start, end, is_bare = start + 1, end - 1, False
    words = stream.words[start:end]
    if not words:
        return None
    if _is_reference(words):
        return None if is_bare or words[-1].text == "*" else spelled(words[-1])
    if len(words) == 2 and _INTRODUCER.fullmatch(words[0].text):
        words = words[1:] if words[1].kind is Kind.STRING else words
    if all(word.kind is Kind.STRING for word in words):
        return "".join(text_of(word) for word in words)
    return statement[words[0].start : words[-1].end]


def _is_reference(words: Sequence[Word]) -> bool:
    names, dots = words[::2], words[1::2]
    last = names[-1]
    return (
        len(names) == len(dots) + 1
        and all(word.text == "." for word in dots)
        and all(word.kind in (Kind.NAME, Kind.QUOTED) for word in names[:-1])
        and (last.kind in (Kind.NAME, Kind.QUOTED) or last.text == "*")
        and not (len(names) == 1 and last.text.upper() in RESERVED)
    )
