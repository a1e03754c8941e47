"""Queries in MariaDB."""

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from ostiary_sql.dialects.mariadb.scope import MariadbScope
from ostiary_sql.dialects.mariadb.sources import MariadbSources
from ostiary_sql.dialects.mariadb.tail import MariadbTail
from ostiary_sql.dialects.standard.expression import StandardExpressions
from ostiary_sql.dialects.standard.query import StandardReader
from ostiary_sql.names import fold
from ostiary_sql.reading.bare import takes_any_row
from ostiary_sql.reading.expression import Expressions
from ostiary_sql.reading.query import CommonTable, Env
from ostiary_sql.reading.scope import Named, Scope
from ostiary_sql.reading.tail import Tail

_MAX_NAME = 64
"""How many characters the name of a column has at most; a text that names itself may have more."""


class MariadbReader(StandardReader[MariadbScope]):
    """Reads queries over one catalog."""

    sees_outside = False

    def expressions(self, scope: Scope, env: Env) -> Expressions:
        """Return a reader of the expressions in `scope`."""
        return StandardExpressions(
            scope, lambda node: [column.value for column in self.read(node, env, scope)]
        )

    def _scope(self, parent: Scope | None) -> MariadbScope:
        return MariadbScope(self.dialect, self.trace, parent)

    def _read_from(
        self, node: exp.Select, scope: MariadbScope, env: Env, expressions: Expressions
    ) -> None:
        key = self.dialect.naming.column
        scope.labels = frozenset(
            key(part.alias) for part in node.expressions if isinstance(part, exp.Alias)
        )
        MariadbSources(self, scope, env, expressions).read_from(node)
        stored = {fold(column.name) for source in scope.sources for column in source.columns}
        self.trace.takes_any_row |= takes_any_row(node, self.dialect.functions, stored)

    def _renamed(self, columns: tuple[Named, ...], table: CommonTable) -> tuple[Named, ...]:
        """Return the columns of a common table, which has no name that a table could not have."""
        given = tuple(
            column
            if column.is_alias or _fits(column.name)
            else replace(column, name=f"Name_exp_{at}")
            for at, column in enumerate(columns, 1)
        )
        return super()._renamed(given, table)

    def _tail(
        self,
        expressions: Expressions,
        columns: tuple[Named, ...],
        arms: Sequence[tuple[Named, ...]] = (),
    ) -> Tail:
        return MariadbTail(expressions, columns, arms)


def _fits(name: str) -> bool:
    return len(name) <= _MAX_NAME and not name.endswith(" ")
