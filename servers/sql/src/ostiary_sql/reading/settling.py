"""An order for rows that come through a view, where nothing keeps the engine from an index.

A hint behind a table keeps it from being read in the order of an index over withheld columns. The
tables below a view cannot be given one, so rows are put in the order of what is shown of them. That
serves the statement as a whole: what picks rows, or joins them to one value, further inside is
refused.
"""

from collections.abc import Sequence

from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.words import Kind, Word

_PICKING = frozenset({
    "GROUP_CONCAT", "JSON_ARRAYAGG", "JSON_GROUP_ARRAY", "JSON_GROUP_OBJECT", "JSON_OBJECTAGG",
    "LIMIT", "OVER", "STRING_AGG",
})  # fmt: skip
_LIMITING = frozenset({"LIMIT", "OFFSET", "FETCH"})


def order_of(words: Sequence[Word], positions: Sequence[int]) -> tuple[int, str]:
    """Return where and with which text a statement is put in the order of result columns.

    Args:
        words: Of the statement.
        positions: The columns, from 1.

    Raises:
        UnreadableError: It has none to be ordered by, or picks rows further inside.
    """
    outer = _outer(words)
    inner = {word.text.upper() for at, word in enumerate(words) if at not in outer} & _PICKING
    clauses = {at: words[at].text.upper() for at in outer if words[at].kind is Kind.NAME}
    names = set(clauses.values())
    if not positions or inner or (names & _PICKING) - _LIMITING:
        raise UnreadableError("order")
    if "ROLLUP" in names:
        return words[-1].end, ""  # rows are sorted by what they are grouped by
    limits = [at for at, name in clauses.items() if name in _LIMITING]
    at = words[min(limits) - 1].end if limits else words[-1].end
    listed = ", ".join(map(str, positions))
    return at, f", {listed}" if "ORDER" in names else f" ORDER BY {listed}"


def _outer(words: Sequence[Word]) -> set[int]:
    """Return the numbers of the words outside of all parentheses."""
    found: set[int] = set()
    depth = 0
    for at, word in enumerate(words):
        depth += (word.text == "(") - (word.text == ")")
        if not depth and word.text != ")":
            found.add(at)
    return found
