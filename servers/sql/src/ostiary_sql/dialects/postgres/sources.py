"""FROM in PostgreSQL: LATERAL, functions, and tables found by schema and name."""

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from ostiary_sql.catalog import Table
from ostiary_sql.dialects.postgres.casts import types_of
from ostiary_sql.dialects.postgres.functions import DEFINED_BY_CALLER, TABLE_COLUMNS
from ostiary_sql.dialects.postgres.lexer import scan
from ostiary_sql.dialects.postgres.scope import PostgresScope
from ostiary_sql.dialects.postgres.types import TypeName
from ostiary_sql.dialects.standard.scope import Item
from ostiary_sql.dialects.standard.sources import StandardSources
from ostiary_sql.reading.parse import FUNCTION_MARK
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.scope import Named, Source
from ostiary_sql.reading.value import Value, combine


class PostgresSources(StandardSources[PostgresScope]):
    """Puts the members of one FROM into a scope."""

    def _other(self, node: exp.Expr, outer: Sequence[Item]) -> list[Item]:
        if not isinstance(node, exp.Lateral):
            raise UnreadableError("blocked", type(node).__name__)
        if isinstance(node.this, exp.Subquery):
            return [Item(self._derived(node, node.this, self._around(outer)))]
        return [Item(self._functions_of(node, [node.this], outer))]

    def _table(self, node: exp.Table, outer: Sequence[Item]) -> Source:
        self._sample(node, outer)
        functions: Sequence[exp.Table] = node.args.get("rows_from") or ()
        if functions:
            return self._functions_of(node, [part.this for part in functions], outer)
        if isinstance(node.this, exp.Anonymous):
            return self._functions_of(node, [node.this], outer)
        if node.args.get("catalog") is not None and node.catalog != self._reader.catalog.database:
            raise UnreadableError("unknown_table")
        schema, name = node.db, node.name
        common = None if schema else self._env.find(name)
        if common is not None:
            source = Source(name, self._reader.common_columns(common))
        else:
            source = self._stored(node, self._lookup(schema, name), name)
        return self._aliased(source, node)

    def _sample(self, node: exp.Table, outer: Sequence[Item]) -> None:
        sample = node.args.get("sample")
        if sample is not None:
            parts = [sample.args.get("percent"), sample.args.get("size"), sample.args.get("seed")]
            self._test(outer, [part for part in parts if part is not None])

    def _lookup(self, schema: str, name: str) -> Table:
        """Return the table of that name.

        Raises:
            UnreadableError: There is none, or the system's catalog has one of that name.
        """
        catalog = self._reader.catalog
        if not schema and name.startswith("pg_"):
            # The system's own schema is searched first, whatever the path is.
            raise UnreadableError("unknown_table")
        home = schema or catalog.default_schema
        table = catalog.tables.get(name if home == catalog.default_schema else f"{home}.{name}")
        if table is None or (table.schema, table.own_name or table.name) != (home, name):
            raise UnreadableError("unknown_table")
        return table

    def _functions_of(
        self, node: exp.Expr, calls: Sequence[exp.Expr], outer: Sequence[Item]
    ) -> Source:
        """Return functions in FROM as one source: they see what stands before them."""
        columns: list[Named] = []
        name = ""
        for call in calls:
            if not isinstance(call, exp.Anonymous):
                raise UnreadableError("blocked", type(call).__name__)
            function = str(call.this).removeprefix(FUNCTION_MARK)
            name = name or function
            columns += self._columns_of(node, function, call, outer)
        if node.args.get("ordinality"):
            columns.append(Named("ordinality", Value()))
        return self._aliased(Source(name, tuple(columns)), node)

    def _columns_of(
        self, node: exp.Expr, function: str, call: exp.Anonymous, outer: Sequence[Item]
    ) -> list[Named]:
        expressions = self._reader.expressions(self._around(outer), self._env)
        value = expressions.value(call)
        # How many rows come out depends on what goes in.
        self._scope.trace.steer(value)
        found = combine([value], is_total=False)
        alias = node.args.get("alias")
        defined = len(alias.args.get("columns") or ()) if alias is not None else 0
        if function in DEFINED_BY_CALLER:
            if not defined:
                raise UnreadableError("columns", "definition")
            return [Named("", found)] * defined
        if function == "unnest" and len(call.expressions) > 1:
            return [Named("unnest", found)] * len(call.expressions)
        names = TABLE_COLUMNS.get(function)
        if names is None:
            # A single column has the name of its table.
            names = (alias.name if alias is not None and alias.name else function,)
        return [Named(name, found) for name in names]

    def _aliased(self, source: Source, node: exp.Expr) -> Source:
        return super()._aliased(self._marked(source), node)

    def _marked(self, source: Source) -> Source:
        """Return `source` with a note on values that own casts might be applied to."""
        own = self._reader.catalog.own_casts
        if not own or source.stored is None:
            return source
        columns = tuple(
            replace(named, value=replace(named.value, own_types=types_of(own, _type_of(named))))
            for named in source.columns
        )
        return replace(source, columns=columns)


def _type_of(named: Named) -> str:
    declared = "" if named.stored is None else named.stored.declared_type
    return TypeName(scan(declared), 0).name if declared else ""
