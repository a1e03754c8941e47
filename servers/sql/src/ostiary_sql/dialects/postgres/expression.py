"""Expressions in PostgreSQL: whole rows, arrays, ordered sets, and what a cast may do."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from sqlglot import exp

from ostiary_sql.catalog import Catalog
from ostiary_sql.dialects.postgres.casts import (
    check_call,
    check_cast,
    check_comparison,
    check_merged,
    check_operator,
    types_of,
)
from ostiary_sql.dialects.postgres.scope import PostgresScope
from ostiary_sql.dialects.postgres.types import COLLATED, NORMALIZED, OWN_TYPE, TEXTS
from ostiary_sql.dialects.standard.expression import StandardExpressions
from ostiary_sql.reading.call import Call
from ostiary_sql.reading.parse import FUNCTION_MARK
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.scope import Named, Scope
from ostiary_sql.reading.value import Value, combine

_TEXT_TYPES = ("text", "character", "varchar", "name", '"char"', "bpchar")


class PostgresExpressions(StandardExpressions):
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

    def operator(self, node: exp.Expr) -> Value:
        """Read an operator that computes: all of them fail on some values."""
        value = super().operator(node)
        check_operator([value])
        return value

    def comparison(self, node: exp.Expr) -> Value:
        """Read a comparison, which may fail only where its operands do."""
        value = super().comparison(node)
        if value.own_types and not isinstance(node, exp.And | exp.Or | exp.Not):
            self._compared(part for part in node.args.values() if isinstance(part, exp.Expr))
        return replace(value, own_types=frozenset())

    def membership(self, node: exp.In) -> Value:
        """Read IN."""
        value = super().membership(node)
        if value.own_types and node.expressions:
            self._compared([node.this, *node.expressions])
        return replace(value, own_types=frozenset())

    def choice(self, node: exp.Case) -> Value:
        """Read CASE."""
        value = super().choice(node)
        arms: list[exp.If] = node.args["ifs"]
        if node.this is not None and self.value(node.this).own_types:
            self._compared([node.this, *(arm.this for arm in arms)])
        if value.own_types:
            check_merged([value])
        return value

    def _compared(self, nodes: Iterable[exp.Expr]) -> None:
        check_comparison((node, self.value(node)) for node in nodes)

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
        check_cast(node.this, value, kind, self._catalog.own_casts)
        if kind == COLLATED:
            return value
        if kind == NORMALIZED:
            return self._tested([value])
        if kind.startswith(OWN_TYPE):
            self._check_type(kind.removeprefix(OWN_TYPE))
        own_types = types_of(self._catalog.own_casts, kind)
        if kind in TEXTS:
            return replace(combine([value]), own_types=own_types)
        self.trace.compute(value)
        return replace(combine([value], is_total=False), own_types=own_types)

    def field(self, node: exp.Dot) -> Value:
        """Read a field of a value: all of the value counts."""
        if not isinstance(node.expression, exp.Identifier):
            raise UnreadableError("blocked", "field")
        # A field has a type of its own.
        return replace(combine([self.value(node.this)]), own_types=frozenset())

    def subscript(self, node: exp.Bracket) -> Value:
        """Read an element or a slice of an array."""
        value = self.value(node.this)
        self.test(node.expressions)
        return combine([value])

    def _plain(self, call: Call) -> Value:
        check_call(call.name, call.args, self._catalog.own_casts)
        return super()._plain(call)

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
