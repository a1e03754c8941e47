"""The words of a statement, and the bounds on its shape that hold for every engine.

Parser and engine disagree first about where strings, names and comments end. So each dialect has a
small lexer that follows its engine's own, and `parse` insists that sqlglot saw the very same words.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto

from ostiary_sql.reading.refusal import UnreadableError

MAX_STATEMENT_BYTES = 16 * 1024
MAX_WORDS = 6000
MAX_NESTING = 60
MAX_PREFIXES = 12
"""How many signs or NOTs may stand in a row: parsers recurse for each."""


class Kind(Enum):
    """What a word is to the engine."""

    NAME = auto()
    QUOTED = auto()
    STRING = auto()
    BLOB = auto()
    NUMBER = auto()
    PARAMETER = auto()
    SIGN = auto()


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the statement.

    Args:
        kind: What it is.
        start: Offset of its first character.
        end: Offset behind its last character.
        text: Its text, quotes included.
    """

    kind: Kind
    start: int
    end: int
    text: str


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_PREFIXES = frozenset({"+", "-", "~", "NOT"})
_OPENING = frozenset({"(", "CASE", "["})
_CLOSING = frozenset({")", "END", "]"})


def check_characters(statement: str) -> None:
    """Check the length of a statement and that it holds nothing but text.

    Raises:
        UnreadableError: It is too long, or holds control characters or halves of characters.
    """
    if len(statement.encode("utf-8", "surrogatepass")) > MAX_STATEMENT_BYTES:
        raise UnreadableError("too_long")
    if _CONTROL.search(statement) or any("\ud800" <= char <= "\udfff" for char in statement):
        raise UnreadableError("characters")


def bounded(words: list[Word]) -> list[Word]:
    """Return the words of one statement of bounded shape, without a final semicolon.

    Raises:
        UnreadableError: There are none, several statements, too many words, or too deep a nesting.
    """
    while words and words[-1].text == ";":
        words = words[:-1]
    if not words:
        raise UnreadableError("empty")
    if len(words) > MAX_WORDS:
        raise UnreadableError("too_long")
    depth = prefixes = 0
    for before, word in zip([None, *words], words, strict=False):
        text = word.text.upper()
        if text == ";":
            raise UnreadableError("several")
        depth += (text in _OPENING) - (text in _CLOSING)
        prefixes = prefixes + 1 if text in _PREFIXES else 0
        if depth > MAX_NESTING or prefixes > MAX_PREFIXES:
            raise UnreadableError("too_deep")
        if before and word.start == before.end and _run_together(before, word):
            raise UnreadableError("characters")
    return words


def parameters(words: list[Word]) -> frozenset[str]:
    """Return the names of the parameters, without their colons."""
    return frozenset(word.text[1:] for word in words if word.kind is Kind.PARAMETER)


def _run_together(before: Word, word: Word) -> bool:
    """Whether an engine would see one bad word where two stand: `1a`, `0x`, `1_000`."""
    return before.kind is Kind.NUMBER and word.kind in (Kind.NAME, Kind.NUMBER)
