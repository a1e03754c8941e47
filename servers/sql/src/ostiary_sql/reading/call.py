"""Calls: which functions there are, and what each does with its arguments' lineage."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ostiary_sql import functions as known
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.scope import Scope
from ostiary_sql.reading.value import COLUMN_SIZE, CONSTANT, Value, combine

_GROWTH = {"hex": 2, "quote": 2, "strftime": 12, "date": 4, "datetime": 4, "time": 4}
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

    @property
    def is_aggregate(self) -> bool:
        """Whether it folds rows: min and max with several arguments do not."""
        return self.name in known.AGGREGATES and not (
            self.name in ("min", "max") and len(self.args) > 1
        )


def check_function(name: str) -> None:
    """Check that statements may call `name`.

    Raises:
        UnreadableError: They may not, or there is no such function.
    """
    if name not in known.ALLOWED:
        raise UnreadableError("function")


def call_value(call: Call, scope: Scope) -> Value:
    """Return the lineage of the result of `call`, and note which arguments it tests.

    Raises:
        UnreadableError: The function is not available, or not in this form.
    """
    check_function(call.name)
    scope.trace.functions.add(call.name)
    if call.has_star and call.name != "count":
        raise UnreadableError("function", "star")
    if call.is_aggregate:
        return _aggregate(call, scope)
    if call.name in known.WINDOW:
        if not call.has_over:
            raise UnreadableError("function", "window function without OVER")
        # The argument of ntile steers like the later ones of the others do.
        scope.trace.test(*call.args[0 if call.name == "ntile" else 1 :])
        return combine(call.args) if call.args else CONSTANT
    if call.has_over:
        raise UnreadableError("function", "OVER behind a scalar function")
    return _scalar(call, scope)


def _aggregate(call: Call, scope: Scope) -> Value:
    trace = scope.trace
    if call.name == "count":
        return _count(call)
    if call.name in ("min", "max") and scope.has_bare_columns and not call.has_over:
        trace.test(*call.args)
    if call.name in known.COPYING_AGGREGATES and not _only_copies(call.args):
        trace.test(*call.args)
    is_growing = call.name not in ("sum", *known.TOTAL_AGGREGATES)
    if is_growing and (
        scope.repeats_rows
        or any(value.size > _SMALL_SEPARATOR for value in call.args if not value.base)
    ):
        # Rows repeated at will, or long separators, bring the result to the engine's limit on
        # lengths just when the values have a certain length together.
        trace.test(*call.args)
    is_total = call.name in known.TOTAL_AGGREGATES
    return combine(call.args, math.inf if is_growing else COLUMN_SIZE, is_total=is_total)


def _count(call: Call) -> Value:
    """Count rows, or values that are not NULL.

    A count keeps its column's class: it tells where values are missing, and the engine, which does
    not read a withheld column, would count none.
    """
    return combine(call.args, 8)


def _scalar(call: Call, scope: Scope) -> Value:
    args, trace = call.args, scope.trace
    if call.name in known.CHOOSING:
        trace.test(*[value for at, value in enumerate(args[:-1]) if at % 2 == 0])
    if call.name in known.LAZY:
        for at, value in enumerate(args):
            if not all(later.is_total for later in args[at + 1 :]):
                trace.test(value)
    if call.name in known.PARTIAL:
        trace.test(*args)
        return combine(args, math.inf, is_total=False)
    if call.name in known.COPYING:
        if not _only_copies(args):
            trace.test(*args)
        # A constant can be chosen to fail: `abs(-9223372036854775808)`, a blob in JSON.
        return combine(args, is_total=all(value.base is not None for value in args))
    result = combine(args)
    sized = Value(result.origins, result.size * _GROWTH.get(call.name, 1) + 32, result.is_total)
    return trace.limit(sized, *args)


def _only_copies(args: Sequence[Value]) -> bool:
    return all(value.base is not None or not value.origins for value in args)
