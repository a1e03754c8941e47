"""The functions that statements may call, by what is known of their behaviour.

An allow-list of SQLite's built-in functions: what stands in none of these sets is refused. Two
questions matter beyond safety. Can the call fail, or grow or run without bound, depending on its
arguments? Then a closely held argument would show itself by the failure ("no oracle"), and counts
as tested. And does it pick or compare? Standard library only: the worker imports this file.
"""

TOTAL = frozenset({
    "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "ceil", "ceiling", "char",
    "coalesce", "cos", "cosh", "date", "datetime", "degrees", "exp", "floor", "hex", "ifnull",
    "instr", "julianday", "length", "likelihood", "likely", "ln", "log", "log10", "log2",
    "lower", "ltrim", "max", "min", "mod", "nullif", "octet_length", "pi", "pow", "power",
    "quote", "radians", "round", "rtrim", "sign", "sin", "sinh", "soundex", "sqrt", "strftime",
    "substr", "substring", "tan", "tanh", "time", "timediff", "trim", "trunc", "typeof",
    "unicode", "unixepoch", "unlikely", "upper",
})  # fmt: skip
"""Scalar functions that succeed on every argument, with a result about as long as its arguments."""

PARTIAL = frozenset({
    "concat", "concat_ws", "format", "json", "json_array_length", "json_extract", "json_insert",
    "json_patch", "json_remove", "json_replace", "json_set", "json_type", "json_valid", "like",
    "glob", "printf", "random", "replace", "unhex",
})  # fmt: skip
"""Scalar functions that fail on some arguments (no JSON), or whose result can be made long."""

COPYING = frozenset({"abs", "json_array", "json_object", "json_quote"})
"""Scalar functions that cannot fail on stored values as they are, but on values made to order."""

CHOOSING = frozenset({"if", "iif"})
"""Scalar functions whose odd arguments are conditions."""

LAZY = frozenset({"coalesce", "if", "ifnull", "iif"})
"""Scalar functions that evaluate an argument only if the ones before it ask for it."""

TOTAL_AGGREGATES = frozenset({"avg", "count", "max", "min", "total"})
"""Aggregates that succeed on every argument."""

COPYING_AGGREGATES = frozenset({
    "group_concat", "json_group_array", "json_group_object", "string_agg", "sum",
})  # fmt: skip
"""Aggregates that cannot fail on stored values as they are, but can on values made to order."""

AGGREGATES = TOTAL_AGGREGATES | COPYING_AGGREGATES

WINDOW = frozenset({
    "cume_dist", "dense_rank", "first_value", "lag", "last_value", "lead", "nth_value", "ntile",
    "percent_rank", "rank", "row_number",
})  # fmt: skip
"""Functions that need OVER. Their first argument is a value, the others steer."""

TABLE_VALUED = frozenset({"json_each", "json_tree"})

ALLOWED = TOTAL | PARTIAL | COPYING | CHOOSING | LAZY | AGGREGATES | WINDOW

SCATTERED = "ostiary_scattered"
"""Our own, which no statement can call: a digest of a text under a key, both texts."""

ENGINE_FUNCTIONS = ALLOWED | {
    SCATTERED, "->", "->>", "current_date", "current_time", "current_timestamp",
}  # fmt: skip
"""What the authorizer lets SQLite call: operators appear there as functions too."""
