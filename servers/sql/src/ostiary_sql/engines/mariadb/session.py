"""What a session is set to before anything of a caller's reaches it.

The session is reset first, so that whatever an earlier user left behind is gone.
"""

from collections.abc import Mapping

from ostiary_sql.engines.mariadb.wire import RESET, Command, query, use

LOCK_TIMEOUT_S = 2
_IDLE_MARGIN_S = 10

_FIXED = {
    "time_zone": "'+00:00'",
    "lc_time_names": "'en_US'",
    "default_week_format": "0",
    "div_precision_increment": "4",
    "group_concat_max_len": "1048576",
    "sql_auto_is_null": "0",
    "completion_type": "'NO_CHAIN'",
    "sql_notes": "0",
    "sql_safe_updates": "0",
    "foreign_key_checks": "1",
    "unique_checks": "1",
    "lock_wait_timeout": str(LOCK_TIMEOUT_S),
    "innodb_lock_wait_timeout": str(LOCK_TIMEOUT_S),
}
"""What a statement means and how values look must depend neither on the account's settings nor on
those of the server."""

_MODES = "STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"
"""Neither ANSI_QUOTES nor PIPES_AS_CONCAT, NO_BACKSLASH_ESCAPES or IGNORE_SPACE: what the reader
takes for a string, a name or a function is one."""

ISOLATE = "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ"
BEGIN = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"
"""It stops rows from being written, and no more: definitions, files and settings are beyond it. The
reader and the account's rights stop those."""

ISOLATE_WRITING = "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE"
BEGIN_WRITING = "START TRANSACTION READ WRITE"
"""SERIALIZABLE, because then what has been read is locked, and so are the gaps between its rows:
what a change touches is what was read before."""

WARNINGS = query("SHOW WARNINGS")
COMMIT = query("COMMIT")
ROLLBACK = query("ROLLBACK")


def text(value: str) -> str:
    """Return `value` as a string constant."""
    escaped = value.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def quoted(name: str) -> str:
    """Return `name` as an identifier."""
    return "`" + name.replace("`", "``") + "`"


def limited(max_rows: int) -> Command:
    """Return the command after which a query without LIMIT of its own ends at so many rows."""
    return query(f"SET SESSION sql_select_limit = {max_rows}")


def opening(
    database: str, timeout_s: float, *, is_mariadb: bool, writes: bool = False
) -> list[Command]:
    """Return what begins a transaction on a connection of unknown past.

    Args:
        database: Where names without one are looked for.
        timeout_s: How long each statement may take [s].
        is_mariadb: Whether it is MariaDB and not MySQL.
        writes: Whether it may write.
    """
    settings = _FIXED | (_mariadb(timeout_s) if is_mariadb else _mysql(timeout_s))
    return [
        RESET,
        use(database),
        query(f"SET NAMES utf8mb4, {_assigned(settings)}"),
        query(ISOLATE_WRITING if writes else ISOLATE),
        query(BEGIN_WRITING if writes else BEGIN),
    ]


def _mariadb(timeout_s: float) -> dict[str, str]:
    return {
        "sql_mode": text(_MODES),
        "max_statement_time": f"{timeout_s:.3f}",
        "idle_transaction_timeout": str(int(timeout_s) + _IDLE_MARGIN_S),
        "check_constraint_checks": "1",
    }


def _mysql(timeout_s: float) -> dict[str, str]:
    return {
        "sql_mode": text(f"ONLY_FULL_GROUP_BY,{_MODES}"),
        "max_execution_time": str(max(1, round(timeout_s * 1000))),
    }


def _assigned(settings: Mapping[str, str]) -> str:
    return ", ".join(f"SESSION {name} = {value}" for name, value in settings.items())
