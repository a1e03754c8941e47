"""What a connection is set to before anything of a caller's reaches it.

All of it holds for one transaction alone, and whatever an earlier user left behind is discarded
first: a plain SELECT of `set_config` would otherwise reach the next one.
"""

from collections.abc import Mapping

from ostiary_sql.engines.postgres.wire import Query, Request, Segment

LOCK_TIMEOUT_S = 2.0
_IDLE_MARGIN_S = 10.0

_FIXED = {
    "standard_conforming_strings": "on",
    "DateStyle": "ISO, MDY",
    "IntervalStyle": "postgres",
    "TimeZone": "UTC",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "xmlbinary": "base64",
    "row_security": "on",
    "transform_null_equals": "off",
    "array_nulls": "on",
    "quote_all_identifiers": "off",
    # Notices quote data.
    "client_min_messages": "error",
}
"""What a statement means and how values look must depend neither on the account's settings nor on
those of the database."""

NO_INDEX_ORDER = {"enable_indexscan": "off", "enable_indexonlyscan": "off"}
"""Indexes still find rows, by way of a bitmap: but rows come in the table's own order."""

_SINCE = {
    # A server whose client is gone notices it, and does not go on.
    140000: {"client_connection_check_interval": "500"},
}

BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY"
"""READ COMMITTED, because each request then sees what was committed before it: what is asked of the
catalog after a statement has locked its relations is true of them. Under REPEATABLE READ it would
be true of the moment before. A single SELECT reads one state of the database either way."""

BEGIN_WRITING = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
"""READ COMMITTED for the same reason; what is changed is compared with what was locked."""

BEGIN_SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
"""For several requests that are to see one state."""

CLEAN: Segment = (Query("DISCARD ALL"),)
COMMIT: Segment = (Query("COMMIT"),)
ROLLBACK: Segment = (Query("ROLLBACK"),)


def quoted(name: str) -> str:
    """Return `name` as an identifier that is taken as it is."""
    return '"' + name.replace('"', '""') + '"'


def opening(
    begin: str,
    schema: str,
    timeout_s: float,
    server: Mapping[str, int | str],
    *requests: Request,
    more: Mapping[str, str] | None = None,
) -> tuple[Segment, Segment]:
    """Return what begins a transaction on a connection of unknown past, and the requests in it.

    Args:
        begin: How it begins.
        schema: Where names without a schema are looked for, after PostgreSQL's own.
        timeout_s: How long each request may take [s].
        server: Of the server: `version` and `encoding`.
        requests: What is asked in it.
        more: Further settings.
    """
    path = f"{quoted(schema)}, pg_temp" if schema else "pg_temp"
    settings = _FIXED | {
        # Without a schema's name here, one of a session's own would come first.
        "search_path": path,
        "statement_timeout": _milliseconds(timeout_s),
        "lock_timeout": _milliseconds(min(timeout_s, LOCK_TIMEOUT_S)),
        "idle_in_transaction_session_timeout": _milliseconds(timeout_s + _IDLE_MARGIN_S),
        # What is stored without an encoding comes as it is stored: no part of it is refused.
        "client_encoding": "SQL_ASCII" if server["encoding"] == "SQL_ASCII" else "UTF8",
    }
    for version, since in _SINCE.items():
        if int(server["version"]) >= version:
            settings |= since
    settings |= more or {}
    return CLEAN, (Query(begin), _configure(settings), *requests)


def _configure(settings: Mapping[str, str]) -> Query:
    calls = ", ".join(
        f"pg_catalog.set_config('{name}', ${number}, true)"
        for number, name in enumerate(settings, start=1)
    )
    values = [value.encode() for value in settings.values()]
    return Query(f"SELECT {calls}", values)


def _milliseconds(time_s: float) -> str:
    return str(max(1, round(time_s * 1000)))
