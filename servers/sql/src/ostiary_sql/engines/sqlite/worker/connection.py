"""Opening the database so that as little as possible is left to the authorizer.

`mode=ro` is no boundary by itself: ATTACH opens other files, and `query_only` can be undone by a
PRAGMA. The limit on attached databases and the authorizer are what holds; the rest is depth.
"""

import hmac
import sqlite3
from pathlib import Path
from urllib.parse import quote

from ostiary_sql.functions import SCATTERED

OLDEST_SQLITE = (3, 37)
HEAP_BYTES = 256 * 1024 * 1024
MAX_VALUE_BYTES = 16 * 1024 * 1024

_LIMITS = {
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LENGTH: MAX_VALUE_BYTES,
    # The statement itself is at most 16 KiB of text; EXPLAIN adds a prefix.
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 64 * 1024,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 500,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 200,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 100_000,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1000,
    sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 250,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 0,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}

_FOREIGN_KEYS_DEEP = 50

_READING = ("PRAGMA query_only = 1",)

_WRITING = (
    "PRAGMA foreign_keys = 1",
    "PRAGMA synchronous = FULL",
    # Nothing of a change reaches the file before it is kept.
    "PRAGMA cache_spill = 0",
)

_PRAGMAS = (
    "PRAGMA trusted_schema = 0",
    "PRAGMA cell_size_check = 1",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA mmap_size = 0",
    f"PRAGMA hard_heap_limit = {HEAP_BYTES}",
    "PRAGMA busy_timeout = 2000",
)


def open_database(path: Path, *, writes: bool = False) -> sqlite3.Connection:
    """Return a hardened connection, read-only unless it `writes`.

    Raises:
        sqlite3.Error: The file cannot be opened, or this SQLite is older than 3.37.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise sqlite3.NotSupportedError("SQLite 3.37 or newer is needed")
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode={'rw' if writes else 'ro'}",
        uri=True,
        isolation_level=None,
        # Each statement is prepared under its own authorizer: none may survive from an earlier one.
        cached_statements=0,
    )
    connection.text_factory = _decode
    for limit, value in _LIMITS.items():
        connection.setlimit(limit, value)
    if writes:
        # Foreign keys that restrict or cascade are triggers inside SQLite.
        connection.setlimit(sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, _FOREIGN_KEYS_DEEP)
    for pragma in (*_PRAGMAS, *(_WRITING if writes else _READING)):
        connection.execute(pragma)
    connection.create_function(SCATTERED, 2, _scattered, deterministic=True)
    _refuse_quoted_strings(connection)
    # The first use of a table-valued function declares it, which the authorizer sees as an update
    # of the schema: done here, before there is an authorizer.
    connection.execute("SELECT 1 FROM json_each('[]'), json_tree('[]')").fetchall()
    return connection


def _refuse_quoted_strings(connection: sqlite3.Connection) -> None:
    """Read `"x"` as a name and never as a string, where this Python can say so.

    Elsewhere the examination, which refuses a quoted name that it cannot resolve, stands alone.
    """
    set_config = getattr(connection, "setconfig", None)  # new in Python 3.12
    if set_config is not None:
        set_config(sqlite3.SQLITE_DBCONFIG_DQS_DML, False)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] # as above
        set_config(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] # as above


def _scattered(key: str, row: str) -> bytes:
    return hmac.digest(key.encode(), row.encode("utf-8", "surrogatepass"), "sha256")


def _decode(text: bytes) -> str:
    return text.decode("utf-8", "replace")
