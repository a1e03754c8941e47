"""Whether a statement answers the same in whatever order the engine meets the rows.

Joins, groups and distinct rows on a column are worked out in the order of its values, or in that of
their digests. Where values leave as pseudonyms alone, that order must not show: not by which rows
come first, nor by which of them is picked, nor by which is met before one on which an expression
fails. So a statement that compares such columns is put in another order as a whole (`scatter`), and
within it nothing may depend on the order: what is not known not to is refused.
"""

import re
from collections.abc import Iterator, Sequence

from sqlglot import exp

from ostiary_sql.dialects.base import Dialect
from ostiary_sql.reading.call import is_aggregate
from ostiary_sql.reading.mark import span
from ostiary_sql.reading.parse import FUNCTION_MARK
from ostiary_sql.reading.value import Trace, Value
from ostiary_sql.reading.words import Kind, Word

_SIGNS = frozenset({
    "=", "==", "<>", "!=", "<", ">", "<=", ">=", "<=>", "(", ")", ",", ".", "+", "-", "*", "/",
    "%", "||", "::", ":", "[", "]",
})  # fmt: skip
_WORDS = frozenset({"MATCH", "REGEXP", "RLIKE", "SIMILAR", "SOUNDS"})
_SET_OPERATIONS = (exp.Union, exp.Except, exp.Intersect)
_ARITHMETIC = (exp.Add, exp.Sub, exp.Mul)
_FAILING = (
    *_ARITHMETIC, exp.Div, exp.Mod, exp.Neg, exp.Cast, exp.Bracket, exp.Dot, exp.AtTimeZone,
    exp.DPipe, exp.JSONExtract, exp.JSONExtractScalar, exp.BitwiseAnd, exp.BitwiseOr,
    exp.BitwiseLeftShift, exp.BitwiseRightShift, exp.BitwiseNot,
)  # fmt: skip
_SOURCES = (exp.From, exp.Join, exp.CTE, exp.Subquery, exp.Lateral, *_SET_OPERATIONS)

_CUTTING = {
    "date": 0, "date_format": 0, "date_part": 1, "date_trunc": 1, "day": 0, "dayname": 0,
    "dayofweek": 0, "extract": 1, "last_day": 0, "left": 0, "month": 0, "monthname": 0,
    "quarter": 0, "strftime": 1, "substr": 0, "substring": 0, "to_char": 0, "week": 0, "year": 0,
}  # fmt: skip
"""Functions whose results are the same to the last character where they are equal, as long as only
this argument comes from a row."""

_FOLDING = frozenset({"avg", "max", "min", "sum", "total"})
_CLOCKS = frozenset({"curdate", "current_date", "current_timestamp", "interval", "now"})
_SPAN = re.compile(r"'?[0-9]{1,4}( ?(second|minute|hour|day|week|month|year)s?)?'?", re.IGNORECASE)
_EXACT = frozenset({"bigint", "decimal", "int", "integer", "numeric", "smallint", "tinyint"})


def whim(tree: exp.Expr, words: Sequence[Word], trace: Trace, dialect: Dialect) -> str:
    """Return what in a statement may depend on the order of rows; empty where nothing does.

    Args:
        tree: The statement.
        words: Its words.
        trace: What reading it has found.
        dialect: How it was read.
    """
    for word in words:
        if word.kind is Kind.SIGN and word.text not in _SIGNS:
            return "operator"
        if word.kind is Kind.NAME and word.text.upper() in _WORDS:
            return "pattern"
    if not _is_like_total(words):
        return "pattern"
    return next(_Look(tree, trace, dialect).found(), "")


