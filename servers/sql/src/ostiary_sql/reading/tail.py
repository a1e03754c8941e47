"""What follows the result columns: conditions, groups, order and limits. All of it tests."""

from collections.abc import Sequence

from sqlglot import exp

from ostiary_sql.reading.expression import Expressions
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.scope import Named
from ostiary_sql.reading.value import Value


class Tail:
    """Reads the clauses of one query that decide which rows it has, and in which order.

    Each dialect has its own rules for `_term`.

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
        self._is_grouping = False

    def read_select(self, node: exp.Select) -> None:
        """Read WHERE, GROUP BY, HAVING, ORDER BY and LIMIT of a SELECT."""
        for clause in ("where", "having"):
            part = node.args.get(clause)
            if part is not None:
                self._expressions.test([part.this])
        group = node.args.get("group")
        if group is not None:
            self._is_grouping = True
            self._group(group)
            self._is_grouping = False
        order = node.args.get("order")
        for part in order.expressions if order is not None else ():
            self._term(part.this)
        self._limits(node)

    def read_compound(self, node: exp.Expr) -> None:
        """Read ORDER BY and LIMIT of a set operation or VALUES, where terms name result columns."""
        order = node.args.get("order")
        for part in order.expressions if order is not None else ():
            self._compound_term(part.this)
        self._limits(node)

    def _group(self, node: exp.Group) -> None:
        for part in node.expressions:
            self._term(part)

    def _compound_term(self, node: exp.Expr) -> None:
        if self._position(node) is None:
            # A term has to be a result column of one of the parts, by name or as an expression;
            # taking it for all of them errs to the safe side.
            for columns in (self._columns, *self._arms):
                self._test(columns)
        else:
            self._term(node)

    def _term(self, node: exp.Expr) -> None:
        """Note what a term of GROUP BY or ORDER BY tests: it may name a result column."""
        raise NotImplementedError

    def _position(self, node: exp.Expr) -> int | None:
        """Return which result column a term counts to; None where it is an expression."""
        if isinstance(node, exp.Literal) and not node.is_string and node.name.isdecimal():
            return int(node.name)
        return None

    def _test_position(self, position: int) -> None:
        if not 1 <= position <= len(self._columns):
            raise UnreadableError("columns")
        self._expressions.trace.has_positions = True
        self._test(self._columns[position - 1 : position])

    def _test(self, columns: Sequence[Named]) -> None:
        for column in columns:
            self._note(column.value)

    def _test_node(self, node: exp.Expr) -> None:
        self._note(self._expressions.value(node))

    def _note(self, value: Value) -> None:
        trace = self._expressions.trace
        if self._is_grouping:
            trace.equate(value)
        else:
            trace.test(value)

    def _limits(self, node: exp.Expr) -> None:
        for clause in ("limit", "offset"):
            part = node.args.get(clause)
            # LIMIT ALL is no limit.
            if part is not None and not isinstance(part.expression, exp.Var):
                self._expressions.test([part.expression])
