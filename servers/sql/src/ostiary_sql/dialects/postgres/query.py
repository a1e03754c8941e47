"""Queries in PostgreSQL, and the names that it gives to columns without one."""

from collections.abc import Sequence

from sqlglot import exp

from ostiary_sql.dialects.postgres.expression import PostgresExpressions
from ostiary_sql.dialects.postgres.label import label
from ostiary_sql.dialects.postgres.scope import PostgresScope
from ostiary_sql.dialects.postgres.sources import PostgresSources
from ostiary_sql.dialects.postgres.tail import PostgresTail
from ostiary_sql.dialects.standard.query import StandardReader
from ostiary_sql.reading.expression import Expressions
from ostiary_sql.reading.query import Env
from ostiary_sql.reading.scope import Named, Scope
from ostiary_sql.reading.tail import Tail


class PostgresReader(StandardReader[PostgresScope]):
    """Reads queries over one catalog."""

    needs_columns = False
    whole_lists = False

    def expressions(self, scope: Scope, env: Env) -> Expressions:
        """Return a reader of the expressions in `scope`."""
        return PostgresExpressions(scope, lambda node: self.read(node, env, scope), self.catalog)

    def _scope(self, parent: Scope | None) -> PostgresScope:
        return PostgresScope(self.dialect, self.trace, parent)

    def _read_from(
        self, node: exp.Select, scope: PostgresScope, env: Env, expressions: Expressions
    ) -> None:
        PostgresSources(self, scope, env, expressions).read_from(node)

    def _tail(
        self,
        expressions: Expressions,
        columns: tuple[Named, ...],
        arms: Sequence[tuple[Named, ...]] = (),
    ) -> Tail:
        return PostgresTail(expressions, columns, arms)

    def _shown(self, node: exp.Expr) -> str:
        return label(node)
