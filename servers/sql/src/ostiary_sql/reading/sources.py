"""FROM: the sources of a SELECT and how they are joined."""

from typing import TYPE_CHECKING

from sqlglot import exp

from ostiary_sql.catalog import Table
from ostiary_sql.functions import TABLE_VALUED
from ostiary_sql.names import fold
from ostiary_sql.reading.expression import Expressions
from ostiary_sql.reading.parse import FUNCTION_MARK
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.scope import Named, Scope, Source
from ostiary_sql.reading.stored import stored_source
from ostiary_sql.reading.value import Value, combine, either
from ostiary_sql.reading.view import view_source

if TYPE_CHECKING:
    from ostiary_sql.reading.query import Env, Reader

_JSON_COLUMNS = ("key", "value", "type", "atom", "id", "parent", "fullkey", "path")
_JSON_HIDDEN = ("json", "root")


class Sources:
    """Puts the members of one FROM into a scope.

    Args:
        reader: Reads the queries among them.
        scope: Where they go.
        env: The common tables that they may name.
        expressions: Reads the conditions between them.
    """

    def __init__(
        self, reader: "Reader", scope: Scope, env: "Env", expressions: Expressions
    ) -> None:
        self._reader = reader
        self._scope = scope
        self._env = env
        self._expressions = expressions
        self._conditions: list[exp.Expr] = []

    def join(self, select: exp.Select) -> None:
        """Read FROM and JOIN of `select`; conditions once all sources are known.

        Raises:
            UnreadableError: A source or a condition cannot be placed.
        """
        clause = select.args.get("from_")
        if clause is not None:
            self._add(clause.this)
        for part in select.args.get("joins") or ():
            self._join(part)
        self._expressions.test(self._conditions)

    def _join(self, node: exp.Join) -> None:
        at = len(self._scope.sources)
        self._add(node.this)
        condition = node.args.get("on")
        if condition is not None:
            self._conditions.append(condition)
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
        left = [scope.merged[name]] if name in scope.merged else []
        for source in scope.sources[:at]:
            left += source.find(name)
        right = [value for source in scope.sources[at:] for value in source.find(name)]
        if not left or not right:
            raise UnreadableError("unknown_column")
        for value in (*left, *right):
            scope.trace.reads |= value.origins
            scope.trace.test(value)
        scope.merged[name] = either([*left, *right])
        scope.absorbed |= {(position, name) for position in range(at, len(scope.sources))}

    def _add(self, node: exp.Expr) -> None:
        if isinstance(node, exp.Table):
            self._scope.sources.append(self._table(node))
            for part in node.args.get("joins") or ():
                self._join(part)
        elif isinstance(node, exp.Subquery):
            self._subquery(node)
        elif isinstance(node, exp.Values):
            self._derived(node, node)
        else:
            raise UnreadableError("blocked", type(node).__name__)

    def _subquery(self, node: exp.Subquery) -> None:
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
            self._grouped(inner)
        else:
            self._derived(node, inner)
        for part in node.args.get("joins") or ():
            self._join(part)

    def _grouped(self, node: exp.Expr) -> None:
        before = len(self._scope.sources)
        self._add(node)
        # SQLite makes a SELECT * of a join in parentheses, and so looks up all its columns.
        for source in self._scope.sources[before:]:
            for column in source.columns:
                self._reader.trace.implied |= column.value.origins

    def _derived(self, node: exp.Expr, query: exp.Expr) -> None:
        name = _alias(node)
        # Subqueries in FROM do not see their neighbours, only what is around the whole SELECT.
        columns = self._reader.read(query, self._env, self._scope.parent)
        self._scope.sources.append(Source(name, columns))

    def _table(self, node: exp.Table) -> Source:
        if isinstance(node.this, exp.Anonymous):
            return self._function(node, node.this)
        name = fold(node.name)
        shown = _alias(node) or name
        schema = fold(node.db)
        common = None if schema else self._env.find(name)
        if common is not None:
            # count(*) over it is reported to the authorizer as a read of no column of that name.
            self._reader.trace.implied.add((name, ""))
            return Source(shown, self._reader.common_columns(common))
        table = self._reader.catalog.find(name)
        if table is None or schema not in ("", "main"):
            raise UnreadableError("unknown_table")
        return self._stored(table, shown)

    def _stored(self, table: Table, shown: str) -> Source:
        self._reader.trace.tables.add(table.name)
        if table.kind == "view":
            return view_source(self._reader, table, shown)
        return stored_source(table, shown)

    def _function(self, node: exp.Table, call: exp.Anonymous) -> Source:
        name = str(call.this).removeprefix(FUNCTION_MARK)
        if name not in TABLE_VALUED or not 1 <= len(call.expressions) <= 2:
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
            _alias(node) or name,
            tuple(Named(column, value) for column in _JSON_COLUMNS),
            dict.fromkeys(_JSON_HIDDEN, value),
        )


def _alias(node: exp.Expr) -> str:
    alias = node.args.get("alias")
    if alias is None:
        return ""
    if alias.args.get("columns"):
        raise UnreadableError("syntax", "column list of an alias")
    return fold(alias.name)
