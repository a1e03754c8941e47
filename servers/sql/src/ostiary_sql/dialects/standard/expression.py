"""Expressions as PostgreSQL and MariaDB have them in common."""

from collections.abc import Callable, Mapping

from sqlglot import exp

from ostiary_sql.reading.call import Call, call_value
from ostiary_sql.reading.expression import Expressions
from ostiary_sql.reading.parse import FUNCTION_MARK
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.value import CONSTANT, PARAMETER_SIZE, Value, combine


class StandardExpressions(Expressions):
    """Reads the expressions of one SELECT."""

    def value(self, node: exp.Expr) -> Value:
        """Return the lineage of `node`.

        Raises:
            UnreadableError: It holds a name, function or form that cannot be placed.
        """
        handler = _HANDLERS.get(type(node))
        if handler is None:
            raise UnreadableError("blocked", type(node).__name__)
        read: Callable[[exp.Expr], Value] = getattr(self, handler)
        return read(node)

    def column(self, node: exp.Column) -> Value:
        """Read a column."""
        if isinstance(node.this, exp.Star):
            raise UnreadableError("blocked", "star in an expression")
        return self._scope.resolve(node)

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
        return self.compared(node, self._operands(node))

    def concatenation(self, node: exp.Expr) -> Value:
        """Read `||`."""
        return self.operator(node)

    def cast(self, node: exp.Cast) -> Value:
        """Read a cast."""
        raise UnreadableError("blocked", type(node).__name__)

    def tuple(self, node: exp.Tuple) -> Value:
        """Read a row of values."""
        return combine(self.value(part) for part in node.expressions)

    def field(self, node: exp.Dot) -> Value:
        """Read a field of a value."""
        raise UnreadableError("blocked", type(node).__name__)

    def subscript(self, node: exp.Bracket) -> Value:
        """Read an element of an array."""
        raise UnreadableError("blocked", type(node).__name__)

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
        parts = node.expressions
        has_star = len(parts) == 1 and isinstance(parts[0], exp.Star)
        args = [] if has_star else [each for part in parts for each in self._argument(part)]
        if ordered is not None:
            return self._ordered(name, args, ordered)
        if name in self._functions.ordered:
            raise UnreadableError("function", "without WITHIN GROUP")
        return self._plain(Call(name, args, has_star, has_over))

    def _plain(self, call: Call) -> Value:
        if call.name == "exists":
            # Whether there is a row does not depend on what its columns hold.
            return Value(is_total=False)
        if call.name in self._functions.tables:
            # How many rows come out depends on what goes in.
            self.trace.steer(*call.args)
        if call.name in self._functions.comparing:
            self.trace.compute(*call.args)
        if call.name in self._functions.forms:
            return combine(call.args)
        return call_value(call, self._scope)

    def _ordered(self, name: str, args: list[Value], ordered: list[Value]) -> Value:
        if name not in self._functions.ordered and name not in self._functions.hypothetical:
            raise UnreadableError("function", "WITHIN GROUP")
        self.trace.functions.add(name)
        self.trace.test(*args)
        return combine([*args, *ordered], is_total=False)


_HANDLERS: Mapping[type[exp.Expr], str] = {
    exp.Column: "column",
    exp.Literal: "literal",
    exp.Placeholder: "placeholder",
    exp.Paren: "inner",
    exp.Cast: "cast",
    exp.Tuple: "tuple",
    exp.Dot: "field",
    exp.Bracket: "subscript",
    exp.DPipe: "concatenation",
    exp.Case: "choice",
    exp.In: "membership",
    **dict.fromkeys((exp.Null, exp.Boolean), "constant"),
    **dict.fromkeys((exp.Sub, exp.Mul, exp.Neg, exp.AtTimeZone, exp.Glob), "operator"),
    **dict.fromkeys(
        (
            exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.And, exp.Or, exp.Not,
            exp.Between,
        ),
        "comparison",
    ),
    **dict.fromkeys(
        (exp.Select, exp.Union, exp.Except, exp.Intersect, exp.Values, exp.Subquery), "query"
    ),
    **dict.fromkeys((exp.Anonymous, exp.Window, exp.Filter, exp.WithinGroup), "call"),
}  # fmt: skip
"""What reads each kind of node."""
