"""Expressions: the lineage of each, and what evaluating it tests on the way."""

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from sqlglot import exp

from ostiary_sql.reading.call import Call, call_value
from ostiary_sql.reading.parse import FUNCTION_MARK
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.scope import Scope
from ostiary_sql.reading.value import CONSTANT, PARAMETER_SIZE, Trace, Value, combine, either

_COMPARISONS = (
    exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Is, exp.NullSafeEQ, exp.NullSafeNEQ,
    exp.And, exp.Or, exp.Not, exp.Between,
)  # fmt: skip
_MATCHES = (exp.Like, exp.Glob, exp.Escape)
_ARITHMETIC = (
    exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.BitwiseAnd, exp.BitwiseOr,
    exp.BitwiseLeftShift, exp.BitwiseRightShift, exp.BitwiseNot, exp.Neg,
)  # fmt: skip
_CONSTANTS = (
    exp.Null, exp.Boolean, exp.CurrentDate, exp.CurrentTime, exp.CurrentTimestamp,
    exp.JSONPath,
)  # fmt: skip
_QUERIES = (exp.Select, exp.Union, exp.Except, exp.Intersect, exp.Values, exp.Subquery)


class Expressions:
    """Reads the expressions of one SELECT.

    Args:
        scope: What names mean in it.
        query: Reads a query inside an expression and returns its columns' lineage.
    """

    def __init__(self, scope: Scope, query: "Callable[[exp.Expr], list[Value]]") -> None:
        self._scope = scope
        self._functions = scope.dialect.functions
        self._query = query

    @property
    def scope(self) -> Scope:
        """What names mean here."""
        return self._scope

    @property
    def trace(self) -> Trace:
        """Where everything found is noted."""
        return self._scope.trace

    def test(self, nodes: "Iterable[exp.Expr | None]") -> None:
        """Note that each of `nodes` decides something: which rows there are, or their order."""
        for node in nodes:
            if node is not None:
                self._scope.trace.test(self.value(node))

    def value(self, node: exp.Expr) -> Value:
        """Return the lineage of `node`.

        Raises:
            UnreadableError: It holds a name, function or form that cannot be placed.
        """
        if isinstance(node, exp.Column):
            if isinstance(node.this, exp.Star):
                raise UnreadableError("blocked", "star in an expression")
            return self._scope.resolve(node)
        if isinstance(node, exp.Literal | exp.HexString):
            return Value(size=len(node.name) + 1)
        if isinstance(node, exp.Placeholder):
            return Value(size=PARAMETER_SIZE)
        if isinstance(node, _CONSTANTS):
            return CONSTANT
        if isinstance(node, exp.Paren | exp.Collate):
            return self.value(node.this)
        if isinstance(node, exp.Cast):
            return combine([self.value(node.this)])
        if isinstance(node, _ARITHMETIC):
            return combine(self._operands(node), 24)
        if isinstance(node, exp.DPipe):
            operands = self._operands(node)
            return self._scope.trace.limit(combine(operands), *operands)
        return self._deciding(node)

    def _deciding(self, node: exp.Expr) -> Value:
        if isinstance(node, _COMPARISONS):
            return self.compared(node, self._operands(node))
        if isinstance(node, _MATCHES):
            return self._tested(self._operands(node), is_total=False)
        if isinstance(node, exp.JSONExtract | exp.JSONExtractScalar):
            operands = self._operands(node)
            self._scope.trace.compute(*operands)
            return combine(operands, math.inf, is_total=False)
        if isinstance(node, exp.In):
            return self.membership(node)
        if isinstance(node, exp.Exists):
            # Whether there is a row does not depend on what its columns hold.
            self._query(node.this)
            return Value(is_total=False)
        if isinstance(node, exp.Case):
            return self.choice(node)
        if isinstance(node, exp.Tuple):
            return combine(self.value(part) for part in node.expressions)
        if isinstance(node, _QUERIES):
            return combine(self._query(node), is_total=False)
        return self._call(node)

    def _operands(self, node: exp.Expr) -> list[Value]:
        # A chain such as `a AND b AND c` leans to the left: walked down, not into, so that long
        # honest conditions do not exhaust the stack.
        rights: list[Value] = []
        at = node
        while True:
            parts = [
                part
                for key, part in at.args.items()
                if key != "this" and isinstance(part, exp.Expr)
            ]
            rights = [*[self.value(part) for part in parts], *rights]
            if not isinstance(at.this, type(node)) or isinstance(at, exp.Not | exp.Neg):
                return [self.value(at.this), *rights]
            at = at.this

    def compared(self, node: exp.Expr, operands: list[Value]) -> Value:
        """Read a comparison of `operands`, which tells who is the same where they are alike."""
        trace = self._scope.trace
        if trace.alike is not None and trace.alike.likens(node, operands, trace.sought):
            found = combine(operands, 8)
            trace.tested |= found.origins
            return replace(found, told=found.origins)
        return self._tested(operands)

    def _tested(self, operands: list[Value], *, is_total: bool = True) -> Value:
        self._scope.trace.test(*operands)
        return combine(operands, 8, is_total=is_total)

    def membership(self, node: exp.In) -> Value:
        """Read IN."""
        operands = [self.value(node.this)]
        if node.args.get("field") is not None:
            raise UnreadableError("blocked", "IN with the name of a table")
        query: Any = node.args.get("query")
        if query is not None:
            operands += self._query(query)
        operands += [self.value(part) for part in node.expressions]
        return replace(self.compared(node, operands), is_total=query is None and _total(operands))

    def choice(self, node: exp.Case) -> Value:
        """Read CASE."""
        arms: list[exp.If] = node.args["ifs"]
        conditions = [self.value(part) for part in (node.this, *(arm.this for arm in arms)) if part]
        self._scope.trace.test(*conditions)
        branches = [self.value(arm.args["true"]) for arm in arms]
        default: exp.Expr | None = node.args.get("default")
        branches.append(CONSTANT if default is None else self.value(default))
        chosen = either(branches)
        deciding = combine(conditions, 0)
        return Value(
            chosen.origins | deciding.origins,
            chosen.size,
            chosen.is_total and deciding.is_total,
            own_types=chosen.own_types,
            told=combine([chosen, deciding]).told,
        )

    def _call(self, node: exp.Expr) -> Value:
        has_over = isinstance(node, exp.Window)
        if isinstance(node, exp.Window):
            self._window(node)
            node = node.this
        if isinstance(node, exp.Filter):
            self.test([node.expression.this])
            node = node.this
        if not isinstance(node, exp.Anonymous) or not isinstance(node.this, str):
            raise UnreadableError("blocked", type(node).__name__)
        if not node.this.startswith(FUNCTION_MARK):
            raise UnreadableError("blocked", "call")
        args = node.expressions
        has_star = len(args) == 1 and isinstance(args[0], exp.Star)
        values = [] if has_star else [value for arg in args for value in self._argument(arg)]
        name = node.this.removeprefix(FUNCTION_MARK)
        return call_value(Call(name, values, has_star, has_over), self._scope)

    def _argument(self, node: exp.Expr) -> list[Value]:
        if isinstance(node, exp.Distinct):
            values = [self.value(part) for part in node.expressions]
            for value in values:
                self._scope.trace.equate(value)
            return values
        if isinstance(node, exp.Order):
            self.test(part.this for part in node.expressions)
            return self._argument(node.this)
        return [self.value(node)]

    def _window(self, node: exp.Window) -> None:
        alias = node.args.get("alias")
        if (
            alias is not None
            and self._scope.dialect.naming.column(alias.name) not in self._scope.windows
        ):
            raise UnreadableError("syntax", "window")
        self.window(node)

    def window(self, node: exp.Window) -> None:
        """Note that what partitions, sorts and frames `node` is tested."""
        order = node.args.get("order")
        terms = [part.this for part in order.expressions] if order is not None else []
        for part in (*(node.args.get("partition_by") or ()), *terms):
            value = self.value(part)
            self.trace.test(value)
            self.trace.ordering |= value.origins
        spec = node.args.get("spec")
        if spec is not None:
            self.test(
                part
                for part in (spec.args.get("start"), spec.args.get("end"))
                if isinstance(part, exp.Expr)
            )


def _total(operands: Iterable[Value]) -> bool:
    return all(value.is_total for value in operands)
