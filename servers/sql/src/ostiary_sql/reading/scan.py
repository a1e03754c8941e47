"""The words of a statement as SQLite's own tokenizer cuts them, and the bounds on its shape.

Parser and engine disagree first about where strings, names and comments end. This small scanner
follows SQLite (https://sqlite.org/src/file/src/tokenize.c); `parse` then insists that sqlglot saw
the very same words. Nothing is executed that the two cut differently.
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
    """What a word is to SQLite."""

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


_LEXICON = re.compile(
    r"""
    (?P<SPACE>[ \t\n\f\r]+ | --[^\n]* | /\*(?:[^*]|\*(?!/))*\*/)
    |(?P<BLOB>[xX]'[0-9a-fA-F]*')
    |(?P<STRING>'(?:[^']|'')*')
    |(?P<QUOTED>"(?:[^"]|"")*" | `(?:[^`]|``)*` | \[[^\]]*\])
    |(?P<NUMBER>0[xX][0-9a-fA-F]+ | (?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<PARAMETER>:[A-Za-z_][A-Za-z0-9_]*)
    |(?P<NAME>[A-Za-z_\x80-\U0010ffff][A-Za-z0-9_$\x80-\U0010ffff]*)
    |(?P<SIGN>->>|->|\|\||<<|>>|<=|>=|<>|!=|==|[-+*/%&|~<>=().,;])
    """,
    re.VERBOSE,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_PREFIXES = frozenset({"+", "-", "~", "NOT"})
_OPENING = frozenset({"(", "CASE"})
_CLOSING = frozenset({")", "END"})


def scan(statement: str) -> list[Word]:
    """Return the words of `statement`, without comments and without a final semicolon.

    Raises:
        UnreadableError: It is empty, too long or too deep, holds several statements, or a character
            or parameter that has no place in one.
    """
    if len(statement.encode("utf-8", "surrogatepass")) > MAX_STATEMENT_BYTES:
        raise UnreadableError("too_long")
    if _CONTROL.search(statement) or any("\ud800" <= char <= "\udfff" for char in statement):
        raise UnreadableError("characters")
    words: list[Word] = []
    position = 0
    while position < len(statement):
        found = _LEXICON.match(statement, position)
        if found is None:
            raise UnreadableError(_complaint(statement[position]))
        if found.lastgroup != "SPACE":
            words.append(Word(Kind[found.lastgroup or ""], position, found.end(), found.group()))
        position = found.end()
    return _bounded(_single(words))


def parameters(words: list[Word]) -> frozenset[str]:
    """Return the names of the parameters, without their colons."""
    return frozenset(word.text[1:] for word in words if word.kind is Kind.PARAMETER)


def _complaint(character: str) -> str:
    if character in "?@$:#":
        return "parameters"
    return "unfinished" if character in "'\"`[/" else "characters"


def _single(words: list[Word]) -> list[Word]:
    while words and words[-1].text == ";":
        words = words[:-1]
    if not words:
        raise UnreadableError("empty")
    if any(word.text == ";" for word in words):
        raise UnreadableError("several")
    return words


def _bounded(words: list[Word]) -> list[Word]:
    if len(words) > MAX_WORDS:
        raise UnreadableError("too_long")
    depth = prefixes = 0
    for before, word in zip([None, *words], words, strict=False):
        text = word.text.upper()
        depth += (text in _OPENING) - (text in _CLOSING)
        prefixes = prefixes + 1 if text in _PREFIXES else 0
        if depth > MAX_NESTING or prefixes > MAX_PREFIXES:
            raise UnreadableError("too_deep")
        if before and word.start == before.end and _run_together(before, word):
            raise UnreadableError("characters")
    return words


def _run_together(before: Word, word: Word) -> bool:
    """Whether SQLite would see one bad word where two stand: `1a`, `0x`, `1_000`."""
    return before.kind is Kind.NUMBER and word.kind in (Kind.NAME, Kind.NUMBER)
