"""GROUP BY and ORDER BY in SQLite, and the columns that it takes from a row of its own choice."""

from sqlglot import exp

from ostiary_sql.dialects.base import Functions
from ostiary_sql.names import fold
from ostiary_sql.reading.call import is_aggregate
from ostiary_sql.reading.parse import FUNCTION_MARK
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
        self._expressions.test([node])

    def _also(self, column: exp.Column) -> None:
        try:
            self._expressions.test([column])
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


def has_bare_columns(node: exp.Select, functions: Functions) -> bool:
    """Whether a column stands in the results outside of aggregates and GROUP BY.

    With min() or max() SQLite fills such a column from the row that was found: which row it is
    would tell about the values compared. Compared by spelling, so it may say yes too often.
    """
    group = node.args.get("group")
    grouped = {part.sql().lower() for part in (group.expressions if group is not None else ())}
    for at, part in enumerate(node.expressions, 1):
        inner = part.this if isinstance(part, exp.Alias) else part
        if inner.sql().lower() in grouped or str(at) in grouped or fold(part.alias) in grouped:
            continue
        for column in inner.find_all(exp.Column, exp.Star):
            if not _is_aggregated(column, node, functions) and column.sql().lower() not in grouped:
                return True
    return False


def _is_aggregated(column: exp.Expr, select: exp.Select, functions: Functions) -> bool:
    at = column.parent
    while at is not None and at is not select:
        if isinstance(at, exp.Anonymous) and isinstance(at.this, str):
            name = at.this.removeprefix(FUNCTION_MARK)
            if is_aggregate(functions, name, len(at.expressions)):
                return True
        at = at.parent
    return False
