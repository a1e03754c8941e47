"""What follows the result columns: conditions, groups, order and limits. All of it tests."""

from collections.abc import Sequence

from sqlglot import exp

from ostiary_sql.functions import AGGREGATES
from ostiary_sql.names import fold
from ostiary_sql.reading.expression import Expressions
from ostiary_sql.reading.parse import FUNCTION_MARK
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.scope import Named


class Tail:
    """Reads the clauses of one query that decide which rows it has, and in which order.

    Args:
        expressions: Reads expressions where the query's names hold.
        columns: The result columns.
        arms: For a set operation the result columns of each part.
    """

    def __init__(
        self,
        expressions: Expressions,
        columns: tuple[Named, ...],
        arms: Sequence[tuple[Named, ...]] = (),
    ) -> None:
        self._expressions = expressions
        self._columns = columns
        self._arms = arms

    def read_select(self, node: exp.Select) -> None:
        """Read WHERE, GROUP BY, HAVING, ORDER BY and LIMIT of a SELECT."""
        for clause in ("where", "having"):
            part = node.args.get(clause)
            if part is not None:
                self._expressions.test([part.this])
        group = node.args.get("group")
        for part in group.expressions if group is not None else ():
            self._term(part)
        order = node.args.get("order")
        for part in order.expressions if order is not None else ():
            self._term(part.this)
        self._limits(node)

    def read_compound(self, node: exp.Expr) -> None:
        """Read ORDER BY and LIMIT of a set operation or VALUES, where terms name result columns."""
        order = node.args.get("order")
        for part in order.expressions if order is not None else ():
            if self._position(part.this) is None:
                # A term has to be a result column of one of the parts, by name or as an
                # expression; taking it for all of them errs to the safe side.
                for columns in (self._columns, *self._arms):
                    self._test(columns)
            else:
                self._term(part.this)
        self._limits(node)

    def _term(self, node: exp.Expr) -> None:
        position = self._position(node)
        if position is not None:
            if not 1 <= position <= len(self._columns):
                raise UnreadableError("columns")
            self._test(self._columns[position - 1 : position])
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
        if isinstance(node, exp.Literal) and not node.is_string and node.name.isdecimal():
            return sign * int(node.name)
        return None

    def _test(self, columns: Sequence[Named]) -> None:
        for column in columns:
            self._expressions.note(column.value)

    def _limits(self, node: exp.Expr) -> None:
        for clause in ("limit", "offset"):
            part = node.args.get(clause)
            if part is not None:
                self._expressions.test([part.expression])


def has_bare_columns(node: exp.Select) -> bool:
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
            if not _is_aggregated(column, node) and column.sql().lower() not in grouped:
                return True
    return False


def _is_aggregated(column: exp.Expr, select: exp.Select) -> bool:
    at = column.parent
    while at is not None and at is not select:
        if isinstance(at, exp.Anonymous) and isinstance(at.this, str):
            name = at.this.removeprefix(FUNCTION_MARK)
            if name in AGGREGATES and not (name in ("min", "max") and len(at.expressions) > 1):
                return True
        at = at.parent
    return False
