"""GROUP BY and ORDER BY in SQLite."""

from sqlglot import exp

from ostiary_sql.names import fold
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.tail import Tail


class SqliteTail(Tail):
    """Reads the clauses of one query that decide which rows it has, and in which order."""

    def _term(self, node: exp.Expr) -> None:
        position = self._position(node)
        if position is not None:
            self._test_position(position)
            return
        bare = node.this if isinstance(node, exp.Collate) else node
        if isinstance(bare, exp.Column) and not bare.table:
            # ORDER BY prefers a result column, GROUP BY a source's: both count.
            named = [column for column in self._columns if fold(column.name) == fold(bare.name)]
            self._test(named)
            if any(column.is_alias for column in named):
                self._also(bare)
                return
        self._test_node(node)

    def _also(self, column: exp.Column) -> None:
        try:
            self._test_node(column)
        except UnreadableError as refusal:
            # The result column of that name stands for it: SQLite asks no further.
            if refusal.reason != "ambiguous":
                raise

    def _position(self, node: exp.Expr) -> int | None:
        # SQLite looks for the number through all of these.
        sign = 1
        while isinstance(node, exp.Collate | exp.Paren | exp.Neg):
            sign = -sign if isinstance(node, exp.Neg) else sign
            node = node.this
        position = super()._position(node)
        return None if position is None else sign * position
