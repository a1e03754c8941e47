"""FROM: the sources of a SELECT and how they are joined."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic

from sqlglot import exp

from ostiary_sql.catalog import Table
from ostiary_sql.reading.expression import Expressions
from ostiary_sql.reading.mark import opened
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.scope import ScopeT, Source
from ostiary_sql.reading.stored import stored_source
from ostiary_sql.reading.view import view_source

if TYPE_CHECKING:
    from ostiary_sql.reading.query import Env, Reader


class Sources(Generic[ScopeT]):
    """Puts the members of one FROM into a scope. Each dialect has its own rules for `read_from`.

    Args:
        reader: Reads the queries among them.
        scope: Where they go.
        env: The common tables that they may name.
        expressions: Reads the conditions between them.
    """

    def __init__(
        self, reader: "Reader[ScopeT]", scope: ScopeT, env: "Env", expressions: Expressions
    ) -> None:
        self._reader = reader
        self._scope = scope
        self._env = env
        self._expressions = expressions
        self._functions = reader.dialect.functions

    def read_from(self, select: exp.Select) -> None:
        """Read FROM and JOIN of `select`.

        Raises:
            UnreadableError: A source or a condition cannot be placed.
        """
        raise NotImplementedError

    def _stored(self, node: exp.Table, table: Table, shown: str) -> Source:
        self._reader.trace.tables.add(table.name)
        if table.kind == "view":
            return view_source(self._reader, table, shown)
        place = opened(node, table)
        self._reader.trace.opened[place.end] = place
        return stored_source(self._reader.dialect, table, shown)


def alias_of(node: exp.Expr, fold: Callable[[str], str]) -> str:
    """Return the alias of a source, which may have no column list; empty where it has none.

    Raises:
        UnreadableError: It has a column list.
    """
    alias = node.args.get("alias")
    if alias is None:
        return ""
    if alias.args.get("columns"):
        raise UnreadableError("syntax", "column list of an alias")
    return fold(alias.name)
