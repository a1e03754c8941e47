"""FROM in MariaDB: tables by database and name, sequences of numbers, and JSON_TABLE."""

import re
from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from ostiary_sql.catalog import Table
from ostiary_sql.dialects.mariadb.scope import MariadbScope
from ostiary_sql.dialects.standard.scope import Item, StandardScope
from ostiary_sql.dialects.standard.sources import StandardSources
from ostiary_sql.dialects.standard.stream import WATCHED_MARK
from ostiary_sql.reading.parse import FUNCTION_MARK
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.scope import Named, Source
from ostiary_sql.reading.value import Value, combine

_NUMBERS = re.compile(r"seq_[0-9]{1,9}_to_[0-9]{1,9}(_step_[0-9]{1,9})?")
"""Tables of the sequence engine: they hold the numbers that their names tell, and nothing else."""


class MariadbSources(StandardSources[MariadbScope]):
    """Puts the members of one FROM into a scope."""

    def _derived(self, node: exp.Expr, query: exp.Expr, around: StandardScope | None) -> Source:
        """Return a query as a source: it sees nothing of the queries around it."""
        del around
        columns = self._reader.read(query, self._env, None)
        named = tuple(Named(column.name, column.value) for column in columns)
        return self._aliased(Source("", named), node)

    def _aliased(self, source: Source, node: exp.Expr) -> Source:
        # The database's name is a way to a table behind its alias, too.
        return replace(super()._aliased(source, node), schema=source.schema)

    def _table(self, node: exp.Table, outer: Sequence[Item]) -> Source:
        if isinstance(node.this, exp.Anonymous):
            return self._function(node, node.this, outer)
        schema, name = node.db, node.name
        # Names of common tables are compared without case, those of tables are not.
        common = None if schema else self._env.find(self._key(name))
        if common is not None:
            source = Source(name, self._reader.common_columns(common))
        else:
            source = self._lookup(node, schema, name)
        if self._is_watched(node):
            self._scope.trace.test(*(column.value for column in source.columns))
        return self._aliased(source, node)

    def _is_watched(self, node: exp.Table) -> bool:
        alias: exp.Expr | None = node.args.get("alias")
        names = [node.this, alias.this if alias is not None else None]
        return any(name is not None and name.meta.get("mark") == WATCHED_MARK for name in names)

    def _lookup(self, node: exp.Table, schema: str, name: str) -> Source:
        catalog = self._reader.catalog
        home = schema or catalog.default_schema
        table: Table | None = catalog.tables.get(
            name if home == catalog.default_schema else f"{home}.{name}"
        )
        if table is None and home == catalog.default_schema and _NUMBERS.fullmatch(name):
            return Source(name, (Named("seq", Value()),), schema=home)
        if table is None or (table.schema, table.own_name or table.name) != (home, name):
            raise UnreadableError("unknown_table")
        return self._stored(node, table, name)

    def _function(self, node: exp.Table, call: exp.Anonymous, outer: Sequence[Item]) -> Source:
        if str(call.this) != FUNCTION_MARK + "json_table":
            raise UnreadableError("function", "table")
        expressions = self._reader.expressions(self._around(outer), self._env)
        values = [expressions.value(part) for part in call.expressions]
        self._scope.trace.functions.add("json_table")
        # How many rows come out depends on what goes in.
        self._scope.trace.steer(*values)
        alias: exp.Expr | None = node.args.get("alias")
        names = alias.args.get("columns") or () if alias is not None else ()
        found = combine(values, is_total=False)
        return self._aliased(Source("", tuple(Named(each.name, found) for each in names)), node)
