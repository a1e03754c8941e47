"""Expressions in PostgreSQL: whole rows, arrays, ordered sets, and what a cast may do."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlglot import exp

from ostiary_sql.catalog import Catalog
from ostiary_sql.dialects.postgres.functions import COMPARING, HYPOTHETICAL, ORDERED
from ostiary_sql.dialects.postgres.scope import PostgresScope
from ostiary_sql.dialects.postgres.types import COLLATED, NORMALIZED, OWN_TYPE, TEXTS
from ostiary_sql.reading.call import Call, call_value
from ostiary_sql.reading.expression import Expressions
from ostiary_sql.reading.parse import FUNCTION_MARK
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.scope import Named, Scope
from ostiary_sql.reading.value import CONSTANT, PARAMETER_SIZE, Value, combine

_QUERIES = (exp.Select, exp.Union, exp.Except, exp.Intersect, exp.Values, exp.Subquery)
_VALUES = frozenset({"any", "array", "array[]", "row", "subscript"})
"""Forms whose parts make up the value."""

_TEXT_TYPES = ("text", "character", "varchar", "name", '"char"', "bpchar")


class PostgresExpressions(Expressions):
    """Reads the expressions of one SELECT.

    Args:
        scope: What names mean in it.
        query: Reads a query inside an expression and returns its columns.
        catalog: The types and functions that the database adds.
    """

    def __init__(
        self,
        scope: Scope,
        query: "Callable[[exp.Expr], tuple[Named, ...]]",
        catalog: Catalog,
    ) -> None:
        super().__init__(scope, lambda node: [column.value for column in query(node)])
        self._catalog = catalog

    def value(self, node: exp.Expr) -> Value:
        """Return the lineage of `node`.

        Raises:
            UnreadableError: It holds a name, function or form that cannot be placed.
        """
        handler = _HANDLERS.get(type(node))
        if handler is None:
            raise UnreadableError("blocked", type(node).__name__)
        return handler(self, node)

    def column(self, node: exp.Column) -> Value:
        """Read a column, or a whole row."""
        if not isinstance(node.this, exp.Star):
            return self._scope.resolve(node)
        if node.args.get("db") is not None or not isinstance(self._scope, PostgresScope):
            raise UnreadableError("blocked", "star in an expression")
        if node.find_ancestor(exp.Tuple, exp.Anonymous, exp.Select, exp.Paren) is None:
            raise UnreadableError("blocked", "star in an expression")
        if _spreads(node):
            columns = self._scope.expand(node.table, node)
            return combine([column.value for column in columns])
        return self._scope.row(node, node.table)

    def literal(self, node: exp.Expr) -> Value:
        """Read a literal."""
        return Value(size=len(node.name) + 1)

    def placeholder(self, _node: exp.Expr) -> Value:
        """Read a parameter."""
        return Value(size=PARAMETER_SIZE)

    def constant(self, _node: exp.Expr) -> Value:
        """Read NULL, TRUE or FALSE."""
        return CONSTANT

    def inner(self, node: exp.Expr) -> Value:
        """Read what is in parentheses."""
        return self.value(node.this)

    def operator(self, node: exp.Expr) -> Value:
        """Read an operator that computes: all of them fail on some values."""
        operands = self._operands(node)
        self.trace.compute(*operands)
        return combine(operands, is_total=False)

    def comparison(self, node: exp.Expr) -> Value:
        """Read a comparison, which may fail only where its operands do."""
        return self._tested(self._operands(node))

    def concatenation(self, node: exp.Expr) -> Value:
        """Read `||`, which never fails on text, but may on arrays and JSON."""
        operands = self._operands(node)
        if not all(_is_text(value) for value in operands):
            self.trace.compute(*operands)
        return self.trace.limit(combine(operands), *operands)

    def cast(self, node: exp.Cast) -> Value:
        """Read a cast: it fails on some values, unless it is to text."""
        kind = str(node.args["to"].args["kind"].this)
        value = self.value(node.this)
        if kind == COLLATED:
            return value
        if kind == NORMALIZED:
            return self._tested([value])
        if kind.startswith(OWN_TYPE):
            self._check_type(kind.removeprefix(OWN_TYPE))
        if kind in TEXTS:
            return combine([value])
        self.trace.compute(value)
        return combine([value], is_total=False)

    def tuple(self, node: exp.Tuple) -> Value:
        """Read a row of values."""
        return combine(self.value(part) for part in node.expressions)

    def field(self, node: exp.Dot) -> Value:
        """Read a field of a value: all of the value counts."""
        if not isinstance(node.expression, exp.Identifier):
            raise UnreadableError("blocked", "field")
        return combine([self.value(node.this)])

    def subscript(self, node: exp.Bracket) -> Value:
        """Read an element or a slice of an array."""
        value = self.value(node.this)
        self.test(node.expressions)
        return combine([value])

    def query(self, node: exp.Expr) -> Value:
        """Read a query that gives one value."""
        return combine(self._query(node), is_total=False)

    def call(self, node: exp.Expr) -> Value:
        """Read a call with all that may follow it."""
        has_over = isinstance(node, exp.Window)
        if isinstance(node, exp.Window):
            self._window(node)
            node = node.this
        if isinstance(node, exp.Filter):
            self.test([node.expression.this])
            node = node.this
        ordered: list[Value] | None = None
        if isinstance(node, exp.WithinGroup):
            ordered = [self.value(part.this) for part in node.expression.expressions]
            self.trace.compute(*ordered)
            node = node.this
        if not isinstance(node, exp.Anonymous):
            raise UnreadableError("blocked", type(node).__name__)
        name = str(node.this)
        if not name.startswith(FUNCTION_MARK):
            raise UnreadableError("blocked", "call")
        name = name.removeprefix(FUNCTION_MARK)
        has_star = len(node.expressions) == 1 and isinstance(node.expressions[0], exp.Star)
        args = (
            [] if has_star else [each for part in node.expressions for each in self._argument(part)]
        )
        if ordered is not None:
            return self._ordered(name, args, ordered)
        if name in ORDERED:
            raise UnreadableError("function", "without WITHIN GROUP")
        return self._plain(Call(name, args, has_star, has_over))

    def _plain(self, call: Call) -> Value:
        if call.name == "exists":
            # Whether there is a row does not depend on what its columns hold.
            return Value(is_total=False)
        if call.name in self._scope.dialect.functions.tables:
            # How many rows come out depends on what goes in.
            self.trace.test(*call.args)
        if call.name in COMPARING:
            self.trace.compute(*call.args)
        if call.name in _VALUES:
            return combine(call.args)
        return call_value(call, self._scope)

    def _ordered(self, name: str, args: list[Value], ordered: list[Value]) -> Value:
        if name not in ORDERED and name not in HYPOTHETICAL:
            raise UnreadableError("function", "WITHIN GROUP")
        self.trace.functions.add(name)
        self.trace.test(*args)
        return combine([*args, *ordered], is_total=False)

    def _check_type(self, name: str) -> None:
        """Check that a type is one that some column of the database has."""
        name = name.removesuffix("[]")
        for table in self._catalog.tables.values():
            for column in table.columns:
                declared = column.declared_type.removesuffix("[]").replace('"', "")
                if name in (declared, declared.rpartition(".")[2]):
                    return
        raise UnreadableError("type")


def _spreads(node: exp.Column) -> bool:
    """Whether `table.*` stands where it is each of the columns, and not the row."""
    parent: Any = node.parent
    return isinstance(parent, exp.Tuple) or (
        isinstance(parent, exp.Anonymous) and parent.this == FUNCTION_MARK + "row"
    )


def _is_text(value: Value) -> bool:
    if value.base is not None:
        return value.declared_type.startswith(_TEXT_TYPES) and not value.declared_type.endswith("]")
    return not value.origins


_HANDLERS: Mapping[type[exp.Expr], Callable[[PostgresExpressions, Any], Value]] = {
    exp.Column: PostgresExpressions.column,
    exp.Literal: PostgresExpressions.literal,
    exp.Placeholder: PostgresExpressions.placeholder,
    exp.Null: PostgresExpressions.constant,
    exp.Boolean: PostgresExpressions.constant,
    exp.Paren: PostgresExpressions.inner,
    exp.Cast: PostgresExpressions.cast,
    exp.Tuple: PostgresExpressions.tuple,
    exp.Dot: PostgresExpressions.field,
    exp.Bracket: PostgresExpressions.subscript,
    exp.DPipe: PostgresExpressions.concatenation,
    exp.Case: Expressions.choice,
    exp.In: Expressions.membership,
    **dict.fromkeys(
        (exp.Sub, exp.Mul, exp.Neg, exp.AtTimeZone, exp.Glob), PostgresExpressions.operator
    ),
    **dict.fromkeys(
        (
            exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.And, exp.Or, exp.Not,
            exp.Between,
        ),
        PostgresExpressions.comparison,
    ),
    **dict.fromkeys(_QUERIES, PostgresExpressions.query),
    **dict.fromkeys(
        (exp.Anonymous, exp.Window, exp.Filter, exp.WithinGroup), PostgresExpressions.call
    ),
}  # fmt: skip
