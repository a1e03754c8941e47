"""Casts that a database adds: PostgreSQL applies them unasked, and what they do nobody can read.

A value of a type that has one, in either direction, may be copied, compared with its own type and
with text, and given to functions that take every type as it is.
"""

from collections.abc import Collection, Iterable

from sqlglot import exp

from ostiary_sql.dialects.postgres.types import BUILTIN, OWN_TYPE
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.value import Value

Casts = Collection[tuple[str, str]]
"""The names of the types from which and to which casts of the database's own lead."""

_ANY_TYPE = frozenset({
    "any", "array", "array[]", "array_agg", "array_append", "array_cat", "array_length",
    "array_position", "array_prepend", "array_remove", "array_replace", "array_to_string",
    "cardinality", "coalesce", "concat", "concat_ws", "count", "enum_first", "enum_last",
    "enum_range", "exists", "first_value", "format", "greatest", "grouping", "lag", "last_value",
    "lead", "least", "max", "min", "mode", "nth_value", "nullif", "num_nonnulls", "num_nulls",
    "percentile_disc", "pg_typeof", "row", "subscript", "unnest",
})  # fmt: skip
"""Functions that take values of every type as they are."""

_TO_JSON = frozenset({
    "array_to_json", "json_agg", "json_build_array", "json_build_object", "json_object_agg",
    "jsonb_agg", "jsonb_build_array", "jsonb_build_object", "jsonb_object_agg", "row_to_json",
    "to_json", "to_jsonb",
})  # fmt: skip
"""Functions that cast to JSON where there is a cast, and else take every type."""

_ONE_TYPE = frozenset({
    "array", "array[]", "array_append", "array_cat", "array_position", "array_prepend",
    "array_remove", "array_replace", "coalesce", "greatest", "least", "nullif",
})  # fmt: skip
"""Those of them that bring what they are given to one type first."""


def types_of(own: Casts, declared: str) -> frozenset[str]:
    """Return what is noted of a value of the type `declared`, named as the catalog names it."""
    bare = declared.removeprefix(OWN_TYPE).removesuffix("[]").rpartition(".")[2]
    # A built-in type at one end is known by the other end.
    found = bare not in BUILTIN and any(bare in pair for pair in own)
    return frozenset({bare}) if found else frozenset()


def check_call(name: str, args: Iterable[Value], own: Casts) -> None:
    """Check that calling `name` applies no cast of the database's own."""
    given = list(args)
    if not any(value.own_types for value in given):
        return
    if name in _ONE_TYPE:
        check_merged(given)
    if name in _ANY_TYPE:
        return
    if name not in _TO_JSON or any(target in ("json", "jsonb") for _, target in own):
        raise UnreadableError("type", "own cast")


def check_cast(operand: exp.Expr, value: Value, target: str, own: Casts) -> None:
    """Check that a cast to `target` is none of the database's own."""
    bare = target.removeprefix(OWN_TYPE).removesuffix("[]").rpartition(".")[2]
    leads_here = {source for source, to in own if to == bare}
    if leads_here & value.own_types:
        raise UnreadableError("type", "own cast")
    # Which built-in type a value has is not told here; text that is written out has none yet.
    is_text = isinstance(operand, exp.Literal) and operand.is_string
    if leads_here & BUILTIN and not (value.own_types or is_text):
        raise UnreadableError("type", "own cast")


def check_operator(operands: Iterable[Value]) -> None:
    """Check that an operator applies no cast of the database's own."""
    if any(value.own_types for value in operands):
        raise UnreadableError("type", "own cast")


def check_merged(values: Iterable[Value]) -> None:
    """Check that what becomes one column or one value is of one type."""
    if len(frozenset[str]().union(*(value.own_types for value in values))) > 1:
        raise UnreadableError("type", "own cast")


def check_comparison(sides: Iterable[tuple[exp.Expr, Value]]) -> None:
    """Check that what is compared is of one type, or text that becomes it."""
    found = list(sides)
    check_merged(value for _, value in found)
    if not any(value.own_types for _, value in found):
        return
    for node, value in found:
        is_text = isinstance(node, exp.Literal) and node.is_string
        if not (value.own_types or is_text or isinstance(node, exp.Null | exp.Placeholder)):
            raise UnreadableError("type", "own cast")
