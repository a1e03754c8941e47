"""MariaDB's and MySQL's refusals as this server's: by number alone, since the messages quote data.

Source: MariaDB, "MariaDB Error Codes"; MySQL, "Server Error Message Reference".
"""

from ostiary.server import CallError, DeadlineError, InvalidInputError, TooLargeError, UpstreamError

NARROW = "Narrow the query: filter earlier, join less, aggregate."
CHANGED = "The schema changed meanwhile: call again."
GONE = "The connection to the database was lost: call again."
DOUBT = "The statement is not understood without doubt: write it more simply."

_LOCKED = (UpstreamError, "The database is locked by somebody else: call again later.")
_RIGHTS = (
    InvalidInputError,
    "The database's account may not read all of it: name only the columns that you need.",
)
_GROUPS = (InvalidInputError, "Group by every column that is not aggregated.")
_VALUES = (
    InvalidInputError,
    "A value does not fit: check casts, formats and ranges of what the statement computes.",
)
_ROOM = (TooLargeError, f"The database has no room for it. {NARROW}")

_REFUSALS: dict[int, tuple[type[CallError], str]] = {
    **dict.fromkeys((1028, 1317, 1969, 3024), (DeadlineError, NARROW)),
    **dict.fromkeys((1099, 1100, 1205), _LOCKED),
    **dict.fromkeys((1213, 1615), (UpstreamError, "The database had a conflict: call again.")),
    **dict.fromkeys((1054, 1146, 1412), (UpstreamError, CHANGED)),
    **dict.fromkeys((1044, 1142, 1143, 1227, 1345, 1356, 1370), _RIGHTS),
    **dict.fromkeys((3, 1021, 1037, 1038, 1041, 1104, 1114, 1203), _ROOM),
    **dict.fromkeys((1055, 1056, 1111, 1140, 4074), _GROUPS),
    **dict.fromkeys(
        (1264, 1292, 1301, 1365, 1366, 1367, 1406, 1411, 1426, 1441, 1690, 3140, 3141, 4037, 4038),
        _VALUES,
    ),
    1040: (UpstreamError, "The database has no connection to spare: call again later."),
    1052: (InvalidInputError, "A column's name is ambiguous: put its table before it."),
    1064: (InvalidInputError, "MariaDB does not accept the syntax: write it otherwise."),
    1116: (InvalidInputError, "Too many tables are joined: at most 61."),
    1222: (InvalidInputError, "Both sides of UNION need the same number of columns."),
    1241: (InvalidInputError, "A subquery in place of a value returns more than one column."),
    1242: (InvalidInputError, "A subquery in place of a value returned more than one row."),
    1248: (InvalidInputError, "Every derived table needs an alias."),
    1060: (InvalidInputError, "Two columns of a derived table have one name: give them aliases."),
    **dict.fromkeys(
        (1267, 1270, 1271), (InvalidInputError, "Collations do not fit together: add COLLATE.")
    ),
    **dict.fromkeys(
        (1305, 1582, 1583), (InvalidInputError, "No function takes these arguments here.")
    ),
    1436: (InvalidInputError, "The statement is nested too deeply."),
    1792: (InvalidInputError, "The statement would write: only reading is possible here."),
}

_OTHER = (InvalidInputError, "MariaDB refused the statement: check names, functions and values.")


def refusal(number: int) -> CallError:
    """Return the error that a caller gets for one of the server's."""
    error, hint = _REFUSALS.get(number, _OTHER)
    return error(hint, detail=f"mariadb: {number}")


def changed() -> UpstreamError:
    """Return that the schema is no longer the one that the statement was examined against."""
    return UpstreamError(CHANGED, detail="mariadb: changed")


def lost() -> UpstreamError:
    """Return that the connection went away."""
    return UpstreamError(GONE, detail="mariadb: connection lost")


def overdue() -> DeadlineError:
    """Return that the server did not stop by itself at its deadline, and was stopped."""
    return DeadlineError(NARROW, detail="mariadb: stopped from outside")


def disagreement(what: str) -> InvalidInputError:
    """Return that the server understands the statement otherwise than the examination.

    Args:
        what: In which respect, for the operator.
    """
    return InvalidInputError(DOUBT, detail=f"mariadb: disagreement: {what}")
