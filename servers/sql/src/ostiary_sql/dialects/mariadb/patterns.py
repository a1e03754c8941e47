"""Where regular expressions stand in a statement: MariaDB stops at nothing while it matches one.

A match looks neither at the deadline nor at KILL, and one that backtracks takes minutes. So what
runs has a bound on the steps of each match before its pattern, as PCRE2 reads it there and nowhere
else. Of several bounds the last would count, so an empty comment ends the place where they can
stand: one that a pattern brings is an error.
Source: PCRE2, "pcre2pattern", "Special start-of-pattern items".
"""

from collections.abc import Callable, Iterator, Sequence

from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.words import Kind, Word

MAX_STEPS = 200_000
"""Some tenths of a second where each step compares a long text."""

BEFORE, BEHIND = f"CONCAT('(*LIMIT_MATCH={MAX_STEPS})(?#)', ", ")"
"""What stands around a pattern that has the bound."""

_OPERATORS = frozenset({"REGEXP", "RLIKE"})
_FUNCTIONS = frozenset({"REGEXP_INSTR", "REGEXP_REPLACE", "REGEXP_SUBSTR"})


def patterns(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Yield where each pattern begins, and where behind it the text goes on.

    Raises:
        UnreadableError: The end of one cannot be told without reading expressions.
    """
    for at, word in enumerate(words):
        if word.kind is not Kind.NAME or (at and words[at - 1].text == "."):
            continue
        name = word.text.upper()
        if name in _OPERATORS:
            last = _operand(words, at + 1)
            yield words[at + 1].start, words[last].end
        elif name in _FUNCTIONS and _text(words, at + 1) == "(":
            first = _end(words, at + 2, lambda text: text == ",") + 1
            last = _end(words, first, lambda text: text in ",)") - 1
            if last < first:
                raise UnreadableError("pattern")
            yield words[first].start, words[last].end


def _text(words: Sequence[Word], at: int) -> str:
    return words[at].text if at < len(words) else ""


def _operand(words: Sequence[Word], at: int) -> int:
    """Return the last word of the operand that begins at `at`."""
    while _text(words, at).upper() == "BINARY" or (
        _text(words, at).startswith("_") and _kind(words, at + 1) is Kind.STRING
    ):
        at += 1
    kind = _kind(words, at)
    if kind is Kind.STRING:
        while _kind(words, at + 1) is Kind.STRING:
            at += 1
        return at
    if kind in (Kind.PARAMETER, Kind.NUMBER, Kind.BLOB):
        return at
    if _text(words, at) == "(":
        return _end(words, at + 1, lambda text: text == ")")
    if kind in (Kind.NAME, Kind.QUOTED) and _text(words, at).upper() != "CASE":
        if _text(words, at + 1) == "(":
            return _end(words, at + 2, lambda text: text == ")")
        while _text(words, at + 1) == "." and _kind(words, at + 2) is not None:
            at += 2
        return at
    raise UnreadableError("pattern")


def _kind(words: Sequence[Word], at: int) -> Kind | None:
    return words[at].kind if at < len(words) else None


def _end(words: Sequence[Word], at: int, ends: Callable[[str], bool]) -> int:
    """Return the next word that `ends` says is one, outside of parentheses opened on the way."""
    depth = 0
    while at < len(words):
        text = words[at].text if words[at].kind is Kind.SIGN else ""
        if text and depth == 0 and ends(text):
            return at
        depth += (text == "(") - (text == ")")
        at += 1
    raise UnreadableError("pattern")
