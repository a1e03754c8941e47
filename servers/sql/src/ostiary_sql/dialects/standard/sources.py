"""FROM as the standard has it: a tree of joins, of which each sees no more than its own sides."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from sqlglot import exp

from ostiary_sql.dialects.standard.scope import Item, StandardScope
from ostiary_sql.reading.parse import ADDED_MARK
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.scope import Named, Source
from ostiary_sql.reading.sources import Sources
from ostiary_sql.reading.value import Base, either

StandardT = TypeVar("StandardT", bound=StandardScope)


class StandardSources(Sources[StandardT]):
    """Puts the members of one FROM into a scope."""

    def read_from(self, select: exp.Select) -> None:
        """Read FROM and JOIN of `select`.

        Raises:
            UnreadableError: A source or a condition cannot be placed.
        """
        clause = select.args.get("from_")
        if clause is None:
            if select.args.get("joins"):
                raise UnreadableError("syntax", "join")
            return
        self._scope.items = self._list(clause.this, select.args.get("joins") or ())
        names = [item.source.name for item in self._scope.items if item.source.name]
        if len(set(names)) != len(names):
            raise UnreadableError("ambiguous", "table")
        self._scope.sources = [item.source for item in self._scope.items]

    def _list(
        self, first: exp.Expr, joins: Sequence[exp.Join], outer: Sequence[Item] = ()
    ) -> list[Item]:
        """Return the members of a list of joins: commas bind less than JOIN."""
        done: list[Item] = []
        current = self._item(first, outer)
        for node in joins:
            if _is_comma(node):
                done += current
                current = self._item(node.this, [*outer, *done])
            else:
                current = self._join(current, node, [*outer, *done])
        return [*done, *current]

    def _join(self, left: list[Item], node: exp.Join, outer: Sequence[Item]) -> list[Item]:
        right = self._item(node.this, [*outer, *left])
        using: Sequence[exp.Expr] = node.args.get("using") or ()
        alias = next((each.name for each in using if each.meta.get("mark") == ADDED_MARK), "")
        names = [self._key(each.name) for each in using if each.meta.get("mark") != ADDED_MARK]
        method = node.args.get("method")
        if method == "NATURAL":
            names = self._shared(left, right)
        elif method:
            raise UnreadableError("blocked", "join method")
        condition = node.args.get("on")
        if condition is not None:
            self._test([*left, *right], [condition])
        if not names:
            return [*left, *right]
        items = self._merged(left, right, names, str(node.args.get("side") or ""))
        if alias:
            # It names the columns that are merged, and no others.
            columns = items[-1].source.columns[: len(names)]
            items.append(Item(Source(alias, columns), is_open=False))
        return items

    def _item(self, node: exp.Expr, outer: Sequence[Item]) -> list[Item]:
        """Return what one member of a FROM offers; those before it are `outer`."""
        if isinstance(node, exp.Subquery):
            items = self._subquery(node, outer)
        elif isinstance(node, exp.Table):
            items = [Item(self._table(node, outer))]
        elif isinstance(node, exp.Values):
            items = [Item(self._derived(node, node, None))]
        else:
            items = self._other(node, outer)
        joins: Sequence[exp.Join] = node.args.get("joins") or ()
        for join in joins:
            items = self._join(items, join, outer)
        return items

    def _other(self, node: exp.Expr, outer: Sequence[Item]) -> list[Item]:
        """Return what a member offers that is special to the engine."""
        del outer
        raise UnreadableError("blocked", type(node).__name__)

    def _table(self, node: exp.Table, outer: Sequence[Item]) -> Source:
        """Return a stored or common table, or a function, as a source."""
        raise NotImplementedError

    def _subquery(self, node: exp.Subquery, outer: Sequence[Item]) -> list[Item]:
        inner = node.this
        while _is_wrapping(inner):
            inner = inner.this
        if not isinstance(inner, exp.Table | exp.Subquery | exp.Lateral):
            return [Item(self._derived(node, inner, None))]
        # `(a JOIN b ON ...)`: parentheses around a join; its members keep their names.
        items = self._item(inner, outer)
        if node.args.get("alias") is None:
            return items
        columns = tuple(
            Named(column.name, column.value, stored=column.stored)
            for item in items
            if item.is_open
            for column in item.source.columns
        )
        ordering = frozenset[Base]().union(*(item.source.ordering for item in items))
        return [Item(self._aliased(Source("", columns, ordering=ordering), node))]

    def _derived(self, node: exp.Expr, query: exp.Expr, around: StandardScope | None) -> Source:
        """Return a query as a source; it sees what is `around`, or else around the whole SELECT."""
        parent = self._scope.parent if around is None else around
        columns = self._reader.read(query, self._env, parent)
        named = tuple(Named(column.name, column.value) for column in columns)
        return self._aliased(Source("", named), node)

    def _aliased(self, source: Source, node: exp.Expr) -> Source:
        """Return `source` under the names that the alias of `node` gives it and its columns."""
        alias: exp.Expr | None = node.args.get("alias")
        if alias is None:
            return source
        names: list[str] = [column.name for column in alias.args.get("columns") or ()]
        if len(names) > len(source.columns):
            raise UnreadableError("columns")
        columns = tuple(
            replace(column, name=names[at]) if at < len(names) else column
            for at, column in enumerate(source.columns)
        )
        name = self._reader.dialect.naming.table(alias.name) if alias.name else source.name
        # Behind an alias the schema's name is no longer a way to it.
        return replace(source, name=name, columns=columns, schema="")

    def _around(self, items: Sequence[Item]) -> StandardT:
        """Return a scope of these members inside what is around the whole SELECT."""
        scope: Any = replace(self._scope, items=list(items))
        return scope

    def _test(self, items: Sequence[Item], nodes: Sequence[exp.Expr]) -> None:
        scope = self._around(items)
        self._reader.expressions(scope, self._env).test(nodes)

    def _key(self, name: str) -> str:
        return self._reader.dialect.naming.column(name)

    def _open(self, items: Sequence[Item]) -> list[tuple[Item, int, Named]]:
        return [
            (item, at, column)
            for item in items
            if item.is_open
            for at, column in enumerate(item.source.columns)
        ]

    def _shared(self, left: Sequence[Item], right: Sequence[Item]) -> list[str]:
        others = {self._key(column.name) for _, _, column in self._open(right)}
        names = [self._key(column.name) for _, _, column in self._open(left)]
        return [name for name in dict.fromkeys(names) if name in others]

    def _merged(
        self, left: list[Item], right: list[Item], names: Sequence[str], side: str
    ) -> list[Item]:
        """Make one member of two sides: what is compared comes first and once."""
        columns: list[Named] = []
        texts: list[str] = []
        for name in names:
            ends = [self._one(items, name) for items in (left, right)]
            values = [column.value for _, column in ends]
            for value in values:
                self._scope.trace.reads |= value.origins
            self._scope.trace.equate(*values)
            columns.append(Named(ends[0][1].name, either(values)))
            # A full join takes whichever side has a value: only the name alone says that.
            both = self._reader.dialect.writing.quote(columns[-1].name)
            texts.append(both if side == "FULL" else ends[side == "RIGHT"][0])
        for items in (left, right):
            for item, at, column in self._open(items):
                if self._key(column.name) not in names:
                    columns.append(column)
                    texts.append(self._text(item, at))
        hidden = [replace(item, is_open=False) for item in (*left, *right)]
        return [*hidden, Item(Source("", tuple(columns)), tuple(texts))]

    def _one(self, items: Sequence[Item], name: str) -> tuple[str, Named]:
        found = [
            (self._text(item, at), column)
            for item, at, column in self._open(items)
            if self._key(column.name) == name
        ]
        if len(found) != 1:
            raise UnreadableError("ambiguous" if found else "unknown_column")
        return found[0]

    def _text(self, item: Item, at: int) -> str:
        if item.columns:
            return item.columns[at]
        quote = self._reader.dialect.writing.quote
        name = item.source.columns[at].name
        return f"{quote(item.source.name)}.{quote(name)}" if item.source.name else ""


def _is_comma(node: exp.Join) -> bool:
    return not any(node.args.get(part) for part in ("on", "using", "side", "kind", "method"))


def _is_wrapping(node: exp.Expr) -> bool:
    """Whether `node` is nothing but another pair of parentheses."""
    return isinstance(node, exp.Subquery) and not any(
        node.args.get(part) for part in ("alias", "joins", "with_")
    )
