"""Queries as the standard has them: a common table sees those before it, or all with RECURSIVE."""

from dataclasses import replace
from typing import TypeVar

from sqlglot import exp

from ostiary_sql.dialects.standard.scope import StandardScope
from ostiary_sql.dialects.standard.stream import WATCHED_MARK
from ostiary_sql.reading.parse import ADDED_MARK
from ostiary_sql.reading.query import CommonTable, Env, Reader
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.scope import Scope

StandardT = TypeVar("StandardT", bound=StandardScope)


class StandardReader(Reader[StandardT]):
    """Reads queries over one catalog."""

    sees_outside = True
    """Whether a common table sees the query around the one that it belongs to."""

    def _with(self, node: exp.Expr, env: Env, parent: Scope | None) -> Env:
        clause = node.args.get("with_")
        if clause is None:
            return env
        key = self.dialect.naming.common
        is_recursive = bool(clause.args.get("recursive"))
        own = Env(outer=env)
        names = [key(entry.args["alias"].name) for entry in clause.expressions]
        if len(set(names)) != len(names):
            raise UnreadableError("ambiguous")
        waiting: list[CommonTable] = []
        for name, entry in zip(names, clause.expressions, strict=True):
            columns = tuple(entry.args["alias"].args.get("columns") or ())
            # Without RECURSIVE a common table sees those before it alone: not itself, either.
            seen = own if is_recursive else replace(own, tables=dict(own.tables))
            table = CommonTable(
                entry.this,
                tuple(column.name for column in columns),
                seen,
                parent=parent if self.sees_outside else None,
                is_compared=entry.args["alias"].this.meta.get("mark") == WATCHED_MARK,
                added=sum(column.meta.get("mark") == ADDED_MARK for column in columns),
            )
            own.tables[name] = table
            if is_recursive:
                waiting.append(table)
            else:
                self.common_columns(table)
        for table in waiting:
            self.common_columns(table)
        return own