class _Look:
    """Looks through one statement."""

    def __init__(self, tree: exp.Expr, trace: Trace, dialect: Dialect) -> None:
        self._root = tree
        self._trace = trace
        self._dialect = dialect

    def found(self) -> Iterator[str]:
        """Yield what depends on the order of rows."""
        if self._trace.takes_any_row:
            yield "columns outside of GROUP BY"
        for node in self._root.walk():
            if isinstance(node, exp.Window | exp.WithinGroup | exp.TableSample):
                yield type(node).__name__
            elif isinstance(node, exp.Limit | exp.Offset) and node.parent is not self._root:
                yield "limit inside"
            elif isinstance(node, exp.Select):
                yield from self._select(node)
            elif isinstance(node, _SET_OPERATIONS):
                yield from self._set_operation(node)
            elif isinstance(node, exp.Anonymous):
                yield from self._call(node)
            elif self._is_early(node):
                yield "computed before all rows are met"

    def _select(self, node: exp.Select) -> Iterator[str]:
        distinct = node.args.get("distinct")
        if distinct is not None:
            if distinct.args.get("on") is not None:
                yield "distinct on"
            if not all(self._is_exact(part) for part in node.expressions):
                yield "distinct of computed values"
        group = node.args.get("group")
        if group is not None and not all(self._is_term(part, node) for part in _terms(group)):
            yield "groups of computed values"
        if self._dialect.is_blind and _is_scalar(node) and not self._is_one_row(node):
            yield "first row of a query"

    def _set_operation(self, node: exp.Expr) -> Iterator[str]:
        if isinstance(node, exp.Union) and not node.args.get("distinct"):
            return
        for part in (_inside(node.args["this"]), _inside(node.args["expression"])):
            if isinstance(part, _SET_OPERATIONS):
                continue
            if not isinstance(part, exp.Select) or not all(
                self._is_exact(each) for each in part.expressions
            ):
                yield "set operation of computed values"

    def _call(self, node: exp.Anonymous) -> Iterator[str]:
        name = str(node.this).removeprefix(FUNCTION_MARK)
        functions = self._dialect.functions
        if not is_aggregate(functions, name, len(node.expressions)):
            is_partial = name not in functions.total | {"exists"} or name in functions.tables
            if is_partial and not self._is_late(node) and not self._never_fails(node):
                yield "function before all rows are met"
            return
        if name == "count":
            return
        if name not in _FOLDING:
            yield "aggregate in order"
        (argument,) = node.expressions if len(node.expressions) == 1 else (exp.Null(),)
        if isinstance(argument, exp.Distinct):
            argument = argument.expressions[0]
        is_fine = self._is_exact if name in ("min", "max") else self._is_exact_number
        if not is_fine(argument):
            yield "aggregate of computed values"

    def _is_term(self, node: exp.Expr, select: exp.Select) -> bool:
        """Whether a term of GROUP BY is exact, whatever it may mean."""
        node = _bare(node)
        items: list[exp.Expr] = select.expressions
        if isinstance(node, exp.Literal) and node.name.isdecimal():
            at = int(node.name) - 1
            has_star = any(isinstance(_bare(item), exp.Star) for item in items)
            return not has_star and at < len(items) and self._is_exact(items[at])
        if isinstance(node, exp.Column) and not node.table:
            key = self._dialect.naming.column
            meant = [
                item
                for item in items
                if isinstance(item, exp.Alias) and key(item.alias) == key(node.name)
            ]
            is_known = span(node)[0] in self._trace.resolved
            return all(map(self._is_exact, meant)) and (not is_known or self._is_exact(node))
        return self._is_exact(node)

    def _is_exact(self, node: exp.Expr) -> bool:
        """Whether values of an expression are the same to the last character where they are equal.

        Copies of columns count as that: what differs there is nobody's choice.
        """
        node = _bare(node)
        if isinstance(node, exp.Column):
            value = self._value(node)
            return value is not None and (value.base is not None or value.is_count)
        if isinstance(node, exp.Null):
            return True
        if isinstance(node, exp.Literal):
            return node.is_string or node.name.isdecimal()
        if not isinstance(node, exp.Anonymous):
            return False
        name = str(node.this).removeprefix(FUNCTION_MARK)
        if name == "count":
            return True
        place = _CUTTING.get(name)
        if name in _FOLDING:
            return self._dialect.name != "postgres" or name in ("min", "max")
        return place is not None and all(
            isinstance(_bare(part), exp.Literal)
            if at != place
            else isinstance(_bare(part), exp.Column) and self._is_exact(part)
            for at, part in enumerate(node.expressions)
        )

    def _is_exact_number(self, node: exp.Expr) -> bool:
        """Whether a sum of an expression's values is the same in every order."""
        node = _bare(node)
        if isinstance(node, exp.Column):
            value = self._value(node)
            return value is not None and (value.base is not None or value.is_count)
        return not self._dialect.is_blind and self._is_decimal(node)

    def _is_decimal(self, node: exp.Expr) -> bool:
        node = _bare(node)
        if isinstance(node, exp.Column):
            value = self._value(node)
            kind = "" if value is None else value.declared_type.lower().partition("(")[0]
            return kind.strip() in _EXACT
        if isinstance(node, exp.Literal):
            return not node.is_string and "e" not in node.name.lower()
        return isinstance(node, _ARITHMETIC) and all(
            self._is_decimal(part) for part in (node.this, node.expression)
        )

    def _value(self, node: exp.Column) -> Value | None:
        return None if isinstance(node.this, exp.Star) else self._trace.resolved.get(span(node)[0])

    def _is_early(self, node: exp.Expr) -> bool:
        """Whether an expression may fail on one row before others are met."""
        return (
            isinstance(node, _FAILING) and not self._is_late(node) and not self._never_fails(node)
        )

    def _is_late(self, node: exp.Expr) -> bool:
        """Whether an expression is a result of the statement itself, for which all rows are met."""
        at: exp.Expr = node
        while at.parent is not None and at.parent is not self._root:
            at = at.parent
            if isinstance(at, exp.Select | exp.Values | exp.Subquery):
                return False
        return isinstance(self._root, exp.Select) and at.arg_key in (
            "expressions", "group", "having", "order", "limit", "offset",
        )  # fmt: skip

    def _never_fails(self, node: exp.Expr) -> bool:
        """Whether an expression is as total as it looks: a cast text, or a short while ago."""
        if self._dialect.is_blind:
            return not isinstance(node, exp.JSONExtract | exp.JSONExtractScalar) and not (
                isinstance(node, exp.Anonymous)
            )
        if isinstance(node, exp.Cast) and isinstance(node.this, exp.Literal | exp.Placeholder):
            return True
        if isinstance(node, exp.Neg):
            return isinstance(node.this, exp.Literal)
        return all(self._is_short(part) for part in node.walk())

    def _is_short(self, node: exp.Expr) -> bool:
        if isinstance(node, exp.Anonymous):
            return str(node.this).removeprefix(FUNCTION_MARK) in _CLOCKS
        if isinstance(node, exp.Literal):
            return _SPAN.fullmatch(node.name) is not None
        return isinstance(node, exp.Add | exp.Sub | exp.Cast | exp.DataType | exp.Identifier)

    def _is_one_row(self, node: exp.Select) -> bool:
        functions = self._dialect.functions
        return node.args.get("group") is None and all(
            isinstance(part, exp.Anonymous)
            and is_aggregate(
                functions, str(part.this).removeprefix(FUNCTION_MARK), len(part.expressions)
            )
            for part in map(_bare, node.expressions)
        )


