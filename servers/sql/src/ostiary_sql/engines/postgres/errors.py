"""PostgreSQL's refusals as this server's: by code alone, since the messages quote data.

Source: PostgreSQL, appendix A, "PostgreSQL Error Codes".
"""

from ostiary.server import CallError, DeadlineError, InvalidInputError, TooLargeError, UpstreamError

NARROW = "Narrow the query: filter earlier, join less, aggregate."
CHANGED = "The schema changed meanwhile: call again."
GONE = "The connection to the database was lost: call again."
DOUBT = "The statement is not understood without doubt: write it more simply."

_VALUES = "A value does not fit: check casts, formats and ranges of what the statement computes."
_TYPES = "Types do not fit together: add casts, such as x::numeric."

_REFUSALS: dict[str, tuple[type[CallError], str]] = {
    "57014": (DeadlineError, NARROW),
    "55P03": (UpstreamError, "The database is locked by somebody else: call again later."),
    "40": (UpstreamError, "The database had a conflict: call again."),
    "53": (TooLargeError, f"The database has no room for it. {NARROW}"),
    "54001": (InvalidInputError, "The statement is nested too deeply."),
    "54": (TooLargeError, "Build shorter values and fewer columns."),
    "42501": (
        InvalidInputError,
        "The database's account may not read all of it: name only the columns that you need.",
    ),
    "42P01": (UpstreamError, CHANGED),
    "42703": (UpstreamError, CHANGED),
    "42883": (InvalidInputError, f"No function or operator takes these types. {_TYPES}"),
    "42725": (InvalidInputError, f"More than one function takes these types. {_TYPES}"),
    "42804": (InvalidInputError, _TYPES),
    "42846": (InvalidInputError, _TYPES),
    "42P18": (InvalidInputError, _TYPES),
    "42P08": (InvalidInputError, _TYPES),
    "42803": (InvalidInputError, "Group by every column that is not aggregated."),
    "42P19": (InvalidInputError, "The recursive query does not have the form that is needed."),
    "42P20": (InvalidInputError, "The window is not valid."),
    "42P10": (InvalidInputError, "ORDER BY, DISTINCT or GROUP BY name something else than SELECT."),
    "42702": (InvalidInputError, "A column's name is ambiguous: put its table before it."),
    "42": (InvalidInputError, "PostgreSQL refused the statement: check syntax, names and types."),
    "21000": (InvalidInputError, "A subquery in place of a value returned more than one row."),
    "22012": (InvalidInputError, "Division by zero: divide by nullif(x, 0)."),
    "22003": (InvalidInputError, "A number is out of range: cast to numeric or bigint."),
    "22P02": (InvalidInputError, "A text is not of the type that it is cast to."),
    "22007": (InvalidInputError, "A text is no date or time: write them like 2026-01-31."),
    "22008": (InvalidInputError, "A date or time is out of range."),
    "22": (InvalidInputError, _VALUES),
    "25006": (InvalidInputError, "The statement would write: only reading is possible here."),
    "0A": (InvalidInputError, "PostgreSQL does not support this: write it otherwise."),
    "2201": (InvalidInputError, _VALUES),
    "P0": (InvalidInputError, _VALUES),
    "58": (UpstreamError, "The database has a fault: tell the operator."),
    "XX": (UpstreamError, "The database has a fault: tell the operator."),
}
"""By code, or by the beginning that codes share."""

_OTHER = (InvalidInputError, "PostgreSQL refused the statement.")


def refusal(sqlstate: str) -> CallError:
    """Return the error that a caller gets for one of PostgreSQL's."""
    found = next(
        (_REFUSALS[part] for size in (5, 4, 2) if (part := sqlstate[:size]) in _REFUSALS), _OTHER
    )
    error, hint = found
    return error(hint, detail=f"postgres: {sqlstate}")


def changed() -> UpstreamError:
    """Return that the schema is no longer the one that the statement was examined against."""
    return UpstreamError(CHANGED, detail="postgres: changed")


def lost() -> UpstreamError:
    """Return that the connection went away."""
    return UpstreamError(GONE, detail="postgres: connection lost")


def overdue() -> DeadlineError:
    """Return that the server did not stop by itself at its deadline, and was stopped."""
    return DeadlineError(NARROW, detail="postgres: stopped from outside")


def disagreement(what: str) -> InvalidInputError:
    """Return that PostgreSQL understands the statement otherwise than the examination.

    Args:
        what: In which respect, for the operator.
    """
    return InvalidInputError(DOUBT, detail=f"postgres: disagreement: {what}")
