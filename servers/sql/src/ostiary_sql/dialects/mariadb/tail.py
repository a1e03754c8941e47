"""GROUP BY, HAVING, ORDER BY and LIMIT in MariaDB."""

from sqlglot import exp

from ostiary_sql.dialects.mariadb.scope import MariadbScope
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.tail import Tail


class MariadbTail(Tail):
    """Reads the clauses of one query that decide which rows it has, and in which order."""

    def read_select(self, node: exp.Select) -> None:
        """Read WHERE, GROUP BY, HAVING, ORDER BY and LIMIT of a SELECT."""
        where = node.args.get("where")
        if where is not None:
            self._expressions.test([where.this])
            node.set("where", None)
        scope = self._expressions.scope
        if isinstance(scope, MariadbScope):
            scope.shows_aliases = True
        super().read_select(node)
        if where is not None:
            node.set("where", where)

    def _term(self, node: exp.Expr) -> None:
        bare = node
        while isinstance(bare, exp.Paren):
            bare = bare.this
        position = self._position(bare)
        if position is not None:
            self._test_position(position)
            return
        if isinstance(bare, exp.Column) and not bare.table:
            key = self._expressions.scope.dialect.naming.column
            named = [column for column in self._columns if key(column.name) == key(bare.name)]
            self._test(named)
            if named:
                self._also(bare)
                return
        self._test_node(bare)

    def _also(self, column: exp.Column) -> None:
        try:
            self._test_node(column)
        except UnreadableError as refusal:
            # The result column of that name stands for it.
            if refusal.reason not in ("ambiguous", "unknown_column"):
                raise
