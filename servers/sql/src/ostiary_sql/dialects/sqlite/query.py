"""Queries in SQLite, where its rules of visibility are not the standard's.

Common table expressions see each other and themselves with or without RECURSIVE, and subqueries in
FROM see the query around their SELECT.
"""

from collections.abc import Sequence

from sqlglot import exp

from ostiary_sql.dialects.sqlite.scope import SqliteScope
from ostiary_sql.dialects.sqlite.sources import SqliteSources
from ostiary_sql.dialects.sqlite.tail import SqliteTail
from ostiary_sql.names import fold
from ostiary_sql.reading.bare import has_bare_columns, takes_any_row
from ostiary_sql.reading.expression import Expressions
from ostiary_sql.reading.query import CommonTable, Env, Reader
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.scope import Named, Scope
from ostiary_sql.reading.tail import Tail


class SqliteReader(Reader[SqliteScope]):
    """Reads queries over one catalog."""

    def _with(self, node: exp.Expr, env: Env, parent: Scope | None) -> Env:
        del parent  # SQLite binds a body where it is written: see below
        clause = node.args.get("with_")
        if clause is None:
            return env
        own = Env(outer=env)
        for entry in clause.expressions:
            alias = entry.args["alias"]
            names = tuple(column.name for column in alias.args.get("columns") or ())
            if fold(alias.name) in own.tables:
                raise UnreadableError("ambiguous")
            # Read without a surrounding scope: SQLite binds a body where it is written, and
            # names taken from where it is used would be others. A correlated one is refused.
            own.tables[fold(alias.name)] = CommonTable(entry.this, names, own)
        for table in own.tables.values():
            self.common_columns(table)
        return own

    def _scope(self, parent: Scope | None) -> SqliteScope:
        return SqliteScope(self.dialect, self.trace, parent)

    def _read_from(
        self, node: exp.Select, scope: SqliteScope, env: Env, expressions: Expressions
    ) -> None:
        SqliteSources(self, scope, env, expressions).read_from(node)
        functions = self.dialect.functions
        scope.has_bare_columns = has_bare_columns(node, functions)
        stored = {fold(column.name) for source in scope.sources for column in source.columns}
        self.trace.takes_any_row |= takes_any_row(node, functions, stored)

    def _tail(
        self,
        expressions: Expressions,
        columns: tuple[Named, ...],
        arms: Sequence[tuple[Named, ...]] = (),
    ) -> Tail:
        return SqliteTail(expressions, columns, arms)
