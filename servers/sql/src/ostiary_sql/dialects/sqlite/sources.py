"""FROM in SQLite: joins name by name, table-valued functions, and what the authorizer sees."""

from sqlglot import exp

from ostiary_sql.dialects.sqlite.scope import ROWID_NAMES, SqliteScope
from ostiary_sql.names import fold
from ostiary_sql.reading.parse import FUNCTION_MARK
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.scope import Named, Source
from ostiary_sql.reading.sources import Sources, alias_of
from ostiary_sql.reading.stored import rowid_of
from ostiary_sql.reading.value import Value, combine, either

_JSON_COLUMNS = ("key", "value", "type", "atom", "id", "parent", "fullkey", "path")
_JSON_HIDDEN = ("json", "root")


class SqliteSources(Sources[SqliteScope]):
    """Puts the members of one FROM into a scope."""

    def read_from(self, select: exp.Select) -> None:
        """Read FROM and JOIN of `select`; conditions once all sources are known.

        Raises:
            UnreadableError: A source or a condition cannot be placed.
        """
        clause = select.args.get("from_")
        conditions: list[exp.Expr] = []
        if clause is not None:
            self._add(clause.this, conditions)
        for part in select.args.get("joins") or ():
            self._join(part, conditions)
        self._expressions.test(conditions)

    def _join(self, node: exp.Join, conditions: list[exp.Expr]) -> None:
        at = len(self._scope.sources)
        self._add(node.this, conditions)
        condition = node.args.get("on")
        if condition is not None:
            conditions.append(condition)
        names = [fold(name.name) for name in node.args.get("using") or ()]
        if node.args.get("method") == "NATURAL":
            names = self._shared(at)
        elif node.args.get("method"):
            raise UnreadableError("blocked", "join method")
        for name in names:
            self._merge(name, at)

    def _shared(self, at: int) -> list[str]:
        left = {
            fold(column.name) for source in self._scope.sources[:at] for column in source.columns
        }
        right = [
            fold(column.name) for source in self._scope.sources[at:] for column in source.columns
        ]
        return [name for name in dict.fromkeys(right) if name in left]

    def _merge(self, name: str, at: int) -> None:
        """Make one column of the two that USING or NATURAL compares."""
        scope = self._scope
        left = [scope.merged[name].value] if name in scope.merged else []
        left += self._values(scope.sources[:at], name)
        right = self._values(scope.sources[at:], name)
        if not left or not right:
            raise UnreadableError("unknown_column")
        for value in (*left, *right):
            scope.trace.reads |= value.origins
        scope.trace.equate(*left, *right)
        scope.merged[name] = Named(name, either([*left, *right]))
        scope.absorbed |= {(position, name) for position in range(at, len(scope.sources))}

    def _values(self, sources: list[Source], name: str) -> list[Value]:
        return [
            column.value
            for source in sources
            for column in source.columns
            if fold(column.name) == name
        ]

    def _add(self, node: exp.Expr, conditions: list[exp.Expr]) -> None:
        if isinstance(node, exp.Table):
            self._scope.sources.append(self._table(node))
            for part in node.args.get("joins") or ():
                self._join(part, conditions)
        elif isinstance(node, exp.Subquery):
            self._subquery(node, conditions)
        elif isinstance(node, exp.Values):
            self._derived(node, node)
        else:
            raise UnreadableError("blocked", type(node).__name__)

    def _subquery(self, node: exp.Subquery, conditions: list[exp.Expr]) -> None:
        inner = node.this
        while (
            isinstance(inner, exp.Subquery)
            and not inner.args.get("alias")
            and not inner.args.get("joins")
        ):
            inner = inner.this
        if isinstance(inner, exp.Table | exp.Subquery):
            # `(a JOIN b ON ...)`: parentheses around a join; its members keep their names.
            if node.args.get("alias"):
                raise UnreadableError("blocked", "alias of a join")
            self._grouped(inner, conditions)
        else:
            self._derived(node, inner)
        for part in node.args.get("joins") or ():
            self._join(part, conditions)

    def _grouped(self, node: exp.Expr, conditions: list[exp.Expr]) -> None:
        before = len(self._scope.sources)
        self._add(node, conditions)
        # SQLite makes a SELECT * of a join in parentheses, and so looks up all its columns.
        for source in self._scope.sources[before:]:
            for column in source.columns:
                self._reader.trace.implied |= column.value.origins

    def _derived(self, node: exp.Expr, query: exp.Expr) -> None:
        name = alias_of(node, fold)
        # Subqueries in FROM do not see their neighbours, only what is around the whole SELECT.
        columns = self._reader.read(query, self._env, self._scope.parent)
        self._scope.sources.append(Source(name, columns))

    def _table(self, node: exp.Table) -> Source:
        if isinstance(node.this, exp.Anonymous):
            return self._function(node, node.this)
        name = fold(node.name)
        shown = alias_of(node, fold) or name
        schema = fold(node.db)
        common = None if schema else self._env.find(name)
        if common is not None:
            # count(*) over it is reported to the authorizer as a read of no column of that name.
            self._reader.trace.implied.add((name, ""))
            return Source(shown, self._reader.common_columns(common))
        table = self._reader.catalog.find(name)
        if table is None or schema not in ("", "main"):
            raise UnreadableError("unknown_table")
        source = self._stored(node, table, shown)
        return source if table.kind == "view" else self._with_rowid(source, rowid_of(table))

    def _with_rowid(self, source: Source, rowid: Named | None) -> Source:
        if rowid is None:
            return source
        taken = {fold(column.name) for column in source.columns}
        hidden = dict.fromkeys(ROWID_NAMES - taken, rowid)
        return Source(source.name, source.columns, hidden, source.is_table, source.schema)

    def _function(self, node: exp.Table, call: exp.Anonymous) -> Source:
        name = str(call.this).removeprefix(FUNCTION_MARK)
        if name not in self._functions.tables or not 1 <= len(call.expressions) <= 2:
            raise UnreadableError("function", "table-valued")
        trace = self._reader.trace
        trace.functions.add(name)
        # How many rows come out depends on what goes in, and what is no JSON fails.
        arguments = [self._expressions.value(part) for part in call.expressions]
        trace.test(*arguments)
        trace.implied |= {(name, column) for column in (*_JSON_COLUMNS, *_JSON_HIDDEN)}
        found = combine(arguments, is_total=False)
        value = Value(found.origins, found.size, is_total=False)
        return Source(
            alias_of(node, fold) or name,
            tuple(Named(column, value) for column in _JSON_COLUMNS),
            {column: Named(column, value) for column in _JSON_HIDDEN},
        )