def _terms(group: exp.Expr) -> Iterator[exp.Expr]:
    """Yield the terms of GROUP BY, out of grouping sets too."""
    for part in group.iter_expressions():
        if isinstance(part, exp.GroupingSets | exp.Rollup | exp.Cube | exp.Tuple | exp.Group):
            yield from _terms(part)
        else:
            yield part


def _inside(node: exp.Expr) -> exp.Expr:
    while isinstance(node, exp.Subquery):
        node = node.this
    return node


def _bare(node: exp.Expr) -> exp.Expr:
    while isinstance(node, exp.Paren | exp.Alias):
        node = node.this
    return node


def _is_scalar(node: exp.Select) -> bool:
    """Whether a query stands for one value."""
    at: exp.Expr = node
    while isinstance(at.parent, exp.Subquery) and not at.parent.args.get("alias"):
        at = at.parent
    parent = at.parent
    if parent is None or isinstance(parent, (*_SOURCES, exp.Exists)):
        return False
    return not (isinstance(parent, exp.In) and at.arg_key == "query")


def _is_like_total(words: Sequence[Word]) -> bool:
    """Whether no LIKE can fail on its pattern: one that ends in its escape does."""
    likes = [at for at, word in enumerate(words) if word.text.upper() in ("GLOB", "ILIKE", "LIKE")]
    if not likes:
        return True
    has_escapes = any("\\" in word.text or word.text.upper() == "ESCAPE" for word in words)
    return not has_escapes and all(
        at + 1 < len(words) and words[at + 1].kind is Kind.STRING for at in likes
    )
