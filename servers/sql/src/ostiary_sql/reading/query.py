"""Queries: what each column of a SELECT, UNION or VALUES is made of.

What names mean is each engine's own rule, and in `dialects`: this is what they have in common.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Generic

from sqlglot import exp

from ostiary_sql.catalog import Catalog
from ostiary_sql.dialects.base import Dialect
from ostiary_sql.reading.expression import Expressions
from ostiary_sql.reading.mark import span
from ostiary_sql.reading.parse import LABEL_MARK
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.scope import Named, Scope, ScopeT
from ostiary_sql.reading.tail import Tail
from ostiary_sql.reading.value import Base, Trace, Value, combine, either, tainted

_SET_OPERATIONS = (exp.Union, exp.Except, exp.Intersect)
_MAX_ROUNDS = 60
_MAX_COLUMNS = 2000
_MAX_QUERIES_READ = 1500
"""Readings of queries for one statement: recursive ones are read several times, so nesting them
multiplies the work."""


@dataclass(slots=True)
class Effort:
    """How much more reading a statement is worth.

    Args:
        left: Queries that may still be read.
    """

    left: int = _MAX_QUERIES_READ

    def spend(self) -> None:
        """Count one query.

        Raises:
            UnreadableError: Too many have been read.
        """
        self.left -= 1
        if self.left < 0:
            raise UnreadableError("too_deep", "effort")


@dataclass(slots=True)
class CommonTable:
    """A common table expression.

    Args:
        body: Its query.
        names: Its column list; empty when it has none.
        env: The common tables that it sees, itself among them.
        columns: What it offers, once known; while it is being read, what is known so far.
        is_open: Whether it is being read right now.
        is_recursive: Whether it was found to refer to itself.
        parent: The scope of the query around it, where the engine lets it see that.
        is_compared: Whether finding cycles in it compares what its rows hold.
        added: How many of its names are of columns that SEARCH and CYCLE add.
    """

    body: exp.Expr
    names: tuple[str, ...]
    env: "Env"
    columns: tuple[Named, ...] | None = None
    is_open: bool = False
    is_recursive: bool = False
    parent: Scope | None = None
    added: int = 0
    is_compared: bool = False


@dataclass(slots=True)
class Env:
    """Common tables by name in lower case, innermost first."""

    tables: dict[str, CommonTable] = field(default_factory=dict[str, CommonTable])
    outer: "Env | None" = None

    def find(self, name: str) -> CommonTable | None:
        """Return the common table of that name; None when there is none."""
        env: Env | None = self
        while env is not None:
            if name in env.tables:
                return env.tables[name]
            env = env.outer
        return None


class Reader(Generic[ScopeT]):
    """Reads queries over one catalog. Dialects say what is theirs.

    Args:
        dialect: How the engine reads.
        catalog: The tables and views there are.
        trace: Where everything found is noted.
        depth: How many views are being read around this one.
        effort: What reading may still cost; shared with the views it reads.
    """

    needs_columns = True
    """Whether a SELECT has to have result columns."""

    whole_lists = True
    """Whether a common table's column list names all of its columns or none."""

    def __init__(
        self,
        dialect: Dialect,
        catalog: Catalog,
        trace: Trace,
        depth: int = 0,
        effort: Effort | None = None,
    ) -> None:
        self.dialect = dialect
        self._effort = Effort() if effort is None else effort
        self.catalog = catalog
        self.trace = trace
        self.depth = depth

    def inside(self, trace: Trace) -> "Reader[ScopeT]":
        """Return a reader for the text of a view, which notes what it finds in `trace`."""
        return type(self)(self.dialect, self.catalog, trace, self.depth + 1, self._effort)

    def read_whole(self, node: exp.Expr) -> tuple[Named, ...]:
        """Return the result columns of a query that stands by itself."""
        return self.read(node, Env(), None)

    def read(self, node: exp.Expr, env: Env, parent: Scope | None) -> tuple[Named, ...]:
        """Return the result columns of the query `node`.

        Args:
            node: A SELECT, VALUES, set operation, or one of them in parentheses.
            env: The common tables that it sees.
            parent: The scope of the query around it.

        Raises:
            UnreadableError: Something in it cannot be placed.
        """
        self._effort.spend()
        env = self._with(node, env, parent)
        if isinstance(node, exp.Subquery):
            if node.args.get("alias") or node.args.get("joins"):
                raise UnreadableError("blocked", "subquery")
            columns = self.read(node.this, env, parent)
        elif isinstance(node, exp.Select):
            columns = self._select(node, env, parent)
        elif isinstance(node, exp.Values):
            columns = self._values(node, env, parent)
        elif isinstance(node, _SET_OPERATIONS):
            columns = self._set_operation(node, env, parent)
        else:
            raise UnreadableError("blocked", type(node).__name__)
        if len(columns) > _MAX_COLUMNS:
            raise UnreadableError("too_long")
        return columns

    def common_columns(self, table: CommonTable) -> tuple[Named, ...]:
        """Return the columns of a common table, reading it when that has not been done."""
        if table.columns is not None and not table.is_open:
            return table.columns
        if table.is_open:
            if table.columns is None:
                raise UnreadableError("blocked", "circular")
            table.is_recursive = True
            return table.columns
        table.is_open = True
        self._read_common(table)
        table.is_open = False
        return table.columns or ()

    def _with(self, node: exp.Expr, env: Env, parent: Scope | None) -> Env:
        """Return the common tables that a query sees: those around it and its own."""
        raise NotImplementedError

    def _scope(self, parent: Scope | None) -> ScopeT:
        """Return an empty scope inside `parent`."""
        raise NotImplementedError

    def _read_from(
        self, node: exp.Select, scope: ScopeT, env: Env, expressions: Expressions
    ) -> None:
        """Put the sources of a SELECT into its scope."""
        raise NotImplementedError

    def _tail(
        self,
        expressions: Expressions,
        columns: tuple[Named, ...],
        arms: Sequence[tuple[Named, ...]] = (),
    ) -> Tail:
        """Return a reader of what follows the result columns."""
        raise NotImplementedError

    def expressions(self, scope: Scope, env: Env) -> Expressions:
        """Return a reader of the expressions in `scope`."""
        return Expressions(
            scope, lambda node: [column.value for column in self.read(node, env, scope)]
        )

    def _read_common(self, table: CommonTable) -> None:
        body = table.body
        if isinstance(body, _SET_OPERATIONS):
            # The first arm says what a recursive reference sees in the first round.
            first = arms(body)[0]
            own = self._with(body, table.env, table.parent)
            table.columns = self._renamed(self.read(first, own, table.parent), table)
        for attempt in range(_MAX_ROUNDS):
            before = table.columns
            columns = self._renamed(self.read(body, table.env, table.parent), table)
            table.columns = columns if before is None else _settled(before, columns, attempt)
            if not table.is_recursive or table.columns == before:
                return
        raise UnreadableError("too_deep")

    def _renamed(self, columns: tuple[Named, ...], table: CommonTable) -> tuple[Named, ...]:
        """Return `columns` under the names of a common table's list, and what is added to them."""
        names = table.names
        written = len(names) - table.added
        if written > len(columns) or (written != len(columns) and self.whole_lists and names):
            raise UnreadableError("columns")
        values = [column.value for column in columns]
        if table.added or table.is_compared:
            # Sorting rows and finding cycles compares what they hold.
            self.trace.test(*values)
        found = [
            Named(names[at] if at < written else column.name, column.value)
            for at, column in enumerate(columns)
        ]
        return (*found, *(Named(name, combine(values)) for name in names[written:]))

    def _select(self, node: exp.Select, env: Env, parent: Scope | None) -> tuple[Named, ...]:
        scope = self._scope(parent)
        expressions = self.expressions(scope, env)
        self._read_from(node, scope, env, expressions)
        if not node.expressions and self.needs_columns:
            raise UnreadableError("syntax", "no result columns")
        windows: Sequence[exp.Window] = node.args.get("windows") or ()
        key = self.dialect.naming.column
        scope.windows = {key(window.name) for window in windows}
        for window in windows:
            expressions.window(window)
        columns = tuple(
            column for part in node.expressions for column in self._column(part, scope, expressions)
        )
        scope.aliases = {
            key(column.name): column.value for column in reversed(columns) if column.is_alias
        }
        distinct = node.args.get("distinct")
        if distinct is not None and distinct.args.get("on") is None:
            for column in columns:
                self.trace.equate(column.value)
        self._tail(expressions, columns).read_select(node)
        ordering = frozenset[Base]().union(*(source.ordering for source in scope.sources))
        if ordering and not self._is_sorted(node, columns, expressions):
            self.trace.test(Value(ordering))
        return columns

    def _is_sorted(
        self, node: exp.Select, columns: tuple[Named, ...], expressions: Expressions
    ) -> bool:
        """Whether rows come in the order of a key, so that nothing else can order them."""
        order = node.args.get("order")
        first = order.expressions[0].this if order is not None else None
        if not isinstance(first, exp.Column):
            return False
        key = self.dialect.naming.column
        named = [each.value for each in columns if key(each.name) == key(first.name)]
        base = (named[0] if named and not first.table else expressions.value(first)).base
        table = self.catalog.find(base[0]) if base is not None else None
        keys = [] if table is None else [each.name for each in table.columns if each.key_position]
        return base is not None and keys == [base[1]]

    def _column(self, node: exp.Expr, scope: ScopeT, expressions: Expressions) -> list[Named]:
        """Return the result columns that `node` stands for.

        What a column of a view compares within itself tells of that through the column alone: it
        is then one of its origins, and not tested by whoever leaves the column out.
        """
        if not self.depth or self.dialect.is_blind:
            return self._result(node, scope, expressions)
        trace = self.trace
        tested, trace.tested = trace.tested, set[Base]()
        probed, trace.probed = trace.probed, set[Base]()
        columns = self._result(node, scope, expressions)
        within = frozenset(trace.tested)
        trace.tested = tested | trace.steering
        trace.probed = probed | trace.steering
        return [replace(each, value=tainted(each.value, within)) for each in columns]

    def _result(self, node: exp.Expr, scope: Scope, expressions: Expressions) -> list[Named]:
        if isinstance(node, exp.Star):
            return scope.expand("", node)
        if isinstance(node, exp.Column) and isinstance(node.this, exp.Star):
            return scope.expand(self.dialect.naming.table(node.table), node)
        if isinstance(node, exp.Alias):
            place = node.args["alias"].meta
            is_label = place.get("mark") == LABEL_MARK
            if is_label:
                self.trace.labels.add((place["start"], place["end"] + 1, node.alias))
            return [Named(node.alias, expressions.value(node.this), is_alias=not is_label)]
        value = expressions.value(node)
        if isinstance(node, exp.Column):
            reference = self.trace.references.get(span(node)[0])
            if reference is not None:
                reference.is_result = True
        return [Named(self._shown(node), value)]

    def _shown(self, node: exp.Expr) -> str:
        """Return the name that a result column without an alias has; empty where none is known."""
        return node.name if isinstance(node, exp.Column) else ""

    def _values(self, node: exp.Values, env: Env, parent: Scope | None) -> tuple[Named, ...]:
        expressions = self.expressions(self._scope(parent), env)
        rows = [[expressions.value(cell) for cell in row.expressions] for row in node.expressions]
        if len({len(row) for row in rows}) != 1:
            raise UnreadableError("columns")
        columns = tuple(
            Named(f"column{at}", either(cells))
            for at, cells in enumerate(zip(*rows, strict=True), 1)
        )
        self._tail(expressions, columns).read_compound(node)
        return columns

    def _set_operation(self, node: exp.Expr, env: Env, parent: Scope | None) -> tuple[Named, ...]:
        parts = [self.read(arm, env, parent) for arm in arms(node)]
        if len({len(part) for part in parts}) != 1:
            raise UnreadableError("columns")
        if _compares(node):
            for cells in zip(*parts, strict=True):
                self.trace.equate(*(column.value for column in cells))
        columns = tuple(
            Named(cells[0].name, either([cell.value for cell in cells]), cells[0].is_alias)
            for cells in zip(*parts, strict=True)
        )
        expressions = self.expressions(self._scope(parent), env)
        self._tail(expressions, columns, parts).read_compound(node)
        return columns


def arms(node: exp.Expr) -> list[exp.Expr]:
    """Return the queries that a chain of set operations joins, in order."""
    found: list[exp.Expr] = []
    while isinstance(node, _SET_OPERATIONS):
        found.append(node.expression)
        node = node.this
    return [node, *reversed(found)]


def _compares(node: exp.Expr) -> bool:
    """Whether a chain of set operations compares rows: all do, except UNION ALL."""
    while isinstance(node, _SET_OPERATIONS):
        if not isinstance(node, exp.Union) or node.args.get("distinct"):
            return True
        node = node.this
    return False


def _settled(before: tuple[Named, ...], now: tuple[Named, ...], attempt: int) -> tuple[Named, ...]:
    """Return `now`, with sizes that still grow after two rounds taken as unbounded."""
    if len(before) != len(now):
        raise UnreadableError("columns")
    settled: list[Named] = []
    for old, new in zip(before, now, strict=True):
        value = either([old.value, new.value])
        if attempt > 1 and value.size > old.value.size:
            value = replace(value, size=math.inf, is_total=False, base=None, choices=frozenset())
        settled.append(Named(new.name, value, new.is_alias))
    return tuple(settled)
