"""Rows in an order that tells nothing of columns which are not shown as they are.

    WITH ostiary_rows (c1, c2) AS (
    <statement, without its own ORDER BY and LIMIT>
    )
    SELECT c1 AS "email", c2 AS "n" FROM ostiary_rows
    ORDER BY c2 DESC, <digest of c1 and c2 under a key> LIMIT 10

What the statement asks for comes first, and the digest decides whatever that leaves open, so that
pages fit together. Rows are sorted by what they show: a term that is no result column is refused.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlglot import exp

from ostiary_sql.dialects.base import Writing
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.scope import Named
from ostiary_sql.reading.words import Kind, Word

_ROWS = "ostiary_rows"
_LIMITS = frozenset({"ALL", "FETCH", "FIRST", "LIMIT", "NEXT", "OFFSET", "ONLY", "ROW", "ROWS"})
_DIRECTIONS = frozenset({"ASC", "DESC", "FIRST", "LAST", "NULLS"})
_PART_ENDS = frozenset({
    "EXCEPT", "FROM", "GROUP", "HAVING", "INTERSECT", "UNION", "WHERE", "WINDOW",
})  # fmt: skip
_ITEM_ENDS = _PART_ENDS | {"LIMIT", "ORDER"}


@dataclass(frozen=True, slots=True)
class Frame:
    """A statement cut in three: what it finds, its order, and how many rows of it.

    Args:
        order: The number of the word at which its order begins.
        limit: The number of the word at which its limit begins.
        terms: What it sorts by: words of each term without its direction, and that.
        items: The words of each result column as it is written, where there is one for each.
    """

    order: int
    limit: int
    terms: tuple[tuple[tuple[str, ...], str], ...]
    items: tuple[tuple[Word, ...], ...]


def frame(words: Sequence[Word], tree: exp.Expr, columns: int) -> Frame | None:
    """Return the frame of a statement; None where its end is not what was read.

    Args:
        words: Its words.
        tree: What they were read as.
        columns: How many result columns it has.
    """
    outer = _outer(words)
    texts = [word.text.upper() if word.kind is Kind.NAME else "" for word in words]
    has_limit = bool(tree.args.get("limit") or tree.args.get("offset"))
    limit = order = len(words)
    for at in reversed(outer):
        if has_limit and texts[at] in ("LIMIT", "OFFSET", "FETCH"):
            limit = order = at
        if tree.args.get("order") and texts[at] == "ORDER":
            order = at
            break
        if texts[at] in _PART_ENDS:
            break
    if (order < limit) != bool(tree.args.get("order")) or (limit < len(words)) != has_limit:
        return None
    for word in words[limit:]:
        is_sign = word.kind is Kind.SIGN and word.text != ","
        if is_sign or (word.kind is Kind.NAME and word.text.upper() not in _LIMITS):
            return None
    terms = tuple(_term(part) for part in _split(words[order + 2 : limit])) if order < limit else ()
    return Frame(order, limit, terms, _items(words, outer, texts, columns))


@dataclass(frozen=True, slots=True)
class Scatter:
    """Puts the rows of one statement in that order.

    Args:
        sql: The statement, as it is written.
        writing: How the engine's text is written.
        shown: The frame of the statement.
        key: What spellings of a column's name have in common.
        columns: Its result columns.
    """

    sql: str
    writing: Writing
    shown: Frame
    key: Callable[[str], str]
    columns: Sequence[Named]

    def text(self, inner: str, place: str, limit: str) -> str:
        """Return the text that yields the rows in that order.

        Args:
            inner: The statement without order and limit, as it runs.
            place: Where the key of the digest stands.
            limit: Its limit, as it runs.

        Raises:
            UnreadableError: It sorts by what it does not show, or shows nothing.
        """
        names = [f"c{at}" for at in range(1, len(self.columns) + 1)]
        if not names:
            raise UnreadableError("settled", "no columns")
        listed = ", ".join(
            f"{name} AS {self.writing.quote(self._title(at))}" for at, name in enumerate(names)
        )
        terms = [
            f"{names[self._position(words)]} {direction}".rstrip()
            for words, direction in self.shown.terms
        ]
        order = ", ".join([*terms, self.writing.scattered(place, names)])
        # On lines of its own: a comment at its end would take what follows with it.
        return (
            f"WITH {_ROWS} ({', '.join(names)}) AS (\n{inner}\n)\n"
            f"SELECT {listed} FROM {_ROWS} ORDER BY {order} {limit}".rstrip()
        )

    @property
    def _has_items(self) -> bool:
        return len(self.shown.items) == len(self.columns)

    def _title(self, at: int) -> str:
        if self.columns[at].name:
            return self.columns[at].name
        if not self._has_items:
            return f"column{at + 1}"
        item = self.shown.items[at]
        return self.sql[item[0].start : item[-1].end]

    def _position(self, words: tuple[str, ...]) -> int:
        """Return which result column a term is."""
        if len(words) == 1 and words[0].isdecimal() and 1 <= int(words[0]) <= len(self.columns):
            return int(words[0]) - 1
        if len(words) == 1:
            name = self.key(words[0].strip('"`[]'))
            names = [self.key(column.name) for column in self.columns]
            if names.count(name) == 1:
                return names.index(name)
        spelled = [part.upper() for part in words]
        if self._has_items:
            for at, item in enumerate(self.shown.items):
                if [part.text.upper() for part in item] == spelled:
                    return at
        raise UnreadableError("settled", "order by what is not shown")


def _term(words: Sequence[Word]) -> tuple[tuple[str, ...], str]:
    end = len(words)
    while end and words[end - 1].kind is Kind.NAME and words[end - 1].text.upper() in _DIRECTIONS:
        end -= 1
    direction = " ".join(word.text.upper() for word in words[end:])
    return tuple(word.text for word in words[:end]), direction


def _items(
    words: Sequence[Word], outer: Sequence[int], texts: Sequence[str], columns: int
) -> tuple[tuple[Word, ...], ...]:
    """Return the words of each result column, without its alias; nothing where stars stand."""
    begin = next((at for at in outer if texts[at] == "SELECT"), None)
    if begin is None:
        return ()
    begin += 1 + (texts[begin + 1 : begin + 2] in (["DISTINCT"], ["ALL"]))
    end = next(
        (at for at in outer if at >= begin and texts[at] in {*_PART_ENDS, "ORDER", "LIMIT"}),
        len(words),
    )
    parts = _split(words[begin:end])
    if len(parts) != columns or any(part and part[-1].text == "*" for part in parts):
        return ()
    return tuple(tuple(_unnamed(part)) for part in parts)


def _unnamed(part: Sequence[Word]) -> Sequence[Word]:
    depth = 0
    for at, word in enumerate(part):
        depth += (word.text == "(") - (word.text == ")")
        if not depth and word.kind is Kind.NAME and word.text.upper() == "AS":
            return part[:at]
    return part


def _split(words: Sequence[Word]) -> list[Sequence[Word]]:
    parts: list[Sequence[Word]] = []
    start = depth = 0
    for at, word in enumerate(words):
        depth += (word.text in ("(", "[")) - (word.text in (")", "]"))
        if not depth and word.text == ",":
            parts.append(words[start:at])
            start = at + 1
    return [*parts, words[start:]] if words else parts


def _outer(words: Sequence[Word]) -> list[int]:
    """Return the numbers of the words outside of all parentheses."""
    found: list[int] = []
    depth = 0
    for at, word in enumerate(words):
        depth += (word.text == "(") - (word.text == ")")
        if not depth and word.text != ")":
            found.append(at)
    return found
