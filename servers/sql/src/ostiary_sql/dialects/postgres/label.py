"""The names that PostgreSQL gives to result columns that the statement gives none.

Source: FigureColname in src/backend/parser/parse_target.c, version 15.
"""

from sqlglot import exp

from ostiary_sql.dialects.postgres.types import COLLATED, NORMALIZED, OWN_TYPE
from ostiary_sql.reading.parse import FUNCTION_MARK

UNNAMED = "?column?"
_NAMELESS = frozenset({"any"})
_RENAMED = {"array[]": "array"}
_WRAPPERS = (exp.Paren, exp.Window, exp.Filter, exp.WithinGroup, exp.Bracket)


def label(node: exp.Expr) -> str:
    """Return the name of the result column `node`."""
    return _figure(node)[1] or UNNAMED


def _figure(node: exp.Expr) -> tuple[int, str]:
    """Return a name and how much it counts: 2 a good one, 1 a makeshift, 0 none."""
    while isinstance(node, _WRAPPERS):
        node = node.this
    if isinstance(node, exp.Column):
        return (2, node.table if isinstance(node.this, exp.Star) else node.name)
    if isinstance(node, exp.Dot):
        return (2, node.expression.name)
    if isinstance(node, exp.Anonymous):
        name = str(node.this).removeprefix(FUNCTION_MARK)
        return (0, "") if name in _NAMELESS else (2, _RENAMED.get(name, name))
    if isinstance(node, exp.Cast):
        return _of_cast(node)
    if isinstance(node, exp.Case):
        default = node.args.get("default")
        strength, name = (0, "") if default is None else _figure(default)
        return (strength, name) if strength > 1 else (1, "case")
    if isinstance(node, exp.AtTimeZone):
        return (2, "timezone")
    if isinstance(node, exp.Tuple):
        return (2, "row")
    if isinstance(node, exp.Glob):
        return (2, "overlaps")
    if isinstance(node, exp.Subquery | exp.Select | exp.Union | exp.Except | exp.Intersect):
        return _of_query(node)
    return (0, "")


def _of_cast(node: exp.Cast) -> tuple[int, str]:
    strength, name = _figure(node.this)
    kind = str(node.args["to"].args["kind"].this)
    if kind == NORMALIZED:
        return (2, kind)
    if strength > 1 or kind == COLLATED:
        return strength, name
    kind = kind.removeprefix(OWN_TYPE).removesuffix("[]").rpartition(".")[2]
    return (1, kind)


def _of_query(node: exp.Expr) -> tuple[int, str]:
    while not isinstance(node, exp.Select):
        if not isinstance(node, exp.Subquery | exp.Union | exp.Except | exp.Intersect):
            return (0, "")
        node = node.this
    first = node.expressions[0] if node.expressions else None
    if first is None or isinstance(first, exp.Star):
        return (0, "")
    if isinstance(first, exp.Alias):
        return (2, first.alias)
    return (2, label(first))
