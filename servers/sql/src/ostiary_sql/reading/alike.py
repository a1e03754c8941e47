"""Which comparisons of a statement tell no more than pseudonyms do: who is the same.

A copy of a column that leaves as pseudonyms may be held against a copy of another one of its kind
and class, against a pseudonym that stands there as a whole, and against NULL; by `=`, `<>` or IN,
and by the column's own rules, so that no statement chooses what counts as the same. Everything else
may tell more, and so may what is not recognised: trees are made of words that were given other
meanings on the way, so the words themselves have to say the same as the tree.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlglot import exp

from ostiary.server import DataClass, Origin, kind_of
from ostiary_sql.reading.mark import span
from ostiary_sql.reading.value import Base, Value
from ostiary_sql.reading.words import Kind, Word

_EQUAL = frozenset({"=", "=="})
_OTHER = frozenset({"<>", "!="})
_BEFORE = frozenset({
    "(", ",", "AND", "CASE", "ELSE", "HAVING", "NOT", "ON", "OR", "SELECT", "THEN", "WHEN", "WHERE",
})  # fmt: skip
"""Words behind which an operand begins that nothing is done with before it is compared."""

_BEHIND = frozenset({
    "", ")", ",", "AND", "AS", "CROSS", "ELSE", "END", "EXCEPT", "FETCH", "FROM", "FULL", "GROUP",
    "HAVING", "INNER", "INTERSECT", "JOIN", "LEFT", "LIMIT", "NATURAL", "OFFSET", "OR", "ORDER",
    "RIGHT", "THEN", "UNION", "WHEN", "WHERE",
})  # fmt: skip
"""Words before which a comparison is over."""

_TEXT = "text"
_TEXTS = frozenset({
    "bpchar", "char", "character", "character varying", "clob", "longtext", "mediumtext", "nchar",
    "nvarchar", "text", "tinytext", "varchar",
})  # fmt: skip
_TWO = 2


def _nobody(_word: Word) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Sought:
    """A pseudonym that a column is compared with.

    Args:
        token: Itself.
        base: The column.
        at: The number of its word, or of the parameter's that holds it.
        operator: The number of the word of the operator; None inside IN.
        is_negated: Whether the operator is that of what is not the same.
    """

    token: str
    base: Base
    at: int
    operator: int | None = None
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class Alike:
    """What is known of the columns and the words of one statement.

    Args:
        origins: The origin of every column.
        likens_origin: Whether values of an origin leave as pseudonyms, to who may not see them.
        token: Returns the pseudonym that a word of the statement is as a whole; empty for others.
        words: Of the statement.
    """

    origins: Mapping[Base, Origin]
    likens_origin: Callable[[Origin], bool]
    token: Callable[[Word], str] = _nobody
    words: Sequence[Word] = ()
    _starts: dict[int, int] = field(init=False, repr=False)
    _ends: dict[int, int] = field(init=False, repr=False)
    _is_off: bool = field(init=False)

    def __post_init__(self) -> None:
        numbers = range(len(self.words))
        object.__setattr__(self, "_starts", {self.words[at].start: at for at in numbers})
        object.__setattr__(self, "_ends", {self.words[at].end: at for at in numbers})
        # By rules of his own choice one could ask what differs in case alone.
        object.__setattr__(self, "_is_off", any(self._text(at) == "COLLATE" for at in numbers))

    def reading(self, words: Sequence[Word]) -> "Alike":
        """Return the same for a statement of these words."""
        return replace(self, words=words)

    def inside(self, words: Sequence[Word]) -> "Alike":
        """Return the same for the text of a view, in which nobody is looked for."""
        return replace(self, words=words, token=_nobody)

    def are_alike(self, values: Sequence[Value]) -> bool:
        """Whether all of `values` are copies of columns of one kind, class and sort of type."""
        known = {self._sort(value) for value in values}
        return len(known) == 1 and None not in known and not self._is_off

    def likens(self, node: exp.Expr, operands: Sequence[Value], sought: dict[int, Sought]) -> bool:
        """Whether a comparison tells no more than who is the same; note whom it looks for.

        Args:
            node: The comparison.
            operands: What is compared in it.
            sought: Where it is noted.
        """
        left = node.args.get("this")
        place = self._place(left)
        if place is None or self._text(place[0] - 1) not in _BEFORE:
            return False
        behind = place[1] + 1
        if isinstance(node, exp.In):
            return self._is_among(node, operands, behind, sought)
        if len(operands) != _TWO or not self.are_alike(operands[:1]):
            return False
        right = node.args.get("expression")
        if isinstance(right, exp.Null):
            at = behind + 1 + (self._text(behind + 1) == "NOT")
            return self._says(behind, "IS") and self._says(at, "NULL") and self._ends_at(at)
        operator = self._operator(behind)
        if operator is None:
            return False
        last, is_negated = operator
        other = self._place(right)
        if other is not None:
            return other[0] == last + 1 and self._ends_at(other[1]) and self.are_alike(operands)
        found = self._sought(right, operands[0], last + 1)
        if found is None or last != behind or not self._ends_at(last + 1):
            return False
        sought[last + 1] = replace(found, operator=behind, is_negated=is_negated)
        return True

    def _is_among(
        self, node: exp.In, operands: Sequence[Value], at: int, sought: dict[int, Sought]
    ) -> bool:
        at += self._text(at) == "NOT"
        if not (self._says(at, "IN") and self._says(at + 1, "(")):
            return False
        closing = self._closing(at + 1)
        if not self._ends_at(closing):
            return False
        if not node.expressions:
            return len(operands) == _TWO and self.are_alike(operands)
        places = range(at + 2, closing, 2)
        commas = [self._text(place + 1) for place in places]
        if len(places) != len(node.expressions) or commas != [*[","] * (len(places) - 1), ")"]:
            return False
        found = [
            self._sought(part, operands[0], place)
            for part, place in zip(node.expressions, places, strict=True)
        ]
        known = [each for each in found if each is not None]
        sought |= {each.at: each for each in known}
        return len(known) == len(found) and self.are_alike(operands[:1])

    def _sought(self, node: exp.Expr | None, column: Value, at: int) -> Sought | None:
        """Return whom a text or a parameter means that `column` is compared with."""
        if not isinstance(node, exp.Literal | exp.Placeholder) or column.base is None:
            return None
        token = self.token(self.words[at])
        sort = self._sort(column)
        if not token or sort is None or sort[0] != kind_of(token) or sort[2] != _TEXT:
            return None
        return Sought(token, column.base, at)

    def _operator(self, at: int) -> tuple[int, bool] | None:
        """Return the last word of an operator, and whether it is that of what is not the same."""
        text = self._text(at)
        if text in _EQUAL or text in _OTHER:
            return at, text in _OTHER
        if text != "IS":
            return None
        is_negated = self._text(at + 1) != "NOT"
        last = at + (2 if is_negated else 3)
        if self._says(last - 1, "DISTINCT") and self._says(last, "FROM"):
            return last, is_negated
        return None

    def _place(self, node: exp.Expr | None) -> tuple[int, int] | None:
        """Return the numbers of the first and the last word of a column."""
        if not isinstance(node, exp.Column) or isinstance(node.this, exp.Star):
            return None
        start, end = span(node)
        first, last = self._starts.get(start), self._ends.get(end)
        return None if first is None or last is None else (first, last)

    def _closing(self, at: int) -> int:
        depth = 0
        for number in range(at, len(self.words)):
            depth += (self._text(number) == "(") - (self._text(number) == ")")
            if not depth:
                return number
        return len(self.words)

    def _says(self, at: int, text: str) -> bool:
        return self._text(at) == text

    def _ends_at(self, at: int) -> bool:
        """Whether a comparison is over behind this word."""
        return self._text(at + 1) in _BEHIND

    def _sort(self, value: Value) -> tuple[str, DataClass, str] | None:
        """Return kind, class and sort of type of a copy of a column; None where it is no such."""
        known = {self.origins.get(base) for base in value.copied}
        places = {(each.kind, each.data_class) if each is not None else None for each in known}
        origin = next(iter(known), None)
        if origin is None or len(places) != 1 or not self.likens_origin(origin):
            return None
        if value.base is None and not value.declared_type:
            return None
        for base in value.origins:
            # Views carry their own name: what a line says of it counts, too.
            other = self.origins.get(base)
            if other is None or other.kind not in ("", origin.kind):
                return None
            if other.data_class > origin.data_class:
                return None
        return origin.kind, origin.data_class, _sort_of(value.declared_type)

    def _text(self, at: int) -> str:
        """Return a word in capitals; a quoted name or a value as what no keyword is."""
        if not 0 <= at < len(self.words):
            return ""
        word = self.words[at]
        return word.text.upper() if word.kind in (Kind.NAME, Kind.SIGN) else "a value"


def _sort_of(declared_type: str) -> str:
    """Return what types have in common whose values are compared as they are."""
    name = declared_type.lower().partition("(")[0].strip()
    return _TEXT if name in _TEXTS else name
