"""Columns of a query with groups that come from a row of the engine's own choice."""

from collections.abc import Collection

from sqlglot import exp

from ostiary_sql.dialects.base import Functions
from ostiary_sql.names import fold
from ostiary_sql.reading.call import is_aggregate
from ostiary_sql.reading.parse import FUNCTION_MARK


def has_bare_columns(node: exp.Select, functions: Functions, known: Collection[str] = ()) -> bool:
    """Whether a column stands in the results outside of aggregates and GROUP BY.

    SQLite and MariaDB allow that. With min() or max() SQLite fills such a column from the row that
    was found: which row it is would tell about the values compared. Compared by spelling, so it may
    say yes too often.

    Args:
        node: The query.
        functions: What it may call.
        known: Names of columns that it reads, which GROUP BY means rather than those of its
            results.
    """
    grouped = _grouped(node)
    for at, part in enumerate(node.expressions, 1):
        inner = part.this if isinstance(part, exp.Alias) else part
        if inner.sql().lower() in grouped or str(at) in grouped:
            continue
        if fold(part.alias) in grouped and fold(part.alias) not in known:
            continue
        if _has_bare(inner, node, functions):
            return True
    return False


def takes_any_row(node: exp.Select, functions: Functions, known: Collection[str]) -> bool:
    """Whether such a column, also one in HAVING, comes from a row of some group.

    Args:
        node: The query.
        functions: What it may call.
        known: Names of columns that it reads, which come before those of its results.
    """
    having = node.args.get("having")
    labels = {fold(part.alias) for part in node.expressions} - set(known) - {""}
    folds = any(
        is_aggregate(functions, str(call.this).removeprefix(FUNCTION_MARK), len(call.expressions))
        for part in (*node.expressions, *([having] if having is not None else []))
        for call in part.find_all(exp.Anonymous)
        if call.find_ancestor(exp.Select) is node
    )
    if node.args.get("group") is None and not folds:
        return False
    return has_bare_columns(node, functions, known) or (
        having is not None and _has_bare(having.this, node, functions, labels)
    )


def _grouped(node: exp.Select) -> set[str]:
    group = node.args.get("group")
    parts: list[exp.Expr] = group.expressions if group is not None else []
    names = {fold(part.name) for part in parts if isinstance(part, exp.Column) and not part.table}
    return names | {part.sql().lower() for part in parts}


def _has_bare(
    part: exp.Expr, node: exp.Select, functions: Functions, labels: Collection[str] = ()
) -> bool:
    grouped = _grouped(node) | set(labels)
    return any(
        not _is_aggregated(column, node, functions) and column.sql().lower() not in grouped
        for column in part.find_all(exp.Column, exp.Star)
    )


def _is_aggregated(column: exp.Expr, select: exp.Select, functions: Functions) -> bool:
    at = column.parent
    while at is not None and at is not select:
        if isinstance(at, exp.Anonymous) and isinstance(at.this, str):
            name = at.this.removeprefix(FUNCTION_MARK)
            if is_aggregate(functions, name, len(at.expressions)):
                return True
        at = at.parent
    return False
