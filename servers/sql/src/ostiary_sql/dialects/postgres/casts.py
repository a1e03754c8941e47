"""Casts that a database adds: PostgreSQL applies them unasked, and what they do nobody can read.

A value of a type that has one may be copied, compared with its own kind and with text, and given to
functions that take every type as it is.
"""

from collections.abc import Collection, Iterable

from sqlglot import exp

from ostiary_sql.dialects.postgres.types import OWN_TYPE
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.value import Value

_ANY_TYPE = frozenset({
    "any", "array", "array[]", "array_agg", "array_append", "array_cat", "array_length",
    "array_position", "array_prepend", "array_remove", "array_replace", "array_to_string",
    "cardinality", "coalesce", "concat", "concat_ws", "count", "enum_first", "enum_last",
    "enum_range", "exists", "first_value", "format", "greatest", "lag", "last_value", "lead",
    "least", "max", "min", "mode", "nth_value", "nullif", "num_nonnulls", "num_nulls",
    "percentile_disc", "pg_typeof", "row", "subscript", "unnest",
})  # fmt: skip
"""Functions that take values of every type as they are."""

_TO_JSON = frozenset({
    "array_to_json", "json_agg", "json_build_array", "json_build_object", "json_object_agg",
    "jsonb_agg", "jsonb_build_array", "jsonb_build_object", "jsonb_object_agg", "row_to_json",
    "to_json", "to_jsonb",
})  # fmt: skip
"""Functions that cast to JSON where there is a cast, and else take every type."""


def check_call(name: str, args: Iterable[Value], own: Collection[tuple[str, str]]) -> None:
    """Check that calling `name` applies no cast of the database's own."""
    if not any(value.has_own_casts for value in args) or name in _ANY_TYPE:
        return
    if name not in _TO_JSON or any(target in ("json", "jsonb") for _, target in own):
        raise UnreadableError("type", "own cast")


def check_cast(value: Value, target: str, own: Collection[tuple[str, str]]) -> None:
    """Check that a cast to `target` is none of the database's own."""
    bare = target.removeprefix(OWN_TYPE).removesuffix("[]")
    if value.has_own_casts and any(each == bare for _, each in own):
        raise UnreadableError("type", "own cast")


def check_operator(operands: Iterable[Value]) -> None:
    """Check that an operator applies no cast of the database's own."""
    if any(value.has_own_casts for value in operands):
        raise UnreadableError("type", "own cast")


def check_comparison(sides: Iterable[tuple[exp.Expr, Value]]) -> None:
    """Check that what is compared is of one type, or text that becomes it."""
    found = list(sides)
    if not any(value.has_own_casts for _, value in found):
        return
    for node, value in found:
        is_text = isinstance(node, exp.Literal) and node.is_string
        if not (value.has_own_casts or is_text or isinstance(node, exp.Null | exp.Placeholder)):
            raise UnreadableError("type", "own cast")
