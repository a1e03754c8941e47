"""GROUP BY, ORDER BY, DISTINCT ON and LIMIT in PostgreSQL."""

from typing import Any

from sqlglot import exp

from ostiary_sql.dialects.postgres.scope import PostgresScope
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.tail import Tail

_SETS = ("grouping_sets", "rollup", "cube")


class PostgresTail(Tail):
    """Reads the clauses of one query that decide which rows it has, and in which order."""

    def read_select(self, node: exp.Select) -> None:
        """Read WHERE, GROUP BY, HAVING, DISTINCT ON, ORDER BY and LIMIT of a SELECT."""
        distinct = node.args.get("distinct")
        on: Any = distinct.args.get("on") if distinct is not None else None
        if on is not None:
            for part in on.expressions if isinstance(on, exp.Tuple) else [on]:
                self._term(part)
        super().read_select(node)

    def _group(self, node: exp.Group) -> None:
        for part in node.expressions:
            self._grouped(part)
        for kind in _SETS:
            for sets in node.args.get(kind) or ():
                self._sets(sets)

    def _sets(self, node: exp.Expr) -> None:
        if isinstance(node, exp.GroupingSets | exp.Rollup | exp.Cube | exp.Tuple):
            for part in node.expressions:
                self._sets(part)
        elif isinstance(node, exp.Group):
            self._group(node)
        else:
            self._grouped(node)

    def _grouped(self, node: exp.Expr) -> None:
        if isinstance(node, exp.GroupingSets | exp.Rollup | exp.Cube):
            self._sets(node)
            return
        if isinstance(node, exp.Tuple):
            for part in node.expressions:
                self._grouped(part)
            return
        bare = _bare(node)
        # GROUP BY prefers a source's column to a result column, ORDER BY the other way round.
        if isinstance(bare, exp.Column) and not bare.table and self._is_own(bare):
            self._test_node(bare)
        else:
            self._term(node)

    def _is_own(self, column: exp.Column) -> bool:
        scope = self._expressions.scope
        return isinstance(scope, PostgresScope) and scope.own(column.name, "", "") is not None

    def _term(self, node: exp.Expr) -> None:
        bare = _bare(node)
        position = self._position(bare)
        if position is not None:
            self._test_position(position)
            return
        if isinstance(bare, exp.Column) and not bare.table:
            named = [column for column in self._columns if column.name == bare.name]
            if named:
                self._test(named)
                return
        self._test_node(bare)

    def _compound_term(self, node: exp.Expr) -> None:
        bare = _bare(node)
        if isinstance(bare, exp.Column) and not bare.table:
            if not any(column.name == bare.name for column in self._columns):
                raise UnreadableError("unknown_column")
            self._term(bare)
        elif self._position(bare) is not None:
            self._term(bare)
        else:
            raise UnreadableError("syntax", "order of a set operation")


def _bare(node: exp.Expr) -> exp.Expr:
    while isinstance(node, exp.Paren):
        node = node.this
    return node
