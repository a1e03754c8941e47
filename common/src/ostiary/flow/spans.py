"""Which spans of a text are told apart again: whole short values, rows of words, identifiers.

A value that comes back as an argument, whole or as four words in a row, is recognised. What a model
says in words of its own is not, and no rule may rest on this alone.

Source: Schleimer, Wilkerson, Aiken: "Winnowing: Local Algorithms for Document Fingerprinting"
(2003), for long texts: of every four rows of words one is kept, so that seven words in a row hold
one.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast
from zlib import crc32

MAX_WORDS = 4000
"""How many words of arguments are looked at; longer ones count as coming from everywhere."""

MAX_MARKS = 1024
"""How many spans of one result are kept; of more, those that come first in an order of chance."""

_ROW, _WINDOW = 4, 4
_MIN_CHARS = 8
_LONG_WORD_CHARS = 12
_WORD = re.compile(r"[^\s,;()\[\]{}<>\"'`=|*]+")
_EDGES = ".,:;!?-_/\\"
_TELLING = re.compile(r"[\d@]")


def shown_spans(value: Any) -> set[str]:
    """Return the spans of a result that are kept, `MAX_MARKS` at most."""
    found: set[str] = set()
    for text in _texts(value):
        words = _words(text)
        found.update(word for word in words if _tells(word))
        if 2 <= len(words) <= _ROW:
            found.update(_row(words, 0, len(words)))
        elif len(words) > _ROW:
            found.update(_winnowed(words))
    if len(found) > MAX_MARKS:
        return set(sorted(found, key=_chance)[:MAX_MARKS])
    return found


def sent_spans(arguments: Mapping[str, Any]) -> set[str] | None:
    """Return the spans of arguments that may be known; None if they hold too many words."""
    found: set[str] = set()
    count = 0
    for text in _texts(arguments):
        words = _words(text)
        count += len(words)
        if count > MAX_WORDS:
            return None
        found.update(word for word in words if _tells(word))
        for length in range(2, _ROW + 1):
            for at in range(len(words) - length + 1):
                found.update(_row(words, at, length))
    return found


def _texts(value: object) -> Iterator[str]:
    stack = [value]
    while stack:
        part = stack.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, Mapping):
            members = cast("Mapping[str, object]", part)
            stack.extend(members.values())
        elif isinstance(part, list | tuple):
            stack.extend(cast("list[object]", part))
        elif isinstance(part, int | float) and not isinstance(part, bool):
            yield str(part)


def _words(text: str) -> list[str]:
    found = (word.strip(_EDGES) for word in _WORD.findall(text.casefold()))
    return [word for word in found if word]


def _tells(word: str) -> bool:
    """Whether a single word is told apart from what anybody might write."""
    if len(word) >= _LONG_WORD_CHARS:
        return True
    return len(word) >= _MIN_CHARS and _TELLING.search(word) is not None


def _row(words: list[str], at: int, length: int) -> Iterator[str]:
    text = " ".join(words[at : at + length])
    if len(text) >= _MIN_CHARS:
        yield text


def _winnowed(words: list[str]) -> Iterator[str]:
    rows = [" ".join(words[at : at + _ROW]) for at in range(len(words) - _ROW + 1)]
    order = [_chance(row) for row in rows]
    for at in range(max(1, len(rows) - _WINDOW + 1)):
        window = range(at, min(at + _WINDOW, len(rows)))
        yield rows[min(window, key=order.__getitem__)]


def _chance(text: str) -> int:
    return crc32(text.encode("utf-8", "replace"))
