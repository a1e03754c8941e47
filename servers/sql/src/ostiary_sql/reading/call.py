"""Calls: which functions there are, and what each does with its arguments' lineage."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ostiary_sql.dialects.base import Functions
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.scope import Scope
from ostiary_sql.reading.value import COLUMN_SIZE, CONSTANT, Value, combine

_SMALL_SEPARATOR = 16


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it is written.

    Args:
        name: The function, in lower case.
        args: Lineage of its arguments.
        has_star: Whether its argument is `*`.
        has_over: Whether OVER follows it.
    """

    name: str
    args: Sequence[Value]
    has_star: bool = False
    has_over: bool = False


def is_aggregate(functions: Functions, name: str, arguments: int) -> bool:
    """Return whether a call folds rows: SQLite's min and max with several arguments do not."""
    return name in functions.all_aggregates and not (name in ("min", "max") and arguments > 1)


def call_value(call: Call, scope: Scope) -> Value:
    """Return the lineage of the result of `call`, and note what becomes of its arguments.

    Raises:
        UnreadableError: The function is not available, or not in this form.
    """
    known = scope.dialect.functions
    if call.name not in known.allowed:
        raise UnreadableError("function")
    scope.trace.functions.add(call.name)
    if call.has_star and call.name != "count":
        raise UnreadableError("function", "star")
    if is_aggregate(known, call.name, len(call.args)):
        return _aggregate(call, scope)
    if call.name in known.window:
        if not call.has_over:
            raise UnreadableError("function", "window function without OVER")
        # The argument of ntile steers like the later ones of the others do.
        scope.trace.test(*call.args[0 if call.name == "ntile" else 1 :])
        return combine(call.args) if call.args else CONSTANT
    if call.has_over:
        raise UnreadableError("function", "OVER behind a scalar function")
    return _scalar(call, scope)


def _aggregate(call: Call, scope: Scope) -> Value:
    known, trace = scope.dialect.functions, scope.trace
    if call.name == "count":
        return _count(call, scope)
    if call.name in ("min", "max") and scope.has_bare_columns and not call.has_over:
        trace.compute(*call.args)
    if call.name in known.copying_aggregates and not _only_copies(call.args):
        trace.compute(*call.args)
    is_growing = call.name not in ("sum", *known.aggregates)
    if is_growing and (
        scope.repeats_rows
        or any(value.size > _SMALL_SEPARATOR for value in call.args if not value.base)
    ):
        # Rows repeated at will, or long separators, bring the result to the engine's limit on
        # lengths just when the values have a certain length together.
        trace.compute(*call.args)
    is_total = call.name in known.aggregates
    return combine(call.args, math.inf if is_growing else COLUMN_SIZE, is_total=is_total)


def _count(call: Call, scope: Scope) -> Value:
    """Count rows, or values that are not NULL.

    A count keeps its column's class: it tells where values are missing, and the engine, which does
    not read a withheld column, would count none. Pseudonyms tell that, too.
    """
    counted = replace(combine(call.args, 8), is_count=True)
    alike = scope.trace.alike
    if call.has_over or alike is None:
        return counted
    if all(alike.are_alike([value]) for value in call.args):
        return replace(counted, told=counted.origins)
    return counted


def _scalar(call: Call, scope: Scope) -> Value:
    known, args, trace = scope.dialect.functions, call.args, scope.trace
    if call.name in known.choosing:
        trace.test(*[value for at, value in enumerate(args[:-1]) if at % 2 == 0])
    if call.name in known.lazy:
        for at, value in enumerate(args):
            if not all(later.is_total for later in args[at + 1 :]):
                trace.compute(value)
    if call.name in known.partial:
        trace.compute(*args)
        return combine(args, math.inf, is_total=False)
    if call.name in known.copying:
        if not _only_copies(args):
            trace.compute(*args)
        # A constant can be chosen to fail: `abs(-9223372036854775808)`, a blob in JSON.
        return combine(args, is_total=all(value.base is not None for value in args))
    result = combine(args)
    sized = replace(result, size=result.size * known.growth.get(call.name, 1) + 32)
    return trace.limit(sized, *args)


def _only_copies(args: Sequence[Value]) -> bool:
    return all(value.base is not None or not value.origins for value in args)
